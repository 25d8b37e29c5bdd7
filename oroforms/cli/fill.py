"""``fill``: finished documents from data or from filled-in forms."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, option
from oroforms.cli.output import note
from oroforms.cli.settings import Settings, pass_settings
from oroforms.cli.signing import SigningOptions, signing_options
from oroforms.errors import ExitCode, UsageError
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.workflow.fill import Filled, Signing, Task


@click.command(
    "fill",
    cls=Command,
    help=N_(
        "Write a finished document that nobody can fill in further, as PDF or Word by the ending "
        "of OUT. DATA is a .json or .yaml file, - for JSON on standard input, or a filled-in form "
        "(PDF or Word). Many DATA with --out-dir make a batch. A document with error findings is "
        "written all the same; then the exit code is 6."
    ),
    example="fill",
)
@click.argument("form", metavar="FORM")
@click.argument("data", metavar="DATA...", nargs=-1, required=True)
@option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(path_type=Path),
    help=N_("File to write: .pdf or .docx."),
)
@option(
    "--out-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("Folder to write a batch to; each document is named after its DATA."),
)
@option(
    "--format",
    "suffix",
    type=click.Choice(["pdf", "docx"]),
    default="pdf",
    show_default=True,
    help=N_("Format of a batch."),
)
@option(
    "--archive",
    type=click.Choice(["3b", "2b"]),
    default="3b",
    show_default=True,
    help=N_("Flavour of PDF/A that a PDF is. 2b holds no attachments, so it carries no data."),
)
@option(
    "--no-data",
    is_flag=True,
    help=N_("Leave out the attachment in which a PDF carries its answers for programs."),
)
@option(
    "--sibling",
    metavar="N",
    type=click.IntRange(min=0),
    help=N_(
        "Make the notification of the sister or brother in siblings.N (counted from 0) instead, "
        "without a trace of the first child."
    ),
)
@option(
    "--sign",
    "key",
    metavar="KEY.p12",
    type=click.Path(path_type=Path),
    help=N_(
        "Sign each PDF with the key of this PKCS#12 file, but for one with error findings. The "
        "options below say how."
    ),
)
@signing_options
@pass_settings
def command(
    settings: Settings,
    /,
    form: str,
    data: tuple[str, ...],
    output: Path | None,
    out_dir: Path | None,
    suffix: str,
    archive: str,
    no_data: bool,
    sibling: int | None,
    key: Path | None,
    **options: Any,
) -> ExitCode:
    if sibling is not None and output is None:
        raise UsageError(_("--sibling makes one document: give -o FILE."))
    tasks = _tasks(data, output, out_dir, suffix)
    library = settings.library()
    definition = library.get_form(form)
    signing = _signing(key, SigningOptions(**options), tasks)
    if out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
    from oroforms.cli.progress import Bar
    from oroforms.convert.archive import Archive
    from oroforms.workflow.fill import fill

    today = date.today()  # noqa: DTZ011 - the day at the place of use
    jobs = os.cpu_count() or 1
    results = []
    with Bar(_("Writing")) as bar:
        made = fill(
            definition,
            library,
            tasks,
            today=today,
            jobs=jobs,
            archive=Archive(archive),
            with_data=not no_data,
            signing=signing,
            sibling=sibling,
        )
        for filled in made:
            results.append(filled)
            if len(tasks) > 1:
                bar.step(len(results), len(tasks))
    if output is not None:
        return _tell_one(results[0], signs=signing is not None)
    return _tell_batch(results, signs=signing is not None)


def _signing(key: Path | None, options: SigningOptions, tasks: list[Task]) -> Signing | None:
    """Who signs, the key opened once for all documents."""
    if key is None:
        if options.given:
            raise UsageError(_("The options of signing need --sign KEY.p12."))
        return None
    from oroforms.workflow.fill import Signing, format_of

    if any(format_of(task.output) != ".pdf" for task in tasks):
        raise UsageError(_("Only PDFs are signed; write .pdf files, or leave out --sign."))
    return Signing(options.signatory(key), options.field)


def _tasks(
    data: tuple[str, ...], output: Path | None, out_dir: Path | None, suffix: str
) -> list[Task]:
    from oroforms.workflow.data import refuse_own_input
    from oroforms.workflow.fill import Task, batch, format_of

    if (output is None) == (out_dir is None):
        raise UsageError(_("Give either -o FILE for one document or --out-dir DIR for a batch."))
    if output is not None:
        if len(data) > 1:
            text = _("{count} DATA make {count} documents: give --out-dir DIR in place of -o.")
            raise UsageError(text.format(count=len(data)))
        format_of(output)
        tasks = [Task(data[0], output)]
    else:
        assert out_dir is not None  # noqa: S101 - one of the two is there
        tasks = batch(data, out_dir, f".{suffix}")
    for task in tasks:
        refuse_own_input(task.output, data)
    return tasks


def _tell_one(filled: Filled, *, signs: bool) -> ExitCode:
    if filled.error is not None:
        raise filled.error
    from oroforms.cli.answers import show_findings

    if filled.handed is not None:
        show_findings(filled.handed.definition, filled.findings)
    note(_("Written: {path}").format(path=filled.task.output))
    if filled.handed is not None:
        from oroforms.cli.urgent import tell_whom_to_phone

        tell_whom_to_phone(filled.handed)
    if signs:
        _tell_signed(filled)
    return ExitCode.WAITS if _has_error(filled) else ExitCode.DONE


def _tell_batch(results: list[Filled], *, signs: bool) -> ExitCode:
    from oroforms.cli.answers import heading
    from oroforms.findings import Severity

    code = ExitCode.DONE
    for filled in results:
        if filled.error is not None:
            text = str(filled.error)
            said = text if filled.task.source in text else f"{filled.task.source}: {text}"
            note(click.style(said, fg="red"))
            code = code or filled.error.exit_code
            continue
        told = [
            heading(severity, count)
            for severity in Severity
            if (count := sum(found.severity is severity for found in filled.findings))
        ]
        tail = f" ({', '.join(told)})" if told else ""
        note(_("Written: {path}").format(path=filled.task.output) + tail)
        if signs and filled.signed is None:
            _tell_signed(filled)
    written = sum(filled.error is None for filled in results)
    note(
        ngettext(
            "{written} of {count} document written",
            "{written} of {count} documents written",
            len(results),
        ).format(written=written, count=len(results))
    )
    if code is ExitCode.DONE and any(_has_error(filled) for filled in results):
        return ExitCode.WAITS
    return code


def _tell_signed(filled: Filled) -> None:
    if filled.signed is not None:
        note(_("Signed in the field {field}.").format(field=filled.signed))
        return
    text = _("Not signed, as it has an error finding: {path}. Mend the answers and fill it again.")
    note(text.format(path=filled.task.output))


def _has_error(filled: Filled) -> bool:
    return filled.handed is not None and filled.handed.has_error
