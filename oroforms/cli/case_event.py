"""``case event``: a person says what happened in a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, json_option, option
from oroforms.cli.output import note, paragraph, print_json, say
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import UsageError
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.workflow.events import Recorded


@dataclass(frozen=True, slots=True)
class _Kind:
    """What may and must be said with one kind of event."""

    event: str
    """Its :class:`oroforms.facts.EventKind`."""
    may: Collection[str] = ()
    must: Collection[str] = ()
    outcomes: tuple[str, ...] = ()


_ABOUT = ("submissions", "whole_case")
_KINDS = {
    "received": _Kind("arrived", ("submissions", "by_post"), ("at",)),
    "read": _Kind("read", _ABOUT),
    "protective-assessment": _Kind("protective-assessment", _ABOUT),
    "decided": _Kind(
        "decided",
        (*_ABOUT, "correct"),
        ("outcome",),
        ("opened", "not-opened", "already-running"),
    ),
    "extended": _Kind("extended", (*_ABOUT, "rule"), ("until", "why")),
    "feedback-asked": _Kind("feedback-asked", _ABOUT),
    "feedback-given": _Kind("feedback-given", (*_ABOUT, "outcome"), (), ("given", "unsuitable")),
    "meeting": _Kind("meeting", ("submissions",), ("outcome",), ("offered", "declined", "held")),
    "inquiry-closed": _Kind("inquiry-closed"),
    "closed": _Kind("closed", (), ("why",)),
    "reopened": _Kind("reopened", (), ("why",)),
    "retention-class": _Kind("retention-class", (), ("class_name",)),
    "note": _Kind("note", ("submissions",), ("why",)),
    "struck": _Kind("struck", (), ("event", "why")),
}
_ALWAYS = ("at", "by", "why")
_OPTIONS = {
    "submissions": "--submission",
    "whole_case": "--whole-case",
    "at": "--at",
    "by": "--by",
    "why": "--why",
    "by_post": "--by-post",
    "outcome": "--outcome",
    "until": "--until",
    "rule": "--rule",
    "class_name": "--class",
    "event": "--event",
    "correct": "--correct",
}


class _Moment(click.ParamType["date | datetime"]):
    """A day, or a day with the time of day: ``2026-01-01`` or ``2026-01-01T14:05``."""

    name = "moment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """The moment that a word names."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
        except ValueError:
            text = _("{value} is no day such as 2026-01-01 or moment such as 2026-01-01T14:05")
            self.fail(text.format(value=value), param, ctx)


