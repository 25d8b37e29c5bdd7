"""The worked example of docs/make-your-own-form.md, which tests take from the page itself."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "make-your-own-form.md").read_text(encoding="utf-8")
_EXAMPLE = re.compile(r"<!-- example: (?P<name>\S+) -->\n```yaml\n(?P<text>.*?)\n```\n", re.DOTALL)
_TABLE = re.compile(r"<!-- (?P<kind>[\w: ]+) -->\n(?P<rows>(?:\|.*\n)+)")


def example() -> tuple[str, str]:
    """Name and text of the YAML that the page shows."""
    found = _EXAMPLE.search(PAGE)
    assert found is not None
    return found["name"], found["text"] + "\n"


def tables(kind: str) -> list[list[str]]:
    """The first cells of every table of a kind, a list for each, without the heading."""
    return [
        [re.split(r"(?<!\\)\|", row)[1].strip() for row in found["rows"].splitlines()[2:]]
        for found in _TABLE.finditer(PAGE)
        if found["kind"] == kind
    ]


def names(cells: list[str]) -> list[str]:
    """What stands between backticks in the cells."""
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
