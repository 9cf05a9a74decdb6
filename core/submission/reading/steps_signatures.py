"""Steps 5 and 6 of a judgement: the signatures over the tag manifest, before any payload byte is parsed, and the signers' certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509

from core.domain.submission import SignerRole
from core.submission import naming
from core.submission.codes import Check, failed, not_checked, passed, warned
from core.submission.reading.case import Case, Signed
from core.submission.reading.certificates import leaf, profile_faults
from core.submission.reading.chains import check_companions, leads_to, revocation, revocation_lists
from core.submission.reading.refusing import Refused, refuse, shown
from core.submission.reading.signed_data import detached_signature
from core.submission.reading.trust import PlatformTrust

_ROLES: Final = {
    naming.SUBMISSION: (SignerRole.PREPARER, SignerRole.APPROVER),
    naming.RECEIPT: (SignerRole.PLATFORM,),
    naming.PROFILE: (SignerRole.PLATFORM,),
    naming.PACK: (SignerRole.PLATFORM,),
}
_NOT_OF_PLATFORM: Final = {
    naming.RECEIPT: "E_RECEIPT_SIGNER_NOT_PLATFORM",
    naming.PROFILE: "E_PROFILE_SIGNER",
    naming.PACK: "E_PACK_SIGNER",
}
_AHEAD: Final = timedelta(seconds=naming.MAX_CLOCK_AHEAD_S)


def words(role: SignerRole) -> str:
    """The role as a person reads it."""
    return naming.TITLES[role]


def day_and_time(moment: datetime) -> str:
    """A moment as a person reads it, in the time of this place."""
    try:
        here = moment.astimezone()
    except OverflowError:  # a certificate of the year 9999
        here = moment
    return f"{here:%Y-%m-%d %H:%M}"


# ---------------------------------------------------------------- step 5


def signatures_step(case: Case) -> None:
    """5: every signature file is a sound signature over the tag manifest under the commitment of its role."""
    archive, tags = case.bag()
    expected = {naming.signature_path(role): role for role in _ROLES[tags.kind]}
    present = [path for path in archive.files if path.startswith(naming.SIGNATURES)]
    if not present:
        raise refuse("E_SIG_MISSING")
    faults: list[Check] = []
    found: list[Signed] = []
    for path in present:
        if path not in expected:
            faults.append(failed("E_SIGNER_ROLE_UNKNOWN", name=shown(path)))
            continue
        try:
            found.append(_signed(archive.read(path), path, expected[path], tags.listing, case.at))
        except Refused as refusal:
            faults += refusal.checks
    if faults:
        raise Refused(faults)
    case.signed = tuple(sorted(found, key=lambda one: _ROLES[tags.kind].index(one.role)))
    case.checks += [passed("SIGNATURES", role=words(one.role), name=one.leaf.name) for one in case.signed]


def _signed(data: bytes, path: str, role: SignerRole, content: bytes, at: datetime) -> Signed:
    sound = detached_signature(data, path, content)
    optional = role is SignerRole.PLATFORM and not sound.commitment  # the openssl command cannot add it
    if sound.commitment != naming.COMMITMENTS[role] and not optional:
        raise refuse("E_SIG_COMMITMENT", name=path, role=words(role))
    if sound.signed_at > at + _AHEAD:
        raise refuse("E_SIG_TIME", name=path, time=day_and_time(sound.signed_at))
    return Signed(role, data, hashlib.sha256(data).hexdigest(), sound, leaf(sound.certificate, path))


# ---------------------------------------------------------------- step 6


def certificates_step(case: Case) -> None:
    """6: who signed: certificate profile, chain, validity, revocation, algorithm; what fails here does not hide a damaged file."""
    _archive, tags = case.bag()
    for one in case.signed:
        case.fails(profile_faults(one.leaf, one.role, words(one.role)))
    _different_people(case)
    chains = {one.role: check_companions(one.leaf, one.sound.others, naming.signature_path(one.role)) for one in case.signed}
    known: list[Signed] = []
    for platform in case.trust.platforms:
        reached = [one for one in case.signed if leads_to(one.leaf.certificate, chains[one.role], platform.roots, _probe(case, one))]
        if len(reached) > len(known):
            known, case.platform = reached, platform
    for one in case.signed:
        if one in known and case.platform is not None:
            _under_platform(case, one, case.platform, _NOT_OF_PLATFORM.get(tags.kind))
        else:
            case.untrusted = True
            case.checks.append(warned("E_CERT_UNTRUSTED", role=words(one.role)))
            case.fails(_validity(one, case.at))
        _signed_within(case, one)


def _probe(case: Case, one: Signed) -> datetime:
    """A time at which the certificate itself was good, so that an expired one is called expired and not unknown."""
    certificate = one.leaf.certificate
    moment = case.stamps.get(one.role, case.at)
    return min(max(moment, certificate.not_valid_before_utc), certificate.not_valid_after_utc)


def _different_people(case: Case) -> None:
    for number, one in enumerate(case.signed):
        if any(one.leaf.key_sha256 == other.leaf.key_sha256 for other in case.signed[:number]):
            case.checks.append(failed("E_SIGNER_SAME_CERT"))


def _under_platform(case: Case, one: Signed, platform: PlatformTrust, code: str | None) -> None:
    role = words(one.role)
    if code is not None and one.sound.certificate not in platform.receipt_signers:
        case.checks.append(failed(code))
    if one.sound.algorithm not in platform.algorithms:
        case.checks.append(failed("E_SIG_ALGORITHM", name=naming.signature_path(one.role), detail=one.sound.algorithm))
    pem = platform.crl + case.later_crl
    lists = revocation_lists(pem, platform.roots) if pem else ()
    if not lists:
        case.checks.append(not_checked("CRL_NOT_GIVEN", role=role))
    now = _standing(one, lists, case.at)
    stamp = case.stamps.get(one.role)
    if now and stamp is not None and not _standing(one, lists, stamp):
        case.at_receipt = True
        now = []
    if now:
        case.unsure = case.unsure or not any(check.failed for check in now)
        case.checks += now
    else:
        case.checks.append(passed("CERTIFICATES", role=role))


def _standing(one: Signed, lists: Sequence[x509.CertificateRevocationList], moment: datetime) -> list[Check]:
    """What is wrong with the certificate at that time, or cannot be known; empty where it is good."""
    if out := _validity(one, moment):
        return out
    if not lists:
        return []
    role = words(one.role)
    found = revocation(one.leaf.certificate, lists, moment)
    if found.unlisted:
        return [not_checked("E_CRL_OTHER_ISSUER", role=role)]
    if found.revoked_on is not None:
        return [failed("E_CERT_REVOKED", role=role, time=day_and_time(found.revoked_on))]
    if found.stale_since is not None:
        return [not_checked("E_CRL_STALE", role=role, time=day_and_time(found.stale_since))]
    return []


def _validity(one: Signed, moment: datetime) -> list[Check]:
    certificate = one.leaf.certificate
    if moment < certificate.not_valid_before_utc:
        return [failed("E_CERT_NOT_YET_VALID", role=words(one.role), time=day_and_time(certificate.not_valid_before_utc))]
    if moment > certificate.not_valid_after_utc:
        return [failed("E_CERT_EXPIRED", role=words(one.role), time=day_and_time(certificate.not_valid_after_utc))]
    return []


def _signed_within(case: Case, one: Signed) -> None:
    """The claimed time proves nothing, but a clock that stood outside the certificate is worth a word."""
    certificate = one.leaf.certificate
    if not certificate.not_valid_before_utc <= one.sound.signed_at <= certificate.not_valid_after_utc:
        case.checks.append(warned("E_CERT_SIGNED_OUTSIDE", role=words(one.role), time=day_and_time(one.sound.signed_at)))
