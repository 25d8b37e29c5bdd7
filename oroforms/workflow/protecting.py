"""Whether what is about to be shown is of somebody whose identity is or may be protected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from oroforms.casefile.cases import find_case
from oroforms.casefile.facts import case_facts
from oroforms.casefile.looking import PROTECTED
from oroforms.casefile.queries import view
from oroforms.casework import roles as roles_in_use
from oroforms.casework.protection import MAYBE, worst
from oroforms.errors import UsageError
from oroforms.names import get


def protection_of_case(connection: Connection, reference: str) -> str | None:
    """``yes`` or ``unknown`` where a case's child is or may be protected, else ``None``.

    What waits for review counts: it need not be accepted first.
    """
    case = find_case(connection, reference)
    if case is None:
        return None
    return worst(case_facts(connection, case), roles_in_use.current())


def protection_of_submission(connection: Connection, number: int) -> str | None:
    """The same of one submission: by its case, or by what it says itself."""
    try:
        seen = view(connection, number)
    except UsageError:  # whoever asks for what is not there is told so by what they asked
        return None
    entry = seen.entry
    if entry.case is not None and (of_case := protection_of_case(connection, entry.case)):
        return of_case
    roles = roles_in_use.current()
    role = None if entry.form is None else roles.of(entry.form)
    name = None if role is None else roles.parts[role].fields.get("protected")
    if name is None:
        return None
    said = get(seen.values, name)
    # A tick in doubt is not among the values, and may be a yes.
    doubtful = said is None and any(each.field == name for each in seen.findings)
    return "unknown" if doubtful else said if said in MAYBE else None


def marked(protection: str | None) -> Mapping[str, Any]:
    """What the log's row of a look says of it."""
    return {} if protection is None else {PROTECTED: protection}
