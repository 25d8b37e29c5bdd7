"""Which counts may be shown, so that no group of fewer than five can be computed back.

A group of zero to four is hidden, empty ones too: a shown zero would say of
every hidden group that it is not empty. Where a hidden count follows from
what is shown by adding and subtracting, more is hidden (*complementary
suppression*). Each function takes true counts and says which of them are
shown; whoever knows all that is shown, and these rules, can make each hidden
group out to be of any size from 0 to 4 at least.

The three shapes are all that statistics print. They are kept apart so that
they share nothing but totals; what is shown of each can then be told safe by
itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST = 5
"""The size from which a group may be shown."""


def chain(counts: Sequence[int]) -> tuple[bool, ...]:
    """For groups that each lie within the one before: all, of these some, of these some.

    The rest between two that are shown is a group, too, and must not be small.
    """
    shown: list[bool] = []
    last: int | None = None
    for count in counts:
        first = not shown
        rest = count if last is None else last - count
        fine = count >= SMALLEST and rest >= SMALLEST and (first or last is not None)
        shown.append(fine)
        if fine:
            last = count
    return tuple(shown)


def parts(counts: Sequence[int]) -> tuple[bool, ...]:
    """For groups that make up a whole whose number is shown, if it is not small itself.

    Where one is small, the last that are not small are hidden too, one after
    the other, whatever their size, until what is hidden comes to five for
    each of them and five more. Then each small group can be of any size from
    0 to 4 also for those who know this rule: let the other small ones be
    empty, all further ones but the last be five, and the last the rest; the
    rule hides the same groups then. (The smallest instead of the last would
    tell that it is no larger than those shown: of 4, 7 and 7 with the first
    two hidden the 4 could be computed.)
    """
    hidden = {index for index, count in enumerate(counts) if count < SMALLEST}
    if not hidden:
        return (True,) * len(counts)
    others = [index for index in reversed(range(len(counts))) if index not in hidden]
    for number, index in enumerate(others, start=1):
        hidden.add(index)
        if sum(counts[each] for each in hidden) >= SMALLEST * (number + 1):
            break
    return tuple(index not in hidden for index in range(len(counts)))


@dataclass(frozen=True, slots=True)
class Halves:
    """One group of a table with two columns: its size, and how many of it are in the first."""

    size: int
    first: int

    @property
    def rest(self) -> int:
        """How many are in the second column."""
        return self.size - self.first

    @property
    def small(self) -> bool:
        """Whether one of the halves is too small to be shown."""
        return min(self.first, self.rest) < SMALLEST


def halves(rows: Sequence[Halves], sizes_shown: Sequence[bool]) -> tuple[bool, ...] | None:
    """Which groups show their halves, where the columns' totals are shown and some sizes are.

    ``None`` when no choice is safe: then the columns' totals must be hidden.

    With the shown rows subtracted, ``first`` and ``rest`` in all are left for
    the hidden rows. Of a hidden row whose size n is known, the first half can
    be anything from ``max(0, n - rest)`` to ``min(n, first)``, the second
    likewise: these are the bounds of a transport problem with two columns.
    Rows of unknown size are two at least (:func:`parts`), and give way to
    each other.
    """
    hidden = {index for index, row in enumerate(rows) if row.small or not sizes_shown[index]}
    others = [index for index in reversed(range(len(rows))) if index not in hidden]
    while hidden:
        first = sum(rows[index].first for index in hidden)
        rest = sum(rows[index].rest for index in hidden)
        if min(first, rest) >= SMALLEST and all(
            _stays_open(rows[index], first, rest) for index in hidden if sizes_shown[index]
        ):
            break
        if not others:
            return None
        hidden.add(others.pop(0))
    return tuple(index not in hidden for index in range(len(rows)))


def _stays_open(row: Halves, first: int, rest: int) -> bool:
    """Whether a small half of a row of known size can still be nothing."""
    empty_first = row.first >= SMALLEST or row.size <= rest
    empty_rest = row.rest >= SMALLEST or row.size <= first
    return empty_first and empty_rest
