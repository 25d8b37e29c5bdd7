"""What every field type can do. One module a type; ``read(write(v)) == v``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from oroforms.definition import Field, Sensitivity, Slot
from oroforms.documents import Raw, Value
from oroforms.fieldtypes.writing import clean
from oroforms.findings import Finding, finding, mask
from oroforms.i18n import gettext as _

SHOWN = 40
"""At most so many characters of an answer are repeated in a message."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a raw answer came to: a value, nothing (not answered), or an error finding.

    ``value`` is ``None`` when not answered and when an error finding is there.
    """

    value: Value | None = None
    findings: tuple[Finding, ...] = ()


NOT_ANSWERED = Outcome()


class FieldType(ABC):
    """Reads written answers into values and writes values back.

    A *raw* answer is what stands in a document or answer file (text, a tick,
    ticked codes) or an already typed JSON value; :meth:`read` takes them all.
    """

    name: ClassVar[str]
    json_type: ClassVar[str] = "string"

    @abstractmethod
    def read(
        self, raw: Raw | Value | Mapping[str, Any] | None, slot: Slot, today: date | None = None
    ) -> Outcome:
        """The typed value of a raw answer, with findings that bear the slot's name.

        ``today`` is the day the answer is read on, where that decides what it
        means (the century of an identity number); without it, this very day.
        """

    def write(self, value: Value, field: Field) -> str:
        """The value as a person would write it in the field; the inverse of :meth:`read`."""
        return str(value)

    def write_parts(self, value: Value, slot: Slot) -> Mapping[str, str | bool]:
        """The contents of each of :meth:`parts`, as a filler enters them; also an inverse."""
        return {slot.name: self.write(value, slot.field)}

    def display(self, value: Value, field: Field) -> str:
        """The value as a finished document shows it, in the language that is set."""
        return self.write(value, field)

    @abstractmethod
    def is_canonical(self, value: object) -> bool:
        """Whether a value has the type's canonical JSON shape (Cerberus asks this)."""

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        """The JSON Schema (draft 2020-12) of one value, without title and description."""
        return {"type": self.json_type}

    def parts(self, slot: Slot) -> tuple[str, ...]:
        """Names of the boxes on paper, which are those of Word's tags and AcroForm's fields.

        One name for most types; ``NAME.CODE`` for choice and multichoice (in
        an AcroForm a choice is one radio group NAME with the codes as its
        states); ``NAME.name``, ``NAME.date`` and ``NAME.sign`` for signatures.
        """
        return (slot.name,)


class Written(FieldType):
    """A type whose answers are written text: cleans the text, then parses it."""

    def read(
        self, raw: Raw | Value | Mapping[str, Any] | None, slot: Slot, today: date | None = None
    ) -> Outcome:
        if raw is None:
            return NOT_ANSWERED
        if not isinstance(raw, str):
            return self.read_other(raw, slot)
        cleaned = clean(raw)
        notes = (
            (finding("text-control-characters", slot.name, label=slot.title),)
            if cleaned.controls
            else ()
        )
        if not cleaned.text:
            return Outcome(None, notes)
        if cleaned.lost:
            return wrong("text-not-mapped", slot)
        outcome = self.parse(cleaned.text, slot, today or date.today())  # noqa: DTZ011 - local day
        return Outcome(outcome.value, notes + outcome.findings) if notes else outcome

    def read_other(self, raw: object, slot: Slot) -> Outcome:
        """The outcome of a raw answer that is no text; numbers override this."""
        return wrong_type(raw, slot, _("a text"))

    @abstractmethod
    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        """The outcome of a cleaned text that is not empty."""


def wrong(code: str, slot: Slot, **params: object) -> Outcome:
    """An outcome without value: one error finding about the slot."""
    return Outcome(None, (finding(code, slot.name, label=slot.title, **params),))


def wrong_type(raw: object, slot: Slot, expected: str) -> Outcome:
    """The error finding for a JSON value of another shape than the type's."""
    return wrong("value-wrong-type", slot, found=shape(raw), expected=expected)


def shape(raw: object) -> str:
    """What kind of JSON value something is, in words, without showing it."""
    if isinstance(raw, bool):
        return _("true or false")
    if isinstance(raw, str):
        return _("a text")
    if isinstance(raw, (int, float)):
        return _("a number")
    if isinstance(raw, Mapping):
        return _("a set of named values")
    if isinstance(raw, (list, tuple)):
        return _("a list")
    return _("nothing")


def shown(text: str, slot: Slot) -> str:
    """An answer as a message about the slot may repeat it: shortened, masked if sensitive."""
    flat = " ".join(text.split())
    secret = slot.field.sensitivity in {Sensitivity.SENSITIVE, Sensitivity.PROTECTED}
    if secret or slot.type == "identity":
        return mask(flat[:SHOWN])
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"
