"""``law``: the rules of law that forms cite and case work follows, on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, json_option, option
from oroforms.cli.output import paragraph, print_json, say
from oroforms.i18n import N_, ngettext
from oroforms.i18n import gettext as _
from oroforms.law import in_language as _said

if TYPE_CHECKING:
    from oroforms.law import Clock, LegalRule, Period


@click.command(
    "law",
    cls=Command,
    help=N_(
        "Print every rule of law that the forms cite and case work follows: the section in force "
        "on a day, how long it gives, what the authorities advise, and up to when the statutes "
        "were read."
    ),
    example="law",
)
@option("--date", "day", metavar="DATE", type=Day(), help=N_("The day. Default: today."))
@json_option
def command(day: date | None, as_json: bool) -> None:
    from oroforms import law

    known = law.current()
    on = day or date.today()  # noqa: DTZ011 - the day at the place of use
    in_force = [(rule, period) for rule in known.rules.values() if (period := rule.on(on))]
    if as_json:
        print_json(
            {
                "date": on.isoformat(),
                "as_of": known.as_of.isoformat(),
                "source": _said(known.source),
                "rules": [_entry(rule, period) for rule, period in in_force],
                "left_out": [_said(text) for text in known.left_out],
            }
        )
        return
    say(_("The law on {day}").format(day=on.isoformat()), bold=True)
    paragraph(_("Read up to {day}: {source}").format(day=known.as_of, source=_said(known.source)))
    if on > known.as_of:
        text = _("Statutes that were decided after {day} are not in it.")
        paragraph(text.format(day=known.as_of), fg="yellow")
    for rule, period in in_force:
        _show(rule, period)
    if known.left_out:
        say()
        say(_("Left out, as not verified"), bold=True)
        for missing in known.left_out:
            paragraph(f"– {_said(missing)}", hanging=2)


def _show(rule: LegalRule, period: Period) -> None:
    say()
    paragraph(f"{rule.key} · {_said(period.citation)}", hanging=2, bold=True)
    paragraph(_said(rule.title), indent=2)
    until = rule.ends(period)
    if period.first is not None:
        text = _("In force since {day}.")
        paragraph(text.format(day=period.first.isoformat()), indent=2, dim=True)
    if until is not None:
        text = _("In force until {day}.")
        paragraph(text.format(day=until.isoformat()), indent=2, dim=True)
    if period.clock is not None:
        paragraph(_clock(period.clock), indent=2)
    if period.note.sv:
        paragraph(_said(period.note), indent=2)
    for advice in rule.guidance:
        text = _("Guidance, no statute: {advice}")
        paragraph(text.format(advice=_said(advice)), indent=2, hanging=2)


def _entry(rule: LegalRule, period: Period) -> dict[str, Any]:
    until = rule.ends(period)
    return {
        "rule": rule.key,
        "title": _said(rule.title),
        "section": _said(period.citation),
        "from": None if period.first is None else period.first.isoformat(),
        "until": None if until is None else until.isoformat(),
        "clock": _clock_entry(period.clock),
        "at_once": list(period.at_once),
        "on_request": period.on_request,
        "note": _said(period.note) or None,
        "guidance": [_said(text) for text in rule.guidance],
        "guidance_clock": _clock_entry(rule.advised),
    }


def _clock_entry(clock: Clock | None) -> dict[str, Any] | None:
    return None if clock is None else {clock.unit: clock.number, "starts": clock.starts}


def _clock(clock: Clock) -> str:
    number = {
        "days": lambda: ngettext("{count} day", "{count} days", clock.number),
        "months": lambda: ngettext("{count} month", "{count} months", clock.number),
        "years": lambda: ngettext("{count} year", "{count} years", clock.number),
    }[clock.unit]()
    text = _("Time: {time} from {event}")
    return text.format(time=number.format(count=clock.number), event=_(_STARTS[clock.starts]))


_STARTS = {
    "receipt": N_("the day it came in"),
    "decision": N_("the decision"),
    "last_note": N_("the last note in the file"),
    "birth": N_("the birth of the child"),
}
