"""``original``: the bytes that came in, unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oroforms.cli.handing_out import Kept, hands_out
from oroforms.i18n import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _find(connection: Connection, number: int) -> Kept:
    from oroforms.casefile.queries import original
    from oroforms.workflow.protecting import protection_of_submission

    return Kept(original, protection_of_submission(connection, number), submission=number)


command = hands_out(
    "original",
    number="SUBMISSION",
    action="original-written",
    help=N_(
        "Write the bytes of one submission as they came in, to look at with another program or to "
        "hand on. The number is that of oroforms review list and case show."
    ),
    find=_find,
)
