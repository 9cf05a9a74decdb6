"""What may be claimed follows from what is on file; the lock holds the figures, and reopening says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.domain.dossier import Dossier, DossierStatus
from core.domain.emission import MethodProfile
from core.domain.measure import MeasureState
from core.domain.offset import ProductType
from core.domain.organization import Venue
from core.domain.period import Month, ReportingPeriod
from core.domain.submission import (
    ClaimLevel,
    DocumentKind,
    DossierStage,
    Environment,
    PackageId,
    PlatformCertificate,
    Receipt,
    ReceiptId,
    ReceiptResult,
    SealedPackage,
    SignerRef,
    SignerRole,
)
from core.errors import FileError, InputError, RuleError
from core.workflows import dossiers, events, filing, monthly, offsetting, organizing, recording, reducing
from core.workflows.change import ChangeKind
from core.workflows.claiming import days_text
from core.workflows.submission_views import LotDraft
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.test_events import event_file

LOT = LotDraft(ProductType.CCER, "登记机构", "林业碳汇", 100, "SL-0001", "SL-0100")
WHO = "示例酒店有限公司"
DAY = date(2026, 1, 10)

DOCUMENTS_FILE = """
[[document]]
kind = "statement"
file = "承诺书.pdf"
issuer = "示例酒店有限公司"
issued_on = 2026-01-09

