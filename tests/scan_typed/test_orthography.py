"""What spelling says of I and l, and where it must say nothing."""

import pytest

from oroforms.readers.scan.orthography import (
    as_percent,
    comma_for_stop,
    has_foreign_accent,
    has_lone_stop,
    has_stray_sign,
    joined_by_a_stop,
    lost_accents,
    lost_dots,
    misplaced,
    settled,
    stop_in_phone,
    surprising,
    with_at,
)


def spoken_for(word: str) -> str:
    """The word with a dot for each letter that spelling does not speak for."""
    return "".join(
        letter if good else "." for letter, good in zip(word, settled(word), strict=True)
    )


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("skola", "...l."),
        ("samtal.", ".....l."),
        ("växelvis", "....l..."),
        ("Alva", ".l.."),
        ("Alla", ".l.."),
        ("Olle", ".ll."),
        ("Elias", ".l..."),
        ("Björkskolan,", "........l..."),
        ("Delulio", "....l.."),
        ("LIDINGÖ", ".I.I..."),
        ("eva@skola.example", ".......l.......l."),
    ],
)
def test_spelling_speaks_for_letters_inside_words(word: str, letters: str) -> None:
    assert spoken_for(word) == letters


@pytest.mark.parametrize(
    "word",
    [
        "Ian", "lan", "Illis", "llis", "Iljas", "In", "lunch", "lnte", "lsa@x",  # how words begin
        "III", "Il", "lI", "l", "I", "AIl", "All", "II",  # nothing but twins, or next to it
        "Mclntyre", "McIntyre", "Maclnnes", "DeIunio", "Delunio",  # names with a capital inside
        "a1l2", "x7l", "l01", "B3lI", "id_l",  # numbers and identifiers
        "LinkedIn", "ebIl", "AlB", "aBlc", "OlA", "WiFil",  # mixed capitals
        "Ali", "Ola",  # too short to tell
    ],
)  # fmt: skip
def test_spelling_says_nothing_elsewhere(word: str) -> None:
    assert not any(settled(word))


@pytest.mark.parametrize(
    ("before", "word", "letters"),
    [
        ("", "Inte", "I..."),
        ("heter", "Ida", "I.."),
        ("", "läser", "l...."),
        ("vid", "lunch", "l...."),
        ("Alva", "lunch", "....."),  # as Alva Iulia
        ("sover.", "lunch", "....."),
        ("en", "lag", "..."),  # as Ian
        ("till", "lena.berg@skola.example", ".............l.......l."),
    ],
)
def test_spelling_speaks_for_how_a_word_begins(before: str, word: str, letters: str) -> None:
    said = "".join(
        letter if good else "." for letter, good in zip(word, settled(word, before), strict=True)
    )
    assert said == letters


def test_an_exclamation_mark_before_a_letter_or_a_stop_is_misplaced() -> None:
    said = misplaced(["k!.", "Hjälp!", "nej!!", "Stopp!”", "ma!ten"])
    assert [at for at, each in enumerate(said) if each] == [1, 23]


def test_a_capital_between_small_letters_is_misplaced() -> None:
    said = misplaced(["skoIan", "LIDINGÖ", "Ida", "kI.", "IkI", "x"])
    assert [at for at, bad in enumerate(said) if bad] == [3]


def test_an_i_whose_dot_a_threshold_joined_to_it_is_told() -> None:
    assert lost_dots(["Klint", "—"], ["Kllnt"])
    assert not lost_dots(["Klint"], ["Klint"])
    assert not lost_dots(["Kllnt"], ["Klint"])
    assert not lost_dots(["skoIa"], ["skola"])


def test_an_at_sign_that_was_seen_as_a_letter_is_one() -> None:
    assert with_at("eva.sjogrenQskola.example") == "eva.sjogren@skola.example"
    assert [with_at(word) for word in ("Qatar", "IQtest", "NordiQ", "a.Qb")] == [
        "Qatar", "IQtest", "NordiQ", "a.Qb",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "blanks", "stray"),
    [
        (["Åsens", "skola", "-"], [1, 5], True),
        (["–", "Ja"], [2], True),
        (["Bo", "-", "Ek"], [1, 1], False),
        (["Bo", "Ek"], [3], False),
        (["-"], [], False),
    ],
)
def test_a_sign_far_from_all_words_is_dirt(
    words: list[str], blanks: list[int], stray: bool
) -> None:
    assert has_stray_sign(words, blanks) is stray


