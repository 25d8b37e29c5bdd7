"""What in a free text tells who somebody is, as far as a machine can see it.

Identity numbers, phone numbers and e-mail addresses: what is found so is
surely there. Names, addresses and what everybody in a small place knows are
not found; nothing here says that a text is anonymous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

HOME = "SE"
"""The country whose phone numbers are written without its code."""

_IDENTITY = re.compile(
    r"(?<![\w+])(?P<century>1[89]|20)?(?P<year>\d\d)[- ]?(?P<month>\d\d)[- ]?(?P<day>\d\d)"
    r" ?[-–−+]? ?(?P<serial>\d{4}|\d{3}[\dTRSUWXJKLMN])(?!\w)"
)
_EMAIL = re.compile(r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_HOURS = re.compile(r"(?:[01]?\d|2[0-4])[.:]?[0-5]\d ?[-–−] ?(?:[01]?\d|2[0-4])[.:]?[0-5]\d")
"""From one time of day to another: digits that look like a number to phone."""
_COORDINATION = 60
"""What a coordination number has added to its day."""


class Trace(StrEnum):
    """What kind of thing tells who somebody is."""

    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Found:
    """One place of a text that tells who somebody is."""

    trace: Trace
    text: str
    start: int


def traces(text: str) -> tuple[Found, ...]:
    """Every identity number, phone number and e-mail address in a text, in its order."""
    found = [*_identities(text), *_emails(text)]
    taken = [(each.start, each.start + len(each.text)) for each in found]
    found += [
        each
        for each in _phones(text)
        if not any(a < each.start + len(each.text) and each.start < b for a, b in taken)
    ]
    return tuple(sorted(found, key=lambda each: each.start))


def _identities(text: str) -> Iterator[Found]:
    for match in _IDENTITY.finditer(text):
        day = int(match["day"])
        day = day - _COORDINATION if day > _COORDINATION else day
        year = int(f"{match['century'] or 20}{match['year']}")
        try:
            date(year, int(match["month"]), day)
        except ValueError:
            continue
        yield Found(Trace.IDENTITY, match[0], match.start())


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found(Trace.EMAIL, match[0], match.start())


def _phones(text: str) -> Iterator[Found]:
    if sum(letter.isdigit() for letter in text) < 7:
        return
    # Imported here: only texts with digits in them pay for the library.
    import phonenumbers

    for match in phonenumbers.PhoneNumberMatcher(text, HOME):
        if not _HOURS.fullmatch(match.raw_string):
            yield Found(Trace.PHONE, match.raw_string, match.start)
