"""What the law wants done, by when: the clocks at their edges."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from case_facts import Story, noon

from oroforms import law as law_in_use
from oroforms.casework import roles as roles_in_use
from oroforms.casework.clocks import Duty, Task, duties, loose_duties
from oroforms.facts import CaseFacts, Child, EventKind, Incoming, Outcome
from oroforms.law import Clock

LAW, ROLES = law_in_use.current(), roles_in_use.current()
OPENED, NOT_OPENED, RUNNING = Outcome.OPENED, Outcome.NOT_OPENED, Outcome.ALREADY_RUNNING


def owed(story: Story, task: Task, submission: int | None = None) -> list[Duty]:
    return [
        duty
        for duty in duties(story.facts, LAW, ROLES)
        if duty.task is task and submission in (None, duty.submission)
    ]


def one(story: Story, task: Task, submission: int | None = None) -> Duty:
    (duty,) = owed(story, task, submission)
    return duty


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("clock", "start", "end"),
    [
        (Clock(14, "days", "receipt"), "2026-02-20", "2026-03-06"),
        (Clock(14, "days", "receipt"), "2024-02-20", "2024-03-05"),  # a leap day lies between
        (
            Clock(14, "days", "receipt"),
            "2026-03-20",
            "2026-04-03",
        ),  # over the change to summer time
        (Clock(14, "days", "receipt"), "2026-10-20", "2026-11-03"),
        (Clock(7, "days", "decision"), "2026-12-28", "2027-01-04"),
        (Clock(4, "months", "decision"), "2025-10-31", "2026-02-28"),
        (Clock(4, "months", "decision"), "2027-10-31", "2028-02-29"),
        (Clock(4, "months", "decision"), "2028-02-29", "2028-06-29"),
        (Clock(4, "months", "decision"), "2026-08-31", "2026-12-31"),
        (Clock(4, "months", "decision"), "2026-09-01", "2027-01-01"),
        (Clock(5, "years", "last_note"), "2024-02-29", "2029-02-28"),
        (Clock(30, "years", "birth"), "2008-02-29", "2038-02-28"),
        (Clock(0, "days", "receipt"), "2026-01-01", "2026-01-01"),
    ],
)
def test_a_period_ends(clock: Clock, start: str, end: str) -> None:
    assert clock.ends(day(start)) == day(end)


def test_a_notification_is_to_be_read_assessed_and_decided_on() -> None:
    story = Story()
    story.notified("2026-03-02", acute=True)
    read, protect, decide = duties(story.facts, LAW, ROLES)
    assert (read.task, read.due, read.acute) == (Task.READ, day("2026-03-02"), True)
    assert (protect.task, protect.due) == (Task.PROTECT, day("2026-03-02"))
    assert (decide.task, decide.due) == (Task.DECIDE, day("2026-03-16"))
    assert all(duty.done is None for duty in (read, protect, decide))


def test_receiving_and_accepting_is_not_reading() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.told(EventKind.RECEIVED, "2026-03-02", 1)
    story.told(EventKind.CORRECTED, "2026-03-03", 1)
    assert one(story, Task.READ).done is None
    story.told(EventKind.READ, "2026-03-04", 1)
    assert one(story, Task.READ).done == day("2026-03-04")


def test_the_day_of_arrival_moves_what_hangs_on_it() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.told(EventKind.ARRIVED, "2026-02-26", 1, recorded="2026-03-03")
    assert one(story, Task.DECIDE).due == day("2026-03-12")
    story.told(EventKind.ARRIVED, "2026-02-27", 1, recorded="2026-03-04")
    assert one(story, Task.DECIDE).due == day("2026-03-13")


def test_a_limit_that_ends_on_a_holiday_is_not_moved() -> None:
    story = Story()
    story.notified("2026-12-12")
    assert one(story, Task.DECIDE).due == day("2026-12-26")


def test_each_notification_has_its_own_duties() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.notified("2026-03-05")
    story.told(EventKind.READ, "2026-03-05", 1)
    story.decided("2026-03-06", NOT_OPENED, 1)
    assert one(story, Task.READ, 2).done is None
    assert one(story, Task.DECIDE, 1).done == day("2026-03-06")
    assert one(story, Task.DECIDE, 2).done is None
    assert one(story, Task.DECIDE, 2).due == day("2026-03-19")


def test_an_event_for_the_whole_case_covers_what_had_come_by_then() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.notified("2026-03-05")
    story.told(EventKind.READ, "2026-03-05")
    story.notified("2026-03-06", acute=True)
    assert one(story, Task.READ, 1).done == day("2026-03-05")
    assert one(story, Task.READ, 2).done == day("2026-03-05")
    assert one(story, Task.READ, 3).done is None


def test_reading_the_case_in_the_morning_does_not_read_what_comes_that_noon() -> None:
    morning = datetime(2026, 3, 6, 8, 0).astimezone()
    story = Story()
    story.notified("2026-03-05")
    story.told(EventKind.READ, "2026-03-06")
    story.events[0] = type(story.events[0])(1, EventKind.READ, morning, morning, "a", None, {})
    story.notified("2026-03-06", acute=True)
    assert one(story, Task.READ, 1).done == day("2026-03-06")
    assert one(story, Task.READ, 2).done is None


def test_new_concern_while_an_inquiry_runs_needs_no_new_decision() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.decided("2026-03-10", OPENED)
    story.notified("2026-04-01", acute=True)
    assert owed(story, Task.DECIDE, 2) == []
    assert one(story, Task.READ, 2).done is None
    assert one(story, Task.PROTECT, 2).due == day("2026-04-01")


def test_what_came_before_the_inquiry_is_settled_by_its_opening() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.notified("2026-03-05")
    story.decided("2026-03-10", OPENED, 1)
    assert one(story, Task.DECIDE, 2).done == day("2026-03-10")


def test_what_comes_on_the_day_of_closing_or_later_gets_its_own_decision() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.decided("2026-03-10", OPENED)
    story.told(EventKind.INQUIRY_CLOSED, "2026-05-04")
    story.notified("2026-05-04")
    story.notified("2026-05-20")
    assert one(story, Task.DECIDE, 2).due == day("2026-05-18")
    assert one(story, Task.DECIDE, 3).due == day("2026-06-03")
    assert one(story, Task.INQUIRE).done == day("2026-05-04")


def test_two_inquiries_one_after_the_other() -> None:
    story = Story()
    story.notified("2025-10-20")
    story.decided("2025-10-31", OPENED)
    story.told(EventKind.INQUIRY_CLOSED, "2026-02-01")
    story.notified("2026-05-20")
    story.decided("2026-06-01", OPENED, 2)
    first, second = owed(story, Task.INQUIRE)
    assert (first.due, first.done) == (day("2026-02-28"), day("2026-02-01"))
    assert (second.due, second.done) == (day("2026-10-01"), None)


def test_more_time() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.told(EventKind.EXTENDED, "2026-03-12", 1, rule="assessment", until="2026-03-30")
    assert one(story, Task.DECIDE).due == day("2026-03-30")
    story.decided("2026-03-20", OPENED)
    story.told(EventKind.EXTENDED, "2026-07-01", None, rule="inquiry", until="2026-09-30")
    assert one(story, Task.INQUIRE).due == day("2026-09-30")
    assert one(story, Task.DECIDE).due == day("2026-03-30")


def test_a_corrected_decision_is_as_if_it_had_never_been() -> None:
    story = Story()
    story.notified("2026-03-02")
    wrong = story.decided("2026-03-10", OPENED)
    story.decided("2026-03-10", NOT_OPENED, 1, corrects=wrong)
    assert owed(story, Task.INQUIRE) == []
    assert one(story, Task.DECIDE).done == day("2026-03-10")


def test_what_was_struck_out_does_not_count_and_the_striking_can_be_struck_out() -> None:
    story = Story()
    story.notified("2026-03-02", acute=True)
    read = story.told(EventKind.READ, "2026-03-02", 1)
    struck = story.told(EventKind.STRUCK, "2026-03-03", None, corrects=read)
    assert one(story, Task.READ).done is None
    story.told(EventKind.STRUCK, "2026-03-04", None, corrects=struck)
    assert one(story, Task.READ).done == day("2026-03-02")


# -- feedback ---------------------------------------------------------------------------


def test_feedback_within_a_week_of_a_decision_since_15_january_2026() -> None:
    for decided, due in (("2026-01-14", None), ("2026-01-15", "2026-01-22")):
        story = Story()
        story.notified("2026-01-10", requested="yes")
        assert owed(story, Task.FEEDBACK) == []
        story.decided(decided, NOT_OPENED)
        duty = one(story, Task.FEEDBACK)
        assert duty.since == day(decided)
        assert duty.due == (None if due is None else day(due))


@pytest.mark.parametrize(
    ("day_of_decision", "section"),
    [
        ("2025-06-30", "14 kap. 1 b § socialtjänstlagen (2001:453)"),
        ("2025-07-01", "19 kap. 6 § socialtjänstlagen (2025:400)"),
        ("2026-01-15", "19 kap. 6 § socialtjänstlagen (2025:400)"),
    ],
)
def test_the_section_is_that_of_the_day_on_which_the_period_began(
    day_of_decision: str, section: str
) -> None:
    story = Story()
    story.notified("2025-06-20", requested="yes")
    story.decided(day_of_decision, NOT_OPENED)
    duty = one(story, Task.FEEDBACK)
    assert duty.rule is not None
    assert LAW.citation(duty.rule, duty.since, "sv") == section


def test_feedback_at_once_when_it_is_asked_for_after_the_decision() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.decided("2026-03-05", NOT_OPENED)
    assert owed(story, Task.FEEDBACK) == []
    story.told(EventKind.FEEDBACK_ASKED, "2026-03-07", 1)
    duty = one(story, Task.FEEDBACK)
    assert (duty.since, duty.due) == (day("2026-03-07"), day("2026-03-07"))


def test_feedback_at_once_when_an_inquiry_is_running() -> None:
    story = Story()
    story.notified("2026-03-02")
    story.decided("2026-03-05", OPENED)
    story.notified("2026-04-02", requested="yes")
    duty = one(story, Task.FEEDBACK, 2)
    assert (duty.since, duty.due) == (day("2026-04-02"), day("2026-04-02"))


def test_feedback_at_once_when_the_decision_says_that_one_is_running() -> None:
    story = Story()
    story.notified("2026-03-02", requested="yes")
    story.decided("2026-03-05", RUNNING)
    assert one(story, Task.FEEDBACK).due == day("2026-03-05")


def test_an_inquiry_opened_on_the_day_of_arrival_is_not_one_that_ran_already() -> None:
    story = Story()
    story.notified("2026-03-02", requested="yes")
    story.decided("2026-03-02", OPENED)
    assert one(story, Task.FEEDBACK).due == day("2026-03-09")
    assert one(story, Task.DECIDE).done == day("2026-03-02")


def test_no_feedback_is_owed_to_private_persons_or_to_who_did_not_ask() -> None:
    for kind, requested in (("private", "yes"), ("professional", "no"), ("professional", None)):
        story = Story()
        story.notified("2026-03-02", kind=kind, requested=requested)
        story.decided("2026-03-05", NOT_OPENED)
        assert owed(story, Task.FEEDBACK) == []


def test_who_does_not_say_whether_they_notify_by_duty_is_not_forgotten() -> None:
    story = Story()
    story.notified("2026-03-02", kind=None, requested="yes")
    story.decided("2026-03-05", NOT_OPENED)
    assert one(story, Task.FEEDBACK).due == day("2026-03-12")
    story.told(EventKind.FEEDBACK_GIVEN, "2026-03-06", 1)
    assert one(story, Task.FEEDBACK).done == day("2026-03-06")


# -- acute ------------------------------------------------------------------------------


def test_acute_until_a_person_has_settled_that_it_is_not() -> None:
    def acute(said: bool | None, *, waits: bool, read_as: bool = True) -> bool:
        story = Story()
        values = {"urgency": {} if said is None else {"acute": said}}
        story.came("orosanmalan", "2026-03-02", values, acute=read_as, waits=waits)
        return one(story, Task.READ).acute

    assert acute(None, waits=True)
    assert acute(False, waits=True)
    assert acute(None, waits=False)
    assert not acute(False, waits=False)
    assert acute(True, waits=False, read_as=False)


def test_what_waits_without_a_case_is_to_be_read() -> None:
    loose = [
        Incoming(7, "orosanmalan", 1, noon("2026-03-02"), True, True, None, {}),
        Incoming(8, "samtycke", 2, noon("2026-03-02"), True, False, None, {}),
    ]
    first, second = loose_duties(loose, ROLES)
    assert (first.task, first.acute, first.case) == (Task.READ, True, None)
    assert (second.task, second.due) == (Task.SETTLE, None)


def test_a_form_that_waits_in_a_case_and_a_read_one_that_still_waits() -> None:
    story = Story()
    story.came("samtycke", "2026-03-02", waits=True)
    story.notified("2026-03-03", waits=True)
    assert [duty.submission for duty in owed(story, Task.SETTLE)] == [1]
    story.told(EventKind.READ, "2026-03-04", 2)
    assert [duty.submission for duty in owed(story, Task.SETTLE)] == [1, 2]


# -- what was sent, and consents ----------------------------------------------------------


def test_a_form_that_has_not_come_back() -> None:
    story = Story()
    story.sent("2026-03-02", "2026-03-20")
    duty = one(story, Task.RETURN)
    assert (duty.due, duty.done) == (day("2026-03-20"), None)
    story.came("bbic-konsultation", "2026-03-25", token="T", waits=True)
    assert one(story, Task.RETURN).done == day("2026-03-25")


def test_letters_and_forms_without_a_day_are_not_waited_for() -> None:
    story = Story()
    story.sent("2026-03-02", None)
    story.sent("2026-03-02", "2026-03-20", token=None)
    assert owed(story, Task.RETURN) == []


def test_nobody_waits_for_a_return_to_a_closed_case() -> None:
    story = Story(closed="2026-03-10")
    story.sent("2026-03-02", "2026-03-20")
    assert one(story, Task.RETURN).done == day("2026-03-10")


def consent(name: str, last: str | None, signed: str, decision: str = "yes") -> dict[str, object]:
    return {
        "decision": decision,
        **({"valid_to": last} if last else {}),
        "form_of_consent": "written",
        "guardians": [{"name": name, "signature": {"signed": True, "name": name, "date": signed}}],
    }


def with_inquiry() -> Story:
    story = Story()
    story.notified("2026-03-02")
    story.decided("2026-03-05", OPENED)
    return story


def test_a_consent_that_ends_while_the_inquiry_runs() -> None:
    story = with_inquiry()
    story.came("samtycke", "2026-03-10", consent("Anna Ek", "2026-04-30", "2026-03-09"))
    duty = one(story, Task.CONSENT)
    assert (duty.since, duty.due, duty.done) == (day("2026-03-10"), day("2026-04-30"), None)
    story.told(EventKind.INQUIRY_CLOSED, "2026-04-20")
    assert one(story, Task.CONSENT).done == day("2026-04-20")


def test_another_guardians_consent_does_not_take_the_place_of_the_first() -> None:
    story = with_inquiry()
    story.came("samtycke", "2026-03-10", consent("Anna Ek", "2026-04-30", "2026-03-09"))
    story.came("samtycke", "2026-03-12", consent("Bo Ek", "2026-05-30", "2026-03-11"))
    assert one(story, Task.CONSENT, 2).done is None
    story.came("samtycke", "2026-04-12", consent("Anna Ek", "2026-06-30", "2026-04-11"))
    assert one(story, Task.CONSENT, 2).done == day("2026-04-11")
    assert one(story, Task.CONSENT, 3).done is None
    assert one(story, Task.CONSENT, 4).due == day("2026-06-30")


def test_no_consent_is_waited_for_that_is_a_no_has_no_end_or_no_inquiry() -> None:
    story = Story()
    story.came("samtycke", "2026-03-10", consent("Anna Ek", "2026-04-30", "2026-03-09"))
    assert owed(story, Task.CONSENT) == []
    story = with_inquiry()
    story.came("samtycke", "2026-03-10", consent("Anna Ek", "2026-04-30", "2026-03-09", "no"))
    story.came("samtycke", "2026-03-10", consent("Anna Ek", None, "2026-03-09"))
    assert owed(story, Task.CONSENT) == []


def test_a_consent_that_ended_before_the_inquiry_was_for_another_matter() -> None:
    story = Story()
    story.came("samtycke", "2025-03-10", consent("Anna Ek", "2025-06-30", "2025-03-09"))
    story.notified("2026-03-02")
    story.decided("2026-03-05", OPENED, 2)
    assert owed(story, Task.CONSENT) == []


# -- days of this place -------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is the process's only on POSIX")
@pytest.mark.parametrize(
    ("moment", "arrived"),
    [
        # 23:30 UTC is the next day in Sweden, in winter by one hour, in summer by two.
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "2026-03-02"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "2026-07-02"),
        (datetime(2026, 1, 1, 22, 30, tzinfo=UTC), "2026-01-01"),
        # The night in which summer time begins has no hour from 2 to 3.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "2026-03-29"),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), "2026-03-28"),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "2026-10-25"),
    ],
)
def test_the_day_is_that_of_this_place(
    monkeypatch: pytest.MonkeyPatch, moment: datetime, arrived: str
) -> None:
    monkeypatch.setenv("TZ", "Europe/Stockholm")
    time.tzset()
    try:
        came = Incoming(1, "orosanmalan", 1, moment, False, False, None, {})
        facts = CaseFacts("2026-0001", Child(), moment, None, (came,))
        decide = next(d for d in duties(facts, LAW, ROLES) if d.task is Task.DECIDE)
        assert decide.since == day(arrived)
        assert decide.due == Clock(14, "days", "receipt").ends(day(arrived))
    finally:
        monkeypatch.undo()
        time.tzset()
