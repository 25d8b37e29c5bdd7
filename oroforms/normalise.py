"""From what stands in a document or data file to typed values.

Each answer is read by its field's type. An answer that is in doubt gets an
error finding of its own and stays out of the values; whether the values fit
the form together is asked later, in :mod:`oroforms.validate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from oroforms import names
from oroforms.definition import Definition, Slot
from oroforms.documents import Reading, Readings, Record, Value
from oroforms.fieldtypes import field_type
from oroforms.fieldtypes.base import shape
from oroforms.fieldtypes.signature import ON_PAPER, PARTS
from oroforms.fieldtypes.writing import clean
from oroforms.findings import Finding, Severity, finding
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

_LONGEST_NAME = 80
"""Characters of an unknown name that are repeated."""


def normalise(definition: Definition, readings: Readings, today: date | None = None) -> Record:
    """The typed record of what a reader delivered.

    ``today`` is the day the document came in (by default this day); it
    decides the century of identity numbers that are written with ten digits.
    The record's findings are the reader's and those of the typing.
    """
    table = _Table(definition, today or date.today(), readings.sure_from)  # noqa: DTZ011 - local day
    table.findings += readings.findings
    blamed = _blamed(definition, readings.findings)
    known: set[str] = set()
    for slot in definition.slots:
        sources = _sources(slot)
        known |= sources.keys()
        found = {n: readings.items[n] for n in sources if n in readings.items}
        certain = {n: r for n, r in found.items() if not table.in_doubt(slot, r, blamed)}
        if len(certain) < len(found) or slot.name in blamed:
            table.note_written(slot)
        if slot.name in blamed or not certain:
            continue
        if slot.type == "signature":
            table.enter(slot, {sources[n]: reading.raw for n, reading in certain.items()})
        else:
            table.enter(slot, certain[slot.name].raw)
    for name in readings.items.keys() - known:
        table.unknown(name)
    return table.record()


def normalise_data(
    definition: Definition, data: Mapping[str, Any], today: date | None = None
) -> Record:
    """The typed record of a data file: nested as in the contract, or by dotted names, or both.

    ``None``, an empty text, list or mapping is an answer not given.
    """
    table = _Table(definition, today or date.today())  # noqa: DTZ011 - local day
    answers = _Answers(definition)
    answers.walk("", data)
    table.findings += answers.findings
    for slot in definition.slots:
        if slot.name in answers.doubtful:
            table.note_written(slot)
        elif slot.name in answers.given:
            table.enter(slot, answers.given[slot.name])
    return table.record()


@dataclass
class _Table:
    """Collects typed values by slot, and knows in which group slots anything was written."""

    definition: Definition
    today: date
    sure_from: float = 1.0
    findings: list[Finding] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    written: set[tuple[str, int | None]] = field(default_factory=set)

    def enter(self, slot: Slot, raw: Any) -> None:
        """Read one answer by its type."""
        outcome = field_type(slot.type).read(raw, slot, self.today)
        self.findings += outcome.findings
        if outcome.value is not None:
            self.values[slot.name] = outcome.value
        if outcome.findings or outcome.value not in (None, False):
            self.note_written(slot)

    def note_written(self, slot: Slot) -> None:
        """Something stands in the slot, be it readable or not: its group item is not empty."""
        self.written.add(_item(slot))

    def in_doubt(self, slot: Slot, reading: Reading, blamed: set[str]) -> bool:
        """Whether a reading must stay out; if nobody has said so yet, a finding says it now."""
        if reading.name in blamed:
            return True
        if reading.confidence >= self.sure_from:
            return False
        if slot.name not in blamed:
            share = int(reading.confidence * 100)
            self.findings.append(
                finding("reading-uncertain", reading.name, label=slot.title, share=share)
            )
        return True

    def unknown(self, name: str) -> None:
        """Note an answer under a name that the form does not have."""
        self.findings.append(_unknown(self.definition, name))

    def record(self) -> Record:
        """The record; an unticked box in a group item without any answer is not an answer."""
        nested: dict[str, Value] = {}
        for slot in self.definition.slots:
            value = self.values.get(slot.name)
            empty_item = slot.index is not None and _item(slot) not in self.written
            if value is not None and not (value is False and empty_item):
                names.put(nested, slot.name, value)
        return Record(self.definition.form, self.definition.version, nested, tuple(self.findings))


def _blamed(definition: Definition, findings: Iterable[Finding]) -> set[str]:
    """Names of readings in doubt; a box in doubt makes all of its choice doubtful."""
    names_ = {f.field for f in findings if f.field and f.severity is Severity.ERROR}
    parents = {name.rpartition(".")[0] for name in names_}
    boxed = {p for p in parents if p in definition.slot and definition.slot[p].type != "signature"}
    return names_ | boxed


def _item(slot: Slot) -> tuple[str, int | None]:
    return (slot.field.group.name if slot.field.group else "", slot.index)


def _sources(slot: Slot) -> Mapping[str, str]:
    """Names of the readings that make up a slot, with the part of the value that each is."""
    if slot.type != "signature":
        return {slot.name: ""}
    return {f"{slot.name}.{ON_PAPER[part]}": part for part in PARTS}


class _Answers:
    """Walks data against the names of a form and finds the answer to each slot."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.given: dict[str, Any] = {}
        self.doubtful: set[str] = set()
        self.findings: list[Finding] = []
        self._branches = {
            name[:at] for name in definition.slot for at in range(len(name)) if name[at] == "."
        }

    def walk(self, prefix: str, data: Mapping[str, Any]) -> None:
        """Take in the answers of one level; ``prefix`` ends in a dot or is empty."""
        for key, answer in data.items():
            name = f"{prefix}{key}"
            if name in self.definition.slot:
                self._give(name, answer)
            elif name in self.definition.groups:
                self._group(name, answer)
            elif name in self._branches:
                self._branch(name, answer)
            elif not self._part(name, answer) and not self._beyond(name, answer):
                self.findings.append(_unknown(self.definition, name))

    def _give(self, name: str, answer: Any) -> None:
        if _blank(answer):
            return
        if self.given.setdefault(name, answer) != answer:
            self._twice(self.definition.slot[name])

    def _part(self, name: str, answer: Any) -> bool:
        """``signature.name`` or ``kind.CODE`` as a name of its own: part of its slot's answer."""
        parent, _dot, part = name.rpartition(".")
        slot = self.definition.slot.get(parent)
        if slot is None or slot.type not in {"signature", "multichoice"}:
            return False
        if not _blank(answer):
            said = self.given.setdefault(parent, {})
            if not isinstance(said, dict) or said.get(part, answer) != answer:
                self._twice(slot)
            else:
                self.given[parent] = {**said, part: answer}
        return True

    def _branch(self, name: str, answer: Any) -> None:
        if isinstance(answer, Mapping):
            self.walk(f"{name}.", answer)
        elif not _blank(answer):
            self._wrong(name, answer, _("a set of named values"))

    def _group(self, name: str, answer: Any) -> None:
        if not isinstance(answer, list):
            if not _blank(answer):
                self._wrong(name, answer, _("a list"))
            return
        items = list(answer)
        while items and _blank(items[-1]):
            items.pop()
        slots = self.definition.groups[name].slots
        if len(items) > slots:
            self._overflow(name, len(items))
        for index, item in enumerate(items[:slots]):
            self._branch(f"{name}.{index}", item)

    def _beyond(self, name: str, answer: Any) -> bool:
        """``guardians.2.name`` where there are two slots."""
        group, _dot, rest = name.partition(".")
        index = rest.partition(".")[0]
        if group not in self.definition.groups or not (index.isascii() and index.isdigit()):
            return False
        if int(index[:9]) < self.definition.groups[group].slots:
            return False
        if not _blank(answer):
            self._overflow(group, int(index[:9]) + 1)
        return True

    def _overflow(self, name: str, items: int) -> None:
        group = self.definition.groups[name]
        self.findings.append(
            finding("group-overflow", name, name=name, items=items, slots=group.slots)
        )

    def _twice(self, slot: Slot) -> None:
        """Two answers to one question: neither is taken."""
        if slot.name not in self.doubtful:
            self.doubtful.add(slot.name)
            self.findings.append(finding("field-twice", slot.name, label=slot.title))

    def _wrong(self, name: str, answer: Any, expected: str) -> None:
        self.findings.append(
            finding("value-wrong-type", name, label=name, found=shape(answer), expected=expected)
        )


def _blank(answer: Any) -> bool:
    """Whether data says nothing: null, blanks, or lists and mappings of nothing."""
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, Mapping):
        return all(_blank(inner) for inner in answer.values())
    if isinstance(answer, (list, tuple)):
        return all(_blank(inner) for inner in answer)
    return answer is None


def _unknown(definition: Definition, name: str) -> Finding:
    name = clean(name[:_LONGEST_NAME]).text
    hint = did_you_mean(name, {*definition.slot, *definition.groups})
    return finding("field-unknown", name, name=name, hint=f".{hint}" if hint else "")
