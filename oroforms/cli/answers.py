"""Shows answers and findings as people read them: printed number, label, and what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from oroforms.cli.output import paragraph, say
from oroforms.definition import Definition
from oroforms.documents import Value
from oroforms.errors import UsageError
from oroforms.fieldtypes import field_type
from oroforms.fieldtypes.speech import babel_locale
from oroforms.findings import Finding, Severity
from oroforms.i18n import ngettext
from oroforms.library import Library
from oroforms.names import get

_INDENT = 2


def moment(at: datetime) -> str:
    """A date and time of this place, as the language writes it."""
    from babel.dates import format_datetime

    return format_datetime(at.astimezone().replace(tzinfo=None), "short", locale=babel_locale())


def day(at: datetime) -> str:
    """The date of a moment at this place, as the language writes it."""
    from babel.dates import format_date

    return format_date(at.astimezone().date(), "short", locale=babel_locale())


def definition_of(library: Library, form: str | None, version: int | None) -> Definition | None:
    """The definition that a submission was read with, where it is (still) at hand."""
    if form is None:
        return None
    try:
        return library.get(form, version)
    except UsageError:
        return None


def show_values(definition: Definition | None, values: Mapping[str, Value]) -> None:
    """Every answer under its section, number and label, in printed order.

    Without a definition the names and plain values are shown.
    """
    above = ""
    for section, label, text in _lines(definition, values):
        if section != above:
            say(section, dim=True)
            above = section
        first, *more = text.splitlines() or [""]
        paragraph(f"{label}{_between(label)}{first}", indent=_INDENT, hanging=4)
        for line in more:
            paragraph(line, indent=_INDENT + 4)


def _lines(
    definition: Definition | None, values: Mapping[str, Value]
) -> Iterable[tuple[str, str, str]]:
    """Section, label and text of each answer."""
    if definition is None:
        from oroforms.names import flatten

        yield from (("", name, str(value)) for name, value in flatten(values))
        return
    for section in definition.sections:
        title = f"{section.number} {section.title}"
        for slot in definition.slots_of(section.id):
            value: Any = get(values, slot.name)
            if value is not None:
                yield title, slot.title, field_type(slot.type).display(value, slot.field)


def show_findings(definition: Definition | None, findings: Iterable[Finding]) -> None:
    """Errors, then warnings, each with the field's number, label and name."""
    found = list(findings)
    for severity, colour in ((Severity.ERROR, "red"), (Severity.WARNING, "yellow")):
        group = [finding for finding in found if finding.severity is severity]
        if not group:
            continue
        say(heading(severity, len(group)), bold=True, fg=colour)
        for finding in group:
            paragraph(sentence(definition, finding), indent=_INDENT, hanging=2)
            where = f"{finding.field} · {finding.code}" if finding.field else finding.code
            paragraph(where, indent=_INDENT + 2, dim=True)


def heading(severity: Severity, count: int) -> str:
    """``2 errors``, ``1 warning``."""
    if severity is Severity.ERROR:
        return ngettext("{count} error", "{count} errors", count).format(count=count)
    return ngettext("{count} warning", "{count} warnings", count).format(count=count)


def sentence(definition: Definition | None, finding: Finding) -> str:
    """The message, led by number and label where it does not say them itself."""
    slot = None
    if definition is not None and finding.field is not None:
        slot = definition.slot.get(finding.field)
    message = finding.message
    if slot is None or slot.title in message:
        return message[:1].upper() + message[1:]
    return f"{slot.title}{_between(slot.title)}{message}"


def _between(label: str) -> str:
    """What stands between a label and what follows; one that asks ends in its own mark."""
    return " " if label.endswith(("?", ".", ":")) else ": "
