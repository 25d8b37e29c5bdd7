"""Which files of a folder are imported, in which order, and which are skipped with a word."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from oroforms.errors import UsageError
from oroforms.report import Skipped
from oroforms.workflow.inbox import Found, find, printable


def names(*paths: Path) -> list[str]:
    return [entry.path.name for entry in find(paths) if isinstance(entry, Found)]


def skipped(*paths: Path) -> dict[str, str]:
    return {Path(e.path).name: e.reason for e in find(paths) if isinstance(e, Skipped)}


def test_folders_in_the_order_of_names_with_what_lies_in_them(tmp_path):
    for name in ("b/2.pdf", "b/1.pdf", "a.pdf", "c.docx", "B.pdf", "b/deep/er/x.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert names(tmp_path) == ["B.pdf", "a.pdf", "1.pdf", "2.pdf", "x.pdf", "c.docx"]
    assert names(tmp_path) == names(tmp_path)


def test_named_files_come_as_named(tmp_path):
    (tmp_path / "z.pdf").touch()
    (tmp_path / "a.pdf").touch()
    assert names(tmp_path / "z.pdf", tmp_path / "a.pdf") == ["z.pdf", "a.pdf"]


@pytest.mark.parametrize(
    "name",
    ["~$anmalan.docx", ".~lock.anmalan.docx#", ".DS_Store", "Thumbs.db", "._a.pdf", ".a.pdf"],
)
def test_lock_system_and_hidden_files_are_skipped_with_a_word(tmp_path, name):
    (tmp_path / name).touch()
    assert names(tmp_path) == []
    assert skipped(tmp_path)[name]
    assert names(tmp_path / name) == [name], "named on its own it is taken"


def test_a_link_in_a_circle_ends(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "x.pdf").touch()
    assert names(tmp_path) == ["x.pdf"]
    assert "up" in skipped(tmp_path)


def test_a_link_to_a_file_and_to_another_folder_is_followed(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.pdf").touch()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "outside")
    (tmp_path / "in" / "file.pdf").symlink_to(tmp_path / "outside" / "x.pdf")
    assert names(tmp_path / "in") == ["file.pdf", "x.pdf"]


def test_a_broken_link_is_an_entry_of_the_report(tmp_path):
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    assert names(tmp_path) == ["gone.pdf"]


def test_pipes_and_sockets_are_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "socket"))
        assert names(tmp_path) == []
        assert set(skipped(tmp_path)) == {"pipe", "socket"}
        assert set(skipped(tmp_path / "pipe")) == {"pipe"}


def test_a_path_that_does_not_exist_is_told_before_anything_is_read(tmp_path):
    with pytest.raises(UsageError, match=r"saknas\.pdf"):
        find([tmp_path, tmp_path / "saknas.pdf"])


def test_a_name_that_is_no_utf8_can_be_printed(tmp_path):
    name = os.fsencode(tmp_path) + b"/anm\xe4lan.pdf"
    Path(os.fsdecode(name)).touch()
    [entry] = find([tmp_path])
    assert printable(entry.path).endswith("anm\\xe4lan.pdf")
    printable(entry.path).encode("utf-8")
