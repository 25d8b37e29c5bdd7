"""What the commands print: aligned tables, JSON, and colours where a terminal shows them.

Everything fits 80 columns, or the terminal where it is another width; the
column that may wrap is the caller's choice.
"""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import Any

import click

_GAP = "  "
_NARROWEST = 12


class Notes(Enum):
    """What becomes of a note below a row that is wider than the line."""

    CUT = auto()
    WHOLE = auto()
    """A command that is to be copied is never broken."""
    WRAPPED = auto()


def width() -> int:
    """Columns to write in: the terminal's, 80 where there is none."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def say(text: str = "", **style: Any) -> None:
    """One line of result on standard output; styles are dropped where no terminal shows them."""
    click.secho(text, **style)


def note(text: str) -> None:
    """One line about what happens, on standard error, out of the way of results."""
    click.echo(text, err=True)


def json_text(data: Any) -> str:
    """Data as people and programs both can read it: indented, letters as they are."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def print_json(data: Any) -> None:
    """Data on standard output, the only thing that a command with ``--json`` prints there."""
    click.echo(json_text(data))


def paragraph(text: str, *, indent: int = 0, hanging: int = 0, **style: Any) -> None:
    """A text wrapped to the width; ``hanging`` more columns from its second line on."""
    lines = textwrap.wrap(
        text,
        width(),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines:
        say(line, **style)


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    wrap: int = -1,
    styles: Sequence[dict[str, Any]] | None = None,
    notes: Sequence[str] | None = None,
    notes_are: Notes = Notes.CUT,
) -> None:
    """Aligned columns under headings; one column gives way where the width is too small.

    Parameters
    ----------
    wrap
        Index of the column that is wrapped.
    styles
        One style a row, as :func:`click.style` takes them.
    notes
        One text a row, shown below it.
    notes_are
        What becomes of a note that is wider than the line.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    fixed = sum(widths) - widths[wrap] + len(_GAP) * (len(widths) - 1)
    widths[wrap] = max(_NARROWEST, min(widths[wrap], width() - fixed))
    _row(headings, widths, wrap, {"bold": True})
    for index, row in enumerate(cells):
        _row(row, widths, wrap, styles[index] if styles else {})
        if notes and notes[index]:
            _note(_cell(notes[index]), widths[0] + len(_GAP), notes_are)


def _note(text: str, indent: int, notes_are: Notes) -> None:
    line = " " * indent + text
    if notes_are is Notes.WRAPPED:
        paragraph(text, indent=indent, dim=True)
    else:
        say(_clipped(line) if notes_are is Notes.CUT else line, dim=True)


def _clipped(line: str) -> str:
    return line if len(line) <= width() else line[: width() - 1].rstrip() + "…"


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _row(cells: Sequence[str], widths: Sequence[int], wrap: int, style: dict[str, Any]) -> None:
    position = wrap % len(widths)
    for number, part in enumerate(textwrap.wrap(cells[position], widths[position]) or [""]):
        line = [part if i == position else cell * (number == 0) for i, cell in enumerate(cells)]
        padded = _GAP.join(cell.ljust(size) for cell, size in zip(line, widths, strict=True))
        say(padded.rstrip(), **style)
