"""``check``: definitions and templates held against each other."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import Command, option
from oroforms.cli.output import paragraph, say
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _


@click.command(
    "check",
    cls=Command,
    help=N_(
        "Check every form definition and its Word template, or only those of PATH (a definition, a "
        "template or a folder): fields that are missing, unknown, there twice or of a wrong kind."
    ),
    example="check",
)
@click.argument("path", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@option(
    "--record-issued",
    is_flag=True,
    help=N_(
        "Then note every definition of the folder PATH as issued: a version that has gone out "
        "never changes, and check tells when it does."
    ),
)
@pass_settings
def command(settings: Settings, path: Path | None, record_issued: bool) -> ExitCode:
    from oroforms.workflow.check import check

    if record_issued and (path is None or not path.is_dir()):
        raise click.UsageError(_("--record-issued needs the folder of the definitions as PATH."))

    errors = 0
    for checked in check(settings.library(), path):
        say(checked.definition.stem, bold=True)
        for text in checked.errors:
            paragraph(_("error: {text}").format(text=text), indent=2, hanging=2, fg="red")
        for text in checked.warnings:
            paragraph(_("warning: {text}").format(text=text), indent=2, hanging=2, fg="yellow")
        if not checked.errors:
            files = _("in order: {definition} and {template}")
            text = files if checked.template else _("in order: {definition}")
            paragraph(
                text.format(definition=checked.definition, template=checked.template),
                indent=2,
                hanging=2,
            )
        errors += len(checked.errors)
    if errors:
        say(ngettext("{count} error", "{count} errors", errors).format(count=errors), fg="red")
        return ExitCode.DEFINITION
    if record_issued and path is not None:
        _record(path)
    return ExitCode.DONE


def _record(folder: Path) -> None:
    from oroforms import checking

    added = checking.record_issued(folder)
    say(
        _("Noted as issued in {path}: {forms}").format(
            path=folder / checking.ISSUED, forms=", ".join(added) or _("nothing new")
        )
    )
