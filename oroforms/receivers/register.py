"""Reads the register of receiving offices, and says of each row what is wrong with it.

Spreadsheets in Sweden save CSV with semicolons and in Windows-1252; commas,
tabs, UTF-8 with or without its mark, and UTF-16 are taken as well.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from oroforms import reasons
from oroforms.errors import DefinitionError, UsageError
from oroforms.folders import own
from oroforms.i18n import gettext as _
from oroforms.receivers import hours
from oroforms.receivers.hours import DAYS, HOLIDAY, Hours
from oroforms.suggest import did_you_mean

FILE = "receivers.csv"
COLUMNS = (
    "name", "municipality", "district", "kind", *DAYS, "phone", "district_phone",
    "out_of_hours_office", "out_of_hours_phone", "out_of_hours", "postal_address", "email",
)  # fmt: skip
OTHERWISE = ("otherwise", "övrig tid")
"""In ``out_of_hours``: whenever the office itself does not answer, its lunch break too."""
REQUIRED = ("name", "municipality", "kind", "phone")
LARGEST = 5_000_000
"""Bytes; all municipalities of Sweden with all their offices are a tenth of it."""
_SHOWN = 20
"""Problems that an error repeats; the check shows all."""


class OfficeKind(StrEnum):
    """What an office is for."""

    RECEPTION = "reception"
    """Takes notifications (*mottagningsgrupp*)."""
    INQUIRY = "inquiry"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Office:
    """One receiving office."""

    name: str
    municipality: str
    kind: OfficeKind
    phone: str
    """E.164; the district's where it has one of its own."""
    hours: Hours
    district: str = ""
    after_office: str = ""
    """Who answers out of hours, such as the emergency service (*socialjouren*)."""
    after_phone: str = ""
    after_hours: Hours | None = None
    """``None``: whenever the office itself does not answer (:data:`OTHERWISE`)."""
    postal_address: str = ""
    email: str = ""

    @property
    def shown(self) -> str:
        """Name, with the district where there is one."""
        return f"{self.name} {self.district}".strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one cell: what stands there, and what was expected."""

    line: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        text = _("line {line}, {column}: found {found}, expected {expected}")
        found = f"“{self.found}”" if self.found else _("nothing")
        return text.format(line=self.line, column=self.column, found=found, expected=self.expected)


@dataclass(frozen=True, slots=True)
class Register:
    """All offices of one file, and what is wrong with it."""

    path: Path
    offices: tuple[Office, ...]
    problems: tuple[Problem, ...] = ()


def default() -> Path:
    """Where the user's own register lies; it need not be there."""
    return own(FILE)


def find(path: Path | None) -> Register | None:
    """The register of a file, or the user's own; ``None`` where neither is there.

    Raises
    ------
    DefinitionError
        When anything is wrong with it: a wrong phone is worse than none.
    UsageError
        When the file that was named cannot be read.
    """
    if path is None and not default().is_file():
        return None
    register = load(path or default())
    if register.problems:
        lines = [f"{register.path}: {problem}" for problem in register.problems[:_SHOWN]]
        lines.append(_("See it all: oroforms receivers check {path}").format(path=register.path))
        raise DefinitionError("\n".join(lines))
    return register


def load(path: Path) -> Register:
    """Read a file, sound or not.

    Raises
    ------
    UsageError
        When it cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        text = _("{path}: cannot be read: {reason}")
        raise UsageError(text.format(path=path, reason=reasons.of_system(error))) from error
    text = _text(content)
    if len(content) > LARGEST or "\0" in text:
        raise UsageError(_("{path}: this is no CSV file of offices").format(path=path))
    return _Reader(path, _rows(text)).register()


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows with the number of the line that each begins on."""
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines and re.fullmatch(r"sep=.\s*", lines[0], re.IGNORECASE) else 0
    head = lines[skipped] if len(lines) > skipped else ""
    delimiter = max(";\t,", key=head.count)
    reader = csv.reader(lines[skipped:], delimiter=delimiter)
    rows, line = [], 1 + skipped
    for row in reader:
        if any(cell.strip() for cell in row):
            rows.append((line, [cell.strip() for cell in row]))
        line = 1 + skipped + reader.line_num
    return rows


def dialled(phone: str) -> str:
    """A number as it is dialled in Sweden: ``08-465 004 90``."""
    import phonenumbers

    parsed = phonenumbers.parse(phone, None)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


