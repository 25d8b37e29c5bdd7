"""Keeps the translations: collects messages from the code, compiles what is translated.

``python scripts/catalogue.py`` renews ``oroforms/locale/*/LC_MESSAGES``: new
messages come in untranslated, those that are gone go, and the ``.mo`` files
are compiled. ``--check`` changes nothing and fails on anything that is not
translated, doubtful (fuzzy) or not current; the tests run it.

Two domains: ``oroforms`` holds our own messages, ``click`` those that the
command-line library brings (it ships no Swedish).
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "oroforms" / "locale"
LANGUAGES = {"oroforms": ("sv", "en"), "click": ("sv",)}
SOURCES = {"oroforms": ROOT / "oroforms", "click": Path(click.__file__).parent}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
SOURCE_LANGUAGE = "en"
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = {
    "header_comment": "# Messages of PROJECT, renewed by make catalogue; licensed as the rest.",
    "project": "oroforms",
    "version": "1",
    "msgid_bugs_address": "-",
    "last_translator": "-",
    "language_team": "-",
    # Dates would change the files, and the compiled ones, without a change of any message.
    "creation_date": NO_DATE,
    "revision_date": NO_DATE,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Keep the translations.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail on any gap")
    only_check = parser.parse_args().check
    faults: list[str] = []
    for domain, languages in LANGUAGES.items():
        template = collect(SOURCES[domain])
        for language in languages:
            path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
            catalog = renewed(path, template, language)
            faults += [f"{path.relative_to(ROOT)}: {fault}" for fault in gaps(catalog)]
            if only_check:
                faults += stale(path, catalog)
            else:
                write(path, catalog)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"catalogue: {len(faults)} faults" if faults else "catalogue: complete and current")
    return 1 if faults else 0


def collect(folder: Path) -> Catalog:
    """Every message in the Python files of a folder."""
    template = Catalog(project="oroforms", charset="utf-8")
    found = extract_from_dir(
        folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("i18n:",)
    )
    for file, _line, message, comments, context in found:
        template.add(
            message, locations=[(Path(file).as_posix(), 0)], auto_comments=comments, context=context
        )
    return template


def renewed(path: Path, template: Catalog, language: str) -> Catalog:
    """The catalogue of one language with exactly the messages of the template."""
    if path.is_file():
        catalog = read_po(io.BytesIO(path.read_bytes()), locale=language)
    else:
        catalog = Catalog(locale=language, charset="utf-8", fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    for name, value in HEADER.items():
        setattr(catalog, name, value)
    if language == SOURCE_LANGUAGE:
        for message in messages(catalog):
            message.string = message.id
    return catalog


def messages(catalog: Catalog) -> Iterator[Message]:
    """All but the header."""
    return (message for message in catalog if message.id)


def gaps(catalog: Catalog) -> Iterator[str]:
    """What is untranslated, doubtful, or fills other gaps than its source."""
    for message in messages(catalog):
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if not all(strings):
            yield f"not translated: {message.id!r}"
        elif message.fuzzy:
            yield f"doubtful (fuzzy): {message.id!r}"
        elif {*_gaps(message.id)} != {*_gaps(message.string)}:
            yield f"fills other gaps than its source: {message.id!r}"


def _gaps(text: str | Sequence[str]) -> Iterator[str]:
    for form in [text] if isinstance(text, str) else text:
        yield from re.findall(r"\{\w*[^}]*\}|%\(\w+\)[sd]", form)


def stale(path: Path, catalog: Catalog) -> Iterator[str]:
    """What on disk differs from the code's messages, and a ``.mo`` that is not its ``.po``."""
    where = path.relative_to(ROOT)
    if not path.is_file():
        yield f"{where}: not there; run make catalogue"
        return
    on_disk = {message.id for message in messages(read_po(io.BytesIO(path.read_bytes())))}
    if on_disk != {message.id for message in messages(catalog)}:
        yield f"{where}: not current; run make catalogue"
    compiled = path.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != as_mo(catalog):
        yield f"{compiled.relative_to(ROOT)}: not current; run make catalogue"


def as_mo(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    # Without line numbers: a catalogue changes when a message does, not when code moves.
    write_po(buffer, catalog, width=100, sort_by_file=True, include_lineno=False)
    path.write_bytes(buffer.getvalue())
    path.with_suffix(".mo").write_bytes(as_mo(catalog))


if __name__ == "__main__":
    sys.exit(main())
