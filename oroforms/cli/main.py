"""The command ``oroforms``: global options, the table of commands, and the one way out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from oroforms import __version__
from oroforms.cli.framework import Entry, LazyGroup, Option, option
from oroforms.cli.language import asked_for, speaking
from oroforms.cli.settings import CASE_FILE_VARIABLE, Settings
from oroforms.errors import ExitCode
from oroforms.i18n import LANGUAGES, N_

_COMMANDS = {
    "forms": Entry("oroforms.cli.forms", N_("the forms that are here"), "forms"),
    "fields": Entry("oroforms.cli.forms", N_("every field of one form"), "fields"),
    "blank": Entry("oroforms.cli.blank", N_("an empty or prefilled form to fill in")),
    "fill": Entry("oroforms.cli.fill", N_("a finished document from data or a filled-in form")),
    "sign": Entry("oroforms.cli.sign", N_("an electronic signature in a PDF")),
    "verify": Entry("oroforms.cli.verify", N_("whether signatures hold, who signed, and when")),
    "validate": Entry("oroforms.cli.validate", N_("what is missing or unwise; writes nothing")),
    "import": Entry("oroforms.cli.imports", N_("returned forms into the case file")),
    "review": Entry("oroforms.cli.review", N_("what a person must look at, acute first")),
    "case": Entry("oroforms.cli.case", N_("what the case file holds")),
    "due": Entry("oroforms.cli.due", N_("what is late and what falls due")),
    "consent": Entry("oroforms.cli.consent", N_("who may be told what, and withdrawals")),
    "letter": Entry("oroforms.cli.letter", N_("letters of a case: receipt, feedback …")),
    "receivers": Entry("oroforms.cli.receivers", N_("receiving offices, and whom to phone now")),
    "send": Entry("oroforms.cli.send", N_("a form and its cover letter into the outbox")),
    "original": Entry("oroforms.cli.original", N_("the bytes that came in, unchanged")),
    "outgoing": Entry("oroforms.cli.outgoing", N_("a letter or form as it was sent")),
    "export": Entry("oroforms.cli.export", N_("validated data as JSON, CSV or Excel")),
    "stats": Entry("oroforms.cli.stats", N_("what a period's notifications came to, in numbers")),
    "retention": Entry("oroforms.cli.retention", N_("what is to be culled, when, and why not yet")),
    "log": Entry("oroforms.cli.log", N_("who saw or changed what and when")),
    "check": Entry("oroforms.cli.check", N_("definitions and templates held against each other")),
    "template": Entry("oroforms.cli.template", N_("starter templates for your own forms")),
    "law": Entry("oroforms.cli.law", N_("the rules of law, and the sections in force on a day")),
    "pki": Entry("oroforms.cli.pki", N_("a test authority, to try signatures with")),
    "doctor": Entry("oroforms.cli.doctor", N_("what is installed, what is missing")),
}


@click.group(
    cls=LazyGroup,
    entries=_COMMANDS,
    help=N_("Forms for children at risk: issued, filled in, returned and read into the case file."),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@option(
    "--case-file",
    metavar="PATH_OR_URL",
    envvar=CASE_FILE_VARIABLE,
    help=N_("Case file: a SQLite file or a database URL. Default: a file in your data folder."),
)
@option(
    "--schemas",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("Your own folder of form definitions, laid over the shipped ones."),
)
@option(
    "--templates",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("Your own folder of Word templates, laid over the shipped ones."),
)
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    expose_value=False,
    help=N_("Language of messages and labels."),
)
@option("--verbose", is_flag=True, help=N_("Tell more, and show where a fault lies."))
@click.version_option(
    __version__,
    prog_name="oroforms",
    message="%(prog)s %(version)s",
    cls=Option,
    help=N_("Show the version and exit."),
)
@click.pass_context
def cli(
    context: click.Context,
    case_file: str | None,
    schemas: Path | None,
    templates: Path | None,
    verbose: bool,
) -> None:
    context.obj = Settings(case_file or None, schemas, templates, verbose)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; never raises, never exits by itself.

    Parameters
    ----------
    arguments
        The words after ``oroforms``; ``None`` takes those of the process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    with speaking(asked_for(words)):
        try:
            result = cli.main(words, prog_name="oroforms", standalone_mode=False)
        except SystemExit:
            # click's way out when whoever reads our output has gone (head, less).
            return ExitCode.DONE
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  (the one place for it)
            from oroforms.cli.failures import show

            return show(error, verbose="--verbose" in words)
    return result if isinstance(result, int) else ExitCode.DONE
