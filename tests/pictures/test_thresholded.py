"""What a device took from a page is known, though the picture's greys and lines say otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from pictures.conftest import layout_of, printed
from pictures.distortions import Feed

from oroforms.pictures.base import Grey, PagePicture, Sheet
from oroforms.pictures.codes import find_codes
from oroforms.pictures.sheet import register
from oroforms.readers.scan.base import COARSE

FORM, PAGE = "samtycke@2", 1
BLACK_AND_WHITE = Feed((300, 300), angle=0.4, blur=0.5, noise=2, threshold=True)


def _sheet(picture: PagePicture, blanks) -> Sheet:
    codes = find_codes(picture)
    blank = blanks.page(layout_of(FORM), PAGE)
    sheet = register(picture, layout_of(FORM), PAGE, blank, codes[0] if codes else None)
    assert isinstance(sheet, Sheet)
    return sheet


def _smaller(picture: PagePicture) -> PagePicture:
    grey = cv2.resize(picture.grey, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
    return PagePicture(1, np.asarray(grey, np.uint8), (200, 200))


def _straightened(picture: PagePicture) -> PagePicture:
    height, width = picture.grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 0.4, 1)
    grey = cv2.warpAffine(picture.grey, turn, (width, height), borderValue=255)
    return replace(picture, grey=np.asarray(grey, np.uint8))


def _scanned_again(picture: PagePicture) -> PagePicture:
    soft = cv2.GaussianBlur(picture.grey, (0, 0), 1.2) * 0.86 + 22
    noise = np.random.default_rng(3).normal(0, 2, soft.shape)
    return replace(picture, grey=np.clip(soft + noise, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("after", [_smaller, _straightened, _scanned_again])
def test_a_threshold_is_seen_though_the_picture_has_greys_again(
    after: Callable[[PagePicture], PagePicture], blanks
) -> None:
    picture = after(BLACK_AND_WHITE.scan(printed(FORM, PAGE)))
    assert _sheet(picture, blanks).bitonal


@pytest.mark.parametrize(
    "feed",
    [
        Feed((300, 300), angle=0.4, blur=0.5, noise=2),
        Feed((200, 200), angle=1.1, noise=5, jpeg=40),
        Feed((150, 150), angle=0.4, blur=0.5, jpeg=75),
        Feed((250, 250), perspective=0.06, angle=2, blur=1, noise=4, shade=0.4, jpeg=60),
    ],
    ids=["fine", "noisy", "low", "photograph"],
)
def test_grey_scans_and_photographs_are_not_taken_for_black_and_white(feed: Feed, blanks) -> None:
    assert not _sheet(feed.scan(printed(FORM, PAGE)), blanks).bitonal


@pytest.mark.parametrize("header", [0, 35])
@pytest.mark.parametrize("upright", [True, False])
def test_lines_that_a_fax_server_doubled_are_no_finer(header: int, upright: bool, blanks) -> None:
    fax = Feed((204, 98), threshold=True).scan(printed(FORM, PAGE))
    grey = np.repeat(fax.grey, 2, axis=0)
    grey = np.vstack([np.full((header, grey.shape[1]), 255, np.uint8), grey])
    doubled = PagePicture(1, grey, (204, 196))
    if not upright:
        doubled = PagePicture(1, np.ascontiguousarray(np.rot90(grey)), (196, 204))
    assert _sheet(doubled, blanks).resolution == pytest.approx(98, rel=0.03)


def test_a_fine_fax_has_the_lines_that_it_says(blanks) -> None:
    fax = Feed((204, 196), threshold=True).scan(printed(FORM, PAGE))
    assert COARSE < 190 < _sheet(fax, blanks).resolution


@pytest.mark.parametrize("quality", [30, 75])
def test_a_doubled_fax_is_known_after_compression(quality: int, blanks) -> None:
    fax = Feed((204, 98), threshold=True).scan(printed(FORM, PAGE))
    grey = _compressed(np.repeat(fax.grey, 2, axis=0), quality)
    assert _sheet(PagePicture(1, grey, (204, 196)), blanks).resolution == pytest.approx(
        98, rel=0.03
    )


@pytest.mark.parametrize(
    ("feed", "faxed"),
    [
        (Feed((204, 196), angle=1.2, threshold=True), True),
        (Feed((204, 98), threshold=True), True),
        (Feed((200, 200), angle=1.2, threshold=True), False),
        (Feed((300, 300), angle=0.4, threshold=True), False),
        (Feed((204, 196), noise=2), False),
    ],
    ids=["fine", "standard", "scan of 200 dots", "scan of 300 dots", "grey"],
)
def test_a_fax_is_known_by_its_pixels(feed: Feed, faxed: bool, blanks) -> None:
    assert _sheet(feed.scan(printed(FORM, PAGE)), blanks).faxed is faxed


@pytest.mark.parametrize(("told", "faxed"), [((204, 196), True), ((200, 200), False)])
def test_a_fax_that_a_feed_made_square_is_known_by_what_the_file_says(
    told: tuple[float, float], faxed: bool, blanks
) -> None:
    square = Feed((200, 200), threshold=True).scan(printed(FORM, PAGE))
    assert _sheet(replace(square, dpi=told), blanks).faxed is faxed


def _compressed(grey: Grey, quality: int) -> Grey:
    kept = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(kept, cv2.IMREAD_GRAYSCALE), np.uint8)
