"""Scans before a person: pictures of what is in doubt, the sheet to answer on, what is kept."""

from __future__ import annotations

import html
import io
import json
import re
import shlex
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest
from command_line import Run
from PIL import Image

ANSWERS = {"child.name": "Alva Ek", "decision": "yes", "guardians.0.name": "Bo Ek"}
"""What a person reads on the paper, in the order of the form."""
IN_ANY_CASE = {"child.name", "child.identity_number", "case.reference"}
"""The case is told by them: what they look like is kept, doubtful or not."""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def stored_crops(where: Path) -> dict[tuple[int, str], bytes]:
    with sqlite3.connect(where) as connection:
        rows = connection.execute("SELECT submission_id, name, png FROM crops").fetchall()
    return {(number, name): png for number, name, png in rows}


def in_doubt(run: Run, number: int = 1) -> list[str]:
    """The fields in doubt, as ``review show`` tells them."""
    found = run("review", "show", number, "--json").json["open"]
    fields = [f["field"] for f in found if f["severity"] == "error" and f["field"] is not None]
    assert ANSWERS.keys() <= set(fields)
    return list(dict.fromkeys(fields))


def answers(run: Run) -> list[str]:
    """Words for ``review set`` that answer all of them; a signature in doubt is none."""
    read = {**{f"{name}.sign": "no" for name in in_doubt(run) if "signature" in name}, **ANSWERS}
    return [f"{name}={value}" for name, value in read.items()]


def test_show_names_the_pages_and_writes_the_pictures_for_the_owner_alone(run: Run, tmp_path: Path):
    shown = run("review", "show", 1)
    folder = next(tmp_path.glob("oroforms-*")) / "1"
    assert "1.2 The child's name (page 1): (not read)" in shown.text
    assert "4.3 Do you consent? (page 3): yes, no" in shown.text
    assert str(folder) in shown.text
    assert {path.stem for path in folder.iterdir()} == {*in_doubt(run), *IN_ANY_CASE}
    assert mode(folder) == mode(folder.parent) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_a_named_folder_takes_the_pictures_and_json_tells_their_files(run: Run, tmp_path: Path):
    told = run("review", "show", 1, "--json", "--crops", tmp_path / "here").json
    assert told["pictures"].keys() == {*in_doubt(run), *IN_ANY_CASE}
    for name, path in told["pictures"].items():
        assert Path(path) == tmp_path / "here" / f"{name}.png"
        Image.open(path).verify()
    assert {told["fields"][name]["page"] for name in ("child.name", "decision")} == {1, 3}


def test_a_folder_that_others_can_read_takes_no_pictures_unasked(run: Run, tmp_path: Path):
    run("review", "show", 1)
    folder = next(tmp_path.glob("oroforms-*"))
    folder.chmod(0o755)
    refused = run("review", "show", 1)
    assert refused.code == 2
    assert "name another folder" in refused.text


def test_a_doubt_about_one_box_shows_the_whole_question(run: Run, tmp_path: Path):
    run("review", "show", 1, "--crops", tmp_path / "here")
    question = Image.open(tmp_path / "here" / "decision.png").convert("L")
    box_of_4_mm = 4 / 25.4 * 150
    assert question.width > 12 * box_of_4_mm
    dark = [
        sum(question.getpixel((x, y)) < 120 for y in range(question.height))
        for x in range(question.width)
    ]
    ends = [x for x, count in enumerate(dark) if count]
    assert ends[-1] - ends[0] > 12 * box_of_4_mm, "the boxes with their texts"


def test_a_page_that_is_no_form_is_shown_whole(run: Run, tmp_path: Path):
    told = run("review", "show", 2, "--json", "--crops", tmp_path / "here").json
    assert [found["code"] for found in told["findings"]] == ["page-unknown"]
    png = Path(told["pictures"]["page.2"]).read_bytes()
    assert len(png) <= 60_000
    page = Image.open(io.BytesIO(png))
    assert page.height / page.width == pytest.approx(297 / 210, rel=0.02)
    assert page.height >= 800, "large enough to tell what it is"


def test_a_page_of_a_form_that_was_not_read_is_shown_whole(run: Run, tmp_path: Path):
    told = run("review", "show", 3, "--json", "--crops", tmp_path / "here").json
    assert told["form"] == "bbic-konsultation"
    assert "page-not-registered" in [found["code"] for found in told["findings"]]
    assert list(told["pictures"]) == ["page.4"]
    run("review", "sheet", "-o", "sheet.html")
    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert "Page 4 of the file, not read" in page[page.index('id="form-3"') :]


