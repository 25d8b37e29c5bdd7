"""The review sheet: everything that waits, on one page for the eye.

One HTML file with nothing outside it: pictures are inside, no script is
needed to read it. Beside each doubtful place stand its label, what was read,
why that is in doubt, and the command that settles it.
"""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from typing import Any

from oroforms.documents import Format, Place, Reading, Status
from oroforms.findings import Finding, Severity
from oroforms.i18n import gettext as _
from oroforms.i18n import language, ngettext
from oroforms.review.queue import Review

_SIGNATURE_PARTS = ("name", "date", "sign")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One field that is in doubt, with everything found about it."""

    name: str
    title: str
    findings: tuple[Finding, ...]
    reading: Reading | None

    @property
    def place(self) -> Place | None:
        """Where it stands, if that can be shown in a picture."""
        place = None if self.reading is None else self.reading.place
        return place if place is not None and place.rect is not None else None


@dataclass(frozen=True, slots=True)
class Item:
    """One submission on the sheet: PNGs by field name, and of its first page as a whole."""

    review: Review
    doubts: tuple[Doubt, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    overview: bytes | None = None


def doubts_of(seen: Review) -> tuple[Doubt, ...]:
    """The fields in doubt, in printed order; errors that concern no field are not among them."""
    by_field: dict[str, list[Finding]] = {}
    for found in seen.errors:
        if found.field is not None:
            by_field.setdefault(found.field, []).append(found)
    return tuple(
        Doubt(name, _title(seen, name), tuple(found), reading_for(seen.view.readings, name))
        for name, found in by_field.items()
    )


def reading_for(readings: Mapping[str, Reading], name: str) -> Reading | None:
    """The reading that a finding's field name means; of a signature, its first part."""
    name = f"{name.removesuffix('.signed')}.sign" if name.endswith(".signed") else name
    names = (name, *(f"{name}.{part}" for part in _SIGNATURE_PARTS))
    return next((readings[each] for each in names if each in readings), None)


def _title(seen: Review, name: str) -> str:
    form = seen.definition
    while form is not None and name:
        if name in form.slot:
            return form.slot[name].title
        if name in form.groups:
            return str(form.groups[name].title)
        name = name.rpartition(".")[0]
    return name


def compose(items: Sequence[Item], *, made: datetime, who: str) -> str:
    """The sheet as HTML, in the language that is set. Items come in the order of the queue."""
    from jinja2 import Environment, StrictUndefined

    source = resources.files("oroforms.review").joinpath("sheet.html.jinja").read_text("utf-8")
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(source)
    return template.render(
        lang=language(),
        words=_words(len(items)),
        made=_moment(made),
        who=who,
        items=[_shown(item) for item in items],
    )


def _shown(item: Item) -> dict[str, Any]:
    seen, entry = item.review, item.review.entry
    form = seen.definition
    rejected = entry.status is Status.REJECTED
    number = str(entry.id)
    return {
        "number": entry.id,
        "acute": entry.acute,
        "rejected": rejected,
        "title": str(form.title) if form is not None else _("Form not told"),
        "form": form.id if form is not None else "",
        "path": entry.path,
        "came": _moment(entry.stored),
        "case": entry.case or "",
        "child": _child(seen),
        "signatures": "" if seen.view.verification is None else seen.view.verification.bottom_line,
        "overview": _inline(item.overview),
        "notes": [
            {"text": found.message, "code": found.code}
            for found in seen.errors
            if found.field is None
        ],
        "warnings": [
            {"text": found.message, "code": found.code, "about": _title(seen, found.field or "")}
            for found in seen.findings
            if found.severity is Severity.WARNING
        ],
        "doubts": [_shown_doubt(item, doubt) for doubt in item.doubts],
        "accept": "" if rejected or form is None else _command("accept", number),
        "reject": _command("reject", number, "--why", "…"),
        "original": shlex.join(
            ["oroforms", "original", number, "-o", _file_name(entry.id, entry.path)]
        ),
    }


