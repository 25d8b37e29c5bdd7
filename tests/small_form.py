"""A small form by hand: every field type once, a group, a prefilled part, fixed texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree

from oroforms.definition import (
    Choice,
    Definition,
    Field,
    FormKind,
    Group,
    Matching,
    Room,
    Section,
    Text,
)
from oroforms.template.controls import Control, controls
from oroforms.template.starter import write_template


def both(text: str) -> Text:
    return Text(text, text)


YES_NO = (Choice("yes", both("Ja")), Choice("no", both("Nej")))
KINDS = (
    Choice("absence", both("Frånvaro")),
    Choice("neglect", both("Brister i omsorgen")),
    Choice("other", both("Annat")),
)
HELPERS = Group("helpers", 2, both("Hjälpare"))


def _field(path: str, kind: str, label: str, section: str, number: str, **more: Any) -> Field:
    help_text = both(more.pop("help", ""))
    return Field(path, kind, both(label), help_text, section, number, **more)


def small_form() -> Definition:
    """The definition; equal whenever it is made."""
    return Definition(
        form="prov",
        version=3,
        kind=FormKind.FORM,
        title=both("Provblankett för prov"),
        sections=(
            Section("case", 1, both("Ärendet")),
            Section("child", 2, both("Barnet"), both("Enligt {law.duty}.")),
            Section("helpers", 3, both("De som hjälper")),
            Section("sign", 4, both("Underskrift")),
        ),
        fields=(
            _field("case.reference", "text", "Ärende", "case", "1.1", prefilled=True),
            _field(
                "child.name", "text", "Namn", "child", "2.1", room=Room(8), help="Skriv det du vet."
            ),
            _field("child.born", "date", "Född", "child", "2.2", room=Room(4), help="ÅÅÅÅ-MM-DD"),
            _field("child.safe", "choice", "Är barnet tryggt?", "child", "2.3", choices=YES_NO),
            _field("child.kind", "multichoice", "Det gäller", "child", "2.4", choices=KINDS),
            _field("child.acute", "bool", "Det är bråttom", "child", "2.5"),
            _field("child.story", "multiline", "Berätta", "child", "2.6", room=Room(12, 6)),
            _field("helpers.*.name", "text", "Namn", "helpers", "3.{slot}.1", group=HELPERS),
            _field("helpers.*.phone", "phone", "Telefon", "helpers", "3.{slot}.2", group=HELPERS),
            _field("signature", "signature", "Underskrift", "sign", "4.1"),
        ),
        cerberus={},
        matching=Matching(),
        intro=(both("Bråttom?\nRing först."), both("Skicka\nMed post."), both("Lagen\n{law.duty}")),
        outro=(both("Så behandlas uppgifterna."),),
        marking=both("Kan innehålla uppgifter som omfattas av sekretess"),
    )


def small_template(folder: Path) -> Path:
    """The starter template of the small form, written into a folder."""
    path = folder / "prov.v3.docx"
    write_template(small_form(), path)
    return path


def part(docx: bytes | Path, name: str = "word/document.xml") -> Any:
    """One XML part of a Word file, parsed."""
    source = io.BytesIO(docx) if isinstance(docx, bytes) else docx
    with zipfile.ZipFile(source) as package:
        return etree.fromstring(package.read(name))


def found(docx: bytes | Path) -> dict[str, Control]:
    """The controls in the body of a Word file by their tags."""
    return {control.tag: control for control in controls(part(docx))}


def change(path: Path, edit: Callable[[str], str], name: str = "word/document.xml") -> Path:
    """Change the source of one part of a Word file in place."""
    with zipfile.ZipFile(path) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    before = parts[name].decode()
    after = edit(before)
    assert after != before, "the change found nothing to change"
    parts[name] = after.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, content in parts.items():
            package.writestr(entry, content)
    return path
