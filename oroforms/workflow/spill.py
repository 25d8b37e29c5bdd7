"""Judgements that are too many to be held in memory, one after the other on disk."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")

MANY = 32
"""Items from which on it is worth the trouble: each judgement on a scan may take some 100 kB."""


class Spilled(Generic[T]):
    """Items in a file without a name, which vanishes with us, each loaded when it is asked for."""

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with us
        self._starts: list[int] = []
        weakref.finalize(self, self._file.close)
        for item in items:
            self.append(item)

    def append(self, item: T) -> int:
        """Keep one more item; its number, by which it is asked for."""
        self._starts.append(self._file.seek(0, 2))
        pickle.dump(item, self._file, pickle.HIGHEST_PROTOCOL)
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> T:
        self._file.seek(self._starts[number])
        item: T = pickle.load(self._file)  # noqa: S301 - nobody else can write to it
        return item

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[T]:
        return (self[number] for number in range(len(self)))


Gathered: TypeAlias = "list[T] | Spilled[T]"
"""Items, few in memory or many on disk."""


def gathered(items: Iterable[T], expected: int) -> Gathered[T]:
    """Items of which so many are expected: few in memory, many on disk."""
    return Spilled(items) if expected >= MANY else list(items)
