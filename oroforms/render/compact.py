"""Makes a finished document short: no empty writing room, and room enough for long answers."""

from __future__ import annotations

from collections.abc import Callable

from oroforms.template.controls import Control, ControlKind, controls
from oroforms.template.paper import LABEL_LINE, ROW
from oroforms.template.xml import (
    PARAGRAPH_SEQUENCE,
    Element,
    element,
    insert_in_sequence,
    name,
    paragraph_properties,
    twips,
)

_EMPTY_ROW = LABEL_LINE + 1.2
_NO_LINE = 0.5
_FLOWS_FROM = 300
"""Characters from which an answer may run on to the next page."""
_HELD_ROWS = 5
"""Rows up to which a table with short answers is not parted by the end of a page."""


def compact(body: Element, given: Callable[[Control], bool]) -> None:
    """Take the pen's writing room out of the rows of a body.

    ``given`` tells whether anything is written or ticked in a control. Rows keep the height that
    their content needs; rows without any answer keep their labels, so that
    one sees what was asked. Rows to sign in keep their height.
    """
    for row in body.iter(name("w:tr")):
        found = list(controls(row))
        if not found or any(control.tag.endswith(".sign") for control in found):
            continue
        empty = not any(given(control) for control in found)
        _set_height(row, _EMPTY_ROW if empty else ROW)
        if any(len(control.text) >= _FLOWS_FROM for control in found):
            _let_break(row)
        for control in found:
            if control.kind is ControlKind.TEXT and not given(control):
                _flatten(control)
    for table in body.iter(name("w:tbl")):
        _hold_together(table)


def _set_height(row: Element, millimetres: float) -> None:
    properties = row.find(name("w:trPr"))
    height = properties.find(name("w:trHeight")) if properties is not None else None
    if height is not None and height.get(name("w:hRule")) != "exact":
        wanted = min(twips(millimetres), int(height.get(name("w:val"), "0")))
        height.set(name("w:val"), str(wanted))


def _let_break(row: Element) -> None:
    properties = row.find(name("w:trPr"))
    for keeping in properties.findall(name("w:cantSplit")) if properties is not None else ():
        properties.remove(keeping)


def _hold_together(table: Element) -> None:
    """Keep the few short rows about one person, or one signature, on one page."""
    *others, _last = rows = list(table.iter(name("w:tr")))
    lengths = [len(control.text) for row in rows for control in controls(row)]
    if len(rows) > _HELD_ROWS or max(lengths, default=_FLOWS_FROM) >= _FLOWS_FROM:
        return
    for row in others:
        for line in row.iter(name("w:p")):
            if line.find(f"{name('w:pPr')}/{name('w:keepNext')}") is None:
                keep = element("w:keepNext")
                insert_in_sequence(paragraph_properties(line), keep, PARAGRAPH_SEQUENCE)


def _flatten(control: Control) -> None:
    """Let the line of an empty answer take no height, where nothing else stands on it."""
    if control.line is not None:
        spacing = element("w:spacing", before=0, after=0, line=twips(_NO_LINE), lineRule="exact")
        insert_in_sequence(paragraph_properties(control.line), spacing, PARAGRAPH_SEQUENCE)
