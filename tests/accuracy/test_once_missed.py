"""Answers in plain scans that once went to a person for no reason: each is read now."""

from __future__ import annotations

import pytest

from accuracy.chain import read_form
from accuracy.conditions import BY_NAME
from accuracy.forms import filled
from accuracy.outcomes import Outcome, outcome
from accuracy.scanner import scan

MISSED = {
    "an address of mail": (96_000_242_14, "clean", "reporter.email"),
    "a hyphen among figures": (96_000_221_01, "ordinary", "case.reference"),
    "a narrow cross in its box": (108_000_097_01, "ordinary", "parties.2.category.health_care"),
    "a slanting cross in its box": (108_000_260_11, "ordinary", "consultation.way.written"),
    "an i by itself": (96_000_008_12, "clean", "area.health.strengths"),
    "a full stop behind an r": (96_000_139_05, "clean", "childs_view"),
    "a zero that may be an O": (96_000_046_12, "ordinary", "guardians.0.identity_number"),
    "hyphens on the dividers of a comb": (99_000_265_13, "ordinary", "siblings.1.birth_date"),
    "a name with two dots over its e": (99_000_162_02, "ordinary", "informed_by"),
    "dark grey type under a threshold": (103_000_319_02, "ordinary", "informed_by"),
    "an i that might be a dotless one": (
        105_000_264_02,
        "ordinary",
        "guardians.1.interpreter_language",
    ),
    "a faint hyphen in a comb": (105_000_244_01, "clean", "child.identity_number"),
    "nothing on a page of bare paper": (105_000_178_12, "ordinary", "advice.text"),
    "nothing where streaks are too pale to be whole": (106_000_228_02, "ordinary", "informed_by"),
    "nothing where a cup left a ring": (106_000_030_01, "ordinary", "exclusions"),
    "a word below a fold and its label": (106_000_286_11, "ordinary", "recipient.municipality"),
    "a percent sign that looks like figures": (
        106_000_165_02,
        "ordinary",
        "area.health.observation",
    ),
    "the same before a full stop": (106_000_165_05, "ordinary", "cooperation_with_guardians"),
    "a thick fold under a text": (96_000_001_12, "ordinary", "concern.question"),
}
"""The scan's number (the form's, which scan of it, the page), the condition, and the part."""


@pytest.mark.parametrize("what", MISSED)
def test_what_was_missed_is_read(what: str) -> None:
    number, condition, part = MISSED[what]
    form = filled(number // 100, careless=0.1, pages=number % 10 + 1)
    page = form.pages[number % 10 - 1]
    [truth] = [truth for truth in page.truths if truth.part == part]
    read = read_form([scan(page, BY_NAME[condition], number, None)]).reads
    assert outcome(truth, read.get(part)) is Outcome.RIGHT
