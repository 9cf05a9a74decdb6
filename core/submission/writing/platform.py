"""The platform's side, for trial and for a real desk: its keys, certificates for others, its profile, and its receipts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from core.domain.submission import Correction, Environment, PlatformCertificate, ReceiptResult, SignerRole
from core.errors import AppError, FileError, RuleError
from core.i18n import _
from core.submission import naming
from core.submission.writing import files, keys
from core.submission.writing.bag import PayloadFile, WrittenBag, write_bag
from core.submission.writing.payload import utc_text
from core.submission.writing.platform_folder import FACTS, Platform, facts_of, platform_of, write_facts
from core.submission.writing.signing import stamp
from core.submission.writing.statements import certificate_entry, correction_entry, jcs, statement

PROFILE_DAYS = 365
"""A profile, and the revocation list in it, are good for a year."""

_CLOCKS_DIFFER = timedelta(minutes=10)
_SOFTWARE = "tanzhangben"
RECEIPT_KEY = "receipt.p12"
"""The file of the key that signs receipts, profiles and factor packs."""

_ROOT_KEY, _STAMP_KEY = "root.p12", "tsa.p12"
_ROOT, _CRL, _PROFILE = "root.pem", "crl.pem", "profile.zip"
_ALL = (_ROOT_KEY, RECEIPT_KEY, _STAMP_KEY, _ROOT, _CRL, FACTS, _PROFILE)


def make_platform(
    folder: Path,
    *,
    platform_id: str,
    name: str,
    environment: Environment,
    passphrase: str,
    now: datetime,
    region_name: str = "四川省",
) -> Platform:
    """Found a platform in a folder: root, receipt signer, time stamper, empty revocation list and profile no. 1.

    Files: root.p12, receipt.p12, tsa.p12, root.pem, crl.pem, platform.json, profile.zip.

    Raises:
        InputError: a text cannot stand in a certificate, or the passphrase is empty.
        FileError: there is a platform already.
        EnvironmentFault: the folder cannot be written.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    from core.submission.writing import authority, certificates
    from core.submission.writing.key_files import write_key_file

    if any((folder / file).exists() for file in _ALL):
        raise FileError(
            "platform.exists",
            _("「{folder}」里已有平台，没有覆盖。").format(folder=folder),
            _("请换一个空文件夹；已有平台的密钥请妥善保管。"),
        )
    made = authority.found(name, region_name, environment, now)
    crl = certificates.revocation_list(authority.issuer_of(made.root), now, PROFILE_DAYS)
    facts: dict[str, Any] = {
        "id": platform_id,
        "name": name,
        "environment": environment.value,
        "root": _base64(made.root.certificate.public_bytes(Encoding.DER)),
        "tsa": _base64(made.stamper.certificate.public_bytes(Encoding.DER)),
        "profiles": [],
    }
    platform = platform_of(folder, facts, passphrase)
    with files.disk_in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        for file, held in ((_ROOT_KEY, made.root), (RECEIPT_KEY, made.receipt), (_STAMP_KEY, made.stamper)):
            write_key_file(folder / file, held, passphrase, hard=environment is Environment.PRODUCTION)
        files.write_whole(folder / _ROOT, made.root.certificate.public_bytes(Encoding.PEM))
        files.write_whole(folder / _CRL, crl.public_bytes(Encoding.PEM))
        write_facts(folder, facts)
        _write_profile(platform, keys.signing_key(made.receipt), folder / _PROFILE, 1, now)
    except AppError:
        for file in _ALL:
            (folder / file).unlink(missing_ok=True)
        raise
    return platform


def open_platform(folder: Path, passphrase: str) -> Platform:
    """Open a platform's folder; the passphrase is tried when a key is used.

    Raises:
        FileError: no platform lives there.
    """
    return platform_of(folder, facts_of(folder), passphrase)


