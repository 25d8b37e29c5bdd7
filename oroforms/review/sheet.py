"""The review sheet: everything that waits, on one page for the eye and the keyboard.

One HTML file with nothing outside it: pictures are inside. Beside each
doubtful place stand its label, what was read, why that is in doubt, and
where to type or tick the right answer; a small script gathers the answers as
commands that are ready to run. Without the script, and on paper, each place
has its command as text.

The file is written piece by piece: two hundred forms never lie in memory.
"""

from __future__ import annotations

import base64
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from typing import Any

from oroforms.casefile.matching import CASE_CODES
from oroforms.casefile.queries import Entry
from oroforms.definition import Slot
from oroforms.documents import Format, Status
from oroforms.findings import Finding, Severity
from oroforms.i18n import gettext as _
from oroforms.i18n import language
from oroforms.review.doubts import Control, Doubt, controls_of, title_of, written
from oroforms.review.queue import Review
from oroforms.review.sheet_words import page_words, script_words


@dataclass(frozen=True, slots=True)
class Item:
    """One submission on the sheet, with its pictures (PNG)."""

    review: Review
    doubts: tuple[Doubt, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """By the name of the field in doubt."""
    pages: Mapping[int, bytes] = field(default_factory=dict)
    """Whole pages of the file that were not read, by their number."""
    overview: bytes | None = None
    """The first page, small."""


@dataclass(frozen=True, slots=True)
class Line:
    """One submission in the sheet's contents."""

    entry: Entry
    title: str


def compose(
    lines: Sequence[Line], items: Iterable[Item], *, made: datetime, who: str
) -> Iterator[str]:
    """The sheet as pieces of HTML, in the language that is set.

    ``lines`` and ``items`` are the same submissions in the order of the queue;
    an item is asked for when its turn to be written has come.
    """
    from jinja2 import Environment, StrictUndefined

    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(_resource("sheet.html.jinja"))
    forms: dict[str, list[dict[str, Any]]] = {}
    yield from template.generate(
        lang=language(),
        words=page_words(len(lines)),
        script_words=script_words(),
        made=_moment(made),
        who=who,
        lines=[_shown_line(line) for line in lines],
        items=(_shown(item, forms) for item in items),
        forms=forms,
        css=_resource("sheet.css"),
        script=_resource("sheet.js"),
    )


def form_title(seen_form: object | None) -> str:
    """The title of a form, or that it was not told."""
    return _("Form not told") if seen_form is None else str(seen_form)


def _resource(name: str) -> str:
    return resources.files("oroforms.review").joinpath(name).read_text("utf-8")


def _shown_line(line: Line) -> dict[str, Any]:
    return {
        "number": line.entry.id,
        "title": line.title,
        "case": line.entry.case or "",
        "acute": line.entry.acute,
        "rejected": line.entry.status is Status.REJECTED,
    }


def _shown(item: Item, forms: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What the template takes; the form's fields are added to ``forms``, once for all of a kind."""
    seen, entry = item.review, item.review.entry
    form = seen.definition
    if form is not None and form.id not in forms:
        forms[form.id] = [_answerable(slot) for slot in form.slots]
    rejected = entry.status is Status.REJECTED
    number = str(entry.id)
    acceptable = form is not None and not rejected
    notes = [found for found in seen.errors if found.field is None]
    return {
        "number": entry.id,
        "acute": entry.acute,
        "rejected": rejected,
        "title": form_title(None if form is None else form.title),
        "form": form.id if form is not None else "",
        "path": entry.path,
        "pages": "" if seen.view.pages is None else _span(seen.view.pages),
        "came": _moment(entry.stored),
        "case": entry.case or "",
        "child": _child(seen),
        "child_field": "" if form is None else form.matching.child_name or "",
        "signatures": "" if seen.view.verification is None else seen.view.verification.bottom_line,
        "overview": _inline(item.overview),
        "shown_pages": [
            {"number": page, "picture": _inline(png), "size": _size(png)}
            for page, png in item.pages.items()
        ],
        "notes": [
            {"text": _sentence(found), "code": found.code, "case": found.code in CASE_CODES}
            for found in notes
        ],
        "asks_case": acceptable and any(found.code in CASE_CODES for found in notes),
        "warnings": [
            {
                "text": found.message,
                "code": found.code,
                "about": title_of(seen, found.field or ""),
            }
            for found in seen.findings
            if found.severity is Severity.WARNING
        ],
        "doubts": [_shown_doubt(item, doubt) for doubt in item.doubts],
        "acceptable": acceptable,
        "accept": _command("accept", number) if acceptable else "",
        "reject": _command("reject", number, "--why", "…"),
        "original": shlex.join(
            ["oroforms", "original", number, "-o", _file_name(entry.id, entry.path)]
        ),
    }


def _shown_doubt(item: Item, doubt: Doubt) -> dict[str, Any]:
    number, reading = str(item.review.entry.id), doubt.reading
    raw = "" if reading is None else written(reading)
    codes = sorted({found.code for found in doubt.findings})
    picture = item.pictures.get(doubt.name)
    return {
        "title": doubt.title,
        "name": doubt.name,
        "picture": _inline(picture),
        "size": _size(picture),
        "page": None if reading is None or reading.place is None else reading.place.page,
        "raw": raw,
        "said": _said(item.review, doubt),
        "confidence": ""
        if reading is None or reading.confidence >= 1
        else f"{int(100 * reading.confidence) / 100:.0%}",  # never rounded up to all
        "reasons": _reasons(doubt),
        "controls": [_shown_control(control) for control in doubt.controls],
        "can_be_read": any(control.read for control in doubt.controls),
        "set": _command("set", number, f"{_first(doubt)}={raw or '…'}") if doubt.controls else "",
        "waive": _command("accept", number, *_each("--waive", codes), "--why", "…"),
    }


def _answerable(slot: Slot) -> dict[str, Any]:
    return {
        "title": slot.title,
        "controls": [_shown_control(control) for control in controls_of(slot, {})],
    }


def _first(doubt: Doubt) -> str:
    return doubt.name if len(doubt.controls) == 1 else doubt.controls[0].name


def _shown_control(control: Control) -> dict[str, Any]:
    return {
        "name": control.name,
        "label": control.label,
        "kind": control.kind,
        "options": control.options,
        "read": control.read,
    }


def _reasons(doubt: Doubt) -> list[str]:
    """Why, each once, without the label that stands above."""
    found = (_without(finding.message, doubt.title) for finding in doubt.findings)
    return list(dict.fromkeys(found))


def _without(message: str, title: str) -> str:
    short = message.removeprefix(title).lstrip(" :,–")
    return short[:1].upper() + short[1:] if short else message


def _sentence(found: Finding) -> str:
    return found.message[:1].upper() + found.message[1:]


def _said(seen: Review, doubt: Doubt) -> str:
    """What was read, as a person would say it; empty where nothing was made out.

    No text where one may stand is never called empty: it was not read.
    """
    if doubt.reading is None:
        return ""
    raw = doubt.reading.raw
    slot = None if seen.definition is None else seen.definition.slot.get(doubt.name)
    if isinstance(raw, tuple) and not raw:
        return _("no box ticked")
    if slot is None or not slot.field.choices or not raw:
        return written(doubt.reading)
    codes = raw if isinstance(raw, tuple) else (str(raw),)
    return ", ".join(slot.field.choice_label(code) for code in codes)


def _child(seen: Review) -> str:
    form = seen.definition
    name = None if form is None else form.matching.child_name
    reading = None if name is None else seen.view.readings.get(name)
    return written(reading) if reading is not None else ""


def _span(pages: tuple[int, int]) -> str:
    first, last = pages
    return str(first) if first == last else f"{first}–{last}"


def _each(option: str, values: Collection[str]) -> list[str]:
    return [part for value in values for part in (option, value)]


def _command(verb: str, *words: str) -> str:
    return shlex.join(["oroforms", "review", verb, *words])


def _file_name(number: int, path: str) -> str:
    suffix = path.lower().rpartition(".")[2]
    kept = suffix if suffix in _SUFFIXES else Format.PDF.value
    return f"{number}.{kept}"


_SUFFIXES = frozenset({"pdf", "docx", "png", "jpg", "jpeg", "tif", "tiff"})


def _inline(picture: bytes | None) -> str:
    if picture is None:
        return ""
    from markupsafe import Markup

    data = base64.b64encode(picture).decode("ascii")
    return Markup("data:image/png;base64," + data)  # noqa: S704 - nothing in base64 can be markup


def _size(picture: bytes | None) -> tuple[int, int]:
    """Width and height in pixels, from the header of a PNG (W3C PNG, 11.2.2)."""
    if picture is None:
        return (0, 0)
    return (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big"))


def _moment(at: datetime) -> str:
    from babel.dates import format_datetime

    local = at.astimezone().replace(tzinfo=None)
    return format_datetime(local, "medium", locale="sv_SE" if language() == "sv" else "en_GB")
