"""The law file: sections by date as the domain has them, clocks, citations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from oroforms import law
from oroforms.errors import DefinitionError
from oroforms.folders import own
from oroforms.i18n import set_language
from oroforms.law import Clock

DAYS = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 15))
OLD, NEW = "socialtjänstlagen (2001:453)", "socialtjänstlagen (2025:400)"

TABLE = {
    "duty": ("14 kap. 1 §", "19 kap. 1 §", "19 kap. 1 §"),
    "anyone": ("14 kap. 1 c §", "19 kap. 4 §", "19 kap. 4 §"),
    "meeting": ("14 kap. 1 a §", "19 kap. 5 §", "19 kap. 5 §"),
    "feedback": ("14 kap. 1 b §", "19 kap. 6 §", "19 kap. 6 §"),
    "protection": ("11 kap. 1 a §", "20 kap. 1 §", "20 kap. 1 §"),
    "assessment": ("11 kap. 1 a §", "20 kap. 2 §", "20 kap. 2 §"),
    "inquiry": ("11 kap. 2 §", "20 kap. 3 §", "20 kap. 3 §"),
    "information_duty": ("14 kap. 1 § tredje stycket", "20 kap. 6 §", "20 kap. 6 §"),
    "collaboration": ("5 kap. 1 a §", "18 kap. 6 §", "18 kap. 6 §"),
    "fifteen": ("11 kap. 10 §", "3 kap. 4 §", "3 kap. 4 §"),
    "retention": ("12 kap.", "16 kap. 1 §", "16 kap. 1 §"),
    "retention_inquiry": (None, None, "16 kap. 2 a §"),
    "retention_exempt": ("12 kap.", "16 kap. 2–5 §§", "16 kap. 2–5 §§"),
}

OTHER = {
    "secrecy": "26 kap. 1 § offentlighets- och sekretesslagen (2009:400)",
    "consent_waives": "10 kap. 1 § offentlighets- och sekretesslagen (2009:400)",
    "consent_given": "12 kap. 2 § offentlighets- och sekretesslagen (2009:400)",
    "guardian_secrecy": "12 kap. 3 § offentlighets- och sekretesslagen (2009:400)",
    "school_duty": "29 kap. 13 § skollagen (2010:800)",
    "child_convention": (
        "lagen (2018:1197) om Förenta nationernas konvention om barnets rättigheter"
    ),
    "arrival": "22 § förvaltningslagen (2017:900)",
}

CLOCKS = {
    "feedback": (None, None, Clock(7, "days", "decision")),
    "assessment": (Clock(14, "days", "receipt"),) * 3,
    "inquiry": (Clock(4, "months", "decision"),) * 3,
    "retention": (Clock(5, "years", "last_note"),) * 3,
    "retention_inquiry": (None, None, Clock(30, "years", "birth")),
}

HEAD = """\
as_of: 2025-12-31
source: {sv: x, en: x}
acts:
  sol: {sv: lagen, en: the Act}
