"""The global options of one run, and what they open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.casefile.opening import CaseFile
    from oroforms.library import Library

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

    def library(self) -> Library:
        """The forms at hand, the named folders laid over the user's own and the shipped ones."""
        from oroforms.library import Library

        return Library(
            [self.schemas] if self.schemas else [], [self.templates] if self.templates else []
        )

    def open_case_file(self) -> CaseFile:
        """The case file that was named, or the default; made or migrated as needed.

        That a named one is new is said: whoever misspells its name would else
        be told that there are no cases.
        """
        from oroforms.casefile.opening import CaseFile

        named = self.case_file
        new = named is not None and "://" not in named and not Path(named).expanduser().exists()
        opened = CaseFile.open(named)
        if new:
            from oroforms.cli.output import note

            note(_("A new case file: {path}").format(path=named))
        return opened


pass_settings = click.make_pass_decorator(Settings)
