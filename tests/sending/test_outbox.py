"""The outbox: whole or not at all, and never without its record."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from oroforms.channels import Enclosure, Outbox, Parcel
from oroforms.errors import UsageError

TOKEN = "T7K4-9QXM-2CAH"


def parcel(token: str = TOKEN) -> Parcel:
    return Parcel(
        token,
        datetime(2026, 11, 22, 8, tzinfo=UTC),
        date(2026, 12, 10),
        "Anna Ek, Storgatan 1",
        (
            Enclosure(f"{token}-1.pdf", "letter", b"%PDF letter to Anna Ek"),
            Enclosure(f"{token}-2.pdf", "form", b"%PDF form about Alva"),
        ),
        encrypted=True,
    )


def seen(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_folder_a_parcel_with_a_manifest_that_names_nobody(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "out")
    receipt = outbox.hand_over(parcel(), lambda: None)
    place = Path(receipt.place)
    assert place == tmp_path / "out" / TOKEN
    assert seen(place) == [f"{TOKEN}-1.pdf", f"{TOKEN}-2.pdf", "parcel.json"]
    manifest = json.loads((place / "parcel.json").read_text("ascii"))
    assert manifest["parcel"] == TOKEN
    assert manifest["due"] == "2026-12-10"
    assert manifest["encrypted"] is True
    assert [each["role"] for each in manifest["files"]] == ["letter", "form"]
    assert not re.search("Anna|Ek|Storgatan|Alva", json.dumps(manifest))
    assert [path.name for path in (tmp_path / "out").iterdir()] == [TOKEN]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_for_its_owner_alone(tmp_path: Path) -> None:
    place = Path(Outbox(tmp_path / "out").hand_over(parcel(), lambda: None).place)
    for path in (tmp_path / "out", place, *place.iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_it_is_whole_and_not_to_be_seen_while_it_is_recorded(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    during: list[list[str]] = []

    def record() -> None:
        (hidden,) = tmp_path.iterdir()
        assert hidden.name.startswith(".")
        during.append(sorted(path.name for path in hidden.iterdir()))
        assert seen(tmp_path) == []

    outbox.hand_over(parcel(), record)
    assert during == [[f"{TOKEN}-1.pdf", f"{TOKEN}-2.pdf", "parcel.json"]]


def test_nothing_leaves_when_it_cannot_be_recorded(tmp_path: Path) -> None:
    def record() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Outbox(tmp_path).hand_over(parcel(), record)
    assert list(tmp_path.iterdir()) == []


def test_never_over_another(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.hand_over(parcel(), lambda: None)
    with pytest.raises(UsageError, match=TOKEN):
        outbox.hand_over(parcel(), lambda: pytest.fail("recorded twice"))


KILLED = """
import os, signal, sys
sys.path[:0] = {path!r}
from test_outbox import parcel
from oroforms.channels import Outbox

def record():
    open("recorded", "w").close() if {recorded} else None
    os.kill(os.getpid(), signal.SIGKILL)

Outbox(__import__("pathlib").Path("out")).hand_over(parcel(), record)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("recorded", [True, False])
def test_killed_between_record_and_name(tmp_path: Path, recorded: bool) -> None:
    """What was recorded is finished by the next run; what was not is cleared away in time."""
    code = KILLED.format(path=[str(Path(__file__).parent)], recorded=recorded)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == -signal.SIGKILL
    outbox = Outbox(tmp_path / "out")
    assert seen(outbox.folder) == []
    known = (tmp_path / "recorded").exists()
    assert known is recorded
    assert outbox.settle(lambda token: recorded and token == TOKEN) == ((TOKEN,) * recorded)
    if recorded:
        assert len(seen(outbox.folder / TOKEN)) == 3
        assert outbox.settle(lambda token: True) == ()
        return
    (left,) = outbox.folder.iterdir()  # another may be at it
    os.utime(left, (0, 0))
    assert outbox.settle(lambda token: False) == ()
    assert list(outbox.folder.iterdir()) == []


def test_an_outbox_that_is_not_there_yet_has_nothing_to_settle(tmp_path: Path) -> None:
    assert Outbox(tmp_path / "none").settle(lambda token: True) == ()
