"""What a period's notifications came to, in numbers that name nobody.

Two steps: each notification and each sent form becomes one line of plain
facts (:class:`Notified`, :class:`Dispatched`), which is also what is kept
when a case is culled (:meth:`Counting.tallies`); the lines of a calendar year
become one :class:`Year`, in which every small group is hidden
(:mod:`oroforms.casework.suppression`). Nothing else of a case is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from oroforms.casework.clocks import Duty, Task, duties, may_be_acute
from oroforms.casework.inquiries import outcome
from oroforms.casework.roles import Role, Roles
from oroforms.casework.suppression import Halves, chain, halves, parts
from oroforms.facts import CaseFacts, EventKind, Incoming, Outcome, local_day
from oroforms.law import Law

UNSAID = "unsaid"
"""In place of a code where the form does not say it."""
UNDECIDED = "undecided"
OUTCOMES = (*(each.value for each in Outcome), UNDECIDED)


@dataclass(frozen=True, slots=True)
class Notified:
    """What statistics count of one notification."""

    month: str
    """In which it arrived: ``2026-01``."""
    sector: str
    kinds: tuple[str, ...]
    acute: bool
    outcome: str
    days: int | None
    """From arrival to decision, where one was owed and made."""
    decided_in_time: bool
    feedback: bool | None
    """Whether feedback was given in time; ``None`` where none is owed, or its time still runs."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What statistics count of one form that was sent to be returned."""

    month: str
    outstanding: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Counting:
    """Turns the facts of cases into lines to count."""

    law: Law
    roles: Roles

    def notified(self, facts: CaseFacts, day: date) -> Iterator[Notified]:
        """The notifications of a case as they stand on a day."""
        owed = {
            (duty.task, duty.submission): duty
            for duty in duties(facts, self.law, self.roles)
            if duty.task in (Task.DECIDE, Task.FEEDBACK)
        }
        for form in facts.incoming:
            if self.roles.of(form.form) is not Role.NOTIFICATION:
                continue
            arrived = local_day(facts.arrival(form.submission, form.received))
            decide = owed.get((Task.DECIDE, form.submission))
            done = None if decide is None else decide.done
            yield self._line(
                form,
                arrived,
                _outcome(facts, form.submission, decide),
                None if done is None else (done - arrived).days,
                in_time=decide is not None and _in_time(decide, day) is True,
                feedback=_in_time(owed.get((Task.FEEDBACK, form.submission)), day),
            )

    def loose(self, forms: Iterable[Incoming]) -> Iterator[Notified]:
        """Notifications that came and have no case yet: received all the same."""
        for form in forms:
            if self.roles.of(form.form) is Role.NOTIFICATION:
                day = local_day(form.received)
                yield self._line(form, day, UNDECIDED, None, in_time=False, feedback=None)

    def dispatched(self, facts: CaseFacts, day: date) -> Iterator[Dispatched]:
        """The forms of a case that were sent to be returned."""
        for sent in facts.outgoing:
            if sent.token is not None:
                waits = facts.closed is None and facts.returned(sent) is None
                late = waits and sent.due is not None and sent.due < day
                yield Dispatched(_month(local_day(sent.at)), waits, late)

    def tallies(self, facts: CaseFacts) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """What is kept of a case that is culled: the month, and what is counted."""
        day = date.max
        for line in self.notified(facts, day):
            said: dict[str, Any] = {
                "what": "notification",
                "sector": line.sector,
                "kinds": list(line.kinds),
                "acute": line.acute,
                "outcome": line.outcome,
                "days": line.days,
                "decided_in_time": line.decided_in_time,
                "feedback": line.feedback,
            }
            yield line.month, said
        for sent in self.dispatched(facts, day):
            yield sent.month, {"what": "sent", "outstanding": sent.outstanding, "late": sent.late}

    def _line(
        self,
        form: Incoming,
        arrived: date,
        came_to: str,
        days: int | None,
        *,
        in_time: bool,
        feedback: bool | None,
    ) -> Notified:
        sector = self.roles.answer(form.form, form.values, "sector")
        kinds = self.roles.answer(form.form, form.values, "kinds")
        return Notified(
            _month(arrived),
            sector if isinstance(sector, str) else UNSAID,
            tuple(kinds) if isinstance(kinds, list) else (),
            may_be_acute(form, self.roles),
            came_to,
            days,
            in_time,
            feedback,
        )


