"""Issuing a form: a blank to fill in, with what the office knows already, for a case or for nobody.

A form that is issued for a case bears a token, and the case file keeps what
was filled in beforehand: the form's return is told by the one and compared
with the other. A blank for nobody in particular bears the form's reference
alone, and no case file is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oroforms.definition import Definition
from oroforms.documents import Record, Value
from oroforms.errors import UsageError
from oroforms.findings import Severity
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.names import flatten, get, put
from oroforms.private_files import written
from oroforms.tokens import new_token

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oroforms.casefile.cases import Case
    from oroforms.casefile.opening import CaseFile
    from oroforms.layouts import Layout

FORMATS = (".pdf", ".docx", ".yaml")


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued: the file, its reference and token, and the case that it belongs to."""

    path: Path
    reference: str | None
    """``None`` of an answer file, which is no form."""
    token: str | None = None
    case: str | None = None
    case_is_new: bool = False
    withheld: tuple[str, ...] = ()
    """Fields left empty because the case's child is or may be protected."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One made form before it gets its name on disk."""

    content: bytes
    reference: str | None
    layout: Layout | None = None


def issue(
    definition: Definition, library: Library, path: Path, *, known: Record | None, on: date
) -> Issued:
    """Write a blank form for nobody in particular; ``known`` is filled in and locked.

    Raises
    ------
    UsageError
        When what is known is in doubt or finds no room; nothing is written.
    """
    values = certain(known)
    form = _make(definition, library, path.suffix.lower(), values, token="", on=on)
    with written(path) as file:
        file.write(form.content)
    return Issued(path, form.reference)


