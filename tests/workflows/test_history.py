"""What the page 提交 shows: the sheet that is signed, and how far the dossier has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from core.domain.submission import DossierStage, ReceiptResult, SignerRole
from core.workflows import compiling, dossiers, filing, history, receiving, reviewing, submitting
from core.workflows.history import Step, SubmissionView, submission_view
from core.workflows.reviewing import ReceiptOrder
from core.workflows.trying import PASSPHRASE
from core.workflows.workspace import Workspace
from tests.workflows.sealed import Sealed, clock, operation_of, small_event

WAY = [DossierStage.LOCKED, DossierStage.SIGNED, DossierStage.EXPORTED, DossierStage.DELIVERED, DossierStage.CONFIRMED]


def way(view: SubmissionView) -> list[tuple[DossierStage, bool]]:
    return [(step.stage, step.done) for step in view.timeline]


def step(view: SubmissionView, stage: DossierStage) -> Step:
    (one,) = (step for step in view.timeline if step.stage is stage)
    return one


def test_an_open_dossier_has_its_whole_way_before_it(tmp_path: Path) -> None:
    event = small_event(tmp_path)
    with Workspace.open(tmp_path / "酒店.tanzhang", clock=clock) as ws:
        view = submission_view(ws, event)
        assert way(view) == [(stage, False) for stage in WAY]
        assert (view.newest, view.locked, view.sheet.digest) == (None, False, "")
        assert [(line.role_name, line.card, line.signed, line.name) for line in view.sheet.signers] == [
            ("填报人", None, False, ""),
            ("审核人", None, False, ""),
        ]
        filing.lock(ws, event)
        assert way(submission_view(ws, event))[0] == (DossierStage.LOCKED, True)


def test_the_sheet_says_what_is_signed(sealed: Sealed) -> None:
    with sealed.open() as ws:
        view = submission_view(ws, sealed.event)
        computed = compiling.inventory(ws, sealed.event)
    sheet = view.sheet
    assert (sheet.title, sheet.period) == ("示例年会", "2025-12-19_2025-12-20")
    assert (sheet.total, sheet.needed, sheet.retired) == (computed.total(), 1, 0)
    assert sum(value for _scope, value in sheet.by_scope) == sheet.total
    assert sheet.method == "P2 · 省级电网因子 · AR6 · 燃料参数组 B"
    assert sheet.declaration.startswith("我们核对了")
    assert sheet.declaration.endswith(view.claim.wording)
    assert view.newest is not None
    assert sheet.digest == view.newest.digest
    assert [(line.name, line.signed) for line in sheet.signers] == [("示例人员", True), ("示例人员", False)]
    assert (view.venue.name, view.organization.name) == ("示例酒店", "示例酒店有限公司")


def test_each_signature_and_the_handing_in_is_a_step(sealed: Sealed) -> None:
    with sealed.open() as ws:
        view = submission_view(ws, sealed.event)
        assert way(view) == list(zip(WAY, [True, True, False, False, False], strict=True))
        assert (step(view, DossierStage.SIGNED).at, step(view, DossierStage.SIGNED).detail) == (clock(), sealed.half.name)
        receiving.register_signatures(ws, sealed.package, sealed.trust)
        view = submission_view(ws, sealed.event)
        assert way(view) == list(zip(WAY, [True, True, True, False, False], strict=True))
        assert all(line.signed for line in view.sheet.signers)
        assert view.newest is not None
        filing.record_delivery(ws, view.newest.id, date(2026, 1, 12), "U 盘")
        view = submission_view(ws, sealed.event)
    assert step(view, DossierStage.DELIVERED).done
    assert step(view, DossierStage.DELIVERED).detail == "2026-01-12 U 盘"
    assert len(view.deliveries) == 1


def answer(sealed: Sealed, ws: Workspace, order: ReceiptOrder, number: int) -> None:
    out = sealed.folder / f"receipt-{number}.zip"
    later = clock() + timedelta(minutes=number)
    reviewing.issue_receipt(sealed.desk.folder, PASSPHRASE, sealed.package, order, out, now=later)
    receiving.accept_receipt(ws, out, sealed.trust)


def test_answers_of_the_platform_follow_in_their_order(sealed: Sealed) -> None:
    with Workspace.open(sealed.ledger, clock=lambda: clock() + timedelta(minutes=9)) as ws:
        venue = compiling.snapshot(ws, sealed.event).venue
        with ws.job("试") as job:  # only a trial ledger is moved by a trial platform
            frozen = job.work.frozen.get(sealed.event)
            assert frozen is not None
            job.work.frozen.put(replace(frozen, venue=replace(venue, sample=True)), job.change)
        answer(sealed, ws, ReceiptOrder(ReceiptResult.RECEIVED, DossierStage.ACCEPTED), 1)
        answer(sealed, ws, ReceiptOrder(ReceiptResult.RETURNED, DossierStage.RETURNED), 2)
        view = submission_view(ws, sealed.event)
    assert [stage for stage, _done in way(view)] == [*WAY[:4], DossierStage.ACCEPTED, DossierStage.RETURNED, DossierStage.CONFIRMED]
    assert [done for _stage, done in way(view)] == [True, True, False, True, True, True, False], "what is answered was handed in"
    returned = step(view, DossierStage.RETURNED)
    assert returned.receipt is not None
    assert (returned.title, returned.detail, returned.at) == ("退回补正", "试用平台（示例）", clock() + timedelta(minutes=2))


def test_a_confirmed_dossier_has_nothing_before_it(year: Path) -> None:
    with Workspace.open(year / "ledger") as ws:
        view = submission_view(ws, operation_of(ws))
    assert way(view) == [(stage, True) for stage in (*WAY[:4], DossierStage.ACCEPTED, DossierStage.CONFIRMED)]
    assert [receipt.sequence for receipt in view.receipts] == [1, 2]
    assert [line.name for line in view.sheet.signers] == ["陈示例", "林示例"]
    assert view.sheet.retired >= view.sheet.needed == 1565


def test_a_new_revision_starts_anew_and_keeps_what_left(sealed: Sealed) -> None:
    with sealed.open() as ws:
        filing.reopen(ws, sealed.event, "补一张电费单")
        view = submission_view(ws, sealed.event)
        assert dossiers.dossier(ws, sealed.event).revision == 2
    assert way(view) == [(stage, False) for stage in WAY]
    assert (len(view.packages), view.newest, view.sheet.digest) == (1, None, "")


def test_one_who_signs_alone_waits_for_nobody(sealed: Sealed, tmp_path: Path) -> None:
    order = submitting.SealOrder(sealed.desk.preparer, PASSPHRASE, tmp_path / "out", single_signer_reason="只有一名员工")
    with Workspace.open(sealed.ledger, clock=lambda: clock() + timedelta(hours=1)) as ws:
        made = submitting.seal(ws, sealed.event, order)
        view = submission_view(ws, sealed.event)
    assert view.newest == made.package
    assert step(view, DossierStage.EXPORTED).done


def test_roles_have_the_words_of_the_policy() -> None:
    assert [history.role_name(role) for role in SignerRole] == ["填报人", "审核人", "平台"]


def test_the_moment_of_a_step_is_that_of_the_package(sealed_master: Sealed) -> None:
    with Workspace.open(sealed_master.ledger, clock=lambda: datetime(2026, 5, 1, tzinfo=UTC)) as ws:
        assert step(submission_view(ws, sealed_master.event), DossierStage.SIGNED).at == clock()
