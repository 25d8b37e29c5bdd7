"""From a definition's YAML to a :class:`oroforms.definition.Definition`.

Every fault of the file is collected with its place, so that whoever writes a
form sees them all at once. Only what needs a look beyond the file (Cerberus'
own check of the rules, the law that is cited, versions that were issued) is
left to :mod:`oroforms.checking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from oroforms import condition_check, conditions, lettering
from oroforms.definition import (
    EMPTY,
    Choice,
    Definition,
    Field,
    FormKind,
    Group,
    Matching,
    Room,
    Rule,
    Section,
    Sensitivity,
    number_key,
)
from oroforms.errors import DefinitionError
from oroforms.faults import LAW_GAP, Faults
from oroforms.fieldtypes import TYPES
from oroforms.findings import CATALOGUE, Severity
from oroforms.i18n import gettext as _
from oroforms.names import FORBIDDEN_PARTS
from oroforms.suggest import did_you_mean
from oroforms.yamldata import read_yaml

FILE_NAME = re.compile(r"(?P<form>[a-z][a-z0-9-]*)\.v(?P<version>[1-9][0-9]*)\.yaml")
"""How the file of a definition is named: ``FORM.vN.yaml``."""

_PART = re.compile(r"[a-z][a-z0-9_]*")
_RULE_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]+(\.([0-9]+|\{slot\}))+")
_WITH_CHOICES = frozenset({"choice", "multichoice"})

_TOP = (
    *("form", "version", "kind", "title", "marking", "max_pages", "matching", "intro", "outro"),
    *("sections", "choices", "fields", "rules", "letterhead", "paragraphs"),
)
_SECTION = ("id", "number", "title", "text", "new_page")
_MATCHED = ("reference", "child_name", "child_identity", "acute", "protected")
_CERBERUS = ("required", "maxlength", "minlength", "min", "max", "regex", "allowed", "dependencies")
_META = (
    *("section", "number", "label", "help", "choices"),
    *("sensitivity", "room", "prefilled", "expected"),
)
_ROOM = ("columns", "lines", "comb")
_RULE = ("code", "severity", "field", "each", "when", "message")
_COLUMNS = 12


def load(path: Path) -> Definition:
    """The definition that a file holds.

    Raises
    ------
    DefinitionError
        With every fault that was found, one a line.
    """
    definition, faults = read(path)
    if definition is None or faults:
        raise DefinitionError("\n".join([*faults, _("Nothing was loaded.")]))
    return definition


def read(path: Path) -> tuple[Definition | None, tuple[str, ...]]:
    """The definition if it can be made, and the faults of its file."""
    faults = Faults(path)
    try:
        data = read_yaml(path)
    except DefinitionError as error:
        return None, (str(error),)
    definition = _Reader(faults.mapping("", data), faults).definition()
    return (None if faults.found else definition), tuple(faults.found)


class _Reader:
    """Reads one file; its methods take a piece of data and the place it stands at."""

    def __init__(self, data: dict[str, Any], faults: Faults) -> None:
        self._data = data
        self._faults = faults
        self._lists: dict[str, tuple[Choice, ...]] = {}
        self._sections: dict[str, Section] = {}
        self._fields: list[Field] = []

    def definition(self) -> Definition:
        data, faults = self._data, self._faults
        faults.keys("", data, _TOP)
        form, version = self._identity()
        lists = faults.mapping("choices", data.get("choices", {}))
        self._lists = {name: self._choices(f"choices.{name}", said) for name, said in lists.items()}
        for section in self._read_sections():
            self._sections[section.id] = section
        cerberus = faults.mapping("fields", data.get("fields"))
        self._read_fields(cerberus, "", None)
        self._check_sections()
        self._check_numbers()
        kind = faults.member("kind", data.get("kind", "form"), FormKind) or FormKind.FORM
        return Definition(
            form=form,
            version=version,
            kind=kind,
            title=faults.text("title", data.get("title")),
            sections=tuple(sorted(self._sections.values(), key=lambda section: section.number)),
            fields=tuple(sorted(self._fields, key=lambda field: number_key(field.number))),
            cerberus=cerberus,
            rules=tuple(self._read_rules()),
            matching=self._matching(),
            intro=faults.texts("intro", data.get("intro", []), LAW_GAP),
            outro=faults.texts("outro", data.get("outro", []), LAW_GAP),
            marking=faults.text("marking", data["marking"]) if "marking" in data else EMPTY,
            paragraphs=lettering.paragraphs(data, kind, self._fields, faults),
            letterhead=lettering.letterhead(data, kind, self._fields, faults),
            max_pages=faults.whole("max_pages", data["max_pages"], 1)
            if "max_pages" in data
            else None,
            source=str(faults.path),
        )

    def _identity(self) -> tuple[str, int]:
        form, version = self._data.get("form"), self._data.get("version")
        name = FILE_NAME.fullmatch(self._faults.path.name)
        if name is None:
            text = _("the file name is not FORM.vN.yaml, with the version for N")
            self._faults.add("", text)
        elif (form, version) != (name["form"], int(name["version"])):
            text = _("form and version are {found}; the file name says {expected}")
            expected = f"{name['form']}@{name['version']}"
            self._faults.add("", text.format(found=f"{form}@{version}", expected=expected))
        return str(form), version if isinstance(version, int) else 0

    # -- fields

    def _read_fields(self, schema: Mapping[Any, Any], prefix: str, group: Group | None) -> None:
        for part, said in schema.items():
            path = f"{prefix}{part}"
            where = f"fields.{path}"
            if not isinstance(part, str) or not _PART.fullmatch(part):
                text = _("{part} cannot be part of a name: small letters, digits and _ are")
                self._faults.add(where, text.format(part=part))
            elif part in FORBIDDEN_PARTS:
                text = _("{part} cannot be part of a name: templates know it as a method")
                self._faults.add(where, text.format(part=part))
            rules = self._faults.mapping(where, said)
            if rules.get("type") == "dict":
                self._faults.keys(where, rules, ("type", "schema"))
                inner = self._faults.mapping(f"{where}.schema", rules.get("schema"))
                self._read_fields(inner, f"{path}.", group)
            elif rules.get("type") == "list":
                self._read_group(path, where, rules, group)
            elif rules:
                self._fields.append(self._leaf(path, where, rules, group))

    def _read_group(
        self, path: str, where: str, rules: Mapping[str, Any], outer: Group | None
    ) -> None:
        faults = self._faults
        faults.keys(where, rules, ("type", "maxlength", "meta", "schema"))
        meta = faults.mapping(f"{where}.meta", rules.get("meta"))
        faults.keys(f"{where}.meta", meta, ("title",))
        item = faults.mapping(f"{where}.schema", rules.get("schema"))
        faults.keys(f"{where}.schema", item, ("type", "schema"))
        if outer is not None or "." in path:
            faults.add(where, _("a repeated group stands at the top, not inside another name"))
            return
        if item.get("type") != "dict":
            faults.add(f"{where}.schema", _("a repeated group is a list of dict"))
        slots = faults.whole(f"{where}.maxlength", rules.get("maxlength"), 1)
        group = Group(path, slots, faults.text(f"{where}.meta.title", meta.get("title")))
        inner = faults.mapping(f"{where}.schema.schema", item.get("schema"))
        self._read_fields(inner, f"{path}.*.", group)

    def _leaf(self, path: str, where: str, rules: dict[str, Any], group: Group | None) -> Field:
        faults, at = self._faults, f"{where}.meta"
        faults.keys(where, rules, ("type", "meta", *_CERBERUS))
        meta = faults.mapping(at, rules.get("meta"))
        faults.keys(at, meta, _META)
        type_ = str(rules.get("type"))
        if type_ not in TYPES:
            text = _("unknown type {type}; the types are {types}.{hint}")
            types, hint = ", ".join(TYPES), did_you_mean(type_, TYPES)
            faults.add(where, text.format(type=type_, types=types, hint=hint))
        if "regex" in rules:
            faults.pattern(f"{where}.regex", rules["regex"])
        section = str(meta.get("section"))
        if section not in self._sections:
            text = _("unknown section {section}.{hint}")
            hint = did_you_mean(section, self._sections)
            faults.add(at, text.format(section=section, hint=hint))
        return Field(
            path=path,
            type=type_,
            label=faults.text(f"{at}.label", meta.get("label")),
            help=faults.text(f"{at}.help", meta["help"], LAW_GAP) if "help" in meta else EMPTY,
            section=section,
            number=self._number(at, meta.get("number"), section, group),
            required=faults.truth(f"{where}.required", rules.get("required", False)),
            choices=self._field_choices(at, type_, rules, meta),
            max_length=self._limit(where, rules, "maxlength", 1),
            minimum=self._limit(where, rules, "min", None),
            maximum=self._limit(where, rules, "max", None),
            prefilled=faults.truth(f"{at}.prefilled", meta.get("prefilled", False)),
            expected=faults.truth(f"{at}.expected", meta.get("expected", False)),
            # What nobody has thought about is masked.
            sensitivity=faults.member(
                f"{at}.sensitivity", meta.get("sensitivity", "sensitive"), Sensitivity
            )
            or Sensitivity.SENSITIVE,
            room=self._room(f"{at}.room", meta.get("room", {})),
            group=group,
        )

    def _field_choices(
        self, at: str, type_: str, rules: dict[str, Any], meta: Mapping[str, Any]
    ) -> tuple[Choice, ...]:
        said = meta.get("choices")
        if type_ not in _WITH_CHOICES:
            if said is not None:
                text = _("choices are for choice and multichoice, not for {type}")
                self._faults.add(at, text.format(type=type_))
            return ()
        if "allowed" in rules:
            text = _("the codes of {type} are said once, in meta.choices, and not by allowed")
            self._faults.add(at, text.format(type=type_))
        choices = self._listed(at, said)
        # Cerberus must see the codes; whoever writes a form says them once.
        rules["allowed"] = [choice.code for choice in choices]
        return choices

    def _listed(self, at: str, said: object) -> tuple[Choice, ...]:
        if not isinstance(said, str):
            return self._choices(f"{at}.choices", {} if said is None else said)
        if said not in self._lists:
            text = _("unknown list of choices {name}.{hint}")
            self._faults.add(at, text.format(name=said, hint=did_you_mean(said, self._lists)))
        return self._lists.get(said, ())

    def _choices(self, where: str, said: object) -> tuple[Choice, ...]:
        codes = self._faults.mapping(where, said)
        if not codes:
            self._faults.add(where, _("choices are missing"))
        for code in codes:
            if not isinstance(code, str) or not _PART.fullmatch(code):
                text = _("{code} is no code: small letters, digits and _ are")
                self._faults.add(where, text.format(code=code))
        return tuple(
            Choice(str(code), self._faults.text(f"{where}.{code}", label))
            for code, label in codes.items()
        )

    def _number(self, at: str, number: object, section: str, group: Group | None) -> str:
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            text = _("the printed number is {found}; {example} is expected")
            example = "'3.2'" if group is None else "'4.{slot}.1'"
            self._faults.add(at, text.format(found=number, example=example))
            return "0"
        if number.count("{slot}") != (group is not None):
            text = _("the printed number {number}: {gap} stands once in the numbers of a group")
            self._faults.add(at, text.format(number=number, gap="{slot}"))
        elif section in self._sections:
            expected = self._sections[section].number
            if number_key(number)[0] != expected:
                text = _(
                    "the printed number {number} does not begin with {expected}, its section's"
                )
                self._faults.add(at, text.format(number=number, expected=expected))
        return number

    def _room(self, where: str, data: object) -> Room:
        said = self._faults.mapping(where, data)
        self._faults.keys(where, said, _ROOM)
        room = Room(
            columns=self._faults.whole(f"{where}.columns", said.get("columns", _COLUMNS), 1),
            lines=self._faults.whole(f"{where}.lines", said.get("lines", 1), 1),
            comb=self._faults.whole(f"{where}.comb", said.get("comb", 0), 0),
        )
        if room.columns > _COLUMNS:
            text = _("columns is {found}; a row has twelve")
            self._faults.add(where, text.format(found=room.columns))
        return room

    def _limit(
        self, where: str, rules: Mapping[str, Any], rule: str, least: int | None
    ) -> int | None:
        return self._faults.whole(f"{where}.{rule}", rules[rule], least) if rule in rules else None

    def _check_numbers(self) -> None:
        seen: dict[str, str] = {}
        for field in self._fields:
            other = seen.setdefault(field.number, field.path)
            if other != field.path and field.number != "0":
                text = _("the printed number {number} is already that of {other}")
                self._faults.add(
                    f"fields.{field.path}", text.format(number=field.number, other=other)
                )

    # -- sections, rules, matching

    def _read_sections(self) -> Iterator[Section]:
        faults, numbers = self._faults, set()
        for place, item in enumerate(faults.list("sections", self._data.get("sections"))):
            where = f"sections[{place}]"
            said = faults.mapping(where, item)
            faults.keys(where, said, _SECTION)
            section = Section(
                id=str(said.get("id")),
                number=faults.whole(f"{where}.number", said.get("number"), 1),
                title=faults.text(f"{where}.title", said.get("title")),
                text=faults.text(f"{where}.text", said["text"], LAW_GAP)
                if "text" in said
                else EMPTY,
                new_page=faults.truth(f"{where}.new_page", said.get("new_page", False)),
            )
            if not _PART.fullmatch(section.id):
                faults.add(where, _("a section has an id of small letters, digits and _"))
            if section.number in numbers or section.id in self._sections:
                faults.add(where, _("the section's id or number stands twice"))
            numbers.add(section.number)
            yield section

    def _check_sections(self) -> None:
        used = {field.section for field in self._fields}
        for section in self._sections.values():
            if section.id not in used:
                self._faults.add(f"sections.{section.id}", _("the section has no fields"))

    def _read_rules(self) -> Iterator[Rule]:
        codes: set[str] = set()
        for place, item in enumerate(self._faults.list("rules", self._data.get("rules", []))):
            said = self._faults.mapping(f"rules[{place}]", item)
            code = str(said.get("code"))
            where = f"rules.{code}" if "code" in said else f"rules[{place}]"
            self._faults.keys(where, said, _RULE)
            if not _RULE_CODE.fullmatch(code):
                text = _(
                    "a rule has a code of small letters, digits and -, such as acute-not-phoned"
                )
                self._faults.add(where, text)
            if code in codes or code in CATALOGUE:
                self._faults.add(where, _("the code {code} is taken").format(code=code))
            codes.add(code)
            if rule := self._rule(where, code, said):
                yield rule

    def _rule(self, where: str, code: str, said: Mapping[str, Any]) -> Rule | None:
        faults, each, when = self._faults, said.get("each"), said.get("when")
        severity = faults.member(f"{where}.severity", said.get("severity"), Severity)
        groups = {field.group.name for field in self._fields if field.group is not None}
        if each is not None and each not in groups:
            text = _("each: the form has no group {name}.{hint}")
            faults.add(where, text.format(name=each, hint=did_you_mean(str(each), groups)))
            return None
        known = condition_check.names_of(self._fields, each)
        wrong = list(condition_check.problems(when, known))
        for text in wrong:
            faults.add(where, text)
        if "field" in said:
            faults.name(f"{where}.field", said["field"], known.targets)
        if wrong or severity is None or not isinstance(when, Mapping):
            return None
        gaps = [LAW_GAP.pattern]
        if each is not None:
            gaps.append(r"\{slot\}")
        if any("contains_any" in leaf for leaf in conditions.leaves(when)):
            gaps.append(r"\{phrases\}")
        if any("contains_identity" in leaf for leaf in conditions.leaves(when)):
            gaps.append(r"\{found\}")
        message = faults.text(f"{where}.message", said.get("message"), re.compile("|".join(gaps)))
        return Rule(code, severity.value, when, message, said.get("field"), each)

    def _matching(self) -> Matching:
        said = self._faults.mapping("matching", self._data.get("matching", {}))
        self._faults.keys("matching", said, (*_MATCHED, "opens_case"))
        known = condition_check.names_of(self._fields).targets
        for key in _MATCHED:
            if key in said:
                self._faults.name(f"matching.{key}", said[key], known)
        opens = self._faults.truth("matching.opens_case", said.get("opens_case", False))
        return Matching(opens_case=opens, **{key: said.get(key) for key in _MATCHED})
