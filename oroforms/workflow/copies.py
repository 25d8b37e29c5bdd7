"""Whether two papers that bear one token are one form fed twice, or say different things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from oroforms.documents import Assessment
from oroforms.findings import Finding, Severity


class Likeness(Enum):
    """How two papers of one token compare."""

    ALIKE = "alike"
    """The same surely stands on both: nothing is lost when one of them is passed over."""
    UNSURE = "unsure"
    """Nothing was read that differs, but not everything surely is the same."""
    DIFFERENT = "different"
    """Something was surely read on both, and differs."""


def in_doubt(findings: Iterable[Finding]) -> Iterator[str]:
    """The fields that have an error of their own."""
    return (f.field for f in findings if f.severity is Severity.ERROR and f.field is not None)


def compared(first: Assessment, again: Assessment) -> Likeness:
    """How the second paper compares with the first, wherever it has a page.

    What was surely read on both is compared as read. What a person has to
    read, and signatures, are compared by their ink: two pictures of one paper
    lie on each other stroke by stroke.
    """
    if first.readings is None or again.readings is None:
        return Likeness.UNSURE
    mine, theirs = first.readings.items, again.readings.items
    doubted = {*in_doubt(first.findings), *in_doubt(again.findings)}
    to_see = set()
    for name in mine.keys() & theirs.keys():
        # The slot's own name, and of a signature's part the slot that it belongs to.
        if not doubted.isdisjoint((name, name.rpartition(".")[0])):
            to_see.add(name)
        elif mine[name].raw != theirs[name].raw:
            return Likeness.DIFFERENT
        elif name.endswith(_SIGNED):
            to_see.add(name)
    if not theirs.keys() <= mine.keys() or _has_more((*first.findings, *again.findings)):
        return Likeness.UNSURE
    alike = all(_same_ink(name, first, again) for name in to_see)
    return Likeness.ALIKE if alike else Likeness.UNSURE


def _has_more(findings: Iterable[Finding]) -> bool:
    """Whether there is something on a paper that no field holds, so that nothing compares it."""
    return any(found.code in _UNREAD for found in findings)


_UNREAD = frozenset({"page-not-registered", "ink-outside-fields"})
_SIGNED = ".sign"


def _same_ink(name: str, first: Assessment, again: Assessment) -> bool:
    """Whether all parts of what was read under a name surely show the same ink."""
    from oroforms.pictures.likeness import same_ink

    parts = [part for part in first.inks if name in (part, part.rpartition(".")[0])]
    return bool(parts) and all(
        part in again.inks and same_ink(first.inks[part], again.inks[part]) for part in parts
    )
