"""Why a case is kept or due, in words, with the section in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.casework.retention import Ground, Standing
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _
from oroforms.law import Clock, Law

STANDINGS = {
    Standing.DUE: N_("due"),
    Standing.UNCLEAR: N_("unclear"),
    Standing.RUNS: N_("not finished"),
    Standing.KEPT: N_("kept"),
    Standing.NEVER: N_("never culled"),
}
_GROUNDS = {
    "last-note": N_("{clock} after the last note in the file, of {day}"),
    "inquiry": N_("an inquiry about the child: until the child is {clock} old"),
    "class-age": N_("{title}: until the child is {clock} old"),
    "class-never": N_("{title}: never culled"),
    "class-unknown": N_("retention.yaml knows no class {name}; record the right one"),
    "birth-unknown": N_("the child's day of birth is not known; add it to a form or the case"),
    "waits": N_("a form waits for review: no. {submissions}"),
    "inquiry-runs": N_("the inquiry is not closed"),
    "undecided": N_("no decision is recorded on notification no. {submissions}"),
    "same-child": N_("all about the same child must be due: case {cases}"),
    "same-child-waits": N_("a form about the same child waits for review: no. {submissions}"),
    "person-uncertain": N_(
        "the child's identity number is not known: see yourself that no other case is about it"
    ),
    "sample": N_("in the sample for research"),
    "sample-not-stated": N_(
        "due, but the municipality has not stated its sample for research (docs/retention.md)"
    ),
    "sample-birth-unknown": N_(
        "due, but whether the child is in the sample for research is not known without its birth"
    ),
}


def ground_text(ground: Ground) -> str:
    """One reason in words, without its section."""
    return _(_GROUNDS[ground.code]).format(**{k: _said(v) for k, v in ground.params.items()})


def section(ground: Ground, law: Law, day: date) -> str | None:
    """The section in force on a day for a reason that follows from law."""
    if ground.rule is None or law.rules[ground.rule].on(day) is None:
        return None
    return law.citation(ground.rule, day)


def ground_entry(ground: Ground, law: Law, day: date) -> Mapping[str, Any]:
    """One reason as JSON."""
    return {
        "code": ground.code,
        "message": ground_text(ground),
        "section": section(ground, law, day),
    }


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, Clock):
        return _period(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _period(clock: Clock) -> str:
    texts = {
        "days": ngettext("{count} day", "{count} days", clock.number),
        "months": ngettext("{count} month", "{count} months", clock.number),
        "years": ngettext("{count} year", "{count} years", clock.number),
    }
    return texts[clock.unit].format(count=clock.number)
