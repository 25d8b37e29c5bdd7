"""Many forms in many conditions, read in two processes, the outcomes as they come."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from accuracy import misses as keep
from accuracy.chain import FormResult, PageResult, read_form
from accuracy.conditions import ALL, BY_NAME, ORDINARY, Condition
from accuracy.forms import CARELESS, FilledForm, FilledPage, filled
from accuracy.outcomes import Outcome, Read, outcome, row_of
from accuracy.pens import FAINT, GREEN, PENCIL, RED
from accuracy.scanner import Scan, scan, without
from accuracy.truth import Kind, Mark, Truth
from oroforms.pictures.base import Sheet
from oroforms.readers.scan import thresholds
from oroforms.readers.scan.base import COARSE, Ink

Key = tuple[str, str]
"""Condition and row (or mark)."""


@dataclass(frozen=True, slots=True)
class Sure:
    """One reading of which a measure was sure: what calibration looks at."""

    threshold: str
    confidence: float
    right: bool
    ordinary: bool


@dataclass(slots=True)
class Tally:
    """What was counted, added up over forms."""

    fields: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Condition, row, outcome."""
    marks: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Condition, mark, outcome."""
    choices: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Condition, outcome: whole questions with one answer."""
    pages: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Condition, and ``pages``, ``code found``, ``code wrong`` or ``registered``."""
    off: dict[str, list[float]] = field(default_factory=dict)
    """By condition, how far the worst field of each page lies off, in points."""
    sure: list[Sure] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Forms that a reader failed on with an error of its own."""

    def add(self, other: Tally) -> None:
        """Add what another form gave."""
        self.fields.update(other.fields)
        self.marks.update(other.marks)
        self.choices.update(other.choices)
        self.pages.update(other.pages)
        for name, values in other.off.items():
            self.off.setdefault(name, []).extend(values)
        self.sure.extend(other.sure)
        self.misses.extend(other.misses)
        self.failed.extend(other.failed)

    @property
    def readings(self) -> int:
        """How many field readings were made."""
        return sum(self.fields.values())


@dataclass(frozen=True, slots=True)
class Job:
    """One form in some conditions."""

    seed: int
    conditions: tuple[str, ...]
    form: str | None
    misses: Path | None
    """Where pictures of misses go."""
    texts: bool = True
    """Whether texts are read, which takes most of the time."""
    careless: float = CARELESS
    unscaled: bool = False
    """Whether readings are taken by their measures alone, as calibration counts them."""


def jobs(
    seed: int,
    forms: int,
    conditions: Sequence[Condition] = ALL,
    *,
    each: int = 3,
    form: str | None = None,
    misses: Path | None = None,
    texts: bool = True,
    careless: float = CARELESS,
    unscaled: bool = False,
) -> list[Job]:
    """``forms`` forms from a seed on, each scanned in ``each`` conditions in turn.

    What the targets speak of comes twice as often.
    """
    turns = [*conditions, *(c for c in conditions if c is ORDINARY)]
    order = [turns[at] for at in np.random.default_rng(seed).permutation(len(turns))]
    made = []
    for number in range(forms):
        names = (order[(number * each + k) % len(order)].name for k in range(each))
        told = tuple(dict.fromkeys(names))
        made.append(Job(seed + number, told, form, misses, texts, careless, unscaled))
    return made


def run(work: Sequence[Job], processes: int = 2) -> Generator[Tally, None, None]:
    """The tallies of the jobs as they are done."""
    # One thread a process: processes side by side beat threads by far.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    if processes == 1:
        yield from map(measure, work)
        return
    with multiprocessing.get_context("spawn").Pool(processes, maxtasksperchild=40) as pool:
        yield from pool.imap_unordered(measure, work)


def measure(job: Job) -> Tally:
    """Fill in one form, scan it in each condition, read it, and judge what was read."""
    import cv2

    cv2.setNumThreads(1)
    form = filled(job.seed, job.form, careless=job.careless)
    tally = Tally()
    for number, name in enumerate(job.conditions):
        tally.add(_in_condition(form, BY_NAME[name], job.seed * 100 + number * 10, job))
    return tally


def _in_condition(form: FilledForm, condition: Condition, seed: int, job: Job) -> Tally:
    backs = {page.number: page for page in form.pages}
    scans = [
        scan(page, condition, seed + page.number, backs.get(page.number + 1)) for page in form.pages
    ]
    misses, tally = job.misses, Tally()
    try:
        held = thresholds.unscaled(_MEASURED) if job.unscaled else None
        result = read_form(scans, texts=job.texts, held=held)
    except Exception as error:  # noqa: BLE001 - one form that a reader fails on must not end the run
        tally.failed.append(f"form {form.seed}, {condition.name}: {error!r}")
        return tally
    for page in result.pages:
        _count_page(tally, page, condition.name)
        if misses and not isinstance(page.sheet, Sheet):
            tally.misses.append(keep.page(misses, page))
    lost: set[str] = set()
    for page in result.pages:
        for truth in page.scan.page.truths:
            if truth.part not in result.reads and isinstance(page.sheet, Sheet):
                continue  # nothing measures this kind of field
            read = result.reads.get(truth.part)
            end = outcome(truth, read)
            if end is Outcome.WRONG and _is_lost(truth, page.scan, backs):
                end = Outcome.LOST
                lost.add(truth.slot)
            tally.fields[condition.name, row_of(truth), end] += 1
            if truth.kind is Kind.TICK:
                tally.marks[condition.name, truth.mark, end] += 1
            if read is not None and _was_sure(read, truth, page) and end is not Outcome.LOST:
                tally.sure.append(_sure(truth, read, condition))
            if misses and _is_miss(truth, end) and isinstance(page.sheet, Sheet):
                tally.misses.append(keep.field(misses, page, truth, read, end))
    _count_choices(tally, form, result, condition.name, lost)
    return tally


