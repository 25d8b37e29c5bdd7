"""Typed text on scanned sheets: pages drawn by Pillow, through a simple scanner."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from oroforms.documents import Rect
from oroforms.errors import ProgramMissing
from oroforms.layouts import Layout
from oroforms.pictures.base import Grey, Registration, Sheet
from oroforms.readers.parts import Kind
from oroforms.readers.scan import faces, typed
from oroforms.readers.scan.base import Ink, TextReading
from oroforms.readers.scan.typed import Room, TextRecognition
from oroforms.tools import tesseract
from oroforms.tools.tesseract import SeenWord

FINE = 2
"""Pixels of the drawn page in one of the sheet."""
SCALE = 300 / 72
NOTO = str(faces.OUR_FACE.path)
LIBERATION = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"

ROOMS: tuple[Rect, ...] = tuple((30.0, 30.0 + 40 * k, 320.0, 43.0 + 40 * k) for k in range(6))
LARGE: Rect = (30.0, 280.0, 320.0, 350.0)
COMB: Rect = (30.0, 370.0, 225.0, 383.0)
CELLS = 13
LAYOUT = Layout("svar@1-abc123", (360.0, 400.0), 1, ((1.0, 1.0),) * 4, ())


class Paper:
    """A printed blank with boxes and labels, to write on and to scan."""

    def __init__(self, font: str = NOTO, size: float = 10.0) -> None:
        self.font, self.size = font, size
        self.picture = Image.fromarray(blank_page())
        self.pen = ImageDraw.Draw(self.picture)

    def type(self, text: str, rect: Rect, at: float = 2.0, down: float = 0.0) -> "Paper":
        """Type a line into a box, ``at`` points from its left edge."""
        middle = (rect[1] + rect[3]) / 2 if rect[3] - rect[1] < 20 else rect[1] + 8
        self._put(text, rect[0] + at, middle + self.size * 0.36 + down)
        return self

    def type_cells(self, text: str, rect: Rect) -> "Paper":
        """Type one character into the middle of each cell."""
        width = (rect[2] - rect[0]) / CELLS
        font = drawing_font(self.font, self.size)
        for number, character in enumerate(text):
            wide = font.getlength(character) / SCALE / FINE
            left = rect[0] + (number + 0.5) * width - wide / 2
            self._put(character, left, (rect[1] + rect[3]) / 2 + self.size * 0.36)
        return self

    def clip(self, rect: Rect) -> "Paper":
        """Cut off what was typed beyond a box, two points before its edge as viewers do."""
        _left, top, right, bottom = (round(v * SCALE * FINE) for v in rect)
        edge = right - round(2 * SCALE * FINE)
        beyond = (edge, top - 60, self.picture.width, bottom + 60)
        self.picture.paste(Image.fromarray(blank_page()).crop(beyond), beyond)
        return self

    def draw(self, *points: tuple[float, float], width: float = 1.2, grey: int = 0) -> "Paper":
        """A stroke through points on the page."""
        self.pen.line(
            [(x * SCALE * FINE, y * SCALE * FINE) for x, y in points],
            fill=grey,
            width=round(width * SCALE * FINE),
            joint="curve",
        )
        return self

    def dot(self, x: float, y: float, across: float) -> "Paper":
        """A round spot; lengths in points."""
        r = across / 2
        box = [(v * SCALE * FINE) for v in (x - r, y - r, x + r, y + r)]
        self.pen.ellipse(box, fill=40)
        return self

    def mirror(self, *rects: Rect) -> "Paper":
        """What stands in each box as a mirror shows it: letters on their line that nobody reads."""
        for rect in rects:
            left, top, right, bottom = (round(v * SCALE * FINE) for v in rect)
            inside = (left + 8, top, right - 8, bottom)
            self.picture.paste(ImageOps.mirror(self.picture.crop(inside)), inside)
        return self

    def scanned(
        self, *, blur: float = 0.9, noise: float = 5.0, shift: tuple[float, float] = (1.3, -0.8),
        seed: int = 1,
    ) -> Sheet:  # fmt: skip
        """The sheet: moved by pixels, blurred, and with the noise of a scanner."""
        fine = np.asarray(self.picture).astype(np.float32)
        matrix = np.array([[1, 0, shift[0] * FINE], [0, 1, shift[1] * FINE]], np.float32)
        fine = cv2.warpAffine(fine, matrix, fine.shape[::-1], borderValue=255)
        fine = cv2.GaussianBlur(fine, (0, 0), blur * FINE)
        seen = cv2.resize(fine, None, fx=1 / FINE, fy=1 / FINE, interpolation=cv2.INTER_AREA)
        seen = 255 - (255 - seen) * 0.93
        seen += np.random.default_rng(seed).normal(0, noise, seen.shape)
        grey = np.clip(seen, 0, 255).astype(np.uint8)
        plain = cv2.resize(blank_page(), grey.shape[::-1], interpolation=cv2.INTER_AREA)
        straight = Registration(np.diag([SCALE, SCALE, 1.0]), "marks", 0.2, 1.0)
        return Sheet(1, 1, LAYOUT, straight, grey, np.asarray(plain, np.uint8), 300.0)

    def _put(self, text: str, left: float, base: float) -> None:
        place = (left * SCALE * FINE, base * SCALE * FINE)
        self.pen.text(place, text, fill=0, font=drawing_font(self.font, self.size), anchor="ls")


@cache
def drawing_font(path: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size * SCALE * FINE)


@cache
def blank_page() -> Grey:
    """Boxes with a small label at the top left, and a comb with its ticks."""
    width, height = (round(side * SCALE) * FINE for side in LAYOUT.size)
    picture = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(picture)
    label = drawing_font(NOTO, 7)
    for number, (left, top, right, bottom) in enumerate((*ROOMS, LARGE, COMB)):
        box = [v * SCALE * FINE for v in (left - 4, top - 13, right + 4, bottom + 3)]
        pen.rectangle(box, outline=0, width=4)
        at = ((left - 1) * SCALE * FINE, (top - 3) * SCALE * FINE)
        pen.text(at, f"{number} Uppgift om barnet", fill=0, font=label, anchor="ls")
    left, top, right, bottom = COMB
    for cell in range(1, CELLS):
        x = (left + (right - left) * cell / CELLS) * SCALE * FINE
        pen.line([(x, (bottom - 5) * SCALE * FINE), (x, (bottom + 2) * SCALE * FINE)], 0, 3)
    return np.asarray(picture)


def read(sheet: Sheet, *rects: Rect, kind: Kind = Kind.LINE, cells: int = 0) -> list[TextReading]:
    rooms = [Room(str(at), sheet, rect, kind, cells) for at, rect in enumerate(rects)]
    found = TextRecognition(rooms).result()
    return [found[room.part] for room in rooms]


FAULTS: Sequence[Callable[[Paper], Paper]] = (
    lambda paper: paper,
    lambda paper: paper.dot(150, 36, 1.2),
    lambda paper: paper.dot(80, 35, 1.5).dot(200, 40, 0.8),
    lambda paper: paper.draw((200, 0), (200, 400), width=0.5, grey=120),
    lambda paper: paper.draw((0, 36), (360, 36.5), width=0.6, grey=150),
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("shift", [(0.0, 0.0), (2.5, -2.5), (-3.0, 2.0)])
def test_an_empty_room_is_known_by_its_ink(
    fault: Callable[[Paper], Paper], shift: tuple[float, float]
) -> None:
    (reading,) = read(fault(Paper()).scanned(shift=shift), ROOMS[0])
    assert (reading.ink, reading.text) == (Ink.EMPTY, "")


@pytest.mark.parametrize("font", [NOTO, LIBERATION])
@pytest.mark.parametrize("blur", [0.8, 1.2])
def test_typed_lines_are_read_letter_by_letter(font: str, blur: float) -> None:
    if not Path(font).is_file():
        pytest.skip(f"{font} is not installed")
    texts = [
        "Åsa Öberg-Lindström",
        "Björkstigen 141 B",
        "070-174 06 05",
        "2026-11-22",
        "Anneli Élise",
    ]
    paper = Paper(font)
    for text, rect in zip(texts, ROOMS, strict=False):
        paper.type(text, rect)
    readings = read(paper.scanned(blur=blur), *ROOMS)
    assert [reading.text for reading in readings] == [*texts, ""]
    assert [reading.ink for reading in readings] == [Ink.TYPED] * 5 + [Ink.EMPTY]


def test_letters_that_tesseract_does_not_know_are_told_by_their_drawings() -> None:
    texts = ["Łukasz Dąbrowski", "Şeyma Yılmaz", "Čedomir Šarić", "Guðrún Þórsdóttir"]
    paper = Paper()
    for text, rect in zip(texts, ROOMS, strict=False):
        paper.type(text, rect)
    assert [reading.text for reading in read(paper.scanned(), *ROOMS[:4])] == texts


@pytest.mark.parametrize("sign", ["ġ", "¤", "ĵ"])
def test_a_letter_that_hardly_any_name_has_is_taken_for_no_other(sign: str) -> None:
    (reading,) = read(Paper().type(f"Hus {sign}", ROOMS[0]).scanned(), ROOMS[0])
    assert reading.ink is Ink.UNCLEAR


def test_lines_of_a_large_room_are_joined() -> None:
    paper = Paper().type("Barnet kommer ofta trött och hungrig till förskolan och vill", LARGE)
    paper.type("inte gå hem.", LARGE, down=13.6).type("Hon är sex år.", LARGE, down=27.2)
    (reading,) = read(paper.scanned(), LARGE, kind=Kind.LINES)
    assert reading.ink is Ink.TYPED
    assert reading.text == (
        "Barnet kommer ofta trött och hungrig till förskolan och vill inte gå hem.\nHon är sex år."
    )
    assert reading.doubts == frozenset()


def test_a_last_line_of_one_short_word_is_a_line() -> None:
    paper = Paper().type("Barnet kommer ofta trött och hungrig till förskolan och säger", LARGE)
    paper.type("att.", LARGE, down=13.6)
    (reading,) = read(paper.scanned(), LARGE, kind=Kind.LINES)
    assert reading.text.endswith("förskolan och säger att.")
    assert reading.ink is Ink.TYPED


@pytest.mark.parametrize("text", ["697 22", "2026-2546", "22"])
def test_figures_stand_on_their_line_by_their_feet(text: str) -> None:
    (reading,) = read(Paper().type(text, ROOMS[0]).scanned(), ROOMS[0])
    assert (reading.ink, reading.text) == (Ink.TYPED, text)


def test_a_speck_at_half_the_height_of_letters_is_dust_and_one_on_the_line_is_not() -> None:
    text = "Barnet kommer ofta"
    above, below = (Paper().type(text, ROOMS[0]).dot(128, y, 1.0) for y in (38.0, 39.8))
    (dusty,), (stopped,) = (read(paper.scanned(), ROOMS[0]) for paper in (above, below))
    assert (dusty.ink, dusty.text) == (Ink.TYPED, text)
    assert stopped.ink is Ink.UNCLEAR or stopped.text != text


def test_a_text_that_reaches_the_end_of_its_room_may_be_cut() -> None:
    paper = Paper()
    for number in range(5):
        paper.type("Barnet kommer ofta trött och hungrig till förskolan", LARGE, down=13.2 * number)
    (reading,) = read(paper.scanned(), LARGE, kind=Kind.LINES)
    assert reading.doubts == {"text-may-be-cut"}


TELLING = "Mottagningsgruppen barn och unga"
LONG = "Läraren har sett blåmärken på armen vid flera tillfällen i höst och ringt hem"


@pytest.mark.parametrize("font", [NOTO, LIBERATION])
@pytest.mark.parametrize("at", np.arange(2.0, 14.0, 1.5))
def test_a_line_that_its_box_cut_is_never_read_without_a_doubt(font: str, at: float) -> None:
    paper = Paper(font).type(LONG, ROOMS[0], at).clip(ROOMS[0]).type(TELLING, ROOMS[1])
    (reading, _telling) = read(paper.scanned(), *ROOMS[:2])
    assert reading.ink is Ink.UNCLEAR or reading.doubts == {"text-may-be-cut"}


def test_a_comb_is_read_cell_by_cell() -> None:
    sheet = Paper().type("Åsa Öberg", ROOMS[0]).type_cells("20170101-2393", COMB).scanned()
    rooms = [
        Room("name", sheet, ROOMS[0]),
        Room("number", sheet, COMB, Kind.COMB, CELLS),
    ]
    found = TextRecognition(rooms).result()
    assert (found["number"].ink, found["number"].text) == (Ink.TYPED, "20170101-2393")


def test_paper_that_is_not_white_moves_no_hyphen() -> None:
    sheet = Paper().type_cells("20170101-2393", COMB).scanned()
    grey = replace(sheet, grey=(sheet.grey * 0.93).astype(np.uint8))
    (reading,) = read(grey, COMB, kind=Kind.COMB, cells=CELLS)
    assert (reading.ink, reading.text) == (Ink.TYPED, "20170101-2393")


def test_an_empty_comb_is_empty() -> None:
    (reading,) = read(Paper().scanned(shift=(2.0, 2.0)), COMB, kind=Kind.COMB, cells=CELLS)
    assert reading.ink is Ink.EMPTY


@pytest.mark.parametrize(
    ("step", "bitonal", "ink"),
    [(45.0, False, Ink.EMPTY), (6.0, False, Ink.UNCLEAR), (45.0, True, Ink.UNCLEAR)],
    ids=["dirt", "writing of which dots are left", "a threshold took the rest"],
)
def test_much_dirt_leaves_a_large_room_empty_where_it_lies_apart(
    step: float, bitonal: bool, ink: Ink
) -> None:
    paper = Paper()
    for number in range(12):
        paper.dot(45 + number % 6 * step, 290 + number // 6 * step, 1.2)
    sheet = replace(paper.scanned(), bitonal=bitonal)
    (reading,) = read(sheet, LARGE, kind=Kind.LINES)
    assert reading.ink is ink


@pytest.mark.parametrize(
    ("text", "bitonal", "ink"),
    [
        ("Inés Ādams", False, Ink.TYPED),
        ("Inés Ādams", True, Ink.UNCLEAR),
        ("André Zoë", True, Ink.TYPED),
    ],
)
def test_an_accent_that_swedish_has_not_is_no_reading_in_black_and_white(
    text: str, bitonal: bool, ink: Ink
) -> None:
    paper = Paper(LIBERATION).type(text, ROOMS[0])
    (reading,) = read(replace(paper.scanned(), bitonal=bitonal), ROOMS[0])
    assert (reading.ink, reading.text) == (ink, text)


SPOILT: Sequence[Callable[[Paper], Paper]] = (
    lambda paper: paper.draw((32, 37), (110, 36)),  # struck out
    lambda paper: paper.draw((120, 42), (124, 32), (128, 42), (133, 33), (140, 41)),  # written on
    lambda paper: paper.draw((40, 33), (44, 41)).draw((44, 33), (40, 41)),  # a letter crossed out
    lambda paper: paper.draw((60, 20), (66, 50), (90, 18), (96, 48), width=2),  # scribbled over
)


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_a_pen_did_to_typed_text_is_never_passed_over(
    spoil: Callable[[Paper], Paper],
) -> None:
    (reading,) = read(spoil(Paper().type("Åsa Öberg Lindström", ROOMS[0])).scanned(), ROOMS[0])
    assert reading.ink not in (Ink.TYPED, Ink.EMPTY)


@pytest.mark.parametrize("face", [cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SIMPLEX])
def test_strokes_of_a_pen_are_not_read(face: int) -> None:
    paper = Paper()
    drawn = np.asarray(paper.picture).copy()
    at = (round(34 * SCALE * FINE), round(41 * SCALE * FINE))
    cv2.putText(drawn, "Karin Lund 12", at, face, 2.6, 0, 6)
    paper.picture = Image.fromarray(drawn)
    (reading,) = read(paper.scanned(), ROOMS[0])
    assert reading.ink in (Ink.HANDWRITTEN, Ink.UNCLEAR)
    assert reading.ink is Ink.UNCLEAR or reading.text == ""


@pytest.mark.parametrize("blur", [1.2, 2.0, 3.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_worse_the_scan_the_more_is_doubted_and_nothing_is_wrong(
    blur: float, seed: int
) -> None:
    texts = ["Ilona Öhlin", "l01 lO0 I1l", "Zoë Çağla", "é è ê ë", "rn m nn rm", "5S 8B 6G 2Z"]
    paper = Paper()
    for text, rect in zip(texts, ROOMS, strict=True):
        paper.type(text, rect)
    sheet = paper.scanned(blur=blur, noise=12)
    for text, reading in zip(texts, read(sheet, *ROOMS), strict=True):
        assert reading.ink is not Ink.TYPED or reading.text == text
        assert reading.ink is not Ink.EMPTY


def _says(*words: str) -> Callable[[Sequence[bytes]], list[tuple[SeenWord, ...]]]:
    """A Tesseract that sees these words where the line's words stand."""

    def read_lines(pictures: Sequence[bytes]) -> list[tuple[SeenWord, ...]]:
        seen = real(pictures)
        return [
            tuple(SeenWord(told, 0.99, word.box) for told, word in zip(words, line, strict=False))
            for line in seen
        ]

    real = tesseract.read_lines
    return read_lines


