"""Whom we believe and when: roots, revocation lists, expiry, and what a receipt's trusted time saves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from core.submission.codes import CheckState, Verdict
from core.submission.reading import judging
from core.submission.reading.judgement import Judgement
from core.submission.reading.trust import Trust
from tests.submission.reading import forging as forge
from tests.submission.reading.bags import Bag, World
from tests.submission.reading.conftest import Judge
from tests.submission.reading.tokens import token

pytestmark = pytest.mark.referee("openssl")

DAY = timedelta(days=1)
Listing = Callable[..., bytes]


@pytest.fixture
def listing(world: World) -> Listing:
    """A revocation list of the platform's root."""

    def make(
        *revoked: tuple[x509.Certificate, datetime, datetime | None],
        begin: datetime | None = None,
        days: int = 30,
        issuer: forge.Person | None = None,
        critical: bool = False,
    ) -> bytes:
        signer = issuer or world.root
        start = begin or world.now - DAY
        builder = x509.CertificateRevocationListBuilder().issuer_name(signer.certificate.subject)
        builder = builder.last_update(start).next_update(start + timedelta(days=days))
        for certificate, since, suspected in revoked:
            one = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(since)
            if suspected is not None:
                one = one.add_extension(x509.InvalidityDate(suspected), critical=False)
            builder = builder.add_revoked_certificate(one.build())
        if critical:
            point = x509.IssuingDistributionPoint(None, None, False, False, None, False, True)
            builder = builder.add_extension(point, critical=True)
        return builder.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    return make


def with_crl(trust: Trust, pem: bytes) -> Trust:
    return Trust((replace(trust.platforms[0], crl=pem),))


def codes(judgement: Judgement, *states: CheckState) -> list[str]:
    return [check.code for check in judgement.checks if check.state in states and check.code.startswith(("E_", "CRL"))]


# ---------------------------------------------------------------- revocation


def test_a_revoked_signer_is_refused(world: World, judge: Judge, trust: Trust, listing: Listing) -> None:
    pem = listing((world.people["preparer"].certificate, world.now - DAY, None))
    judgement = judge(world.fresh().bytes(), trust=with_crl(trust, pem))
    assert codes(judgement, CheckState.FAILED) == ["E_CERT_REVOKED"]
    assert judgement.statement is not None  # what was signed is still shown


def test_a_revocation_from_tomorrow_on_does_not_count_yet(world: World, judge: Judge, trust: Trust, listing: Listing) -> None:
    pem = listing((world.people["preparer"].certificate, world.now + DAY, None))
    assert judge(world.fresh().bytes(), trust=with_crl(trust, pem)).verdict is Verdict.VALID


def test_the_day_from_which_the_key_is_suspected_counts(world: World, judge: Judge, trust: Trust, listing: Listing) -> None:
    pem = listing((world.people["preparer"].certificate, world.now + DAY, world.now - DAY))
    assert codes(judge(world.fresh().bytes(), trust=with_crl(trust, pem)), CheckState.FAILED) == ["E_CERT_REVOKED"]


def test_a_list_too_old_is_never_silently_green(world: World, judge: Judge, trust: Trust, listing: Listing) -> None:
    pem = listing(begin=world.now - 40 * DAY)
    judgement = judge(world.fresh().bytes(), trust=with_crl(trust, pem))
    assert judgement.verdict is Verdict.INDETERMINATE
    assert codes(judgement, CheckState.NOT_CHECKED) == ["E_CRL_STALE"] * 2
    assert judgement.fault().code == "E_CRL_STALE"  # type: ignore[union-attr]


def test_the_newest_of_several_lists_counts(world: World, judge: Judge, trust: Trust, listing: Listing) -> None:
    pem = listing((world.people["preparer"].certificate, world.now - DAY, None), begin=world.now - 20 * DAY) + listing()
    assert judge(world.fresh().bytes(), trust=with_crl(trust, pem)).verdict is Verdict.VALID


def test_a_list_of_another_root_leaves_the_signer_uncertain(world: World, judge: Judge, trust: Trust, listing: Listing) -> None:
    other = root(world, "乙根")
    both = replace(trust.platforms[0], roots=(*trust.platforms[0].roots, other.der), crl=listing(issuer=other))
    judgement = judge(world.fresh().bytes(), trust=Trust((both,)))
    assert judgement.verdict is Verdict.INDETERMINATE
    assert codes(judgement, CheckState.NOT_CHECKED) == ["E_CRL_OTHER_ISSUER"] * 2


def test_a_platform_without_a_list_is_said_to_have_none(world: World, judge: Judge, trust: Trust) -> None:
    judgement = judge(world.fresh().bytes(), trust=with_crl(trust, b""))
    assert judgement.verdict is Verdict.VALID
    assert codes(judgement, CheckState.NOT_CHECKED) == ["CRL_NOT_GIVEN"] * 2