def issue_for_case(
    definition: Definition,
    library: Library,
    path: Path,
    *,
    known: Record | None,
    on: date,
    case_file: CaseFile,
    reference: str,
    who: str,
) -> Issued:
    """Write a form for a case, with a token, and keep the record of it in the case file.

    What the case file knows of the child is filled in where ``known`` does
    not say it. A case that the case file does not have yet is opened.

    Raises
    ------
    UsageError
        When what is known is in doubt, or speaks of another case or child; nothing is written.
    """
    prepared = prepare_for_case(
        definition,
        library,
        path.suffix.lower(),
        known=known,
        on=on,
        case_file=case_file,
        reference=reference,
    )
    is_new = False
    # The file gets its name when the record is stored: no form leaves without one.
    with written(path) as file:
        file.write(prepared.content)
        if prepared.token:
            with case_file.writing() as connection:
                kept = keep_issue(connection, prepared, at=case_file.clock(), who=who)
                is_new = kept.opened_now
        else:
            what = {"form": definition.id}
            with case_file.looking("answers-written", case=reference, what=what, who=who):
                pass  # an answer file is no issue, but it shows what the case knows of the child
    return Issued(
        path,
        prepared.reference,
        prepared.token or None,
        prepared.case,
        case_is_new=is_new,
        withheld=prepared.withheld,
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A form that is made for a case, before it is recorded and leaves the house."""

    definition: Definition
    content: bytes
    reference: str | None
    token: str
    """Empty of an answer file, which is no form."""
    case: str
    values: Mapping[str, Value]
    """What is filled in."""
    layout: Layout | None = None
    withheld: tuple[str, ...] = ()
    """Fields left empty because the child is or may be protected."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The case for which an issue was recorded."""

    case: Case
    opened_now: bool


def prepare_for_case(
    definition: Definition,
    library: Library,
    suffix: str,
    *,
    known: Record | None,
    on: date,
    case_file: CaseFile,
    reference: str,
) -> Prepared:
    """Make a form for a case, with a new token; nothing is written or recorded.

    Raises
    ------
    UsageError
        When what is known is in doubt, or speaks of another case or child.
    """
    from oroforms.casefile.cases import find_case, normal_reference

    reference = normal_reference(reference)
    with case_file.reading() as connection:
        case = find_case(connection, reference)
    values = _with_case(definition, certain(known), reference, case)
    values, withheld = _unprotected(definition, values, case)
    token = new_token() if suffix != ".yaml" else ""
    form = _make(definition, library, suffix, values, token=token, on=on)
    return Prepared(
        definition, form.content, form.reference, token, reference, values, form.layout, withheld
    )


def keep_issue(connection: Connection, prepared: Prepared, *, at: datetime, who: str) -> Kept:
    """Keep the record of an issue, and its layout; a case that is not there yet is opened."""
    from oroforms import blank_store
    from oroforms.casefile.cases import find_case, open_case
    from oroforms.casefile.issues import Issue, record_issue
    from oroforms.casefile.kept_layouts import keep_layout
    from oroforms.casefile.matching import child_on

    definition = prepared.definition
    known = find_case(connection, prepared.case)
    child = child_on(definition.matching, prepared.values)
    case = known or open_case(connection, at=at, who=who, child=child, reference=prepared.case)
    record_issue(
        connection,
        Issue(
            prepared.token,
            definition.form,
            definition.version,
            (prepared.reference or "").rpartition("-")[2],
            at,
            who,
            case,
            dict(flatten(prepared.values)),
        ),
    )
    if prepared.layout is not None:
        blank = blank_store.pdf(prepared.layout.key)
        keep_layout(connection, prepared.layout, at=at, blank=blank)
    return Kept(case, known is None)


def certain(known: Record | None) -> dict[str, Value]:
    """What is known, if nothing in it is in doubt: what is locked must be right.

    Raises
    ------
    UsageError
        With every finding of the typing that is an error.
    """
    if known is None:
        return {}
    doubts = [
        f"{found.field}: {found.message}" if found.field else found.message
        for found in known.findings
        if found.severity is Severity.ERROR
    ]
    if doubts:
        doubts.append(_("Nothing was written: what is filled in beforehand must be right."))
        raise UsageError("\n".join(doubts))
    return dict(known.values)


def _with_case(
    definition: Definition, values: dict[str, Value], reference: str, case: Case | None
) -> dict[str, Value]:
    """The values, completed with the case's reference and child; never against what was said."""
    from oroforms.casefile.cases import normal_reference
    from oroforms.casefile.matching import child_on
    from oroforms.facts import Child

    matching = definition.matching
    said = get(values, matching.reference) if matching.reference else None
    if isinstance(said, str) and normal_reference(said) != reference:
        text = _("{name} says case {said}, but --case says {reference}. Nothing was written.")
        raise UsageError(text.format(name=matching.reference, said=said, reference=reference))
    child, told = case.child if case is not None else Child(), child_on(matching, values)
    if child.identity and told.identity and child.identity != told.identity:
        text = _("{name} is not the child of case {reference}. Nothing was written.")
        raise UsageError(text.format(name=matching.child_identity, reference=reference))
    completed: dict[str, Any] = values
    for name, value in (
        (matching.reference, reference),
        (matching.child_name, child.name),
        (matching.child_identity, child.identity),
    ):
        if name is None or value is None or get(completed, name) is not None:
            continue
        if definition.slot[name].field.prefilled:
            put(completed, name, value)
    return completed


def _unprotected(
    definition: Definition, values: dict[str, Value], case: Case | None
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The values without what tells where a protected child is.

    A form that asks whether the identity is protected goes to those who
    protect, and holds what it holds.
    """
    from oroforms.casework.protection import without_protected

    if case is None or not case.child.may_be_protected or definition.matching.protected:
        return values, ()
    stripped = without_protected(definition, values)
    return dict(stripped.values), stripped.withheld


def _make(
    definition: Definition,
    library: Library,
    suffix: str,
    values: Mapping[str, Value],
    *,
    token: str,
    on: date,
) -> _Form:
    if suffix == ".pdf":
        from oroforms.convert.blanks import base, issue_pdf

        pdf, layout = base(definition, library, on)
        content = issue_pdf(definition, pdf, layout, token=token, prefill=dict(flatten(values)))
        return _Form(content, layout.key, layout)
    if suffix == ".docx":
        from oroforms.render.issue import IssueMark
        from oroforms.render.reference import reference
        from oroforms.render.word import Purpose, render

        template = library.template(definition)
        key = reference(definition, template, on)
        purpose = Purpose.PREFILLED if values else Purpose.BLANK
        mark = IssueMark(key, token)
        content = render(definition, template, values, on=on, purpose=purpose, issue=mark)
        return _Form(content, key)
    if suffix == ".yaml":
        from oroforms.answers import write_answers

        return _Form(write_answers(definition, values, on).encode("utf-8"), None)
    text = _("{suffix}: a blank can be written as {allowed}")
    raise UsageError(text.format(suffix=suffix or "–", allowed=", ".join(FORMATS)))
