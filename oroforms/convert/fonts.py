"""Fonts inside a PDF: subsets of ours, with the mapping back to text.

Two ways to embed one face. A *wide* font (Type 0, Identity-H, ISO 32000-1
9.7) has two-byte codes that are glyph numbers of the original face, so that
shaped text can be written without asking which glyphs are in it. A *plain*
font (TrueType, WinAnsiEncoding, 9.6.3) has one-byte codes, which every
program can write with, for the letters of western Europe only.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from oroforms.convert.shaping import Face

PLAIN_NAME, WIDE_NAME = "/NotoSans", "/NotoSansWide"
"""Names of the two fonts in the default resources of our forms."""

# What names of people and places in Sweden are written with: Latin with all
# its marks, Greek, Cyrillic, and the punctuation of office text.
_BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x250, 0x2AF),
    (0x2B0, 0x36F),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x20AC, 0x20AC),
    (0x2116, 0x2122),
)
_ADOBE_ORDER = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)


def wide_repertoire() -> list[int]:
    """The code points of the wide font of every blank form."""
    return [code for first, last in _BLOCKS for code in range(first, last + 1)]


def win_ansi() -> dict[int, int]:
    """Byte → code point of WinAnsiEncoding (ISO 32000-1, annex D)."""
    table = {}
    for byte in range(0x20, 0x100):
        try:
            table[byte] = ord(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            continue
    return table


def embed_wide(pdf: pikepdf.Pdf, face: Face, codes: Iterable[int]) -> pikepdf.Object:
    """A Type 0 font with the glyphs of some code points and all that shaping makes of them."""
    font = _subset(face, unicodes=codes)
    return _wide(pdf, face, font, _unicode_of_glyphs(face, font))


def embed_glyphs(pdf: pikepdf.Pdf, face: Face, texts: Mapping[int, str]) -> pikepdf.Object:
    """A Type 0 font with some glyphs only; ``texts`` says what text each stands for."""
    return _wide(pdf, face, _subset(face, gids=texts), texts)


def covers(wide: pikepdf.Object, glyphs: Collection[int]) -> bool:
    """Whether an embedded wide font has all of some glyphs."""
    widths = wide.DescendantFonts[0].W
    return set(glyphs) <= {int(first) for first in list(widths)[::2]}


def embed_plain(pdf: pikepdf.Pdf, face: Face) -> pikepdf.Object:
    """A simple TrueType font in WinAnsiEncoding with every letter of that encoding."""
    table = win_ansi()
    font = _subset(face, unicodes=table.values())
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    widths = [metrics[cmap[table[byte]]][0] if table.get(byte) in cmap else 0 for byte in range(32, 256)]
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=_base_name(face, "PLAIN"),
            FirstChar=32,
            LastChar=255,
            Widths=Array(widths),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=_descriptor(pdf, face, font, "PLAIN", flags=32),
        )
    )


def _wide(pdf: pikepdf.Pdf, face: Face, font: Any, texts: Mapping[int, str]) -> pikepdf.Object:
    order, metrics = font.getGlyphOrder(), font["hmtx"]
    widths = Array()
    for gid in sorted(texts):
        widths.extend([gid, Array([metrics[order[gid]][0]])])
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=_base_name(face, "WIDEA"),
        CIDSystemInfo=_ADOBE_ORDER,
        CIDToGIDMap=Name.Identity,
        DW=1000,
        W=widths,
        FontDescriptor=_descriptor(pdf, face, font, "WIDEA", flags=4),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=_base_name(face, "WIDEA"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_to_unicode(texts)),
        )
    )


def _base_name(face: Face, tag: str) -> Name:
    return Name(f"/{tag.ljust(6, 'A')}+{face.file.removesuffix('.ttf')}")


def _descriptor(
    pdf: pikepdf.Pdf, face: Face, font: Any, tag: str, flags: int
) -> pikepdf.Object:
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    program = io.BytesIO()
    font.save(program)
    content = program.getvalue()
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=_base_name(face, tag),
            Flags=flags,
            FontBBox=Array([head.xMin, head.yMin, head.xMax, head.yMax]),
            ItalicAngle=0,
            Ascent=hhea.ascent,
            Descent=hhea.descent,
            CapHeight=os2.sCapHeight,
            StemV=80,
            FontFile2=pdf.make_stream(content, Length1=len(content)),
        )
    )


def _subset(face: Face, *, unicodes: Iterable[int] = (), gids: Iterable[int] = ()) -> Any:
    """A subset that keeps glyph numbers and the character map."""
    from fontTools import subset

    options = subset.Options()
    options.retain_gids = True
    options.hinting = False
    options.notdef_outline = True
    options.layout_features = ["ccmp", "locl", "mark", "mkmk", "calt"] if unicodes else []
    options.glyph_names = False
    options.recalc_timestamp = False
    font = subset.load_font(str(face.path), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes, gids=gids)
    subsetter.subset(font)
    for table in ("GSUB", "GPOS", "GDEF"):  # shaping is done before; only its glyphs are needed
        if table in font:
            del font[table]
    return font


@cache
def _code_points(face: Face) -> Mapping[int, str]:
    """Glyph number → the simplest text that maps to it, of the whole face."""
    from fontTools.ttLib import TTFont

    font = TTFont(face.path, lazy=True)
    found: dict[int, str] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        text = chr(code)
        gid = font.getGlyphID(glyph)
        known = found.get(gid)
        if known is None or (unicodedata.normalize("NFKC", known) != known == text):
            found[gid] = text
    return found


def _unicode_of_glyphs(face: Face, font: Any) -> dict[int, str]:
    """What each glyph that the subset kept stands for; of shaping's own glyphs nothing."""
    known = _code_points(face)
    return {
        gid: known.get(gid, "")
        for gid, name in enumerate(font.getGlyphOrder())
        if gid == 0 or font["hmtx"][name][0] > 0 or font["glyf"][name].numberOfContours != 0
    }


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """A ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    lines = [
        f"<{gid:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for gid, text in sorted(texts.items())
        if text
    ]
    blocks = "".join(
        f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar\n"
        for chunk in (lines[i : i + 100] for i in range(0, len(lines), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{blocks}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")

