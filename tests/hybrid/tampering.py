"""Single changes to hybrid documents, each of which parts the data from what the page shows."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from oroforms.definition import Definition
from oroforms.names import flatten, get, put, unflatten
from oroforms.references import DATA_FILE

Change = Callable[[bytes, Definition, Random], bytes]


class NotPossibleError(Exception):
    """The document has nothing of the kind that is to be changed."""


# -- the data only --------------------------------------------------------------------


def data_of(content: bytes) -> dict[str, Any]:
    """What a document carries."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        data: dict[str, Any] = json.loads(pdf.attachments[DATA_FILE].get_file().read_bytes())
        return data


def with_data(content: bytes, data: object) -> bytes:
    """The document with other data in the same attachment; ``bytes`` as they are."""
    said = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.Root.AF[0].EF.F.write(said)
        return _saved(pdf)


def _leaves(data: dict[str, Any], kind: type) -> list[str]:
    return [name for name, value in flatten(data) if type(value) is kind]


def _pick(rng: Random, found: list[Any]) -> Any:
    if not found:
        raise NotPossibleError
    return rng.choice(found)


def _text_changed(content: bytes, rng: Random, change: Callable[[str, int], str]) -> bytes:
    data = data_of(content)
    names = [name for name in _leaves(data, str) if len(str(get(data, name))) > 1]
    name = _pick(rng, names)
    text = str(get(data, name))
    for _try in range(100):
        changed = change(text, rng.randrange(len(text) - 1)).strip()
        if changed != text and changed:
            put(data, name, changed)
            return with_data(content, data)
    raise NotPossibleError


def letter_in_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    return _text_changed(
        content, rng, lambda t, at: t[:at] + rng.choice("aeiou1379åПع") + t[at + 1 :]
    )


def letter_out_of_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    return _text_changed(content, rng, lambda t, at: t[:at] + t[at + 1 :])


def letter_into_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    return _text_changed(content, rng, lambda t, at: t[:at] + rng.choice("xyz0.-") + t[at:])


def letters_swapped_in_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    return _text_changed(content, rng, lambda t, at: t[:at] + t[at + 1] + t[at] + t[at + 2 :])


def blank_in_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    """A blank more between two letters."""

    def change(text: str, at: int) -> str:
        inside = text[at].isalnum() and text[at + 1].isalnum()
        return f"{text[: at + 1]} {text[at + 1 :]}" if inside else text

    return _text_changed(content, rng, change)


def line_end_in_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    """A blank becomes a line end, or the other way round."""
    other = {" ": "\n", "\n": " "}

    def change(text: str, at: int) -> str:
        return text[:at] + other.get(text[at], text[at]) + text[at + 1 :]

    return _text_changed(content, rng, change)


def field_out_of_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    data = data_of(content)
    leaves = {n: v for n, v in flatten(data) if v is not False}
    name = _pick(rng, list(leaves))
    return with_data(content, unflatten({n: v for n, v in flatten(data) if n != name}))


def field_into_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    data = data_of(content)
    empty = [
        slot.name
        for slot in definition.slots
        if slot.type in ("text", "multiline") and get(data, slot.name) is None
    ]
    put(data, _pick(rng, empty), "Något")
    return with_data(content, data)


def tick_in_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    data = data_of(content)
    names = [s.name for s in definition.slots if s.type == "bool" and get(data, s.name) is not None]
    name = _pick(rng, names)
    put(data, name, not get(data, name))
    return with_data(content, data)


def choice_in_data(content: bytes, definition: Definition, rng: Random) -> bytes:
    data = data_of(content)
    slots = [s for s in definition.slots if s.type in ("choice", "multichoice")]
    slot = _pick(rng, [s for s in slots if get(data, s.name) is not None])
    before = get(data, slot.name)
    code = rng.choice([c.code for c in slot.field.choices if c.code != before])
    if slot.type == "multichoice":
        ticked = {*before} ^ {code}
        put(data, slot.name, [c.code for c in slot.field.choices if c.code in ticked] or ["x"])
    else:
        put(data, slot.name, code)
    return with_data(content, data)


