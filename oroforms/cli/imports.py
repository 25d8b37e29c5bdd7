"""``import``: files and folders of returned forms into the case file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oroforms.cli.framework import Command, option
from oroforms.cli.output import paragraph, say
from oroforms.cli.settings import Settings, pass_settings
from oroforms.documents import Status
from oroforms.errors import ExitCode
from oroforms.i18n import N_, decimal, ngettext
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.report import FileResult, Report

_LISTED = 12
"""Files whose reasons are told one by one; all of them are in the review list and the report."""


@click.command(
    "import",
    cls=Command,
    help=N_(
        "Take returned forms into the case file: fillable PDFs, printed PDFs and Word files, named "
        "one by one or as whole folders. What is certain is stored, what is doubtful waits for "
        "review with its reason. No file is changed or moved, and none is taken in twice."
    ),
    example="import",
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@option("--form", metavar="FORM", help=N_("The form that the files are, where they do not tell."))
@option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    help=N_("Files to read at the same time. Default: one a processor."),
)
@option(
    "--report",
    metavar="FILE.json",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Write what became of every file as JSON."),
)
@option("--dry-run", is_flag=True, help=N_("Read and judge, but store nothing."))
@pass_settings
def command(
    settings: Settings,
    paths: tuple[Path, ...],
    form: str | None,
    jobs: int | None,
    report: Path | None,
    dry_run: bool,
) -> ExitCode:
    from oroforms.workflow.warmup import warm_up

    warm_up()
    from oroforms.cli.progress import Bar
    from oroforms.workflow.imports import Progress, import_paths
    from oroforms.workflow.piles import Step

    told = _Told()
    with Bar(_("Importing")) as bar:

        def step(progress: Progress) -> None:
            if progress.result.acute:
                bar.interject(click.style(_acute_line(progress.result), fg="red", bold=True))
            told.add(progress.result)
            bar.step(progress.done, progress.total, _counts(progress.counts))

        def pile_step(step: Step) -> None:
            text = (
                _("{done} of {total} forms of the pile read")
                if step.reading
                else _("{done} of {total} pages of the pile told")
            )
            bar.note(text.format(done=step.done, total=step.total))

        outcome = import_paths(
            paths,
            library=settings.library(),
            case_file=settings.case_file,
            form=form,
            jobs=jobs,
            dry_run=dry_run,
            report=report,
            progress=step,
            pile_progress=pile_step,
        )
    _show(outcome, told)
    if report is not None:
        say(_("Report: {path}").format(path=report))
    return ExitCode.WAITS if outcome.waits else ExitCode.DONE


@dataclass(slots=True)
class _Told:
    """The first few files that a person must look at, with their reasons; memory stays flat."""

    lines: list[str] = field(default_factory=list)
    more: int = 0
    unrecognised: int = 0
    """Scanned forms whose typed text was not read, because Tesseract failed or is missing."""

    def add(self, result: FileResult) -> None:
        self.unrecognised += any(f.code == "text-recognition-failed" for f in result.findings)
        if result.status not in (Status.NEEDS_REVIEW, Status.REJECTED):
            return
        if len(self.lines) < _LISTED:
            self.lines.append(reason(result))
        else:
            self.more += 1


def _show(outcome: Report, told: _Told) -> None:
    if outcome.acute:
        say(
            ngettext(
                "{count} ACUTE NOTIFICATION: read it first, and phone",
                "{count} ACUTE NOTIFICATIONS: read them first, and phone",
                len(outcome.acute),
            ).format(count=len(outcome.acute)),
            fg="red",
            bold=True,
        )
        for result in outcome.acute:
            paragraph(_acute_line(result), indent=2, hanging=2, fg="red")
        say()
    for line in told.lines:
        paragraph(line, hanging=2)
    if told.more:
        say(
            ngettext(
                "… and {count} more file: oroforms review list",
                "… and {count} more files: oroforms review list",
                told.more,
            ).format(count=told.more)
        )
    if told.lines:
        say()
    total = sum(outcome.summary.values())
    done = _("Read, nothing stored (dry run)") if outcome.dry_run else _("Imported")
    say(
        ngettext(
            "{done}: {count} file in {seconds} s", "{done}: {count} files in {seconds} s", total
        ).format(done=done, count=total, seconds=decimal(outcome.seconds)),
        bold=True,
    )
    for status, text in _SUMMARY.items():
        count = outcome.summary.get(status, 0)
        say(f"{count:>6}  {_(text)}", fg=_COLOURS[status] if count else None)
    if outcome.skipped:
        skipped = len(outcome.skipped)
        say(
            ngettext(
                "{count:>6}  entry skipped: lock files, hidden and system files",
                "{count:>6}  entries skipped: lock files, hidden and system files",
                skipped,
            ).format(count=skipped)
        )
    if told.unrecognised:
        text = ngettext(
            "The typed text of {count} scanned form was not read, because Tesseract is missing or "
            "failed; its ticks were. See: oroforms doctor",
            "The typed text of {count} scanned forms was not read, because Tesseract is missing or "
            "failed; their ticks were. See: oroforms doctor",
            told.unrecognised,
        )
        paragraph(text.format(count=told.unrecognised), hanging=2, fg="yellow")
    if outcome.waits and not outcome.dry_run:
        say(_("Next: oroforms review list"))


_SUMMARY = {
    Status.IMPORTED: N_("in the case file"),
    Status.NEEDS_REVIEW: N_("wait for review"),
    Status.REJECTED: N_("rejected, originals kept"),
    Status.DUPLICATE: N_("came in before, not stored again"),
}
_COLOURS = {
    Status.IMPORTED: "green",
    Status.NEEDS_REVIEW: "yellow",
    Status.REJECTED: "red",
    Status.DUPLICATE: None,
}


def _counts(counts: Mapping[Status, int]) -> str:
    return _("{imported} in, {review} to review, {rejected} out").format(
        imported=counts.get(Status.IMPORTED, 0),
        review=counts.get(Status.NEEDS_REVIEW, 0),
        rejected=counts.get(Status.REJECTED, 0),
    )


def _acute_line(result: FileResult) -> str:
    words = [_("ACUTE"), shown_path(result.path)]
    if result.case is not None:
        words.append(_("case {reference}").format(reference=result.case))
    if result.status is not Status.IMPORTED and result.submission is not None:
        words.append(
            _("waits for review: oroforms review show {number}").format(number=result.submission)
        )
    return " · ".join(words)


def reason(result: FileResult) -> str:
    """Why a file waits: where, what was found, and what to do next."""
    from oroforms.findings import Severity

    errors = [found for found in result.findings if found.severity is Severity.ERROR]
    if not errors:
        return shown_path(result.path)
    first = errors[0]
    place = [shown_path(result.path)]
    if first.field is not None:
        page = _page(result, first.field)
        if page is not None:
            place.append(_("page {number}").format(number=page))
        place.append(first.field)
    text = f"{', '.join(place)}: {first.message.rstrip('.')}."
    if len(errors) > 1:
        text += " " + ngettext(
            "And {count} more error.", "And {count} more errors.", len(errors) - 1
        ).format(count=len(errors) - 1)
    return f"{text} {_remedy(result, first.code)}".rstrip()


def shown_path(path: str) -> str:
    """A path as seen from here, where that is the shorter way to say it."""
    here = f"{Path.cwd()}/"
    return path.removeprefix(here)


def _page(result: FileResult, name: str) -> int | None:
    readings = None if result.assessment is None else result.assessment.readings
    if readings is None:
        return None
    for key in (name, f"{name}.name", f"{name}.date", f"{name}.sign"):
        reading = readings.items.get(key)
        if reading is not None and reading.place is not None:
            return reading.place.page
    return None


def _remedy(result: FileResult, code: str) -> str:
    number = result.submission
    if number is None:
        return ""
    if code in ("form-unknown", "form-ambiguous"):
        return _("Run again with --form, or see review item {number}.").format(number=number)
    if result.status is Status.REJECTED:
        return _("The original is kept: oroforms original {number} -o FILE").format(number=number)
    return _("Compare with the original: oroforms review show {number}").format(number=number)
