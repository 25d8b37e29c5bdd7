"""``consent``: who may be told what in a case, and taking consent back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from oroforms.cli.framework import Command, Day, Group, json_option, option, why_look
from oroforms.cli.output import paragraph, print_json, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.errors import ExitCode
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

if TYPE_CHECKING:
    from oroforms.casework.consent import ConsentStatus, Permission
    from oroforms.casework.obstacles import Obstacle
    from oroforms.workflow.consent import CaseConsent


@click.group(
    "consent", cls=Group, help=N_("Who may be told what with the guardians' consent; withdrawals.")
)
def command() -> None:
    pass


@command.command(
    "status",
    cls=Command,
    help=N_(
        "Show who may be told what in a case on the ground of consent, by whom it was given, "
        "until when, and what stands in the way. Ends with 6 when something does."
    ),
    example="consent status",
)
@click.argument("reference", metavar="REF")
@option("--at", metavar="DATE", type=Day(), help=N_("As things stand on that day. Default: today."))
@json_option
@why_look
@pass_settings
def status(
    settings: Settings, reference: str, at: date | None, as_json: bool, why: str
) -> ExitCode:
    from oroforms.workflow.consent import status as find

    with settings.open_case_file() as case_file:
        found = find(case_file, reference, at, why=why)
    if as_json:
        print_json(status_entry(found))
    else:
        _show(found, settings)
    return ExitCode.WAITS if _in_the_way(found.status) else ExitCode.DONE


@command.command(
    "withdraw",
    cls=Command,
    help=N_(
        "Record that a guardian took consent back by saying so. It counts at once; a form that "
        "withdraws is taken in by oroforms import."
    ),
    example="consent withdraw",
)
@click.argument("reference", metavar="REF")
@option("--guardian", required=True, metavar="NAME", help=N_("Who took it back."))
@option(
    "--scope",
    default="",
    metavar="TEXT",
    help=N_(
        "What of it: a unit as the consent names it, a code of information, or their own words. "
        "Default: all."
    ),
)
@option(
    "--at",
    metavar="WHEN",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help=N_("When it was said: 2026-01-01 or 2026-01-01T14:05. Default: now."),
)
@option("--by", metavar="NAME", help=N_("Who was told. Default: the name you are logged in by."))
@option("--why", required=True, metavar="TEXT", help=N_("How it was said, such as by phone."))
@json_option
@pass_settings
def withdraw(
    settings: Settings,
    reference: str,
    guardian: str,
    scope: str,
    at: datetime | None,
    by: str | None,
    why: str,
    as_json: bool,
) -> None:
    from oroforms.workflow.consent import withdraw as record

    with settings.open_case_file() as case_file:
        done = record(case_file, reference, guardian, scope=scope, at=at, by=by, why=why)
    if as_json:
        print_json(
            {
                "guardian": done.guardian,
                "scope": scope or None,
                "at": done.at.isoformat(timespec="seconds"),
                **status_entry(done.consent),
            }
        )
        return
    text = _("Recorded: {guardian} took consent back. It counts from {day}.")
    day = done.at.astimezone().date().isoformat()
    paragraph(text.format(guardian=done.guardian, day=day), fg="green")
    say()
    _show(done.consent, settings)


def status_entry(found: CaseConsent) -> dict[str, Any]:
    """How consent stands as JSON."""
    status = found.status
    return {
        "case": found.case.reference,
        "on": status.day.isoformat(),
        "guardians": [
            {"name": each.name, "custody": each.custody.value} for each in status.guardians
        ],
        "parties": [_party_entry(each, status) for each in status.parties],
        "obstacles": [obstacle_entry(each) for each in status.obstacles],
    }


def _party_entry(each: Permission, status: ConsentStatus) -> dict[str, Any]:
    return {
        "party": each.party,
        "category": each.category,
        "may_be_told": not (each.blocked or status.blocked),
        "information": list(each.information),
        "information_other": each.information_other or None,
        "collaborate": each.collaborate,
        "outcome": each.outcome,
        "from": None if each.since is None else each.since.isoformat(),
        "until": None if each.until is None else each.until.isoformat(),
        "given": [
            {
                "guardian": given.guardian,
                "submission": given.submission,
                "on": given.day.isoformat(),
                "form": "oral" if given.oral else "written",
            }
            for given in each.given
        ],
        "exceptions": list(each.exceptions),
        "obstacles": [obstacle_entry(one) for one in each.obstacles],
    }


def obstacle_entry(each: Obstacle) -> dict[str, Any]:
    """One obstacle as JSON."""
    return {
        "code": each.code,
        "blocks": each.blocks,
        "party": each.party,
        "submission": each.submission,
        "text": each.text,
        "do": each.todo,
    }


def show_obstacles(found: tuple[Obstacle, ...] | list[Obstacle]) -> None:
    """What is in the way, a paragraph each with what to do below it; cautions last."""
    for each in sorted(found, key=lambda one: not one.blocks):
        where = f"{each.party}: " if each.party and "unit" not in each.params else ""
        paragraph(f"– {where}{each.text}", hanging=2, fg="red" if each.blocks else "yellow")
        paragraph(each.todo, indent=4)


def _in_the_way(status: ConsentStatus) -> bool:
    return status.blocked or any(each.blocked for each in status.parties)


def _show(found: CaseConsent, settings: Settings) -> None:
    from oroforms.cli.submissions import tell_protection

    status = found.status
    text = _("Case {reference}: consent on {day}")
    say(text.format(reference=found.case.reference, day=status.day.isoformat()), bold=True)
    tell_protection(found.protection)
    if status.guardians:
        names = ", ".join(f"{each.name} ({_(_CUSTODY[each.custody])})" for each in status.guardians)
        paragraph(_("Consent is needed of: {names}").format(names=names), hanging=2)
    say()
    labels = _Labels(settings)
    if status.parties:
        table(
            [_("Who may be told"), _("What"), _("Until"), _("Given by")],
            [_row(each, status, labels) for each in status.parties],
            wrap=1,
            styles=[
                {"fg": "red"} if status.blocked or each.blocked else {"fg": "green"}
                for each in status.parties
            ],
        )
        say()
    parties = [one for each in status.parties for one in each.obstacles]
    if status.obstacles or parties:
        say(_("In the way"), bold=True)
        shown: list[Obstacle] = []
        for each in map(labels.named, (*status.obstacles, *parties)):
            if each not in shown:
                shown.append(each)
        show_obstacles(shown)
    else:
        say(_("Nothing stands in the way."), fg="green")


def _row(each: Permission, status: ConsentStatus, labels: _Labels) -> list[str]:
    if status.blocked or each.blocked:
        return [each.party, _("nothing, see below"), "–", _given(each)]
    until = each.until.isoformat() if each.until else "–"
    return [each.party, labels.what(each), until, _given(each)]


def _given(each: Permission) -> str:
    spoken = _("orally")
    return ", ".join(
        f"{given.guardian} ({spoken})" if given.oral else given.guardian for given in each.given
    )


class _Labels:
    """The words of the consent's form for the codes of what may be told."""

    def __init__(self, settings: Settings) -> None:
        from oroforms.casework import roles
        from oroforms.casework.roles import Role

        part = roles.current().parts[Role.CONSENT]
        definition = settings.library().get(part.forms[0])
        self._slots = definition.slot
        self._fields = part.fields

    def what(self, each: Permission) -> str:
        """What may be told, in words."""
        field = self._slots[self._fields["information"]].field
        said = [field.choice_label(code) for code in each.information]
        said += [each.information_other] if each.information_other else []
        for word, holds in (("collaborate", each.collaborate), ("outcome", each.outcome)):
            if holds:
                said.append(self._slots[self._fields[word]].label)
        return "; ".join(said)

    def named(self, each: Obstacle) -> Obstacle:
        """An obstacle with the form's words for the codes that it holds."""
        codes = each.params.get("codes")
        if codes is None:
            return each
        field = self._slots[self._fields["information"]].field
        words = "; ".join(field.choice_label(code) for code in codes.split(", "))
        return replace(each, params={**each.params, "codes": words})


_CUSTODY = {
    "sole": N_("has custody alone"),
    "joint": N_("has joint custody"),
    "appointed": N_("is specially appointed"),
    "unknown": N_("custody not known"),
}
