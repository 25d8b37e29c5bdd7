"""Coarse faxes of forms that somebody filled in with a light pencil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from oroforms.readers.scan import pale
from oroforms.readers.scan.base import Tick, TickReading
from oroforms.readers.scan.pale import Marks
from oroforms.readers.scan.strokes import adrift

TICKED = TickReading(Tick.TICKED, 1.0, contrast=0.57)
DARK = TickReading(Tick.TICKED, 1.0, contrast=0.7)
BROKEN = TickReading(Tick.TICKED, 1.0, contrast=0.5)
EMPTY = TickReading(Tick.EMPTY, 1.0)
PALE = TickReading(Tick.TICKED, 1.0, contrast=0.4, traces=True)
TRACED = TickReading(Tick.EMPTY, 1.0, traces=True)
PRINTED = TickReading(Tick.TICKED, 1.0, printed=True)
SPECK = TickReading(Tick.DOUBTFUL, 0.3, "speck", traces=True)


Pages = Sequence[Sequence[TickReading]]


def weighed(pages: Pages, others: Pages = (), *, answered: bool = False) -> list[list[TickReading]]:
    return pale.weighed(list(map(Marks, pages)), list(map(Marks, others)), answered=answered)


def may_lose(pages: Pages, others: Pages = ()) -> list[bool]:
    return pale.may_lose(list(map(Marks, pages)), list(map(Marks, others)))


def states(*pages: list[TickReading]) -> list[list[Tick]]:
    return [[reading.state for reading in page] for page in weighed(pages)]


def test_ragged_borders_are_no_ticks_where_all_others_are_plain() -> None:
    page = [TICKED] * 6 + [EMPTY] * 10 + [TRACED, TRACED, EMPTY]
    assert states(page) == [[each.state for each in page]]
    pages = [[DARK, DARK, DARK, EMPTY], [TRACED, EMPTY]]
    assert states(*pages) == [[each.state for each in page] for page in pages]


def test_traces_are_doubts_where_hardly_more_boxes_are_ticked() -> None:
    assert states([TICKED, TICKED, TRACED, EMPTY]) == [
        [Tick.TICKED, Tick.TICKED, Tick.DOUBTFUL, Tick.EMPTY]
    ]


@pytest.mark.parametrize("tick", [[], [PALE], [SPECK]])
def test_a_form_without_a_plain_tick_is_looked_at(tick: list[TickReading]) -> None:
    first, second = weighed([[*tick, EMPTY], [EMPTY, EMPTY]])
    assert {(each.state, each.why) for each in (first[-1], *second)} == {(Tick.DOUBTFUL, "traces")}
    assert all(each.state is Tick.DOUBTFUL for each in first[:-1])


def test_ticks_that_came_through_in_pieces_put_the_empty_boxes_of_their_page_in_doubt() -> None:
    read = weighed([[BROKEN, PALE, PALE, EMPTY], [EMPTY]])
    assert {(page[-1].state, page[-1].why) for page in read} == {(Tick.DOUBTFUL, "traces")}


@pytest.mark.parametrize("tick", [BROKEN, TICKED])
def test_a_page_whose_own_ticks_are_dark_has_lost_none_but_a_page_without_any_may(
    tick: TickReading,
) -> None:
    """Of eight crosses in light pencil on one page of a fax all came through, and of three on the
    next page, under a threshold of its own, none."""
    first, second = weighed([[tick, tick, EMPTY], [EMPTY]])
    assert [each.state for each in first] == [Tick.TICKED, Tick.TICKED, Tick.EMPTY]
    assert [(each.state, each.why) for each in second] == [(Tick.DOUBTFUL, "traces")]
    assert states([DARK, DARK, EMPTY], [EMPTY])[1] == [Tick.EMPTY]


def test_a_light_pen_is_told_by_its_ticks_in_black_and_white_or_in_grey() -> None:
    assert may_lose([[TICKED, BROKEN], [EMPTY], [PALE, EMPTY]]) == [False, True, True]
    assert may_lose([[DARK, TICKED, DARK], [EMPTY]]) == [False, False]
    assert may_lose([[TICKED, BROKEN], [EMPTY]], [[TICKED]]) == [False, False]
    assert may_lose([[TICKED, BROKEN], [EMPTY]], [[PALE]]) == [False, True]
    assert may_lose([[EMPTY], []]) == [False, False]
    assert may_lose([[BROKEN, BROKEN], [*[PRINTED] * 3, EMPTY]]) == [False, False]
    assert may_lose([[BROKEN, BROKEN], [*[PRINTED] * 2, EMPTY]]) == [False, True]
    grey = replace(PALE, contrast=0.22)
    assert may_lose([[DARK, DARK, DARK], [EMPTY]], [[grey, EMPTY]]) == [False, True]


@pytest.mark.parametrize(("writing", "lost"), [([0.3, 0.28], True), ([0.55, 0.6], False)])
def test_what_was_written_tells_of_the_pen_as_ticks_do(writing: list[float], lost: bool) -> None:
    page, bare = Marks([EMPTY], writing), Marks([EMPTY])
    assert pale.may_lose([page, bare]) == [lost, True]
    assert pale.may_lose([bare], [page]) == [lost]
    [read] = pale.weighed([page])
    assert [each.state for each in read] == [Tick.DOUBTFUL if lost else Tick.EMPTY]


def test_a_pen_that_signed_what_was_answered_on_a_screen_is_missed_nowhere_else() -> None:
    signed, bare = Marks([PRINTED, EMPTY], [0.5], [0.5]), Marks([EMPTY])
    assert pale.may_lose([signed, bare]) == [False, False]
    assert pale.may_lose([Marks([EMPTY], [], [0.5]), bare]) == [False, False]
    assert pale.may_lose([Marks([EMPTY], [0.5], [0.5]), bare]) == [False, True]
    assert pale.may_lose([Marks([PRINTED, BROKEN], [], [0.5]), bare]) == [False, True]


def test_a_pale_tick_among_those_of_a_light_pencil_may_be_dirt() -> None:
    [read] = weighed([[PALE, BROKEN, BROKEN]])
    assert [(each.state, each.why) for each in read] == [
        (Tick.DOUBTFUL, "pale"),
        (Tick.TICKED, ""),
        (Tick.TICKED, ""),
    ]


def test_traces_beside_dark_ticks_are_the_fax_s_own() -> None:
    page = [DARK, DARK, DARK, *[TRACED] * 30]
    assert weighed([page]) == [page]


def test_a_page_of_traces_without_a_tick_is_looked_at() -> None:
    """A light pencil leaves nothing at all in most boxes."""
    pages = [[DARK, SPECK, SPECK, EMPTY], [EMPTY] * 4, [TRACED, EMPTY]]
    ticked, bare, traced = weighed(pages)
    assert [each.state for each in ticked][-1] is Tick.EMPTY
    assert {each.state for each in bare} == {Tick.EMPTY}
    assert {(each.state, each.why) for each in traced} == {(Tick.DOUBTFUL, "traces")}


def test_a_dark_tick_on_a_page_in_grey_tells_that_the_pen_is_no_light_pencil() -> None:
    [bare] = weighed([[EMPTY, EMPTY]], [[EMPTY], [PALE, TICKED]])
    assert {each.state for each in bare} == {Tick.EMPTY}
    [bare] = weighed([[EMPTY, EMPTY]], [[EMPTY], [PALE]])
    assert {each.state for each in bare} == {Tick.DOUBTFUL}


def test_ticks_that_a_program_printed_tell_nothing_of_the_pen() -> None:
    read = weighed([[PRINTED, EMPTY], [EMPTY]])
    assert [[each.state for each in page] for page in read] == [
        [Tick.TICKED, Tick.DOUBTFUL],
        [Tick.DOUBTFUL],
    ]
    [bare] = weighed([[EMPTY]], [[PRINTED]])
    assert {each.state for each in bare} == {Tick.DOUBTFUL}


def test_a_form_that_was_ticked_on_a_screen_and_signed_has_lost_nothing() -> None:
    [read] = weighed([[PRINTED, EMPTY]], answered=True)
    assert [each.state for each in read] == [Tick.TICKED, Tick.EMPTY]
    [read] = weighed([[EMPTY, EMPTY]], answered=True)
    assert {each.state for each in read} == {Tick.DOUBTFUL}


@pytest.mark.parametrize("nothing", [[], [[]]])
def test_nothing_comes_of_nothing(nothing: list[list[TickReading]]) -> None:
    assert weighed(nothing) == nothing


def test_a_border_that_grew_inwards_is_told_from_dots_in_the_box() -> None:
    inside = np.zeros((60, 60), bool)
    inside[10:50, 10:50] = True
    border = np.zeros((60, 60), np.uint8)
    cv2.rectangle(border, (6, 6), (53, 53), 1, 3)
    border[7:13, 20:26] = 1
    assert not adrift(border > 0, inside)
    border[30:33, 30:33] = 1
    assert adrift(border > 0, inside)
    assert not adrift(np.zeros((60, 60), bool), inside)
