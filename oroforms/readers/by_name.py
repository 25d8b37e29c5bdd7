"""What readers of named fields share: the fields by name, and one slot after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from oroforms.definition import Slot
from oroforms.documents import Reading
from oroforms.fieldtypes.base import shown as as_message
from oroforms.findings import Finding, finding

Field = TypeVar("Field")
"""What a file has for a part of a slot: a field of a PDF, a content control of Word."""


class NamedFields(ABC, Generic[Field]):
    """One form being read: its fields by name, what was read and what was found so far."""

    def __init__(self, fields: Iterable[tuple[str, Field]]) -> None:
        self.items: dict[str, Reading] = {}
        self.findings: list[Finding] = []
        self.used: set[str] = set()
        self.fields: dict[str, list[Field]] = {}
        for name, field in fields:
            self.fields.setdefault(name, []).append(field)

    def read(self, slot: Slot) -> None:
        """Read one slot by the kind of field that its type has."""
        if slot.type == "signature":
            self._text(f"{slot.name}.name", slot)
            self._text(f"{slot.name}.date", slot)
            self._signature(f"{slot.name}.sign", slot)
        elif slot.type == "bool":
            self._bool(slot)
        elif slot.type == "multichoice":
            self._multichoice(slot)
        elif slot.type == "choice":
            self._choice(slot)
        else:
            self._text(slot.name, slot)

    @abstractmethod
    def _text(self, name: str, slot: Slot) -> None:
        """Read a written part."""

    @abstractmethod
    def _signature(self, name: str, slot: Slot) -> None:
        """Read whether something stands where one signs."""

    @abstractmethod
    def _bool(self, slot: Slot) -> None:
        """Read a single box."""

    @abstractmethod
    def _choice(self, slot: Slot) -> None:
        """Read a choice of one."""

    @abstractmethod
    def _multichoice(self, slot: Slot) -> None:
        """Read a choice of any."""

    def _take(self, name: str, slot: Slot) -> Sequence[Field]:
        """The fields of a name; a finding where there are none."""
        fields = self.fields.get(name, ())
        self.used.add(name)
        if not fields:
            self._found("field-not-read", slot)
        return fields

    def _not_shown(self, slot: Slot, seen: str, stored: str) -> None:
        shown, kept = as_message(seen, slot), as_message(stored, slot)
        self._found("value-not-shown", slot, shown=shown, stored=kept)

    def _found(self, code: str, slot: Slot, **params: object) -> None:
        made = finding(code, slot.name, label=slot.title, **params)
        if made not in self.findings:
            self.findings.append(made)
