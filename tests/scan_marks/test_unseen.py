"""Pages in black and white that may have lost all that a pen wrote on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
import pytest

from oroforms.documents import Place
from oroforms.layouts import Layout, Spot
from oroforms.library import Library
from oroforms.pictures.base import SCALE, Grey, Registration, Sheet
from oroforms.readers.answers import PartReading
from oroforms.readers.parts import Kind, Part, parts_of
from oroforms.readers.scan.unseen import doubted_on, pages_without_pen

PARTS = parts_of(Library().get("orosanmalan", 1))
NAME, COMB, BOX = "child.name", "child.identity_number", "child.informed.yes"
RECT = (20.0, 20.0, 180.0, 44.0)
LAYOUT = Layout(
    "orosanmalan@1-abc123",
    (200.0, 200.0),
    3,
    ((1.0, 1.0),) * 4,
    tuple(Spot(COMB, page, RECT) for page in (1, 2, 3)),
)
BY_HAND = {NAME: ("", "handwritten"), COMB: ("", ""), BOX: (False, "")}
TICKED = {NAME: ("Bo Ek", ""), COMB: ("", ""), BOX: (True, "")}
BARE = {NAME: ("", ""), COMB: ("", ""), BOX: (False, "")}
TYPED = {NAME: ("Bo Ek", ""), COMB: ("", ""), BOX: (False, "")}
Answers = Mapping[str, tuple[str | bool, str]]


def _comb(dividers: int) -> Grey:
    """A page with a comb in its frame; the dividers in a grey of so much."""
    page = np.full((round(200 * SCALE),) * 2, 255, np.uint8)
    left, top, right, bottom = (round(each * SCALE) for each in RECT)
    for x in range(left + 60, right - 20, 60):
        page[bottom - 50 : bottom - 12, x : x + 4] = dividers
    cv2.rectangle(page, (left, top), (right, bottom), 0, 3)
    return page


def _sheet(page: int, *, grey: bool = False, harsh: bool = False) -> Sheet:
    lies = Registration(np.eye(3), "marks", 0.0, 1.0)
    seen = _comb(255 if harsh else 128 if grey else 0)
    return Sheet(page, page, LAYOUT, lies, seen, _comb(128), 200.0, bitonal=not grey)


def _read(pages: Mapping[int, Answers]) -> list[PartReading]:
    return [
        PartReading(PARTS[part], value, Place(page), frozenset({doubt} - {""}))
        for page, answers in pages.items()
        for part, (value, doubt) in answers.items()
    ]


def test_a_page_without_a_pen_among_pages_by_hand_is_told_where_grey_print_is_lost() -> None:
    read = _read({1: BY_HAND, 2: BARE, 3: BARE})
    sheets = [_sheet(1, grey=True), _sheet(2, harsh=True), _sheet(3)]
    assert pages_without_pen(sheets, read) == {2}


def test_a_page_without_a_pen_among_pages_by_hand_is_told_where_it_has_no_grey_print() -> None:
    read = _read({1: BY_HAND, 2: BARE})
    page = replace(_sheet(2), layout=replace(LAYOUT, spots=LAYOUT.spots[:1]))
    assert pages_without_pen([_sheet(1, grey=True), page], read) == {2}
    assert pages_without_pen([_sheet(1, grey=True), _sheet(2)], read) == frozenset()


def test_a_light_pencil_may_be_lost_where_grey_print_came_through() -> None:
    read = _read({1: BY_HAND, 2: BARE})
    assert pages_without_pen([_sheet(1), _sheet(2)], read, frozenset({2})) == {2}
    assert pages_without_pen([_sheet(1), _sheet(2)], read) == frozenset()


@pytest.mark.parametrize("answers", [BY_HAND, TICKED])
def test_a_page_on_which_a_pen_is_seen_lost_none(answers: Answers) -> None:
    read = _read({1: BY_HAND, 2: answers})
    assert pages_without_pen([_sheet(1), _sheet(2, harsh=True)], read) == frozenset()


@pytest.mark.parametrize("answers", [BARE, TYPED])
def test_a_form_in_black_and_white_on_which_no_page_shows_a_pen_is_told_whole(
    answers: Answers,
) -> None:
    assert pages_without_pen([_sheet(1), _sheet(2)], _read({1: answers, 2: answers})) == {1, 2}


@pytest.mark.parametrize("answers", [TICKED, TYPED])
def test_a_page_in_grey_and_a_tick_tell_that_no_pen_was_lost(answers: Answers) -> None:
    sheets = [_sheet(1, grey=answers is TYPED), _sheet(2)]
    assert pages_without_pen(sheets, _read({1: answers, 2: BARE})) == frozenset()


def test_a_tick_that_a_program_printed_shows_no_pen() -> None:
    tick = PartReading(PARTS[BOX], True, Place(1), printed=True)
    read = [tick, *_read({1: {NAME: ("", "")}, 2: BARE})]
    assert pages_without_pen([_sheet(1), _sheet(2)], read) == {1, 2}
    read[0] = replace(tick, printed=False)
    assert pages_without_pen([_sheet(1), _sheet(2)], read) == frozenset()


def test_a_form_that_was_answered_on_a_screen_awaits_no_pen() -> None:
    sheets = [_sheet(1), _sheet(2)]
    answered = [PartReading(PARTS[BOX], True, Place(1), printed=True), *_read({2: TYPED})]
    assert pages_without_pen(sheets, answered) == frozenset()
    ticked_by_the_office = [replace(answered[0], part=_prefilled(BOX)), *_read({2: TYPED})]
    assert pages_without_pen(sheets, ticked_by_the_office) == {1, 2}
    typed_by_the_office = [answered[0], PartReading(_prefilled(NAME), "Bo Ek", Place(1))]
    assert pages_without_pen(sheets, typed_by_the_office) == {1, 2}
    mostly_by_hand = [*answered, *_read({1: BY_HAND, 3: BY_HAND})]
    assert pages_without_pen([_sheet(1), _sheet(2, harsh=True)], mostly_by_hand) == {2}


def _prefilled(name: str) -> Part:
    part = PARTS[name]
    field = replace(part.slot.field, prefilled=True)
    return replace(part, slot=replace(part.slot, field=field))


def test_a_form_that_was_typed_and_signed_by_hand_is_not_one_written_by_hand() -> None:
    read = _read({1: BY_HAND, 2: BARE, 3: TYPED})
    sheets = [_sheet(1), _sheet(2, harsh=True), _sheet(3)]
    assert pages_without_pen(sheets, read) == frozenset()


def test_a_page_that_was_answered_on_a_screen_awaits_no_pen() -> None:
    boxes = [part for part in PARTS.values() if part.kind is Kind.TICK][:3]
    ticks = [PartReading(box, True, Place(2), printed=True) for box in boxes]
    read = _read({1: BY_HAND, 2: BARE})
    sheets = [_sheet(1), _sheet(2, harsh=True)]
    assert pages_without_pen(sheets, [*read, *ticks[:2]]) == {2}
    assert pages_without_pen(sheets, [*read, *ticks]) == frozenset()


def test_what_looks_empty_on_such_pages_is_in_doubt_and_what_was_read_is_not() -> None:
    read = list(doubted_on(frozenset({2}), _read({1: BARE, 2: TYPED})))
    doubts = {(each.place.page, each.part.name): set(each.doubts) for each in read}
    assert doubts[2, COMB] == {"scan-unclear"}
    assert doubts[2, BOX] == {"mark-uncertain"}
    assert not any(doubts[key] for key in doubts if key[0] == 1)
    assert doubts[2, NAME] == set()
