"""The copy of a rendered Word file that LibreOffice turns into a fillable PDF.

LibreOffice names no field and drops controls that look empty to it. In the
copy each control therefore shows one plain letter and bears its tag as its
title, by which :mod:`oroforms.convert.fillable` finds it again; what the
stamp draws on every page is taken out. ``docs/decisions/pdf-base-from-word.md``
has the measurements.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass

from lxml import etree

from oroforms.documents import Rect
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
from oroforms.template.paper import CODE_NAME, MARK_NAMES
from oroforms.template.xml import Element, element, name

LETTER = "x"
_EMU_PER_POINT = 12700
_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
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
    """The copy, the names of its text controls and boxes, and where the code goes."""

    content: bytes
    texts: frozenset[str]
    boxes: frozenset[str]
    code: Rect
    """Rectangle of the QR code in points, alike on each page."""


def make(docx: bytes) -> ExportCopy:
    """The export copy of a rendered Word file.

    Raises
    ------
    DefinitionError
        When the template lacks the picture that keeps the place of the code,
        repeats a tag, or answers by a drop-down, which has no like in our PDF.
    """
    texts: list[str] = []
    boxes: list[str] = []
    codes: set[Rect] = set()
    copy = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx)) as source,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if _PARTS.fullmatch(entry.filename):
                root = _parse(content)
                codes |= _take_out_what_is_stamped(root)
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
    if len(codes) != 1:
        raise DefinitionError(
            _(
                "The template's header needs the picture “{name}”, anchored by its distance from "
                "the edges of the page and at one place in every header; found {count}."
            ).format(name=CODE_NAME, count=len(codes))
        )
    return ExportCopy(copy.getvalue(), frozenset(texts), frozenset(boxes), codes.pop())


def _parse(content: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(content, parser)


def _take_out_what_is_stamped(root: Element) -> set[Rect]:
    """Remove code and marks; the rectangles in which the code stood."""
    codes: set[Rect] = set()
    for anchor in list(root.iter(name("wp:anchor"))):
        properties = anchor.find(name("wp:docPr"))
        called = properties.get("name") if properties is not None else None
        if called == CODE_NAME:
            codes.add(_rectangle(anchor))
        elif called not in MARK_NAMES:
            continue
        drawing = anchor.getparent()
        drawing.getparent().remove(drawing)
    return codes


def _rectangle(anchor: Element) -> Rect:
    """Where an anchored drawing lies on the page, in points."""
    edges = []
    for axis in ("wp:positionH", "wp:positionV"):
        position = anchor.find(name(axis))
        offset = position.find(name("wp:posOffset")) if position is not None else None
        if offset is None or position.get("relativeFrom") != "page":
            raise DefinitionError(
                _("The picture “{name}” must be placed by its distance from the page.").format(
                    name=CODE_NAME
                )
            )
        edges.append(int(offset.text) / _EMU_PER_POINT)
    extent = anchor.find(name("wp:extent"))
    width, height = (int(extent.get(side)) / _EMU_PER_POINT for side in ("cx", "cy"))
    left, top = edges
    return (left, top, left + width, top + height)


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
