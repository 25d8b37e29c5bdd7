"""The LibreOffice wrapper: found, run, and met with every fault that was seen or feared."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from oroforms.errors import ProgramFailed, ProgramMissing
from oroforms.tools import office_profile, soffice
from oroforms.tools.soffice import Office

FAKE = """#!/bin/sh
# A LibreOffice that does as it is told: last argument of the script is its behaviour.
while [ $# -gt 0 ]; do
  case "$1" in
    --outdir) out="$2"; shift 2;;
    --convert-to) shift 2;;
    --version) exit;;
    -env:UserInstallation=file://*) profile="${1#*file://}"; shift;;
    -*) shift;;
    *) break;;
  esac
done
here=$(dirname "$0")
echo "$@" >> "$here/calls"
for source in "$@"; do
  name=$(basename "$source" .docx)
  target="$out/$name.pdf"
  %s
  printf '%%%%PDF-1.7 %%s %%%%%%%%EOF' "$name" > "$target"
done
"""


@pytest.fixture
def fake(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a stand-in for LibreOffice; its behaviour is one line of shell for each document."""

    def make(behaviour: str) -> Path:
        folder = tmp_path / "fake"
        folder.mkdir()
        program = folder / "soffice"
        program.write_text(FAKE % behaviour)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return program

    return make


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number:02}.docx" for number in range(6)]
    for path in paths:
        path.write_bytes(b"stand-in")
    return paths


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def calls(program: Path) -> list[list[str]]:
    lines = (program.parent / "calls").read_text().splitlines()
    return [[Path(name).stem for name in line.split()] for line in lines]


# -- finding it ---------------------------------------------------------------------------


