"""No rendered Word file says who made its template, when, or what it said before."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from small_form import change, small_form, small_template

from oroforms.render.word import Purpose, render

SECRET = "Gunnel Gräns"

COMMENTS = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    f'<w:comment w:id="0" w:author="{SECRET}"><w:p><w:r><w:t>Ring {SECRET}</w:t></w:r></w:p>'
    "</w:comment></w:comments>"
)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template with all that a careless author leaves in it."""
    path = small_template(tmp_path)
    document = Document(str(path))
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = SECRET
    properties.keywords = properties.category = properties.subject = SECRET
    document.save(str(path))
    text = '<w:r><w:t xml:space="preserve">Så behandlas'
    leftovers = (
        f'<w:ins w:id="1" w:author="{SECRET}"><w:r><w:t>Nytt. </w:t></w:r></w:ins>'
        f'<w:del w:id="2" w:author="{SECRET}"><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>'
        '<w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>'
        '<w:bookmarkStart w:id="7" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/>'
        '<w:proofErr w:type="spellStart"/>'
    )
    change(path, lambda s: s.replace(text, leftovers + text))
    change(path, lambda s: s.replace("<w:tr>", '<w:tr w:rsidR="00ABCDEF">'))
    settings = (
        '<w:rsids><w:rsidRoot w:val="00ABCDEF"/></w:rsids><w:trackRevisions/>'
        f'<w:docVars><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars>'
    )
    change(path, lambda s: s.replace("<w:compat>", settings + "<w:compat>"), "word/settings.xml")
    relation = (
        '<Relationship Id="rId99" Target="comments.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/comments"/>'
    )
    rels = "word/_rels/document.xml.rels"
    change(path, lambda s: s.replace("</Relationships>", f"{relation}</Relationships>"), rels)
    override = (
        '<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.comments+xml"/>'
    )
    change(path, lambda s: s.replace("</Types>", f"{override}</Types>"), "[Content_Types].xml")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/comments.xml", COMMENTS)
    return path


@pytest.mark.parametrize("purpose", list(Purpose))
def test_nothing_is_left_over(template: Path, purpose: Purpose) -> None:
    made = render(small_form(), template, {}, on=date(2026, 11, 22), purpose=purpose)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        names = set(package.namelist())
        content = {entry: package.read(entry).decode("utf-8", "replace") for entry in names}
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    whole = "\n".join(content.values())
    for trace in (
        SECRET, "rsid", "w:ins ", "w:del ", "w:author", "commentR", "_GoBack", "proofErr",
        "trackRevisions", "docVar", "python-docx",
    ):  # fmt: skip
        assert trace not in whole, trace
    assert not {n for n in names if "comments" in n or "thumbnail" in n or "customXml" in n}
    assert names.isdisjoint({"docProps/app.xml", "docProps/custom.xml"})
    assert "Nytt. " in content["word/document.xml"]


def test_what_is_left_is_title_and_language(template: Path) -> None:
    made = render(small_form(), template, {}, on=date(2026, 11, 22), purpose=Purpose.BLANK)
    properties = Document(io.BytesIO(made)).core_properties
    assert properties.title == "Provblankett för prov"
    assert properties.language == "sv-SE"
    assert not any(
        (properties.author, properties.last_modified_by, properties.comments, properties.keywords)
    )
    assert properties.created is None
    assert properties.modified is None
