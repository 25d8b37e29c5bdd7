"""Where blank forms and their layouts are kept: PDF and JSON, by their reference.

Those of the shipped templates come with oroforms. Those of a municipality's
own templates lie in the user's data folder: a layout must outlive its
template, for print-outs of the form come back for years.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from oroforms import layouts
from oroforms.layouts import Layout

SHIPPED = Path(__file__).parent / "blanks"
_INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Blank:
    """A fillable form without stamp, and its layout."""

    pdf: bytes
    layout: Layout


def own() -> Path:
    """The user's own folder of blanks; it need not exist."""
    import platformdirs

    return platformdirs.user_data_path("oroforms", appauthor=False) / "blanks"


def layout(reference: str) -> Layout | None:
    """The layout that is kept under a reference ``form@version-hash``, if any."""
    for folder in (own(), SHIPPED):
        path = folder / f"{reference}.json"
        if path.is_file():
            return _layout(path, path.stat().st_mtime_ns)
    return None


def references() -> tuple[str, ...]:
    """The references of all blanks that are kept."""
    found = {path.stem for folder in (SHIPPED, own()) for path in folder.glob("*@*.json")}
    return tuple(sorted(found))


def pdf(reference: str) -> bytes | None:
    """The fillable form without stamp that is kept under a reference, if any."""
    for folder in (own(), SHIPPED):
        path = folder / f"{reference}.pdf"
        if path.is_file():
            return path.read_bytes()
    return None


def find(fingerprint: str) -> Blank | None:
    """The blank that was made from sources with this fingerprint."""
    for folder in (own(), SHIPPED):
        reference = _index(folder).get(fingerprint)
        blank = reference and get(reference, folder)
        if blank:
            return blank
    return None


def get(reference: str, folder: Path) -> Blank | None:
    """The blank of a reference in one folder."""
    pdf, said = folder / f"{reference}.pdf", folder / f"{reference}.json"
    if not (pdf.is_file() and said.is_file()):
        return None
    return Blank(pdf.read_bytes(), _layout(said, said.stat().st_mtime_ns))


def keep(fingerprint: str, blank: Blank, folder: Path) -> None:
    """Keep a blank. Two processes that make the same one write the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    reference = blank.layout.key
    _write(folder / f"{reference}.json", layouts.dumps(blank.layout).encode("utf-8"))
    _write(folder / f"{reference}.pdf", blank.pdf)
    index = {**_index(folder), fingerprint: reference}
    _write(folder / _INDEX, (json.dumps(index, indent=1, sort_keys=True) + "\n").encode("ascii"))


def replace_all(blanks: Mapping[str, Blank], folder: Path) -> None:
    """Find just these blanks (by fingerprint). Earlier ones stay, for their returns."""
    (folder / _INDEX).unlink(missing_ok=True)
    for fingerprint, blank in blanks.items():
        keep(fingerprint, blank, folder)


def _index(folder: Path) -> dict[str, str]:
    try:
        said = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # nothing kept yet, or half a file of another day: it is made anew
    return {str(key): str(value) for key, value in said.items()}


@lru_cache(maxsize=32)
def _layout(path: Path, _changed: int) -> Layout:
    return layouts.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that no reader ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)
