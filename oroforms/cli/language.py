"""The language of one run, known before click writes its first word."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from oroforms import i18n

_CLICK_DOMAIN = "click"


def asked_for(words: Sequence[str]) -> str:
    """The language that ``--lang`` names anywhere in the words; Swedish unless it is there.

    Looked up ahead of click, whose own help and errors must be in that
    language too; a wrong name is left for click to refuse.
    """
    for position, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name != "--lang":
            continue
        code = value if equals else next(iter(words[position + 1 :]), "")
        if code in i18n.LANGUAGES:
            return code
    return i18n.LANGUAGES[0]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Messages of oroforms and of click in one language.

    click translates through the process-wide gettext domain and the variable
    LANGUAGE; both are put back afterwards.
    """
    before = i18n.language(), gettext.textdomain(), os.environ.get("LANGUAGE")
    i18n.set_language(code)
    gettext.bindtextdomain(_CLICK_DOMAIN, str(i18n.LOCALE))
    gettext.textdomain(_CLICK_DOMAIN)
    os.environ["LANGUAGE"] = code
    try:
        yield
    finally:
        i18n.set_language(before[0])
        gettext.textdomain(before[1])
        if before[2] is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before[2]
