"""``blank``: an empty or prefilled form to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from oroforms.cli.framework import Command, option
from oroforms.cli.output import note
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import UsageError
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


@click.command(
    "blank",
    cls=Command,
    help=N_(
        "Write a form to fill in: a fillable PDF, a Word file or a commented answer file (YAML), "
        "by the ending of OUT. With --case the form is told on its return by a token, and the "
        "case file keeps what was filled in; without it no case file is touched."
    ),
    example="blank",
)
@click.argument("form", metavar="FORM")
@option(
    "-o",
    "--output",
    required=True,
    metavar="OUT",
    type=click.Path(path_type=Path),
    help=N_("File to write: .pdf, .docx or .yaml."),
)
@option("--case", "reference", metavar="REF", help=N_("The case that the form is issued for."))
@option(
    "--prefill",
    metavar="DATA",
    help=N_("What to fill in and lock: a .json or .yaml file, or - for JSON on standard input."),
)
@pass_settings
def command(
    settings: Settings, form: str, output: Path, reference: str | None, prefill: str | None
) -> None:
    from oroforms.workflow.issue import FORMATS, issue, issue_for_case

    if output.suffix.lower() not in FORMATS:
        text = _("{path}: a blank is written as {allowed}, by the ending of its name")
        raise UsageError(text.format(path=output, allowed=", ".join(FORMATS)))
    library = settings.library()
    definition = library.get_form(form)
    known = None
    if prefill is not None:
        from oroforms.workflow.data import refuse_own_input, typed_data

        refuse_own_input(output, [prefill])
        known = typed_data(definition, prefill)
    today = date.today()  # noqa: DTZ011 - the day at the place of use
    if reference is None:
        issued = issue(definition, library, output, known=known, on=today)
    else:
        from oroforms.platforms import user_name

        with settings.open_case_file() as case_file:
            issued = issue_for_case(
                definition,
                library,
                output,
                known=known,
                on=today,
                case_file=case_file,
                reference=reference,
                who=user_name(),
            )
    if issued.case_is_new:
        text = _("Case {reference} was not in the case file and is opened now.")
        note(text.format(reference=issued.case))
    note(_("Written: {path}").format(path=issued.path))
    if issued.withheld:
        text = _("Left empty, for the child is or may be protected: {names}")
        note(click.style(text.format(names=", ".join(issued.withheld)), fg="yellow"))
    if issued.token is not None:
        text = _("Issued for case {reference} as {token}; its return is told by that.")
        note(text.format(reference=issued.case, token=issued.token))
