"""What a person says is held against what is known before it is recorded."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from case_facts import Story, noon
from hypothesis import given, settings
from hypothesis import strategies as st

from oroforms import law as law_in_use
from oroforms.casework import roles as roles_in_use
from oroforms.casework.inquiries import inquiries
from oroforms.casework.plausible import Said, check
from oroforms.errors import UsageError
from oroforms.facts import EventKind, Outcome, local_day

LAW, ROLES = law_in_use.current(), roles_in_use.current()
VIOLENCE = re.compile("våld|violence")
NOW = noon("2026-11-22")


def said(story: Story, kind: EventKind, day: str, submission: int | None = 1, **what: str) -> str:
    """The warnings about an event, in one text."""
    event = Said(kind, noon(day), submission, what)
    return " ".join(check(story.facts, event, NOW, law=LAW, roles=ROLES))


def test_violence_that_leads_to_no_inquiry_is_odd() -> None:
    for concern, odd in (
        ("physical_violence", True),
        ("sexual_abuse", True),
        ("honour_violence", True),
        ("neglect", False),
        ("absence", False),
    ):
        story = Story()
        story.notified("2026-03-02", concern=("neglect", concern))
        told = said(story, EventKind.DECIDED, "2026-03-04", outcome="not-opened")
        assert bool(VIOLENCE.search(told)) == odd
        told = said(story, EventKind.DECIDED, "2026-03-04", outcome="opened")
        assert not VIOLENCE.search(told)


def test_a_meeting_about_an_acute_matter_is_odd() -> None:
    story = Story()
    story.notified("2026-03-02", acute=True)
    assert said(story, EventKind.MEETING, "2026-03-03", None, meeting="offered")
    calm = Story()
    calm.notified("2026-03-02")
    assert not said(calm, EventKind.MEETING, "2026-03-03", None, meeting="offered")


def test_only_notifications_are_decided_on() -> None:
    story = Story()
    story.came("samtycke", "2026-03-02")
    with pytest.raises(UsageError, match="samtycke"):
        said(story, EventKind.DECIDED, "2026-03-03", outcome="opened")
    assert said(story, EventKind.READ, "2026-03-03") == ""


def test_feedback_may_be_given_while_an_inquiry_runs_without_a_decision_of_its_own() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.decided("2026-03-05", Outcome.OPENED)
    story.notified("2026-04-01")
    assert said(story, EventKind.FEEDBACK_GIVEN, "2026-04-02", 2) == ""


def test_arrival_cannot_come_after_what_was_done() -> None:
    story = Story()
    story.notified("2026-03-05")
    story.told(EventKind.ARRIVED, "2026-03-02", 1)
    story.told(EventKind.READ, "2026-03-03", 1)
    with pytest.raises(UsageError, match="2026-03-03"):
        said(story, EventKind.ARRIVED, "2026-03-04")
    assert said(story, EventKind.ARRIVED, "2026-03-03") == ""


def test_a_form_dated_after_its_arrival_is_odd() -> None:
    story = Story()
    story.notified("2026-03-05", values={"notification": {"date": "2026-03-04"}})
    assert "2026-03-04" in said(story, EventKind.ARRIVED, "2026-03-03")
    assert said(story, EventKind.ARRIVED, "2026-03-04") == ""


KINDS = st.sampled_from(
    [
        EventKind.READ,
        EventKind.PROTECTION,
        EventKind.DECIDED,
        EventKind.FEEDBACK_GIVEN,
        EventKind.INQUIRY_CLOSED,
        EventKind.ARRIVED,
        EventKind.EXTENDED,
    ]
)
STEPS = st.tuples(
    KINDS,
    st.integers(-5, 200).map(lambda days: date(2026, 3, 2) + timedelta(days=days)),
    st.sampled_from([1, 2, None]),
    st.sampled_from(list(Outcome)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, max_size=15))
def test_what_is_let_through_makes_a_history_that_can_be(
    steps: list[tuple[EventKind, date, int | None, Outcome]],
) -> None:
    story = Story()
    story.notified("2026-03-02", requested="yes")
    story.notified("2026-03-20")
    for kind, day, about, outcome in steps:
        what = {"outcome": outcome.value} if kind is EventKind.DECIDED else {}
        if kind is EventKind.EXTENDED:
            rule = "assessment" if about else "inquiry"
            what = {"rule": rule, "until": (day + timedelta(days=30)).isoformat()}
        submission = None if kind is EventKind.INQUIRY_CLOSED else about
        try:
            said(story, kind, day.isoformat(), submission, **what)
        except UsageError:
            continue
        story.told(kind, day.isoformat(), submission, recorded="2026-11-22", **what)
    facts = story.facts
    for number in (1, 2):
        assert (
            len([e for e in story.events if e.kind is EventKind.DECIDED and e.submission == number])
            <= 1
        )
    for incoming in facts.incoming:
        arrived = local_day(facts.arrival(incoming.submission, incoming.received))
        for event in facts.events:
            if event.submission == incoming.submission and event.kind is not EventKind.ARRIVED:
                assert local_day(event.at) >= arrived
    for inquiry in inquiries(facts):
        assert inquiry.closed is None or local_day(inquiry.closed) >= local_day(inquiry.opened)
    decided = [local_day(e.at) for e in facts.happened(EventKind.DECIDED)]
    for event in facts.happened(EventKind.FEEDBACK_GIVEN):
        assert min(decided) <= local_day(event.at)
