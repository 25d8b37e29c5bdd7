"""``language``: a spoken language, by its ISO 639 code where it has one.

The code has two letters (ISO 639-1) where there is such a one, else three
(ISO 639-3). Names are known in Swedish and English (CLDR and ISO) and as
speakers write them. What is not known, and sign languages and dialects which
have no code in daily use, stays as written, with a warning.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from oroforms.definition import Field, Slot
from oroforms.documents import Value
from oroforms.fieldtypes.base import Outcome, shown
from oroforms.fieldtypes.speech import babel_locale
from oroforms.fieldtypes.text import Text
from oroforms.fieldtypes.writing import key
from oroforms.findings import finding

_IN_SWEDEN = {
    "farsi": "fa",
    "kurmanji": "kmr",
    "nordkurdiska": "kmr",
    "sorani": "ckb",
    "centralkurdiska": "ckb",
    "tigrinska": "ti",
    "tigré": "tig",
    "oromiffa": "om",
    "mandarin": "cmn",
    "rikskinesiska": "cmn",
    "kantonesiska": "yue",
    "tagalog": "tl",
    "burmanska": "my",
    "persiska (farsi)": "fa",
    "persiska (dari)": "prs",
    "samiska": "smi",
}
"""What languages are called at Swedish offices and neither CLDR nor ISO has."""


class Language(Text):
    """An ISO 639 code, or the language as written."""

    name = "language"

    def parse(self, text: str, slot: Slot, today: date) -> Outcome:
        code = code_of(text)
        if code is not None:
            return Outcome(code)
        outcome = super().parse(text, slot, today)
        if outcome.value is None:
            return outcome
        note = finding("language-unknown", slot.name, label=slot.title, found=shown(text, slot))
        return Outcome(text, (note,))

    def write(self, value: Value, field: Field) -> str:
        """The name in the language that is set, where it leads back to the code."""
        name = name_of(str(value))
        return name if name is not None and code_of(name) == value else str(value)

    def display(self, value: Value, field: Field) -> str:
        return name_of(str(value)) or str(value)

    def is_canonical(self, value: object) -> bool:
        return super().is_canonical(value) and code_of(str(value)) in {None, value}


def code_of(text: str) -> str | None:
    """The one code that a code or name stands for; ``None`` if unknown or more than one."""
    word = key(text)
    found = _codes().get(word, frozenset()) | _names().get(word, frozenset())
    if not found:
        found = _own_names().get(word, frozenset())
    return next(iter(found)) if len(found) == 1 else None


def name_of(code: str) -> str | None:
    """The name of a code in the language that is set, else in English; ``None`` if unknown."""
    from babel import Locale

    if _codes().get(code) != frozenset({code}):
        return None
    name = Locale.parse(babel_locale()).languages.get(code)
    return str(name) if name is not None else _iso()[code].name


@cache
def _iso() -> dict[str, Any]:
    """ISO 639-3's living and dead languages by their shortest code."""
    import pycountry

    return {
        getattr(language, "alpha_2", language.alpha_3): language
        for language in pycountry.languages
        if language.scope != "S"  # "undetermined", "no linguistic content"
    }


@cache
def _codes() -> dict[str, frozenset[str]]:
    """Shortest codes by every code that ISO 639 has for a language."""
    found: dict[str, set[str]] = {}
    for code, language in _iso().items():
        for kind in ("alpha_2", "alpha_3", "bibliographic"):
            other = getattr(language, kind, None)
            if other is not None:
                found.setdefault(other, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


@cache
def _names() -> dict[str, frozenset[str]]:
    """Codes by name in Swedish and English."""
    from babel import Locale

    found: dict[str, set[str]] = {}
    for code, language in _iso().items():
        for kind in ("name", "common_name", "inverted_name"):
            name = getattr(language, kind, None)
            if name is not None:
                found.setdefault(key(name), set()).add(code)
    for locale in ("sv", "en"):
        for code, name in Locale.parse(locale).languages.items():
            if code in _iso():
                # CLDR's everyday name goes before a rare language that ISO names alike.
                found[key(name)] = {code}
    found |= {key(name): {code} for name, code in _IN_SWEDEN.items() if code in _iso()}
    return {name: frozenset(codes) for name, codes in found.items()}


@cache
def _own_names() -> dict[str, frozenset[str]]:
    """Codes by the name that the language has for itself."""
    from babel import Locale, localedata

    found: dict[str, set[str]] = {}
    for code in localedata.locale_identifiers():
        if code in _iso():
            name = Locale.parse(code).languages.get(code)
            if name:
                found.setdefault(key(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
