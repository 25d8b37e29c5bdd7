"""Scans that are broken, locked, or built to do harm: named, never guessed at, never costly."""

from __future__ import annotations

import io
import json
import os
import struct
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paper
import pikepdf
import pytest
from PIL import Image

from oroforms.cli.main import main
from oroforms.layouts import Layout
from oroforms.library import Library
from oroforms.workflow.imports import import_paths
from oroforms.workflow.reading import DocumentReader


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """The two printed pages of a consent."""
    folder = tmp_path_factory.mktemp("form")
    words = ["--case-file", str(folder / "case.db"), "blank", "samtycke"]
    assert main([*words, "-o", str(folder / "blank.pdf")]) == 0
    return paper.pages_of(folder / "blank.pdf")


def imported(folder: Path, name: str, content: bytes) -> list[dict[str, Any]]:
    """What the report of an import says of one file."""
    (folder / name).write_bytes(content)
    report = folder / "report.json"
    words = ["--case-file", str(folder / "case.db"), "import", str(folder / name)]
    assert main([*words, "--report", str(report)]) == 6
    files: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["files"]
    return files


def codes(entry: dict[str, Any]) -> set[str]:
    return {found["code"] for found in entry["findings"]}


def saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, dpi=(paper.DPI, paper.DPI))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["TIFF", "JPEG", "PNG"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_a_picture_that_breaks_off_is_never_read_as_if_it_were_whole(
    form: list[Image.Image], tmp_path: Path, kind: str, share: float
) -> None:
    content = saved(form[0], kind)
    cut = content[: int(share * len(content))]
    for entry in imported(tmp_path, f"cut.{kind.lower()}", cut):
        assert entry["status"] in ("rejected", "needs-review")
        assert entry["values"] == {}


def test_a_pdf_whose_picture_breaks_off_costs_that_page(
    form: list[Image.Image], tmp_path: Path
) -> None:
    with pikepdf.open(io.BytesIO(paper.scanned(form))) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        whole = image.read_raw_bytes()
        image.write(whole[: len(whole) // 3], filter=image.Filter)
        out = io.BytesIO()
        pdf.save(out)
    entries = imported(tmp_path, "cut.pdf", out.getvalue())
    assert all(entry["status"] == "needs-review" for entry in entries)
    assert {2} <= {page for entry in entries for page in entry["form_pages"]}


def png_of(width: int, height: int) -> bytes:
    """A PNG that declares a size, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )


def pdf_of(width: int, height: int, *, real: bool = False) -> bytes:
    """A PDF of one page, whose picture declares a size."""
    data = zlib.compress(bytes(-(-width // 8) * height if real else 10_000), 9)
    with pikepdf.new() as pdf:
        image = pikepdf.Stream(
            pdf,
            data,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=1,
            Filter=pikepdf.Name.FlateDecode,
        )
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        page.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /I Do Q")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("bomb.png", png_of(100_000, 100_000)), ("bomb.pdf", pdf_of(100_000, 100_000))],
    ids=["png", "pdf"],
)
def test_a_size_that_no_paper_has_is_refused_before_it_is_unpacked(
    tmp_path: Path, name: str, content: bytes
) -> None:
    begun = time.monotonic()
    (entry,) = imported(tmp_path, name, content)
    assert entry["status"] == "rejected"
    assert codes(entry) <= {"document-damaged", "document-too-large"}
    assert time.monotonic() - begun < 60


def test_the_largest_picture_that_is_read_costs_no_more_than_one_page_may(tmp_path: Path) -> None:
    begun = time.monotonic()
    (entry,) = imported(tmp_path, "large.pdf", pdf_of(10_900, 10_900, real=True))
    assert entry["status"] in ("rejected", "needs-review")
    assert time.monotonic() - begun < 100


def test_a_locked_scan_is_rejected_as_that(form: list[Image.Image], tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(paper.scanned(form))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    (entry,) = imported(tmp_path, "locked.pdf", out.getvalue())
    assert entry["status"] == "rejected"
    assert codes(entry) == {"document-encrypted"}


@dataclass(frozen=True)
class FallingReader(DocumentReader):
    """A reader that a page brings down which bears neither code nor is empty."""

    def kept_layouts(self) -> tuple[Layout, ...]:
        os.abort()


@pytest.mark.parametrize("backs", [0, 7], ids=["small", "pile"])
def test_a_page_that_brings_the_reader_down_costs_itself_alone(
    form: list[Image.Image], tmp_path: Path, backs: int
) -> None:
    pages = [form[0], paper.letter(), form[1], *[paper.back() for _ in range(backs)]]
    scan, report = tmp_path / "scan.pdf", tmp_path / "report.json"
    scan.write_bytes(paper.scanned(pages))
    library = Library()
    import_paths(
        [scan],
        library=library,
        case_file=tmp_path / "case.db",
        report=report,
        read=FallingReader(library),
        jobs=1,
    )
    read, fallen = json.loads(report.read_text("utf-8"))["files"]
    assert (read["form_pages"], fallen["form_pages"]) == ([1, 3], [2])
    assert read["form"] == "samtycke"
    assert (fallen["status"], codes(fallen)) == ("rejected", {"document-damaged"})
