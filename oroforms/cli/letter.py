"""``letter``: letters of a case, made of what the case file, the law and the register say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, json_option, option
from oroforms.cli.output import note, print_json
from oroforms.cli.registers import receivers_file, sending_office
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.workflow.composing import MayNotBeTold
    from oroforms.workflow.letters import Made


@click.command(
    "letter",
    cls=Command,
    help=N_(
        "Write a letter of a case: receipt, feedback, invitation, cover, reminder or withdrawal, "
        "and what your own casework.yaml adds. It is kept as sent, and what it does (such as "
        "feedback given) is recorded, unless it is a draft. What may not be told is not written; "
        "then the exit code is 6."
    ),
    example="letter",
)
@click.argument("kind", metavar="KIND")
@option("--case", "reference", required=True, metavar="REF", help=N_("The case."))
@option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("File to write: .pdf or .docx."),
)
@option(
    "--to",
    metavar="WHO",
    help=N_(
        "To whom: notifier, guardian-1, guardian-2, child or other. Default: to whom the kind "
        "usually goes."
    ),
)
@option(
    "--data",
    metavar="DATA",
    multiple=True,
    help=N_(
        "What the case cannot say, such as who signs: a .yaml or .json file, or - for JSON on "
        "standard input. Several are laid over each other."
    ),
)
@option(
    "--date",
    "on",
    metavar="DATE",
    type=Day(),
    help=N_("Day of the letter, whose law it cites. Default: today."),
)
@option(
    "--submission",
    metavar="NUMBER",
    type=int,
    help=N_("The form that the letter is about. Default: the newest of its kind in the case."),
)
@sending_office
@receivers_file
@option(
    "--draft",
    is_flag=True,
    help=N_("To look at or write on in: nothing is kept or recorded but that it was made."),
)
@json_option
@pass_settings
def command(
    settings: Settings,
    kind: str,
    reference: str,
    output: Path,
    to: str | None,
    data: tuple[str, ...],
    on: date | None,
    submission: int | None,
    office: str | None,
    receivers: Path | None,
    draft: bool,
    as_json: bool,
) -> ExitCode:
    from oroforms.platforms import user_name
    from oroforms.workflow.composing import MayNotBeTold, Wanted, receiver_of
    from oroforms.workflow.data import refuse_own_input
    from oroforms.workflow.letters import Sender, write

    refuse_own_input(output, data)
    wanted = Wanted(
        kind=kind,
        on=on or date.today(),  # noqa: DTZ011 - the day at the place of use
        to=None if to is None else receiver_of(to),
        submission=submission,
        data=data,
    )
    try:
        with settings.open_case_file() as case_file:
            made = write(
                wanted,
                output,
                reference=reference,
                library=settings.library(),
                case_file=case_file,
                sender=Sender(receivers, office),
                who=user_name(),
                draft=draft,
            )
    except MayNotBeTold as refused:
        _refuse(kind, reference, refused, as_json=as_json)
        return ExitCode.WAITS
    if as_json:
        print_json(_entry(made))
    else:
        _tell(made)
    return ExitCode.DONE


def _refuse(kind: str, reference: str, refused: MayNotBeTold, *, as_json: bool) -> None:
    from oroforms.cli.consent import obstacle_entry

    if as_json:
        obstacles = [obstacle_entry(each) for each in refused.obstacles]
        print_json({"letter": kind, "case": reference, "path": None, "obstacles": obstacles})
    else:
        note(click.style(str(refused), fg="red"))


def _entry(made: Made) -> dict[str, Any]:
    from oroforms.cli.consent import obstacle_entry

    letter = made.letter
    return {
        "letter": letter.kind.name,
        "form": letter.definition.form,
        "version": letter.definition.version,
        "case": made.case,
        "to": letter.to.receiver.value,
        "by_hand": letter.to.by_hand,
        "date": letter.on.isoformat(),
        "path": str(made.path),
        "draft": made.outgoing is None,
        "outgoing": made.outgoing,
        "grounds": list(letter.grounds),
        "withheld": list(letter.withheld),
        "obstacles": [obstacle_entry(each) for each in letter.cautions],
    }


def _tell(made: Made) -> None:
    from oroforms.cli.answers import show_findings

    letter = made.letter
    show_findings(letter.definition, letter.findings)
    for each in letter.cautions:
        note(click.style(f"{each.text} {each.todo}", fg="yellow"))
    if letter.withheld:
        text = _("Left out, for the child is or may be protected: {names}")
        note(text.format(names=", ".join(letter.withheld)))
    if letter.to.by_hand:
        note(_("No address is printed: the family is or may be protected. Hand the letter over."))
    note(_("Written: {path}").format(path=made.path))
    if made.outgoing is None:
        note(_("A draft: it is not kept, and nothing but its making is recorded."))
    else:
        text = _("Kept in case {reference} as outgoing document {number}.")
        note(text.format(reference=made.case, number=made.outgoing))
        if letter.on != made.on:
            text = _("It bears the day {day}, and is kept as sent on {today}.")
            note(click.style(text.format(day=letter.on, today=made.on), fg="yellow"))
