"""Finds definitions and their Word templates, the municipality's before the shipped ones.

Folders are looked through in this order: those that the command names
(``--schemas``, ``--templates``), the user's own (``schemas`` and ``templates``
in the configuration folder of oroforms), the shipped. A file of the same
name in an earlier folder is laid over the later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from oroforms import loading
from oroforms.definition import Definition, FormKind
from oroforms.errors import DefinitionError, UsageError
from oroforms.folders import own, shipped
from oroforms.i18n import gettext as _
from oroforms.suggest import did_you_mean


class Library:
    """The forms that are at hand. Files are read when asked for, and once a process."""

    def __init__(self, schemas: Sequence[Path] = (), templates: Sequence[Path] = ()) -> None:
        for folder in (*schemas, *templates):
            if not folder.is_dir():
                raise UsageError(_("{folder}: no such folder").format(folder=folder))
        self._schemas = (*schemas, own("schemas"), shipped("schemas"))
        self._templates = (*templates, own("templates"), shipped("templates/docx"))
        self._files = _find(self._schemas)

    @property
    def schemas(self) -> tuple[Path, ...]:
        """The folders of definitions, the first before the later ones."""
        return self._schemas

    @property
    def templates(self) -> tuple[Path, ...]:
        """The folders of Word templates, the first before the later ones."""
        return self._templates

    def forms(self) -> tuple[Definition, ...]:
        """The latest version of every form, by name."""
        return tuple(self.get(form) for form in self._files)

    def all(self) -> Iterator[Definition]:
        """Every version of every form: old returns are still read."""
        for form in self._files:
            yield from (self.get(form, version) for version in self.versions(form))

    def files(self) -> Iterator[Path]:
        """The files of all definitions, sound or not."""
        for versions in self._files.values():
            yield from versions.values()

    def versions(self, form: str) -> tuple[int, ...]:
        """The versions of a form, oldest first.

        Raises
        ------
        UsageError
            When there is no such form.
        """
        if form not in self._files:
            text = _("There is no form {form}; the forms are {forms}.{hint}")
            hint = did_you_mean(form, self._files)
            raise UsageError(text.format(form=form, forms=", ".join(self._files), hint=hint))
        return tuple(self._files[form])

    def get(self, form: str, version: int | None = None) -> Definition:
        """A form by name (``FORM``, the latest version) or by name and version (``FORM@1``).

        Raises
        ------
        UsageError
            When there is no such form or version.
        DefinitionError
            When its file is wrong.
        """
        form, at, said = form.partition("@")
        if at and not said.isdecimal():
            text = _("{said} is no version; {form}@1 is the first version of {form}")
            raise UsageError(text.format(said=said, form=form))
        wanted = int(said) if at else version
        versions = self.versions(form)
        if wanted is not None and wanted not in versions:
            text = _("There is no version {version} of {form}; there is {versions}.")
            known = ", ".join(map(str, versions))
            raise UsageError(text.format(version=wanted, form=form, versions=known))
        return _load(self._files[form][versions[-1] if wanted is None else wanted])

    def get_form(self, form: str) -> Definition:
        """As :meth:`get`, of a form that people fill in.

        Raises
        ------
        UsageError
            When it is a letter, which a case fills in.
        """
        definition = self.get(form)
        if definition.kind is FormKind.LETTER:
            text = _(
                "{form} is a letter: nobody fills it in. oroforms letter KIND --case REF writes it."
            )
            raise UsageError(text.format(form=definition.form))
        return definition

    def template(self, definition: Definition) -> Path:
        """The Word template of a definition.

        Raises
        ------
        DefinitionError
            When no folder has one.
        """
        name = f"{definition.form}.v{definition.version}.docx"
        for folder in self._templates:
            if (folder / name).is_file():
                return folder / name
        text = _(
            "There is no Word template {name} in {folders}. "
            "oroforms template new {form} writes one to start from."
        )
        folders = ", ".join(str(folder) for folder in self._templates)
        raise DefinitionError(text.format(name=name, folders=folders, form=definition.form))


def _find(folders: Iterable[Path]) -> dict[str, dict[int, Path]]:
    """Form → version → file, both in order; an earlier folder's file is kept."""
    found: dict[tuple[str, int], Path] = {}
    for folder in folders:
        for path in folder.glob("*.yaml"):
            name = loading.FILE_NAME.fullmatch(path.name)
            if name is not None:
                found.setdefault((name["form"], int(name["version"])), path)
    files: dict[str, dict[int, Path]] = {}
    for form, version in sorted(found):
        files.setdefault(form, {})[version] = found[form, version]
    return files


def _load(path: Path) -> Definition:
    # The file's time and size are part of the key, so that a long-lived
    # process (and a test) sees a definition that was changed on disk.
    status = path.stat()
    return _loaded(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _loaded(path: Path, _changed: int, _size: int) -> Definition:
    return loading.load(path)
