"""PDF files as the software of scanners writes them: one picture a page, in several codings."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from accuracy.paper import Picture
from accuracy.scanner import Scan
from oroforms.pictures.base import Grey


class Coding(StrEnum):
    """How a page's picture is kept."""

    JPEG = "JPEG"
    JPEG2000 = "JPEG 2000"
    CCITT = "CCITT group 4"
    JBIG2 = "JBIG2"
    FLATE = "Flate"
    STRIPS = "JPEG in strips"


BITONAL = (Coding.CCITT, Coding.JBIG2, Coding.FLATE)
CONTONE = (Coding.JPEG, Coding.JPEG, Coding.JPEG2000, Coding.STRIPS)


@dataclass(frozen=True, slots=True)
class CodedPage:
    """One page of a scanner's PDF: its pictures from top to bottom, and what lies under them."""

    pictures: tuple[Coded, ...]
    size: tuple[float, float]
    """Points."""
    hidden: str = ""
    """Words of an invisible text layer."""
    rotate: int = 0
    """The page's /Rotate."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One picture in the form that a PDF takes it in."""

    data: bytes
    filter: str
    width: int
    height: int
    bits: int
    colours: str
    parameters: tuple[tuple[str, int | bool], ...] = ()


def coded(scan: Scan, coding: Coding, *, hidden: str = "", rotate: int = 0) -> CodedPage:
    """A scan as a page in a coding; black-and-white codings take what is light as white."""
    across, down = scan.dpi or (250.0, 250.0)
    height, width = scan.picture.shape[:2]
    size = (width / across * 72, height / down * 72)
    return CodedPage(tuple(_pictures(scan.picture, coding, scan.quality)), size, hidden, rotate)


def _pictures(picture: Picture, coding: Coding, quality: int) -> Iterable[Coded]:
    match coding:
        case Coding.JPEG:
            yield _jpeg(picture, quality)
        case Coding.STRIPS:
            for strip in np.array_split(picture, 4):
                yield _jpeg(strip, quality)
        case Coding.JPEG2000:
            yield _jpeg2000(picture)
        case Coding.FLATE:
            bits = np.packbits(_bitonal(picture) > 0, axis=1)
            yield Coded(_flate(bits.tobytes()), "FlateDecode", *_extent(picture), 1, "DeviceGray")
        case Coding.CCITT:
            width, height = _extent(picture)
            parameters = (("K", -1), ("Columns", width), ("Rows", height), ("BlackIs1", False))
            data = group4(_bitonal(picture))
            yield Coded(data, "CCITTFaxDecode", width, height, 1, "DeviceGray", parameters)
        case Coding.JBIG2:
            width, height = _extent(picture)
            data = jbig2(group4(_bitonal(picture)), width, height)
            yield Coded(data, "JBIG2Decode", width, height, 1, "DeviceGray")


def group4(bitonal: Grey) -> bytes:
    """ITU-T T.6 (MMR), in which 0 is black."""
    out = io.BytesIO()
    picture = Image.fromarray(bitonal).convert("1")
    rows_per_strip = 278
    picture.save(
        out, "TIFF", compression="group4", tiffinfo={rows_per_strip: bitonal.shape[0], 262: 0}
    )
    with Image.open(io.BytesIO(out.getvalue())) as made:
        tags = made.tag_v2  # type: ignore[attr-defined]
        (start,), (length,) = tags[273], tags[279]
    return out.getvalue()[start : start + length]


def jbig2(mmr: bytes, width: int, height: int) -> bytes:
    """A page of JBIG2 (ITU-T T.88) as PDF embeds it: one generic region, coded with MMR.

    No encoder with an open licence is packaged where this project fetches its
    programs; a region in MMR (6.2.6) is as much JBIG2 as one in arithmetic
    coding, and asks the same of a decoder's segments.
    """
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + mmr
    return _segment(0, 48, page) + _segment(1, 38, region)


