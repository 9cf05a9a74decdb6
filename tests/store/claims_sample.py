"""One event, two lots, a plan, a package with its receipts and a paper: something of every kind that a claim is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from core.domain.activity import EvidenceRef
from core.domain.event import (
    AccountingBy,
    Confirmation,
    EventForm,
    EventItem,
    EventItemId,
    EventLevel,
    EventRole,
    EventStage,
    NeutralityType,
)
from core.domain.measure import MeasureState, PlanId, PlannedMeasure
from core.domain.offset import Allocation, AllocationId, CreditLot, LotId, OffsetSource, ProductType, SinkFacts
from core.domain.quantity import Quantity
from core.domain.submission import (
    Correction,
    Delivery,
    DocumentId,
    DocumentKind,
    DossierStage,
    Environment,
    OfficialDocument,
    PackageId,
    PlatformCertificate,
    Receipt,
    ReceiptId,
    ReceiptResult,
    SealedPackage,
    SignerRef,
    SignerRole,
)
from core.store.database import Store
from tests.store.sample import DOSSIER, EVENT, NOON, VENUE

CHENGDU = timezone(timedelta(hours=8))
PROOF_SCAN = b"%PDF-1.4\n%\x00\xfe a retirement certificate\n%%EOF\n"


def event_form(evidence: EvidenceRef) -> EventForm:
    """A form with every field filled."""
    return EventForm(
        dossier_id=EVENT.id,
        name="年会",
        organizer="犍为㑊酒店管理有限公司",
        start=date(2025, 11, 29),
        end=date(2025, 12, 1),
        place="岷江酒店",
        region="511100",
        kind="年会",
        scale="320 人，2 天",
        content="总结、表彰\n文艺演出",
        role=EventRole.PARTICIPANT,
        level=EventLevel.NATIONAL,
        promised=True,
        people=320,
        sessions=4,
        area_m2=Decimal("1200.50"),
        stages=(EventStage.PREPARING, EventStage.HOLDING),
        accounting=AccountingBy.BODY,
        accounting_body="某核算机构",
        measures="1. 无纸化",
        neutrality=NeutralityType.BOTH,
        products=(ProductType.SINK, ProductType.CCER),
        other_product="其他",
        offset_tonnes=Decimal("31.0"),
        neutral_on=date(2026, 3, 30),
        department="会务部",
        contact="张敏",
        phone="0833-0000000",
        confirmation=Confirmation.BODY,
        confirming_body="某评价机构",
        plan=evidence.id,
        settled=True,
    )


def event_items(evidence: EvidenceRef) -> tuple[EventItem, ...]:
    """One with every field, one with none that may be left out."""
    return (
        EventItem(
            id=EventItemId("item-1"),
            dossier_id=EVENT.id,
            stage=EventStage.HOLDING,
            name="会场用电",
            type_code="grid_electricity",
            unit="kWh",
            species="R32",
            factor_id="cpcd_bus",
            estimate=Quantity(Decimal("0.320"), "10^4kWh"),
            estimate_micro=3_200_000_000,
            actual=Quantity(Decimal(3468), "kWh"),
            actual_micro=3_468_000_000,
            basis="分表",
            position=1,
            evidence=(evidence.id,),
        ),
        EventItem(EventItemId("item-2"), EVENT.id, EventStage.CLOSING, "垃圾", "waste_other", "t", position=2),
    )


def lots(evidence: EvidenceRef) -> tuple[CreditLot, ...]:
    """One retired with everything, one only bought."""
    return (
        CreditLot(
            id=LotId("lot-1"),
            product=ProductType.SINK,
            registry="某登记机构",
            project="川西林业碳汇",
            tonnes=450,
            serial_from="SL-0000201",
            serial_to="SL-0000650",
            subtype="竹林",
            methodology="造林碳汇",
            location="阿坝州",
            vintage=2024,
            account="账户 01",
            acquired_on=date(2025, 9, 2),
            retired_on=date(2026, 1, 20),
            retirement_id="ZX-1",
            beneficiary="岷江酒店 2025 年运营",
            unit_price_yuan=Decimal("62.50"),
            source=OffsetSource.PERSONAL,
            priority_region=True,
            note="附公示",
            sink=SinkFacts("东经 103°", "慈竹", "150 亩", "2025 年造林", "每年一次", "2025—2031"),
            proof=(evidence.id,),
        ),
        CreditLot(LotId("lot-2"), ProductType.CEA, "某登记机构", "配额", 10, "A1", "A10"),
    )


ALLOCATION = Allocation(AllocationId("use-1"), LotId("lot-1"), DOSSIER.id, 400)


def plan(evidence: EvidenceRef) -> tuple[PlannedMeasure, ...]:
    """One carried out with everything, one only planned."""
    return (
        PlannedMeasure(
            id=PlanId("plan-1"),
            venue_id=VENUE.id,
            measure_id="C09",
            state=MeasureState.VERIFIED,
            values={"Q_hw": Decimal("600000.0"), "COP": Decimal("3.5")},
            owner="工程部",
            start_on=date(2025, 3, 1),
            done_on=date(2025, 6, 30),
            cost_yuan=Decimal("468000"),
            note="一期",
            evidence=(evidence.id,),
        ),
        PlannedMeasure(PlanId("plan-2"), VENUE.id, "C01"),
    )


PACKAGE = SealedPackage(
    id=PackageId("urn:uuid:1"),
    dossier_id=DOSSIER.id,
    revision=2,
    digest="d" * 64,
    environment=Environment.TRIAL,
    file_name="CSP-1-2025-r2-dddddddd.zip",
    made_at=datetime(2026, 3, 1, 9, 30, tzinfo=CHENGDU),
    statement='{"type":"submission"}',
    signers=(
        SignerRef(SignerRole.PREPARER, "张敏", "a" * 64, "1" * 64),
        SignerRef(SignerRole.APPROVER, "李郫", "b" * 64),
    ),
)
COUNTERSIGNED = replace(PACKAGE, signers=(PACKAGE.signers[0], replace(PACKAGE.signers[1], signature_sha256="2" * 64)))
DELIVERY = Delivery(PACKAGE.id, date(2026, 3, 2), "U 盘，送市生态环境局/窗口")
RETURNED = Receipt(
    id=ReceiptId("urn:receipt:1"),
    package_id=PACKAGE.id,
    dossier_id=DOSSIER.id,
    revision=2,
    sequence=1,
    result=ReceiptResult.RETURNED,
    stage=DossierStage.RETURNED,
    environment=Environment.TRIAL,
    issuer="试用平台",
    issued_at=datetime(2026, 3, 3, 1, 2, 3, tzinfo=UTC),
    taken_in_at=NOON,
    digest="e" * 64,
    list_status="none",
    list_date=date(2026, 3, 3),
    corrections=(
        Correction("/tables/records.csv/7", "D5", "must", "7 月气票没有附件", "E0007"),
        Correction("/documents/10", "A2", "must", "印章不清"),
    ),
)
CONFIRMED = Receipt(
    id=ReceiptId("urn:receipt:2"),
    package_id=PACKAGE.id,
    dossier_id=DOSSIER.id,
    revision=2,
    sequence=2,
    result=ReceiptResult.CONFIRMED,
    stage=DossierStage.CONFIRMED,
    environment=Environment.TRIAL,
    issuer="试用平台",
    issued_at=datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC),
    taken_in_at=NOON,
    digest="f" * 64,
    certificate=PlatformCertificate("TZ-2026-1", date(2026, 3, 5), date(2027, 3, 4), "312.5", "operation", "CSC1:X"),
    revocations=("TZ-2025-9",),
    stamped_at=datetime(2026, 3, 5, 1, 2, 4, tzinfo=UTC),
)


def document(evidence: EvidenceRef) -> OfficialDocument:
    """A report with everything on it."""
    return OfficialDocument(
        id=DocumentId("paper-1"),
        dossier_id=DOSSIER.id,
        kind=DocumentKind.REPORT,
        evidence_id=evidence.id,
        issuer="某评价机构",
        number="PJ-1",
        issued_on=date(2026, 2, 10),
        scope="2025 年运营",
        conclusion="符合",
    )


def fill_claims(store: Store) -> EvidenceRef:
    """Everything above, after `sample.fill`; the proof comes back."""
    reference = store.keep_evidence(PROOF_SCAN, "注销凭证.pdf")
    with store.begin() as work:
        work.evidence.put(reference)
        change = work.journal.begin_change("登记抵消与活动", "张敏", NOON)
        work.events.put(event_form(reference), change)
        for item in event_items(reference):
            work.event_items.put(item, change)
        for lot in lots(reference):
            work.lots.put(lot, change)
        work.allocations.put(ALLOCATION, change)
        for planned in plan(reference):
            work.plan.put(planned, change)
        work.documents.put(document(reference), change)
    with store.begin() as work:
        change = work.journal.begin_change("封装", "张敏", NOON, undoable=False)
        work.packages.put(PACKAGE, change)
        work.packages.put(COUNTERSIGNED, change)
        work.deliveries.put(DELIVERY, change)
        for receipt in (RETURNED, CONFIRMED):
            work.receipts.put(receipt, change)
    return reference
