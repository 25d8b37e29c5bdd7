"""Damaged at random: a file is read or refused with a reason, and nothing else ever happens."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pikepdf
import pytest
from prov_pdf import prov
from shelf import Shelf
from small_form import small_form
from word_forms import line, prov_word

from oroforms.documents import Identification
from oroforms.errors import UnreadableDocument
from oroforms.findings import CATALOGUE
from oroforms.identify import identify
from oroforms.readers import reader

TORN = (
    b"/Kids",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"(",
    b")",
    b"null",
    b"1 0 R",
    b"999999999",
    b"\xfe\xff",
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    broken = bytearray(content)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(broken))
        match chance.randrange(4):
            case 0:
                broken[at] = chance.randrange(256)
            case 1:
                del broken[at : at + chance.randrange(1, 60)]
            case 2:
                broken[at:at] = chance.choice(TORN)
            case _:
                broken[at : at + 8] = broken[:8]
    return bytes(broken)


def fillable() -> bytes:
    out = io.BytesIO()
    form = prov({"child.name": "Åke Öberg", "child.story": "Länge\nsedan"}, safe="no", acute=True)
    form.pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        compress_streams=False,
    )
    return out.getvalue()


def word() -> bytes:
    return prov_word({"child.name": line("child.name", "Åke Öberg")})


@pytest.mark.parametrize(("make", "name"), [(fillable, "acroform"), (word, "docx")])
@pytest.mark.parametrize("seed", range(6))
def test_is_read_or_refused(make: Callable[[], bytes], name: str, seed: int) -> None:
    chance, content = random.Random(seed), make()
    shelf = Shelf(small_form())
    for _ in range(60):
        broken = damaged(content, chance)
        for ask in (
            lambda data=broken: identify(data, shelf),
            lambda data=broken: reader(name).read(
                data, small_form(), Identification("prov", 3, "told"), None
            ),
        ):
            try:
                ask()
            except UnreadableDocument as error:
                assert error.code in CATALOGUE  # noqa: PT017 - both outcomes are right


def test_names_in_latin_1_are_names_too() -> None:
    form = prov(acute=True).save(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    old = form.replace(b"/yes ", b"/J\xe4 ").replace(b"/yes\n", b"/J\xe4\n")
    assert old != form
    readings = reader("acroform").read(old, small_form(), Identification("prov", 3, "told"), None)
    assert readings.items["child.acute"].raw is True
