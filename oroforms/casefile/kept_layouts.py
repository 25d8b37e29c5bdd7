"""Issued blanks and their layouts, kept so that print-outs and scans can be read years later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from oroforms.casefile.tables import layouts
from oroforms.casefile.upsert import insert_or_keep
from oroforms.layouts import Layout, dumps, loads


def keep_layout(
    connection: Connection, layout: Layout, *, at: datetime, blank: bytes | None = None
) -> None:
    """Keep a layout, and the blank it was measured on, under its reference.

    One that is kept already stays as it is.
    """
    row = {"reference": layout.key, "layout": dumps(layout), "blank": blank, "kept": at}
    insert_or_keep(connection, layouts, row, "reference")


def find_layout(connection: Connection, reference: str) -> Layout | None:
    """The kept layout of a reference ``form@version-templatehash``, or ``None``."""
    query = select(layouts.c.layout).where(layouts.c.reference == reference)
    found = connection.execute(query).scalar()
    return None if found is None else loads(found)


def all_layouts(connection: Connection) -> dict[str, Layout]:
    """Every kept layout by its reference: an import hands them to its workers."""
    query = select(layouts.c.reference, layouts.c.layout)
    return {row.reference: loads(row.layout) for row in connection.execute(query)}


def all_blanks(connection: Connection) -> dict[str, bytes]:
    """Every kept blank (PDF) by its reference."""
    query = select(layouts.c.reference, layouts.c.blank).where(layouts.c.blank.is_not(None))
    return {row.reference: bytes(row.blank) for row in connection.execute(query)}
