"""``phone``: a telephone number, E.164 (``"+46701234567"``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import Outcome, Written, shown, wrong
from oroforms.fieldtypes.writing import fold

HOME = "SE"
_LABEL = re.compile(
    r"(?:tel(?:efon)?|tfn|mobil(?:telefon)?|phone)(?:nr)?[.:]{0,2} ?", re.IGNORECASE
)
_EXTENSION = re.compile(
    r"[ ,;]*(?:ankn(?:ytning)?|anslutning|ext(?:ension)?|x|#)[.:]? ?\d{1,8}", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:\(?\+ ?|00 ?|\(?0)(?:[()\d. -]|(?<=\d)/(?=\d))*")
"""National numbers begin with 0: without it one cannot tell what is missing."""
_AREA_SLASH = re.compile(r"^(\(?0\d{1,3}\)?) ?/ ?(?=\d[\d ]{4})")
"""``08/123 45 67``; elsewhere a slash is between two numbers."""
_LONGEST = 60
"""Characters; the patterns above are slow on long rows of commas."""
_CANONICAL = re.compile(r"\+[1-9]\d{4,14}", re.ASCII)


class Phone(Written):
    """A number that exists in the numbering plan of its country (Sweden unless it says)."""

    name = "phone"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        import phonenumbers

        if len(text) > _LONGEST:
            return wrong("phone-unreadable", slot, found=shown(text, slot))
        number = _AREA_SLASH.sub(r"\1-", _LABEL.sub("", fold(text), count=1))
        extension = _EXTENSION.search(number)
        if extension and extension.end() == len(number) and extension.start() > 0:
            # E.164 has no room for it, and a number without it reaches somebody else.
            return wrong("phone-extension", slot, found=shown(text, slot))
        if not _NUMBER.fullmatch(number) or "/" in number:
            return wrong("phone-unreadable", slot, found=shown(text, slot))
        try:
            parsed = phonenumbers.parse(number, HOME)
        except phonenumbers.NumberParseException:
            return wrong("phone-unreadable", slot, found=shown(text, slot))
        if not phonenumbers.is_valid_number(parsed):
            return wrong("phone-unreadable", slot, found=shown(text, slot))
        return Outcome(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))

    def write(self, value: Value, field: Field) -> str:
        """As dialled in Sweden: ``070-123 45 67``, other countries' with ``+``."""
        import phonenumbers

        parsed = phonenumbers.parse(str(value), None)
        home = parsed.country_code == phonenumbers.country_code_for_region(HOME)
        kind = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(parsed, kind.NATIONAL if home else kind.INTERNATIONAL)

    def is_canonical(self, value: object) -> bool:
        return isinstance(value, str) and _CANONICAL.fullmatch(value) is not None

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "string", "pattern": r"^\+[1-9]\d{4,14}$"}
