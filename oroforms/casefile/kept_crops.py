"""Crops of scans: what a person was shown, kept beside what was decided on it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from oroforms.casefile.tables import crops


def keep_crops(connection: Connection, submission: int, pictures: Mapping[str, bytes]) -> None:
    """Keep pictures (PNG) of a submission, by the names of the parts that they show."""
    rows = [
        {"submission_id": submission, "name": name, "png": png} for name, png in pictures.items()
    ]
    if rows:
        connection.execute(insert(crops), rows)


def crop_names(connection: Connection, submission: int) -> tuple[str, ...]:
    """The names of the pictures of a submission."""
    query = select(crops.c.name).where(crops.c.submission_id == submission).order_by(crops.c.name)
    return tuple(connection.execute(query).scalars())


def crops_of(connection: Connection, submission: int) -> dict[str, bytes]:
    """The pictures of a submission, by name."""
    query = (
        select(crops.c.name, crops.c.png)
        .where(crops.c.submission_id == submission)
        .order_by(crops.c.name)
    )
    return {row.name: bytes(row.png) for row in connection.execute(query)}