def _shown_doubt(item: Item, doubt: Doubt) -> dict[str, Any]:
    number, reading = str(item.review.entry.id), doubt.reading
    form = item.review.definition
    settable = form is not None and (
        doubt.name in form.slot or doubt.name.rpartition(".")[0] in form.slot
    )
    raw = "" if reading is None else written(reading)
    codes = sorted({found.code for found in doubt.findings})
    return {
        "title": doubt.title,
        "name": doubt.name,
        "picture": _inline(item.pictures.get(doubt.name)),
        "page": None if doubt.place is None else doubt.place.page,
        "raw": raw,
        "labels": _labels(item.review, doubt),
        "unread": reading is None,
        "confidence": ""
        if reading is None or reading.confidence >= 1
        else f"{reading.confidence:.0%}",
        "reasons": [found.message for found in doubt.findings],
        "set": _command("set", number, f"{doubt.name}={raw or '…'}") if settable else "",
        "waive": _command("accept", number, *_each("--waive", codes), "--why", "…"),
    }


def _labels(seen: Review, doubt: Doubt) -> str:
    """The texts of the ticked codes, as they stand on the form."""
    slot = None if seen.definition is None else seen.definition.slot.get(doubt.name)
    if slot is None or doubt.reading is None or not slot.field.choices:
        return ""
    raw = doubt.reading.raw
    codes = raw if isinstance(raw, tuple) else (str(raw),)
    return ", ".join(slot.field.choice_label(code) for code in codes)


def written(reading: Reading) -> str:
    """What was read, as a person would write it in an answer."""
    if isinstance(reading.raw, bool):
        return _("yes") if reading.raw else _("no")
    if isinstance(reading.raw, tuple):
        return ", ".join(reading.raw)
    return reading.raw


def _child(seen: Review) -> str:
    form = seen.definition
    name = None if form is None else form.matching.child_name
    reading = None if name is None else seen.view.readings.get(name)
    return written(reading) if reading is not None else ""


def _each(option: str, values: Sequence[str]) -> list[str]:
    return [part for value in values for part in (option, value)]


def _command(verb: str, *words: str) -> str:
    return shlex.join(["oroforms", "review", verb, *words])


def _file_name(number: int, path: str) -> str:
    suffix = "docx" if path.lower().endswith(".docx") else Format.PDF.value
    return f"{number}.{suffix}"


def _inline(picture: bytes | None) -> str:
    if picture is None:
        return ""
    return "data:image/png;base64," + base64.b64encode(picture).decode("ascii")


def _moment(at: datetime) -> str:
    from babel.dates import format_datetime

    local = at.astimezone().replace(tzinfo=None)
    return format_datetime(local, "medium", locale="sv_SE" if language() == "sv" else "en_GB")


def _words(count: int) -> dict[str, str]:
    waits = ngettext("{count} form waits", "{count} forms wait", count).format(count=count)
    return {
        "title": _("Review"),
        "waits": waits,
        "nothing": _("Nothing waits for review."),
        "made": _("Made {when} by {who}"),
        "secrecy": _("Personal data that may be covered by secrecy. Destroy the sheet after use."),
        "contents": _("Contents"),
        "skip": _("To the first form"),
        "acute": _("Acute"),
        "acute_help": _("Phone first. Then settle what is in doubt."),
        "rejected": _("Rejected"),
        "came": _("Came in"),
        "file": _("File"),
        "case": _("Case"),
        "child": _("Child, as read"),
        "signatures": _("Electronic signatures"),
        "number": _("No."),
        "overview": _("Page 1 of the file, small"),
        "whole": _("About the form as a whole"),
        "read": _("Read"),
        "nothing_read": _("Nothing could be read here"),
        "empty": _("(empty)"),
        "why": _("Why it is in doubt"),
        "confidence": _("sure to"),
        "place": _("Page {page}: {title}"),
        "no_picture": _("From the Word file; there is no page to show"),
        "set": _("Set the right value"),
        "waive": _("Or let the error not count"),
        "warnings": _("Remarks that stop nothing"),
        "accept": _("When all is settled"),
        "reject": _("Or put it aside"),
        "original": _("See the original"),
        "copy": _("Copy"),
        "copied": _("Copied"),
    }
