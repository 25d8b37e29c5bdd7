"""A block of a simulated scan that one stroke crosses out, with boxes that it does not touch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from accuracy import forms, marks
from accuracy.chain import Read, read_form
from accuracy.conditions import BY_NAME, CLEAN, Condition, Mode
from accuracy.pens import BLUE, Canvas, Pen
from accuracy.scanner import scan
from accuracy.truth import Mark
from oroforms.convert import blanks

PEN = Pen(BLUE, 0.45, 0.1)
GREY = replace(CLEAN, modes=((Mode.GREY, 1.0),))
BLACK = replace(CLEAN, dpi=(200,), modes=((Mode.THRESHOLD, 1.0),))
TICKED = tuple(
    f"information_scope.{each}" for each in ("school_situation", "health", "support_given")
)
ELSEWHERE = "parties.1.category.health_care"
Stroke = list[tuple[float, float]]
"""Places in the block of the boxes that say what may be told: 0, 0 at its left top."""
ACROSS: Stroke = [(-0.02, 1.1), (0.5, 0.55), (1.05, -0.1)]
BACK: Stroke = [(-0.02, -0.1), (1.05, 1.1)]
HASTY: Stroke = [(0.0, 0.1), (0.01, 0.25), (0.06, -0.2)]
"""A check mark at the first box with an arm 20 points long."""


def _read(strokes: list[Stroke], condition: Condition) -> dict[str, Read]:
    definition, base, layout = forms.blank("samtycke@2")
    pdf = blanks.issue_pdf(definition, base, layout, token="RGM8-WD36-NPQ7", prefill={})
    picture = next(iter(forms.printed(pdf)))
    canvas, random = Canvas(*picture.shape), np.random.default_rng(4)
    rects = {spot.part: spot.rect for spot in layout.spots if spot.page == 1}
    block = [rect for part, rect in rects.items() if part.startswith("information_scope.")]
    left, top = min(rect[0] for rect in block), min(rect[1] for rect in block)
    wide = max(rect[2] for rect in block) - left
    high = max(rect[3] for rect in block) - top
    for part in (*TICKED, ELSEWHERE):
        marks.draw(canvas, Mark.CROSS, rects[part], PEN, random)
    for stroke in strokes:
        places = np.array([(left + x * wide, top + y * high) for x, y in stroke])
        canvas.stroke(PEN, places, random)
    page = forms.FilledPage(definition, layout, 1, "RGM8-WD36-NPQ7", picture, canvas.layers, ())
    return dict(read_form([scan(page, condition, 45_000_001)]).reads)


@pytest.mark.parametrize(
    ("strokes", "condition"),
    [([ACROSS], BLACK), ([ACROSS], BY_NAME["fax"]), ([ACROSS, BACK], GREY)],
    ids=["black and white", "fax", "a cross"],
)
def test_no_tick_in_a_block_that_was_crossed_out_is_taken(
    strokes: list[Stroke], condition: Condition
) -> None:
    reads = _read(strokes, condition)
    assert not any(reads[part].accepted for part in TICKED)
    assert reads[ELSEWHERE].accepted
    assert reads[ELSEWHERE].value is True


def test_a_check_mark_drawn_in_haste_crosses_nothing_out() -> None:
    reads = _read([HASTY], GREY)
    assert all(reads[part].accepted for part in (*TICKED[1:], ELSEWHERE))
