"""Makes a finished document short: no empty writing room, and room enough for long answers."""

from __future__ import annotations

from collections.abc import Callable

from oroforms.template.controls import Control, ControlKind, controls
from oroforms.template.paper import LABEL_LINE, ROW
from oroforms.template.xml import Element, element, name, twips

_EMPTY_ROW = LABEL_LINE + 1.2
_BEFORE_SPACING = frozenset(
    name(f"w:{tag}")
    for tag in (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
        "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku",
        "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi",
        "adjustRightInd", "snapToGrid",
    )
)  # fmt: skip
"""What stands before ``w:spacing`` in the schema's sequence, which Word keeps to."""
_FLOWS_FROM = 300
"""Characters from which an answer may run on to the next page."""


def compact(body: Element, given: Callable[[str], bool]) -> None:
    """Take the pen's writing room out of the rows of a body.

    ``given`` tells whether a part is answered. Rows keep the height that
    their content needs; rows without any answer keep their labels, so that
    one sees what was asked. Rows to sign in keep their height.
    """
    for row in body.iter(name("w:tr")):
        found = list(controls(row))
        if not found or any(control.tag.endswith(".sign") for control in found):
            continue
        empty = not any(given(control.tag) for control in found)
        _set_height(row, _EMPTY_ROW if empty else ROW)
        if any(len(control.text) >= _FLOWS_FROM for control in found):
            _let_break(row)
        for control in found:
            if control.kind is ControlKind.TEXT and not given(control.tag):
                _flatten(control)


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


def _flatten(control: Control) -> None:
    """Let the line of an empty answer take no height, where nothing else stands on it."""
    line = next(control.element.iterancestors(name("w:p")), None)
    if line is None or any(
        (node.text or "").strip() and control.element not in node.iterancestors()
        for node in line.iter(name("w:t"))
    ):
        return
    properties = line.find(name("w:pPr"))
    if properties is None:
        properties = element("w:pPr")
        line.insert(0, properties)
    for found in properties.findall(name("w:spacing")):
        properties.remove(found)
    spacing = element("w:spacing", before=0, after=0, line=twips(0.5), lineRule="exact")
    places = [i for i, child in enumerate(properties) if child.tag in _BEFORE_SPACING]
    properties.insert(places[-1] + 1 if places else 0, spacing)
