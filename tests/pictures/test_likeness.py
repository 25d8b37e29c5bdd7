"""Whether two pictures of ink are of one paper: strokes, not the impression of the whole."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import oroforms
from oroforms.pictures.likeness import packed, same_ink

FONT = str(next((Path(oroforms.__file__).parent / "fonts").glob("NotoSans-Regular.ttf")))
SIZE = (840, 120)


def scan(text: str, seed: int) -> bytes:
    """A line of 11 points as a pass through a scanner leaves it: shifted, ragged, with dust."""
    random = np.random.default_rng(seed)
    image = Image.new("L", SIZE, 0)
    at = tuple(random.uniform(8, 14, 2))
    ImageDraw.Draw(image).text(at, text, fill=255, font=ImageFont.truetype(FONT, 11 * 300 / 72))
    seen = cv2.GaussianBlur(np.asarray(image), (0, 0), random.uniform(1.2, 1.6)).astype(float)
    ink = seen + random.normal(0, 12, seen.shape) > random.uniform(110, 130)
    ink = cv2.medianBlur(ink.astype(np.uint8), 5) > 0
    x = int(random.integers(600, 800))
    ink[90:96, x : x + 6] = True
    return packed(ink)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("text", ["2015-10-14", "Åsa Öberg-Ek", "070-174 06 80"])
def test_one_paper_scanned_twice_is_alike(text: str, seed: int):
    assert same_ink(scan(text, seed), scan(text, 1000 + seed))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2015-10-14", "2015-10-15"),
        ("2015-10-14", "2016-10-14"),
        ("2015-10-11", "2015-10-17"),
        ("070-174 06 80", "070-174 08 80"),
        ("070-174 06 80", "070-174 00 80"),
        ("Alva Ek", "Alma Ek"),
        ("Alva Ek", "Alva Eke"),
        ("3 timmar", "8 timmar"),
        ("nej", ""),
    ],
)
def test_one_other_character_is_seen(one: str, other: str, seed: int):
    assert not same_ink(scan(one, seed), scan(other, 1000 + seed))
    assert not same_ink(scan(other, seed), scan(one, 1000 + seed))


def test_dust_alone_is_no_ink():
    assert same_ink(scan("", 1), scan("", 2))
