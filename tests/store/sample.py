"""One small ledger with something of every kind; also makes the sample store that each released schema leaves behind.

To leave one for a new schema: ``python -m tests.store.sample tests/golden/stores/<revision>.tanzhang``.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from core.domain.activity import ActivityRecord, ChangeId, DataQuality, EvidenceRef, RecordId, RecordKind, Subject, output_subject
from core.domain.dossier import Dossier, DossierId, DossierKind, DossierStatus, MethodChoice
from core.domain.emission import EmissionSource, FuelSet, GridScope, GwpSet, Meter, MeterId, MethodProfile, Scope2Basis, SourceId
from core.domain.organization import Organization, OrganizationId, Person, PersonId, ProfileValue, Venue, VenueId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity
from core.store.database import Store, create_store
from core.store.unit_of_work import UnitOfWork

NOON = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
BILL_SCAN = b"%PDF-1.4\n%\x00\xff a scanned bill\n%%EOF\n"

ORGANIZATION = Organization(OrganizationId("org"), "犍为㑊酒店管理有限公司", "91510000MA6C12345X")
VENUE = Venue(
    VenueId("venue"),
    ORGANIZATION.id,
    "hotel",
    "岷江酒店",
    "511123",
    (
        ProfileValue("floor_area", "12000"),
        ProfileValue("floor_area", "12500.50", date(2025, 7, 1)),
        ProfileValue("rooms", "120"),
    ),
    sample=True,
)
PEOPLE = (
    Person(PersonId("p1"), "张敏", "preparer", "工程部", "028-1234"),
    Person(PersonId("p2"), "李郫", "approver"),
)
POWER = EmissionSource(SourceId("power"), VENUE.id, "grid_electricity", "外购电", "kWh", position=1)
GAS = EmissionSource(SourceId("gas"), VENUE.id, "natural_gas", "厨房天然气", "m3", factor_id="ng_b", position=2)
COOLANT = EmissionSource(
    SourceId("coolant"), VENUE.id, "refrigerant", "冷机", "kg", species="R410A", excluded_reason="全年未补充", position=3
)
METER = Meter(MeterId("meter"), POWER.id, "0123456789", "总表", Decimal("1200.50"), end_included=False)
DOSSIER = Dossier(
    DossierId("dossier"),
    DossierKind.OPERATION,
    VENUE.id,
    "2025 年度",
    ReportingPeriod.of_year(2025),
    MethodChoice(MethodProfile.P1, Scope2Basis.MARKET, GridScope.NATION, GwpSet.AR5, FuelSet.C),
    DossierStatus.LOCKED,
    2,
)
EVENT = Dossier(DossierId("event"), DossierKind.EVENT, VENUE.id, "年会", ReportingPeriod(Month(2025, 11), 2))


def monthly(record_id: str, subject: str, month: Month, quantity: str = "100", unit: str = "kWh") -> ActivityRecord:
    """A figure typed for a month."""
    value = Decimal(quantity)
    return ActivityRecord(
        RecordId(record_id), VENUE.id, Subject(subject), RecordKind.MONTH, Quantity(value, unit), int(value * 1_000_000), month
    )


def records(evidence: EvidenceRef) -> tuple[ActivityRecord, ...]:
    """One record of each kind, with every field used by one of them; each after those that it refers to."""
    return (
        ActivityRecord(
            RecordId("jan"),
            VENUE.id,
            Subject(POWER.id),
            RecordKind.MONTH,
            Quantity(Decimal("1.50"), "万kWh"),
            15_000_000_000,
            Month(2025, 1),
        ),
        ActivityRecord(
            RecordId("feb"),
            VENUE.id,
            Subject(GAS.id),
            RecordKind.MONTH,
            Quantity(Decimal(0), "m3"),
            0,
            Month(2025, 2),
            zero_reason="检修停用",
        ),
        ActivityRecord(
            RecordId("nights"),
            VENUE.id,
            output_subject("room_nights"),
            RecordKind.MONTH,
            Quantity(Decimal(2600), "间夜"),
            2_600_000_000,
            Month(2025, 1),
        ),
        ActivityRecord(
            RecordId("guess"),
            VENUE.id,
            Subject(POWER.id),
            RecordKind.BILL,
            Quantity(Decimal(9000), "kWh"),
            9_000_000_000,
            start=date(2025, 2, 20),
            end=date(2025, 3, 20),
            meter_id=METER.id,
            estimated=True,
        ),
        ActivityRecord(
            RecordId("bill"),
            VENUE.id,
            Subject(POWER.id),
            RecordKind.BILL,
            Quantity(Decimal("9123.456789"), "kWh"),
            9_123_456_789,
            start=date(2025, 2, 20),
            end=date(2025, 3, 20),
            meter_id=METER.id,
            corrects=RecordId("guess"),
            reading_start=Decimal("100.10"),
            reading_end=Decimal("107.70"),
            multiplier=Decimal("1200.50"),
            amount_yuan=Decimal("6386.42"),
            invoice="DF-2025-03-0018",
            note="更正暂估",
            quality=DataQuality.A,
            evidence=(evidence.id,),
        ),
        ActivityRecord(
            RecordId("credit"),
            VENUE.id,
            Subject(POWER.id),
            RecordKind.BILL,
            Quantity(Decimal("-120"), "kWh"),
            -120_000_000,
            start=date(2025, 3, 1),
            end=date(2025, 3, 20),
            reverses=RecordId("bill"),
        ),
        ActivityRecord(
            RecordId("new_meter"),
            VENUE.id,
            Subject(POWER.id),
            RecordKind.METER_CHANGE,
            Quantity(Decimal(0), "kWh"),
            0,
            start=date(2025, 4, 9),
            meter_id=METER.id,
            reading_start=Decimal("110"),
            reading_end=Decimal("0.5"),
        ),
    )


def furnish(work: UnitOfWork, change: ChangeId) -> None:
    """A venue with its sources, its meter, its people and its dossiers."""
    work.organizations.put(ORGANIZATION, change)
    work.venues.put(VENUE, change)
    for person in PEOPLE:
        work.people.put(person, change)
    for source in (POWER, GAS, COOLANT):
        work.sources.put(source, change)
    work.meters.put(METER, change)
    for dossier in (DOSSIER, EVENT):
        work.dossiers.put(dossier, change)


def fill(store: Store) -> EvidenceRef:
    """Everything above, in three changes; the evidence comes back."""
    reference = store.keep_evidence(BILL_SCAN, "电费账单 3月.pdf")
    with store.begin() as work:
        furnish(work, work.journal.begin_change("新建场所「岷江酒店」", "张敏", NOON))
    with store.begin() as work:
        work.evidence.put(reference)
        change = work.journal.begin_change("导入「2025.xlsx」", "张敏", NOON)
        for record in records(reference):
            work.activities.put(record, change)
    with store.begin() as work:
        change = work.journal.begin_change("关账 1 月", "李郫", NOON, undoable=False)
        work.explanations.put(VENUE.id, "V05@activity/power/2025-02//", "春节停业", change)
        for month in (Month(2025, 1), Month(2025, 2)):
            work.closed_months.close(VENUE.id, month, change)
        work.closed_months.reopen(VENUE.id, Month(2025, 2), "补录账单", change)
    return reference


if __name__ == "__main__":
    from tests.store.claims_sample import fill_claims
    from tests.store.monthly_sample import fill_monthly
    from tests.store.papers_sample import fill_papers
    from tests.store.reduction_sample import fill_reduction
    from tests.store.reference_sample import fill_reference

    made = create_store(Path(sys.argv[1]), now=NOON)
    fill(made)
    fill_claims(made)
    fill_reference(made)
    fill_monthly(made)
    fill_reduction(made)
    fill_papers(made)
    made.close()
