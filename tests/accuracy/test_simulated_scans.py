"""The simulator itself: what it says of a page is what lies in the picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest

from accuracy import piles
from accuracy.codings import BITONAL, CONTONE, Coding, coded, write_pdf
from accuracy.conditions import ALL, CLEAN, FAX_STANDARD, ORDINARY, Condition, Mode
from accuracy.fonts import HANDS
from accuracy.forms import FilledForm, Way, filled
from accuracy.pens import SCALE
from accuracy.scanner import scan, without
from accuracy.truth import Kind, Mark
from oroforms.pictures.codes import find_codes
from oroforms.readers.scan.base import Ink

pytestmark = pytest.mark.skipif(
    not HANDS.is_dir(), reason="handwriting is missing: sh setup/accuracy.sh installs it"
)


@pytest.fixture(scope="module")
def by_hand() -> FilledForm:
    return filled(7, "samtycke@2", Way.HAND)


def covered(form: FilledForm, part: str, margin: float) -> float:
    """How much ink of all pens lies on a part's place, in pixels."""
    truth = next(each for each in form.truths if each.part == part)
    left, top, right, bottom = truth.rect
    at = (
        slice(int((top + margin) * SCALE), int((bottom - margin) * SCALE)),
        slice(int((left + margin) * SCALE), int((right - margin) * SCALE)),
    )
    return float(sum((m[at] > 60).sum() for m in form.pages[truth.page - 1].inks.values()))


def test_the_same_number_gives_the_same_pixels(by_hand: FilledForm) -> None:
    again = filled(7, "samtycke@2", Way.HAND)
    assert again.truths == by_hand.truths
    first, second = (scan(form.pages[0], ORDINARY, 3) for form in (by_hand, again))
    assert np.array_equal(first.picture, second.picture)
    other = scan(again.pages[0], ORDINARY, 4)
    assert not np.array_equal(first.picture[:900, :900], other.picture[:900, :900])


def test_ink_lies_where_the_truth_says_and_nowhere_else(by_hand: FilledForm) -> None:
    marked = [t for t in by_hand.truths if t.kind is Kind.TICK and t.ticked]
    bare = [t for t in by_hand.truths if t.kind is Kind.TICK and t.mark is Mark.NONE]
    assert len(marked) > 3
    assert len(bare) > 10
    for truth in marked:
        if truth.mark is not Mark.CIRCLED:
            assert covered(by_hand, truth.part, 0) > 100, truth
    # Descenders of the line above may touch a bare box, as they do on paper.
    assert sum(covered(by_hand, truth.part, 2) > 0 for truth in bare) <= len(bare) // 20
    for truth in by_hand.truths:
        if truth.ink is Ink.HANDWRITTEN and truth.text:
            assert covered(by_hand, truth.part, 0) > 300, truth


# A fax of 98 lines has less than two lines for a module of the code: none is found there.
@pytest.mark.parametrize(
    "condition", [each for each in ALL if each is not FAX_STANDARD], ids=lambda each: each.name
)
def test_the_transform_says_where_the_code_lies(by_hand: FilledForm, condition: Condition) -> None:
    condition = replace(condition, torn=0.0, stretch=0.0, curl=(0.0, 0.0), dpi=(300,))
    made = scan(by_hand.pages[0], condition, 11)
    codes = find_codes(made.as_page())
    assert len(codes) == 1
    left, top, right, bottom = made.page.layout.code
    printed = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]])
    placed = printed @ made.transform.T
    placed = placed[:, :2] / placed[:, 2:]
    found = np.array(codes[0].corners)
    side = np.hypot(*(placed[1] - placed[0]))
    assert np.abs(found - placed).max() < side * 0.08


def test_light_that_a_pen_takes_is_gone_without_it(by_hand: FilledForm) -> None:
    page = by_hand.pages[0]
    inked, bare = scan(page, CLEAN, 1), scan(without(page, *page.inks), CLEAN, 1)
    assert inked.picture.shape == bare.picture.shape
    assert float(bare.grey.mean()) > float(inked.grey.mean())


@pytest.mark.parametrize("coding", list(Coding), ids=lambda each: each.replace(" ", "-"))
def test_a_coding_shows_the_scan(by_hand: FilledForm, coding: Coding, tmp_path: Path) -> None:
    mode = Mode.THRESHOLD if coding in BITONAL else Mode.GREY
    made = scan(by_hand.pages[1], replace(CLEAN, dpi=(150,), modes=((mode, 1.0),)), 2)
    write_pdf([coded(made, coding, hidden="fel ord (som skannern läste)")], tmp_path / "a.pdf")
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    shown = document[0].render(scale=150 / 72, grayscale=True).to_numpy()
    shown = cv2.resize(shown, (made.grey.shape[1], made.grey.shape[0]))
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert np.abs(shown.astype(int) - made.grey).mean() < 8
    assert "fel ord" in text
    assert coding in (*BITONAL, *CONTONE)


def test_a_plan_holds_what_it_was_asked_for() -> None:
    made = piles.plan(5, pages=40, forms=10, missing=2, foreign=3, twice=1)
    assert len(made.sheets) == 40
    fed = [(s.form, s.page) for s in made.sheets if s.what is piles.What.FORM and not s.again]
    assert len(fed) == len(set(fed))
    assert set(made.missing).isdisjoint(fed)
    assert sum(s.what is piles.What.FOREIGN for s in made.sheets) == 3
    assert {s.form for s in made.sheets if s.again} == set(made.twice)
    assert made == piles.plan(5, pages=40, forms=10, missing=2, foreign=3, twice=1)
