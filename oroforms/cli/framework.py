"""click, with our manners: help in the language that is set, one example a command, lazy groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from oroforms.i18n import N_, gettext

_Function = TypeVar("_Function", bound=Callable[..., Any])

_USAGE = {
    "[OPTIONS]": N_("[OPTIONS]"),
    "COMMAND [ARGS]...": N_("COMMAND …"),
}


class _TranslatedHelp:
    """Keeps ``help`` as the English msgid and gives it in the language that is set when read."""

    _help: str | None = None

    @property
    def help(self) -> str | None:
        return gettext(self._help) if self._help else self._help

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text


class _TranslatedUsage(_TranslatedHelp):
    """Writes the placeholders of the usage line, too, in the language that is set."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the command's name."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [gettext(_USAGE[piece]) if piece in _USAGE else piece for piece in pieces]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option ``--help``; click makes it once, in the language of that moment."""
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = gettext("Show this message and exit.")
        return option


class Option(_TranslatedHelp, click.Option):
    """A click option whose help is a message of the catalogue."""


class Command(_TranslatedUsage, click.Command):
    """A click command with one real example, shown last in its help and run by the tests.

    ``example`` names its entry in ``examples.toml``. Examples are data: they
    name forms, and no code does.
    """

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._example = example

    @property
    def example(self) -> str:
        """One or more command lines."""
        return _examples()[self._example]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example below the options, never wrapped: it is there to be copied."""
        formatter.write_paragraph()
        formatter.write(gettext("Example:") + "\n")
        formatter.indent()
        for line in self.example.splitlines():
            formatter.write(" " * formatter.current_indent + line + "\n")
        formatter.dedent()


@cache
def _examples() -> Mapping[str, str]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))


class Group(_TranslatedUsage, click.Group):
    """A click group that suggests the nearest of its commands for one that it lacks."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names.

        Raises
        ------
        click.exceptions.NoSuchCommand
            With the nearest names; click's own looks only at commands that are loaded.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(
                error.command_name, possibilities=self.list_commands(ctx), ctx=ctx
            ) from None


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lies, and its one-line summary (a msgid) for the list of commands."""

    module: str
    summary: str
    attribute: str = "command"


class LazyGroup(Group):
    """A group that imports a command's module only when that command is asked for.

    The list of commands is written from the table alone, so that ``--help``
    imports none of them.
    """

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table, which is the order of the work."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; ``None`` where the table has none of that name."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(import_module(entry.module), entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table's summaries."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, gettext(e.summary)) for name, e in self.entries.items()])


class Day(click.ParamType[date]):
    """A day as ``2026-01-01``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that a word names; click shows the refusal of any other."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            text = gettext("{value} is not a day such as 2026-01-01")
            self.fail(text.format(value=value), param, ctx)


def why_look(function: _Function) -> _Function:
    """The option by which a person says why they look at personal data."""
    text = N_("Why you look; kept in the log. Write no names there.")
    return option("--why", metavar="TEXT", default="", help=text)(function)


def option(*names: str, help: str, **settings: Any) -> Callable[[_Function], _Function]:  # noqa: A002
    """``click.option`` with a translated help."""
    return click.option(*names, cls=Option, help=help, **settings)


json_option = option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
"""The option ``--json``."""

to_file = option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("File to write."),
)
"""The option ``-o FILE``."""
