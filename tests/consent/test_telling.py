"""What who notified may be told, by law and consent; and what may be sent where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from consent_cases import ANNA, PER, ROLES, SCHOOL, case, consent, event, notification

from oroforms import law
from oroforms.casework.telling import Basis, Feedback, Sending, feedback, sending
from oroforms.facts import EventKind, Incoming, Outcome

BOTH = (ANNA, PER)
DECIDED = event(1, EventKind.DECIDED, "2026-03-05", 1, outcome="opened")
CLOSED = event(9, EventKind.INQUIRY_CLOSED, "2026-06-01")
DAY = date(2026, 4, 1)
FORM = "bbic-konsultation"


def told(*forms: Incoming, events: Any = (DECIDED,), day: date = DAY, **more: Any) -> Feedback:
    facts = case(*forms, events=events)
    return feedback(facts, facts.incoming[0], ROLES, law.current(), day, **more)


def codes(found: Feedback | Sending) -> set[str]:
    return {each.code for each in found.obstacles}


def test_the_outcome_and_nothing_more() -> None:
    found = told()
    assert found.may_give
    assert found.outcome is Outcome.OPENED
    assert not found.more
    assert found.grounds == ("feedback",)
    assert [each.code for each in found.no_more] == ["no-consent", "party-not-covered"]


def test_more_with_a_consent_that_covers_the_notifiers_unit() -> None:
    found = told(consent(2, *BOTH))
    assert found.more
    assert found.grounds == ("feedback", "consent_waives", "consent_given")
    assert found.permission is not None
    assert found.permission.party == SCHOOL


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ({"parties": [{"unit": "BVC Eken"}]}, "party-not-covered"),
        ({"scope": {"collaborate_during_inquiry": True}}, "outcome-not-covered"),
        ({"exclusions": "Inte till förskolan", "decision": "partly"}, "exception-party"),
    ],
)
def test_a_consent_that_does_not_cover_it(sheet: dict[str, Any], code: str) -> None:
    found = told(consent(2, *BOTH, **sheet))
    assert found.may_give
    assert not found.more
    assert code in {each.code for each in found.no_more}


def test_the_unit_as_the_consent_names_it() -> None:
    sheet = consent(2, *BOTH, parties=[{"unit": "Talgoxens förskola"}])
    assert not told(sheet).more
    assert told(sheet, unit="Talgoxens förskola").more


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reporter": {"kind": "private"}}, "notifier-private"),
        ({"reporter": {"kind": "private", "anonymous": True}}, "notifier-anonymous"),
        ({"reporter": {}}, "notifier-kind-unknown"),
    ],
)
def test_who_is_not_told_by_this_rule(said: dict[str, Any], code: str) -> None:
    found = told(notification(**said), consent(2, *BOTH))
    assert not found.may_give
    assert found.outcome is None
    assert codes(found) == {code}


def test_nothing_before_it_is_decided() -> None:
    assert codes(told(events=())) == {"not-decided"}
    # On the day before the decision there was none.
    assert codes(told(day=date(2026, 3, 4))) == {"not-decided"}


def test_an_inquiry_that_ran_already_needs_no_decision() -> None:
    first = event(1, EventKind.DECIDED, "2026-02-01", 7, outcome="opened")
    earlier = notification(7, day="2026-01-20")
    facts = case(notification(), earlier, events=(first,))
    found = feedback(facts, facts.incoming[0], ROLES, law.current(), DAY)
    assert found.outcome is Outcome.ALREADY_RUNNING


@pytest.mark.parametrize(
    ("day", "may"), [("2025-06-30", True), ("2025-07-01", False), ("2026-01-15", False)]
)
def test_on_request_since_the_new_act(day: str, may: bool) -> None:
    unasked = notification(day="2025-06-01", feedback={"requested": "no"})
    decided = event(1, EventKind.DECIDED, "2025-06-10", 1, outcome="not-opened")
    found = told(unasked, events=(decided,), day=date.fromisoformat(day))
    assert found.may_give is may
    assert may or codes(found) == {"not-requested"}
    asked = event(2, EventKind.FEEDBACK_ASKED, "2025-06-20", 1)
    assert told(unasked, events=(decided, asked), day=date.fromisoformat(day)).may_give


def test_not_where_it_was_judged_unsuitable() -> None:
    kind = EventKind.FEEDBACK_GIVEN
    judged = event(2, kind, "2026-03-06", 1, outcome="unsuitable", why="Hot mot barnet")
    assert codes(told(events=(DECIDED, judged))) == {"unsuitable"}
    given = event(3, kind, "2026-03-20", 1, outcome="given")
    assert told(events=(DECIDED, judged, given)).may_give


def test_after_the_inquiry_only_that_it_is_closed() -> None:
    found = told(events=(DECIDED, CLOSED), day=date(2026, 6, 2))
    assert found.may_give
    assert found.closed
    assert not found.more
    assert codes(found) == {"inquiry-closed"}
    assert not told(events=(DECIDED, CLOSED), day=date(2026, 5, 31)).closed
    assert told(consent(2, *BOTH), events=(DECIDED, CLOSED), day=date(2026, 6, 2)).more


def test_a_consent_is_no_notification() -> None:
    facts = case(consent(2, *BOTH))
    found = feedback(facts, facts.incoming[1], ROLES, law.current(), DAY)
    assert codes(found) == {"not-a-notification"}


# -- sending ------------------------------------------------------------------------------


def sent(*forms: Incoming, events: Any = (), unit: str = SCHOOL, **more: Any) -> Sending:
    return sending(case(*forms, events=events), FORM, unit, ROLES, DAY, **more)


def test_while_an_inquiry_runs_no_consent_is_needed() -> None:
    found = sent(events=(DECIDED,), unit="Vilken Skola Som Helst")
    assert found.basis is Basis.INQUIRY
    assert found.grounds == ("information_duty",)


def test_without_an_inquiry_by_consent_for_that_unit() -> None:
    assert sent(consent(2, *BOTH)).basis is Basis.CONSENT
    refused = sent(consent(2, *BOTH), unit="Ugglans skola")
    assert not refused.may_send
    assert codes(refused) == {"no-inquiry", "party-not-covered"}
    assert not sent(consent(2, ANNA)).may_send


def test_a_consent_to_tell_the_outcome_is_none_to_collaborate() -> None:
    sheet = consent(2, *BOTH, scope={"inform_of_outcome": True})
    assert "collaboration-not-covered" in codes(sent(sheet))


def test_the_ground_that_is_asked_for_is_the_one_tried() -> None:
    assert not sent(events=(DECIDED,), basis=Basis.CONSENT).may_send
    assert codes(sent(events=(DECIDED,), basis=Basis.FAMILY)) == {"basis-not-open"}


def test_a_consent_form_goes_to_the_family_alone() -> None:
    facts = case()
    assert sending(facts, "samtycke", ANNA, ROLES, DAY, family=True).basis is Basis.FAMILY
    refused = sending(facts, "samtycke", SCHOOL, ROLES, DAY)
    assert codes(refused) == {"not-family"}


def test_a_form_without_a_role_goes_by_consent_alone() -> None:
    facts = case(consent(2, *BOTH), events=(DECIDED,))
    assert sending(facts, "annan-blankett", SCHOOL, ROLES, DAY).basis is Basis.CONSENT
