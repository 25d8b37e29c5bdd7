"""What ``check`` asks of a definition beyond its loading.

Cerberus' own check of the rules, the law that the texts cite, and the list
of issued versions (``issued.json`` beside the definitions): a version that
has gone out to people never changes, since its returns are still read by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from oroforms import law, loading
from oroforms.definition import Definition, Text
from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

ISSUED = "issued.json"
"""The list of issued versions: ``form@version`` → SHA-256 of its YAML file."""


def check_definition(path: Path) -> list[str]:
    """Everything that is wrong with one definition, one text each; empty where all is well."""
    definition, faults = loading.read(path)
    if definition is None:
        return list(faults)
    found = [*_cerberus(definition), *_law(definition), *_issued(definition, path)]
    return [f"{path}: {text}" for text in found]


def issued(folder: Path) -> Mapping[str, str]:
    """The list of issued versions of a folder; empty where it has none.

    Raises
    ------
    DefinitionError
        When the list is not a JSON object.
    """
    path = folder / ISSUED
    if not path.is_file():
        return {}
    try:
        listed = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        text = _("{path}: not the list of issued versions: {problem}")
        raise DefinitionError(text.format(path=path, problem=error)) from error
    if not isinstance(listed, dict):
        text = _("{path}: not the list of issued versions: {problem}")
        raise DefinitionError(text.format(path=path, problem=_("a JSON object is expected")))
    return listed


def record_issued(folder: Path) -> tuple[str, ...]:
    """Add every definition of a folder that is not yet on the list of issued versions.

    What is on the list stays as it is. Returns what was added.

    Raises
    ------
    DefinitionError
        When a definition is wrong, or differs from what the list says of it.
    """
    listed = dict(issued(folder))
    added: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        if not loading.FILE_NAME.fullmatch(path.name):
            continue
        if faults := check_definition(path):
            raise DefinitionError("\n".join(faults))
        name = loading.load(path).id
        if name not in listed:
            listed[name] = _hash(path)
            added.append(name)
    text = json.dumps(dict(sorted(listed.items())), indent=2) + "\n"
    (folder / ISSUED).write_text(text, "utf-8")
    return tuple(added)


def _issued(definition: Definition, path: Path) -> Iterator[str]:
    recorded = issued(path.parent).get(definition.id)
    if recorded is not None and recorded != _hash(path):
        yield _(
            "{id} has been issued and was changed since. Put it back as it was, and make the "
            "change in {form}.v{next}.yaml with version {next}."
        ).format(id=definition.id, form=definition.form, next=definition.version + 1)


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _cerberus(definition: Definition) -> Iterator[str]:
    from cerberus import SchemaError, TypeDefinition, Validator

    from oroforms.fieldtypes import TYPES

    ours = {name: TypeDefinition(name, (object,), ()) for name in TYPES}
    checked = type(
        "DefinitionValidator", (Validator,), {"types_mapping": {**Validator.types_mapping, **ours}}
    )
    try:
        checked(definition.cerberus)
    except SchemaError as error:
        for name, problem in _flat(error.args[0], "fields"):
            yield f"{name}: {problem}"


def _flat(errors: Any, where: str) -> Iterator[tuple[str, str]]:
    """Cerberus' nested errors of a schema, each with its place."""
    if isinstance(errors, Mapping):
        for part, inner in errors.items():
            yield from _flat(inner, f"{where}.{part}")
    elif isinstance(errors, list):
        for inner in errors:
            yield from _flat(inner, where)
    else:
        yield where, str(errors)


def _law(definition: Definition) -> Iterator[str]:
    """Citations of rules that the law file does not have."""
    known = law.current()
    for where, text in _texts(definition):
        for key in dict.fromkeys(law.CITED.findall(text.sv) + law.CITED.findall(text.en)):
            if key not in known.rules:
                yield _("{where}: {path} has no rule {key}.{hint}").format(
                    where=where, path=known.path, key=key, hint=did_you_mean(key, known.rules)
                )


def _texts(definition: Definition) -> Iterator[tuple[str, Text]]:
    """The texts that may cite the law, with their places."""
    for place, text in enumerate(definition.intro):
        yield f"intro[{place}]", text
    for place, text in enumerate(definition.outro):
        yield f"outro[{place}]", text
    for section in definition.sections:
        yield f"sections.{section.id}.text", section.text
    for field in definition.fields:
        yield f"fields.{field.path}.meta.help", field.help
    for rule in definition.rules:
        yield f"rules.{rule.code}.message", rule.message
