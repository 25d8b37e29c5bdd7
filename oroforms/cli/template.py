"""``template``: starter templates for a municipality's own forms."""

from __future__ import annotations

from pathlib import Path

import click

from oroforms.cli.framework import Command, Group, option
from oroforms.cli.output import note
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import UsageError
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


@click.group("template", cls=Group, help=N_("Word templates of your own."))
def command() -> None:
    pass


@command.command(
    "new",
    cls=Command,
    help=N_(
        "Write a starter Word template for a form, with every field of its definition in place. "
        "Open it in Word, restyle it, and keep it in your templates folder under the same name."
    ),
    example="template new",
)
@click.argument("form", metavar="FORM")
@option(
    "-o",
    "--output",
    metavar="FILE.docx",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("File to write. Default: FORM.vN.docx in this folder."),
)
@option("--force", is_flag=True, help=N_("Write over a file that is there already."))
@pass_settings
def new(settings: Settings, form: str, output: Path | None, force: bool) -> None:
    definition = settings.library().get(form)
    path = output or Path(f"{definition.form}.v{definition.version}.docx")
    if path.suffix.lower() != ".docx":
        raise UsageError(_("{path}: a template is a Word file; name it .docx").format(path=path))
    if path.exists() and not force:
        text = _("{path} is there already. Name another file with -o, or write over it by --force.")
        raise UsageError(text.format(path=path))
    from oroforms.template.starter import write_template

    write_template(definition, path)
    note(_("Written: {path}. See that it is in order: oroforms check {path}").format(path=path))
