"""Nobody can compute a small group back from what statistics show: an attack by linear programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oroforms.casework.statistics import Codes, Dispatched, Notified, Year, years
from oroforms.casework.suppression import SMALLEST, Halves, chain, halves, parts

CODES = Codes(("preschool", "school", "police", "dental_care"), ("neglect", "absence"))
OUTCOMES = ("opened", "not-opened", "already-running", "undecided")


# -- the attacker -------------------------------------------------------------------


@dataclass
class Attacker:
    """Knows what is shown and how the groups lie in each other; asks for bounds of the rest."""

    names: dict[str, int] = field(default_factory=dict)
    equal_to: list[tuple[dict[str, float], float]] = field(default_factory=list)
    at_most: list[tuple[dict[str, float], float]] = field(default_factory=list)

    def equal(self, parts: dict[str, float], value: float) -> None:
        self._know(parts)
        self.equal_to.append((parts, value))

    def shown(self, name: str, value: int | None) -> None:
        if value is not None:
            self.equal({name: 1}, value)

    def within(self, inner: str, outer: str) -> None:
        parts = {inner: 1.0, outer: -1.0}
        self._know(parts)
        self.at_most.append((parts, 0))

    def is_sum(self, whole: str, parts: list[str]) -> None:
        self.equal({whole: 1, **dict.fromkeys(parts, -1)}, 0)

    def _know(self, parts: dict[str, float]) -> None:
        for name in parts:
            self.names.setdefault(name, len(self.names))

    def _row(self, parts: dict[str, float]) -> np.ndarray:
        row = np.zeros(len(self.names))
        for name, factor in parts.items():
            row[self.names[name]] = factor
        return row

    def prepare(self, truth: dict[str, float]) -> Callable[[dict[str, float]], tuple]:
        """A function that gives the bounds of a sum of groups.

        The true numbers are a place to start from: all others that fit are
        found by going from there along what leaves the equalities as they are.
        """
        here = np.array([truth[name] for name in self.names])
        for parts_, value in self.equal_to:
            assert self._row(parts_) @ here == value, parts_
        equalities = np.array([self._row(parts_) for parts_, _value in self.equal_to])
        _u, sizes, axes = np.linalg.svd(equalities)
        ways = axes[int((sizes > 1e-9).sum()) :].T
        limits = [(self._row(parts_), value) for parts_, value in self.at_most]
        sides = np.vstack([row for row, _value in limits] + [-np.eye(len(here)), np.eye(len(here))])
        # No group is larger than that: what is unbounded has a bound to be told by.
        tops = [value for _row, value in limits] + [0.0] * len(here) + [10_000.0] * len(here)
        room = np.array(tops) - sides @ here
        assert (room >= -1e-9).all()
        steps = sides @ ways
        steps = np.hstack([steps, -steps])

        def bounds(aim: dict[str, float]) -> tuple[float, float]:
            goal = self._row(aim) @ ways
            now = float(self._row(aim) @ here)
            up = largest(np.hstack([goal, -goal]), steps, np.maximum(room, 0))
            down = largest(np.hstack([-goal, goal]), steps, np.maximum(room, 0))
            return now - down, now + up

        return bounds


def largest(goal: np.ndarray, sides: np.ndarray, room: np.ndarray) -> float:
    """The largest value of ``goal @ x`` for ``sides @ x <= room`` and ``x >= 0``, by the simplex.

    The room is nowhere negative, so that nothing at all is a place to start;
    by Bland's rule it comes to an end.
    """
    lines, width = sides.shape
    table = np.zeros((lines + 1, width + lines + 1))
    table[:-1, :width] = sides
    table[:-1, width:-1] = np.eye(lines)
    table[:-1, -1] = room
    table[-1, :width] = -goal
    basis = list(range(width, width + lines))
    while (entering := np.flatnonzero(table[-1, :-1] < -1e-9)).size:
        column = entering[0]
        usable = np.flatnonzero(table[:-1, column] > 1e-9)
        assert usable.size, "unbounded"
        ratios = table[usable, -1] / table[usable, column]
        least = usable[ratios <= ratios.min() + 1e-12]
        line = min(least, key=lambda index: basis[index])
        table[line] /= table[line, column]
        others = np.arange(lines + 1) != line
        table[others] -= np.outer(table[others, column], table[line])
        basis[line] = column
    return float(table[-1, -1])


def attack(year: Year) -> Attacker:
    """All that is printed of a year, and all that is known without it."""
    knows = Attacker()
    knows.shown("N", year.notifications)
    sectors = [each.code for each in year.sources]
    knows.is_sum("N", [f"n {code}" for code in sectors])
    knows.is_sum("N", [f"month {each.code}" for each in year.months])
    knows.is_sum("N", [f"outcome {name}" for name in OUTCOMES])
    knows.is_sum("outcome opened", [f"o {code}" for code in sectors])
    knows.is_sum("decided", ["outcome opened", "outcome not-opened"])
    for source in year.sources:
        knows.within(f"o {source.code}", f"n {source.code}")
        knows.shown(f"n {source.code}", source.count)
        knows.shown(f"o {source.code}", source.opened)
    for each in year.months:
        knows.shown(f"month {each.code}", each.count)
    for each in year.outcomes:
        knows.shown(f"outcome {each.code}", each.count)
    for each in year.kinds:
        knows.within(f"kind {each.code}", "N")
        knows.shown(f"kind {each.code}", each.count)
    knows.within("acute", "N")
    knows.shown("acute", year.acute.count)
    for inner, outer, part in (
        ("in time", "decided", year.decided_in_time),
        ("feedback in time", "feedback", year.feedback_in_time),
        ("outstanding", "sent", year.outstanding),
        ("late", "outstanding", year.late),
    ):
        knows.within(inner, outer)
        knows.shown(inner, part.count)
        knows.shown(outer, part.whole)
    knows.within("feedback", "N")
    return knows


def small_groups(lines: list[Notified], sent: list[Dispatched], year: Year) -> Iterator[dict]:
    """Every group of fewer than five that a figure is about, as a sum of groups."""
    for name, number in true_numbers(lines, sent, year).items():
        if number < SMALLEST:
            yield dict(name)


def true_numbers(lines, sent, year) -> dict[tuple[tuple[str, float], ...], int]:
    found: dict[tuple[tuple[str, float], ...], int] = {}

    def add(number: int, **names: float) -> None:
        found[tuple((name.replace("_", " "), factor) for name, factor in names.items())] = number

    def put(number: int, *names: tuple[str, float]) -> None:
        found[names] = number

    total = len(lines)
    add(total, N=1)
    add(sum(line.days is not None for line in lines), decided=1)
    for code in (each.code for each in year.sources):
        of = [line for line in lines if line.sector == code]
        opened = sum(line.outcome == "opened" for line in of)
        put(len(of), (f"n {code}", 1))
        put(opened, (f"o {code}", 1))
        put(len(of) - opened, (f"n {code}", 1), (f"o {code}", -1))
    for each in year.months:
        put(sum(line.month == each.code for line in lines), (f"month {each.code}", 1))
    for name in OUTCOMES:
        put(sum(line.outcome == name for line in lines), (f"outcome {name}", 1))
    for each in year.kinds:
        with_kind = sum(each.code in line.kinds for line in lines)
        put(with_kind, (f"kind {each.code}", 1))
        put(total - with_kind, ("N", 1), (f"kind {each.code}", -1))
    acute = sum(line.acute for line in lines)
    add(acute, acute=1)
    put(total - acute, ("N", 1), ("acute", -1))
    decided = [line for line in lines if line.days is not None]
    in_time = sum(line.decided_in_time for line in decided)
    put(in_time, ("in time", 1))
    put(len(decided) - in_time, ("decided", 1), ("in time", -1))
    owed = [line for line in lines if line.feedback is not None]
    put(len(owed), ("feedback", 1))
    put(total - len(owed), ("N", 1), ("feedback", -1))
    put(sum(line.feedback for line in owed), ("feedback in time", 1))
    put(sum(not line.feedback for line in owed), ("feedback", 1), ("feedback in time", -1))
    out = sum(line.outstanding for line in sent)
    late = sum(line.late for line in sent)
    put(len(sent), ("sent", 1))
    put(out, ("outstanding", 1))
    put(len(sent) - out, ("sent", 1), ("outstanding", -1))
    put(late, ("late", 1))
    put(out - late, ("outstanding", 1), ("late", -1))
    return found


# -- random years -------------------------------------------------------------------


@st.composite
def years_of_lines(draw) -> tuple[list[Notified], list[Dispatched]]:
    """Some large groups, many small ones, in sectors, outcomes and months of all mixtures."""
    lines: list[Notified] = []
    for _ in range(draw(st.integers(1, 7))):
        outcome = draw(st.sampled_from(OUTCOMES))
        days = draw(st.integers(0, 40)) if outcome in ("opened", "not-opened") else None
        line = Notified(
            f"2026-{draw(st.integers(1, 4)):02}",
            draw(st.sampled_from([*CODES.sectors, "unsaid"])),
            tuple(draw(st.sets(st.sampled_from(CODES.kinds)))),
            draw(st.booleans()),
            outcome,
            days,
            days is not None and days <= 14,
            draw(st.sampled_from([None, True, False])),
        )
        lines += [line] * draw(st.sampled_from([1, 2, 3, 4, 5, 6, 9, 20, 31]))
    sent = [
        Dispatched("2026-02", open_, late and open_)
        for open_, late, times in draw(
            st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 9)), max_size=4)
        )
        for _ in range(times)
    ]
    return lines, sent


@given(years_of_lines())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_small_group_can_be_anything_from_nothing_to_four(drawn):
    lines, sent = drawn
    [year] = years([*lines, *sent], CODES, date(2026, 1, 1), date(2026, 4, 30))
    truth = {
        names[0][0]: number
        for names, number in true_numbers(lines, sent, year).items()
        if len(names) == 1
    }
    bounds = attack(year).prepare(truth)
    for group in small_groups(lines, sent, year):
        low, high = bounds(group)
        assert low <= 1e-6, (group, low, year)
        assert high >= SMALLEST - 1 - 1e-6, (group, high, year)


@given(years_of_lines())
@settings(max_examples=200, deadline=None)
def test_what_is_shown_is_true_and_large(drawn):
    lines, sent = drawn
    [year] = years([*lines, *sent], CODES, date(2026, 1, 1), date(2026, 4, 30))
    true = true_numbers(lines, sent, year)
    shown = {f"n {each.code}": each.count for each in year.sources}
    shown |= {f"o {each.code}": each.opened for each in year.sources}
    shown |= {f"month {each.code}": each.count for each in year.months}
    shown |= {f"outcome {each.code}": each.count for each in year.outcomes}
    shown |= {f"kind {each.code}": each.count for each in year.kinds}
    shown |= {"N": year.notifications, "acute": year.acute.count}
    for name, number in shown.items():
        if number is not None:
            assert number == true[((name, 1),)], name
            assert number >= SMALLEST, name


def test_the_attacker_finds_what_is_left_open():
    """The attack itself: without complementary suppression it succeeds."""
    truth = {"N": 40, "a": 20, "b": 17, "c": 3}
    for shown, found in ((("a", "b"), (3, 3)), (("a",), (0, 20)), ((), (0, 40))):
        knows = Attacker()
        knows.shown("N", 40)
        for name in shown:
            knows.shown(name, truth[name])
        knows.is_sum("N", ["a", "b", "c"])
        assert knows.prepare(truth)({"c": 1}) == pytest.approx(found)


# -- each shape by itself, exactly --------------------------------------------------


@given(st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=1, max_size=5))
@settings(max_examples=300, deadline=None)
def test_parts_of_a_known_whole(counts):
    shown = parts(counts)
    assert all(number >= SMALLEST for number, fine in zip(counts, shown, strict=True) if fine)
    hidden = [number for number, fine in zip(counts, shown, strict=True) if not fine]
    if hidden and sum(counts) >= SMALLEST:
        assert len(hidden) > 1
        assert sum(hidden) >= SMALLEST


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
@settings(max_examples=150, deadline=None)
def test_not_even_who_knows_how_groups_are_chosen_tells_a_small_one(counts):
    """All tables that the same choice would have hidden in the same way, counted out."""
    shown = parts(counts)
    hidden = [index for index, fine in enumerate(shown) if not fine]
    if not hidden or sum(counts) < SMALLEST:
        return
    total = sum(counts[index] for index in hidden)
    possible: dict[int, set[int]] = {index: set() for index in hidden}
    for guess in product(range(total + 1), repeat=len(hidden) - 1):
        if sum(guess) > total:
            continue
        values = dict(zip(hidden, (*guess, total - sum(guess)), strict=True))
        if parts([values.get(index, count) for index, count in enumerate(counts)]) == shown:
            for index, value in values.items():
                possible[index].add(value)
    for index in hidden:
        if counts[index] < SMALLEST:
            assert set(range(SMALLEST)) <= possible[index], (counts, shown, index)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_chains_leave_no_small_rest(steps):
    counts = [sum(steps[n:]) for n in range(len(steps))]
    kept = [n for n, fine in zip(counts, chain(counts), strict=True) if fine]
    assert all(n >= SMALLEST for n in kept)
    assert all(one - other >= SMALLEST for one, other in pairwise(kept))
    assert not kept or kept[0] == counts[0]


@st.composite
def two_columns(draw) -> list[Halves]:
    sizes = draw(st.lists(st.integers(0, 16), min_size=2, max_size=4))
    return [Halves(size, draw(st.integers(0, size))) for size in sizes]


@given(two_columns())
@settings(max_examples=300, deadline=None)
def test_no_half_of_a_hidden_row_is_pinned_down_by_any_table_that_fits(rows):
    """Every table of whole numbers that fits what is shown, counted out."""
    size, first = sum(row.size for row in rows), sum(row.first for row in rows)
    sizes_shown = parts([row.size for row in rows])
    shown = halves(rows, sizes_shown)
    if not all(chain([size, first])) or shown is None:
        return
    hidden = [index for index, fine in enumerate(shown) if not fine]
    left = sum(rows[i].first for i in hidden), sum(rows[i].rest for i in hidden)
    for index in hidden:
        others = [i for i in hidden if i != index]
        reach = _reachable([rows[i].size if sizes_shown[i] else None for i in others], left)
        known = rows[index].size if sizes_shown[index] else None
        fits = [
            (a, b)
            for a in range(left[0] + 1)
            for b in range(left[1] + 1)
            if reach[left[0] - a, left[1] - b] and (known is None or a + b == known)
        ]
        for half, number in enumerate((rows[index].first, rows[index].rest)):
            possible = {pair[half] for pair in fits}
            assert number in possible
            if number < SMALLEST:
                assert set(range(SMALLEST)) <= possible, (rows, shown, index)


def _reachable(sizes: list[int | None], most: tuple[int, int]) -> np.ndarray:
    """Which sums of first and second halves some rows can come to."""
    reach = np.zeros((most[0] + 1, most[1] + 1), dtype=bool)
    reach[0, 0] = True
    for size in sizes:
        following = np.zeros_like(reach)
        for a in range(most[0] + 1):
            for b in range(most[1] + 1):
                if size is None or a + b == size:
                    following[a:, b:] |= reach[: most[0] + 1 - a, : most[1] + 1 - b]
        reach = following
    return reach
