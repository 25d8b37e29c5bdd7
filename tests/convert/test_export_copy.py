"""The copy that LibreOffice gets: each control named by its tag, visible, and free."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from oroforms.convert import export_copy
from oroforms.errors import DefinitionError

HEAD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>'
)
RUN = "<w:r><w:rPr><w:sz w:val='20'/></w:rPr><w:t>{}</w:t></w:r>"


def control(tag: str, content: str, properties: str = "<w:text/>") -> str:
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="Något"/><w:tag w:val="{tag}"/>{properties}</w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def docx(body: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("word/document.xml", f"{HEAD}{body}</w:body></w:document>")
        package.writestr("word/styles.xml", "<styles/>")
    return content.getvalue()


def copied(body: str) -> tuple[export_copy.ExportCopy, str]:
    copy = export_copy.make(docx(body))
    with zipfile.ZipFile(io.BytesIO(copy.content)) as package:
        assert package.read("word/styles.xml") == b"<styles/>"
        return copy, package.read("word/document.xml").decode("utf-8")


LEVELS: dict[str, Callable[[str], str]] = {
    "run": lambda run: f"<w:p>{control('child.name', run)}</w:p>",
    "block": lambda run: control("child.name", f"<w:p><w:pPr/>{run}</w:p><w:p>{run}</w:p>"),
    "cell": lambda run: (
        "<w:tbl><w:tr>"
        + control("child.name", f"<w:tc><w:p>{run}</w:p></w:tc>")
        + "</w:tr></w:tbl>"
    ),
}


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
@pytest.mark.parametrize("content", ["", "  ", "Kim"])
def test_text_controls_of_all_levels(level: Callable[[str], str], content: str) -> None:
    copy, xml = copied(level(RUN.format(content)))
    assert copy.texts == {"child.name"}
    assert '<w:alias w:val="child.name"/>' in xml
    assert xml.count("<w:t>") == 1
    assert "<w:t>x</w:t>" in xml
    assert xml.count("<w:sz") == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        '<w:lock w:val="sdtContentLocked"/><w:text/>',
        '<w:dataBinding w:xpath="/a" w:storeItemID="{0}"/><w:text/>',
        "<w:showingPlcHdr/><w:placeholder><w:docPart w:val='x'/></w:placeholder><w:text/>",
        '<w:date><w:dateFormat w:val="yyyy-MM-dd"/></w:date>',
        '<w:text w:multiLine="1"/>',
        "",
    ],
)
def test_locks_bindings_and_kinds_are_taken_off(behaviour: str) -> None:
    _, xml = copied(f"<w:p>{control('child.name', RUN.format('Kim'), behaviour)}</w:p>")
    for gone in ("w:lock", "dataBinding", "showingPlcHdr", "placeholder", "w:date", "multiLine"):
        assert f"<{gone}" not in xml
        assert f"{gone}=" not in xml
    assert xml.count("<w:text/>") == 1


def test_boxes_keep_their_kind() -> None:
    box = control(
        "child.acute", RUN.format("☐"), '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>'
    )
    copy, xml = copied(f"<w:p>{box}</w:p>")
    assert copy.boxes == {"child.acute"}
    assert "w14:checkbox" in xml
    assert "☐" in xml


def test_a_frame_around_other_controls_is_taken_away() -> None:
    inner = f"<w:p>{control('child.name', RUN.format(''))}</w:p>"
    copy, xml = copied(control("frame", inner, ""))
    assert copy.texts == {"child.name"}
    assert "frame" not in xml


def test_a_tag_twice_is_an_error() -> None:
    one = f"<w:p>{control('child.name', RUN.format(''))}</w:p>"
    with pytest.raises(DefinitionError, match=r"more than one .*child\.name"):
        export_copy.make(docx(one + one))


def test_a_drop_down_has_no_like_in_the_pdf() -> None:
    body = control("child.safe", RUN.format(""), "<w:dropDownList/>")
    with pytest.raises(DefinitionError, match=r"child\.safe is a drop-down"):
        export_copy.make(docx(f"<w:p>{body}</w:p>"))
