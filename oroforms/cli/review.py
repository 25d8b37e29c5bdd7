"""``review``: the queue of what a person must look at, and the decisions on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from oroforms.cli.framework import Command, Group, json_option, option, why_look
from oroforms.cli.output import note, paragraph, print_json, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode, UsageError
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _

_by = option(
    "--by", metavar="NAME", help=N_("Who decides. Default: the name you are logged in by.")
)
_why = option("--why", metavar="TEXT", default="", help=N_("The reason, kept with the decision."))
_number = click.argument("number", metavar="ID", type=int)


@click.group(
    "review", cls=Group, help=N_("What a person must look at before it counts, acute first.")
)
def command() -> None:
    pass


@command.command(
    "list",
    cls=Command,
    help=N_("List what waits, acute first, with how many errors each has."),
    example="review list",
)
@json_option
@pass_settings
def list_(settings: Settings, as_json: bool) -> None:
    from oroforms.casefile.queries import findings_of, waiting
    from oroforms.cli.submissions import list_entry, state_text
    from oroforms.findings import Severity
    from oroforms.report import finding_entry

    with (
        settings.open_case_file() as case_file,
        case_file.looking_over("review-list-shown") as (connection, seen),
    ):
        entries = [
            (entry, list(findings_of(connection, entry.id))) for entry in waiting(connection)
        ]
        for entry, _found in entries:
            seen.submission(entry.id)
            seen.case(entry.case)
    if as_json:
        print_json(
            [
                {**list_entry(entry), "findings": [finding_entry(item) for item in found]}
                for entry, found in entries
            ]
        )
        return
    if not entries:
        say(_("Nothing waits for review."), fg="green")
        return
    first = [
        [item for item in found if item.severity is Severity.ERROR] for _entry, found in entries
    ]
    table(
        [_("ID"), "", _("Form"), _("Status"), _("Errors"), _("File")],
        [
            [
                entry.id,
                _("ACUTE") if entry.acute else "",
                entry.form or "?",
                state_text(entry),
                len(errors),
                Path(entry.path).name,
            ]
            for (entry, _found), errors in zip(entries, first, strict=True)
        ],
        styles=[{"fg": "red", "bold": True} if entry.acute else {} for entry, _found in entries],
        notes=[errors[0].message if errors else "" for errors in first],
    )
    count = len(entries)
    say(ngettext("{count} form waits.", "{count} forms wait.", count).format(count=count))
    paragraph(
        _("One at a time: oroforms review show ID. With pictures: oroforms review sheet -o FILE")
    )


@command.command(
    "show",
    cls=Command,
    help=N_(
        "Show one form that came in: what is in doubt and why, what was read, what was decided. "
        "Of a scan the pictures of what is in doubt are written as files."
    ),
    example="review show",
)
@_number
@json_option
@option(
    "--crops",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=N_(
        "Folder for the pictures of what is in doubt. Default for scans: one in the temporary "
        "folder, for you alone; of other PDFs pictures are drawn when you name a folder."
    ),
)
@why_look
@pass_settings
def show(settings: Settings, number: int, as_json: bool, crops: Path | None, why: str) -> None:
    from oroforms.cli.review_shown import review_entry, show_review
    from oroforms.cli.submissions import tell_protection
    from oroforms.workflow.protecting import protection_of_submission
    from oroforms.workflow.review_pictures import picture_files
    from oroforms.workflow.reviewing import open_review

    with settings.open_case_file() as case_file:
        seen = open_review(case_file, settings.library(), number, why=why)
        files = picture_files(case_file, seen, crops)
        with case_file.reading() as connection:
            protection = protection_of_submission(connection, number)
    if as_json:
        print_json(review_entry(seen, files))
    else:
        tell_protection(protection)
        show_review(seen, files)


@command.command(
    "set",
    cls=Command,
    help=N_(
        "Give fields their values as you read them in the original; NAME= with nothing after it "
        "says that the field is not answered. What was read is kept beside it."
    ),
    example="review set",
)
@_number
@click.argument("answers", metavar="NAME=VALUE...", nargs=-1, required=True)
@_by
@_why
@pass_settings
def set_(
    settings: Settings, number: int, answers: tuple[str, ...], by: str | None, why: str
) -> ExitCode:
    from oroforms.workflow.reviewing import set_values

    given = _given(answers)
    with settings.open_case_file() as case_file:
        after = set_values(case_file, settings.library(), number, given, who=by, why=why)
    note(ngettext("{count} field set.", "{count} fields set.", len(given)).format(count=len(given)))
    if not after.errors:
        if after.entry.waits:
            note(
                _("Nothing is in doubt any more: oroforms review accept {number}").format(
                    number=number
                )
            )
        return ExitCode.DONE
    from oroforms.cli.answers import show_findings

    show_findings(after.definition, after.errors)
    return ExitCode.WAITS


def _given(answers: tuple[str, ...]) -> Mapping[str, str]:
    given: dict[str, str] = {}
    for answer in answers:
        name, equals, value = answer.partition("=")
        if not equals or not name.strip():
            text = _("{answer}: NAME=VALUE is expected, such as child.name='Alva Ek'")
            raise UsageError(text.format(answer=answer))
        if name.strip() in given:
            raise UsageError(_("{name} is given twice; give it once.").format(name=name.strip()))
        given[name.strip()] = value
    return given


@command.command(
    "accept",
    cls=Command,
    help=N_(
        "Take a form into its case once nothing in it is in doubt. --case names the case where it "
        "was not found, or opens one (new); --waive lets an error not count, with a reason."
    ),
    example="review accept",
)
@_number
@option("--case", metavar="REF", help=N_("The case that it belongs to, or: new."))
@option(
    "--waive",
    metavar="CODE",
    multiple=True,
    help=N_("An error that does not count, by its code or its field; may be given many times."),
)
@_by
@_why
@pass_settings
def accept(
    settings: Settings,
    number: int,
    case: str | None,
    waive: tuple[str, ...],
    by: str | None,
    why: str,
) -> None:
    from oroforms.workflow import reviewing

    with settings.open_case_file() as case_file:
        target = reviewing.accept(
            case_file, settings.library(), number, case=case, waive=waive, who=by, why=why
        )
    note(
        _("Form no. {number} is taken into case {reference}.").format(
            number=number, reference=target.reference
        )
    )


@command.command(
    "reject",
    cls=Command,
    help=N_("Put a form aside for good. The original, what was read and the reason are kept."),
    example="review reject",
)
@_number
@_by
@_why
@pass_settings
def reject(settings: Settings, number: int, by: str | None, why: str) -> None:
    from oroforms.workflow import reviewing

    with settings.open_case_file() as case_file:
        reviewing.reject(case_file, settings.library(), number, why=why, who=by)
    note(_("Form no. {number} is put aside.").format(number=number))


@command.command(
    "sheet",
    cls=Command,
    help=N_(
        "Write everything that waits as one page (HTML) for the eye and the keyboard: a picture of "
        "each doubtful place beside its label and what was read, room for the right answer, and "
        "the commands that settle it."
    ),
    example="review sheet",
)
@option(
    "-o",
    "--output",
    required=True,
    metavar="FILE.html",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("File to write."),
)
@pass_settings
def sheet(settings: Settings, output: Path) -> None:
    from oroforms.workflow.review_sheet import write_sheet

    with settings.open_case_file() as case_file:
        made = write_sheet(case_file, settings.library(), output)
    note(
        ngettext(
            "Written: {path} with {count} form. It holds personal data; destroy it after use.",
            "Written: {path} with {count} forms. It holds personal data; destroy it after use.",
            made,
        ).format(path=output, count=made)
    )
