"""The answers that somebody hands in: from a data file, or from a filled-in form.

Both ways end in the same: typed values, findings about them, and for fields
in doubt what stands there as it was written, so that a finished document
shows a person's own words even where they cannot be typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from oroforms import reasons
from oroforms.casework.protection import protected_names, says_protected
from oroforms.contents import sha256_of
from oroforms.datafile import SUFFIXES, read_data
from oroforms.definition import Definition
from oroforms.documents import Assessment, Record, Status, Value
from oroforms.errors import UnreadableDocument, UsageError
from oroforms.findings import Finding, Severity, finding, has_error
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.names import flatten, get, put, unflatten
from oroforms.normalise import normalise_data
from oroforms.validate import validate
from oroforms.workflow.dating import document_day

if TYPE_CHECKING:
    from oroforms.workflow.pool import ReadingPool

STANDARD_INPUT = "-"
_UNKNOWN = "form-unknown"
"""Where nothing was found in it besides, it is a document of another kind."""
_SHOWN_AS_WRITTEN = frozenset(
    {"text", "multiline", "date", "datetime", "identity", "phone", "email", "integer", "percent"}
    | {"language"}
)


@dataclass(frozen=True, slots=True)
class Handed:
    """What one DATA holds, judged against the form."""

    source: str
    definition: Definition
    """Of the version that was filled in; of a data file the one that was asked for."""
    values: Mapping[str, Value]
    """What is certain, nested."""
    findings: tuple[Finding, ...]
    written: Mapping[str, str]
    """What stands in fields that are in doubt, by dotted name."""

    @property
    def has_error(self) -> bool:
        """Whether any finding is an error."""
        return has_error(self.findings)

    @property
    def shown(self) -> dict[str, Any]:
        """The values for a document: what is certain, and the rest as it was written."""
        values: dict[str, Any] = unflatten(dict(flatten(self.values)))
        for name, text in self.written.items():
            if get(values, name) is None:
                put(values, name, text)
        return values


def as_signed(handed: Handed, slot: str, today: date) -> Handed:
    """The same once its document is signed there: that nobody signed is no longer so."""
    values = unflatten(dict(flatten(handed.values)))
    before = get(values, slot)
    put(values, slot, {**(before if isinstance(before, dict) else {}), "signed": True})
    form, dated = handed.definition, document_day(handed.definition, handed.values, today)
    unsigned, signed = (
        {(f.code, f.field): f for f in validate(form, record, today=today, dated=dated)}
        for record in (Record(form.form, form.version, each) for each in (handed.values, values))
    )
    kept = [f for f in handed.findings if (f.code, f.field) not in unsigned.keys() - signed.keys()]
    new = [signed[key] for key in signed.keys() - unsigned.keys()]
    return replace(handed, findings=(*kept, *new))


def typed_data(definition: Definition, source: str, today: date | None = None) -> Record:
    """The typed record of a data file (``.json``, ``.yaml``) or of JSON on standard input.

    Raises
    ------
    UsageError
        When the file cannot be read as data.
    """
    return normalise_data(definition, read_data(source), today)


class Reception:
    """Takes in DATA for one form, any number of them; use it in a ``with`` block.

    A filled-in form is read in a worker process with limits, for it may be
    built to do harm; the worker is started when the first one comes.
    """

    def __init__(self, definition: Definition, library: Library, *, today: date) -> None:
        self.definition = definition
        self.library = library
        self.today = today
        self._stack = ExitStack()
        self._pool: ReadingPool | None = None

    def __enter__(self) -> Reception:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def take(self, source: str) -> Handed:
        """Read and judge one DATA.

        Raises
        ------
        UsageError
            When a data file cannot be read as data, or a form is another than ours.
        UnreadableDocument
            When a filled-in form cannot be read, or its form cannot be told.
        """
        if source == STANDARD_INPUT or Path(source).suffix.lower() in SUFFIXES:
            return _from_data(source, self.definition, self.today)
        return _from_form(source, self.definition, self.library, self._assessment(Path(source)))

    def _assessment(self, path: Path) -> Assessment:
        try:
            content = path.read_bytes()
        except OSError as error:
            text = _("{path}: cannot be read: {reason}")
            raise UsageError(text.format(path=path, reason=reasons.of_system(error))) from error
        from oroforms.workflow.scans import times_for_file

        pool, sha256 = self._workers(), sha256_of(content)
        # A copy of its own: what is read in a moment is what lay there now.
        copy = pool.spooled([content], sha256)
        job = pool.submit(copy, sha256, times=times_for_file(content))
        outcome = pool.result(job)
        pool.release(job)
        if outcome is None:
            raise UnreadableDocument(_("{path}: it changed while it was read").format(path=path))
        if isinstance(outcome, Assessment):
            return outcome
        if not isinstance(outcome, tuple) or len(outcome) != 1:
            raise UnreadableDocument(
                _("{path}: holds more than one form; import it instead").format(path=path)
            )
        only: Assessment = outcome[0]
        return only

    def _workers(self) -> ReadingPool:
        if self._pool is None:
            from oroforms.workflow.pool import ReadingPool
            from oroforms.workflow.reading import DocumentReader

            reader = DocumentReader(self.library, self.definition.form)
            self._pool = self._stack.enter_context(ReadingPool(reader, jobs=1))
        return self._pool


def hand_in(source: str, definition: Definition, library: Library, *, today: date) -> Handed:
    """Read and judge a single DATA; see :meth:`Reception.take`."""
    with Reception(definition, library, today=today) as reception:
        return reception.take(source)


def refuse_own_input(output: Path, sources: Iterable[str]) -> None:
    """Never write over what is being read.

    Raises
    ------
    UsageError
        When the output is one of the sources, under whatever name.
    """
    for source in sources:
        if source == STANDARD_INPUT or not (output.exists() and Path(source).exists()):
            continue
        if output.samefile(source):
            text = _("{path} would be written over itself; name another file to write.")
            raise UsageError(text.format(path=output))


def _from_data(source: str, definition: Definition, today: date) -> Handed:
    data = read_data(source)
    record = normalise_data(definition, data, today)
    dated = document_day(definition, record.values, today)
    judged = validate(definition, record, today=today, dated=dated)
    found = (*judged, *_disclosing(definition, record.values, judged))
    raw = {name: value for name, value in flatten(data) if isinstance(value, (str, int, float))}
    written = _written(definition, found, {name: str(value) for name, value in raw.items()})
    return Handed(source, definition, record.values, found, written)


def _from_form(
    source: str, definition: Definition, library: Library, assessment: Assessment
) -> Handed:
    identification, readings = assessment.identification, assessment.readings
    strange = [f for f in assessment.findings if f.code == _UNKNOWN and not assessment.values]
    if strange or assessment.status is Status.REJECTED or not (identification and readings):
        why = [f.message for f in strange or assessment.findings] or [_("it cannot be read")]
        text = _("{path}: {reasons}. A filled-in {form} or a data file ({data}) is expected.")
        data = ", ".join(sorted(SUFFIXES))
        raise UnreadableDocument(
            text.format(path=source, reasons="; ".join(why), form=definition.form, data=data)
        )
    if identification.form != definition.form:
        found = f"{identification.form}@{identification.version}"
        text = _("{path} is {found}, not {form}. Nothing was written.")
        raise UsageError(text.format(path=source, found=found, form=definition.form))
    filled_in = library.get(identification.form, identification.version)
    raw = {name: item.raw for name, item in readings.items.items() if isinstance(item.raw, str)}
    written = _written(filled_in, assessment.findings, raw)
    judged = assessment.findings
    findings = (*judged, *_disclosing(filled_in, assessment.values, judged))
    return Handed(source, filled_in, assessment.values, findings, written)


def _disclosing(
    definition: Definition, values: Mapping[str, Value], found: Iterable[Finding]
) -> tuple[Finding, ...]:
    """The warning before a protected person's address is written into a document.

    A form's own rule about the same question goes before it.
    """
    asked = definition.matching.protected
    names = protected_names(definition, values)
    warned = any(each.field == asked for each in found)
    if not names or warned or not says_protected(definition, values):
        return ()
    fields = ", ".join(definition.slot[name].number for name in names)
    return (finding("protected-written", asked, fields=fields),)


def _written(
    definition: Definition, findings: Iterable[Finding], raw: Mapping[str, str]
) -> dict[str, str]:
    """What stands in the fields that an error is about, where it is written text."""
    doubtful = {found.field for found in findings if found.severity is Severity.ERROR}
    return {
        name: raw[name]
        for name in doubtful
        if name is not None
        and raw.get(name)
        and name in definition.slot
        and definition.slot[name].type in _SHOWN_AS_WRITTEN
    }
