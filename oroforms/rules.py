"""Tries a form's cross-field rules on its answers: what is unwise or cannot be right.

The rules are data (see :mod:`oroforms.conditions` for their language); here
they become findings. A rule that asks for a field whose reading is in doubt
is not tried: what was written there is not known, and that it is in doubt is
an error of its own already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from oroforms import law
from oroforms.conditions import Scene, holds, leaves, names_in, phrases_in
from oroforms.definition import Definition, Rule
from oroforms.findings import Finding, Severity, mask
from oroforms.i18n import LANGUAGES
from oroforms.identifying import traces
from oroforms.names import get, touch


def rule_findings(
    definition: Definition,
    values: Mapping[str, Any],
    today: date,
    unsure: Collection[str] = (),
    dated: date | None = None,
) -> tuple[Finding, ...]:
    """The findings of all rules of a form, in the order of the definition.

    ``today`` is the day on which the document was made or came in, and
    ``dated`` its own date, whose law the messages cite (by default that of
    ``today``). ``unsure`` names the slots whose readings are in doubt.
    """
    return tuple(
        _finding(rule, scene, dated or today)
        for rule in definition.rules
        for scene in _scenes(rule, values, today)
        if not _doubtful(rule, scene.index, unsure) and holds(rule.when, scene)
    )


def _scenes(rule: Rule, values: Mapping[str, Any], today: date) -> Iterator[Scene]:
    """One scene, or with ``each`` one for every slot of the group that holds something."""
    if rule.each is None:
        yield Scene(values, today)
        return
    items = get(values, rule.each, [])
    yield from (Scene(values, today, index) for index, item in enumerate(items) if item)


def _doubtful(rule: Rule, index: int | None, unsure: Collection[str]) -> bool:
    if not unsure:
        return False
    asked = {_at(name, index) for name in names_in(rule.when)}
    return any(touch(name, slot) for name in asked for slot in unsure)


def _finding(rule: Rule, scene: Scene, dated: date) -> Finding:
    texts = {lang: law.fill(getattr(rule.message, lang), dated, lang) for lang in LANGUAGES}
    params: dict[str, str] = {}
    if scene.index is not None:
        params["slot"] = str(scene.index + 1)
    if phrases := _phrases(rule, scene):
        params["phrases"] = ", ".join(f"”{phrase}”" for phrase in phrases)
    if found := _traces(rule, scene):
        params["found"] = ", ".join(f"”{trace}”" for trace in found)
    field = None if rule.field is None else _at(rule.field, scene.index)
    return Finding(rule.code, Severity(rule.severity), field, params, texts)


def _phrases(rule: Rule, scene: Scene) -> tuple[str, ...]:
    """The phrases that made the rule hold, each once."""
    asked = [leaf for leaf in leaves(rule.when) if "contains_any" in leaf]
    written = ((scene.value(leaf["field"]), leaf["contains_any"]) for leaf in asked)
    found = (phrase for text, phrases in written if text for phrase in phrases_in(text, phrases))
    return tuple(dict.fromkeys(found))


def _traces(rule: Rule, scene: Scene) -> tuple[str, ...]:
    """What told who somebody is and made the rule hold, masked, each once."""
    asked = [leaf for leaf in leaves(rule.when) if leaf.get("contains_identity") is True]
    texts = (scene.value(leaf["field"]) for leaf in asked)
    return tuple(dict.fromkeys(mask(each.text) for text in texts if text for each in traces(text)))


def _at(name: str, index: int | None) -> str:
    return name if index is None else name.replace("*", str(index), 1)
