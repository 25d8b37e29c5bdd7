"""Tick boxes however they are drawn: ticked, empty, or neither and then doubted."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from text_forms import drawn_on, flattened, issued, read, up

from oroforms.documents import Readings
from oroforms.readers.parts import Part, parts_of


def dingbats(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
    )


def drawing_object(pdf: pikepdf.Pdf) -> pikepdf.Object:
    made = pdf.make_stream(b"0 G 1 w 0 0 m 10 10 l 0 10 m 10 0 l S")
    made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array([0, 0, 10, 10])
    return made


def picture(pdf: pikepdf.Pdf) -> pikepdf.Object:
    rows = [
        bytes(0 if abs(x - y) < 2 or abs(x + y - 15) < 2 else 255 for x in range(16))
        for y in range(16)
    ]
    made = pdf.make_stream(b"".join(rows))
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width = made.Height = 16
    made.BitsPerComponent, made.ColorSpace = 8, Name.DeviceGray
    return made


ON = {
    "cross of strokes": "0 G .08 w .1 .1 m .9 .9 l S .1 .9 m .9 .1 l S",
    "cross of hairlines": "0 G .03 w .1 .1 m .9 .9 l S .1 .9 m .9 .1 l S",
    "cross in one path": "0 G .08 w .1 .1 m .9 .9 l .1 .9 m .9 .1 l S",
    "tick": "0 G .12 w .15 .5 m .4 .2 l .85 .85 l S",
    "blue tick": "0 0 .7 RG .12 w .15 .5 m .4 .2 l .85 .85 l S",
    "curve": "0 G .1 w .15 .5 m .3 .1 .5 .1 .9 .9 c S",
    "heavy cross": "0 G .2 w .1 .1 m .9 .9 l S .1 .9 m .9 .1 l S",
    "filled shape": "0 g .2 .5 m .4 .15 l .9 .9 l .4 .4 l f",
    "dot": "0 g .3 .3 .4 .4 re f",
    "dingbat cross": "BT /Z .9 Tf 0 g .15 .2 Td (8) Tj ET",
    "dingbat tick": "BT /Z .9 Tf 0 g .1 .2 Td (4) Tj ET",
    "dingbat dot": "BT /Z .7 Tf 0 g .2 .25 Td (l) Tj ET",
    "letter X": "BT /F .9 Tf 0 g .2 .2 Td (X) Tj ET",
    "letter x": "BT /F 1 Tf 0 g .25 .25 Td (x) Tj ET",
    "form object": "q .1 0 0 .1 0 0 cm /D Do Q",
    "picture": "q 1 0 0 1 0 0 cm /P Do Q",
}
OFF = {
    "nothing": "",
    "white fill": "1 g 0.05 0.05 .9 .9 re f",
    "white cross": "1 G .1 w .1 .1 m .9 .9 l S .1 .9 m .9 .1 l S",
    "frame again": "0 G .08 w 0 0 1 1 re S",
    "frame of two squares": "0 g 0 0 1 1 re .07 .07 .86 .86 re f*",
    "frame of lines": "0 G .06 w 0 0 m 1 0 l S 1 0 m 1 1 l S 1 1 m 0 1 l S 0 1 m 0 0 l S",
    "blank glyph": "BT /F .9 Tf 0 g .2 .2 Td ( ) Tj ET",
}
UNSURE = {
    "filled square": "0 g .15 .15 .7 .7 re f",
    "filled to the border": "0 g 0 0 1 1 re f",
    "speck": "0 g .45 .45 .08 .08 re f",
    "stroke along the edge": "0 G .1 w .1 .02 m .9 .2 l S",
    "end of a stroke": "0 G .08 w -.8 -.6 m .22 .3 l S",
    "invisible cross": "BT 3 Tr /Z .9 Tf 0 g .15 .2 Td (8) Tj ET",
}


@dataclass(frozen=True)
class Sheet:
    """One print-out with every drawing in a box of its own, and its reading."""

    boxes: dict[str, Part]
    readings: Readings

    def ticked(self, how: str) -> bool:
        part = self.boxes[how]
        return part.code in self.readings.items[part.slot.name].raw  # type: ignore[operator]

    def doubted(self, how: str) -> bool:
        part = self.boxes[how]
        label = part.slot.field.choice_label(str(part.code))
        return any(
            (f.code, f.field, f.params["box"]) == ("mark-uncertain", part.slot.name, label)
            for f in self.readings.findings
        )


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    form = issued("samtycke")
    coded = [part for part in parts_of(form.definition).values() if part.code]
    boxes = dict(zip((ON | OFF | UNSURE), coded, strict=False))
    content = flattened(form.blank)
    for how, part in boxes.items():
        # In the box's own measures: its lower left corner is 0 0, its sides are 1 1.
        x, y, width, height = up(form, form.rect(part.name))
        drawing = f"q {width} 0 0 {height} {x} {y} cm {(ON | OFF | UNSURE)[how]}\nQ\n"
        content = drawn_on(
            content,
            form.page(part.name),
            drawing,
            Font={"Z": dingbats},
            XObject={"D": drawing_object, "P": picture},
        )
    return Sheet(boxes, read(form, content))


def test_there_is_a_box_for_every_drawing(sheet: Sheet) -> None:
    assert sheet.boxes.keys() == (ON | OFF | UNSURE).keys()


@pytest.mark.parametrize("how", ON)
def test_ticked(sheet: Sheet, how: str) -> None:
    assert (sheet.ticked(how), sheet.doubted(how)) == (True, False)


@pytest.mark.parametrize("how", OFF)
def test_empty(sheet: Sheet, how: str) -> None:
    assert (sheet.ticked(how), sheet.doubted(how)) == (False, False)


@pytest.mark.parametrize("how", UNSURE)
def test_unsure(sheet: Sheet, how: str) -> None:
    assert sheet.doubted(how)
    assert sheet.readings.items[sheet.boxes[how].slot.name].confidence < 1


def test_all_ticks_of_a_choice_are_delivered(sheet: Sheet) -> None:
    codes = [part.code for how, part in sheet.boxes.items() if how in ON and part.slot.index == 0]
    assert len(codes) > 1
    assert set(sheet.readings.items[next(iter(sheet.boxes.values())).slot.name].raw) >= set(codes)  # type: ignore[call-overload]
