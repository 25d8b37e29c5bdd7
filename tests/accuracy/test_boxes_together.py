"""Boxes of a simulated scan that are told by the others of their form, and by what is beside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from accuracy import forms, marks
from accuracy.chain import read_form
from accuracy.conditions import CLEAN, Mode
from accuracy.pens import BLUE, Canvas, Ink, Pen
from accuracy.scanner import scan
from accuracy.truth import Mark
from oroforms.convert import blanks

TOKEN = "RGM8-WD36-NPQ7"
CROSSED = (
    "parties.0.category.school",
    "parties.1.category.health_care",
    "scope.inform_of_outcome",
    "information_scope.support_given",
)
FILLED = "information_scope.attendance"
RUBBED_OUT = "parties.0.category.preschool"
UNDERLINED = "information_scope.health"
PLAIN = "information_scope.school_situation"


def test_a_filled_in_a_rubbed_out_and_an_underlined_choice_among_crosses_are_doubts() -> None:
    definition, base, layout = forms.blank("samtycke@2")
    pdf = blanks.issue_pdf(definition, base, layout, token=TOKEN, prefill={})
    picture = next(iter(forms.printed(pdf)))
    rects = {spot.part: spot.rect for spot in layout.spots if spot.page == 1}
    canvas, random = Canvas(*picture.shape), np.random.default_rng(4)
    pen, pencil = Pen(BLUE, 0.45, 0.05), Pen(Ink("rubbed", (0.85,) * 3, 0.3), 0.5, 0.05)
    for part in CROSSED:
        marks.draw(canvas, Mark.CROSS, rects[part], pen, random)
    for _ in range(2):
        marks.draw(canvas, Mark.FILLED, rects[FILLED], pen, random)
    marks.draw(canvas, Mark.CROSS, rects[RUBBED_OUT], pencil, random)
    _left, _top, right, bottom = rects[UNDERLINED]
    canvas.stroke(pen, np.array([(right + 5, bottom + 1), (right + 40, bottom + 1.5)]), random)
    page = forms.FilledPage(definition, layout, 1, TOKEN, picture, canvas.layers, ())
    plain = replace(CLEAN, dpi=(300,), modes=((Mode.GREY, 1.0),))
    reads = read_form([scan(page, plain, 45000001)], texts=False).reads
    assert all(reads[part].accepted and reads[part].value is True for part in CROSSED)
    assert reads[PLAIN].accepted
    assert not any(reads[part].accepted for part in (FILLED, RUBBED_OUT, UNDERLINED))
