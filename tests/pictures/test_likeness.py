"""Whether two pictures of ink are of one paper: strokes, not the impression of the whole."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import oroforms
from oroforms.pictures.likeness import difference, packed, same_ink

FONT = str(next((Path(oroforms.__file__).parent / "fonts").glob("NotoSans-Regular.ttf")))
SIZE = (840, 120)


def scan(text: str, seed: int, *, black_and_white: bool = False) -> bytes:
    """A line of 11 points as a pass through a scanner leaves it: shifted, grainy, with dust."""
    random = np.random.default_rng(seed)
    image = Image.new("L", SIZE, 0)
    at = tuple(random.uniform(8, 14, 2))
    ImageDraw.Draw(image).text(at, text, fill=255, font=ImageFont.truetype(FONT, 11 * 300 / 72))
    seen = cv2.GaussianBlur(np.asarray(image), (0, 0), random.uniform(1.4, 1.5)).astype(float)
    seen = np.clip(seen * random.uniform(0.5, 0.9) + random.normal(0, 5, seen.shape), 0, 255)
    if black_and_white:
        ink = cv2.medianBlur((seen > seen.max() * 0.5).astype(np.uint8), 5)
        seen = ink * 255.0
    x = int(random.integers(600, 800))
    seen[90:96, x : x + 6] = 220
    return packed((seen / 255).astype(np.float32), np.ones(seen.shape, bool))


@pytest.mark.parametrize("text", ["2015-10-14", "Åsa Öberg-Ek", "070-174 06 80"])
def test_one_paper_scanned_twice_is_alike_nearly_always(text: str):
    alike = [same_ink(scan(text, seed), scan(text, 1000 + seed)) for seed in range(12)]
    assert sum(alike) >= 11


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
        ("Åsa Öberg", "Asa Öberg"),
        ("skolan F-6", "skolan F-8"),
        ("ukrainska", "ukraimska"),
        ("ja, men", "ja. men"),
        ("20160113-2382", "20160113 2382"),
    ],
)
@pytest.mark.parametrize("black_and_white", [False, True])
def test_one_other_character_is_seen(one: str, other: str, seed: int, black_and_white: bool):
    first = scan(one, seed, black_and_white=black_and_white)
    second = scan(other, 1000 + seed, black_and_white=black_and_white)
    assert not same_ink(first, second)
    assert not same_ink(second, first)


def test_dust_alone_is_no_ink():
    assert same_ink(scan("", 1), scan("", 2))


@pytest.mark.parametrize("seed", range(4))
def test_two_dots_are_seen_where_the_scan_has_kept_them(seed: int):
    assert not same_ink(scan("Märta Ngo", seed), scan("Marta Ngo", 1000 + seed))
    assert not same_ink(scan("Asa Öberg", seed), scan("Asa Oberg", 1000 + seed))


def test_what_printing_hides_is_not_compared():
    ink, seen = np.zeros((120, 300), np.float32), np.ones((120, 300), bool)
    ink[40:80, 50:56] = 0.8
    crossed = ink.copy()
    crossed[58:62, 150:250] = 0.8
    assert difference(packed(ink, seen), packed(crossed, seen)) > 0.5
    seen[50:70, 140:260] = False
    assert difference(packed(ink, seen), packed(crossed, seen)) < 0.05
