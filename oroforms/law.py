"""The law as data: which section is in force on a day, and how forms cite it.

``law.yaml`` (the user's own before the shipped) holds each rule with its
sections by date, its clocks, and where the text was read. Forms cite a rule
as ``{law.KEY}``; a document cites the section in force on its own date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from oroforms.definition import EMPTY, Text
from oroforms.errors import DefinitionError
from oroforms.folders import in_use
from oroforms.i18n import gettext as _
from oroforms.i18n import language
from oroforms.suggest import did_you_mean
from oroforms.yamldata import as_its_head_says, read_yaml

FILE = "law.yaml"
CITED = re.compile(r"\{law\.([a-z][a-z0-9_]*)\}")
"""How a text cites a rule: ``{law.KEY}``."""

_UNITS = ("days", "months", "years")
_STARTS = ("receipt", "decision", "last_note", "birth")
_AT_ONCE = ("asked_later", "already_running")


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something may take: a number of days, months or years from an event."""

    number: int
    unit: str
    """``days``, ``months`` or ``years``."""
    starts: str
    """The event: ``receipt``, ``decision``, ``last_note``, ``birth``."""

    def ends(self, start: date) -> date:
        """The last day of the period that begins on a day.

        The day of the event is not counted: 14 days from 1 March end on 15
        March. A month that lacks the day ends on its last one: four months
        from 31 October end on 28 or 29 February.
        """
        if self.unit == "days":
            return start + timedelta(days=self.number)
        months = self.number * (12 if self.unit == "years" else 1)
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Period:
    """What a rule says from a day (``None``: from the beginning) until the next period."""

    first: date | None
    citation: Text
    section: Text = EMPTY
    """The citation without the act; empty where a whole act is cited."""
    clock: Clock | None = None
    note: Text = EMPTY
    at_once: tuple[str, ...] = ()
    """When it is to be done at once in place of the clock: ``asked_later``, ``already_running``."""
    on_request: bool = False
    """Whether it is owed only to who asks."""


@dataclass(frozen=True, slots=True)
class LegalRule:
    """One rule of law with its sections by date, oldest first."""

    key: str
    title: Text
    periods: tuple[Period, ...]
    guidance: tuple[Text, ...] = ()
    """Advice of the authorities; no statute."""
    advised: Clock | None = None
    """How long it may take by that advice, where the statute has no clock."""

    def on(self, day: date) -> Period | None:
        """What is in force on a day; ``None`` before the rule existed."""
        reached = [p for p in self.periods if p.first is None or p.first <= day]
        return reached[-1] if reached else None

    def ends(self, period: Period) -> date | None:
        """The last day of a period of the rule; ``None`` of the one that still runs."""
        later = [p.first for p in self.periods if p.first and p.first > (period.first or date.min)]
        return min(later) - timedelta(days=1) if later else None


@dataclass(frozen=True, slots=True)
class Law:
    """A law file: its rules, the day to which the statutes were read, and where."""

    rules: Mapping[str, LegalRule]
    as_of: date
    source: Text
    path: Path
    left_out: tuple[Text, ...] = ()
    """What the file does not hold because it is not verified."""

    def since(self, day: date) -> date:
        """The day since which the law has read as it does on a day; ``date.min`` if ever since.

        Documents of two days with the same ``since`` cite the same sections.
        """
        firsts = (p.first for rule in self.rules.values() for p in rule.periods)
        return max((first for first in firsts if first and first <= day), default=date.min)

    def rule(self, key: str) -> LegalRule:
        """A rule by its key.

        Raises
        ------
        DefinitionError
            When the file has no such rule.
        """
        found = self.rules.get(key)
        if found is None:
            text = _("{path} has no rule {key}.{hint}")
            hint = did_you_mean(key, self.rules)
            raise DefinitionError(text.format(path=self.path, key=key, hint=hint))
        return found

    def citation(self, key: str, on: date, lang: str | None = None) -> str:
        """The section in force on a day: ``19 kap. 1 § socialtjänstlagen (2025:400)``.

        Raises
        ------
        DefinitionError
            When the file has no such rule, or the rule was not in force on that day.
        """
        rule = self.rule(key)
        period = rule.on(on)
        if period is None:
            text = _("{path}: rule {key} was not in force on {day} and cannot be cited")
            raise DefinitionError(text.format(path=self.path, key=key, day=on.isoformat()))
        return in_language(period.citation, lang)

    def fill(self, text: str, on: date, lang: str | None = None) -> str:
        """A text with each ``{law.KEY}`` replaced by the section in force on a day.

        Raises
        ------
        DefinitionError
            As :meth:`citation`.
        """
        return CITED.sub(lambda cited: self.citation(cited[1], on, lang), text)


