"""PDFs that are built to keep a reader busy, or that no reader can open."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from pdf_forms import FormPdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from prov_pdf import prov, raw, read

from oroforms.errors import UnreadableDocument
from oroforms.readers import acrofields, pdffile
from oroforms.readers.pdffile import open_pdf
from oroforms.readers.pdftext import page_texts


@pytest.fixture(autouse=True)
def promptly() -> Iterator[None]:
    """Each of them is refused at once, not when a limit of the worker stops it."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 5


def saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def refused(content: bytes, ask: Callable[[bytes], object] = read) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        ask(content)
    assert "BytesIO" not in str(caught.value)
    return caught.value.code


def bomb(pdf: Pdf, filters: int = 1) -> pikepdf.Stream:
    """A stream that unpacks to 80 MB."""
    packer = zlib.compressobj(1)
    content = b"".join(packer.compress(bytes(2**20)) for _ in range(80)) + packer.flush()
    for _ in range(filters - 1):
        content = zlib.compress(content)
    stream = pdf.make_stream(b"")
    stream.write(content, filter=Array([Name.FlateDecode] * filters))
    return stream


def test_zero_pages() -> None:
    assert refused(saved(Pdf.new())) == "document-damaged"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00\xff junk " * 500])
def test_rubbish_behind_a_header(content: bytes) -> None:
    assert refused(content) == "document-damaged"


def test_a_locked_file() -> None:
    out = io.BytesIO()
    prov().pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert refused(out.getvalue()) == "document-encrypted"


def test_a_file_that_is_only_closed_to_changes_is_read() -> None:
    out = io.BytesIO()
    prov({"child.name": "Eva"}).pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    assert raw(read(out.getvalue()), "child.name") == "Eva"


@pytest.mark.parametrize("filters", [1, 2])
def test_a_bomb_in_a_page(filters: int) -> None:
    form = prov()
    form.pdf.pages[0].obj.Contents = bomb(form.pdf, filters)
    assert refused(saved(form.pdf), page_texts) == "document-hostile"


def test_a_bomb_in_an_appearance() -> None:
    form = prov({"child.name": "Eva"})
    form.fields["child.name"].AP.N = bomb(form.pdf)
    assert refused(saved(form.pdf)) == "document-hostile"


def test_a_page_tree_that_runs_in_a_circle() -> None:
    form = prov()
    pages = form.pdf.Root.Pages
    branch = form.pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([pages]), Count=1))
    pages.Kids.append(branch)
    assert refused(saved(form.pdf)) == "document-damaged"


def test_a_page_tree_that_is_too_deep() -> None:
    form = prov()
    node = form.pdf.pages[0].obj
    for _ in range(100):
        above = form.pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([node]), Count=1))
        node.Parent = above
        node = above
    form.pdf.Root.Pages = node
    assert refused(saved(form.pdf)) == "document-hostile"


def test_more_pages_than_any_form_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdffile, "MAX_PAGES", 3)
    assert read(FormPdf(pages=3)).pages == 3
    assert refused(FormPdf(pages=4).save()) == "document-too-large"


def test_a_page_that_counts_itself_a_hundred_thousand_times() -> None:
    form = FormPdf()
    form.pdf.Root.Pages.Kids = Array([form.pdf.pages[0].obj] * 100_000)
    form.pdf.Root.Pages.Count = 100_000
    assert refused(saved(form.pdf)) in ("document-too-large", "document-damaged")


