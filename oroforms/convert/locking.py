"""PDFs that only a password opens: AES-256, revision 6 (ISO 32000-2, 7.6.4)."""

from __future__ import annotations

import io
import secrets

import pikepdf
from pikepdf import Encryption, Permissions

from oroforms.errors import UsageError
from oroforms.i18n import gettext as _

_CONSONANTS = "bdfgjklmnprstv"
_VOWELS = "aeiouy"
_SYLLABLES = 12
"""Of 84 each: 76 random bits."""
_GROUP = 3
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


def new_password() -> str:
    """A password to read aloud that nobody can guess: ``bakoti-muresa-lofine-dupavi``."""
    syllables = [
        secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _number in range(_SYLLABLES)
    ]
    groups = ("".join(syllables[at : at + _GROUP]) for at in range(0, _SYLLABLES, _GROUP))
    return "-".join(groups)


def locked(content: bytes, password: str) -> bytes:
    """The same PDF, opened by a password alone: text, fields, attachments and metadata encrypted.

    Whoever has the password may fill in, print, and have it read aloud. The
    claim to be PDF/A falls, for that allows no encryption (ISO 19005-3, 6.1.3).

    Raises
    ------
    UsageError
        When the password is empty.
    """
    if not password:
        raise UsageError(_("An empty password would lock nothing."))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for name in ("part", "conformance"):
                if f"{_PDFA}{name}" in metadata:
                    del metadata[f"{_PDFA}{name}"]
        allowed = Permissions(
            modify_annotation=False, modify_assembly=False, modify_other=False, extract=False
        )
        # Nobody knows the owner's password: it would open what the user's does not.
        owner = secrets.token_urlsafe(32)
        lock = Encryption(user=password, owner=owner, R=6, aes=True, metadata=True, allow=allowed)
        pdf.save(out, encryption=lock)
    return out.getvalue()
