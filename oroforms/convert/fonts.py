"""Fonts inside a PDF: our faces with fewer glyphs, and the mapping back to text.

A face is embedded as a Type 0 font in Identity-H (ISO 32000-1, 9.7): its
two-byte codes are the glyph numbers of the original face, so that shaped
text can be written without asking which glyphs are in it.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from oroforms.convert.shaping import Face

# What names of people and places in Sweden are written with: Latin with all
# its marks, Greek, Cyrillic, and the punctuation of office text.
_FORM_BLOCKS = (
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
FORM_CODES = tuple(code for first, last in _FORM_BLOCKS for code in range(first, last + 1))
"""Code points of the font that a fillable form brings for what is typed into it."""
FONT = "/NotoSans"
"""Name of the font with which other programs write what is typed. It stands in the
default resources as a direct object: programs of the iText 2 family (pdftk, OpenPDF) take
only fonts that are indirect objects, and of Type 0 fonts they write empty text; so they fall
back on their own, and å ä ö are seen. ``docs/decisions/font-of-form-fields.md``"""
ASCII_CODES = tuple(range(0x20, 0x7F))
"""Code points that a reference line needs."""


@dataclass(frozen=True, slots=True)
class _Program:
    """A font program with its glyphs' widths and texts, ready to be embedded."""

    content: bytes
    widths: Mapping[int, int]
    texts: Mapping[int, str]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int


def embed(pdf: pikepdf.Pdf, face: Face, codes: tuple[int, ...]) -> pikepdf.Object:
    """A font with the glyphs of some code points and all that shaping makes of them."""
    return _embedded(pdf, face, _program_of_codes(face, codes), tag="")


def embed_glyphs(pdf: pikepdf.Pdf, face: Face, texts: Mapping[int, str]) -> pikepdf.Object:
    """A font with some glyphs only; ``texts`` says what text each stands for."""
    return _embedded(pdf, face, _program(_subset(face, gids=texts), texts), tag=_tag(texts))


def _tag(glyphs: Iterable[int]) -> str:
    """Six letters that tell one subset from another in the same file (ISO 32000-1, 9.6.4)."""
    digest = hashlib.sha256(",".join(map(str, sorted(glyphs))).encode("ascii")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6]) + "+"


def covers(font: pikepdf.Object, glyphs: Collection[int]) -> bool:
    """Whether an embedded font has all of some glyphs."""
    widths = font.DescendantFonts[0].W
    return set(glyphs) <= {int(first) for first in list(widths)[::2]}


def _embedded(pdf: pikepdf.Pdf, face: Face, program: _Program, tag: str) -> pikepdf.Object:
    """The font dictionary, as a direct object: see :data:`FONT`."""
    base = Name(f"/{tag}{face.file.removesuffix('.ttf')}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=base,
        Flags=4,
        FontBBox=Array(list(program.box)),
        ItalicAngle=0,
        Ascent=program.ascent,
        Descent=program.descent,
        CapHeight=program.cap_height,
        StemV=80,
        FontFile2=pdf.make_stream(program.content, Length1=len(program.content)),
    )
    widths: list[Any] = []
    for glyph, width in program.widths.items():
        widths.extend([glyph, Array([width])])
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        CIDToGIDMap=Name.Identity,
        DW=1000,
        W=Array(widths),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=base,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(_to_unicode(program.texts)),
    )


@cache
def _program_of_codes(face: Face, codes: tuple[int, ...]) -> _Program:
    font = _subset(face, unicodes=codes)
    known = _texts(face)
    drawn = [
        glyph
        for glyph, name in enumerate(font.getGlyphOrder())
        if glyph == 0 or font["hmtx"][name][0] > 0 or font["glyf"][name].numberOfContours != 0
    ]
    return _program(font, {glyph: known.get(glyph, "") for glyph in drawn})


def _program(font: Any, texts: Mapping[int, str]) -> _Program:
    order, metrics, head = font.getGlyphOrder(), font["hmtx"], font["head"]
    content = io.BytesIO()
    font.save(content)
    return _Program(
        content=content.getvalue(),
        widths={glyph: metrics[order[glyph]][0] for glyph in sorted(texts)},
        texts=texts,
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
        ascent=font["hhea"].ascent,
        descent=font["hhea"].descent,
        cap_height=font["OS/2"].sCapHeight,
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
def _texts(face: Face) -> Mapping[int, str]:
    """Glyph number → the simplest character that is drawn with it, of the whole face."""
    from fontTools.ttLib import TTFont

    font = TTFont(face.path, lazy=True)
    found: dict[int, str] = {}
    for code, name in sorted(font.getBestCmap().items()):
        found.setdefault(font.getGlyphID(name), unicodedata.normalize("NFC", chr(code)))
    return found


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """A ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    lines = [
        f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for glyph, text in sorted(texts.items())
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
