"""Finished documents from answers: one or many, as PDF or Word.

Documents of a batch go through few calls of LibreOffice, some tens at a
time, so that memory stays flat; one that fails never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from oroforms import law
from oroforms.convert.archive import Archive
from oroforms.definition import Definition, FormKind
from oroforms.documents import Rect
from oroforms.errors import OroformsError, ProgramFailed, ProgramMissing, UsageError
from oroforms.findings import Finding
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.private_files import written
from oroforms.render.issue import IssueMark
from oroforms.render.word import Purpose, render
from oroforms.workflow.data import Handed, Reception, as_signed
from oroforms.workflow.dating import document_day

if TYPE_CHECKING:
    from oroforms.convert.attach import Data
    from oroforms.convert.export_copy import ExportCopy
    from oroforms.sign.signing import Signatory

FORMATS = (".pdf", ".docx")
_AT_ONCE = 40
"""Documents that are rendered before they are converted together."""


@dataclass(frozen=True, slots=True)
class Task:
    """One DATA and the file that it becomes."""

    source: str
    output: Path


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs the documents of one call, and where: the key is opened once for all."""

    signatory: Signatory
    field: str | None = None

    def sign(self, content: bytes, output: Path) -> tuple[bytes, str]:
        """The signed PDF that will be at ``output``, and the field that was signed."""
        signed = self.signatory.sign(content, name=str(output), field=self.field)
        return signed.content, signed.field


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one task: the document with its findings, or why there is none."""

    task: Task
    handed: Handed | None = None
    error: OroformsError | None = None
    signed: str | None = None
    """The signature field that was signed; ``None`` where the document is unsigned."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the answers."""
        return () if self.handed is None else self.handed.findings


def format_of(output: Path) -> str:
    """The format that a document's name asks for.

    Raises
    ------
    UsageError
        When it is none of :data:`FORMATS`.
    """
    suffix = output.suffix.lower()
    if suffix not in FORMATS:
        text = _("{path}: a finished document is written as {allowed}, by the ending of its name")
        raise UsageError(text.format(path=output, allowed=", ".join(FORMATS)))
    return suffix


def batch(sources: Iterable[str], folder: Path, suffix: str) -> list[Task]:
    """The tasks of a batch: each document bears its source's name, numbered where two are alike."""
    taken: set[str] = set()
    tasks = []
    for source in sources:
        stem = "stdin" if source == "-" else Path(source).stem
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        tasks.append(Task(source, folder / f"{name}{suffix}"))
    return tasks