TOLD = [
    "Asa Öberg",
    "Åsa Oberg",
    "Åsa Öberq",
    "Åsa Öberg.",
    "Äsa Öberg",
    "Åsa",
    "Bo Ek",
    "ÅsaÖberg",
]


@pytest.mark.parametrize("told", TOLD)
def test_what_tesseract_says_is_not_believed_unless_it_looks_so(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract, "read_lines", _says(*told.split()))
    (reading,) = read(Paper().type("Åsa Öberg", ROOMS[0]).scanned(), ROOMS[0])
    assert reading.ink is not Ink.TYPED or reading.text == "Åsa Öberg"


def test_a_face_that_is_not_known_is_review() -> None:
    font = "/usr/share/fonts/opentype/urw-base35/C059-Italic.otf"
    if not Path(font).is_file():
        pytest.skip("the font is not installed")
    (reading,) = read(Paper(font).type("Åsa Öberg-Lindström", ROOMS[0]).scanned(), ROOMS[0])
    assert reading.ink is Ink.UNCLEAR


def test_without_tesseract_nothing_is_read_and_empty_rooms_are_still_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(_pictures: Sequence[bytes]) -> list[tuple[SeenWord, ...]]:
        raise ProgramMissing("Tesseract finns inte")

    monkeypatch.setattr(tesseract, "read_lines", missing)
    full, empty = read(Paper().type("Åsa", ROOMS[0]).scanned(), ROOMS[0], ROOMS[1])
    assert (full.ink, full.text, full.why) == (Ink.UNCLEAR, "", "Tesseract finns inte")
    assert typed.NOT_RECOGNISED in full.doubts
    assert empty.ink is Ink.EMPTY


