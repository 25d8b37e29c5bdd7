"""The layout that is measured from a blank, and how it is kept."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from blank_form import Form
from hypothesis import given
from hypothesis import strategies as st

from oroforms import layouts
from oroforms.convert.fillable import parts
from oroforms.layouts import Layout, Printed, Spot, blank_text

MM = 72 / 25.4


def test_every_part_of_the_form_has_one_spot(form: Form) -> None:
    names = [spot.part for spot in form.layout.spots]
    assert sorted(names) == sorted(parts(form.definition))


def test_boxes_measure_four_millimetres(form: Form) -> None:
    for spot in form.layout.spots:
        if spot.part.startswith(("child.kind.", "child.safe.", "child.acute")):
            left, top, right, bottom = spot.rect
            assert (right - left, bottom - top) == pytest.approx((4 * MM, 4 * MM), abs=0.02)


def test_boxes_are_drawn_on_the_page_itself(form: Form) -> None:
    document = pdfium.PdfDocument(form.pdf)
    scale = 6
    for spot in form.layout.spots:
        if not spot.part.startswith(("child.kind.", "child.safe.", "child.acute")):
            continue
        image = (
            document[spot.page - 1]
            .render(scale=scale, may_draw_forms=False, draw_annots=False)
            .to_pil()
            .convert("L")
        )
        left, top, right, bottom = (v * scale for v in spot.rect)
        middle = round((left + right) / 2), round((top + bottom) / 2)
        line = 0.375 * scale
        assert image.getpixel(middle) > 250
        for x, y in ((left + line, middle[1]), (right - line, middle[1]),
                     (middle[0], top + line), (middle[0], bottom - line)):  # fmt: skip
            assert image.getpixel((round(x), round(y))) < 100


def test_rooms_fill_their_cells_and_cover_nothing_printed(form: Form) -> None:
    spots = {spot.part: spot for spot in form.layout.spots}
    name, born = spots["child.name"].rect, spots["child.born"].rect
    # 8 and 4 of 12 columns of 174 mm, less the borders.
    assert name[2] - name[0] == pytest.approx(174 * 8 / 12 * MM, abs=4)
    assert born[2] - born[0] == pytest.approx(174 * 4 / 12 * MM, abs=4)
    assert 12 <= name[3] - name[1] <= 24
    story = spots["child.story"].rect
    assert story[3] - story[1] >= 6 * 8 * MM - 4
    for spot in form.layout.spots:
        for word in form.layout.printed:
            if word.page == spot.page:
                x, y = (word.rect[0] + word.rect[2]) / 2, (word.rect[1] + word.rect[3]) / 2
                inside = spot.rect[0] < x < spot.rect[2] and spot.rect[1] < y < spot.rect[3]
                assert not inside, (spot, word)


def test_no_two_fields_overlap(form: Form) -> None:
    spots = form.layout.spots
    for index, a in enumerate(spots):
        for b in spots[index + 1 :]:
            if a.page == b.page:
                apart = (
                    a.rect[2] <= b.rect[0]
                    or b.rect[2] <= a.rect[0]
                    or a.rect[3] <= b.rect[1]
                    or b.rect[3] <= a.rect[1]
                )
                assert apart, (a, b)


def test_printed_words_are_those_of_the_blank_with_its_reference(form: Form) -> None:
    words = {word.text for word in form.layout.printed}
    assert {form.layout.key, "Sida", "Barnet", "2.1"} <= words
    assert form.layout.blank_text == blank_text(form.layout.printed, form.layout.pages)


def test_layouts_are_kept_as_json(form: Form) -> None:
    assert layouts.loads(layouts.dumps(form.layout)) == form.layout


rects = st.tuples(*[st.floats(0, 900).map(lambda v: round(v, 2))] * 4)
names = st.text(min_size=1, max_size=20)


@given(
    st.builds(
        lambda key, spots, printed: Layout(
            key,
            (595.3, 841.9),
            3,
            ((1.0, 2.0),) * 4,
            tuple(spots),
            blank_text(printed, 3),
            tuple(printed),
            (1.0, 2.0, 3.0, 4.0),
        ),
        names,
        st.lists(st.builds(Spot, names, st.integers(1, 3), rects), max_size=4),
        st.lists(st.builds(Printed, names, st.integers(1, 3), rects), max_size=4),
    )
)
def test_any_layout_survives_being_kept(layout: Layout) -> None:
    assert layouts.loads(layouts.dumps(layout)) == layout


@pytest.mark.parametrize("text", ["{}", "[]", '{"key": 1}', "no JSON"])
def test_what_is_no_layout(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        layouts.loads(text)
