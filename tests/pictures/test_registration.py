"""Pages laid on their layout, whatever scanner, feed and wear did to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pictures.conftest import TOKEN, layout_of, printed
from pictures.distortions import ORDINARY, WEAR, Feed

from oroforms.pictures.base import PagePicture, Sheet
from oroforms.pictures.codes import find_codes, read_in_place
from oroforms.pictures.sheet import NotRegistered, Reason, register

MM = 72 / 25.4
NEAR = 0.35
"""Millimetres by which any corner of any field may lie off its true place."""


def _off(sheet: Sheet, picture: PagePicture, feed: Feed) -> float:
    """How far off (mm) the marked spots lie that the sheet shows at the fields' corners.

    The sheet is compared with one that is made by the truth: phase by phase, around each corner.
    """
    import cv2

    points = np.array(
        [
            (x, y)
            for spot in sheet.layout.spots
            if spot.page == sheet.page
            for x in (spot.rect[0], spot.rect[2])
            for y in (spot.rect[1], spot.rect[3])
        ]
    )
    truth = feed.truth()
    worst = 0.0
    side = 24
    for x, y in points:
        grid = np.mgrid[-side : side + 1, -side : side + 1].reshape(2, -1)[::-1].T
        places = np.array([x, y]) + (grid + 0.5) * 72 / 300
        way = (truth(places) - 0.5).astype(np.float32).reshape(2 * side + 1, 2 * side + 1, 2)
        true = cv2.remap(picture.grey, way, None, cv2.INTER_LINEAR, borderValue=255)
        column, row = round(x * 300 / 72), round(y * 300 / 72)
        reach = 14
        region = sheet.grey[
            row - side - reach : row + side + reach + 1,
            column - side - reach : column + side + reach + 1,
        ]
        if true.std() < 20 or region.shape != (2 * (side + reach) + 1,) * 2:
            continue  # no printing there to tell by
        scores = cv2.matchTemplate(region, true, cv2.TM_CCOEFF_NORMED)
        best = float(scores.max())
        if best > 0.8:
            # Along a plain line all places are alike: the nearest of the best counts.
            down, across = np.nonzero(scores >= best - 0.02)
            apart = np.hypot(across - reach, down - reach).min()
            worst = max(worst, float(apart) / 300 * 25.4)
    return worst


def _read(form: str, page: int, feed: Feed, blanks, wear: str = "clean", seed: int = 1):
    paper = printed(form, page, seed=seed)
    WEAR[wear](paper)
    picture = feed.scan(paper)
    codes = find_codes(picture)
    blank = blanks.page(layout_of(form), page)
    code = codes[0] if codes else None
    return picture, code, register(picture, layout_of(form), page, blank, code)


@pytest.mark.parametrize("condition", [name for name in ORDINARY if name != "folded"])
def test_every_condition_is_registered_to_a_third_of_a_millimetre(condition, blanks) -> None:
    feed = ORDINARY[condition]
    picture, code, sheet = _read("orosanmalan@1", 3, feed, blanks)
    assert isinstance(sheet, Sheet)
    assert sheet.registration.checked > 0.9
    assert sheet.registration.residual < NEAR * MM
    assert sheet.registration.mirrored == feed.mirrored
    assert code is not None or condition == "phone, steep"
    assert _off(sheet, picture, feed) < NEAR


@pytest.mark.parametrize("wear", [name for name in WEAR if name != "clean"])
def test_worn_pages_are_registered(wear, blanks) -> None:
    feed = Feed((200, 200), angle=1.3, noise=5)
    picture, _code, sheet = _read("samtycke@2", 1, feed, blanks, wear)
    assert isinstance(sheet, Sheet)
    assert _off(sheet, picture, feed) < NEAR


@pytest.mark.parametrize("angle", range(-175, 180, 65))
def test_any_angle(angle, blanks) -> None:
    feed = Feed((150, 150), angle=angle, noise=4)
    picture, _code, sheet = _read("samtycke@2", 2, feed, blanks)
    assert isinstance(sheet, Sheet)
    assert _off(sheet, picture, feed) < NEAR


def test_a_crease_is_known_where_it_is(blanks) -> None:
    """Beside a sharp crease, fields lie off their place: there the page is loose."""
    feed = replace(ORDINARY["folded"], fold=5.0)
    _picture, _code, sheet = _read("orosanmalan@1", 3, feed, blanks)
    assert isinstance(sheet, Sheet)
    assert any(part[1] < 420 + 20 and part[3] > 420 - 20 for part in sheet.loose)
    assert not sheet.is_loose((60, 600, 540, 760))


def test_a_torn_corner_is_loose_and_the_rest_is_not(blanks) -> None:
    _picture, _code, sheet = _read("orosanmalan@1", 3, Feed((200, 200)), blanks, "torn at the code")
    assert isinstance(sheet, Sheet)
    assert not sheet.is_loose((60, 200, 540, 760))


@pytest.mark.parametrize(
    ("form", "page"),
    [("samtycke@1", 1), ("samtycke@1", 2), ("samtycke@2", 2), ("orosanmalan@1", 1),
     ("bbic-konsultation@1", 1)],
)  # fmt: skip
def test_another_version_or_page_is_refused(form, page, blanks) -> None:
    """Without its code too: the two versions differ in some words only."""
    for feed in (ORDINARY["plain 200"], ORDINARY["fax 204x196"]):
        wanted = (2, 1) if (form, page) != ("samtycke@1", 2) else (2, 2)
        paper = printed("samtycke@2", wanted[1])
        picture = feed.scan(paper)
        blank = blanks.page(layout_of(form), page)
        (code,) = find_codes(picture)
        refused = register(picture, layout_of(form), page, blank, code)
        assert isinstance(refused, NotRegistered)
        assert refused.reason is Reason.OTHER_CODE
        if (form, page) != ("samtycke@2", wanted[1]):
            assert isinstance(register(picture, layout_of(form), page, blank), NotRegistered)


def test_the_right_version_is_told_without_its_code(blanks) -> None:
    picture = ORDINARY["fax 204x196"].scan(printed("samtycke@1", 2))
    layout = layout_of("samtycke@1")
    assert isinstance(register(picture, layout, 2, blanks.page(layout, 2)), Sheet)


@pytest.mark.parametrize("kind", ["white", "black", "noise", "letters"])
def test_what_is_no_form_is_not_laid_on_one(kind, blanks) -> None:
    rng = np.random.default_rng(3)
    grey = {
        "white": np.full((1754, 1240), 255),
        "black": np.zeros((1754, 1240)),
        "noise": rng.integers(0, 255, (1754, 1240)),
        "letters": np.where(rng.random((1754, 1240)) < 0.08, 0, 255),
    }[kind].astype(np.uint8)
    layout = layout_of("samtycke@2")
    made = register(PagePicture(1, grey, (150.0, 150.0)), layout, 1, blanks.page(layout, 1))
    assert isinstance(made, NotRegistered)


def test_a_picture_too_coarse_to_read_says_so(blanks) -> None:
    feed = Feed((70, 70), tell_dpi=False)
    _picture, _code, made = _read("samtycke@2", 1, feed, blanks)
    assert isinstance(made, NotRegistered)
    assert made.reason in {Reason.TOO_COARSE, Reason.NOTHING_FOUND}


def test_the_code_is_read_where_the_sheet_has_it(blanks) -> None:
    """Module by module, where the lines of a fax are too few for it to be found."""
    feed = Feed((204, 98), angle=0.5, threshold=True, noise=8)
    picture = feed.scan(printed("samtycke@2", 1))
    layout = layout_of("samtycke@2")
    sheet = register(picture, layout, 1, blanks.page(layout, 1))
    assert isinstance(sheet, Sheet)
    said = read_in_place(sheet.crop(layout.code), 1)
    assert said is not None
    assert (said.token, said.number) == (TOKEN, 1)
    assert read_in_place(sheet.crop((60, 300, 94, 334)), 1) is None
