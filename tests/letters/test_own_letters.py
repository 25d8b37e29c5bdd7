"""Letters are data: what a definition may say, and a municipality's own letter without Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from case_facts import Story
from letter_words import words_of

from oroforms import loading
from oroforms.casework import roles
from oroforms.errors import DefinitionError
from oroforms.folders import in_use
from oroforms.i18n import language, set_language
from oroforms.library import Library
from oroforms.normalise import normalise_data
from oroforms.render.word import Purpose, render
from oroforms.template.check import check_template
from oroforms.template.starter import write_template
from oroforms.workflow.check import check
from oroforms.workflow.composing import Wanted, compose

LETTER = """
form: besok
version: 1
kind: letter
title: {sv: "Besök", en: "Visit"}
letterhead:
  sender: [office]
  recipient: [to]
  by_hand: by_hand
  sign_off: [office]
sections:
  - {id: all, number: 1, title: {sv: "Allt", en: "All"}}
fields:
  to: {type: text, required: true, meta: {section: all, number: "1.1", label: {sv: "A", en: "To"}}}
  by_hand: {type: bool, meta: {section: all, number: "1.2", label: {sv: "Bud", en: "By hand"}}}
  office: {type: text, meta: {section: all, number: "1.3", label: {sv: "Enhet", en: "Office"}}}
  day: {type: date, meta: {section: all, number: "1.4", label: {sv: "Dag", en: "Day"}}}
  with: {type: multichoice, meta: {section: all, number: "1.5", label: {sv: "Med", en: "With"},
         choices: {tolk: {sv: "Tolk", en: "Interpreter"}, kollega: {sv: "Kollega", en: "Other"}}}}
paragraphs:
  - text: {sv: "Vi kommer {day} ({law.duty}).", en: "We come {day} ({law.duty})."}
    when: {field: day, answered: true}
  - text: {sv: "Vi har en tolk med oss.", en: "We bring an interpreter."}
    when: {all: [{field: with, has_any: [tolk]}, {not: {field: by_hand, is: true}}]}
  - text: {sv: "Ring om dagen.", en: "Phone about the day."}
    when: {any: [{field: day, answered: false}, {field: by_hand, is: true}]}
    look: point
"""
KINDS = """
  visit:
    form: besok
    to: [guardian-1]
    fill: {to: recipient.name, day: today}
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they are written in the code."""
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A municipality's folder with its letter and the template that is written for it."""
    path = tmp_path / "besok.v1.yaml"
    path.write_text(LETTER, encoding="utf-8")
    write_template(loading.load(path), tmp_path / "besok.v1.docx")
    return tmp_path


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, {"day"}),
        ({"day": "2026-02-10"}, {"come"}),
        ({"day": "2026-02-10", "by_hand": "x"}, {"come", "day"}),
        ({"day": "2026-02-10", "with": ["tolk", "kollega"]}, {"come", "interpreter"}),
        ({"day": "2026-02-10", "with": ["kollega"]}, {"come"}),
        ({"day": "2026-02-10", "with": ["tolk"], "by_hand": "x"}, {"come", "day"}),
    ],
)
def test_conditions_choose_the_paragraphs(
    folder: Path, answers: dict[str, str], shown: set[str]
) -> None:
    definition = loading.load(folder / "besok.v1.yaml")
    template = folder / "besok.v1.docx"
    assert check_template(definition, template) == ()
    record = normalise_data(definition, {"to": "Nina Ek", **answers})
    on = date(2026, 2, 10)
    text = words_of(render(definition, template, record.values, on=on, purpose=Purpose.FINISHED))
    words = {
        "come": "Vi kommer 10 februari 2026 (19 kap. 1 § socialtjänstlagen (2025:400)).",
        "interpreter": "Vi har en tolk med oss.",
        "day": "Ring om dagen.",
    }
    assert {key for key, words_ in words.items() if words_ in text} == shown
    assert ("Lämnas personligen" in text) == ("by_hand" in answers)
    assert "{" not in text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: letter", "kind: form", "a letter has paragraphs, and a form has none"),
        ("recipient: [to]", "recipient: [too]", "the form has no field too. Did you mean to?"),
        ("recipient: [to]", "reciever: [to]", "unknown key reciever"),
        ("{field: day, answered: true}", "{field: dya, answered: true}", "no field dya"),
        ("{field: day, answered: true}", "{field: day, after: today}", "after cannot be asked"),
        ("has_any: [tolk]", "has_any: [tok]", "tok is not one of"),
        ("Vi kommer {day}", "Vi kommer {dag}", "nothing can be filled in for {dag}"),
        ("look: point", "look: dot", "is not one of body, heading, point, framed"),
    ],
)
def test_a_fault_is_told_with_its_place(folder: Path, old: str, new: str, told: str) -> None:
    path = folder / "besok.v1.yaml"
    path.write_text(LETTER.replace(old, new), encoding="utf-8")
    _definition, faults = loading.read(path)
    assert any(told in fault for fault in faults), faults


def test_what_a_template_leaves_unsaid_is_a_warning(folder: Path) -> None:
    path = folder / "besok.v1.yaml"
    write_template(loading.load(path), folder / "whole.docx")
    more = LETTER.replace(
        "  day:",
        '  car: {type: text, meta: {section: all, number: "1.6", label: {sv: "Bil", '
        'en: "Car"}}}\n  day:',
    )
    path.write_text(more, encoding="utf-8")
    (problem,) = check_template(loading.load(path), folder / "whole.docx")
    assert problem.severity == "warning"
    assert "shows car" in problem.message


@pytest.fixture
def own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The municipality's own roles, with one kind more."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    path = folder / "oroforms" / "schemas" / "casework.yaml"
    path.parent.mkdir(parents=True)
    shipped = in_use("schemas", roles.FILE).read_text("utf-8")
    path.write_text(shipped.replace("\nletters:", f"\nletters:{KINDS.rstrip()}", 1), "utf-8")
    return path


def test_a_municipality_adds_a_letter_without_python(folder: Path, own: Path) -> None:
    library = Library([folder], [folder])
    story = Story()
    story.notified("2026-02-06", values={"guardians": [{"name": "Nina Ek"}]})
    wanted = Wanted("visit", date(2026, 2, 10))
    letter = compose(wanted, story.facts, roles.current(), library)
    assert letter.definition.form == "besok"
    assert letter.values == {"to": "Nina Ek", "day": "2026-02-10"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("to: recipient.name", "to: recipent.name", "nothing is called recipent.name"),
        ("to: [guardian-1]", "to: [mother]", "mother is not one of"),
        ("form: besok", "from: besok", "unknown key from"),
    ],
)
def test_a_faulty_kind_is_told(own: Path, old: str, new: str, told: str) -> None:
    own.write_text(own.read_text("utf-8").replace(old, new, 1), "utf-8")
    roles.load.cache_clear()
    with pytest.raises(DefinitionError) as raised:
        roles.current()
    assert told in str(raised.value)


def test_a_kind_whose_definition_lacks_its_fields_is_found(folder: Path, own: Path) -> None:
    text = own.read_text("utf-8").replace("to: recipient.name", "two: recipient.name", 1)
    own.write_text(text, "utf-8")
    roles.load.cache_clear()
    *_forms, letters = check(Library([folder], [folder]))
    assert letters.definition == own
    assert len(letters.errors) == 1
    assert "has no field two" in letters.errors[0]
