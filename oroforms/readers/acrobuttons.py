"""Tick boxes and radio groups of a PDF form: what is stored, and what is seen ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf

from oroforms.documents import Place
from oroforms.readers.acrofields import FormField, Widget
from oroforms.readers.pdffile import plain_name, unpacked

_OFF = (None, "", "Off")


@dataclass(frozen=True, slots=True)
class Ticks:
    """The ticked boxes of one field.

    ``stored`` and ``seen`` are codes (of a single box: ``yes`` or nothing);
    ``unclear`` names states that stand for no code, or boxes that look alike
    ticked and empty.
    """

    stored: frozenset[str]
    seen: frozenset[str]
    unclear: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Codes that have no box in this file."""


def single(field: FormField) -> Ticks:
    """A checkbox of its own: any state but ``Off`` is ticked."""
    stored = _name(field.value) not in _OFF
    seen = any(w.visible and _shows(w) for w in field.widgets)
    unclear = tuple(field.name for w in field.widgets if stored and _alike(w))
    return Ticks(_yes(stored), _yes(seen), unclear)


def group(field: FormField, codes: Sequence[str], places: Mapping[str, Place]) -> Ticks:
    """A radio group: each widget stands for one code.

    The code is the widget's on-state; where a program has renamed the states,
    it is found by ``/Opt``, or by where the box lies (``places``: code → place
    on the blank). What fits no code is unclear, never guessed.
    """
    by_state: dict[str, str] = {}
    seen: set[str] = set()
    unclear: list[str] = []
    options = _options(field.obj)
    found: set[str] = set()
    for position, widget in enumerate(field.widgets):
        states = [state for state in widget.states if state != "Off"]
        code = _code_of(states, position, codes, options, widget, places)
        if code is not None:
            found.add(code)
            by_state.update(dict.fromkeys(states, code))
        if widget.visible and _shows(widget):
            if code is None:
                unclear.append(widget.state or "?")
            else:
                seen.add(code)
        if code is not None and code in seen and _alike(widget):
            unclear.append(code)
    stored: set[str] = set()
    # Programs that write the value into the boxes too write it there as they tick them.
    for value in dict.fromkeys(_name(value) for value in field.values):
        if value is None or value in _OFF:
            continue
        chosen = value if value in codes else by_state.get(value) or options.get(value)
        if chosen is not None and chosen in codes:
            stored.add(chosen)
        else:
            unclear.append(value)
    missing = tuple(code for code in codes if code not in found)
    return Ticks(frozenset(stored), frozenset(seen), tuple(dict.fromkeys(unclear)), missing)


def _code_of(
    states: Sequence[str],
    position: int,
    codes: Sequence[str],
    options: Mapping[str, str],
    widget: Widget,
    places: Mapping[str, Place],
) -> str | None:
    for state in states:
        if state in codes:
            return state
        if options.get(state) in codes:
            return options[state]
    if options.get(str(position)) in codes:
        return options[str(position)]
    return _code_at(widget.place, places)


def _code_at(place: Place | None, places: Mapping[str, Place]) -> str | None:
    """The one code whose box on the blank lies where this box lies."""
    if place is None or place.rect is None:
        return None
    x, y = (place.rect[0] + place.rect[2]) / 2, (place.rect[1] + place.rect[3]) / 2
    hits = [
        code
        for code, spot in places.items()
        if spot.page == place.page
        and spot.rect is not None
        and spot.rect[0] <= x <= spot.rect[2]
        and spot.rect[1] <= y <= spot.rect[3]
    ]
    return hits[0] if len(hits) == 1 else None


def _options(obj: pikepdf.Object) -> Mapping[str, str]:
    """``/Opt`` of a radio group: position → export value (ISO 32000-1, table 227)."""
    options = obj.get("/Opt")
    if not isinstance(options, pikepdf.Array):
        return {}
    return {
        str(position): str(option)
        for position, option in enumerate(options)
        if isinstance(option, str | pikepdf.String)
    }


def _shows(widget: Widget) -> bool:
    """Whether the widget shows a state that is not ``Off`` and that it can show."""
    state, states = widget.state, widget.states
    return state not in _OFF and (not states or state in states)


def _alike(widget: Widget) -> bool:
    """Whether the box is drawn the same ticked and empty."""
    states = widget.states
    looks = {state: stream for state, stream in states.items() if state != "Off"}
    empty = states.get("Off")
    for look in looks.values():
        if not isinstance(look, pikepdf.Stream):
            return True
        drawn = unpacked(look) or b""
        blank = unpacked(empty) if isinstance(empty, pikepdf.Stream) else b""
        if drawn.split() == (blank or b"").split():
            return True
    return False


def _name(value: object) -> str | None:
    """A button's value as a plain name; some programs write it as a string."""
    if isinstance(value, pikepdf.Name):
        return plain_name(value)
    if isinstance(value, pikepdf.String | str):
        return str(value).removeprefix("/")
    return None


def _yes(ticked: bool) -> frozenset[str]:
    return frozenset({"yes"} if ticked else ())
