"""The review queue: one submission as it stands, and the decisions on it.

A decision never changes what was read: each is a new row that says who, when
and why. Functions take an open transaction, so that what a person is shown
and what is decided are one state of the case file. Who judges the values
anew after a correction is handed in (:data:`Judge`): the rules of the form
live in another part of the house.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, insert

from oroforms.casefile import log
from oroforms.casefile.cases import (
    Case,
    get_case,
    learn_child,
    open_case,
    record_event,
)
from oroforms.casefile.matching import CASE_CODES, Answers, child_on, held_against, match
from oroforms.casefile.queries import DecisionKind, Entry, View, view
from oroforms.casefile.reasons import safe_reason
from oroforms.casefile.store import take_into
from oroforms.casefile.tables import decisions
from oroforms.definition import Definition, Slot
from oroforms.documents import Record, Status, Value, page_name
from oroforms.errors import ExitCode, OroformsError, UsageError
from oroforms.facts import EventKind
from oroforms.fieldtypes import field_type
from oroforms.findings import Finding, Severity, has_error
from oroforms.i18n import gettext as _
from oroforms.names import get
from oroforms.suggest import did_you_mean

Judge: TypeAlias = Callable[[Definition, Record, date], tuple[Finding, ...]]
"""All findings about a record on a day, those that it brings along included."""

NEW_CASE = "new"
"""In place of a reference: open a case for the submission."""
_ASKED_ANEW = frozenset({"required-missing", "expected-missing"})
"""Findings that the judge makes afresh from the values as they stand."""


class Unsettled(OroformsError):  # noqa: N818 - a state, not a fault
    """A submission cannot be accepted yet; ``findings`` are the errors that stand in the way."""

    exit_code = ExitCode.WAITS

    def __init__(self, message: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(message)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Review:
    """One submission before a person: what is kept of it, and what is still found in it."""

    view: View
    definition: Definition | None
    findings: tuple[Finding, ...]
    """Of the import, those that no correction has answered; and what the rules say now."""

    @property
    def entry(self) -> Entry:
        """The submission as a list shows it."""
        return self.view.entry

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stands in the way of accepting it."""
        return tuple(found for found in self.findings if found.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides, why, and at what moment."""

    who: str
    why: str
    at: datetime


def review(
    connection: Connection,
    number: int,
    definition: Callable[[str, int], Definition | None],
    judge: Judge,
) -> Review:
    """One submission as it stands.

    Raises
    ------
    UsageError
        When there is no submission of that number.
    """
    seen = view(connection, number)
    form, version = seen.entry.form, seen.entry.version
    of_form = definition(form, version) if form is not None and version is not None else None
    if of_form is None:
        return Review(seen, None, seen.findings)
    values = seen.values
    kept = tuple(found for found in seen.findings if not _answered(found, seen.corrections))
    record = Record(of_form.form, of_form.version, values, kept)
    return Review(seen, of_form, judge(of_form, record, seen.entry.stored.astimezone().date()))


def _answered(found: Finding, corrections: Collection[str]) -> bool:
    """Whether a finding of the import is settled by a correction, or asked anew by the judge."""
    if found.code in _ASKED_ANEW:
        return True
    corrected = found.field is not None and any(
        found.field == name or found.field.startswith(f"{name}.") for name in corrections
    )
    # A rule's error kept its field's value out: till the field is set, the rule cannot be asked.
    kept_out = found.severity is Severity.ERROR and found.field is not None
    return corrected or (found.texts is not None and not kept_out)


def set_values(
    connection: Connection, seen: Review, answers: Mapping[str, str], reviewer: Reviewer
) -> None:
    """Give fields their values as a person read them; an empty text says *not answered*.

    A correction of a submission that already stands is a decision of its own
    and needs its reason.

    Raises
    ------
    UsageError
        When a name or a value does not fit the form; then nothing is set.
    """
    form = _form_of(seen)
    entry = seen.entry
    if not (entry.waits or entry.stands):
        raise UsageError(_closed(entry))
    if entry.stands and not reviewer.why:
        raise UsageError(
            _("Submission {number} has been taken in. Say why it is corrected (--why).").format(
                number=entry.id
            )
        )
    values = seen.view.values
    rows = []
    for name, raw in answers.items():
        slot, part = _slot(form, name)
        value = _typed(slot, part, raw, values, entry.stored.astimezone().date())
        what = {"raw": raw} if value is None else {"raw": raw, "value": value}
        if slot.name in seen.view.crops:
            what["crop"] = slot.name
        rows.append(_row(entry, DecisionKind.SET, reviewer, what, field=slot.name))
    connection.execute(insert(decisions), rows)
    names = sorted({str(row["field"]) for row in rows})
    _log(connection, seen, DecisionKind.SET, reviewer, entry.case, {"fields": names})


def learn_corrections(connection: Connection, seen: Review, reviewer: Reviewer) -> None:
    """Let the case know that a submission which stands in it was corrected.

    Raises
    ------
    Unsettled
        When the values as corrected hold an error.
    """
    form = _form_of(seen)
    if not seen.entry.stands or seen.entry.case is None:
        return
    fresh = tuple(f for f in seen.errors if f.field in seen.view.corrections or f.texts is not None)
    if fresh:
        raise Unsettled(_still(seen, fresh), fresh)
    case = get_case(connection, seen.entry.case)
    at, who, number = reviewer.at, reviewer.who, seen.entry.id
    child = child_on(form.matching, seen.view.values)
    learn_child(connection, case, child, at=at, who=who, submission=number)
    record_event(connection, case.id, EventKind.CORRECTED, at=at, who=who, submission=number)


def _slot(form: Definition, name: str) -> tuple[Slot, str | None]:
    """The slot of a name, and of a signature's part which part it is."""
    if name in form.slot:
        return form.slot[name], None
    parent, _dot, part = name.rpartition(".")
    slot = form.slot.get(parent)
    if slot is not None and slot.type == "signature" and part in ("name", "date", "sign", "signed"):
        return slot, part
    raise UsageError(
        _("{form} has no field {name}.{hint}").format(
            form=form.id, name=name, hint=did_you_mean(name, form.slot)
        )
    )


def _typed(
    slot: Slot, part: str | None, raw: str, values: Mapping[str, Value], today: date
) -> Value | None:
    answer: Any = raw
    if part is not None:
        present = get(values, slot.name)
        key = "signed" if part == "sign" else part
        answer = {**(present if isinstance(present, dict) else {}), key: raw}
    outcome = field_type(slot.type).read(answer, slot, today)
    wrong = [found for found in outcome.findings if found.severity is Severity.ERROR]
    if wrong:
        raise UsageError(f"{slot.name}: {wrong[0].message}. " + _("Nothing was set."))
    return outcome.value


def accept(
    connection: Connection,
    seen: Review,
    reviewer: Reviewer,
    *,
    case: str | None = None,
    waive: Collection[str] = (),
) -> Case:
    """Take a submission into its case.

    ``case`` names one by reference, or opens one (:data:`NEW_CASE`); without
    it the case is found as on import. ``waive`` names errors that do not
    count, by code or by field, and needs a reason.

    Raises
    ------
    Unsettled
        While there are error findings that are neither corrected nor waived.
    UsageError
        When it does not wait for review, or a name is wrong.
    """
    entry = seen.entry
    if not entry.waits or entry.status is not Status.NEEDS_REVIEW:
        raise UsageError(_closed(entry))
    waived = _waived(seen, waive, reviewer)
    answers = answers_now(seen, waived)
    errors = [found for found in seen.errors if found.code not in CASE_CODES]
    if case is None:
        found_case = match(connection, answers)
        errors += found_case.findings
        target, opens = found_case.case, found_case.opens
    else:
        target = None if case == NEW_CASE else get_case(connection, case)
        opens = case == NEW_CASE
        _ask_for_reason(target, answers, reviewer)
    errors = [found for found in errors if found not in waived]
    if errors:
        raise Unsettled(_still(seen, tuple(errors)), tuple(errors))
    at, who = reviewer.at, reviewer.who
    if opens:
        target = open_case(connection, at=at, who=who, child=answers.child, submission=entry.id)
    if target is None:
        raise UsageError(
            _("Which case submission {number} belongs to is not clear: name it (--case).").format(
                number=entry.id
            )
        )
    row = _row(entry, DecisionKind.ACCEPT, reviewer, _waiver(seen, waived), case=target)
    connection.execute(insert(decisions), [row])
    counted = {"waived": [[found.code, found.field] for found in waived]} if waived else {}
    _log(connection, seen, DecisionKind.ACCEPT, reviewer, target.reference, counted)
    take_into(connection, target, answers, submission=entry.id, at=at, who=who)
    return target


def reject(connection: Connection, seen: Review, reviewer: Reviewer) -> None:
    """Put a submission aside for good; original, readings and reason are kept.

    Raises
    ------
    UsageError
        When it does not wait, or no reason is given.
    """
    if not seen.entry.waits:
        raise UsageError(_closed(seen.entry))
    if not reviewer.why:
        raise UsageError(_("Say why it is rejected (--why); the reason is kept."))
    what = {"crops": list(seen.view.crops)} if seen.view.crops else {}
    connection.execute(insert(decisions), [_row(seen.entry, DecisionKind.REJECT, reviewer, what)])
    _log(connection, seen, DecisionKind.REJECT, reviewer, seen.entry.case, {})


def _log(
    connection: Connection,
    seen: Review,
    kind: DecisionKind,
    reviewer: Reviewer,
    case: str | None,
    what: Mapping[str, Any],
) -> None:
    form = seen.definition
    child = None if form is None else child_on(form.matching, seen.view.values).name
    log.record(
        connection,
        f"submission-{kind.value}",
        at=reviewer.at,
        who=reviewer.who,
        case=case,
        submission=seen.entry.id,
        what=what,
        why=safe_reason(reviewer.why, child),
    )


def answers_now(seen: Review, waived: Collection[Finding] = ()) -> Answers:
    """What matching looks at, with a person's corrections; what was waived is not answered."""
    named = {found.field for found in seen.errors if found.field is not None}
    doubtful = {f.field for f in seen.errors if f.field is not None and f not in waived}
    # What a person has read and set is that person's word, and no tampering with a form.
    seen_as_issued = seen.view.readings.keys() - named - seen.view.corrections
    return Answers(_form_of(seen), seen.view.values, seen.view.token, doubtful, seen_as_issued)


def _ask_for_reason(target: Case | None, answers: Answers, reviewer: Reviewer) -> None:
    if target is None or reviewer.why:
        return
    against = held_against(target, answers.child, told_by_token=False).findings
    if has_error(against):
        raise UsageError(
            against[0].message + ". " + _("Say why it belongs there all the same (--why).")
        )


def _waived(seen: Review, waive: Collection[str], reviewer: Reviewer) -> list[Finding]:
    names = {name for found in seen.errors for name in (found.code, found.field) if name}
    for name in waive:
        if name not in names:
            raise UsageError(
                _("Submission {number} has no error {name} to waive.{hint}").format(
                    number=seen.entry.id, name=name, hint=did_you_mean(name, names)
                )
            )
    if waive and not reviewer.why:
        raise UsageError(_("Say why the errors do not count (--why); the reason is kept."))
    return [found for found in seen.errors if found.code in waive or found.field in waive]


def _waiver(seen: Review, waived: Collection[Finding]) -> dict[str, Any]:
    """The errors that do not count, and the pictures by which that was seen."""
    if not waived:
        return {}
    about = {found.field for found in waived if found.field is not None}
    pages = {page_name(int(found.params["page"])) for found in waived if "page" in found.params}
    shown = [name for name in seen.view.crops if name in about | pages]
    told: dict[str, Any] = {"waived": [[found.code, found.field] for found in waived]}
    return told | {"crops": shown} if shown else told


def _form_of(seen: Review) -> Definition:
    if seen.definition is None:
        raise UsageError(
            _(
                "Submission {number}: which form it is was not told. "
                "Import the original again with --form, or reject it."
            ).format(number=seen.entry.id)
        )
    return seen.definition


def _closed(entry: Entry) -> str:
    if entry.closed_by is not None:
        return _("Submission {number} is decided already ({kind}).").format(
            number=entry.id, kind=entry.closed_by.value
        )
    return _("Submission {number} does not wait for review ({status}).").format(
        number=entry.id, status=entry.status.value
    )


def _still(seen: Review, errors: tuple[Finding, ...]) -> str:
    lines = [
        f"  {found.code}" + (f", {found.field}" if found.field else "") + f": {found.message}"
        for found in errors
    ]
    head = _("Submission {number} cannot be accepted yet:").format(number=seen.entry.id)
    tail = _(
        "Set each field (review set), name the case (--case), or waive the error with a reason "
        "(--waive CODE --why …)."
    )
    return "\n".join([head, *lines, tail])


def _row(
    entry: Entry,
    kind: DecisionKind,
    reviewer: Reviewer,
    what: Mapping[str, Any],
    *,
    field: str | None = None,
    case: Case | None = None,
) -> dict[str, Any]:
    return {
        "submission_id": entry.id,
        "at": reviewer.at,
        "who": reviewer.who,
        "why": reviewer.why,
        "kind": kind.value,
        "field": field,
        "case_id": None if case is None else case.id,
        "what": dict(what),
    }
