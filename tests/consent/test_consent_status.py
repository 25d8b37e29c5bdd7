"""Who may be told what with consent: what stands in the way, and what does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from command_line import ROOT
from consent_cases import (
    ANNA,
    CLINIC,
    DAY,
    PER,
    SCHOOL,
    TEEN,
    blocking,
    codes,
    consent,
    event,
    notification,
    signed,
    status,
    told,
    withdrawal,
)

from oroforms.casework.consent import Permission
from oroforms.casework.obstacles import CATALOGUE
from oroforms.facts import EventKind

BOTH = (ANNA, PER)


def permission(found: Any, unit: str) -> Permission:
    return next(each for each in found.parties if each.party == unit)


def sole(name: str = ANNA) -> Any:
    other = PER if name == ANNA else ANNA
    return notification(guardians=[{"name": name, "custody": "sole"}, {"name": other}])


# -- who has a say ---------------------------------------------------------------------


def test_both_guardians_say_yes() -> None:
    found = status(consent(2, *BOTH))
    assert told(found) == {SCHOOL, CLINIC}
    assert codes(found) == set()
    school = permission(found, SCHOOL)
    assert school.information == ("attendance", "health", "inquiry_outcome")
    assert school.until == date(2026, 12, 31)
    assert [each.guardian for each in school.given] == list(BOTH)
    assert school.outcome
    assert school.collaborate


def test_each_on_a_sheet_of_their_own() -> None:
    assert told(status(consent(2, ANNA), consent(3, PER))) == {SCHOOL, CLINIC}


def test_joint_custody_with_one_signature() -> None:
    found = status(consent(2, ANNA))
    assert told(found) == set()
    assert blocking(found) == {"guardian-not-answered"}


def test_named_and_not_signed() -> None:
    sheet = consent(2, ANNA, guardians=[signed(ANNA), signed(PER, sign=False)])
    assert blocking(status(sheet)) == {"unsigned"}


def test_sole_custody_needs_that_one_alone() -> None:
    assert told(status(sole(), consent(2, ANNA))) == {SCHOOL, CLINIC}
    assert told(status(sole(), consent(2, PER))) == set()


def test_an_appointed_guardian_decides() -> None:
    said = notification(guardians=[{"name": ANNA}, {"name": PER, "custody": "appointed"}])
    assert told(status(said, consent(2, PER))) == {SCHOOL, CLINIC}


def test_custody_that_nobody_told() -> None:
    said = notification(guardians=[{"name": ANNA}])
    assert blocking(status(said, consent(2, ANNA))) == {"custody-unknown"}
    # Of two who are known both are enough, whatever custody they have.
    assert told(status(said, consent(2, *BOTH))) == {SCHOOL, CLINIC}
    alone = notification(guardians=[{"name": ANNA, "custody": "joint"}])
    assert blocking(status(alone, consent(2, ANNA))) == {"guardian-unknown"}


def test_custody_that_contradicts_itself() -> None:
    said = notification(
        guardians=[{"name": ANNA, "custody": "sole"}, {"name": PER, "custody": "joint"}]
    )
    assert "custody-unclear" in blocking(status(said, consent(2, *BOTH)))


def test_a_longer_name_is_the_same_guardian() -> None:
    assert told(status(consent(2, "Anna Maria Ek", PER))) == {SCHOOL, CLINIC}


def test_the_same_name_with_another_number_is_somebody_else() -> None:
    said = notification(
        guardians=[
            {"name": ANNA, "identity_number": "198001012384", "custody": "joint"},
            {"name": PER, "custody": "joint"},
        ]
    )
    other = [{**signed(ANNA), "identity_number": "197501012388"}, signed(PER)]
    assert "guardian-not-answered" in blocking(status(said, consent(2, guardians=other)))


def test_two_with_joint_custody_are_enough_whoever_else_is_named() -> None:
    other = notification(5, guardians=[{"name": "Kalle Sambo"}])
    assert told(status(notification(), other, consent(2, *BOTH))) == {SCHOOL, CLINIC}
    third = notification(5, guardians=[{"name": "Kalle Sambo", "custody": "joint"}])
    assert "custody-unclear" in blocking(status(notification(), third, consent(2, *BOTH)))


def test_two_guardians_whose_names_fit_each_other() -> None:
    """One signature never counts for two, however alike their names are."""
    longer = "Anna Ek Lind"
    both = [{"name": ANNA, "custody": "joint"}, {"name": longer, "custody": "joint"}]
    alike = notification(guardians=both)
    assert told(status(alike, consent(2, ANNA))) == set()
    assert told(status(alike, consent(2, longer))) == set()
    assert told(status(alike, consent(2, ANNA, longer))) == {SCHOOL, CLINIC}
    assert "signer-ambiguous" in blocking(status(alike, consent(2, "Anna")))
    half = consent(2, ANNA, longer), withdrawal(3, "Anna", "2026-03-20")
    assert "withdrawal-unmatched" in blocking(status(alike, *half))


def test_a_guardian_who_bears_the_child_s_name() -> None:
    said = notification(guardians=[{"name": "Alva Ek", "custody": "sole"}])
    forms = said, consent(2, "Alva Ek"), withdrawal(3, "Alva Ek", "2026-03-20")
    assert blocking(status(*forms)) == {"withdrawn"}


def test_nobody_known_has_custody() -> None:
    said = notification(guardians=[])
    unnamed = [{"signature": {"signed": True}}]
    found = status(said, consent(2, guardians=unnamed))
    assert {"no-guardian", "signer-unnamed"} <= blocking(found)


# -- what the answer is worth ----------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"decision": "no"}, "refused"),
        ({"decision": None}, "undecided"),
        ({"understood": "no"}, "not-understood"),
        ({"valid_to": "2026-03-31"}, "expired"),
        ({"valid_from": "2026-04-02"}, "not-yet-valid"),
        ({"valid_to": None}, "too-general-end"),
        ({"purpose": None}, "too-general-purpose"),
        ({"parties": []}, "too-general-party"),
        ({"information_scope": []}, "too-general-information"),
        ({"scope": {}}, "too-general-scope"),
        ({"form_of_consent": "oral"}, "oral-undocumented"),
    ],
)
def test_what_makes_an_answer_no_consent(said: dict[str, Any], code: str) -> None:
    found = status(consent(2, *BOTH, **said))
    assert told(found) == set()
    assert blocking(found) == {code}


def test_the_last_day_is_a_day_of_the_consent() -> None:
    sheet = consent(2, *BOTH, valid_from="2026-04-01", valid_to="2026-04-01")
    assert told(status(sheet)) == {SCHOOL, CLINIC}


def test_spoken_and_written_down() -> None:
    said = {"form_of_consent": "oral", "informed_by": "Sara Lind"}
    unsigned = [{"name": ANNA}, {"name": PER}]
    found = status(consent(2, guardians=unsigned, **said))
    assert told(found) == {SCHOOL, CLINIC}
    assert codes(found) == {"oral"}


def test_what_waits_for_review_is_no_consent() -> None:
    found = status(consent(2, *BOTH, waits=True))
    assert told(found) == set()
    assert blocking(found) == {"no-consent", "answer-waits"}


def test_a_newer_answer_that_waits_may_be_a_no() -> None:
    found = status(consent(2, *BOTH), consent(3, PER, waits=True, day="2026-03-20"))
    assert told(found) == set()
    assert blocking(found) == {"answer-waits"}


def test_the_newest_answer_counts_by_the_day_it_was_signed() -> None:
    no = consent(3, PER, day="2026-03-20", decision="no")
    late_yes = consent(4, PER, day="2026-03-11", arrived="2026-03-25")
    assert blocking(status(consent(2, *BOTH), no, late_yes)) == {"refused"}
    yes = consent(4, PER, day="2026-03-25")
    assert told(status(consent(2, *BOTH), no, yes)) == {SCHOOL, CLINIC}


def test_a_date_after_the_arrival_makes_no_answer_newer() -> None:
    typo = consent(2, *BOTH, day="2026-12-10", arrived="2026-03-10")
    no = consent(3, PER, day="2026-03-20", decision="no")
    assert blocking(status(typo, no)) == {"refused"}


def test_a_consent_that_follows_does_not_end_the_one_before() -> None:
    following = consent(3, *BOTH, day="2026-03-20", valid_from="2026-06-01", purpose="Mer")
    assert told(status(consent(2, *BOTH), following)) == {SCHOOL, CLINIC}
    assert permission(status(consent(2, *BOTH), following), SCHOOL).given[0].submission == 2


def test_a_later_yes_for_others_adds_to_what_stands() -> None:
    more = consent(3, *BOTH, day="2026-03-20", parties=[{"unit": "BUP Nord"}])
    assert told(status(consent(2, *BOTH), more)) == {SCHOOL, CLINIC, "BUP Nord"}


def test_a_later_partly_takes_the_place_of_all() -> None:
    less = consent(
        3, PER, day="2026-03-20", decision="partly", parties=[{"unit": SCHOOL}], exclusions="Annat"
    )
    assert told(status(consent(2, *BOTH), less)) == {SCHOOL}


# -- only what all allow ----------------------------------------------------------------


def test_yes_and_partly_leave_what_both_allow() -> None:
    less = consent(
        3,
        PER,
        decision="partly",
        parties=[{"unit": "talgoxen,  FÖRSKOLAN", "category": "preschool"}],
        information_scope=["attendance"],
        scope={"collaborate_during_inquiry": True},
        valid_to="2026-06-30",
        exclusions="Inte vad min mor har sagt",
    )
    found = status(consent(2, ANNA), less)
    assert blocking(found) == {"guardian-not-answered"}  # the clinic, by Per
    (school,) = found.permissions
    assert school.information == ("attendance",)
    assert not school.outcome
    assert school.until == date(2026, 6, 30)
    assert school.exceptions == ("Inte vad min mor har sagt",)
    assert "partial" in codes(found)


def test_nothing_in_common() -> None:
    less = consent(3, PER, information_scope=["support_given"])
    assert blocking(status(consent(2, ANNA), less)) == {"nothing-in-common"}


def test_an_exception_that_may_mean_a_party_keeps_it_out() -> None:
    sheet = consent(2, *BOTH, decision="partly", exclusions="Inte med BVC.")
    found = status(sheet)
    assert told(found) == {SCHOOL}
    assert blocking(found) == {"exception-party"}


def test_an_exception_that_may_mean_information_leaves_it_out() -> None:
    words = "Inget om Alvas hälsa eller utredningen"
    sheet = consent(2, *BOTH, decision="partly", exclusions=words)
    school = permission(status(sheet), SCHOOL)
    assert school.information == ("attendance",)
    assert not school.outcome


def test_a_new_form_without_the_exception_settles_it() -> None:
    first = consent(2, *BOTH, decision="partly", exclusions="Inte med BVC.")
    again = consent(3, *BOTH, day="2026-03-20")
    assert told(status(first, again)) == {SCHOOL, CLINIC}


# -- withdrawal ---------------------------------------------------------------------------


@pytest.mark.parametrize("waits", [False, True])
def test_a_withdrawal_counts_from_the_day_it_arrives(waits: bool) -> None:
    forms = consent(2, *BOTH), withdrawal(3, PER, "2026-04-01", waits=waits)
    assert told(status(*forms, day=date(2026, 3, 31))) == {SCHOOL, CLINIC}
    found = status(*forms, day=date(2026, 4, 1))
    assert told(found) == set()
    assert "withdrawn" in blocking(found)


def test_a_spoken_withdrawal() -> None:
    spoken = event(1, EventKind.CONSENT_WITHDRAWN, "2026-03-30", guardian="Per")
    assert blocking(status(consent(2, *BOTH), events=(spoken,))) == {"withdrawn"}


def test_a_spoken_withdrawal_that_was_struck_does_not_count() -> None:
    spoken = event(1, EventKind.CONSENT_WITHDRAWN, "2026-03-30", guardian="Per")
    struck = event(2, EventKind.STRUCK, "2026-03-30", corrects=1)
    assert told(status(consent(2, *BOTH), events=(spoken, struck))) == {SCHOOL, CLINIC}


def test_said_before_it_was_written() -> None:
    forms = consent(2, *BOTH), withdrawal(3, PER, "2026-04-05", valid_from="2026-04-01")
    assert told(status(*forms, day=date(2026, 4, 5))) == set()
    # On that day the form had not come; what was said then is known of afterwards only.
    assert told(status(*forms, day=date(2026, 4, 1))) == {SCHOOL, CLINIC}


def test_a_consent_given_again_afterwards() -> None:
    forms = consent(2, *BOTH), withdrawal(3, PER, "2026-03-20")
    assert told(status(*forms, consent(4, PER, day="2026-03-21"))) == {SCHOOL, CLINIC}
    # Of one day nobody can tell which came first; and a letter may have been on its way.
    assert told(status(*forms, consent(4, PER, day="2026-03-20"))) == set()
    assert told(status(*forms, consent(4, PER, day="2026-03-19", arrived="2026-03-25"))) == set()


def test_a_part_withdrawn_by_the_unit_s_name() -> None:
    forms = consent(2, *BOTH), withdrawal(3, PER, "2026-03-20", scope="part", what="BVC Eken")
    assert told(status(*forms)) == {SCHOOL}


def test_a_part_withdrawn_line_by_line() -> None:
    said = withdrawal(3, PER, "2026-03-20", scope="part", what="BVC Eken\nInget om frånvaro")
    found = status(consent(2, *BOTH), said)
    assert told(found) == {SCHOOL}
    assert permission(found, SCHOOL).information == ("health", "inquiry_outcome")
    assert permission(found, SCHOOL).exceptions == ("Inget om frånvaro",)


def test_a_part_withdrawn_in_own_words() -> None:
    said = withdrawal(3, PER, "2026-03-20", scope="part", what="Inget mer om sjukdomar")
    found = status(consent(2, *BOTH), said)
    assert permission(found, SCHOOL).information == ("attendance", "inquiry_outcome")
    assert "withdrawn-partly" in codes(found)


@pytest.mark.parametrize("what", [{"scope": "part"}, {"what": "BVC Eken", "scope": None}])
def test_a_part_that_nobody_can_tell_is_all(what: dict[str, Any]) -> None:
    forms = consent(2, *BOTH), withdrawal(3, PER, "2026-03-20", **what)
    assert told(status(*forms)) == set()


@pytest.mark.parametrize("name", [None, "Någon Annan"])
def test_a_withdrawal_of_nobody_known_counts_for_all(name: str | None) -> None:
    found = status(consent(2, *BOTH), withdrawal(3, name, "2026-03-20"))
    assert told(found) == set()
    assert "withdrawal-unmatched" in blocking(found)


def test_whoever_has_no_custody_withdraws_nothing() -> None:
    forms = sole(), consent(2, ANNA), withdrawal(3, PER, "2026-03-20")
    assert told(status(*forms)) == {SCHOOL, CLINIC}


# -- the child ------------------------------------------------------------------------------


def child(answer: str | None, *, sign: bool = True) -> dict[str, Any]:
    signature = {"signed": sign, "name": "Alva Ek"}
    return {} if answer is None else {"child": {"consent": answer, "signature": signature}}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (child(None), "child-not-asked"),
        (child("not_asked"), "child-not-asked"),
        (child("no"), "child-refuses"),
        (child("yes", sign=False), "child-unsigned"),
    ],
)
def test_from_fifteen_the_child_must_say_yes(said: dict[str, Any], code: str) -> None:
    assert blocking(status(consent(2, *BOTH, **said), child=TEEN)) == {code}


def test_the_child_of_fifteen_says_yes() -> None:
    assert told(status(consent(2, *BOTH, **child("yes")), child=TEEN)) == {SCHOOL, CLINIC}


def test_the_day_before_fifteen_the_child_need_not_be_asked() -> None:
    sheet = consent(2, *BOTH, valid_from=None)
    born = "201104022383"
    assert told(status(sheet, child=born, day=date(2026, 4, 1))) == {SCHOOL, CLINIC}
    assert told(status(sheet, child=born, day=date(2026, 4, 2))) == set()


def test_a_younger_child_that_says_no_is_a_caution() -> None:
    found = status(consent(2, *BOTH, **child("no")))
    assert told(found) == {SCHOOL, CLINIC}
    assert codes(found) == {"child-objects"}


def test_a_child_of_unknown_age_may_be_fifteen() -> None:
    assert blocking(status(consent(2, *BOTH), child=None)) == {"child-age-unknown"}
    born = notification(child={"name": "Alva Ek", "birth_date": "2017-01-01"})
    assert told(status(born, consent(2, *BOTH), child=None)) == {SCHOOL, CLINIC}


def test_a_child_of_fifteen_withdraws() -> None:
    forms = consent(2, *BOTH, **child("yes")), withdrawal(3, "Alva Ek", "2026-03-20")
    assert blocking(status(*forms, child=TEEN)) == {"child-withdrew"}
    same_day = consent(4, *BOTH, day="2026-03-20", **child("yes"))
    assert blocking(status(*forms, same_day, child=TEEN)) == {"child-withdrew"}
    again = consent(4, *BOTH, day="2026-03-25", **child("yes"))
    assert told(status(*forms, again, child=TEEN)) == {SCHOOL, CLINIC}


# -- whom the consent names ---------------------------------------------------------------


def test_a_unit_is_told_by_the_name_that_the_consent_gives_it() -> None:
    found = status(consent(2, *BOTH))
    assert isinstance(found.permission("talgoxen förskolan"), Permission)
    for unit, code in (
        ("Talgoxens förskola", "party-uncertain"),
        ("Ugglans skola", "party-not-covered"),
        (None, "party-unnamed"),
    ):
        refused = found.permission(unit)
        assert isinstance(refused, tuple)
        assert [each.code for each in refused] == [code]


def test_what_is_in_the_way_of_all_is_in_the_way_of_each() -> None:
    refused = status(consent(2, *BOTH), child=TEEN).permission(SCHOOL)
    assert isinstance(refused, tuple)
    assert [each.code for each in refused] == ["child-not-asked"]


def test_numbers_tell_units_apart() -> None:
    found = status(consent(2, *BOTH, parties=[{"unit": "Skola 1"}]))
    assert not isinstance(found.permission("Skola 2"), Permission)


def test_every_obstacle_has_texts_that_can_be_filled() -> None:
    gaps = {
        *("guardian", "submission", "day", "unit", "named", "text", "codes", "said", "why"),
        *("basis",),
    }
    filled = dict.fromkeys(gaps, "x")
    for code, kind in CATALOGUE.items():
        assert kind.text.format_map(filled), code
        assert kind.todo.format_map(filled), code


def test_every_obstacle_is_documented() -> None:
    text = (ROOT / "docs" / "consent.md").read_text("utf-8")
    for code, kind in CATALOGUE.items():
        assert f"| `{code}`{'' if kind.blocks else ' (caution)'} |" in text


def test_at_an_earlier_day_only_what_was_known_then() -> None:
    found = status(consent(2, *BOTH), day=date(2026, 3, 9))
    assert codes(found) == {"no-consent"}
    assert found.day < DAY
