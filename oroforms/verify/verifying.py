"""All signatures of one PDF, judged: bytes, later changes, certificates, times."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from oroforms.i18n import gettext as _
from oroforms.readers.pdffile import PdfFile, open_pdf
from oroforms.signatures import (
    Problem,
    SignatureCheck,
    TimeSource,
    Verdict,
    Verification,
)
from oroforms.verify.anchors import Anchors
from oroforms.verify.changes import changes_between
from oroforms.verify.structure import (
    SignedSpot,
    file_flaws,
    has_signature_bytes,
    has_unlisted_objects,
    opened_revision,
    signed_spots,
)
from oroforms.verify.wording import Told, told

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from oroforms.verify.evidence import Evidence

for _name in ("pyhanko", "pyhanko_certvalidator"):
    # What they find is told by us, in words; their log lines would quote certificates.
    logging.getLogger(_name).addHandler(logging.NullHandler())

UNDECIDED = frozenset({"signer-unconfirmed", "signature-not-checked"})
"""Problems that leave open whether a signature holds; all others say that it does not."""


def verify(
    content: bytes, anchors: Anchors, *, at: datetime | None = None, online: bool = False
) -> Verification:
    """Judge all signatures of a PDF.

    Parameters
    ----------
    anchors
        Whom to trust; without any the best verdict is *undecided*.
    at
        The moment of judgement where no time-stamp vouches for an earlier one; default now.
    online
        Whether revocation data may be fetched from where the certificates say.

    Raises
    ------
    UnreadableDocument
        When the file is locked, damaged beyond reading, or built to do harm.
    """
    with open_pdf(content) as file:
        spots = signed_spots(file)
        if not spots and not has_signature_bytes(content):
            return Verification(Verdict.UNSIGNED)
        return _Verifying(file, spots, anchors, at or datetime.now(UTC), online).result()


def bears_signature(content: bytes) -> bool:
    """Whether a document may bear a signature, which must then be verified; costs next to nothing.

    A signed field without the bytes of a signature counts too: somebody wants it believed.
    """
    if has_signature_bytes(content):
        return True
    with open_pdf(content) as file:
        return bool(signed_spots(file))


@dataclass(frozen=True, slots=True)
class _Verifying:
    """One document under judgement."""

    file: PdfFile
    spots: tuple[SignedSpot, ...]
    anchors: Anchors
    moment: datetime
    online: bool

    def result(self) -> Verification:
        """The verdict on all signatures; time-stamps count as proof and are not listed."""
        flaws = file_flaws(self.file, self.spots)
        if not self.spots:
            return _verdict([_refused("", flaws or (_("it holds the remains of a signature"),))])
        if self.file.pdf.is_encrypted:
            text = _("the file is encrypted, and signatures in encrypted files are not checked")
            problem = Problem("signature-not-checked", text)
            return _verdict([_unjudged(spot.field, problem) for spot in self.spots])
        return _verdict(asyncio.run(self._checks(flaws)))

    async def _checks(self, flaws: tuple[str, ...]) -> list[SignatureCheck]:
        embedded = _embedded(self.file.content)
        if self._has_unlisted(embedded):
            flaws = (*flaws, _("parts were added to it that not all programs see"))
        evidence = self._evidence(embedded)
        if self.online:
            signers = (embedded[s.field] for s in self.spots if self._is_sound(s, embedded))
            evidence = await evidence.asked(signers)
        proofs, bad_stamps = await self._stamps(embedded, evidence)
        checks = []
        for spot in self.spots:
            if spot.timestamp and any(not other.timestamp for other in self.spots):
                continue
            own = (*flaws, *spot.flaws, *bad_stamps)
            found = embedded.get(spot.field)
            if found is None or not _agree(found, spot):
                own = (*own, _("programs do not agree on whether it is a signature"))
            if own or found is None:
                checks.append(_refused(spot.field, own))
                continue
            try:
                checks.append(await self._check(spot, found, evidence, proofs))
            except Exception as error:  # noqa: BLE001 - what pyHanko stumbles over does not hold
                text = _("it cannot be read as a signature ({reason})")
                checks.append(_refused(spot.field, (text.format(reason=type(error).__name__),)))
        return checks

    def _has_unlisted(self, embedded: Mapping[str, EmbeddedPdfSignature]) -> bool:
        from pyhanko.pdf_utils.generic import Reference

        first = min(spot.end for spot in self.spots)
        if not embedded or first in {0, len(self.file.content)}:
            return False
        reader = next(iter(embedded.values())).reader

        def places(number: int, generation: int) -> set[int]:
            reference = Reference(number, generation, reader)
            revisions = range(reader.xrefs.total_revisions)
            found = {reader.xrefs.get_historical_ref(reference, each) for each in revisions}
            return {place for place in found if isinstance(place, int)}

        return has_unlisted_objects(self.file.content, first, places)

    def _is_sound(self, spot: SignedSpot, embedded: Mapping[str, EmbeddedPdfSignature]) -> bool:
        return not spot.timestamp and not spot.flaws and spot.field in embedded

    def _evidence(self, embedded: dict[str, EmbeddedPdfSignature]) -> Evidence:
        from pyhanko.sign.validation.dss import DocumentSecurityStore
        from pyhanko.sign.validation.errors import NoDSSFoundError

        from oroforms.verify.evidence import Evidence, stored_data

        if not embedded:
            return Evidence(self.anchors)
        reader = next(iter(embedded.values())).reader
        try:
            store = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            return Evidence(self.anchors)
        return Evidence(self.anchors, *stored_data(store))

    async def _stamps(
        self, embedded: dict[str, EmbeddedPdfSignature], evidence: Evidence
    ) -> tuple[list[tuple[int, datetime]], tuple[str, ...]]:
        """Moments proved by document time-stamps, with how far each reaches into the file."""
        from oroforms.verify.trust import judge_stamp

        proofs: list[tuple[int, datetime]] = []
        bad: list[str] = []
        moment = self.moment
        for spot in reversed(self.spots):
            found = embedded.get(spot.field)
            if not spot.timestamp or found is None or spot.flaws:
                continue
            try:
                stamp = await judge_stamp(found.signed_data, found.compute_digest, evidence, moment)
            except Exception:  # noqa: BLE001 - as below
                stamp = None
            if stamp is None or not stamp.intact:
                bad.append(_("a time-stamp over the document is broken"))
            elif stamp.trusted and not self._changed(spot).changes:
                proofs.append((spot.end, stamp.at))
                moment = min(moment, stamp.at)
        return proofs, tuple(bad)

    async def _check(
        self,
        spot: SignedSpot,
        embedded: EmbeddedPdfSignature,
        evidence: Evidence,
        proofs: list[tuple[int, datetime]],
    ) -> SignatureCheck:
        from oroforms.verify.signer import level, organisation, role, signer
        from oroforms.verify.trust import judge_signer

        last = spot.end == len(self.file.content)
        latest = min([self.moment, *(at for end, at in proofs if end > spot.end)])
        judgement = await judge_signer(embedded, evidence, latest, strict_diff=not last)
        changed = self._changed(spot)
        problems = list(judgement.problems)
        if changed.changes:
            problems = [p for p in problems if p.code != "changed-after-signing"]
            text = "; ".join(changed.changes)
            problems.append(Problem("changed-after-signing", text))
        stamp = judgement.stamp
        vouched = stamp is not None and stamp.trusted
        signed_at = stamp.at if vouched and stamp else embedded.self_reported_timestamp
        certificate = embedded.signer_cert
        return SignatureCheck(
            field=spot.field,
            signer=signer(certificate),
            organisation=organisation(certificate),
            role=role(embedded),
            signed_at=_aware(signed_at),
            time_source=TimeSource.TIMESTAMP if vouched else TimeSource.CLOCK,
            level=level(embedded, judgement, any(end > spot.end for end, _at in proofs)),
            intact=judgement.intact,
            trusted=judgement.trusted,
            covers_all=last,
            changes=changed.changes,
            problems=tuple(problems),
            notes=judgement.notes,
            changed_fields=changed.fields,
        )

    def _changed(self, spot: SignedSpot) -> Told:
        content = self.file.content
        if spot.end == len(content):
            return Told((), ())
        with opened_revision(content, spot.end) as old:
            found = changes_between(old, self.file.pdf)
            return told(old, self.file.pdf, found) if found else Told((), ())


def _embedded(content: bytes) -> dict[str, EmbeddedPdfSignature]:
    """The signatures as pyHanko finds them, by field; none where it cannot read the file."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    with suppress(Exception):
        reader = PdfFileReader(io.BytesIO(content))
        return {found.field_name: found for found in reader.embedded_signatures}
    return {}


def _agree(embedded: EmbeddedPdfSignature, spot: SignedSpot) -> bool:
    """Whether pyHanko's reading of a signature's place is the same as qpdf's."""
    try:
        place = tuple(map(int, embedded.byte_range))
    except (TypeError, ValueError):
        return False
    return place == spot.byte_range and embedded.pkcs7_content == spot.contents


def _refused(field: str, flaws: tuple[str, ...]) -> SignatureCheck:
    """A signature that is none, by the way it lies in the file."""
    return _unjudged(field, *(Problem("signature-broken", flaw) for flaw in flaws))


def _unjudged(field: str, *problems: Problem) -> SignatureCheck:
    return SignatureCheck(
        field, "", None, None, None, TimeSource.CLOCK, "", False, False, False, (), problems
    )


def _verdict(checks: list[SignatureCheck]) -> Verification:
    codes = {problem.code for check in checks for problem in check.problems}
    if codes - UNDECIDED:
        return Verification(Verdict.FAILS, tuple(checks))
    if codes:
        return Verification(Verdict.UNDECIDED, tuple(checks))
    holds = bool(checks) and all(check.holds for check in checks)
    return Verification(Verdict.HOLDS if holds else Verdict.FAILS, tuple(checks))


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
