"""What typed lines hold beside letters: ligatures, dirt, hidden paper, characters in combs."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from oroforms.pictures.base import SCALE
from oroforms.readers.parts import Kind
from oroforms.readers.scan.base import Ink
from oroforms.readers.scan.confusables import lookalikes, lookalikes_of_pair
from oroforms.readers.scan.faces import is_ligature, known_faces
from oroforms.tools import tesseract
from tests.scan_typed.test_typed import COMB, LARGE, LIBERATION, NOTO, ROOMS, Paper, read

CARLITO = "/usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf"
MONO = "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf"
SERIF = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"


def test_ligatures_are_read_as_the_letters_that_they_join() -> None:
    said = "Flera trötta konflikter efter rättegången"
    (reading,) = read(Paper(CARLITO, 11).type(said, ROOMS[0]).scanned(), ROOMS[0])
    assert (reading.ink, reading.text) == (Ink.TYPED, said)


# In type of one width the ligature takes the room of two letters, and looks like neither.
JOINING = [f for f in known_faces() if f.joined("fi") != "fi" and f.advance("i") < f.advance("m")]


@pytest.mark.parametrize("face", JOINING, ids=lambda face: face.path.stem)
def test_a_dot_that_an_f_reaches_and_an_accent_are_held_against_each_other(face) -> None:
    """At 200 dots an inch *Zofia* was once read as *Zofìa*: the arm of the f, with the dot."""
    joined = face.joined("fi")
    assert joined in [other.text for other in lookalikes_of_pair(face, "fì")]
    assert {"fì", "fí"} & {other.text for other in lookalikes(face, joined)}
    assert joined not in [other.text for other in lookalikes_of_pair(face, "fi")]


@pytest.mark.parametrize("face", known_faces(), ids=lambda face: face.path.stem)
def test_a_face_parts_what_it_joins(face) -> None:
    said = "fflitti affisch kraftfull"
    assert face.parted(face.joined(said)) == said
    assert all(face.has(letter) for letter in face.joined(said) if is_ligature(letter))


@pytest.mark.parametrize("said", ["Hon läser.", "Far i T.", "Det är P, V. och F.", "Var."])
@pytest.mark.parametrize("font", [NOTO, CARLITO], ids=lambda path: Path(path).stem)
def test_a_stop_under_the_arm_of_a_letter_is_no_dirt(
    said: str, font: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tesseract overlooks it here, and the word without it lies on the scan."""
    seen = tesseract.read_lines

    def without_stops(pictures, *rest):  # type: ignore[no-untyped-def]
        return [
            tuple(replace(word, text=word.text.rstrip(".")) for word in words)
            for words in seen(pictures, *rest)
        ]

    monkeypatch.setattr(tesseract, "read_lines", without_stops)
    (reading,) = read(Paper(font, 11).type(said, ROOMS[0]).scanned(), ROOMS[0])
    assert reading.ink is not Ink.TYPED or reading.text == said


def test_dirt_on_a_letter_is_no_part_of_it() -> None:
    paper = Paper(size=11).type("Kommunens mottagning", ROOMS[0]).dot(42.0, 39.2, 0.9)
    (reading,) = read(paper.scanned(), ROOMS[0])
    assert (reading.ink, reading.text) == (Ink.TYPED, "Kommunens mottagning")


@pytest.mark.parametrize("font", [MONO, LIBERATION], ids=lambda path: Path(path).stem)
def test_a_ring_of_eight_points_is_a_ring(font: str) -> None:
    """There it looks half like the bow of a letter that no Swedish word has."""
    said = "Blåmärken på båda armarna sågs"
    paper = Paper(font, 8).type(said, ROOMS[0])
    (reading,) = read(paper.scanned(blur=1.2 if font == MONO else 0.9), ROOMS[0])
    assert (reading.ink, reading.text) == (Ink.TYPED, said)


@pytest.mark.parametrize(("said", "seen"), [("na", "nå"), ("bo", "bö"), ("re", "ré")])
def test_dirt_is_told_from_accents(said: str, seen: str) -> None:
    """What a small piece of ink makes of a letter is never left out as dirt."""
    word = f"kom{seen}m"
    (reading,) = read(Paper(size=11).type(word, ROOMS[0]).scanned(), ROOMS[0])
    assert reading.ink is not Ink.TYPED or reading.text == word


@pytest.mark.parametrize("x", range(60, 110, 10))
def test_a_letter_that_a_streak_hides_is_not_left_out(x: int) -> None:
    paper = Paper(MONO, 10).type("Alla var hemma hela dagen", ROOMS[0])
    paper.draw((x, 0), (x, 400), width=1.6, grey=90)
    (reading,) = read(paper.scanned(), ROOMS[0])
    assert reading.ink is not Ink.TYPED or reading.text == "Alla var hemma hela dagen"


