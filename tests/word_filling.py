"""Fills in the content controls of a Word form as Word leaves them, by python-docx and lxml."""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from samples.make.fillers import Answers

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def fill_word(blank: bytes, answers: Answers) -> bytes:
    """The Word file with texts typed into its controls and boxes ticked."""
    document = Document(io.BytesIO(blank))
    ticked = {*answers.check, *(f"{name}.{code}" for name, code in answers.radio.items())}
    for control in document.element.body.iter(qn("w:sdt")):
        properties = control.find(qn("w:sdtPr"))
        tag = properties.find(qn("w:tag")).get(qn("w:val"))
        checked = properties.find(f"{_W14}checkbox/{_W14}checked")
        if checked is not None and tag in ticked:
            checked.set(f"{_W14}val", "1")
            _type(control, "☒")
        elif checked is None and tag in answers.text:
            _type(control, answers.text[tag])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _type(control: Any, text: str) -> None:
    properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    for prompt in properties.findall(qn("w:showingPlcHdr")):
        properties.remove(prompt)
    first, *others = content.iter(qn("w:r"))
    for run in others:
        run.getparent().remove(run)
    look = first.find(qn("w:rPr"))
    first[:] = [] if look is None else [deepcopy(look)]
    for number, line in enumerate(text.split("\n")):
        if number:
            first.append(OxmlElement("w:br"))
        written = OxmlElement("w:t")
        written.text = line
        written.set(qn("xml:space"), "preserve")
        first.append(written)


def without(answers: Answers, names: Mapping[str, object]) -> Answers:
    """The answers that are left to type where some fields are filled in already."""
    return Answers(
        {name: text for name, text in answers.text.items() if name not in names},
        answers.check,
        {name: code for name, code in answers.radio.items() if name not in names},
    )
