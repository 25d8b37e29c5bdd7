"""What is due among 10,000 cases: ``oroforms due`` beside a plain script over the same rows.

The plain script (``plain_due.py``) reads the same tables with sqlite3 and
their JSON with json, and judges nothing: the least that any answer costs.

``python -m benchmarks.due [CASES]`` tells seconds too, of this machine.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figures import OROFORMS, Figure, seconds
from oroforms.casefile import CaseFile
from oroforms.casefile.cases import get_case, record_event
from oroforms.casefile.originals import receive
from oroforms.casefile.store import Intake, store
from oroforms.documents import Assessment, Identification, Readings, Status
from oroforms.facts import EventKind
from oroforms.library import Library

CASES = 10_000
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
DESCRIPTION = "Barnet kommer utan frukost fyra dagar av fem. " * 12
_STEPS = (
    (EventKind.READ, 0, {}),
    (EventKind.PROTECTION, 0, {}),
    (EventKind.DECIDED, 9, {"outcome": "opened"}),
    (EventKind.FEEDBACK_GIVEN, 12, {}),
    (EventKind.INQUIRY_CLOSED, 100, {}),
)


def make(path: Path, count: int) -> None:
    """A case file with a notification a case, from three years, most of them dealt with."""
    form = Library().get("orosanmalan")
    chance = random.Random(5)
    with CaseFile.open(path) as case_file:
        for number in range(count):
            came = TODAY - timedelta(days=chance.randrange(1, 1100))
            values = {
                "child": {"name": f"Barn {number}"},
                "urgency": {"acute": number % 10 == 0},
                "concern": {"kind": ["neglect"], "description": DESCRIPTION},
                "reporter": {"kind": "professional", "sector": "school"},
                "feedback": {"requested": "yes"},
            }
            assessment = Assessment(
                Status.IMPORTED,
                Identification(form.form, form.version, "fields"),
                Readings("acroform", {}, 4),
                values,
                acute=number % 10 == 0,
            )
            content = str(number).encode()
            with case_file.writing(durable=False) as connection:
                name, sha256 = f"{number}.pdf", f"{number:064}"
                receipt = receive(connection, path=name, sha256=sha256, content=content, at=came)
                intake = Intake(receipt.original, name, came, "import")
                stored = store(connection, intake, assessment, form)
                assert stored is not None
                assert stored.case is not None
                # One in twenty is left where it stands.
                steps = _STEPS[: chance.randrange(5)] if number % 20 == 0 else _STEPS
                case = get_case(connection, stored.case)
                for kind, days, what in steps:
                    at = came + timedelta(days=days)
                    if at > TODAY:
                        break
                    number_of = None if kind is EventKind.INQUIRY_CLOSED else stored.submission
                    record_event(
                        connection, case.id, kind, at=at, who="a", submission=number_of, what=what
                    )


def due_seconds(path: Path) -> float:
    """One ``oroforms due`` as a whole process; it ends with 6, for something is late."""
    start = time.perf_counter()
    command = [*OROFORMS, "--case-file", path, "due", "--at", "2026-11-20", "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 6, done.stderr
    return time.perf_counter() - start


def plain_seconds(path: Path) -> float:
    """The plain script as a whole process."""
    return seconds([sys.executable, "-m", "benchmarks.plain_due", path])


def due(rounds: int = 3) -> Figure:
    """The ratio of the two, taken in turns."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "case.db"
        make(path, CASES)
        pairs = [(due_seconds(path), plain_seconds(path)) for _ in range(rounds)]
    ratio = min(a for a, _ in pairs) / min(b for _, b in pairs)
    return Figure(f"what is due among {CASES} cases / the same rows by sqlite3 and json", ratio, 16)


def main() -> None:
    words = sys.argv[1:]
    count = int(words[0]) if words else CASES
    path = Path(words[1]) if len(words) > 1 else None
    with tempfile.TemporaryDirectory() as scratch:
        file = path or Path(scratch) / "case.db"
        if not file.exists():
            make(file, count)
        print(f"{count} cases: due {due_seconds(file):.2f} s, plain {plain_seconds(file):.2f} s")


if __name__ == "__main__":
    main()
