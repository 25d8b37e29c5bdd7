"""What is counted, from a case file and from what was culled, and how it is written."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest

from oroforms import law as law_in_use
from oroforms.casework import roles as roles_in_use
from oroforms.casework.statistics import (
    Codes,
    Counting,
    Dispatched,
    Notified,
    from_tallies,
    years,
)
from oroforms.casework.statistics_page import Words, page
from oroforms.cli.language import speaking
from oroforms.facts import CaseFacts, Child, Event, EventKind, Incoming, Outgoing
from oroforms.workflow.statistics import Statistics, StatisticsFormat, text

SECTORS = {
    "preschool": "Förskola",
    "school": "Skola",
    "child_health": "Barnhälsovård (BVC)",
    "health_care": "Annan hälso- och sjukvård",
    "police": "Polis",
    "other_authority": "Annan myndighet",
    "private_person": "Privatperson",
}
CODES = Codes(tuple(SECTORS), ("neglect", "absence"))
COUNTING = Counting(law_in_use.current(), roles_in_use.current())
TODAY = date(2026, 12, 1)


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)


def form(number: int, day: str, name: str = "orosanmalan", *, waits=False, **values) -> Incoming:
    return Incoming(number, name, 1, moment(day), waits, False, None, values)


def event(number: int, kind: EventKind, day: str, submission=None, **what) -> Event:
    return Event(number, kind, moment(day), moment(day), "asa", submission, what)


def case(*forms: Incoming, events=(), outgoing=(), reference="2026-0001") -> CaseFacts:
    opened = min((form.received for form in forms), default=moment("2026-01-01"))
    return CaseFacts(reference, Child(), opened, None, forms, tuple(events), tuple(outgoing))


def line(month="2026-01", sector="school", outcome="opened", days=10, **more) -> Notified:
    settled = outcome in ("opened", "not-opened")
    told = {"kinds": (), "acute": False, "decided_in_time": settled and days <= 14}
    told |= {"feedback": None} | more
    return Notified(month, sector, outcome=outcome, days=days if settled else None, **told)


def year_of(*lines, first=date(2026, 1, 1), last=date(2026, 12, 31)):
    [year] = years(lines, CODES, first, last)
    return year


def test_a_citys_audit_can_be_reproduced():
    """6 104 notifications in a year, 51 % opened; 1 150 from the schools, of which about 60 %."""
    lines = []
    for sector, count, opened in (
        ("preschool", 210, 118),
        ("school", 940, 572),
        ("child_health", 160, 88),
        ("health_care", 1240, 631),
        ("police", 1890, 893),
        ("other_authority", 1024, 561),
        ("private_person", 640, 250),
    ):
        for number in range(count):
            month = f"2019-{number % 12 + 1:02}"
            lines.append(
                line(month, sector, "opened" if number < opened else "not-opened", days=12)
            )
    year = year_of(*lines, first=date(2019, 1, 1), last=date(2019, 12, 31))
    assert year.notifications == 6104
    assert (year.opened.count, year.opened.share) == (3113, 51)
    by_code = {each.code: each for each in year.sources}
    school = by_code["preschool"], by_code["school"]
    assert sum(each.count for each in school) == 1150
    assert sum(each.opened for each in school) / 1150 == pytest.approx(0.6, abs=0.005)
    assert (by_code["school"].count, by_code["school"].share) == (940, 61)


def test_each_notification_counts_in_the_month_in_which_it_arrived():
    facts = case(
        form(1, "2026-02-02", reporter={"sector": "school"}, concern={"kind": ["neglect"]}),
        form(2, "2026-03-20", waits=True),
        form(3, "2026-03-21", "samtycke"),
        events=[event(1, EventKind.ARRIVED, "2026-01-30", 1)],
    )
    first, second = COUNTING.notified(facts, TODAY)
    assert (first.month, first.sector, first.kinds) == ("2026-01", "school", ("neglect",))
    assert (second.month, second.sector, second.outcome) == ("2026-03", "unsaid", "undecided")


@pytest.mark.parametrize(
    ("outcome", "day", "counted", "days", "in_time"),
    [
        ("opened", "2026-02-16", "opened", 14, True),
        ("not-opened", "2026-02-17", "not-opened", 15, False),
        (None, None, "undecided", None, False),
    ],
)
def test_decisions_and_their_time(outcome, day, counted, days, in_time):
    made = [] if outcome is None else [event(1, EventKind.DECIDED, day, 1, outcome=outcome)]
    [found] = COUNTING.notified(case(form(1, "2026-02-02"), events=made), TODAY)
    assert (found.outcome, found.days, found.decided_in_time) == (counted, days, in_time)


def test_a_notification_while_an_inquiry_runs_needs_no_decision():
    facts = case(
        form(1, "2026-02-02"),
        form(2, "2026-03-02"),
        events=[event(1, EventKind.DECIDED, "2026-02-03", 1, outcome="opened")],
    )
    assert [each.outcome for each in COUNTING.notified(facts, TODAY)] == [
        "opened",
        "already-running",
    ]


@pytest.mark.parametrize(
    ("given", "told", "feedback"),
    [
        ("2026-02-20", "2026-12-01", True),
        ("2026-02-28", "2026-12-01", False),
        (None, "2026-12-01", False),
        (None, "2026-02-20", None),
    ],
)
def test_feedback_within_a_week_of_the_decision(given, told, feedback):
    events = [event(1, EventKind.DECIDED, "2026-02-16", 1, outcome="opened")]
    if given is not None:
        events.append(event(2, EventKind.FEEDBACK_GIVEN, given, 1))
    facts = case(
        form(1, "2026-02-10", feedback={"requested": "yes"}, reporter={"kind": "professional"}),
        events=events,
    )
    [found] = COUNTING.notified(facts, date.fromisoformat(told))
    assert found.feedback is feedback


def test_forms_that_have_not_come_back():
    def sent(number: int, token: str | None, due: str | None) -> Outgoing:
        wanted = None if due is None else date.fromisoformat(due)
        at = moment("2026-05-05")
        return Outgoing(number, "samtycke", 2, at, "asa", "outbox", "Skolan", token, wanted)

    back = Incoming(9, "samtycke", 2, moment("2026-06-01"), False, False, "T1", {})
    outgoing = [sent(1, "T1", "2026-06-01"), sent(2, "T2", "2026-06-01"), sent(3, "T3", None)]
    facts = case(back, outgoing=[*outgoing, sent(4, None, None)])
    found = list(COUNTING.dispatched(facts, TODAY))
    assert [(each.outstanding, each.late) for each in found] == [
        (False, False),
        (True, True),
        (True, False),
    ]
    assert {each.month for each in found} == {"2026-05"}


def test_what_was_culled_counts_as_before():
    facts = case(
        form(1, "2026-02-02", reporter={"sector": "police"}, concern={"kind": ["absence"]}),
        events=[event(1, EventKind.DECIDED, "2026-02-03", 1, outcome="not-opened")],
        outgoing=[Outgoing(1, "samtycke", 2, moment("2026-05-05"), "a", "outbox", "x", "T2", None)],
    )
    kept = [json.loads(json.dumps(each)) for each in COUNTING.tallies(facts)]
    assert list(from_tallies(kept)) == [
        *COUNTING.notified(facts, TODAY),
        *COUNTING.dispatched(facts, TODAY),
    ]
    assert not re.search(r"2026-\d\d-\d\d|2026-0001|asa|Skolan", json.dumps(kept))


def test_each_calendar_year_stands_by_itself():
    lines = [line("2025-11")] * 7 + [line("2026-02")] * 8 + [line("2026-06")] * 9
    found = years(lines, CODES, date(2025, 10, 20), date(2026, 5, 3))
    assert [(each.first, each.last, each.notifications) for each in found] == [
        ("2025-10", "2025-12", 7),
        ("2026-01", "2026-05", 8),
    ]


def test_a_small_municipality_shows_little():
    year = year_of(line(), line(), line(outcome="undecided"))
    assert year.notifications is None
    assert {each.count for each in (*year.months, *year.sources, *year.outcomes)} == {None}
    assert year.median_days is None


def test_a_share_is_there_only_with_both_its_numbers():
    lines = [line()] * 20 + [line(outcome="not-opened")] * 20
    lines += [line(sector="police")] * 17 + [line(sector="police", outcome="not-opened")] * 3
    lines += [line(sector="preschool", outcome="not-opened")] * 20
    year = year_of(*lines)
    by_code = {each.code: each for each in year.sources}
    assert by_code["police"].opened is None
    assert by_code["police"].share is None
    assert year.opened.share == 46


# -- what is written ----------------------------------------------------------------


@pytest.fixture
def found() -> Statistics:
    lines: list[Notified | Dispatched] = []
    for number in range(400):
        sector = list(SECTORS)[number % 7 if number % 5 else 1]
        outcome = ("opened", "not-opened", "opened", "already-running")[number % 4]
        month = f"{2025 + number % 2}-{number // 2 % 12 + 1:02}"
        lines.append(line(month, sector, outcome, 3 + number % 15, kinds=("neglect",)))
    lines += [line("2026-03", "police", kinds=("absence",))] * 2
    lines += [Dispatched("2026-02", n % 3 == 0, n % 6 == 0) for n in range(60)]
    counted = years(lines, CODES, date(2025, 1, 1), date(2026, 12, 31))
    return Statistics(TODAY, counted, Words(SECTORS, {"neglect": "Brister", "absence": "Frånvaro"}))


def test_all_formats_say_the_same(found):
    data = json.loads(text(found, StatisticsFormat.JSON))
    rows = list(csv.DictReader(io.StringIO(text(found, StatisticsFormat.CSV).lstrip("\ufeff"))))
    assert [year["year"] for year in data["years"]] == [2025, 2026]
    for year in data["years"]:
        mine = [row for row in rows if row["from"] == year["from"]]
        for source in year["sources"]:
            shown = {
                row["measure"]: row["value"]
                for row in mine
                if (row["table"], row["code"]) == ("sources", source["code"])
            }
            for measure in ("count", "opened", "share_opened"):
                value = source[measure]
                assert shown[measure] == (".." if value is None else str(value))
    hidden = sum(row["value"] == ".." for row in rows)
    assert 0 < hidden < len(rows)
    with speaking("sv"):
        html = text(found, StatisticsFormat.HTML)
    for year in data["years"]:
        for source in year["sources"]:
            cells = "".join(
                f"<td>{'..' if n is None else n}</td>" for n in (source["count"], source["opened"])
            )
            assert f"{SECTORS.get(source['code'], '')}" in html
            assert cells in html


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_is_one_file_and_each_chart_has_title_description_and_table(found):
    html = text(found, StatisticsFormat.HTML)
    tags = _Page(html).tags
    assert not re.search(r"https?:|url\(|@import|<script|<img|<link", html)
    charts = [attributes for tag, attributes in tags if tag == "svg"]
    assert len(charts) == 3 * len(found.years)
    identities = [attributes["id"] for _tag, attributes in tags if "id" in attributes]
    assert len(identities) == len(set(identities))
    for chart in charts:
        assert chart["role"] == "img"
        assert set(chart["aria-labelledby"].split()) <= set(identities)
    names = [tag for tag, _attributes in tags]
    assert names.count("title") == 1 + len(charts)
    assert names.count("desc") == len(charts)
    assert html.count("</figure>\n<div") >= len(charts) - 1 or names.count("table") > len(charts)


def test_words_of_a_form_are_no_markup(found):
    words = Words({**SECTORS, "school": "<b>Skola & co</b>"}, {})
    html = page(found.years, words, TODAY)
    assert "<b>" not in html
    assert html.count("&lt;b&gt;Skola &amp; co") == 2 * len(found.years)


def test_ten_thousand_lines_are_counted_quickly():
    lines = [line(f"2026-{n % 12 + 1:02}", list(SECTORS)[n % 7]) for n in range(10_000)]
    begun = datetime.now(UTC)
    year_of(*lines)
    assert datetime.now(UTC) - begun < timedelta(seconds=5)
