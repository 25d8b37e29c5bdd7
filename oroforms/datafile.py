"""Reading the data files that people and scripts hand in: YAML and JSON.

Answer files are filled in by people who have never seen YAML, so everything
that YAML would silently take for something else than an answer is an error
with line, column and remedy: a ``#`` after an answer (YAML drops the rest), a
text that goes on in the next line (YAML joins them), tags, anchors and
aliases, a key that stands twice. Every scalar stays the text that was written:
no ``0701…`` becomes a number and no ``nej`` a truth value.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oroforms import reasons
from oroforms.errors import UsageError
from oroforms.i18n import N_
from oroforms.i18n import gettext as _

LARGEST = 5_000_000
"""Bytes; a form filled to its last line holds less than a hundredth of it."""
DEEPEST = 12
"""Levels of lists and mappings; the deepest name of a form has four."""
SUFFIXES = frozenset({".json", ".yaml", ".yml"})


def read_data(source: str | Path) -> Mapping[str, Any]:
    """The data of a ``.yaml`` or ``.json`` file, or of JSON on standard input (``-``).

    From YAML every scalar is a text; JSON keeps its types.

    Raises
    ------
    UsageError
        When there is no such file, or it is not what it should be; with line
        and column, and what to do.
    """
    if str(source) == "-":
        content = sys.stdin.buffer.read(LARGEST + 1)
        return _json(_text(content, _("standard input")), _("standard input"))
    path = Path(source)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        text = _("{path}: cannot be read: {reason}")
        raise UsageError(text.format(path=path, reason=reasons.of_system(error))) from error
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        text = _("{path}: a data file ends in .yaml or .json, found {suffix}")
        raise UsageError(text.format(path=path, suffix=suffix or _("nothing")))
    text = _text(content, str(path))
    return _json(text, str(path)) if suffix == ".json" else _yaml(text, str(path))


def _text(content: bytes, where: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 where its first bytes say so."""
    if len(content) > LARGEST:
        text = _("{where}: larger than {limit} MB; that is no data file of a form")
        raise UsageError(text.format(where=where, limit=LARGEST // 1_000_000))
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        text = _(
            "{where}, line {line}: not saved as UTF-8, so that å, ä and ö cannot be told. "
            "Open the file in its editor and save it anew with the encoding UTF-8."
        )
        raise UsageError(text.format(where=where, line=line)) from error


# -- JSON -------------------------------------------------------------------------


def _json(text: str, where: str) -> Mapping[str, Any]:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        data = dict(items)
        if len(data) < len(items):
            keys = [key for key, _value in items]
            twice = next(key for key in keys if keys.count(key) > 1)
            text = _("{where}: the name {key} stands twice in the same place")
            raise UsageError(text.format(where=where, key=twice))
        return data

    def constant(word: str) -> None:
        raise UsageError(_("{where}: {word} is not a number").format(where=where, word=word))

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        message = _("{where}, line {line}, column {column}: not JSON: {problem}")
        raise UsageError(
            message.format(where=where, line=error.lineno, column=error.colno, problem=error.msg)
        ) from error
    except (ValueError, RecursionError) as error:
        message = _("{where}: numbers too long or lists too deep; that is no data of a form")
        raise UsageError(message.format(where=where)) from error
    return _mapping(data, where)


def _mapping(data: Any, where: str) -> Mapping[str, Any]:
    if isinstance(data, Mapping):
        return data
    message = _("{where}: names with answers are expected, such as child.name: …; found {found}")
    found = _("a list") if isinstance(data, list) else _("a single value")
    raise UsageError(message.format(where=where, found=found))


# -- YAML -------------------------------------------------------------------------

_QUOTE = N_("an answer that begins with {sign} must stand in quotation marks")
_COMMENT = N_(
    "what follows # would be dropped; put the answer in quotation marks, or a note of your own "
    "on a line of its own"
)
_CONTINUED = N_(
    "an answer stands on one line after its name; longer texts stand indented under a line "
    "that ends in |"
)
_CONTROL = N_("a control character stands here; delete it")


def _yaml(text: str, where: str) -> Mapping[str, Any]:
    import yaml

    builder = _Builder(text, where)
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise builder.stumbled(error.context_mark, error.problem_mark) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow; it has no line
        raise builder.error(builder.forbidden_character(), _(_CONTROL)) from error
    return _mapping({} if builder.root is None else builder.root, where)


class _Place:
    """Line and column from 0, as a YAML mark has them."""

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column


class _Builder:
    """Builds data from YAML's events, which come in the order of the text.

    Nothing here calls itself, and aliases are refused: neither deep nesting
    nor an alias bomb can harm.
    """

    def __init__(self, text: str, where: str) -> None:
        self.lines = text.splitlines() or [""]
        self.where = where
        self.root: Any = None
        self._open: list[Any] = []
        self._keys: list[str | None] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take in the next event."""
        import yaml

        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self.error(event.start_mark, _("a second document begins here (---)"))
        elif isinstance(event, yaml.AliasEvent):
            raise self.error(event.start_mark, _(_QUOTE).format(sign="*"))
        elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            if event.anchor is not None or event.tag is not None:
                sign = "&" if event.anchor is not None else "!"
                raise self.error(event.start_mark, _(_QUOTE).format(sign=sign))
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            else:
                self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _scalar(self, event: Any) -> None:
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            self._key(event)
            return
        start, end = event.start_mark, event.end_mark
        if event.style in {"|", ">"} and re.match(r"\S+\s+#", self._rest(start)):
            raise self.error(start, _(_COMMENT))
        if not event.style:
            if event.value and end.line > start.line:
                raise self.error(_Place(start.line + 1, 0), _(_CONTINUED))
            if re.match(r"\s*#", self._rest(end)):
                raise self.error(end, _(_COMMENT))
        self._put(event.value)

    def _key(self, event: Any) -> None:
        if event.value in self._open[-1]:
            text = _("the name {key} stands twice").format(key=event.value)
            raise self.error(event.start_mark, text)
        self._keys[-1] = event.value

    def _begin(self, made: Any, event: Any) -> None:
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            raise self.error(event.start_mark, _("a name is expected here"))
        if len(self._open) >= DEEPEST:
            raise self.error(event.start_mark, _("lists are nested too deep; no form needs that"))
        self._put(made)
        self._open.append(made)
        self._keys.append(None)

    def _put(self, value: Any) -> None:
        if not self._open:
            self.root = value
        elif isinstance(self._open[-1], dict):
            self._open[-1][self._keys[-1]] = value
            self._keys[-1] = None
        else:
            self._open[-1].append(value)

    def _rest(self, mark: Any) -> str:
        """What stands from a mark to the end of its line."""
        return self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""

    # what went wrong, in plain words

    def error(self, mark: Any, text: str) -> UsageError:
        """The error at a mark: where, what, what to do."""
        place = _("{where}, line {line}, column {column}: {text}")
        return UsageError(
            place.format(where=self.where, line=mark.line + 1, column=mark.column + 1, text=text)
        )

    def stumbled(self, opened: Any, mark: Any) -> UsageError:
        """The error where YAML stumbled; ``opened`` is where what it was reading began."""
        if opened is not None and opened.line < mark.line:
            first = self._rest(_Place(opened.line, 0))
            if not re.search(r":(\s|$)", first):
                return self.error(opened, _(_CONTINUED))
        return self.error(mark, self._why(opened, mark))

    def _why(self, opened: Any, mark: Any) -> str:
        """Why YAML stumbled, told from the line itself."""
        line = self._rest(_Place(mark.line, 0))
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return _("the line begins with a tab; use blanks instead")
        sign = "" if opened is None else self._at(opened)
        if sign in {'"', "'"}:
            text = _("the quotation mark in line {line} is not closed, or something follows it")
            return text.format(line=opened.line + 1)
        for begins in (sign, self._at(mark)):
            if begins and begins in "@`%-|>[{":
                return _(_QUOTE).format(sign=begins)
        if re.search(r":\s.*:(\s|$)", line):
            return _(
                "an answer with a colon must stand in quotation marks, or indented under a "
                "line that ends in |"
            )
        if not re.search(r":(\s|$)", line):
            return _(_CONTINUED)
        return _("the indentation is not that of the lines before, or a sign is out of place")

    def _at(self, mark: Any) -> str:
        return self._rest(mark)[:1]

    def forbidden_character(self) -> _Place:
        """Where the first character stands that YAML does not allow."""
        import yaml

        forbidden = yaml.reader.Reader.NON_PRINTABLE
        for number, line in enumerate(self.lines):
            if found := forbidden.search(line):
                return _Place(number, found.start())
        return _Place(0, 0)
