"""The results of one run: a table for the terminal, and the page that is kept."""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import judges, negatives
from conformance.exceptions import named

if TYPE_CHECKING:
    from conformance.run import Outcome

PAGE = Path(__file__).with_name("RESULTS.md")


def table(outcome: Outcome) -> Iterator[str]:
    """What was judged, by kind of document."""
    counted = Counter((d.what, d.flavours, d.signatures) for d in outcome.documents)
    width = max(len(what) for what, _flavours, _signatures in counted)
    for (what, flavours, signatures), number in sorted(counted.items()):
        by = [f"veraPDF {flavour}" for flavour in flavours] + ["qpdf"]
        by += ["DSS", "pdfsig"] * bool(signatures)
        yield f"{what:<{width}}  {number:>3}  {', '.join(by)}"


def page(outcome: Outcome, seconds: float) -> str:
    """The page ``RESULTS.md``."""
    return "\n".join(_lines(outcome, seconds)) + "\n"


def _lines(outcome: Outcome, seconds: float) -> Iterator[str]:
    yield "# What independent judges say"
    yield ""
    yield "Written by `make conformance` (`python -m conformance.run`); not edited by hand."
    yield ""
    told = {**judges.versions(), "Python": sys.version.split()[0]}
    yield "Judges: " + ", ".join(f"{name} {version}" for name, version in told.items()) + ". "
    yield f"The run took {seconds / 60:.0f} minutes."
    yield ""
    number = len(outcome.documents)
    signed = sum(1 for document in outcome.documents if document.signatures)
    yield f"**{number} documents, {signed} of them signed; {len(outcome.broken)} failures.** "
    yield (
        f"{len(outcome.negatives)} documents that must not hold; "
        f"{len(outcome.complaints)} that a judge lets pass without a reason given below."
    )
    for failure in outcome.failures:
        yield f"- FAIL {failure}"
    yield ""
    yield "## Documents that must be in order"
    yield ""
    yield (
        "Every form in every version. Finished documents are PDF/A and PDF/UA-1 at once (veraPDF); "
        "every signature is TOTAL_PASSED by DSS, by its own policy and the strict one, at the "
        "level that was asked for, and valid by pdfsig; `qpdf --check` finds nothing. "
        "What is said otherwise is named below."
    )
    yield ""
    yield "| documents | number | judged by |"
    yield "| --- | ---: | --- |"
    for line in table(outcome):
        what, count, by = (part for part in line.split("  ") if part.strip())
        yield f"| {what.strip()} | {count.strip()} | {by.strip()} |"
    yield ""
    yield "What a judge says otherwise, and why it is let pass:"
    yield ""
    for entry in named()["difference"]:
        met = outcome.excused[entry["says"]]
        text = f"`{entry['says']}` ({met} times): {entry['why']}"
        yield textwrap.fill(text, 100, initial_indent="- ", subsequent_indent="  ")
    yield ""
    yield "## Documents that must not hold"
    yield ""
    yield (
        "*DSS strict* is the policy that DSS brings with its warnings of later changes raised to "
        "failures. A star marks approval; why it is excused stands below."
    )
    yield ""
    yield "| document | oroforms | DSS strict | DSS default | pdfsig |"
    yield "| --- | --- | --- | --- | --- |"
    for each in outcome.negatives:
        said = [each.said[judge] + " *" * each.ok[judge] for judge in negatives.JUDGES]
        cells = " | ".join(part.replace("*", "\\*").replace("_", "\\_") for part in said)
        yield f"| {each.name}: {each.says} | {cells} |"
    yield ""
    yield "## Why a judge may approve"
    yield ""
    reasons: dict[tuple[str, str], list[str]] = {}
    for (judge, case), why in negatives.exceptions().items():
        reasons.setdefault((judge, why), []).append(case)
    for (judge, why), cases in reasons.items():
        text = f"**{judge}** on {', '.join(cases)}: {why}"
        yield textwrap.fill(text, 100, initial_indent="- ", subsequent_indent="  ")
