"""YAML as our own data files are written in it: definitions, the law, roles, retention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from oroforms import reasons
from oroforms.errors import DefinitionError
from oroforms.i18n import gettext as _


class _Loader(yaml.CSafeLoader):
    """YAML in which only true, false, whole numbers and null are not texts.

    ``no`` is a code, ``3.10`` a printed number and ``2026-01-15`` a text.
    A key that stands twice is a fault: PyYAML would silently keep the last.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            seen: set[object] = set()
            for key, _value in node.value:
                if key.value in seen:
                    text = _("the key {key} stands twice").format(key=key.value)
                    raise yaml.constructor.ConstructorError(None, None, text, key.start_mark)
                seen.add(key.value)
        return mapping


def _plain(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), [*first, ""])


_Loader.yaml_implicit_resolvers = {}
_plain("bool", "^(?:true|false)$", "tf")
_plain("int", "^(?:0|-?[1-9][0-9]*)$", "-0123456789")
_plain("null", "^(?:null|)$", "n")


def read_yaml(path: Path) -> Any:
    """The data of one of our YAML files.

    Raises
    ------
    DefinitionError
        When the file cannot be read or is not YAML; with line and column.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise DefinitionError(f"{path}: {reasons.of_system(error)}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise DefinitionError(f"{path}: {_fault(error)}") from error


@contextmanager
def as_its_head_says(path: Path) -> Iterator[None]:
    """Inside it, what a file's data lack or hold too much becomes one error that names the file.

    For files whose comments at the head say how they are written; what reads
    them takes for granted that they are so.

    Raises
    ------
    DefinitionError
        In place of the ``KeyError``, ``ValueError`` and the like of the reading.
    """
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        text = _("{path}: not as the head of the shipped file describes it: {problem}")
        raise DefinitionError(text.format(path=path, problem=_unlike(error))) from error


def _unlike(error: Exception) -> str:
    if isinstance(error, KeyError):
        return _("{key} is missing").format(key=error.args[0])
    if isinstance(error, ValueError):
        return str(error)
    # Python speaks of its own types here, which tells nobody what to mend.
    return _("something has another shape, such as a text where a list belongs")


def _fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    if mark is None:
        return _("not YAML: {problem}").format(problem=problem)
    return _("line {line}, column {column}: not YAML: {problem}").format(
        line=mark.line + 1, column=mark.column + 1, problem=problem
    )
