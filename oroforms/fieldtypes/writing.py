"""Text as people and programs write it, brought to one form before it is read.

Two steps are kept apart. :func:`clean` is for every answer and changes
nothing that a reader of the page could see. :func:`fold` is for answers whose
characters only stand for something else (numbers, dates, codes): it maps the
digits of any script and the many dashes and blanks to plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_HINTS = dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"))
"""Invisible hints for line breaks and direction: soft hyphen, marks, zero-width blanks."""
_CONTROLS = re.compile(
    "[\x00-\x08\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, half surrogate pairs and non-characters, which break out of XML; and
direction overrides, which make a page show another text than is stored."""
_BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_PLAIN = re.compile("[ -~\n\u00c0-\u00ff]*")
"""Texts made of these alone (nearly all Swedish ones) are clean but for their blanks."""
_LINE_ENDS = re.compile(" +\n")

_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLDED = {**_FULL_WIDTH, **_DASHES, 0x066A: "%", 0x066B: ",", 0xFE6A: "%"}


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned text, whether control characters were left out, and whether any was lost."""

    text: str
    controls: bool = False
    lost: bool = False
    """U+FFFD stands in it: some program could not tell what was written there."""


def clean(raw: str) -> Clean:
    r"""NFC, ``\n`` between lines, plain blanks, none at the ends; controls left out."""
    text = raw.strip()
    controls = False
    if not _PLAIN.fullmatch(text):
        text = _LINE_BREAKS.sub("\n", text).translate(_HINTS)
        kept = _CONTROLS.sub("", text)
        controls = kept != text
        text = unicodedata.normalize("NFC", _BLANKS.sub(" ", kept)).strip()
    if " \n" in text:
        text = _LINE_ENDS.sub("\n", text)
    return Clean(text, controls, "\ufffd" in text)


def fold(text: str) -> str:
    """Plain digits, dashes, signs and single blanks, for answers that are not prose."""
    if not text.isascii():
        text = text.translate(_FOLDED)
        text = "".join(_digit(char) for char in text)
    return " ".join(text.split())


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def key(text: str) -> str:
    """What two writings of the same label or name have in common."""
    folded = unicodedata.normalize("NFKC", fold(text)).casefold()
    return " ".join(re.sub(r"[\s_]+", " ", folded).strip(" .:").split())
