"""QR codes of pages, found at any angle, in any state, one or several on a picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import segno
from pictures.conftest import TOKEN, printed
from pictures.distortions import POINT, Feed

from oroforms.pictures.base import PagePicture
from oroforms.pictures.codes import find_codes, reference_of

CODE = np.array([(513.07, 25.51), (547.09, 25.51), (547.09, 59.53), (513.07, 59.53)])


@pytest.fixture(scope="module")
def paper():
    return printed("samtycke@2", 1)


@pytest.mark.parametrize(
    ("dpi", "angle"), [(150, 33), (150, -77), (200, 178), (200, 0.4), (300, 91), (600, 12)]
)
def test_any_angle_and_resolution(dpi: int, angle: float, paper) -> None:
    feed = Feed((dpi, dpi), angle=angle, noise=5)
    (code,) = find_codes(feed.scan(paper))
    said = code.reference
    assert (said.form, said.version, said.token) == ("samtycke", 2, TOKEN)
    assert (said.number, said.count) == (1, 2)
    assert np.abs(np.array(code.corners) - feed.truth()(CODE)).max() < 0.02 * dpi


@pytest.mark.parametrize("angle", [2, 88, 181])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_mirrored_feed_is_told(angle: float, mirrored: bool, paper) -> None:
    feed = Feed((200, 200), angle=angle, mirrored=mirrored)
    (code,) = find_codes(feed.scan(paper))
    assert code.mirrored is mirrored
    assert np.abs(np.array(code.corners) - feed.truth()(CODE)).max() < 4


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("lines", [98, 196])
def test_fax(lines: int, told: bool, paper) -> None:
    feed = Feed((204, lines), angle=0.7, threshold=True, noise=12, tell_dpi=told)
    assert len(find_codes(feed.scan(paper))) == 1


def test_a_spread_of_two_pages_has_two_codes(paper) -> None:
    feed = Feed((200, 200), room=0.0)
    pages = [feed.scan(paper).grey, feed.scan(printed("samtycke@2", 2)).grey]
    spread = PagePicture(1, np.hstack(pages), (200.0, 200.0))
    assert {code.reference.number for code in find_codes(spread)} == {1, 2}


def _with_code(payload: str) -> PagePicture:
    matrix = np.array(segno.make_qr(payload, error="m").matrix, np.uint8)
    code = np.kron(np.pad(1 - matrix, 4, constant_values=1) * 255, np.ones((6, 6))).astype(np.uint8)
    page = np.full((1754, 1240), 255, np.uint8)
    page[100 : 100 + code.shape[0], 300 : 300 + code.shape[1]] = code
    return PagePicture(1, page, (150.0, 150.0))


@pytest.mark.parametrize(
    "payload",
    [
        "https://example.se/OROFORMS",
        "OROFORMS:samtycke@2-dc4b0e:T7K4-9QXM-2CAA:1/2",  # the token's check character is wrong
        "OROFORMS:samtycke@2-dc4b0e::3/2",
        "OROFORMS:samtycke@2-dc4b0e",
        "xOROFORMS:samtycke@2-dc4b0e::1/2",
        "OROFORMS:samtycke@2-dc4b0e::1/2 ",
    ],
)
def test_codes_of_others_are_passed_over(payload: str) -> None:
    assert find_codes(_with_code(payload)) == ()


def test_a_word_file_has_one_code_for_all_pages() -> None:
    (code,) = find_codes(_with_code(f"OROFORMS:samtycke@2-dc4b0e:{TOKEN}:0/0"))
    assert (code.reference.number, code.reference.count) == (None, None)
    assert reference_of("OROFORMS:samtycke@2-dc4b0e::0/0", 3).page == 3  # type: ignore[union-attr]


def test_an_empty_page_has_none_and_is_soon_done() -> None:
    white = PagePicture(1, np.full((3508, 2480), 250, np.uint8), (300.0, 300.0))
    assert find_codes(white) == ()


def test_a_soft_and_dark_code_is_found_by_looking_closely(paper) -> None:
    feed = Feed((200, 200), angle=-20, blur=1.3, noise=5, shade=0.6, border=(50, 60, 50), room=0.2)
    assert len(find_codes(feed.scan(paper))) == 1


def test_a_code_under_a_stamp_is_still_read(paper) -> None:
    page = printed("samtycke@2", 1, written=False)
    x, y = round(520 * POINT), round(30 * POINT)
    cv2.line(page.colour, (x, y), (x + round(24 * POINT), y + round(6 * POINT)), (40, 60, 150), 5)
    assert len(find_codes(Feed((200, 200)).scan(page))) == 1
