"""Signing keys: made here, enrolled at a platform, kept in a file under a passphrase (package-format.md §8)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.submission import Environment, SignerRole
from core.errors import FileError
from core.i18n import _
from core.submission.cards import SignerCard, signer_card

if TYPE_CHECKING:
    from cryptography import x509

    from core.submission.writing.key_files import HeldKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs in one role for one organization.

    Attributes:
        certificate: DER.
        chain: DER of the certificates between this one and the root, the root left out.
        algorithm: a name of package-format.md §6.
        self_signed: nobody has confirmed who holds it.
        fingerprint: SHA-256 of the certificate, printed on the cover of a package.
        spki_sha256: SHA-256 of the public key, which stays the same when a platform enrols the key.
        held: the private key itself; never shown.
    """

    role: SignerRole
    name: str
    organization: str
    credit_code: str
    environment: Environment
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(repr=False)
    algorithm: str
    self_signed: bool
    fingerprint: str
    spki_sha256: str
    held: HeldKey = field(repr=False, compare=False)


def make_key(  # noqa: PLR0913 - a certificate says that much
    path: Path,
    *,
    role: SignerRole,
    name: str,
    organization: str,
    credit_code: str,
    region_name: str,
    environment: Environment,
    passphrase: str,
    now: datetime,
    days: int = 730,
) -> SigningKey:
    """Make a key with a certificate that it signed itself, and keep it in a new file.

    Args:
        path: the new PKCS#12 file.
        role: in which the key will sign.
        name: of the person.
        organization: its full name.
        credit_code: its 统一社会信用代码.
        region_name: where the organization sits, in words.
        environment: production or trial; stands in the certificate.
        passphrase: locks the file; any text.
        now: beginning of the certificate's validity.
        days: its length, two years at most.

    Raises:
        InputError: a text cannot stand in a certificate, or the passphrase is empty.
        FileError: there is a file already.
        EnvironmentFault: it cannot be written.
    """
    from core.submission.writing import certificates, key_files

    subject = certificates.Subject(role, name, organization, credit_code, region_name, environment)
    distinguished = certificates.subject_name(subject)
    private = certificates.new_private_key()
    issuer = certificates.Issuer(distinguished, private)
    certificate = certificates.signer_certificate(distinguished, private.public_key(), issuer, now, min(days, certificates.SIGNER_DAYS))
    held = key_files.HeldKey(private, certificate)
    key_files.write_key_file(path, held, passphrase, hard=environment is Environment.PRODUCTION)
    return signing_key(held)


def open_key(path: Path, passphrase: str) -> SigningKey:
    """Open a key file.

    Raises:
        InputError: the passphrase is wrong; key and ledger are unharmed.
        FileError: no key file, or its certificate is not that of a signer.
    """
    from core.submission.writing import key_files

    return signing_key(key_files.read_key_file(path, passphrase))


def certificate_request(key: SigningKey) -> bytes:
    """The request (PEM) with which a platform enrols this key."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from core.submission.writing import certificates

    return certificates.request(key.held.certificate.subject, key.held.private).public_bytes(Encoding.PEM)


def take_certificate(path: Path, passphrase: str, pem: bytes) -> SigningKey:
    """Put a platform's certificate into the key file in place of the one there; intermediates may come with it.

    Raises:
        InputError: the passphrase is wrong.
        FileError: no certificate, or one for another key, organization, role or environment.
        EnvironmentFault: the key file cannot be written; it stays as it was.
    """
    from core.submission.writing import key_files

    old = open_key(path, passphrase)
    given = _certificates(pem)
    own = next((one for one in given if _is_for(one, old.held)), None)
    if own is None:
        raise FileError(
            "certificate.other_key",
            _("这张证书不是为密钥文件「{name}」签发的。").format(name=path.name),
            _("请选平台为这把密钥的申请签发的证书，或选对应的密钥文件。"),
        )
    held = key_files.HeldKey(old.held.private, own, _chain(own, given))
    new = signing_key(held)
    _fit(old, new)
    key_files.write_key_file(path, held, passphrase, hard=new.environment is Environment.PRODUCTION, replace=True)
    return new


def signing_key(held: HeldKey) -> SigningKey:
    """A held key with what its certificate says.

    Raises:
        FileError: the certificate is not that of a signer, or the key is of a kind that packages do not allow.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    certificate = held.certificate.public_bytes(Encoding.DER)
    card: SignerCard = signer_card(certificate)
    spki = held.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return SigningKey(
        role=card.role,
        name=card.name,
        organization=card.organization,
        credit_code=card.credit_code,
        environment=card.environment,
        certificate=certificate,
        chain=tuple(one.public_bytes(Encoding.DER) for one in held.chain),
        algorithm=card.algorithm,
        self_signed=card.self_signed,
        fingerprint=card.sha256,
        spki_sha256=hashlib.sha256(spki).hexdigest(),
        held=held,
    )


def _certificates(data: bytes) -> list[x509.Certificate]:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(data) if b"-----BEGIN" in data else [x509.load_der_x509_certificate(data)]
    except ValueError as error:
        raise FileError("certificate.unreadable", _("这个文件不是证书。"), _("请选扩展名为 .crt、.pem 或 .cer 的证书文件。")) from error


def _is_for(certificate: x509.Certificate, held: HeldKey) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return certificate.public_key() == held.private.public_key()
    except (ValueError, UnsupportedAlgorithm):  # another kind of key, such as SM2
        return False


def _chain(own: x509.Certificate, given: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The way up from a certificate as far as those given lead, without a root."""
    found: list[x509.Certificate] = []
    top = own
    while (above := next((one for one in given if one not in (own, *found) and _issued(one, top)), None)) is not None:
        if above.issuer == above.subject:
            break
        found.append(above)
        top = above
    return tuple(found)


def _issued(above: x509.Certificate, below: x509.Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _fit(old: SigningKey, new: SigningKey) -> None:
    for mine, theirs, what in (
        (old.credit_code, new.credit_code, _("单位")),
        (old.role, new.role, _("职务")),
        (old.environment, new.environment, _("试用或正式的标记")),
    ):
        if mine != theirs:
            raise FileError(
                "certificate.other_signer",
                _("证书上的{what}与密钥的不同，没有采用。").format(what=what),
                _("密钥文件没有改动。请与发证方核对申请。"),
            )