@pytest.mark.parametrize("fault", ["noise", "empty", "stranger", "critical", "another key"])
def test_a_list_that_is_not_the_platforms_is_refused(fault: str, world: World, judge: Judge, trust: Trust, listing: Listing) -> None:
    from tests.hostile.make_packages_signed import stranger

    pem = {
        "noise": b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
        "empty": b"nothing",
        "stranger": listing(issuer=root(world, "别的根")),
        "critical": listing(critical=True),
        "another key": listing(issuer=stranger(world, world.root.certificate.subject)),
    }[fault]
    assert codes(judge(world.fresh().bytes(), trust=with_crl(trust, pem)), CheckState.FAILED) == ["E_CRL_FORMAT"]


def root(world: World, name: str) -> forge.Person:
    key = forge.new_key()
    paper = world.paper("preparer", subject=forge.name(person=name), constraints=(True, 0), usages=("key_cert_sign", "crl_sign"), days=3000)
    return forge.Person(key, forge.certificate(paper, key, None))


# ---------------------------------------------------------------- several platforms


def test_the_platform_that_knows_the_signers_is_found_among_several(world: World, judge: Judge, trust: Trust) -> None:
    other = replace(trust.platforms[0], id="urn:platform:other", roots=(root(world, "乙根").der,))
    for platforms in ((other, trust.platforms[0]), (trust.platforms[0], other)):
        assert judge(world.fresh().bytes(), trust=Trust(platforms)).verdict is Verdict.VALID


def test_a_root_that_has_expired_carries_nobody(world: World, judge: Judge, trust: Trust) -> None:
    subject, key = world.root.certificate.subject, world.root.key
    usages = ("key_cert_sign", "crl_sign")
    paper = world.paper("preparer", subject=subject, begin=world.now - 700 * DAY, days=699, constraints=(True, 0), usages=usages)
    der = forge.Person(key, forge.certificate(paper, key, None)).der
    judgement = judge(world.fresh().bytes(), trust=Trust((replace(trust.platforms[0], roots=(der,), crl=b""),)))
    assert judgement.verdict is Verdict.UNREGISTERED


def test_a_root_that_may_not_issue_carries_nobody(world: World, judge: Judge, trust: Trust) -> None:
    key = world.root.key
    subject = world.root.certificate.subject
    weak = forge.certificate(world.paper("preparer", subject=subject, constraints=(True, 0), usages=("crl_sign",)), key, None)
    der = weak.public_bytes(serialization.Encoding.DER)
    judgement = judge(world.fresh().bytes(), trust=Trust((replace(trust.platforms[0], roots=(der,), crl=b""),)))
    assert judgement.verdict is Verdict.UNREGISTERED


def test_a_signer_named_as_a_root_is_no_root(world: World, judge: Judge, trust: Trust) -> None:
    leaves = tuple(world.people[role].der for role in ("preparer", "approver"))
    judgement = judge(world.fresh().bytes(), trust=Trust((replace(trust.platforms[0], roots=leaves, crl=b""),)))
    assert judgement.verdict is Verdict.UNREGISTERED
    assert judge(world.fresh().bytes(), trust=Trust((replace(trust.platforms[0], roots=(), crl=b""),))).verdict is Verdict.UNREGISTERED


# ---------------------------------------------------------------- the time of the receipt


@dataclass(frozen=True)
class Past:
    """The platform as it was two years ago: the same root key, and a time stamper of then."""

    trust: Trust
    tsa: forge.Person


@pytest.fixture
def past(world: World, trust: Trust) -> Past:
    subject, key = world.root.certificate.subject, world.root.key
    usages = ("key_cert_sign", "crl_sign")
    paper = world.paper("preparer", subject=subject, begin=world.now - 700 * DAY, days=3600, constraints=(True, 0), usages=usages)
    root_then = forge.Person(key, forge.certificate(paper, key, None))
    paper = world.paper("platform", begin=world.now - 600 * DAY, purposes=forge.TIME_STAMPING, purposes_critical=True)
    tsa = forge.Person(world.people["tsa"].key, forge.certificate(paper, world.people["tsa"].key, root_then))
    return Past(Trust((replace(trust.platforms[0], roots=(root_then.der,), tsa=(tsa.der,), crl=b""),)), tsa)


def answered(world: World, bag: Bag, at: datetime, tsa: forge.Person) -> Bag:
    """A receipt for a package, with its signatures stamped at that time."""
    listing = hashlib.sha256(bag.files["tagmanifest-sha256.txt"]).hexdigest()
    signatures = {role: bag.files[f"signatures/{role}.p7s"] for role in bag.people}
    receipt = world.fresh("receipt")
    receipt.edit(
        lambda document: document["submission"].update(
            packageDigest=listing, signatures={role: hashlib.sha256(file).hexdigest() for role, file in signatures.items()}
        )
    )
    for role, file in signatures.items():
        receipt.files[f"data/timestamps/{role}.tsr"] = token(tsa, file, at)
    return receipt.sealed()


