"""Verifying files that lie in folders: each in a worker, within limits of time and memory."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from oroforms.contents import Content
from oroforms.documents import Assessment, Status
from oroforms.errors import UnreadableDocument
from oroforms.findings import Finding, finding
from oroforms.i18n import gettext as _
from oroforms.i18n import language, set_language
from oroforms.readers.guard import MAX_BYTES, is_pdf, unreadable, whole
from oroforms.signatures import Verification
from oroforms.verify.anchors import Anchors
from oroforms.workflow.judging import rejected
from oroforms.workflow.pool import Job, Limits, ReadingPool


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of one file: a verification, or the reason why there is none."""

    path: Path
    sha256: str | None
    verification: Verification | None = None
    refused: Finding | None = None


@dataclass(frozen=True)
class SignatureReader:
    """Judges the signatures of a PDF and nothing else; goes to worker processes."""

    anchors: Anchors
    at: datetime | None = None
    online: bool = False
    language: str = field(default_factory=language)
    """Language of the reasons that stand in the result."""

    def __call__(self, content: Content) -> Assessment:
        """The verification, in the shape that the pool knows."""
        from oroforms.verify.verifying import verify

        set_language(self.language)
        try:
            document = whole(content)
            if not is_pdf(document):
                raise unreadable("file-unreadable", reason=_("it is not a PDF"))
            found = verify(document, self.anchors, at=self.at, online=self.online)
        except UnreadableDocument as error:
            return rejected(error)
        return Assessment(Status.IMPORTED, verification=found)


def verify_paths(
    paths: Sequence[Path],
    reader: SignatureReader,
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
) -> Iterator[Verified]:
    """Verify files, in their order.

    Raises
    ------
    OSError
        When a file is not there or may not be read.
    """
    workers = min(jobs or os.cpu_count() or 1, max(1, len(paths)))
    with ReadingPool(reader, jobs=workers, limits=limits) as pool:
        under_way = [(path, *_begun(pool, path)) for path in paths]
        for path, sha256, job in under_way:
            if job is None:
                size, limit = f"{path.stat().st_size / 2**20:.0f} MB", f"{MAX_BYTES // 2**20} MB"
                too_large = finding("document-too-large", size=size, limit=limit)
                yield Verified(path, None, refused=too_large)
                continue
            assessment = pool.result(job)
            if assessment is None:
                changed = finding("file-unreadable", reason=_("it changed while it was read"))
                yield Verified(path, sha256, refused=changed)
            else:
                refused = next(iter(assessment.findings), None)
                yield Verified(path, sha256, assessment.verification, refused)


def _begun(pool: ReadingPool, path: Path) -> tuple[str | None, Job | None]:
    if path.stat().st_size > MAX_BYTES:
        return None, None
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return sha256, pool.submit(path, sha256)
