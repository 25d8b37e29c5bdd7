"""The Babel locale in which values are shown to people."""

from __future__ import annotations

from oroforms.i18n import language


def babel_locale() -> str:
    """Swedish, or English with the day first and a clock of 24 hours, as read in Sweden."""
    return "en_GB" if language() == "en" else "sv_SE"
