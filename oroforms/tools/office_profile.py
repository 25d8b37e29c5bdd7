"""The profile of one LibreOffice worker: its settings, its fonts, its environment."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from oroforms import reasons
from oroforms.errors import ProgramFailed
from oroforms.i18n import gettext as _

FONTS = Path(__file__).parent.parent / "fonts"
"""The fonts that come with oroforms; LibreOffice draws with them wherever it runs."""

# Documents are ours or a municipality's own templates, but what is put into
# them was written by strangers: no macros, no links followed, no Java. The
# rest keeps LibreOffice from writing or showing what nobody asked for.
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Save/Document", "AutoSave", "false"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Office.Common/History", "PickListSize", "0"),
    ("org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    ("org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
)
_RELEASE = ("org.openoffice.Setup/Product", "ooSetupLastVersion")


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile folder; :meth:`remove` it when the worker ends."""

    root: Path

    @property
    def folder(self) -> Path:
        """What LibreOffice is given as ``UserInstallation``."""
        return self.root / "profile"

    def environment(self) -> dict[str, str]:
        """The environment for the program: our fonts, no display, no user's start-up files."""
        return {
            **os.environ,
            "FONTCONFIG_FILE": str(self.root / "fonts.conf"),
            "SAL_USE_VCLPLUGIN": "svp",
            "TMPDIR": str(self.root),
        }

    def remove(self) -> None:
        """Delete the profile with all that LibreOffice left in it."""
        shutil.rmtree(self.root, ignore_errors=True)


def make(release: str | None = None) -> Profile:
    """A fresh profile in the temporary folder.

    ``release`` is the LibreOffice that it is for, such as ``25.2``. One that
    does not know the profile as its own tries out its drawing first, which
    takes longer than most documents.

    Raises
    ------
    ProgramFailed
        When it cannot be written, for want of room or rights.
    """
    try:
        profile = Profile(Path(tempfile.mkdtemp(prefix="oroforms-office-")))
        user = profile.folder / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_settings(release), encoding="utf-8")
        (profile.root / "fonts.conf").write_text(_fonts(), encoding="utf-8")
    except OSError as error:
        text = _(
            "Cannot convert to PDF: no profile for LibreOffice can be written in {folder}: {reason}"
        )
        raise ProgramFailed(
            text.format(folder=tempfile.gettempdir(), reason=reasons.of_system(error))
        ) from error
    return profile


def _settings(release: str | None) -> str:
    known = () if release is None else ((*_RELEASE, release),)
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>\n"
        for path, name, value in (*_SETTINGS, *known)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{items}</oor:items>\n'
    )


def _fonts() -> str:
    """A fontconfig file: ours first, a machine's own copies of the same faces left out.

    Another version of a face would break lines elsewhere, and the layout of a
    blank would no longer be that of its reference.
    """
    rejected = "".join(f"<glob>*/{font.name}</glob>" for font in sorted(FONTS.glob("*.ttf")))
    ours = escape(str(FONTS))
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{ours}</dir>"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<selectfont><acceptfont><glob>{ours}/*</glob></acceptfont>"
        f"<rejectfont>{rejected}</rejectfont></selectfont>"
        "</fontconfig>\n"
    )
