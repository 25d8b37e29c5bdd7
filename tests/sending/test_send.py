"""``send`` from the command to the form that comes back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from casefile_fixtures import Office
from command_line import Outcome, Run

from oroforms.casefile import CaseFile
from oroforms.casefile.cases import get_case, record_event
from oroforms.casefile.facts import case_facts
from oroforms.casefile.outgoing import content_of
from oroforms.facts import CaseFacts, EventKind, local_day
from oroforms.library import Library
from oroforms.workflow import sending
from samples.make.fillers import FILLERS
from samples.make.typing import typed

KID, REF = "201701012393", "2026-0001"
SCHOOL = "Förskolan Talgoxen, Box 12, 123 45 Lindköping"
FORM = "bbic-konsultation"
SENDER = {
    "sender": {
        "municipality": "Lindköping",
        "unit": "Mottagningsgruppen",
        "name": "Sara Lind",
        "role": "socialsekreterare",
        "phone": "08-123 456 78",
    },
    "urgent": {"office": "Mottagningsgruppen", "phone": "08-123 456 00"},
    "enclosed": {"return_to": "Mottagningsgruppen, Box 1"},
}


@pytest.fixture
def case_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseFile]:
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(home / "case.db"))
    monkeypatch.setenv("OROFORMS_OUTBOX", str(home / "out"))
    (home / "sender.json").write_text(json.dumps(SENDER), "utf-8")
    with CaseFile.open(home / "case.db") as opened:
        yield opened


@pytest.fixture
def due(case_file: CaseFile) -> str:
    """A day to come."""
    return (local_day(case_file.clock()) + timedelta(days=20)).isoformat()


def notify(case_file: CaseFile, protected: str = "no") -> None:
    """A case with two guardians."""
    child = {"name": "Alva Ek", "identity_number": KID, "protected_identity": protected}
    guardians = [
        {"name": "Anna Ek", "custody": "joint", "address": "Storgatan 1, 123 45 Lindköping"},
        {"name": "Per Olsson", "custody": "joint"},
    ]
    values = {"child": child, "guardians": guardians, "concern": {"description": "Ingen frukost."}}
    library = Library()
    Office(case_file, library).take_in(library.get("orosanmalan"), values)


def decide(case_file: CaseFile) -> None:
    """An inquiry is opened."""
    with case_file.writing() as connection:
        case = get_case(connection, REF)
        at, what = case_file.clock(), {"outcome": "opened"}
        kind = EventKind.DECIDED
        record_event(connection, case.id, kind, at=at, who="a", submission=1, what=what)


def facts(case_file: CaseFile) -> CaseFacts:
    with case_file.reading() as connection:
        return case_facts(connection, get_case(connection, REF))


def send(run: Run, due: str, *words: object, form: str = FORM, to: str = SCHOOL) -> Outcome:
    return run(
        *("--lang", "en", "send", form, "--case", REF, "--to", to, "--due", due),
        *("--data", "sender.json", *words),
    )


def fields(content: bytes, password: str = "") -> dict[str, Any]:
    """What the fields of a PDF hold."""
    with pikepdf.open(io.BytesIO(content), password=password) as pdf:
        return {
            name: str(field.obj.V)
            for name, field in ((f.fully_qualified_name, f) for f in pdf.acroform.fields)
            if "/V" in field.obj
        }


def test_sent_recorded_and_returned(run: Run, case_file: CaseFile, due: str, home: Path) -> None:
    notify(case_file)
    decide(case_file)
    sent = send(run, due, "--json").json
    assert sent["basis"] == "inquiry"
    assert sent["grounds"] == ["information_duty"]
    assert "password" not in sent
    place, token = Path(sent["place"]), sent["token"]
    assert place == home / "out" / token
    letter, form = facts(case_file).outgoing
    assert (letter.form, letter.token, letter.receiver) == (
        "foljebrev", None, "Förskolan Talgoxen",
    )  # fmt: skip
    assert (form.form, form.token, form.due.isoformat() if form.due else "") == (FORM, token, due)
    assert form.channel == "outbox"
    with case_file.reading() as connection:
        for each in (letter, form):
            name = sent["files"][each.id - letter.id]
            assert content_of(connection, each.id) == (place / name).read_bytes()
    content = (place / f"{token}-2.pdf").read_bytes()
    assert facts(case_file).returned(form) is None
    back = home / "back.pdf"
    answers = typed(Library().get(FORM), {"childs_view": "Jag trivs."}, {})
    back.write_bytes(FILLERS["pypdf"](content, answers))
    run("import", back)
    returned = facts(case_file).returned(form)
    assert returned is not None
    assert returned.values["case"]["answer_by"] == due
    assert returned.values["legal_basis"] == "inquiry"
    assert returned.values["childs_view"] == "Jag trivs."


def test_without_a_ground_nothing_is_sent(
    run: Run, case_file: CaseFile, due: str, home: Path
) -> None:
    notify(case_file)
    refused = send(run, due)
    assert refused.code == 6
    assert "No inquiry is under way" in refused.text
    said = send(run, due, "--json").json
    assert [each["code"] for each in said["obstacles"]] == [
        "no-inquiry", "no-consent", "party-not-covered",
    ]  # fmt: skip
    to_school = send(run, due, form="samtycke")
    assert to_school.code == 6
    assert "is not known as a guardian" in to_school.text
    assert facts(case_file).outgoing == ()
    assert not (home / "out").exists()


def test_locked_with_a_password_that_is_shown_once(
    run: Run, case_file: CaseFile, due: str, home: Path
) -> None:
    notify(case_file)
    decide(case_file)
    sent = send(run, due, "--encrypt", "--json").json
    password, place = sent["password"], Path(sent["place"])
    for name in sent["files"]:
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(place / name)
        pikepdf.open(place / name, password=password).close()
    files = [path for path in home.rglob("*") if path.is_file()]
    assert [path for path in files if password.encode() in path.read_bytes()] == []
    with case_file.reading() as connection:
        kept = [content_of(connection, each.id) for each in facts(case_file).outgoing]
    for content in kept:
        pikepdf.open(io.BytesIO(content)).close()


def test_a_protected_family(run: Run, case_file: CaseFile, due: str, home: Path) -> None:
    notify(case_file, protected="unknown")
    prefill = home / "prefill.json"
    parties = [{"unit": "Förskolan Talgoxen", "category": "preschool"}]
    prefill.write_text(json.dumps({"parties": parties}), "utf-8")
    to = "Anna Ek, Storgatan 1, 123 45 Lindköping"
    sent = send(run, due, "--prefill", prefill, "--json", form="samtycke", to=to).json
    assert sent["withheld"] == ["parties.0.unit"]
    assert sent["by_hand"] is True
    for name in sent["files"]:
        with pikepdf.open(Path(sent["place"]) / name) as pdf:
            pdf.save(home / "open.pdf", compress_streams=False)
        from signed_files import text

        shown = text(home / "open.pdf") + str(fields((Path(sent["place"]) / name).read_bytes()))
        assert "Storgatan" not in shown
        assert "Talgoxen" not in shown


@pytest.mark.parametrize(
    ("words", "form", "said"),
    [
        (("--encrypt", "--format", "docx"), FORM, "Only PDFs can be locked"),
        ((), "foljebrev", "is a letter"),
    ],
)
def test_refusals(
    run: Run, case_file: CaseFile, due: str, words: Any, form: str, said: str
) -> None:
    notify(case_file)
    outcome = send(run, due, *words, form=form)
    assert outcome.code == 2
    assert said in outcome.text
    assert facts(case_file).outgoing == ()


def test_a_day_that_has_passed(run: Run, case_file: CaseFile) -> None:
    notify(case_file)
    outcome = send(run, "2020-01-01")
    assert outcome.code == 2
    assert "has passed" in outcome.text


def test_what_is_filled_in_says_the_same_day_and_ground(
    run: Run, case_file: CaseFile, due: str, home: Path
) -> None:
    notify(case_file)
    decide(case_file)
    prefill = home / "p.json"
    prefill.write_text(json.dumps({"case": {"answer_by": "2026-01-01"}}), "utf-8")
    outcome = send(run, due, "--prefill", prefill)
    assert outcome.code == 2
    assert "case.answer_by is 2026-01-01" in outcome.text
    prefill.write_text(json.dumps({"legal_basis": "consent"}), "utf-8")
    assert send(run, due, "--prefill", prefill).code == 6


def test_nothing_is_recorded_when_the_outbox_cannot_be_written(
    run: Run, case_file: CaseFile, due: str, home: Path
) -> None:
    notify(case_file)
    decide(case_file)
    (home / "out").write_text("a file")
    assert send(run, due).code != 0
    assert facts(case_file).outgoing == ()


def test_a_parcel_that_a_stopped_run_left_is_finished(
    run: Run, case_file: CaseFile, due: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notify(case_file)
    decide(case_file)
    stopped = RuntimeError("the machine stops")

    def stop(*_words: object) -> None:
        raise stopped

    monkeypatch.setattr(sending, "document", lambda *_words, **_more: b"%PDF a letter")
    with monkeypatch.context() as patch:
        real = Path.replace
        patch.setattr(Path, "replace", lambda a, b: stop() if a.suffix == ".ready" else real(a, b))
        assert send(run, due).code == 1
    (form,) = [each for each in facts(case_file).outgoing if each.token]
    assert [path.name for path in (home / "out").iterdir() if path.name[0] != "."] == []
    again = send(run, due)
    assert again.code == 0
    assert "recorded and did not finish" in again.text
    assert form.token is not None
    assert (home / "out" / form.token / f"{form.token}-2.pdf").is_file()
