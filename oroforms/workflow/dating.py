"""The day whose law a document cites: its own date where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.casework import roles
from oroforms.conditions import day_of
from oroforms.definition import Definition
from oroforms.names import get


def document_day(definition: Definition, values: Mapping[str, Any], today: date) -> date:
    """The date that stands on a document, and today where none stands there.

    Which field that is says a letter's own definition, and of a form
    ``casework.yaml`` under the word ``date`` of its role.
    """
    name = definition.letterhead.date
    said = get(values, name) if name else roles.current().answer(definition.form, values, "date")
    return day_of(said) or today