def current() -> Law:
    """The law in use: the user's own file where there is one, else the shipped."""
    return load(in_use("schemas", FILE))


def citation(key: str, on: date, lang: str | None = None) -> str:
    """:meth:`Law.citation` of the law in use."""
    return current().citation(key, on, lang)


def fill(text: str, on: date, lang: str | None = None) -> str:
    """:meth:`Law.fill` of the law in use."""
    return current().fill(text, on, lang) if "{law." in text else text


@lru_cache(maxsize=4)
def load(path: Path) -> Law:
    """The law of one file, read once a process.

    Raises
    ------
    DefinitionError
        When the file is not as its head says.
    """
    data = read_yaml(path)
    with as_its_head_says(path):
        acts = {key: _text(said) for key, said in data["acts"].items()}
        rules = {key: _rule(key, said, acts) for key, said in data["rules"].items()}
        left_out = tuple(_text(item) for item in data.get("left_out", ()))
        as_of = date.fromisoformat(data["as_of"])
        return Law(rules, as_of, _text(data["source"]), path, left_out)


def in_language(text: Text, lang: str | None = None) -> str:
    """A text of the law file in the language asked for, or the one that is set."""
    return text.en if (lang or language()) == "en" else text.sv


def _text(said: Mapping[str, str]) -> Text:
    return Text(said["sv"], said["en"])


def _rule(key: str, said: Mapping[str, Any], acts: Mapping[str, Text]) -> LegalRule:
    periods = tuple(_period(item, acts) for item in said["periods"])
    firsts = [period.first or date.min for period in periods]
    if not periods or any(one >= other for one, other in pairwise(firsts)):
        raise ValueError(f"{key}: periods are missing or not in the order of their dates")
    guidance = tuple(_text(item) for item in said.get("guidance", ()))
    advised = _clock(said["advised_clock"]) if "advised_clock" in said else None
    return LegalRule(key, _text(said["title"]), periods, guidance, advised)


def _period(said: Mapping[str, Any], acts: Mapping[str, Text]) -> Period:
    if unknown := set(said.get("at_once", ())).difference(_AT_ONCE):
        raise ValueError(f"at_once: {', '.join(unknown)} is none of {', '.join(_AT_ONCE)}")
    act = acts[said["act"]]
    cited, section = act, EMPTY
    if "section" in said:
        section = _text(said["section"])
        cited = Text(f"{section.sv} {act.sv}", f"{section.en} of {act.en}")
    return Period(
        first=date.fromisoformat(said["from"]) if "from" in said else None,
        citation=cited,
        section=section,
        clock=_clock(said["clock"]) if "clock" in said else None,
        note=_text(said["note"]) if "note" in said else EMPTY,
        at_once=tuple(said.get("at_once", ())),
        on_request=said.get("on_request") is True,
    )


def _clock(said: Mapping[str, Any]) -> Clock:
    (unit,) = (unit for unit in _UNITS if unit in said)
    if said["starts"] not in _STARTS:
        raise ValueError(f"starts: {said['starts']} is none of {', '.join(_STARTS)}")
    return Clock(int(said[unit]), unit, str(said["starts"]))
