"""The list of what is owed: nothing dangerous is forgotten, and its order is total."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from case_facts import Story, noon
from hypothesis import given, settings
from hypothesis import strategies as st

from oroforms import law as law_in_use
from oroforms.casework import roles as roles_in_use
from oroforms.casework.clocks import Duty, Task, duties, loose_duties, unknown_duty
from oroforms.casework.due import Danger, Item, pending
from oroforms.facts import Event, EventKind, Incoming, Outcome

LAW, ROLES = law_in_use.current(), roles_in_use.current()


def owed(*stories: Story) -> list[Duty]:
    return [duty for story in stories for duty in duties(story.facts, LAW, ROLES)]


def listed(day: str, *stories: Story, ahead: int = 14) -> list[Item]:
    return pending(owed(*stories), date.fromisoformat(day), ahead)


def names(items: Iterable[Item]) -> list[tuple[str, str, int | None]]:
    return [(item.danger.name, item.duty.task.value, item.duty.submission) for item in items]


def test_most_dangerous_first() -> None:
    story = Story()
    for day in ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"):
        story.notified(day, acute=day == "2026-03-05", requested="yes")
    story.told(EventKind.READ, "2026-03-03", 1)
    story.told(EventKind.READ, "2026-03-04", 2)
    story.told(EventKind.PROTECTION, "2026-03-04", 2)
    story.decided("2026-03-06", Outcome.NOT_OPENED, 2)
    story.sent("2026-03-02", "2026-03-12")
    assert names(listed("2026-03-16", story)) == [
        ("ACUTE", "read", 4),
        ("ACUTE", "protective-assessment", 4),
        ("UNREAD", "read", 3),
        ("UNPROTECTED", "protective-assessment", 1),
        ("UNPROTECTED", "protective-assessment", 3),
        ("LATE", "feedback", 2),
        ("LATE", "return", None),
        ("COMING", "decide", 1),
        ("COMING", "decide", 3),
        ("COMING", "decide", 4),
    ]


def test_what_came_without_a_form_that_is_known_is_unread_too() -> None:
    lost = unknown_duty(3, date(2026, 3, 2), acute=False)
    acute = unknown_duty(4, date(2026, 3, 3), acute=True)
    story = Story()
    story.notified("2026-03-01")
    found = pending([*owed(story), lost, acute], date(2026, 3, 3), 0)
    assert names(found)[0] == ("ACUTE", "read", 4)
    assert ("UNREAD", "read", 3) in names(found)


def test_late_on_the_day_after_the_last_day() -> None:
    story = Story()
    story.notified("2026-03-02")
    for kind in (EventKind.READ, EventKind.PROTECTION):
        story.told(kind, "2026-03-02", 1)
    (last,) = listed("2026-03-16", story)
    assert (last.danger, last.days_late) == (Danger.COMING, 0)
    (late,) = listed("2026-03-17", story)
    assert (late.danger, late.days_late) == (Danger.LATE, 1)


def test_what_ends_on_a_day_off_has_to_be_met_before() -> None:
    story = Story()
    story.notified("2026-12-12")
    for kind in (EventKind.READ, EventKind.PROTECTION):
        story.told(kind, "2026-12-12", 1)
    # Due on 26 December; the last working day before is the 23rd, which is what "ahead" looks at.
    (item,) = listed("2026-12-16", story, ahead=7)
    assert (item.duty.due, item.act_by) == (date(2026, 12, 26), date(2026, 12, 23))
    assert listed("2026-12-16", story, ahead=6) == []


def test_the_last_day_of_the_calendar_can_be_asked_for() -> None:
    story = Story()
    story.notified("2026-12-12")
    assert len(listed("9999-12-31", story, ahead=3660)) == 3


def test_how_it_stood_on_an_earlier_day() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.told(EventKind.READ, "2026-03-04", 1)
    assert listed("2026-03-01", story) == []
    assert names(listed("2026-03-03", story))[0] == ("UNREAD", "read", 1)
    assert ("UNREAD", "read", 1) not in names(listed("2026-03-04", story))


def test_owed_with_no_day_stands_last() -> None:
    story = Story()
    story.notified("2026-01-02", requested="yes")
    for kind in (EventKind.READ, EventKind.PROTECTION):
        story.told(kind, "2026-01-02", 1)
    story.decided("2026-01-10", Outcome.NOT_OPENED)
    (item,) = listed("2026-06-01", story, ahead=0)
    assert (item.danger, item.duty.task, item.duty.due) == (Danger.OPEN, Task.FEEDBACK, None)


# -- properties over random histories -----------------------------------------------------

FIRST = date(2025, 5, 1)
DAYS = st.integers(0, 500).map(lambda days: FIRST + timedelta(days=days))
ABOUT_ONE = (
    EventKind.READ,
    EventKind.PROTECTION,
    EventKind.DECIDED,
    EventKind.FEEDBACK_ASKED,
    EventKind.FEEDBACK_GIVEN,
    EventKind.NOTE,
    EventKind.MEETING,
)


@st.composite
def histories(draw: st.DrawFn) -> Story:
    """Cases as they may come about: one event after the other, on random days."""
    story = Story(draw(st.sampled_from(["2025-0001", "2025-0002", "2026-0001"])))
    for day in sorted(draw(st.lists(DAYS, min_size=1, max_size=25))):
        said = day.isoformat()
        step = draw(st.sampled_from(["notified", "event", "event", "event", "closed", "sent"]))
        if step == "notified" or not story.incoming:
            story.notified(
                said,
                acute=draw(st.booleans()),
                waits=draw(st.booleans()),
                kind=draw(st.sampled_from(["professional", "private", None])),
                requested=draw(st.sampled_from(["yes", "no", None])),
            )
        elif step == "closed":
            story.told(EventKind.INQUIRY_CLOSED, said)
        elif step == "sent":
            story.sent(said, (day + timedelta(days=10)).isoformat(), token=None)
        else:
            tell(story, said, draw)
    return story


def tell(story: Story, day: str, draw: st.DrawFn) -> None:
    kind = draw(st.sampled_from(ABOUT_ONE))
    about = draw(st.one_of(st.none(), st.sampled_from([i.submission for i in story.incoming])))
    if kind is EventKind.DECIDED:
        story.decided(day, draw(st.sampled_from(list(Outcome))), about)
    else:
        story.told(kind, day, about)


def was_read(story: Story, incoming: Incoming, by: date) -> bool:
    """Told anew and by other words than the code's: whether anybody has said to have read it."""
    for event in story.events:
        if event.kind is EventKind.READ and event.at.date() <= by:
            named = event.submission == incoming.submission
            after = event.submission is None and event.recorded >= incoming.received
            if named or after:
                return True
    return False


