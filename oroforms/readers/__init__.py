"""Readers: one way of reading each kind of returned document, behind one protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from oroforms.readers.base import Reader

__all__ = ["READERS", "Reader", "reader"]


def _acroform() -> Reader:
    from oroforms.readers.acroform import AcroFormReader

    return AcroFormReader()


def _docx() -> Reader:
    from oroforms.readers.docx import WordReader

    return WordReader()


def _text() -> Reader:
    from oroforms.readers.text import TextReader

    return TextReader()


def _data() -> Reader:
    from oroforms.readers.data.reader import DataReader

    return DataReader()


READERS: Mapping[str, Callable[[], Reader]] = {
    "acroform": _acroform,
    "data": _data,
    "docx": _docx,
    "text": _text,
}
"""Readers by name, made when asked for: their libraries are slow to import."""


def reader(name: str) -> Reader:
    """The reader of a name.

    Raises
    ------
    KeyError
        When there is no such reader.
    """
    return READERS[name]()
