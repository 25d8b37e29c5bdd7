"""What an import came to: for people as it goes, and as the JSON file of the contract.

Results are written to a spool as they come, so that an import of a hundred
thousand files needs no more memory than one of a hundred.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from oroforms.documents import Assessment, Reading, Status
from oroforms.findings import Finding
from oroforms.private_files import written
from oroforms.signatures import Verification


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    path: str
    """As it was named or found, made printable."""
    status: Status
    sha256: str | None = None
    """``None`` when the file could not be opened."""
    assessment: Assessment | None = None
    """``None`` of a duplicate."""
    submission: int | None = None
    """Number in the case file; of a duplicate, that of the first."""
    case: str | None = None

    @property
    def acute(self) -> bool:
        """Whether it is, or may be, an acute notification."""
        return self.assessment is not None and self.assessment.acute

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found."""
        return () if self.assessment is None else self.assessment.findings


@dataclass(frozen=True, slots=True)
class Skipped:
    """A directory entry that is no document, and was not opened."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """An import as a whole. The files themselves went to the spool and to ``progress``."""

    started: datetime
    seconds: float
    summary: Mapping[Status, int]
    acute: tuple[FileResult, ...] = ()
    """Acute notifications of this import, in the order of their files."""
    skipped: tuple[Skipped, ...] = ()
    dry_run: bool = False

    @property
    def waits(self) -> bool:
        """Whether something waits for review or was rejected (exit code 6)."""
        return bool(self.summary[Status.NEEDS_REVIEW] or self.summary[Status.REJECTED])


def finding_entry(found: Finding) -> dict[str, Any]:
    """One finding as the JSON of reports and of ``validate`` shows it."""
    return {
        "code": found.code,
        "severity": found.severity.value,
        "field": found.field,
        "message": found.message,
    }


def reading_entry(reading: Reading) -> dict[str, Any]:
    """One reading as JSON; its page only where it has one."""
    entry: dict[str, Any] = {"raw": reading.raw, "confidence": reading.confidence}
    if reading.place is not None:
        entry["page"] = reading.place.page
    return entry


def signatures_entry(verification: Verification | None) -> dict[str, Any] | None:
    """What was found of a document's electronic signatures; ``null`` where it bears none."""
    if verification is None:
        return None
    return {"bottom_line": verification.bottom_line, **verification.to_json()}


def file_entry(result: FileResult) -> dict[str, Any]:
    """One entry of ``files``; what is not known is ``null``."""
    assessment = result.assessment or Assessment(result.status)
    identification, readings = assessment.identification, assessment.readings
    items = {} if readings is None else readings.items
    return {
        "path": result.path,
        "sha256": result.sha256,
        "pages": None if assessment.span is None else list(assessment.span),
        "form_pages": list(assessment.pages) or None,
        "status": result.status.value,
        "form": None if identification is None else identification.form,
        "version": None if identification is None else identification.version,
        "reader": None if readings is None else readings.reader,
        "submission": result.submission,
        "case": result.case,
        "acute": result.acute,
        "values": dict(assessment.values),
        "fields": {name: reading_entry(item) for name, item in items.items()},
        "findings": [finding_entry(found) for found in assessment.findings],
        "signatures": signatures_entry(assessment.verification),
    }


@dataclass(slots=True)
class Spool:
    """Entries of ``files`` on disk, in a file without a name that vanishes with us."""

    _file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def add(self, result: FileResult) -> None:
        """Keep one entry."""
        line = json.dumps(file_entry(result), ensure_ascii=False, separators=(",", ":"))
        # A file name or a damaged text may hold half a character; JSON can say it escaped.
        self._file.write(line.encode("utf-8", "backslashreplace") + b"\n")

    def write(self, path: Path, report: Report) -> None:
        """Write the report: the frame of the contract around the entries, streamed.

        Raises
        ------
        UsageError
            When the file cannot be written.
        """
        from oroforms import __version__

        head = {
            "oroforms": __version__,
            "started": report.started.isoformat(timespec="seconds"),
            "seconds": round(report.seconds, 3),
            "dry_run": report.dry_run,
            "summary": {status.value: count for status, count in report.summary.items()},
            "skipped": [{"path": item.path, "reason": item.reason} for item in report.skipped],
        }
        frame = json.dumps(head, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
        self._file.seek(0)
        with written(path) as out:
            out.write(frame.rstrip(b"\n}") + b',\n "files": [')
            for number, line in enumerate(self._file):
                out.write((b",\n  " if number else b"\n  ") + line.rstrip(b"\n"))
            out.write(b"]\n}\n")

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
