"""Which form a Word file is: by its reference, its tags or its text."""

from __future__ import annotations

import pytest
from shelf import TOKEN, Shelf, more_fields, prov
from word_forms import W, line, p, prov_body, prov_word, r, word_file

from oroforms.documents import Format
from oroforms.errors import UnreadableDocument
from oroforms.identify import Identified, identify

ONE = Shelf(prov())


def headed(body: str, *lines: str) -> bytes:
    """A Word file whose header holds the lines."""
    header = f"<w:hdr xmlns:w='{W}'>{''.join(p(r(text)) for text in lines)}</w:hdr>"
    return word_file(body, parts={"word/header1.xml": header}, relations={"header1.xml": "header"})


def codes(identified: Identified) -> list[str]:
    return [finding.code for finding in identified.findings]


def test_by_its_tags() -> None:
    found = identify(prov_word(), ONE)
    assert found.identification is not None
    assert (found.format, found.reader) == (Format.WORD, "docx")
    assert found.identification.method == "tags"
    assert found.identification.certainty == 1.0


def test_an_older_version_by_its_tags() -> None:
    shelf = Shelf(prov(2, fields=more_fields("child.nickname")), prov(3))
    assert identify(prov_word(), shelf).identification.version == 3  # type: ignore[union-attr]
    older = word_file(prov_body() + line("child.nickname", ""))
    assert identify(older, shelf).identification.version == 2  # type: ignore[union-attr]


def test_by_its_reference() -> None:
    content = headed(prov_body(), "prov@3-0a1b2c", TOKEN, "Sida 7 (9)")
    found = identify(content, Shelf(prov(2), prov(3)))
    assert found.identification is not None
    assert found.identification.method == "reference"
    assert (found.identification.reference, found.identification.token) == ("prov@3-0a1b2c", TOKEN)
    # the page numbers in a Word header are a field's last result and say nothing
    assert found.findings == ()


def test_by_its_text_where_the_controls_are_gone() -> None:
    texts = ("Provblankett för prov", "1 Ärendet", "1.1 Ärende", "2 Barnet", "2.1 Namn")
    found = identify(word_file("".join(p(r(text)) for text in texts)), ONE)
    assert found.identification is None
    assert codes(found) == ["form-unknown"]


def test_some_controls_are_gone() -> None:
    found = identify(prov_word({"child.name": "", "child.born": ""}), ONE)
    assert found.identification is not None
    assert 0.8 <= found.identification.certainty < 1.0


def test_a_letter_is_foreign() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        identify(word_file(p(r("Hej, här kommer protokollet."))), ONE)
    assert caught.value.code == "document-foreign"


def test_an_empty_document_is_foreign() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        identify(word_file(""), ONE)
    assert caught.value.code == "document-foreign"
