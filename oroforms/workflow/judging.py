"""From what a reader delivered to the judgement on a form: type, validate, is it acute."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from oroforms.definition import Definition
from oroforms.documents import Assessment, Identification, Readings, Status
from oroforms.errors import UnreadableDocument
from oroforms.findings import Finding, Severity, finding
from oroforms.workflow.dating import document_day


def judged(
    definition: Definition,
    identification: Identification,
    readings: Readings,
    identified: tuple[Finding, ...],
    today: date,
) -> Assessment:
    """The judgement on what a reader delivered and what was found in telling the form."""
    from oroforms.normalise import normalise
    from oroforms.validate import assess, validate

    record = normalise(definition, readings, today)
    record = replace(record, findings=(*identified, *record.findings))
    dated = document_day(definition, record.values, today)
    findings = validate(definition, record, today=today, dated=dated)
    values, status = assess(record, findings)
    acute = may_be_acute(definition, readings, findings)
    return Assessment(status, identification, readings, values, findings, acute)


def may_be_acute(definition: Definition, readings: Readings, findings: tuple[Finding, ...]) -> bool:
    """Whether the form says that it is acute, or does not clearly say that it is not.

    A box that is in doubt, on a page that is missing, or not found counts:
    it costs a look, and the other mistake can cost a child.
    """
    name = definition.matching.acute
    if name is None:
        return False
    reading = readings.items.get(name)
    if reading is None or reading.confidence < readings.sure_from:
        return True
    if reading.raw not in (False, (), ""):
        return True
    return any(found.field == name and found.severity is Severity.ERROR for found in findings)


def rejected(error: UnreadableDocument) -> Assessment:
    """The judgement on a document that cannot be read."""
    return Assessment(Status.REJECTED, findings=(finding(error.code, **error.params),))
