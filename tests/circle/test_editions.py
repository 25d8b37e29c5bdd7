"""Two editions of one form: a return that lost its reference is never read by the wrong one."""

from __future__ import annotations

from datetime import date

import pytest

from oroforms.convert import blanks
from oroforms.identify import identify
from oroforms.identify.identifying import Identified
from oroforms.library import Library
from samples.make.printers import PRINTERS

TODAY = date(2026, 11, 22)
EDITIONS = ["samtycke@1", "samtycke@2"]


def unstamped(edition: str) -> bytes:
    """The blank as it is before reference and QR code are drawn on it."""
    library = Library()
    return blanks.base(library.get(edition), library, TODAY)[0]


def told(found: Identified) -> str | None:
    one = found.identification
    return None if one is None else f"{one.form}@{one.version}"


@pytest.mark.parametrize("edition", EDITIONS)
def test_fields_tell_the_edition(edition: str) -> None:
    assert told(identify(unstamped(edition), Library())) == edition


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_print_out_is_told_rightly_or_not_at_all(edition: str) -> None:
    found = identify(PRINTERS["qpdf"](unstamped(edition)), Library())
    assert told(found) in {edition, None}
    if told(found) is None:
        assert [finding.code for finding in found.findings] == ["form-ambiguous"]


def test_the_user_can_tell_the_edition() -> None:
    printed = PRINTERS["qpdf"](unstamped("samtycke@2"))
    assert told(identify(printed, Library(), told="samtycke@2")) == "samtycke@2"
