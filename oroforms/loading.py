"""From a definition's YAML to a :class:`oroforms.definition.Definition`.

Every fault of the file is collected with its place, so that whoever writes a
form sees them all at once. Only faults that need a look beyond the file
(Cerberus' own check of the rules, versions that were issued) are left to
:mod:`oroforms.checking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from oroforms import conditions
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
    Text,
    number_key,
)
from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _
from oroforms.names import FORBIDDEN_PARTS
from oroforms.suggest import did_you_mean
from oroforms.yamldata import read_yaml

TYPES = frozenset(
    "text multiline date datetime bool choice multichoice identity phone email integer percent "
    "language signature".split()
)
"""Names of the field types; the modules behind them are loaded only where values are read."""

_FILE_NAME = re.compile(r"(?P<form>[a-z][a-z0-9-]*)\.v(?P<version>[1-9][0-9]*)\.yaml")
_PART = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]+(\.([0-9]+|\{slot\}))+")
_CHOICES = frozenset({"choice", "multichoice"})

_TOP = (
    "form version kind title marking max_pages matching intro outro sections choices fields rules"
).split()
_SECTION = "id number title text new_page".split()
_MATCHING = "reference child_name child_identity opens_case acute protected".split()
_RULES = "type meta required maxlength min max".split()
_META = "section number label help choices sensitivity room prefilled expected".split()
_ROOM = "columns lines comb".split()
_RULE = "code severity field each when message".split()


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
    """The definition as far as it can be made, and the faults of its file."""
    faults = Faults(path)
    try:
        data = read_yaml(path)
    except DefinitionError as error:
        return None, (str(error),)
    if not isinstance(data, dict):
        faults.add("", _("a definition is a mapping with the keys {keys}").format(keys=", ".join(_TOP)))
        return None, tuple(faults.found)
    definition = _Reader(data, faults).definition()
    return definition, tuple(faults.found)


class Faults:
    """Collects what is wrong with one file: place, what was found, what was expected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[str] = []

    def add(self, where: str, text: str) -> None:
        """Note one fault at a place such as ``fields.child.name.meta``."""
        place = f"{self.path}: {where}" if where else str(self.path)
        self.found.append(f"{place}: {text}")


# -- the parts of a definition ----------------------------------------------------


