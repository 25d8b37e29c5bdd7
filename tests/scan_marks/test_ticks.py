"""Tick boxes and signature boxes: strokes drawn on a blank, through pen and scanner noise."""

import random
from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from oroforms.layouts import Layout
from oroforms.pictures.base import SCALE, Grey, Registration, Sheet
from oroforms.readers.scan.base import Tick
from oroforms.readers.scan.beside import ink_outside_fields
from oroforms.readers.scan.signatures import read_signatures
from oroforms.readers.scan.ticks import read_ticks

Points = Sequence[tuple[float, float]]

CROSS = [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]]
LARGE_CROSS = [[(-0.3, -0.3), (1.3, 1.3)], [(1.3, -0.3), (-0.3, 1.3)]]
CROOKED_CROSS = [[(-0.12, 0.3), (1.12, 0.72)], [(0.68, -0.12), (0.3, 1.12)]]
CHECK = [[(0.15, 0.5), (0.45, 0.9), (1.3, -0.25)]]
FILLED = [[(0.06, 0.04 + k / 14), (0.94, 0.04 + k / 14)] for k in range(14)]
SCRIBBLE = [[(-0.4 + 1.8 * (k % 2), -0.1 + 0.12 * k) for k in range(11)]]
STRUCK = [*CROSS, *SCRIBBLE]
LINED = [*CROSS, [(-0.5, 0.35), (1.5, 0.42)], [(-0.5, 0.6), (1.4, 0.66)]]
IN_PIECES = [
    *[[(0.2, 0.2 + k / 10), (0.8, 0.2 + k / 10)] for k in range(7)],
    *[[(u, v), (u + 0.03, v + 0.2)] for u in (-0.25, 1.2) for v in (0.15, 0.6)],
]
"""A scribble of which a fax has left its middle, and pieces to both sides."""
LINE = [[(-1.5, 0.35), (2.5, 0.6)]]
CIRCLE = [[(0.5 + np.cos(t), 0.5 + 0.9 * np.sin(t)) for t in np.linspace(0, 6.3, 30)]]
DOT = [[(0.5, 0.5), (0.53, 0.52)]]
BESIDE = [[(1.05, -0.6), (1.5, 0.9)]]

BOXES = tuple((30.0 + 60 * k, 30.0, 41.33 + 60 * k, 41.33) for k in range(9))
SIGNATURE = (30.0, 80.0, 232.0, 116.0)
LAYOUT = Layout("svar@1-abc123", (576.0, 168.0), 1, ((1.0, 1.0),) * 4, ())
SEEDS = range(6)


@pytest.fixture(scope="module")
def blank() -> Grey:
    """A page of boxes of 4 mm with a word beside each, as the forms have them."""
    page = np.full((700, 2400), 255, np.uint8)
    for box in BOXES:
        x0, y0, x1, y1 = (round(value * SCALE) for value in box)
        cv2.rectangle(page, (x0, y0), (x1, y1), 0, 2)
        cv2.putText(page, "Ja", (x1 + 14, y1 - 8), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    x0, y0, x1, y1 = (round(value * SCALE) for value in SIGNATURE)
    cv2.rectangle(page, (x0 - 6, y0 - 6), (x1 + 6, y1 + 6), 0, 2)
    return page


class Paper:
    """A blank that is drawn on, and scanned with the faults that its seed gives."""

    def __init__(self, blank: Grey, seed: int) -> None:
        self.random = random.Random(seed)
        self.blank = blank
        self.page = blank.copy()
        self.pen = self.random.uniform(2.5, 9)
        self.dark = self.random.choice([0, 40, 90, 150, 185])

    def draw(self, rect: tuple[float, float, float, float], strokes: Sequence[Points]) -> None:
        """Strokes in parts of a box's width and height, with a hand that shakes a little."""
        left, top, right, bottom = rect
        for stroke in strokes:
            points = np.array(
                [(left + u * (right - left), top + v * (bottom - top)) for u, v in stroke]
            )
            points = points * SCALE + [
                [self.random.gauss(0, 1), self.random.gauss(0, 1)] for _ in stroke
            ]
            fine = np.round(points * 16).astype(np.int32)
            pen = max(1, round(self.pen))
            cv2.polylines(self.page, [fine], False, self.dark, pen, cv2.LINE_AA, 4)

    def scanned(self) -> Sheet:
        noise = np.random.default_rng(self.random.randrange(10**9))
        grey = cv2.GaussianBlur(self.page, (0, 0), self.random.uniform(0.5, 1.5)).astype(float)
        grey += noise.normal(0, self.random.uniform(0, 7), grey.shape)
        grey = np.roll(grey, (self.random.randint(-3, 3), self.random.randint(-3, 3)), (0, 1))
        seen = np.clip(grey, 0, 255).astype(np.uint8)
        lies = Registration(np.eye(3), "marks", 0.0, 1.0)
        return Sheet(1, 1, LAYOUT, lies, seen, self.blank, 300.0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "strokes",
    [[], CROSS, LARGE_CROSS, CROOKED_CROSS, CHECK, FILLED],
    ids=["empty", "cross", "large cross", "crooked cross", "check", "filled"],
)
def test_what_people_mean_is_read_and_certain(
    blank: Grey, seed: int, strokes: list[Points]
) -> None:
    paper = Paper(blank, seed)
    for box in BOXES:
        paper.draw(box, strokes)
    readings = read_ticks(paper.scanned(), BOXES)
    assert {r.state for r in readings} == {Tick.TICKED if strokes else Tick.EMPTY}
    assert min(r.confidence for r in readings) >= 0.9


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("strokes", "why"),
    [
        (STRUCK, {"struck", "box-not-found"}),
        (LINED, {"struck"}),
        (LINE, {"line"}),
        (CIRCLE, {"circled"}),
        (DOT, {"speck"}),
    ],
    ids=["struck out", "lined through", "stray line", "circled", "dot"],
)
def test_what_a_person_must_look_at_is_doubtful(
    blank: Grey, seed: int, strokes: list[Points], why: set[str]
) -> None:
    paper = Paper(blank, seed)
    for box in BOXES:
        paper.draw(box, strokes)
    for reading in read_ticks(paper.scanned(), BOXES):
        assert reading.state is Tick.DOUBTFUL or reading.confidence < 0.9
        assert reading.state is not Tick.DOUBTFUL or reading.why in why


