"""Pages that belong to no form: what a pile comes to, and the pictures of them."""

from __future__ import annotations

import io

import numpy as np
import scanned
from PIL import Image

from oroforms.documents import Status
from oroforms.identify.sheaves import SeenPage
from oroforms.library import Library
from oroforms.readers.scan.crops import page_picture
from oroforms.workflow.scans import pictures_of, strange_pages


def test_every_page_that_belongs_to_no_form_is_shown():
    content = scanned.pdf([scanned.letter((827, 1170)) for _ in range(9)])
    run = tuple(SeenPage(number) for number in range(1, 9))
    tasks = list(pictures_of(run))
    assert len(tasks) > 1, "a long pile is shared out"
    shown = {name: png for task in tasks for name, png in task(None, content).items()}
    letters = strange_pages(run, Library(), shown)
    assert letters.status is Status.NEEDS_REVIEW
    assert list(letters.crops) == [f"page.{number}" for number in range(1, 9)]


def test_a_page_without_picture_is_told_all_the_same():
    one = strange_pages((SeenPage(4),), Library(), {})
    assert [found.code for found in one.findings] == ["page-unknown"]
    assert one.crops == {}


def test_a_picture_of_a_page_is_small_whatever_is_on_it():
    noise = np.random.default_rng(7).integers(0, 255, (3500, 2480), np.uint8)
    assert len(page_picture(noise)) <= 60_000
    assert Image.open(io.BytesIO(page_picture(np.full((3, 2), 255, np.uint8)))).size == (2, 3)


def test_paper_is_white_wherever_the_light_fell():
    shade = np.tile(np.linspace(120, 250, 1000, dtype=np.uint8), (1400, 1))
    shade[600:640, 200:800] //= 4
    made = Image.open(io.BytesIO(page_picture(shade))).convert("L")
    width, height = made.size
    assert min(made.getpixel((x, height // 4)) for x in range(10, width - 10)) > 200
    assert made.getpixel((width // 2, round(height * 620 / 1400))) < 120