@pytest.mark.parametrize("font", [SERIF, CARLITO, MONO], ids=lambda path: Path(path).stem)
def test_a_comb_tells_its_own_typeface(font: str) -> None:
    paper = Paper(font, 11).type_cells("20120312-2383", COMB)
    (reading,) = read(paper.scanned(), COMB, kind=Kind.COMB, cells=13)
    assert (reading.ink, reading.text) == (Ink.TYPED, "20120312-2383")


@pytest.mark.parametrize(("x", "y"), [(32.2, 373.0), (152.2, 373.0)])
def test_dirt_in_a_cell_does_not_move_its_figure(x: float, y: float) -> None:
    paper = Paper(size=11).type_cells("20120312-2383", COMB).dot(x, y, 1.1)
    (reading,) = read(paper.scanned(), COMB, kind=Kind.COMB, cells=13)
    assert (reading.ink, reading.text) == (Ink.TYPED, "20120312-2383")


def test_a_number_that_runs_across_the_cells_is_read_in_spite_of_the_dividers() -> None:
    paper = Paper(SERIF, 11).type("20120312-2383", COMB).type("Anna Berg, kurator", ROOMS[0])
    name, number = (
        *read(paper.scanned(), ROOMS[0]),
        *read(paper.scanned(), COMB, kind=Kind.COMB, cells=13),
    )
    assert name.text == "Anna Berg, kurator"
    assert number.ink is not Ink.TYPED or number.text == "20120312-2383"


def test_a_piece_of_dirt_below_a_text_is_no_line_of_it() -> None:
    paper = Paper(size=10).type("Hon kom hem sent och var ledsen.", LARGE).dot(60, 320, 2.8)
    (reading,) = read(paper.scanned(), LARGE, kind=Kind.LINES)
    assert reading.ink is not Ink.TYPED or reading.text == "Hon kom hem sent och var ledsen."


@pytest.mark.parametrize(("said", "x"), [("Vid lunch ordning", 67.5), ("Anna Berg", 81.3)])
def test_dirt_in_the_place_of_a_full_stop_is_not_read_as_one(said: str, x: float) -> None:
    """Swept over the places beside the letter, with other dirt about, as faxes have it."""
    for step in range(8):
        paper = Paper(size=10).type(said, ROOMS[0]).dot(250, 38, 1.0).dot(200, 36, 1.0)
        (reading,) = read(paper.dot(x + 0.3 * step, 40.0, 1.15).scanned(), ROOMS[0])
        assert reading.ink is not Ink.TYPED or reading.text == said


def test_letters_in_a_comb_are_no_number() -> None:
    (reading,) = read(
        Paper(size=11).type_cells("2012O312-23E3", COMB).scanned(), COMB, kind=Kind.COMB, cells=13
    )
    assert reading.ink is Ink.UNCLEAR


@pytest.mark.parametrize("threshold", [70, 100, 120])
@pytest.mark.parametrize("said", ["Zoë Lindström", "Renée Gösta", "Måns Källén"])
def test_an_accent_of_which_a_threshold_leaves_little_is_not_lost(
    said: str, threshold: int
) -> None:
    """Half of the dots an inch, and black or white."""
    sheet = Paper(size=10).type(said, ROOMS[0]).scanned(noise=2.0)
    small = cv2.resize(sheet.grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    black = np.where(small < threshold, 0, 255).astype(np.uint8)
    grey = cv2.resize(black, sheet.grey.shape[::-1], interpolation=cv2.INTER_CUBIC)
    (reading,) = read(replace(sheet, grey=grey), ROOMS[0])
    assert reading.ink is not Ink.TYPED or reading.text == said


@pytest.mark.parametrize(("darker", "empty"), [(9, True), (26, False)])
def test_on_shaded_paper_the_other_side_shines_through_and_a_light_pencil_is_ink(
    darker: int, empty: bool
) -> None:
    sheet = Paper().draw((40, 76), (90, 76), width=1.4).scanned(noise=1.0)
    shade = np.full_like(sheet.blank, 244)
    blank = np.minimum(sheet.blank, shade)
    grey = (244 - (255 - sheet.grey.astype(float)) / 230 * darker).astype(np.uint8)
    top = round(150 * SCALE)  # the rest of the page is bare
    grey[top:], blank[top:] = sheet.grey[top:], sheet.blank[top:]
    (reading,) = read(replace(sheet, grey=grey, blank=blank), ROOMS[1])
    assert (reading.ink is Ink.EMPTY) is empty
