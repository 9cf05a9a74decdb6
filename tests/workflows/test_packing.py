"""What goes into a package under which name, and what keeps a package from being made."""

from __future__ import annotations

import json
import resource
import signal
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.activity import ActivityRecord, EvidenceId, EvidenceRef, RecordId, RecordKind
from core.domain.dossier import DossierStatus
from core.domain.measure import PlannedMeasure
from core.domain.offset import CreditLot, LotId, ProductType
from core.domain.period import Month
from core.domain.quantity import Quantity
from core.domain.submission import DocumentId, DocumentKind, DossierStage, Environment, OfficialDocument, SignerRole
from core.errors import AppError, EnvironmentFault, FileError, InputError, RuleError
from core.i18n import use_language
from core.submission import naming
from core.submission.reading import extracting
from core.workflows import auditing, compiling, dossiers, filing, identifying, receiving, submitting
from core.workflows.packing import evidence_files, package_file_name
from core.workflows.submitting import SealOrder
from core.workflows.trying import PASSPHRASE
from core.workflows.workspace import Workspace
from tests.workflows.sealed import Sealed, clock, copy_of

NAME = "示例酒店有限公司"
CODE = "91510100MA00000152"

# ---------------------------------------------------------------- names


@given(st.text(max_size=80))
def test_any_name_becomes_one_that_a_package_may_hold(original: str) -> None:
    made = package_file_name(original)
    assert naming.path_fault(made) is None
    assert naming.path_fault(f"{naming.EVIDENCE}E0001-{made}") is None
    assert "/" not in made
    assert len(made.encode()) <= 120
    assert package_file_name(made) == made


@given(st.text(max_size=200), st.from_regex(r"\.[a-zA-Z0-9]{1,6}", fullmatch=True))
def test_the_ending_stays_whatever_stands_before_it(stem: str, ending: str) -> None:
    made = package_file_name(f"x{stem}{ending}")
    assert made.endswith(ending)


