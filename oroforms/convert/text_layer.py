"""The text behind the glyphs: every one of them stands for something.

Where several glyphs draw one letter with its marks, as in Thai, LibreOffice
says the text of the first and of the span, and nothing of the others.
ISO 14289-1, 7.21.7, wants a word of each.
"""

from __future__ import annotations

import re

import pikepdf
from pikepdf import Name

NOTHING = 0x2060
"""WORD JOINER: no letter, no blank, no place to break a line; readers leave it out."""
_SOURCES = re.compile(rb"^<([0-9A-Fa-f]{2})>\s*<", re.MULTILINE)


def complete(pdf: pikepdf.Pdf) -> None:
    """Map the glyphs that no text is given for, in all simple fonts of the pages."""
    done: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for font in page.obj.Resources.get(Name.Font, {}).values():
            if font.objgen not in done and font.get(Name.Subtype) == Name.TrueType:
                done.add(font.objgen)
                _complete(pdf, font)


def _complete(pdf: pikepdf.Pdf, font: pikepdf.Object) -> None:
    if Name.ToUnicode not in font:
        return
    cmap = font.ToUnicode.read_bytes()
    if b"beginbfrange" in cmap:  # not LibreOffice's hand
        return
    known = {int(code, 16) for code in _SOURCES.findall(cmap)}
    # Code 0 is the glyph for what a font does not have; LibreOffice never shows it.
    missing = set(range(max(1, int(font.FirstChar)), int(font.LastChar) + 1)) - known
    if missing:
        lines = "".join(f"<{code:02X}> <{NOTHING:04X}>\n" for code in sorted(missing))
        block = f"{len(missing)} beginbfchar\n{lines}endbfchar\nendcmap".encode()
        font.ToUnicode = pdf.make_stream(cmap.replace(b"endcmap", block, 1))