@pytest.mark.parametrize(
    ("at", "down"),
    [(120.0, -11.5), (120.0, -14.0), (120.0, 12.0), (-10.0, 0.0)],
    ids=["at the label", "on the border above", "below the room", "too far left"],
)
def test_writing_beside_its_room_is_never_lost_or_cut(at: float, down: float) -> None:
    sheet = Paper(LIBERATION).type("Byn Lindström", ROOMS[1], at, down).scanned()
    found = read(sheet, *ROOMS)
    assert found[1].ink not in (Ink.EMPTY, Ink.TYPED)
    assert {each.ink for each in (*found[:1], *found[3:])} == {Ink.EMPTY}


def test_a_second_line_at_the_label_is_not_lost() -> None:
    paper = Paper(LIBERATION).type("Norrbyvägen 3", ROOMS[1])
    (alone,) = read(paper.scanned(), ROOMS[1])
    assert (alone.ink, alone.text) == (Ink.TYPED, "Norrbyvägen 3")
    paper.size = 8.0
    (both,) = read(paper.type("c/o Haddad", ROOMS[1], 120, -11).scanned(), ROOMS[1])
    assert both.ink is Ink.UNCLEAR


def test_a_text_that_runs_on_into_the_next_room_is_in_doubt_in_both() -> None:
    left, top, right, bottom = ROOMS[0]
    halves = ((left, top, 118.0, bottom), (121.0, top, right, bottom))
    paper = Paper(LIBERATION).type("Norrby Mottagningen Sjö", ROOMS[0])
    assert {each.ink for each in read(paper.scanned(), *halves)} == {Ink.UNCLEAR}