def judged(bag: Bag, receipt: Bag, tmp_path: Path, trust: Trust, at: datetime) -> Judgement:
    package, answer = tmp_path / "package.zip", tmp_path / "receipt.zip"
    package.write_bytes(bag.bytes())
    answer.write_bytes(receipt.bytes())
    return judging.verify(package, trust, receipt=answer, at=at)


def expired_since_yesterday(world: World) -> Bag:
    """Both signed three days ago; both certificates ended yesterday."""
    papers = {"begin": world.now - 500 * DAY, "days": 499}
    bag = world.fresh()
    bag.people |= {role: world.issue(role, **papers) for role in ("preparer", "approver")}
    bag.at = world.now - 3 * DAY
    return bag.named().sealed()


def test_expired_certificates_stay_good_at_the_time_of_the_receipt(world: World, past: Past, tmp_path: Path) -> None:
    bag = expired_since_yesterday(world)
    receipt = answered(world, bag, world.now - 2 * DAY, past.tsa)
    judgement = judged(bag, receipt, tmp_path, past.trust, world.now)
    assert judgement.verdict is Verdict.VALID_AT_RECEIPT
    assert judgement.verdict.good
    assert judging.verify(tmp_path / "package.zip", past.trust, at=world.now).verdict is Verdict.INVALID


def test_a_revocation_after_the_receipt_does_no_harm(world: World, past: Past, tmp_path: Path, listing: Listing) -> None:
    bag = world.by(preparer=world.issue("preparer"), approver=world.issue("approver"))
    preparer = bag.people["preparer"].certificate
    pem = listing((preparer, world.now - timedelta(hours=1), None))
    receipt = answered(world, bag, world.now - timedelta(hours=2), past.tsa)
    judgement = judged(bag, receipt, tmp_path, with_crl(past.trust, pem), world.now)
    assert judgement.verdict is Verdict.VALID_AT_RECEIPT
    early = listing((preparer, world.now - timedelta(hours=3), None))
    assert judged(bag, receipt, tmp_path, with_crl(past.trust, early), world.now).verdict is Verdict.INVALID


def test_the_list_that_comes_with_the_receipt_counts_too(world: World, trust: Trust, tmp_path: Path, listing: Listing) -> None:
    def judged_with(pem: bytes) -> Judgement:
        receipt = world.fresh("receipt").edit(lambda document: document.update(crl="data/crl.pem"))
        receipt.files["data/crl.pem"] = pem
        return judged(world.fresh(), receipt.sealed(), tmp_path, trust, world.now)

    newest = {"begin": world.now + timedelta(seconds=1)}
    early = listing((world.people["preparer"].certificate, world.now - DAY, None), **newest)
    assert codes(judged_with(early), CheckState.FAILED) == ["E_CERT_REVOKED"]
    assert judged_with(listing(**newest)).verdict is Verdict.VALID
    assert codes(judged_with(b"nothing"), CheckState.FAILED) == ["E_CRL_FORMAT"]


def test_a_stamp_after_the_expiry_does_not_help(world: World, past: Past, tmp_path: Path) -> None:
    bag = expired_since_yesterday(world)
    receipt = answered(world, bag, world.now, past.tsa)
    judgement = judged(bag, receipt, tmp_path, past.trust, world.now)
    assert codes(judgement, CheckState.FAILED) == ["E_CERT_EXPIRED"] * 2


def test_without_a_stamp_the_receipt_gives_no_time(world: World, past: Past, tmp_path: Path) -> None:
    receipt = answered(world, world.fresh(), world.now, past.tsa)
    del receipt.files["data/timestamps/approver.tsr"]
    judgement = judged(world.fresh(), receipt.sealed(), tmp_path, past.trust, world.now)
    assert judgement.verdict is Verdict.VALID
    assert codes(judgement, CheckState.NOT_CHECKED)[0] == "E_TIMESTAMP_MISSING"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda document: document["submission"].update(packageDigest="0" * 64), "E_RECEIPT_OTHER_PACKAGE"),
        (lambda document: document["submission"].update(revision=2), "E_RECEIPT_OTHER_PACKAGE"),
        (lambda document: document.update(dossierId="urn:uuid:x"), "E_RECEIPT_OTHER_PACKAGE"),
        (lambda document: document.update(environment="production"), "E_ENVIRONMENT"),
    ],
)
def test_a_receipt_that_does_not_fit_is_no_help(
    change: Callable[[dict[str, object]], object], code: str, world: World, trust: Trust, tmp_path: Path
) -> None:
    receipt = world.fresh("receipt").edit(change).sealed()
    judgement = judged(world.fresh(), receipt, tmp_path, trust, world.now)
    assert judgement.verdict is Verdict.INVALID
    assert codes(judgement, CheckState.FAILED) == [code]


def test_a_profile_is_no_receipt(world: World, trust: Trust, tmp_path: Path) -> None:
    judgement = judged(world.fresh(), world.fresh("profile"), tmp_path, trust, world.now)
    assert codes(judgement, CheckState.FAILED) == ["E_RECEIPT_INVALID"]
