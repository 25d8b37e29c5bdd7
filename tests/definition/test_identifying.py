"""Identity numbers, phone numbers and e-mail addresses in free text: found, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oroforms.identifying import Trace, traces


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Flickan 20170101-2393 kom", Trace.IDENTITY),
        ("201701012393", Trace.IDENTITY),
        ("170101-2393", Trace.IDENTITY),
        ("170101+2393", Trace.IDENTITY),
        ("2017-01-01-2393", Trace.IDENTITY),
        ("2017 01 01 2393", Trace.IDENTITY),
        ("samordningsnummer 20260161-2381.", Trace.IDENTITY),
        ("170101–2393", Trace.IDENTITY),
        ("070-123 45 67", Trace.PHONE),
        ("+46 70 123 45 67", Trace.PHONE),
        ("ring 08-123 456 78 i dag", Trace.PHONE),
        ("0431-123 45", Trace.PHONE),
        ("skriv till anna.ek@skola.example", Trace.EMAIL),
        ("anna (at) skola.example", Trace.EMAIL),
    ],
)
def test_found(text: str, kind: Trace) -> None:
    assert [each.trace for each in traces(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Barnet kommer kl. 08.15 och går 16.30.",
        "öppet 0800-1630, 07.30–17.00",
        "den 2026-01-15, och sedan 2025-09-01",
        "år 2019-2024, 3-5-åringar, 12 av 20 dagar",
        "19 kap. 1 § socialtjänstlagen (2025:400)",
        "Storgatan 12, 123 45 Staden",
        "201713012393",
        "8 @ 5 kronor",
        "",
    ],
)
def test_not_found(text: str) -> None:
    assert traces(text) == ()


def test_in_the_order_of_the_text() -> None:
    found = traces("a@b.example, 070-123 45 67, 20170101-2393")
    assert [each.trace for each in found] == [Trace.EMAIL, Trace.PHONE, Trace.IDENTITY]


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    for each in traces(text):
        assert text[each.start : each.start + len(each.text)] == each.text
