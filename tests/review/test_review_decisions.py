"""Review: what is shown, what a person sets, accepts and rejects, and what each leaves behind."""

from __future__ import annotations

import pytest
from casefile_fixtures import KID, OTHER_KID, PLACE, Office

from oroforms.casefile.cases import close_case, get_case, open_case
from oroforms.casefile.queries import (
    history,
    list_cases,
    standing,
    submissions_of,
    view,
    waiting,
)
from oroforms.documents import Reading, Status
from oroforms.errors import ExitCode, UsageError
from oroforms.facts import Child
from oroforms.findings import finding
from oroforms.review.queue import NEW_CASE, Unsettled
from oroforms.workflow.reviewing import accept, open_review, reject, set_values

BAD_NUMBER = finding("identity-checksum", "child.identity_number", found="20170101-****")
NUMBER_READ = {
    "child.identity_number": Reading("child.identity_number", "201701012394", 1.0, PLACE)
}


def doubtful(office: Office, **keys):
    """A notification whose identity number has a wrong check digit."""
    values = {"child": {"name": "Alva Lind"}, "concern": "x", "acute": False} | keys.pop(
        "values", {}
    )
    found = (BAD_NUMBER, *keys.pop("more", ()))
    stored = office.take_in(office.notice, values, findings=found, readings=NUMBER_READ, **keys)
    assert stored.submission is not None
    return stored.submission


def look(office: Office, number: int):
    return open_review(office.case_file, office.library, number)


def put(office: Office, number: int, who="asa", why="", **answers: str):
    named = {name.replace("__", "."): value for name, value in answers.items()}
    return set_values(office.case_file, office.library, number, named, who=who, why=why)


def take(office: Office, number: int, **keys):
    return accept(office.case_file, office.library, number, **{"who": "asa", **keys})


def errors(seen) -> list[tuple[str, str | None]]:
    return [(found.code, found.field) for found in seen.errors]


def test_acute_first_then_review_before_rejected_then_oldest(office):
    first = doubtful(office)
    office.take_in(office.notice, {"concern": "fine"})
    rejected = office.take_in(office.notice, {}, findings=(finding("document-empty"),)).submission
    acute = doubtful(office, acute=True)
    with office.case_file.reading() as connection:
        assert [entry.id for entry in waiting(connection)] == [acute, first, rejected]
        assert [entry.acute for entry in waiting(connection)] == [True, False, False]


def test_what_is_read_stays_visible_beside_the_values(office):
    seen = look(office, doubtful(office))
    assert errors(seen) == [("identity-checksum", "child.identity_number")]
    assert "identity_number" not in seen.view.values["child"]
    reading = seen.view.readings["child.identity_number"]
    assert reading.raw == "201701012394"
    assert (reading.place.page, reading.place.rect) == (1, (60.0, 99.5, 300.0, 120.0))


def test_set_types_the_value_and_answers_the_finding(office):
    number = doubtful(office)
    seen = put(office, number, child__identity_number="170101-2393", why="ringde skolan")
    assert seen.view.values["child"]["identity_number"] == KID
    assert errors(seen) == []
    [decision] = seen.view.decisions
    assert (decision.who, decision.why, decision.kind) == ("asa", "ringde skolan", "set")
    assert decision.what == {"raw": "170101-2393", "value": KID}
    assert decision.at.tzinfo is not None
    assert seen.view.imported_values["child"] == {"name": "Alva Lind"}, "never edited"
    assert seen.entry.waits


def test_a_value_that_does_not_fit_sets_nothing(office):
    number = doubtful(office)
    with pytest.raises(UsageError, match=r"child\.identity_number"):
        put(office, number, child__name="Alva", child__identity_number="201701012394")
    with pytest.raises(UsageError, match=r"child\.name"):
        put(office, number, child__nmae="Alva")
    assert look(office, number).view.decisions == ()


def test_an_empty_value_says_not_answered_and_is_judged_anew(office):
    number = doubtful(office)
    seen = put(office, number, child__identity_number="", concern="")
    assert "identity_number" not in seen.view.values["child"]
    assert errors(seen) == [("required-missing", "concern")]
    assert errors(put(office, number, concern="y")) == []


