"""The way from a signer's certificate up to a root we know, and the revocation lists on it (RFC 5280)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from cryptography import x509
from cryptography.x509 import verification

from core.i18n import _
from core.submission.reading.certificates import EXTENSION_FAULTS, Leaf, issued, unreadable
from core.submission.reading.refusing import refuse

_HIGHEST_CHAIN: Final = 4


def check_companions(one: Leaf, others: Sequence[bytes], path: str) -> list[x509.Certificate]:
    """The certificates that came along: each must have issued the one below it, and none may be a root.

    Raises:
        Refused: E_SIG_CERTIFICATES.
    """
    try:
        left = [x509.load_der_x509_certificate(der) for der in others]
    except EXTENSION_FAULTS as error:
        raise unreadable(path) from error
    chain: list[x509.Certificate] = []
    below = one.certificate
    while left:
        above = next((other for other in left if issued(below, other)), None)
        if above is None or above.issuer == above.subject:
            raise refuse("E_SIG_CERTIFICATES", name=path, detail=_("有与签名者无关的证书或根证书"))
        left.remove(above)
        chain.append(above)
        below = above
    return chain


def leads_to(certificate: x509.Certificate, between: Sequence[x509.Certificate], roots: Sequence[bytes], at: datetime) -> bool:
    """Whether the certificate was issued, at that time validly, under one of the roots."""
    anchors = [x509.load_der_x509_certificate(root) for root in roots]
    if not anchors:
        return False
    issuers = (
        verification.ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, verification.Criticality.CRITICAL, None)
        .require_present(x509.KeyUsage, verification.Criticality.CRITICAL, _may_issue)
    )
    policy = (
        verification.PolicyBuilder()
        .store(verification.Store(anchors))
        .time(at.astimezone(UTC).replace(tzinfo=None))
        .max_chain_depth(_HIGHEST_CHAIN)
        .extension_policies(ca_policy=issuers, ee_policy=verification.ExtensionPolicy.permit_all())
    )
    try:
        chain = policy.build_client_verifier().verify(certificate, list(between)).chain
    except (verification.VerificationError, ValueError):
        return False
    return len(chain) > 1


def _may_issue(_policy: verification.Policy, _certificate: x509.Certificate, usage: x509.KeyUsage) -> None:
    if not usage.key_cert_sign:
        raise ValueError("this certificate may not issue others")


@dataclass(frozen=True, slots=True)
class Revocation:
    """What the lists say about one certificate at one time; at most one of the fields is set.

    Attributes:
        revoked_on: since when it must not be believed.
        stale_since: the newest list of its issuer was only good until then.
        unlisted: there are lists, but none of its issuer.
    """

    revoked_on: datetime | None = None
    stale_since: datetime | None = None
    unlisted: bool = False


def revocation_lists(pem: bytes, roots: Sequence[bytes]) -> tuple[x509.CertificateRevocationList, ...]:
    """The lists in a file, each signed by one of the roots.

    Raises:
        Refused: E_CRL_FORMAT.
    """
    begin, found = b"-----BEGIN X509 CRL-----", []
    anchors = [x509.load_der_x509_certificate(root) for root in roots]
    try:
        for part in pem.split(begin)[1:]:
            crl = x509.load_pem_x509_crl(begin + part)
            critical = [extension for extension in crl.extensions if extension.critical]
            if critical or crl.next_update_utc is None or not any(_issued_by(crl, anchor) for anchor in anchors):
                raise refuse("E_CRL_FORMAT")
            found.append(crl)
    except EXTENSION_FAULTS as error:
        raise refuse("E_CRL_FORMAT") from error
    if not found:
        raise refuse("E_CRL_FORMAT")
    return tuple(found)


def _issued_by(crl: x509.CertificateRevocationList, root: x509.Certificate) -> bool:
    return crl.issuer == root.subject and crl.is_signature_valid(cast(Any, root.public_key()))


def revocation(certificate: x509.Certificate, lists: Sequence[x509.CertificateRevocationList], moment: datetime) -> Revocation:
    """What the newest list of the certificate's issuer says about it at that moment."""
    own = [crl for crl in lists if crl.issuer == certificate.issuer]
    if not own:
        return Revocation(unlisted=True)
    newest = max(own, key=lambda crl: crl.last_update_utc)
    entry = newest.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is not None and (since := _since(entry)) <= moment:
        return Revocation(revoked_on=since)
    if newest.next_update_utc is not None and newest.next_update_utc < moment:
        return Revocation(stale_since=newest.next_update_utc)
    return Revocation()


def _since(entry: x509.RevokedCertificate) -> datetime:
    """The day of the revocation, or the earlier day from which the key may have been in other hands."""
    try:
        earlier = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, *EXTENSION_FAULTS):
        return entry.revocation_date_utc
    return min(entry.revocation_date_utc, earlier)
