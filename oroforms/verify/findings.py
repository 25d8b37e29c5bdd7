"""What the signatures of a returned form mean for it: findings, and who signed where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from oroforms.definition import Definition
from oroforms.documents import Reading, Readings
from oroforms.findings import Finding, finding
from oroforms.signatures import SignatureCheck, Verification

_SIGN = ".sign"
_OPEN = frozenset({"signer-unconfirmed"})
"""Problems that leave certain that somebody signed, though not who."""


def signature_findings(
    verification: Verification, definition: Definition | None
) -> tuple[Finding, ...]:
    """One finding a problem, at the signature it is about; one at each field changed since."""
    return tuple(_findings(verification, definition))


def with_signers(
    readings: Readings, verification: Verification, definition: Definition
) -> Readings:
    """The readings, with what signatures that hold say of who signed, and when.

    A name and a date are taken from the certificate where their boxes are
    empty, and only from one that is trusted: anybody can make a certificate
    in any name.
    """
    items = dict(readings.items)
    for check in verification.checks:
        slot = _slot(check, definition)
        if slot is None or not check.intact or any(p.code not in _OPEN for p in check.problems):
            continue
        _put(items, f"{slot}{_SIGN}", True)
        if not check.trusted:
            continue
        for part, text in (("name", check.signer), ("date", _day(check))):
            before = items.get(f"{slot}.{part}")
            if text and (before is None or before.raw == ""):
                _put(items, f"{slot}.{part}", text)
    return replace(readings, items=items)


def _findings(verification: Verification, definition: Definition | None) -> Iterator[Finding]:
    for check in verification.checks:
        slot = None if definition is None else _slot(check, definition)
        for problem in check.problems:
            yield finding(
                problem.code, slot, signer=check.signer or check.field, reason=problem.message
            )
        slots = {} if definition is None else definition.slot
        for name in check.changed_fields:
            if name in slots:
                reason = "; ".join(check.changes)
                yield finding("changed-after-signing", name, signer=check.signer, reason=reason)


def _slot(check: SignatureCheck, definition: Definition) -> str | None:
    """The form's signature that a signature field belongs to."""
    name = check.field.removesuffix(_SIGN)
    slot = definition.slot.get(name)
    return name if slot is not None and slot.type == "signature" else None


def _put(items: dict[str, Reading], name: str, raw: str | bool) -> None:
    before = items.get(name)
    items[name] = Reading(name, raw) if before is None else replace(before, raw=raw, confidence=1.0)


def _day(check: SignatureCheck) -> str:
    if check.signed_at is None:
        return ""
    return check.signed_at.astimezone().date().isoformat()