def test_slots_do_not_shift_when_one_is_emptied(office):
    values = {"siblings": [{"name": "Bo"}, {"name": "Cia"}]}
    number = doubtful(office, values=values)
    assert put(office, number, siblings__0__name="").view.values["siblings"] == [
        {},
        {"name": "Cia"},
    ]


def test_accept_takes_the_values_into_the_case(office):
    number = doubtful(office)
    put(office, number, child__identity_number=KID)
    case = take(office, number, why="klart")
    with office.case_file.reading() as connection:
        found = get_case(connection, case.reference)
        assert found.child == Child("Alva Lind", KID)
        [entry] = submissions_of(connection, found)
        assert (entry.id, entry.stands, entry.case) == (number, True, case.reference)
        assert waiting(connection) == []
        [item] = standing(connection)
        assert item.values["child"]["identity_number"] == KID
        assert view(connection, number).decisions[-1].case == case.reference
        kinds = [event.kind for event in history(connection, found)]
        assert kinds == ["set", "opened", "received", "accept"]


def test_accept_finds_the_open_case_of_the_child(office):
    first = office.take_in(office.notice, {"child": {"name": "Alva", "identity_number": KID}})
    number = doubtful(office)
    put(office, number, child__identity_number=KID)
    assert take(office, number).reference == first.case


def test_accept_refuses_while_errors_are_open_and_says_which(office):
    number = doubtful(office, more=(finding("pages-missing", missing=2, count=4),))
    with pytest.raises(Unsettled) as refused:
        take(office, number)
    assert refused.value.exit_code is ExitCode.WAITS
    assert {found.code for found in refused.value.findings} == {
        "identity-checksum",
        "pages-missing",
    }
    assert "identity-checksum, child.identity_number" in str(refused.value)
    assert look(office, number).entry.waits


def test_errors_are_waived_by_code_or_field_with_a_reason(office):
    number = doubtful(office, more=(finding("pages-missing", missing=2, count=4),))
    waive = ["pages-missing", "child.identity_number"]
    with pytest.raises(UsageError, match="why"):
        take(office, number, waive=waive)
    with pytest.raises(UsageError, match="page-missing"):
        take(office, number, waive=["page-missing"], why="x")
    with pytest.raises(Unsettled):
        take(office, number, waive=["pages-missing"], why="sidan är tom")
    take(office, number, waive=waive, why="sidan är tom")
    decision = look(office, number).view.decisions[-1]
    assert sorted(decision.what["waived"], key=str) == [
        ["identity-checksum", "child.identity_number"],
        ["pages-missing", None],
    ]
    with office.case_file.reading() as connection:
        [item] = standing(connection)
        assert "identity_number" not in item.values["child"], "a waived doubt gives no value"


def test_what_fits_no_case_is_settled_by_naming_one(office):
    stored = office.take_in(office.reply, {"child": {"name": "Alva", "identity_number": KID}})
    with pytest.raises(Unsettled, match="case-unknown"):
        take(office, stored.submission)
    with pytest.raises(UsageError, match="2026-0099"):
        take(office, stored.submission, case="2026-0099")
    case = take(office, stored.submission, case=NEW_CASE)
    assert case.child == Child("Alva", KID)


def test_a_case_that_was_opened_meanwhile_settles_it(office):
    stored = office.take_in(office.reply, {"child": {"name": "Alva", "identity_number": KID}})
    opened = office.take_in(office.notice, {"child": {"name": "Alva", "identity_number": KID}})
    assert take(office, stored.submission).reference == opened.case


def test_another_childs_case_is_taken_only_with_a_reason(office):
    with office.case_file.writing() as connection:
        other = open_case(
            connection, at=office.case_file.clock(), who="a", child=Child("Bo Berg", OTHER_KID)
        )
    stored = office.take_in(office.reply, {"child": {"name": "Alva", "identity_number": KID}})
    with pytest.raises(UsageError, match="why"):
        take(office, stored.submission, case=other.reference)
    take(office, stored.submission, case=other.reference, why="bytt namn och nummer")
    with office.case_file.reading() as connection:
        [entry] = submissions_of(connection, get_case(connection, other.reference))
        assert entry.id == stored.submission


def test_a_closed_case_can_be_named(office):
    with office.case_file.writing() as connection:
        at = office.case_file.clock()
        closed = open_case(connection, at=at, who="a", child=Child("Alva", KID))
        close_case(connection, closed, at=at, who="a")
    stored = office.take_in(office.reply, {"child": {"name": "Alva", "identity_number": KID}})
    with pytest.raises(Unsettled, match="case-closed"):
        take(office, stored.submission)
    take(office, stored.submission, case=closed.reference, why="kom sent")


