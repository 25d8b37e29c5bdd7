"""Writes the generated pages of ``docs/``: commands, fields, findings.

``python scripts/docs.py`` writes them; ``--check`` changes nothing and fails
where one is not current. The tests run that.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
NOTE = "<!-- Written by make docs; do not edit by hand. -->"

sys.path.insert(0, str(ROOT))
os.environ["COLUMNS"] = "80"
os.environ.pop("OROFORMS_CASE_FILE", None)

from oroforms.cli.language import speaking  # noqa: E402
from oroforms.cli.main import cli  # noqa: E402
from oroforms.definition import Definition, Slot, Text  # noqa: E402
from oroforms.findings import CATALOGUE  # noqa: E402
from oroforms.folders import shipped  # noqa: E402
from oroforms.i18n import gettext  # noqa: E402
from oroforms.law import FILE as LAW_FILE  # noqa: E402
from oroforms.law import Clock  # noqa: E402
from oroforms.law import load as load_law  # noqa: E402
from oroforms.loading import load  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the generated pages of docs/.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if not current")
    only_check = parser.parse_args().check
    stale = 0
    for name, page in PAGES.items():
        path = DOCS / name
        text = "\n".join(page()) + "\n"
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if only_check:
            print(f"docs/{name} is not current; run make docs", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"written: docs/{name}")
    return int(only_check and stale > 0)


def commands() -> Iterator[str]:
    """Every command's help, as the program prints it in English."""
    yield "# Commands"
    yield ""
    yield NOTE
    yield ""
    yield "Help is Swedish unless `--lang en` comes before the command."
    yield "Exit codes and JSON: [contract.md](contract.md)."
    with speaking("en"):
        for path, command in walk(cli, ("oroforms",)):
            context = _context(path)
            yield ""
            yield f"## `{' '.join(path)}`"
            yield ""
            yield "```"
            yield command.get_help(context)
            yield "```"


def walk(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all below it, each with the words that name it."""
    yield path, command
    if isinstance(command, click.Group):
        context = _context(path)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from walk(below, (*path, name))


def _context(path: tuple[str, ...]) -> click.Context:
    """The context that click would be in after the words of ``path``."""
    context = click.Context(cli, info_name=path[0], terminal_width=80)
    context.help_option_names = ["-h", "--help"]
    command: click.Command = cli
    for name in path[1:]:
        found = command.get_command(context, name) if isinstance(command, click.Group) else None
        command = found or command
        context = click.Context(command, info_name=name, parent=context)
    return context


def fields() -> Iterator[str]:
    """Every place to answer on every form."""
    yield "# Fields"
    yield ""
    yield NOTE
    yield ""
    yield "The same as `oroforms fields FORM`. A name is the key in data files, the tag in Word,"
    yield "the name of the AcroForm field, and the key in the case file. Bold must be answered;"
    yield "◆ is filled in by the office."
    for definition in definitions():
        yield ""
        yield f"## `{definition.id}` · {definition.title.sv}"
        for section in definition.sections:
            yield ""
            yield f"### {section.number} {section.title.sv} ({section.title.en})"
            yield ""
            yield "| no. | name | type | label | codes |"
            yield "| --- | --- | --- | --- | --- |"
            for slot in definition.slots_of(section.id):
                yield _field_row(slot)


def _field_row(slot: Slot) -> str:
    field = slot.field
    name = f"**`{slot.name}`**" if field.required else f"`{slot.name}`"
    codes = "<br>".join(f"`{choice.code}` {_cell(choice.label)}" for choice in field.choices)
    mark = " ◆" if field.prefilled else ""
    return f"| {slot.number} | {name}{mark} | {slot.type} | {_cell(field.label)} | {codes} |"


def findings() -> Iterator[str]:
    """Every finding that the program or a shipped form can give."""
    yield "# Findings"
    yield ""
    yield NOTE
    yield ""
    yield "A finding is something about a person's answer or a document that came in. An error"
    yield "sends a returned form to review; a warning does not. Codes are stable; texts are not."
    yield "Gaps in braces are filled in when shown."
    yield ""
    yield "## Of the program"
    yield ""
    yield "| code | severity | Swedish | English |"
    yield "| --- | --- | --- | --- |"
    for code, kind in CATALOGUE.items():
        both = []
        for language in ("sv", "en"):
            with speaking(language):
                both.append(gettext(kind.message).replace("|", "\\|"))
        yield f"| `{code}` | {kind.severity.value} | {' | '.join(both)} |"
    for definition in definitions():
        if not definition.rules:
            continue
        yield ""
        yield f"## Of `{definition.id}`"
        yield ""
        yield "| code | severity | field | Swedish | English |"
        yield "| --- | --- | --- | --- | --- |"
        for rule in definition.rules:
            where = f"`{rule.field}`" if rule.field else ""
            texts = f"{_one_line(rule.message.sv)} | {_one_line(rule.message.en)}"
            yield f"| `{rule.code}` | {rule.severity} | {where} | {texts} |"


def law() -> Iterator[str]:
    """Every rule of law with its sections by date, and what is left out."""
    known = load_law(shipped("schemas") / LAW_FILE)
    yield "# The law"
    yield ""
    yield NOTE
    yield ""
    yield "The rules that forms cite and case work follows, as `schemas/law.yaml` has them. Yours"
    yield "is laid over it. A document cites the section in force on its own date, and a period is"
    yield "counted by the section in force when it began ([due.md](due.md)). What is in force on a"
    yield "day: `oroforms law --date D`."
    yield ""
    yield f"Read up to {known.as_of.isoformat()}. {known.source.en}"
    yield ""
    yield "| rule | from | section | time | note |"
    yield "| --- | --- | --- | --- | --- |"
    for rule in known.rules.values():
        for period in rule.periods:
            first = period.first.isoformat() if period.first else ""
            said = _one_line(period.note.en)
            cells = (f"`{rule.key}`", first, period.citation.sv, _time(period.clock), said)
            yield f"| {' | '.join(cells)} |"
    yield ""
    yield "## What each rule is about"
    yield ""
    for rule in known.rules.values():
        yield f"- `{rule.key}`: {_one_line(rule.title.en)} ({_one_line(rule.title.sv)})"
        for advice in rule.guidance:
            yield f"  - Guidance, no statute: {_one_line(advice.en)}"
        if rule.advised is not None:
            yield f"  - By the guidance: {_time(rule.advised)}"
    yield ""
    yield "## Left out, as not verified"
    yield ""
    for text in known.left_out:
        yield f"- {_one_line(text.en)}"


def _time(clock: Clock | None) -> str:
    if clock is None:
        return ""
    event = clock.starts.replace("_", " ")
    return f"{clock.number} {clock.unit} from {event}" if clock.number else f"the day of {event}"


def definitions() -> list[Definition]:
    """The shipped definitions, whatever a user has laid over them."""
    return [load(path) for path in sorted(shipped("schemas").glob("*.v*.yaml"))]


def _cell(text: Text) -> str:
    return f"{_one_line(text.sv)} / {_one_line(text.en)}"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands.md": commands,
    "fields.md": fields,
    "findings.md": findings,
    "law.md": law,
}


if __name__ == "__main__":
    sys.exit(main())
