"""Statistics as one HTML page with charts: nothing outside it, on paper and in the dark too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from oroforms.casework.charts import Bar, columns, rows, written
from oroforms.casework.statistics import UNDECIDED, UNSAID, Part, Year
from oroforms.casework.suppression import SMALLEST
from oroforms.facts import Outcome
from oroforms.i18n import N_, decimal, language
from oroforms.i18n import gettext as _

HIDDEN = ".."
_OUTCOMES = {
    Outcome.OPENED.value: N_("inquiry opened"),
    Outcome.NOT_OPENED.value: N_("no inquiry opened"),
    Outcome.ALREADY_RUNNING.value: N_("an inquiry was running already"),
    UNDECIDED: N_("not decided yet"),
}
_TABLES = {
    "notifications": N_("Notifications"),
    "opened": N_("Led to an inquiry"),
    "acute": N_("Acute"),
    "decided_in_time": N_("Decided in time"),
    "median_days_to_decision": N_("Days to the decision, median"),
    "feedback_in_time": N_("Feedback in time"),
    "sent_outstanding": N_("Sent forms that have not come back"),
    "outstanding_late": N_("Of these, later than wanted"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What people call the answers of notifications: code → label, in printed order."""

    sectors: Mapping[str, str]
    kinds: Mapping[str, str]

    def label(self, table: str, code: str) -> str:
        """What a code of a table, or the table of a figure without code, is called."""
        if not code:
            return _(_TABLES.get(table, table))
        if table == "sources":
            return self.sector(code)
        if table == "kinds":
            return self.kinds.get(code, code)
        if table == "outcomes":
            return outcome_name(code)
        return code

    def sector(self, code: str) -> str:
        """A sector as a row is headed by it."""
        return _("Not said") if code == UNSAID else self.sectors.get(code, code)


def outcome_name(code: str) -> str:
    """An outcome in words."""
    return _(_OUTCOMES[code])


def shown(number: float | None) -> str:
    """A number as it is printed, ``..`` where it is hidden."""
    if number is None:
        return HIDDEN
    if isinstance(number, float) and not number.is_integer():
        return decimal(number)
    return written(int(number))


def percent(share: int | None) -> str:
    """A share as it is printed."""
    return HIDDEN if share is None else f"{share}\u00a0%"


def key_figures(year: Year) -> Iterator[tuple[str, str, str]]:
    """The figures that stand first: what, how much, and of how many."""
    yield _("Notifications"), shown(year.notifications), ""
    yield _("Led to an inquiry"), *_of(year.opened)
    yield _("Acute"), *_of(year.acute)
    yield _("Decided in time"), *_of(year.decided_in_time)
    days = (
        HIDDEN
        if year.median_days is None
        else _("{days} days").format(days=shown(year.median_days))
    )
    yield _("From arrival to decision, median"), days, ""
    yield _("Feedback in time"), *_of(year.feedback_in_time)
    yield _("Sent forms that have not come back"), *_of(year.outstanding, counted=True)
    yield _("Of these, later than wanted"), *_of(year.late, counted=True)


def _of(part: Part, *, counted: bool = False) -> tuple[str, str]:
    if part.count is None or part.whole is None:
        return HIDDEN, ""
    text = _("{count} of {whole}").format(count=shown(part.count), whole=shown(part.whole))
    return (shown(part.count) if counted else percent(part.share)), text


def notes() -> tuple[str, ...]:
    """What a reader must know of the figures."""
    return (
        _(
            "“{hidden}”: a group of fewer than {limit}, or one that is hidden so that such a group "
            "cannot be computed. Empty groups are hidden too."
        ).format(hidden=HIDDEN, limit=SMALLEST),
        _(
            "A notification counts in the month in which it arrived, one that waits for review "
            "too. Periods are whole months, and each calendar year stands by itself."
        ),
        _(
            "Do not hand out figures of periods that overlap, or of the same period made on "
            "different days: the difference between them may be a small group."
        ),
        _("One notification may be about several kinds of concern."),
    )


def page(years: Sequence[Year], words: Words, made: date) -> str:
    """The page, in the language that is set."""
    from jinja2 import Environment, StrictUndefined

    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(_resource("statistics.html.jinja"))
    return template.render(
        lang=language(),
        css=_resource("statistics.css"),
        title=_("Notifications of concern in numbers"),
        period=_period(years),
        made=_("Made {day}").format(day=made.isoformat()),
        years=[_block(year, words) for year in reversed(years)],
        overview=_overview(years) if len(years) > 1 else None,
        notes=notes(),
        words=_page_words(),
    )


def _resource(name: str) -> str:
    return resources.files("oroforms.casework").joinpath(name).read_text("utf-8")


def _page_words() -> dict[str, str]:
    return {
        "year": _("Year"),
        "contents": _("Years"),
        "total": _("All"),
        "source": _("Source"),
        "notifications": _("Notifications"),
        "opened": _("Led to an inquiry"),
        "share": _("Share"),
        "month": _("Month"),
        "kind": _("Kind of concern"),
        "outcome": _("Outcome"),
        "count": _("Number"),
        "by_source": _("Where they come from"),
        "by_month": _("Month by month"),
        "by_kind": _("What the concern is about"),
        "by_outcome": _("What became of them"),
        "legend_whole": _("all"),
        "legend_part": _("led to an inquiry"),
        "legend_hidden": _("hidden"),
        "overview": _("Year by year"),
        "notes": _("How to read the figures"),
    }


def _period(years: Sequence[Year]) -> str:
    return f"{years[0].first} – {years[-1].last}"


def _overview(years: Sequence[Year]) -> list[dict[str, str]]:
    return [
        {
            "year": _span(year),
            "notifications": shown(year.notifications),
            "opened": shown(year.opened.count),
            "share": percent(year.opened.share),
        }
        for year in years
    ]


def _span(year: Year) -> str:
    whole = year.first.endswith("-01") and year.last.endswith("-12")
    return str(year.number) if whole else f"{year.first} – {year.last}"


def _block(year: Year, words: Words) -> dict[str, Any]:
    name = _span(year)
    identity = f"y{year.number}"
    months = [Bar(each.code[5:].lstrip("0"), each.count) for each in year.months]
    sources = [Bar(words.sector(each.code), each.count, each.opened) for each in year.sources]
    kinds = [Bar(words.kinds.get(each.code, each.code), each.count) for each in year.kinds]
    see = _("The same numbers stand in the table that follows.")
    return {
        "id": identity,
        "name": name,
        "key": list(key_figures(year)),
        "notifications": shown(year.notifications),
        "opened": shown(year.opened.count),
        "share": percent(year.opened.share),
        "months": [(each.code, shown(each.count)) for each in year.months],
        "sources": [
            (words.sector(each.code), shown(each.count), shown(each.opened), percent(each.share))
            for each in year.sources
        ],
        "kinds": [
            (words.kinds.get(each.code, each.code), shown(each.count)) for each in year.kinds
        ],
        "outcomes": [(outcome_name(each.code), shown(each.count)) for each in year.outcomes],
        "month_chart": columns(
            f"{identity}-months",
            _("Notifications month by month, {year}").format(year=name),
            see,
            months,
        ),
        "source_chart": rows(
            f"{identity}-sources",
            _("Notifications by source, and how many led to an inquiry, {year}").format(year=name),
            see,
            sources,
        ),
        "kind_chart": rows(
            f"{identity}-kinds",
            _("Notifications by kind of concern, {year}").format(year=name),
            see,
            kinds,
        ),
    }
