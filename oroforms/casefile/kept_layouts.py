"""Layouts of issued blanks, kept so that a print-out can be read years later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from oroforms.casefile.tables import layouts


def keep_layout(connection: Connection, key: str, layout: Mapping[str, Any], at: datetime) -> None:
    """Keep a layout, in the JSON form of :mod:`oroforms.layouts`, under its reference."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(layouts).on_conflict_do_nothing(index_elements=["reference"])
    connection.execute(statement, {"reference": key, "layout": dict(layout), "kept": at})


def find_layout(connection: Connection, reference: str) -> Mapping[str, Any] | None:
    """The kept layout of a reference ``form@version-templatehash``, or ``None``."""
    query = select(layouts.c.layout).where(layouts.c.reference == reference)
    return connection.execute(query).scalar()
