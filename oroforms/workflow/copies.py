"""Whether two papers that bear one token are one form fed twice, or say different things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oroforms.documents import Assessment
from oroforms.findings import Finding, Severity


def in_doubt(findings: Iterable[Finding]) -> Iterator[str]:
    """The fields that have an error of their own."""
    return (f.field for f in findings if f.severity is Severity.ERROR and f.field is not None)


def alike(one: Assessment, other: Assessment) -> bool:
    """Whether the same stands in both, wherever both have a page.

    What a person has to read is compared by its ink: two pictures of one
    paper lie on each other stroke by stroke. What only one of them has in
    doubt is alike when it was read alike; where nothing was read, it is not.
    """
    if one.readings is None or other.readings is None:
        return False
    mine, theirs = one.readings.items, other.readings.items
    common = mine.keys() & theirs.keys()
    if common not in (mine.keys(), theirs.keys()):
        return False
    inked = one.inks.keys() & other.inks.keys()
    doubted = {*in_doubt(one.findings), *in_doubt(other.findings)}
    for name in common:
        raw = mine[name].raw
        if name in inked and isinstance(raw, str):
            continue
        # The slot's own name, and of a signature's part the slot that it belongs to.
        unread = raw == "" and not doubted.isdisjoint((name, name.rpartition(".")[0]))
        if raw != theirs[name].raw or unread:
            return False
    return all(_same_ink(one.inks[part], other.inks[part]) for part in inked)


def _same_ink(one: bytes, other: bytes) -> bool:
    from oroforms.pictures.likeness import same_ink

    return same_ink(one, other)
