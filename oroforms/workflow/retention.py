"""Keeping and culling: what stands of each case, the decision on it, and the culling itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from oroforms import law as law_in_use
from oroforms.casefile import culling, log
from oroforms.casefile.cases import Case, get_case, record_event
from oroforms.casefile.culling import Removed
from oroforms.casefile.facts import all_facts
from oroforms.casefile.opening import CaseFile
from oroforms.casefile.reasons import safe_reason
from oroforms.casework import retention_policy
from oroforms.casework import roles as roles_in_use
from oroforms.casework.retention import (
    Keeping,
    Label,
    PurgeDecision,
    Standing,
    decision,
)
from oroforms.casework.statistics import Counting
from oroforms.errors import UsageError
from oroforms.facts import CaseFacts, EventKind, local_day
from oroforms.i18n import gettext as _
from oroforms.platforms import user_name


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case, what stands of keeping it, and what was decided."""

    label: Label
    decision: PurgeDecision | None

    @property
    def to_purge(self) -> bool:
        """Whether it goes with the next culling: due, and a decision that stands says so."""
        made = self.decision
        due = self.label.standing is Standing.DUE
        return due and made is not None and made.purge and not made.void


@dataclass(frozen=True, slots=True)
class UnfiledLine:
    """One submission without a case."""

    submission: int
    standing: Standing
    since: date
    """The day on which it was settled, else that on which it came."""
    keep_until: date | None
    decided: bool
    """Whether it was decided that it goes."""

    @property
    def to_purge(self) -> bool:
        """Whether it goes with the next culling."""
        return self.standing is Standing.DUE and self.decided


@dataclass(frozen=True, slots=True)
class Kept:
    """The whole case file on a day."""

    day: date
    cases: tuple[CaseLine, ...]
    unfiled: tuple[UnfiledLine, ...]


@dataclass(frozen=True, slots=True)
class Purged:
    """One case or submission that was culled, or would be in a dry run."""

    case: str | None
    submission: int | None
    removed: Removed | None
    """``None`` in a dry run."""


@dataclass(frozen=True, slots=True)
class Purging:
    """What a culling came to."""

    purged: tuple[Purged, ...]
    changed: tuple[str, ...]
    """Cases in which something happened meanwhile, and which stay."""
    erased: bool
    """Whether the bytes are gone from the file; see :meth:`CaseFile.erase_deleted`."""


def keeping() -> Keeping:
    """The law, the policy and the roles in use."""
    return Keeping(law_in_use.current(), retention_policy.current(), roles_in_use.current())


def listed(case_file: CaseFile, day: date) -> Kept:
    """What stands of keeping each case and each submission without one; a look that is logged."""
    with case_file.looking_over("retention-listed", what={"at": day.isoformat()}) as (
        connection,
        seen,
    ):
        found = _standing(connection, day)
        for line in found.cases:
            seen.case(line.label.case)
        for loose in found.unfiled:
            seen.submission(loose.submission)
    return found


def decide(case_file: CaseFile, reference: str, *, purge: bool, why: str, who: str | None) -> Label:
    """Record the decision on a case that is due, or that one is kept.

    Raises
    ------
    UsageError
        When there is no such case, no reason is given, or it is to be culled and not due.
    """
    _ask_why(why)
    now = case_file.clock()
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        label, _made = _judged(connection, case, local_day(now))
        if purge and label.standing is not Standing.DUE:
            text = _(
                "Case {reference} is not due, and nothing was decided. See: oroforms retention list"
            )
            raise UsageError(text.format(reference=case.reference))
        what = {"decision": "purge" if purge else "keep", "why": why}
        kind = EventKind.PURGE_DECIDED
        record_event(connection, case.id, kind, at=now, who=who or user_name(), what=what)
    return label


def decide_unfiled(case_file: CaseFile, submission: int, *, why: str, who: str | None) -> None:
    """Record the decision that a submission without a case goes; the log is where it stands.

    Raises
    ------
    UsageError
        When it has a case, is not due, or no reason is given.
    """
    _ask_why(why)
    now = case_file.clock()
    with case_file.writing() as connection:
        line = next(
            (
                each
                for each in _unfiled(connection, local_day(now))
                if each.submission == submission
            ),
            None,
        )
        if line is None or line.standing is not Standing.DUE:
            text = _(
                "Submission {number} is not due without a case, and nothing was decided. "
                "See: oroforms retention list"
            )
            raise UsageError(text.format(number=submission))
        log.record(
            connection,
            _UNFILED_DECIDED,
            at=now,
            who=who or user_name(),
            submission=submission,
            why=safe_reason(why),
        )