def test_a_tail_that_reaches_to_the_next_label_fills_no_room() -> None:
    paper = Paper().draw((100, 32), (104, 48), (102, 62), (95, 62), (93, 55), (108, 43))
    first, second = read(paper.scanned(), ROOMS[0], ROOMS[1])
    assert first.ink is not Ink.EMPTY
    assert second.ink is Ink.EMPTY


def test_a_pen_line_down_through_empty_rooms_is_no_streak() -> None:
    sheet = Paper().draw((200, 15), (200.3, 215), width=1.0, grey=60).scanned()
    found = read(sheet, *ROOMS)
    assert Ink.EMPTY not in {each.ink for each in found[:5]}
    assert found[5].ink is Ink.EMPTY


@pytest.mark.parametrize("stop", [".", ""])
def test_a_stop_that_tesseract_saw_before_a_wide_gap_is_not_dropped(stop: str, monkeypatch) -> None:
    paper = Paper().type("Hem efter en vecka  Ringde skolan", ROOMS[0])
    sheet = paper.scanned()
    monkeypatch.setattr(
        tesseract, "read_lines", _says("Hem", "efter", "en", f"vecka{stop}", "Ringde", "skolan")
    )
    (reading,) = read(sheet, ROOMS[0])
    assert reading.ink is (Ink.UNCLEAR if stop else Ink.TYPED)
