"""Data files: read as written, or refused with line, column and remedy."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oroforms.datafile import LARGEST, read_data
from oroforms.errors import ExitCode, UsageError
from oroforms.i18n import set_language


@pytest.fixture(autouse=True)
def _english() -> Any:
    set_language("en")
    yield
    set_language("sv")


def _yaml(tmp_path: Path, text: str | bytes, name: str = "answers.yaml") -> Any:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_data(path)


def _refused(tmp_path: Path, text: str | bytes, name: str = "answers.yaml") -> str:
    with pytest.raises(UsageError) as caught:
        _yaml(tmp_path, text, name)
    assert caught.value.exit_code is ExitCode.USAGE
    return str(caught.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", {}),
        ("# only help\n\n", {}),
        (
            "a: 0701740605\nb: nej\nc: 2026-11-22\nd: 1_000\ne: ~\nf: null\ng: 12:30:45\n",
            {
                "a": "0701740605",
                "b": "nej",
                "c": "2026-11-22",
                "d": "1_000",
                "e": "~",
                "f": "null",
                "g": "12:30:45",
            },
        ),
        ("a:\nb: ''\nc: |\n\n# help\nd: x\n", {"a": "", "b": "", "c": "", "d": "x"}),
        (
            "a: |\n  Hej\n  # med brädgård\n\n  slut\n# help\nb: x",
            {"a": "Hej\n# med brädgård\n\nslut\n", "b": "x"},
        ),
        ("a: >\n  Hej\n  du\n", {"a": "Hej du\n"}),
        (
            "child:\n  name: Alva\nguardians:\n- name: Bo\n-\n",
            {"child": {"name": "Alva"}, "guardians": [{"name": "Bo"}, ""]},
        ),
        ("kind: [a, b]\n", {"kind": ["a", "b"]}),
        ('a: "#3: ja"\nb: c#d\nc: x:y\n', {"a": "#3: ja", "b": "c#d", "c": "x:y"}),
        ("a:\n  Svar under\nb: x\n", {"a": "Svar under", "b": "x"}),
        ("---\na: b\n...\n", {"a": "b"}),
        ("a: Åsa Öberg Şen\r\nb: x\r\n", {"a": "Åsa Öberg Şen", "b": "x"}),
    ],
)
def test_scalars_are_the_texts_that_were_written(tmp_path: Path, text: str, data: Any) -> None:
    assert _yaml(tmp_path, text) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "A.YAML", "a.json"])
def test_encodings_of_windows_programs(tmp_path: Path, encoding: str, name: str) -> None:
    text = '{"a": "Åsa"}'
    assert _yaml(tmp_path, text.encode(encoding), name) == {"a": "Åsa"}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: b\n\tc: d\n", "line 2, column 1", "tab"),
        ("a:\n\tb: d\n", "line 2, column 1", "tab"),
        ("a: b\na: c\n", "line 2, column 1", "the name a stands twice"),
        ("x:\n  a: b\n  a: c\n", "line 3, column 3", "the name a stands twice"),
        ("a: b\n---\nc: d\n", "line 2, column 1", "second document"),
        ("a: Anna # hemma\n", "line 1, column 8", "dropped"),
        ("a: #12 Storgatan\n", "line 1, column 3", "dropped"),
        ("a: | #1\n  x\n", "line 1, column 4", "dropped"),
        ("a: Anna\n  Holm\nb: c\n", "line 2, column 1", "one line"),
        ("a: Anna\n  b:070\n", "line 2, column 1", "one line"),
        ("a: |\nHej på dig\nb: c\n", "line 2, column 1", "one line"),
        ("a: |\n   Hej\n  då\nb: c\n", "line 3, column 3", "one line"),
        ("a: hon sa: nej\n", "line 1, column 10", "quotation marks"),
        ('a: "öppen\nb: c\n', "line 3, column 1", "quotation mark in line 1"),
        ("a: 'öppen\nb: c\n", "line 3, column 1", "quotation mark in line 1"),
        ("a: @anna\n", "line 1, column 4", "begins with @"),
        ("a: %5\n", "line 1, column 4", "begins with %"),
        ("a: !viktigt\n", "line 1, column 4", "begins with !"),
        ("a: &b c\n", "line 1, column 4", "begins with &"),
        ("a: *b\n", "line 1, column 4", "begins with *"),
        ("a: > 3 barn\n", "line 1, column 6", "begins with >"),
        ("a: [ab\n", "line 2, column 1", "begins with ["),
        ("a: - b\n", "line 1, column 4", "begins with -"),
        ("a:\n    b: c\n   d: e\n", "line 3, column 4", "indentation"),
        ("a: b\x07c\n", "line 1, column 5", "control character"),
        ("? [a]\n: b\n", "line 1, column 3", "a name is expected"),
        ("- a\n- b\n", "found a list", "child.name"),
        ("hej\n", "found a single value", "child.name"),
        ("a: " + "[" * 500, "line 1", "nested too deep"),
    ],
)
def test_what_yaml_would_take_for_something_else_is_refused(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    message = _refused(tmp_path, text)
    assert message.startswith("answers.yaml")
    assert place in message
    assert words in message


def test_an_alias_bomb_is_refused_at_its_first_anchor(tmp_path: Path) -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{n}: &{n} [*{m},*{m}]\n" for m, n in zip("abcde", "bcdef", strict=True)
    )
    assert "line 1, column 4" in _refused(tmp_path, bomb)


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_other_encodings_are_not_guessed(tmp_path: Path, name: str) -> None:
    message = _refused(tmp_path, '{"a": "b",\n "c": "Åsa"}'.encode("cp1252"), name)
    assert "line 2" in message
    assert "UTF-8" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": "b",}', "line 1"),
        ('{"a": "b", "a": "c"}', "the name a stands twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -Infinity}', "Infinity is not a number"),
        ('["a"]', "a list"),
        ("3", "a single value"),
        ("", "line 1, column 1"),
        ("[" * 100_000, "too deep"),
        ('{"a": ' + "9" * 5000 + "}", "too long"),
    ],
)
def test_json_that_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert words in _refused(tmp_path, text, "a.json")


def test_json_keeps_its_types(tmp_path: Path) -> None:
    data = {"a": True, "b": 12.5, "c": None, "d": ["x"], "e": [{"f": 1}]}
    assert _yaml(tmp_path, json.dumps(data), "a.json") == data


def test_standard_input_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO('{"a": "å"}'.encode())))
    assert read_data("-") == {"a": "å"}


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "cannot be read" in _missing(tmp_path / "none.yaml")
    (tmp_path / "folder.yaml").mkdir()
    assert "cannot be read" in _missing(tmp_path / "folder.yaml")
    (tmp_path / "data.txt").write_text("a: b")
    assert ".yaml or .json, found .txt" in _missing(tmp_path / "data.txt")
    (tmp_path / "big.json").write_bytes(b" " * (LARGEST + 1))
    assert "larger than 5 MB" in _missing(tmp_path / "big.json")


def _missing(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        read_data(path)
    return str(caught.value)


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(
        st.sampled_from("ab:-#|>'\"[]{}&*!%@?, \n\t\\å\x07\u2028\x85") | st.characters(),
        max_size=60,
    ).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=40)
)
def test_any_bytes_are_data_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text)
    with contextlib.suppress(UsageError):
        assert isinstance(read_data(path), dict)