def enrol(platform: Platform, csr_pem: bytes, *, role: SignerRole, now: datetime) -> bytes:
    """Issue a certificate (PEM) to a person whose identity was confirmed outside.

    Raises:
        InputError: the passphrase is wrong, or a name in the request cannot stand in a certificate.
        FileError: no request, not signed by its own key, or not for this role and kind of platform.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    from core.submission.writing import authority, certificates

    subject, public = authority.read_request(csr_pem)
    if subject.role is not role or role is SignerRole.PLATFORM:
        raise FileError(
            "request.role",
            _("申请书写的是{found}，不能登记为{expected}。").format(found=naming.TITLES[subject.role], expected=naming.TITLES[role]),
            _("请核对纸面申请，或请对方重新申请。"),
        )
    if subject.environment is not platform.environment:
        raise FileError(
            "request.environment",
            _("试用与正式不能混用：申请书与平台不是同一种。"),
            _("请对方用对应的密钥重新申请。"),
        )
    name = certificates.subject_name(subject)
    issuer = authority.issuer_of(platform.key(_ROOT_KEY))
    return certificates.signer_certificate(name, public, issuer, now).public_bytes(Encoding.PEM)


# ---------------------------------------------------------------- profile


def write_profile(platform: Platform, target: Path, *, serial: int, now: datetime) -> WrittenBag:
    """Write the signed file that tells others whom to trust; it links to the profile before it.

    Raises:
        InputError: the passphrase is wrong.
        RuleError: the serial does not follow the last one.
        EnvironmentFault: the place cannot be written.
    """
    return _write_profile(platform, keys.signing_key(platform.key(RECEIPT_KEY)), target, serial, now)


def _write_profile(platform: Platform, signer: keys.SigningKey, target: Path, serial: int, now: datetime) -> WrittenBag:
    facts = facts_of(platform.folder)
    earlier: list[str] = facts["profiles"]
    if serial != len(earlier) + 1:
        raise RuleError(
            "profile.serial",
            _("平台配置的序号应为 {next}，不是 {serial}。").format(next=len(earlier) + 1, serial=serial),
            _("序号逐次加一，不能跳过，也不能重写。"),
        )
    content: dict[str, Any] = {
        "type": naming.PROFILE,
        "specVersion": naming.SPEC_VERSION,
        "environment": platform.environment.value,
        "createdAt": utc_text(now),
        "platform": {"id": platform.id, "name": platform.name},
        "serial": serial,
        "notBefore": utc_text(now - _CLOCKS_DIFFER),
        "notAfter": utc_text(now + timedelta(days=PROFILE_DAYS)),
        "previousProfileDigest": earlier[-1] if earlier else None,
        "roots": [facts["root"]],
        "receiptSigners": [_base64(signer.certificate)],
        "qrKeys": [],
        "tsa": [facts["tsa"]],
        "algorithms": list(naming.ALGORITHMS),
        "requiredSigners": list(naming.REQUIRED_SIGNERS),
        "limits": {"entries": naming.MAX_ENTRIES, "bytes": naming.MAX_BYTES},
        "schemas": naming.SPEC_VERSION,
        "crl": naming.CRL,
    }
    written = publish(platform, signer, target, f"PROFILE-{serial}", content, [], now)
    write_facts(platform.folder, {**facts, "profiles": [*earlier, written.package_digest]})
    return written


# ---------------------------------------------------------------- receipt


@dataclass(frozen=True, slots=True)
class SubmissionRef:
    """The package that a receipt answers.

    Attributes:
        digest: its packageDigest.
        signatures: SHA-256 of each signature file in it.
        signature_bytes: the signature files themselves, to be stamped with the time.
    """

    package_id: str
    dossier_id: str
    revision: int
    digest: str
    signatures: Mapping[SignerRole, str]
    signature_bytes: Mapping[SignerRole, bytes]


def issue_receipt(  # noqa: PLR0913 - a receipt says that much
    platform: Platform,
    target: Path,
    *,
    submission: SubmissionRef,
    result: ReceiptResult,
    status: str,
    sequence: int,
    previous_digest: str | None,
    audience: str | None,
    list_status: str = "",
    list_date: date | None = None,
    corrections: Sequence[Correction] = (),
    certificate: PlatformCertificate | None = None,
    attachments: Sequence[Path] = (),
    now: datetime,
) -> WrittenBag:
    """Answer a package; the caller has verified it.

    Args:
        platform: who answers.
        target: the zip file to write.
        submission: the package that is answered.
        result: what the answer is.
        status: the stage that the dossier moves to, in Chinese; must be one that the result allows.
        sequence: rises with each receipt for this package, from 1.
        previous_digest: packageDigest of the receipt before.
        audience: whom it is for, such as ``NTRCN-`` and the credit code.
        list_status: ``green``, ``none`` or ``black``; empty says nothing.
        list_date: the day of that list.
        corrections: what to mend.
        certificate: what the certificate says, for a confirmation.
        attachments: files that go with it, under their own names.
        now: the time that is stamped and signed.

    Raises:
        InputError: the passphrase is wrong.
        RuleError: the stage does not go with the result, or a confirmation lacks its certificate.
        FileError: an attachment cannot be read, or a signature is not the one named.
        EnvironmentFault: the place cannot be written.
    """
    _refuse_odd(submission, result, status, certificate)
    content: dict[str, Any] = {
        "type": naming.RECEIPT,
        "specVersion": naming.SPEC_VERSION,
        "environment": platform.environment.value,
        "sequence": sequence,
        "previousReceiptDigest": previous_digest,
        "issuer": {"id": platform.id, "name": platform.name},
        "audience": audience,
        "issuedAt": utc_text(now),
        "submission": {
            "packageId": submission.package_id,
            "revision": submission.revision,
            "packageDigest": submission.digest,
            "signatures": {role.value: digest for role, digest in submission.signatures.items()},
        },
        "dossierId": submission.dossier_id,
        "result": result.value,
        "status": status,
        "list": list_status or None,
        "listDate": list_date.isoformat() if list_date else None,
        "corrections": [correction_entry(one) for one in corrections],
        "certificate": certificate_entry(certificate) if certificate else None,
        "revocations": [],
        "crl": naming.CRL,
        "profileSerial": len(facts_of(platform.folder)["profiles"]),
    }
    stamper = platform.key(_STAMP_KEY)
    payload = [PayloadFile(naming.timestamp_path(role), stamp(der, stamper, at=now)) for role, der in submission.signature_bytes.items()]
    payload += [PayloadFile(f"{naming.ATTACHMENTS}{_allowed_name(one.name)}", one) for one in attachments]
    signer = keys.signing_key(platform.key(RECEIPT_KEY))
    return publish(platform, signer, target, f"CSR-{submission.digest[:8]}-{sequence}", content, payload, now)


def _refuse_odd(submission: SubmissionRef, result: ReceiptResult, status: str, certificate: PlatformCertificate | None) -> None:
    stages = [stage.value for stage in result.stages()]
    if status not in stages:
        raise RuleError(
            "receipt.status",
            _("「{status}」不是这种回执能写的状态。").format(status=status),
            _("可选：{words}。").format(words="、".join(stages)),
        )
    if status == stages[-1] and result is ReceiptResult.CONFIRMED and (certificate is None or not certificate.number):
        raise RuleError("receipt.number", _("确认回执没有证书编号。"), _("请写明证书编号、有效期和吨数，再签发。"))
    if {role: hashlib.sha256(der).hexdigest() for role, der in submission.signature_bytes.items()} != dict(submission.signatures):
        raise FileError("E_RECEIPT_OTHER_PACKAGE", _("签名文件与材料包里的不符，没有签发回执。"), _("请重新核验材料包。"))


def _allowed_name(name: str) -> str:
    return "".join(sign if naming.path_fault(f"x{sign}x") is None else "_" for sign in name)


# ---------------------------------------------------------------- all of them


def publish(  # noqa: PLR0917 - each is another thing
    platform: Platform,
    signer: keys.SigningKey,
    target: Path,
    base: str,
    content: Mapping[str, Any],
    payload: Sequence[PayloadFile],
    now: datetime,
) -> WrittenBag:
    """Write what the platform says, its revocation list with it where the statement names one.

    The same words get the same id, any other words another.

    Raises:
        RuleError: the key is not the platform's, or its certificate is not valid at that time.
        EnvironmentFault: the place cannot be written.
    """
    kind = content["type"]
    identity = f"urn:uuid:{uuid5(NAMESPACE_URL, jcs(content).decode('utf-8'))}"
    document = statement(kind, {**content, "packageId": identity})
    info = {
        "BagIt-Profile-Identifier": naming.bag_profile(kind),
        "Source-Organization": platform.name,
        "External-Identifier": identity,
        "Bag-Software-Agent": _SOFTWARE,
    }
    own = [PayloadFile(naming.statement_path(kind), document)]
    if content.get("crl"):
        own.append(PayloadFile(naming.CRL, platform.folder / _CRL))
    return write_bag(target, base, [*own, *payload], info, [(SignerRole.PLATFORM, signer)], now)


def _base64(der: bytes) -> str:
    return base64.b64encode(der).decode("ascii")
