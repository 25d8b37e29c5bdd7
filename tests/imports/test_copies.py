"""Two papers with one token: the same form fed twice, or two that say different things."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from oroforms.documents import Assessment, Raw, Reading, Readings, Status
from oroforms.findings import finding
from oroforms.pictures.likeness import packed
from oroforms.workflow.copies import alike


def written(*strokes: tuple[int, int, int, int], shift: int = 0) -> bytes:
    """The ink of some strokes, as one of two scans of the paper shows it."""
    image = Image.new("1", (480, 120))
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in strokes:
        draw.line((x0 + shift, y0, x1 + shift, y1), fill=1, width=6)
    return packed(np.asarray(image))


ALVA = written((30, 60, 60, 20), (60, 20, 90, 60), (120, 20, 120, 60), (150, 60, 180, 30))
ALVA_AGAIN = written(
    (30, 60, 60, 20), (60, 20, 90, 60), (120, 20, 120, 60), (150, 60, 180, 30), shift=3
)
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
    assert alike(paper("Alva"), paper("Alva"))
    assert not alike(paper("Alva"), paper("Bo"))
    assert not alike(paper("Alva"), paper("Alva", more="y"))


def test_handwriting_is_compared_by_its_pictures():
    mine = paper("", doubted=True, ink=ALVA)
    assert alike(mine, paper("", doubted=True, ink=ALVA_AGAIN))
    assert not alike(mine, paper("", doubted=True, ink=BO))


def test_what_one_scan_doubts_is_alike_when_both_read_the_same():
    doubted = paper("Alva", doubted=True, ink=ALVA)
    assert alike(doubted, paper("Alva"))
    assert not alike(doubted, paper("Alma"))


@pytest.mark.parametrize("other", [paper(""), paper("Alva"), paper("", doubted=True)])
def test_nothing_that_was_not_read_is_called_alike(other):
    unread = paper("", doubted=True, ink=ALVA)
    assert not alike(unread, other)
    assert not alike(other, unread)


def test_ticks_count_beside_their_pictures():
    mine = paper(("yes",), doubted=True, ink=ALVA)
    assert alike(mine, paper(("yes",), doubted=True, ink=ALVA_AGAIN))
    assert not alike(mine, paper(("no",), doubted=True, ink=ALVA_AGAIN))


def test_papers_of_different_pages_are_not_alike():
    other = Assessment(
        Status.IMPORTED, readings=Readings("scan", {"else": Reading("else", "x")}, 1)
    )
    assert not alike(paper("Alva"), other)
    assert not alike(paper("Alva"), Assessment(Status.REJECTED))