STRAY = [[(-0.4, 0.86), (0.1, 0.8), (0.6, 0.74)]]
"""A level line that comes in at one side and ends in the box."""


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_a_level_line_that_ends_in_a_box_is_no_tick(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    paper.pen, paper.dark = 4, 0
    for box in BOXES:
        paper.draw(box, STRAY)
    assert {each.why for each in read_ticks(paper.scanned(), BOXES)} == {"line"}


TIGHT_RING = [
    [
        (0.5 + 0.68 * np.cos(t), 0.5 + 0.68 * np.sin(t))
        for t in (k * np.pi / 6, (k + 0.3) * np.pi / 6)
    ]
    for k in range(12)
]
"""A ring close to its box, of which a fax has left dashes."""
ABOVE_AND_BELOW = [[(u, v + dv) for u, v in line] for dv in (-1.4, 1.4) for line in FILLED]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ring_in_dashes_about_an_empty_box_is_seen(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    paper.pen, paper.dark = 2, 0
    for box in BOXES:
        paper.draw(box, TIGHT_RING)
    assert {reading.why for reading in read_ticks(paper.scanned(), BOXES)} == {"circled"}


@pytest.mark.parametrize("seed", SEEDS)
def test_dots_about_an_empty_box_may_be_a_ring_in_pencil(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    for left, top, right, bottom in BOXES:
        for degrees in (100, 130, 160, 190, 220, 250, 280):
            x = (left + right) / 2 + 0.85 * (right - left) * np.cos(np.radians(degrees))
            y = (top + bottom) / 2 + 0.85 * (bottom - top) * np.sin(np.radians(degrees))
            cv2.circle(paper.page, (round(x * SCALE), round(y * SCALE)), 2, 0, -1)
    assert {reading.why for reading in read_ticks(paper.scanned(), BOXES)} == {"circled"}


@pytest.mark.parametrize("seed", SEEDS)
def test_pieces_of_a_scribble_to_both_sides_of_a_box_are_seen(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    paper.pen, paper.dark = 4, 0
    for box in BOXES:
        paper.draw(box, IN_PIECES)
    assert {reading.why for reading in read_ticks(paper.scanned(), BOXES)} == {"struck"}


@pytest.mark.parametrize("seed", SEEDS)
def test_boxes_filled_in_above_and_below_are_no_ring(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    for box in BOXES:
        paper.draw(box, ABOVE_AND_BELOW)
    assert {reading.state for reading in read_ticks(paper.scanned(), BOXES)} == {Tick.EMPTY}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_neighbours_stroke_does_not_tick_a_box(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    paper.draw(BOXES[0], BESIDE)
    first, *_ = read_ticks(paper.scanned(), BOXES)
    assert first.state is not Tick.TICKED


@pytest.mark.parametrize("seed", SEEDS)
def test_streaks_of_the_scanner_run_on_over_the_page_and_tick_nothing(
    blank: Grey, seed: int
) -> None:
    paper = Paper(np.vstack([blank, np.full((1400, 2400), 255, np.uint8)]), seed)
    paper.blank = np.roll(paper.blank, 700, axis=0)
    paper.page = np.roll(paper.page, 700, axis=0)
    boxes = [(x0, y0 + 168, x1, y1 + 168) for x0, y0, x1, y1 in BOXES]
    for left, _top, right, _bottom in boxes:
        x = round((left + (right - left) * paper.random.uniform(0.3, 0.7)) * SCALE)
        paper.page[:, x : x + paper.random.randint(2, 5)] = paper.dark
    assert Tick.TICKED not in {r.state for r in read_ticks(paper.scanned(), boxes)}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_fold_is_followed_to_the_edge_of_the_page_and_no_further(blank: Grey, seed: int) -> None:
    """Boxes stand by the margin; what lies beyond the page tells nothing of a fold."""
    paper = Paper(blank, seed)
    y = round((BOXES[0][1] + paper.random.uniform(3, 8)) * SCALE)
    start, end = (0, y - paper.random.randint(0, 6)), (2399, y + paper.random.randint(0, 6))
    shadow = np.zeros(blank.shape, np.float32)
    cv2.line(shadow, start, end, 1.0, 7)
    darker = cv2.GaussianBlur(shadow, (0, 0), 2.0) * paper.random.uniform(60, 90)
    paper.page = np.clip(paper.page - darker, 0, 255).astype(np.uint8)
    read = read_ticks(paper.scanned(), BOXES)
    assert {each.state for each in read[1:3]} == {Tick.EMPTY}


def test_a_box_that_print_covers_is_not_read(blank: Grey) -> None:
    paper = Paper(blank, 2)
    x0, y0, x1, y1 = (round(value * SCALE) for value in BOXES[0])
    paper.blank = blank.copy()
    paper.blank[y0 + 6 : y1 - 6, x0 + 6 : x1 - 6] = 0
    paper.page = paper.blank.copy()
    assert read_ticks(paper.scanned(), BOXES)[0].why == "box-covered"


NOTE = [[(0.1 + 0.11 * k, 0.8), (0.15 + 0.11 * k, 0.2), (0.19 + 0.11 * k, 0.8)] for k in range(8)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_note_beside_the_fields_is_found_and_dust_is_not(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    for _ in range(40):
        x, y = paper.random.randrange(900, 2300), paper.random.randrange(330, 600)
        cv2.circle(paper.page, (x, y), paper.random.randint(1, 2), 60, -1)
    assert ink_outside_fields(paper.scanned(), ()) == []
    paper.draw((300.0, 90.0, 390.0, 108.0), NOTE)
    [(left, top, right, bottom)] = ink_outside_fields(paper.scanned(), ())
    assert (left, top, right, bottom) == pytest.approx((310, 93, 388, 106), abs=12)


def test_another_page_is_not_read(blank: Grey) -> None:
    paper = Paper(np.roll(blank, 190, axis=0), 1)
    paper.blank = blank
    assert {r.state for r in read_ticks(paper.scanned(), BOXES)} == {Tick.DOUBTFUL}


SCRAWL = [[(0.1 + 0.05 * k, 0.5 + 0.3 * (-1) ** k) for k in range(14)]]


@pytest.mark.parametrize("seed", SEEDS)
def test_dust_on_a_border_that_a_fax_has_grown_is_no_tick(blank: Grey, seed: int) -> None:
    paper = Paper(blank, seed)
    for left, _top, right, bottom in BOXES:
        x0, x1, y = (round(value * SCALE) for value in (left, right, bottom))
        paper.page[y - 5 : y, x0 + 6 : x1 - 6] = 0
        cv2.ellipse(paper.page, ((x0 + x1) // 2, y - 9), (3, 6), 0, 0, 360, 0, -1)
    for reading in read_ticks(paper.scanned(), BOXES):
        assert reading.state is not Tick.TICKED or reading.confidence < 0.5


@pytest.mark.parametrize(
    ("strokes", "state"),
    [
        ([], Tick.EMPTY),
        (SCRAWL, Tick.TICKED),
        ([[(0.0, 0.5), (1.0, 0.5)]], Tick.DOUBTFUL),
        ([[(0.0, 0.4), (1.0, 0.45)], [(0.6, -0.3), (0.6, 1.3)]], Tick.DOUBTFUL),
        ([[(0.5, 0.4), (0.52, 0.6)]], Tick.DOUBTFUL),
    ],
    ids=["empty", "signed", "a fold", "a fold and a streak", "a dash"],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_signatures_are_ink_or_no_ink(
    blank: Grey, seed: int, strokes: list[Points], state: Tick
) -> None:
    paper = Paper(blank, seed)
    paper.draw(SIGNATURE, strokes)
    assert read_signatures(paper.scanned(), [SIGNATURE])[0].state is state


@pytest.mark.parametrize("share", [0.008, 0.012, 0.03, 0.08])
def test_the_unrest_of_paper_under_an_adaptive_threshold_is_no_signature(
    blank: Grey, share: float
) -> None:
    paper = Paper(blank, 1)
    left, top, right, bottom = (round(value * SCALE) for value in SIGNATURE)
    grains = np.random.default_rng(3).random((bottom - top, right - left)) < share
    for y, x in np.argwhere(grains):
        cv2.circle(paper.page, (int(left + x), int(top + y)), 1, 0, -1)
    assert read_signatures(paper.scanned(), [SIGNATURE])[0].state is not Tick.TICKED


NEXT = (30.0, 128.0, 232.0, 164.0)
LOOP = [[(0.7, 0.7), (0.72, 1.2), (0.68, 2.1), (0.55, 2.15), (0.42, 1.8), (0.4, 1.2), (0.75, 0.8)]]
SWEEP = [[(0.75, 0.5), (0.8, 1.1), (0.6, 1.3), (0.3, 1.2)]]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("sweeps", [LOOP, SWEEP], ids=["a loop", "a sweep"])
def test_a_stroke_of_one_signature_signs_no_other_box(
    blank: Grey, seed: int, sweeps: list[Points]
) -> None:
    form = blank.copy()
    left, top, right, bottom = (round(value * SCALE) for value in NEXT)
    cv2.rectangle(form, (left - 6, top - 44), (right + 6, bottom + 6), 0, 2)
    paper = Paper(form, seed)
    paper.draw(SIGNATURE, [*SCRAWL, *sweeps])
    sheet = paper.scanned()
    signed, untouched = read_signatures(sheet, [SIGNATURE, NEXT])
    assert signed.state is Tick.TICKED
    assert untouched.state is not Tick.TICKED


@pytest.mark.parametrize("seed", range(2))
def test_two_signatures_are_two_though_one_sweeps_into_the_others_box(
    blank: Grey, seed: int
) -> None:
    paper = Paper(blank, seed)
    paper.draw(SIGNATURE, [*SCRAWL, *SWEEP])
    paper.draw(NEXT, SCRAWL)
    sheet = paper.scanned()
    assert [each.state for each in read_signatures(sheet, [SIGNATURE, NEXT])] == [Tick.TICKED] * 2


@pytest.mark.parametrize("turn", [0.0, 4.0])
@pytest.mark.parametrize("framed", [False, True], ids=["letters", "a framed stamp"])
def test_letters_on_a_line_and_a_frame_are_no_signature(
    blank: Grey, turn: float, framed: bool
) -> None:
    paper = Paper(blank, 2)
    left, top, right, bottom = (round(value * SCALE) for value in SIGNATURE)
    ink = np.zeros((bottom - top, right - left), np.uint8)
    cv2.putText(ink, "INKOM 2026", (80, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 255, 5, cv2.LINE_AA)
    if framed:
        ink[:] = 0
        cv2.ellipse(ink, (220, 75), (60, 25), 0, 0, 360, 255, 5, cv2.LINE_AA)
        cv2.rectangle(ink, (70, 35), (420, 115), 255, 5)
    around = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), turn, 1.0)
    ink = np.asarray(cv2.warpAffine(ink, around, ink.shape[::-1]), np.uint8)
    place = paper.page[top:bottom, left:right]
    place[:] = np.minimum(place, 255 - ink)
    assert read_signatures(paper.scanned(), [SIGNATURE])[0].state is Tick.DOUBTFUL


@pytest.mark.parametrize(
    ("arm", "width", "dark", "printed"),
    [(0.3, 5, 0, True), (0.3, 5, 190, False), (0.45, 3, 0, False), (0.6, 8, 0, False)],
    ids=["printed", "rubbed out", "thin pen", "thick pen"],
)
@pytest.mark.parametrize("seed", SEEDS[:3])
def test_the_cross_that_a_program_prints_is_told_from_a_pens(
    blank: Grey, seed: int, arm: float, width: int, dark: int, printed: bool
) -> None:
    paper = Paper(blank, seed)
    for left, top, right, bottom in BOXES:
        slip = 0.0 if arm == 0.3 else 1.2  # points by which a hand misses the middle
        x, y, off = (left + right) / 2 + slip, (top + bottom) / 2 - slip / 2, arm * (right - left)
        for turn in (1, -1):
            ends = np.array([(x - off, y - turn * off), (x + off, y + turn * off)]) * SCALE * 16
            start, end = np.round(ends).astype(int).tolist()
            cv2.line(paper.page, start, end, dark, width, cv2.LINE_AA, 4)
    assert {each.printed for each in read_ticks(paper.scanned(), BOXES)} == {printed}