class TestFieldTrees:
    def test_in_a_circle_end(self) -> None:
        form = prov({"child.name": "Eva"})
        child = form.fields["child"]
        child.Kids.append(form.pdf.make_indirect(Dictionary(T=String("x"), Kids=Array([child]))))
        assert raw(read(saved(form.pdf)), "child.name") == "Eva"

    def test_that_are_too_deep(self) -> None:
        form = prov()
        node = form.pdf.make_indirect(Dictionary(T=String("x")))
        for _ in range(300):
            node = form.pdf.make_indirect(Dictionary(T=String("x"), Kids=Array([node])))
        form.form.Fields.append(node)
        assert refused(saved(form.pdf)) == "document-hostile"

    def test_parents_in_a_circle(self) -> None:
        form = prov(leave_out=("child.acute",))
        box = form.box("stray", True)
        parent = form.pdf.make_indirect(Dictionary(T=String("p")))
        parent.Parent = parent
        box.Parent = parent
        form.form.Fields = Array([])
        assert refused(saved(form.pdf)) == "document-hostile"

    def test_with_more_fields_than_any_form(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(acrofields, "MAX_FIELDS", 20)
        assert refused(saved(prov().pdf)) == "document-hostile"

    def test_with_a_field_that_lies_among_its_own_kids(self) -> None:
        form = prov()
        name = form.fields["child.name"]
        name.Kids = Array([name, name])
        assert read(saved(form.pdf)).pages == 1


class TestDrawings:
    def drawn(self, calls: list[bytes]) -> bytes:
        """A page that draws the first of a chain of forms, each with the content given."""
        form = FormPdf()
        inner = None
        for content in reversed(calls):
            stream = form.stream(content, (0, 0, 9, 9))
            if inner is not None:
                stream.Resources.XObject = Dictionary(A=inner)
            inner = form.pdf.make_indirect(stream)
        page = form.pdf.pages[0].obj
        page.Resources.XObject = Dictionary(A=inner)
        page.Contents = form.pdf.make_stream(b"/A Do")
        return saved(form.pdf)

    def test_that_call_each_other_a_few_times(self) -> None:
        page_texts(self.drawn([b"/A Do /A Do"] * 8 + [b"0 g"]))

    def test_that_double_and_double(self) -> None:
        assert refused(self.drawn([b"/A Do /A Do"] * 29 + [b"0 g"]), page_texts) == (
            "document-hostile"
        )

    def test_that_are_too_deep(self) -> None:
        assert refused(self.drawn([b"/A Do"] * 60), page_texts) == "document-hostile"

    def test_that_draw_themselves(self) -> None:
        form = FormPdf()
        stream = form.pdf.make_indirect(form.stream(b"/A Do /A Do", (0, 0, 9, 9)))
        stream.Resources.XObject = Dictionary(A=stream)
        page = form.pdf.pages[0].obj
        page.Resources.XObject = Dictionary(A=stream)
        page.Contents = form.pdf.make_stream(b"/A Do")
        assert refused(saved(form.pdf), page_texts) == "document-hostile"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Rect", String("none")),
        ("Rect", Array([1, 2, 3])),
        ("Rect", Array([String("a"), 1, 2, 3])),
        ("AP", Name.None_),
        ("AP", Dictionary(N=Array([]))),
        ("AS", String("yes")),
        ("F", String("x")),
        ("Ff", Name.x),
        ("V", Dictionary()),
        ("V", 17),
        ("V", True),
        ("Kids", Name.x),
        ("Kids", Array([1, String("x"), Array([])])),
        ("FT", 1),
        ("Parent", 3),
        ("RV", 1),
        ("DA", 4),
        ("Opt", Array([Array([String("yes"), String("Ja")]), 4])),
    ],
)
def test_wrong_types_never_stop_the_reader(key: str, value: object) -> None:
    for name in ("child.name", "child.safe", "child.acute", "signature.sign"):
        form = prov({"child.name": "Eva"}, safe="yes", acute=True, signed=True)
        form.fields[name][f"/{key}"] = value
        read(saved(form.pdf))


@pytest.mark.parametrize("key", ["AcroForm", "Pages", "OpenAction", "Names", "StructTreeRoot"])
@pytest.mark.parametrize("value", [Name.x, Array([]), Dictionary(Fields=Name.x, Kids=Name.x, DR=1)])
def test_wrong_types_at_the_root(key: str, value: object) -> None:
    form = prov()
    form.pdf.Root[f"/{key}"] = value
    try:
        content = saved(form.pdf)
    except (pikepdf.PdfError, RuntimeError):
        pytest.skip("qpdf does not write this")
    outcome = "read"
    try:
        read(content)
    except UnreadableDocument as error:
        outcome = error.code
    assert outcome in ("read", "document-damaged")


def test_the_file_stays_open_for_the_same_bytes_only() -> None:
    first, second = prov({"child.name": "Eva"}).save(), prov({"child.name": "Ida"}).save()
    for content, name in ((first, "Eva"), (second, "Ida"), (first, "Eva"), (first, "Eva")):
        assert raw(read(content), "child.name") == name
    with open_pdf(first) as one, open_pdf(first) as two:
        assert one is two
