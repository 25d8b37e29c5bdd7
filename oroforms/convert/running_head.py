"""The running head, said once: what stands above every page is heard on the first.

A running head is page furniture that screen readers pass by. But ours says
what the document says nowhere else: which form it is, and that it may hold
what is secret (ISO 14289-1, 7.1: real content is tagged).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator

from oroforms.convert.base_pdf import Instruction
from oroforms.convert.structure import kids

_BEGIN = {"BMC", "BDC"}


def say(pdf: pikepdf.Pdf) -> None:
    """Tag each line of the first page's running head as a paragraph before all others.

    It is the first artifact that holds text; a page without one stays as it is.
    """
    page, root = pdf.pages[0], pdf.Root.get(Name.StructTreeRoot)
    if root is None or Name.StructParents not in page:
        return
    instructions = pikepdf.parse_content_stream(page)
    found = _head(instructions)
    if found is None:
        return
    start, end = found
    holders = pikepdf.NumberTree(root.ParentTree)[int(page.obj.StructParents)]
    document = kids(root)[0]
    first = len(holders)
    lines = list(_tagged(instructions[start + 1 : end], first))
    instructions[start : end + 1] = lines
    marks = sum(str(each.operator) == "BDC" for each in lines)
    paragraphs = [
        pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.P, P=document, Pg=page.obj, K=first + offset)
        )
        for offset in range(marks)
    ]
    holders.extend(paragraphs)
    document.K = Array([*paragraphs, *kids(document)])
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _head(instructions: Sequence[Instruction]) -> tuple[int, int] | None:
    """Where the first outermost artifact with text begins and ends."""
    opened: list[int] = []
    text = False
    for index, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator in _BEGIN:
            opened.append(index)
            text = text and len(opened) > 1
        elif operator in ("Tj", "TJ"):
            text = True
        elif operator == "EMC":
            start = opened.pop()
            mark = instructions[start].operands[0]
            if not opened and text and mark == Name.Artifact:
                return start, index
    return None


def _tagged(inside: Sequence[Instruction], mark: int) -> Iterator[Instruction]:
    """The text objects, each in marked content of its own, and what lies between them."""
    for instruction in inside:
        operator = str(instruction.operator)
        if operator == "BT":
            properties = Dictionary(MCID=mark)
            yield ContentStreamInstruction([Name.P, properties], Operator("BDC"))
            mark += 1
        yield instruction
        if operator == "ET":
            yield ContentStreamInstruction([], Operator("EMC"))
