"""``forms`` and ``fields``: what forms there are, and what each one asks."""

from __future__ import annotations

import click

from oroforms.cli.framework import Command, json_option, option
from oroforms.cli.output import print_json, say, table
from oroforms.cli.settings import Settings, pass_settings
from oroforms.i18n import N_
from oroforms.i18n import gettext as _


@click.command(
    "forms",
    cls=Command,
    help=N_("List the forms: name, version, title, and whether they come back."),
    example="forms",
)
@json_option
@pass_settings
def forms(settings: Settings, as_json: bool) -> None:
    found = settings.library().forms()
    if as_json:
        print_json(
            [
                {"id": d.form, "version": d.version, "title": str(d.title), "kind": d.kind.value}
                for d in found
            ]
        )
        return
    kinds = {"form": _("goes out and comes back"), "letter": _("goes out")}
    table(
        [_("Form"), _("Version"), _("Title"), _("Kind")],
        [[d.form, d.version, d.title, kinds[d.kind.value]] for d in found],
        wrap=2,
    )


@click.command(
    "fields",
    cls=Command,
    help=N_(
        "List every field of a form, one a place on paper: its name in data, its printed number "
        "and label, its type, and its codes."
    ),
    example="fields",
)
@click.argument("form", metavar="FORM")
@json_option
@option("--json-schema", is_flag=True, help=N_("Print a JSON Schema of the form's data."))
@pass_settings
def fields(settings: Settings, form: str, as_json: bool, json_schema: bool) -> None:
    if as_json and json_schema:
        raise click.UsageError(_("--json and --json-schema exclude each other; give one."))
    definition = settings.library().get(form)
    if json_schema:
        from oroforms.catalogue import json_schema as schema_of

        print_json(schema_of(definition))
        return
    from oroforms.catalogue import entries

    listed = entries(definition)
    if as_json:
        print_json(listed)
        return
    say(f"{definition.title} ({definition.id})", bold=True)
    table(
        [_("No."), _("Name"), _("Type"), _("Label and codes")],
        [
            [
                entry["number"],
                entry["name"] + (" *" if entry["required"] else ""),
                entry["type"],
                _described(entry),
            ]
            for entry in listed
        ],
    )
    say(_("* must be answered"))


def _described(entry: dict[str, object]) -> str:
    choices = entry.get("choices")
    codes = ", ".join(choice["code"] for choice in choices) if isinstance(choices, list) else ""
    return f"{entry['label']}: {codes}" if codes else str(entry["label"])