@pytest.mark.parametrize("text", ["vid lunch.ordning", "Anna.Berg", "se www.skola.example"])
def test_two_words_with_a_stop_and_no_blank_are_told(text: str) -> None:
    assert joined_by_a_stop(text)


@pytest.mark.parametrize(
    "text", ["t.ex. kl. 8.15", "f.d. rektor", "anna.berg@skola.example", "Nej."]
)
def test_stops_where_they_are_written_are_none(text: str) -> None:
    assert not joined_by_a_stop(text)


@pytest.mark.parametrize("text", ["070-174 06.45", "08.123 45 67", "+46 70-174 06.45"])
def test_a_stop_amid_blanks_of_a_phone_number_is_told(text: str) -> None:
    assert stop_in_phone(text)


@pytest.mark.parametrize(
    "text", ["070-174 06 45", "08.123.45.67", "2026-11-24 8.15", "0.5", "kl. 8.15", "010-12 34 56."]
)
def test_other_stops_of_numbers_are_none(text: str) -> None:
    assert not stop_in_phone(text)


@pytest.mark.parametrize(
    ("text", "lone"),
    [("Klint  .", True), ("· Bo Ek", True), ("Ek , Bo", True), ("Bo - Ek", False), ("Nej.", False)],
)
def test_a_stop_by_itself_is_dirt(text: str, lone: bool) -> None:
    assert has_lone_stop(text.split()) is lone


def test_a_stop_that_a_small_letter_follows_may_be_a_comma() -> None:
    assert comma_for_stop("Björkskolan. klass 3 A")
    assert not any(map(comma_for_stop, ("Björkskolan, klass 3", "kl. åtta", "Hon sov. Sedan kom")))


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("med 30 hjälp Iäser ofta", [13]),
        ("hon kommer. lda vet", [12]),
        ("hon kommer. Inte i dag", []),
        ("hon läser lugnt", []),
        ("Iäser", [0]),
        ("är kl. Iunch", [7]),
        ("med kl. Inte", []),
        ("Åsens kIass", [7]),
        ("LIDINGÖ", []),
        ("läser hon", []),
        ("den III boken, ID 4", []),
    ],
)
def test_a_capital_i_amid_a_sentence_and_a_small_l_that_begins_one_surprise(
    line: str, at: list[int]
) -> None:
    words = line.split()
    places = [n for n, sign in enumerate(line) if sign != " "]
    found = surprising(words)
    assert [place for place, strange in zip(places, found, strict=True) if strange] == at


@pytest.mark.parametrize(
    ("seen", "read", "lost"),
    [
        ("hon frånvaro före", "hon frånvaro fore", True),
        ("Åsa Berg", "Asa Berg", True),
        ("Asa Berg", "Åsa Berg", False),
        ("före fore", "före fore", False),
        ("for sent", "för sent", False),
        ("läser", "löser", False),
        ("", "Åsa", False),
    ],
)
def test_an_accent_that_was_seen_is_not_dropped(seen: str, read: str, lost: bool) -> None:
    assert lost_accents(seen.split(), read.split()) is lost


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Eliás Åkesson", True),
        ("Şükrü", True),
        ("Zoë Ek", False),
        ("Jäüï", False),
        ("André Öberg", False),
        ("", False),
    ],
)
def test_accents_that_a_speck_makes_of_a_letter_are_told(text: str, foreign: bool) -> None:
    assert has_foreign_accent(text) is foreign


@pytest.mark.parametrize(
    ("seen", "percent"),
    [
        ("96", "%"), ("36.", "%."), ("260,", "%,"), ("9/0", "%"), ("W", "%"),
        ("8", "8"), ("2024", "2024"), ("WC", "WC"), ("96-an", "96-an"), ("", ""),
    ],
)  # fmt: skip
def test_figures_may_be_a_percent_sign(seen: str, percent: str) -> None:
    assert as_percent(seen) == percent
