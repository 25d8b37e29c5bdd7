"""How long each case is kept (*gallring*), and why: computed from what happened, never stored.

A case is kept until five years after the last note in it; an inquiry about a
child, closed since that rule was made, until the child is 30; some classes
for ever. Nothing is culled before all about the same child falls due. What
cannot be told is kept, with the reason (:attr:`Standing.UNCLEAR`). That a
case is due does not cull it: a person decides, and :func:`decision` says
whether that decision still stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from oroforms.casework.clocks import needs_own_decision
from oroforms.casework.inquiries import inquiries, outcome
from oroforms.casework.retention_policy import Keep, Policy, RetentionClass
from oroforms.casework.roles import Role, Roles
from oroforms.conditions import day_of
from oroforms.facts import CaseFacts, EventKind, Incoming, Outcome, local_day
from oroforms.law import Clock, Law
from oroforms.person_names import name_parts

ORDINARY = "ordinary"
"""The class of a case of which none was said."""
_NO_NOTES = (EventKind.RETENTION_CLASS, EventKind.PURGE_DECIDED)
"""Events about keeping the file, which are no notes in it."""


class Standing(StrEnum):
    """Whether a case can be culled, what is to be done first first."""

    DUE = "due"
    UNCLEAR = "unclear"
    """It may be due; something that only a person knows is missing."""
    RUNS = "runs"
    """It is not finished."""
    KEPT = "kept"
    """Until a day that is known, or until others about the same child fall due."""
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for a standing: a stable code, the rule of law, and what fills its message."""

    code: str
    rule: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands of keeping one case on a day."""

    case: str
    standing: Standing
    last_note: date
    keep_until: date | None
    """The last day on which it is kept; ``None`` where none can be told."""
    grounds: tuple[Ground, ...]

    @property
    def finish_by(self) -> date | None:
        """The last day for culling it: the end of the calendar year after the one it fell due."""
        if self.keep_until is None:
            return None
        return date((self.keep_until + timedelta(days=1)).year + 1, 12, 31)


@dataclass(frozen=True, slots=True)
class PurgeDecision:
    """What a person decided about a case that was due."""

    purge: bool
    at: datetime
    who: str
    why: str
    void: bool
    """Something has happened in the case since: it is to be decided anew."""


def decision(facts: CaseFacts) -> PurgeDecision | None:
    """The last decision on culling a case."""
    made = [event for event in facts.standing if event.kind is EventKind.PURGE_DECIDED]
    if not made:
        return None
    last = made[-1]
    since = any(
        event.id > last.id and event.kind is not EventKind.PURGE_DECIDED for event in facts.events
    ) or any(form.received > last.recorded for form in facts.incoming)
    return PurgeDecision(
        last.what.get("decision") == "purge",
        last.recorded,
        last.who,
        str(last.what.get("why", "")),
        since,
    )


@dataclass(frozen=True, slots=True)
class Keeping:
    """What says how long: the law, the municipality's policy, and the forms' roles."""

    law: Law
    policy: Policy
    roles: Roles

    def labels(
        self, cases: Sequence[CaseFacts], loose: Iterable[Incoming], day: date
    ) -> tuple[Label, ...]:
        """What stands of each case on a day.

        ``loose`` is what waits with no case yet. Of a case to be judged, all
        other cases about its child must be among ``cases``.
        """
        alone = {facts.reference: self._alone(facts, day) for facts in cases}
        others = _others(cases)
        waiting = defaultdict(list)
        for form in loose:
            number = self.roles.answer(form.form, form.values, "child_identity")
            if isinstance(number, str):
                waiting[number].append(form.submission)
        return tuple(
            self._together(
                alone[facts.reference],
                [alone[reference] for reference in others[facts.reference]],
                waiting.get(facts.child.identity or "", ()),
                day,
            )
            for facts in cases
        )

    def _alone(self, facts: CaseFacts, day: date) -> Label:
        """A case as if there were no other about the child."""
        last = last_note(facts)
        label = Label(facts.reference, Standing.KEPT, last, None, ())
        unfinished = tuple(self._unfinished(facts))
        if unfinished:
            return replace(label, standing=Standing.RUNS, grounds=unfinished)
        kind = self._class(facts)
        if kind is None:
            ground = Ground("class-unknown", None, {"name": _said_class(facts)})
            return replace(label, standing=Standing.UNCLEAR, grounds=(ground,))
        if kind.keep is Keep.FOREVER:
            ground = Ground("class-never", self.policy.exempt, {"title": kind.title})
            return replace(label, standing=Standing.NEVER, grounds=(ground,))
        sampled = self._sampled(facts)
        if sampled is not None and sampled.code == "sample":
            return replace(label, standing=Standing.NEVER, grounds=(sampled,))
        return self._dated(facts, kind, label, sampled, day)

    def _dated(
        self,
        facts: CaseFacts,
        kind: RetentionClass,
        label: Label,
        sampled: Ground | None,
        day: date,
    ) -> Label:
        born = birth(facts, self.roles)
        grounds: list[Ground] = []
        until: list[date] = []
        unclear = False
        clock = self._clock(self.policy.general, day)
        until.append(clock.ends(label.last_note))
        grounds.append(
            Ground("last-note", self.policy.general, {"day": label.last_note, "clock": clock})
        )
        ages: list[tuple[str, str, Clock]] = []
        if self._inquiry_is_kept(facts, label.last_note, day):
            ages.append(("inquiry", self.policy.inquiry, self._clock(self.policy.inquiry, day)))
        if kind.keep is Keep.UNTIL_AGE and kind.age is not None:
            ages.append(("class-age", self.policy.exempt, Clock(kind.age, "years", "birth")))
        for code, rule, age in ages:
            params = {"clock": age, "title": kind.title}
            grounds.append(Ground(code, rule, params))
            if born is None:
                unclear = True
                grounds.append(Ground("birth-unknown"))
            else:
                until.append(age.ends(born))
        if unclear:
            return replace(label, standing=Standing.UNCLEAR, grounds=tuple(grounds))
        keep = max(until)
        label = replace(label, keep_until=keep, grounds=tuple(grounds))
        if day <= keep:
            return label
        if sampled is not None:
            label = replace(label, grounds=(*grounds, sampled))
            return replace(label, standing=Standing.UNCLEAR)
        if facts.child.identity is None:
            grounds.append(Ground("person-uncertain"))
        return replace(label, standing=Standing.DUE, grounds=tuple(grounds))

    def _together(
        self, own: Label, others: Sequence[Label], waiting: Sequence[int], day: date
    ) -> Label:
        """A case among all others about the child."""
        if waiting and own.standing not in (Standing.NEVER, Standing.RUNS):
            ground = Ground("same-child-waits", None, {"submissions": tuple(waiting)})
            return replace(
                own, standing=Standing.RUNS, keep_until=None, grounds=(*own.grounds, ground)
            )
        if own.standing not in (Standing.DUE, Standing.KEPT):
            return own
        holding = [other for other in others if self._holds(other, day)]
        if not holding:
            return own
        cases = tuple(other.case for other in holding)
        ground = Ground("same-child", self.policy.general, {"cases": cases})
        ends = [other.keep_until for other in holding]
        known = [end for end in (own.keep_until, *ends) if end is not None]
        until = max(known) if None not in ends else None
        return replace(
            own, standing=Standing.KEPT, keep_until=until, grounds=(*own.grounds, ground)
        )

    def _holds(self, other: Label, day: date) -> bool:
        if other.standing is Standing.NEVER:
            return self.policy.never_culled_holds_others
        # What is unclear only for the sample has fallen due all the same.
        return other.keep_until is None or day <= other.keep_until

    def _unfinished(self, facts: CaseFacts) -> Iterator[Ground]:
        waiting = tuple(form.submission for form in facts.incoming if form.waits)
        if waiting:
            yield Ground("waits", None, {"submissions": waiting})
        if facts.closed is None and any(each.closed is None for each in inquiries(facts)):
            yield Ground("inquiry-runs", "inquiry")
        undecided = tuple(
            form.submission
            for form in facts.incoming
            if not form.waits
            and self.roles.of(form.form) is Role.NOTIFICATION
            and not any(facts.happened(EventKind.DECIDED, form.submission))
            and needs_own_decision(facts, form)
        )
        if undecided:
            yield Ground("undecided", "assessment", {"submissions": undecided})

    def _inquiry_is_kept(self, facts: CaseFacts, last: date, day: date) -> bool:
        """Whether the rule about inquiries goes for a case: not for one closed before it began."""
        rule = self.law.rules[self.policy.inquiry]
        if rule.on(day) is None:
            return False
        ends = [
            local_day(end) if (end := each.closed or facts.closed) is not None else last
            for each in inquiries(facts)
        ]
        if any(
            outcome(event) is Outcome.ALREADY_RUNNING for event in facts.happened(EventKind.DECIDED)
        ):
            ends.append(last)  # the inquiry may stand in another case, or on paper
        begun = rule.periods[0].first or date.min
        return any(end >= begun for end in ends)

    def _sampled(self, facts: CaseFacts) -> Ground | None:
        """What the sample for research says of a case; ``None`` where it is not in it."""
        sample = self.policy.sample
        if sample is None:
            return Ground("sample-not-stated", self.policy.exempt)
        born = birth(facts, self.roles)
        found = sample.holds(None if born is None else born.day)
        if found is None:
            return Ground("sample-birth-unknown", self.policy.exempt)
        return Ground("sample", self.policy.exempt) if found else None

    def _class(self, facts: CaseFacts) -> RetentionClass | None:
        return self.policy.classes.get(_said_class(facts))

    def _clock(self, rule: str, day: date) -> Clock:
        period = self.law.rules[rule].on(day)
        if period is None or period.clock is None:
            raise ValueError(f"{rule}: law.yaml has no clock for {day}")
        return period.clock


def last_note(facts: CaseFacts) -> date:
    """The day of the last note in the file: when something was last written, or came, or went."""
    moments = [
        facts.opened,
        *(event.recorded for event in facts.events if event.kind not in _NO_NOTES),
        *(form.received for form in facts.incoming),
        *(sent.at for sent in facts.outgoing),
    ]
    return local_day(max(moments))


def birth(facts: CaseFacts, roles: Roles) -> date | None:
    """The child's day of birth, by its number, else as the newest form that stands says it."""
    found = day_of(facts.child.identity)
    for form in reversed(facts.incoming):
        if found is not None:
            break
        if not form.waits:
            found = day_of(roles.answer(form.form, form.values, "birth_date"))
    return found


def _said_class(facts: CaseFacts) -> str:
    said = [event for event in facts.standing if event.kind is EventKind.RETENTION_CLASS]
    return str(said[-1].what.get("class", ORDINARY)) if said else ORDINARY


def _others(cases: Iterable[CaseFacts]) -> Mapping[str, set[str]]:
    """The other cases about the same child: by its number, and by name where a number is lacking.

    A name alone may be another child's; a case is then kept too long, which
    a person can settle, and never too short.
    """
    by_number: dict[str, set[str]] = defaultdict(set)
    by_name: dict[frozenset[str], list[CaseFacts]] = defaultdict(list)
    found: dict[str, set[str]] = {}
    for facts in cases:
        found[facts.reference] = set()
        if facts.child.identity:
            by_number[facts.child.identity].add(facts.reference)
        if facts.child.name:
            by_name[name_parts(facts.child.name)].append(facts)
    for same in by_number.values():
        for reference in same:
            found[reference] |= same - {reference}
    for alike in by_name.values():
        unnumbered = [facts for facts in alike if not facts.child.identity]
        for facts in unnumbered:
            for other in alike:
                if other is not facts:
                    found[facts.reference].add(other.reference)
                    found[other.reference].add(facts.reference)
    return found
