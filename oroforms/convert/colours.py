"""The colours that a page means: an ICC profile of sRGB, written out number by number.

ICC.1:2001-04 (version 2.4), which every reader of profiles knows. The values
are those of IEC 61966-2-1 seen under D50; nobody's file is copied.
"""

from __future__ import annotations

import struct
from functools import cache

NAME = "sRGB IEC61966-2.1"
_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""Red, green and blue as XYZ under D50 (Bradford)."""
_STEPS = 1024


@cache
def srgb() -> bytes:
    """The profile, for three components."""
    curve = _curve()
    tags = {
        b"desc": _description(NAME),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": _xyz(_WHITE),
        **{key: _xyz(value) for key, value in _PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for key, value in tags.items():
        if value not in places:  # the three curves are one
            places[value] = start + len(body)
            body += value + b"\0" * (-len(value) % 4)
        table += key + struct.pack(">II", places[value], len(value))
    return _header(start + len(body)) + table + body


def _header(size: int) -> bytes:
    """Version 2.4, a display profile, RGB to XYZ, of the day that the standard bears."""
    return struct.pack(
        ">I4xI4s4s4s6H4s4xI4xI8xI3I4x44x",
        size, 0x02400000, b"mntr", b"RGB ", b"XYZ ", 1999, 10, 18, 0, 0, 0, b"acsp",
        0, 0, 0, *(_fixed(part) for part in _WHITE),
    )  # fmt: skip


def _fixed(number: float) -> int:
    """s15Fixed16Number."""
    return round(number * 65536)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(_fixed(value) for value in values))


def _description(text: str) -> bytes:
    said = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(said)) + said + b"\0" * (4 + 4 + 2 + 1 + 67)


def _curve() -> bytes:
    """From what is stored to light: IEC 61966-2-1, 5.2."""
    points = []
    for step in range(_STEPS):
        stored = step / (_STEPS - 1)
        light = stored / 12.92 if stored <= 0.04045 else ((stored + 0.055) / 1.055) ** 2.4
        points.append(round(light * 65535))
    return b"curv\0\0\0\0" + struct.pack(f">I{_STEPS}H", _STEPS, *points)
