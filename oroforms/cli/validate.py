"""``validate``: what is missing or unwise in answers; nothing is written."""

from __future__ import annotations

from datetime import date

import click

from oroforms.cli.framework import Command, json_option
from oroforms.cli.output import paragraph, print_json, say
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


@click.command(
    "validate",
    cls=Command,
    help=N_(
        "Tell what is missing or unwise in answers before they become a document. DATA is a .json "
        "or .yaml file, - for JSON on standard input, or a filled-in form (PDF or Word)."
    ),
    example="validate",
)
@click.argument("form", metavar="FORM")
@click.argument("data", metavar="DATA")
@json_option
@pass_settings
def command(settings: Settings, form: str, data: str, as_json: bool) -> ExitCode:
    from oroforms.workflow.data import hand_in

    library = settings.library()
    today = date.today()  # noqa: DTZ011 - the day at the place of use
    handed = hand_in(data, library.get(form), library, today=today)
    if as_json:
        from oroforms.report import finding_entry

        print_json({"findings": [finding_entry(found) for found in handed.findings]})
    elif not handed.findings:
        say(_("Nothing is missing."), fg="green")
    else:
        from oroforms.cli.answers import show_findings

        show_findings(handed.definition, handed.findings)
        if handed.has_error:
            text = _("Correct the errors in {source} and validate again.")
        else:
            text = _("Warnings do not stop the form; weigh each, then make the document.")
        paragraph(text.format(source=data))
    return ExitCode.WAITS if handed.has_error else ExitCode.DONE
