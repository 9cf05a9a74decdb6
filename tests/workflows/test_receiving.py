"""Countersigning on any PC, and taking in what comes back: nothing is kept of what does not fit."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.domain.submission import Correction, DossierStage, Environment, PlatformCertificate, ReceiptResult, SignerRole
from core.errors import AppError, EnvironmentFault, InputError, RuleError, VerificationError
from core.workflows import compiling, filing, identifying, receiving, reviewing
from core.workflows.change import NOTHING, ChangeKind
from core.workflows.receiving import accept_receipt, countersign, judge, register_signatures
from core.workflows.reviewing import ReceiptOrder
from core.workflows.trying import PASSPHRASE
from core.workflows.workspace import Workspace
from tests.workflows.sealed import LEDGER, Sealed, clock, small_event

NOW = clock()
RECEIVED = ReceiptOrder(ReceiptResult.RECEIVED, DossierStage.ACCEPTED)
CERTIFICATE = PlatformCertificate("TZ-2026-1", NOW.date(), NOW.date() + timedelta(days=365), "0.7", "活动碳中和")
CONFIRMED = ReceiptOrder(ReceiptResult.CONFIRMED, DossierStage.CONFIRMED, certificate=CERTIFICATE)


def code_of(kind: type[AppError], work: Callable[[], object]) -> str:
    with pytest.raises(kind) as refused:
        work()
    assert refused.value.message
    return refused.value.code


# ---------------------------------------------------------------- countersigning


def signed(sealed: Sealed, path: Path, **changes: Any) -> receiving.Countersigned:
    options: dict[str, Any] = {"key_file": sealed.desk.approver, "passphrase": PASSPHRASE, "trust": sealed.trust, "at": NOW, **changes}
    return countersign(path, options.pop("key_file"), options.pop("passphrase"), **options)


def test_a_second_signature_changes_nothing_else(sealed: Sealed) -> None:
    def contents(path: Path) -> dict[str, bytes]:
        with zipfile.ZipFile(path) as archive:
            return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}

    before = contents(sealed.half)
    made = signed(sealed, sealed.half)
    after = contents(sealed.half)
    assert {name for name in after if name not in before} == {"signatures/approver.p7s"}
    assert {name: after[name] for name in before} == before
    assert (made.path, made.signer.role) == (sealed.half, SignerRole.APPROVER)
    judged = judge(sealed.half, sealed.trust, recompute=False, at=NOW)
    assert (judged.verdict.value, judged.package_digest) == ("valid", made.digest)


def test_no_platform_is_needed_to_countersign(sealed: Sealed) -> None:
    signed(sealed, sealed.half, trust=identifying.trust((), None, at=NOW))
    assert judge(sealed.half, sealed.trust, recompute=False, at=NOW).verdict.value == "valid"


def damaged(sealed: Sealed) -> Path:
    raw = bytearray(sealed.half.read_bytes())
    raw[len(raw) // 2] ^= 1
    sealed.half.write_bytes(raw)
    return sealed.half


def no_zip(sealed: Sealed) -> Path:
    sealed.half.write_bytes(b"not a zip at all")
    return sealed.half


@pytest.mark.parametrize(
    ("which", "changes", "kind", "code"),
    [
        (lambda sealed: sealed.package, {}, RuleError, "package.signed_already"),
        (lambda sealed: sealed.half, {"passphrase": "不是这个口令"}, InputError, "key.passphrase"),
        (lambda sealed: sealed.half, {"role": SignerRole.PREPARER}, VerificationError, "E_SIGNER_NOT_NAMED"),
        (lambda sealed: sealed.desk.profile, {}, VerificationError, "E_TYPE_MISMATCH"),
        (damaged, {}, VerificationError, "E_PAYLOAD_HASH"),
        (no_zip, {}, VerificationError, "E_ZIP_STRUCTURE"),
        (lambda sealed: sealed.half, {"at": NOW - timedelta(days=30)}, VerificationError, "E_SIG_TIME"),
    ],
    ids=["twice", "wrong_passphrase", "role_of_another", "a_profile", "damaged", "no_zip", "clock_a_month_behind"],
)
def test_what_cannot_be_countersigned_stays_as_it_was(
    which: Callable[[Sealed], Path], changes: dict[str, Any], kind: type[AppError], code: str, sealed: Sealed
) -> None:
    path = which(sealed)
    before = path.read_bytes()
    assert code_of(kind, lambda: signed(sealed, path, **changes)) == code
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part"))


def test_the_preparer_cannot_approve_her_own_package(sealed: Sealed) -> None:
    assert code_of(VerificationError, lambda: signed(sealed, sealed.half, key_file=sealed.desk.preparer)) == "E_SIGNER_NOT_NAMED"


def test_a_package_that_is_not_there_is_told(sealed: Sealed) -> None:
    with pytest.raises(EnvironmentFault):
        signed(sealed, sealed.folder / "none.zip")


# ---------------------------------------------------------------- noting who signed


def test_the_ledger_notes_the_second_signature_once(sealed: Sealed) -> None:
    with sealed.open() as ws:
        assert register_signatures(ws, sealed.package, sealed.trust) == {ChangeKind.SUBMISSION}
        (package,) = filing.on_file(ws, sealed.event).packages
        assert all(one.signature_sha256 for one in package.signers)
        assert register_signatures(ws, sealed.package, sealed.trust) == NOTHING
        assert register_signatures(ws, sealed.half, sealed.trust) == NOTHING, "an older copy takes no signature away"
        assert filing.on_file(ws, sealed.event).packages == (package,)


def test_a_package_of_another_ledger_is_not_noted(sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    small_event(tmp_path / "other")
    with Workspace.open(tmp_path / "other" / LEDGER, clock=clock) as ws:
        assert code_of(VerificationError, lambda: register_signatures(ws, sealed.package, sealed.trust)) == "E_OTHER_PACKAGE"
        assert code_of(VerificationError, lambda: register_signatures(ws, sealed.desk.profile, sealed.trust)) == "E_TYPE_MISMATCH"


# ---------------------------------------------------------------- receipts


def receipt(sealed: Sealed, order: ReceiptOrder, name: str, minute: int = 1) -> Path:
    out = sealed.folder / name
    return reviewing.issue_receipt(sealed.desk.folder, PASSPHRASE, sealed.package, order, out, now=NOW + timedelta(minutes=minute))


def later(sealed: Sealed) -> Workspace:
    return Workspace.open(sealed.ledger, clock=lambda: NOW + timedelta(hours=1))


def test_a_receipt_is_kept_word_for_word(sealed: Sealed) -> None:
    mend = Correction("/result", "R10", "major", "请补七月电费单", "E0001")
    order = replace(RECEIVED, result=ReceiptResult.RETURNED, stage=DossierStage.RETURNED, corrections=(mend,), list_status="none")
    order = replace(order, list_date=NOW.date())
    with later(sealed) as ws:
        kept, change = accept_receipt(ws, receipt(sealed, order, "r.zip"), sealed.trust)
        assert filing.on_file(ws, sealed.event).receipts == (kept,)
        assert change == {ChangeKind.SUBMISSION}
        assert kept.package_id == filing.on_file(ws, sealed.event).packages[0].id
    assert (kept.stage, kept.corrections, kept.issuer) == (DossierStage.RETURNED, (mend,), "试用平台（示例）")
    assert (kept.list_status, kept.list_date, kept.sequence, kept.revision) == ("none", NOW.date(), 1, 1)
    assert (kept.taken_in_at, kept.issued_at) == (NOW + timedelta(hours=1), NOW + timedelta(minutes=1))
    assert kept.stamped_at == kept.issued_at, "the platform stamped both signatures then"
    assert (kept.environment, kept.certificate) == (Environment.TRIAL, None)


def test_receipts_come_in_their_order(sealed: Sealed) -> None:
    first, second = receipt(sealed, RECEIVED, "1.zip", 1), receipt(sealed, CONFIRMED, "2.zip", 2)
    with later(sealed) as ws:
        assert code_of(VerificationError, lambda: accept_receipt(ws, second, sealed.trust)) == "E_RECEIPT_ORDER"
        kept = [accept_receipt(ws, one, sealed.trust)[0] for one in (first, second)]
        assert code_of(VerificationError, lambda: accept_receipt(ws, second, sealed.trust)) == "E_RECEIPT_REPLAY"
        assert filing.on_file(ws, sealed.event).receipts == tuple(kept)
    assert kept[1].certificate == CERTIFICATE


def test_a_receipt_from_the_future_is_not_taken_in(sealed: Sealed) -> None:
    with sealed.open() as ws:
        ahead = receipt(sealed, RECEIVED, "ahead.zip", 30)
        assert code_of(VerificationError, lambda: accept_receipt(ws, ahead, sealed.trust)) == "E_SIG_TIME"
        assert filing.on_file(ws, sealed.event).receipts == ()


def test_a_package_is_no_receipt(sealed: Sealed) -> None:
    with later(sealed) as ws:
        assert code_of(VerificationError, lambda: accept_receipt(ws, sealed.package, sealed.trust)) == "E_RECEIPT_INVALID"
        assert code_of(VerificationError, lambda: accept_receipt(ws, sealed.desk.profile, sealed.trust)) == "E_RECEIPT_INVALID"


def test_a_receipt_over_other_signatures_is_refused_once_the_ledger_knows_them(sealed: Sealed) -> None:
    """The approver signed twice; the platform answered the copy that is not the one on file."""
    other = sealed.folder / "other" / sealed.half.name
    other.parent.mkdir()
    shutil.copyfile(sealed.half, other)
    signed(sealed, other, at=NOW + timedelta(minutes=5))
    answer = receipt(sealed, RECEIVED, "r.zip", 6)
    with later(sealed) as ws:
        register_signatures(ws, other, sealed.trust)
        assert code_of(VerificationError, lambda: accept_receipt(ws, answer, sealed.trust)) == "E_RECEIPT_OTHER_PACKAGE"


def test_a_receipt_judges_the_package_at_its_own_time(sealed: Sealed) -> None:
    """Years later the certificates have lapsed; the receipt says when the signatures were there."""
    answer = receipt(sealed, RECEIVED, "r.zip")
    much_later = NOW + timedelta(days=364)
    lapsed = judge(sealed.package, sealed.trust, recompute=False, at=NOW + timedelta(days=800))
    assert "E_CERT_EXPIRED" in {check.code for check in lapsed.checks}
    with_receipt = judge(sealed.package, sealed.trust, recompute=False, at=much_later, receipt=answer)
    assert with_receipt.verdict.good
    assert "RECEIPT" in {check.code for check in with_receipt.checks}


def test_a_trial_receipt_is_kept_and_moves_no_real_ledger(sealed: Sealed) -> None:
    with later(sealed) as ws:
        assert not compiling.snapshot(ws, sealed.event).venue.sample
        accept_receipt(ws, receipt(sealed, CONFIRMED, "r.zip"), sealed.trust)
        claim = filing.claim(ws, sealed.event)
    assert (len(claim.file.receipts), claim.stage) == (1, DossierStage.SIGNED)
