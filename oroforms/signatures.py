"""What is known of the electronic signatures of one document.

Made where a document is verified, kept beside its original, shown to people:
the same few types all the way, without certificates or PDF objects in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from oroforms.i18n import gettext as _

SEAL_WORDS = "Elektronisk underskrift"
"""First words of every visible seal; on a print-out they tell that a signature was lost."""


class Verdict(StrEnum):
    """What the signatures of a document amount to, taken together."""

    HOLDS = "holds"
    """Every signature is intact, by a signer who is trusted, and nothing forbidden came after."""
    FAILS = "fails"
    """A signature is broken, or something changed that it forbids."""
    UNDECIDED = "undecided"
    """Intact, but it cannot be said who signed: no trust anchors are set up."""
    UNSIGNED = "unsigned"
    """The document bears no signature."""


class TimeSource(StrEnum):
    """Who vouches for the time of signing."""

    TIMESTAMP = "timestamp"
    CLOCK = "clock"
    """The signer's own computer."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a signature does not hold, or not quite: a finding code and a sentence in words."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """One signature, as it was found when it was verified."""

    field: str
    """Full name of the signature field in the PDF, such as ``signature.sign``."""
    signer: str
    organisation: str | None
    role: str | None
    """As the signature or its certificate states it; nobody else vouches for it."""
    signed_at: datetime | None
    """With a time zone."""
    time_source: TimeSource
    level: str
    """PAdES baseline level (ETSI EN 319 142-1): ``B-B``, ``B-T``, ``B-LT``, ``B-LTA``."""
    intact: bool
    """The bytes that were signed are unchanged, and the signature is over them."""
    trusted: bool
    covers_all: bool
    """No revision of the file came after this signature."""
    changes: tuple[str, ...] = ()
    """What later revisions brought, in words."""
    problems: tuple[Problem, ...] = ()
    """What speaks against it; a signature with none of these holds."""
    notes: tuple[str, ...] = ()
    """What should be known of a signature that holds, such as what could not be checked."""
    changed_fields: tuple[str, ...] = ()
    """Full names of the fields whose values later revisions changed."""

    @property
    def holds(self) -> bool:
        """Whether nothing at all speaks against it."""
        return self.intact and self.trusted and not self.problems

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON data."""
        return {
            "field": self.field,
            "signer": self.signer,
            "organisation": self.organisation,
            "role": self.role,
            "signed_at": None if self.signed_at is None else self.signed_at.isoformat(),
            "time_source": self.time_source.value,
            "level": self.level,
            "intact": self.intact,
            "trusted": self.trusted,
            "covers_all": self.covers_all,
            "changes": list(self.changes),
            "problems": [{"code": p.code, "message": p.message} for p in self.problems],
            "notes": list(self.notes),
            "changed_fields": list(self.changed_fields),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SignatureCheck:
        """The inverse of :meth:`to_json`."""
        signed_at = data["signed_at"]
        return cls(
            field=data["field"],
            signer=data["signer"],
            organisation=data["organisation"],
            role=data["role"],
            signed_at=None if signed_at is None else datetime.fromisoformat(signed_at),
            time_source=TimeSource(data["time_source"]),
            level=data["level"],
            intact=data["intact"],
            trusted=data["trusted"],
            covers_all=data["covers_all"],
            changes=tuple(data["changes"]),
            problems=tuple(Problem(p["code"], p["message"]) for p in data["problems"]),
            notes=tuple(data["notes"]),
            changed_fields=tuple(data["changed_fields"]),
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """All signatures of one document, in the order in which they were made."""

    verdict: Verdict
    checks: tuple[SignatureCheck, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON data."""
        return {
            "verdict": self.verdict.value,
            "signatures": [check.to_json() for check in self.checks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verification:
        """The inverse of :meth:`to_json`."""
        checks = tuple(SignatureCheck.from_json(check) for check in data["signatures"])
        return cls(Verdict(data["verdict"]), checks)

    @property
    def bottom_line(self) -> str:
        """The verdict in one sentence: holds or not, who, when, in which role; and why not."""
        match self.verdict:
            case Verdict.UNSIGNED:
                return _("Not signed.")
            case Verdict.HOLDS:
                text = _("Holds. Signed by {signers}. Nothing was changed since.")
                notes = dict.fromkeys(note for check in self.checks for note in check.notes)
                told = text.format(signers=self._signers)
                return f"{told} ({'; '.join(notes)})" if notes else told
            case Verdict.UNDECIDED:
                text = _("Undecided. Unchanged since it was signed by {signers}, but {reason}.")
            case Verdict.FAILS:
                text = _("Does not hold. Signed by {signers}: {reason}.")
        return text.format(signers=self._signers, reason=self._reason)

    @property
    def _signers(self) -> str:
        return _(", and by ").join(signer_line(check) for check in self.checks)

    @property
    def _reason(self) -> str:
        return next((p.message for check in self.checks for p in check.problems), "")


def signer_line(check: SignatureCheck) -> str:
    """Who signed, in which role and when, as far as the signature itself says so."""
    who = check.signer or _("nobody who can be told")
    about = ", ".join(part for part in (check.role, check.organisation) if part)
    told = f"{who} ({about})" if about else who
    if check.signed_at is None:
        return told
    moment = check.signed_at.astimezone().strftime("%Y-%m-%d %H:%M")
    if check.time_source is TimeSource.TIMESTAMP:
        return _("{who} on {moment}").format(who=told, moment=moment)
    return _("{who} on {moment} by their own clock").format(who=told, moment=moment)
