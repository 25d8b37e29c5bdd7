"""``due``: what is late and what falls due, most dangerous first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, json_option, option
from oroforms.cli.output import Notes, paragraph, print_json, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _
from oroforms.law import in_language

if TYPE_CHECKING:
    from oroforms.casework.due import Item
    from oroforms.law import Law


@click.command(
    "due",
    cls=Command,
    help=N_(
        "List what is late and what falls due, most dangerous first: notifications that nobody "
        "has read (acute first), missing assessments of protection, decisions, feedback, "
        "inquiries, forms that have not come back, and consents that end. Ends with 6 when "
        "something is unread, not assessed or late."
    ),
    example="due",
)
@option("--at", metavar="DATE", type=Day(), help=N_("As things stand on that day. Default: today."))
@option(
    "--days",
    metavar="N",
    type=click.IntRange(0, 3660),
    default=14,
    show_default=True,
    help=N_("How many days ahead to look for what falls due."),
)
@json_option
@pass_settings
def command(settings: Settings, at: date | None, days: int, as_json: bool) -> ExitCode:
    from oroforms import law
    from oroforms.workflow.due import due

    with settings.open_case_file() as case_file:
        day = at or case_file.clock().astimezone().date()
        found = due(case_file, day, days)
    code = ExitCode.WAITS if found.presses else ExitCode.DONE
    known = law.current()
    if as_json:
        print_json(
            {
                "at": day.isoformat(),
                "days": days,
                "unread_files": found.unread_files,
                "items": [item_entry(item, known) for item in found.items],
            }
        )
        return code
    if found.unread_files:
        text = ngettext(
            "{count} file came in and was not read to its end. Run the import again.",
            "{count} files came in and were not read to their end. Run the import again.",
            found.unread_files,
        )
        paragraph(text.format(count=found.unread_files), fg="red", bold=True)
    if found.items:
        show_items(found.items, known)
    elif not found.unread_files:
        text = _("Nothing is late, and nothing falls due within {days} days.")
        paragraph(text.format(days=days), fg="green")
    return code


def show_items(items: tuple[Item, ...] | list[Item], known: Law) -> None:
    """The list as people read it: a block for each degree of danger, commands below the lines."""
    from oroforms.casework.due import Danger

    for danger in Danger:
        block = [item for item in items if item.danger is danger]
        if not block:
            continue
        colour = _STYLES[danger.name]
        say(_(_HEADINGS[danger.name]), **{**colour, "bold": True})
        table(
            [_("Case"), _("Form no."), _("Last day"), _("Late"), _("What")],
            [
                [
                    item.duty.case or "–",
                    item.duty.submission or "",
                    _by(item),
                    _late(item.days_late),
                    _what(item, known),
                ]
                for item in block
            ],
            styles=[colour] * len(block),
            notes=[advice(item) for item in block],
            notes_are=Notes.WHOLE,
        )
        cited = dict.fromkeys(filter(None, (section(item, known) for item in block)))
        if cited:
            paragraph("; ".join(cited), dim=True)
        say()


def item_entry(item: Item, known: Law) -> dict[str, Any]:
    """One open duty as JSON."""
    duty = item.duty
    return {
        "task": duty.task.value,
        "danger": item.danger.name.lower(),
        "case": duty.case,
        "submission": duty.submission,
        "outgoing": duty.outgoing,
        "form": duty.form,
        "acute": duty.acute,
        "waits_for_review": duty.waits,
        "since": duty.since.isoformat(),
        "due": None if duty.due is None else duty.due.isoformat(),
        "act_by": None if item.act_by is None else item.act_by.isoformat(),
        "days_late": item.days_late,
        "rule": duty.rule,
        "section": section(item, known),
        "do": advice(item),
    }


def section(item: Item, known: Law) -> str | None:
    """The section that a duty follows, as in force on the day on which it arose."""
    rule = item.duty.rule
    return None if rule is None else known.citation(rule, item.duty.since)


def advice(item: Item) -> str:
    """The command that shows or settles a duty."""
    duty = item.duty
    if duty.waits and (duty.case is None or duty.task.value == "settle"):
        return f"oroforms review show {duty.submission}"
    event = f"oroforms case event {duty.case}"
    about = f"--submission {duty.submission}"
    return {
        "read": f"{event} read {about}",
        "protective-assessment": f"{event} protective-assessment {about}",
        "decide": f"{event} decided {about} --outcome CODE",
        "feedback": f"{event} feedback-given {about}",
        "inquiry": f"{event} inquiry-closed",
        "return": f"oroforms letter reminder --case {duty.case} -o FILE.pdf",
        "consent": f"oroforms consent status {duty.case}",
    }[duty.task.value]


def _what(item: Item, known: Law) -> str:
    name = _(_TASKS[item.duty.task.value])
    if item.duty.task.value == "read" and item.duty.form is None:
        name = _("file to look at: its form is not known")
    if item.danger.name == "ACUTE":
        name = _("ACUTE") + f": {name}"
    period = None
    if item.duty.rule is not None:
        period = known.rule(item.duty.rule).on(item.duty.since)
    cited = "" if period is None else in_language(period.section)
    before = ""
    if item.days_late == 0 and item.act_by is not None and item.act_by != item.duty.due:
        before = _("last working day before: {day}").format(day=item.act_by.isoformat())
    return ", ".join(filter(None, (name, cited, before)))


def _by(item: Item) -> str:
    if item.duty.due is None:
        return "–"
    return item.duty.due.isoformat()


def _late(days: int) -> str:
    return "" if days == 0 else ngettext("{count} day", "{count} days", days).format(count=days)


_TASKS = {
    "read": N_("notification to read"),
    "protective-assessment": N_("assessment of protection is missing"),
    "decide": N_("decision whether to open an inquiry"),
    "feedback": N_("feedback to the notifier"),
    "inquiry": N_("inquiry to be done"),
    "return": N_("form that has not come back"),
    "consent": N_("consent that ends"),
    "settle": N_("form that waits for review"),
}
_HEADINGS = {
    "ACUTE": N_("Acute: a child may need protection today"),
    "UNREAD": N_("Nobody has read these"),
    "UNPROTECTED": N_("Read, and protection is not assessed"),
    "LATE": N_("Late"),
    "COMING": N_("Falls due"),
    "OPEN": N_("Owed, with no day set"),
}
_STYLES: dict[str, dict[str, Any]] = {
    "ACUTE": {"fg": "red", "bold": True},
    "UNREAD": {"fg": "red"},
    "UNPROTECTED": {"fg": "red"},
    "LATE": {"fg": "yellow"},
    "COMING": {},
    "OPEN": {},
}