def from_tallies(
    kept: Iterable[tuple[str, Mapping[str, Any]]],
) -> Iterator[Notified | Dispatched]:
    """The lines of what was culled."""
    for month, said in kept:
        if said["what"] == "sent":
            yield Dispatched(month, said["outstanding"], said["late"])
        else:
            yield Notified(
                month,
                said["sector"],
                tuple(said["kinds"]),
                said["acute"],
                said["outcome"],
                said["days"],
                said["decided_in_time"],
                said["feedback"],
            )


def _outcome(facts: CaseFacts, submission: int, decide: Duty | None) -> str:
    if decide is None:
        return Outcome.ALREADY_RUNNING.value
    if decide.done is None:
        return UNDECIDED
    decisions = list(facts.happened(EventKind.DECIDED, submission))
    # Without a decision of its own: an inquiry about the child was opened since.
    return (outcome(decisions[0]) if decisions else Outcome.OPENED).value


def _in_time(duty: Duty | None, day: date) -> bool | None:
    """Whether a duty was done in time; ``None`` where none is owed, or its time still runs."""
    if duty is None or duty.due is None:
        return None
    if duty.done is None:
        return False if duty.due < day else None
    return duty.done <= duty.due


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


# -- a year's figures -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """How many there are of one kind; ``None`` is hidden."""

    code: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """What came from one sector, and how many of it led to an inquiry."""

    code: str
    count: int | None
    opened: int | None

    @property
    def share(self) -> int | None:
        """Per cent of it that led to an inquiry."""
        return per_cent(self.opened, self.count)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a group: both numbers, or what of them is shown."""

    whole: int | None
    count: int | None

    @property
    def share(self) -> int | None:
        """Per cent."""
        return per_cent(self.count, self.whole)


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of one calendar year, or of its months within the period that was asked for."""

    first: str
    last: str
    """Months: ``2026-01`` to ``2026-12``."""
    notifications: int | None
    months: tuple[Figure, ...]
    sources: tuple[Source, ...]
    outcomes: tuple[Figure, ...]
    acute: Part
    kinds: tuple[Figure, ...]
    decided_in_time: Part
    """Of all that a decision to open an inquiry or not was made on."""
    median_days: float | None
    """From arrival to that decision."""
    feedback_in_time: Part
    """Of all that feedback was owed on, and its time has run out or it was given."""
    outstanding: Part
    """Of all forms that were sent to be returned."""
    late: Part
    """Of these, wanted back by a day that has passed."""

    @property
    def opened(self) -> Part:
        """How many led to an inquiry."""
        opened = next(each.count for each in self.outcomes if each.code == Outcome.OPENED)
        return Part(self.notifications, opened)

    @property
    def number(self) -> int:
        """The calendar year."""
        return int(self.first[:4])


@dataclass(frozen=True, slots=True)
class Codes:
    """The answers that forms offer, in printed order."""

    sectors: tuple[str, ...]
    kinds: tuple[str, ...]


def years(
    lines: Iterable[Notified | Dispatched], codes: Codes, first: date, last: date
) -> tuple[Year, ...]:
    """The figures of each calendar year from the month of a day to that of another.

    No figure is over more than one year: a sum over years, beside the years,
    would be one more way to compute a hidden number back.
    """
    notified: dict[int, list[Notified]] = {}
    sent: dict[int, list[Dispatched]] = {}
    start, end = _month(first), _month(last)
    for line in lines:
        if not start <= line.month <= end:
            continue
        year = int(line.month[:4])
        if isinstance(line, Notified):
            notified.setdefault(year, []).append(line)
        else:
            sent.setdefault(year, []).append(line)
    return tuple(
        _year(
            notified.get(number, []),
            sent.get(number, []),
            codes,
            max(start, f"{number}-01"),
            min(end, f"{number}-12"),
        )
        for number in range(first.year, last.year + 1)
    )


def per_cent(part: int | None, whole: int | None) -> int | None:
    """A share in whole per cent, where both numbers are shown."""
    if part is None or not whole:
        return None
    return int(part * 100 / whole + 0.5)


