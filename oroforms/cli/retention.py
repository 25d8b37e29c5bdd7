"""``retention``: what is to be culled (*gallras*), when, why not yet, and the culling itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, Group, json_option, option
from oroforms.cli.output import Notes, note, paragraph, print_json, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.workflow.retention import CaseLine, Kept, Purged, Purging, UnfiledLine


@click.group(
    "retention", cls=Group, help=N_("How long each case is kept, and culling what is due.")
)
def command() -> None:
    pass


@command.command(
    "list",
    cls=Command,
    help=N_(
        "List each case with how long it is kept and why, what is due first. What came in and has "
        "no case stands last. Nothing is culled without a recorded decision."
    ),
    example="retention list",
)
@option("--at", metavar="DATE", type=Day(), help=N_("As things stand on that day. Default: today."))
@json_option
@pass_settings
def list_(settings: Settings, at: date | None, as_json: bool) -> None:
    from oroforms.workflow.retention import listed

    with settings.open_case_file() as case_file:
        day = at or case_file.clock().astimezone().date()
        found = listed(case_file, day)
    if as_json:
        print_json(
            {
                "at": day.isoformat(),
                "cases": [_case_entry(line, day) for line in _ordered(found)],
                "without_case": [_unfiled_entry(line) for line in found.unfiled],
            }
        )
        return
    if not found.cases and not found.unfiled:
        say(_("The case file is empty."))
        return
    _show(found)


def _ordered(found: Kept) -> list[CaseLine]:
    from oroforms.casework.retention import Standing

    order = list(Standing)
    return sorted(
        found.cases,
        key=lambda line: (order.index(line.label.standing), line.label.keep_until or date.max),
    )


def _show(found: Kept) -> None:
    from oroforms import law
    from oroforms.casework.retention import Standing
    from oroforms.casework.retention_words import STANDINGS, ground_text, section

    known, day = law.current(), found.day
    colours: dict[Standing, dict[str, Any]] = {
        Standing.DUE: {"fg": "yellow"},
        Standing.UNCLEAR: {"fg": "red"},
    }
    lines = _ordered(found)
    rows, reasons = [], []
    cited: set[str] = set()
    for line in lines:
        label = line.label
        why = [ground_text(each) for each in label.grounds]
        cited.update(filter(None, (section(each, known, day) for each in label.grounds)))
        rows.append(
            [
                label.case,
                _(STANDINGS[label.standing]),
                label.keep_until or "",
                label.finish_by if label.standing is Standing.DUE else "",
            ]
        )
        reasons.append("; ".join([*filter(None, [_decided(line)]), *why]))
    if rows:
        table(
            [_("Case"), _("Standing"), _("Kept until"), _("Finish by")],
            rows,
            wrap=1,
            styles=[colours.get(line.label.standing, {}) for line in lines],
            notes=reasons,
            notes_are=Notes.WRAPPED,
        )
        paragraph("; ".join(sorted(cited)), dim=True)
    if found.unfiled:
        say()
        say(_("Without a case"), bold=True)
        table(
            [_("Form no."), _("Standing"), _("Kept until"), _("Why")],
            [
                [
                    line.submission,
                    _(STANDINGS[line.standing]),
                    line.keep_until or "",
                    _unfiled_why(line),
                ]
                for line in found.unfiled
            ],
        )


def _decided(line: CaseLine) -> str:
    made = line.decision
    if made is None:
        return ""
    if made.void:
        return _("the decision of {day} is void, for something has happened since").format(
            day=made.at.astimezone().date()
        )
    text = _("decided on {day}: to be culled") if made.purge else _("decided on {day}: kept")
    return text.format(day=made.at.astimezone().date())


def _unfiled_why(line: UnfiledLine) -> str:
    from oroforms.casework.retention import Standing

    if line.standing is Standing.RUNS:
        return _("came in on {day} and waits for review").format(day=line.since)
    text = _("put aside on {day}, and kept as a matter that was not opened")
    if line.decided:
        text = _("put aside on {day}; to be culled by decision")
    return text.format(day=line.since)


@command.command(
    "decide",
    cls=Command,
    help=N_(
        "Decide whether a case that is due is culled or kept, with the reason. Whatever happens "
        "in the case afterwards makes the decision void."
    ),
    example="retention decide",
)
@click.argument("reference", metavar="[REF]", required=False)
@option(
    "--submission",
    metavar="ID",
    type=int,
    help=N_("In place of a case: a form that was put aside and has none; it can only be culled."),
)
@option("--purge", "purge", flag_value="purge", help=N_("It is culled with the next purge."))
@option("--keep", "purge", flag_value="keep", help=N_("It is kept."))
@option("--why", metavar="TEXT", required=True, help=N_("The reason, kept with the decision."))
@option("--by", metavar="NAME", help=N_("Who decides. Default: the name you are logged in by."))
@pass_settings
def decide(
    settings: Settings,
    reference: str | None,
    submission: int | None,
    purge: str | None,
    why: str,
    by: str | None,
) -> None:
    from oroforms.workflow import retention

    if (reference is None) is (submission is None):
        raise click.UsageError(_("Name one case, or one form by --submission."))
    if purge is None or (submission is not None and purge != "purge"):
        raise click.UsageError(_("Say what is decided: --purge, or for a case --keep."))
    with settings.open_case_file() as case_file:
        if submission is not None:
            retention.decide_unfiled(case_file, submission, why=why, who=by)
            note(_("Form no. {number} goes with the next purge.").format(number=submission))
            return
        assert reference is not None  # noqa: S101
        label = retention.decide(case_file, reference, purge=purge == "purge", why=why, who=by)
    text = (
        _("Case {reference} goes with the next purge: oroforms retention purge --dry-run")
        if purge == "purge"
        else _("Case {reference} is kept.")
    )
    note(text.format(reference=label.case))


@command.command(
    "purge",
    cls=Command,
    help=N_(
        "Remove everything about the cases that are due and were decided on: forms, readings, "
        "pictures, originals, letters, events. It cannot be undone. Statistics keep what names "
        "nobody; the log keeps what was removed, without what it said."
    ),
    example="retention purge",
)
@option("--dry-run", is_flag=True, help=N_("Show what would be removed, and remove nothing."))
@json_option
@pass_settings
def purge(settings: Settings, dry_run: bool, as_json: bool) -> None:
    from oroforms.workflow.retention import purge as purge_now

    with settings.open_case_file() as case_file:
        done = purge_now(case_file, dry_run=dry_run)
        in_file = case_file.engine.dialect.name == "sqlite"
    if as_json:
        print_json(
            {
                "dry_run": dry_run,
                "purged": [_purged_entry(each) for each in done.purged],
                "changed": list(done.changed),
                "erased": done.erased,
            }
        )
        return
    _show_purging(done, dry_run=dry_run, in_file=in_file)


def _show_purging(done: Purging, *, dry_run: bool, in_file: bool) -> None:
    for each in done.purged:
        name = each.case or _("form no. {number}").format(number=each.submission)
        say(f"{name}: {_removed(each)}")
    for reference in done.changed:
        text = _("{reference}: stays, for something has happened in it just now")
        say(text.format(reference=reference), fg="yellow")
    count = len(done.purged)
    if dry_run:
        text = ngettext(
            "{count} case would be culled. Nothing was removed.",
            "{count} cases would be culled. Nothing was removed.",
            count,
        )
    else:
        text = ngettext("{count} case culled.", "{count} cases culled.", count)
    say(text.format(count=count))
    if dry_run or (not count and (done.erased or not in_file)):
        return
    if done.erased:
        paragraph(_("Nothing of it is left in the case file. Backups keep it until they expire."))
    elif in_file:
        paragraph(
            _(
                "The rows are gone, but their bytes may still be in the file, for somebody else "
                "has it open. Run oroforms retention purge again when nobody has."
            ),
            fg="yellow",
        )
    else:
        paragraph(
            _(
                "The rows are gone. Ask the database's administrator for VACUUM FULL and for how "
                "long backups and write-ahead logs are kept: see docs/retention.md."
            )
        )


def _removed(each: Purged) -> str:
    from oroforms.casefile.culling import Removed

    if each.removed is None:
        return _("would be culled")
    removed: Removed = each.removed
    parts = [
        ngettext("{count} form", "{count} forms", removed.submissions).format(
            count=removed.submissions
        ),
        ngettext("{count} file", "{count} files", removed.originals).format(
            count=removed.originals
        ),
        ngettext("{count} letter", "{count} letters", removed.outgoing).format(
            count=removed.outgoing
        ),
        ngettext("{count} event", "{count} events", removed.events).format(count=removed.events),
    ]
    if removed.originals_kept:
        parts.append(
            ngettext(
                "{count} file stays, for it holds another form that is not culled yet",
                "{count} files stay, for they hold other forms that are not culled yet",
                removed.originals_kept,
            ).format(count=removed.originals_kept)
        )
    return ", ".join(parts)


def _case_entry(line: CaseLine, day: date) -> dict[str, Any]:
    from oroforms import law
    from oroforms.casework.retention_words import ground_entry

    label, made, known = line.label, line.decision, law.current()
    return {
        "case": label.case,
        "standing": label.standing.value,
        "last_note": label.last_note.isoformat(),
        "keep_until": _iso(label.keep_until),
        "finish_by": _iso(label.finish_by),
        "why": [ground_entry(ground, known, day) for ground in label.grounds],
        "decision": None
        if made is None
        else {
            "purge": made.purge,
            "at": made.at.isoformat(timespec="seconds"),
            "by": made.who,
            "why": made.why,
            "void": made.void,
        },
        "to_purge": line.to_purge,
    }


def _unfiled_entry(line: UnfiledLine) -> dict[str, Any]:
    return {
        "submission": line.submission,
        "standing": line.standing.value,
        "since": line.since.isoformat(),
        "keep_until": _iso(line.keep_until),
        "to_purge": line.to_purge,
    }


def _purged_entry(each: Purged) -> dict[str, Any]:
    removed = None if each.removed is None else asdict(each.removed)
    return {"case": each.case, "submission": each.submission, "removed": removed}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