@settings(max_examples=150, deadline=None)
@given(histories(), DAYS)
def test_no_unread_notification_is_ever_forgotten(story: Story, day: date) -> None:
    found = pending(owed(story), day, 0)
    unread = [item.duty for item in found if item.duty.task is Task.READ]
    expected = {
        incoming.submission: incoming.acute
        for incoming in story.incoming
        if incoming.received.date() <= day and not was_read(story, incoming, day)
    }
    assert {duty.submission: duty.acute for duty in unread} == expected
    acute = sum(expected.values())
    above = [item.duty.task for item in found[:acute]]
    assert above == [Task.READ] * acute


@settings(max_examples=150, deadline=None)
@given(histories(), st.data())
def test_more_events_never_bring_a_settled_duty_back(story: Story, data: st.DataObject) -> None:
    def settled() -> dict[tuple[object, ...], date | None]:
        return {
            (duty.task, duty.submission, duty.since if duty.submission is None else None): duty.done
            for duty in owed(story)
        }

    before = settled()
    last = max([e.at for e in story.events] + [i.received for i in story.incoming])
    tell(story, last.date().isoformat(), data.draw)
    after = settled()
    for key, done in before.items():
        if done is not None:
            assert after[key] is not None, key
            assert after[key] <= done, key


@settings(max_examples=100, deadline=None)
@given(st.lists(histories(), min_size=1, max_size=3), DAYS, st.randoms())
def test_the_order_is_total_and_the_same_whatever_comes_first(
    stories: list[Story], day: date, chance: random.Random
) -> None:
    for number, story in enumerate(stories):
        story.reference = f"2026-{number:04}"
    known = owed(*stories)
    shuffled = list(known)
    chance.shuffle(shuffled)
    first, second = pending(known, day, 30), pending(shuffled, day, 30)
    assert first == second
    dangers = [item.danger for item in first]
    assert dangers == sorted(dangers)


@settings(max_examples=100, deadline=None)
@given(histories(), DAYS, st.integers(0, 400))
def test_looking_further_ahead_only_adds(story: Story, day: date, ahead: int) -> None:
    known = owed(story)
    near, far = pending(known, day, ahead), pending(known, day, ahead + 30)
    assert set(map(repr, near)) <= set(map(repr, far))


def test_loose_forms_are_never_lost() -> None:
    loose = [
        Incoming(n, "orosanmalan", 1, noon("2026-03-02"), True, n % 2 == 0, None, {})
        for n in range(1, 6)
    ]
    found = pending(loose_duties(loose, ROLES), date(2026, 3, 2), 0)
    assert [item.duty.submission for item in found] == [2, 4, 1, 3, 5]


@pytest.mark.parametrize("kind", list(EventKind))
def test_no_kind_of_event_breaks_the_list(kind: EventKind) -> None:
    story = Story()
    story.notified("2026-03-02")
    what = {"outcome": "opened", "until": "2026-06-01", "rule": "inquiry"}
    story.events.append(Event(1, kind, noon("2026-03-03"), noon("2026-03-03"), "a", 1, what))
    assert isinstance(listed("2026-03-03", story), list)
