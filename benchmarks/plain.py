"""The plain scripts that oroforms is measured against: what one would write in an afternoon."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path


def fillable(paths: list[Path], database: Path) -> None:
    """pypdf ``get_fields``, Cerberus, one sqlite3 insert a file."""
    from cerberus import Validator
    from pypdf import PdfReader

    store = sqlite3.connect(database)
    store.execute("create table submission (path text, data text, errors text)")
    validator = Validator({"child.name": {"type": "string", "required": True}}, allow_unknown=True)
    for path in paths:
        fields = PdfReader(path).get_fields() or {}
        data = {name: str(field.value) for name, field in fields.items() if field.value is not None}
        validator.validate(data)
        row = (str(path), json.dumps(data), json.dumps(validator.errors))
        with store:
            store.execute("insert into submission values (?, ?, ?)", row)


def printed(paths: list[Path]) -> None:
    """pdfplumber taking the words off every page."""
    import pdfplumber

    for path in paths:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_words()


if __name__ == "__main__":
    kind, folder, *rest = sys.argv[1:]
    files = sorted(Path(folder).iterdir())
    fillable(files, Path(rest[0])) if kind == "fillable" else printed(files)
