"""Fills in a Word form with LibreOffice Writer and saves it: run by the Python that has ``uno``.

``fill_writer.py IN.docx ANSWERS.json OUT`` where OUT ends in ``.docx`` (saved
as Word), ``.odt`` or ``.pdf`` (printed). Text is typed into the content control that bears
the tag; a checkbox is ticked as by a click.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8", ".pdf": "writer_pdf_Export"}


def connect(pipe: str) -> object:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not answer within a minute")


def setting(name: str, value: object) -> PropertyValue:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def fill(document: object, answers: dict) -> None:
    controls = document.ContentControls
    ticked = set(answers["check"]) | {f"{n}.{code}" for n, code in answers["radio"].items()}
    for index in range(controls.Count):
        control = controls.getByIndex(index)
        tag = control.Tag
        if control.Checkbox and tag in ticked:
            control.Checked = True
            glyph = control.CheckedState
        elif tag in answers["text"]:
            control.ShowingPlaceHolder = False
            glyph = answers["text"][tag]
        else:
            continue
        # A content control is a text of its own: a cursor made in it cannot leave it.
        cursor = control.createTextCursor()
        cursor.gotoStart(False)
        cursor.gotoEnd(True)
        cursor.setString(glyph)


def main() -> None:
    source, data, out = (Path(argument).resolve() for argument in sys.argv[1:4])
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"oroforms{Path(profile).name}"
        office = subprocess.Popen(
            ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}",
             f"--accept=pipe,name={pipe};urp;"]
        )  # fmt: skip
        try:
            context = connect(pipe)
            desktop = context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
            document = desktop.loadComponentFromURL(
                source.as_uri(), "_blank", 0, (setting("Hidden", True),)
            )
            fill(document, json.loads(data.read_text(encoding="utf-8")))
            document.storeToURL(out.as_uri(), (setting("FilterName", FILTERS[out.suffix]),))
            document.close(True)
            desktop.terminate()
            office.wait(30)
        finally:
            office.kill()


main()
