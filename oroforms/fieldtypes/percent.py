"""``percent``: a share in percent, ``12.5`` for 12,5 %."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import Outcome, Written, shown, wrong, wrong_type
from oroforms.fieldtypes.integer import limits
from oroforms.fieldtypes.number import decimal, simplest
from oroforms.fieldtypes.speech import babel_locale
from oroforms.fieldtypes.writing import fold
from oroforms.i18n import gettext as _

_SIGN = re.compile(r" ?(?:%|procent|percent|per cent)$", re.IGNORECASE)


class Percent(Written):
    """A number with or without decimals; ``%`` may follow it. Its range is the definition's."""

    name = "percent"
    json_type = "number"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        value = decimal(_SIGN.sub("", fold(text)))
        if value is None:
            return wrong("number-unreadable", slot, found=shown(text, slot))
        return Outcome(value)

    def read_other(self, raw: object, slot: Slot) -> Outcome:
        if isinstance(raw, (int, float)) and self.is_canonical(raw):
            return Outcome(simplest(raw))
        return wrong_type(raw, slot, _("a number"))

    def write(self, value: Value, field: Field) -> str:
        return f"{Decimal(str(value)):f}".replace(".", ",") + " %"

    def display(self, value: Value, field: Field) -> str:
        from babel.numbers import format_decimal

        number = format_decimal(str(value), locale=babel_locale(), decimal_quantization=False)
        return f"{number}\u00a0%" if babel_locale() == "sv_SE" else f"{number}%"

    def is_canonical(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return math.isfinite(value) and abs(value) < 10**15

    def json_schema(self, field: Field) -> Mapping[str, Any]:
        return {"type": "number", **limits(field)}
