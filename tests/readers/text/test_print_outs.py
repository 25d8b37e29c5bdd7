"""The test that matters most: filled in by one program, printed by another, read to the letter.

``OROFORMS_ROUNDS=50 pytest tests/readers/text/test_print_outs.py`` tries more.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from text_forms import (
    FILLERS,
    OTHERS,
    PRINTERS,
    SWEDISH,
    flattened,
    issued,
    read,
    some_answers,
    wrong_silently,
)

ROUNDS = int(os.environ.get("OROFORMS_ROUNDS", "1"))
FORMS = ("samtycke", "orosanmalan", "bbic-konsultation")
QUICK = (("pypdf", "qpdf"), ("pdfium", "pdfium"), ("pdftk", "ghostscript"), ("pdfium", "mupdf"))


def pairs() -> list[tuple[str, str]]:
    """Fillers with printers: a few that are fast, or all."""
    if ROUNDS == 1:
        return list(QUICK)
    return [(filler, printer) for filler in FILLERS for printer in PRINTERS]


@pytest.mark.parametrize(("filler", "printer"), pairs())
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_read_wrong_without_a_finding(form: str, filler: str, printer: str) -> None:
    for seed in range(ROUNDS):
        answers, expected = some_answers(issued(form), Random(seed))
        readings = read(
            issued(form), PRINTERS[printer](FILLERS[filler](issued(form).blank, answers))
        )
        assert wrong_silently(readings, expected) == {}


@pytest.mark.parametrize("filler", ["pypdf", "pdftk"])
@pytest.mark.parametrize("printer", ["qpdf", "ghostscript"])
def test_crowded_boxes_are_doubted(filler: str, printer: str) -> None:
    form = issued("bbic-konsultation")
    for seed in range(ROUNDS):
        answers, expected = some_answers(form, Random(seed), crowded=True)
        readings = read(form, PRINTERS[printer](FILLERS[filler](form.blank, answers)))
        assert wrong_silently(readings, expected) == {}


def test_other_alphabets_come_through() -> None:
    form = issued("orosanmalan")
    for seed in range(ROUNDS):
        answers, expected = some_answers(form, Random(seed), SWEDISH + OTHERS)
        readings = read(form, flattened(FILLERS["pypdf"](form.blank, answers)))
        assert wrong_silently(readings, expected) == {}


@pytest.mark.parametrize("form", FORMS)
def test_most_of_an_ordinary_print_out_is_certain(form: str) -> None:
    answers, expected = some_answers(issued(form), Random(1))
    readings = read(
        issued(form), PRINTERS["pdfium"](FILLERS["pdfium"](issued(form).blank, answers))
    )
    certain = [name for name, item in readings.items.items() if item.confidence == 1.0]
    assert len(certain) >= 0.85 * len(expected)


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_print_out_is_empty(form: str) -> None:
    readings = read(issued(form), flattened(issued(form).blank))
    assert {item.raw for item in readings.items.values()} <= {"", False, ()}
    assert readings.findings == ()
    assert all(item.place is not None and item.place.rect for item in readings.items.values())
