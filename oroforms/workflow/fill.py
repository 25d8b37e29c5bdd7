"""Finished documents from answers: one or many, as PDF or Word.

Documents of a batch go through few calls of LibreOffice, some tens at a
time, so that memory stays flat; one that fails never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from oroforms.definition import Definition
from oroforms.documents import Rect
from oroforms.errors import OroformsError, ProgramFailed, ProgramMissing, UsageError
from oroforms.findings import Finding
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.private_files import written
from oroforms.render.issue import IssueMark
from oroforms.render.word import Purpose, render
from oroforms.workflow.data import Handed, Reception

FORMATS = (".pdf", ".docx")
_AT_ONCE = 40
"""Documents that are rendered before they are converted together."""


@dataclass(frozen=True, slots=True)
class Task:
    """One DATA and the file that it becomes."""

    source: str
    output: Path


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one task: the document with its findings, or why there is none."""

    task: Task
    handed: Handed | None = None
    error: OroformsError | None = None

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
) -> Iterator[Filled]:
    """Write the document of each task, in order; a finding never keeps one from being written."""
    maker = _Maker(library, today)
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
    error: OroformsError | None = None

    @property
    def converts(self) -> bool:
        """Whether it still has to become a PDF."""
        return self.error is None and format_of(self.task.output) == ".pdf"


@dataclass(frozen=True, slots=True)
class _Look:
    """What all documents of one definition share."""

    template: Path
    mark: IssueMark
    code: Rect


class _Maker:
    """Renders and finishes documents; knows the templates that it met."""

    def __init__(self, library: Library, today: date) -> None:
        self._library = library
        self._today = today
        self._looks: dict[str, _Look] = {}

    def render(self, task: Task, reception: Reception) -> _Rendered:
        """The Word file of one task."""
        try:
            handed = reception.take(task.source)
            look = self._look(handed.definition)
            is_pdf = format_of(task.output) == ".pdf"
            word = render(
                handed.definition,
                look.template,
                handed.shown,
                on=self._today,
                purpose=Purpose.PRINT if is_pdf else Purpose.FINISHED,
                issue=look.mark,
            )
        except OroformsError as error:
            return _Rendered(task, error=error)
        return _Rendered(task, handed, word)

    def finish(self, made: list[_Rendered], jobs: int) -> Iterator[Filled]:
        """Convert what is to be converted, and write all in their order."""
        pdfs = iter(_converted([item.word for item in made if item.converts], jobs))
        for item in made:
            content: bytes | OroformsError = next(pdfs) if item.converts else item.word
            yield self._write(item, content)

    def _write(self, item: _Rendered, content: bytes | OroformsError) -> Filled:
        if item.handed is None:
            return Filled(item.task, error=item.error)
        try:
            if isinstance(content, OroformsError):
                raise _with_word_kept(content, item)
            if item.converts:
                from oroforms.convert.pdf import finish

                look = self._look(item.handed.definition)
                title = item.handed.definition.title.sv
                content = finish(content, title=title, mark=look.mark, code=look.code)
            with written(item.task.output) as file:
                file.write(content)
        except OroformsError as error:
            return Filled(item.task, item.handed, error)
        return Filled(item.task, item.handed)

    def _look(self, definition: Definition) -> _Look:
        if definition.id not in self._looks:
            from oroforms.convert.stamp import place_of_code
            from oroforms.render.reference import reference

            template = self._library.template(definition)
            mark = IssueMark(reference(definition, template, self._today))
            self._looks[definition.id] = _Look(template, mark, place_of_code(template))
        return self._looks[definition.id]


def _converted(words: list[bytes], jobs: int) -> list[bytes | OroformsError]:
    """The PDF of each Word file, or why there is none."""
    from oroforms.convert.pdf import convert_each

    if not words:
        return []
    try:
        return list(convert_each(words, jobs=jobs))
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