def test_missing_program_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(soffice.ENVIRONMENT, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(soffice, "_PLACES", ("/nowhere/soffice",))
    with pytest.raises(ProgramMissing, match=r"doctor.*OROFORMS_SOFFICE"):
        soffice.find()


def test_wrong_path_in_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(soffice.ENVIRONMENT, "/nowhere/soffice")
    with pytest.raises(ProgramMissing, match=r"OROFORMS_SOFFICE.*/nowhere/soffice"):
        soffice.find()


def test_variable_comes_before_the_path(
    monkeypatch: pytest.MonkeyPatch, fake: Callable[[str], Path]
) -> None:
    program = fake(":")
    monkeypatch.setenv(soffice.ENVIRONMENT, str(program))
    assert soffice.find() == program


def test_usual_places_may_hold_versions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for number in ("24.8", "25.2"):
        folder = tmp_path / f"libreoffice{number}"
        folder.mkdir()
        (folder / "soffice").touch()
    monkeypatch.delenv(soffice.ENVIRONMENT, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(soffice, "_PLACES", (f"{tmp_path}/libreoffice*/soffice",))
    assert soffice.find() == tmp_path / "libreoffice25.2" / "soffice"


def test_version_of_the_real_program() -> None:
    assert soffice.version(soffice.find()) >= (7, 0)


def test_another_program_is_not_taken_for_libreoffice() -> None:
    with pytest.raises(ProgramFailed, match="does not say that it is LibreOffice"):
        soffice.version(Path("/bin/echo"))


def test_program_that_cannot_be_started(out: Path, sources: list[Path], tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("no program")
    with Office(program) as office, pytest.raises(ProgramFailed, match="cannot be started"):
        office.convert(sources, out, "pdf")


# -- faults ----------------------------------------------------------------------------------


def test_many_documents_are_one_call(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake(":")
    with Office(program) as office:
        conversion = office.convert(sources, out, "pdf:writer_pdf_Export")
    assert list(conversion.made) == sources
    assert not conversion.failed
    assert len(calls(program)) == 1


def test_a_crash_is_survived_and_nothing_done_twice(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake(
        'if [ "$name" = 02 ] && [ ! -e "$here/crashed" ]; '
        'then touch "$here/crashed"; kill -SEGV $$; fi'
    )
    with Office(program) as office:
        conversion = office.convert(sources, out, "pdf")
    assert set(conversion.made) == set(sources)
    assert not conversion.failed
    assert calls(program) == [["00", "01", "02", "03", "04", "05"], ["02"], ["03", "04", "05"]]


def test_a_profile_that_a_crash_has_spoilt_is_not_used_again(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake('if [ -e "$profile/spoilt" ]; then exit 1; fi; touch "$profile/spoilt"')
    with Office(program) as office:
        conversion = office.convert(sources[:3], out, "pdf")
    assert set(conversion.made) == set(sources[:3])


def test_a_document_that_always_crashes_fails_alone(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake('if [ "$name" = 02 ]; then echo "std::bad_alloc"; exit 134; fi')
    with Office(program) as office:
        conversion = office.convert(sources, out, "pdf")
    assert set(conversion.made) == set(sources) - {sources[2]}
    assert list(conversion.failed) == [sources[2]]
    assert "134" in conversion.failed[sources[2]]
    assert "std::bad_alloc" in conversion.failed[sources[2]]


def test_a_program_that_never_works_is_given_up_soon(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake('echo "cannot open display" >&2; exit 1')
    with Office(program) as office:
        conversion = office.convert(sources, out, "pdf")
    assert set(conversion.failed) == set(sources)
    assert all("cannot open display" in words for words in conversion.failed.values())
    assert len(calls(program)) <= 4


def test_success_without_a_file_is_no_success(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake("continue")
    with Office(program) as office:
        conversion = office.convert(sources[:1], out, "pdf")
    assert "exit status 0" in conversion.failed[sources[0]]


def test_half_a_file_is_no_success(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake("printf '%%PDF-1.7 half' > \"$target\"; exit 139")
    with Office(program) as office:
        conversion = office.convert(sources[:2], out, "pdf")
    assert set(conversion.failed) == set(sources[:2])


def test_a_hang_is_ended_with_all_that_it_started(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake('if [ "$name" = 01 ]; then sleep 600 & echo $! > "$here/child"; wait; fi')
    started = time.monotonic()
    with Office(program, patience=0.6) as office:
        conversion = office.convert(sources[:3], out, "pdf")
    assert time.monotonic() - started < 20
    assert set(conversion.made) == {sources[0], sources[2]}
    assert "0.6" in conversion.failed[sources[1]] or "1 sec" in conversion.failed[sources[1]]
    child = int((program.parent / "child").read_text())
    deadline = time.monotonic() + 5
    while _is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(child)


def test_slow_but_steady_is_no_hang(
    fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    program = fake("sleep 0.4")
    with Office(program, patience=1.0) as office:
        conversion = office.convert(sources, out, "pdf")
    assert set(conversion.made) == set(sources)


def test_profile_folder_without_room(
    monkeypatch: pytest.MonkeyPatch, fake: Callable[[str], Path], sources: list[Path], out: Path
) -> None:
    def full(*args: object, **kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    program = fake(":")
    monkeypatch.setattr("oroforms.tools.office_profile.tempfile.mkdtemp", full)
    with Office(program) as office, pytest.raises(ProgramFailed, match="the disk is full"):
        office.convert(sources, out, "pdf")


def test_the_profile_goes_when_the_worker_ends(
    monkeypatch: pytest.MonkeyPatch,
    fake: Callable[[str], Path],
    sources: list[Path],
    out: Path,
    tmp_path: Path,
) -> None:
    program = fake(":")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("oroforms.tools.office_profile.tempfile.tempdir", str(scratch))
    with Office(program) as office:
        office.convert(sources, out, "pdf")
        assert list(scratch.iterdir())
    assert not list(scratch.iterdir())


# -- the real program ------------------------------------------------------------------------


@pytest.fixture
def texts(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"text{number}.txt" for number in range(4)]
    for number, path in enumerate(paths):
        path.write_text(f"Text {number}: åäö Łódź", encoding="utf-8")
    return paths


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="fontconfig's fc-match is missing")
@pytest.mark.parametrize("face", ["Noto Sans", "Noto Sans:bold", "Noto Sans Arabic"])
def test_our_fonts_come_before_those_of_the_machine(face: str) -> None:
    profile = office_profile.make()
    try:
        command = ["fc-match", "-f", "%{file}", face]
        found = subprocess.run(command, capture_output=True, env=profile.environment(), check=True)
    finally:
        profile.remove()
    assert Path(found.stdout.decode()).parent == office_profile.FONTS


def test_no_release_tries_out_its_drawing_first(texts: list[Path], out: Path) -> None:
    """What it does with a profile that it does not know, and what costs more than a document."""
    with Office() as office:
        office.convert(texts[:1], out, "pdf:writer_pdf_Export")
        assert office._profile is not None
        assert not list(office._profile.folder.rglob("GraphicsRenderTests*"))


def test_real_conversion(texts: list[Path], out: Path) -> None:
    with Office() as office:
        conversion = office.convert(texts, out, "pdf:writer_pdf_Export")
    assert [path.name for path in conversion.made.values()] == [f"text{n}.pdf" for n in range(4)]
    assert all(path.read_bytes().startswith(b"%PDF") for path in conversion.made.values())


def test_two_real_workers_at_once(texts: list[Path], tmp_path: Path) -> None:
    results: list[int] = []

    def work(number: int) -> None:
        folder = tmp_path / f"out{number}"
        folder.mkdir()
        with Office() as office:
            results.append(len(office.convert(texts, folder, "pdf").made))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [len(texts)] * 2


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the program through /proc")
def test_real_program_killed_in_the_middle(texts: list[Path], out: Path) -> None:
    killed = threading.Event()

    def kill_once(office: Office) -> None:
        deadline = time.monotonic() + 30
        while not killed.is_set() and time.monotonic() < deadline:
            profile = office._profile
            for pid in _pids_with("soffice.bin", str(profile.root)) if profile else ():
                with contextlib.suppress(ProcessLookupError):  # one that has just ended by itself
                    os.kill(pid, signal.SIGKILL)
                    killed.set()
                    return
            time.sleep(0.01)

    with Office() as office:
        killer = threading.Thread(target=kill_once, args=(office,))
        killer.start()
        conversion = office.convert(texts, out, "pdf")
        killer.join()
    assert killed.is_set()
    assert set(conversion.made) == set(texts)


def test_a_lock_left_in_the_profile_stops_nothing(texts: list[Path], out: Path) -> None:
    with Office() as office:
        office.convert(texts[:1], out, "pdf")
        profile = office._profile
        assert profile is not None
        (profile.folder / ".lock").write_text("[Lockdata]\nUser=other\nHost=elsewhere\n")
        conversion = office.convert(texts[1:], out, "pdf")
    assert set(conversion.made) == set(texts[1:])


def _is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


def _pids_with(*words: str) -> list[int]:
    """The processes that have all of these in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        # A process can end between any two of these steps.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            command = path.read_text(errors="replace")
            if all(word in command for word in words):
                found.append(int(path.parent.name))
    return found
