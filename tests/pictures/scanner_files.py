"""Files as scanners' programs write them: one picture a page, in every filter that they use."""

from __future__ import annotations

import io
import struct
from itertools import pairwise

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, TiffImagePlugin

A4 = (595.2, 841.92)


def jpeg(picture: np.ndarray, **options) -> bytes:
    return _saved(Image.fromarray(picture), "JPEG", quality=92, **options)


def jpeg2000(picture: np.ndarray) -> bytes:
    return _saved(Image.fromarray(picture), "JPEG2000", irreversible=True)


def group4(picture: np.ndarray) -> bytes:
    """The bare CCITT group 4 code of a black-and-white picture (ITU-T T.6), 1 is black."""
    old = TiffImagePlugin.STRIP_SIZE
    TiffImagePlugin.STRIP_SIZE = 2**30
    try:
        file = _saved(Image.fromarray(picture <= 127), "TIFF", compression="group4")
    finally:
        TiffImagePlugin.STRIP_SIZE = old
    with Image.open(io.BytesIO(file)) as tiff:
        (offset,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    return file[offset : offset + length]


def jbig2(picture: np.ndarray) -> bytes:
    """A JBIG2 page of one generic region in MMR, which is group 4 (ITU-T T.88, 6.2.6)."""
    height, width = picture.shape
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + group4(picture)
    segments = ((0, 48, page), (1, 38, region))
    return b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data
        for number, kind, data in segments
    )


def _saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def image_stream(pdf: pikepdf.Pdf, picture: np.ndarray, kind: str) -> Stream:
    """The picture as an image of a PDF, in one of the filters of scanners."""
    colour = Name.DeviceRGB if picture.ndim == 3 else Name.DeviceGray
    said = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": picture.shape[1],
        "/Height": picture.shape[0],
        "/ColorSpace": colour,
        "/BitsPerComponent": 8,
    }
    if kind == "jpeg":
        return Stream(pdf, jpeg(picture), {**said, "/Filter": Name.DCTDecode})
    if kind == "jpeg2000":
        del said["/ColorSpace"], said["/BitsPerComponent"]
        return Stream(pdf, jpeg2000(picture), {**said, "/Filter": Name.JPXDecode})
    if kind == "flate":
        return Stream(pdf, picture.tobytes(), said)
    said["/BitsPerComponent"] = 1
    if kind == "stencil":
        del said["/ColorSpace"]
        said["/ImageMask"] = True
        kind = "ccitt"
    if kind == "ccitt":
        parameters = Dictionary(K=-1, Columns=picture.shape[1], Rows=picture.shape[0])
        return Stream(
            pdf,
            group4(picture),
            {**said, "/Filter": Name.CCITTFaxDecode, "/DecodeParms": parameters},
        )
    assert kind == "jbig2"
    return Stream(pdf, jbig2(picture), {**said, "/Filter": Name.JBIG2Decode})


def scanned_pdf(
    pictures: list[np.ndarray],
    kind: str = "jpeg",
    *,
    strips: int = 1,
    text: str = "",
    visible: bool = False,
    rotate: int = 0,
    size: tuple[float, float] = A4,
) -> bytes:
    """A PDF of pictures, one a page or cut into strips, with a text layer where one is given."""
    pdf = pikepdf.new()
    width, height = size
    for picture in pictures:
        page = pdf.add_blank_page(page_size=size)
        drawn, images = [], {}
        edges = np.linspace(0, picture.shape[0], strips + 1).round().astype(int)
        for number, (top, bottom) in enumerate(pairwise(edges)):
            images[f"/Im{number}"] = image_stream(
                pdf, np.ascontiguousarray(picture[top:bottom]), kind
            )
            y = height * (1 - bottom / picture.shape[0])
            tall = height * (bottom - top) / picture.shape[0]
            drawn.append(f"q {width} 0 0 {tall:.5f} 0 {y:.5f} cm /Im{number} Do Q")
        if text:
            mode = 0 if visible else 3
            drawn.append(f"BT {mode} Tr /F1 12 Tf 60 700 Td ({text}) Tj ET")
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(
            XObject=Dictionary(images), Font=Dictionary(F1=pdf.make_indirect(font))
        )
        page.Contents = Stream(pdf, "\n".join(drawn).encode("ascii"))
        page.MediaBox = Array([0, 0, width, height])
        if rotate:
            page.Rotate = rotate
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()