class _Reader:
    """Reads the rows of one file and notes every problem with its place."""

    def __init__(self, path: Path, rows: list[tuple[int, list[str]]]) -> None:
        self.path = path
        self.rows = rows
        self.problems: list[Problem] = []

    def register(self) -> Register:
        if not self.rows:
            text = _("{path}: it is empty; the first line names the columns {columns}")
            raise UsageError(text.format(path=self.path, columns=", ".join(COLUMNS)))
        line, head = self.rows[0]
        columns = [name.casefold() for name in head]
        self._check_columns(line, columns)
        offices: list[Office] = []
        seen: dict[tuple[str, str], int] = {}
        for number, cells in self.rows[1:]:
            if len(cells) > len(columns):
                surplus = "; ".join(filter(None, cells[len(columns) :]))
                if surplus:
                    self._add(number, _("last column"), surplus, _("no more cells than columns"))
            row = dict(zip(columns, cells, strict=False))
            office = self._office(number, row)
            key = (row.get("name", "").casefold(), row.get("district", "").casefold())
            if key in seen:
                expected = _("each name and district once (line {line} has it)")
                self._add(number, "name", row.get("name", ""), expected.format(line=seen[key]))
            seen.setdefault(key, number)
            if office is not None:
                offices.append(office)
        return Register(self.path, tuple(offices), tuple(self.problems))

    def _add(self, line: int, column: str, found: str, expected: str) -> None:
        self.problems.append(Problem(line, column, found, expected))

    def _check_columns(self, line: int, columns: list[str]) -> None:
        for name in columns:
            if name and name not in COLUMNS:
                hint = did_you_mean(name, COLUMNS)
                expected = _("one of {columns}.{hint}").format(
                    columns=", ".join(COLUMNS), hint=hint
                )
                self._add(line, name, name, expected)
        for name in REQUIRED:
            if name not in columns:
                self._add(line, name, "", _("a column of that name"))

    def _office(self, line: int, row: Mapping[str, str]) -> Office | None:
        before = len(self.problems)
        for name in REQUIRED:
            if name in row and not row[name]:
                self._add(line, name, "", _("something"))
        days = {place: self._hours(line, row, day) for place, day in enumerate(DAYS)}
        phone = self._phone(line, row, "phone")
        district_phone = self._phone(line, row, "district_phone")
        after = self._week(line, row, "out_of_hours")
        after_phone = self._phone(line, row, "out_of_hours_phone")
        if bool(row.get("out_of_hours")) != bool(row.get("out_of_hours_phone")):
            column = "out_of_hours" if row.get("out_of_hours_phone") else "out_of_hours_phone"
            expected = _(
                "out_of_hours_phone and out_of_hours together; “{word}” for all other times"
            )
            self._add(line, column, "", expected.format(word=OTHERWISE[0]))
        kind = row.get("kind", "").casefold()
        kinds = [member.value for member in OfficeKind]
        if kind and kind not in kinds:
            expected = _("one of {codes}.{hint}")
            hint = did_you_mean(kind, kinds)
            self._add(line, "kind", kind, expected.format(codes=", ".join(kinds), hint=hint))
        self._email(line, row)
        if len(self.problems) > before or not all(row.get(name) for name in REQUIRED):
            return None
        return Office(
            name=row["name"],
            municipality=row["municipality"],
            kind=OfficeKind(kind),
            phone=district_phone or phone,
            hours=Hours(days),
            district=row.get("district", ""),
            after_office=row.get("out_of_hours_office", ""),
            after_phone=after_phone,
            after_hours=after or None,
            postal_address=row.get("postal_address", ""),
            email=row.get("email", ""),
        )

    def _hours(self, line: int, row: Mapping[str, str], column: str) -> tuple[hours.Span, ...]:
        try:
            return hours.one_day(row.get(column, ""))
        except ValueError as error:
            self._add(line, column, row[column], str(error))
            return ()

    def _week(self, line: int, row: Mapping[str, str], column: str) -> Hours:
        text = row.get(column, "")
        try:
            found = Hours() if text.casefold() in OTHERWISE else hours.week(text)
            if found and HOLIDAY not in found.days:
                # Who forgets them would be told on Christmas Day that nobody answers.
                raise ValueError(_("hours on public holidays as well: holidays 00:00-24:00"))
            return found
        except ValueError as error:
            self._add(line, column, row[column], str(error))
            return Hours()

    def _phone(self, line: int, row: Mapping[str, str], column: str) -> str:
        import phonenumbers

        text = row.get(column, "")
        if not text:
            return ""
        expected = _("a Swedish phone number such as 010-123 45 67")
        if not text.lstrip("(").startswith(("0", "+")):
            expected = _(
                "a number that begins with 0 or +; spreadsheets take it away unless the "
                "column is text"
            )
        else:
            try:
                number = phonenumbers.parse(text, "SE")
            except phonenumbers.NumberParseException:
                number = None
            if number is not None and phonenumbers.is_valid_number(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        self._add(line, column, text, expected)
        return ""

    def _email(self, line: int, row: Mapping[str, str]) -> None:
        from email_validator import EmailNotValidError, validate_email

        text = row.get("email", "")
        if text:
            try:
                validate_email(text, check_deliverability=False, test_environment=True)
            except EmailNotValidError:
                self._add(line, "email", text, _("one e-mail address"))
