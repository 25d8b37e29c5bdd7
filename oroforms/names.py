"""Dotted names (``guardians.0.phone``) and the nested data that they point into.

List items count from 0 and an index is the printed slot: nothing shifts, and
an empty slot before a filled one is ``{}``. What is not answered is absent,
never ``""`` and never ``None``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

FORBIDDEN_PARTS = frozenset(dir(dict)) | frozenset(dir(str)) | frozenset(dir(list))
"""Never part of a name: in a template ``child.items`` would be a method of dict."""


def flatten(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield ``(dotted name, leaf)`` in order; lists of mappings count from 0.

    A list of anything else (a multichoice) is a leaf.
    """
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{name}.")
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            for index, item in enumerate(value):
                if isinstance(item, Mapping):
                    yield from flatten(item, f"{name}.{index}.")
                else:
                    yield f"{name}.{index}", item
        else:
            yield name, value


def unflatten(leaves: Mapping[str, Any]) -> dict[str, Any]:
    """The nested data of dotted names: the inverse of :func:`flatten`.

    Path parts that are numbers become list positions; slots left out before
    a filled one become ``{}``.
    """
    root: dict[str, Any] = {}
    for name, value in leaves.items():
        put(root, name, value)
    return root


def put(root: dict[str, Any], name: str, value: Any) -> None:
    """Set one dotted name in nested data, making what lies on the way."""
    parts = name.split(".")
    here: Any = root
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        new: Any = value if following is None else ([] if following.isdigit() else {})
        if isinstance(here, list):
            index = int(part)
            here.extend({} for _ in range(index + 1 - len(here)))
            if following is None or not here[index]:
                here[index] = new
            here = here[index]
        else:
            here = here.setdefault(part, new) if following is not None else here.update({part: new})


def touch(one: str, other: str) -> bool:
    """Whether two names are the same, or one lies in the other (a signature and its date)."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def get(root: Mapping[str, Any], name: str, default: Any = None) -> Any:
    """What stands under a dotted name, or ``default`` where nothing does."""
    here: Any = root
    for part in name.split("."):
        if isinstance(here, Mapping):
            if part not in here:
                return default
            here = here[part]
        elif isinstance(here, list) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        else:
            return default
    return here
