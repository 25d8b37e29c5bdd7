"""Puts what the sample office had issued into a case file: ``python -m samples.seed CASE_FILE``.

Returned consents and consultations are only understood by an office that
sent them out; this makes the cases and issue records of ``issued.json``.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from oroforms.casefile.cases import Child, find_case, open_case
from oroforms.casefile.issues import Issue, find_issue, record_issue
from oroforms.casefile.opening import CaseFile
from oroforms.names import flatten

ISSUED = Path(__file__).parent / "issued.json"
WHO = "lena.ek"
WHEN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def seed(case_file: CaseFile) -> None:
    """Record the sample issues; those that are there already stay as they are."""
    with case_file.writing() as connection:
        for entry in json.loads(ISSUED.read_text(encoding="utf-8")):
            if find_issue(connection, entry["token"]) is not None:
                continue
            given = entry["prefilled"]
            reference = given["case"]["reference"]
            child = Child(given["child"]["name"], given["child"]["identity_number"])
            case = find_case(connection, reference) or open_case(
                connection, at=WHEN, who=WHO, child=child, reference=reference
            )
            record_issue(
                connection,
                Issue(
                    token=entry["token"],
                    form=entry["form"],
                    version=entry["version"],
                    template_hash=entry["template_hash"],
                    issued=WHEN,
                    who=WHO,
                    case=case,
                    prefilled=dict(flatten(given)),
                ),
            )


if __name__ == "__main__":
    with CaseFile.open(sys.argv[1]) as opened:
        seed(opened)
