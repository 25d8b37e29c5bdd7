"""The structure tree as it is read aloud: what LibreOffice's export does not tell of a form.

The pages stay as they are; only the tags change (ISO 32000-1, 14.7 and 14.8;
ISO 14289-1, 7.1): boxes in a grid are no data tables, a drawn cross says that
it is one, and what is empty is not announced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

SAID = {
    "\N{BALLOT BOX}": "inte ikryssad",
    "\N{BALLOT BOX WITH CHECK}": "ikryssad",
    "\N{BALLOT BOX WITH X}": "ikryssad",
}
"""What a screen reader says, in the language of the paper, where a box is drawn as a letter."""
_GRID = frozenset({Name.Table, Name.THead, Name.TBody, Name.TFoot, Name.TR, Name.TD})
_MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]{4})>")


def mend(pdf: pikepdf.Pdf) -> None:
    """Make the tags of an exported document say what is on its pages."""
    root = pdf.Root.get(Name.StructTreeRoot)
    if root is None:
        return
    _say_boxes(pdf, root)
    _drop_empty(root)
    for element in list(elements(root)):
        if element.get(Name.S) == Name.Table and not _has_headings(element):
            _ungrid(element)


def elements(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """All structure elements below a node and itself, in reading order."""
    waiting: list[Any] = [root]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Dictionary):
            if Name.S in current:
                yield current
            waiting.extend(reversed(kids(current)))


def kids(element: pikepdf.Object) -> list[Any]:
    """Elements, object references and marks (integers) below an element."""
    found = element.get(Name.K)
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def _has_headings(table: pikepdf.Object) -> bool:
    return any(element.get(Name.S) == Name.TH for element in elements(table))


def _ungrid(table: pikepdf.Object) -> None:
    """A grid of boxes, each with its own label, is read box by box: it relates nothing."""
    for element in elements(table):
        if element.S in _GRID:
            element.S = Name.Div
            if Name.A in element:
                del element[Name.A]


def _drop_empty(root: pikepdf.Object) -> None:
    """Take out elements with nothing in them, such as the line of an answer not given."""
    for element in reversed(list(elements(root))):
        below = kids(element)
        kept = [kid for kid in below if not _is_empty(kid)]
        if len(kept) < len(below):
            element.K = Array(kept)


def _is_empty(kid: Any) -> bool:
    # An object reference or a mark has no kids either, but it bears no structure type.
    return isinstance(kid, Dictionary) and Name.S in kid and not kids(kid)


def _say_boxes(pdf: pikepdf.Pdf, root: pikepdf.Object) -> None:
    """Give each element that is nothing but a drawn box its alternative text."""
    tree = pikepdf.NumberTree(root.ParentTree)
    letters: dict[tuple[int, int], Mapping[bytes, str]] = {}
    for page in pdf.pages:
        boxes = {
            name: letters.setdefault(font.objgen, _box_letters(font))
            for name, font in page.obj.Resources.get(Name.Font, {}).items()
        }
        if not any(boxes.values()):
            continue
        holders = tree[int(page.obj.StructParents)]
        for mark, said in _boxes(page, boxes):
            element = holders[mark]
            if kids(element) == [mark]:
                element.Alt = String(said)


def _box_letters(font: pikepdf.Object) -> Mapping[bytes, str]:
    """The codes of a font that draw a box, by its ToUnicode map, and what is said of them."""
    if Name.ToUnicode not in font:
        return {}
    pairs = _MAPPED.findall(font.ToUnicode.read_bytes())
    texts = ((bytes.fromhex(code.decode()), chr(int(text, 16))) for code, text in pairs)
    return {code: SAID[text] for code, text in texts if text in SAID}


def _boxes(
    page: pikepdf.Page, fonts: Mapping[str, Mapping[bytes, str]]
) -> Iterator[tuple[int, str]]:
    """The marks in which a box and nothing else is written, and what is said of it."""
    mark: int | None = None
    font: Mapping[bytes, str] = {}
    shown = b""
    for instruction in pikepdf.parse_content_stream(page, "BDC EMC Tf Tj TJ"):
        operands = instruction.operands
        match str(instruction.operator):
            case "BDC":
                properties = operands[1]
                mark = int(properties.MCID) if Name.MCID in properties else None
                shown = b""
            case "Tf":
                font = fonts.get(str(operands[0]), {})
            case "Tj":
                shown += bytes(operands[0])
            case "TJ":
                shown += b"".join(bytes(p) for p in operands[0] if isinstance(p, String))
            case "EMC":
                if mark is not None and shown in font:
                    yield mark, font[shown]
                mark = None
