"""From parts as they were read to readings of slots, each doubt an error finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oroforms.documents import Place, Raw, Reading, around
from oroforms.findings import Finding, finding, mask
from oroforms.readers.parts import Part

if TYPE_CHECKING:
    from oroforms.readers.text.chains import Segment
    from oroforms.readers.text.geometry import Affine
    from oroforms.readers.text.paragraphs import Writing

DOUBTED = 0.5
"""Confidence of a reading that has an error finding."""


@dataclass(frozen=True, slots=True)
class PartReading:
    """What stands in one part, where, and the codes of what makes it doubtful."""

    part: Part
    value: str | bool
    place: Place
    doubts: frozenset[str] = frozenset()
    writing: Writing | None = None
    """Of written answers the lines as they are drawn, where the box was found by its label."""
    segments: tuple[tuple[Segment, Affine], ...] = ()
    """Of the same the parts of the box, page by page, each with the map to its page."""
    confidence: float = 1.0
    """0–1, as the reader measured it; with a doubt it counts as :data:`DOUBTED` at most."""
    printed: bool = False
    """Of a tick on paper whether a program printed it: no pen made it."""


def readings_of(parts: Iterable[PartReading]) -> tuple[dict[str, Reading], list[Finding]]:
    """Readings by slot name (of signatures by part), and the findings of all doubts."""
    by_slot: dict[str, list[PartReading]] = {}
    findings: list[Finding] = []
    for reading in _once(parts):
        findings.extend(_findings(reading))
        name = reading.part.slot.name if reading.part.code is not None else reading.part.name
        by_slot.setdefault(name, []).append(reading)
    return {name: _reading(name, found) for name, found in by_slot.items()}, findings


def outside_fields(page: int, texts: Iterable[str]) -> list[Finding]:
    """The finding that a page holds texts that belong to no field, by the first of them."""
    return [finding("text-outside-fields", page=page, text=mask(text)) for text in list(texts)[:1]]


def _once(parts: Iterable[PartReading]) -> Iterable[PartReading]:
    """Each part once: a page may be there twice, with the same answers or with others."""
    first: dict[str, PartReading] = {}
    for reading in parts:
        known = first.setdefault(reading.part.name, reading)
        if known.value != reading.value:
            doubts = known.doubts | reading.doubts | {"field-twice"}
            first[reading.part.name] = replace(known, doubts=doubts)
    return first.values()


def _findings(reading: PartReading) -> Iterator[Finding]:
    part = reading.part
    for code in sorted(reading.doubts):
        box = part.slot.field.choice_label(part.code) if part.code else part.slot.label
        yield finding(code, part.slot.name, label=part.slot.title, box=box)


def _reading(name: str, parts: list[PartReading]) -> Reading:
    confidence = min(min(p.confidence, DOUBTED) if p.doubts else p.confidence for p in parts)
    raw: Raw
    if parts[0].part.code is None:
        raw = parts[0].value
    else:
        order = {choice.code: at for at, choice in enumerate(parts[0].part.slot.field.choices)}
        ticked = [p.part.code for p in parts if p.value is True and p.part.code is not None]
        raw = tuple(sorted(ticked, key=order.__getitem__))
    return Reading(name, raw, confidence, _place(parts))


def _place(parts: list[PartReading]) -> Place:
    """Around all boxes of a slot on the page where the first of them stands."""
    page = parts[0].place.page
    rects = [p.place.rect for p in parts if p.place.page == page and p.place.rect is not None]
    return Place(page, around(rects) if rects else None)
