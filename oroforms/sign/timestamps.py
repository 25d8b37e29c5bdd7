"""Time-stamps (RFC 3161) from a server, taken only when they are what was asked for."""

from __future__ import annotations

import asyncio

import aiohttp
from asn1crypto import cms, core, tsp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.general import SigningError, extract_certificate_info, extract_signer_info
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from oroforms.errors import ServiceUnreachable
from oroforms.i18n import gettext as _

PATIENCE = 15.0
"""Seconds within which the whole answer must be there."""
_LARGEST = 256 * 1024
"""Bytes that an answer may have; real ones have some thousand."""
_GRANTED = ("granted", "granted_with_mods")


class _Reply(core.Sequence):  # type: ignore[misc]
    """An answer as in RFC 3161, 2.4.2: a refusal has no token, and asn1crypto insists on one."""

    _fields = [  # noqa: RUF012 - asn1crypto's way
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


class TimestampServer(TimeStamper):
    """A time-stamp server at an address.

    pyHanko's own clients leave the answer's content type, size, imprint and
    signature unseen; a wrong stamp would only show when somebody verifies.

    Raises :class:`ServiceUnreachable` where it does not answer, refuses, or
    answers anything but the stamp that was asked for.
    """

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A stamp of a digest.

        Raises
        ------
        ServiceUnreachable
            See the class.
        """
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        answer = await self._asked(request.dump())
        try:
            return _stamp(_Reply.load(answer, strict=True), request, nonce, self.url)
        except (
            ValueError, TypeError, KeyError, AttributeError, AssertionError,
            SigningError, SignatureValidationError, InvalidSignature,
        ) as error:  # fmt: skip
            text = _("The time-stamp server {url} answered something that is no time-stamp.")
            raise ServiceUnreachable(text.format(url=self.url) + _nothing_signed()) from error

    async def _asked(self, request: bytes) -> bytes:
        headers = {
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        }
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.post(self.url, data=request, headers=headers) as response,
            ):
                answer = await response.content.read(_LARGEST + 1)
                while not response.content.at_eof() and len(answer) <= _LARGEST:
                    answer += await response.content.read(_LARGEST + 1 - len(answer))
                status = response.status
        except (aiohttp.ClientError, OSError, ValueError) as error:
            text = _("The time-stamp server {url} cannot be reached: {reason}.")
            reason = getattr(error, "strerror", None) or type(error).__name__
            if isinstance(error, asyncio.TimeoutError):
                reason = _("no answer within {seconds:.0f} seconds").format(seconds=PATIENCE)
            told = text.format(url=self.url, reason=reason)
            raise ServiceUnreachable(told + _nothing_signed()) from error
        if status != 200:
            text = _("The time-stamp server {url} answered with status {status}.")
            told = text.format(url=self.url, status=status)
            raise ServiceUnreachable(told + _nothing_signed())
        return answer


def _stamp(
    response: _Reply, request: tsp.TimeStampReq, nonce: int | None, url: str
) -> cms.ContentInfo:
    status = response["status"]
    if status["status"].native not in _GRANTED:
        said = "; ".join(status["status_string"].native or []) or status["status"].native
        text = _("The time-stamp server {url} refused: {reason}.")
        raise ServiceUnreachable(text.format(url=url, reason=said) + _nothing_signed())
    token = response["time_stamp_token"]
    content = token["content"]["encap_content_info"]["content"]
    info = content.parsed
    asked = request["message_imprint"]
    if (
        info["nonce"].native != nonce
        or info["message_imprint"]["hashed_message"].native != asked["hashed_message"].native
        or info["message_imprint"]["hash_algorithm"]["algorithm"].native
        != asked["hash_algorithm"]["algorithm"].native
    ):
        text = _("The time-stamp server {url} stamped something else than what it was asked to.")
        raise ServiceUnreachable(text.format(url=url) + _nothing_signed())
    signed = token["content"]
    signer = extract_signer_info(signed)
    digest = hashes.Hash(get_pyca_cryptography_hash(signer["digest_algorithm"]["algorithm"].native))
    digest.update(bytes(content))
    certificate = extract_certificate_info(signed).signer_cert
    intact, valid = validate_sig_integrity(signer, certificate, "tst_info", digest.finalize())
    usage = certificate.extended_key_usage_value
    if not (intact and valid) or usage is None or "time_stamping" not in usage.native:
        raise ValueError("the token's own signature")
    return token


def _nothing_signed() -> str:
    return " " + _("Nothing was signed.")
