"""Two papers with one token: the same form fed twice, or two that say different things."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from oroforms.documents import Assessment, Raw, Reading, Readings, Status
from oroforms.findings import finding
from oroforms.pictures.likeness import packed
from oroforms.workflow.copies import Likeness, compared


def written(*strokes: tuple[int, int, int, int], shift: int = 0) -> bytes:
    """The ink of some strokes, as one of two scans of the paper shows it."""
    image = Image.new("1", (480, 120))
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in strokes:
        draw.line((x0 + shift, y0, x1 + shift, y1), fill=1, width=6)
    ink = np.asarray(image, np.float32)
    return packed(ink, np.ones(ink.shape, bool))


ALVA = written((30, 60, 60, 20), (60, 20, 90, 60), (120, 20, 120, 60), (150, 60, 180, 30))
ALVA_AGAIN = written(
    (30, 60, 60, 20), (60, 20, 90, 60), (120, 20, 120, 60), (150, 60, 180, 30), shift=3
)
BARE = written()
BO = written((200, 20, 200, 60), (200, 20, 240, 40), (260, 60, 300, 20), (320, 30, 360, 60))


def paper(name: Raw, *, doubted: bool = False, ink: bytes | None = None, more: Raw = "x"):
    """A judged form with a name, perhaps in doubt, and one more answer."""
    items = {"name": Reading("name", name), "more": Reading("more", more)}
    return Assessment(
        Status.NEEDS_REVIEW if doubted else Status.IMPORTED,
        readings=Readings("scan", items, 1),
        findings=(finding("scan-unclear", "name", label="Name"),) if doubted else (),
        inks={} if ink is None else {"name": ink},
    )


def test_the_same_certain_answers_are_alike_and_others_not():
    assert compared(paper("Alva"), paper("Alva")) is Likeness.ALIKE
    assert compared(paper("Alva"), paper("Bo")) is Likeness.DIFFERENT
    assert compared(paper("Alva"), paper("Alva", more="y")) is Likeness.DIFFERENT


def test_handwriting_is_compared_by_its_pictures():
    mine = paper("", doubted=True, ink=ALVA)
    assert compared(mine, paper("", doubted=True, ink=ALVA_AGAIN)) is Likeness.ALIKE
    assert compared(mine, paper("", doubted=True, ink=BO)) is Likeness.UNSURE


def test_what_one_scan_doubts_is_compared_by_its_pictures():
    doubted = paper("Alva", doubted=True, ink=ALVA)
    assert compared(doubted, paper("Alva", ink=ALVA_AGAIN)) is Likeness.ALIKE
    assert compared(doubted, paper("Alva", ink=BO)) is Likeness.UNSURE
    assert compared(doubted, paper("Alva")) is Likeness.UNSURE


@pytest.mark.parametrize("other", [paper(""), paper("Alva"), paper("", doubted=True)])
def test_nothing_that_was_not_read_is_called_alike(other):
    unread = paper("", doubted=True, ink=ALVA)
    assert compared(unread, other) is not Likeness.ALIKE
    assert compared(other, unread) is not Likeness.ALIKE


def test_ticks_in_doubt_are_compared_by_all_their_boxes():
    def boxes(*inks: bytes) -> Assessment:
        return replace(
            paper(("yes",), doubted=True),
            inks={f"name.{code}": ink for code, ink in zip(("yes", "no"), inks, strict=True)},
        )

    mine = boxes(ALVA, BARE)
    assert compared(mine, boxes(ALVA_AGAIN, BARE)) is Likeness.ALIKE
    assert compared(mine, boxes(ALVA_AGAIN, BO)) is Likeness.UNSURE
    assert compared(mine, boxes(BARE, ALVA)) is Likeness.UNSURE


def test_signatures_are_compared_by_their_pictures_however_sure():
    def signed(ink: bytes) -> Assessment:
        items = {"mark.sign": Reading("mark.sign", raw=True)}
        return replace(paper("x"), readings=Readings("scan", items, 1), inks={"mark.sign": ink})

    assert compared(signed(ALVA), signed(ALVA_AGAIN)) is Likeness.ALIKE
    assert compared(signed(ALVA), signed(BO)) is Likeness.UNSURE


@pytest.mark.parametrize(
    "found",
    [
        finding("page-not-registered", page=2, reason="…"),
        finding("ink-outside-fields", page=2),
    ],
)
def test_papers_with_something_that_nothing_compares_are_not_surely_alike(found):
    odd = replace(paper("Alva"), findings=(found,))
    assert compared(odd, odd) is Likeness.UNSURE


def test_a_second_paper_with_more_pages_is_not_passed_over():
    other = Assessment(
        Status.IMPORTED, readings=Readings("scan", {"else": Reading("else", "x")}, 1)
    )
    assert compared(paper("Alva"), other) is Likeness.UNSURE
    assert compared(paper("Alva"), Assessment(Status.REJECTED)) is Likeness.UNSURE
