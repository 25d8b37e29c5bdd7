"""Electronic signatures as the commands show them."""

from __future__ import annotations

from oroforms.cli.output import paragraph
from oroforms.i18n import gettext as _
from oroforms.signatures import SignatureCheck, TimeSource, Verdict, Verification, signer_line

_COLOURS = {
    Verdict.HOLDS: "green",
    Verdict.FAILS: "red",
    Verdict.UNDECIDED: "yellow",
    Verdict.UNSIGNED: "yellow",
}


def colour(verdict: Verdict) -> str:
    """The colour of a verdict where a terminal shows colours."""
    return _COLOURS[verdict]


def show_signatures(verification: Verification, *, indent: int = 2) -> None:
    """Every signature in a few lines: who, at what level, what speaks for and against it."""
    for number, check in enumerate(verification.checks, start=1):
        head = f"{number}. {signer_line(check)}"
        paragraph(head, indent=indent, hanging=3, bold=True)
        for line, style in _lines(check):
            paragraph(line, indent=indent + 3, hanging=2, fg=style)


def _lines(check: SignatureCheck) -> list[tuple[str, str | None]]:
    lines: list[tuple[str, str | None]] = []
    if check.field:
        lines.append((_("signature field: {field}").format(field=check.field), None))
    if check.level:
        stamped = check.time_source is TimeSource.TIMESTAMP
        told = (
            _("level {level}; a time-stamp service vouches for the time")
            if stamped
            else _("level {level}; only the signer's own clock tells the time")
        )
        lines.append((told.format(level=check.level), None))
    if check.intact:
        lines.append(
            (
                _("the signature is over the whole file")
                if check.covers_all
                else _("the signature is over the file as it was then; more was added later"),
                None,
            )
        )
    lines += [(_("changed since: {change}").format(change=text), "red") for text in check.changes]
    lines += [
        (f"{problem.message} · {problem.code}", "yellow" if check.intact else "red")
        for problem in check.problems
        if problem.code != "changed-after-signing" or not check.changes
    ]
    lines += [(_("note: {text}").format(text=text), None) for text in check.notes]
    return lines
