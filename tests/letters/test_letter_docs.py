"""docs/letters.md and docs/receivers.md say what the program takes."""

from __future__ import annotations

import re
from pathlib import Path

from oroforms.casework import roles
from oroforms.casework.letter_kinds import WORDS, About, Gate, Receiver
from oroforms.definition import ParagraphLook
from oroforms.lettering import ASKED, LETTERHEAD_KEYS, PARAGRAPH_KEYS
from oroforms.receivers.hours import DAYS
from oroforms.receivers.register import COLUMNS

DOCS = Path(__file__).parents[2] / "docs"
LETTERS = (DOCS / "letters.md").read_text(encoding="utf-8")
RECEIVERS = (DOCS / "receivers.md").read_text(encoding="utf-8")


def named(page: str, mark: str) -> set[str]:
    """What stands between backticks in the first cells of the table after a mark."""
    rows = page.split(mark, 1)[1].lstrip().splitlines()
    table = rows[: next((i for i, row in enumerate(rows) if not row.startswith("|")), len(rows))]
    return {word for row in table[2:] for word in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_every_kind_and_word_of_letters_is_told() -> None:
    assert named(LETTERS, "<!-- kinds -->") == set(roles.current().letters)
    assert named(LETTERS, "<!-- words -->") == WORDS
    for words in (LETTERHEAD_KEYS, PARAGRAPH_KEYS, ASKED, Receiver, About, Gate, ParagraphLook):
        for word in words:
            assert f"`{word}`" in LETTERS


def test_every_column_of_the_register_is_told() -> None:
    told = named(RECEIVERS, "<!-- columns -->")
    assert told | set(DAYS) == set(COLUMNS)
