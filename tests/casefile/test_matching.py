"""No child's data lands in another child's file: which case a form belongs to."""

from __future__ import annotations

import pytest
from casefile_fixtures import KID, OTHER_KID, Office

from oroforms.casefile.cases import close_case, find_case, get_case, open_case
from oroforms.casefile.issues import Issue, record_issue
from oroforms.casefile.queries import submissions_of
from oroforms.documents import Reading, Status
from oroforms.facts import Child
from oroforms.findings import finding


def case(office: Office, name: str | None = "Alva Lindqvist", identity: str | None = KID) -> str:
    with office.case_file.writing() as connection:
        child = Child(name, identity)
        return open_case(connection, at=office.case_file.clock(), who="a", child=child).reference


def close(office: Office, reference: str) -> None:
    with office.case_file.writing() as connection:
        found = get_case(connection, reference)
        close_case(connection, found, at=office.case_file.clock(), who="a")


def issue(office: Office, reference: str | None, form: str = "svar", **prefilled: str) -> str:
    token = "T7K4-9QXM-2C"
    with office.case_file.writing() as connection:
        found = None if reference is None else get_case(connection, reference)
        at = office.case_file.clock()
        names = {name.replace("__", "."): value for name, value in prefilled.items()}
        record_issue(connection, Issue(token, form, 1, "abc123", at, "a", found, names))
    return token


def reply(office: Office, token: str | None = None, **answers: str):
    child = {}
    if "name" in answers:
        child["name"] = answers.pop("name")
    if "identity" in answers:
        child["identity_number"] = answers.pop("identity")
    values = {**answers, **({"child": child} if child else {})}
    return office.take_in(office.reply, values, token=token)


def codes(stored) -> list[str]:
    return [found.code for found in stored.assessment.findings]


def test_a_notification_opens_a_case(office):
    stored = office.take_in(office.notice, {"child": {"name": "Alva", "identity_number": KID}})
    assert stored.case == "2026-0001"
    assert stored.assessment.status is Status.IMPORTED
    with office.case_file.reading() as connection:
        assert find_case(connection, "2026-0001").child == Child("Alva", KID, None)


def test_a_notification_of_an_unknown_child_opens_a_case(office):
    assert office.take_in(office.notice, {"concern": "x"}).case == "2026-0001"
    assert office.take_in(office.notice, {"concern": "y"}).case == "2026-0002"


def test_a_second_notification_joins_the_open_case(office):
    reference = case(office)
    child = {"name": "Lindqvist, Alva", "identity_number": KID}
    assert office.take_in(office.notice, {"child": child}).case == reference


def test_a_notification_opens_a_new_case_when_only_closed_ones_fit(office):
    close(office, case(office))
    child = {"name": "Alva", "identity_number": KID}
    assert office.take_in(office.notice, {"child": child}).case == "2026-0002"


def test_a_notification_in_review_opens_no_case_yet(office):
    doubt = finding("identity-checksum", "child.identity_number", found="2017****")
    stored = office.take_in(office.notice, {"child": {"name": "Alva"}}, findings=(doubt,))
    assert stored.case is None
    assert stored.assessment.status is Status.NEEDS_REVIEW
    assert codes(stored) == ["identity-checksum"]


def test_a_notification_may_bear_a_token_of_somebody_elses_machine(office):
    stored = office.take_in(office.notice, {"concern": "x"}, token="AAAA-BBBB-CC")
    assert stored.assessment.status is Status.IMPORTED


@pytest.mark.parametrize("written", ["2026-0001", " 2026 – 0001 "])
def test_a_reply_by_reference(office, written):
    reference = case(office)
    assert reply(office, case_reference=written, name="Alva", answer="x").case == reference


def test_a_reply_by_number(office):
    reference = case(office)
    stored = reply(office, identity=KID, name="alva lindqvist")
    assert (stored.case, stored.assessment.status) == (reference, Status.IMPORTED)


def test_a_reply_by_number_alone(office):
    reference = case(office)
    assert reply(office, identity=KID).case == reference


def test_a_reply_by_token(office):
    reference = case(office)
    token = issue(office, reference, case_reference=reference, child__name="Alva Lindqvist")
    stored = reply(office, token, case_reference=reference, name="Alva Lindqvist")
    assert (stored.case, stored.assessment.status) == (reference, Status.IMPORTED)


def test_what_fits_no_case_is_review(office):
    case(office)
    assert codes(reply(office, identity=OTHER_KID)) == ["case-unknown"]
    assert codes(reply(office, answer="x")) == ["case-unknown"]
    assert codes(reply(office, case_reference="2026-0999", identity=KID)) == ["case-unknown"]


def test_several_open_cases_are_review(office):
    case(office)
    case(office)
    stored = reply(office, identity=KID)
    assert codes(stored) == ["case-several"]
    assert "2026-0001, 2026-0002" in stored.assessment.findings[0].message
    assert stored.case is None
    assert codes(office.take_in(office.notice, {"child": {"identity_number": KID}})) == [
        "case-several"
    ]


def test_one_open_among_closed_ones_is_clear(office):
    close(office, case(office))
    reference = case(office)
    assert reply(office, identity=KID).case == reference


