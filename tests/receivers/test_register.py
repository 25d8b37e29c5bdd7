"""The register of receiving offices: how spreadsheets save it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from command_line import ROOT

from oroforms.errors import DefinitionError, UsageError
from oroforms.i18n import language, set_language
from oroforms.receivers import choosing, hours, register
from oroforms.receivers.now import Line, phone_now, silences
from oroforms.receivers.register import Office, OfficeKind

HEAD = "name;municipality;kind;monday;tuesday;phone;out_of_hours_phone;out_of_hours"
ROW = "Mottagningen;Ö kommun;reception;08:00-12:00;;08-465 004 10;08-465 004 90;otherwise"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they are written in the code."""
    before = language()
    set_language("en")
    yield
    set_language(before)


def write(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "receivers.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode("cp1252"),
        lambda text: ("sep=;\n" + text).encode("cp1252"),
        lambda text: text.replace(";", "\t").encode("utf-16"),
    ],
    ids=["utf-8", "bom", "windows-1252", "utf-16", "crlf", "sep", "tabs"],
)
def test_as_spreadsheets_save_it(encode, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(encode(_plain()))
    found = register.load(path)
    assert found.problems == ()
    assert [office.district for office in found.offices] == ["Norra", "Södra"]


def _plain() -> str:
    """The example's columns without what a spreadsheet has to quote."""
    return "\n".join(
        (
            "name;municipality;district;kind;monday;phone;email",
            "Mottagningen;Ö kommun;Norra;reception;8-12, 13-16.30;08-465 004 10;a@o.example",
            "Mottagningen;Ö kommun;Södra;Reception;;+46846500420;",
            ";;;;;;",
        )
    )


@pytest.mark.parametrize(
    ("old", "new", "column", "told"),
    [
        ("08:00-12:00", "08:00-25:00", "monday", "00:00 to 24:00"),
        ("08:00-12:00", "12:00-08:00", "monday", "the first before the second"),
        ("08:00-12:00", "08:00-12:00, 11:30-13:00", "monday", "do not overlap"),
        ("08:00-12:00", "förmiddag", "monday", "08:00-12:00, 13:00-16:30"),
        ("08-465 004 10", "8465004", "phone", "begins with 0 or +"),
        ("08-465 004 10", "08-46", "phone", "010-123 45 67"),
        ("08-465 004 10", "112", "phone", "begins with 0"),
        ("reception", "mottagning", "kind", "reception, inquiry, other"),
        ("Mottagningen", "", "name", "something"),
        ("otherwise", "", "out_of_hours", "together"),
        ("otherwise", "mon-sun 00:00-24:00", "out_of_hours", "public holidays as well"),
        ("otherwise", "alltid", "out_of_hours", "mon-thu 16:30-08:00"),
        ("otherwise", "mån-fre 16-08. fre 16-20", "out_of_hours", "08:00-12:00"),
    ],
)
def test_every_wrong_cell_has_its_place(
    old: str, new: str, column: str, told: str, tmp_path: Path
) -> None:
    path = write(tmp_path, ROW, ROW.replace("Mottagningen", "Andra").replace(old, new, 1))
    if old == "Mottagningen":
        path = write(tmp_path, ROW.replace("Mottagningen", "Andra"), ROW.replace(old, new, 1))
    found = register.load(path)
    assert [(p.line, p.column) for p in found.problems] == [(3, column)]
    assert told in str(found.problems[0])
    assert len(found.offices) == 1
    with pytest.raises(DefinitionError, match="line 3"):
        register.find(path)


def test_columns_rows_and_cells_beyond(tmp_path: Path) -> None:
    twice = register.load(write(tmp_path, ROW, ROW))
    assert [(p.line, p.column) for p in twice.problems] == [(3, "name")]
    misspelt = register.load(write(tmp_path, ROW, head=HEAD.replace("tuesday", "tueday")))
    assert "Did you mean tuesday?" in str(misspelt.problems[0])
    lacking = register.load(write(tmp_path, ROW, head=HEAD.replace("phone", "telefon", 1)))
    assert ("phone", "") in [(p.column, p.found) for p in lacking.problems]
    beyond = register.load(write(tmp_path, f"{ROW};Box 7; Ö"))
    assert beyond.problems[0].found == "Box 7; Ö"


def test_what_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        register.find(tmp_path / "none.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(UsageError, match="it is empty"):
        register.load(tmp_path / "empty.csv")
    (tmp_path / "x.csv").write_bytes(b"PK\3\4\0\0binary")
    with pytest.raises(UsageError, match="no CSV file"):
        register.load(tmp_path / "x.csv")


# -- the phone that is right now --------------------------------------------------------


def office(after: str | None = None, *, after_phone: str = "+46846500490") -> Office:
    week = "mon-thu 08:00-12:00, 13:00-16:30; fri 08:00-12:00"
    return Office(
        "Mottagningen",
        "Ö kommun",
        OfficeKind.RECEPTION,
        "+46846500410",
        hours.week(week),
        after_office="Socialjouren",
        after_phone=after_phone,
        after_hours=None if after is None else hours.week(after),
    )


NIGHTS = "mon-thu 16:30-08:00; fri 12:00-24:00; sat-sun 00:00-24:00; holidays 00:00-24:00"


@pytest.mark.parametrize(
    ("moment", "line", "until"),
    [
        ("2026-11-23T08:00", Line.OFFICE, "2026-11-23T12:00"),
        ("2026-11-23T07:59", Line.NONE, "2026-11-23T08:00"),  # Sunday's ends at midnight
        ("2026-11-23T12:00", Line.NONE, "2026-11-23T13:00"),  # lunch
        ("2026-11-23T16:30", Line.OUT_OF_HOURS, "2026-11-24T08:00"),
        ("2026-11-24T03:00", Line.OUT_OF_HOURS, "2026-11-24T08:00"),  # since the evening before
        ("2026-11-27T18:30", Line.OUT_OF_HOURS, "2026-11-30T00:00"),  # all the weekend
        ("2026-12-24T10:00", Line.OUT_OF_HOURS, "2026-12-28T00:00"),  # Christmas, a Thursday
        ("2026-06-19T09:00", Line.OUT_OF_HOURS, "2026-06-22T00:00"),  # midsummer's eve
        ("2026-05-14T09:00", Line.OUT_OF_HOURS, "2026-05-15T00:00"),  # Ascension, a Thursday
        ("2026-05-15T09:00", Line.OFFICE, "2026-05-15T12:00"),
    ],
)
def test_day_hour_and_holidays_decide(moment: str, line: Line, until: str) -> None:
    found = phone_now(office(NIGHTS), datetime.fromisoformat(moment))
    assert (found.line, found.until) == (line, datetime.fromisoformat(until))
    assert bool(found.phone) == (line is not Line.NONE)


def test_otherwise_is_whenever_the_office_is_closed() -> None:
    at_lunch = phone_now(office(), datetime.fromisoformat("2026-11-23T12:10"))
    assert (at_lunch.line, at_lunch.phone) == (Line.OUT_OF_HOURS, "+46846500490")
    assert at_lunch.until == at_lunch.opens == datetime.fromisoformat("2026-11-23T13:00")
    without = phone_now(office(after_phone=""), datetime.fromisoformat("2026-11-23T12:10"))
    assert without.line is Line.NONE


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ("mon-fri 8-12, 13-16.30", "måndag–fredag 8–12 och 13–16.30"),
        ("mon-tue 8-12; thu 8-12; wed 9-10", "måndag, tisdag och torsdag 8–12, onsdag 9–10"),
        ("mån-sön 00:00-24:00; helgdagar 00:00-24:00", "alla dagar dygnet runt"),
        ("fre 16:30-02:00", "fredag 16.30–2"),
    ],
)
def test_hours_in_words(week: str, words: str) -> None:
    assert hours.said(hours.week(week)) == words


