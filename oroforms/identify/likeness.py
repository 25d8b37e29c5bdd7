"""How like each definition a document is, by its field names or by its printed text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from oroforms.definition import Definition, Slot, Text
from oroforms.documents import Format

NEEDED = 0.8
"""Share of a form's names or labels that must be found to tell the form by them."""

FOREIGN = 0.2
"""Share below which a document has nothing to do with a form."""

_APART = 0.02
"""Difference of shares below which two forms fit alike."""

_TELLING = 10
"""Letters from which a label tells something without its number ("Namn" does not)."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """One definition and the share of it that was found, 0–1."""

    definition: Definition
    share: float


def by_names(
    names: frozenset[str], format_: Format, definitions: Iterable[Definition]
) -> list[Likeness]:
    """Definitions by how well their field names (PDF) or tags (Word) fit, best first.

    The share is that of names in common among all names of either, so that
    of two versions the one with the very names wins.
    """
    found = []
    for definition in definitions:
        expected = expected_names(definition, format_)
        share = len(names & expected) / len(names | expected) if expected else 0.0
        found.append(Likeness(definition, share))
    return _best_first(found)


def by_text(texts: Sequence[str], definitions: Iterable[Definition]) -> list[Likeness]:
    """Definitions by the share of their titles and labels that is printed, best first."""
    text = squashed(" ".join(texts))
    found = []
    for definition in definitions:
        share = max(_printed_share(text, definition, language) for language in ("sv", "en"))
        found.append(Likeness(definition, share))
    return _best_first(found)


def share_of_names(names: frozenset[str], format_: Format, definition: Definition) -> float:
    """The share of a definition's field names that a document has."""
    expected = expected_names(definition, format_)
    return len(names & expected) / len(expected) if expected else 0.0


def is_tie(found: Sequence[Likeness]) -> bool:
    """Whether the two best fit alike."""
    return len(found) > 1 and found[0].share - found[1].share < _APART


def expected_names(definition: Definition, format_: Format) -> frozenset[str]:
    """The field names or tags that a blank of the definition has."""
    return frozenset(name for slot in definition.slots for name in _parts(slot, format_))


def squashed(text: str) -> str:
    """Letters and digits only, without case: what is left when two programs part words apart."""
    unified = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in unified if c.isalnum())


def _parts(slot: Slot, format_: Format) -> Iterator[str]:
    if slot.type == "signature":
        yield from (f"{slot.name}.{part}" for part in ("name", "date", "sign"))
    elif slot.type == "multichoice" or (slot.type == "choice" and format_ is Format.WORD):
        yield from (f"{slot.name}.{choice.code}" for choice in slot.field.choices)
    else:
        yield slot.name


def _printed_share(text: str, definition: Definition, language: str) -> float:
    anchors = [definition.title, *(section.title for section in definition.sections)]
    wanted = [squashed(_in(anchor, language)) in text for anchor in anchors]
    wanted += [_is_printed(text, slot, language) for slot in definition.slots]
    return sum(wanted) / len(wanted)


def _is_printed(text: str, slot: Slot, language: str) -> bool:
    label = squashed(_in(slot.field.label, language))
    return squashed(slot.number) + label in text or (len(label) >= _TELLING and label in text)


def _in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.sv


def _best_first(found: list[Likeness]) -> list[Likeness]:
    return sorted(found, key=lambda like: like.share, reverse=True)
