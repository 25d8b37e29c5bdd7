"""How long cases are kept: the law with its dates, its exemptions, and what is not known."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from oroforms import law as law_in_use
from oroforms.casework import retention_policy
from oroforms.casework import roles as roles_in_use
from oroforms.casework.retention import Keeping, Label, Standing, decision
from oroforms.casework.retention_policy import FILE, Sample
from oroforms.casework.retention_words import ground_entry, ground_text
from oroforms.errors import DefinitionError
from oroforms.facts import CaseFacts, Child, Event, EventKind, Incoming, Outgoing
from oroforms.folders import shipped

LAW = law_in_use.current()
STATED = replace(retention_policy.load(shipped("schemas") / FILE), sample=Sample())
KEEPING = Keeping(LAW, STATED, roles_in_use.current())
ALVA = Child("Alva Ek", "201701012393")


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)


def event(number: int, kind: EventKind, day: str, submission=None, **what) -> Event:
    return Event(number, kind, moment(day), moment(day), "asa", submission, what)


def notification(number: int, day: str, *, waits=False, **values) -> Incoming:
    return Incoming(number, "orosanmalan", 1, moment(day), waits, False, None, values)


def not_opened(reference: str, came: str, *, child: Child = ALVA, number: int = 1, **more):
    """A case with one notification that led to no inquiry, decided on the day it came."""
    made = event(number, EventKind.DECIDED, came, number, outcome="not-opened")
    extra = more.pop("events", ())
    return CaseFacts(
        reference,
        child,
        moment(came),
        more.pop("closed", None),
        (notification(number, came),),
        (made, *extra),
        **more,
    )


def inquiry(reference: str, came: str, closed: str, *, child: Child = ALVA, events=()):
    """A case with one inquiry."""
    return CaseFacts(
        reference,
        child,
        moment(came),
        None,
        (notification(1, came),),
        (
            event(1, EventKind.DECIDED, came, 1, outcome="opened"),
            event(2, EventKind.INQUIRY_CLOSED, closed),
            *events,
        ),
    )


def label(facts: CaseFacts, day: str, *others: CaseFacts, loose=(), keeping=KEEPING) -> Label:
    return keeping.labels([facts, *others], loose, date.fromisoformat(day))[0]


def codes(found: Label) -> list[str]:
    return [ground.code for ground in found.grounds]


def test_five_years_after_the_last_note():
    facts = not_opened("A", "2026-03-10")
    kept = label(facts, "2031-03-10")
    assert (kept.standing, kept.keep_until) == (Standing.KEPT, date(2031, 3, 10))
    due = label(facts, "2031-03-11")
    assert (due.standing, due.last_note) == (Standing.DUE, date(2026, 3, 10))
    assert due.finish_by == date(2032, 12, 31)
    assert codes(due) == ["last-note"]


@pytest.mark.parametrize(
    "later",
    [
        {"events": (event(9, EventKind.NOTE, "2027-06-01", why="x"),)},
        {"outgoing": (Outgoing(1, "a", 1, moment("2027-06-01"), "a", "post", "x", None, None),)},
    ],
)
def test_any_later_note_moves_it(later):
    facts = not_opened("A", "2026-03-10", **later)
    assert label(facts, "2031-03-11").keep_until == date(2032, 6, 1)


def test_a_note_counts_from_when_it_was_written_down():
    late = replace(event(9, EventKind.NOTE, "2026-04-01", why="x"), recorded=moment("2027-06-01"))
    assert label(not_opened("A", "2026-03-10", events=(late,)), "2031-04-02").keep_until == date(
        2032, 6, 1
    )


def test_deciding_about_the_file_is_no_note_in_it():
    facts = not_opened(
        "A",
        "2026-03-10",
        events=(
            event(8, EventKind.RETENTION_CLASS, "2031-04-01", **{"class": "ordinary"}),
            event(9, EventKind.PURGE_DECIDED, "2031-04-02", decision="purge", why="due"),
        ),
    )
    assert label(facts, "2031-04-03").standing is Standing.DUE


def test_the_last_day_of_february():
    assert label(not_opened("A", "2024-02-29"), "2029-03-01").standing is Standing.DUE


@pytest.mark.parametrize(
    ("closed", "day", "standing", "until"),
    [
        # Born 2017-01-01: 30 on 2047-01-01.
        ("2026-01-15", "2032-01-01", Standing.KEPT, date(2047, 1, 1)),
        ("2026-06-01", "2047-01-02", Standing.DUE, date(2047, 1, 1)),
        # Closed before the rule was made: five years, as all else.
        ("2026-01-14", "2032-01-01", Standing.DUE, date(2031, 1, 14)),
        ("2025-12-01", "2030-12-01", Standing.KEPT, date(2030, 12, 1)),
    ],
)
def test_an_inquiry_is_kept_until_the_child_is_thirty(closed, day, standing, until):
    found = label(inquiry("A", "2025-10-01", closed), day)
    assert (found.standing, found.keep_until) == (standing, until)


def test_the_rule_about_inquiries_did_not_go_before_it_was_made():
    found = label(inquiry("A", "2019-10-01", "2020-01-10"), "2025-12-31")
    assert found.standing is Standing.DUE
    cited = [ground_entry(each, LAW, date(2025, 12, 31))["section"] for each in found.grounds]
    assert cited == [LAW.citation("retention", date(2025, 12, 31))]


def test_an_inquiry_that_ends_near_the_thirtieth_birthday_is_kept_five_years_all_the_same():
    child = Child("Vuxen", "199703032384")
    found = label(inquiry("A", "2026-10-01", "2027-02-01", child=child), "2028-01-01")
    assert (found.standing, found.keep_until) == (Standing.KEPT, date(2032, 2, 1))


def test_a_notification_to_an_inquiry_that_runs_elsewhere_is_part_of_it():
    facts = not_opened("A", "2026-03-10")
    already = replace(facts.events[0], what={"outcome": "already-running"})
    facts = replace(facts, events=(already,))
    assert label(facts, "2032-01-01").keep_until == date(2047, 1, 1)


def test_an_unknown_birth_is_unclear_and_never_due():
    child = Child("Alva Ek", None)
    facts = inquiry("A", "2026-03-10", "2026-06-10", child=child)
    found = label(facts, "2090-01-01")
    assert found.standing is Standing.UNCLEAR
    assert codes(found) == ["last-note", "inquiry", "birth-unknown"]
    told = replace(
        facts, incoming=(notification(1, "2026-03-10", child={"birth_date": "2017-01-01"}),)
    )
    assert label(told, "2090-01-01").standing is Standing.DUE


def test_a_coordination_number_tells_the_birth():
    child = Child("Omar", "202601612381")
    facts = inquiry("A", "2026-03-10", "2026-06-10", child=child)
    assert label(facts, "2032-01-01").keep_until == date(2056, 1, 1)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (
            CaseFacts("A", ALVA, moment("2020-01-01"), None, (notification(1, "2020-01-01"),)),
            "undecided",
        ),
        (
            CaseFacts(
                "A",
                ALVA,
                moment("2020-01-01"),
                moment("2020-02-01"),
                (notification(1, "2020-01-01"),),
            ),
            "undecided",
        ),
        (
            CaseFacts(
                "A",
                ALVA,
                moment("2020-01-01"),
                None,
                (notification(1, "2020-01-01"),),
                (event(1, EventKind.DECIDED, "2020-01-02", 1, outcome="opened"),),
            ),
            "inquiry-runs",
        ),
        (
            CaseFacts(
                "A", ALVA, moment("2020-01-01"), None, (notification(1, "2020-01-01", waits=True),)
            ),
            "waits",
        ),
    ],
)
def test_what_is_not_finished_is_never_due(facts, code):
    found = label(facts, "2090-01-01")
    assert (found.standing, found.keep_until) == (Standing.RUNS, None)
    assert code in codes(found)


def test_a_case_without_notification_follows_the_general_rule():
    consent = Incoming(1, "samtycke", 2, moment("2026-02-02"), False, False, None, {})
    facts = CaseFacts("A", ALVA, moment("2026-02-01"), None, (consent,))
    assert label(facts, "2031-02-03").standing is Standing.DUE


# -- classes ----------------------------------------------------------------------


def of_class(name: str, child: Child = ALVA) -> CaseFacts:
    said = event(9, EventKind.RETENTION_CLASS, "2026-03-11", **{"class": name})
    return not_opened("A", "2026-03-10", child=child, events=(said,))


@pytest.mark.parametrize("name", ["paternity", "adoption", "placement"])
def test_what_is_never_culled(name):
    found = label(of_class(name), "2090-01-01")
    assert (found.standing, found.finish_by) == (Standing.NEVER, None)
    assert ground_entry(found.grounds[0], LAW, date(2090, 1, 1))["section"] is not None


def test_a_custody_agreement_is_kept_until_eighteen():
    found = label(of_class("custody-agreement"), "2032-01-01")
    assert (found.standing, found.keep_until) == (Standing.KEPT, date(2035, 1, 1))
    assert label(of_class("custody-agreement", Child("Alva Ek")), "2090-01-01").standing is (
        Standing.UNCLEAR
    )


def test_the_last_class_counts_and_an_unknown_one_is_unclear():
    facts = of_class("placement")
    back = event(10, EventKind.RETENTION_CLASS, "2026-03-12", **{"class": "ordinary"})
    assert (
        label(replace(facts, events=(*facts.events, back)), "2032-01-01").standing is Standing.DUE
    )
    found = label(of_class("adoptoin"), "2090-01-01")
    assert (found.standing, codes(found)) == (Standing.UNCLEAR, ["class-unknown"])
    assert "adoptoin" in ground_text(found.grounds[0])


# -- the same child ---------------------------------------------------------------


def test_nothing_is_culled_before_all_about_the_same_child_falls_due():
    old, new = not_opened("A", "2020-03-10"), not_opened("B", "2024-03-10", number=2)
    found = label(old, "2026-01-01", new)
    assert (found.standing, found.keep_until) == (Standing.KEPT, date(2029, 3, 10))
    assert codes(found) == ["last-note", "same-child"]
    assert "B" in ground_text(found.grounds[-1])
    assert label(old, "2029-03-11", new).standing is Standing.DUE
    other = not_opened("C", "2024-03-10", child=Child("Bo", "200001012384"))
    assert label(old, "2026-01-01", other).standing is Standing.DUE


def test_one_about_the_same_child_that_is_not_finished_keeps_the_others():
    running = CaseFacts("B", ALVA, moment("2020-01-01"), None, (notification(7, "2020-01-01"),))
    found = label(not_opened("A", "2020-03-10"), "2090-01-01", running)
    assert (found.standing, found.keep_until) == (Standing.KEPT, None)


def test_one_that_is_never_culled_keeps_the_others_where_the_policy_says_so():
    placed = replace(of_class("placement"), reference="B")
    old = not_opened("A", "2020-03-10")
    assert label(old, "2090-01-01", placed).standing is Standing.KEPT
    free = replace(KEEPING, policy=replace(STATED, never_culled_holds_others=False))
    assert label(old, "2090-01-01", placed, keeping=free).standing is Standing.DUE


def test_a_case_without_number_is_held_by_the_same_name():
    unnumbered = not_opened("A", "2020-03-10", child=Child("EK, alva"))
    found = label(unnumbered, "2026-01-01", not_opened("B", "2024-03-10", number=2))
    assert found.standing is Standing.KEPT
    assert (
        label(
            not_opened("B", "2020-03-10"),
            "2026-01-01",
            replace(unnumbered, opened=moment("2024-03-10")),
        ).standing
        is Standing.KEPT
    )
    alone = label(unnumbered, "2026-01-01")
    assert (alone.standing, codes(alone)) == (Standing.DUE, ["last-note", "person-uncertain"])


def test_a_form_about_the_child_that_waits_without_a_case_keeps_it():
    waiting = notification(44, "2026-01-01", waits=True, child={"identity_number": ALVA.identity})
    found = label(not_opened("A", "2020-03-10"), "2026-01-02", loose=[waiting])
    assert (found.standing, codes(found)[-1]) == (Standing.RUNS, "same-child-waits")


# -- the sample for research ------------------------------------------------------


def sampled(sample: Sample | None) -> Keeping:
    return replace(KEEPING, policy=replace(STATED, sample=sample))


def test_nothing_is_due_until_the_municipality_has_stated_its_sample():
    found = label(not_opened("A", "2020-03-10"), "2026-01-01", keeping=sampled(None))
    assert (found.standing, codes(found)) == (Standing.UNCLEAR, ["last-note", "sample-not-stated"])
    assert retention_policy.load(shipped("schemas") / FILE).sample is None
    early = label(not_opened("A", "2025-03-10"), "2026-01-01", keeping=sampled(None))
    assert early.standing is Standing.KEPT


@pytest.mark.parametrize(
    ("sample", "child", "standing"),
    [
        (Sample(whole_municipality=True), ALVA, Standing.NEVER),
        (Sample(birth_days=frozenset({1, 9})), ALVA, Standing.NEVER),
        (Sample(birth_days=frozenset({9})), ALVA, Standing.DUE),
        (Sample(birth_days=frozenset({9})), Child("Alva"), Standing.UNCLEAR),
        (Sample(), Child("Alva"), Standing.DUE),
    ],
)
def test_the_sample(sample, child, standing):
    facts = not_opened("A", "2020-03-10", child=child)
    assert label(facts, "2026-01-01", keeping=sampled(sample)).standing is standing


# -- decisions --------------------------------------------------------------------


def decided(*after: Event, what: str = "purge") -> CaseFacts:
    made = event(9, EventKind.PURGE_DECIDED, "2031-04-02", decision=what, why="due")
    return not_opened("A", "2026-03-10", events=(made, *after))


def test_a_decision_stands_until_something_happens():
    made = decision(decided())
    assert made is not None
    assert (made.purge, made.void, made.why) == (True, False, "due")
    assert decision(not_opened("A", "2026-03-10")) is None
    note = event(10, EventKind.NOTE, "2031-04-03", why="x")
    voided = decision(decided(note))
    assert voided is not None
    assert voided.void
    struck = event(10, EventKind.STRUCK, "2031-04-03", corrects=9, why="mistake")
    assert decision(decided(struck)) is None
    keep = event(10, EventKind.PURGE_DECIDED, "2031-04-03", decision="keep", why="claim")
    kept = decision(decided(keep))
    assert kept is not None
    assert (kept.purge, kept.void) == (False, False)


def test_a_form_that_came_since_makes_a_decision_void():
    facts = decided()
    came = notification(7, "2031-04-02")
    late = replace(came, received=came.received + timedelta(seconds=1))
    found = decision(replace(facts, incoming=(*facts.incoming, late)))
    assert found is not None
    assert found.void


# -- the file ---------------------------------------------------------------------


def over(folder: Path, said: str):
    path = folder / FILE
    path.write_text(textwrap.dedent(said), encoding="utf-8")
    return retention_policy.load(shipped("schemas") / FILE, path)


def test_a_municipality_states_its_sample_in_a_file_of_its_own(tmp_path):
    shipped_policy = retention_policy.load(shipped("schemas") / FILE)
    for number, (said, sample) in enumerate(
        (
            ("sample: none", Sample()),
            ("sample: {whole_municipality: true}", Sample(whole_municipality=True)),
            ("sample: {birth_days: [3, 17]}", Sample(birth_days=frozenset({3, 17}))),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert over(folder, said) == replace(shipped_policy, sample=sample)


@pytest.mark.parametrize(
    "said",
    [
        "sample: some",
        "sample: {birth_days: []}",
        "sample: {birth_days: [32]}",
        "sample: {whole_municipality: false}",
        "sample: {birth_days: [3], whole_municipality: true}",
        "smaple: none",
        "classes: {x: {keep: a_while, title: {sv: x, en: x}}}",
        "- sample",
    ],
)
def test_a_file_that_cannot_be_understood_stops_everything(tmp_path, said):
    with pytest.raises(DefinitionError, match="retention"):
        over(tmp_path, said)
