"""What a bill says beyond its quantity, a comment on a cell, a threshold, a remembered mapping, an authorized person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.domain.activity import ActivityRecord, RecordId, RecordKind, StockTake, Subject, TimeOfUse
from core.domain.emission import Meter, MeterId
from core.domain.finding import RuleThreshold
from core.domain.organization import Person, PersonId
from core.domain.period import Month
from core.domain.quantity import Quantity
from core.domain.remark import CellComment
from core.domain.remembered import RememberedMapping
from core.store.database import Store
from tests.store.sample import COOLANT, GAS, METER, NOON, POWER, VENUE

AUTHORIZATION = b"%PDF-1.4\n%\x00\xfe an authorization\n%%EOF\n"

TARIFF_BILL = ActivityRecord(
    RecordId("tariff"),
    VENUE.id,
    Subject(POWER.id),
    RecordKind.BILL,
    Quantity(Decimal("9000.50"), "kWh"),
    9_000_500_000,
    start=date(2025, 5, 21),
    end=date(2025, 6, 21),
    meter_id=METER.id,
    losses=Decimal("120.50"),
    time_of_use=TimeOfUse(None, Decimal("3000"), Decimal("4000.50"), Decimal("2000")),
)
STOCK = ActivityRecord(
    RecordId("stock"),
    VENUE.id,
    Subject(GAS.id),
    RecordKind.BILL,
    Quantity(Decimal("320"), "m3"),
    320_000_000,
    start=date(2025, 5, 1),
    end=date(2025, 6, 1),
    stock=StockTake(Decimal("50.0"), Decimal("400"), Decimal("130")),
)
MACHINE = Meter(MeterId("machine"), COOLANT.id, "1#冷机", charge=Decimal("85"), refrigerant="R410A")
COMMENT = CellComment(VENUE.id, Subject(POWER.id), Month(2025, 5), "抄表日改为 20 日")
THRESHOLD = RuleThreshold("V05", "band_percent", Decimal("45"), "会议型酒店，各月起伏大")
REMEMBERED = RememberedMapping("9f" * 32, "能源台账.xls", '[table]\nsheet = "2025"\n')


def fill_monthly(store: Store) -> None:
    """Everything above."""
    letter = store.keep_evidence(AUTHORIZATION, "授权书.pdf")
    with store.begin() as work:
        work.evidence.put(letter)
        change = work.journal.begin_change("录入票据", "张敏", NOON)
        work.activities.put_all((TARIFF_BILL, STOCK), change)
        work.meters.put(MACHINE, change)
        work.comments.put(COMMENT, change)
        work.thresholds.put(THRESHOLD, change)
        work.mappings.put(REMEMBERED, change)
        work.people.put(Person(PersonId("p3"), "王芳", "approver", authorization=letter.id), change)
        work.people.put(Person(PersonId("p4"), "赵刚", "responsible", legal_representative=True), change)