_UNFILED_DECIDED = "submission-purge-decided"


def purge(case_file: CaseFile, *, dry_run: bool = False) -> Purging:
    """Cull all that is due and was decided on, a transaction for each case.

    Each case is judged anew inside its transaction: what happened in the
    meantime keeps it.
    """
    now = case_file.clock()
    day = local_day(now)
    with case_file.reading() as connection:
        found = _standing(connection, day)
    cases = [line.label.case for line in found.cases if line.to_purge]
    loose = [line.submission for line in found.unfiled if line.to_purge]
    if dry_run:
        planned = [Purged(case, None, None) for case in cases]
        planned += [Purged(None, number, None) for number in loose]
        return Purging(tuple(planned), (), erased=False)
    purged: list[Purged] = []
    changed: list[str] = []
    for reference in cases:
        removed = _purge_case(case_file, reference, day)
        if removed is None:
            changed.append(reference)
        else:
            purged.append(Purged(reference, None, removed))
    for number in loose:
        done = _purge_unfiled(case_file, number, day)
        if done is not None:
            purged.append(Purged(None, number, done))
    # Also where nothing was due: an earlier culling may have found the file in use.
    return Purging(tuple(purged), tuple(changed), case_file.erase_deleted())


def _purge_case(case_file: CaseFile, reference: str, day: date) -> Removed | None:
    with case_file.writing() as connection:
        case = get_case(connection, reference)
        label, facts = _judged(connection, case, day)
        if not CaseLine(label, decision(facts)).to_purge:
            return None
        counting = Counting(law_in_use.current(), roles_in_use.current())
        culling.keep_tallies(connection, counting.tallies(facts))
        removed = culling.cull_case(connection, case)
        _note(connection, case_file.clock(), removed, case=case.reference)
    return removed


def _purge_unfiled(case_file: CaseFile, number: int, day: date) -> Removed | None:
    with case_file.writing() as connection:
        if not any(
            line.to_purge for line in _unfiled(connection, day) if line.submission == number
        ):
            return None
        count, files, kept = culling.cull_submissions(connection, [number])
        removed = Removed(count, files, kept, 0, 0, 0)
        _note(connection, case_file.clock(), removed, submission=number)
    return removed


def _note(
    connection: Connection,
    at: datetime,
    removed: Removed,
    *,
    case: str | None = None,
    submission: int | None = None,
) -> None:
    what = {key: count for key, count in asdict(removed).items() if count}
    log.record(
        connection,
        "purged",
        at=at,
        who=user_name(),
        case=case,
        submission=submission,
        what=what,
    )


def _standing(connection: Connection, day: date) -> Kept:
    facts = all_facts(connection)
    labels = keeping().labels(facts.cases, facts.loose, day)
    lines = [
        CaseLine(label, decision(known)) for label, known in zip(labels, facts.cases, strict=True)
    ]
    return Kept(day, tuple(lines), tuple(_unfiled(connection, day)))


def _judged(connection: Connection, case: Case, day: date) -> tuple[Label, CaseFacts]:
    facts = culling.about_same_child(connection, case)
    labels = keeping().labels(facts.cases, facts.loose, day)
    return labels[0], facts.cases[0]


def _unfiled(connection: Connection, day: date) -> Iterator[UnfiledLine]:
    """What has no case: kept while it waits, and from then on as a matter that was not opened."""
    found = culling.unfiled(connection)
    if not found:
        return
    made = log.entries(connection, action=_UNFILED_DECIDED)
    decided = {entry.submission for entry in made}
    period = law_in_use.current().rules[keeping().policy.general].on(day)
    clock = None if period is None else period.clock
    for item in found:
        if item.settled is None or clock is None:
            yield UnfiledLine(
                item.submission, Standing.RUNS, local_day(item.received), None, decided=False
            )
            continue
        since = local_day(item.settled)
        until = clock.ends(since)
        standing = Standing.DUE if day > until else Standing.KEPT
        yield UnfiledLine(item.submission, standing, since, until, item.submission in decided)


def _ask_why(why: str) -> None:
    if not why.strip():
        raise UsageError(_("Say why (--why); the reason is kept."))
