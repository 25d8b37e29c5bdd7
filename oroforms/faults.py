"""Reads the plain values of a data file and notes every fault with its place.

A reader that stopped at the first fault would make whoever writes a form run
the check once for each of them; so a faulty value is noted, and something
harmless stands in for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from oroforms.definition import Text
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean

Member = TypeVar("Member", bound=StrEnum)

_GAP = re.compile(r"\{[^}]*\}?")
LAW_GAP = re.compile(r"\{law\.[a-z][a-z0-9_]*\}")
"""How a text cites the law: ``{law.KEY}``."""


class Faults:
    """What is wrong with one file: place, what was found, what was expected."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[str] = []

    def add(self, where: str, text: str) -> None:
        """Note one fault at a place such as ``fields.child.name.meta``."""
        place = f"{self.path}: {where}" if where else str(self.path)
        self.found.append(f"{place}: {text}")

    def keys(self, where: str, data: Mapping[str, Any], known: Iterable[str]) -> None:
        """Note every key that is not known."""
        known = tuple(known)
        for key in data:
            if key not in known:
                text = _("unknown key {key}; the keys here are {keys}.{hint}")
                hint = did_you_mean(str(key), known)
                self.add(where, text.format(key=key, keys=", ".join(known), hint=hint))

    def name(self, where: str, name: object, known: Iterable[str]) -> None:
        """Note a field name that the form does not have."""
        known = tuple(known)
        if name not in known:
            text = _("the form has no field {name}.{hint}")
            self.add(where, text.format(name=name, hint=did_you_mean(str(name), known)))

    def mapping(self, where: str, data: object) -> dict[str, Any]:
        """A mapping, or an empty one."""
        if isinstance(data, dict):
            return data
        self.add(where, _("a mapping is expected, found {found}").format(found=_shown(data)))
        return {}

    def list(self, where: str, data: object) -> list[Any]:
        """A list, or an empty one."""
        if isinstance(data, list):
            return data
        self.add(where, _("a list is expected, found {found}").format(found=_shown(data)))
        return []

    def text(self, where: str, data: object, gaps: re.Pattern[str] | None = None) -> Text:
        """A text in both languages; ``gaps`` says which ``{gaps}`` it may have (none)."""
        said = data if isinstance(data, dict) else {}
        self.keys(where, said, ("sv", "en"))
        for code, name in (("sv", _("Swedish")), ("en", _("English"))):
            written = said.get(code)
            if not isinstance(written, str) or not written.strip():
                self.add(where, _("the text in {language} is missing").format(language=name))
            elif "{" in written or "}" in written:
                self._check_gaps(f"{where}.{code}", written, gaps)
        return Text(str(said.get("sv", "")), str(said.get("en", "")))

    def _check_gaps(self, where: str, written: str, gaps: re.Pattern[str] | None) -> None:
        for gap in _GAP.findall(written):
            if gaps is None or not gaps.fullmatch(gap):
                text = _("nothing can be filled in for {gap} here")
                self.add(where, text.format(gap=gap))

    def texts(self, where: str, data: object, gaps: re.Pattern[str] | None) -> tuple[Text, ...]:
        """A list of texts in both languages."""
        items = self.list(where, data)
        return tuple(self.text(f"{where}[{place}]", item, gaps) for place, item in enumerate(items))

    def truth(self, where: str, data: object) -> bool:
        """``true`` or ``false``, or else false."""
        if not isinstance(data, bool):
            self.add(
                where, _("true or false is expected, found {found}").format(found=_shown(data))
            )
        return data is True

    def whole(self, where: str, data: object, least: int | None) -> int:
        """A whole number that is not below ``least``, or else ``least`` (or 0)."""
        whole = isinstance(data, int) and not isinstance(data, bool)
        if whole and (least is None or int(str(data)) >= least):
            return int(str(data))
        if least is None:
            text = _("a whole number is expected, found {found}")
        else:
            text = _("a whole number of at least {least} is expected, found {found}")
        self.add(where, text.format(least=least, found=_shown(data)))
        return least or 0

    def pattern(self, where: str, data: object) -> None:
        """Note what is not a regular expression."""
        try:
            re.compile(data if isinstance(data, str) else "")
        except re.error as error:
            self.add(where, _("not a regular expression: {problem}").format(problem=error))
        if not isinstance(data, str):
            self.add(where, _("a text is expected, found {found}").format(found=_shown(data)))

    def member(self, where: str, data: object, possible: type[Member]) -> Member | None:
        """The member of an enumeration that a code stands for."""
        codes = [member.value for member in possible]
        if data in codes:
            return possible(data)
        text = _("{found} is not one of {codes}.{hint}")
        hint = did_you_mean(str(data), codes)
        self.add(where, text.format(found=_shown(data), codes=", ".join(codes), hint=hint))
        return None


def _shown(data: object) -> str:
    return _("nothing") if data is None else repr(data)
