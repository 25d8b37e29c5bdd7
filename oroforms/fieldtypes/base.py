"""What every field type can do. One module a type; ``read(write(v)) == v``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from oroforms.definition import Field, Slot
from oroforms.documents import Raw, Value
from oroforms.findings import Finding, finding


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
    def read(self, raw: Raw | Value, slot: Slot) -> Outcome:
        """The typed value of a raw answer, with findings that bear the slot's name."""

    def write(self, value: Value, field: Field) -> str:
        """The value as a person would write it in the field; the inverse of :meth:`read`."""
        return str(value)

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
        """Names of the AcroForm fields and Word tags that hold the slot.

        One name for most types; ``NAME.CODE`` for multichoice, and name, date
        (and, in PDF, ``sign``) for signatures.
        """
        return (slot.name,)


def wrong(code: str, slot: Slot, **params: object) -> Outcome:
    """An outcome without value: one error finding about the slot."""
    return Outcome(None, (finding(code, slot.name, label=slot.title, **params),))
