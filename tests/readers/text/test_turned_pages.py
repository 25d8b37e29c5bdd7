"""Print-outs that were scaled, shifted, turned, cropped, or that lack pages."""

from __future__ import annotations

import io
import math
from functools import cache
from random import Random

import pikepdf
import pytest
from pikepdf import Array
from text_forms import (
    FILLERS,
    Issued,
    flattened,
    issued,
    read,
    redrawn,
    some_answers,
    wrong_silently,
)

from oroforms.documents import Readings

LETTER = (612.0, 792.0)
A4 = (595.3, 841.89)


@pytest.fixture(scope="module")
def form() -> Issued:
    return issued("samtycke")


@cache
def printed() -> tuple[bytes, dict[str, object]]:
    answers, expected = some_answers(issued("samtycke"), Random(5))
    return flattened(FILLERS["pdftk"](issued("samtycke").blank, answers)), expected


@cache
def certain() -> set[str]:
    """What is certain on the print-out as it lies."""
    readings = read(issued("samtycke"), printed()[0])
    return {name for name, item in readings.items.items() if item.confidence == 1.0}


def all_right(form: Issued, content: bytes) -> Readings:
    readings = read(form, content)
    assert wrong_silently(readings, printed()[1]) == {}
    assert {n for n in certain() if readings.items[n].confidence < 1.0} == set()
    return readings


@pytest.mark.parametrize("scale", [0.94, 0.97, 1.03, 0.71])
def test_scaled(form: Issued, scale: float) -> None:
    shift = 297 * (1 - scale)
    all_right(form, redrawn(printed()[0], (scale, 0, 0, scale, shift, shift), A4))


def test_fitted_to_letter_paper(form: Issued) -> None:
    scale = LETTER[1] / A4[1]
    shift = (LETTER[0] - scale * A4[0]) / 2
    all_right(form, redrawn(printed()[0], (scale, 0, 0, scale, shift, 0), LETTER))


def test_cut_off_on_letter_paper(form: Issued) -> None:
    """Printed without scaling the upper edge is lost, with two of the registration marks."""
    readings = read(form, redrawn(printed()[0], (1, 0, 0, 1, 8, -40), LETTER))
    assert wrong_silently(readings, printed()[1]) == {}
    assert len([r for r in readings.items.values() if r.confidence == 1]) > 20


@pytest.mark.parametrize(
    ("matrix", "size"),
    [
        ((0, -1, 1, 0, 0, A4[0]), (A4[1], A4[0])),
        ((-1, 0, 0, -1, *A4), A4),
        ((0, 1, -1, 0, A4[1], 0), (A4[1], A4[0])),
    ],
    ids=["90", "180", "270"],
)
def test_drawn_turned(form: Issued, matrix: tuple[float, ...], size: tuple[float, float]) -> None:
    all_right(form, redrawn(printed()[0], matrix, size))


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_shown_turned(form: Issued, degrees: int) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed()[0])) as pdf:
        for page in pdf.pages:
            page.rotate(degrees, relative=False)
        pdf.save(out)
    readings = all_right(form, out.getvalue())
    place = next(iter(readings.items.values())).place
    assert place is not None
    assert place.rect is not None
    upright = place.rect[2] - place.rect[0] > place.rect[3] - place.rect[1]
    assert upright == (degrees == 180)


@pytest.mark.parametrize("origin", [(0.0, 0.0), (-40.0, 25.0)])
def test_cropped(form: Issued, origin: tuple[float, float]) -> None:
    """The crop box takes the registration marks off; places count from what is shown."""
    x, y = origin
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(redrawn(printed()[0], (1, 0, 0, 1, x, y), A4))) as pdf:
        for page in pdf.pages:
            page.obj.MediaBox = Array([x, y, x + A4[0], y + A4[1]])
            page.obj.CropBox = Array([x + 40, y + 15, x + A4[0] - 20, y + A4[1] - 15])
        pdf.save(out)
    readings = all_right(form, out.getvalue())
    for name, item in readings.items.items():
        if name in {spot.part for spot in form.layout.spots}:
            assert item.place is not None
            assert item.place.rect is not None
            assert item.place.rect[0] == pytest.approx(form.rect(name)[0] - 40, abs=0.1)
            assert item.place.rect[1] == pytest.approx(form.rect(name)[1] - 15, abs=0.1)


def test_slightly_askew(form: Issued) -> None:
    a, b = math.cos(math.radians(0.15)), math.sin(math.radians(0.15))
    readings = read(form, redrawn(printed()[0], (a, b, -b, a, 1.5, -1), A4))
    assert wrong_silently(readings, printed()[1]) == {}


def test_a_missing_page_leaves_its_slots_out(form: Issued) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed()[0])) as pdf:
        del pdf.pages[0]
        pdf.save(out)
    readings = read(form, out.getvalue())
    first = {spot.part for spot in form.layout.spots if spot.page == 1}
    second = {spot.part for spot in form.layout.spots if spot.page == 2}
    assert not first & readings.items.keys()
    assert {name for name in printed()[1] if name in second} <= readings.items.keys()


def test_pages_in_another_order(form: Issued) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed()[0])) as pdf:
        pdf.pages.append(pdf.pages[0])
        del pdf.pages[0]
        pdf.save(out)
    readings = all_right(form, out.getvalue())
    assert {i.place.page for i in readings.items.values() if i.place is not None} == {1, 2}
