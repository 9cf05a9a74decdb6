"""Genuine packages, made by hands that are not the program's, are accepted, however often they were packed anew."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.submission import SignerRole
from core.errors import EnvironmentFault, VerificationError
from core.submission.codes import CheckState, Verdict
from core.submission.reading import judging
from core.submission.reading.extracting import payload_file
from core.submission.reading.judgement import ORIGINAL, REPACKED, Judgement
from core.submission.reading.trust import Trust
from tests.hostile.make_packages_signed import other_keys
from tests.submission.reading.bags import World, to_zip
from tests.submission.reading.conftest import Judge
from tests.submission.reading.raw_zip import Zip

pytestmark = pytest.mark.referee("openssl")

EVIDENCE = "data/evidence/E0001-2025年4月电费发票.pdf"


def test_the_package_of_the_script_is_valid_and_comes_out_the_same_when_computed_again(world: World, trust: Trust) -> None:
    judgement = judging.verify(world.folder / "package.zip", trust, recompute=True, at=world.now)
    assert judgement.verdict is Verdict.VALID
    assert judgement.verdict.good
    assert judgement.fault() is None
    assert (judgement.kind, judgement.trial) == ("submission", True)
    assert judgement.recomputed is not None
    assert judgement.recomputed.differences == ()
    assert (judgement.recomputed.total, judgement.recomputed.stated, judgement.recomputed.rows) == ("11.546188809", "11.546188809", 9)
    listing = world.submission.files["tagmanifest-sha256.txt"]
    assert judgement.package_digest == hashlib.sha256(listing).hexdigest()
    assert judgement.tag_manifest == listing


def test_the_signers_are_named(world: World, judge: Judge) -> None:
    first, second = judge(world.fresh().bytes()).signers
    assert (first.role, first.name, first.organization, first.credit_code) == (
        SignerRole.PREPARER,
        "张三",
        "成都示例酒店有限公司",
        "91510100MA6DEM012N",
    )
    assert (second.role, second.name, second.self_signed) == (SignerRole.APPROVER, "李四", False)
    assert second.certificate_sha256 == world.people["approver"].sha256
    file = world.submission.files["signatures/approver.p7s"]
    assert (second.signature_sha256, second.signature) == (hashlib.sha256(file).hexdigest(), file)
    assert abs(second.signed_at - world.now) < timedelta(minutes=5)


def test_nothing_inside_the_package_is_trusted(world: World, judge: Judge) -> None:
    judgement = judge(world.fresh().bytes(), trust=Trust())
    assert judgement.verdict is Verdict.UNREGISTERED
    assert not judgement.verdict.good
    assert judgement.fault().code == "E_CERT_UNTRUSTED"  # type: ignore[union-attr]
    assert judgement.statement is not None
    assert judgement.attachments[EVIDENCE] == hashlib.sha256(world.submission.files[EVIDENCE]).hexdigest()
    assert "data/submission.json" not in judgement.attachments


def test_self_made_certificates_are_the_normal_case_until_a_platform_enrols(world: World, judge: Judge, trust: Trust) -> None:
    content = world.by(preparer=world.self_made("preparer"), approver=world.self_made("approver")).bytes()
    judgement = judge(content, trust=trust)
    assert judgement.verdict is Verdict.UNREGISTERED
    assert [signer.self_signed for signer in judgement.signers] == [True, True]


def test_one_of_two_may_be_enrolled(world: World, judge: Judge) -> None:
    judgement = judge(world.by(preparer=world.self_made("preparer")).bytes())
    assert judgement.verdict is Verdict.UNREGISTERED
    assert [check.code for check in judgement.checks if check.state is CheckState.WARNING] == ["E_CERT_UNTRUSTED"]


def test_a_package_that_only_awaits_the_approver_shows_its_statement(world: World, judge: Judge) -> None:
    bag = world.fresh()
    del bag.files["signatures/approver.p7s"]
    judgement = judge(bag.bytes())
    assert judgement.verdict is Verdict.INVALID
    assert [check.code for check in judgement.checks if check.failed] == ["E_SIGNER_ROLE_MISSING"]
    assert judgement.statement is not None
    assert judgement.tag_manifest == world.submission.files["tagmanifest-sha256.txt"]


def test_rsa_of_3072_bits_is_accepted(world: World, judge: Judge) -> None:
    content = world.by(preparer=world.issue("preparer", key=other_keys()["rsa3072"])).bytes()
    assert judge(content).verdict is Verdict.VALID


def test_purposes_of_documents_and_mail_together_are_accepted(world: World, judge: Judge) -> None:
    from tests.submission.reading.forging import DOCUMENTS, EMAIL

    assert judge(world.by(preparer=world.issue("preparer", purposes=(DOCUMENTS, EMAIL))).bytes()).verdict is Verdict.VALID


def test_a_single_signer_with_a_reason_is_accepted_where_no_platform_asks_for_two(world: World, judge: Judge) -> None:
    def alone(document: dict[str, object]) -> None:
        signers = [one for one in document["signers"] if one["role"] == "preparer"]  # type: ignore[attr-defined]
        document.update(requiredSigners=["preparer"], signers=signers, singleSignerReason="只有一人")

    bag = world.fresh().edit(alone).listed().tagged().signed(approver=None)
    assert judge(bag.bytes(), trust=Trust()).verdict is Verdict.UNREGISTERED


@pytest.mark.parametrize("kind", ["receipt", "profile"])
def test_the_platforms_own_files_are_judged_too(kind: str, world: World, trust: Trust) -> None:
    judgement = judging.verify(world.folder / f"{kind}.zip", trust, recompute=True, at=world.now)
    assert (judgement.kind, judgement.verdict, judgement.trial) == (kind, Verdict.VALID, True)
    assert judgement.recomputed is None
    alone = judging.verify(world.folder / f"{kind}.zip", Trust(), at=world.now)
    assert alone.verdict is Verdict.UNREGISTERED


# ---------------------------------------------------------------- packed anew


def test_a_zip_as_the_writer_leaves_it_is_original(world: World, judge: Judge) -> None:
    assert judge(world.fresh().bytes()).container == ORIGINAL


def test_another_order_is_repacked(world: World, judge: Judge) -> None:
    judgement = judge(Zip(list(reversed(world.fresh().entries()))).bytes())
    assert (judgement.verdict, judgement.container) == (Verdict.VALID, REPACKED)


def test_a_zip_with_64_bit_records_is_accepted(world: World, judge: Judge) -> None:
    assert judge(world.fresh().zip().but(zip64=True).bytes()).verdict is Verdict.VALID


@pytest.mark.parametrize("level", [0, 9])
def test_python_may_pack_it_anew(level: int, world: World, judge: Judge) -> None:
    before, after = judge(world.fresh().bytes()), judge(to_zip(world.fresh(), level))
    assert (after.verdict, after.container, after.package_digest) == (Verdict.VALID, REPACKED, before.package_digest)


REPACK: dict[str, tuple[str, str]] = {
    "zip-9-X-D": ("zip", 'zip -q -9 -X -D -r "$1" "$2"'),
    "zip-r": ("zip", 'zip -q -r "$1" "$2"'),
    "zip-to-a-pipe": ("zip", 'zip -q -r - "$2" | cat >"$1"'),
    "zip-stored-to-a-pipe": ("zip", 'zip -q -0 -r - "$2" | cat >"$1"'),
    "zip-in-the-C-locale": ("zip", 'LC_ALL=C zip -q -r "$1" "$2"'),
    "7z": ("7z", '7z a -bd -bso0 "$1" "$2"'),
    "7z-stored": ("7z", '7z a -bd -bso0 -mx=0 "$1" "$2"'),
    "bsdtar": ("bsdtar", 'LC_ALL=C.UTF-8 bsdtar --format zip -cf "$1" "$2"'),
    "bsdtar-stored": ("bsdtar", 'LC_ALL=C.UTF-8 bsdtar --format zip --options zip:compression=store -cf "$1" "$2"'),
    "python-m-zipfile": ("python3", 'python3 -m zipfile -c "$1" "$2"'),
}


@pytest.mark.parametrize("way", [pytest.param(way, marks=pytest.mark.referee(program), id=way) for way, (program, _line) in REPACK.items()])
def test_others_may_pack_it_anew_and_the_digest_stays(
    way: str, world: World, tmp_path: Path, trust: Trust, referee: Callable[[str], Path]
) -> None:
    program, line = REPACK[way]
    referee(program)
    folder = tmp_path / world.submission.base
    shutil.copytree(world.folder / "made" / world.submission.base, folder)
    target = tmp_path / "anew.zip"
    subprocess.run(["bash", "-c", line, "-", str(target), folder.name], cwd=tmp_path, check=True, capture_output=True)
    judgement = judging.verify(target, trust, recompute=True, at=world.now)
    assert [check for check in judgement.checks if check.failed] == []
    assert (judgement.verdict, judgement.container) == (Verdict.VALID, REPACKED)
    assert judgement.package_digest == hashlib.sha256(world.submission.files["tagmanifest-sha256.txt"]).hexdigest()


# ---------------------------------------------------------------- progress, cancel, the machine


def test_progress_ends_at_the_whole(world: World, judge: Judge) -> None:
    told: list[tuple[int, int]] = []
    judge(world.fresh().bytes(), progress=lambda done, whole: told.append((done, whole)))
    assert told[-1][0] == told[-1][1] > 20_000
    assert told == sorted(told)


def test_a_cancelled_judging_is_indeterminate(world: World, judge: Judge) -> None:
    judgement: Judgement = judge(world.fresh().bytes(), cancelled=lambda: True)
    assert judgement.verdict is Verdict.INDETERMINATE
    assert judgement.statement is None
    assert "CANCELLED" in {check.code for check in judgement.checks}


def test_a_file_that_is_not_there_is_a_fault_of_the_machine(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        judging.verify(tmp_path / "none.zip", Trust())
    assert fault.value.code == "file.missing"
    with pytest.raises(EnvironmentFault) as fault:
        judging.verify(tmp_path, Trust())
    assert fault.value.code == "file.not_a_file"


def test_a_file_that_shrinks_while_it_is_read_is_refused(world: World, tmp_path: Path, trust: Trust) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(world.fresh().bytes())
    shrunk: list[int] = []

    def shrink(done: int, whole: int) -> None:
        if not shrunk:
            shrunk.append(done)
            with path.open("r+b") as file:
                file.truncate(400)

    judgement = judging.verify(path, trust, at=world.now, progress=shrink)
    assert judgement.verdict is Verdict.INVALID


def test_now_is_the_time_where_none_is_given(world: World, trust: Trust) -> None:
    assert judging.verify(world.folder / "package.zip", trust).verdict is Verdict.VALID


# ---------------------------------------------------------------- one file out of it


def test_one_file_can_be_looked_at(world: World, trust: Trust) -> None:
    path = world.folder / "package.zip"
    judgement = judging.verify(path, trust, at=world.now)
    assert payload_file(path, EVIDENCE, judgement) == world.submission.files[EVIDENCE]
    assert payload_file(path, "data/tables/units.csv").startswith(b"code,")


def test_a_file_that_is_not_the_one_that_was_judged_is_refused(world: World, trust: Trust, tmp_path: Path) -> None:
    judgement = judging.verify(world.folder / "package.zip", trust, at=world.now)
    path = tmp_path / "package.zip"
    path.write_bytes(world.fresh().put(EVIDENCE, b"other").sealed().bytes())
    with pytest.raises(VerificationError) as refused:
        payload_file(path, EVIDENCE, judgement)
    assert refused.value.code == "E_PAYLOAD_HASH"
    with pytest.raises(VerificationError) as refused:
        payload_file(path, "data/none")
    assert refused.value.code == "E_PAYLOAD_MISSING"
    path.write_bytes(b"no zip")
    with pytest.raises(VerificationError) as refused:
        payload_file(path, EVIDENCE)
    assert refused.value.code == "E_ZIP_STRUCTURE"
