"""A receipt is taken in only when the platform made it, for a package of ours, once and in order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.domain.dossier import DossierId
from core.domain.submission import DossierStage, Environment, ReceiptResult, SignerRole
from core.errors import VerificationError
from core.submission.codes import Verdict
from core.submission.reading import judging
from core.submission.reading.context import Context, KnownReceipt
from core.submission.reading.receipts import Exported, ReadReceipt, read_receipt
from core.submission.reading.trust import Trust
from tests.submission.reading import forging as forge
from tests.submission.reading import tokens
from tests.submission.reading.bags import Bag, World

pytestmark = pytest.mark.referee("openssl")

Edit = Callable[[dict[str, Any]], object]
CERTIFICATE = {"number": "TZH-1", "validFrom": "2026-01-01", "validTo": "2026-12-31", "tCO2e": "12", "kind": "运营碳中和", "qr": "CSC1:AB"}


@pytest.fixture
def exported(world: World) -> Exported:
    """The good package, as the ledger remembers it."""
    files = world.submission.files
    document = json.loads(files["data/submission.json"])
    return Exported(
        document["packageId"],
        document["dossierId"],
        1,
        hashlib.sha256(files["tagmanifest-sha256.txt"]).hexdigest(),
        Environment.TRIAL,
        {role: hashlib.sha256(files[f"signatures/{role.value}.p7s"]).hexdigest() for role in (SignerRole.PREPARER, SignerRole.APPROVER)},
    )


@pytest.fixture
def read(world: World, trust: Trust, exported: Exported, tmp_path: Path) -> Callable[..., ReadReceipt]:
    """Read a receipt against the good package."""

    def take(bag: Bag, known: tuple[KnownReceipt, ...] = (), **options: Any) -> ReadReceipt:
        path = tmp_path / "receipt.zip"
        path.write_bytes(bag.bytes())
        return read_receipt(path, options.pop("trust", trust), options.pop("exported", [exported]), known, world.now, **options)

    return take


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(VerificationError) as refused:
        work()
    assert refused.value.message
    assert refused.value.hint
    return refused.value.code


def edited(world: World, change: Edit) -> Bag:
    return world.fresh("receipt").edit(change).sealed()


def test_a_receipt_made_by_shell_and_openssl_is_read(world: World, read: Callable[..., ReadReceipt], exported: Exported) -> None:
    receipt = read(world.fresh("receipt"))
    assert (receipt.package_id, receipt.dossier_id, receipt.revision, receipt.sequence) == (exported.package_id, exported.dossier_id, 1, 1)
    assert (receipt.result, receipt.stage, receipt.environment) == (ReceiptResult.RECEIVED, DossierStage.ACCEPTED, Environment.TRIAL)
    assert receipt.issuer == "示例碳中和服务平台"
    assert set(receipt.stamps) == {SignerRole.PREPARER, SignerRole.APPROVER}
    assert receipt.stamped_at == max(receipt.stamps.values())
    assert abs(receipt.stamped_at - world.now) < timedelta(minutes=5)
    assert "data/attachments/受理通知.pdf" in receipt.judgement.attachments
    taken = receipt.taken_in(world.now, DossierId("ours"))
    assert (taken.dossier_id, taken.taken_in_at, taken.digest) == ("ours", world.now, receipt.judgement.package_digest)


def test_what_a_confirmation_says_comes_word_for_word(world: World, read: Callable[..., ReadReceipt]) -> None:
    correction = {"pointer": "/tables/records/2", "code": "D5", "severity": "W", "messageZh": "补一张账单", "evidenceId": None}
    receipt = read(
        edited(
            world,
            lambda document: document.update(
                result="confirmed",
                status="已确认",
                certificate=CERTIFICATE,
                corrections=[correction],
                list="green",
                listDate="2026-01-02",
                revocations=["TZH-0"],
            ),
        )
    )
    assert receipt.certificate is not None
    assert (receipt.certificate.number, receipt.certificate.valid_to, receipt.certificate.qr) == ("TZH-1", date(2026, 12, 31), "CSC1:AB")
    assert receipt.corrections[0].message == "补一张账单"
    assert (receipt.list_status, receipt.list_date, receipt.revocations) == ("green", date(2026, 1, 2), ("TZH-0",))


def test_a_receipt_without_stamps_has_no_trusted_time(world: World, read: Callable[..., ReadReceipt]) -> None:
    bag = world.fresh("receipt")
    for role in ("preparer", "approver"):
        del bag.files[f"data/timestamps/{role}.tsr"]
    for key in ("certificate", "corrections", "list", "revocations", "crl", "profileSerial", "receiptId"):
        bag.edit(lambda document, key=key: document.pop(key))
    assert read(bag.sealed()).stamped_at is None


# ---------------------------------------------------------------- who made it


def test_r01_a_venue_cannot_forge_one(world: World, read: Callable[..., ReadReceipt]) -> None:
    for person in (world.people["preparer"], world.issue("platform", key=world.people["preparer"].key)):
        bag = world.fresh("receipt")
        bag.people["platform"] = person
        assert code_of(lambda bag=bag: read(bag.sealed())) == "E_RECEIPT_SIGNER_NOT_PLATFORM"


def test_a_stranger_cannot_forge_one(world: World, read: Callable[..., ReadReceipt]) -> None:
    bag = world.fresh("receipt")
    bag.people["platform"] = world.self_made("platform")
    assert code_of(lambda: read(bag.sealed())) == "E_CERT_UNTRUSTED"
    assert code_of(lambda: read(world.fresh("receipt"), trust=Trust())) == "E_CERT_UNTRUSTED"


def test_another_commitment_than_a_receipts_is_refused(world: World, read: Callable[..., ReadReceipt]) -> None:
    bag = world.fresh("receipt").listed().tagged()
    wrong = forge.attribute(forge.COMMITMENT, forge.sequence(forge.oid("1.2.840.113549.1.9.16.6.1")))
    bag.signed(platform=bag.cms("platform", attributes={forge.COMMITMENT: wrong}).der())
    assert code_of(lambda: read(bag)) == "E_SIG_COMMITMENT"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["issuer"].update(id="urn:platform:other"), "E_RECEIPT_ISSUER"),
        (lambda d: d.update(status="已确认"), "E_RECEIPT_STATE"),
        (lambda d: d.update(result="confirmed", status="已确认"), "E_RECEIPT_NO_NUMBER"),
        (lambda d: d.update(result="confirmed", status="审核通过", certificate={**CERTIFICATE, "number": " "}), "E_RECEIPT_NO_NUMBER"),
        (lambda d: d.update(environment="production"), "E_ENVIRONMENT"),
        (lambda d: d.update(result="praised"), "E_STATEMENT_SCHEMA"),
        (lambda d: d.update(previousReceiptDigest="0" * 64), "E_STATEMENT_SCHEMA"),
        (lambda d: d.update(sequence=2), "E_STATEMENT_SCHEMA"),
        (lambda d: d.update(receiptId="urn:uuid:other"), "E_STATEMENT_SCHEMA"),
        (lambda d: d.update(crl="data/crl.pem"), "E_DOCUMENT_MISSING"),
        (lambda d: d.update(type="submission"), "E_TYPE_MISMATCH"),
        (lambda d: d["submission"].update(packageId="urn:uuid:other"), "E_RECEIPT_OTHER_PACKAGE"),
        (lambda d: d["submission"].update(revision=2), "E_RECEIPT_OTHER_PACKAGE"),
        (lambda d: d["submission"].update(packageDigest="0" * 64), "E_RECEIPT_OTHER_PACKAGE"),
        (lambda d: d.update(dossierId="urn:uuid:other"), "E_RECEIPT_OTHER_PACKAGE"),
    ],
)
def test_it_is_refused_for_its_own_reason(change: Edit, code: str, world: World, read: Callable[..., ReadReceipt]) -> None:
    assert code_of(lambda: read(edited(world, change))) == code


def test_a_receipt_over_other_signatures_is_for_another_package(world: World, read: Callable[..., ReadReceipt], exported: Exported) -> None:
    other = replace(exported, signatures={SignerRole.PREPARER: "0" * 64})
    assert code_of(lambda: read(world.fresh("receipt"), exported=[other])) == "E_RECEIPT_OTHER_PACKAGE"
    unknown = replace(exported, signatures={})
    assert read(world.fresh("receipt"), exported=[other, unknown]).revision == 1


def test_a_trial_receipt_never_raises_a_production_dossier(world: World, read: Callable[..., ReadReceipt], exported: Exported) -> None:
    real = replace(exported, environment=Environment.PRODUCTION)
    assert code_of(lambda: read(world.fresh("receipt"), exported=[real])) == "E_ENVIRONMENT"


def test_a_file_beside_what_a_receipt_holds_is_refused(world: World, read: Callable[..., ReadReceipt]) -> None:
    bag = world.fresh("receipt")
    bag.files["data/other.txt"] = b"x"
    assert code_of(lambda: read(bag.sealed())) == "E_DOCUMENT_UNDECLARED"


def test_a_package_is_no_receipt(world: World, trust: Trust) -> None:
    for name in ("package.zip", "profile.zip"):
        path = world.folder / name
        assert code_of(lambda path=path: read_receipt(path, trust, [], (), world.now)) == "E_RECEIPT_INVALID"
    script = Path(__file__)
    assert code_of(lambda: read_receipt(script, trust, [], (), world.now)) == "E_ZIP_STRUCTURE"


# ---------------------------------------------------------------- once and in order


def known(sequence: int = 1, **changes: Any) -> KnownReceipt:
    return KnownReceipt(**{"id": f"urn:uuid:{sequence}", "sequence": sequence, "digest": "a" * 64, **changes})


def test_a_receipt_twice_is_refused(world: World, read: Callable[..., ReadReceipt]) -> None:
    first = read(world.fresh("receipt"))
    assert code_of(lambda: read(world.fresh("receipt"), (known(id=first.id),))) == "E_RECEIPT_REPLAY"
    assert code_of(lambda: read(world.fresh("receipt"), (known(digest=first.digest),))) == "E_RECEIPT_REPLAY"


def test_receipts_come_in_order_and_link(world: World, read: Callable[..., ReadReceipt]) -> None:
    def numbered(number: int, link: str = "a" * 64) -> Bag:
        return edited(world, lambda document: document.update(sequence=number, previousReceiptDigest=link))

    assert read(numbered(2), (known(1),)).sequence == 2
    assert code_of(lambda: read(world.fresh("receipt"), (known(1),))) == "E_RECEIPT_ORDER"
    assert code_of(lambda: read(numbered(3), (known(1),))) == "E_RECEIPT_ORDER"
    assert code_of(lambda: read(numbered(2, "b" * 64), (known(1),))) == "E_RECEIPT_CHAIN"


def test_receipts_of_other_packages_are_passed_over(world: World, read: Callable[..., ReadReceipt]) -> None:
    assert read(world.fresh("receipt"), (known(4, package_id="urn:uuid:other"),)).sequence == 1


@pytest.mark.parametrize(
    ("last", "result", "status", "legal"),
    [
        (DossierStage.ACCEPTED, "received", "审核中", True),
        (DossierStage.IN_REVIEW, "received", "已签收", False),
        (DossierStage.IN_REVIEW, "returned", "需补充说明", True),
        (DossierStage.ASKED, "received", "审核中", True),
        (DossierStage.IN_REVIEW, "returned", "退回补正", True),
        (DossierStage.PASSED, "returned", "退回补正", False),
        (DossierStage.PASSED, "returned", "不予通过", True),
        (DossierStage.CONFIRMED, "returned", "不予通过", False),
        (DossierStage.CONFIRMED, "revoked", "已撤销", True),
        (DossierStage.REVOKED, "received", "已受理", False),
        (DossierStage.RETURNED, "received", "已受理", False),
    ],
)
def test_a_stage_follows_only_where_it_may(
    last: DossierStage, result: str, status: str, legal: bool, world: World, read: Callable[..., ReadReceipt]
) -> None:
    bag = edited(world, lambda document: document.update(sequence=2, previousReceiptDigest="a" * 64, result=result, status=status))
    before = (known(1, stage=last),)
    if legal:
        assert read(bag, before).stage is DossierStage(status)
    else:
        assert code_of(lambda: read(bag, before)) == "E_RECEIPT_STATE"


def test_a_receipt_for_somebody_else_is_refused(world: World, read: Callable[..., ReadReceipt]) -> None:
    assert code_of(lambda: read(world.fresh("receipt"), audience="NTRCN-x")) == "E_RECEIPT_AUDIENCE"
    assert read(world.fresh("receipt"), audience="NTRCN-91510100MA6DEM012N").sequence == 1


def test_a_receipt_can_be_held_against_those_on_file_without_a_ledger(world: World, trust: Trust) -> None:
    path = world.folder / "receipt.zip"
    own = json.loads(world.receipt.files["data/receipt.json"])["packageId"]
    for one, code in ((known(3), "E_RECEIPT_ORDER"), (known(id=own), "E_RECEIPT_REPLAY")):
        judgement = judging.verify(path, trust, at=world.now, context=Context(known_receipts=(one,)))
        assert [check.code for check in judgement.checks if check.failed] == [code]


# ---------------------------------------------------------------- trusted time


Stamp = Callable[[World, bytes], bytes]


def _by(world: World, **changes: Any) -> forge.Person:
    key = world.people["tsa"].key
    paper = {"purposes": forge.TIME_STAMPING, "purposes_critical": True, **changes}
    return forge.Person(key, forge.certificate(world.paper("platform", **paper), key, world.root))


def _own(world: World, file: bytes, **changes: Any) -> bytes:
    return tokens.token(world.people["tsa"], file, world.now, **changes)


STAMPS: dict[str, tuple[str, Stamp]] = {
    "empty": ("E_TIMESTAMP_FORMAT", lambda _world, _file: b""),
    "noise": ("E_TIMESTAMP_FORMAT", lambda _world, _file: forge.sequence(b"\5\0")),
    "bytes behind": ("E_TIMESTAMP_FORMAT", lambda world, file: _own(world, file) + b"\0"),
    "rejected": ("E_TIMESTAMP_FORMAT", lambda world, file: _own(world, file, status=2)),
    "no token": ("E_TIMESTAMP_FORMAT", lambda _world, _file: forge.sequence(forge.sequence(forge.integer(0)))),
    "version 2": ("E_TIMESTAMP_FORMAT", lambda world, file: _own(world, file, inside=tokens.info(file, world.now, version=2))),
    "critical extension": (
        "E_TIMESTAMP_FORMAT",
        lambda world, file: _own(
            world,
            file,
            inside=tokens.info(
                file,
                world.now,
                more=forge.tlv(0xA1, forge.sequence(forge.oid("1.2.3.4"), forge.tlv(1, b"\xff"), forge.tlv(4, b"\5\0"))),
            ),
        ),
    ),
    "content of another type": ("E_TIMESTAMP_FORMAT", lambda world, file: _own(world, file, kind=forge.DATA)),
    "over another file": ("E_TIMESTAMP_DIGEST", lambda world, _file: _own(world, b"other")),
    "sha-512": (
        "E_TIMESTAMP_DIGEST",
        lambda world, file: _own(
            world, file, inside=tokens.info(file, world.now, digest=forge.sequence(forge.oid("2.16.840.1.101.3.4.2.3")))
        ),
    ),
    "venue as stamper": ("E_TIMESTAMP_SIGNER", lambda world, file: tokens.token(world.people["preparer"], file, world.now)),
    "another stamper": ("E_TIMESTAMP_SIGNER", lambda world, file: tokens.token(_by(world), file, world.now)),
    "before its certificate": ("E_TIMESTAMP_SIGNER", lambda world, file: tokens.token(world.people["tsa"], file, world.now - timedelta(9))),
    "companions": (
        "E_TIMESTAMP_SIGNER",
        lambda world, file: _own(world, file, certificates=(world.people["tsa"].der, world.people["preparer"].der)),
    ),
}


def stamped(world: World, stamp: Stamp) -> Bag:
    bag = world.fresh("receipt")
    bag.files["data/timestamps/preparer.tsr"] = stamp(world, world.submission.files["signatures/preparer.p7s"])
    return bag.sealed()


@pytest.mark.parametrize("name", STAMPS)
def test_a_stamp_is_refused_for_its_own_reason(name: str, world: World, trust: Trust, tmp_path: Path) -> None:
    code, stamp = STAMPS[name]
    path = tmp_path / "receipt.zip"
    path.write_bytes(stamped(world, stamp).bytes())
    judgement = judging.verify(path, trust, at=world.now)
    assert [check.code for check in judgement.checks if check.failed][-1] == code
    assert judgement.verdict is Verdict.INVALID


def test_a_stamp_without_the_stampers_certificate_is_read(world: World, read: Callable[..., ReadReceipt]) -> None:
    receipt = read(stamped(world, lambda world, file: _own(world, file, certificates=())))
    assert receipt.stamps[SignerRole.PREPARER] == world.now


@pytest.mark.parametrize("changes", [{"purposes": ()}, {"purposes_critical": False}, {"purposes": (*forge.TIME_STAMPING, forge.EMAIL)}])
def test_a_stamper_does_nothing_but_stamp(changes: dict[str, Any], world: World, trust: Trust, read: Callable[..., ReadReceipt]) -> None:
    other = _by(world, **changes)
    bag = stamped(world, lambda world, file: tokens.token(other, file, world.now))
    named = Trust((replace(trust.platforms[0], tsa=(other.der, world.people["tsa"].der)),))
    assert code_of(lambda: read(bag, trust=named)) == "E_TIMESTAMP_SIGNER"


def test_a_stamp_over_a_signature_that_the_receipt_does_not_name_is_refused(world: World, read: Callable[..., ReadReceipt]) -> None:
    bag = edited(world, lambda document: document["submission"]["signatures"].pop("approver"))
    assert code_of(lambda: read(bag)) == "E_TIMESTAMP_FORMAT"
    large = world.fresh("receipt")
    large.files["data/timestamps/preparer.tsr"] += bytes(70_000)
    assert code_of(lambda: read(large.sealed())) == "E_TIMESTAMP_FORMAT"
