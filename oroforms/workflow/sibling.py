"""A sister's or brother's notification from the answers that somebody hands in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from oroforms.casework import roles as roles_in_use
from oroforms.casework.siblings import Plan, Trace, sibling_notification, siblings_on
from oroforms.definition import Definition
from oroforms.documents import Record
from oroforms.errors import DefinitionError, UsageError
from oroforms.findings import Finding, Severity, finding, mask
from oroforms.i18n import gettext as _
from oroforms.names import get, touch
from oroforms.validate import validate
from oroforms.workflow.data import Handed
from oroforms.workflow.dating import document_day


def for_sibling(handed: Handed, number: int, today: date) -> Handed:
    """The answers of the notification of the sister or brother in slot ``number`` (from 0).

    What was in doubt, or names the first child, does not come along; the
    findings say what is to be written anew.

    Raises
    ------
    UsageError
        When the form is none of which a sibling's can be made, or nobody stands in that slot.
    """
    definition = handed.definition
    plan = _plan(definition)
    try:
        made = sibling_notification(handed.values, number, plan)
    except LookupError:
        raise UsageError(_nobody(handed, number, plan)) from None
    record = Record(definition.form, definition.version, made.values)
    dated = document_day(definition, made.values, today)
    doubts = [
        each
        for each in handed.findings
        if each.severity is Severity.ERROR
        and each.field is not None
        and get(handed.values, each.field) is None
        and plan.comes_along(each.field, same_concern=made.same_concern)
        and not touch(each.field, f"{plan.group}.{number}")
        and each.code != "required-missing"
    ]
    told = [_trace(trace, definition) for trace in made.traces]
    if not made.same_concern:
        told.append(finding("sibling-other-concern"))
    gone = {trace.field for trace in made.traces}
    found = [
        each
        for each in validate(definition, record, today=today, dated=dated)
        if each.severity is Severity.ERROR or each.field not in gone
    ]
    return replace(handed, values=made.values, findings=(*told, *doubts, *found), written={})


def _plan(definition: Definition) -> Plan:
    roles = roles_in_use.current()
    role = roles.of(definition.form)
    said = None if role is None else roles.parts[role].settings.get("sibling")
    if said is None:
        text = _("{form} is not a form of which a sister's or brother's can be made.")
        raise UsageError(text.format(form=definition.form))
    try:
        plan = Plan.of(said)
    except (KeyError, TypeError, ValueError) as error:
        text = _("{path}: sibling: not as the file's head describes it: {problem}")
        raise DefinitionError(text.format(path=roles.path, problem=error)) from error
    for name in plan.child.values():
        if name not in definition.slot:
            text = _("{path}: sibling: {form} has no field {name}.")
            raise DefinitionError(text.format(path=roles.path, form=definition.id, name=name))
    return plan


def _nobody(handed: Handed, number: int, plan: Plan) -> str:
    known = siblings_on(handed.values, plan)
    if not known:
        text = _("{source}: lists no sister or brother. Nothing was written.")
        return text.format(source=handed.source)
    listed = ", ".join(f"{place}: {mask(name)}" for place, name in known.items())
    text = _("{source}: nobody stands in {group}.{number}; there is {listed}. Nothing was written.")
    return text.format(source=handed.source, group=plan.group, number=number, listed=listed)


def _trace(trace: Trace, definition: Definition) -> Finding:
    slot = next((slot for slot in definition.slots if touch(slot.name, trace.field)), None)
    label = trace.field if slot is None else slot.title
    found = ", ".join(mask(word) for word in trace.words)
    return finding("sibling-names-first", trace.field, label=label, found=found)
