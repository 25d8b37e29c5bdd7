"""What every reader can do: deliver what stands in a document, nothing more.

Readers deliver; :mod:`oroforms.normalise` makes it typed,
:mod:`oroforms.validate` judges, only the case file stores.
"""

from __future__ import annotations

from typing import Protocol

from oroforms.definition import Definition
from oroforms.documents import Identification, Readings
from oroforms.layouts import Layout


class Reader(Protocol):
    """One way of reading. ``name`` stands in reports: acroform, data, docx, text, scan."""

    name: str

    def read(
        self,
        content: bytes,
        definition: Definition,
        identification: Identification,
        layout: Layout | None,
    ) -> Readings:
        """Read all slots of the definition that the document has.

        Raises
        ------
        UnreadableDocument
            When the document is damaged beyond reading.
        """
        ...
