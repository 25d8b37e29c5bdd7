"""Where the words of a line stand, after Tesseract's boxes and the ink."""

from __future__ import annotations

import numpy as np
import pytest

from oroforms.readers.scan.wordboxes import on_ink
from oroforms.tools.tesseract import SeenWord


def placed(words: list[tuple[str, int, int]], ink: list[tuple[int, int]]) -> list[tuple[int, int]]:
    inked = np.zeros(400, bool)
    for start, end in ink:
        inked[start:end] = True
    seen = [SeenWord(text, 0.9, (left, 5, right, 40)) for text, left, right in words]
    return [(word.box[0], word.box[2]) for word in on_ink(seen, inked)]


@pytest.mark.parametrize(
    ("words", "ink", "boxes"),
    [
        # The box of an i lies between the word before it and the i.
        ([("flera", 10, 95), ("i", 100, 114)], [(10, 60), (62, 94), (112, 116)],
         [(10, 94), (112, 116)]),
        ([("Armen", 10, 139), ("i", 138, 155)], [(10, 139), (155, 160)], [(10, 139), (155, 160)]),
        # A box goes on into the next one.
        ([("070-174", 15, 168), ("06", 138, 166)], [(15, 60), (62, 127), (136, 151), (153, 168)],
         [(15, 127), (136, 168)]),
        # A streak far behind the words belongs to none, and a word without ink stays.
        ([("kl.", 15, 53)], [(15, 50), (300, 320)], [(15, 50)]),
        ([("kl.", 15, 53)], [], [(15, 53)]),
        ([], [(3, 9)], []),
    ],
)  # fmt: skip
def test_words_stand_where_their_ink_is(
    words: list[tuple[str, int, int]], ink: list[tuple[int, int]], boxes: list[tuple[int, int]]
) -> None:
    assert placed(words, ink) == boxes