@click.command(
    "event",
    cls=Command,
    help=N_(
        "Record what happened in a case: that a person has read a notification, assessed whether "
        "the child must be protected, decided, given feedback. Nothing is ever changed; what was "
        "recorded wrongly is corrected by another event. What remains to be done is shown. KIND is "
        "received, read, protective-assessment, decided, extended, feedback-asked, feedback-given, "
        "meeting, inquiry-closed, closed, reopened, retention-class, note or struck."
    ),
    example="case event",
)
@click.argument("reference", metavar="REF")
@click.argument("kind", metavar="KIND", type=click.Choice(list(_KINDS)))
@option(
    "--submission",
    "submissions",
    metavar="N",
    type=int,
    multiple=True,
    help=N_("The form that it is about; may be given several times."),
)
@option("--whole-case", is_flag=True, help=N_("About every notification for which it is owed."))
@option(
    "--at",
    metavar="WHEN",
    type=_Moment(),
    help=N_("When it happened: 2026-01-01 or 2026-01-01T14:05. Default: now."),
)
@option("--by", metavar="NAME", help=N_("Who did it. Default: the name you are logged in by."))
@option("--why", metavar="TEXT", help=N_("The reason, or the note itself."))
@option(
    "--by-post",
    is_flag=True,
    help=N_(
        "With received: it came by post and lay at the office's post the working day before, "
        "from which it counts."
    ),
)
@option(
    "--outcome",
    metavar="CODE",
    help=N_(
        "With decided: opened, not-opened or already-running. With meeting: offered, declined "
        "or held. With feedback-given: given or unsuitable."
    ),
)
@option("--until", metavar="DATE", type=Day(), help=N_("With extended: the new last day."))
@option(
    "--rule",
    type=click.Choice(["assessment", "inquiry"]),
    help=N_("With extended: what takes longer, where both could."),
)
@option(
    "--class", "class_name", metavar="NAME", help=N_("With retention-class: what the law exempts.")
)
@option("--event", metavar="ID", type=int, help=N_("With struck: the event recorded by mistake."))
@option("--correct", is_flag=True, help=N_("With decided: it replaces the decision before it."))
@json_option
@pass_settings
def command(settings: Settings, /, reference: str, kind: str, as_json: bool, **said: Any) -> None:
    from oroforms.facts import CORRECTS, EventKind
    from oroforms.workflow.events import Telling, record

    _refuse_what_does_not_belong(kind, said)
    what: dict[str, Any] = {}
    if said["why"]:
        what["why"] = said["why"]
    if said["outcome"] is not None:
        what["meeting" if kind == "meeting" else "outcome"] = said["outcome"]
    if said["until"] is not None:
        what["until"] = said["until"].isoformat()
    if said["rule"] is not None:
        what["rule"] = said["rule"]
    if said["class_name"] is not None:
        what["class"] = said["class_name"]
    if said["event"] is not None:
        what[CORRECTS] = said["event"]
    telling = Telling(
        EventKind(_KINDS[kind].event),
        said["submissions"],
        said["whole_case"],
        said["at"],
        said["by"],
        said["by_post"],
        said["correct"],
        what,
    )
    with settings.open_case_file() as case_file:
        done = record(case_file, reference, telling)
    if as_json:
        _print_json(done)
    else:
        _show(done)


def _refuse_what_does_not_belong(kind: str, said: dict[str, Any]) -> None:
    known = _KINDS[kind]
    given = {name for name, value in said.items() if value not in (None, False, ())}
    allowed = {*known.may, *known.must, *_ALWAYS}
    for name in sorted(given - allowed):
        text = _("{option} says nothing about {kind}.")
        raise UsageError(text.format(option=_OPTIONS[name], kind=kind))
    for name in known.must:
        if name not in given:
            text = _("{kind} needs {option}.")
            raise UsageError(text.format(kind=kind, option=_OPTIONS[name]))
    outcome = said["outcome"]
    if outcome is not None and outcome not in known.outcomes:
        text = _("{outcome} is no outcome of {kind}; there are {outcomes}.")
        outcomes = ", ".join(known.outcomes)
        raise UsageError(text.format(outcome=outcome, kind=kind, outcomes=outcomes))
    needs_reason = outcome == "unsuitable" or said["correct"]
    if needs_reason and not said["why"]:
        raise UsageError(_("{kind} needs {option}.").format(kind=kind, option="--why"))


def _print_json(done: Recorded) -> None:
    from oroforms import law
    from oroforms.cli.due import item_entry

    known = law.current()
    print_json(
        {
            "case": done.case,
            "recorded": [
                {
                    "kind": said.kind.value,
                    "at": said.at.isoformat(timespec="seconds"),
                    "who": done.who,
                    "submission": said.submission,
                    "what": dict(said.what),
                }
                for said in done.said
            ],
            "warnings": list(done.warnings),
            "remaining": [item_entry(item, known) for item in done.remaining],
        }
    )


def _show(done: Recorded) -> None:
    from oroforms import law
    from oroforms.cli.due import show_items
    from oroforms.cli.history import told

    for said in done.said:
        text = _("Recorded in case {case} on {day}: {event}")
        event = told(said.kind.value, said.what)
        if said.submission is not None:
            event += " (" + _("form no. {value}").format(value=said.submission) + ")"
        recorded = text.format(case=done.case, day=said.day.isoformat(), event=event)
        paragraph(recorded, hanging=2, fg="green")
    for warning in done.warnings:
        note(click.style(warning, fg="yellow"))
    if done.remaining:
        say()
        show_items(done.remaining, law.current())
