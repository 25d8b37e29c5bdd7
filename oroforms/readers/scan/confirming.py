"""Reading one line twice: what Tesseract saw, and what drawing it again confirms.

A text counts when it has been set in a known face and lies on the scan with
nothing left over, and when no other character would lie there as well.
Where Tesseract's text does not, characters are exchanged for lookalikes that
fit, and after that the line is decoded from the drawings alone; what comes
out has to pass the same comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from oroforms.readers.scan.bounds import Bounds
from oroforms.readers.scan.cells import Cell
from oroforms.readers.scan.comparing import UNLIKE, Judged, judged
from oroforms.readers.scan.confusables import is_rare
from oroforms.readers.scan.decoding import decoded, decoded_cells
from oroforms.readers.scan.faces import RASTER, is_ligature
from oroforms.readers.scan.linereading import LineReading, Type
from oroforms.readers.scan.orthography import (
    LEAN,
    as_percent,
    as_twins,
    lost_accents,
    lost_dots,
    misplaced,
    parted_end,
    settled,
    surprising,
)
from oroforms.readers.scan.setting import (
    LinePicture,
    Setting,
    Vector,
    bearing,
    brought_near,
    improved,
    ink_width,
    set_words,
    word_slices,
)
from oroforms.readers.scan.spacing import hidden_between, hidden_within, spaced, with_hyphens
from oroforms.readers.scan.specks import blot, without_specks
from oroforms.tools.tesseract import SeenWord

_ROUNDS = 4
STEPS, _NEARLY = 2, 0.95
"""Steps by which a line is laid on the scan, and the likeness from which one that is not confirmed
is laid there by as many more: a full stop that is kerned moves the last letters of its word."""
_SURPRISE = 2.0
"""How many times surer a capital I or a small l must be where it surprises: what tells them
apart is a fraction of a pixel, less than a threshold moves an edge by."""
_UNLIKELY = 1.4
"""How many times surer a letter is than it looks against one that Swedish has not, and a dash in a
number against none: of 27 right lines that only their surety kept from being accepted, 16 were sure
enough of all other rivals, most of them an i with a plain dot that might have been an ı."""
_HOPELESS = 0.5
"""Likeness below which a line is not set in this type."""
_MENDED = 0.5
_UNEVEN, _LONG = 0.008, 8
"""Share by which a line may be wider than its type has it, from so many characters on."""
_BESIDE = 4
"""Pixels by which a decoded word may begin beside the place where a read one does."""
Words = Sequence[tuple[str, float]]
"""Words with the columns at which their ink begins."""


def aligned(
    picture: LinePicture,
    kind: Type,
    words: Words,
    base: float,
    *,
    steps: int = STEPS,
    resize: bool = False,
) -> Setting:
    """Words set on a line of the scan by so many steps, the base line looked for around ``base``.

    Their size stays that of the type, unless they ``resize``; a long line may have it a little off,
    for scanners do not feed evenly.
    """
    return _laid(picture, kind, tuple(words), base, steps, resize)


@lru_cache(maxsize=16)
def _laid(
    picture: LinePicture,
    kind: Type,
    words: tuple[tuple[str, float], ...],
    base: float,
    steps: int,
    resize: bool,
) -> Setting:
    """See :func:`aligned`; kept, for a type that was told by a line is what it is read in next."""
    setting = set_words(kind.face, kind.em, words, base, kerned=kind.kerned, joined=kind.joined)
    setting = brought_near(picture, setting)
    most = np.inf if resize else _UNEVEN * kind.em if len(setting.text) >= _LONG else 0.0
    for _step in range(steps):
        near = abs(setting.em - kind.em) < most
        setting = improved(picture, setting, resize=near)
    return setting


def words_in(seen: Sequence[SeenWord], kind: Type) -> list[tuple[str, float]]:
    """What was seen, as far as the face of a type has it."""
    return [(w.text, float(w.box[0])) for w in seen if all(map(kind.face.has, w.text))]


def read_line(
    picture: LinePicture,
    base: float,
    seen: Sequence[SeenWord],
    kind: Type,
    bounds: Bounds,
    *,
    cells: Sequence[Cell] = (),
) -> LineReading | None:
    """Read a line that is set in a known type; ``seen`` in pixels of the picture.

    ``base`` is the row near which its base line lies. Where characters stand
    in the cells of a comb, ``cells`` are the first and last columns of their ink.
    """
    found = _read(picture, base, seen, kind, bounds, cells)
    if found is None or cells:
        return found
    parted = [parted_end(kind.face.parted(word))[0] for word in found.words]
    known = [parted_end(word.text)[0] for word in seen]
    bared = lost_accents(known, parted) or lost_dots(known, parted)
    return replace(found, bared=bared or _lost_a_stop(found, seen))


def _lost_a_stop(found: LineReading, seen: Sequence[SeenWord]) -> bool:
    """Whether two blanks stand where Tesseract saw a full stop (*vecka.  Ringde*): a threshold may
    leave so little of one that it is no ink of the drawing's.
    """
    stopped = {word.text for word in seen if word.text.endswith(".")}
    gaps = zip(found.words, found.blanks, strict=False)
    return any(blanks > 1 and f"{word}." in stopped for word, blanks in gaps)


def _read(
    picture: LinePicture,
    base: float,
    seen: Sequence[SeenWord],
    kind: Type,
    bounds: Bounds,
    cells: Sequence[Cell],
) -> LineReading | None:
    best: LineReading | None = None
    words = words_in(seen, kind)
    if words:
        best = _mended(picture, kind, words, base, bounds, steps=0, apart=bool(cells))
        if best.fits(bounds):
            return best
    if picture.coarse or (best is not None and best.judged.likeness < _HOPELESS):
        return best
    if cells:
        found = decoded_cells(picture, kind.face, kind.em, base, cells)
        again = _mended(picture, kind, found, base, bounds, steps=2, apart=True) if found else None
        return likelier(best, again, bounds)
    best = _from_drawings(picture, base, best, kind, bounds)
    if best is None or best.fits(bounds) or not picture.divided:
        return best
    hyphened = with_hyphens(best.judged.setting)
    if hyphened is None:
        return best
    return likelier(best, _mended(picture, kind, hyphened, base, bounds, steps=2), bounds)


def _from_drawings(
    picture: LinePicture,
    base: float,
    best: LineReading | None,
    kind: Type,
    bounds: Bounds,
) -> LineReading | None:
    """The line decoded, whole or where the best reading so far does not fit."""
    bases = [base]
    if best is not None:
        laid = float(np.median(best.judged.setting.y))
        bases = [laid] if best.judged.likeness > UNLIKE else [laid, base]
    rows = [(row, *decoded(picture, kind.face, kind.em, row)) for row in bases]
    base, _gain, pens = max(rows, key=lambda row: row[1])
    found = [(text, pen + bearing(kind.face, text[0]) * kind.em) for text, pen in pens]
    if not found:
        return best
    if best is not None and best.judged.likeness > UNLIKE:
        patched = _patched(best, found, bounds)
        best = likelier(best, _mended(picture, kind, patched, base, bounds, steps=2), bounds)
        if best is None or best.fits(bounds) or patched == found:
            return best
    return likelier(best, _mended(picture, kind, found, base, bounds, steps=2), bounds)


def likelier(
    one: LineReading | None, other: LineReading | None, bounds: Bounds
) -> LineReading | None:
    """The reading that is confirmed, or else the one that looks more like the scan."""
    if one is None or other is None:
        return one or other
    return max((one, other), key=lambda each: (each.fits(bounds), each.judged.likeness))


def _patched(reading: LineReading, found: Words, bounds: Bounds) -> list[tuple[str, float]]:
    """The words of a reading that fit, and in place of the others those that were decoded there."""
    setting, fits = reading.judged.setting, reading.fitting(bounds)
    found = [(_as_seen(reading, word, at), at) for word, at in found]
    wide = {text: ink_width(setting.face, text, kerned=False) * setting.em for text, _at in found}
    firsts = [place.start for place in word_slices(setting)]
    out: list[tuple[str, float]] = []
    since = -np.inf
    for number, first in enumerate(firsts):
        word = reading.words[number]
        left = float(setting.x[first]) + bearing(setting.face, word[0]) * setting.em
        if not fits[number]:
            continue
        out += [(w, at) for w, at in found if since < at and at + wide[w] < left]
        out.append((word, left))
        since = float(setting.ends[number]) - _BESIDE
    return out + [(w, at) for w, at in found if at > since]


def _as_seen(reading: LineReading, word: str, at: float) -> str:
    """A decoded word with what is more surely seen than decoded: which twin, and how it ends.

    A full stop is so little ink that it hardly pays to decode one.
    """
    setting = reading.judged.setting
    middle = at + ink_width(setting.face, word, kerned=False) * setting.em / 2
    firsts = [place.start for place in word_slices(setting)]
    for seen, first, end in zip(reading.words, firsts, setting.ends, strict=True):
        if float(setting.x[first]) <= middle <= float(end):
            body, ending = parted_end(seen)
            own, stop = parted_end(word)
            return (body if as_twins(body) == as_twins(own) else own) + (ending or stop)
    return word


def _mended(
    picture: LinePicture,
    kind: Type,
    words: Words,
    base: float,
    bounds: Bounds,
    *,
    steps: int,
    apart: bool = False,
) -> LineReading:
    """The words as they are, and with lookalikes exchanged as long as that makes them fit."""
    reading = _measured(picture, kind, aligned(picture, kind, words, base), steps, apart=apart)
    if not reading.fits(bounds) and reading.judged.likeness >= _NEARLY:
        closer = aligned(picture, kind, words, base, steps=2 * STEPS)
        again = _measured(picture, kind, closer, steps, apart=apart)
        if again.fits(bounds):
            return again
    spotless = None if reading.fits(bounds) else without_specks(picture, reading.judged)
    if spotless is not None:
        again = _measured(spotless, kind, aligned(spotless, kind, words, base), steps, apart=apart)
        if again.fits(bounds):
            return again
    percent = None if reading.fits(bounds) or apart else _with_percent(reading, words, bounds)
    if percent is not None:
        setting = aligned(picture, kind, percent, base)
        again = _measured(picture, kind, setting, max(1, steps), apart=apart)
        reading = likelier(reading, again, bounds) or reading
    for _round in range(_ROUNDS):
        if reading.fits(bounds) or reading.judged.likeness < UNLIKE:
            break
        words_ = _exchanged(reading)
        if words_ is None:
            break
        base = float(np.median(reading.judged.setting.y))
        setting = aligned(picture, kind, words_, base)
        again = _measured(picture, kind, setting, max(1, steps), apart=apart)
        if not again.fits(bounds) and again.judged.likeness < reading.judged.likeness:
            break
        reading = again
    return reading


def _with_percent(reading: LineReading, words: Words, bounds: Bounds) -> Words | None:
    """The words with a percent sign for each that may be one, and does not fit as it is."""
    if not reading.type.face.has("%") or len(words) != len(reading.words):
        return None
    out = [
        (word if fits else as_percent(word), left)
        for (word, left), fits in zip(words, reading.fitting(bounds), strict=True)
    ]
    return out if out != list(words) else None


def _exchanged(reading: LineReading) -> Words | None:
    """The words with each character that a lookalike beats exchanged for it."""
    found = reading.judged
    setting = found.setting
    words: dict[int, str] = {}
    lefts: dict[int, float] = {}
    changed = False
    for at, character in enumerate(setting.text):
        number = int(setting.word[at])
        lefts.setdefault(
            number, float(setting.x[at]) + bearing(setting.face, character) * setting.em
        )
        beaten = found.surety[at] < 0 and found.share[at] > _MENDED and found.rival[at]
        words[number] = words.get(number, "") + (found.rival[at] if beaten else character)
        changed = changed or bool(beaten)
    if not changed:
        return None
    return [(text, lefts[number]) for number, text in sorted(words.items()) if text] or None


def _measured(
    picture: LinePicture, kind: Type, setting: Setting, steps: int, *, apart: bool
) -> LineReading:
    found = judged(picture, setting)
    stop = kind.face.glyph(".").ink.sum() * (setting.em / RASTER) ** 2
    words, blanks, gaps = spaced(setting, kind.face.advance(" ") * kind.em, apart=apart)
    covered = 0.0 if apart else hidden_within(picture, setting)
    hidden = 0.0 if apart else hidden_between(picture, setting) / stop
    usual = np.concatenate(
        [np.full(w.stop - w.start, np.median(found.shift[w])) for w in word_slices(setting)]
    )
    return LineReading(
        words, blanks, kind, found, _with_spelling(found, words, found.apart),
        _with_spelling(found, words, _believed(found)), float(found.misfit.max()),
        float(found.lack.max()), float((found.misfit * found.lack).max()),
        float(np.abs(found.shift - usual).max()),
        blot(picture, found), gaps, covered, float(hidden), steps,
    )  # fmt: skip


def _believed(found: Judged) -> Vector:
    """Of each character the surety against all but its twin, as a confidence is told from it."""
    own = np.array([not is_rare(character) for character in found.setting.text])
    return np.where(own, np.minimum(found.usual, _UNLIKELY * found.apart), found.apart)


def _with_spelling(found: Judged, words: Sequence[str], apart: Vector) -> Vector:
    """Of each character its surety; its twin is none where spelling and picture agree.

    ``apart`` is the surety against all others.
    """
    spelled = ["".join("n" if is_ligature(c) else c for c in word) for word in words]
    before = ["", *spelled]
    spoken = np.array(
        [good for one, word in zip(before, spelled, strict=False) for good in settled(word, one)],
        bool,
    )
    twin = found.twin / np.where(surprising(spelled), _SURPRISE, 1.0)
    held = np.where(misplaced(spelled), 0.0, np.minimum(apart, twin))
    return np.where(spoken & (found.twin >= LEAN), apart, held)
