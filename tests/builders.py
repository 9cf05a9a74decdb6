"""Valid things with one word changed: a hotel year that no rule objects to, for tests to break in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from core.accounting.check_context import CheckContext
from core.accounting.footprint import Facts, footprint
from core.catalogue_loader.claim_rules import claim_words
from core.catalogue_loader.loading import load_catalogue
from core.domain.activity import (
    ActivityRecord,
    EvidenceId,
    EvidenceRef,
    RecordId,
    RecordKind,
    Subject,
    output_subject,
)
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier, DossierId, DossierKind
from core.domain.emission import EmissionSource, Meter, MeterId, SourceId
from core.domain.organization import Organization, OrganizationId, ProfileValue, Venue, VenueId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO, Quantity

YEAR = 2025
VENUE = Venue(
    VenueId("hotel"),
    OrganizationId("firm"),
    "hotel",
    "示例酒店",
    "510100",
    (ProfileValue("building_area", "30000"), ProfileValue("rooms", "268"), ProfileValue("grade", "4")),
)
ORGANIZATION = Organization(OrganizationId("firm"), "示例酒店有限公司", "91510100MA00000152")
POWER = EmissionSource(SourceId("power"), VENUE.id, "grid_electricity", "外购电力", "kWh", position=0)
GAS = EmissionSource(SourceId("gas"), VENUE.id, "natural_gas_boiler", "天然气·锅炉", "Nm3", position=1)
METER = Meter(MeterId("meter"), SourceId("power"), "5101-0001", "主楼", Decimal(100))
FILE = EvidenceRef(EvidenceId("file"), "0" * 64, "电费单.pdf", "application/pdf", 1000)


@cache
def catalogue() -> Catalogue:
    """The catalogue in force, read once."""
    return load_catalogue()


def evidence(name: str) -> EvidenceRef:
    """A file of its own."""
    return EvidenceRef(EvidenceId(name), name.rjust(64, "0"), f"{name}.pdf", "application/pdf", 1000)


def bill(month: int, quantity: int, **changes: object) -> ActivityRecord:
    """The power bill of a calendar month, with readings that join."""
    start, end = Month(YEAR, month).first_day, Month(YEAR, month).plus(1).first_day
    record = ActivityRecord(
        id=RecordId(f"bill-{month:02d}"),
        venue_id=VENUE.id,
        subject=Subject("power"),
        kind=RecordKind.BILL,
        quantity=Quantity(Decimal(quantity), "kWh"),
        micro=quantity * MICRO,
        start=start,
        end=end,
        meter_id=METER.id,
        amount_yuan=Decimal(quantity) * Decimal("0.65"),
        invoice=f"DF-{month:02d}",
        evidence=(EvidenceId(f"bill-{month:02d}"),),
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def entry(subject: str, month: int, quantity: int, year: int = YEAR, **changes: object) -> ActivityRecord:
    """A monthly figure."""
    source = {"power": "kWh", "gas": "Nm3"}.get(subject)
    unit = source or catalogue().outputs[subject.removeprefix("output:")].unit
    record = ActivityRecord(
        id=RecordId(f"{subject}-{year}-{month:02d}"),
        venue_id=VENUE.id,
        subject=Subject(subject),
        kind=RecordKind.MONTH,
        quantity=Quantity(Decimal(quantity), unit),
        micro=quantity * MICRO,
        month=Month(year, month),
        evidence=(EvidenceId(f"{subject}-{month:02d}"),) if source else (),
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def usual(month: int) -> int:
    """A figure that no two months share and no rule objects to."""
    return 100_000 + 1_317 * month


def records() -> list[ActivityRecord]:
    """A whole year: power by bills, gas and outputs by month."""
    found = []
    reading = Decimal(1000)
    for month in range(1, 13):
        quantity = usual(month) // 100 * 100
        after = reading + Decimal(quantity) / 100
        found.append(bill(month, quantity, reading_start=reading, reading_end=after))
        reading = after
        found.append(entry("gas", month, 9_001 + 17 * month))
        days = Month(YEAR, month).days
        outputs = {"room_nights_available": 268 * days, "room_nights_sold": 160 * days + month, "guest_nights": 240 * days + month}
        outputs |= {"covers": 9_000 + 31 * month, "meeting_area_hours": 12_000 + 57 * month, "open_days": days}
        found += [entry(output_subject(code), month, quantity) for code, quantity in outputs.items()]
    return found


def last_year() -> list[ActivityRecord]:
    """The year before, a little higher."""
    return [
        replace(
            record,
            id=RecordId(f"{record.id}-before"),
            kind=RecordKind.MONTH,
            month=(record.month or Month.of(record.start or date.min)).plus(-12),
            start=None,
            end=None,
            micro=record.micro * 21 // 20,
        )
        for record in records()
    ]


def context(
    found: Sequence[ActivityRecord] | None = None,
    before: Sequence[ActivityRecord] | None = None,
    **changes: object,
) -> CheckContext:
    """A context no rule objects to, unless the arguments change it."""
    year = tuple(records() if found is None else found)
    sources = changes.pop("sources", (POWER, GAS))
    venue = changes.pop("venue", VENUE)
    period = ReportingPeriod.of_year(YEAR)
    dossier = Dossier(DossierId("dossier"), DossierKind.OPERATION, VENUE.id, "示例", period)
    computed = footprint(Facts(venue, period, sources, year), dossier.method, catalogue())  # type: ignore[arg-type]
    files: Mapping[str, EvidenceRef] = {e: evidence(e) for record in year for e in record.evidence}
    made = CheckContext(
        dossier=dossier,
        organization=ORGANIZATION,
        venue=venue,  # type: ignore[arg-type]
        venue_type=catalogue().venue_types["hotel"],
        sources=sources,  # type: ignore[arg-type]
        meters=(METER,),
        records=year,
        last_year_records=tuple(last_year() if before is None else before),
        evidence=files,
        explanations={},
        people=(),
        words=claim_words(),
        catalogue=catalogue(),
        inventory=computed,
        today=date(2026, 1, 12),
    )
    return replace(made, **changes)  # type: ignore[arg-type]
