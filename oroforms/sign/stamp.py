"""The seal as pyHanko wants it: a stamp style whose font is embedded with each appearance."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle
from pyhanko.stamp.base import BaseStamp

from oroforms.convert import fonts
from oroforms.convert.appearance import font_name, glyph_texts
from oroforms.convert.shaping import REGULAR, Face, line
from oroforms.sign.seal import Seal, draw, lay_out

_ALWAYS = "0123456789-: "
"""In every seal's font, so that one font serves a batch whatever the time is."""


@dataclass(frozen=True)
class SealStyle(BaseStampStyle):
    """Draws the seal that it is handed as the text parameter ``seal``."""

    border_width: int = 0

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: Mapping[str, Any]
    ) -> BaseStamp:
        """The stamp for one box."""
        return _SealStamp(writer, self, box, text_params["seal"])


class _SealStamp(BaseStamp):
    """A seal with its fonts in its own resources: no other object of the file changes."""

    def __init__(
        self, writer: BasePdfFileWriter, style: SealStyle, box: BoxConstraints, seal: Seal
    ) -> None:
        super().__init__(writer, style, box)
        self._target = writer
        self._seal = seal

    def as_form_xobject(self) -> generic.StreamObject:
        """The appearance: a form XObject of the box's size."""
        placed = lay_out(self._seal, float(self.box.width), float(self.box.height))
        known = [each.line for each in placed]
        shown = {run.face for each in known for run in each.runs}
        used = glyph_texts([*known, line(_ALWAYS)] if REGULAR in shown else known)
        resources = generic.DictionaryObject()
        if used:
            resources[pdf_name("/Font")] = generic.DictionaryObject(
                {
                    pdf_name(font_name(face)): _add_font(self._target, face, texts)
                    for face, texts in used.items()
                }
            )
        stream = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(
                    map(generic.FloatObject, (0, 0, self.box.width, self.box.height))
                ),
                pdf_name("/Resources"): resources,
            },
            stream_data=draw(placed),
        )
        stream.compress()
        return stream


def _add_font(writer: BasePdfFileWriter, face: Face, texts: Mapping[int, str]) -> Any:
    source = _font_file(face, tuple(sorted(texts.items())))
    return writer.import_object(source.root.raw_get("/Font"))


@lru_cache(maxsize=16)
def _font_file(face: Face, texts: tuple[tuple[int, str], ...]) -> PdfFileReader:
    """A PDF that holds nothing but the font, for pyHanko to take it from: made once a batch."""
    import pikepdf

    with pikepdf.new() as pdf:
        pdf.Root.Font = pdf.make_indirect(fonts.embed_glyphs(pdf, face, dict(texts)))
        content = io.BytesIO()
        pdf.save(content, static_id=True, compress_streams=True)
    return PdfFileReader(content)
