"""Content controls (``w:sdt``): written, found, filled, locked and taken away.

A control's ``w:tag`` is the name of the part of the slot that it holds and is
what readers go by; its ``w:alias`` is what Word shows a person who clicks it.
Source: ISO/IEC 29500-1, 17.5.2; checkboxes: [MS-DOCX] 2.6.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

from oroforms.template.xml import Element, element, name, run, text

TICKED, EMPTY_BOX = "\u2612", "\u2610"
BOX_FONT = "Noto Sans Symbols2"
TITLE_LIMIT = 64
"""Word cuts longer titles (``w:alias``) when it saves, and refuses some when it opens."""
PLACEHOLDER = "\u2002" * 5
"""Blanks wide enough to click on; they print as nothing."""
PLACEHOLDER_NAME = "oroforms-empty"
"""Building block that Word puts back when a person empties a control."""


OWN_TAGS = "oroforms."
"""What tags begin with that hold no answer."""
REFERENCE_TAG = "oroforms.reference"
"""The control in a header that holds reference, token and page numbers, on every page."""


class ControlKind(StrEnum):
    """What a control lets a person do."""

    TEXT = "text"
    CHECKBOX = "checkbox"
    DROPDOWN = "dropdown"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Control:
    """One content control that bears a tag."""

    element: Element
    tag: str
    kind: ControlKind

    @property
    def properties(self) -> Element:
        """Its ``w:sdtPr``."""
        return self.element.find(name("w:sdtPr"))

    @property
    def content(self) -> Element:
        """Its ``w:sdtContent``."""
        return self.element.find(name("w:sdtContent"))

    @property
    def line(self) -> Element | None:
        """The paragraph that it stands in and fills, if nothing is written beside it."""
        line = next(self.element.iterancestors(name("w:p")), None)
        if line is None:
            return None
        beside = (n for n in line.iter(name("w:t")) if self.element not in n.iterancestors())
        return None if any((node.text or "").strip() for node in beside) else line

    @property
    def text(self) -> str:
        """The text that it holds, with line breaks; placeholder text too."""
        pieces: list[str] = []
        for node in self.content.iter(name("w:t"), name("w:br"), name("w:cr"), name("w:tab")):
            if node.tag == name("w:t"):
                pieces.append(node.text or "")
            else:
                pieces.append("\t" if node.tag == name("w:tab") else "\n")
        return "".join(pieces)


def controls(root: Element) -> Iterator[Control]:
    """The tagged controls under an element, in document order: run, block, row and cell level."""
    for found in root.iter(name("w:sdt")):
        properties = found.find(name("w:sdtPr"))
        if properties is None or found.find(name("w:sdtContent")) is None:
            continue
        tag = properties.find(name("w:tag"))
        if tag is not None and tag.get(name("w:val")):
            yield Control(found, tag.get(name("w:val")), _kind(properties))


def _kind(properties: Element) -> ControlKind:
    if properties.find(name("w14:checkbox")) is not None:
        return ControlKind.CHECKBOX
    if properties.find(name("w:text")) is not None:
        return ControlKind.TEXT
    for choice in ("w:dropDownList", "w:comboBox"):
        if properties.find(name(choice)) is not None:
            return ControlKind.DROPDOWN
    for other in ("w:picture", "w:docPartList", "w:docPartObj", "w:group", "w:citation"):
        if properties.find(name(other)) is not None:
            return ControlKind.OTHER
    return ControlKind.TEXT  # rich text and date controls hold text as well


def text_control(
    tag: str, title: str, *, multiline: bool = False, style: str = "Answer"
) -> Element:
    """A plain text control whose text is its own docxtpl variable."""
    return element(
        "w:sdt",
        element(
            "w:sdtPr",
            element("w:rPr", element("w:rStyle", val=style)),
            *_identity(tag, title),
            element("w:placeholder", element("w:docPart", val=PLACEHOLDER_NAME)),
            element("w:text", **({"multiLine": 1} if multiline else {})),
        ),
        element("w:sdtContent", run(f"{{{{ {tag} }}}}", style)),
    )


def put_empty_after(control: Control) -> None:
    """Take the control away, leave what it holds, and put an empty one of its tag behind that."""
    alias = control.properties.find(name("w:alias"))
    title = control.tag if alias is None else alias.get(name("w:val"))
    last = list(control.content.iter(name("w:r")))[-1]
    unwrap(control)
    line = next(last.iterancestors(name("w:p")))
    line.append(
        element(
            "w:sdt",
            element("w:sdtPr", *_identity(control.tag, title), element("w:text")),
            element("w:sdtContent", element("w:r")),
        )
    )


BOX_LOWERED = 3
"""Half-points by which a box stands below the line, so that its text is level with its middle."""


def checkbox_control(tag: str, title: str, *, style: str = "Box") -> Element:
    """A tick box, empty. Whether it is ticked is set after docxtpl has run."""

    def formatting() -> Element:
        # Lowered here and not in the style, which LibreOffice would print at 58 % of its size.
        lowered = element("w:position", val=-BOX_LOWERED)
        return element("w:rPr", element("w:rStyle", val=style), lowered)

    return element(
        "w:sdt",
        element(
            "w:sdtPr",
            formatting(),
            *_identity(tag, title),
            element(
                "w14:checkbox",
                element("w14:checked", val=0),
                element("w14:checkedState", val=f"{ord(TICKED):04X}", font=BOX_FONT),
                element("w14:uncheckedState", val=f"{ord(EMPTY_BOX):04X}", font=BOX_FONT),
            ),
        ),
        element("w:sdtContent", element("w:r", formatting(), text(EMPTY_BOX))),
    )


def block_control(tag: str, title: str, *content: Element) -> Element:
    """A control around whole paragraphs, to find them again by its tag."""
    return element(
        "w:sdt",
        element("w:sdtPr", *_identity(tag, title)),
        element("w:sdtContent", *content),
    )


def _identity(tag: str, title: str) -> list[Element]:
    return [
        element("w:alias", val=title[:TITLE_LIMIT]),
        element("w:tag", val=tag),
        element("w:id", val=crc32(tag.encode()) & 0x7FFFFFFF),
        element("w:lock", val="sdtLocked"),
    ]


def set_alias(control: Control, title: str) -> None:
    """Give a control another title."""
    alias = control.properties.find(name("w:alias"))
    if alias is None:
        alias = element("w:alias")
        control.properties.insert(0, alias)
    alias.set(name("w:val"), title)


def set_checked(control: Control, checked: bool) -> None:
    """Tick or empty a box, in the property that counts and in the glyph that is seen."""
    box = control.properties.find(name("w14:checkbox"))
    state = box.find(name("w14:checked"))
    if state is None:
        state = element("w14:checked")
        box.insert(0, state)
    state.set(name("w14:val"), "1" if checked else "0")
    shown = box.find(name("w14:checkedState" if checked else "w14:uncheckedState"))
    code = shown.get(name("w14:val")) if shown is not None else None
    glyph = chr(int(code, 16)) if code else (TICKED if checked else EMPTY_BOX)
    texts = list(control.content.iter(name("w:t")))
    for node in texts[1:]:
        node.text = ""
    if texts:
        texts[0].text = glyph


def options(control: Control) -> dict[str, str]:
    """Of a drop-down: shown text by stored value, without the line that asks to choose."""
    items = control.properties.iter(name("w:listItem"))
    pairs = {i.get(name("w:value")): i.get(name("w:displayText")) for i in items}
    return {value: shown or value for value, shown in pairs.items() if value}


def choose(control: Control, code: str) -> None:
    """Show one answer of a drop-down."""
    _set_text(control, options(control).get(code, code))


def set_placeholder(control: Control, content: str = PLACEHOLDER) -> None:
    """Show a text control as not answered, with text that is no answer."""
    _set_text(control, content)
    if control.properties.find(name("w:showingPlcHdr")) is None:
        control.properties.insert(_place_of_showing(control.properties), element("w:showingPlcHdr"))


def _set_text(control: Control, content: str) -> None:
    """Put one text into the first run and take away the others."""
    runs = list(control.content.iter(name("w:r")))
    for surplus in runs[1:]:
        surplus.getparent().remove(surplus)
    for child in list(runs[0]) if runs else ():
        if child.tag != name("w:rPr"):
            runs[0].remove(child)
    if runs:
        runs[0].append(text(content))


def _place_of_showing(properties: Element) -> int:
    """``w:showingPlcHdr`` stands after these, by the schema's sequence that Word keeps to."""
    before = {
        name(f"w:{tag}")
        for tag in ("rPr", "alias", "tag", "id", "lock", "placeholder", "temporary")
    }
    places = [i for i, child in enumerate(properties) if child.tag in before]
    return places[-1] + 1 if places else 0


def lock(control: Control) -> None:
    """Let nobody change or delete the control."""
    found = control.properties.find(name("w:lock"))
    if found is None:
        found = element("w:lock")
        tag = control.properties.find(name("w:tag"))
        tag.addnext(found)
    found.set(name("w:val"), "sdtContentLocked")


def unwrap(control: Control) -> None:
    """Take the control away and leave what it holds in its place."""
    parent = control.element.getparent()
    place = parent.index(control.element)
    for offset, child in enumerate(list(control.content)):
        parent.insert(place + offset, child)
    parent.remove(control.element)