def fill(
    definition: Definition,
    library: Library,
    tasks: Iterable[Task],
    *,
    today: date,
    jobs: int = 1,
    archive: Archive = Archive.PDF_A_3B,
    with_data: bool = True,
    signing: Signing | None = None,
    sibling: int | None = None,
) -> Iterator[Filled]:
    """Write the document of each task, in order; a finding never keeps one from being written.

    With ``sibling`` (a slot of the form, from 0) each is the notification of that sister or
    brother, made anew (:mod:`oroforms.workflow.sibling`).

    With ``signing`` each PDF is signed before it is written, but for one with
    an error finding: nobody signs what is known to be wrong.

    A PDF carries what is certain of its answers as an attachment, unless
    ``with_data`` is false or the archive allows no attachments.
    """
    maker = _Maker(library, today, archive, with_data=with_data, signing=signing, sibling=sibling)
    remaining = iter(tasks)
    with Reception(definition, library, today=today) as reception:
        while chunk := list(islice(remaining, _AT_ONCE * jobs)):
            made = [maker.render(task, reception) for task in chunk]
            yield from maker.finish(made, jobs)


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A task with its Word file, or with the error that kept it from being rendered."""

    task: Task
    handed: Handed | None = None
    word: bytes = b""
    copy: ExportCopy | None = None
    """Of a document that is to become a PDF what LibreOffice makes it from."""
    error: OroformsError | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """What all documents of one definition share that cite the same law."""

    template: Path
    day: date
    """Of that law."""
    mark: IssueMark
    code: Rect
    signatures: Mapping[str, str]
    """The titles of the fields to sign in by their names."""


class _Maker:
    """Renders and finishes documents; knows the templates that it met."""

    def __init__(
        self,
        library: Library,
        today: date,
        archive: Archive,
        *,
        with_data: bool,
        signing: Signing | None,
        sibling: int | None,
    ) -> None:
        self._library = library
        self._today = today
        self._archive = archive
        self._with_data = with_data and archive.holds_data
        self._signing = signing
        self._sibling = sibling
        self._looks: dict[tuple[str, date], _Look] = {}

    def render(self, task: Task, reception: Reception) -> _Rendered:
        """The Word file of one task."""
        from oroforms.convert import export_copy

        try:
            handed = reception.take(task.source)
            if self._sibling is not None:
                from oroforms.workflow.sibling import for_sibling

                handed = for_sibling(handed, self._sibling, self._today)
            look = self._look(handed)
            is_pdf = format_of(task.output) == ".pdf"
            word = render(
                handed.definition,
                look.template,
                handed.shown,
                on=look.day,
                purpose=Purpose.PRINT if is_pdf else Purpose.FINISHED,
                issue=look.mark,
            )
            copy = export_copy.make(word) if is_pdf else None
        except OroformsError as error:
            return _Rendered(task, error=error)
        return _Rendered(task, handed, word, copy)

    def finish(self, made: list[_Rendered], jobs: int) -> Iterator[Filled]:
        """Convert what is to be converted, and write all in their order."""
        pdfs = iter(_converted([item.copy.content for item in made if item.copy], jobs))
        for item in made:
            content: bytes | OroformsError = next(pdfs) if item.copy else item.word
            yield self._write(item, content)

    def _write(self, item: _Rendered, content: bytes | OroformsError) -> Filled:
        if item.handed is None:
            return Filled(item.task, error=item.error)
        signed = None
        try:
            if isinstance(content, OroformsError):
                raise _with_word_kept(content, item)
            if item.copy:
                from oroforms.convert.pdf import finish

                look = self._look(item.handed)
                content = finish(
                    content,
                    title=item.handed.definition.title.sv,
                    mark=look.mark,
                    code=look.code,
                    fields={name: look.signatures[name] for name in item.copy.texts},
                    archive=self._archive,
                    made=self._today,
                    data=self._data(item.handed),
                )
                if self._signing is not None and not item.handed.has_error:
                    content, signed = self._signing.sign(content, item.task.output)
            with written(item.task.output) as file:
                file.write(content)
        except OroformsError as error:
            return Filled(item.task, item.handed, error)
        handed = item.handed
        if signed is not None:
            handed = as_signed(handed, signed.removesuffix(".sign"), self._today)
        return Filled(item.task, handed, signed=signed)

    def _data(self, handed: Handed) -> Data | None:
        """What the document carries; what is in doubt stands on its pages only.

        A letter goes out and never comes back, so it carries nothing.
        """
        if not self._with_data or handed.definition.kind is not FormKind.FORM:
            return None
        from oroforms.convert.attach import Data

        return Data.of(handed.definition.id, handed.values, self._today)

    def _look(self, handed: Handed) -> _Look:
        definition = handed.definition
        day = law.current().since(document_day(definition, handed.values, self._today))
        key = (definition.id, day)
        if key not in self._looks:
            from oroforms.convert import signature_fields
            from oroforms.convert.stamp import place_of_code
            from oroforms.render.reference import reference

            template = self._library.template(definition)
            mark = IssueMark(reference(definition, template, day))
            self._looks[key] = _Look(
                template, day, mark, place_of_code(template), signature_fields.titles(definition)
            )
        return self._looks[key]


def _converted(words: list[bytes], jobs: int) -> list[bytes | OroformsError]:
    """The PDF of each Word file, or why there is none."""
    from oroforms.convert.pdf import convert_each

    if not words:
        return []
    try:
        return list(convert_each(words, jobs=jobs, form_fields=True))
    except (ProgramMissing, ProgramFailed) as error:
        return [error] * len(words)


def _with_word_kept(error: OroformsError, item: _Rendered) -> OroformsError:
    """The error, with the word that the Word file is kept beside where the PDF should be."""
    kept = item.task.output.with_suffix(".docx")
    if kept.exists():
        return error
    with written(kept) as file:
        file.write(item.word)
    return type(error)(_("{error} The Word file is kept at {path}.").format(error=error, path=kept))