def _year(
    lines: Sequence[Notified],
    sent: Sequence[Dispatched],
    codes: Codes,
    first: str,
    last: str,
) -> Year:
    total = len(lines)
    (total_shown,) = chain([total])
    opened = sum(line.outcome == Outcome.OPENED for line in lines)
    opened_shown = chain([total, opened])[1]
    names, rows = _by_sector(lines, codes)
    sizes = _kept(total_shown, parts([row.size for row in rows]))
    split = halves(rows, sizes) if opened_shown else None
    opened_shown = split is not None
    outcomes = _outcomes(lines, opened_shown=opened_shown)
    decided = [line for line in lines if line.days is not None]
    settled = {figure.code: figure.count for figure in outcomes}
    owned = sum(line.outcome in (Outcome.OPENED, Outcome.NOT_OPENED) for line in lines)
    both = None not in (settled[Outcome.OPENED], settled[Outcome.NOT_OPENED])
    # The number decided on is the sum of two outcomes: it is shown where both are.
    decided_shown = both and len(decided) == owned
    in_time = sum(line.decided_in_time for line in decided)
    owed = [line.feedback for line in lines if line.feedback is not None]
    feedback = _chained([total, len(owed), sum(owed)])
    returns = _chained(
        [len(sent), sum(line.outstanding for line in sent), sum(line.late for line in sent)]
    )
    months = list(_months(first, last))
    by_month = Counter(line.month for line in lines)
    month_counts = [by_month[month] for month in months]
    return Year(
        first,
        last,
        total if total_shown else None,
        _figures(months, month_counts, _kept(total_shown, parts(month_counts))),
        tuple(
            Source(
                name,
                row.size if size else None,
                row.first if split is not None and split[index] else None,
            )
            for index, (name, row, size) in enumerate(zip(names, rows, sizes, strict=True))
        ),
        outcomes,
        Part(*_chained([total, sum(line.acute for line in lines)])),
        tuple(_kinds(lines, codes)),
        Part(*_chained([len(decided), in_time])) if decided_shown else Part(None, None),
        float(median(line.days for line in decided if line.days is not None))
        if decided_shown
        else None,
        Part(*feedback[1:]),
        Part(*returns[:2]),
        Part(*returns[1:]),
    )


def _by_sector(
    lines: Sequence[Notified], codes: Codes
) -> tuple[tuple[str, ...], tuple[Halves, ...]]:
    # All sectors of the form have their row, empty or not: that one is there tells nothing.
    names = (*codes.sectors, UNSAID)
    sectors = [line.sector if line.sector in names else UNSAID for line in lines]
    counted = Counter(sectors)
    opened = Counter(
        sector
        for sector, line in zip(sectors, lines, strict=True)
        if line.outcome == Outcome.OPENED
    )
    return names, tuple(Halves(counted[name], opened[name]) for name in names)


def _outcomes(lines: Sequence[Notified], *, opened_shown: bool) -> tuple[Figure, ...]:
    counted = Counter(line.outcome for line in lines)
    others = [name for name in OUTCOMES if name != Outcome.OPENED]
    shown = _kept(opened_shown, parts([counted[name] for name in others]))
    flags = {Outcome.OPENED.value: opened_shown, **dict(zip(others, shown, strict=True))}
    return tuple(Figure(name, counted[name] if flags[name] else None) for name in OUTCOMES)


def _kinds(lines: Sequence[Notified], codes: Codes) -> Iterator[Figure]:
    counted = Counter(kind for line in lines for kind in line.kinds)
    for kind in codes.kinds:
        _whole, count = _chained([len(lines), counted[kind]])
        yield Figure(kind, count)


def _chained(counts: Sequence[int]) -> list[int | None]:
    return [n if shown else None for n, shown in zip(counts, chain(counts), strict=True)]


def _kept(allowed: bool, shown: tuple[bool, ...]) -> tuple[bool, ...]:
    return shown if allowed else (False,) * len(shown)


def _figures(
    names: Iterable[str], counts: Iterable[int], shown: Iterable[bool]
) -> tuple[Figure, ...]:
    rows = zip(names, counts, shown, strict=True)
    return tuple(Figure(name, count if fine else None) for name, count, fine in rows)


def _months(first: str, last: str) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    while (name := f"{year}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