def _segment(number: int, kind: int, data: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data


def write_pdf(pages: Iterable[CodedPage], path: Path, *, producer: str = "Scan 2.1") -> None:
    """Write the pages as one PDF."""
    with pikepdf.new() as pdf:
        pdf.docinfo["/Producer"] = producer
        for page in pages:
            _add(pdf, page)
        pdf.save(path)


def _add(pdf: pikepdf.Pdf, page: CodedPage) -> None:
    width, height = page.size
    pictures, drawn, top = {}, [], height
    total = sum(each.height for each in page.pictures)
    for number, each in enumerate(page.pictures):
        name = f"/Im{number}"
        pictures[name] = _stream(pdf, each)
        tall = height * each.height / total
        top -= tall
        drawn.append(f"q {width:.3f} 0 0 {tall:.3f} 0 {top:.3f} cm {name} Do Q\n")
    resources = Dictionary(XObject=Dictionary(pictures))
    if page.hidden:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        resources.Font = Dictionary(F0=font)
        drawn.append(_hidden(page.hidden, height))
    made = pdf.add_blank_page(page_size=(width, height))
    made.Resources = resources
    made.Contents = pdf.make_stream("".join(drawn).encode("latin-1", "replace"))
    if page.rotate:
        made.Rotate = page.rotate


def _stream(pdf: pikepdf.Pdf, each: Coded) -> pikepdf.Object:
    stream = pikepdf.Stream(pdf, b"")
    keys = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=each.width,
        Height=each.height,
        BitsPerComponent=each.bits,
        ColorSpace=Name(f"/{each.colours}"),
    )
    for key, value in keys.items():
        stream[key] = value
    parameters = Dictionary({f"/{key}": value for key, value in each.parameters})
    stream.write(each.data, filter=Name(f"/{each.filter}"), decode_parms=parameters or None)
    return pdf.make_indirect(stream)


def _hidden(words: str, height: float) -> str:
    """Lines of invisible text over the picture, as recognition in the scanner leaves them."""
    lines = [words[at : at + 80] for at in range(0, len(words), 80)]
    escaped = (line.replace("\\", "").replace("(", "").replace(")", "") for line in lines)
    shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in escaped)
    return f"BT 3 Tr /F0 10 Tf 60 {height - 80:.1f} Td\n{shown}ET\n"


def _jpeg(picture: Picture, quality: int) -> Coded:
    _done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    colours = "DeviceRGB" if picture.ndim == 3 else "DeviceGray"
    return Coded(data.tobytes(), "DCTDecode", *_extent(picture), 8, colours)


def _jpeg2000(picture: Picture) -> Coded:
    out = io.BytesIO()
    colour = picture.ndim == 3
    image = Image.fromarray(picture[..., ::-1] if colour else picture)
    image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[20], irreversible=True)
    colours = "DeviceRGB" if colour else "DeviceGray"
    return Coded(out.getvalue(), "JPXDecode", *_extent(picture), 8, colours)


def _flate(data: bytes) -> bytes:
    import zlib

    return zlib.compress(data, 6)


def _extent(picture: Picture) -> tuple[int, int]:
    return picture.shape[1], picture.shape[0]


def _bitonal(picture: Picture) -> Grey:
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    _level, out = cv2.threshold(grey, 160, 255, cv2.THRESH_BINARY)
    return np.asarray(out, np.uint8)


def tiff(scans: Iterable[Scan], path: Path) -> None:
    """The scans as one TIFF of many pages: group 4 where black and white, else JPEG."""
    images = []
    for scan in scans:
        picture = scan.picture[..., ::-1] if scan.picture.ndim == 3 else scan.picture
        image = Image.fromarray(np.ascontiguousarray(picture))
        images.append(image.convert("1") if scan.bitonal else image)
    compression = "group4" if all(image.mode == "1" for image in images) else "tiff_lzw"
    first, *rest = images
    first.save(
        path, "TIFF", save_all=True, append_images=rest, compression=compression, dpi=(300, 300)
    )
