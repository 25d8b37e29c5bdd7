"""``case``: what the case file (*akt*) holds of each case (*ärende*)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.case_event import command as event_command
from oroforms.cli.framework import Command, Group, json_option, why_look
from oroforms.cli.output import paragraph, print_json, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.casefile.queries import Entry


@click.group(
    "case", cls=Group, help=N_("What the case file holds: all cases, one case, its history.")
)
def command() -> None:
    pass


command.add_command(event_command)


@command.command("list", cls=Command, help=N_("List all cases, newest first."), example="case list")
@json_option
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    from oroforms.casefile.queries import list_cases, waiting_without_case

    with (
        settings.open_case_file() as case_file,
        case_file.looking_over("case-list-shown") as (connection, seen),
    ):
        lines = list_cases(connection)
        loose = waiting_without_case(connection)
        for line in lines:
            seen.case(line.case.reference)
        for entry in loose:
            seen.submission(entry.id)
    if as_json:
        print_json(
            [
                {
                    **_case_entry(line.case),
                    "submissions": line.submissions,
                    "waiting": line.waiting,
                }
                for line in lines
            ]
            + [_loose_entry(entry) for entry in loose]
        )
        return
    _show_loose(loose)
    if not lines and not loose:
        say(_("There is no case in the case file yet; oroforms import takes in returned forms."))
        return
    if not lines:
        return
    from oroforms.cli.answers import moment

    table(
        [_("Case"), _("Status"), _("Opened"), _("Forms"), _("Waiting"), _("Child")],
        [
            [
                line.case.reference,
                _status(line.case.status.value),
                moment(line.case.opened),
                line.submissions,
                line.waiting or "",
                line.case.child.name or line.case.child.identity or "–",
            ]
            for line in lines
        ],
    )


def _show_loose(loose: Sequence[Entry]) -> None:
    """What came in and has no case yet: received, and to be looked at."""
    for entry in loose:
        acute = _("ACUTE") + " · " if entry.acute else ""
        text = _("{path} came in and waits, with no case yet: oroforms review show {number}")
        paragraph(
            acute + text.format(path=entry.path, number=entry.id),
            hanging=2,
            fg="red" if entry.acute else "yellow",
        )
    if loose:
        say()


def _loose_entry(entry: Entry) -> dict[str, Any]:
    return {
        "case": None,
        "status": "waiting",
        "opened": entry.stored.isoformat(timespec="seconds"),
        "closed": None,
        "child": {},
        "submissions": 0,
        "waiting": 1,
        "submission": entry.id,
        "acute": entry.acute,
    }


@command.command(
    "show",
    cls=Command,
    help=N_("Show one case: the child, and every form that came in with its answers."),
    example="case show",
)
@click.argument("reference", metavar="REF")
@json_option
@why_look
@pass_settings
def show(settings: Settings, reference: str, as_json: bool, why: str) -> None:
    from oroforms.casefile.cases import get_case
    from oroforms.casefile.queries import submissions_of, view
    from oroforms.workflow.protecting import marked, protection_of_case

    with settings.open_case_file() as case_file:
        with case_file.reading() as connection:
            protection = protection_of_case(connection, reference)
        what = marked(protection)
        with case_file.looking("case-shown", case=reference, what=what, why=why) as connection:
            case = get_case(connection, reference)
            views = [view(connection, entry.id) for entry in submissions_of(connection, case)]
    if as_json:
        from oroforms.cli.submissions import submission_entry

        print_json({**_case_entry(case), "submissions": [submission_entry(seen) for seen in views]})
        return
    from oroforms.cli.answers import definition_of, moment, show_values
    from oroforms.cli.submissions import tell_protection, title

    library = settings.library()
    say(_("Case {reference}").format(reference=case.reference), bold=True)
    say(
        _("{status}, opened {moment}").format(
            status=_status(case.status.value), moment=moment(case.opened)
        )
    )
    child = " ".join(filter(None, (case.child.name, case.child.identity)))
    say(_("Child: {child}").format(child=child or "–"))
    tell_protection(protection)
    for seen in views:
        definition = definition_of(library, seen.entry.form, seen.entry.version)
        say()
        say(title(seen.entry, definition), bold=True)
        paragraph(
            _("came in {moment}, file {path}").format(
                moment=moment(seen.entry.stored), path=seen.entry.path
            ),
            hanging=2,
        )
        if seen.verification is not None:
            from oroforms.cli.signatures import colour

            text = _("Electronic signatures: {verdict}")
            paragraph(
                text.format(verdict=seen.verification.bottom_line),
                hanging=2,
                fg=colour(seen.verification.verdict),
            )
        if seen.entry.waits:
            paragraph(
                _("Waits for review: oroforms review show {number}").format(number=seen.entry.id),
                fg="yellow",
            )
        show_values(definition, seen.values)


@command.command(
    "history",
    cls=Command,
    help=N_("Everything that happened in a case: when, who, what and why."),
    example="case history",
)
@click.argument("reference", metavar="REF")
@json_option
@why_look
@pass_settings
def history(settings: Settings, reference: str, as_json: bool, why: str) -> None:
    from oroforms.casefile import queries
    from oroforms.casefile.cases import get_case

    with (
        settings.open_case_file() as case_file,
        case_file.looking("case-history-shown", case=reference, why=why) as connection,
    ):
        events = queries.history(connection, get_case(connection, reference))
    if as_json:
        print_json(
            [
                {
                    "event": event.id,
                    "at": event.at.isoformat(timespec="seconds"),
                    "recorded": event.recorded.isoformat(timespec="seconds"),
                    "who": event.who,
                    "kind": event.kind,
                    "submission": event.submission,
                    "what": dict(event.what),
                }
                for event in events
            ]
        )
        return
    from oroforms.cli.answers import day, moment
    from oroforms.cli.history import told

    table(
        [_("When"), _("Who"), _("Form no."), _("Event"), _("What")],
        [
            [
                day(event.at) if event.what.get("whole_day") else moment(event.at),
                event.who,
                event.submission or "",
                event.id or "",
                told(event.kind, event.what),
            ]
            for event in events
        ],
    )


_STATUS = {"open": N_("open"), "closed": N_("closed")}


def _status(status: str) -> str:
    return _(_STATUS.get(status, status))


def _case_entry(case: Any) -> dict[str, Any]:
    child = {
        "name": case.child.name,
        "identity_number": case.child.identity,
        "protected_identity": case.child.protected,
    }
    return {
        "case": case.reference,
        "status": case.status.value,
        "opened": case.opened.isoformat(timespec="seconds"),
        "closed": None if case.closed is None else case.closed.isoformat(timespec="seconds"),
        "child": {key: value for key, value in child.items() if value is not None},
    }
