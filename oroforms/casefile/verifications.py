"""What was found of the electronic signatures of an original, kept beside its bytes.

A certificate that holds today may be revoked or expired tomorrow: what counts
for a submission is what was found when it came in, so that it is stored. A
later look is a new row.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from oroforms.casefile.tables import verifications
from oroforms.signatures import Verification


def keep_verification(
    connection: Connection, original: int, verification: Verification, at: datetime
) -> None:
    """Store what was found."""
    found = verification.to_json()
    row = {
        "original_id": original,
        "at": at,
        "verdict": found["verdict"],
        "signatures": found["signatures"],
    }
    connection.execute(insert(verifications), row)


def verification_of(connection: Connection, original: int) -> Verification | None:
    """What was found last; ``None`` where the original bears no signature."""
    query = (
        select(verifications.c.verdict, verifications.c.signatures)
        .where(verifications.c.original_id == original)
        .order_by(verifications.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    return Verification.from_json({"verdict": row.verdict, "signatures": row.signatures})
