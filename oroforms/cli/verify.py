"""``verify``: whether the signatures of a PDF hold, who signed, and what changed since."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oroforms.cli.framework import Command, Day, json_option, option
from oroforms.cli.output import paragraph, print_json, say
from oroforms.errors import ExitCode
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.workflow.verifying import Verified


@click.command(
    "verify",
    cls=Command,
    help=N_(
        "Tell of each PDF in one line whether its electronic signatures hold, who signed, when and "
        "in which role, what was changed since, and why not; then every signature by itself. "
        "Nothing leaves this computer unless you ask for --online."
    ),
    example="verify",
)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@json_option
@option(
    "--trust",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path),
    help=N_(
        "Certificate of an issuer to trust (PEM or DER), or a folder of them; may be given again. "
        "Default: the variable OROFORMS_TRUST, else the folder trust beside your settings."
    ),
)
@option(
    "--at",
    metavar="DATE",
    type=Day(),
    help=N_("Judge certificates as of this day, where no time-stamp tells an earlier one."),
)
@option(
    "--online",
    is_flag=True,
    help=N_("Ask the issuers' services whether certificates have been revoked."),
)
def command(
    files: tuple[Path, ...],
    as_json: bool,
    trust: tuple[Path, ...],
    at: date | None,
    online: bool,
) -> ExitCode:
    from oroforms.verify.anchors import load_anchors
    from oroforms.workflow.verifying import SignatureReader, verify_paths

    if online and at is not None:
        raise click.UsageError(_("--online asks about today; it cannot be joined with --at."))
    reader = SignatureReader(load_anchors(trust), None if at is None else _end_of(at), online)
    code = ExitCode.DONE
    entries = []
    for found in verify_paths(files, reader):
        code = _worse(code, _code(found))
        if as_json:
            entries.append(_entry(found))
        else:
            _show(found)
    if as_json:
        print_json({"files": entries})
    return code


def _end_of(day: date) -> datetime:
    """The last moment of a day here; of today, this moment."""
    now = datetime.now().astimezone()
    return (
        min(now, datetime.combine(day, time.max).astimezone())
        if day <= now.date()
        else (datetime.combine(day, time.min).astimezone())
    )


def _code(found: Verified) -> ExitCode:
    from oroforms.signatures import Verdict

    if found.verification is None:
        fault = found.refused is not None and found.refused.code == "reader-fault"
        return ExitCode.FAULT if fault else ExitCode.UNREADABLE
    return ExitCode.DONE if found.verification.verdict is Verdict.HOLDS else ExitCode.WAITS


def _worse(one: ExitCode, other: ExitCode) -> ExitCode:
    order = (ExitCode.DONE, ExitCode.WAITS, ExitCode.UNREADABLE, ExitCode.FAULT)
    return max(one, other, key=order.index)


def _entry(found: Verified) -> dict[str, object]:
    from oroforms.report import finding_entry, signatures_entry

    return {
        "path": str(found.path),
        "sha256": found.sha256,
        **(signatures_entry(found.verification) or {"verdict": None}),
        "findings": [] if found.refused is None else [finding_entry(found.refused)],
    }


def _show(found: Verified) -> None:
    from oroforms.cli.signatures import colour, show_signatures

    if found.verification is None:
        reason = "" if found.refused is None else found.refused.message
        text = _("{path}: cannot be read: {reason}.").format(path=found.path, reason=reason)
        paragraph(text, hanging=2, fg="red")
        return
    text = f"{found.path}: {found.verification.bottom_line}"
    say(text, fg=colour(found.verification.verdict), bold=True)
    show_signatures(found.verification)
