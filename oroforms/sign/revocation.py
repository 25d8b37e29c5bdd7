"""The chain from a signer to a certificate that is trusted, with proof that none is revoked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from asn1crypto import x509
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)

from oroforms.errors import ServiceUnreachable, UsageError
from oroforms.i18n import gettext as _


def validation_context(trust: Iterable[x509.Certificate]) -> ValidationContext:
    """What pyHanko validates a chain with: every certificate needs word that it is not revoked."""
    return ValidationContext(
        trust_roots=list(trust), allow_fetching=True, revocation_mode="require"
    )


@contextmanager
def trust_errors_told() -> Iterator[None]:
    """Say in plain words why a chain does not hold.

    Raises
    ------
    ServiceUnreachable
        When revocation data cannot be had.
    UsageError
        When the chain does not end in a trusted certificate, or one in it is
        revoked or otherwise bad.
    """
    try:
        yield
    except (SigningError, PathBuildingError, PathValidationError, ValidationError) as error:
        cause = error.__cause__ if isinstance(error, SigningError) else error
        if isinstance(cause, InsufficientRevinfoError):
            text = _(
                "No word can be had whether the certificates are revoked ({reason}). Nothing was "
                "signed."
            )
            raise ServiceUnreachable(text.format(reason=_reason(cause))) from error
        if isinstance(cause, RevokedError):
            text = _("A certificate of the signature is revoked ({reason}). Nothing was signed.")
            raise UsageError(text.format(reason=_reason(cause))) from error
        if isinstance(cause, PathBuildingError):
            text = _(
                "No chain of issuers leads from the certificate to one that is trusted ({reason}). "
                "Give --trust FILE with the right authority. Nothing was signed."
            )
            raise UsageError(text.format(reason=_reason(cause))) from error
        text = _("The document cannot be signed: {reason}.")
        raise UsageError(text.format(reason=_reason(cause or error))) from error


def _reason(error: BaseException) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
