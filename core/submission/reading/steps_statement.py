"""Step 8 of a judgement: the statement, what it says of the bag, and whether those who signed are those it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from core.domain.submission import DossierStage, Environment, ReceiptResult, SignerRole
from core.i18n import _
from core.submission import naming
from core.submission.codes import Check, failed, not_checked, passed
from core.submission.reading.archive import Archive
from core.submission.reading.case import Case, Signed
from core.submission.reading.chains import revocation_lists
from core.submission.reading.cross_checks import cross_faults
from core.submission.reading.pack_tables import pack_checks
from core.submission.reading.platforms import platform_of
from core.submission.reading.refusing import Refused, shown
from core.submission.reading.statements import statement
from core.submission.reading.steps_signatures import day_and_time, words
from core.submission.reading.timestamps import LARGEST, token_time
from core.submission.reading.trust import PlatformTrust

_NUMBERED: Final = DossierStage.CONFIRMED.value


def statement_step(case: Case) -> None:
    """8: schema and cross hashes; then signers, environment, and what the platform asks."""
    archive, tags = case.bag()
    document = statement(archive, tags.kind)
    faults = [
        *cross_faults(tags.kind, document, archive, case.manifest, tags.info),
        *_signer_faults(document, case.signed),
    ]
    if faults:
        raise Refused(faults)
    case.statement = document
    case.sound = True
    checks = [*_environment_faults(document, case.signed, case.platform)]
    if tags.kind == naming.SUBMISSION:
        checks += _missing_roles(document, case.signed)
        checks += _platform_rules(document, case)
        checks += _answer_faults(document, case)
    elif tags.kind == naming.RECEIPT:
        checks += _receipt_faults(document, case)
        checks += _stamp_faults(document, archive, case)
        _take_lists(document, archive, case)
    elif tags.kind == naming.PACK:
        checks += _issuer_faults(document, case.platform, "E_PACK_ISSUER")
        checks += pack_checks(archive, case.manifest)
    else:
        case.offered = platform_of(document, archive.read(naming.CRL) if document["crl"] else b"", tags.digest)
        checks += _period_faults(document, case.at)
    if not case.fails(checks):
        case.checks.append(passed("STATEMENT"))


def _signer_faults(document: Mapping[str, Any], signed: tuple[Signed, ...]) -> Iterator[Check]:
    """The statement names its signers by their certificates; receipts and profiles name none, their signer is pinned elsewhere."""
    if document["type"] != naming.SUBMISSION:
        return
    named = {one["role"]: one for one in document["signers"]}
    identifier = document["organization"]["identifier"]
    for one in signed:
        role = words(one.role)
        entry = named.get(one.role.value)
        if entry is None:
            yield failed("E_SIGNER_ROLE_UNKNOWN", name=naming.signature_path(one.role))
            continue
        if entry["certificateSha256"] != one.leaf.sha256:
            yield failed("E_SIGNER_CERT_MISMATCH", role=role)
        if entry["algorithm"] != one.sound.algorithm:
            yield failed("E_SIGNER_ALGORITHM", role=role)
        if one.leaf.organization_identifier != identifier:
            yield failed("E_SIGNER_ORGANIZATION", role=role, found=one.leaf.organization_identifier, expected=identifier)


def _missing_roles(document: Mapping[str, Any], signed: tuple[Signed, ...]) -> Iterator[Check]:
    present = {one.role.value for one in signed}
    for role in SignerRole:
        if role.value in document["requiredSigners"] and role.value not in present:
            yield failed("E_SIGNER_ROLE_MISSING", role=words(role))


def environment_words(environment: Environment) -> str:
    """试用 or 正式."""
    return _("试用") if environment is Environment.TRIAL else _("正式")


def _environment_faults(document: Mapping[str, Any], signed: tuple[Signed, ...], platform: PlatformTrust | None) -> Iterator[Check]:
    """A trial key never signs for real, and a platform of one kind does not vouch for files of the other."""
    own = Environment(document["environment"])
    found = {platform.environment} if platform is not None else set()
    if any(one.leaf.trial for one in signed):
        found.add(Environment.TRIAL)
    for other in sorted(found - {own}, key=lambda one: one.value):
        yield failed("E_ENVIRONMENT", found=environment_words(own), expected=environment_words(other))


def _platform_rules(document: Mapping[str, Any], case: Case) -> Iterator[Check]:
    if case.platform is None:
        return
    if not set(case.platform.required_signers) <= set(document["requiredSigners"]):
        titles = "、".join(words(SignerRole(role)) for role in case.platform.required_signers)
        yield failed("E_SIGNERS_REQUIRED", expected=titles)
    serial = document["profileSerial"]
    if serial is not None and serial > case.platform.serial:
        case.unsure = True
        yield not_checked("E_PROFILE_SERIAL", found=serial, expected=case.platform.serial)


def _answer_faults(document: Mapping[str, Any], case: Case) -> Iterator[Check]:
    """A receipt that was held against this package by its digest must name it in every other way too."""
    if case.answer is None:
        return
    answered = {**case.answer["submission"], "dossierId": case.answer["dossierId"]}
    if any(answered[name] != document[name] for name in ("packageId", "revision", "dossierId")):
        yield failed("E_RECEIPT_OTHER_PACKAGE")


def _receipt_faults(document: Mapping[str, Any], case: Case) -> Iterator[Check]:
    yield from _issuer_faults(document, case.platform, "E_RECEIPT_ISSUER")
    result, status = ReceiptResult(document["result"]), document["status"]
    if status not in {stage.value for stage in result.stages()}:
        yield failed("E_RECEIPT_STATE", result=result.value, status=shown(status))
    certificate = document.get("certificate")
    numbered = certificate is not None and bool(certificate["number"].strip())
    if not numbered and (status == _NUMBERED or certificate is not None):
        yield failed("E_RECEIPT_NO_NUMBER")


def _issuer_faults(document: Mapping[str, Any], platform: PlatformTrust | None, code: str) -> Iterator[Check]:
    issuer = document["issuer"]["id"]
    if platform is not None and issuer != platform.id:
        yield failed(code, found=shown(issuer), expected=platform.id)


def _take_lists(document: Mapping[str, Any], archive: Archive, case: Case) -> None:
    """The revocation lists that a receipt carries; they count where its platform is known and has signed them."""
    if document.get("crl") is not None and case.platform is not None:
        case.later_crl = archive.read(naming.CRL)
        revocation_lists(case.later_crl, case.platform.roots)


def _period_faults(document: Mapping[str, Any], at: datetime) -> Iterator[Check]:
    begin, end = (datetime.fromisoformat(document[name]) for name in ("notBefore", "notAfter"))
    if at < begin:
        yield failed("E_PROFILE_NOT_YET_VALID", time=day_and_time(begin))
    if at > end:
        yield failed("E_PROFILE_EXPIRED", time=day_and_time(end))


def _stamp_faults(document: Mapping[str, Any], archive: Archive, case: Case) -> Iterator[Check]:
    """The trusted times: each must be over a signature that the receipt names."""
    signatures = document["submission"]["signatures"]
    roles = {naming.timestamp_path(SignerRole(role)): SignerRole(role) for role in signatures}
    found: dict[SignerRole, datetime] = {}
    for path in case.manifest:
        if not path.startswith(naming.TIMESTAMPS):
            continue
        if path not in roles or archive.files[path].size > LARGEST:
            yield failed("E_TIMESTAMP_FORMAT", name=shown(path))
        elif case.platform is not None:
            try:
                found[roles[path]] = token_time(archive.read(path), path, signatures[roles[path].value], case.platform)
            except Refused as refusal:
                yield from refusal.checks
    case.stamped = found
