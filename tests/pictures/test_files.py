"""Pictures out of the files that scanners, fax machines and phones make."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import cv2
import numpy as np
import pikepdf
import pytest
from pictures.scanner_files import jpeg, scanned_pdf
from PIL import Image

from oroforms.errors import UnreadableDocument
from oroforms.pictures.files import count, is_pictured, open_pictures, picture, pictures


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    """A page of 150 dpi with lines, blocks and letters, black and white but for a soft wedge."""
    drawn = np.full((1754, 1240), 255, np.uint8)
    for line in range(20):
        cv2.putText(
            drawn,
            f"rad {line} Anmalan om oro",
            (90, 150 + 70 * line),
            cv2.FONT_HERSHEY_SIMPLEX,
            1.1,
            0,
            2,
        )
    cv2.rectangle(drawn, (700, 900), (900, 1000), 0, -1)
    cv2.rectangle(drawn, (60, 60), (1180, 1690), 0, 2)
    return drawn


def _colour(page: np.ndarray) -> np.ndarray:
    return np.repeat(page[..., None], 3, axis=2)


@pytest.mark.parametrize("kind", ["jpeg", "jpeg2000", "flate", "ccitt", "jbig2", "stencil"])
def test_one_picture_a_page_comes_as_it_was_scanned(page: np.ndarray, kind: str) -> None:
    content = scanned_pdf([page, page[::-1].copy()], kind)
    seen = list(pictures(content))
    assert [each.number for each in seen] == [1, 2]
    assert seen[1].grey.shape[0] == pytest.approx(seen[0].grey.shape[0])
    first = cv2.resize(seen[0].grey, page.shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(first.astype(int) - page).mean() < 3
    if kind != "stencil":  # a stencil is drawn, in the paint of the page
        assert seen[0].grey.shape == page.shape
        assert seen[0].dpi == pytest.approx((150, 150), rel=0.01)
    if kind in {"flate", "ccitt", "jbig2"}:
        assert np.array_equal(
            seen[0].grey, page if kind == "flate" else np.where(page > 127, 255, 0)
        )


def test_fax_keeps_its_oblong_pixels(page: np.ndarray) -> None:
    fax = np.where(cv2.resize(page, (1728, 1145)) > 127, 255, 0).astype(np.uint8)
    (seen,) = pictures(scanned_pdf([fax], "ccitt", size=(609.9, 841.9)))
    assert seen.grey.shape == fax.shape
    assert seen.dpi == pytest.approx((204, 98), rel=0.01)


def test_a_wrong_text_layer_is_not_looked_at(page: np.ndarray) -> None:
    (seen,) = pictures(scanned_pdf([page], "flate", text="samtycke@1-000000 Sida 2 (9)"))
    assert np.array_equal(seen.grey, page)


def test_what_is_written_visibly_over_the_picture_is_seen(page: np.ndarray) -> None:
    (seen,) = pictures(scanned_pdf([page], "flate", text="INKOM 2026-11-22", visible=True))
    assert seen.grey.shape != page.shape
    drawn = cv2.resize(seen.grey, page.shape[::-1], interpolation=cv2.INTER_AREA)
    stamp = np.s_[265:300, 125:350]
    assert (drawn[stamp] < 128).sum() > (page[stamp] < 128).sum() + 200


def test_an_annotation_over_the_picture_is_seen(page: np.ndarray) -> None:
    with pikepdf.open(io.BytesIO(scanned_pdf([page], "flate"))) as pdf:
        square = pikepdf.Stream(pdf, b"0 0 0 rg 0 0 100 100 re f")
        square.BBox, square.Subtype = [0, 0, 100, 100], pikepdf.Name.Form
        pdf.pages[0].Annots = [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Stamp,
                F=4,
                Rect=[400, 100, 500, 200],
                AP=pikepdf.Dictionary(N=pdf.make_indirect(square)),
            )
        ]
        file = io.BytesIO()
        pdf.save(file)
    (seen,) = pictures(file.getvalue())
    height, width = seen.grey.shape
    assert seen.grey[round(height * (1 - 150 / 841.92)), round(width * 450 / 595.2)] < 40


def test_strips_become_one_page(page: np.ndarray) -> None:
    (seen,) = pictures(scanned_pdf([page], "jpeg", strips=7))
    drawn = cv2.resize(seen.grey, page.shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(drawn.astype(int) - page).mean() < 4


def test_pages_of_a_pdf_are_told_apart(page: np.ndarray) -> None:
    assert is_pictured(scanned_pdf([page], strips=5))
    blank = pikepdf.new()
    blank.add_blank_page()
    file = io.BytesIO()
    blank.save(file)
    assert not is_pictured(file.getvalue())
    assert count(scanned_pdf([page] * 3)) == 3


def _file(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


_KINDS = {
    "1 bit": lambda p: Image.fromarray(p > 127),
    "grey": lambda p: Image.fromarray(p),
    "colour": lambda p: Image.fromarray(_colour(p)),
    "palette": lambda p: Image.fromarray(_colour(p)).quantize(16),
    "16 bit": lambda p: Image.fromarray(p.astype(np.uint16) * 257),
    "on nothing": lambda p: Image.merge(
        "RGBA", [Image.new("L", p.shape[::-1], 0)] * 3 + [Image.fromarray(255 - p)]
    ),
    "grey on nothing": lambda p: Image.merge(
        "LA", [Image.new("L", p.shape[::-1], 0), Image.fromarray(255 - p)]
    ),
}


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_pixels_of_every_kind(page: np.ndarray, kind: str, form: str) -> None:
    (seen,) = pictures(_file(_KINDS[kind](page), form))
    close = 130 if kind in {"1 bit", "palette"} else 1
    assert np.abs(seen.grey.astype(int) - page).max() <= close
    assert np.abs(seen.grey.astype(int) - page).mean() < 2


def test_four_colours(page: np.ndarray) -> None:
    (seen,) = pictures(_file(Image.fromarray(_colour(page)).convert("CMYK"), "JPEG", quality=95))
    assert np.abs(seen.grey.astype(int) - page).mean() < 4


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_telephone_says_how_it_was_held(page: np.ndarray, turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    undo = {
        1: lambda p: p, 2: lambda p: p[:, ::-1], 3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1], 5: lambda p: p.T, 6: lambda p: np.rot90(p, 1),
        7: lambda p: p.T[::-1, ::-1], 8: lambda p: np.rot90(p, -1),
    }  # fmt: skip
    held = np.ascontiguousarray(undo[turned](page))
    content = jpeg(held, exif=exif, dpi=(200, 100) if turned >= 5 else (100, 200))
    (seen,) = pictures(content)
    assert np.abs(seen.grey.astype(int) - page).mean() < 3
    assert seen.dpi == pytest.approx((100, 200), rel=0.01)


def test_figures_that_no_scanner_meant_are_not_believed(page: np.ndarray) -> None:
    (seen,) = pictures(_file(Image.fromarray(page), "PNG", dpi=(72, 72)))
    assert seen.dpi is None


def test_a_tiff_of_many_pages(page: np.ndarray) -> None:
    pages = [Image.fromarray(np.roll(page, 40 * n, axis=0) > 127) for n in range(4)]
    content = _file(
        pages[0],
        "TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="group4",
        dpi=(204, 98),
    )
    seen = list(pictures(content))
    assert [each.number for each in seen] == [1, 2, 3, 4]
    assert seen[2].dpi == pytest.approx((204, 98), rel=0.01)
    assert np.array_equal(seen[3].grey > 127, np.roll(page, 120, axis=0) > 127)
    assert np.array_equal(picture(content, 3).grey, seen[2].grey)


@pytest.mark.parametrize(
    ("ink", "light"),
    [
        ((25, 25, 25), 60), ((30, 60, 160), 60), ((190, 30, 40), 60), ((20, 120, 60), 60),
        ((110, 40, 140), 60), ((0, 150, 200), 60),
    ],
)  # fmt: skip
def test_pens_of_every_colour_are_dark_and_coffee_is_not(ink, light) -> None:
    paper = np.full((60, 60, 3), 250, np.uint8)
    paper[20:40] = ink
    coffee = np.full((60, 60, 3), 250, np.uint8)
    coffee[20:40] = (205, 175, 125)
    written = picture(_file(Image.fromarray(paper), "PNG"), 1).grey
    stained = picture(_file(Image.fromarray(coffee), "PNG"), 1).grey
    assert written[30, 30] < light
    assert stained[30, 30] > 170


def _png_of_declared_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(40_000, 40_000), (2**31 - 1, 2**31 - 1), (33_000, 10)])
def test_a_picture_that_would_burst_is_not_unpacked(size: tuple[int, int]) -> None:
    content = _png_of_declared_size(*size)
    tracemalloc.start()
    with pytest.raises(UnreadableDocument) as refused:
        list(pictures(content))
    assert refused.value.code == "document-too-large"
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


def test_a_pdf_whose_picture_would_burst_is_not_unpacked() -> None:
    small = scanned_pdf([np.full((10, 10), 255, np.uint8)], "flate")
    with pikepdf.open(io.BytesIO(small)) as pdf:
        image = pdf.pages[0].Resources.XObject["/Im0"]
        image.Width = image.Height = 50_000
        file = io.BytesIO()
        pdf.save(file)
    with pytest.raises(UnreadableDocument) as refused:
        list(pictures(file.getvalue()))
    assert refused.value.code == "document-too-large"


def test_a_page_as_large_as_a_house_is_not_drawn() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    file = io.BytesIO()
    pdf.save(file)
    with pytest.raises(UnreadableDocument) as refused:
        list(pictures(file.getvalue()))
    assert refused.value.code == "document-too-large"


@pytest.mark.parametrize("form", ["PNG", "TIFF", "JPEG"])
def test_half_a_file_is_refused(page: np.ndarray, form: str) -> None:
    content = _file(Image.fromarray(page), form)
    with pytest.raises(UnreadableDocument):
        list(pictures(content[: len(content) // 2]))


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n", b"II*\x00\xff\xff\xff\xff", b"\xff\xd8\xff", b"%PDF-1.7\n"]
)
def test_rubbish_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        list(pictures(content))


def test_a_damaged_page_does_not_hide_the_others(page: np.ndarray) -> None:
    pages = [Image.fromarray(page)] * 3
    content = bytearray(
        _file(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    )
    with Image.open(io.BytesIO(bytes(content))) as tiff:
        tiff.seek(1)
        offset, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    content[offset : offset + length] = b"\xff" * length
    file = open_pictures(bytes(content))
    assert np.array_equal(file.page(1).grey, page)
    with pytest.raises(UnreadableDocument):
        file.page(2)
    assert np.array_equal(file.page(3).grey, page)


def test_a_pile_takes_the_memory_of_a_page(page: np.ndarray) -> None:
    content = scanned_pdf([page] * 30, "flate")
    tracemalloc.start()
    for each in pictures(content):
        del each
    assert tracemalloc.get_traced_memory()[1] < 6 * page.size
    tracemalloc.stop()
