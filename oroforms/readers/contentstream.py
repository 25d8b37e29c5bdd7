"""Content streams of a PDF taken apart: operators, operands, matrices (ISO 32000-1, 7.8.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Operand: TypeAlias = "float | bytes | str | list[Operand]"

_TOKEN = re.compile(
    rb"""(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))
    |(?P<operator>[A-Za-z'"][A-Za-z0-9*'"]*)
    |(?P<name>/[^\s\x00()<>\[\]{}/%]*)
    |(?P<string>\([^()\\]*(?:\\.[^()\\]*)*\))
    |(?P<open><<|\[)
    |(?P<close>>>|\])
    |(?P<hex><[0-9A-Fa-f\s\x00]*>)
    |(?P<bracket>\()
    |(?P<comment>%[^\r\n]*)""",
    re.VERBOSE | re.DOTALL,
)
_CONSTANTS = (b"true", b"false", b"null")
_OPENS, _CLOSES, _BACKSLASH = b"()\\"
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def operations(content: bytes) -> Iterator[tuple[str, list[Operand]]]:
    """Operators of a content stream with their operands.

    Names come as ``str`` with the slash, strings as ``bytes``, numbers as
    ``float``; arrays and dictionaries as lists. The bytes of inline images
    are passed over.
    """
    operands: list[Operand] = []
    nested: list[list[Operand]] = []
    position = 0
    while position < len(content):
        start, position = position, len(content)
        for match in _TOKEN.finditer(content, start):
            kind, token = match.lastgroup, match[0]
            if kind == "number":
                operands.append(float(token))
            elif kind == "operator":
                if nested or token in _CONSTANTS:
                    continue
                yield token.decode("ascii"), operands
                operands = []
                if token == b"ID":
                    position = _after_image(content, match.end())
                    break
            elif kind == "name":
                operands.append(token.decode("latin-1"))
            elif kind == "string":
                operands.append(_unescaped(token[1:-1]))
            elif kind == "hex":
                operands.append(_hexadecimal(token))
            elif kind == "open":
                nested.append(operands)
                operands = []
            elif kind == "close" and nested:
                outer = nested.pop()
                outer.append(operands)
                operands = outer
            elif kind == "bracket":
                raw, position = _balanced(content, match.end())
                operands.append(_unescaped(raw))
                break


def _after_image(content: bytes, position: int) -> int:
    end = content.find(b"EI", position)
    return len(content) if end < 0 else end + 2


def _balanced(content: bytes, start: int) -> tuple[bytes, int]:
    """A string with brackets in it, which need no escapes while they pair, and where it ends."""
    depth, position = 1, start
    while position < len(content):
        byte = content[position]
        if byte == _BACKSLASH:
            position += 1
        elif byte == _OPENS:
            depth += 1
        elif byte == _CLOSES:
            depth -= 1
            if not depth:
                return content[start:position], position + 1
        position += 1
    return content[start:], position


def _unescaped(raw: bytes) -> bytes:
    if b"\\" not in raw:
        return raw
    return _ESCAPE.sub(_unescape, raw)


def _unescape(match: re.Match[bytes]) -> bytes:
    said = match[1]
    if said[:1].isdigit():
        return bytes([int(said, 8) & 0xFF])
    if said in (b"\n", b"\r", b"\r\n"):
        return b""
    return _ESCAPED.get(said, said)


def _hexadecimal(token: bytes) -> bytes:
    digits = b"".join(token[1:-1].replace(b"\x00", b"").split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def multiply(a: Matrix, b: Matrix) -> Matrix:
    """The matrix that does ``a`` and then ``b`` (ISO 32000-1, 8.3.4)."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point through a matrix."""
    return (
        matrix[0] * x + matrix[2] * y + matrix[4],
        matrix[1] * x + matrix[3] * y + matrix[5],
    )
