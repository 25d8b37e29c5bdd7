"""Readings that once were wrong: each is right now, or for a person to look at."""

from __future__ import annotations

import numpy as np
import pytest

from accuracy.chain import read_form
from accuracy.conditions import BY_NAME
from accuracy.fonts import HANDS
from accuracy.forms import filled
from accuracy.outcomes import Outcome, outcome
from accuracy.scanner import scan
from accuracy.truth import Kind
from oroforms.pictures.base import Sheet

pytestmark = pytest.mark.skipif(
    not HANDS.is_dir(), reason="handwriting is missing: sh setup/accuracy.sh installs it"
)

WRONG = {
    "a streak with a speck beside it": (50_000_338_06, "worn", "shared_with_family.yes"),
    "a cross in dithered grey": (50_000_329_01, "worn", "information_scope.support_given"),
    "an adaptive threshold's noise": (50_000_365_04, "worn", "signature.sign"),
    "dots of a light pencil in a comb": (50_000_457_03, "fax", "siblings.3.birth_date"),
    "a letter and a blank that a streak makes one letter": (
        107_000_276_02,
        "ordinary",
        "concern.observed_self",
    ),
    "a scribble that a threshold thinned out": (
        108_000_004_01,
        "ordinary",
        "notification.supplements_earlier.unknown",
    ),
    "a speck for a blank of a phone number": (50_001_785_12, "low", "contact.school.phone"),
    "a full stop on a fold": (50_002_115_01, "ordinary", "urgency.acute_reason"),
    "the dots of ö under a threshold": (50_000_455_02, "worn", "guardians_not_informed_reason"),
    "a speck over an a": (96_000_067_12, "torn", "informed_by"),
    "a scribble that a threshold left in pieces": (
        96_000_213_01,
        "ordinary",
        "parties.3.category.preschool",
    ),
    "a hyphen lower than its comb's digits": (96_000_130_11, "torn", "child.identity_number"),
    "a capital I amid small letters": (96_000_214_01, "fax", "parties.2.unit"),
    "dots that a threshold left nothing of": (96_000_131_11, "low", "respondents.0.name"),
    "a text cut off behind a word": (96_000_327_01, "worn", "respondents.2.known_child_since"),
    "a streak and a fold in a box": (50_000_753_14, "fax", "feedback.requested.yes"),
    "two streaks in a box": (50_000_708_02, "low", "decision.yes"),
    "a scribble that is left in dots": (50_000_738_12, "torn", "child.informed.unknown"),
    "the shadow of a fold": (50_000_684_04, "phone", "signature.sign"),
    "a pencil's tails on a border": (50_000_667_11, "low", "child.whereabouts_now"),
    "an arc of the ring of a cup": (97_000_170_12, "torn", "child.signature.sign"),
    "a figure that a streak took along": (97_000_240_01, "worn", "valid_from"),
    "an l that a threshold made broader": (97_000_226_13, "worn", "concern.childs_own_words"),
    "a tick on a page whose print faded": (
        98_000_050_11,
        "fax standard",
        "scope.inform_of_outcome",
    ),
    "an i whose dot is joined to it": (98_000_119_12, "worn", "informed_by"),
    "dirt far behind a name": (99_000_329_11, "ordinary", "respondents.1.name"),
    "a ring of an Å that a fax lost": (101_000_010_01, "fax", "child.address"),
    "an n that dirt made an h": (101_000_126_12, "worn", "contact.school.name"),
    "writing amid dither": (102_000_205_11, "worn", "case.unit"),
    "an l that a fold parted": (102_000_283_02, "phone", "advice.text"),
    "dots of a light pencil in no box of its own": (
        48_000_020_21,
        "fax standard",
        "parties.3.category.preschool",
    ),
    "the edge of a stain": (51_000_101_11, "worn", "parties.1.category.other"),
    "a small l behind an abbreviation": (51_000_120_03, "fax", "concern.why_now"),
    "a scribble with dots on two sides": (51_000_256_12, "fax standard", "understood.no"),
    "a stem that a streak hides": (105_000_206_12, "fax", "contact.school.name"),
    "dirt behind a name on a dusty page": (105_000_260_13, "fax", "siblings.1.name"),
    "dots that a fax lost": (50_001_181_01, "fax", "parties.0.unit"),
    "a cup's ring as a line of dots": (106_000_222_01, "worn", "guardians.1.signature.sign"),
    "an l behind a capital": (105_000_179_13, "fax", "concern.heard_from_others"),
    "a part of a torn page": (50_000_378_02, "torn", "form_of_consent.oral"),
}
"""The scan's number (the form's, which scan of it, the page), the condition, and the part."""
_CALIBRATED = range(50_000_000, 51_000_000)
"""Forms that were filled in by people half of whom tick anyhow."""


