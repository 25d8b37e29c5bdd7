"""The documents that are judged, made by the command line as people make them."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from conformance.writings import NAMES, writing
from oroforms.cli.main import main
from oroforms.convert.archive import Archive
from oroforms.convert.pdf import convert, finish
from oroforms.definition import Definition, FormKind
from oroforms.library import Library
from oroforms.normalise import normalise_data
from oroforms.pki.demo import LARARE, REKTOR, Demo, Person
from oroforms.render.word import Purpose, render

ON = date(2026, 2, 10)
"""The day of letters."""
_WRITTEN = (0, 6)
"""Exit codes of commands that wrote their document; 6 tells of findings in the answers."""


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF to judge."""

    path: Path
    what: str
    """The kind of document, for the table."""
    flavours: tuple[str, ...]
    """What veraPDF must find in order."""
    signatures: int = 0
    """How many signatures DSS and poppler must find, all of them good."""


@dataclass(frozen=True, slots=True)
class Signing:
    """A way in which a document is signed."""

    level: str
    people: tuple[Person, ...]

    @property
    def name(self) -> str:
        """How often, and at which level."""
        times = {1: "once", 2: "twice"}[len(self.people)]
        return f"signed-{times}-{self.level}"


ONCE = tuple(Signing(level, (LARARE,)) for level in ("b-b", "b-t", "b-lt"))
TWICE = tuple(Signing(level, (LARARE, REKTOR)) for level in ("b-b", "b-lt"))
SHORT = (Signing("b-lt", (LARARE, REKTOR)),)


def run(*words: object) -> None:
    """One command of the command line, which must write its document."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main([str(word) for word in words])
    if code not in _WRITTEN:
        raise RuntimeError(f"oroforms {' '.join(map(str, words))}: {code}\n{said.getvalue()}")


def blanks(definition: Definition, folder: Path) -> Iterator[Document]:
    """The fillable forms: as anybody gets it, and prefilled for a case."""
    path = folder / f"{definition.id}-blank.pdf"
    run("blank", definition.id, "-o", path)
    yield Document(path, "blank", ("ua1",))
    # Which case it is stands in --case.
    texts = [s.name for s in definition.slots if s.type == "text" and s.name != "case.reference"]
    data = folder / f"{definition.id}-known.json"
    data.write_text(json.dumps(dict.fromkeys(texts[:5], "Prövning")), encoding="utf-8")
    prefilled = folder / f"{definition.id}-blank-prefilled.pdf"
    case_file = folder / "case.db"
    run(
        *("--case-file", case_file, "blank", definition.id, "--case", "2026-0001"),
        *("--prefill", data, "-o", prefilled),
    )
    yield Document(prefilled, "blank, prefilled", ("ua1",))


def finished(
    definition: Definition, folder: Path, archive: str, names: Sequence[str] = NAMES
) -> Iterator[Document]:
    """The finished documents of one definition, in one call of ``fill``, or its letters."""
    if not is_form(definition):
        yield from _letters(definition, folder, archive, names)
        return
    sources = folder / f"{definition.id}-answers"
    sources.mkdir(exist_ok=True)
    for name in names:
        path = sources / f"{definition.id}-{name}-{archive}.json"
        path.write_text(json.dumps(writing(definition, name), ensure_ascii=False), encoding="utf-8")
    out = folder / f"{definition.id}-{archive}"
    files = sorted(sources.glob(f"*-{archive}.json"))
    run("fill", definition.id, *files, "--out-dir", out, "--archive", archive)
    for name in names:
        path = out / f"{definition.id}-{name}-{archive}.pdf"
        yield Document(path, f"finished, {name}", ("ua1", archive))


def _letters(
    definition: Definition, folder: Path, archive: str, names: Sequence[str]
) -> Iterator[Document]:
    """Letters as a case would write them; no command writes one without a case."""
    library, out = Library(), folder / f"{definition.id}-{archive}"
    out.mkdir(exist_ok=True)
    records = [normalise_data(definition, writing(definition, name), ON) for name in names]
    template = library.template(definition)
    words = [
        render(definition, template, record.values, on=ON, purpose=Purpose.PRINT)
        for record in records
    ]
    for name, content in zip(names, convert(words), strict=True):
        path = out / f"{definition.id}-{name}-{archive}.pdf"
        kind = Archive(archive)
        title = definition.title.sv
        path.write_bytes(finish(content, title=title, mark=None, code=None, archive=kind, made=ON))
        yield Document(path, f"letter, {name}", ("ua1", archive))


def signed(document: Document, signings: Sequence[Signing], authority: Demo) -> Iterator[Document]:
    """A document signed in several ways."""
    for signing in signings:
        source = document.path
        for number, person in enumerate(signing.people):
            last = number + 1 == len(signing.people)
            suffix = signing.name if last else f"{signing.name}-first"
            path = document.path.with_name(f"{document.path.stem}-{suffix}.pdf")
            sign(source, path, person, signing.level, authority)
            source = path
        yield Document(
            source, f"{document.what}, {signing.name}", document.flavours, len(signing.people)
        )


def sign(source: Path, path: Path, person: Person, level: str, authority: Demo) -> None:
    """One more signature."""
    keys = authority.keys(person)
    words: list[object] = ["sign", source, "-o", path, "--key", keys.key, "--level", level]
    words += ["--password-file", keys.password_file]
    if level != "b-b":
        words += ["--timestamp", authority.timestamp_url]
    if level == "b-lt":
        words += ["--trust", authority.anchor]
    run(*words)


def definitions() -> list[Definition]:
    """Every form and letter, in every version that was ever issued."""
    return list(Library().all())


def is_form(definition: Definition) -> bool:
    """Whether it goes out blank."""
    return definition.kind is FormKind.FORM
