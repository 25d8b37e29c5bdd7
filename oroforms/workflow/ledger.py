"""Where an import writes down what it does: in the case file, or in a dry run nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from sqlalchemy import Connection

from oroforms import __version__
from oroforms.casefile.opening import CaseFile
from oroforms.casefile.originals import (
    Receipt,
    begin_import,
    find_original,
    finish_import,
    receive,
    unread,
)
from oroforms.casefile.pieces import pieces_of
from oroforms.casefile.store import (
    Earlier,
    Intake,
    Stored,
    earlier,
    judge,
    store_again,
    store_parts,
)
from oroforms.casefile.unread_texts import has_unread_texts, store_read_texts
from oroforms.contents import Content
from oroforms.definition import Definition
from oroforms.documents import Assessment, Status
from oroforms.workflow.spill import Gathered, gathered

Known: TypeAlias = Callable[[Assessment], Definition | None]
"""The definition of the form that a judgement is on, where it is known."""


class Ledger(Protocol):
    """What an import asks of the case file."""

    def receive(self, path: str, sha256: str, content: Content) -> Receipt:
        """Take in the bytes of a file, before anything reads them."""
        ...

    def pieces(self, receipt: Receipt) -> Iterator[bytes]:
        """The bytes that were taken in, piece by piece; none where none are kept."""
        ...

    def earlier(self, receipt: Receipt) -> Earlier | None:
        """What the same bytes came to before."""
        ...

    def has_unread_texts(self, receipt: Receipt) -> bool:
        """Whether texts of it were not read, because the program for that was missing."""
        ...

    def store(
        self, receipt: Receipt, path: str, read: Gathered[Assessment], known: Known
    ) -> Gathered[Stored] | None:
        """Keep what was read, all forms or none; ``None`` when another import was first."""
        ...

    def unread(self) -> list[tuple[Receipt, str]]:
        """What was received and never read: another import was killed, or still runs."""
        ...

    def finish(self, summary: Mapping[Status, int]) -> None:
        """Everything is kept for good when this returns."""
        ...


def _lean(stored: Stored) -> Stored:
    """The same without pictures: they are in the case file, and nobody asks for them here."""
    return replace(stored, assessment=replace(stored.assessment, crops={}, inks={}))


def _supposed(
    connection: Connection, assessment: Assessment, definition: Definition | None
) -> Stored:
    judged, found = judge(connection, assessment, definition)
    return Stored(None, None if found.case is None else found.case.reference, judged)


@dataclass(slots=True)
class KeepingLedger:
    """Writes into the case file.

    The transactions of single files are not forced to disk: they outlive the
    death of the process, and until :meth:`finish` has forced all of them the
    files still lie where they were imported from.
    """

    case_file: CaseFile
    who: str
    import_id: int = field(init=False)

    def __post_init__(self) -> None:
        with self.case_file.writing(durable=False) as connection:
            self.import_id = begin_import(
                connection, at=self.case_file.clock(), who=self.who, program=__version__
            )

    def receive(self, path: str, sha256: str, content: Content) -> Receipt:
        """Take in the bytes of a file, unless they are there already."""
        with self.case_file.writing(durable=False) as connection:
            return receive(
                connection,
                path=path,
                sha256=sha256,
                content=content,
                at=self.case_file.clock(),
                import_id=self.import_id,
            )

    def pieces(self, receipt: Receipt) -> Iterator[bytes]:
        """The bytes that were taken in, piece by piece."""
        with self.case_file.reading() as connection:
            yield from pieces_of(connection, receipt.original)

    def earlier(self, receipt: Receipt) -> Earlier | None:
        """What the same bytes came to before."""
        with self.case_file.reading() as connection:
            return earlier(connection, receipt.original)

    def has_unread_texts(self, receipt: Receipt) -> bool:
        """Whether texts of it were not read, because the program for that was missing."""
        with self.case_file.reading() as connection:
            return has_unread_texts(connection, receipt.original)

    def store(
        self, receipt: Receipt, path: str, read: Gathered[Assessment], known: Known
    ) -> Gathered[Stored] | None:
        """Keep what was read, in one transaction."""
        intake = Intake(receipt.original, path, self.case_file.clock(), self.who, self.import_id)
        parts = ((assessment, known(assessment)) for assessment in read)

        def gather(stored: Iterator[Stored]) -> Gathered[Stored]:
            return gathered(map(_lean, stored), len(read))

        with self.case_file.writing(durable=False) as connection:
            if not receipt.read:
                return store_parts(connection, intake, parts, gather)
            if has_unread_texts(connection, receipt.original):
                return store_read_texts(connection, intake, parts, gather)
            # Only what was one form is read again.
            one = store_again(connection, intake, *next(parts))
            return None if one is None else [one]

    def unread(self) -> list[tuple[Receipt, str]]:
        """What was received and never read."""
        with self.case_file.reading() as connection:
            return unread(connection)

    def finish(self, summary: Mapping[Status, int]) -> None:
        """Note the end of the import, and force all of it to disk."""
        counts = {status.value: count for status, count in summary.items()}
        with self.case_file.writing(durable=True) as connection:
            finish_import(connection, self.import_id, at=self.case_file.clock(), summary=counts)


@dataclass(slots=True)
class DryLedger:
    """Looks into the case file and writes nothing.

    A case that an earlier file of the same run would have opened is not
    there for a later one.
    """

    case_file: CaseFile
    _new: dict[str, Receipt] = field(default_factory=dict)

    def receive(self, path: str, sha256: str, content: Content) -> Receipt:  # noqa: ARG002
        """A receipt without bytes; one that remembers the bytes of this run."""
        with self.case_file.reading() as connection:
            known = find_original(connection, sha256)
        return known or self._new.setdefault(
            sha256, Receipt(-len(self._new) - 1, sha256, read=False)
        )

    def pieces(self, receipt: Receipt) -> Iterator[bytes]:
        """The bytes that an earlier import took in, else none."""
        if receipt.original >= 0:
            with self.case_file.reading() as connection:
                yield from pieces_of(connection, receipt.original)

    def earlier(self, receipt: Receipt) -> Earlier | None:
        """What the same bytes came to before."""
        with self.case_file.reading() as connection:
            return earlier(connection, receipt.original)

    def has_unread_texts(self, receipt: Receipt) -> bool:
        """Whether texts of it were not read, because the program for that was missing."""
        with self.case_file.reading() as connection:
            return has_unread_texts(connection, receipt.original)

    def store(
        self,
        receipt: Receipt,  # noqa: ARG002
        path: str,  # noqa: ARG002
        read: Gathered[Assessment],
        known: Known,
    ) -> Gathered[Stored] | None:
        """Judge as if it were stored."""
        with self.case_file.reading() as connection:
            judged = (_supposed(connection, each, known(each)) for each in read)
            return gathered(map(_lean, judged), len(read))

    def unread(self) -> list[tuple[Receipt, str]]:
        """Nothing: what others left is theirs to finish."""
        return []

    def finish(self, summary: Mapping[Status, int]) -> None:
        """Nothing was written."""