def test_a_decision_keeps_who_when_why_and_the_picture(run: Run, tmp_path: Path):
    given = answers(run)
    before = stored_crops(tmp_path / "case.db")
    given.append("contact.school.name=X")
    assert run("review", "set", 1, *given, "--by", "Lena Ek", "--why", "read it").code == 6
    assert run("review", "accept", 1, "--case", "new", "--by", "Lena Ek").code == 0
    shown = run("review", "show", 1, "--json").json
    assert shown["pictures"].keys() >= ANSWERS.keys()
    decided = {made["field"]: made for made in shown["decisions"] if made["kind"] == "set"}
    for name in ANSWERS:
        assert decided[name]["what"]["crop"] == name
    assert "crop" not in decided["contact.school.name"]["what"], "it was in no doubt"
    assert {made["by"] for made in decided.values()} == {"Lena Ek"}
    history = run("case", "history", shown["case"], "--json").json
    [told] = [event["what"] for event in history if event["what"].get("field") == "decision"]
    assert (told["crop"], told["why"]) == ("decision", "read it")
    assert stored_crops(tmp_path / "case.db") == before, "pictures outlive the decisions"


def test_what_is_waived_or_put_aside_names_its_pictures(run: Run):
    run("review", "set", 1, *(word for word in answers(run) if "guardians.0.name" not in word))
    waived = ("--waive", "guardians.0.name", "--why", "nobody can read it")
    assert run("review", "accept", 1, "--case", "new", *waived).code == 0
    assert run("review", "reject", 2, "--why", "a letter").code == 0
    [accepted] = [m for m in run("review", "show", 1, "--json").json["decisions"] if m["case"]]
    assert accepted["what"]["crops"] == ["guardians.0.name"]
    [rejected] = run("review", "show", 2, "--json").json["decisions"]
    assert rejected["what"]["crops"] == ["page.2"]


def test_the_sheet_shows_each_doubt_large_in_the_order_of_the_form(run: Run, tmp_path: Path):
    assert run("review", "sheet", "-o", "sheet.html").code == 0
    page = (tmp_path / "sheet.html").read_text("utf-8")
    one = page[page.index('id="form-1"') : page.index('id="form-2"')]
    mine = re.findall(r'data-field="([^"]+)"', one)
    assert mine == in_doubt(run)
    assert [name for name in mine if name in ANSWERS] == list(ANSWERS)
    shown = len(re.findall(r'src="data:image/png;base64,', page))
    assert shown == len(mine) + 2, "each field of the form, and two pages"
    assert not re.search(r"https?://", page)
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    assert "Page 2 of the file, not read" in page
    assert mode(tmp_path / "sheet.html") == 0o600


def test_without_the_script_every_doubt_has_its_command(run: Run, tmp_path: Path):
    run("review", "sheet", "-o", "sheet.html")
    page = html.unescape((tmp_path / "sheet.html").read_text("utf-8"))
    for command in (
        "oroforms review set 1 child.name=…",
        "oroforms review set 1 'decision=yes, no'",
        "oroforms review accept 1 --waive scan-unclear --why …",
        "oroforms review reject 2 --why …",
    ):
        assert (
            f"<code>{command}</code>" in page or f"<code>{shlex.join(shlex.split(command))}" in page
        )


