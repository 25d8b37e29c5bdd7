"""A small form made by hand, with every type and a group: definitions as objects, no YAML."""

from __future__ import annotations

from datetime import date
from typing import Any

from oroforms.definition import (
    Choice,
    Definition,
    Field,
    FormKind,
    Group,
    Rule,
    Section,
    Sensitivity,
    Text,
)

TODAY = date(2026, 11, 22)
GUARDIANS = Group("guardians", 2, Text("Vårdnadshavare", "Guardian"))
CHOICES = {
    "yes_no": (Choice("yes", Text("Ja", "Yes")), Choice("no", Text("Nej", "No"))),
    "kinds": (
        Choice("violence", Text("Våld", "Violence")),
        Choice("neglect", Text("Omsorgssvikt", "Neglect")),
    ),
}

_LEAVES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("child.name", "text", "1.1", {"maxlength": 40}),
    ("child.identity_number", "identity", "1.2", {}),
    ("child.interpreter_needed", "choice", "1.3", {"choices": "yes_no"}),
    (
        "child.interpreter_language",
        "language",
        "1.4",
        {"dependencies": {"interpreter_needed": "yes"}, "required": True},
    ),
    ("child.postal_code", "text", "1.5", {"regex": r"\d{3} ?\d{2}"}),
    ("guardians.*.name", "text", "2.{slot}.1", {"required": True}),
    ("guardians.*.phone", "phone", "2.{slot}.2", {}),
    ("guardians.*.told", "bool", "2.{slot}.3", {}),
    ("guardians.*.signature", "signature", "2.{slot}.4", {}),
    ("concern.kind", "multichoice", "3.1", {"choices": "kinds"}),
    ("concern.description", "multiline", "3.2", {"required": True, "minlength": 5}),
    ("concern.seen", "date", "3.3", {"expected": True}),
    ("absence.percent", "percent", "3.4", {"min": 0, "max": 100}),
    ("absence.days", "integer", "3.5", {"min": 0}),
    ("urgent", "bool", "3.6", {}),
    ("phoned_at", "datetime", "3.7", {}),
    ("signature", "signature", "4.1", {}),
)

RULES = (
    Rule(
        "urgent-not-phoned",
        "warning",
        {"all": [{"field": "urgent", "is": True}, {"field": "phoned_at", "answered": False}]},
        Text("Ring nu.", "Phone now."),
        field="phoned_at",
    ),
    Rule(
        "guardian-not-told",
        "error",
        {"field": "guardians.*.told", "is": False},
        Text("Vårdnadshavare {slot}: säg det.", "Guardian {slot}: tell them."),
        field="guardians.*.told",
        each="guardians",
    ),
    Rule(
        "stock-phrase",
        "warning",
        {"field": "concern.description", "contains_any": ["far illa", "social problematik"]},
        Text("Skriv vad du sett, inte {phrases}.", "Write what you saw, not {phrases}."),
        field="concern.description",
    ),
)


def small_form(rules: tuple[Rule, ...] = RULES) -> Definition:
    """The form ``prov@1``."""
    schema: dict[str, Any] = {}
    fields = []
    for path, type_, number, said in _LEAVES:
        said = dict(said)
        choices = CHOICES.get(said.pop("choices", ""), ())
        fields.append(
            Field(
                path,
                type_,
                Text(f"Fråga {path}", f"Question {path}"),
                Text("", ""),
                section="all",
                number=number,
                required=bool(said.get("required")),
                expected=bool(said.pop("expected", False)),
                choices=choices,
                max_length=said.get("maxlength"),
                minimum=said.get("min"),
                maximum=said.get("max"),
                sensitivity=Sensitivity.PLAIN,
                group=GUARDIANS if path.startswith("guardians.") else None,
            )
        )
        _put(schema, path.split("."), {"type": type_, "meta": {"label": path}, **said})
    return Definition(
        form="prov",
        version=1,
        kind=FormKind.FORM,
        title=Text("Prov", "Trial"),
        sections=(Section("all", 1, Text("Allt", "All")),),
        fields=tuple(fields),
        cerberus=schema,
        rules=rules,
    )


def _put(schema: dict[str, Any], parts: list[str], leaf: dict[str, Any]) -> None:
    head, *rest = parts
    if not rest:
        schema[head] = leaf
    elif rest[0] == "*":
        group = schema.setdefault(
            head,
            {
                "type": "list",
                "maxlength": GUARDIANS.slots,
                "meta": {},
                "schema": {"type": "dict", "schema": {}},
            },
        )
        _put(group["schema"]["schema"], rest[1:], leaf)
    else:
        _put(schema.setdefault(head, {"type": "dict", "schema": {}})["schema"], rest, leaf)
