"""``stats``: what a period's notifications came to, in numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oroforms.cli.framework import Command, Day, option
from oroforms.cli.output import note, paragraph, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.casework.statistics import Year
    from oroforms.casework.statistics_page import Words

_FORMATS = ("table", "csv", "json", "html")


@click.command(
    "stats",
    cls=Command,
    help=N_(
        "Count notifications by month, source, kind and outcome, days to the decision, feedback "
        "in time and forms that have not come back. Groups of fewer than five are hidden, and "
        "what they could be computed from. Periods are whole months, year by year."
    ),
    example="stats",
)
@option(
    "--from",
    "first",
    required=True,
    metavar="DATE",
    type=Day(),
    help=N_("A day in the first month, such as 2026-01-01."),
)
@option(
    "--to",
    "last",
    required=True,
    metavar="DATE",
    type=Day(),
    help=N_("A day in the last month, such as 2026-12-31."),
)
@option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    default=_FORMATS[0],
    show_default=True,
    help=N_("A table to read, or a file: html is one page with charts."),
)
@option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("File to write. Default: standard output."),
)
@pass_settings
def command(settings: Settings, first: date, last: date, format_: str, output: Path | None) -> None:
    from oroforms.private_files import written
    from oroforms.workflow.statistics import StatisticsFormat, statistics, text

    with settings.open_case_file() as case_file:
        found = statistics(case_file, settings.library(), first, last)
    if format_ == _FORMATS[0]:
        if output is not None:
            raise click.UsageError(_("A table goes to the screen: name a --format for -o."))
        for year in found.years:
            _show(year, found.words)
        _notes()
        return
    made = text(found, StatisticsFormat(format_))
    if output is None:
        click.echo(made, nl=False)
        return
    with written(output) as file:
        file.write(made.encode("utf-8"))
    note(_("Written: {path}").format(path=output))


def _show(year: Year, words: Words) -> None:
    from oroforms.casework.statistics_page import (
        key_figures,
        outcome_name,
        percent,
        shown,
    )

    say(_("{first} to {last}").format(first=year.first, last=year.last), bold=True)
    for name, figure, of in key_figures(year):
        say(f"  {name}: {figure}" + (f" ({of})" if of else ""))
    say()
    rows = [
        [words.sector(each.code), shown(each.count), shown(each.opened), percent(each.share)]
        for each in year.sources
    ]
    opened = year.opened
    total = [_("All"), shown(year.notifications), shown(opened.count), percent(opened.share)]
    heads = [_("Source"), _("Notifications"), _("Led to an inquiry"), _("Share")]
    table(heads, [*rows, total], wrap=0)
    say()
    table(
        [_("Month"), _("Notifications")],
        [[each.code, shown(each.count)] for each in year.months],
    )
    say()
    table(
        [_("Outcome"), _("Notifications")],
        [[outcome_name(each.code), shown(each.count)] for each in year.outcomes],
        wrap=0,
    )
    say()
    table(
        [_("Kind of concern"), _("Notifications")],
        [[words.kinds.get(each.code, each.code), shown(each.count)] for each in year.kinds],
        wrap=0,
    )
    say()


def _notes() -> None:
    from oroforms.casework.statistics_page import notes

    for text in notes():
        paragraph(text, hanging=2, dim=True)
