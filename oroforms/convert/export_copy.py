"""The copy of a rendered Word file that LibreOffice turns into a fillable PDF.

LibreOffice names no field and drops controls that look empty to it. In the
copy each control therefore shows one plain letter and bears its tag as its
title, by which :mod:`oroforms.convert.fillable` finds it again.
``docs/decisions/pdf-base-from-word.md`` has the measurements.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass

from lxml import etree

from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _
from oroforms.template.controls import (
    REFERENCE_TAG,
    Control,
    ControlKind,
    controls,
    set_alias,
    unwrap,
)
from oroforms.template.xml import element, name

LETTER = "x"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_BEHAVIOUR = (
    "w:lock",
    "w:dataBinding",
    "w:placeholder",
    "w:showingPlcHdr",
    "w:temporary",
    "w:text",
    "w:date",
    "w:richText",
)


@dataclass(frozen=True, slots=True)
class ExportCopy:
    """The copy, and the names of its text controls and tick boxes."""

    content: bytes
    texts: frozenset[str]
    boxes: frozenset[str]


def make(docx: bytes) -> ExportCopy:
    """The export copy of a Word file that was rendered without answers and stamps.

    Raises
    ------
    DefinitionError
        When the template repeats a tag, or answers by a drop-down, which has
        no like in our PDF.
    """
    texts: list[str] = []
    boxes: list[str] = []
    copy = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx)) as source,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if _PARTS.fullmatch(entry.filename):
                root = etree.fromstring(content, _PARSER)
                for control in list(controls(root)):
                    _prepare(control, texts, boxes)
                content = etree.tostring(
                    root, xml_declaration=True, encoding="UTF-8", standalone=True
                )
            target.writestr(entry, content)
    twice = sorted(tag for tag, times in Counter([*texts, *boxes]).items() if times > 1)
    if twice:
        raise DefinitionError(
            _("The template has more than one content control for {tags}.").format(
                tags=", ".join(twice)
            )
        )
    return ExportCopy(copy.getvalue(), frozenset(texts), frozenset(boxes))


def _prepare(control: Control, texts: list[str], boxes: list[str]) -> None:
    if control.tag == REFERENCE_TAG:
        for run in list(control.content.iter(name("w:r"))):
            run.getparent().remove(run)
        unwrap(control)
    elif control.kind is ControlKind.CHECKBOX:
        boxes.append(control.tag)
        set_alias(control, control.tag)
        _free(control)
    elif control.kind is ControlKind.TEXT:
        if next(control.content.iter(name("w:sdt")), None) is not None:
            unwrap(control)  # a frame around other controls
            return
        texts.append(control.tag)
        set_alias(control, control.tag)
        _free(control)
        control.properties.append(element("w:text"))
        _hold_letter(control)
    elif control.kind is ControlKind.DROPDOWN:
        raise DefinitionError(
            _(
                "The control {tag} is a drop-down. A fillable PDF needs one tick box for each "
                "answer, tagged {tag}.CODE."
            ).format(tag=control.tag)
        )


def _free(control: Control) -> None:
    """Take off locks, bindings and kinds that LibreOffice would carry into the PDF."""
    for tag in _BEHAVIOUR:
        for found in control.properties.findall(name(tag)):
            control.properties.remove(found)


def _hold_letter(control: Control) -> None:
    """One run with one letter, in the first paragraph and formatting that the control has."""
    paragraphs = list(control.content.iter(name("w:p")))
    for surplus in paragraphs[1:]:
        surplus.getparent().remove(surplus)
    holder = paragraphs[0] if paragraphs else control.content
    runs = list(control.content.iter(name("w:r")))
    formatting = runs[0].find(name("w:rPr")) if runs else None
    for child in list(holder):
        if child.tag != name("w:pPr"):
            holder.remove(child)
    letter = element("w:t")
    letter.text = LETTER
    holder.append(element("w:r", formatting, letter))
