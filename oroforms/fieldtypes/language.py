"""``language``: a spoken language, by its ISO 639 code where it has one.

The code has two letters (ISO 639-1) where there is such a one, else three
(ISO 639-3). Names are known in Swedish and English (CLDR and ISO) and as
speakers write them. What is not known, and sign languages and dialects which
have no code in daily use, stays as written, with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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

_IN_SWEDEN: Mapping[str, tuple[str, ...]] = {
    "ckb": ("sorani",),
    "cmn": ("mandarin", "rikskinesiska"),
    "fa": ("persiska", "farsi"),
    "kmr": ("kurmanji", "nordkurdiska"),
    "my": ("burmesiska", "burmanska"),
    "om": ("oromo", "oromiffa"),
    "prs": ("dari",),
    "ps": ("pashto",),
    "ti": ("tigrinja", "tigrinska"),
    "tl": ("tagalog",),
    "yue": ("kantonesiska",),
}
"""What interpreters' offices in Sweden call languages that CLDR calls otherwise or not at all."""
_NO_LANGUAGE = frozenset({"mul", "und", "zxx"})


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
        if not super().is_canonical(value):
            return False
        return value in _everyday_codes() or code_of(str(value)) in {None, value}


def code_of(text: str) -> str | None:
    """The one code that a code or name stands for; ``None`` if unknown or more than one."""
    word = key(text)
    everyday = _everyday_names().get(word, frozenset())
    if len(word) == 2 and word in _everyday_codes():
        found = everyday | {word}  # "ga" is Irish by its code and Gã by its name
    elif len(word) > 3 and everyday:
        found = everyday
    else:
        found = everyday | _codes().get(word, frozenset()) | _names().get(word, frozenset())
    found = found or _own_names().get(word, frozenset())
    return next(iter(found)) if len(found) == 1 else None


def name_of(code: str) -> str | None:
    """The name of a code in the language that is set, else in English; ``None`` if unknown."""
    from babel import Locale

    locale = babel_locale()
    if locale == "sv_SE" and code in _IN_SWEDEN:
        return _IN_SWEDEN[code][0]
    name = Locale.parse(locale).languages.get(code)
    if name is None and _codes().get(code) == frozenset({code}):
        name = _iso()[code].name
    return None if name is None or code in _NO_LANGUAGE else str(name)


@cache
def _everyday_codes() -> frozenset[str]:
    """The codes that CLDR has a Swedish name for; each is the shortest of its language."""
    from babel import Locale

    codes = map(str, Locale.parse("sv").languages)
    return frozenset(code for code in codes if "_" not in code and code not in _NO_LANGUAGE)


@cache
def _everyday_names() -> Mapping[str, frozenset[str]]:
    """Codes by the name in Swedish and English that CLDR and people use."""
    from babel import Locale

    pairs = [
        (name, code)
        for locale in ("sv", "en")
        for code, name in Locale.parse(locale).languages.items()
        if code in _everyday_codes()
    ]
    pairs += [(name, code) for code, names in _IN_SWEDEN.items() for name in names]
    return _collected(pairs)


@cache
def _iso() -> Mapping[str, Any]:
    """The languages of ISO 639-3 by their shortest code."""
    import pycountry

    return {
        getattr(language, "alpha_2", language.alpha_3): language
        for language in pycountry.languages
        if language.scope != "S"  # "undetermined", "no linguistic content"
    }


@cache
def _codes() -> Mapping[str, frozenset[str]]:
    """Shortest codes by every code that ISO 639 has for a language."""
    return _collected(_said_of(("alpha_2", "alpha_3", "bibliographic")))


@cache
def _names() -> Mapping[str, frozenset[str]]:
    """Codes by the names in ISO 639-3, which knows far more languages than CLDR."""
    return _collected(_said_of(("name", "common_name", "inverted_name")))


@cache
def _own_names() -> Mapping[str, frozenset[str]]:
    """Codes by the name that the language has for itself."""
    from babel import localedata

    own = [
        (localedata.load(code, merge_inherited=False).get("languages", {}).get(code), code)
        for code in localedata.locale_identifiers()
        if "_" not in code
    ]
    return _collected((name, code) for name, code in own if name and code in _iso())


def _said_of(kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for code, language in _iso().items():
        for kind in kinds:
            said = getattr(language, kind, None)
            if said is not None:
                yield said, code


def _collected(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, code in pairs:
        found.setdefault(key(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