def test_only_closed_cases_are_review(office):
    reference = case(office)
    close(office, reference)
    assert codes(reply(office, identity=KID)) == ["case-closed"]
    assert codes(reply(office, case_reference=reference, identity=KID)) == ["case-closed"]


def test_another_child_in_the_reference_is_review(office):
    reference = case(office)
    for answers in (
        {"identity": OTHER_KID},
        {"identity": OTHER_KID, "name": "Alva Lindqvist"},
        {"name": "Bo Andersson"},
        {"name": "Ebba Lindqvist"},  # a sister: the family name alone says nothing
    ):
        stored = reply(office, case_reference=reference, **answers)
        assert codes(stored) == ["case-child-differs"]
        assert stored.case is None


def test_another_child_on_the_tokens_sheet_is_review(office):
    token = issue(office, case(office))
    assert codes(reply(office, token, name="Bo Andersson")) == ["case-child-differs"]
    assert codes(reply(office, token, identity=OTHER_KID)) == ["case-child-differs"]


def test_a_number_that_fits_with_a_name_that_does_not_is_review(office):
    case(office)
    assert codes(reply(office, identity=KID, name="Bo Andersson")) == ["case-name-differs"]
    child = {"name": "Bo Andersson", "identity_number": KID}
    stored = office.take_in(office.notice, {"child": child})
    assert codes(stored) == ["case-name-differs"]
    assert stored.case is None


def test_a_birth_date_is_held_against_the_number_but_does_not_confirm_it(office):
    reference = case(office)
    assert (
        reply(office, case_reference=reference, identity="20170101", name="Alva").case == reference
    )
    stored = reply(office, case_reference=reference, identity="20170102", name="Alva")
    assert codes(stored) == ["case-child-differs"]
    stored = reply(office, case_reference=reference, identity="20170101", name="Ebba Lindqvist")
    assert codes(stored) == ["case-child-differs"]


def test_a_reference_with_no_word_of_the_child_is_review(office):
    assert codes(reply(office, case_reference=case(office))) == ["case-child-unnamed"]


def test_a_token_with_no_word_of_the_child_is_the_sheet_that_went_out(office):
    reference = case(office, None, None)
    assert reply(office, issue(office, reference), answer="x").case == reference


def test_a_token_that_was_not_issued_here_is_review(office):
    case(office)
    assert codes(reply(office, "AAAA-BBBB-CC", identity=KID)) == ["issue-unknown"]


def test_a_token_of_another_form_is_review(office):
    token = issue(office, case(office), form="larm")
    assert codes(reply(office, token, identity=KID)) == ["issue-form-differs"]


def test_what_the_office_had_filled_in_was_changed(office):
    reference = case(office)
    token = issue(office, reference, case_reference=reference, child__identity_number=KID)
    stored = reply(office, token, case_reference="2026-0007", identity=KID, answer="hej")
    assert codes(stored) == ["prefilled-changed"]
    assert stored.assessment.status is Status.NEEDS_REVIEW
    assert stored.case == reference
    assert "case_reference" not in stored.assessment.values
    assert stored.assessment.values["answer"] == "hej"
    message = stored.assessment.findings[0].message
    assert reference in message
    assert "2026-0007" in message


def test_a_changed_number_is_not_shown_whole(office):
    reference = case(office, "Alva", None)
    token = issue(office, reference, child__identity_number=KID)
    stored = reply(office, token, name="Alva", identity=OTHER_KID)
    message = stored.assessment.findings[0].message
    assert codes(stored) == ["prefilled-changed"]
    assert "2393" not in message
    assert "2384" not in message


def test_a_prefilled_value_that_was_wiped_is_a_change(office):
    reference = case(office)
    token = issue(office, reference, child__name="Alva Lindqvist")
    stored = office.take_in(
        office.reply,
        {"answer": "x"},
        token=token,
        readings={"child.name": Reading("child.name", "")},
    )
    assert codes(stored) == ["prefilled-changed"]


def test_a_prefilled_value_on_a_page_that_is_missing_is_no_change(office):
    reference = case(office)
    token = issue(office, reference, child__name="Alva Lindqvist")
    assert reply(office, token, answer="x").assessment.status is Status.IMPORTED


def test_the_childs_data_is_learnt_as_last_accepted(office):
    reference = case(office, "Alva", None)
    office.take_in(
        office.reply,
        {"case_reference": reference, "child": {"name": "Alva Berg", "identity_number": KID}},
    )
    with office.case_file.reading() as connection:
        found = get_case(connection, reference)
        assert found.child == Child("Alva Berg", KID)
        assert len(submissions_of(connection, found)) == 1


def test_what_waits_teaches_nothing(office):
    reference = case(office, "Alva", KID)
    doubt = finding("text-may-be-cut", "answer", label="svar")
    stored = office.take_in(
        office.reply,
        {"child": {"name": "Alva Berg", "identity_number": KID}},
        findings=(doubt,),
    )
    assert (stored.case, stored.assessment.status) == (reference, Status.NEEDS_REVIEW)
    with office.case_file.reading() as connection:
        assert get_case(connection, reference).child.name == "Alva"
