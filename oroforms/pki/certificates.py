"""X.509 certificates (RFC 5280) of the test authority; each of them says that it is a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

TEST = "TEST – inte för skarp drift"
ORGANISATION = "Testkommun – TEST, inte för skarp drift"
NOTICE = (
    "TEST – inte för skarp drift. Utfärdat av oroforms för prov på den egna datorn; "
    "ingen har kontrollerat vem innehavaren är."
)
"""Stands in every certificate as the notice of its policy (RFC 5280, 4.2.1.4)."""
POLICY = ObjectIdentifier("1.3.6.1.4.1.32473.1")
"""An identifier of the arc for examples (RFC 5612): nobody may take it for a real policy."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate together with its private key."""

    certificate: x509.Certificate
    key: PrivateKey


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when a certificate is valid; both with a time zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Places:
    """Where, in a certificate, its reader is sent for news of it.

    The addresses of the issuer's certificate and list of revoked
    certificates, and of the OCSP responder where there is one.
    """

    issuer: str
    revoked: str
    ocsp: str | None = None


def service_name(common_name: str) -> x509.Name:
    """The subject of an authority or a service."""
    return _name((NameOID.COMMON_NAME, f"{TEST}, {common_name}"))


def person_name(given_name: str, surname: str, title: str) -> x509.Name:
    """The subject of a person who signs, with the office that they hold."""
    return _name(
        (NameOID.TITLE, title),
        (NameOID.SURNAME, surname),
        (NameOID.GIVEN_NAME, given_name),
        (NameOID.COMMON_NAME, f"{given_name} {surname}"),
    )


def _name(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    first = [(NameOID.COUNTRY_NAME, "SE"), (NameOID.ORGANIZATION_NAME, ORGANISATION)]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in [*first, *parts]])


def new_key(*, rsa_bits: int | None = None) -> PrivateKey:
    """A fresh key on the curve P-256, or an RSA key of so many bits."""
    if rsa_bits is None:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=rsa_bits)


def root(subject: x509.Name, period: Period) -> Holder:
    """An authority that vouches for itself: the one certificate that others must trust."""
    key = new_key()
    builder = _builder(subject, subject, key, period)
    builder = _authority(builder, paths_below=1)
    return Holder(builder.sign(key, hashes.SHA256()), key)


def authority(subject: x509.Name, period: Period, issuer: Holder, places: Places) -> Holder:
    """An authority under another one, which issues to people and services only."""
    key = new_key()
    builder = _issued(subject, key, period, issuer, places)
    builder = _authority(builder, paths_below=0)
    return Holder(builder.sign(issuer.key, hashes.SHA256()), key)


def signer(
    subject: x509.Name,
    period: Period,
    issuer: Holder,
    places: Places,
    *,
    rsa_bits: int | None = None,
) -> Holder:
    """A person who signs documents."""
    key = new_key(rsa_bits=rsa_bits)
    builder = _issued(subject, key, period, issuer, places)
    builder = _end(builder, content_commitment=True)
    return Holder(builder.sign(issuer.key, hashes.SHA256()), key)


def timestamp_service(subject: x509.Name, period: Period, issuer: Holder, places: Places) -> Holder:
    """A service that vouches for times; nothing else may be done by its key (RFC 3161, 2.3)."""
    key = new_key()
    builder = _issued(subject, key, period, issuer, places)
    builder = _end(builder, uses=[ExtendedKeyUsageOID.TIME_STAMPING])
    return Holder(builder.sign(issuer.key, hashes.SHA256()), key)


def ocsp_service(subject: x509.Name, period: Period, issuer: Holder, places: Places) -> Holder:
    """A service that tells which certificates are revoked (RFC 6960, 4.2.2.2).

    It is not asked about itself: its certificate says that it needs no check.
    """
    key = new_key()
    builder = _issued(subject, key, period, issuer, places)
    builder = _end(builder, uses=[ExtendedKeyUsageOID.OCSP_SIGNING])
    builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return Holder(builder.sign(issuer.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, period: Period
) -> x509.CertificateBuilder:
    policy = x509.PolicyInformation(POLICY, [x509.UserNotice(None, NOTICE)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(period.start)
        .not_valid_after(period.end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.CertificatePolicies([policy]), critical=False)
    )


def _issued(
    subject: x509.Name, key: PrivateKey, period: Period, issuer: Holder, places: Places
) -> x509.CertificateBuilder:
    uri = x509.UniformResourceIdentifier
    access = [
        x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, uri(places.issuer)),
    ]
    if places.ocsp is not None:
        access.append(x509.AccessDescription(AuthorityInformationAccessOID.OCSP, uri(places.ocsp)))
    revoked = x509.DistributionPoint([uri(places.revoked)], None, None, None)
    of_issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return (
        _builder(subject, issuer.certificate.subject, key, period)
        .add_extension(of_issuer, critical=False)
        .add_extension(x509.AuthorityInformationAccess(access), critical=False)
        .add_extension(x509.CRLDistributionPoints([revoked]), critical=False)
    )


def _authority(builder: x509.CertificateBuilder, paths_below: int) -> x509.CertificateBuilder:
    return builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=paths_below), critical=True
    ).add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)


def _end(
    builder: x509.CertificateBuilder,
    *,
    content_commitment: bool = False,
    uses: Sequence[ObjectIdentifier] = (),
) -> x509.CertificateBuilder:
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    ).add_extension(
        _usage(digital_signature=True, content_commitment=content_commitment), critical=True
    )
    return builder.add_extension(x509.ExtendedKeyUsage(uses), critical=True) if uses else builder


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
