"""What a platform is made of: its root, the key of its receipts, its time stamper, its revocation list, and the requests it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from core.domain.submission import Environment, SignerRole
from core.errors import FileError
from core.i18n import _
from core.submission import naming
from core.submission.cards import TRIAL_UNIT
from core.submission.writing import certificates
from core.submission.writing.certificates import Issuer, PublicKey, Subject
from core.submission.writing.key_files import HeldKey


@dataclass(frozen=True, slots=True)
class Authority:
    """The keys of a new platform."""

    root: HeldKey
    receipt: HeldKey
    stamper: HeldKey


def found(name: str, region_name: str, environment: Environment, now: datetime) -> Authority:
    """Make the keys of a platform.

    Raises:
        InputError: a text cannot stand in a certificate.
    """
    root_private, receipt_private, stamper_private = (certificates.new_private_key() for _number in range(3))
    root_name = certificates.platform_name(name, _("{name}根证书").format(name=name), environment)
    root = HeldKey(root_private, certificates.root_certificate(root_name, root_private, now))
    issuer = issuer_of(root)
    subject = Subject(SignerRole.PLATFORM, name, name, "", region_name, environment)
    receipt = certificates.signer_certificate(certificates.subject_name(subject), receipt_private.public_key(), issuer, now)
    stamper_name = certificates.platform_name(name, _("{name}时间戳").format(name=name), environment)
    stamper = certificates.stamper_certificate(stamper_name, stamper_private.public_key(), issuer, now)
    return Authority(root, HeldKey(receipt_private, receipt), HeldKey(stamper_private, stamper))


def issuer_of(root: HeldKey) -> Issuer:
    """A root as the one who signs certificates."""
    return Issuer(root.certificate.subject, root.private, root.certificate.not_valid_after_utc)


def read_request(pem: bytes) -> tuple[Subject, PublicKey]:
    """Who asks for a certificate, and for which key.

    Raises:
        FileError: no request, not signed by its own key, of a kind of key that packages do not allow, or without a role.
    """
    try:
        request = x509.load_pem_x509_csr(pem)
        public = request.public_key()
        sound = request.is_signature_valid
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_request() from error
    if not sound or not isinstance(public, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)) or not _strong(public):
        raise _no_request()
    text = {one.oid.dotted_string: str(one.value) for one in request.subject}
    role = next((role for role, title in naming.TITLES.items() if title == text.get("2.5.4.12")), None)
    code = text.get("2.5.4.97", "")
    if role is None or not code.startswith(naming.ORGANIZATION_PREFIX):
        raise _no_request()
    subject = Subject(
        role=role,
        name=text.get("2.5.4.3", ""),
        organization=text.get("2.5.4.10", ""),
        credit_code=code.removeprefix(naming.ORGANIZATION_PREFIX),
        region_name=text.get("2.5.4.8", ""),
        environment=Environment.TRIAL if text.get("2.5.4.11") == TRIAL_UNIT else Environment.PRODUCTION,
    )
    return subject, public


def _strong(public: PublicKey) -> bool:
    if isinstance(public, ec.EllipticCurvePublicKey):
        return isinstance(public.curve, ec.SECP256R1)
    return public.key_size >= naming.MIN_RSA_BITS


def _no_request() -> FileError:
    return FileError(
        "request.unreadable",
        _("这个文件不是可用的证书申请。"),
        _("应为本程序写出的申请文件（.csr）：P-256 或 RSA 3072 密钥，写明单位代码和职务，并由该密钥签名。"),
    )
