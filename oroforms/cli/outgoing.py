"""``outgoing``: a letter or form that left the house, as it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oroforms.cli.handing_out import Kept, hands_out
from oroforms.i18n import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _find(connection: Connection, number: int) -> Kept:
    from oroforms.casefile.outgoing import case_of_outgoing, content_of
    from oroforms.workflow.protecting import protection_of_case

    case = case_of_outgoing(connection, number)
    what = {"outgoing": number}
    return Kept(content_of, protection_of_case(connection, case), case=case, what=what)


command = hands_out(
    "outgoing",
    number="NUMBER",
    action="outgoing-written",
    help=N_(
        "Write the bytes of a letter or form as it left the house. The number is that of "
        "oroforms case history, where it says what was sent."
    ),
    find=_find,
)
