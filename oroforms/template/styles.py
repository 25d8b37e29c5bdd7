"""The styles of a starter template: few, named so that a Swedish Word user finds them.

Style ids are English and used by the program that writes the template; the
names are what Word shows. A municipality restyles a form by changing these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from oroforms.template.controls import BOX_FONT
from oroforms.template.paper import CHOICE_LINE, HEADER_LINE, LABEL_LINE, LABEL_POINTS, TITLE_SIZES
from oroforms.template.xml import TWIPS_PER_MM, Element, element

FONT = "Noto Sans"
ARABIC_FONT = "Noto Sans Arabic"
_PLAIN = "DefaultParagraphFont"
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
    colour: str | None = None,
    font: str | None = None,
) -> Element:
    """Run properties in the order that the schema wants; sizes in points."""
    return element(
        "w:rPr",
        _fonts(font) if font else None,
        element("w:b") if bold else None,
        element("w:color", val=colour) if colour else None,
        element("w:sz", val=round(size * 2)) if size else None,
        element("w:szCs", val=round(size * 2)) if size else None,
    )


LETTER_POINTS = 10.5
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
) -> Element:
    attributes = {"type": kind, "styleId": style_id, **({"default": 1} if default else {})}
    return element(
        "w:style",
        element("w:name", val=shown),
        element("w:basedOn", val=based_on) if based_on else None,
        element("w:next", val=following) if following else None,
        None if default else element("w:qFormat"),
        paragraph,
        characters,
        **attributes,
    )


def _rule(points: float) -> Element:
    side = element("w:top", val="single", sz=round(points * 8), space=2, color="000000")
    return element("w:pBdr", side)


def styles(*, letter: bool = False) -> Element:
    """The whole ``w:styles`` element, of a form or of a letter."""
    return element(
        "w:styles",
        _defaults(),
        _style("paragraph", "Normal", "Normal", based_on=None, default=True),
        _style("character", _PLAIN, "Default Paragraph Font", based_on=None, default=True),
        _table_normal(),
        _style("numbering", "NoList", "No List", based_on=None, default=True),
        *_headings(_LETTER_HEADINGS if letter else _FORM_HEADINGS),
        *(_letter() if letter else (*_texts(), *_boxes())),
        *_edges(),
        _style("character", "Number", "Nummer", None, _run(bold=True), based_on=_PLAIN),
        _style("character", "Answer", "Svar", None, _run(10), based_on=_PLAIN),
        _style("character", "Box", "Kryssruta", None, _run(16, font=BOX_FONT), based_on=_PLAIN),
        _style("character", "PlaceholderText", "Placeholder Text", None, _run(), based_on=_PLAIN),
    )


def _defaults() -> Element:
    characters = element(
        "w:rPr",
        _fonts(FONT),
        element("w:sz", val=19),
        element("w:szCs", val=19),
        element("w:lang", val="sv-SE", eastAsia="sv-SE", bidi="ar-SA"),
    )
    return element(
        "w:docDefaults",
        element("w:rPrDefault", characters),
        element("w:pPrDefault", element("w:pPr", _spacing())),
    )


@dataclass(frozen=True, slots=True)
class _Heading:
    """How one level of headings looks: room around it in millimetres, sizes in points."""

    size: float
    before: float
    after: float
    rule: float | None = None
    """Of the line above it."""


_FORM_HEADINGS = (
    _Heading(TITLE_SIZES[0], 0, 1.5),
    _Heading(11, 3.2, 0.8, rule=2.25),
    _Heading(9, 1.5, 0.6),
)
"""Title of the form, bar of a section, title of a slot in a group."""
_LETTER_HEADINGS = (_Heading(TITLE_SIZES[-1], 0, 2), _Heading(LETTER_POINTS, 1, 0.8))
"""What the letter is, and headings in its text."""


def _headings(looks: Sequence[_Heading]) -> Iterator[Element]:
    for level, look in enumerate(looks):
        rule = _rule(look.rule) if look.rule else None
        outline = element("w:outlineLvl", val=level)
        spacing = _spacing(look.before, look.after)
        properties = element("w:pPr", element("w:keepNext"), rule, spacing, outline)
        name, run = f"heading {level + 1}", _run(look.size, bold=True)
        yield _style("paragraph", f"Heading{level + 1}", name, properties, run, following="Body")


def _texts() -> Iterator[Element]:
    """What stands outside the boxes."""

    def text(style: str, shown: str, look: Element, spacing: Element, *, keep: bool) -> Element:
        keeping = element("w:keepNext") if keep else None
        return _style("paragraph", style, shown, element("w:pPr", keeping, spacing), look)

    close = _spacing(0.8, 0.6, tight=True)
    yield text("Topic", "Ämne", _run(9.5, bold=True), _spacing(0, 0.3, tight=True), keep=True)
    yield text("Body", "Brödtext", _run(8.5), _spacing(0, 1.2, tight=True), keep=False)
    yield text("Help", "Hjälptext", _run(8), close, keep=True)
    office = "Fylls i av socialtjänsten"
    yield text("OfficeHeading", office, _run(8, bold=True), deepcopy(close), keep=True)
    yield text("Closing", "Avslutning", _run(8), _spacing(1.6, 0, tight=True), keep=False)


def _boxes() -> Iterator[Element]:
    """What stands in the boxes: label, answer, tick boxes."""
    label = element("w:pPr", _spacing(line=LABEL_LINE))
    yield _style("paragraph", "Label", "Ledtext", label, _run(LABEL_POINTS))
    yield _style("paragraph", "AnswerLine", "Svarsrad", element("w:pPr", _spacing()), _run(10))
    choice = element("w:pPr", _spacing(line=CHOICE_LINE))
    yield _style("paragraph", "Choice", "Kryssrad", choice, _run(9))


def _letter() -> Iterator[Element]:
    """What stands in a letter: text, points, the framed line, window and sign-off."""
    text = _run(LETTER_POINTS)
    body = element("w:pPr", _spacing(0, 2.6, tight=True))
    yield _style("paragraph", "Body", "Brödtext", body, deepcopy(text))
    indent = element("w:ind", left=round(5 * TWIPS_PER_MM), hanging=round(5 * TWIPS_PER_MM))
    stop = element("w:tabs", element("w:tab", val="left", pos=round(5 * TWIPS_PER_MM)))
    together = element("w:contextualSpacing")
    point = element("w:pPr", stop, _spacing(0, 2.6, tight=True), indent, together)
    yield _style("paragraph", "Point", "Punkt", point, deepcopy(text), based_on="Body")
    lines = element(
        "w:pBdr",
        element("w:top", val="single", sz=8, space=4, color="000000"),
        element("w:bottom", val="single", sz=8, space=4, color="000000"),
    )
    keep = element("w:keepLines")
    framed = element("w:pPr", keep, lines, _spacing(2.4, 4, tight=True), deepcopy(together))
    yield _style("paragraph", "Framed", "Mellan linjer", framed, text, based_on="Body")
    yield _style("paragraph", "Sender", "Avsändare", element("w:pPr", _spacing()), _run(9))
    window = element("w:pPr", _spacing())
    yield _style("paragraph", "Recipient", "Mottagare", window, deepcopy(text))
    sign_off = element("w:pPr", element("w:keepNext"), element("w:keepLines"), _spacing())
    yield _style("paragraph", "SignOff", "Underskrift", sign_off, deepcopy(text))
    label = element("w:pPr", _spacing(line=LABEL_LINE))
    yield _style("paragraph", "Label", "Ledtext", label, _run(7.5))
    yield _style("paragraph", "Value", "Uppgift", element("w:pPr", _spacing()), _run(9))


def _edges() -> Iterator[Element]:
    """Header, footer, the reference line, and the line of no height between two tables."""
    header = element("w:pPr", _spacing(line=HEADER_LINE))
    yield _style("paragraph", "Header", "header", header, _run(7.5))
    footer = element("w:pPr", _spacing())
    yield _style("paragraph", "Footer", "footer", footer, _run(7, colour=GREY))
    right = element("w:pPr", _spacing(line=HEADER_LINE), element("w:jc", val="right"))
    yield _style("paragraph", "Reference", "Referens", right, _run(7))
    yield _style("paragraph", "Gap", "Mellanrum", element("w:pPr", _spacing(line=0.5)), _run(1))


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
