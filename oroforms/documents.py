"""The types that a returned form passes through, in their order.

``Path → Submission → Identification → Readings → Record → Assessment``

All are frozen: a stage makes a new object and never changes what an earlier
stage said, so that for every stored value one can tell which file, page,
rectangle and reader it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from oroforms.findings import Finding
from oroforms.signatures import Verification

Raw: TypeAlias = str | bool | tuple[str, ...]
"""What a reader delivers: written text, one tick box, or the ticked codes."""

Value: TypeAlias = "str | bool | int | float | list[Value] | dict[str, Value]"
"""A typed JSON value, in the shapes of the contract's table of types."""

Rect: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch), origin at the top left of the page."""


def around(rects: Sequence[Rect]) -> Rect:
    """The smallest rectangle that holds all of some rectangles, of which there is at least one."""
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a document something stands: page counted from 1, and its rectangle."""

    page: int
    rect: Rect | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The bytes that came in (*inkommen handling*), before anybody has read them."""

    path: Path
    sha256: str
    content: bytes = field(repr=False)


def page_name(page: int) -> str:
    """The name under which the picture of a whole page of the file is kept."""
    return f"page.{page}"


def is_page(name: str) -> bool:
    """Whether a picture's name is that of a whole page."""
    head, _dot, number = name.partition(".")
    return head == "page" and number.isdecimal()


class Format(StrEnum):
    """The container a submission is in, told by its bytes and never by its name."""

    PDF = "pdf"
    WORD = "docx"
    IMAGE = "image"
    OTHER = "other"
    """A format that nothing here reads, in which a form of ours came back all the same."""


@dataclass(frozen=True, slots=True)
class PageReference:
    """The reference line as found on one page (see the design's *issued forms*)."""

    page: int
    """Page of the file, from 1."""
    form: str
    version: int
    template_hash: str | None = None
    token: str | None = None
    number: int | None = None
    """The page number that is printed on the page."""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Identification:
    """Which form a submission is, how that was told, and how surely."""

    form: str
    version: int
    method: str
    """``fields``, ``tags``, ``reference`` or ``text``; ``told`` when the user named the form."""
    certainty: float = 1.0
    """Share of what was looked for that was found, 0–1."""
    template_hash: str | None = None
    token: str | None = None
    pages: tuple[PageReference, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def reference(self) -> str | None:
        """``form@version-templatehash`` where the hash is known: the key of the layout."""
        if self.template_hash is None:
            return None
        return f"{self.form}@{self.version}-{self.template_hash}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found at one place for one field, exactly as it stands there."""

    name: str
    """Dotted slot name; of a signature its parts ``NAME.name``, ``NAME.date``, ``NAME.sign``."""
    raw: Raw
    confidence: float = 1.0
    """0–1; a reading below 1.0 is a reading that some measure doubts."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """Everything that one reader delivers from one submission.

    A slot that is not in ``items`` was not seen (its page is missing); an
    empty text or an unticked box that was seen is there with ``""``,
    ``False`` or ``()``.
    """

    reader: str
    items: Mapping[str, Reading]
    pages: int
    findings: tuple[Finding, ...] = ()
    sure_from: float = 1.0
    """Confidence from which a reading is certain; 0 where the reader names each doubt itself."""


@dataclass(frozen=True, slots=True)
class Record:
    """Typed values in canonical form, nested as in the contract, with findings so far."""

    form: str
    version: int
    values: Mapping[str, Value]
    findings: tuple[Finding, ...] = ()


class Status(StrEnum):
    """What became of one file of an import."""

    IMPORTED = "imported"
    NEEDS_REVIEW = "needs-review"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement on one submission: all that is stored, apart from the bytes.

    ``values`` holds only what is certain: a field with an error of its own
    stays out and its reading stands under ``readings``.
    """

    status: Status
    identification: Identification | None = None
    readings: Readings | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    acute: bool = False
    verification: Verification | None = None
    """Of the document's electronic signatures; ``None`` where it bears none."""
    pages: tuple[int, ...] = ()
    """Pages of the file that the form is on, in its own order; empty where it is the whole file."""
    crops: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Pictures (PNG) that a person should look at: of slots by their name, of whole pages that
    could not be read by :func:`page_name`."""
    inks: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The ink alone, by the names of parts: by it two papers are compared. Not stored."""

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last page of the file that were read."""
        if self.pages:
            return min(self.pages), max(self.pages)
        if self.readings is not None and self.readings.pages:
            return 1, self.readings.pages
        return None
