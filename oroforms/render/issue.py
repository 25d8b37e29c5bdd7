"""What marks one issued form: reference, token, and the code that says both."""

from __future__ import annotations

from dataclasses import dataclass

DRAWING = ""
"""Part of the hash in every reference. Put the day here when the same template comes to lie
differently on paper by a change in oroforms: the layouts of print-outs made earlier stay theirs."""


@dataclass(frozen=True, slots=True)
class IssueMark:
    """The reference line of one issue.

    ``reference`` is ``form@version-templatehash``; ``token`` is random, holds
    no personal data, and is empty where no issue is kept.
    """

    reference: str
    token: str = ""

    def payload(self, page: int = 0, pages: int = 0) -> str:
        """What the QR code of a page says; page 0 of 0 is one code for all pages."""
        return f"OROFORMS:{self.reference}:{self.token}:{page}/{pages}"
