"""docs/word-templates.md tells the truth about variables, styles and names."""

from __future__ import annotations

import re
from pathlib import Path

from small_form import part

from oroforms import law
from oroforms.library import Library
from oroforms.template.context import context
from oroforms.template.paper import CODE_NAME
from oroforms.template.variables import unknown
from oroforms.template.xml import name

PAGE = (Path(__file__).parents[2] / "docs" / "word-templates.md").read_text(encoding="utf-8")


def test_every_variable_of_the_page_exists() -> None:
    view = context(Library().get("orosanmalan"), {}, law=dict.fromkeys(law.current().rules, ""))
    table = PAGE[PAGE.index("| variable |") : PAGE.index("What people write")]
    used = set(re.findall(r"\{\{ ([\w.]+) \}\}", table)) - {"one.name"}
    assert len(used) > 10
    assert {path for path in used if unknown(path, view)} == set()


def test_every_style_of_the_page_is_in_the_templates() -> None:
    library = Library()
    sheet = part(library.template(library.get("samtycke")), "word/styles.xml")
    styles = {node.get(name("w:val")) for node in sheet.iter(name("w:name"))}
    swedish = {"Sidhuvud": "header", "Sidfot": "footer"}  # built in: Word translates their names
    rows = [row for row in PAGE.splitlines() if row.startswith("| ") and "Rubrik" not in row]
    start = next(i for i, row in enumerate(rows) if row.startswith("| style"))
    told = {
        word.strip() for row in rows[start + 2 : start + 7] for word in row.split("|")[1].split(",")
    }
    assert told <= styles | swedish.keys()
    assert CODE_NAME in PAGE
