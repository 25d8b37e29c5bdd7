"""What is installed, what is missing, and how to get it on this system.

Looks only: it makes no case file and installs nothing.
"""

from __future__ import annotations

import platform
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from oroforms import __version__
from oroforms.errors import CaseFileError, OroformsError, ProgramFailed, ProgramMissing, UsageError
from oroforms.i18n import gettext as _
from oroforms.i18n import ngettext
from oroforms.library import Library

LIBREOFFICE_NEEDED = (24, 2)
"""The oldest LibreOffice that exports content controls as form fields as we need them."""
_PINNED = re.compile(r"([\w.-]+)(?:\[\w+\])?==(\S+)")
_FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Regular.ttf")


class State(StrEnum):
    """``missing`` hinders some command; ``note`` hinders nothing."""

    GOOD = "good"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do where it is not well."""

    subject: str
    state: State
    found: str
    remedy: str = ""


def examine(library: Library, case_file: str | None) -> Iterator[Check]:
    """All checks, in the order in which they matter."""
    yield Check("oroforms", State.GOOD, f"{__version__}, Python {platform.python_version()}")
    yield from _packages()
    yield _libreoffice()
    yield _tesseract()
    yield _fonts()
    yield _definitions(library)
    yield _receivers()
    yield _case_file(case_file)


def _packages() -> Iterator[Check]:
    """The Python packages that the installed oroforms asks for, held against what is here."""
    try:
        asked = metadata.requires("oroforms") or []
    except metadata.PackageNotFoundError:
        yield Check(
            _("Python packages"),
            State.NOTE,
            _("oroforms is not installed as a package, so its needs are not known"),
        )
        return
    needs = [
        match for line in asked if (match := re.fullmatch(r"([\w.-]+)(?:\[\w+\])?==(\S+)", line))
    ]
    unwell = [
        check for name, version in (m.groups() for m in needs) if (check := _package(name, version))
    ]
    if not unwell:
        found = _("all {count} are here in the tested versions").format(count=len(needs))
        yield Check(_("Python packages"), State.GOOD, found)
    yield from unwell


def _package(name: str, version: str) -> Check | None:
    install = f"{sys.executable} -m pip install {name}=={version}"
    try:
        here = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(name, State.MISSING, _("not installed"), install)
    if here == version:
        return None
    text = _("{here} is here; tested was {version}").format(here=here, version=version)
    return Check(name, State.NOTE, text, install)


def _libreoffice() -> Check:
    from oroforms.tools import soffice

    try:
        program = soffice.find()
        version = soffice.version(program)
    except (ProgramMissing, ProgramFailed) as error:
        return Check("LibreOffice", State.MISSING, str(error), libreoffice_remedy())
    found = f"{'.'.join(map(str, version[:3]))}, {program}"
    if version < LIBREOFFICE_NEEDED:
        needed = ".".join(map(str, LIBREOFFICE_NEEDED))
        text = _("{found}; {needed} or newer is needed").format(found=found, needed=needed)
        return Check("LibreOffice", State.MISSING, text, libreoffice_remedy())
    return Check("LibreOffice", State.GOOD, found)


def libreoffice_remedy() -> str:
    """How LibreOffice Writer is installed on this system."""
    system = _system()
    if system.get("ID") == "debian" and system.get("VERSION_CODENAME") == "bookworm":
        return _(
            "Debian 12 has too old a version; add bookworm-backports to apt's sources, then: "
            "{command}"
        ).format(command="sudo apt install -t bookworm-backports libreoffice-writer")
    family = f"{system.get('ID', '')} {system.get('ID_LIKE', '')}"
    if "debian" in family or "ubuntu" in family:
        return "sudo apt install --no-install-recommends libreoffice-writer"
    if "fedora" in family or "rhel" in family:
        return "sudo dnf install libreoffice-writer"
    if "suse" in family:
        return "sudo zypper install libreoffice-writer"
    return _(
        "Install LibreOffice from your organisation's software catalogue; where it lies in an "
        "unusual place, name the program in OROFORMS_SOFFICE."
    )


def _tesseract() -> Check:
    from oroforms.tools import tesseract

    try:
        program = tesseract.find()
        version = tesseract.version(program)
        languages = tesseract.languages(program)
    except (ProgramMissing, ProgramFailed) as error:
        return Check("Tesseract", State.MISSING, str(error), tesseract_remedy())
    found = f"{'.'.join(map(str, version[:3]))}, {program}"
    if tesseract.NEEDED_LANGUAGE not in languages:
        text = _("{found}; its Swedish data ({language}) is not there").format(
            found=found, language=tesseract.NEEDED_LANGUAGE
        )
        return Check("Tesseract", State.MISSING, text, tesseract_remedy())
    return Check("Tesseract", State.GOOD, found)


def tesseract_remedy() -> str:
    """How Tesseract and its Swedish data are installed on this system."""
    system = _system()
    family = f"{system.get('ID', '')} {system.get('ID_LIKE', '')}"
    if "debian" in family or "ubuntu" in family:
        return "sudo apt install --no-install-recommends tesseract-ocr tesseract-ocr-swe"
    if "fedora" in family or "rhel" in family:
        return "sudo dnf install tesseract tesseract-langpack-swe"
    if "suse" in family:
        return "sudo zypper install tesseract-ocr tesseract-ocr-traineddata-swedish"
    return _(
        "Install Tesseract with its Swedish data from your organisation's software catalogue; "
        "where it lies in an unusual place, name the program in OROFORMS_TESSERACT."
    )


def _system() -> dict[str, str]:
    """What the system says of itself; empty where it is none that says so (Windows, macOS)."""
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}


def _fonts() -> Check:
    folder = Path(__file__).parent / "fonts"
    lacking = [name for name in _FONTS if not (folder / name).is_file()]
    if lacking:
        text = _("{fonts} not found in {folder}").format(fonts=", ".join(lacking), folder=folder)
        return Check(_("Fonts"), State.MISSING, text, _("Install oroforms again."))
    return Check(_("Fonts"), State.GOOD, "Noto Sans, Noto Sans Arabic")


def _definitions(library: Library) -> Check:
    subject = _("Forms")
    try:
        forms = library.forms()
    except OroformsError as error:
        return Check(subject, State.MISSING, str(error), "oroforms check")
    if not forms:
        folders = ", ".join(str(folder) for folder in library.schemas)
        text = _("no definition in {folders}").format(folders=folders)
        return Check(subject, State.MISSING, text, _("Install oroforms again."))
    return Check(subject, State.GOOD, ", ".join(definition.id for definition in forms))


def _receivers() -> Check:
    """The register of receiving offices: without it nobody is told whom to phone."""
    from oroforms.receivers import register

    subject, path = _("Receiving offices"), register.default()
    if not path.is_file():
        text = _("{path} is not there: letters and acute notifications name no phone by themselves")
        return Check(subject, State.NOTE, text.format(path=path))
    try:
        found = register.load(path)
    except OroformsError as error:
        return Check(subject, State.MISSING, str(error), f"oroforms receivers check {path}")
    if found.problems:
        text = f"{path}: {found.problems[0]}"
        return Check(subject, State.MISSING, text, f"oroforms receivers check {path}")
    text = ngettext("{path}, {count} office", "{path}, {count} offices", len(found.offices))
    return Check(subject, State.GOOD, text.format(path=path, count=len(found.offices)))


def _case_file(where: str | None) -> Check:
    from oroforms.casefile.opening import CaseFile, default_location

    subject = _("Case file")
    if where is None or "://" not in where:
        path = default_location() if where is None else Path(where)
        if not path.exists():
            return Check(subject, State.NOTE, _("{path}, made at first use").format(path=path))
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) and sys.platform != "win32":
            return Check(
                subject,
                State.MISSING,
                _("{path} can be read by others than its owner").format(path=path),
                f"chmod 600 {path}",
            )
    try:
        with CaseFile.open(where) as case_file:
            return Check(subject, State.GOOD, case_file.address)
    except (CaseFileError, UsageError) as error:
        remedy = _("See that the database runs, and that --case-file or {variable} names it.")
        return Check(
            subject, State.MISSING, str(error), remedy.format(variable="OROFORMS_CASE_FILE")
        )
