"""Statistics of a case file: everything counted, small groups hidden, in four formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any

from oroforms import __version__
from oroforms import law as law_in_use
from oroforms.casefile.culling import tallies_of
from oroforms.casefile.facts import all_facts
from oroforms.casefile.opening import CaseFile
from oroforms.casework import roles as roles_in_use
from oroforms.casework.roles import Role, Roles
from oroforms.casework.statistics import (
    Codes,
    Counting,
    Dispatched,
    Figure,
    Notified,
    Part,
    Source,
    Year,
    from_tallies,
    years,
)
from oroforms.casework.statistics_page import Words, page
from oroforms.errors import UsageError
from oroforms.facts import local_day
from oroforms.i18n import gettext as _
from oroforms.library import Library


class StatisticsFormat(StrEnum):
    """What statistics are written as; a table on the screen is the command's."""

    CSV = "csv"
    JSON = "json"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a period, and what to call the answers of forms."""

    made: date
    years: tuple[Year, ...]
    words: Words


def statistics(case_file: CaseFile, library: Library, first: date, last: date) -> Statistics:
    """The figures from the month of a day to that of another, year by year.

    Nobody's data is shown by them, so that no row of the log tells of it.

    Raises
    ------
    UsageError
        When the first day is after the last.
    """
    if first > last:
        raise UsageError(
            _("--from {first} is after --to {last}").format(
                first=first.isoformat(), last=last.isoformat()
            )
        )
    roles = roles_in_use.current()
    words = _words(library, roles)
    today = local_day(case_file.clock())
    if first > today:
        raise UsageError(_("--from {first} is in the future").format(first=first.isoformat()))
    counting = Counting(law_in_use.current(), roles)
    with case_file.reading() as connection:
        facts = all_facts(connection)
        culled = list(tallies_of(connection))

    def lines() -> Iterator[Notified | Dispatched]:
        for case in facts.cases:
            yield from counting.notified(case, today)
            yield from counting.dispatched(case, today)
        yield from counting.loose(facts.loose)

    codes = Codes(tuple(words.sectors), tuple(words.kinds))
    # Months to come are no empty groups: they do not stand there.
    counted = years(chain(lines(), from_tallies(culled)), codes, first, min(last, today))
    return Statistics(today, counted, words)


def _words(library: Library, roles: Roles) -> Words:
    """What notifications offer as answers, over all forms of that role."""
    found: dict[str, dict[str, str]] = {"sector": {}, "kinds": {}}
    part = roles.parts[Role.NOTIFICATION]
    known = {definition.form for definition in library.forms()}
    for form in part.forms:
        if form not in known:
            continue
        definition = library.get(form)
        for word, labels in found.items():
            slot = definition.slot.get(part.fields.get(word, ""))
            for choice in () if slot is None else slot.field.choices:
                labels.setdefault(choice.code, str(choice.label))
    return Words(found["sector"], found["kinds"])


def text(found: Statistics, format_: StatisticsFormat) -> str:
    """All figures as the text of a file; what is hidden is ``null`` in JSON and ``..`` in CSV."""
    return _WRITERS[format_](found)


def entry(year: Year) -> dict[str, Any]:
    """The figures of a year as JSON."""
    return {
        "year": year.number,
        "from": year.first,
        "to": year.last,
        "notifications": year.notifications,
        "opened": _part(year.opened),
        "months": [_figure(each) for each in year.months],
        "sources": [_source(each) for each in year.sources],
        "outcomes": [_figure(each) for each in year.outcomes],
        "acute": _part(year.acute),
        "kinds": [_figure(each) for each in year.kinds],
        "decided_in_time": _part(year.decided_in_time),
        "median_days_to_decision": year.median_days,
        "feedback_in_time": _part(year.feedback_in_time),
        "sent_outstanding": _part(year.outstanding),
        "outstanding_late": _part(year.late),
    }


def _figure(each: Figure) -> dict[str, Any]:
    return {"code": each.code, "count": each.count}


def _source(each: Source) -> dict[str, Any]:
    return {
        "code": each.code,
        "count": each.count,
        "opened": each.opened,
        "share_opened": each.share,
    }


def _part(each: Part) -> dict[str, Any]:
    return {"of": each.whole, "count": each.count, "share": each.share}


def _json(found: Statistics) -> str:
    data = {
        "oroforms": __version__,
        "made": found.made.isoformat(),
        "hidden_below": 5,
        "years": [entry(year) for year in found.years],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


_HIDDEN = ".."


def _csv(found: Statistics) -> str:
    """One figure a line: a form that every program can pivot."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(("from", "to", "table", "code", "label", "measure", "value"))
    for year in found.years:
        for table, code, measure, value in _measures(year):
            label = found.words.label(table, code)
            shown = _HIDDEN if value is None else value
            lines.writerow((year.first, year.last, table, code, label, measure, shown))
    # The mark in front makes spreadsheets read the file as UTF-8.
    return "\ufeff" + file.getvalue()


def _measures(year: Year) -> Iterator[tuple[str, str, str, int | float | None]]:
    data = entry(year)
    for key, value in data.items():
        if key in ("year", "from", "to"):
            continue
        if isinstance(value, list):
            for row in value:
                for measure in row.keys() - {"code"}:
                    yield key, row["code"], measure, row[measure]
        elif isinstance(value, dict):
            for measure, number in value.items():
                yield key, "", measure, number
        else:
            yield key, "", "count", value


def _html(found: Statistics) -> str:
    return page(found.years, found.words, found.made)


_WRITERS: Mapping[StatisticsFormat, Callable[[Statistics], str]] = {
    StatisticsFormat.CSV: _csv,
    StatisticsFormat.JSON: _json,
    StatisticsFormat.HTML: _html,
}
