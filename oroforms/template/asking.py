"""Conditions of paragraphs in the language of templates, so that Word files can be asked them."""

from __future__ import annotations

from typing import Any

from oroforms.conditions import Condition
from oroforms.definition import Definition


def asked(condition: Condition, definition: Definition) -> str:
    """A condition that :mod:`oroforms.lettering` has found sound, as a Jinja expression.

    A ``bool`` that nobody has answered is false in a template.
    """
    for word, joined in (("all", " and "), ("any", " or ")):
        if word in condition:
            return joined.join(f"({asked(part, definition)})" for part in condition[word])
    if "not" in condition:
        return f"not ({asked(condition['not'], definition)})"
    name = condition["field"]
    ((operator, argument),) = ((key, said) for key, said in condition.items() if key != "field")
    return _leaf(name, operator, argument, definition.slot[name].type)


def _leaf(name: str, operator: str, argument: Any, type_: str) -> str:
    match operator:
        case "answered":
            return name if argument else f"not {name}"
        case "is" if type_ == "bool":
            return name if argument else f"not {name}"
        case "is":
            return f"{name}.code == '{argument}'"
        case "in":
            return f"{name}.code in {_codes(argument)}"
        case _:
            return f"{name}|selectattr('code', 'in', {_codes(argument)})|list"


def _codes(codes: Any) -> str:
    return "[" + ", ".join(f"'{code}'" for code in codes) + "]"
