"""Every definition and its Word template, held against each other."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from oroforms import law, loading
from oroforms.casework import retention_policy, roles
from oroforms.casework.letter_kinds import LetterKind
from oroforms.checking import check_definition
from oroforms.definition import FormKind
from oroforms.errors import DefinitionError, UsageError
from oroforms.findings import Severity
from oroforms.folders import in_use
from oroforms.i18n import gettext as _
from oroforms.library import Library
from oroforms.suggest import did_you_mean

_NO_FORMS = (law.FILE, roles.FILE, retention_policy.FILE)
"""Data files that lie beside definitions."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One form that was looked at: its files, and each thing that is wrong with them."""

    definition: Path
    template: Path | None
    """``None`` where the definition cannot be read far enough to look for one, or needs none."""
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def check(library: Library, path: Path | None = None) -> Iterator[Checked]:
    """Check all definitions of the library and the kinds of letters, or what ``path`` names.

    ``path`` is a definition (``.yaml``), a template (``.docx``), or a folder
    whose definitions are then checked alone; a template that lies in the
    same folder as its definition is taken before the library's.

    Raises
    ------
    UsageError
        When the path is nothing that can be checked.
    """
    for definition in _definitions(library, path):
        yield _check(library, definition, path)
    if path is None:
        yield _check_letters(library)


def _definitions(library: Library, path: Path | None) -> Iterable[Path]:
    if path is None:
        return list(library.files())
    if path.is_dir():
        found = sorted(file for file in path.glob("*.yaml") if file.name not in _NO_FORMS)
        if not found:
            text = _("{path}: no definition (FORM.vN.yaml) in this folder")
            raise UsageError(text.format(path=path))
        return found
    if not path.is_file():
        raise UsageError(_("{path}: no such file or folder").format(path=path))
    if path.suffix == ".yaml":
        return [path]
    if path.suffix == ".docx":
        wanted = f"{path.stem}.yaml"
        beside = path.with_suffix(".yaml")
        found = [beside] if beside.is_file() else [f for f in library.files() if f.name == wanted]
        if not found:
            text = _("{path}: there is no definition {wanted} that it could be held against")
            raise UsageError(text.format(path=path, wanted=wanted))
        return found
    text = _("{path}: a definition (.yaml), a template (.docx) or a folder can be checked")
    raise UsageError(text.format(path=path))


def _check(library: Library, path: Path, asked: Path | None) -> Checked:
    definition, _faults = loading.read(path)
    faults = tuple(check_definition(path))
    if definition is None:
        return Checked(path, None, faults, ())
    from oroforms.template.check import check_template

    try:
        template = _template(path, asked) or library.template(definition)
    except DefinitionError as error:
        return Checked(path, None, (*faults, str(error)), ())
    problems = check_template(definition, template)
    errors = [problem.message for problem in problems if problem.severity is Severity.ERROR]
    warnings = [problem.message for problem in problems if problem.severity is Severity.WARNING]
    return Checked(path, template, (*faults, *errors), tuple(warnings))


def _check_letters(library: Library) -> Checked:
    """What ``casework.yaml`` says of letters, held against their definitions."""
    try:
        known = roles.current()
    except DefinitionError as error:
        return Checked(in_use("schemas", roles.FILE), None, (str(error),), ())
    faults = [
        f"{known.path}: {fault}"
        for kind in known.letters.values()
        for fault in _faults_of(kind, known.letterhead, library)
    ]
    return Checked(known.path, None, tuple(faults), ())


def _faults_of(kind: LetterKind, letterhead: Container[str], library: Library) -> Iterator[str]:
    where = f"letters.{kind.name}"
    try:
        definition = library.get(kind.form)
    except UsageError as error:
        yield f"{where}.form: {error}"
        return
    if definition.kind is not FormKind.LETTER:
        text = _("{where}.form: {form} is a form; a letter has kind: letter.")
        yield text.format(where=where, form=kind.form)
    for name in (*kind.fill, *kind.with_consent):
        if name not in definition.slot and name not in letterhead:
            text = _("{where}: {form} has no field {name}.{hint}")
            hint = did_you_mean(name, definition.slot)
            yield text.format(where=where, form=kind.form, name=name, hint=hint)


def _template(definition: Path, asked: Path | None) -> Path | None:
    """The template that was named, or that lies beside the definition; ``None`` for neither."""
    if asked is not None and asked.suffix == ".docx":
        return asked
    beside = definition.with_suffix(".docx")
    return beside if beside.is_file() else None
