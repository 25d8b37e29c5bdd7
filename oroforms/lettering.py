"""From a letter's YAML to its paragraphs and letterhead: the keys that a form does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oroforms import condition_check
from oroforms.conditions import leaves
from oroforms.definition import Field, FormKind, Letterhead, Paragraph, ParagraphLook
from oroforms.faults import LAW_GAP, Faults
from oroforms.i18n import gettext as _

PARAGRAPH_KEYS = ("text", "when", "look")
LETTERHEAD_KEYS = ("sender", "recipient", "date", "reference", "by_hand", "sign_off", "footer")
_LISTS = ("sender", "recipient", "sign_off", "footer")
ASKED = ("is", "in", "has_any", "answered")
"""The operators that a Word template can be asked; those of days and texts are for rules."""


def paragraphs(
    data: Mapping[str, Any], kind: FormKind, fields: Sequence[Field], faults: Faults
) -> tuple[Paragraph, ...]:
    """The paragraphs of a letter; a fault where a form has some or a letter has none."""
    said = faults.list("paragraphs", data.get("paragraphs", []))
    if bool(said) != (kind is FormKind.LETTER):
        faults.add("paragraphs", _("a letter has paragraphs, and a form has none"))
    known = condition_check.names_of(fields)
    gaps = re.compile(
        "|".join((LAW_GAP.pattern, *(rf"\{{{re.escape(n)}\}}" for n in known.targets)))
    )
    return tuple(
        _paragraph(f"paragraphs[{place}]", item, known, gaps, faults)
        for place, item in enumerate(said)
    )


def _paragraph(
    where: str, item: object, known: condition_check.Names, gaps: re.Pattern[str], faults: Faults
) -> Paragraph:
    said = faults.mapping(where, item)
    faults.keys(where, said, PARAGRAPH_KEYS)
    text = faults.text(f"{where}.text", said.get("text"), gaps)
    look = faults.member(f"{where}.look", said.get("look", "body"), ParagraphLook)
    when = said.get("when")
    if when is not None:
        for problem in _wrong(when, known):
            faults.add(where, problem)
    return Paragraph(text, when, look or ParagraphLook.BODY)


def _wrong(when: object, known: condition_check.Names) -> Iterator[str]:
    wrong = list(condition_check.problems(when, known))
    yield from wrong
    if wrong or not isinstance(when, Mapping):
        return
    for leaf in leaves(when):
        operators = [key for key in leaf if key != "field"]
        if operators[0] not in ASKED:
            text = _("when: {operator} cannot be asked in a letter; {asked} can")
            yield text.format(operator=operators[0], asked=", ".join(ASKED))


def letterhead(
    data: Mapping[str, Any], kind: FormKind, fields: Sequence[Field], faults: Faults
) -> Letterhead:
    """Which fields stand where outside the text of a letter."""
    said = faults.mapping("letterhead", data.get("letterhead", {}))
    if bool(said) != (kind is FormKind.LETTER):
        faults.add("letterhead", _("a letter has a letterhead, and a form has none"))
    faults.keys("letterhead", said, LETTERHEAD_KEYS)
    known = condition_check.names_of(fields).targets
    for key in LETTERHEAD_KEYS:
        named = said.get(key, [])
        for name in named if isinstance(named, list) else [named]:
            faults.name(f"letterhead.{key}", name, known)
    lists = {key: tuple(faults.list(f"letterhead.{key}", said.get(key, []))) for key in _LISTS}
    return Letterhead(
        **lists,
        date=said.get("date"),
        reference=said.get("reference"),
        by_hand=said.get("by_hand"),
    )
