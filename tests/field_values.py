"""Strategies that make canonical values of every field type."""

from __future__ import annotations

from datetime import date
from typing import Any

import phonenumbers
from field_slots import KINDS, TODAY, YES_NO
from hypothesis import strategies as st
from stdnum import luhn

from oroforms.fieldtypes.writing import clean

texts = (
    st.text(max_size=80).map(clean).filter(lambda c: c.text and not c.lost).map(lambda c: c.text)
)
days = st.dates(date(1850, 1, 1), date(2149, 12, 31)).map(date.isoformat)
moments = st.builds(
    lambda day, minute: f"{day}T{minute // 60:02}:{minute % 60:02}",
    days,
    st.integers(0, 24 * 60 - 1),
)


@st.composite
def identities(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(TODAY.year - 130, 1, 1), TODAY))
    day = born.day + draw(st.sampled_from([0, 60]))
    digits = f"{born:%y%m}{day:02}{draw(st.sampled_from(['238', '239', '980', '981']))}"
    return f"{born.year // 100}{digits}{luhn.calc_check_digit(digits)}"


@st.composite
def phones(draw: st.DrawFn) -> str:
    country = draw(st.sampled_from(["SE", "SE", "FI", "NO", "DE", "GB", "US", "SO", "SY", "IT"]))
    kind = draw(
        st.sampled_from(
            [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]
        )
    )
    example = phonenumbers.example_number_for_type(country, kind)
    assert example is not None
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    changed = e164[:-3] + f"{draw(st.integers(0, 999)):03}"
    valid = phonenumbers.is_valid_number(phonenumbers.parse(changed))
    return changed if valid else e164


signatures = st.fixed_dictionaries(
    {}, optional={"signed": st.booleans(), "name": texts, "date": days}
).filter(lambda value: any(value.values()))

CANONICAL: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "multiline": texts,
    "date": days,
    "datetime": moments,
    "bool": st.booleans(),
    "choice": st.sampled_from([choice.code for choice in YES_NO]),
    "multichoice": st.sets(st.sampled_from([c.code for c in KINDS]), min_size=1).map(
        lambda codes: [choice.code for choice in KINDS if choice.code in codes]
    ),
    "identity": identities()
    | st.sampled_from(["20170101", "170101", "991234567890", "20170101-12A4", "20170101-XXXX"]),
    "phone": phones(),
    "email": st.sampled_from(["anna@skolan.se", "a.b+c@förskola.se", "Åsa@exempel.se"]),
    "integer": st.integers(-(10**15) + 1, 10**15 - 1),
    "percent": st.integers(-(10**6), 10**6)
    | st.decimals(-1000, 1000, places=4).map(float).map(lambda n: int(n) if n.is_integer() else n),
    "language": st.sampled_from(
        ["sv", "en", "ar", "so", "prs", "ckb", "kmr", "fa", "ti", "ps", "tre", "badini"]
    ),
    "signature": signatures,
}
