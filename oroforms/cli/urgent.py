"""Whom to phone first, said where an acute notification has been written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from oroforms.cli.output import note
from oroforms.i18n import gettext as _
from oroforms.names import get

if TYPE_CHECKING:
    from oroforms.workflow.data import Handed

_MOST = 3
"""Offices that are named one by one; of more, a person looks in the register."""


def tell_whom_to_phone(handed: Handed) -> None:
    """In an acute case: phone first, with the number that answers now where a register has it."""
    acute = handed.definition.matching.acute
    if acute is None or get(handed.values, acute) is not True:
        return
    from oroforms.casework.roles import current
    from oroforms.cli.receivers import number
    from oroforms.errors import OroformsError
    from oroforms.workflow.offices import phones_for

    roles, form = current(), handed.definition.form
    municipality, unit = (
        roles.answer(form, handed.values, word) for word in ("municipality", "unit")
    )
    try:
        found = phones_for(municipality, unit, datetime.now())  # noqa: DTZ005 - the hour here
    except OroformsError as error:
        # The document is written; what is wrong with the register is said beside it.
        note(click.style(str(error), fg="yellow"))
        found = ()
    lines = [
        _("Acute: phone first {answers} ({municipality}), {phone}.").format(
            answers=each.answers, municipality=each.office.municipality, phone=number(each)
        )
        for each in found
        if each.answers
    ]
    if not lines or len(lines) > _MOST:
        lines = [_("Acute: phone first, and send this afterwards.")]
    for line in dict.fromkeys([*lines, _("In danger to life or health: phone 112.")]):
        note(click.style(line, fg="red"))