"""


def test_the_file_has_these_rules_and_no_others() -> None:
    assert set(law.current().rules) == set(TABLE) | set(OTHER)
    assert law.current().as_of == date(2025, 12, 31)


@pytest.mark.parametrize("key", TABLE)
def test_sections_by_date(key: str) -> None:
    for day, act, section in zip(DAYS, (OLD, NEW, NEW), TABLE[key], strict=True):
        if section is None:
            with pytest.raises(DefinitionError, match=rf"law\.yaml: .*{key}.*{day}"):
                law.citation(key, day, "sv")
        else:
            assert law.citation(key, day, "sv") == f"{section} {act}"


@pytest.mark.parametrize("key", OTHER)
def test_other_acts(key: str) -> None:
    assert {law.citation(key, day, "sv") for day in DAYS} == {OTHER[key]}


@pytest.mark.parametrize("key", TABLE)
def test_clocks(key: str) -> None:
    rule = law.current().rules[key]
    periods = [rule.on(day) for day in DAYS]
    clocks = tuple(None if period is None else period.clock for period in periods)
    assert clocks == CLOCKS.get(key, (None, None, None))


def test_the_days_around_a_change() -> None:
    assert "2001:453" in law.citation("duty", date(2025, 6, 30), "sv")
    assert "2025:400" in law.citation("duty", date(2025, 7, 1), "sv")
    rule = law.current().rules["feedback"]
    before, since = rule.on(date(2026, 1, 14)), rule.on(date(2026, 1, 15))
    assert before is not None
    assert since is not None
    assert before.clock is None
    assert since.clock == Clock(7, "days", "decision")


def test_fill_in_the_language_asked_for_or_set() -> None:
    day, text = date(2026, 11, 22), "Enligt {law.duty} och {law.anyone}."
    swedish = f"Enligt 19 kap. 1 § {NEW} och 19 kap. 4 § {NEW}."
    assert law.fill(text, day) == law.fill(text, day, "sv") == swedish
    set_language("en")
    try:
        assert "Chapter 19, Section 4 of the Social Services Act (2025:400)" in law.fill(text, day)
    finally:
        set_language("sv")


def test_fill_leaves_other_braces_alone() -> None:
    assert law.fill("{slot} {law} { law.duty }", date(2026, 1, 1)) == "{slot} {law} { law.duty }"


def test_unknown_rule_is_named_with_the_nearest() -> None:
    set_language("en")
    try:
        with pytest.raises(DefinitionError, match=r"no rule dutty\. Did you mean duty\?"):
            law.fill("{law.dutty}", date(2026, 1, 1))
    finally:
        set_language("sv")


def test_own_law_lies_over_the_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    own("schemas").mkdir(parents=True)
    mine = own("schemas") / "law.yaml"
    rule = "rules:\n  duty: {title: {sv: x, en: x}, periods: [{act: sol}]}\n"
    mine.write_text(HEAD + rule, "utf-8")
    assert law.citation("duty", date(2026, 1, 1), "sv") == "lagen"


@pytest.mark.parametrize(
    "rules",
    [
        "rules: {duty: {title: {sv: x, en: x}, periods: []}}",
        "rules: {duty: {title: {sv: x, en: x}, periods: [{act: soll}]}}",
        "rules: {duty: {title: {sv: x}, periods: [{act: sol}]}}",
        "rules: {duty: {title: {sv: x, en: x}, periods: [{act: sol, from: 2026-02-30}]}}",
        "rules: {duty: {title: {sv: x, en: x}, periods: [{act: sol}, {act: sol}]}}",
        "rules: {duty: {title: {sv: x, en: x}, periods: [{act: sol, clock: {weeks: 1}}]}}",
        "rules: {a: {title: {sv: x, en: x}, periods: [{act: sol, clock: {days: 1, starts: x}}]}}",
        "rules: {duty: {title: {sv: x, en: x}, periods: [{act: sol, at_once: [always]}]}}",
        "rules: [duty]",
        "",
    ],
)
def test_wrong_law_file(rules: str, tmp_path: Path) -> None:
    path = tmp_path / "law.yaml"
    path.write_text(HEAD + rules, "utf-8")
    with pytest.raises(DefinitionError, match=r"law\.yaml"):
        law.load(path)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("rules: {duty: {title: {sv: x, en: x}}}", "periods is missing"),
        ("rules: [duty]", "another shape"),
        ("rules: {duty: {title: {sv: x, en: x}, periods: []}}", "duty: periods are missing"),
    ],
)
def test_a_wrong_law_file_is_told_in_words_of_the_file(
    rules: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "law.yaml"
    path.write_text(HEAD + rules, "utf-8")
    set_language("en")
    try:
        with pytest.raises(DefinitionError, match=said):
            law.load(path)
    finally:
        set_language("sv")


def test_each_period_ends_before_the_next_and_the_law_knows_since_when_it_reads_so() -> None:
    known = law.current()
    feedback = known.rule("feedback")
    assert [feedback.ends(period) for period in feedback.periods] == [
        date(2025, 6, 30),
        date(2026, 1, 14),
        None,
    ]
    assert known.since(date(2026, 1, 14)) == date(2025, 7, 1)
    assert known.since(date(2026, 1, 15)) == date(2026, 1, 15)
    assert known.since(date(2001, 1, 1)) == date.min


def test_at_once_and_what_is_advised() -> None:
    known = law.current()
    period = known.rule("feedback").on(date(2026, 1, 15))
    assert period is not None
    assert period.at_once == ("asked_later", "already_running")
    assert known.rule("protection").advised == Clock(0, "days", "receipt")
    with pytest.raises(DefinitionError, match="protecton"):
        known.rule("protecton")
