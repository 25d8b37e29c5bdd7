"""Validated data for other programs: JSON, CSV and XLSX.

Only submissions whose values stand are exported: imported without an error,
or accepted by a person. Where a child's identity is protected, or it is not
known whether it is, what reveals where somebody is to be found stays out
(addresses, phones, school: the fields of sensitivity ``protected``).

No cell is ever run as a formula. In XLSX every text is written as a text
cell. CSV has no such thing as a text cell, so an apostrophe is put before a
character that would begin a formula (:func:`guarded`, undone by
:func:`unguarded`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from oroforms import __version__
from oroforms.casefile.looking import Seen
from oroforms.casefile.opening import CaseFile
from oroforms.casefile.queries import Standing, standing
from oroforms.casefile.store import without
from oroforms.casework.protection import MAYBE, protected_names
from oroforms.definition import Definition, FormKind, Slot
from oroforms.documents import Value
from oroforms.errors import UsageError
from oroforms.fieldtypes.signature import PARTS
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.names import flatten, get
from oroforms.private_files import written


class ExportFormat(StrEnum):
    """What an export is written as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    count: int
    """Submissions in the file."""
    protected: int
    """Those of them that had something withheld, for the identity is or may be protected."""


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """One submission as it is exported."""

    submission: int
    case: str | None
    form: str
    version: int
    received: datetime
    values: Mapping[str, Value]
    withheld: tuple[str, ...]
    """Names of answers that were given and stay out: the identity is, or may be, protected."""


_HEAD = ("submission", "case", "form", "version", "received", "withheld")
"""Columns before those of the forms."""


def export(
    case_file: CaseFile,
    library: Library,
    path: Path,
    format_: ExportFormat,
    *,
    form: str | None = None,
    since: date | None = None,
    why: str = "",
) -> Exported:
    """Write the data that stands to a file for its owner alone.

    ``since`` is the first day, local time, on which a submission came in;
    ``why`` goes into the log, whose row names every case and submission and
    is stored before the file gets its name.

    Raises
    ------
    UsageError
        When there is no such form, or the file cannot be written.
    """
    if form is not None:
        form = library.get(form).form
    write = _WRITERS[format_]
    asked = {"format": format_.value, "form": form, "since": since and since.isoformat()}
    with (
        written(path) as file,
        case_file.looking_over(
            "exported", what={key: said for key, said in asked.items() if said}, why=why
        ) as (connection, seen),
    ):
        start = None if since is None else datetime.combine(since, time()).astimezone()
        found = standing(connection, form=form, since=start)
        counted = _Counted(_records(found, library), seen)
        write(file, counted, library, form)
        return Exported(counted.number, counted.protected)


@dataclass(slots=True)
class _Counted:
    """Records as they pass, counted and told to the log's row."""

    records: Iterator[ExportRecord]
    seen: Seen
    number: int = 0
    protected: int = 0

    def __iter__(self) -> Iterator[ExportRecord]:
        for record in self.records:
            self.number += 1
            self.protected += bool(record.withheld)
            self.seen.submission(record.submission)
            self.seen.case(record.case)
            yield record


def _records(found: Iterable[Standing], library: Library) -> Iterator[ExportRecord]:
    for item in found:
        entry = item.entry
        if entry.form is None or entry.version is None:
            continue
        definition = _definition(library, entry.form, entry.version)
        hidden = _hidden(item, definition)
        yield ExportRecord(
            entry.id,
            entry.case,
            entry.form,
            entry.version,
            item.received,
            without(item.values, hidden) if hidden else item.values,
            hidden,
        )


def _definition(library: Library, form: str, version: int) -> Definition:
    try:
        return library.get(form, version)
    except UsageError as error:
        # Which of its answers reveal where somebody lives is known by the definition alone.
        text = _("{form}@{version} is in the case file, and no definition of it is here: {reason}")
        raise UsageError(text.format(form=form, version=version, reason=error)) from error


def _hidden(item: Standing, definition: Definition) -> tuple[str, ...]:
    name = definition.matching.protected
    said = {item.case_protected}
    if name is not None:
        said.add("unknown" if name in item.waived else str(get(item.values, name, "")))
    if not said & set(MAYBE):
        return ()
    return protected_names(definition, item.values)


# -- JSON ---------------------------------------------------------------------------


def _write_json(
    file: IO[bytes], records: Iterable[ExportRecord], _library: Library, _form: str | None
) -> None:
    head = {"oroforms": __version__, "exported": datetime.now().astimezone().isoformat()}
    file.write(json.dumps(head)[:-1].encode() + b', "submissions": [')
    for number, record in enumerate(records):
        entry = {
            "submission": record.submission,
            "case": record.case,
            "form": record.form,
            "version": record.version,
            "received": _moment(record.received),
            "withheld": list(record.withheld),
            "values": dict(record.values),
        }
        line = json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace")
        file.write((b",\n" if number else b"\n") + line)
    file.write(b"\n]}\n")


# -- columns ------------------------------------------------------------------------


def columns(definitions: Iterable[Definition]) -> dict[str, Slot]:
    """Column name → slot, over all versions of all forms given, in printed order.

    A signature has a column for each part of its value.
    """
    found: dict[str, Slot] = {}
    for definition in definitions:
        for slot in definition.slots:
            parts = [f"{slot.name}.{part}" for part in PARTS] if slot.type == "signature" else []
            for name in parts or [slot.name]:
                found.setdefault(name, slot)
    return found


