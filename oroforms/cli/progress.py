"""Progress on standard error, drawn only where a person watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

import click

from oroforms.cli.output import width

_SLOTS = 16
_WITH_TIME = 200
"""Steps from which the time that remains is worth its room."""


class Bar:
    """A progress bar, its length told with its first step; silent where there is no terminal."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = sys.stderr.isatty()
        self._bar: Any = None
        self._done = 0

    def step(self, done: int, total: int, tail: str = "") -> None:
        """So many of so many are done; ``tail`` stands behind the bar."""
        if not self._shown:
            return
        self._open(total)
        self._bar.length = total
        self._bar.update(done - self._done, tail[: self._room(total)])
        self._done = done

    def note(self, text: str) -> None:
        """What goes on within a long step, behind the bar in place of its tail."""
        if self._shown:
            self._open(1)
            self._bar.update(0, text[: self._room(self._bar.length)])
            self._bar.render_progress()

    def _open(self, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(
                length=total,
                label=self._label,
                width=_SLOTS,
                show_pos=True,
                show_percent=False,
                show_eta=total >= _WITH_TIME,
                item_show_func=lambda item: item,
                file=sys.stderr,
            )
            self._bar.__enter__()

    def _room(self, total: int) -> int:
        """Columns left behind the bar: a line that wraps would be drawn again and again."""
        taken = len(self._label) + _SLOTS + 2 * len(str(total)) + 10
        return max(0, width() - taken - (12 if total >= _WITH_TIME else 0))

    def interject(self, text: str) -> None:
        """A line above the bar, at once; nothing where no bar is shown."""
        if self._shown:
            click.echo(f"\r\033[K{text}", err=True)

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.__exit__(kind, error, trace)
