"""``multiline``: a text of several lines or paragraphs."""

from __future__ import annotations

from oroforms.fieldtypes.text import Text


class Multiline(Text):
    """Read and written as ``text`` is; on paper it has several lines of room."""

    name = "multiline"
