"""``log``: who saw or changed which case's data, and whether that record is whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, Group, json_option, option
from oroforms.cli.output import paragraph, print_json, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode, UsageError
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.casefile.log import Entry, LogCheck, Mark


@click.group(
    "log",
    cls=Group,
    help=N_("Who saw or changed what and when, in a record that is only added to."),
)
def command() -> None:
    pass


@command.command(
    "show",
    cls=Command,
    help=N_(
        "Show who read or changed personal data, when and why, oldest first. It says which cases "
        "and fields, never an answer, and keeps what is said of a case that has been culled."
    ),
    example="log show",
)
@option("--case", metavar="REF", help=N_("Only what concerns this case, lists and exports too."))
@option("--since", metavar="DATE", type=Day(), help=N_("Only from this day on."))
@json_option
@pass_settings
def show(settings: Settings, case: str | None, since: date | None, as_json: bool) -> None:
    from oroforms.casefile.cases import normal_reference
    from oroforms.casefile.log import entries

    about = None if case is None else normal_reference(case)
    start = None if since is None else datetime.combine(since, time()).astimezone()
    asked = {} if since is None else {"since": since.isoformat()}
    with (
        settings.open_case_file() as case_file,
        case_file.looking("log-shown", case=about, what=asked) as connection,
    ):
        found = list(entries(connection, about, start))
    if as_json:
        print_json([_entry(entry) for entry in found])
        return
    from oroforms.cli.answers import moment

    table(
        [_("No."), _("When"), _("Who"), _("What"), _("Case"), _("Details")],
        [
            [
                entry.number,
                moment(entry.at),
                entry.who,
                entry.action,
                entry.case or "",
                _details(entry),
            ]
            for entry in found
        ],
    )


@command.command(
    "verify",
    cls=Command,
    help=N_(
        "Check that no row of the log was changed, taken out or put in. Note the last number and "
        "hash where those who use the case file cannot write, and give them next time with "
        "--expect: nothing else tells that the end was cut off."
    ),
    example="log verify",
)
@option(
    "--expect",
    metavar="NUMBER:HASH",
    help=N_("A row that was noted before; at least 16 characters of its hash."),
)
@json_option
@pass_settings
def verify(settings: Settings, expect: str | None, as_json: bool) -> ExitCode:
    from oroforms.casefile.log import verify_log

    expected = None if expect is None else _mark(expect)
    with settings.open_case_file() as case_file, case_file.reading() as connection:
        check = verify_log(connection, expected)
    if as_json:
        print_json(
            {
                "holds": check.holds,
                "rows": check.rows,
                "head": {"number": check.head.number, "hash": check.head.hash},
                "breaks": [
                    {"number": found.number, "fault": found.fault.value} for found in check.breaks
                ],
            }
        )
    else:
        _show(check)
    return ExitCode.DONE if check.holds else ExitCode.WAITS


def _show(check: LogCheck) -> None:
    from oroforms.casefile.log import Fault

    texts = {
        Fault.MISSING: N_("From row {number} on, rows are missing."),
        Fault.CHANGED: N_("Row {number}, or the hash of the row before it, was changed."),
        Fault.CUT: N_("Row {number}, which was noted, is not there: the end was cut off."),
        Fault.OTHER: N_("Row {number} has another hash than the one noted: the log was rewritten."),
    }
    for found in check.breaks:
        paragraph(_(texts[found.fault]).format(number=found.number), hanging=2, fg="red")
    rows = ngettext("{count} row", "{count} rows", check.rows).format(count=check.rows)
    if check.holds:
        say(_("The log is whole: {rows}.").format(rows=rows), fg="green")
        say(_("Last row, to be noted elsewhere: {mark}").format(mark=check.head))
        return
    text = _(
        "The log does not hold ({rows}). Keep the case file as it is, compare it with a backup, "
        "and report it to whoever answers for data protection."
    )
    paragraph(text.format(rows=rows), fg="red", bold=True)


def _mark(text: str) -> Mark:
    from oroforms.casefile.log import Mark

    said = re.fullmatch(r"(\d{1,15}):([0-9a-fA-F]{16,64})", text.strip())
    if said is None:
        words = _("{text}: NUMBER:HASH is expected, as oroforms log verify prints it")
        raise UsageError(words.format(text=text))
    return Mark(int(said[1]), said[2].lower())


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="seconds"),
        "who": entry.who,
        "action": entry.action,
        "case": entry.case,
        "submission": entry.submission,
        "what": dict(entry.what),
        "why": entry.why,
        "hash": entry.hash,
    }


def _details(entry: Entry) -> str:
    told = [] if entry.submission is None else [_("no. {number}").format(number=entry.submission)]
    told += [f"{name} {_told(value)}" for name, value in entry.what.items()]
    if entry.why:
        told.append(f"“{entry.why}”")
    return ", ".join(told)


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{name}={_told(each)}" for name, each in value.items())
    if isinstance(value, list):
        return " ".join(_told(each) for each in value)
    return "" if value is None else str(value)
