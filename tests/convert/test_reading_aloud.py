"""Finished PDFs of every form as a screen reader says them."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
import reading_aloud
from every_answer import Length, every_answer, slots_of

from oroforms.convert import export_copy, signature_fields
from oroforms.convert.pdf import convert, finish
from oroforms.convert.stamp import place_of_code
from oroforms.definition import Definition, FormKind
from oroforms.library import Library
from oroforms.render.issue import IssueMark
from oroforms.render.word import Purpose, render

DAY = date(2026, 11, 22)
FORMS = [form.id for form in Library().all() if form.kind is FormKind.FORM]


@pytest.fixture(scope="module")
def finished() -> dict[str, bytes]:
    library = Library()
    copies = []
    for form in FORMS:
        definition = library.get(form)
        values = every_answer(definition, 1, Length.LONG)
        word = render(
            definition, library.template(definition), values, on=DAY, purpose=Purpose.PRINT
        )
        copies.append(export_copy.make(word))
    made = {}
    pdfs = convert([copy.content for copy in copies], form_fields=True)
    for form, content in zip(FORMS, pdfs, strict=True):
        definition = library.get(form)
        made[form] = finish(
            content,
            title=definition.title.sv,
            mark=IssueMark(f"{form}-abc123"),
            code=place_of_code(library.template(definition)),
            fields=signature_fields.titles(definition),
            made=DAY,
        )
    return made


@pytest.fixture(params=FORMS)
def definition(request: pytest.FixtureRequest) -> Definition:
    return Library().get(request.param)


@pytest.fixture
def content(definition: Definition, finished: dict[str, bytes]) -> bytes:
    return finished[definition.id]


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_headings_go_down_one_level_at_a_time(content: bytes, definition: Definition) -> None:
    levels = [int(r[1]) for r in reading_aloud.roles(content) if re.fullmatch(r"H[1-6]", r)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == len(definition.sections)
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_grid_is_called_a_table_and_nothing_empty_is_announced(content: bytes) -> None:
    assert not {"Table", "TR", "TD"} & set(reading_aloud.roles(content))
    assert reading_aloud.empty(content) == []


def test_every_choice_says_whether_it_is_ticked(content: bytes, definition: Definition) -> None:
    words = [said.words.strip() for said in reading_aloud.said(content)]
    boxes = [word for word in words if word in ("ikryssad", "inte ikryssad")]
    answers = slots_of(definition, every_answer(definition, 1, Length.LONG))
    ticked = total = 0
    for slot in definition.slots:
        answer = answers.get(slot.name)
        if slot.type in ("choice", "multichoice"):
            total += len(slot.field.choices)
            ticked += len(answer) if isinstance(answer, list) else answer is not None
        elif slot.type == "bool":
            total += 1
            ticked += bool(answer)
    assert len(boxes) == total
    assert boxes.count("ikryssad") == ticked
    assert not {"\N{BALLOT BOX}", "\N{BALLOT BOX WITH X}"} & set("".join(words))


def test_sections_and_labels_are_heard_in_the_order_of_their_numbers(
    content: bytes, definition: Definition
) -> None:
    whole = flat("".join(said.words for said in reading_aloud.said(content)))
    at = 0
    for section in definition.sections:
        at = whole.index(flat(f"{section.number} {section.title.sv}"), at)
    for slot in definition.slots:
        # A help text may name a number before its question is asked.
        assert flat(f"{slot.number} {slot.field.label.sv}") in whole or slot.type == "signature"


def test_each_place_to_sign_is_said_after_its_label(content: bytes, definition: Definition) -> None:
    forms = [said.words for said in reading_aloud.said(content) if said.role == "Form"]
    assert forms == list(signature_fields.titles(definition).values())
    assert len(set(forms)) == len(forms)


def test_the_running_head_is_heard_once_and_else_only_the_stamp_is_passed_by(
    content: bytes, definition: Definition
) -> None:
    said = [each.words for each in reading_aloud.said(content)]
    assert definition.marking is not None
    assert said.count(definition.marking.sv) == 1
    assert said.index(definition.marking.sv) < 5
    passed = flat(reading_aloud.unsaid(content))
    version = f"Blankett {definition.form}, version {definition.version}"
    furniture = (definition.marking.sv, f"{definition.id}-abc123", definition.title.sv, version)
    for words in furniture:
        passed = passed.replace(flat(words), "")
    assert re.sub(r"Sida\d+\(\d+\)", "", passed) == ""
