"""Sorting the pages of a pile into forms."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oroforms.documents import PageReference
from oroforms.identify.sheaves import SeenPage, Sorting, sort_pages

TOKENS = ("AAAA-AAAA-AA", "BBBB-BBBB-BB", "CCCC-CCCC-CC")


def page(
    at: int, number: int, token: str | None = TOKENS[0], *, count: int = 4, form: str = "svar"
) -> SeenPage:
    return SeenPage(at, PageReference(at, form, 1, "abc123", token, number, count))


def printed(sorting: Sorting) -> list[list[tuple[str | None, int | None]]]:
    return [[(r.token, r.number) for r in sheaf.pages] for sheaf in sorting.sheaves]


def codes(sorting: Sorting) -> list[set[str]]:
    return [{found.code for found in sheaf.findings} for sheaf in sorting.sheaves]


@given(seed=st.integers(0, 10**6), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_a_token_binds_pages_wherever_they_lie(seed: int, sizes: list[int]) -> None:
    wanted = [(TOKENS[k], n, size) for k, size in enumerate(sizes) for n in range(1, size + 1)]
    random.Random(seed).shuffle(wanted)
    pages = [page(at, n, token, count=c) for at, (token, n, c) in enumerate(wanted, start=1)]
    sorting = sort_pages(pages)
    assert sorted(printed(sorting)) == [
        [(TOKENS[k], n) for n in range(1, size + 1)] for k, size in enumerate(sizes)
    ]
    assert all(found == set() for found in codes(sorting))
    assert sorted(n for sheaf in sorting.sheaves for n in sheaf.numbers) == [
        p.number for p in pages
    ]


def test_a_missing_page_is_named() -> None:
    sorting = sort_pages([page(1, 1), page(2, 2), page(3, 4)])
    (sheaf,) = sorting.sheaves
    assert [(f.code, f.params["missing"]) for f in sheaf.findings] == [("pages-missing", "3")]


def test_a_form_fed_twice_is_a_form_and_a_copy() -> None:
    pages = [page(at, n) for at, n in enumerate([1, 2, 3, 4, 1, 2, 3, 4], start=1)]
    first, second = sort_pages(pages).sheaves
    assert (first.numbers, first.copy) == ((1, 2, 3, 4), 1)
    assert (second.numbers, second.copy) == ((5, 6, 7, 8), 2)


def test_backs_are_passed_over_and_strange_pages_named_in_rows() -> None:
    pages = [
        page(1, 1, count=2),
        SeenPage(2, empty=True),
        page(3, 2, count=2),
        SeenPage(4),
        SeenPage(5, empty=True),
        SeenPage(6),
        page(7, 1, TOKENS[1], count=1),
        SeenPage(8),
    ]
    sorting = sort_pages(pages)
    assert sorting.empty == (2, 5)
    assert [[page.number for page in run] for run in sorting.strange] == [[4, 6], [8]]
    assert [sheaf.numbers for sheaf in sorting.sheaves] == [(1, 3), (7,)]


def test_a_picture_of_two_forms_side_by_side_is_read_as_neither() -> None:
    both = (page(1, 1).reference, page(1, 1, TOKENS[1]).reference)
    spread = SeenPage(1, several=tuple(each for each in both if each is not None))
    assert sort_pages([spread]) == Sorting((), ((spread,),), ())


@pytest.mark.parametrize(
    ("order", "forms"),
    [
        ([1, 2, 3, 4, 1, 2, 3, 4], [[1, 2, 3, 4], [1, 2, 3, 4]]),
        ([4, 3, 2, 1, 4, 3, 2, 1], [[1, 2, 3, 4], [1, 2, 3, 4]]),
        ([1, 2, 4, 3, 1, 2, 3, 4], [[1, 2], [3, 4], [1, 2, 3, 4]]),
        ([1, 3, 2, 4], [[1], [2, 3], [4]]),
        ([1, 1, 2, 2], [[1], [1, 2], [2]]),
        ([2, 2], [[2], [2]]),
    ],
)
def test_without_token_only_pages_that_follow_on_each_other_are_one_form(
    order: list[int], forms: list[list[int]]
) -> None:
    sorting = sort_pages([page(at, n, None) for at, n in enumerate(order, start=1)])
    assert [[r.number for r in sheaf.pages] for sheaf in sorting.sheaves] == forms
    sound = all(numbers == [1, 2, 3, 4] for numbers in forms)
    assert [found == set() for found in codes(sorting)] == [sound] * len(forms)


def test_forms_of_two_kinds_do_not_mix() -> None:
    pages = [page(1, 1, None, count=2), page(2, 2, None, count=2, form="annan")]
    assert [sheaf.numbers for sheaf in sort_pages(pages).sheaves] == [(1,), (2,)]


def test_doubts_of_a_page_are_doubts_of_its_form() -> None:
    first, second = page(1, 1, count=2), page(2, 2, count=2)
    told = SeenPage(2, second.reference, by_text=True, mirrored=True)
    (found,) = codes(sort_pages([first, told]))
    assert found == {"page-by-text", "page-mirrored"}


def by_text(at: int, number: int) -> SeenPage:
    told = page(at, number, None, count=2)
    return SeenPage(at, told.reference, by_text=True)


def test_a_torn_page_is_of_the_only_form_that_lacks_it() -> None:
    (sheaf,) = sort_pages([page(1, 1, count=2), by_text(2, 2)]).sheaves
    assert sheaf.numbers == (1, 2)
    assert {found.code for found in sheaf.findings} == {"page-by-text"}


@pytest.mark.parametrize("other", [page(3, 1, TOKENS[1], count=2), page(3, 2, count=2)])
def test_a_torn_page_that_may_be_another_childs_joins_nothing(other: SeenPage) -> None:
    sheaves = sort_pages([page(1, 1, count=2), by_text(2, 2), other]).sheaves
    assert (2,) in [sheaf.numbers for sheaf in sheaves]
    assert {"pages-missing", "page-by-text"} <= set().union(*codes(sort_pages([by_text(2, 2)])))


def test_a_damaged_page_is_no_other_kind_of_page() -> None:
    bad = SeenPage(2, damaged="broken")
    sorting = sort_pages([SeenPage(1), bad, SeenPage(3)])
    assert sorting.strange == ((SeenPage(1),), (bad,), (SeenPage(3),))
