"""Pages whose code is gone are told by their printing, and by nothing less."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pictures.conftest import TOKEN, layout_of, printed
from pictures.distortions import ORDINARY, POINT

from oroforms import blank_store
from oroforms.pictures.base import PagePicture
from oroforms.pictures.blank import Blanks
from oroforms.pictures.identity import identify, token_of
from oroforms.tools import tesseract

LAYOUTS = [layout_of(form) for form in ("samtycke@1", "samtycke@2", "bbic-konsultation@1")]


def _read(lines: list[bytes]) -> list[list[tuple[str, float]]]:
    return [[(w.text, w.confidence) for w in line] for line in tesseract.read_lines(lines)]


@pytest.mark.parametrize(
    ("form", "page", "condition"),
    [("samtycke@1", 1, "plain 200"), ("samtycke@2", 2, "mirrored"),
     ("bbic-konsultation@1", 4, "fax 204x196")],
)  # fmt: skip
def test_a_soiled_code(form: str, page: int, condition: str, blanks) -> None:
    paper = printed(form, page)
    paper.colour[round(22 * POINT) : round(62 * POINT), round(511 * POINT) :] = 90
    told = identify(ORDINARY[condition].scan(paper), LAYOUTS, blanks, _read)
    assert told is not None
    said = told.reference
    assert f"{said.form}@{said.version}" == form
    assert said.number == page
    assert said.token in {TOKEN, None}  # the right one or none
    assert told.sheet.registration.mirrored == ORDINARY[condition].mirrored


@pytest.mark.parametrize("hidden", [False, True], ids=["line is there", "line is gone"])
def test_blanks_that_print_alike_are_told_apart_by_the_reference_line(hidden: bool) -> None:
    layout = layout_of("samtycke@2")
    form, _hyphen, _hash = layout.key.rpartition("-")
    twin = replace(layout, key=f"{form}-0a1b2c")  # issued anew, with the same first page
    own = blank_store.pdf(layout.key)
    paper = printed("samtycke@2", 1)
    paper.colour[round(22 * POINT) : round(62 * POINT), round(511 * POINT) :] = 90
    if hidden:
        paper.colour[round(22 * POINT) : round(62 * POINT), round(400 * POINT) :] = 90
    seen = ORDINARY["plain 200"].scan(paper)
    told = identify(seen, [layout, twin], Blanks(lambda _key: own), _read)
    if hidden:
        assert told is None
    else:
        assert told is not None
        assert f"{form}-{told.reference.template_hash}" == layout.key


def test_what_is_not_ours_is_not_told(blanks) -> None:
    white = PagePicture(1, np.full((2339, 1654), 250, np.uint8), (200.0, 200.0))
    assert identify(white, LAYOUTS, blanks) is None
    other = ORDINARY["plain 200"].scan(printed("orosanmalan@1", 2))
    assert identify(other, LAYOUTS, blanks) is None


def test_a_token_is_believed_by_its_check_character() -> None:
    assert token_of("T7K4-9QXM 2CAX") == TOKEN
    assert token_of("T7K4—9QXM-2CAX") == TOKEN
    assert token_of("T7K4-9OXM-2CAX") is None
    assert token_of("T7K4-9QXM-2CA") is None
