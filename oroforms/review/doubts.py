"""What is in doubt about one submission, field by field in the order of the form.

To each doubt belongs what a person can answer it with: the places to type or
tick, which are those of the field's type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from oroforms.definition import Slot
from oroforms.documents import Place, Reading
from oroforms.fieldtypes import field_type
from oroforms.findings import Finding, has_error
from oroforms.i18n import gettext as _
from oroforms.review.queue import Review

_SIGNATURE_PARTS = ("sign", "name", "date")
Option: TypeAlias = tuple[str, str]
"""What is written for an answer, and what it is called."""


@dataclass(frozen=True, slots=True)
class Control:
    """One place to answer; ``kind`` is ``text``, ``lines``, ``one`` or ``many`` of the options."""

    name: str
    """The name that ``review set`` takes."""
    label: str
    """What tells it from the others of its field; empty where it stands alone."""
    kind: str
    options: tuple[Option, ...] = ()
    read: str = ""
    """What was read there, as ``review set`` takes it; empty where nothing was, or what no
    field of the type can hold."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One field that is in doubt, with everything found about it."""

    name: str
    title: str
    findings: tuple[Finding, ...]
    reading: Reading | None
    controls: tuple[Control, ...] = ()
    """Where a person answers it; empty where the form has no such field."""

    @property
    def place(self) -> Place | None:
        """Where it stands, if that can be shown in a picture."""
        place = None if self.reading is None else self.reading.place
        return place if place is not None and place.rect is not None else None


def doubts_of(seen: Review) -> tuple[Doubt, ...]:
    """The fields in doubt, in printed order; errors that concern no field are not among them."""
    by_field: dict[str, list[Finding]] = {}
    for found in seen.errors:
        if found.field is not None:
            by_field.setdefault(found.field, []).append(found)
    doubts = [_doubt(seen, name, tuple(found)) for name, found in by_field.items()]
    form = seen.definition
    if form is None:
        return tuple(doubts)
    order = {slot.name: at for at, slot in enumerate(form.slots)}

    def printed(doubt: Doubt) -> int:
        """Of a group the place of its first slot."""
        slot = slot_name(seen, doubt.name)
        within = (at for name, at in order.items() if name.startswith(f"{doubt.name}."))
        return order[slot] if slot is not None else min(within, default=len(order))

    return tuple(sorted(doubts, key=printed))


def slot_name(seen: Review, name: str) -> str | None:
    """The slot that a finding's field name means, also where it names a part of it."""
    form = seen.definition
    while form is not None and name and name not in form.slot:
        name = name.rpartition(".")[0]
    return name if form is not None and name else None


def title_of(seen: Review, name: str) -> str:
    """Number and label of a field or group, or its name where the form has none of the kind."""
    form = seen.definition
    while form is not None and name:
        if name in form.slot:
            return form.slot[name].title
        if name in form.groups:
            return str(form.groups[name].title)
        name = name.rpartition(".")[0]
    return name


def reading_for(readings: Mapping[str, Reading], name: str) -> Reading | None:
    """The reading that a finding's field name means; of a signature, its first part."""
    name = f"{name.removesuffix('.signed')}.sign" if name.endswith(".signed") else name
    names = (name, *(f"{name}.{part}" for part in ("name", "date", "sign")))
    return next((readings[each] for each in names if each in readings), None)


def written(reading: Reading) -> str:
    """What was read, as a person would write it in an answer."""
    if isinstance(reading.raw, bool):
        return _("yes") if reading.raw else _("no")
    if isinstance(reading.raw, tuple):
        return ", ".join(reading.raw)
    return reading.raw


def _doubt(seen: Review, name: str, found: tuple[Finding, ...]) -> Doubt:
    form, readings = seen.definition, seen.view.readings
    slot = slot_name(seen, name)
    controls = () if form is None or slot is None else controls_of(form.slot[slot], readings)
    return Doubt(name, title_of(seen, name), found, reading_for(readings, name), controls)


def controls_of(slot: Slot, readings: Mapping[str, Reading]) -> tuple[Control, ...]:
    """The places to answer a slot: one, or of a signature three."""
    if slot.type == "signature":
        return tuple(_signature(slot, part, readings) for part in _SIGNATURE_PARTS)
    read = _fitting(_read(readings, slot.name), slot)
    if slot.type == "bool":
        return (Control(slot.name, "", "one", _ticked(), read),)
    if slot.field.choices:
        options = tuple((choice.code, str(choice.label)) for choice in slot.field.choices)
        kind = "many" if slot.type == "multichoice" else "one"
        return (Control(slot.name, "", kind, options, read),)
    long = slot.type == "multiline" or slot.field.room.lines > 1
    return (Control(slot.name, "", "lines" if long else "text", (), read),)


def _signature(slot: Slot, part: str, readings: Mapping[str, Reading]) -> Control:
    name = f"{slot.name}.{part}"
    read = _read(readings, name)
    if part == "sign":
        options = (("yes", _("signed")), ("no", _("not signed")))
        return Control(name, _("Signature"), "one", options, read)
    return Control(name, _("Name") if part == "name" else _("Date"), "text", (), read)


def _ticked() -> tuple[Option, ...]:
    return (("yes", _("ticked")), ("no", _("not ticked")))


def _fitting(read: str, slot: Slot) -> str:
    """What was read, unless it cannot be right: of two ticks none is the answer."""
    outcome = field_type(slot.type).read(read, slot, date.today())  # noqa: DTZ011 - local day
    return "" if has_error(outcome.findings) else read


def _read(readings: Mapping[str, Reading], name: str) -> str:
    if name not in readings:
        return ""
    raw = readings[name].raw
    return ("yes" if raw else "no") if isinstance(raw, bool) else written(readings[name])
