"""Inserts that meet a row of the same key: the one place where the databases' dialects differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func


def insert_or_keep(connection: Connection, table: Table, row: Mapping[str, Any], key: str) -> Any:
    """Insert a row unless its key is there; the primary key of a new row, else ``None``."""
    [primary] = table.primary_key.columns
    statement = _insert(connection, table).on_conflict_do_nothing(index_elements=[key])
    return connection.execute(statement.returning(primary), dict(row)).scalar()


def insert_or_change(
    connection: Connection,
    table: Table,
    row: Mapping[str, Any],
    key: str,
    change: Mapping[str, Any],
    result: ColumnElement[Any],
) -> Any:
    """Insert a row, or where its key is there change that row; a column of what then stands."""
    statement = _insert(connection, table).values(**row)
    statement = statement.on_conflict_do_update(index_elements=[key], set_=dict(change))
    return connection.execute(statement.returning(result)).scalar_one()


def larger(connection: Connection, column: ColumnElement[Any], number: int) -> Any:
    """The larger of a column and a number."""
    function = func.greatest if connection.dialect.name == "postgresql" else func.max
    return function(column, number)


def _insert(connection: Connection, table: Table) -> Any:
    # Each dialect is imported by the engine that speaks it; the other one is never needed.
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
