"""The rows that bear on what is due, read with sqlite3 and json alone: see ``due.py``."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path


def plain(path: Path) -> int:
    """All rows that bear on what is due, fetched, with their JSON read."""
    with sqlite3.connect(path) as database:
        rows = 0
        for query, column in (
            ("SELECT * FROM cases ORDER BY id", None),
            ('SELECT id, case_id, acute, "values" FROM submissions ORDER BY id', 3),
            ("SELECT id, case_id, kind, at, happened, what FROM case_events ORDER BY id", 5),
        ):
            for row in database.execute(query):
                rows += 1
                if column is not None:
                    json.loads(row[column])
    return rows


if __name__ == "__main__":
    plain(Path(sys.argv[1]))
