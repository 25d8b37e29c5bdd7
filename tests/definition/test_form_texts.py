"""The texts and the grid of the shipped forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby

import pytest

from oroforms import law
from oroforms.definition import Definition, FormKind, Text
from oroforms.library import Library

NUMBER = re.compile(r"(?<![\d-])\d+\.\d+(?:\.\d+)*(?![\d-])")
GAP = re.compile(r"\{[^}]*\}")
SECTION = re.compile(r"(?:avsnitt|section|sections) (\d+)")

ALL = list(Library().all())
RETURNING = [definition for definition in ALL if definition.kind is FormKind.FORM]
"""Forms that are filled in; letters are not."""
every = pytest.mark.parametrize("definition", ALL, ids=lambda d: d.id)
forms = pytest.mark.parametrize("definition", RETURNING, ids=lambda d: d.id)


def texts(definition: Definition) -> Iterator[Text]:
    yield from (definition.title, definition.marking, *definition.intro, *definition.outro)
    for section in definition.sections:
        yield from (section.title, section.text)
    for field in definition.fields:
        yield from (field.label, field.help, *(choice.label for choice in field.choices))
    yield from (rule.message for rule in definition.rules)
    yield from (paragraph.text for paragraph in definition.paragraphs)


@every
def test_printed_numbers_in_texts_exist(definition: Definition) -> None:
    numbers = {slot.number for slot in definition.slots}
    sections = {str(section.number) for section in definition.sections}
    for text in texts(definition):
        for said in (text.sv, text.en):
            assert set(NUMBER.findall(said)) <= numbers, said
            assert set(SECTION.findall(said)) <= sections, said


@every
def test_both_languages_say_the_same(definition: Definition) -> None:
    for text in texts(definition):
        for pattern in (NUMBER, re.compile(r"\{[^}]*\}"), SECTION, re.compile(r"\b112\b")):
            assert sorted(pattern.findall(text.sv)) == sorted(pattern.findall(text.en)), text.sv


@every
def test_swedish_is_swedish(definition: Definition) -> None:
    """Both languages were not mixed up: only a name such as BVC may be alike."""
    said = [text for text in texts(definition) if GAP.sub("", text.sv).strip()]
    alike = [text.sv for text in said if text.sv == text.en]
    assert set(alike) <= {"BVC", "BUP"}


@forms
def test_rows_fill_the_grid_of_twelve(definition: Definition) -> None:
    for section in definition.sections:
        for key, slots in groupby(definition.slots_of(section.id), key=lambda s: s.index):
            width = 0
            for slot in slots:
                width += slot.field.room.columns
                assert width <= 12, f"{slot.name} runs over its row"
                width %= 12
            assert width == 0, f"a row of {section.id} (slot {key}) is not filled"


@forms
def test_room_fits_what_is_written(definition: Definition) -> None:
    for field in definition.fields:
        comb = {"identity": 13, "date": 10}.get(field.type, 0)
        assert field.room.comb == comb, field.path
        if comb:
            assert field.room.columns * 14.1 / comb >= 3.8, f"{field.path}: cells of the comb"
        if field.type == "text" and field.path.endswith("name") and not field.prefilled:
            assert field.room.columns >= 5, field.path


@forms
def test_whoever_writes_much_has_six_lines(definition: Definition) -> None:
    much = {
        *("concern.description", "concern.observed_self", "concern.heard_from_others"),
        *("support_given", "childs_view", "cooperation_with_guardians"),
    }
    for field in definition.fields:
        if field.path in much or field.path.endswith(".observation"):
            assert field.room.lines >= 6, field.path


@forms
def test_the_first_page_says_what_to_do_when_it_is_urgent(definition: Definition) -> None:
    assert "112" in "".join(text.sv for text in definition.intro)
    assert definition.marking.sv == "Kan innehålla uppgifter som omfattas av sekretess"


@every
@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 15)])
def test_every_citation_can_be_filled(definition: Definition, day: date) -> None:
    for text in texts(definition):
        for lang in ("sv", "en"):
            assert "{law." not in law.fill(getattr(text, lang), day, lang)


LETTERS = (
    *("aterkoppling-anmalan", "bekraftelse-aterkallelse", "foljebrev", "inbjudan-anmalningsmote"),
    *("kvitto-anmalan", "paminnelse"),
)


def test_pages() -> None:
    budgets = {d.id: d.max_pages for d in Library().all()}
    assert budgets == {
        **{f"{letter}@1": 1 for letter in LETTERS},
        "bbic-konsultation@1": 6,
        "konsultation-anonym@1": 2,
        "orosanmalan@1": 4,
        "samtycke@1": 2,
        "samtycke@2": 2,
        "samtycke-aterkallelse@1": 1,
    }


def test_where_a_person_is_to_be_found_is_protected() -> None:
    definition = Library().get("orosanmalan", 1)
    protected = {f.path for f in definition.fields if f.sensitivity == "protected"}
    assert protected == {
        "child.address",
        "child.postal_code",
        "child.city",
        "child.phone",
        "child.school_unit",
        "child.whereabouts_now",
        "guardians.*.address",
        "guardians.*.phone",
    }
