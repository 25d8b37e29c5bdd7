"""The reference lines that every page of an issued form carries, as found in its text.

``FORM@1-a1b2c3``, under it the issue token (where the issue was kept)
and ``Sida 1 (2)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from oroforms.documents import PageReference

_CROCKFORD = "0-9A-HJKMNP-TV-Z"
_REFERENCE = re.compile(
    r"(?<![\w-])(?P<form>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)@(?P<version>[1-9][0-9]{0,3})"
    r"-(?P<hash>[0-9a-f]{6})(?![0-9A-Za-z])"
    rf"(?:[\s·|]*(?P<token>[{_CROCKFORD}]{{4}}(?:-[{_CROCKFORD}]{{2,5}}){{1,4}})(?![\w-]))?"
    r"(?:[\s·|]*(?:[Ss]ida|[Pp]age)\s*(?P<number>[0-9]{1,4})\s*(?:\(|/|av|of)\s*(?P<count>[0-9]{1,4})\)?)?"
)

DATA_FILE = "oroforms-data.json"
"""Name of the attachment in which a finished PDF carries its answers."""

_DATA = re.compile(r"(?P<form>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)@(?P<version>[1-9][0-9]{0,3}) ")


def data_description(form: str) -> str:
    """What the attachment says of itself; ``form`` is ``form@version``."""
    return f"{form} (JSON Schema: oroforms fields {form} --json-schema)"


def data_form(description: str) -> str | None:
    """The ``form@version`` of an attachment's description; ``None`` where it names none."""
    match = _DATA.match(description)
    return None if match is None else f"{match['form']}@{match['version']}"


def references(text: str, page: int) -> Iterator[PageReference]:
    """Every reference line in the text of one page of a file, in order."""
    for match in _REFERENCE.finditer(text):
        number, count = match["number"], match["count"]
        yield PageReference(
            page,
            match["form"],
            int(match["version"]),
            match["hash"],
            match["token"],
            int(number) if number else None,
            int(count) if count else None,
        )


def without_references(text: str) -> str:
    """The text without its reference lines, which differ from issue to issue."""
    return _REFERENCE.sub(" ", text)
