"""Judging a record: does it fit the form, what is missing, and what do the rules say?

Three things are asked, each only of what is certain: the definition's rules
for single fields (by Cerberus, :mod:`oroforms.constraints`), whether required
and expected answers are there, and the definition's cross-field rules. A
field that is already in doubt is not judged again, and neither is a rule that
asks for it: it could only tell something about a value that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from oroforms import names
from oroforms.constraints import constraints_of, depends_on_answered
from oroforms.definition import Definition, Slot
from oroforms.documents import Record, Status, Value
from oroforms.findings import Finding, Severity, finding, has_error
from oroforms.rules import rule_findings


def validate(
    definition: Definition, record: Record, *, today: date, dated: date | None = None
) -> tuple[Finding, ...]:
    """All findings about a record, those that it brings along included, in printed order.

    ``today`` is the day the document came in, or was made; ``dated`` is its
    own date, whose law the messages cite (by default that of ``today``).
    """
    blamed = _blamed(record.findings)
    found = list(record.findings)
    broken = list(constraints_of(definition).broken(record.values, blamed))
    found += broken
    blamed |= _blamed(broken)
    found += _gaps(definition, record.values, blamed)
    found += rule_findings(definition, record.values, today, blamed, dated)
    return _ordered(definition, found)


def assess(record: Record, findings: Iterable[Finding]) -> tuple[Mapping[str, Value], Status]:
    """The values that are certain, and what becomes of the submission.

    A field with an error of its own stays out; its place in a repeated group
    stays, so that no slot shifts. Any error sends the submission to review.
    """
    found = tuple(findings)
    blamed = _blamed(found)
    if not blamed:
        return record.values, Status.NEEDS_REVIEW if has_error(found) else Status.IMPORTED
    certain = {
        name: value
        for name, value in names.flatten(record.values)
        if not any(names.touch(name, other) for other in blamed)
    }
    return names.unflatten(certain), Status.NEEDS_REVIEW


def _blamed(findings: Iterable[Finding]) -> set[str]:
    return {f.field for f in findings if f.field and f.severity is Severity.ERROR}


# -- what is missing --------------------------------------------------------------


def _gaps(
    definition: Definition, values: Mapping[str, Value], blamed: set[str]
) -> Iterator[Finding]:
    for slot in definition.slots:
        required, expected = slot.field.required, slot.field.expected
        if not (required or expected) or names.get(values, slot.name) is not None:
            continue
        if any(names.touch(slot.name, other) for other in blamed) or not _item_given(slot, values):
            continue
        if depends_on_answered(definition, slot, values):
            code = "required-missing" if required else "expected-missing"
            yield finding(code, slot.name, label=slot.title)


def _item_given(slot: Slot, values: Mapping[str, Value]) -> bool:
    """Whether anything is asked of the slot: an empty item of a group owes no answers."""
    group = slot.field.group
    return group is None or bool(names.get(values, f"{group.name}.{slot.index}"))


def _ordered(definition: Definition, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings about the whole first, then by field as printed; the same never twice."""
    order = {slot.name: position for position, slot in enumerate(definition.slots, start=1)}

    def position(found: Finding) -> int:
        if found.field is None:
            return 0
        name = found.field
        while name and name not in order:
            name = name.rpartition(".")[0]
        return order.get(name, len(order) + 1)

    once = {
        (found.code, found.field, tuple(sorted(found.params.items()))): found for found in findings
    }
    return tuple(sorted(once.values(), key=position))
