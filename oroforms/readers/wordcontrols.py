"""The content controls of a Word file, wherever they stand, with what is in them.

Controls occur in a line, around paragraphs, table cells and rows, in each
other, in headers and text boxes; python-docx reads none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from oroforms.readers.wordfile import W, WordFile

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNMAPPED = "\ufffd"

TICKED_GLYPHS = frozenset("☒☑✓✔✗✘🗹🗷")
EMPTY_GLYPHS = frozenset("☐□❏❑")

_BLANK_PROMPT = "oroforms-empty"
"""Name of the prompt in our own blanks, which is blank, so that print-outs show white room."""

_WORDS_PROMPTS = frozenset(
    {
        "Klicka eller tryck här för att ange text.",
        "Klicka eller tryck här för att ange ett datum.",
        "Klicka här för att ange text.",
        "Klicka här för att ange datum.",
        "Välj ett objekt.",
        "Click or tap here to enter text.",
        "Click or tap to enter a date.",
        "Click here to enter text.",
        "Click here to enter a date.",
        "Choose an item.",
    }
)
"""Word's own prompts, which other programs keep as if they were text."""

_PROMPT_STYLES = frozenset({"PlaceholderText", "Platshllartext"})
"""The character style of prompts, by its name in English and Swedish Word."""

_SYMBOLS = {
    # Private codes of the Wingdings fonts that Word uses for boxes: ([MS-DOC] has no table;
    # these are the fonts' own charts).
    ("wingdings", 0xFE): "☑",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xFB): "✗",
    ("wingdings", 0xA8): "☐",
    ("wingdings", 0x6F): "☐",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0x53): "☒",
    ("wingdings 2", 0x54): "☒",
    ("wingdings 2", 0x50): "✓",
    ("wingdings 2", 0xA3): "☐",
}


def w(name: str) -> str:
    """The lxml name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{name}"


@dataclass(frozen=True, slots=True)
class Control:
    """One content control. ``text`` is what stands in it, ``""`` while it shows its prompt."""

    tag: str
    text: str
    prompt: str
    """A text that the file takes for a prompt, while nothing tells that it is one."""
    hidden: str
    """Text in it that Word does not show (hidden or white letters)."""
    tracked: bool
    pictured: bool
    """Whether a picture or drawing lies in it, which no text tells."""
    checkbox: bool
    checked: bool
    items: tuple[tuple[str, str], ...]
    """Shown text and stored value of a drop-down's entries; empty where it is none."""

    @property
    def glyph(self) -> bool | None:
        """Ticked or empty by the glyph that is shown; ``None`` where it is neither."""
        shown = self.text.strip()
        if shown in TICKED_GLYPHS:
            return True
        return False if shown in EMPTY_GLYPHS else None


def controls(file: WordFile) -> Iterator[Control]:
    """All tagged controls of the file in the order in which they stand."""
    for part in file.parts:
        for sdt in part.iter(w("sdt")):
            properties = sdt.find(w("sdtPr"))
            if properties is None or _in_fallback(sdt):
                continue
            tag = _value(properties, "tag")
            if tag:
                yield _control(tag, sdt, properties, file.prompts)


def tags(file: WordFile) -> set[str]:
    """The tags of all controls, for telling which form it is."""
    return {str(tag.get(w("val"), "")) for part in file.parts for tag in part.iter(w("tag"))} - {""}


def text_outside(file: WordFile, parts: frozenset[str]) -> str:
    """The text of body and text boxes that stands in no control with a tag of ours."""
    pieces: list[str] = []
    for paragraph in file.body.iter(w("p")):
        if _in_fallback(paragraph):
            continue
        pieces += [
            (node.text or "") if node.tag == w("t") else " "
            for node in paragraph.iter(w("t"), w("tab"), w("br"))
            if next(node.iterancestors(w("p"))) is paragraph and not _in_control(node, parts)
        ]
        pieces.append("\n")
    return "".join(pieces)


def text_of_headers(file: WordFile) -> tuple[str, ...]:
    """The text of each part beside the body, paragraph by paragraph."""
    return tuple(
        "\n".join(
            "".join(t.text or "" for t in paragraph.iter(w("t"))) for paragraph in part.iter(w("p"))
        )
        for part in file.others
    )


def _control(
    tag: str, sdt: etree._Element, properties: etree._Element, prompts: Mapping[str, str]
) -> Control:
    content = sdt.find(w("sdtContent"))
    gathered = _Text()
    if content is not None:
        gathered.add_all(content)
    text = gathered.text.strip("\n")
    prompt = ""
    if not text.strip() or _is_prompt(text.strip(), properties, prompts, gathered.styles):
        text = ""
    elif properties.find(w("showingPlcHdr")) is not None:
        # Programs that write into a control may leave the mark that a prompt stands there.
        prompt = "" if _prompt(properties, prompts) is not None else text
    box = properties.find(f"{_W14}checkbox")
    checked = box.find(f"{_W14}checked") if box is not None else None
    # A box without the element is unticked; an element without value is ticked ([MS-DOCX] 2.6.1).
    value = "0" if checked is None else str(checked.get(f"{_W14}val", "1"))
    tracked = gathered.tracked or any(
        sdt.getparent() is not None and e.tag in _CHANGES for e in sdt.iterancestors()
    )
    return Control(
        tag,
        text,
        prompt,
        "".join(gathered.hidden),
        tracked,
        gathered.pictured,
        box is not None,
        value.lower() in ("1", "true", "on"),
        tuple(_items(properties)),
    )