# -- the page only --------------------------------------------------------------------


_SHOWING = {"Tj", "TJ"}


def _answers(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, list[Any], int, str]]:
    """Every piece of text of an answer: page, its instructions, place among them, its font."""
    for page in pdf.pages:
        instructions = list(pikepdf.parse_content_stream(page))
        tags: list[str] = []
        font = ""
        for at, instruction in enumerate(instructions):
            operator = str(instruction.operator)
            if operator in ("BDC", "BMC"):
                tags.append(str(instruction.operands[0]))
            elif operator == "EMC" and tags:
                tags.pop()
            elif operator == "Tf":
                font = str(instruction.operands[0])
            elif operator in _SHOWING and "/Svar" in tags:
                yield page, instructions, at, font


def _codes(instruction: Any) -> list[int]:
    [operand] = instruction.operands
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    return [code for s in strings if isinstance(s, pikepdf.String) for code in bytes(s)]


def _is_ticks(page: Any, font: str) -> bool:
    return "Symbols" in str(page.Resources.Font[font].BaseFont)


def _written(page: Any, instructions: list[Any], pdf: pikepdf.Pdf) -> None:
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _show(codes: list[int]) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction([pikepdf.String(bytes(codes))], pikepdf.Operator("Tj"))


def _blank_code(page: Any, font: str) -> set[int]:
    """Codes that stand for blanks."""
    said = page.Resources.Font[font].ToUnicode.read_bytes()
    return {int(m[1], 16) for m in re.finditer(rb"<(..)> <(?:0020|00A0)>", said)}


def _any_answer(pdf: pikepdf.Pdf, rng: Random, least: int = 1) -> tuple[Any, list[Any], int, str]:
    found = [
        answer
        for answer in _answers(pdf)
        if not _is_ticks(answer[0], answer[3])
        and len(set(_codes(answer[1][answer[2]])) - _blank_code(answer[0], answer[3])) >= least
    ]
    answer: tuple[Any, list[Any], int, str] = _pick(rng, found)
    return answer


def letter_on_page(content: bytes, definition: Definition, rng: Random) -> bytes:
    """One glyph of an answer becomes another that the document uses elsewhere."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, instructions, at, font = _any_answer(pdf, rng, least=2)
        codes = _codes(instructions[at])
        blanks = _blank_code(page, font)
        places = [i for i, code in enumerate(codes) if code not in blanks]
        place = rng.choice(places)
        others = {code for code in codes if code not in blanks and code != codes[place]}
        codes[place] = rng.choice(sorted(others))
        instructions[at] = _show(codes)
        _written(page, instructions, pdf)
        return _saved(pdf)


def text_off_page(content: bytes, definition: Definition, rng: Random) -> bytes:
    """A piece of an answer is no longer drawn."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, instructions, at, _font = _any_answer(pdf, rng)
        _written(page, instructions[:at] + instructions[at + 1 :], pdf)
        return _saved(pdf)


def text_unseen(content: bytes, definition: Definition, rng: Random) -> bytes:
    """A piece of an answer is drawn invisibly: white, without paint, or tiny."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, instructions, at, _font = _any_answer(pdf, rng)
        before, after = rng.choice([("1 1 1 rg", "0 0 0 rg"), ("3 Tr", "0 Tr"), ("1 Tz", "100 Tz")])
        wrapped = [*_parsed(before), instructions[at], *_parsed(after)]
        _written(page, instructions[:at] + wrapped + instructions[at + 1 :], pdf)
        return _saved(pdf)


def _parsed(source: str) -> list[Any]:
    with pikepdf.new() as pdf:
        return list(pikepdf.parse_content_stream(pdf.make_stream(source.encode())))


def text_covered(content: bytes, definition: Definition, rng: Random) -> bytes:
    """A white box is laid over half of a piece of an answer."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, instructions, at, _font = _any_answer(pdf, rng)
        x, y = _position(instructions, at)
        box = f"q 1 1 1 rg {x:.2f} {y - 1:.2f} 3 8 re f Q".encode()
        page.contents_add(pdf.make_stream(box))
        return _saved(pdf)


