"""A definition's own rules for single fields, as Cerberus asks them.

Cerberus' errors come out as findings with our codes: each kind of error once,
and at most one finding for a field. Whether required answers are there is
not asked here: Cerberus does not look into a mapping that is absent, and asks
for required fields also where what they depend on is not answered (see
:mod:`oroforms.validate`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from oroforms.definition import Definition, Field, Slot
from oroforms.fieldtypes import TYPES
from oroforms.fieldtypes.base import shape, shown
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _
from oroforms.names import get, touch

_NOT_ASKED = frozenset({"meta", "required"})
_PYTHON_TYPES: Mapping[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
    "string": (str,),
}


_compiled: dict[int, tuple[Definition, Constraints]] = {}
"""Constraints by the identity of their definition, which is kept beside them; definitions
cannot be hashed, and live as long as the process."""


def constraints_of(definition: Definition) -> Constraints:
    """The constraints of a definition, compiled once a process."""
    kept = _compiled.get(id(definition))
    if kept is None:
        kept = _compiled[id(definition)] = (definition, Constraints(definition))
    return kept[1]


class Constraints:
    """The compiled Cerberus rules of one definition; asked one record at a time."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._fields = {field.path: field for field in definition.fields}
        self._validator = _validator_class()(self._schema(definition.cerberus, ""))

    def broken(self, values: Mapping[str, Any], unsure: Collection[str] = ()) -> Iterator[Finding]:
        """What breaks a rule, at most one finding for each field.

        Fields named in ``unsure``, and those that depend on them, are not judged.
        """
        self._validator.validate(values, update=True, normalize=False)
        seen: set[str] = set()
        for error in _leaves(self._validator._errors):  # noqa: SLF001 - the public face has texts only
            name = ".".join(map(str, error.document_path))
            asked = {name, *self._depended_on(name, error)}
            if name not in seen and not any(touch(a, b) for a in asked for b in unsure):
                seen.add(name)
                yield self._finding(name, error)

    def _depended_on(self, name: str, error: Any) -> Iterable[str]:
        slot = self._definition.slot.get(name)
        return _full_names(error.constraint, slot) if slot and error.rule == "dependencies" else ()

    def _schema(self, fields: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        return {part: self._rules(rules, f"{prefix}{part}") for part, rules in fields.items()}

    def _rules(self, rules: Mapping[str, Any], path: str) -> dict[str, Any]:
        asked = {rule: said for rule, said in rules.items() if rule not in _NOT_ASKED}
        if rules["type"] == "dict":
            asked["schema"] = self._schema(rules["schema"], f"{path}.")
        elif rules["type"] == "list":
            item = rules["schema"]
            asked["schema"] = {"type": "dict", "schema": self._schema(item["schema"], f"{path}.*.")}
        else:
            asked["check_with"] = _check(rules["type"])
            codes = [choice.code for choice in self._fields[path].choices]
            if codes:
                asked["allowed"] = codes
        return asked

    def _finding(self, name: str, error: Any) -> Finding:
        slot = self._definition.slot.get(name)
        if slot is None:
            return _about_structure(self._definition, name, error)
        return _BY_RULE.get(error.rule, _rule_broken)(_Breach(slot, error, self._definition))


@dataclass(frozen=True, slots=True)
class _Breach:
    slot: Slot
    error: Any
    definition: Definition

    @property
    def field(self) -> Field:
        return self.slot.field

    def finding(self, code: str, **params: object) -> Finding:
        return finding(code, self.slot.name, label=self.slot.title, **params)

    @property
    def found(self) -> str:
        value = self.error.value
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return shown(str(value), self.slot)
        return shape(value)


def _validator_class() -> Any:
    """Cerberus' validator with the field types in place of its own scalar types."""
    from cerberus import TypeDefinition, Validator

    ours = {
        name: TypeDefinition(
            name, _PYTHON_TYPES[type_.json_type], () if type_.json_type == "boolean" else (bool,)
        )
        for name, type_ in TYPES.items()
    }

    class FormValidator(Validator):  # type: ignore[misc]
        types_mapping: ClassVar[dict[str, Any]] = {**Validator.types_mapping, **ours}

    return FormValidator


def _check(type_: str) -> Callable[[str, Any, Callable[[str, str], None]], None]:
    """A Cerberus check that a value has its type's canonical shape."""
    is_canonical = TYPES[type_].is_canonical

    def check(field: str, value: Any, error: Callable[[str, str], None]) -> None:
        if not is_canonical(value):
            error(field, type_)

    return check


def _leaves(errors: Any) -> Iterator[Any]:
    """The errors proper; Cerberus nests those of mappings and lists."""
    for error in errors:
        if error.is_group_error and not error.is_logic_error:
            yield from _leaves(error.child_errors)
        else:
            yield error


def _about_structure(definition: Definition, name: str, error: Any) -> Finding:
    """A finding about something that is no slot: a group, a branch, an unknown name."""
    group = definition.groups.get(name)
    if group is not None and error.rule == "maxlength":
        return finding("group-overflow", name, name=name, items=len(error.value), slots=group.slots)
    if error.rule is None:  # an unknown name; checks of our own are only on slots
        return finding("field-unknown", name, name=name, hint="")
    expected = _("a list") if group is not None else _("a set of named values")
    return finding(
        "value-wrong-type", name, label=name, found=shape(error.value), expected=expected
    )


def _wrong_type(breach: _Breach) -> Finding:
    return breach.finding("value-wrong-type", found=breach.found, expected=breach.slot.type)


def _too_long(breach: _Breach) -> Finding:
    if not isinstance(breach.error.value, str):
        return _rule_broken(breach)
    length, limit = len(breach.error.value), breach.error.constraint
    return breach.finding("text-too-long", length=length, limit=limit)


def _too_short(breach: _Breach) -> Finding:
    if not isinstance(breach.error.value, str):
        return _rule_broken(breach)
    length, limit = len(breach.error.value), breach.error.constraint
    return breach.finding("value-too-short", length=length, limit=limit)


def _out_of_range(breach: _Breach) -> Finding:
    low, high = breach.field.minimum, breach.field.maximum
    if low is not None and high is not None:
        return breach.finding(
            "number-out-of-range", found=breach.found, minimum=f"{low:g}", maximum=f"{high:g}"
        )
    least = breach.error.rule == "min"
    limit = (_("at least {limit}") if least else _("at most {limit}")).format(
        limit=breach.error.constraint
    )
    return breach.finding("value-out-of-range", found=breach.found, limit=limit)


def _not_allowed(breach: _Breach) -> Finding:
    if breach.field.choices:
        allowed = ", ".join(choice.code for choice in breach.field.choices)
        return breach.finding("choice-unknown", found=breach.found, allowed=allowed)
    allowed = ", ".join(map(str, breach.error.constraint))
    return breach.finding("value-not-allowed", found=breach.found, allowed=allowed)


def _not_shaped(breach: _Breach) -> Finding:
    return breach.finding("value-not-shaped", found=breach.found)


def _depends(breach: _Breach) -> Finding:
    labels = [
        breach.definition.slot[name].title if name in breach.definition.slot else name
        for name in _full_names(breach.error.constraint, breach.slot)
    ]
    return breach.finding("answer-depends", other=", ".join(labels))


def _rule_broken(breach: _Breach) -> Finding:
    return breach.finding("rule-broken", rule=breach.error.rule)


_BY_RULE: Mapping[str | None, Callable[[_Breach], Finding]] = {
    "type": _wrong_type,
    None: _wrong_type,  # a check of our own, and the only ones are those of the types
    "maxlength": _too_long,
    "minlength": _too_short,
    "min": _out_of_range,
    "max": _out_of_range,
    "allowed": _not_allowed,
    "regex": _not_shaped,
    "dependencies": _depends,
}


def depends_on_answered(definition: Definition, slot: Slot, values: Mapping[str, Any]) -> bool:
    """Whether all that a slot depends on by its Cerberus rules is answered, and as it asks."""
    said = _rules_of(definition, slot).get("dependencies", ())
    for name, wanted in _full_names(said, slot).items():
        value = get(values, name)
        if value is None or (wanted is not None and value not in wanted):
            return False
    return True


def _full_names(said: Any, slot: Slot) -> Mapping[str, list[Any] | None]:
    """What ``dependencies`` names, by dotted names from the root, with the values it wants.

    Cerberus counts a name from the mapping that the field stands in, with
    ``^`` from the root.
    """
    parent = slot.name.rpartition(".")[0]
    wanted: Mapping[str, Any] = (
        said
        if isinstance(said, Mapping)
        else dict.fromkeys([said] if isinstance(said, str) else said)
    )
    return {
        name[1:] if name.startswith("^") else f"{parent}.{name}" if parent else name: (
            values if isinstance(values, list) or values is None else [values]
        )
        for name, values in wanted.items()
    }


def _rules_of(definition: Definition, slot: Slot) -> Mapping[str, Any]:
    here: Mapping[str, Any] = {"schema": definition.cerberus}
    for part in slot.field.path.split("."):
        here = here["schema"] if part == "*" else here["schema"][part]
    return here
