"""``email``: one e-mail address, checked by its writing; nothing is asked of the network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.fieldtypes.base import Outcome, Written, shown, wrong


class Email(Written):
    """An address as ``email-validator`` writes it: the domain in small letters, NFC."""

    name = "email"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        address = _address(text.removeprefix("mailto:"))
        if address is None:
            return wrong("email-unreadable", slot, found=shown(text, slot))
        return Outcome(address)

    def is_canonical(self, value: object) -> bool:
        return isinstance(value, str) and _address(value) == value

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "string", "format": "email"}


def _address(text: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    try:
        # Names for tests (.test, .example) belong to nobody, which is not for us to refuse.
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except (EmailNotValidError, UnicodeError, ValueError):
        return None