@pytest.mark.parametrize("what", WRONG)
def test_what_was_wrong_is_right_or_in_doubt(what: str) -> None:
    number, condition, part = WRONG[what]
    page = number % 10
    careless = 0.5 if number // 100 in _CALIBRATED else 0.1
    form = filled(number // 100, careless=careless, pages=page + 1)
    paper = form.pages[page - 1]
    back = form.pages[page] if page < len(form.pages) else None
    [truth] = [truth for truth in paper.truths if truth.part == part]
    texts = truth.kind not in (Kind.TICK, Kind.SIGNATURE)
    result = read_form([scan(paper, BY_NAME[condition], number, back)], texts=texts)
    assert outcome(truth, result.reads.get(part)) in (Outcome.RIGHT, Outcome.QUEUED)


def test_a_mark_that_was_mistaken_pulls_no_part_of_a_torn_page_away() -> None:
    """Of this page a corner is gone; with what looked like its mark a fifth of the page was off."""
    page = filled(50_000_378, careless=0.5, pages=2).pages[1]
    torn = scan(page, BY_NAME["torn"], 50_000_378_02, None)
    sheet = read_form([torn], texts=False).pages[0].sheet
    assert isinstance(sheet, Sheet)
    assert len(sheet.loose) <= 3
    for truth in page.truths:
        corner = np.array([truth.rect[0], truth.rect[1], 1.0])
        (x, y, w), (u, v, t) = torn.transform @ corner, sheet.registration.transform @ corner
        assert np.hypot(x / w - u / t, y / w - v / t) < 2.0


def test_a_pencil_that_a_threshold_lost_leaves_no_empty_boxes() -> None:
    """Of nine ticks on this fax of 196 lines nothing is left in any box: a person looks at all."""
    form = filled(50_000_584, careless=0.5)
    scans = [scan(page, BY_NAME["fax"], 50_000_584_00 + page.number, None) for page in form.pages]
    reads = read_form(scans, texts=False).reads
    ticks = [truth for page in form.pages for truth in page.truths if truth.kind is Kind.TICK]
    assert sum(truth.ticked for truth in ticks) == 9
    assert {outcome(truth, reads.get(truth.part)) for truth in ticks} == {Outcome.QUEUED}


def test_a_page_that_lost_a_red_pen_among_pages_by_hand_is_no_empty_page() -> None:
    """Of five answers and three ticks a threshold left specks on the grey dividers of a comb."""
    form = filled(99_000_320)
    pages = (form.pages[0], form.pages[2])
    scans = [scan(page, BY_NAME["ordinary"], 99_000_320_10 + page.number, None) for page in pages]
    reads = read_form(scans).reads
    ends = {truth.part: outcome(truth, reads.get(truth.part)) for truth in pages[1].truths}
    assert set(ends.values()) == {Outcome.QUEUED}
    assert Outcome.RIGHT in {outcome(truth, reads.get(truth.part)) for truth in pages[0].truths}


def test_handwriting_that_looks_like_type_is_shown_not_guessed() -> None:
    """*Märta Berg*, of which a page for review once said *Morto Berg*, to be accepted by a key."""
    page = filled(502, "orosanmalan@1").pages[3]
    reading = read_form([scan(page, BY_NAME["ordinary"], 2004, None)]).reads[
        "co_signers.1.signature.name"
    ]
    assert (reading.value, reading.accepted) == ("", False)
