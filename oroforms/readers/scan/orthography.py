"""What spelling says of signs that look alike: a capital I and a small l, a full stop and dirt.

Many faces draw a capital I and a small l as the same stem.

Only the place in the word counts, never a list of words: names are not in any.
Spelling decides nothing against the picture, and nothing by itself: the picture must
lean the same way (see :data:`LEAN`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

TWIN = {"I": "l", "l": "I"}
"""Letters that differ in some faces by a fraction of a pixel."""
LEAN = 1.0
"""Standard errors by which the picture must lean to a letter that spelling speaks for: then its
twin is out of the question, and what counts are all others."""

_OURS = frozenset("ÅÉåé")
_TWO_DOTS = "\N{COMBINING DIAERESIS}"
_ENDS = frozenset(".?!:")
_STOPS = ".,:;"
_AFTER_CALLS = frozenset(["", *"!?\"'”’»)"])
"""What may stand after an exclamation mark in one word."""
_LONE = frozenset(_STOPS + "'`´’‘·")
_STEMS = str.maketrans("iI", "ll")
"""Letters that are a stem and little else."""
_VOWELS = frozenset("aeiouyåäöéü")
_SHORT = 3
"""Letters of a word of which its beginning tells something: *Il* and *In* may be anything."""
_PHONED = 7
"""Digits of the shortest phone number."""
_RUN = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"[^\W\d_]{2,}\.[^\W\d_]{2,}")
_GOES_ON = re.compile(r"[^\W\d_]{4,}\.\s+[a-zåäöéü]")
_PHONE = re.compile(r"[+0][\d ()/+.-]*")
_CALLED = re.compile(r"[^\W\d_a-zåäö]I\.")
"""What *Kl.* looks like where its l is taken for a capital."""
_PERCENT = re.compile(r"(?:[0-9oO°/]{2,3}|[Ww])([.,:;]?)")
_AT = re.compile(r"(?<=[a-z0-9])Q(?=[a-z0-9][^\s@]*\.)")
_PARTICLES = frozenset(
    ("Mc", "Mac", "De", "Di", "Da", "Do", "Du", "Des", "La", "Le", "Lo", "Van", "Von", "Ver",
     "Vande", "Fitz", "Ter", "Ten", "Den", "Der", "El", "Al", "Abd", "San", "Sankt", "Saint")
)  # fmt: skip
"""After these a name may go on with a capital in the middle of a word: McIntyre, DeIulio."""


def with_at(word: str) -> str:
    """A word that was seen, with @ for a Q in what is written like an address of mail.

    Tesseract's Swedish model (``swe``, tessdata 4) does not know the sign and sees a Q there.
    """
    return _AT.sub("@", word, count=1)


def as_percent(word: str) -> str:
    """A word that was seen, as a percent sign if it may be one, and what ends it.

    Tesseract's Swedish model takes that of a narrow face for figures: 96, 36, 260, 9/0.
    """
    return _PERCENT.sub(r"%\1", word) if _PERCENT.fullmatch(word) else word


def settled(word: str, before: str = "") -> tuple[bool, ...]:
    """For each character of a word whether spelling speaks for it against its twin.

    A small l is spoken for inside a word of small letters (*skola*, *sedel*), and after
    the capital of a word of four letters and more that ends in another small letter
    (*Alva*). A capital I is spoken for among capitals (*LIDINGÖ*). At the beginning of a
    word a capital I is before a consonant, where no l stands (*Inte*, but *Iljas*), and a
    small l before å, ä and ö; before e, u and y it is amid a sentence (*till lunch*, but
    *mamma: Iulia*), where ``before`` is a word of small letters. Nothing is before other
    vowels (*Ian*, *lan*), in addresses of mail, in what has digits beside letters (IDs),
    among twins alone (*III*, *Il*), in words of mixed capitals, and after particles of
    names.
    """
    out = [False] * len(word)
    amid = before.isalpha() and before.islower()
    for start, end in _runs(word):
        run = word[start:end]
        for at in range(start, end):
            out[at] = _spoken_for(run, at - start)
        if "@" not in word:
            out[start] = out[start] or _begins(run, amid=amid)
    return tuple(out)


def surprising(words: Sequence[str]) -> tuple[bool, ...]:
    """For each character of a line whether it is a twin that one does not expect there.

    Before small letters that is a capital I amid a sentence (*hjälp Iäser*), and a small l
    that begins one (*kommer. lda vet*); anywhere a capital I behind a small letter (*skaI*),
    before a vowel (*kl. Iunch*) and behind a capital before a full stop (*KI.*), and a small l
    before a consonant (*lnte*). Names may stand anywhere, so it only has to be surer. Of the first
    word of a line nothing else is known.
    """
    out = []
    for number, word in enumerate(words):
        strange = False
        if number and word[:1] in TWIN and word[1:2].islower():
            begins = words[number - 1][-1:] in _ENDS
            strange = (word[0] == "l") is begins
        if word[:1] == "l" and _begins("I" + word[1:], amid=False):
            strange = True
        if word[:1] == "I" and word[1:2] in _VOWELS:
            strange = True
        inside = [sign == "I" and before.islower() for before, sign in pairwise(word)]
        if _CALLED.fullmatch(word):
            inside[0] = True
        out += [strange, *inside][: len(word)]
    return tuple(out)


def as_twins(word: str) -> str:
    """A word in which twins are one."""
    return word.replace("I", "l")


def parted_end(word: str) -> tuple[str, str]:
    """A word without the stops and commas that it ends in, and those."""
    body = word.rstrip(_STOPS) or word
    return body, word[len(body) :]


def misplaced(words: Sequence[str]) -> tuple[bool, ...]:
    """For each character of a line whether it is a capital I between small letters (*skoIan*), or
    an exclamation mark that a letter or a stop follows (*k!.*).

    However plain it looks, a person looks at it: a threshold or a streak may widen an l by more
    than the two letters differ, or part it, and who writes *eIeven* is rarer than that.
    """
    return tuple(
        (sign == "I" and word[at - 1 : at].islower() and word[at + 1 : at + 2].islower())
        or (sign == "!" and word[at + 1 : at + 2] not in _AFTER_CALLS)
        for word in words
        for at, sign in enumerate(word)
    )


def lost_dots(seen: Iterable[str], words: Iterable[str]) -> bool:
    """Whether a word that was seen with an i is read with an l in its place (*Klint*, *Kllnt*).

    A threshold may close the gap below the dot.
    """
    return _poorer(seen, words, lambda word: word.translate(_STEMS), lambda word: word.count("i"))


def lost_accents(seen: Iterable[str], words: Iterable[str]) -> bool:
    """Whether a word that was seen with accents is read with fewer (*före*, *fore*)."""
    return _poorer(seen, words, _letters, _accents)


def _poorer(
    seen: Iterable[str],
    words: Iterable[str],
    bare: Callable[[str], str],
    marks: Callable[[str], int],
) -> bool:
    """Whether a word was not seen but one that is the same when ``bare``, with more marks."""
    known = list(seen)
    most: dict[str, int] = {}
    for word in known:
        most[bare(word)] = max(most.get(bare(word), 0), marks(word))
    return any(word not in known and marks(word) < most.get(bare(word), 0) for word in words)


def _letters(word: str) -> str:
    """A word without accents."""
    apart = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _accents(word: str) -> int:
    return len(unicodedata.normalize("NFD", word)) - len(_letters(word))


def is_accented(letter: str) -> bool:
    """Whether a letter has an accent, a ring or dots above or below."""
    return _accents(letter) > 0


def has_foreign_accent(text: str) -> bool:
    """Whether a letter has an accent that Swedish does not use: a speck over an a makes it an á.

    Two dots (*Zoë*) are no speck.
    """
    return any(
        letter not in _OURS and _TWO_DOTS not in unicodedata.normalize("NFD", letter)
        for letter in text
        if is_accented(letter)
    )


def has_lone_stop(words: Iterable[str]) -> bool:
    """Whether a stop or comma stands by itself (*Klint  .*): dirt does, and nobody writes so."""
    return any(set(word) <= _LONE for word in words)


def has_stray_sign(words: Sequence[str], blanks: Sequence[int]) -> bool:
    """Whether a sign stands two blanks and more from the words about it (*skola     -*), as dirt
    does; ``blanks`` are those behind each word but the last.
    """
    farthest = map(max, (0, *blanks), (*blanks, 0))
    return any(
        far > 1 and not any(map(str.isalnum, word))
        for far, word in zip(farthest, words, strict=True)
    )


def joined_by_a_stop(text: str) -> bool:
    """Whether two words have a full stop between them and no blank, as *lunch.ordning*.

    Nobody writes so but in addresses of mail; *t.ex.* and *8.15* are no two words.
    """
    return any(_JOINED.search(word) for word in text.split() if "@" not in word)


def stop_in_phone(text: str) -> bool:
    """Whether a phone number has a full stop in a place of a blank, as *08-123 45.67*.

    A speck makes one of the gap, which is as wide; who parts figures by stops parts all so.
    """
    return (
        _PHONE.fullmatch(text) is not None
        and sum(map(str.isdigit, text)) >= _PHONED
        and "." in text.rstrip(".")
        and not set(text).isdisjoint(" -/")
    )


def comma_for_stop(text: str) -> bool:
    """Whether a sentence goes on with a small letter behind a full stop: the stop may be a comma.

    Not behind short words: *kl. åtta*, *tel. till hemmet*.
    """
    return _GOES_ON.search(text) is not None


def _runs(word: str) -> Iterator[tuple[int, int]]:
    """The letters between other signs, but not those that touch a digit or an underscore."""
    for run in _RUN.finditer(word):
        start, end = run.span()
        beside = word[max(0, start - 1) : start] + word[end : end + 1]
        if not any(sign.isdigit() or sign == "_" for sign in beside):
            yield start, end


def _begins(run: str, *, amid: bool) -> bool:
    """Whether spelling speaks for the twin that a run of letters begins with."""
    if len(run) < _SHORT or run[0] not in TWIN or not run[1:].islower():
        return False
    if run[0] == "I":
        return run[1] not in _VOWELS and run[1] not in "jl"
    return run[1] in "åäö" or (amid and run[1] in "euy")


def _spoken_for(run: str, at: int) -> bool:
    if run[at] == "l":
        return _small(run, at)
    if run[at] == "I":
        others = [letter for letter in run if letter not in TWIN]
        return len(others) > 1 and all(letter.isupper() for letter in others) and "l" not in run
    return False


def _small(run: str, at: int) -> bool:
    before, after = run[:at], run[at + 1 :]
    known_before = [letter for letter in before if letter not in TWIN]
    known_after = [letter for letter in after if letter not in TWIN]
    # An I that is read elsewhere in the run may be an l, and the other way round: neither counts.
    if not known_before or before in _PARTICLES or before[-1] == "I":
        return False
    if any(letter.isupper() for letter in known_before[1:] + known_after) or "I" in after:
        return False
    if known_before[-1].islower():
        return True
    return len(known_before) == 1 and len(run) > 3 and bool(known_after) and after[-1] not in TWIN
