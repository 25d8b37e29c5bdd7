"""The language of messages: Swedish unless English is asked for.

Source texts in the code are English (the msgids); the Babel catalogues under
``oroforms/locale`` hold both languages complete. Labels and texts of forms
are not here but in the definitions.
"""

from __future__ import annotations

import gettext as _gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("sv", "en")
LOCALE = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="sv")


def language() -> str:
    """The language that is set: ``sv`` or ``en``."""
    return _language.get()


def set_language(code: str) -> None:
    """Set the language of all later messages of this context.

    Raises
    ------
    ValueError
        When ``code`` is none of :data:`LANGUAGES`.
    """
    if code not in LANGUAGES:
        raise ValueError(f"{code!r} is none of {', '.join(LANGUAGES)}")
    _language.set(code)


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation("oroforms", LOCALE, languages=[code], fallback=True)


def gettext(message: str) -> str:
    """The message in the language that is set."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The form of the message that fits the number, in the language that is set."""
    return _catalogue(_language.get()).ngettext(one, many, number)


def N_(message: str) -> str:
    """Mark a text for the catalogue that is translated later, where it is shown."""
    return message


def decimal(number: float) -> str:
    """A number with one decimal, and the decimal mark of the language."""
    return f"{number:.1f}".replace(".", "," if language() == "sv" else ".")