def _prompt(properties: etree._Element, prompts: Mapping[str, str]) -> str | None:
    """The prompt of a control, ``None`` where the file does not say it."""
    block = properties.find(f"{w('placeholder')}/{w('docPart')}")
    name = "" if block is None else str(block.get(w("val"), ""))
    return "" if name == _BLANK_PROMPT else prompts.get(name)


def _is_prompt(
    text: str, properties: etree._Element, prompts: Mapping[str, str], styles: set[str]
) -> bool:
    """Whether what stands in a control is only its prompt."""
    if text == _prompt(properties, prompts) or text in _WORDS_PROMPTS:
        return True
    shown_as_prompt = properties.find(w("showingPlcHdr")) is not None
    return shown_as_prompt and bool(styles) and styles <= _PROMPT_STYLES


def _items(properties: etree._Element) -> Iterator[tuple[str, str]]:
    for kind in ("dropDownList", "comboBox"):
        for item in properties.iterfind(f"{w(kind)}/{w('listItem')}"):
            value = str(item.get(w("value"), ""))
            yield str(item.get(w("displayText"), value)), value


_CHANGES = {w(name) for name in ("ins", "del", "moveFrom", "moveTo")}
_DELETED = {w("del"), w("moveFrom")}
_DRAWN = {w("drawing"), w("pict"), w("object")}
_SKIPPED = {w("sdtPr"), w("pPr"), w("tblPr"), w("trPr"), w("tcPr"), w("instrText"), _FALLBACK}


class _Text:
    """Gathers the text of a control as a reader of the page would take it down."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.hidden: list[str] = []
        self.styles: set[str] = set()
        """Character styles of all runs with text, ``""`` where one has none."""
        self.tracked = False
        self.pictured = False

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add_all(self, content: etree._Element) -> None:
        """Add what lies in an element, block by block."""
        first = True
        for child in content:
            if child.tag in (w("p"), w("tr"), w("tbl")):
                if not first:
                    self._pieces.append("\n")
                first = False
            elif child.tag == w("tc"):
                if not first:
                    self._pieces.append("\t")
                first = False
            self._add(child)

    def _add(self, node: etree._Element) -> None:
        tag = node.tag
        if tag in _CHANGES:
            self.tracked = True
        if tag in _DELETED or tag in _SKIPPED or not isinstance(tag, str):
            return
        if tag in _DRAWN:
            self.pictured = True
        elif tag == w("r"):
            self._add_run(node)
        elif tag in (w("tbl"), w("tr"), w("tc"), w("sdtContent")):
            self.add_all(node)
        else:
            for child in node:
                self._add(child)

    def _add_run(self, run: etree._Element) -> None:
        properties = run.find(w("rPr"))
        hidden = properties is not None and _is_hidden(properties)
        if run.find(w("t")) is not None:
            self.styles.add("" if properties is None else _value(properties, "rStyle"))
        for child in run:
            piece = _piece(child)
            if piece and hidden:
                self.hidden.append(piece)
            elif piece:
                self._pieces.append(piece)
            elif piece is None:
                self._add(child)


def _piece(node: etree._Element) -> str | None:
    """The characters of one child of a run; ``None`` where it is to be looked into."""
    tag = node.tag
    if tag == w("t"):
        return node.text or ""
    if tag in (w("br"), w("cr")):
        return "\n"
    if tag in (w("tab"), w("ptab")):
        return "\t"
    if tag == w("noBreakHyphen"):
        return "-"
    if tag == w("sym"):
        return _symbol(node)
    if tag in (w("softHyphen"), w("rPr"), w("delText")):
        return ""
    return None


def _symbol(node: etree._Element) -> str:
    font = str(node.get(w("font"), "")).lower()
    try:
        code = int(str(node.get(w("char"), "")), 16)
    except ValueError:
        return UNMAPPED
    # Symbol fonts keep their codes in the private area U+F000–F0FF (ECMA-376 part 1, 17.3.3.30).
    private = 0xF000 <= code <= 0xF0FF
    known = _SYMBOLS.get((font, code & 0xFF if private else code))
    if known is not None:
        return known
    return UNMAPPED if private or code < 32 or code > 0x10FFFF else chr(code)


def _is_hidden(properties: etree._Element) -> bool:
    vanish = properties.find(w("vanish"))
    if vanish is not None and str(vanish.get(w("val"), "1")) not in ("0", "false", "off"):
        return True
    colour = properties.find(w("color"))
    return colour is not None and str(colour.get(w("val"), "")).upper() == "FFFFFF"


def _value(properties: etree._Element, name: str) -> str:
    found = properties.find(w(name))
    return "" if found is None else str(found.get(w("val"), ""))


def _in_fallback(node: etree._Element) -> bool:
    """Whether an element is the copy of a text box for older programs."""
    return next(node.iterancestors(_FALLBACK), None) is not None


def _in_control(node: etree._Element, parts: frozenset[str]) -> bool:
    for sdt in node.iterancestors(w("sdt")):
        properties = sdt.find(w("sdtPr"))
        if properties is not None and _value(properties, "tag") in parts:
            return True
    return False
