"""Issue tokens: random names of issued forms, such as ``T7K4-9QXM-2CAH``.

A token tells a returned form's issue without saying anything of a person.
It is written in Crockford's base 32 (no I, L, O, U, which are misread), and
its last character checks the others, so that a token that was read wrongly
from paper is not taken for another issue.
"""

from __future__ import annotations

import secrets

from stdnum import luhn

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM = 11
"""Random characters: 55 bits. That two of a million issues are alike has a chance of one in
seventy thousand; the table of issues then refuses the second."""
_GROUP = 4


def new_token() -> str:
    """A token that nobody can guess: 55 random bits and a check character."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return grouped(body + luhn.calc_check_digit(body, _ALPHABET))


def grouped(plain: str) -> str:
    """A token as it is printed, in groups of four."""
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


def is_sound(token: str) -> bool:
    """Whether a token as read has the right length, characters and check character."""
    plain = token.replace("-", "")
    if len(plain) != _RANDOM + 1 or not set(plain) <= set(_ALPHABET):
        return False
    return bool(luhn.is_valid(plain, _ALPHABET))
