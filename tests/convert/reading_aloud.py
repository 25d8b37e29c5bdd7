"""A PDF as a screen reader takes it: its structure tree walked from the first to the last."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pdfplumber
import pikepdf
from pikepdf import Dictionary, Name

from oroforms.convert.structure import elements, kids


@dataclass(frozen=True)
class Said:
    """One thing that is said: its standard role (of the nearest element), and the words."""

    role: str
    words: str


def said(content: bytes) -> list[Said]:
    """All that is said of a document, in order."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return list(_said(pdf, pdf.Root.StructTreeRoot, _words(content)))


def roles(content: bytes) -> list[str]:
    """The standard roles of all elements, in order."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        return [_role(root, element) for element in elements(root)]


def unsaid(content: bytes) -> str:
    """The words of a document that are page furniture, or in no marked content at all."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join(c["text"] for p in pdf.pages for c in p.chars if c["mcid"] is None)


def empty(content: bytes) -> list[str]:
    """The roles of elements with nothing in them."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        return [_role(root, e) for e in elements(root) if not kids(e)]


def _words(content: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for char in page.chars:
                key = (page.page_number, char["mcid"])
                found[key] = found.get(key, "") + char["text"]
    return found


def _said(
    pdf: pikepdf.Pdf, root: pikepdf.Object, words: dict[tuple[int, int], str]
) -> Iterator[Said]:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}

    def walk(node: pikepdf.Object, page: int) -> Iterator[Said]:
        page = pages[node.Pg.objgen] if Name.Pg in node else page
        role = _role(root, node)
        if Name.Alt in node:
            yield Said(role, str(node.Alt))
            return
        for kid in kids(node):
            if isinstance(kid, int):
                yield Said(role, words.get((page, kid), ""))
            elif kid.get(Name.Type) == Name.OBJR:
                yield Said(role, str(kid.Obj.TU))
            elif kid.get(Name.Type) == Name.MCR:
                yield Said(role, words.get((pages[kid.Pg.objgen], int(kid.MCID)), ""))
            else:
                yield from walk(kid, page)

    for top in kids(root):
        yield from walk(top, 1)


def _role(root: pikepdf.Object, element: pikepdf.Object) -> str:
    kind, mapped = str(element.S), root.get(Name.RoleMap, Dictionary())
    while kind in mapped:
        kind = str(mapped[kind])
    return kind[1:]
