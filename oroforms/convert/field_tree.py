"""The nested fields of an AcroForm, whose joined names are the dotted names of slots."""

from __future__ import annotations

from enum import IntFlag

import pikepdf
from pikepdf import Array, Dictionary, Name, String

PRINT = 4
"""Annotation flag (ISO 32000-1, table 165) of every widget: it is printed, and nothing hides it."""


class Flag(IntFlag):
    """Field flags (ISO 32000-1, tables 221, 226 and 228)."""

    READ_ONLY = 1
    REQUIRED = 1 << 1
    MULTILINE = 1 << 12
    RADIO = 1 << 15
    DO_NOT_SPELL_CHECK = 1 << 22
    DO_NOT_SCROLL = 1 << 23
    COMB = 1 << 24


class FieldTree:
    """Hangs widgets and fields under their full names; ``roots`` are the form's ``/Fields``."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self.roots = Array()
        self._nodes: dict[str, pikepdf.Object] = {}
        self._choices: dict[str, pikepdf.Object] = {}

    def add(self, name: str, field: pikepdf.Object) -> None:
        """Hang a field under its full name."""
        parent, _dot, last = name.rpartition(".")
        field.T = String(last)
        if parent:
            node = self._node(parent)
            field.Parent = node
            node.Kids.append(field)
        else:
            self.roots.append(field)

    def add_choice(self, name: str, widget: pikepdf.Object, *, title: str, required: bool) -> None:
        """Hang one box of a choice under the choice's radio group, which the first box makes."""
        if name not in self._choices:
            group = Dictionary(
                FT=Name.Btn,
                Ff=int(Flag.RADIO | Flag.REQUIRED if required else Flag.RADIO),
                TU=String(title),
                Kids=Array(),
            )
            self._choices[name] = self._pdf.make_indirect(group)
            self.add(name, self._choices[name])
        widget.Parent = self._choices[name]
        self._choices[name].Kids.append(widget)

    def _node(self, name: str) -> pikepdf.Object:
        if name not in self._nodes:
            self._nodes[name] = self._pdf.make_indirect(Dictionary(Kids=Array()))
            self.add(name, self._nodes[name])
        return self._nodes[name]
