"""The global options of one run, and what they open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

CASE_FILE_VARIABLE = "OROFORMS_CASE_FILE"


@dataclass(frozen=True, slots=True)
class Settings:
    """What was said before the command's name.

    ``case_file`` is a path or a database URL, ``None`` for the default in the
    user's data folder; ``schemas`` and ``templates`` are a municipality's own
    folders that lie over the shipped ones.
    """

    case_file: str | None = None
    schemas: Path | None = None
    templates: Path | None = None
    verbose: bool = False


pass_settings = click.make_pass_decorator(Settings)
