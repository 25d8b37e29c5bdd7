"""How documents leave the house: a small interface, and an outbox folder as its first channel.

A channel gets a :class:`Parcel` whole, and a way to record it. It makes the
parcel ready, has it recorded, and only then lets it go: no form leaves
without its record, and what was recorded and did not leave (the machine
stopped between the two) is found again by :meth:`Outbox.settle`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from oroforms import __version__
from oroforms.errors import UsageError
from oroforms.i18n import gettext as _
from oroforms.private_files import private_folder, written

MANIFEST = "parcel.json"
_HALF = ".making-"
"""How the folder of a parcel begins that is not ready, or not recorded yet."""
_READY = ".ready"
"""How the folder ends of one that is whole, and waits to be recorded."""
_GIVEN_UP = 3600
"""Seconds after which a half-made parcel is nobody's any more."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One document in a parcel; its name says nothing of a person."""

    name: str
    role: str
    """``form`` or ``letter``."""
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one receiver together."""

    token: str
    """Of the form that is to come back; the parcel's name."""
    made: datetime
    due: date | None
    receiver: str
    """In words for an envelope; in no file of the parcel but the letter."""
    enclosures: tuple[Enclosure, ...]
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a parcel was handed over."""

    channel: str
    place: str


class Channel(Protocol):
    """A way out of the house."""

    @property
    def name(self) -> str:
        """The stable word under which what went this way is recorded."""
        ...

    def hand_over(self, parcel: Parcel, record: Callable[[], None]) -> Receipt:
        """Take a parcel; ``record`` is called once it is whole and before it leaves.

        When ``record`` raises, nothing leaves.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder with a folder a parcel, to be printed and posted, or attached to a secure message.

    A parcel appears whole or not at all: it is made in a hidden folder beside
    the others, forced to disk, recorded, and then named.
    """

    folder: Path

    @property
    def name(self) -> str:
        """``outbox``."""
        return "outbox"

    def hand_over(self, parcel: Parcel, record: Callable[[], None]) -> Receipt:
        """Put a parcel into the folder.

        Raises
        ------
        UsageError
            When the folder cannot be written to, or holds a parcel of that name.
        """
        private_folder(self.folder)
        place = self.folder / parcel.token
        if place.exists():
            text = _("{path} is there already; nothing was sent.")
            raise UsageError(text.format(path=place))
        ready = self._made(parcel)
        try:
            record()
        except BaseException:
            shutil.rmtree(ready, ignore_errors=True)
            raise
        ready.replace(place)
        _to_disk(self.folder)
        return Receipt(self.name, str(place))

    def settle(self, is_recorded: Callable[[str], bool]) -> tuple[str, ...]:
        """Finish what a stopped machine left: name what was recorded, clear away what was not.

        What was made a short time ago is left alone, for another may be at it.
        The names of the parcels that were finished are given.
        """
        finished = []
        for left in sorted(self.folder.glob(f"{_HALF}*")) if self.folder.is_dir() else ():
            token = left.name.removeprefix(_HALF).partition(".")[0]
            place = self.folder / token
            if left.name.endswith(_READY) and not place.exists() and is_recorded(token):
                left.replace(place)
                finished.append(token)
            elif time.time() - left.stat().st_mtime > _GIVEN_UP:
                shutil.rmtree(left, ignore_errors=True)
        if finished:
            _to_disk(self.folder)
        return tuple(finished)

    def _made(self, parcel: Parcel) -> Path:
        prefix = f"{_HALF}{parcel.token}."
        half = Path(tempfile.mkdtemp(prefix=prefix, dir=self.folder))  # always 0700
        try:
            for each in parcel.enclosures:
                with written(half / each.name) as file:
                    file.write(each.content)
            with written(half / MANIFEST) as file:
                file.write(json.dumps(_manifest(parcel), indent=1).encode("ascii") + b"\n")
            _to_disk(half)
            ready = half.with_name(half.name + _READY)
            half.replace(ready)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        return ready


def _manifest(parcel: Parcel) -> dict[str, object]:
    """What a program needs to send the parcel on; nothing of a person, and no receiver."""
    return {
        "oroforms": __version__,
        "parcel": parcel.token,
        "made": parcel.made.isoformat(timespec="seconds"),
        "due": parcel.due.isoformat() if parcel.due else None,
        "encrypted": parcel.encrypted,
        "files": list(_files(parcel)),
    }


def _files(parcel: Parcel) -> Iterator[dict[str, object]]:
    for each in parcel.enclosures:
        yield {
            "name": each.name,
            "role": each.role,
            "size": len(each.content),
            "sha256": sha256(each.content).hexdigest(),
        }


def _to_disk(folder: Path) -> None:
    """Force the names in a folder to disk; Windows does so by itself and cannot be asked."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