def _count_page(tally: Tally, page: PageResult, condition: str) -> None:
    tally.pages[condition, "pages"] += 1
    tally.pages[condition, "code found"] += page.code_right
    tally.pages[condition, "code wrong"] += page.code is not None and not page.code_right
    tally.pages[condition, "registered"] += isinstance(page.sheet, Sheet)
    if page.off is not None:
        tally.off.setdefault(condition, []).append(page.off)


def _count_choices(
    tally: Tally, form: FilledForm, result: FormResult, condition: str, lost: set[str]
) -> None:
    for slot in form.definition.slots:
        if slot.type != "choice":
            continue
        boxes = [truth for truth in form.truths if truth.slot == slot.name]
        reads = [result.reads.get(truth.part) for truth in boxes]
        sure = [read for read in reads if read is not None and read.accepted]
        if len(sure) < len(boxes) or sum(bool(read.value) for read in sure) > 1:
            tally.choices[condition, Outcome.QUEUED] += 1
            continue
        right = all(truth.ticked is read.value for truth, read in zip(boxes, sure, strict=True))
        end = Outcome.RIGHT if right else Outcome.WRONG
        if end is Outcome.WRONG and slot.name in lost:
            end = Outcome.LOST
        tally.choices[condition, end] += 1


def _was_sure(read: Read, truth: Truth, page: PageResult) -> bool:
    """Whether only its confidence decides about a reading: what calibration looks at."""
    sheet = page.sheet
    if not isinstance(sheet, Sheet) or sheet.is_loose(truth.rect):
        return False
    if truth.kind not in (Kind.TICK, Kind.SIGNATURE) and sheet.resolution < COARSE:
        return False
    said = read.value
    if isinstance(said, str) and said and not any(character.isalnum() for character in said):
        return False  # a speck until a person has looked, however sure
    return read.accepted or (0 < read.confidence < _MEASURED and read.why in _BY_CONFIDENCE)


_BY_CONFIDENCE = frozenset({"mark-uncertain", "scan-unclear"})
"""Doubts that a reading gets when its confidence is below its threshold, and for other reasons."""
_MEASURED = 0.5
"""The least measure that is taken while measures are counted: what has more and is queued has
another doubt (all of its page is looked at), and says nothing of confidence.
"""


def _sure(truth: Truth, read: Read, condition: Condition) -> Sure:
    from accuracy.outcomes import is_right

    ordinary = condition.name in ("clean", "ordinary")
    return Sure(read.surely, read.confidence, is_right(truth, read.value), ordinary)


def _is_miss(truth: Truth, end: Outcome) -> bool:
    """Whether a picture of it is worth a look: handwriting belongs in the queue."""
    if end is Outcome.WRONG:
        return True
    handwritten = truth.ink is Ink.HANDWRITTEN and truth.kind is not Kind.SIGNATURE
    return end is Outcome.QUEUED and not handwritten


_PALE = (FAINT, PENCIL, RED, GREEN)
_TRACE = 0.2
"""mm² of the inside of a box that ink must have changed to be said to be in the picture."""
_INSIDE = 1.2
"""Points from the edge of a box to where its own border no longer counts."""
_RING = 6.0
"""Points beyond a box in which a ring about it is drawn."""


def _is_lost(truth: Truth, scanned: Scan, backs: Mapping[int, FilledPage]) -> bool:
    """Whether ink left nothing in the picture: the scan without it is the same there."""
    pale = [ink for ink in _PALE if ink in scanned.page.inks]
    by_pen = (truth.ticked and truth.mark is not Mark.PRINTED) or truth.ink is Ink.HANDWRITTEN
    if not by_pen or not pale:
        return False
    bare = scan(
        without(scanned.page, *pale),
        scanned.condition,
        scanned.seed,
        backs.get(scanned.page.number + 1),
    )
    left, top, right, bottom = truth.rect
    inwards = -_RING if truth.mark is Mark.CIRCLED else _INSIDE
    left, top, right, bottom = left + inwards, top + inwards, right - inwards, bottom - inwards
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]])
    seen = corners @ scanned.transform.T
    seen = seen[:, :2] / seen[:, 2:]
    # A border is as wide as its lines and one more of the device's, by which a pen may widen it.
    least, most = np.ceil(seen.min(axis=0)).astype(int), seen.max(axis=0).astype(int)
    (x0, y0), (x1, y1) = least + 1, most - 1
    box = (slice(max(0, y0), y1), slice(max(0, x0), x1))
    here, there = scanned.grey[box].astype(int), bare.grey[box].astype(int)
    if not here.size:
        return True
    area = (right - left) * (bottom - top) * (25.4 / 72) ** 2
    return bool((np.abs(here - there) > 24).mean() * area < _TRACE)