@pytest.mark.parametrize(
    ("original", "made"),
    [
        ("2025年7月 电费（主楼）.pdf", "2025年7月-电费(主楼).pdf"),
        ("a/b.pdf", "a_b.pdf"),
        ("..", "_"),
        ("", "_"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("账单.pdf.", "账单.pdf"),
        ("50%折扣*.xlsx", "50_折扣_.xlsx"),
        ("发票No.510100123456789012", "发票No.510100123456789012"),
        ("e\u0301lectricite\u0301.pdf", "électricité.pdf"),
        ("电" * 60 + ".pdf", "电" * 38 + ".pdf"),
    ],
)
def test_ugly_names(original: str, made: str) -> None:
    assert package_file_name(original) == made


# ---------------------------------------------------------------- which files


def reference(name: str) -> EvidenceRef:
    return EvidenceRef(EvidenceId(name), name.rjust(64, "0"), f"{name}.pdf", "application/pdf", 7)


def record(number: int, *evidence: str, **changes: object) -> ActivityRecord:
    made = ActivityRecord(
        id=RecordId(f"r{number}"),
        venue_id="v",  # type: ignore[arg-type]
        subject="s",  # type: ignore[arg-type]
        kind=RecordKind.MONTH,
        quantity=Quantity("1", "kWh"),  # type: ignore[arg-type]
        micro=1_000_000,
        month=Month(2025, 2),
        evidence=tuple(EvidenceId(one) for one in evidence),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_each_content_lies_in_the_package_once_in_the_order_of_what_it_supports(sealed_master: Sealed) -> None:
    with sealed_master.open() as ws:
        taken = compiling.snapshot(ws, sealed_master.event)
    known = {name: reference(name) for name in ("bill", "both", "act", "proof", "licence", "plan")}
    assert taken.event is not None
    taken = replace(taken, evidence=known, event=replace(taken.event, plan=EvidenceId("plan")))
    bills = {"kind": RecordKind.BILL, "month": None, "start": date(2025, 3, 21), "end": date(2025, 4, 21)}
    files = evidence_files(
        taken,
        [record(1, "bill", "both"), record(2, "both", **bills)],
        [PlannedMeasure("p", "v", "C01", evidence=(EvidenceId("act"), EvidenceId("both")))],  # type: ignore[arg-type]
        [CreditLot(LotId("l"), ProductType.CCER, "登记处", "项目", 1, "A1", "A1", proof=(EvidenceId("proof"),))],
        [OfficialDocument(DocumentId("d"), taken.dossier.id, DocumentKind.LICENCE, EvidenceId("licence"))],
    )
    found = {one.number: one for one, _reference in files}
    assert [(one.number, one.original_name) for one in found.values()] == [
        ("E0001", "bill.pdf"),
        ("E0002", "both.pdf"),
        ("E0003", "act.pdf"),
        ("E0004", "proof.pdf"),
        ("E0005", "licence.pdf"),
        ("E0006", "plan.pdf"),
    ]
    both = found["E0002"]
    assert both.supports == ("record:r1", "record:r2", "measure:C01")
    assert (both.period_from, both.period_to) == (date(2025, 2, 1), date(2025, 4, 20)), "whole month; the bill's end stays outside"
    assert both.path == "data/evidence/E0002-both.pdf"
    assert (found["E0004"].supports, found["E0004"].period_from) == (("lot:l",), None)
    assert found["E0006"].supports == ("event:plan",)


def test_the_package_of_an_event_carries_its_files_under_their_numbers(sealed_master: Sealed) -> None:
    statement = json.loads(extracting.payload_file(sealed_master.package, "data/submission.json"))
    assert [(one["id"], one["originalName"]) for one in statement["evidence"]] == [
        ("E0001", "电表.pdf"),
        ("E0002", "领用单.pdf"),
        ("E0003", "方案.pdf"),
    ]
    for one in statement["evidence"]:
        assert len(extracting.payload_file(sealed_master.package, one["path"])) == one["size"]


# ---------------------------------------------------------------- sealing an event


def order(sealed: Sealed, out: Path, **changes: object) -> SealOrder:
    return replace(SealOrder(sealed.desk.preparer, PASSPHRASE, out), **changes)


def test_an_event_is_sealed_with_what_its_statement_needs(sealed_master: Sealed) -> None:
    with sealed_master.open() as ws:
        (package,) = filing.on_file(ws, sealed_master.event).packages
    stated = json.loads(package.statement)
    assert (stated["dossierKind"], stated["environment"], stated["revision"]) == ("event", "trial", 1)
    assert stated["period"] == {"from": "2025-12-19", "to": "2025-12-20", "label": "2025-12-19_2025-12-20"}
    assert (stated["result"]["totalTCO2e"], stated["result"]["offsetNeededT"]) == ("0.7011143922", "1")
    assert stated["organization"] == {"identifier": f"NTRCN-{CODE}", "name": NAME}
    assert stated["signers"][1]["certificateSha256"] == package.signers[1].certificate_sha256
    assert [one.signature_sha256 != "" for one in package.signers] == [True, False], "the approver is named before she signs"
    assert package.file_name == sealed_master.half.name
    assert stated["claimLevel"] == "L0"


@dataclass(frozen=True)
class Again:
    """The event sealed a second time, in English, with a reason of spaces."""

    made: submitting.Sealed
    told: Sequence[tuple[int, int, str]]
    heads: tuple[str, str]

    @property
    def stated(self) -> Any:
        return json.loads(self.made.package.statement)


@pytest.fixture(scope="module")
def again(sealed_master: Sealed, tmp_path_factory: pytest.TempPathFactory) -> Again:
    copy = Sealed(copy_of(sealed_master.folder, tmp_path_factory.mktemp("again")))
    told: list[tuple[int, int, str]] = []
    with copy.open() as ws:
        before = auditing.audit_head(ws)
        once_more = order(copy, copy.folder / "out", single_signer_reason="   ")
        use_language("en")
        made = submitting.seal(ws, copy.event, once_more, progress=lambda *step: told.append(step))
        return Again(made, told, (before, auditing.audit_head(ws)))


def test_every_step_of_the_way_is_told(again: Again) -> None:
    assert len({text for done, whole, text in again.told if not whole}) >= 3, "opening the key, reading the ledger, reading back"
    papers = next(whole for _done, whole, _text in again.told if whole)
    assert [done for done, whole, _text in again.told if whole == papers] == list(range(papers - 1)), "each paper but the cover"
    done, whole = max((done, whole) for done, whole, _text in again.told)
    assert done == whole == again.made.path.stat().st_size - overhead(again.made.path)
    assert again.made.size == again.made.path.stat().st_size


def overhead(path: Path) -> int:
    """Bytes of a zip that are not payload."""
    with zipfile.ZipFile(path) as archive:
        return path.stat().st_size - sum(one.file_size for one in archive.infolist() if "/data/" in one.filename)


def test_a_reason_of_spaces_is_none(again: Again) -> None:
    assert again.stated["requiredSigners"] == ["preparer", "approver"]
    assert "singleSignerReason" not in again.stated


def test_the_language_of_the_window_changes_no_rule_of_the_package(again: Again) -> None:
    paths = [one["path"] for one in again.stated["documents"]]
    assert [path for path in paths if naming.path_fault(path)] == []
    assert sum(path.startswith("data/documents/01-") for path in paths) == 1


def test_the_head_of_the_journal_is_in_the_statement(again: Again) -> None:
    before, after = again.heads
    assert again.stated["auditHead"] == before != after, "the package itself is a line of the journal"


def test_a_second_package_of_a_revision_follows_the_same_one(again: Again, sealed_master: Sealed) -> None:
    first = json.loads(extracting.payload_file(sealed_master.half, "data/submission.json"))
    assert (again.stated["revision"], again.stated["previousPackageDigest"]) == (1, None)
    assert again.stated["packageId"] != first["packageId"]
    assert again.stated["result"] == first["result"]


def test_one_signs_alone_with_a_reason(sealed: Sealed, tmp_path: Path) -> None:
    with sealed.open() as ws:
        made = submitting.seal(ws, sealed.event, order(sealed, tmp_path / "out", single_signer_reason=" 只有一名员工 "))
        judged = receiving.judge(made.path, identifying.trust((), None, at=clock()), recompute=True, at=clock())
    stated = json.loads(made.package.statement)
    assert (stated["requiredSigners"], stated["singleSignerReason"]) == (["preparer"], "只有一名员工")
    assert [one.role for one in made.package.signers] == [SignerRole.PREPARER]
    assert "E_SIGNER_ROLE_MISSING" not in {check.code for check in judged.checks}
    assert judged.verdict.value == "unregistered"


# ---------------------------------------------------------------- what is refused, and leaves nothing


def key(folder: Path, role: SignerRole, environment: Environment = Environment.TRIAL, code: str = CODE) -> Path:
    path = folder / f"{role.value}-{environment.value}-{code[-3:]}.p12"
    identifying.make_key(path, identifying.KeyDraft(role, "另一人", NAME, code, "510100", environment), PASSPHRASE, clock())
    return path


def refusal(sealed: Sealed, out: Path, kind: type[AppError], progress: submitting.Progress | None = None, **changes: object) -> str:
    """The code with which sealing is refused; no file is left and no package entered."""
    with sealed.open() as ws:
        before = filing.on_file(ws, sealed.event).packages
        with pytest.raises(kind) as refused:
            submitting.seal(ws, sealed.event, order(sealed, out, **changes), progress=progress)
        assert filing.on_file(ws, sealed.event).packages == before
    assert not out.exists() or not list(out.iterdir())
    return refused.value.code


def test_the_approvers_key_does_not_prepare(sealed: Sealed, tmp_path: Path) -> None:
    assert refusal(sealed, tmp_path / "out", InputError, key=sealed.desk.approver) == "seal.role"


def test_a_key_of_another_organization_is_refused_on_either_side(sealed: Sealed, tmp_path: Path) -> None:
    other = "91510104MA00000218"
    strange = key(tmp_path, SignerRole.PREPARER, code=other)
    assert refusal(sealed, tmp_path / "out", InputError, key=strange) == "seal.organization"
    strange = identifying.certificate_file(key(tmp_path, SignerRole.APPROVER, code=other))
    assert refusal(sealed, tmp_path / "out", InputError, approver=strange) == "seal.organization"


def test_trial_and_real_keys_do_not_sign_together(sealed: Sealed, tmp_path: Path) -> None:
    real = identifying.certificate_file(key(tmp_path, SignerRole.APPROVER, Environment.PRODUCTION))
    assert refusal(sealed, tmp_path / "out", InputError, approver=real) == "seal.environment"


def test_an_approver_must_be_one(sealed: Sealed, tmp_path: Path) -> None:
    own = identifying.certificate_file(sealed.desk.preparer)
    assert refusal(sealed, tmp_path / "out", RuleError, approver=own) == "seal.approver"
    assert refusal(sealed, tmp_path / "out", FileError, approver=tmp_path / "none.crt") == "file.unreadable"


def test_without_anybody_on_file_the_approver_is_asked_for(sealed: Sealed, tmp_path: Path) -> None:
    with sealed.open() as ws, ws.store.begin() as work:
        work.ledger.set("signer.approver", "")
    assert refusal(sealed, tmp_path / "out", RuleError) == "seal.approver"


def test_what_blocks_is_counted_and_named(sealed: Sealed, tmp_path: Path) -> None:
    with sealed.open() as ws:
        filing.reopen(ws, sealed.event, "补一项")
        found = dossiers.dossier(ws, sealed.event)
        with ws.job("试") as job:
            form = job.work.events.get(found.id)
            assert form is not None
            job.work.events.put(replace(form, name=""), job.change)
    assert refusal(sealed, tmp_path / "out", RuleError) == "seal.blocked"
    with sealed.open() as ws:
        assert dossiers.dossier(ws, sealed.event).status is DossierStatus.OPEN


def test_a_file_where_the_folder_should_be_is_told(sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with sealed.open() as ws, pytest.raises(EnvironmentFault) as refused:
        submitting.seal(ws, sealed.event, order(sealed, tmp_path / "file" / "out"))
    assert refused.value.code == "package.folder"
    assert "账本没有改动" in refused.value.hint


Limit = Callable[[int], None]


@pytest.fixture
def largest_file(request: pytest.FixtureRequest) -> Limit:
    """From now on no file of this process grows beyond so many bytes: what a full disk looks like to a writer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    request.addfinalizer(lambda: signal.signal(signal.SIGXFSZ, handler))
    request.addfinalizer(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before))
    return lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))


def test_a_full_disk_leaves_no_part_of_a_package(sealed: Sealed, tmp_path: Path, largest_file: Limit) -> None:
    largest_file(500_000)
    assert refusal(sealed, tmp_path / "out", EnvironmentFault) == "package.too_large"


@pytest.mark.parametrize("words", ["正在打开签名密钥", "正在写「自我承诺书」", "正在回读核验"])
def test_stopping_at_any_point_leaves_no_file_and_no_entry(words: str, sealed: Sealed, tmp_path: Path) -> None:
    told: list[str] = []

    def stop() -> bool:
        """Thinks better of it once it was told so, and at the end once the package stands there."""
        return words in told if words != "正在回读核验" else bool(list((tmp_path / "out").glob("CSP-*.zip")))

    with sealed.open() as ws:
        before = filing.on_file(ws, sealed.event).packages
        with pytest.raises(AppError) as stopped:
            submitting.seal(ws, sealed.event, order(sealed, tmp_path / "out"), progress=lambda *one: told.append(one[2]), cancelled=stop)
        assert filing.on_file(ws, sealed.event).packages == before
    assert stopped.value.code == "package.cancelled"
    assert not list(tmp_path.glob("out/*"))


def test_a_package_that_the_ledger_cannot_take_note_of_is_not_left_behind(sealed: Sealed, tmp_path: Path, largest_file: Limit) -> None:
    """The disk of the ledger is full at the last moment; a package that nobody knows of could never be answered."""

    def told(_done: int, _whole: int, words: str) -> None:
        if words == "正在回读核验":
            largest_file(4096)

    assert refusal(sealed, tmp_path / "out", EnvironmentFault, progress=told).startswith("store.")


# ---------------------------------------------------------------- after a rehearsal


def test_a_revision_after_a_rehearsal_can_be_sealed_for_real(sealed: Sealed, tmp_path: Path) -> None:
    """A venue tries the whole way with trial keys, corrects its figures, and then seals with its real ones."""
    preparer = key(tmp_path, SignerRole.PREPARER, Environment.PRODUCTION)
    approver = identifying.certificate_file(key(tmp_path, SignerRole.APPROVER, Environment.PRODUCTION))
    with sealed.open() as ws:
        rehearsed = filing.on_file(ws, sealed.event).packages[-1]
        filing.reopen(ws, sealed.event, "试过一遍，正式递交")
        made = submitting.seal(ws, sealed.event, order(sealed, tmp_path / "out", key=preparer, approver=approver))
        claim = filing.claim(ws, sealed.event)
    stated = json.loads(made.package.statement)
    assert (stated["environment"], stated["revision"], stated["previousPackageDigest"]) == ("production", 2, rehearsed.digest)
    assert claim.stage is DossierStage.SIGNED


def test_the_moment_of_sealing_is_the_ledgers_clock(sealed_master: Sealed) -> None:
    with Workspace.open(sealed_master.ledger, clock=lambda: datetime(2030, 1, 1, tzinfo=UTC)) as ws:
        (package,) = filing.on_file(ws, sealed_master.event).packages
    assert package.made_at == clock()
