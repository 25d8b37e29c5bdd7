"""What the loader finds wrong with a definition, and how it says so."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from oroforms.definition import Sensitivity
from oroforms.errors import DefinitionError, ExitCode
from oroforms.i18n import set_language
from oroforms.loading import load, read

GOOD = dedent("""\
    form: besked
    version: 1
    title: {sv: "Besked", en: "Note"}
    matching:
      child_name: child.name
    intro:
      - {sv: "Se {law.duty}.", en: "See {law.duty}."}
    sections:
      - id: child
        number: 1
        title: {sv: "Barnet", en: "The child"}
      - id: adults
        number: 2
        title: {sv: "De vuxna", en: "The adults"}
    choices:
      yes_no:
        yes: {sv: "Ja", en: "Yes"}
        no: {sv: "Nej", en: "No"}
    fields:
      child:
        type: dict
        schema:
          name:
            type: text
            required: true
            maxlength: 40
            meta:
              section: child
              number: "1.1"
              label: {sv: "Namn", en: "Name"}
              sensitivity: personal
          well:
            type: choice
            meta:
              section: child
              number: "1.2"
              label: {sv: "Mår bra?", en: "Well?"}
              choices: yes_no
              room: {columns: 6}
      adults:
        type: list
        maxlength: 2
        meta:
          title: {sv: "Vuxen", en: "Adult"}
        schema:
          type: dict
          schema:
            name:
              type: text
              meta:
                section: adults
                number: "2.{slot}.1"
                label: {sv: "Namn", en: "Name"}
    rules:
      - code: not-well
        severity: warning
        field: child.well
        when: {field: child.well, is: no}
        message: {sv: "Mår inte bra.", en: "Not well."}
      - code: adult-short
        severity: warning
        each: adults
        field: adults.*.name
        when: {field: adults.*.name, shorter_than: 2}
        message: {sv: "Vuxen {slot}", en: "Adult {slot}"}
    """)


@pytest.fixture(autouse=True)
def english() -> object:
    set_language("en")
    yield
    set_language("sv")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "besked.v1.yaml"


def faults(path: Path, old: str = "", new: str = "") -> str:
    assert old in GOOD, "the test changes nothing"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    return "\n".join(read(path)[1])


def test_good(path: Path) -> None:
    path.write_text(GOOD, "utf-8")
    definition = load(path)
    assert definition.id == "besked@1"
    assert [slot.name for slot in definition.slots] == [
        *("child.name", "child.well", "adults.0.name", "adults.1.name")
    ]
    assert [slot.number for slot in definition.slots] == ["1.1", "1.2", "2.1.1", "2.2.1"]
    assert definition.slot["adults.1.name"].title == "2.2.1 Name (adult 2)"
    name, well, adult = definition.fields
    assert (name.required, name.max_length, name.sensitivity) == (True, 40, Sensitivity.PERSONAL)
    assert [choice.code for choice in well.choices] == ["yes", "no"]
    assert definition.cerberus["child"]["schema"]["well"]["allowed"] == ["yes", "no"]
    assert well.room.columns == 6
    assert adult.sensitivity is Sensitivity.SENSITIVE, "what nobody has thought about is masked"
    assert definition.matching.child_name == "child.name"
    assert definition.matching.opens_case is False
    assert definition.source == str(path)


LABEL = 'label: {sv: "Namn", en: "Name"}'

WRONG = {
    "unknown top key": (
        "title:",
        "titel:",
        (
            "unknown key titel; the keys here are form, version, kind, title, marking, max_pages, "
            "matching, intro, outro, sections, choices, fields, rules, letterhead, paragraphs. "
            "Did you mean title?"
        ),
    ),
    "unknown meta key": ("sensitivity:", "sensitivty:", "Did you mean sensitivity?"),
    "unknown rule of Cerberus": ("maxlength: 40", "maxlenght: 40", "Did you mean maxlength?"),
    "unknown room key": ("{columns: 6}", "{colums: 6}", "Did you mean columns?"),
    "key twice": ("version: 1", "version: 1\nversion: 2", "the key version stands twice"),
    "not YAML": ("version: 1", "version: [1", "not YAML"),
    "wrong version": ("version: 1", "version: 2", "are besked@2; the file name says besked@1"),
    "label missing": (LABEL, "help: {sv: a, en: b}", "child.name.meta.label: the text in Swedish"),
    "English missing": (LABEL, 'label: {sv: "Namn"}', "label: the text in English is missing"),
    "text is empty": ('en: "Name"', 'en: " "', "label: the text in English is missing"),
    "two numbers alike": ('"1.2"', '"1.1"', "the printed number 1.1 is already that of child.name"),
    "number of another section": ('"1.2"', '"2.2"', "2.2 does not begin with 1, its section's"),
    "number is no text": ('"1.2"', "12", "the printed number is 12; '3.2' is expected"),
    "number without slot": (
        '"2.{slot}.1"',
        '"2.1"',
        "{slot} stands once in the numbers of a group",
    ),
    "slot outside a group": ('"1.2"', '"1.{slot}"', "{slot} stands once in the numbers of a group"),
    "forbidden part": ("well:", "values:", "values cannot be part of a name: templates know it"),
    "part in capitals": ("well:", "Well:", "Well cannot be part of a name: small letters"),
    "unknown type": ("type: choice", "type: chioce", "Did you mean choice?"),
    "unknown section": ("section: adults", "section: adult", "Did you mean adults?"),
    "section without fields": (
        "section: adults",
        "section: child",
        "sections.adults: the section has no fields",
    ),
    "section twice": ("number: 2", "number: 1", "the section's id or number stands twice"),
    "choices missing": ("choices: yes_no\n", "\n", "fields.child.well.meta.choices: choices are"),
    "unknown list": ("choices: yes_no\n", "choices: yes_on\n", "Did you mean yes_no?"),
    "choices of a text": (LABEL, f"{LABEL}\n          choices: yes_no", "not for text"),
    "codes said twice": ("type: choice", "type: choice\n        allowed: [yes]", "said once"),
    "code in capitals": ("no: {", "NO: {", "NO is no code"),
    "columns": ("columns: 6", "columns: 13", "columns is 13; a row has twelve"),
    "columns are no number": (
        "columns: 6",
        "columns: wide",
        "at least 1 is expected, found 'wide'",
    ),
    "required is no truth": ("required: true", "required: yes", "true or false is expected"),
    "sensitivity": (
        "sensitivity: personal",
        "sensitivity: personel",
        "'personel' is not one of plain, personal, sensitive, protected. Did you mean personal?",
    ),
    "regex": ("maxlength: 40", "regex: '('", "regex: not a regular expression"),
    "group without slots": ("maxlength: 2", "", "adults.maxlength: a whole number of at least 1"),
    "group of no dict": (
        "schema:\n      type: dict",
        "schema:\n      type: text",
        "a repeated group is a list of dict",
    ),
    "law in a label": ('sv: "Namn"', 'sv: "{law.duty}"', "nothing can be filled in for {law.duty}"),
    "gap in the intro": ("{law.duty}.", "{duty}.", "nothing can be filled in for {duty} here"),
    "slot in a rule without each": (
        'sv: "Mår inte bra."',
        'sv: "{slot}"',
        "rules.not-well.message.sv: nothing can be filled in for {slot} here",
    ),
    "rule code": ("code: not-well", "code: NotWell", "a rule has a code of small letters"),
    "rule code twice": ("code: adult-short", "code: not-well", "the code not-well is taken"),
    "rule code of ours": (
        "code: not-well",
        "code: identity-checksum",
        "identity-checksum is taken",
    ),
    "severity": ("severity: warning", "severity: warn", "Did you mean warning?"),
    "rule about an unknown field": (
        "field: child.well\n",
        "field: child.wel\n",
        "rules.not-well.field: the form has no field child.wel. Did you mean child.well?",
    ),
    "unknown group": ("each: adults", "each: adlts", "each: the form has no group adlts. Did you"),
    "matching": ("child_name: child.name", "child_name: child.nmae", "Did you mean child.name?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong(path: Path, name: str) -> None:
    old, new, message = WRONG[name]
    found = faults(path, old, new)
    assert message in found
    assert found.startswith(str(path))


CONDITIONS = {
    "{field: child.wel, is: no}": "when: the form has no field child.wel. Did you mean child.well?",
    "{field: child.well, answerd: true}": "unknown operator answerd. Did you mean answered?",
    "{field: child.well, is: yess}": "when: is: yess is not one of yes, no. Did you mean yes?",
    "{field: child.well, in: no}": "when: in: a list of codes is expected",
    "{field: child.well, in: [yes, on]}": "on is not one of yes, no",
    "{field: child.name, is: Alva}": "is cannot be asked of child.name, which is of type text",
    "{field: child.well, answered: yes}": "answered: true or false is expected, found yes",
    "{field: child.name, shorter_than: ten}": "a whole number is expected, found ten",
    "{field: child.name, contains_any: x}": "a list of phrases is expected",
    "{field: child.name, contains_identity: x}": "true or false is expected, found x",
    "{field: child.well, contains_identity: true}": "cannot be asked of child.well",
    "{field: child.name, before: today}": "before cannot be asked of child.name",
    "{field: child.name, same_as: child.well}": "a field of type text is expected",
    "{field: child.well}": "one field and one operator are expected, found field",
    "{field: child.well, is: no, in: [no]}": "one field and one operator are expected",
    "{is: no}": "one field and one operator are expected, found is",
    "{any: {field: child.well, is: no}}": "when.any: a list of conditions is expected",
    "{all: []}": "when.all: a list of conditions is expected",
    "{not: [1]}": "when.not: a condition is expected",
    "{any: [{all: [{field: x, is: no}]}]}": "when.any[0].all[0]: the form has no field x",
    "{all: [{field: child.well, is: no}], any: []}": "all stands alone; found beside it: any",
    "{answered_at_least: {fields: [child.x], count: 1}}": "the form has no field child.x",
    "{answered_at_least: {field: child.name}}": "fields and count are expected",
    "{answered_at_least: {fields: child.name, count: 1}}": "a list of names and a number",
    "[]": "when: a condition is expected (all, any, not, or a field and an operator)",
    "{field: adults.*.name, shorter_than: 2}": "the form has no field adults.*.name",
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_wrong_condition(path: Path, condition: str) -> None:
    found = faults(path, "{field: child.well, is: no}", condition)
    assert f"rules.not-well: {CONDITIONS[condition]}" in found or CONDITIONS[condition] in found
    assert "rules.not-well" in found


def test_dates_in_conditions(path: Path) -> None:
    text = GOOD.replace("type: text\n        required", "type: date\n        required")
    for condition, message in {
        "{field: child.name, before: todya}": "expected, found todya. Did you mean today?",
        "{field: child.name, after: child.well}": "a date of the form or today is expected",
        "{field: child.name, days_after: {name: today}}": "name and more_than are expected",
        "{field: child.name, days_after: {name: today, more_than: x}}": "a whole number",
        "{field: child.name, age_at_least: old}": "a whole number is expected, found old",
    }.items():
        path.write_text(text.replace("{field: child.well, is: no}", condition), "utf-8")
        assert message in "\n".join(read(path)[1]), condition


def test_all_faults_at_once(path: Path) -> None:
    path.write_text(GOOD.replace("title:", "titel:", 1).replace("type: choice", "type: chioce"))
    with pytest.raises(DefinitionError) as raised:
        load(path)
    lines = str(raised.value).splitlines()
    assert len(lines) >= 4
    assert lines[-1] == "Nothing was loaded."
    assert raised.value.exit_code is ExitCode.DEFINITION


@pytest.mark.parametrize("text", ["", "- 1\n- 2\n", "text", "fields: []\nsections: 3\n"])
def test_something_else_is_no_definition(path: Path, text: str) -> None:
    path.write_text(text)
    definition, found = read(path)
    assert definition is None
    assert found


def test_file_that_is_not_there(path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"finns inte|there is no such file"):
        load(path)


def test_file_name(tmp_path: Path) -> None:
    path = tmp_path / "besked.yaml"
    path.write_text(GOOD)
    assert "the file name is not FORM.vN.yaml" in "\n".join(read(path)[1])


def test_only_few_plain_texts_are_typed(path: Path) -> None:
    path.write_text(GOOD.replace('sv: "Ja"', "sv: on").replace('en: "Yes"', "en: 2026-01-15"))
    assert str(load(path).slot["child.well"].field.choices[0].label.sv) == "on"
    assert str(load(path).slot["child.well"].field.choices[0].label.en) == "2026-01-15"
