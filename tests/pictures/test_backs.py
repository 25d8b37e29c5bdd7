"""Empty backs are known as empty, and nothing that was written is taken for one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.conftest import printed
from pictures.distortions import WEAR, Feed, Printout

from oroforms.pictures.backs import is_blank


def _white(seed: int = 2) -> Printout:
    return Printout(np.full((3508, 2481, 3), 252, np.uint8), np.random.default_rng(seed))


def _specks(page: Printout) -> None:
    for _speck in range(150):
        x, y = page.rng.integers(0, 2450), page.rng.integers(0, 3500)
        cv2.circle(page.colour, (int(x), int(y)), int(page.rng.integers(1, 6)), (60,) * 3, -1)


def _ghost(page: Printout) -> None:
    other = cv2.GaussianBlur(printed("samtycke@2", 1).colour[:3508, 2480::-1], (0, 0), 3.5)
    page.colour = np.asarray(252 - (255.0 - other[:, :2481]) * 0.12, np.uint8)


def _cracked_fold(page: Printout) -> None:
    for x in range(40, 2400, 90):
        y = 1712 + round(0.012 * x)
        cv2.line(page.colour, (x, y), (x + int(page.rng.integers(30, 85)), y + 1), (95,) * 3, 6)


def _rims(page: Printout) -> None:
    for y in (1170, 1418, 2245, 2493):  # 300 dots an inch
        for turn in range(0, 360, 90):
            cv2.ellipse(
                page.colour, (120, y), (34, 34), 0, turn + 4, turn + 80, (120,) * 3, 3, cv2.LINE_AA
            )


WORN = {
    "a fold of which the toner cracked": _cracked_fold,
    "rims of holes": _rims,
    "nothing": lambda page: None,
    "holes": WEAR["holes"],
    "streak": WEAR["streak"],
    "specks": _specks,
    "ghost of the other side": _ghost,
    "torn": WEAR["torn top left"],
}
FEEDS = {
    "grey": Feed((200, 200), angle=1.0, noise=4),
    "fax": Feed((204, 98), threshold=True),
    "shadow": Feed((200, 200), shade=0.5, border=(10, 10, 10), room=0.004),
    "border": Feed((300, 300), angle=0.7, border=(10, 10, 10), room=0.006),
}


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("worn", WORN)
def test_empty_backs(feed: str, worn: str) -> None:
    page = _white()
    WORN[worn](page)
    assert is_blank(FEEDS[feed].scan(page))


def _note(page: Printout, ink: tuple[int, int, int], thick: int) -> None:
    cv2.putText(
        page.colour, "Ring mig!", (750, 1500), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 3.5, ink, thick,
        cv2.LINE_AA,
    )  # fmt: skip


@pytest.mark.parametrize("feed", ["grey", "shadow", "border"])
@pytest.mark.parametrize("ink", [(20, 20, 20), (40, 60, 150), (150, 150, 150), (190, 40, 40)])
def test_a_note_on_the_back_is_seen(feed: str, ink: tuple[int, int, int]) -> None:
    page = _white()
    _note(page, ink, 5)
    assert not is_blank(FEEDS[feed].scan(page))


def _word(page: Printout, said: str) -> None:
    cv2.putText(
        page.colour, said, (750, 1500), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 2.0, (60, 60, 160), 5,
        cv2.LINE_AA,
    )  # fmt: skip


def _signed(page: Printout) -> None:
    along = np.linspace(0, 12 * np.pi, 400)
    x, y = 700 + 9 * along + 30 * np.sin(along), 1500 + 45 * np.cos(along)
    path = np.column_stack([x, y]).round().astype(np.int32)
    cv2.polylines(page.colour, [path], False, (40, 60, 150), 5, cv2.LINE_AA)


SHORT = {
    "a word": lambda page: _word(page, "Nej"),
    "two letters": lambda page: _word(page, "Ja"),
    "two words": lambda page: _word(page, "Ring"),
    "a signature": _signed,
}


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("short", SHORT)
def test_a_word_or_a_signature_on_the_back_is_seen(feed: str, short: str) -> None:
    page = _white()
    SHORT[short](page)
    assert not is_blank(FEEDS[feed].scan(page))


@pytest.mark.parametrize("size", [0.7, 0.9, 1.2])
def test_a_line_of_small_writing_is_no_fold(size: float) -> None:
    page = _white()
    said = "ring mormor innan ni kommer, hon vet varken ut eller in och ammar sommar"
    cv2.putText(
        page.colour, said, (150, 1500), cv2.FONT_HERSHEY_SIMPLEX, size * 1.2, (60,) * 3, 2,
        cv2.LINE_AA,
    )  # fmt: skip
    assert not is_blank(FEEDS["grey"].scan(page))


def test_pages_of_forms_are_not_empty() -> None:
    for form, number in (("samtycke@2", 2), ("bbic-konsultation@1", 4)):
        page = printed(form, number, written=False)
        assert not is_blank(Feed((150, 150)).scan(page))
        assert not is_blank(Feed((204, 98), threshold=True).scan(page))
