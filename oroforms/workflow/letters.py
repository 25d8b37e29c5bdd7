"""Letters: one page of what the case file, the law and the register say, kept as it was sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from oroforms.casework import roles as roles_in_use
from oroforms.errors import UsageError
from oroforms.facts import local_day
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.private_files import written
from oroforms.workflow.composing import Composed, Wanted, compose
from oroforms.workflow.dating import document_day
from oroforms.workflow.offices import office_of_case
from oroforms.workflow.protecting import marked, protection_of_case

if TYPE_CHECKING:
    from oroforms.casefile.cases import Case
    from oroforms.casefile.opening import CaseFile

FORMATS = (".pdf", ".docx")
CHANNEL = "letter"
"""How a letter left the house: printed, by whoever made it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Which office a letter comes from, as a person says it."""

    receivers: Path | None = None
    """The register; ``None``: the user's own, if there is one."""
    office: str | None = None
    """``None``: the one that the notification was written to."""


@dataclass(frozen=True, slots=True)
class Made:
    """A letter that was written, and kept unless it is a draft."""

    path: Path
    letter: Composed
    case: str
    outgoing: int | None
    """Its number among what left the house; ``None`` of a draft."""
    on: date
    """The day on which it was made, whatever day it bears."""


def write(
    wanted: Wanted,
    path: Path,
    *,
    reference: str,
    library: Library,
    case_file: CaseFile,
    sender: Sender,
    who: str,
    draft: bool = False,
) -> Made:
    """Write a letter of a case; unless it is a draft, keep it as sent and note what has happened.

    Raises
    ------
    UsageError
        When the case, the kind or what is to be said does not fit, or something is missing.
    MayNotBeTold
        When the letter may not be sent.
    """
    from oroforms.casefile.cases import get_case
    from oroforms.casefile.facts import case_facts

    suffix = _format_of(path)
    roles = roles_in_use.current()
    with case_file.reading() as connection:
        protection = protection_of_case(connection, reference)
    what = {"letter": wanted.kind, "draft": draft, **marked(protection)}
    with case_file.looking("letter-made", case=reference, what=what, who=who) as connection:
        case = get_case(connection, reference)
        facts = case_facts(connection, case)
    office = office_of_case(sender.receivers, sender.office, facts, roles)
    letter = compose(replace(wanted, office=office), facts, roles, library)
    content = document(letter, library, suffix, draft=draft)
    with written(path) as file:
        file.write(content)
        number = None if draft else _keep(case_file, case, letter, suffix, content, who)
    return Made(path, letter, case.reference, number, local_day(case_file.clock()))


def document(letter: Composed, library: Library, suffix: str, *, draft: bool = False) -> bytes:
    """The letter as a PDF, or as a Word file: protected, unless it is a draft to write on in.

    Raises
    ------
    DefinitionError
        When the template does not fit the letter.
    ProgramMissing
        When a PDF is wanted and LibreOffice is not installed.
    """
    from oroforms.render.word import Purpose, render

    word = render(
        letter.definition,
        library.template(letter.definition),
        letter.values,
        on=document_day(letter.definition, letter.values, letter.on),
        purpose=Purpose.PRINT if draft or suffix == ".pdf" else Purpose.FINISHED,
    )
    if suffix != ".pdf":
        return word
    from oroforms.convert.pdf import convert, finish

    (made,) = convert([word])
    title = letter.definition.title.sv
    return finish(made, title=title, mark=None, code=None, made=letter.on)


def _format_of(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        text = _("{path}: a letter is written as {allowed}, by the ending of its name")
        raise UsageError(text.format(path=path, allowed=", ".join(FORMATS)))
    return suffix


def _keep(
    case_file: CaseFile, case: Case, letter: Composed, suffix: str, content: bytes, who: str
) -> int:
    from oroforms.casefile.cases import record_event
    from oroforms.casefile.outgoing import Dispatch, record_outgoing

    definition = letter.definition
    dispatch = Dispatch(
        definition.form,
        definition.version,
        f"{definition.form}-{case.reference}-{letter.on.isoformat()}{suffix}",
        content,
        letter.to.shown,
        CHANNEL,
    )
    at = case_file.clock()
    with case_file.writing() as connection:
        number = record_outgoing(connection, case, dispatch, at=at, who=who)
        if letter.kind.event is not None:
            incoming = letter.about.incoming
            record_event(
                connection,
                case.id,
                letter.kind.event,
                at=at,
                who=who,
                submission=incoming.submission if incoming else None,
                what={**(letter.kind.what or {}), "outgoing": number},
            )
    return number
