"""The report: tables by condition and kind of field, targets, and what they came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from accuracy.conditions import ALL
from accuracy.outcomes import TYPED_ROWS, Outcome, Row
from accuracy.run import Tally
from accuracy.truth import Mark

_ORDINARY = ("clean", "ordinary")
_ENDS = " | ".join(Outcome)
_LEAST_READINGS = 50_000
"""Fewer say too little of an event that must not happen."""
_FAR = ("fax", "fax standard", "phone")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing the reader must reach, and what it reached."""

    what: str
    wanted: str
    reached: str
    met: bool | None
    """Nothing where nothing is wanted, and the figure is told beside the others."""

    @property
    def verdict(self) -> str:
        """In a word."""
        return "" if self.met is None else "met" if self.met else "**missed**"


def tables(tally: Tally) -> str:
    """All tables, each under its heading."""
    parts = (
        ("Fields", table(tally)),
        ("Questions with one answer", choices(tally)),
        ("What the pen left in a box", marks(tally)),
        ("Pages", pages(tally)),
    )
    return "\n".join("\n".join([f"## {title}", "", *lines, ""]) for title, lines in parts)


def verdict(wanted: Sequence[Target]) -> str:
    """The targets, whether they were met."""
    lines = ["| target | wanted | reached | |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {each.what} | {each.wanted} | {each.reached} | {each.verdict} |" for each in wanted
    ]
    return "\n".join(lines)


def table(tally: Tally) -> list[str]:
    """By condition and kind of field, as rows of Markdown."""
    lines = [
        f"| condition | field | readings | {_ENDS} |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for condition in _present(tally):
        for row in Row:
            counts = _counts(tally, [condition], [row])
            if sum(counts.values()):
                lines.append(f"| {condition} | {row} | {_shares(counts)} |")
    lines.append(f"| **all** | **all** | {_shares(_counts(tally, _present(tally), list(Row)))} |")
    return lines


def choices(tally: Tally) -> list[str]:
    """Whole questions with one answer, by condition."""
    lines = [
        f"| condition | questions with one answer | {_ENDS} |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for condition in _present(tally):
        counts = {end: tally.choices[condition, end] for end in Outcome}
        if sum(counts.values()):
            lines.append(f"| {condition} | {_shares(counts)} |")
    return lines


def marks(tally: Tally) -> list[str]:
    """Ticks by what the pen left, over all conditions."""
    lines = [
        f"| mark | boxes | {_ENDS} |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for mark in Mark:
        counts = {end: sum(tally.marks[each.name, mark, end] for each in ALL) for end in Outcome}
        if sum(counts.values()):
            lines.append(f"| {mark} | {_shares(counts)} |")
    return lines


def pages(tally: Tally) -> list[str]:
    """Codes and registration by condition, and how far the worst field of a page lies off."""
    lines = [
        "| condition | pages | code found | another code | registered | off, median | off, 99 % |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for condition in _present(tally):
        count = tally.pages[condition, "pages"]
        off = tally.off.get(condition)
        placed = f"{np.median(off):.2f} pt | {np.percentile(off, 99):.2f} pt" if off else "– | –"
        found, wrong, laid = (
            tally.pages[condition, key] for key in ("code found", "code wrong", "registered")
        )
        lines.append(
            f"| {condition} | {count} | {_share(found, count)} | {wrong} "
            f"| {_share(laid, count)} | {placed} |"
        )
    return lines


def targets(tally: Tally) -> list[Target]:
    """What issue and contract ask for, and whether it was reached."""
    return list(_targets(tally))


def _targets(tally: Tally) -> Iterator[Target]:
    wrong = sum(n for (_c, _r, end), n in tally.fields.items() if end == Outcome.WRONG)
    wrong_choices = sum(n for (_c, end), n in tally.choices.items() if end == Outcome.WRONG)
    count = tally.readings
    yield Target(
        "field readings", f"{_LEAST_READINGS} at least", str(count), count >= _LEAST_READINGS
    )
    yield Target("wrong and accepted, all conditions", "0", str(wrong), wrong == 0)
    yield Target("choices wrong and accepted", "0", str(wrong_choices), wrong_choices == 0)
    yield Target("forms that a reader failed on", "0", str(len(tally.failed)), not tally.failed)
    yield _at_least("ticks, 200 dpi and more, ordinary wear", tally, _ORDINARY, [Row.TICK], 0.99)
    yield _at_least("typed text, same", tally, _ORDINARY, TYPED_ROWS, 0.97)
    filling = (*TYPED_ROWS, Row.FULL)
    beside = _at_least("with what fills its box counted, too", tally, _ORDINARY, filling, 0.97)
    yield replace(beside, wanted="–", met=None)
    yield _at_least("empty fields, same", tally, _ORDINARY, [Row.EMPTY], 0.995)
    for name in _FAR:  # each by itself, so that none hides behind another
        yield _at_least(f"ticks, {name}", tally, [name], [Row.TICK], 0.95)
    count = sum(tally.pages[name, "pages"] for name in _ORDINARY)
    found = sum(tally.pages[name, "code found"] for name in _ORDINARY)
    yield Target("page codes, ordinary wear", "all", f"{found} of {count}", found == count)


def _at_least(
    what: str, tally: Tally, conditions: Sequence[str], rows: Sequence[Row], share: float
) -> Target:
    counts = _counts(tally, conditions, rows)
    seen = sum(counts.values()) - counts[Outcome.LOST]
    reached = counts[Outcome.RIGHT] / seen if seen else 0.0
    text = _share(counts[Outcome.RIGHT], seen) if seen else "not measured"
    return Target(what, f"{100 * share:g} %", text, reached >= share)


def _counts(tally: Tally, conditions: Sequence[str], rows: Sequence[Row]) -> dict[Outcome, int]:
    return {
        end: sum(tally.fields[name, row, end] for name in conditions for row in rows)
        for end in Outcome
    }


def _present(tally: Tally) -> list[str]:
    return [each.name for each in ALL if tally.pages[each.name, "pages"]]


def _shares(counts: dict[Outcome, int]) -> str:
    total = sum(counts.values())
    cells = [str(total)]
    for end in Outcome:
        plain = end in (Outcome.WRONG, Outcome.LOST)
        cells.append(str(counts[end]) if plain else _share(counts[end], total))
    return " | ".join(cells)


def _share(part: int, whole: int) -> str:
    """In per cent, never rounded up to all of it."""
    if whole == 0:
        return "–"
    return f"{np.floor(10000 * part / whole) / 100:.2f} %"