class _Reader:
    """Reads one file; each method takes a piece of data and the place it stands at."""

    def __init__(self, data: dict[str, Any], faults: Faults) -> None:
        self.data = data
        self.faults = faults
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.sections: dict[str, Section] = {}
        self.fields: list[Field] = []

    def definition(self) -> Definition | None:
        data, before = self.data, len(self.faults.found)
        self.known_keys("", data, _TOP)
        form, version = self.identity()
        title = self.text("title", data.get("title"))
        kind = self.one_of("kind", data.get("kind"), FormKind) or FormKind.FORM
        self.lists = {
            name: self.choices(f"choices.{name}", codes)
            for name, codes in self.mapping("choices", data.get("choices", {})).items()
        }
        for section in self.read_sections():
            self.sections[section.id] = section
        cerberus = self.mapping("fields", data.get("fields"))
        self.read_fields(cerberus, "", None)
        self.check_sections()
        self.check_numbers()
        rules = tuple(self.read_rules())
        matching = self.matching()
        if form is None or version is None or (not self.fields and len(self.faults.found) > before):
            return None
        return Definition(
            form=form,
            version=version,
            kind=kind,
            title=title,
            sections=tuple(sorted(self.sections.values(), key=lambda section: section.number)),
            fields=tuple(sorted(self.fields, key=lambda field: number_key(field.number))),
            cerberus=cerberus,
            rules=rules,
            matching=matching,
            intro=self.texts("intro"),
            outro=self.texts("outro"),
            marking=self.text("marking", data["marking"]) if "marking" in data else EMPTY,
            max_pages=self.whole("max_pages", data["max_pages"], 1) if "max_pages" in data else None,
            source=str(self.faults.path),
        )

    def identity(self) -> tuple[str | None, int | None]:
        form, version = self.data.get("form"), self.data.get("version")
        name = _FILE_NAME.fullmatch(self.faults.path.name)
        if name is None:
            self.faults.add("", _("the file name is not FORM.vN.yaml, such as samtycke.v1.yaml"))
        elif (form, version) != (name["form"], int(name["version"])):
            text = _("form and version are {found}; the file name says {expected}")
            self.faults.add("", text.format(found=f"{form}@{version}", expected=f"{name['form']}@{name['version']}"))
        return (
            form if isinstance(form, str) else None,
            version if isinstance(version, int) else None,
        )

    # fields

    def read_fields(self, schema: Mapping[str, Any], prefix: str, group: Group | None) -> None:
        for part, rules in schema.items():
            path = f"{prefix}{part}"
            where = f"fields.{path}"
            if not isinstance(part, str) or not _PART.fullmatch(part) or part in FORBIDDEN_PARTS:
                text = _("{part} cannot be part of a name: small letters, digits and _ are, and no name of a method of text, lists or mappings")
                self.faults.add(where, text.format(part=part))
                continue
            rules = self.mapping(where, rules)
            if rules.get("type") == "dict":
                self.known_keys(where, rules, ("type", "schema"))
                self.read_fields(self.mapping(f"{where}.schema", rules.get("schema")), f"{path}.", group)
            elif rules.get("type") == "list":
                self.read_group(path, where, rules, group)
            elif rules:
                self.fields.append(self.leaf(path, where, rules, group))

    def read_group(self, path: str, where: str, rules: Mapping[str, Any], outer: Group | None) -> None:
        self.known_keys(where, rules, ("type", "maxlength", "meta", "schema"))
        meta = self.mapping(f"{where}.meta", rules.get("meta"))
        self.known_keys(f"{where}.meta", meta, ("title",))
        item = self.mapping(f"{where}.schema", rules.get("schema"))
        self.known_keys(f"{where}.schema", item, ("type", "schema"))
        if outer is not None:
            self.faults.add(where, _("a group inside a group has no place on paper"))
            return
        if "." in path:
            self.faults.add(where, _("a group stands at the top, not inside another name"))
        if item.get("type") != "dict":
            self.faults.add(f"{where}.schema", _("a repeated group is a list of dict"))
        slots = self.whole(f"{where}.maxlength", rules.get("maxlength"), 1)
        group = Group(path, slots, self.text(f"{where}.meta.title", meta.get("title")))
        inner = self.mapping(f"{where}.schema.schema", item.get("schema"))
        self.read_fields(inner, f"{path}.*.", group)

    def leaf(self, path: str, where: str, rules: dict[str, Any], group: Group | None) -> Field:
        self.known_keys(where, rules, _RULES)
        meta = self.mapping(f"{where}.meta", rules.get("meta"))
        at = f"{where}.meta"
        self.known_keys(at, meta, _META)
        type_ = str(rules.get("type"))
        if type_ not in TYPES:
            text = _("unknown type {type}; the types are {types}.{hint}")
            types = ", ".join(sorted(TYPES))
            self.faults.add(where, text.format(type=type_, types=types, hint=did_you_mean(type_, TYPES)))
        choices = self.field_choices(at, type_, meta)
        if choices:
            # Cerberus must see the codes as data, and they are said once: in the choices.
            rules["allowed"] = [choice.code for choice in choices]
        section = meta.get("section")
        if section not in self.sections:
            text = _("unknown section {section}.{hint}")
            hint = did_you_mean(str(section), self.sections)
            self.faults.add(at, text.format(section=section, hint=hint))
        return Field(
            path=path,
            type=type_,
            label=self.text(f"{at}.label", meta.get("label")),
            help=self.text(f"{at}.help", meta["help"]) if "help" in meta else EMPTY,
            section=str(section),
            number=self.number(at, meta.get("number"), str(section), group),
            required=self.truth(f"{where}.required", rules.get("required", False)),
            choices=choices,
            max_length=self.limit(where, rules, "maxlength"),
            minimum=self.limit(where, rules, "min"),
            maximum=self.limit(where, rules, "max"),
            prefilled=self.truth(f"{at}.prefilled", meta.get("prefilled", False)),
            expected=self.truth(f"{at}.expected", meta.get("expected", False)),
            sensitivity=self.one_of(f"{at}.sensitivity", meta.get("sensitivity"), Sensitivity)
            or Sensitivity.SENSITIVE,
            room=self.room(f"{at}.room", meta.get("room", {})),
            group=group,
        )

    def field_choices(self, at: str, type_: str, meta: Mapping[str, Any]) -> tuple[Choice, ...]:
        said = meta.get("choices")
        if type_ not in _CHOICES:
            if said is not None:
                self.faults.add(at, _("choices are for choice and multichoice, not for {type}").format(type=type_))
            return ()
        if isinstance(said, str):
            if said not in self.lists:
                text = _("unknown list of choices {name}.{hint}")
                self.faults.add(at, text.format(name=said, hint=did_you_mean(said, self.lists)))
            return self.lists.get(said, ())
        if said is None:
            self.faults.add(at, _("choices are missing"))
            return ()
        return self.choices(f"{at}.choices", said)

    def choices(self, where: str, codes: object) -> tuple[Choice, ...]:
        made = []
        for code, label in self.mapping(where, codes).items():
            if not isinstance(code, str) or not _PART.fullmatch(code):
                self.faults.add(where, _("{code} is no code: small letters, digits and _").format(code=code))
            made.append(Choice(str(code), self.text(f"{where}.{code}", label)))
        if not made:
            self.faults.add(where, _("choices are missing"))
        return tuple(made)

    def number(self, at: str, number: object, section: str, group: Group | None) -> str:
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            text = _("the printed number is {found}; a text such as '3.2' is expected, in a group '4.{{slot}}.1'")
            self.faults.add(at, text.format(found=number))
            return "0"
        if ("{slot}" in number) != (group is not None):
            text = _("the printed number {number}: {{slot}} stands in the numbers of a group and only there")
            self.faults.add(at, text.format(number=number))
        elif section in self.sections and number_key(number)[0] != self.sections[section].number:
            text = _("the printed number {number} is not in section {section}, which has number {expected}")
            expected = self.sections[section].number
            self.faults.add(at, text.format(number=number, section=section, expected=expected))
        return number

    def room(self, where: str, data: object) -> Room:
        said = self.mapping(where, data)
        self.known_keys(where, said, _ROOM)
        room = Room(
            columns=self.whole(f"{where}.columns", said.get("columns", 12), 1),
            lines=self.whole(f"{where}.lines", said.get("lines", 1), 1),
            comb=self.whole(f"{where}.comb", said.get("comb", 0), 0),
        )
        if room.columns > 12:
            self.faults.add(where, _("columns is {found}; a row has twelve").format(found=room.columns))
        return room

    def check_numbers(self) -> None:
        seen: dict[str, str] = {}
        for field in self.fields:
            if field.number in seen:
                text = _("the printed number {number} is already that of {other}")
                other = seen[field.number]
                self.faults.add(f"fields.{field.path}", text.format(number=field.number, other=other))
            seen.setdefault(field.number, field.path)

    # sections, rules, matching

    def read_sections(self) -> Iterator[Section]:
        numbers: set[int] = set()
        for position, item in enumerate(self.list_of("sections", self.data.get("sections"))):
            where = f"sections[{position}]"
            said = self.mapping(where, item)
            self.known_keys(where, said, _SECTION)
            section = Section(
                id=str(said.get("id")),
                number=self.whole(f"{where}.number", said.get("number"), 1),
                title=self.text(f"{where}.title", said.get("title")),
                text=self.text(f"{where}.text", said["text"]) if "text" in said else EMPTY,
                new_page=self.truth(f"{where}.new_page", said.get("new_page", False)),
            )
            if section.number in numbers or section.id in self.sections:
                self.faults.add(where, _("the section's id or number stands twice"))
            numbers.add(section.number)
            yield section

    def check_sections(self) -> None:
        used = {field.section for field in self.fields}
        for section in self.sections.values():
            if section.id not in used:
                self.faults.add(f"sections.{section.id}", _("the section has no fields"))

    def read_rules(self) -> Iterator[Rule]:
        groups = {field.group.name for field in self.fields if field.group is not None}
        codes: set[str] = set()
        for position, item in enumerate(self.list_of("rules", self.data.get("rules", []))):
            said = self.mapping(f"rules[{position}]", item)
            code = str(said.get("code"))
            where = f"rules.{code}" if "code" in said else f"rules[{position}]"
            self.known_keys(where, said, _RULE)
            if not _CODE.fullmatch(code) or code in codes:
                self.faults.add(where, _("a rule has a code of its own, such as acute-not-phoned"))
            codes.add(code)
            if said.get("severity") not in {"error", "warning"}:
                text = _("severity is {found}; error or warning is expected")
                self.faults.add(where, text.format(found=said.get("severity")))
            each = said.get("each")
            if each is not None and each not in groups:
                text = _("each: the form has no group {name}.{hint}")
                self.faults.add(where, text.format(name=each, hint=did_you_mean(str(each), groups)))
                continue
            known = conditions.names_of(self.fields, each)
            for text in conditions.problems(said.get("when"), known):
                self.faults.add(where, text)
            if "field" in said:
                self.known_name(f"{where}.field", said["field"], known.targets)
            message = self.text(f"{where}.message", said.get("message"))
            yield Rule(code, str(said.get("severity")), said.get("when") or {}, message, said.get("field"), each)

    def matching(self) -> Matching:
        said = self.mapping("matching", self.data.get("matching", {}))
        self.known_keys("matching", said, _MATCHING)
        known = conditions.names_of(self.fields).targets
        for key, name in said.items():
            if key in _MATCHING and key != "opens_case":
                self.known_name(f"matching.{key}", name, known)
        return Matching(
            reference=said.get("reference"),
            child_name=said.get("child_name"),
            child_identity=said.get("child_identity"),
            opens_case=self.truth("matching.opens_case", said.get("opens_case", False)),
            acute=said.get("acute"),
            protected=said.get("protected"),
        )

    # plain values

    def known_keys(self, where: str, data: Mapping[str, Any], known: Iterable[str]) -> None:
        known = tuple(known)
        for key in data:
            if key not in known:
                text = _("unknown key {key}; the keys here are {keys}.{hint}")
                hint = did_you_mean(str(key), known)
                self.faults.add(where, text.format(key=key, keys=", ".join(known), hint=hint))

    def known_name(self, where: str, name: object, known: Iterable[str]) -> None:
        if name not in set(known):
            text = _("the form has no field {name}.{hint}")
            self.faults.add(where, text.format(name=name, hint=did_you_mean(str(name), known)))

    def mapping(self, where: str, data: object) -> dict[str, Any]:
        if isinstance(data, dict):
            return data
        self.faults.add(where, _("a mapping is expected, found {found}").format(found=_kind(data)))
        return {}

    def list_of(self, where: str, data: object) -> list[Any]:
        if isinstance(data, list):
            return data
        self.faults.add(where, _("a list is expected, found {found}").format(found=_kind(data)))
        return []

    def text(self, where: str, data: object) -> Text:
        said = data if isinstance(data, dict) else {}
        self.known_keys(where, said, ("sv", "en"))
        for language, name in (("sv", _("Swedish")), ("en", _("English"))):
            if not isinstance(said.get(language), str) or not said[language].strip():
                self.faults.add(where, _("the text in {language} is missing").format(language=name))
        return Text(str(said.get("sv", "")), str(said.get("en", "")))

    def texts(self, key: str) -> tuple[Text, ...]:
        items = self.list_of(key, self.data.get(key, []))
        return tuple(self.text(f"{key}[{position}]", item) for position, item in enumerate(items))

    def truth(self, where: str, data: object) -> bool:
        if not isinstance(data, bool):
            self.faults.add(where, _("true or false is expected, found {found}").format(found=data))
        return data is True

    def whole(self, where: str, data: object, least: int) -> int:
        if isinstance(data, int) and not isinstance(data, bool) and data >= least:
            return data
        text = _("a whole number of at least {least} is expected, found {found}")
        self.faults.add(where, text.format(least=least, found=_kind(data)))
        return least

    def limit(self, where: str, rules: Mapping[str, Any], rule: str) -> int | None:
        return self.whole(f"{where}.{rule}", rules[rule], 0) if rule in rules else None

    def one_of(self, where: str, data: object, possible: type[Any]) -> Any:
        codes = [member.value for member in possible]
        if data in codes:
            return possible(data)
        text = _("{found} is not one of {codes}.{hint}")
        hint = did_you_mean(str(data), codes)
        self.faults.add(where, text.format(found=data, codes=", ".join(codes), hint=hint))
        return None


def _kind(data: object) -> str:
    return _("nothing") if data is None else repr(data)
