"""A reader of plain JSON files, for tests of the import that need no real forms.

``{"form": "larm", "values": {…}}`` is read as it stands; other keys make it
misbehave as a hostile file would.
"""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oroforms.documents import Assessment, Identification, Reading, Readings, Status
from oroforms.findings import finding, has_error
from oroforms.names import flatten
from oroforms.workflow.pool import allow


def document(form: str = "larm", **keys: Any) -> bytes:
    """The bytes of such a file."""
    return json.dumps({"form": form, **keys}).encode()


@dataclass(frozen=True)
class PlainReader:
    """Reads what :func:`document` makes; ``form`` is what the user says unknown files are."""

    form: str | None = None

    def __call__(self, content: bytes) -> Assessment:
        if not content.startswith(b"{"):
            found = finding("document-foreign", reason="no form")
            return Assessment(Status.REJECTED, findings=(found,))
        said = json.loads(content)
        time.sleep(said.get("sleep", 0))
        if "hang_once" in said and not Path(said["hang_once"]).exists():
            Path(said["hang_once"]).touch()
            time.sleep(60)
        if "tell_pid" in said:
            Path(said["tell_pid"]).write_text(str(os.getpid()))
        if "allow" in said:
            allow(said["allow"])
        if "loop" in said:
            while True:
                pass
        if "eat" in said:
            eaten = []
            while True:
                eaten.append(bytearray(50_000_000))
        if "kill" in said:
            os.kill(os.getpid(), getattr(signal, said["kill"]))
        if "fault" in said:
            raise KeyError("Alva Lindqvist")  # the text of a fault may quote the document
        form = said["form"] or self.form
        if form is None:
            doubt = finding("form-unknown", nearest="larm@1", share=41, needed=80)
            return Assessment(Status.NEEDS_REVIEW, findings=(doubt,))
        doubts = tuple(finding(code, name, label=name) for code, name in said.get("doubts", ()))
        values = said.get("values", {})
        items = {name: Reading(name, value) for name, value in flatten(values)}
        return Assessment(
            Status.NEEDS_REVIEW if has_error(doubts) else Status.IMPORTED,
            Identification(form, 1, "fields", token=said.get("token")),
            Readings("acroform", items, 1),
            values,
            doubts,
            said.get("acute", False),
        )
