"""``receivers``: the register of receiving offices, checked, and the phone that is right now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from babel.dates import format_date

from oroforms.cli.framework import Command, Group, json_option, option
from oroforms.cli.output import note, paragraph, print_json, say, table
from oroforms.cli.registers import receivers_file
from oroforms.errors import ExitCode
from oroforms.i18n import N_, language, ngettext
from oroforms.i18n import gettext as _
from oroforms.receivers.hours import DAYS
from oroforms.receivers.now import Line, PhoneNow, Silence, silences
from oroforms.receivers.register import Office, dialled


@click.group(
    "receivers", cls=Group, help=N_("The register of receiving offices: hours and phones.")
)
def command() -> None:
    pass


@command.command(
    "check",
    cls=Command,
    help=N_(
        "Check a register (CSV as spreadsheets save it): every wrong cell with its line, what "
        "stands there and what was expected, and the hours in which nobody answers. Without "
        "FILE: receivers.csv in your configuration folder."
    ),
    example="receivers check",
)
@click.argument("file", metavar="FILE", required=False, type=click.Path(path_type=Path))
@json_option
def check(file: Path | None, as_json: bool) -> ExitCode:
    from oroforms.receivers import register

    found = register.load(file or register.default())
    if as_json:
        problems = [
            {"line": p.line, "column": p.column, "found": p.found, "expected": p.expected}
            for p in found.problems
        ]
        offices = [
            {**_office_entry(office), "unanswered": _unanswered(office)} for office in found.offices
        ]
        print_json({"file": str(found.path), "offices": offices, "problems": problems})
    else:
        for problem in found.problems:
            paragraph(f"{found.path}: {problem}", hanging=2, fg="red")
        for office in found.offices:
            for silence in silences(office):
                paragraph(f"{office.shown}: {_silence(silence)}", hanging=2, fg="yellow")
        count = len(found.offices)
        text = ngettext("{count} office is in order", "{count} offices are in order", count)
        say(f"{found.path}: {text.format(count=count)}")
    return ExitCode.DEFINITION if found.problems else ExitCode.DONE


def _silence(silence: Silence) -> str:
    day = format_date(silence.start, "EEEE", locale=language())
    text = _("nobody answers on {day} {start}–{end} in an ordinary week")
    return text.format(day=day, start=f"{silence.start:%H:%M}", end=_end(silence))


def _end(silence: Silence) -> str:
    if silence.end.date() == silence.start.date():
        return f"{silence.end:%H:%M}"
    return f"{format_date(silence.end, 'EEEE', locale=language())} {silence.end:%H:%M}"


def _unanswered(office: Office) -> list[dict[str, str]]:
    """By day of the week and hour: ``monday 00:00``."""
    return [
        {
            "from": f"{_day(each.start)} {each.start:%H:%M}",
            "to": f"{_day(each.end)} {each.end:%H:%M}",
        }
        for each in silences(office)
    ]


def _day(moment: datetime) -> str:
    return DAYS[moment.weekday()]


@command.command(
    "now",
    cls=Command,
    help=N_(
        "Print whom to phone right now about a child: the office itself while it answers, else "
        "the emergency service, by day, hour and public holidays."
    ),
    example="receivers now",
)
@option(
    "--at",
    "moment",
    metavar="WHEN",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help=N_("Another moment: 2026-01-01T14:05. Default: now."),
)
@option("--office", metavar="NAME", help=N_("One office, by its name or district."))
@receivers_file
@json_option
def now(
    moment: datetime | None,
    office: str | None,
    receivers: Path | None,
    as_json: bool,
) -> None:
    from oroforms.workflow.offices import phones_now

    when = moment or datetime.now()  # noqa: DTZ005 - the hour at the place of use
    found = phones_now(receivers, office, when)
    if as_json:
        print_json([_entry(each) for each in found])
        return
    table(
        [_("Office"), _("Phone now"), _("Phone number"), _("Until")],
        [
            [each.office.shown, each.answers or _("nobody answers"), number(each), _until(each)]
            for each in found
        ],
        wrap=0,
        styles=[{"fg": "red"} if each.line is Line.NONE else {} for each in found],
    )
    note(_("In danger to life or health: phone 112."))


def number(found: PhoneNow) -> str:
    """A phone as it is dialled in Sweden; 112 where nobody else answers."""
    return dialled(found.phone) if found.phone else "112"


def _until(found: PhoneNow) -> str:
    return "" if found.until is None else f"{found.until:%Y-%m-%d %H:%M}"


def _entry(found: PhoneNow) -> dict[str, Any]:
    return {
        "office": found.office.name,
        "municipality": found.office.municipality,
        "district": found.office.district or None,
        "line": found.line.value,
        "answers": found.answers or None,
        "phone": found.phone or None,
        "until": _moment(found.until),
        "opens": _moment(found.opens),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")


def _office_entry(office: Office) -> dict[str, Any]:
    return {
        "name": office.name,
        "municipality": office.municipality,
        "district": office.district or None,
        "kind": office.kind.value,
        "phone": office.phone,
        "out_of_hours_phone": office.after_phone or None,
        "postal_address": office.postal_address or None,
        "email": office.email or None,
    }