[[document]]
kind = "report"
file = "报告.pdf"
issuer = "某机构"
number = "PJ-1"
scope = "2025 年运营"
conclusion = "符合"
"""


def paper(folder: Path, name: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"%PDF-1.4 " + name.encode() + b"\n%%EOF\n")
    return file


def fill(ws: Workspace, found: Dossier, kwh: str) -> None:
    row = next(row for row in monthly.monthly_grid(ws, found.id).rows() if row.name.startswith("外购电力"))
    recording.enter_cells(ws, found.id, [CellEdit(row.subject, Month(found.period.start.year, 6), kwh)])


def set_status(ws: Workspace, found: Dossier, status: DossierStatus) -> None:
    """As the lock leaves it, without a whole year of data."""
    with ws.job("试", undoable=False) as job:
        job.work.dossiers.put(replace(found, status=status), job.change)


@pytest.fixture
def filled(ws: Workspace, dossier: Dossier) -> Dossier:
    """7.82 t in June, the rest empty."""
    fill(ws, dossier, "50000")
    return dossier


@pytest.fixture
def whole(ws: Workspace, hotel: Venue, filled: Dossier, tmp_path: Path) -> Dossier:
    """Everything that a self-declaration needs."""
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.change_state(ws, hotel.id, "C01", MeasureState.DONE)
    reducing.attach_evidence(ws, hotel.id, "C01", paper(tmp_path, "验收单.pdf"))
    lot, _change = offsetting.add_lot(ws, LOT)
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", "示例酒店 2025 年度", [paper(tmp_path, "凭证.pdf")])
    offsetting.allocate(ws, filled.id, lot.id, 8)
    filing.attach_document(ws, filled.id, DocumentKind.STATEMENT, paper(tmp_path, "承诺书.pdf"))
    set_status(ws, filled, DossierStatus.LOCKED)
    return filled


def package(found: Dossier, **changes: object) -> SealedPackage:
    made = SealedPackage(
        id=PackageId("urn:uuid:1"),
        dossier_id=found.id,
        revision=found.revision,
        digest="d" * 64,
        environment=Environment.PRODUCTION,
        file_name="CSP.zip",
        made_at=datetime(2026, 1, 11, 8, 0, tzinfo=UTC),
        statement="{}",
        signers=(SignerRef(SignerRole.PREPARER, "甲", "a" * 64, "1" * 64), SignerRef(SignerRole.APPROVER, "乙", "b" * 64, "2" * 64)),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def confirmed(found: Dossier, **changes: object) -> Receipt:
    made = Receipt(
        id=ReceiptId("urn:receipt:1"),
        package_id=PackageId("urn:uuid:1"),
        dossier_id=found.id,
        revision=1,
        sequence=1,
        result=ReceiptResult.CONFIRMED,
        stage=DossierStage.CONFIRMED,
        environment=Environment.PRODUCTION,
        issuer="平台",
        issued_at=datetime(2026, 1, 12, 1, 0, tzinfo=UTC),
        taken_in_at=datetime(2026, 1, 12, 2, 0, tzinfo=UTC),
        digest="e" * 64,
        certificate=PlatformCertificate("TZ-2026-1", date(2026, 1, 12), date(2027, 1, 11), "7.82", "operation"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def keep(ws: Workspace, *things: object) -> None:
    with ws.job("封装", undoable=False) as job:
        for thing in things:
            shelf = job.work.packages if isinstance(thing, SealedPackage) else job.work.receipts
            shelf.put(thing, job.change)


# ---------------------------------------------------------------- the words


def test_without_an_offset_only_the_emissions_are_said(ws: Workspace, filled: Dossier) -> None:
    view = filing.claim(ws, filled.id)
    assert view.wording == f"{WHO}「示例酒店」2025 年运营（运营控制边界）温室气体排放量 7.82 tCO₂e。"
    assert (view.level, view.level_name, view.stage) == (ClaimLevel.DRAFT, "草稿", DossierStage.DRAFT)
    assert [gate.code for gate in view.missing] == ["lock", "reduction", "offset", "statement"]
    assert view.forbidden("我们是碳中和酒店，零碳入住") == ("碳中和", "零碳")
    assert view.forbidden(view.wording) == ()


def test_a_part_is_said_with_its_share(ws: Workspace, filled: Dossier, tmp_path: Path) -> None:
    lot, _change = offsetting.add_lot(ws, LOT)
    offsetting.allocate(ws, filled.id, lot.id, 4)
    assert "已抵消" not in filing.claim(ws, filled.id).wording
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", WHO, [paper(tmp_path, "凭证.pdf")])
    view = filing.claim(ws, filled.id)
    assert view.wording.endswith("7.82 tCO₂e；已抵消 4 吨，占 51.2%。")
    assert view.forbidden(view.wording) == ()


def test_the_change_since_last_year_stands_in_the_sentence(ws: Workspace, hotel: Venue, filled: Dossier) -> None:
    fill(ws, dossiers.operation_dossier(ws, hotel.id, 2024, make=True), "100000")
    assert "，较上年减少 50.0%" in filing.claim(ws, filled.id).wording


def test_everything_on_file_is_a_self_declaration(ws: Workspace, whole: Dossier) -> None:
    view = filing.claim(ws, whole.id)
    assert (view.level, view.missing, view.level_name) == (ClaimLevel.SELF_DECLARED, (), "自我承诺")
    assert view.wording == (
        f"经{WHO}自我承诺，「示例酒店」2025 年运营（运营控制边界）排放 7.82 tCO₂e，"
        "已注销 8 吨国家核证自愿减排量予以抵消，实现碳中和（自我承诺，未经第三方评价）。"
    )
    assert view.forbidden(view.wording) == ()
    assert view.forbidden("获官方认证的碳中和证书") == ("认证", "官方", "证书")
    assert "首期" in view.first_period


def test_the_platform_and_a_body_add_their_words(ws: Workspace, whole: Dossier, tmp_path: Path) -> None:
    keep(ws, package(whole), confirmed(whole))
    view = filing.claim(ws, whole.id)
    assert (view.level, view.stage) == (ClaimLevel.PLATFORM_CONFIRMED, DossierStage.CONFIRMED)
    assert view.wording.endswith("实现碳中和，经碳中和服务平台确认（编号 TZ-2026-1，2026-01-12）。")
    assert view.forbidden(view.wording) == ()
    report = {"issuer": "某机构", "number": "PJ-1", "scope": "2025 年运营", "conclusion": "符合"}
    filing.attach_document(ws, whole.id, DocumentKind.REPORT, paper(tmp_path, "报告.pdf"), **report)
    view = filing.claim(ws, whole.id)
    assert view.level is ClaimLevel.INDEPENDENTLY_ASSESSED
    assert view.wording.endswith("（编号 TZ-2026-1，2026-01-12），经某机构评价（报告编号 PJ-1）。")


def test_a_report_alone_is_named_without_the_platform(ws: Workspace, whole: Dossier, tmp_path: Path) -> None:
    report = {"issuer": "某机构", "number": "PJ-1", "scope": "2025 年运营", "conclusion": "符合"}
    filing.attach_document(ws, whole.id, DocumentKind.REPORT, paper(tmp_path, "报告.pdf"), **report)
    assert filing.claim(ws, whole.id).wording.endswith("实现碳中和，经某机构评价（报告编号 PJ-1）。")


def test_a_trial_receipt_moves_no_production_dossier(ws: Workspace, whole: Dossier) -> None:
    keep(ws, package(whole), confirmed(whole, environment=Environment.TRIAL))
    view = filing.claim(ws, whole.id)
    assert (view.level, view.stage, view.file.environment) == (
        ClaimLevel.SELF_DECLARED,
        DossierStage.EXPORTED,
        Environment.PRODUCTION,
    )


Change = Callable[[Workspace, Dossier, Venue], object]


def _void_the_lot(ws: Workspace, found: Dossier, _hotel: Venue) -> None:
    offsetting.release(ws, found.id, offsetting.lots(ws)[0].id)


def _stop_the_measure(ws: Workspace, _found: Dossier, hotel: Venue) -> None:
    reducing.change_state(ws, hotel.id, "C01", MeasureState.STOPPED)


def _take_the_paper(ws: Workspace, found: Dossier, _hotel: Venue) -> None:
    filing.remove_document(ws, filing.documents(ws, found.id)[0].document.id)


def _profile_one(ws: Workspace, found: Dossier, _hotel: Venue) -> None:
    locked = replace(found, status=DossierStatus.LOCKED)
    set_status(ws, replace(locked, method=replace(locked.method, profile=MethodProfile.P1)), DossierStatus.LOCKED)


@pytest.mark.parametrize(
    ("change", "gate"),
    [(_void_the_lot, "offset"), (_stop_the_measure, "reduction"), (_take_the_paper, "statement"), (_profile_one, "profile")],
)
def test_what_goes_from_the_file_takes_the_level_down(ws: Workspace, hotel: Venue, whole: Dossier, change: Change, gate: str) -> None:
    change(ws, whole, hotel)
    view = filing.claim(ws, whole.id)
    assert (view.level, [one.code for one in view.missing]) == (ClaimLevel.DRAFT, [gate])
    assert view.missing[0].title
    assert view.missing[0].page
    assert "实现碳中和" not in view.wording


def test_a_measure_without_its_paper_is_named(ws: Workspace, hotel: Venue, filled: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.change_state(ws, hotel.id, "C01", MeasureState.DONE)
    (gate,) = [one for one in filing.claim(ws, filled.id).missing if one.code == "reduction"]
    assert gate.detail == "有已实施的措施，但没有附佐证文件"


def test_a_later_period_must_have_improved(ws: Workspace, hotel: Venue, whole: Dossier) -> None:
    earlier = dossiers.operation_dossier(ws, hotel.id, 2023, make=True)
    fill(ws, earlier, "40000")
    set_status(ws, earlier, DossierStatus.LOCKED)
    view = filing.claim(ws, whole.id)
    assert ([one.code for one in view.missing], view.first_period) == (["trend"], "")
    set_status(ws, earlier, DossierStatus.OPEN)
    fill(ws, earlier, "60000")
    set_status(ws, earlier, DossierStatus.LOCKED)
    assert filing.claim(ws, whole.id).level is ClaimLevel.SELF_DECLARED


def test_a_lower_intensity_is_an_improvement_too(ws: Workspace, hotel: Venue, whole: Dossier) -> None:
    earlier = dossiers.operation_dossier(ws, hotel.id, 2023, make=True)
    organizing.set_profile(ws, hotel.id, "building_area", "1000", date(2023, 1, 1))
    organizing.set_profile(ws, hotel.id, "building_area", "2000", date(2025, 1, 1))
    fill(ws, earlier, "40000")
    set_status(ws, earlier, DossierStatus.LOCKED)
    assert filing.claim(ws, whole.id).level is ClaimLevel.SELF_DECLARED


def test_the_boundary_of_a_mall_stands_in_its_claim(ws: Workspace) -> None:
    draft = organizing.VenueDraft(WHO, "91510100MA00000152", "mall", "示例商场", "510100", 2025, {"boundary": "landlord"})
    mall, _change = organizing.create_venue(ws, draft)
    view = filing.claim(ws, dossiers.operation_dossier(ws, mall.id, 2025).id)
    assert view.boundary == "业主运营边界，不含租户用能"
    assert "（业主运营边界，不含租户用能）" in view.wording


def test_a_year_that_is_no_calendar_year_is_named_by_its_days(ws: Workspace, dossier: Dossier) -> None:
    set_status(ws, replace(dossier, period=ReportingPeriod(Month(2025, 4))), DossierStatus.OPEN)
    assert "「示例酒店」2025年4月1日至2026年3月31日运营" in filing.claim(ws, dossier.id).wording


def test_a_sample_is_for_trial(ws: Workspace) -> None:
    draft = organizing.VenueDraft(WHO, "91510100MA00000152", "hotel", "示例分店", "510100", 2025)
    place, _change = organizing.create_venue(ws, draft, sample=True)
    assert filing.on_file(ws, dossiers.operation_dossier(ws, place.id, 2025).id).environment is Environment.TRIAL


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 5, 1), date(2025, 5, 1), "2025年5月1日"),
        (date(2025, 5, 1), date(2025, 5, 3), "2025年5月1日至3日"),
        (date(2025, 5, 30), date(2025, 6, 1), "2025年5月30日至6月1日"),
        (date(2025, 12, 30), date(2026, 1, 2), "2025年12月30日至2026年1月2日"),
    ],
)
def test_days_are_written_once(first: date, last: date, text: str) -> None:
    assert days_text(first, last) == text


# ---------------------------------------------------------------- events


@pytest.fixture
def event(ws: Workspace, hotel: Venue, tmp_path: Path) -> Dossier:
    return events.load_event(ws, hotel.id, event_file(tmp_path))


def test_an_estimate_is_called_one_and_carries_no_claim(ws: Workspace, event: Dossier) -> None:
    events.save_event(ws, replace(events.event(ws, event.id), settled=False))
    view = filing.claim(ws, event.id)
    assert "预估温室气体排放量" in view.wording
    assert "「示例年会」（2025年12月19日至20日）（筹备阶段、举办阶段）" in view.wording
    assert "estimate" in [gate.code for gate in view.missing]
    events.save_event(ws, replace(events.event(ws, event.id), settled=True))
    view = filing.claim(ws, event.id)
    assert "预估" not in view.wording
    assert "estimate" not in [gate.code for gate in view.missing]


# ---------------------------------------------------------------- lock and reopen


def test_blocking_findings_keep_a_dossier_open_and_are_named(ws: Workspace, filled: Dossier) -> None:
    with pytest.raises(RuleError) as caught:
        filing.lock(ws, filled.id)
    assert caught.value.code == "dossier.blocked"
    assert "第一处" in caught.value.message
    assert dossiers.dossier(ws, filled.id).status is DossierStatus.OPEN


def test_the_lock_ends_what_can_be_undone_and_papers_may_follow(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    events.save_event(ws, replace(events.event(ws, event.id), scale="330 人"))
    assert recording.undo_state(ws).undo
    assert filing.lock(ws, event.id) == {ChangeKind.DOSSIER, ChangeKind.SUBMISSION}
    assert filing.lock(ws, event.id) == frozenset()
    assert recording.undo(ws) is None
    assert filing.claim(ws, event.id).stage is DossierStage.LOCKED
    assert filing.attach_document(ws, event.id, DocumentKind.STATEMENT, paper(tmp_path, "承诺书.pdf"))
    lot, _change = offsetting.add_lot(ws, LOT)
    assert offsetting.allocate(ws, event.id, lot.id, 1)
    recording.undo(ws)
    assert offsetting.lots_view(ws, event.id).pending == 0


def test_the_lock_keeps_the_measures_that_the_form_took_from_the_plan(ws: Workspace, hotel: Venue, event: Dossier) -> None:
    events.save_event(ws, replace(events.event(ws, event.id), measures=""))
    reducing.set_measure(ws, hotel.id, "C01")
    filing.lock(ws, event.id)
    reducing.remove(ws, hotel.id, "C01")
    assert events.event_view(ws, event.id).measures_text == "1. LED 光源替换"


def test_a_locked_venue_year_takes_no_figure(ws: Workspace, whole: Dossier) -> None:
    with pytest.raises(RuleError, match="已锁定"):
        fill(ws, whole, "1")
    with pytest.raises(RuleError, match="已锁定"):
        dossiers.set_method(ws, whole.id, replace(whole.method, profile=MethodProfile.P1))


def test_figures_that_move_after_the_lock_are_noticed(ws: Workspace, event: Dossier) -> None:
    filing.lock(ws, event.id)
    assert not filing.on_file(ws, event.id).moved
    item = events.items(ws, event.id)[0]
    with ws.job("绕过") as job:
        job.work.event_items.put(replace(item, actual_micro=1), job.change)
    assert filing.on_file(ws, event.id).moved
    assert "moved" in [gate.code for gate in filing.claim(ws, event.id).missing]


def test_reopening_says_why_and_follows_what_has_left_the_house(ws: Workspace, event: Dossier) -> None:
    with pytest.raises(RuleError, match="没有锁定"):
        filing.reopen(ws, event.id, "x")
    filing.lock(ws, event.id)
    with pytest.raises(InputError, match="原因"):
        filing.reopen(ws, event.id, " ")
    filing.reopen(ws, event.id, "补充证据")
    assert (dossiers.dossier(ws, event.id).revision, dossiers.dossier(ws, event.id).status) == (1, DossierStatus.OPEN)
    filing.lock(ws, event.id)
    keep(ws, package(dossiers.dossier(ws, event.id)))
    filing.reopen(ws, event.id, "按退回意见改")
    assert dossiers.dossier(ws, event.id).revision == 2
    filing.lock(ws, event.id)
    filing.reopen(ws, event.id, "再看一遍")
    assert dossiers.dossier(ws, event.id).revision == 2
    with ws.store.read() as work:
        labels = [entry.label for entry in work.journal.entries()]
    assert "重新打开「示例年会」：按退回意见改" in labels
    assert recording.undo(ws) is None


# ---------------------------------------------------------------- papers and deliveries


def test_papers_are_put_on_file_and_taken_off(ws: Workspace, filled: Dossier, tmp_path: Path) -> None:
    file = paper(tmp_path, "营业执照.pdf")
    assert filing.attach_document(ws, filled.id, DocumentKind.LICENCE, file, number="91510100MA00000152")
    (row,) = filing.documents(ws, filled.id)
    assert (row.kind_name, row.evidence.original_name) == ("营业执照、等级证明", "营业执照.pdf")
    filing.remove_document(ws, row.document.id)
    assert filing.documents(ws, filled.id) == ()
    assert recording.undo(ws)[1] == {ChangeKind.SUBMISSION}
    assert filing.documents(ws, filled.id) == (row,)
    with pytest.raises(InputError, match="没有这份文件"):
        filing.remove_document(ws, "gone")


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (DocumentKind.REPORT, {"issuer": "某机构", "number": "PJ-1", "scope": "2025 年"}, "document.report"),
        (DocumentKind.STATEMENT, {"issued_on": date(2026, 2, 1)}, "document.future"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(
    ws: Workspace, filled: Dossier, tmp_path: Path, kind: DocumentKind, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        filing.attach_document(ws, filled.id, kind, paper(tmp_path, "a.pdf"), **fields)
    assert caught.value.code == code
    assert filing.documents(ws, filled.id) == ()


def test_papers_come_from_a_file_once(ws: Workspace, filled: Dossier, tmp_path: Path) -> None:
    for name in ("承诺书.pdf", "报告.pdf"):
        paper(tmp_path / "papers", name)
    listed = tmp_path / "documents.toml"
    listed.write_text(DOCUMENTS_FILE, encoding="utf-8")
    for _turn in range(2):
        filing.load_documents(ws, filled.id, listed, tmp_path / "papers")
        assert [row.document.kind for row in filing.documents(ws, filled.id)] == [DocumentKind.REPORT, DocumentKind.STATEMENT]
    listed.write_text(DOCUMENTS_FILE.replace("statement", "letter"), encoding="utf-8")
    with pytest.raises(FileError, match="licence"):
        filing.load_documents(ws, filled.id, listed, tmp_path / "papers")


def test_a_delivery_is_noted_and_stays(ws: Workspace, whole: Dossier) -> None:
    keep(ws, package(whole))
    assert filing.claim(ws, whole.id).stage is DossierStage.EXPORTED
    assert filing.record_delivery(ws, "urn:uuid:1", date(2026, 1, 11), "U 盘") == {ChangeKind.SUBMISSION}
    assert filing.record_delivery(ws, "urn:uuid:1", date(2026, 1, 11), "U 盘") == frozenset()
    assert filing.claim(ws, whole.id).stage is DossierStage.DELIVERED
    assert recording.undo(ws) is None


@pytest.mark.parametrize(
    ("package_id", "day", "channel", "code"),
    [
        ("gone", date(2026, 1, 11), "U 盘", "package.unknown"),
        ("urn:uuid:1", date(2026, 1, 13), "U 盘", "delivery.future"),
        ("urn:uuid:1", date(2026, 1, 10), "U 盘", "delivery.early"),
        ("urn:uuid:1", date(2026, 1, 11), " ", "field.required"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(ws: Workspace, whole: Dossier, package_id: str, day: date, channel: str, code: str) -> None:
    keep(ws, package(whole))
    with pytest.raises(InputError) as caught:
        filing.record_delivery(ws, package_id, day, channel)
    assert caught.value.code == code


def test_a_promised_event_is_filed_before_it_begins(ws: Workspace, event: Dossier) -> None:
    kept = events.event(ws, event.id)
    events.save_event(
        ws, replace(kept, promised=True, settled=False, start=date(2026, 1, 12), end=date(2026, 1, 12), neutral_on=date(2026, 3, 30))
    )
    keep(ws, package(event))
    with pytest.raises(RuleError) as caught:
        filing.record_delivery(ws, "urn:uuid:1", date(2026, 1, 12), "窗口")
    assert caught.value.code == "delivery.too_late"
    assert filing.record_delivery(ws, "urn:uuid:1", date(2026, 1, 11), "窗口")