def test_an_office_is_told_by_name_district_and_place() -> None:
    found = register.load(ROOT / "schemas" / "receivers.example.csv")
    assert choosing.named(found, "norra").district == "Norra"
    assert choosing.named(found, "Mottagningsgruppen barn och unga Södra").district == "Södra"
    with pytest.raises(UsageError, match="2 offices called"):
        choosing.named(found, "Mottagningsgruppen barn och unga")
    with pytest.raises(UsageError, match="no office väster"):
        choosing.named(found, "väster")
    places = {
        ("Lillvik", None): [""],
        ("Ekhamra kommun", None): ["Norra", "Södra"],
        ("ekhamra", "Södra"): ["Södra"],
        (None, None): ["Norra", "Södra", ""],
        ("Okänd", "Södra"): ["Södra"],
    }
    for (municipality, unit), wanted in places.items():
        offices = choosing.receiving(found, municipality, unit)
        assert [office.district for office in offices] == wanted


@pytest.mark.parametrize(
    ("said", "silent"),
    [
        ("otherwise", []),
        # The night to Monday belongs to no day that is named: easily written, and nobody answers.
        (
            "mon 12:00-24:00; tue-sun 00:00-24:00; holidays 00:00-24:00",
            [("Mon 00:00", "Mon 08:00")],
        ),
        (
            "mon 00:00-08:00, 13:00-24:00; tue-sun 00:00-24:00; holidays 00:00-24:00",
            [("Mon 12:00", "Mon 13:00")],
        ),
    ],
)
def test_hours_in_which_nobody_answers_are_found(
    said: str, silent: list[tuple[str, str]], tmp_path: Path
) -> None:
    row = f'Mottagningen;Ö kommun;reception;08:00-12:00;;08-465 004 10;08-465 004 90;"{said}"'
    found = register.load(write(tmp_path, row))
    assert found.problems == ()
    (office,) = found.offices
    told = [(f"{each.start:%a %H:%M}", f"{each.end:%a %H:%M}") for each in silences(office)]
    assert told == silent


def test_who_answers_first_ends_the_silence(tmp_path: Path) -> None:
    row = (
        "Mottagningen;Ö kommun;reception;08:00-12:00;;08-465 004 10;08-465 004 90;"
        '"mon-fri 15:00-24:00; sat-sun 00:00-24:00; holidays 00:00-24:00"'
    )
    (office,) = register.load(write(tmp_path, row)).offices
    now = phone_now(office, datetime.fromisoformat("2026-02-02T12:30"))
    assert now.line is Line.NONE
    assert now.until == datetime.fromisoformat("2026-02-02T15:00")
    assert now.opens == datetime.fromisoformat("2026-02-09T08:00")
