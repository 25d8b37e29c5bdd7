"""What the character codes of a PDF font say in Unicode (ISO 32000-1, 9.10).

For comparing what an appearance draws with what its field holds; page texts
are read by pdfium. A code that no map names comes out as U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

import pikepdf

from oroforms.readers.pdffile import unpacked

UNMAPPED = "\ufffd"

Decoder: TypeAlias = Callable[[bytes], str]
"""Turns a shown string into text, one code after the other."""

_SECTION = re.compile(rb"beginbf(range|char)(.*?)endbf", re.DOTALL)
_ITEM = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_MAX_RANGE = 0x10000


def decoder(font: object) -> Decoder | None:
    """How to read strings in a font, or ``None`` where nothing tells it."""
    if not isinstance(font, pikepdf.Dictionary):
        return None
    two_bytes = font.get("/Subtype") == "/Type0"
    to_unicode = _stream(font.get("/ToUnicode"))
    if to_unicode is not None:
        mapping = to_unicode_map(to_unicode)
        if mapping:
            return _by_map(mapping, 2 if two_bytes else 1, _base(font) if not two_bytes else {})
    if not two_bytes:
        return _by_map({}, 1, _base(font))
    if "UCS2" in str(font.get("/Encoding")) or "UTF16" in str(font.get("/Encoding")):
        return lambda codes: codes.decode("utf-16-be", "replace")
    glyphs = _embedded(font)
    return _by_map(glyphs, 2, {}) if glyphs else None


@lru_cache(maxsize=32)
def to_unicode_map(cmap: bytes) -> Mapping[int, str]:
    """Code → text of a ToUnicode CMap (ISO 32000-1, 9.10.3). Kept: a blank's font comes often."""
    mapping: dict[int, str] = {}
    for shape, body in _SECTION.findall(cmap):
        _read_section(shape == b"range", body, mapping)
    return mapping


def _read_section(ranges: bool, body: bytes, mapping: dict[int, str]) -> None:
    items: list[bytes | list[bytes]] = []
    inside: list[bytes] | None = None
    for match in _ITEM.finditer(body):
        if match[2]:
            inside = []
        elif match[3] and inside is not None:
            items.append(inside)
            inside = None
        elif match[1] is not None:
            (items if inside is None else inside).append(b"".join(match[1].split()))
    if not ranges:
        for code, text in zip(items[::2], items[1::2], strict=False):
            if isinstance(code, bytes) and isinstance(text, bytes):
                mapping[_number(code)] = _text(text)
        return
    for first, last, target in zip(items[::3], items[1::3], items[2::3], strict=False):
        if isinstance(first, bytes) and isinstance(last, bytes):
            _read_range(_number(first), _number(last), target, mapping)


def _read_range(
    first: int, last: int, target: bytes | list[bytes], mapping: dict[int, str]
) -> None:
    last = min(last, first + _MAX_RANGE)
    if isinstance(target, list):
        for code, text in zip(range(first, last + 1), target, strict=False):
            mapping[code] = _text(text)
        return
    start = _text(target)
    if not start:
        return
    for step in range(last - first + 1):
        point = ord(start[-1]) + step
        mapping[first + step] = start[:-1] + (chr(point) if point < 0x110000 else UNMAPPED)


def _number(digits: bytes) -> int:
    return int(digits or b"0", 16)


def _text(digits: bytes) -> str:
    if len(digits) % 2:
        digits += b"0"
    raw = bytes.fromhex(digits.decode("ascii"))
    return raw.decode("latin-1") if len(raw) == 1 else raw.decode("utf-16-be", "replace")


def _by_map(mapping: Mapping[int, str], width: int, base: Mapping[int, str]) -> Decoder:
    def decode(codes: bytes) -> str:
        if width == 1:
            found = (mapping.get(code) or base.get(code, UNMAPPED) for code in codes)
        else:
            pairs = zip(codes[::2], codes[1::2], strict=False)
            found = (mapping.get(high << 8 | low, UNMAPPED) for high, low in pairs)
        return "".join(found)

    return decode


def _base(font: pikepdf.Dictionary) -> Mapping[int, str]:
    """Code → character of a simple font by its encoding and differences."""
    encoding = font.get("/Encoding")
    name, differences = str(encoding or ""), None
    if isinstance(encoding, pikepdf.Dictionary):
        name, differences = str(encoding.get("/BaseEncoding", "")), encoding.get("/Differences")
    if not name and "/FontDescriptor" in font and differences is None:
        return {}  # the font program's own encoding, which need not be any known one
    table = dict(_encoding(name))
    if isinstance(differences, pikepdf.Array):
        table.update(_differences(differences.unparse(resolved=True)))
    return table


@lru_cache(maxsize=8)
def _encoding(name: str) -> Mapping[int, str]:
    if name == "/WinAnsiEncoding":
        # Unused codes of WinAnsi show a bullet (ISO 32000-1, annex D.2, note 3).
        return {code: bytes([code]).decode("cp1252", "replace") for code in range(32, 256)}
    if name == "/MacRomanEncoding":
        return {code: bytes([code]).decode("mac_roman") for code in range(32, 256)}
    if name == "/PDFDocEncoding":
        return {code: bytes([code]).decode("pdfdoc_pikepdf", "replace") for code in range(24, 256)}
    from fontTools.agl import toUnicode
    from fontTools.encodings.StandardEncoding import StandardEncoding

    return {code: toUnicode(glyph) for code, glyph in enumerate(StandardEncoding)}


@lru_cache(maxsize=32)
def _differences(array: bytes) -> Mapping[int, str]:
    """Code → character by the written form of ``/Differences``; a blank's comes again and again."""
    from fontTools.agl import toUnicode

    found: dict[int, str] = {}
    code = 0
    for item in array[1:-1].split():
        if item.startswith(b"/"):
            glyph = str(pikepdf.Object.parse(item))[1:] if b"#" in item else item[1:].decode()
            found[code] = toUnicode(glyph) or UNMAPPED
            code += 1
        elif item.isdigit():
            code = int(item)
    return found


def _embedded(font: pikepdf.Dictionary) -> Mapping[int, str]:
    """Glyph → character by the embedded font program, where codes are its glyph numbers."""
    descendants = font.get("/DescendantFonts")
    if not isinstance(descendants, pikepdf.Array) or not len(descendants):
        return {}
    below = descendants[0]
    if not isinstance(below, pikepdf.Dictionary):
        return {}
    if font.get("/Encoding") != "/Identity-H" or below.get("/CIDToGIDMap", "/Identity") != (
        "/Identity"
    ):
        return {}
    descriptor = below.get("/FontDescriptor")
    if not isinstance(descriptor, pikepdf.Dictionary):
        return {}
    program = _stream(descriptor.get("/FontFile2"))
    return _glyph_characters(program) if program else {}


@lru_cache(maxsize=8)
def _glyph_characters(program: bytes) -> Mapping[int, str]:
    import io

    from fontTools.ttLib import TTFont, TTLibError

    try:
        font = TTFont(io.BytesIO(program), lazy=True)
        names = font.getBestCmap() or {}
        return {font.getGlyphID(glyph): chr(point) for point, glyph in names.items()}
    except (TTLibError, KeyError, AssertionError, ValueError):
        return {}


def _stream(obj: object) -> bytes | None:
    return unpacked(obj) if isinstance(obj, pikepdf.Stream) else None
