"""Which docxtpl variables a template uses, with their whole paths.

docxtpl itself tells only the first name of each (``child``); a mistake in
``{{ child.nmae }}`` shows first when a person's document fails. Here the
paths are read from the parsed template, so that ``oroforms check`` finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oroforms.template.engine import WordTemplate

ANY_ITEM = "*"
"""Stands in a path for an item of a list, whichever it is."""


def sources(template: WordTemplate) -> Iterator[str]:
    """The Jinja sources of a template: body, then headers and footers."""
    yield template.patch_xml(template.get_xml())
    for kind in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(kind):
            yield template.patch_xml(template.get_part_xml(part))


def variables(template: WordTemplate) -> Iterator[str]:
    """The dotted path of each variable that a template uses, in order, repeats and all.

    Raises
    ------
    jinja2.TemplateSyntaxError
        When the template's own language is wrong.
    """
    from oroforms.template.engine import ENVIRONMENT

    for source in sources(template):
        yield from _paths(ENVIRONMENT.parse(source), {})


def unknown(path: str, view: Mapping[str, Any]) -> bool:
    """Whether a path leads to nothing in a complete view of the data."""
    here: Any = view
    for part in path.split("."):
        if isinstance(here, Mapping):
            if part not in here:
                return True
            here = here[part]
        elif isinstance(here, (list, tuple)):
            if part == ANY_ITEM and not here:
                return False  # a list of answers, none given: what its items have, none can tell
            position = "0" if part == ANY_ITEM else part
            if not position.isdigit() or int(position) >= len(here):
                return True
            here = here[int(position)]
        else:
            return not hasattr(here, part)
    return False


def _paths(node: Any, bound: Mapping[str, str | None]) -> Iterator[str]:
    """Paths under a node; ``bound`` holds what names of loops and ``{% set %}`` stand for."""
    from jinja2 import nodes

    match node:
        case nodes.For():
            yield from _paths(node.iter, bound)
            inner = {
                **bound,
                "loop": None,
                **_bind(node.target, _path(node.iter, bound), item=True),
            }
            for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
                yield from _paths(child, inner)
        case nodes.Name() | nodes.Getattr() | nodes.Getitem():
            path = _path(node, bound)
            if path is not None:
                yield path
            elif not isinstance(node, nodes.Name):
                for child in node.iter_child_nodes():
                    yield from _paths(child, bound)
        case _:
            known = dict(bound)
            for child in node.iter_child_nodes():
                if isinstance(child, nodes.Assign):
                    yield from _paths(child.node, known)
                    known |= _bind(child.target, _path(child.node, known), item=False)
                else:
                    yield from _paths(child, known)


def _bind(target: Any, path: str | None, *, item: bool) -> dict[str, str | None]:
    """What the names of an assignment stand for; ``None`` where that cannot be told."""
    from jinja2 import nodes

    if isinstance(target, nodes.Name):
        return {target.name: f"{path}.{ANY_ITEM}" if path and item else path}
    return {name.name: None for name in target.find_all(nodes.Name)}


def _path(node: Any, bound: Mapping[str, str | None]) -> str | None:
    """The dotted path of a variable, or ``None`` where it cannot be told before rendering."""
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return bound.get(node.name, node.name)
        case nodes.Getattr():
            base = _path(node.node, bound)
            return None if base is None else f"{base}.{node.attr}"
        case nodes.Getitem():
            base = _path(node.node, bound)
            if base is not None and isinstance(node.arg, nodes.Const):
                return f"{base}.{node.arg.value}"
    return None