def test_reject_needs_a_reason_and_keeps_everything(office):
    number = doubtful(office)
    with pytest.raises(UsageError, match="why"):
        reject(office.case_file, office.library, number, why="", who="asa")
    reject(office.case_file, office.library, number, why="dubblett på papper", who="asa")
    seen = look(office, number)
    assert not seen.entry.waits
    assert not seen.entry.stands
    assert seen.view.decisions[-1].why == "dubblett på papper"
    assert seen.view.readings
    with pytest.raises(UsageError, match="reject"):
        take(office, number)
    with pytest.raises(UsageError):
        put(office, number, concern="y")


def test_nobody_decides_twice(office):
    number = doubtful(office)
    put(office, number, child__identity_number=KID)
    take(office, number)
    with pytest.raises(UsageError, match="accept"):
        take(office, number)
    with pytest.raises(UsageError):
        reject(office.case_file, office.library, number, why="x")


def test_a_correction_afterwards_is_a_new_row_with_a_reason(office):
    stored = office.take_in(office.notice, {"child": {"name": "Alva"}, "concern": "x"})
    with pytest.raises(UsageError, match="why"):
        put(office, stored.submission, child__name="Alva Lind")
    with pytest.raises(Unsettled):
        put(office, stored.submission, concern="", why="fel")
    assert look(office, stored.submission).view.decisions == ()
    put(office, stored.submission, child__name="Alva Lind", why="stavfel")
    with office.case_file.reading() as connection:
        case = get_case(connection, stored.case)
        assert case.child.name == "Alva Lind"
        assert "corrected" in [event.kind for event in history(connection, case)]
        assert view(connection, stored.submission).imported_values["child"]["name"] == "Alva"


def test_a_form_that_was_not_told_is_not_accepted_but_can_be_rejected(office):
    doubt = finding("form-unknown", nearest="larm@1", share=41, needed=80)
    from oroforms.casefile.originals import receive
    from oroforms.casefile.store import Intake, store
    from oroforms.documents import Assessment

    at = office.case_file.clock()
    with office.case_file.writing() as connection:
        receipt = receive(connection, path="x.pdf", sha256="0" * 64, content=b"x", at=at)
        made = Assessment(Status.NEEDS_REVIEW, findings=(doubt,))
        stored = store(connection, Intake(receipt.original, "x.pdf", at, "a"), made, None)
    with pytest.raises(UsageError, match="--form"):
        take(office, stored.submission)
    reject(office.case_file, office.library, stored.submission, why="inte vår blankett")


def test_a_changed_prefilled_answer_is_settled_by_setting_it(office):
    from oroforms.casefile.issues import Issue, record_issue

    with office.case_file.writing() as connection:
        at = office.case_file.clock()
        case = open_case(connection, at=at, who="a", child=Child("Alva Lind", KID))
        record_issue(
            connection,
            Issue("T-1", "svar", 1, "abc", at, "a", case, {"child.name": "Alva Lind"}),
        )
    stored = office.take_in(
        office.reply, {"child": {"name": "Alva Berg", "identity_number": KID}}, token="T-1"
    )
    assert errors(look(office, stored.submission)) == [("prefilled-changed", "child.name")]
    put(office, stored.submission, child__name="Alva Berg", why="nytt efternamn")
    assert take(office, stored.submission).reference == case.reference
    with office.case_file.reading() as connection:
        assert get_case(connection, case.reference).child.name == "Alva Berg"


def test_an_unknown_number_is_told(office):
    with pytest.raises(UsageError, match="4711"):
        look(office, 4711)


def test_the_case_list_counts_what_stands_and_what_waits(office):
    child = {"name": "Alva Lind", "identity_number": KID}
    office.take_in(office.notice, {"child": child})
    cut = finding("text-may-be-cut", "answer", label="Svar")
    office.take_in(office.reply, {"child": child}, findings=(cut,))
    with office.case_file.reading() as connection:
        [line] = list_cases(connection)
        assert (line.submissions, line.waiting) == (1, 1)
        assert [e.waits for e in submissions_of(connection, line.case)] == [False, True]
