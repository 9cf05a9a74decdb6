"""The sealed package on its way out and back: judged by programs of others, by our verifier, answered by a platform, taken in."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from core.cli.entry import run
from core.domain.submission import ClaimLevel, DossierStage, Environment, ReceiptResult, SignerRole
from core.errors import AppError, FileError, InputError, RuleError, VerificationError
from core.submission import naming
from core.submission.reading import extracting
from core.submission.writing import bag
from core.submission.writing.cades import detached_signature
from core.submission.writing.key_files import read_key_file
from core.submission.writing.statements import jcs
from core.workflows import certifying, compiling, demonstrating, filing, identifying, receiving, reviewing, submitting, trying
from core.workflows.workspace import Workspace
from tests.workflows.sealed import WINDOW, demo_folder, operation_of, package_in


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole demonstration of one venue; nobody changes it."""
    return demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture
def hotel(demo: Path, tmp_path: Path) -> Path:
    """A copy that a test may alter."""
    copy = tmp_path / "hotel"
    shutil.copytree(demo, copy)
    return copy


def verify(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    capsys.readouterr()
    code = run(["verify", *map(str, arguments), "--json"], WINDOW)
    return code, json.loads(capsys.readouterr().out)


# ---------------------------------------------------------------- with none of our code


@pytest.fixture
def unpacked(demo: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The package as `unzip` lays it out."""
    folder = demo / request.param if request.param else demo
    subprocess.run(["unzip", "-q", str(package_in(folder)), "-d", str(tmp_path / "out")], check=True, env={"LC_ALL": "C.UTF-8"})
    (bag,) = (tmp_path / "out").iterdir()
    return bag


both = pytest.mark.parametrize("unpacked", ["", "event"], indirect=True, ids=["operation", "event"])


@both
@pytest.mark.referee("unzip", "sha256sum")
def test_sha256sum_agrees_with_both_manifests(unpacked: Path) -> None:
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=unpacked, check=True)
    listed = sorted(line[66:] for line in (unpacked / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines())
    assert listed == sorted(path.relative_to(unpacked).as_posix() for path in (unpacked / "data").rglob("*") if path.is_file())


@both
@pytest.mark.referee("unzip")
def test_bagit_finds_the_bag_valid(unpacked: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bagit", "--validate", str(unpacked)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "is valid" in done.stderr


@both
@pytest.mark.referee("unzip", "openssl")
def test_openssl_accepts_each_signature_under_the_root(unpacked: Path, demo: Path) -> None:
    for role in ("preparer", "approver"):
        command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", str(unpacked / "signatures" / f"{role}.p7s")]
        command += ["-content", str(unpacked / "tagmanifest-sha256.txt"), "-CAfile", str(demo / "trust" / "root.pem"), "-out", "/dev/null"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("unpacked", [""], indirect=True)
@pytest.mark.referee("unzip", "openssl")
def test_openssl_refuses_a_signature_over_other_bytes(unpacked: Path, demo: Path) -> None:
    other = unpacked / "other.txt"
    other.write_bytes((unpacked / "tagmanifest-sha256.txt").read_bytes() + b"\n")
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", str(unpacked / "signatures" / "preparer.p7s")]
    command += ["-content", str(other), "-CAfile", str(demo / "trust" / "root.pem"), "-out", "/dev/null"]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


# ---------------------------------------------------------------- our verifier


@pytest.mark.parametrize("part", ["", "event"], ids=["operation", "event"])
def test_package_is_valid_and_its_figures_come_out_again(demo: Path, capsys: pytest.CaptureFixture[str], part: str) -> None:
    code, judged = verify(capsys, package_in(demo / part), "--profile", demo / "trust" / "profile.zip", "--recompute")
    assert (code, judged["verdict"], judged["trial"], judged["container"]) == (0, "valid", True, "original")
    assert judged["recomputed"]["equal"] is True
    assert judged["recomputed"]["total_tco2e"] == judged["recomputed"]["stated_tco2e"]
    if not part:
        assert judged["recomputed"]["total_tco2e"] == json.loads((demo / "footprint.json").read_text(encoding="utf-8"))["total_tco2e"]
    assert [signer["role"] for signer in judged["signers"]] == ["preparer", "approver"]
    assert {check["state"] for check in judged["checks"]} <= {"passed", "not_checked"}


def test_without_a_profile_the_signers_are_unregistered(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, judged = verify(capsys, package_in(demo), "--recompute")
    assert (code, judged["verdict"]) == (1, "unregistered")
    assert "E_CERT_UNTRUSTED" in {check["code"] for check in judged["checks"] if check["state"] == "warning"}
    assert judged["recomputed"]["equal"] is True


def test_a_flipped_bit_is_found_and_its_file_named(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = package_in(demo)
    raw = package.read_bytes()
    with zipfile.ZipFile(package) as archive:
        entries = [entry for entry in archive.infolist() if entry.file_size]
    step = max(1, len(entries) // 12)
    for entry in (*entries[::step], *entries[-6:]):
        header = raw[entry.header_offset : entry.header_offset + 30]
        start = entry.header_offset + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        hurt = bytearray(raw)
        hurt[start + entry.file_size // 2] ^= 0x04
        copy = tmp_path / package.name
        copy.write_bytes(hurt)
        code, judged = verify(capsys, copy, "--profile", demo / "trust" / "profile.zip")
        failed = [check["message"] for check in judged["checks"] if check["state"] == "failed"]
        assert (code, judged["verdict"]) == (1, "invalid")
        inside = entry.filename.partition("/")[2]
        assert any(inside in message or Path(inside).name in message for message in failed), (inside, failed)


def _zip_again(package: Path, out: Path, command: Callable[[str, str], list[str]]) -> None:
    folder = out.parent / "content"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    subprocess.run(
        command(str(out), top.name), cwd=folder, check=True, capture_output=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    )


REZIPS = {
    "zip": lambda out, top: ["zip", "-q", "-r", out, top],
    "7z": lambda out, top: ["7z", "a", "-tzip", "-bd", out, top],
    "bsdtar": lambda out, top: ["bsdtar", "--format", "zip", "-cf", out, top],
    "python": lambda out, top: [sys.executable, "-m", "zipfile", "-c", out, top],
}


@pytest.mark.parametrize("program", [pytest.param(name, marks=pytest.mark.referee(name) if name != "python" else ()) for name in REZIPS])
def test_zipped_again_by_others_it_keeps_its_digest(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], program: str) -> None:
    package = package_in(demo)
    again = tmp_path / "again.zip"
    _zip_again(package, again, REZIPS[program])
    assert again.read_bytes() != package.read_bytes()
    before = verify(capsys, package, "--profile", demo / "trust" / "profile.zip")[1]
    code, judged = verify(capsys, again, "--profile", demo / "trust" / "profile.zip", "--recompute")
    assert (code, judged["verdict"], judged["container"]) == (0, "valid", "repacked")
    assert judged["package_digest"] == before["package_digest"]


def test_the_digest_is_that_of_the_tag_manifest_and_stands_in_the_name(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = package_in(demo)
    with zipfile.ZipFile(package) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/tagmanifest-sha256.txt"))
        digest = hashlib.sha256(archive.read(name)).hexdigest()
    assert verify(capsys, package)[1]["package_digest"] == digest
    assert package.stem.endswith(f"-r1-{digest[:8]}")


# ---------------------------------------------------------------- what is in it


def test_every_paper_of_the_list_is_inside(demo: Path) -> None:
    with zipfile.ZipFile(package_in(demo)) as archive:
        operation = {name.partition("/")[2] for name in archive.namelist()}
    with zipfile.ZipFile(package_in(demo / "event")) as archive:
        event = {name.partition("/")[2] for name in archive.namelist()}
    for number in ("01", "02", "03", "04", "05", "06", "07", "09", "10", "12", "14"):
        for names in (operation, event):
            assert any(name.startswith(f"data/documents/{number}-") for name in names), number
    assert "data/documents/02-四川省大型活动碳中和登记表.pdf" in event
    assert "data/documents/02-四川省大型活动碳中和登记表.pdf" not in operation
    assert any(name.startswith("data/documents/15-") for name in event)


def test_the_cover_lists_every_other_file(demo: Path) -> None:
    with zipfile.ZipFile(package_in(demo)) as archive:
        names = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    cover_name = next(name for name in names if name.startswith("data/documents/01-"))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(names[cover_name])).pages)
    flat = "".join(text.split())
    for name, content in names.items():
        if name.startswith("data/") and name not in {cover_name, "data/submission.json"}:
            assert hashlib.sha256(content).hexdigest()[:16] in flat.replace("…", ""), name


# ---------------------------------------------------------------- receipts


def test_the_confirmed_receipt_lifts_the_trial_dossier_as_far_as_it_goes(hotel: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        claim = filing.claim(ws, operation_of(ws))
    assert claim.stage is DossierStage.CONFIRMED
    assert claim.level is ClaimLevel.PLATFORM_CONFIRMED
    assert claim.file.environment is Environment.TRIAL


def test_a_receipt_is_taken_in_once(hotel: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        trust = identifying.trust((hotel / "trust" / "profile.zip",), None, at=ws.clock())
        with pytest.raises(VerificationError) as refused:
            receiving.accept_receipt(ws, hotel / "receipt.zip", trust)
    assert refused.value.code.startswith("E_RECEIPT")


def test_a_receipt_from_a_platform_nobody_named_is_refused(hotel: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws, pytest.raises(VerificationError):
        receiving.accept_receipt(ws, hotel / "receipt.zip", identifying.trust((), None, at=ws.clock()))


def test_a_receipt_for_a_package_of_another_ledger_is_refused(hotel: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    made = demonstrating.build_sample(other, "hotel")
    with Workspace.open(other) as ws:
        trust = identifying.trust((hotel / "trust" / "profile.zip",), None, at=ws.clock())
        with pytest.raises(VerificationError) as refused:
            receiving.accept_receipt(ws, hotel / "receipt.zip", trust)
        assert filing.on_file(ws, made.operation).receipts == ()
    assert refused.value.code == "E_RECEIPT_OTHER_PACKAGE"


def test_a_receipt_of_an_older_revision_does_not_move_the_newer_one(hotel: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        dossier = operation_of(ws)
        filing.reopen(ws, dossier, "补正：核对一张电费单")
        claim = filing.claim(ws, dossier)
    assert claim.dossier.revision == 2
    assert claim.level is ClaimLevel.DRAFT
    assert claim.stage in {DossierStage.READY, DossierStage.DRAFT}


def test_the_next_revision_names_the_digest_of_the_one_before(hotel: Path, tmp_path: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        dossier = operation_of(ws)
        first = filing.on_file(ws, dossier).packages[-1].digest
        filing.reopen(ws, dossier, "补正：核对一张电费单")
        sealed = submitting.seal(ws, dossier, submitting.SealOrder(hotel / "keys" / "preparer.p12", trying.PASSPHRASE, tmp_path))
    stated = json.loads(sealed.package.statement)
    assert (stated["revision"], stated["previousPackageDigest"]) == (2, first)
    assert "-r2-" in sealed.path.name


def test_a_trial_receipt_never_raises_a_production_dossier(hotel: Path) -> None:
    """The same ledger, no longer a sample: what trial keys sealed and a trial platform confirmed counts for nothing."""
    with Workspace.open(hotel / "ledger") as ws:
        dossier = operation_of(ws)
        taken = compiling.snapshot(ws, dossier)
        with ws.job("真实账本") as job:
            frozen = job.work.frozen.get(dossier)
            assert frozen is not None
            job.work.frozen.put(replace(frozen, venue=replace(taken.venue, sample=False)), job.change)
        claim = filing.claim(ws, dossier)
    assert claim.file.environment is Environment.PRODUCTION
    assert claim.level is not ClaimLevel.PLATFORM_CONFIRMED
    assert claim.stage is not DossierStage.CONFIRMED


def test_a_venue_key_cannot_forge_a_receipt(hotel: Path, tmp_path: Path) -> None:
    """Signed by an enrolled venue key under the same root, and right in every other respect."""
    receipt = hotel / "receipt.zip"
    with zipfile.ZipFile(receipt) as archive:
        payload = {name.partition("/")[2]: archive.read(name) for name in archive.namelist() if "/data/" in name}
    forged = json.loads(payload["data/receipt.json"])
    forged |= {"packageId": "urn:uuid:00000000-0000-4000-8000-00000000feed", "receiptId": "urn:uuid:00000000-0000-4000-8000-00000000feed"}
    forged["sequence"] += 1
    payload["data/receipt.json"] = jcs(forged)
    info = dict(
        line.split(": ", 1) for line in extracting.payload_file(receipt, "bag-info.txt").decode().splitlines() if "Oxum" not in line
    )
    info["External-Identifier"] = forged["packageId"]
    with Workspace.open(hotel / "ledger") as ws:
        now = ws.clock()
        written = bag.write_bag(
            tmp_path / "forged.zip", "RCP-forged", [bag.PayloadFile(path, content) for path, content in payload.items()], info, [], now
        )
        held = read_key_file(hotel / "keys" / "preparer.p12", trying.PASSPHRASE)
        tags = extracting.payload_file(written.path, "tagmanifest-sha256.txt")
        signature = detached_signature(tags, held, naming.COMMITMENTS[SignerRole.PLATFORM], now)
        with zipfile.ZipFile(written.path, "a") as archive:
            archive.writestr("RCP-forged/signatures/platform.p7s", signature)
        trust = identifying.trust((hotel / "trust" / "profile.zip",), None, at=now)
        before = filing.on_file(ws, operation_of(ws)).receipts
        with pytest.raises(VerificationError) as refused:
            receiving.accept_receipt(ws, written.path, trust)
        assert filing.on_file(ws, operation_of(ws)).receipts == before
    assert refused.value.code == "E_RECEIPT_SIGNER_NOT_PLATFORM"


def test_the_desk_refuses_a_stage_that_does_not_fit_and_a_damaged_package(hotel: Path, tmp_path: Path) -> None:
    package = package_in(hotel)
    now = datetime.now(UTC)
    odd = reviewing.ReceiptOrder(ReceiptResult.RECEIVED, DossierStage.CONFIRMED)
    with pytest.raises(InputError):
        reviewing.issue_receipt(hotel / "platform", trying.PASSPHRASE, package, odd, tmp_path / "r.zip", now=now)
    nameless = reviewing.ReceiptOrder(ReceiptResult.CONFIRMED, DossierStage.CONFIRMED)
    with pytest.raises(InputError):
        reviewing.issue_receipt(hotel / "platform", trying.PASSPHRASE, package, nameless, tmp_path / "r.zip", now=now)
    raw = bytearray(package.read_bytes())
    raw[len(raw) // 3] ^= 1
    package.write_bytes(raw)
    good = reviewing.ReceiptOrder(ReceiptResult.RECEIVED, DossierStage.ACCEPTED)
    with pytest.raises(VerificationError):
        reviewing.issue_receipt(hotel / "platform", trying.PASSPHRASE, package, good, tmp_path / "r.zip", now=now)
    assert not (tmp_path / "r.zip").exists()


def test_a_revoked_certificate_ends_the_claim(hotel: Path, tmp_path: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        dossier = operation_of(ws)
        order = reviewing.ReceiptOrder(ReceiptResult.REVOKED, DossierStage.REVOKED)
        reviewing.issue_receipt(hotel / "platform", trying.PASSPHRASE, package_in(hotel), order, tmp_path / "revoked.zip", now=ws.clock())
        receiving.accept_receipt(ws, tmp_path / "revoked.zip", identifying.trust((hotel / "trust" / "profile.zip",), None, at=ws.clock()))
        claim = filing.claim(ws, dossier)
        assert (claim.stage, claim.level) == (DossierStage.REVOKED, ClaimLevel.DRAFT)
        with pytest.raises(RuleError):
            certifying.certificate(ws, dossier)


# ---------------------------------------------------------------- sealing refuses


def test_a_sample_is_never_sealed_with_a_real_key(hotel: Path, tmp_path: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        taken = compiling.snapshot(ws, operation_of(ws))
        draft = identifying.KeyDraft(
            SignerRole.PREPARER, "陈示例", taken.organization.name, taken.organization.credit_code, taken.venue.region
        )
        identifying.make_key(tmp_path / "real.p12", draft, "一个够长的口令吧", ws.clock())
        with pytest.raises(RuleError) as refused:
            submitting.seal(ws, taken.dossier.id, submitting.SealOrder(tmp_path / "real.p12", "一个够长的口令吧", tmp_path))
    assert refused.value.code == "seal.sample"


def test_a_wrong_passphrase_harms_nothing(hotel: Path, tmp_path: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws, pytest.raises(InputError) as refused:
        submitting.seal(ws, operation_of(ws), submitting.SealOrder(hotel / "keys" / "preparer.p12", "错的口令错的口令", tmp_path / "out"))
    assert refused.value.code == "key.passphrase"
    assert not list(tmp_path.glob("out/*"))


def test_cancelling_leaves_no_file_and_no_entry(hotel: Path, tmp_path: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        before = filing.on_file(ws, operation_of(ws)).packages
        order = submitting.SealOrder(hotel / "keys" / "preparer.p12", trying.PASSPHRASE, tmp_path / "out")
        with pytest.raises(AppError):
            submitting.seal(ws, operation_of(ws), order, cancelled=lambda: True)
        assert filing.on_file(ws, operation_of(ws)).packages == before
    assert not list(tmp_path.glob("out/*"))


def test_an_attached_file_that_changed_stops_the_seal_and_is_named(hotel: Path, tmp_path: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        dossier = operation_of(ws)
        taken = compiling.snapshot(ws, dossier)
        reference = taken.evidence[next(one for record in taken.records for one in record.evidence)]
        place = ws.store.evidence_path(reference)
        place.chmod(0o600)
        place.write_bytes(place.read_bytes() + b" ")
        order = submitting.SealOrder(hotel / "keys" / "preparer.p12", trying.PASSPHRASE, tmp_path / "out")
        with pytest.raises(FileError) as refused:
            submitting.seal(ws, dossier, order)
    assert refused.value.code == "E_SOURCE_CHANGED"
    assert not list(tmp_path.glob("out/*"))


def test_only_the_named_approver_can_countersign(hotel: Path, tmp_path: Path) -> None:
    with Workspace.open(hotel / "ledger") as ws:
        dossier = operation_of(ws)
        taken = compiling.snapshot(ws, dossier)
        sealed = submitting.seal(ws, dossier, submitting.SealOrder(hotel / "keys" / "preparer.p12", trying.PASSPHRASE, tmp_path))
        draft = identifying.KeyDraft(
            SignerRole.APPROVER,
            "另一人",
            taken.organization.name,
            taken.organization.credit_code,
            taken.venue.region,
            Environment.TRIAL,
        )
        identifying.make_key(tmp_path / "other.p12", draft, "一个够长的口令吧", ws.clock())
        trust = identifying.trust((hotel / "trust" / "profile.zip",), None, at=ws.clock())
        before = sealed.path.read_bytes()
        with pytest.raises(VerificationError) as refused:
            receiving.countersign(sealed.path, tmp_path / "other.p12", "一个够长的口令吧", trust=trust, at=ws.clock())
        assert refused.value.code == "E_SIGNER_NOT_NAMED"
        assert sealed.path.read_bytes() == before
        judged = receiving.judge(sealed.path, trust, recompute=False, at=ws.clock())
        assert "E_SIGNER_ROLE_MISSING" in {check.code for check in judged.checks}


def test_certificate_words_are_the_platforms(demo: Path) -> None:
    text = "".join(page.extract_text() for page in PdfReader(demo / "certificate.pdf").pages)
    assert "SHILI-A-0001" in text
    assert "复印件" in text
    assert "试用" in text