def _definitions(library: Library, form: str | None) -> list[Definition]:
    every = (each for each in library.forms() if each.kind is FormKind.FORM)
    forms = every if form is None else (library.get(form),)
    return [library.get(one.form, v) for one in forms for v in reversed(library.versions(one.form))]


def _cells(record: ExportRecord, names: Iterable[str]) -> Iterator[str | int | float]:
    yield from (
        record.submission,
        record.case or "",
        record.form,
        record.version,
        _moment(record.received),
        ", ".join(record.withheld),
    )
    leaves = dict(flatten(record.values))
    for name in names:
        yield _cell(leaves.get(name))


def _cell(value: Any) -> str | int | float:
    """Numbers as numbers; all else, identity numbers and phones too, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _moment(at: datetime) -> str:
    return at.astimezone().isoformat(timespec="seconds")


# -- CSV ----------------------------------------------------------------------------

_BEGINS_FORMULA = "=+\\-@\t\r＝＋－＠"
_CELL_STARTS = "^|[,;\t\r\n|]"
_TO_GUARD = re.compile(f"({_CELL_STARTS})([ \u00a0]*)(?=['{_BEGINS_FORMULA}])")
_GUARDED = re.compile(f"({_CELL_STARTS})([ \u00a0]*)'(?=['{_BEGINS_FORMULA}])")


def guarded(text: str) -> str:
    """The text with an apostrophe before each character that could begin a formula.

    That is ``= + - @``, tab, carriage return and the full-width forms, at the
    beginning of the cell; and after a comma, semicolon, tab or line break
    inside it, since a spreadsheet of another country splits the line there.
    An apostrophe in such a place is doubled, so that :func:`unguarded` is exact.
    """
    return _TO_GUARD.sub(r"\1\2'", text)


def unguarded(text: str) -> str:
    """The inverse of :func:`guarded`."""
    return _GUARDED.sub(r"\1\2", text)


def _write_csv(
    file: IO[bytes], records: Iterable[ExportRecord], library: Library, form: str | None
) -> None:
    names = list(columns(_definitions(library, form)))
    # The mark in front makes spreadsheets read the file as UTF-8.
    text = io.TextIOWrapper(file, "utf-8-sig", errors="backslashreplace", newline="")
    lines = csv.writer(text, quoting=csv.QUOTE_ALL)
    lines.writerow([*_HEAD, *names])
    for record in records:
        cells = _cells(record, names)
        lines.writerow(guarded(cell) if isinstance(cell, str) else cell for cell in cells)
    text.flush()
    text.detach()  # the file is not ours to close


# -- XLSX ---------------------------------------------------------------------------

_LONGEST_CELL = 32767
"""Characters that a cell of a spreadsheet can hold."""


def _write_xlsx(
    file: IO[bytes], records: Iterable[ExportRecord], library: Library, form: str | None
) -> None:
    """One sheet a form, with a last sheet that says what each column is."""
    import xlsxwriter

    definitions = _definitions(library, form)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    book = xlsxwriter.Workbook(file, options)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheets: dict[str, tuple[Any, list[str], int]] = {}
    for one in dict.fromkeys(definition.form for definition in definitions):
        names = list(columns(d for d in definitions if d.form == one))
        sheet = book.add_worksheet(_sheet_name(one, sheets))
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(_HEAD) + len(names) - 1, 22)
        for column, name in enumerate((*_HEAD, *names)):
            sheet.write_string(0, column, name, bold)
        sheets[one] = (sheet, names, 0)
    for record in records:
        sheet, names, last = sheets[record.form]
        sheets[record.form] = (sheet, names, last + 1)
        for column, cell in enumerate(_cells(record, names)):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(last + 1, column, _fitting(cell, record), wrapped)
            else:
                sheet.write_number(last + 1, column, cell)
    _explain(book, definitions, bold)
    book.close()


def _explain(book: Any, definitions: Iterable[Definition], bold: Any) -> None:
    sheet = book.add_worksheet(_("Columns")[:31])
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 3, 48)
    for column, head in enumerate((_("Column"), _("Field on the form"), _("Type"), _("Answers"))):
        sheet.write_string(0, column, head, bold)
    for row, (name, slot) in enumerate(columns(definitions).items(), start=1):
        answers = "; ".join(f"{c.code} = {c.label}" for c in slot.field.choices)
        for column, text in enumerate((name, slot.title, slot.type, answers)):
            sheet.write_string(row, column, text[:_LONGEST_CELL])


def _sheet_name(form: str, taken: Mapping[str, Any]) -> str:
    """At most 31 characters, and no two alike."""
    name = form[:31]
    return name if all(name != other[:31] for other in taken) else f"{form[:27]}~{len(taken)}"


def _fitting(text: str, record: ExportRecord) -> str:
    """The text, or where a cell cannot hold it its beginning, with a plain word of the rest."""
    if _utf16_length(text) <= _LONGEST_CELL:
        return text
    tail = _(" […] The text is longer than a cell can hold; see submission {number}.").format(
        number=record.submission
    )
    kept = text[: _LONGEST_CELL - len(tail)]
    while _utf16_length(kept) + len(tail) > _LONGEST_CELL:
        kept = kept[:-500]
    return kept + tail


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_WRITERS: Mapping[
    ExportFormat, Callable[[IO[bytes], Iterable[ExportRecord], Library, str | None], None]
] = {
    ExportFormat.JSON: _write_json,
    ExportFormat.CSV: _write_csv,
    ExportFormat.XLSX: _write_xlsx,
}
