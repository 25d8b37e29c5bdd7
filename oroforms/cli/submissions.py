"""One submission (*inkommen handling*) as the commands name and list it."""

from __future__ import annotations

from typing import Any

import click

from oroforms.casefile.queries import Decision, Entry, View
from oroforms.definition import Definition
from oroforms.documents import Status
from oroforms.i18n import N_
from oroforms.i18n import gettext as _
from oroforms.report import finding_entry, reading_entry, signatures_entry

_STATUS = {
    Status.IMPORTED: N_("imported"),
    Status.NEEDS_REVIEW: N_("needs review"),
    Status.REJECTED: N_("rejected"),
    Status.DUPLICATE: N_("came in before"),
}
_DECIDED = {
    "accept": N_("accepted"),
    "reject": N_("rejected by a person"),
    "reread": N_("read again"),
}


_PROTECTION = {
    "yes": N_("Protected identity: address, phone and school must not reach others."),
    "unknown": N_(
        "It is not known whether the identity is protected: treat address, phone and school as if "
        "it were."
    ),
}


def status_text(status: Status) -> str:
    """What became of a file, in words."""
    return _(_STATUS[status])


def state_text(entry: Entry) -> str:
    """Where a submission stands now: as judged on import, or as a person decided."""
    if entry.closed_by is not None:
        return _(_DECIDED.get(entry.closed_by.value, entry.closed_by.value))
    return status_text(entry.status)


def title(entry: Entry, definition: Definition | None) -> str:
    """``No. 17 · The form's title (FORM@1)``."""
    number = _("No. {number}").format(number=entry.id)
    if definition is not None:
        return f"{number} · {definition.title} ({definition.id})"
    form = f"{entry.form}@{entry.version}" if entry.form else _("unknown form")
    return f"{number} · {form}"


def tell_protection(protection: str | None, *, on_error: bool = False) -> None:
    """Say that what is shown is of somebody who is or may be protected, and that the log has it.

    ``on_error`` puts it on standard error, out of the way of results.
    """
    if protection is None:
        return
    from oroforms.cli.output import note, paragraph

    text = _(_PROTECTION[protection]) + " " + _("This look is in the log.")
    if on_error:
        note(click.style(text, fg="red"))
    else:
        paragraph(text, fg="red")


def submission_entry(seen: View) -> dict[str, Any]:
    """One submission as JSON: what came in, what was read, found and decided."""
    return {
        **list_entry(seen.entry),
        "sha256": seen.sha256,
        "pages": None if seen.pages is None else list(seen.pages),
        "values": seen.values,
        "fields": {name: reading_entry(item) for name, item in seen.readings.items()},
        "findings": [finding_entry(item) for item in seen.findings],
        "signatures": signatures_entry(seen.verification),
        "decisions": [_decision_entry(item) for item in seen.decisions],
    }


def list_entry(entry: Entry) -> dict[str, Any]:
    """One submission in a list as JSON."""
    return {
        "submission": entry.id,
        "status": entry.status.value,
        "decided": None if entry.closed_by is None else entry.closed_by.value,
        "waits": entry.waits,
        "acute": entry.acute,
        "stored": entry.stored.isoformat(timespec="seconds"),
        "path": entry.path,
        "form": entry.form,
        "version": entry.version,
        "reader": entry.reader,
        "case": entry.case,
    }


def _decision_entry(decision: Decision) -> dict[str, Any]:
    return {
        "at": decision.at.isoformat(timespec="seconds"),
        "by": decision.who,
        "why": decision.why,
        "kind": decision.kind.value,
        "field": decision.field,
        "case": decision.case,
        "what": dict(decision.what),
    }
