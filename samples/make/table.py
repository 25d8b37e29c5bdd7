"""The page ``samples/README.md``: where every sample came from, and what must come of it."""

from __future__ import annotations

from collections.abc import Iterable

from samples.make.cases import CASES, Case
from samples.make.fillers import FILLERS
from samples.make.printers import PRINTERS
from samples.make.rubbish import RUBBISH

HEAD = """# Samples

<!-- Written by make samples; do not edit by hand. -->

Everything here is fictional; identity numbers are of the published test series. `make samples` makes the files anew
with the programs named below (`samples/make/`). `returned/` holds forms as they come back, `expected/` for each the
answers that were typed and the errors that must be found; the answers come from `samples/make/people.py`, never from a
reading. `rejected/` holds what is no returned form. `issued.json` is what the office had sent out; `python -m
samples.seed CASE_FILE` puts it into a case file.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(
        [
            HEAD,
            "## Returned forms\n",
            *_table(
                ("file", "form", "what", "filled by", "printed by", "comes to"),
                (
                    (f"`{c.name}`", c.form, c.what, c.filler, c.printer or "", _outcome(c))
                    for c in CASES
                ),
            ),
            "\n## What is no returned form\n",
            *_table(
                ("file", "what", "comes to"),
                ((f"`{n}`", r.what, f"{r.status}: `{r.code}`") for n, r in RUBBISH.items()),
            ),
            "\n## Programs that fill in\n",
            *_table(("name", "what it is"), ((n, _first_line(f)) for n, f in FILLERS.items())),
            "| writer | LibreOffice Writer: typed into the content controls, saved as Word. |",
            "\n## Programs that print\n",
            *_table(("name", "what it is"), ((n, _first_line(p)) for n, p in PRINTERS.items())),
            "| writer-pdf | LibreOffice Writer: the filled Word file exported as PDF. |\n",
        ]
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterable[str]:
    names = list(head)
    yield _row(names)
    yield _row("---" for _ in names)
    yield from (_row(row) for row in rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _outcome(case: Case) -> str:
    codes = dict.fromkeys([*" ".join(case.doubtful.values()).split(), *case.others])
    if case.unshown:
        codes["value-not-shown"] = None
    return case.status + (": " + ", ".join(f"`{code}`" for code in codes) if codes else "")


def _first_line(program: object) -> str:
    return (program.__doc__ or "").strip().splitlines()[0]
