"""Every command has help with an example, and every example runs."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path

import click
import pytest
from command_line import ROOT

from oroforms.cli.framework import Command
from oroforms.cli.main import cli, main

CONTRACT = (
    "forms", "fields", "blank", "fill", "sign", "verify", "validate", "import", "review", "case",
    "due", "consent", "letter", "receivers", "send", "original", "outgoing", "export", "stats",
    "retention", "log", "check", "template", "law", "pki", "doctor",
)  # fmt: skip


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            found += commands(command, (*path, name))
        else:
            found.append((*path, name))
    return found


def command_at(path: tuple[str, ...]) -> Command:
    command: click.Command | None = cli
    for name in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name)
    assert isinstance(command, Command), path
    return command


ALL = commands()
EXAMPLES = [line for path in ALL for line in command_at(path).example.splitlines()]


def test_all_commands_of_the_contract_are_there():
    assert tuple(cli.list_commands(click.Context(cli))) == CONTRACT


@pytest.mark.parametrize("path", ALL, ids=" ".join)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_command_has_help_with_an_example(path, language, run):
    outcome = run("--lang", language, *path, "--help")
    assert outcome.code == 0
    heading = "Exempel:" if language == "sv" else "Example:"
    shown = outcome.out.partition(heading)[2]
    for line in command_at(path).example.splitlines():
        assert line in shown
        assert line.startswith(f"oroforms {' '.join(path)}")


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_option_has_help(path):
    for parameter in command_at(path).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize("path", [(), *ALL], ids=lambda path: " ".join(path) or "oroforms")
def test_help_fits_eighty_columns(path, run):
    outcome = run(*path, "--help")
    long = [line for line in outcome.out.splitlines() if len(line) > 80]
    # Examples are there to be copied and are not broken.
    assert [line for line in long if not line.lstrip().startswith("oroforms ")] == []


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A folder with every file that the examples name."""
    folder = tmp_path
    (folder / "inbox").mkdir()
    sample = ROOT / "samples" / "returned" / "anmalan-akut-tveksam.pdf"
    (folder / "inbox" / "a.pdf").write_bytes(sample.read_bytes())
    case = {"child": {"name": "Alva Ek", "identity_number": "201701012393"}}
    (folder / "case.yaml").write_text(json.dumps(case), encoding="utf-8")
    signs = {"name": "Maja Lind", "role": "socialsekreterare", "phone": "08-465 004 31"}
    (folder / "sender.yaml").write_text(json.dumps({"sender": signs}), encoding="utf-8")
    offices = (ROOT / "schemas" / "receivers.example.csv").read_bytes()
    (folder / "receivers.csv").write_bytes(offices)
    own = folder / "XDG_CONFIG_HOME" / "oroforms"
    own.mkdir(parents=True)
    (own / "receivers.csv").write_bytes(offices)
    return folder


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(example, scratch, monkeypatch, capsys):
    monkeypatch.chdir(scratch)
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(scratch / variable))
    monkeypatch.setenv("OROFORMS_CASE_FILE", str(scratch / "case.db"))
    if "answers.yaml" in example and "blank" not in example:
        assert main(["blank", "orosanmalan", "-o", "answers.yaml"]) == 0
    if example.startswith("oroforms pki serve"):
        assert main(["pki", "demo", "test-authority"]) == 0
    if example.startswith(("oroforms sign", "oroforms verify")):
        assert main(["blank", "orosanmalan", "-o", "anmalan.pdf"]) == 0
        assert main(["pki", "demo", "test-authority"]) == 0
        for made, named in (("rektor.p12", "key.p12"), ("rektor.password", "key.password")):
            Path("test-authority", made).rename(named)
        Path("test-authority/authority.pem").rename("authority.pem")
    if example.startswith("oroforms verify"):
        key = ["--key", "key.p12", "--password-file", "key.password"]
        assert main(["sign", "anmalan.pdf", "-o", "signed.pdf", *key]) == 0
    about_a_notification = ("case event", "letter", "outgoing", "consent", "send")
    if example.startswith(tuple(f"oroforms {words}" for words in about_a_notification)):
        notification = ROOT / "samples" / "returned" / "anmalan-akut.pdf"
        Path("inbox", "a.pdf").write_bytes(notification.read_bytes())
        assert main(["import", "inbox"]) == 0
        if example.startswith("oroforms outgoing"):
            letter = ["letter", "receipt", "--case", "2026-0001", "--data", "sender.yaml"]
            assert main([*letter, "--office", "Norra", "-o", "receipt.docx"]) == 0
    elif "2026-0001" in example:
        main(["blank", "samtycke", "--case", "2026-0001", "-o", "samtycke.docx"])
    if " 1 " in f"{example} ":
        main(["import", "inbox"])
    capsys.readouterr()
    code = main(shlex.split(example)[1:])
    said = capsys.readouterr()
    # 6: something waits, which the scratch form is meant to do.
    assert code in (0, 6), said.err
    assert "Traceback" not in said.err


def _script(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_docs_are_current(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["docs.py", "--check"])
    assert _script("docs").main() == 0, capsys.readouterr().err


def test_every_command_is_documented():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for path in ALL:
        assert f"## `oroforms {' '.join(path)}`" in text


def test_catalogues_are_complete_and_current(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["catalogue.py", "--check"])
    assert _script("catalogue").main() == 0, capsys.readouterr().err


def test_the_contract_names_every_command_and_option():
    text = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    for path in ALL:
        if len(path) == 1:
            assert f"`oroforms {path[0]}" in text
        for parameter in command_at(path).params:
            for name in parameter.opts:
                if name.startswith("--") and name not in ("--help", "--output"):
                    assert name in text, f"{' '.join(path)} {name}"


def test_no_message_hides_in_an_f_string():
    """Before Python 3.12 the collector does not see into f-strings, and after it it does."""
    hidden = re.compile(r"""\bf(["'])(?:(?!\1).)*\{[^}]*\b(?:_|N_|gettext|ngettext)\(\s*["']""")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "oroforms").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if hidden.search(line)
    ]
    assert found == []
