"""An event no rule objects to: a meeting with power, coaches and hotel nights, for tests to break in one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.accounting.check_context import CheckContext
from core.accounting.footprint import Facts, footprint
from core.catalogue_loader.claim_rules import claim_words
from core.domain.activity import EvidenceId
from core.domain.dossier import Dossier, DossierId, DossierKind
from core.domain.event import EventForm, EventItem, EventItemId, EventStage
from core.domain.offset import ProductType
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO, Quantity
from tests.builders import ORGANIZATION, VENUE, catalogue, evidence

FORM = EventForm(
    dossier_id=DossierId("event"),
    name="示例年会",
    organizer="示例酒店有限公司",
    start=date(2025, 12, 19),
    end=date(2025, 12, 20),
    place="示例酒店",
    region="510100",
    kind="年会",
    scale="320 人，2 天",
    content="总结和表彰",
    stages=(EventStage.PREPARING, EventStage.HOLDING),
    measures="1. 无纸化会议",
    products=(ProductType.CCER,),
    offset_tonnes=Decimal(12),
    neutral_on=date(2026, 3, 30),
    department="会务部",
    contact="陈示例",
    phone="028-00000000",
)


def item(name: str, type_code: str, unit: str, quantity: int, stage: EventStage = EventStage.HOLDING, **changes: object) -> EventItem:
    """An item whose estimate and actual quantity are the same, with a file."""
    amount = Quantity(Decimal(quantity), unit)
    made = EventItem(
        id=EventItemId(name),
        dossier_id=FORM.dossier_id,
        stage=stage,
        name=name,
        type_code=type_code,
        unit=unit,
        estimate=amount,
        estimate_micro=quantity * MICRO,
        actual=amount,
        actual_micro=quantity * MICRO,
        evidence=(EvidenceId(name),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


ITEMS = (
    item("power", "grid_electricity", "kWh", 3468),
    item("hotel", "hotel_stay", "room_night", 180, factor_id="desnz_hotel_cn_2025"),
    item("paper", "paper_goods", "kg", 120, EventStage.PREPARING, factor_id="desnz_mat_paper_2025"),
    item("waste", "waste_other", "t", 1, EventStage.CLOSING),
)
"""The last one lies outside the boundary and has no factor."""


def event_context(form: EventForm = FORM, items: tuple[EventItem, ...] = ITEMS, **changes: object) -> CheckContext:
    """A context no rule objects to, unless the arguments change it."""
    period = ReportingPeriod.of_days(form.start, max(form.start, form.end))
    dossier = Dossier(DossierId("event"), DossierKind.EVENT, VENUE.id, form.name, period)
    sources = tuple(replace(one.source(VENUE.id), excluded_reason="" if one.stage in form.stages else "不在核算边界内") for one in items)
    month = Month.of(form.start)
    records = tuple(record for one in items if (record := one.record(VENUE.id, month, settled=form.settled)) is not None)
    made = CheckContext(
        dossier=dossier,
        organization=ORGANIZATION,
        venue=VENUE,
        venue_type=catalogue().venue_types["hotel"],
        sources=sources,
        meters=(),
        records=records,
        last_year_records=(),
        evidence={one: evidence(one) for record in records for one in record.evidence},
        explanations={},
        people=(),
        catalogue=catalogue(),
        words=claim_words(),
        inventory=footprint(Facts(VENUE, period, sources, records), dossier.method, catalogue()),
        today=date(2026, 1, 12),
        event=form,
        items=items,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