def text_added(content: bytes, definition: Definition, rng: Random) -> bytes:
    """A stroke of a pen beside an answer."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, instructions, at, _font = _any_answer(pdf, rng)
        x, y = _position(instructions, at)
        page.contents_add(
            pdf.make_stream(
                f"q 0 0 0 RG 1 w {x:.2f} {y:.2f} m {x + 9:.2f} {y + 6:.2f} l S Q".encode()
            )
        )
        return _saved(pdf)


def _position(instructions: list[Any], at: int) -> tuple[float, float]:
    for instruction in reversed(instructions[:at]):
        operator = str(instruction.operator)
        if operator == "Td":
            return float(instruction.operands[0]), float(instruction.operands[1])
        if operator == "Tm":
            return float(instruction.operands[4]), float(instruction.operands[5])
    raise NotPossibleError


def tick_on_page(content: bytes, definition: Definition, rng: Random) -> bytes:
    """A box becomes ticked or empty."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        ticks = list(_boxes(pdf))
        page, instructions, at, _font = _pick(rng, ticks)
        used = {code for p, i, a, _ in ticks if p.objgen == page.objgen for code in _codes(i[a])}
        other = used - set(_codes(instructions[at]))
        if not other:
            raise NotPossibleError
        instructions[at] = _show([rng.choice(sorted(other))])
        _written(page, instructions, pdf)
        return _saved(pdf)


def _boxes(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, list[Any], int, str]]:
    for page in pdf.pages:
        instructions = list(pikepdf.parse_content_stream(page))
        font = ""
        for at, instruction in enumerate(instructions):
            operator = str(instruction.operator)
            if operator == "Tf":
                font = str(instruction.operands[0])
            elif operator in _SHOWING and _is_ticks(page, font):
                yield page, instructions, at, font


# -- the fonts only -------------------------------------------------------------------


def _regular(pdf: pikepdf.Pdf) -> Any:
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            name = str(font.BaseFont)
            if name.endswith("+NotoSans-Regular") and "/FontDescriptor" in font:
                return font
    raise NotPossibleError


def glyphs_swapped(content: bytes, definition: Definition, rng: Random) -> bytes:
    """The font draws two letters of an answer as each other; its text says nothing of it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, instructions, at, name = _any_answer(pdf, rng, least=2)
        font = page.Resources.Font[name]
        codes = sorted(set(_codes(instructions[at])) - _blank_code(page, name))
        one, two = rng.sample(codes, 2)
        stream = font.FontDescriptor.FontFile2
        program = TTFont(io.BytesIO(stream.read_bytes()))
        [table] = program["cmap"].tables
        a, b = table.cmap[one], table.cmap[two]
        glyphs = program["glyf"]
        glyphs[a], glyphs[b] = copy.deepcopy(glyphs[b]), copy.deepcopy(glyphs[a])
        out = io.BytesIO()
        program.save(out)
        stream.write(out.getvalue())
        return _saved(pdf)


def names_swapped(content: bytes, definition: Definition, rng: Random) -> bytes:
    """The font names two letters of an answer by each other; the page looks as before."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, instructions, at, name = _any_answer(pdf, rng, least=2)
        font = page.Resources.Font[name]
        codes = sorted(set(_codes(instructions[at])) - _blank_code(page, name))
        one, two = (b"<%02X>" % code for code in rng.sample(codes, 2))
        said = font.ToUnicode.read_bytes()
        said = said.replace(one + b" ", b"<##> ").replace(two + b" ", one + b" ")
        font.ToUnicode.write(said.replace(b"<##> ", two + b" "))
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


CHANGES: tuple[Change, ...] = (
    letter_in_data,
    letter_out_of_data,
    letter_into_data,
    letters_swapped_in_data,
    blank_in_data,
    line_end_in_data,
    field_out_of_data,
    field_into_data,
    tick_in_data,
    choice_in_data,
    letter_on_page,
    text_off_page,
    text_unseen,
    text_covered,
    text_added,
    tick_on_page,
    glyphs_swapped,
    names_swapped,
)
