"""``send``: a form that is to come back, with its cover letter, into the outbox."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, json_option, option
from oroforms.cli.output import note, paragraph, print_json, say
from oroforms.cli.registers import receivers_file, sending_office
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.workflow.composing import MayNotBeTold
    from oroforms.workflow.sending import Sent

VARIABLE = "OROFORMS_OUTBOX"


@click.command(
    "send",
    cls=Command,
    help=N_(
        "Send a form that is to come back: the prefilled form and a cover letter with return "
        "instructions go into an outbox folder, to be printed and posted or attached to a secure "
        "message. Both are kept in the case, and the form's return is told by its token. Without "
        "a ground in law or consent nothing is sent; then the exit code is 6."
    ),
    example="send",
)
@click.argument("form", metavar="FORM")
@option("--case", "reference", required=True, metavar="REF", help=N_("The case."))
@option(
    "--to",
    required=True,
    metavar="RECEIVER",
    help=N_(
        "guardian-1, guardian-2, notifier, or a unit by the name that consents give it, with its "
        "address after commas."
    ),
)
@option("--due", required=True, metavar="DATE", type=Day(), help=N_("Wanted back by this day."))
@option(
    "--format",
    "format_",
    type=click.Choice(["pdf", "docx"]),
    default="pdf",
    show_default=True,
    help=N_("Format of the form: a fillable PDF or Word."),
)
@option(
    "--outbox",
    metavar="DIR",
    envvar=VARIABLE,
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("Folder for what is sent. Default: outbox in your data folder."),
)
@option(
    "--encrypt",
    is_flag=True,
    help=N_(
        "Lock both PDFs with a password (AES-256). It is shown once, to be told another way, and "
        "kept nowhere."
    ),
)
@option(
    "--prefill",
    metavar="DATA",
    help=N_("What to fill in and lock: a .json or .yaml file, or - for JSON on standard input."),
)
@option(
    "--data",
    metavar="DATA",
    multiple=True,
    help=N_("What the cover letter says beside, such as who signs: a .yaml or .json file."),
)
@sending_office
@receivers_file
@json_option
@pass_settings
def command(
    settings: Settings,
    form: str,
    reference: str,
    to: str,
    due: date,
    format_: str,
    outbox: Path | None,
    encrypt: bool,
    prefill: str | None,
    data: tuple[str, ...],
    office: str | None,
    receivers: Path | None,
    as_json: bool,
) -> ExitCode:
    from oroforms.channels import Outbox
    from oroforms.platforms import user_name
    from oroforms.workflow.composing import MayNotBeTold
    from oroforms.workflow.data import typed_data
    from oroforms.workflow.letters import Sender
    from oroforms.workflow.sending import Order, is_recorded, send

    library = settings.library()
    known = None if prefill is None else typed_data(library.get(form), prefill)
    order = Order(
        form=form,
        case=reference,
        to=to,
        due=due,
        format=format_,
        encrypt=encrypt,
        known=known,
        data=data,
        sender=Sender(receivers, office),
    )
    channel = Outbox(outbox or _default_outbox())
    with settings.open_case_file() as case_file:
        with case_file.reading() as connection:
            finished = channel.settle(lambda token: is_recorded(connection, token))
        for token in finished:
            text = _(
                "A parcel that an earlier run recorded and did not finish is there now: {path}"
            )
            note(text.format(path=channel.folder / token))
        try:
            sent = send(
                order, library=library, case_file=case_file, channel=channel, who=user_name()
            )
        except MayNotBeTold as refused:
            _refuse(order.form, reference, refused, as_json=as_json)
            return ExitCode.WAITS
    if as_json:
        print_json(_entry(sent))
    else:
        _tell(sent)
    return ExitCode.DONE


def _default_outbox() -> Path:
    from platformdirs import user_data_path

    return user_data_path("oroforms", appauthor=False) / "outbox"


def _refuse(form: str, reference: str, refused: MayNotBeTold, *, as_json: bool) -> None:
    from oroforms.cli.consent import obstacle_entry, show_obstacles

    if as_json:
        found = [obstacle_entry(each) for each in refused.obstacles]
        print_json({"form": form, "case": reference, "token": None, "obstacles": found})
        return
    say(str(refused).splitlines()[0], fg="red", bold=True)
    show_obstacles(refused.obstacles)


def _entry(sent: Sent) -> dict[str, Any]:
    from oroforms.cli.consent import obstacle_entry

    entry: dict[str, Any] = {
        "case": sent.case,
        "token": sent.token,
        "receiver": sent.receiver,
        "due": sent.due.isoformat(),
        "basis": sent.basis.value if sent.basis else None,
        "grounds": list(sent.grounds),
        "channel": sent.receipt.channel,
        "place": sent.receipt.place,
        "files": list(sent.files),
        "outgoing": list(sent.outgoing),
        "withheld": list(sent.withheld),
        "by_hand": sent.by_hand,
        "obstacles": [obstacle_entry(each) for each in sent.permission.obstacles],
    }
    return entry if sent.password is None else {**entry, "password": sent.password}


def _tell(sent: Sent) -> None:
    from oroforms import law
    from oroforms.cli.answers import show_findings
    from oroforms.cli.consent import show_obstacles

    show_findings(sent.letter.definition, sent.letter.findings)
    show_obstacles([each for each in sent.permission.obstacles if not each.blocks])
    if sent.withheld:
        text = _("Left empty, for the child is or may be protected: {names}")
        paragraph(text.format(names=", ".join(sent.withheld)), hanging=2, fg="yellow")
    if sent.by_hand:
        text = _("No address is printed: the family is or may be protected. Hand the letter over.")
        paragraph(text, hanging=2, fg="yellow")
    if sent.grounds:
        cited = "; ".join(law.citation(key, sent.letter.on) for key in sent.grounds)
        paragraph(_("Ground: {cited}").format(cited=cited), hanging=2)
    text = _("In the outbox: {path}")
    paragraph(text.format(path=sent.receipt.place), hanging=2, fg="green")
    for name in sent.files:
        say(f"  {name}")
    text = _("To {receiver}, wanted back by {due}; its return is told by {token}.")
    due = sent.due.isoformat()
    paragraph(text.format(receiver=sent.receiver, due=due, token=sent.token), hanging=2)
    if sent.password is not None:
        say()
        say(_("Password, shown only now: {password}").format(password=sent.password), bold=True)
        paragraph(
            _(
                "Tell it another way, such as by phone. Ask for the form back on paper or saved "
                "without the password: a locked file cannot be read on its return."
            )
        )
