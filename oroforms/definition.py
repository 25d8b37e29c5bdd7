"""Form definitions: the one place where a form is said.

A definition is a YAML file in ``schemas/`` (or in a municipality's own
folder): Cerberus rules, and in Cerberus' own ``meta`` the label, help,
section, printed number, sensitivity and room on paper of each field. From it
follow the answer file, the template check, the starter template, the names
of content controls and AcroForm fields, readers, validation, review, export
and JSON Schema. ``docs/make-your-own-form.md`` describes the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from oroforms.i18n import language


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a form in both languages; ``str()`` gives the one that is set."""

    sv: str
    en: str

    def __str__(self) -> str:
        return self.en if language() == "en" else self.sv

    def __bool__(self) -> bool:
        return bool(self.sv)


EMPTY = Text("", "")


class FormKind(StrEnum):
    """``form``: goes out and comes back. ``letter``: goes out only."""

    FORM = "form"
    LETTER = "letter"


class Sensitivity(StrEnum):
    """How a value may be shown; set for each field in ``meta.sensitivity``."""

    PLAIN = "plain"
    """Says nothing of a person (municipality, date of the document)."""
    PERSONAL = "personal"
    """Personal data in general."""
    SENSITIVE = "sensitive"
    """Health, violence, the family's affairs; masked in messages and logs."""
    PROTECTED = "protected"
    """Reveals where a person is to be found: address, phone, school."""


@dataclass(frozen=True, slots=True)
class Room:
    """Room on paper: width in twelfths of the row, height in lines, comb cells (0: none)."""

    columns: int = 12
    lines: int = 1
    comb: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice or multichoice: its code in data, its text on paper."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Group:
    """A repeated group such as ``guardians``: its number of printed slots, its title."""

    name: str
    slots: int
    title: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One field as defined; in a group it stands for all slots (see :class:`Slot`)."""

    path: str
    """Name with ``*`` for the slot: ``guardians.*.phone``."""
    type: str
    label: Text
    help: Text
    section: str
    number: str
    """Printed number; ``{slot}`` in it is the slot counted from 1."""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    prefilled: bool = False
    """The office fills it before the form goes out."""
    expected: bool = False
    """Not required, but a gap is worth the warning ``expected-missing``."""
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    room: Room = Room()
    group: Group | None = None

    def choice_label(self, code: str) -> str:
        """The text of one code, or the code itself where the definition has none."""
        return next((str(c.label) for c in self.choices if c.code == code), code)


@dataclass(frozen=True, slots=True)
class Slot:
    """One place to answer on the form: a field, in a group at one printed position."""

    name: str
    field: Field
    index: int | None = None
    """Position in the group, from 0."""

    @property
    def type(self) -> str:
        """Name of the field type."""
        return self.field.type

    @property
    def number(self) -> str:
        """The number as printed: ``4.2.1``."""
        return self.field.number.format(slot=(self.index or 0) + 1)

    @property
    def label(self) -> str:
        """The label in the language that is set, without number."""
        return str(self.field.label)

    @property
    def title(self) -> str:
        """Number and label, in a group with the group's title: for messages."""
        return self._titled(str)

    @property
    def printed_title(self) -> str:
        """The title in Swedish, the language of the paper: for tooltips and Word's titles."""
        return self._titled(lambda text: text.sv)

    def _titled(self, said: Callable[[Text], str]) -> str:
        group, title = self.field.group, f"{self.number} {said(self.field.label)}"
        if group is None:
            return title
        return f"{title} ({said(group.title).lower()} {(self.index or 0) + 1})"


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section with its bar, and the text under the bar."""

    id: str
    number: int
    title: Text
    text: Text = EMPTY
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A cross-field rule: a condition as data, and the finding that it gives.

    The condition language is that of :mod:`oroforms.conditions`. ``each``
    names a group: the rule is then tried for every slot, with ``*`` in its
    field names standing for the slot.
    """

    code: str
    severity: str
    when: Mapping[str, Any]
    message: Text
    field: str | None = None
    each: str | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """Which fields tell the case: names of slots, or ``None`` where the form has none."""

    reference: str | None = None
    child_name: str | None = None
    child_identity: str | None = None
    opens_case: bool = False
    acute: str | None = None
    protected: str | None = None
    """The choice yes/no/unknown whether the child's identity is protected."""


class ParagraphLook(StrEnum):
    """How a paragraph of a letter is set."""

    BODY = "body"
    HEADING = "heading"
    POINT = "point"
    """One of several points, with a dash."""
    FRAMED = "framed"
    """Between two lines, to be seen at once: whom to phone."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a letter; its text may cite the law and hold fields as ``{child.name}``."""

    text: Text
    when: Mapping[str, Any] | None = None
    """The condition, in the language of rules, under which it stands; ``None``: always."""
    look: ParagraphLook = ParagraphLook.BODY


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Which fields of a letter stand where outside its text, by their names."""

    sender: tuple[str, ...] = ()
    """The block at the top left, one a line; the first is set in bold."""
    recipient: tuple[str, ...] = ()
    """The lines in the envelope's window."""
    date: str | None = None
    reference: str | None = None
    by_hand: str | None = None
    """The bool that has the letter handed over: then it says so in the window."""
    sign_off: tuple[str, ...] = ()
    """Name, role, phone of who signs, one a line."""
    footer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """One version of one form. A version that was issued never changes."""

    form: str
    version: int
    kind: FormKind
    title: Text
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    """In printed order, which is the order of their numbers."""
    cerberus: Mapping[str, Any]
    """The Cerberus schema as written, types by the names of our field types."""
    rules: tuple[Rule, ...] = ()
    matching: Matching = Matching()
    intro: tuple[Text, ...] = ()
    outro: tuple[Text, ...] = ()
    marking: Text = EMPTY
    paragraphs: tuple[Paragraph, ...] = ()
    """The text of a letter; a form has none."""
    letterhead: Letterhead = Letterhead()
    max_pages: int | None = None
    source: str = field(default="", compare=False)
    """Where it was loaded from, for messages."""

    @property
    def id(self) -> str:
        """``form@version``."""
        return f"{self.form}@{self.version}"

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every place to answer, in printed order."""
        made = [slot for f in self.fields for slot in _slots_of(f)]
        return tuple(sorted(made, key=lambda slot: number_key(slot.number)))

    @cached_property
    def slot(self) -> Mapping[str, Slot]:
        """Slots by their dotted name."""
        return {slot.name: slot for slot in self.slots}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Repeated groups by name."""
        return {f.group.name: f.group for f in self.fields if f.group is not None}

    def slots_of(self, section: str) -> Iterator[Slot]:
        """The slots of one section in printed order."""
        return (slot for slot in self.slots if slot.field.section == section)


def number_key(number: str) -> tuple[int, ...]:
    """Sort key of a printed number: ``3.10`` comes after ``3.2``."""
    return tuple(int(part) for part in re.findall(r"\d+", number))


def _slots_of(field: Field) -> Sequence[Slot]:
    if field.group is None:
        return [Slot(field.path, field)]
    return [
        Slot(field.path.replace("*", str(index)), field, index)
        for index in range(field.group.slots)
    ]
