"""The answers that a finished PDF carries: found, unpacked and parsed without trust."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from oroforms.i18n import gettext as _
from oroforms.readers.pdffile import PdfFile, unpacked
from oroforms.references import DATA_FILE, data_form

_LARGEST = 2 * 2**20
"""Bytes; all boxes of a form, filled to their limits, hold less than a twentieth of it."""

_DEEPEST = 8
"""Levels of lists and mappings; the deepest name of a form has four."""

_MOST_FILES = 100
"""Attachments that are looked at."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What a document carries; with ``fault`` it carries data that cannot be used."""

    values: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None
    """Why the data cannot be used, in words."""


class _UnusableError(Exception):
    """The data cannot be used; the text says why."""


def carries_data(file: PdfFile) -> bool:
    """Whether a document has an attachment with the name of ours."""
    return any(True for _spec in _ours(file))


def attached(file: PdfFile, form: str) -> Attached | None:
    """The answers that a document carries, ``None`` where it carries none of ours.

    ``form`` is the ``form@version`` that the pages say.

    Raises
    ------
    UnreadableDocument
        When the attachment unpacks to more than any part of a PDF may.
    """
    streams: dict[tuple[int, int], tuple[pikepdf.Stream, str]] = {}
    found = list(_ours(file))
    if not found:
        return None
    try:
        for specification in found:
            stream = _stream(specification)
            streams[stream.objgen] = (stream, _text(specification.get("/Desc")))
        if len(streams) > 1:
            raise _UnusableError(_("there are {count} of them").format(count=len(streams)))
        [(stream, description)] = streams.values()
        _hold_form(description, form)
        return Attached(_parsed(_content(stream)))
    except _UnusableError as fault:
        return Attached(fault=str(fault))


def _ours(file: PdfFile) -> Iterator[pikepdf.Dictionary]:
    """The file specifications that bear the name, wherever the document refers to them."""
    for specification in _specifications(file):
        names = {_text(specification.get(key)) for key in ("/UF", "/F")}
        if DATA_FILE in names:
            yield specification


def _specifications(file: PdfFile) -> Iterator[pikepdf.Dictionary]:
    """Those in the tree of embedded files and those associated with the document."""
    root = file.pdf.Root
    names = root.get("/Names")
    tree = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    nodes = [tree]
    associated = root.get("/AF")
    specifications = list(associated) if isinstance(associated, pikepdf.Array) else []
    for _step in range(_MOST_FILES):
        if not nodes:
            break
        node = nodes.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        for key, gathered in (("/Kids", nodes), ("/Names", specifications)):
            children = node.get(key)
            if isinstance(children, pikepdf.Array):
                gathered.extend(children)
    for specification in specifications[:_MOST_FILES]:
        if isinstance(specification, pikepdf.Dictionary):
            yield specification


def _text(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.String) else ""


def _stream(specification: pikepdf.Dictionary) -> pikepdf.Stream:
    files = specification.get("/EF")
    if isinstance(files, pikepdf.Dictionary):
        for key in ("/UF", "/F"):
            stream = files.get(key)
            if isinstance(stream, pikepdf.Stream):
                return stream
    raise _UnusableError(_("it holds no file"))


def _hold_form(description: str, form: str) -> None:
    said = data_form(description)
    if said is None:
        raise _UnusableError(_("it does not say which form it belongs to"))
    if said != form:
        raise _UnusableError(_("it belongs to {form}").format(form=said))


def _content(stream: pikepdf.Stream) -> bytes:
    content = unpacked(stream)
    if content is None:
        raise _UnusableError(_("it is damaged"))
    if len(content) > _LARGEST:
        text = _("it is larger than {limit} MB")
        raise _UnusableError(text.format(limit=_LARGEST // 2**20))
    return content


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise _UnusableError(_("it is not JSON in UTF-8")) from error
    if not isinstance(data, dict) or not _is_shallow(data, _DEEPEST):
        raise _UnusableError(_("it is not shaped as the answers of a form"))
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise _UnusableError(_("a name stands in it twice"))
    return data


def _no_number(word: str) -> None:
    raise ValueError(word)


def _is_shallow(data: Any, levels: int) -> bool:
    if not isinstance(data, (dict, list)):
        return True
    inner = data.values() if isinstance(data, dict) else data
    return levels > 0 and all(_is_shallow(item, levels - 1) for item in inner)
