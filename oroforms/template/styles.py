"""The styles of a starter template: few, named so that a Swedish Word user finds them.

Style ids are English and used by the program that writes the template; the
names are what Word shows. A municipality restyles a form by changing these.
"""

from __future__ import annotations

from oroforms.template.controls import BOX_FONT
from oroforms.template.paper import CHOICE_LINE, HEADER_LINE, LABEL_LINE
from oroforms.template.xml import TWIPS_PER_MM, Element, element

FONT = "Noto Sans"
ARABIC_FONT = "Noto Sans Arabic"
GREY = "595959"
PREFILL_TINT = "F4F4F4"
"""So light that a fax drops it; what it says, its heading says too."""


def _fonts(family: str) -> Element:
    complex_script = ARABIC_FONT if family == FONT else family
    return element("w:rFonts", ascii=family, hAnsi=family, eastAsia=family, cs=complex_script)


def _run(
    size: float | None = None,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: str | None = None,
    font: str | None = None,
) -> Element:
    """Run properties in the order that the schema wants; sizes in points."""
    return element(
        "w:rPr",
        _fonts(font) if font else None,
        element("w:b") if bold else None,
        element("w:i") if italic else None,
        element("w:color", val=colour) if colour else None,
        element("w:sz", val=round(size * 2)) if size else None,
        element("w:szCs", val=round(size * 2)) if size else None,
    )


TIGHT = 0.93
"""Line height of running text: Noto Sans is set wide by itself."""


def _spacing(
    before: float = 0, after: float = 0, line: float | None = None, *, tight: bool = False
) -> Element:
    """Paragraph spacing in millimetres; ``line`` is an exact line height."""
    exact: dict[str, object] = {}
    if line:
        exact = {"line": round(line * TWIPS_PER_MM), "lineRule": "exact"}
    elif tight:
        exact = {"line": round(TIGHT * 240), "lineRule": "auto"}
    return element(
        "w:spacing",
        before=round(before * TWIPS_PER_MM),
        after=round(after * TWIPS_PER_MM),
        **exact,
    )


def _style(
    kind: str,
    style_id: str,
    shown: str,
    paragraph: Element | None = None,
    characters: Element | None = None,
    *,
    based_on: str | None = "Normal",
    following: str | None = None,
    default: bool = False,
    quick: bool = True,
) -> Element:
    attributes = {"type": kind, "styleId": style_id, **({"default": 1} if default else {})}
    return element(
        "w:style",
        element("w:name", val=shown),
        element("w:basedOn", val=based_on) if based_on else None,
        element("w:next", val=following) if following else None,
        element("w:qFormat") if quick else None,
        paragraph,
        characters,
        **attributes,
    )


def _paragraph(*properties: Element | None) -> Element:
    return element("w:pPr", *properties)


def _rule(points: float) -> Element:
    side = element("w:top", val="single", sz=round(points * 8), space=2, color="000000")
    return element("w:pBdr", side)


def styles() -> Element:
    """The whole ``w:styles`` element."""
    keep = element("w:keepNext")
    defaults = element(
        "w:docDefaults",
        element(
            "w:rPrDefault",
            element(
                "w:rPr",
                _fonts(FONT),
                element("w:sz", val=19),
                element("w:szCs", val=19),
                element("w:lang", val="sv-SE", eastAsia="sv-SE", bidi="ar-SA"),
            ),
        ),
        element("w:pPrDefault", element("w:pPr", _spacing())),
    )
    return element(
        "w:styles",
        defaults,
        _style("paragraph", "Normal", "Normal", based_on=None, default=True),
        _style(
            "character",
            "DefaultParagraphFont",
            "Default Paragraph Font",
            based_on=None,
            default=True,
            quick=False,
        ),
        _table_normal(),
        _style("numbering", "NoList", "No List", based_on=None, default=True, quick=False),
        _style(
            "paragraph",
            "Title",
            "Title",
            _paragraph(keep, _spacing(0, 1.5), element("w:outlineLvl", val=9)),
            _run(18, bold=True),
            following="Body",
        ),
        _style(
            "paragraph",
            "Heading1",
            "heading 1",
            _paragraph(
                element("w:keepNext"),
                _rule(2.25),
                _spacing(3.2, 0.8),
                element("w:outlineLvl", val=0),
            ),
            _run(11, bold=True),
            following="Normal",
        ),
        _style(
            "paragraph",
            "Heading2",
            "heading 2",
            _paragraph(element("w:keepNext"), _spacing(1.5, 0.6), element("w:outlineLvl", val=1)),
            _run(9, bold=True),
            following="Normal",
        ),
        _style(
            "paragraph",
            "Topic",
            "Ämne",
            _paragraph(element("w:keepNext"), _spacing(0, 0.3, tight=True)),
            _run(9.5, bold=True),
            following="Body",
        ),
        _style(
            "paragraph", "Body", "Brödtext", _paragraph(_spacing(0, 1.2, tight=True)), _run(8.5)
        ),
        _style(
            "paragraph",
            "Help",
            "Hjälptext",
            _paragraph(element("w:keepNext"), _spacing(0.8, 0.6, tight=True)),
            _run(8),
        ),
        _style(
            "paragraph",
            "OfficeHeading",
            "Fylls i av socialtjänsten",
            _paragraph(element("w:keepNext"), _spacing(0.8, 0.6, tight=True)),
            _run(8, bold=True),
        ),
        _style(
            "paragraph",
            "Label",
            "Ledtext",
            _paragraph(_spacing(line=LABEL_LINE)),
            _run(8),
        ),
        _style("paragraph", "AnswerLine", "Svarsrad", _paragraph(_spacing()), _run(10)),
        _style(
            "paragraph",
            "Choice",
            "Kryssrad",
            _paragraph(_spacing(line=CHOICE_LINE)),
            _run(9),
        ),
        _style(
            "paragraph",
            "Closing",
            "Avslutning",
            _paragraph(_spacing(1.6, 0, tight=True)),
            _run(8),
        ),
        _style("paragraph", "Header", "header", _paragraph(_spacing(line=HEADER_LINE)), _run(7.5)),
        _style("paragraph", "Footer", "footer", _paragraph(_spacing()), _run(7, colour=GREY)),
        _style(
            "paragraph",
            "Reference",
            "Referens",
            _paragraph(_spacing(line=3.6), element("w:jc", val="right")),
            _run(7),
        ),
        _style(
            "paragraph", "Gap", "Mellanrum", _paragraph(_spacing(line=0.5)), _run(1), quick=False
        ),
        _style(
            "character", "Number", "Nummer", None, _run(bold=True), based_on="DefaultParagraphFont"
        ),
        _style("character", "Answer", "Svar", None, _run(10), based_on="DefaultParagraphFont"),
        _style(
            "character",
            "Box",
            "Kryssruta",
            None,
            _run(16, font=BOX_FONT),
            based_on="DefaultParagraphFont",
        ),
        _style(
            "character",
            "PlaceholderText",
            "Placeholder Text",
            None,
            _run(),
            based_on="DefaultParagraphFont",
            quick=False,
        ),
    )


def _table_normal() -> Element:
    none = {"w": 0, "type": "dxa"}
    margins = element(
        "w:tblCellMar",
        element("w:top", **none),
        element("w:left", **none),
        element("w:bottom", **none),
        element("w:right", **none),
    )
    return element(
        "w:style",
        element("w:name", val="Normal Table"),
        element("w:uiPriority", val=99),
        element("w:tblPr", element("w:tblInd", **none), margins),
        type="table",
        default=1,
        styleId="TableNormal",
    )
