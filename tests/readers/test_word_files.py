"""Word files from strangers: what is opened, what is refused, and why."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator

import pytest
from word_forms import MAIN, W, line, prov_word, word_file

from oroforms.errors import UnreadableDocument
from oroforms.readers import wordfile
from oroforms.readers.wordcontrols import tags
from oroforms.readers.wordfile import open_word

MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"


@pytest.fixture(autouse=True)
def promptly() -> Iterator[None]:
    """Nothing is unpacked to be refused."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 3


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        open_word(content)
    return caught.value.code


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def added(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("main", [MAIN, TEMPLATE])
def test_documents_and_templates_are_opened(main: str) -> None:
    assert "child.name" in tags(open_word(word_file(line("child.name", "Eva"), main=main)))


def test_the_strict_kind_is_opened() -> None:
    body = f"<w:document xmlns:w='{W}'><w:body>{line('child.name', 'Eva')}</w:body></w:document>"
    strict = word_file(
        "",
        parts={
            "word/document.xml": body.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        },
    )
    assert tags(open_word(strict)) == {"child.name"}


def test_the_body_is_found_by_its_relation_not_by_its_name() -> None:
    with zipfile.ZipFile(io.BytesIO(prov_word())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts = {
        name.replace("word/document", "word/document2"): part.replace(
            b"word/document.xml", b"word/document2.xml"
        )
        for name, part in parts.items()
    }
    assert "child.name" in tags(open_word(zipped(parts)))


@pytest.mark.parametrize("cut", [10, 200, -400])
def test_a_damaged_zip(cut: int) -> None:
    assert refused(prov_word()[:cut]) == "document-damaged"


def test_a_damaged_part() -> None:
    content = bytearray(prov_word())
    start = content.index(b"word/document.xml") + 20
    content[start : start + 40] = bytes(40)
    assert refused(bytes(content)) == "document-damaged"


def test_a_body_that_is_no_xml() -> None:
    assert refused(word_file("<w:p>")) == "document-damaged"


LAUGHS = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>',
        '<!DOCTYPE w SYSTEM "http://example.org/x.dtd"><w/>',
        f"<!DOCTYPE w [{LAUGHS}]><w/>",
        '<?xml version="1.0"?><!-- x --><!DOCTYPE w><w/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w><w/>'.encode("utf-16"),
    ],
)
def test_a_doctype_in_any_part(document: str | bytes) -> None:
    assert refused(word_file("", parts={"word/document.xml": document})) == "document-hostile"
    header = {"word/header1.xml": document}
    with_header = word_file("", parts=header, relations={"header1.xml": "header"})
    assert refused(with_header) == "document-hostile"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(word_file("", main=MACROS), id="by its type"),
        pytest.param(word_file("", parts={"word/vbaProject.bin": b"x"}), id="by its part"),
        pytest.param(word_file("", parts={"Word/VBAPROJECT.BIN": b"x"}), id="in capitals"),
    ],
)
def test_macros(content: bytes) -> None:
    assert refused(content) == "document-macros"


class TestBombs:
    def test_a_part_that_declares_too_much(self) -> None:
        assert refused(added(prov_word(), "word/media/a.xml", bytes(40 * 2**20))) == (
            "document-hostile"
        )

    def test_a_part_that_declares_less_than_it_holds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wordfile, "MAX_PART", 10_000)
        monkeypatch.setattr(wordfile, "MAX_RATIO", 10**9)
        assert refused(word_file("<!--" + " " * 20_000 + "-->")) == "document-hostile"

    def test_too_many_files(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wordfile, "MAX_ENTRIES", 3)
        assert refused(prov_word()) == "document-hostile"

    def test_too_much_in_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wordfile, "MAX_UNPACKED", 1000)
        assert refused(prov_word()) == "document-hostile"

    def test_a_large_form_is_none(self) -> None:
        filled = word_file(line("child.story", "En lång berättelse. " * 100_000))
        assert "child.story" in tags(open_word(filled))


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x", "word/../../x", "C:/x", "..\\x"])
def test_entries_outside_of_the_zip(name: str) -> None:
    assert refused(added(prov_word(), name, b"")) == "document-hostile"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_twice() -> None:
    assert refused(added(prov_word(), "word/document.xml", b"<x/>")) == "document-hostile"


def test_a_locked_zip() -> None:
    content = bytearray(prov_word())
    at = content.index(b"PK\x01\x02")  # the first entry of the directory; its flags are at 8
    content[at + 8] |= 1
    assert refused(bytes(content)) == "document-encrypted"


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"a.pdf": b"%PDF"}, id="a packed folder"),
        pytest.param(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"},
            id="OpenDocument",
        ),
        pytest.param({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, id="Excel"),
        pytest.param({"[Content_Types].xml": b"<x/>"}, id="nothing in it"),
    ],
)
def test_other_zips_are_foreign(parts: dict[str, bytes]) -> None:
    assert refused(zipped(parts)) == "document-foreign"


def test_nothing_outside_is_ever_asked_for() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" TargetMode="External" Target="file:///etc/passwd" Type="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships/header"/>'
        '<Relationship Id="q" Target="../../etc/passwd" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/header"/></Relationships>'
    )
    content = word_file("", parts={"word/_rels/document.xml.rels": relations})
    assert open_word(content).others == ()
    same_name = relations.replace("file:///etc/passwd", "header1.xml")
    parts = {"word/_rels/document.xml.rels": same_name, "word/header1.xml": f"<h xmlns='{W}'/>"}
    assert open_word(word_file("", parts=parts)).others == ()
