"""The reference of an issued form: form, version, and a hash of what it looks like."""

from __future__ import annotations

import io
from datetime import date
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from oroforms.definition import Definition
from oroforms.render.issue import DRAWING
from oroforms.render.word import Purpose, render

_HASHED = 6
"""Hexadecimal digits of the hash that are printed: room for 16 million looks of one form."""
_DESCRIBING = ("docProps/", "_rels/", "[Content_Types].xml")


def reference(definition: Definition, template: Path, on: date) -> str:
    """``form@version-hash`` of the blank form that a template gives on a day.

    Two blanks have the same reference when their parts are the same: text,
    boxes, styles, header, and the law that is cited on that day. It is
    printed on every page, and under it the layout is kept.

    Raises
    ------
    DefinitionError
        When the template cannot be rendered.
    """
    neutral = render(definition, template, {}, on=on, purpose=Purpose.EXPORT)
    return f"{definition.id}-{_hash(neutral)}"


def _hash(neutral: bytes) -> str:
    digest = sha256(DRAWING.encode())
    with ZipFile(io.BytesIO(neutral)) as package:
        for entry in sorted(package.namelist()):
            if not entry.startswith(_DESCRIBING):
                content = package.read(entry)
                digest.update(f"{entry}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()[:_HASHED]