ANSWERING = """
const first = ["child.name", "decision", "guardians.0.name"];
const all = [...document.querySelectorAll("#form-1 .doubt")];
const doubts = [...first.map((name) => all.find((doubt) => doubt.dataset.field === name)),
  ...all.filter((doubt) => !first.includes(doubt.dataset.field))];
const press = (key) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const type = (text) => {
  document.activeElement.value = text;
  document.activeElement.dispatchEvent(new Event("input", { bubbles: true }));
};
const another = document.querySelector("#form-1 select.another");
another.focus();
another.value = [...another.options].findIndex((o) => o.text.startsWith("3.6")) - 1;
another.dispatchEvent(new Event("change", { bubbles: true }));
type("");
type("to help");
doubts[0].querySelector("input").focus();
type('Åsa "Lill" d\\u2019Ek');
press("Enter");
const stepped = document.activeElement.closest(".doubt") === all[all.indexOf(doubts[0]) + 1];
doubts[1].querySelector("input").click();
doubts[2].querySelector("input").focus();
type("O'Neil Ek");
for (const doubt of doubts.slice(3)) {
  doubt.querySelector("input, textarea").focus();
  press("F8");
}
const child = document.querySelector("#form-1 .child").textContent;
const named = document.querySelector("#form-1 .case");
named.focus();
const early = document.getElementById("command-count").textContent;
type("new");
const aside = document.querySelector("#form-2 .reject");
aside.click();
const unexplained = document.getElementById("command-count").textContent;
type("a letter");
document.getElementById("show-commands").click();
const area = document.querySelector("dialog textarea");
const sh = area.value;
const shell = document.querySelector("dialog select");
shell.value = "ps";
shell.dispatchEvent(new Event("change"));
const result = document.createElement("output");
result.id = "result";
result.textContent = JSON.stringify({ sh, ps: area.value, child, early, unexplained, stepped,
  fields: document.getElementById("fields-done").textContent,
  forms: document.getElementById("forms-done").textContent });
document.body.append(result);
"""


def answered(page: Path) -> dict[str, str]:
    """What the sheet says after a person has answered on it, in a browser."""
    browser = shutil.which("chromium") or pytest.skip("needs chromium")
    text = page.read_text("utf-8").replace("</body>", f"<script>{ANSWERING}</script></body>")
    copy = page.with_name("answered.html")
    copy.write_text(text, "utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={page.parent / 'u'}",
    ]
    done = subprocess.run(
        [browser, *options, "--dump-dom", copy.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    [told] = re.findall(r'<output id="result">(.*?)</output>', done.stdout, re.DOTALL)
    return json.loads(html.unescape(told))


def test_what_is_typed_on_the_sheet_becomes_commands_that_settle_it(run: Run, tmp_path: Path):
    doubted = in_doubt(run)
    run("review", "sheet", "-o", "sheet.html")
    told = answered(tmp_path / "sheet.html")
    assert told["child"] == 'Åsa "Lill" d’Ek', "the name stands above the form once it is typed"
    assert told["stepped"], "Enter goes to the next field"
    assert told["early"] == "1", "not accepted before the case is named"
    assert told["unexplained"] == "2", "nothing is put aside without a reason"
    assert told["fields"] == f"{len(doubted)} of {len(doubted)} fields"
    assert told["forms"] == "2 of 3 forms"
    commands = [shlex.split(line) for line in told["sh"].splitlines()]
    assert [words[1:4] for words in commands] == [
        ["review", "set", "1"],
        ["review", "accept", "1"],
        ["review", "reject", "2"],
    ]
    assert [run(*words[1:]).code for words in commands] == [6, 0, 0], "6: the case is not named yet"
    shown = run("review", "show", 1, "--json").json
    assert shown["values"]["child"]["name"] == 'Åsa "Lill" d’Ek'
    assert shown["values"]["decision"] == "yes"
    assert shown["values"]["guardians"][0]["name"] == "O'Neil Ek"
    assert {made["why"] for made in shown["decisions"]} == {"Read in the picture"}
    assert shown["values"]["purpose"] == "to help", "a field that was in no doubt"
    assert [entry["submission"] for entry in run("review", "list", "--json").json] == [3]


def test_what_was_settled_before_is_not_asked_again(run: Run, tmp_path: Path):
    run("review", "sheet", "-o", "before.html")
    run("review", "set", 1, *answers(run))
    run("review", "sheet", "-o", "after.html")
    before, after = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("before", "after"))
    assert "child.name" in re.findall(r'data-field="([^"]+)"', before)
    assert "child.name" not in re.findall(r'data-field="([^"]+)"', after)
    assert 'class="case"' in after, "what is left is to name the case"


def test_powershell_is_given_its_own_quotation_marks(run: Run, tmp_path: Path):
    run("review", "sheet", "-o", "sheet.html")
    first, second, *_more = answered(tmp_path / "sheet.html")["ps"].splitlines()
    assert first.startswith("$q = ")
    assert """('child.name=Åsa '+$q+'Lill'+$q+' d’’Ek')""" in second
    assert "'guardians.0.name=O''Neil Ek'" in second
