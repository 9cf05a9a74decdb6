"""A small hotel whose whole, proven year breaks no rule, and what is needed to change one thing of it: bills, accounts, files.

Every function takes what differs and makes up the rest. What is frozen and the same for every test is made once and shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from core.accounting.check_context import CheckContext
from core.accounting.footprint import Facts, footprint
from core.catalogue_loader.claim_rules import claim_words
from core.catalogue_loader.loading import load_catalogue
from core.domain.activity import ActivityRecord, EvidenceId, EvidenceRef, RecordId, RecordKind, Subject, output_subject
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier, DossierId, DossierKind, MethodChoice
from core.domain.emission import EmissionSource, Meter, MeterId, SourceId
from core.domain.inventory import GhgInventory
from core.domain.organization import Organization, OrganizationId, Person, PersonId, ProfileValue, Venue, VenueId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity, to_row_unit
from core.i18n import Language, current_language

YEAR = 2025
TODAY = date(2026, 3, 6)
VENUE_ID = VenueId("venue")
POWER, BOILER, WATER, LAUNDRY = Subject("power"), Subject("boiler"), Subject("water"), Subject("laundry")
AVAILABLE, SOLD = output_subject("room_nights_available"), output_subject("room_nights_sold")

_FIGURES: Mapping[Subject, tuple[str, ...]] = {
    POWER: ("96480", "88320", "81940", "74660", "86350", "109720", "128460", "125130", "97840", "80270", "84190", "95210"),
    BOILER: ("18860", "16140", "14980", "11240", "9180", "7760", "8860", "8420", "9190", "11640", "14730", "17950"),
    WATER: ("1420", "1160", "1280", "1270", "1310", "1390", "1680", "1760", "1420", "1330", "1210", "1290"),
    LAUNDRY: ("7180", "6290", "7070", "6840", "7260", "6920", "8140", "8730", "7460", "7360", "6690", "6980"),
    AVAILABLE: ("3720", "3360", "3720", "3600", "3720", "3600", "3720", "3720", "3600", "3720", "3600", "3720"),
    SOLD: ("2141", "1932", "2265", "2312", "2389", "2294", "2871", "2914", "2407", "2466", "2198", "2103"),
    output_subject("guest_nights"): ("3527", "3181", "3690", "3784", "3905", "3722", "4811", "4903", "3977", "4058", "3590", "3466"),
    output_subject("covers"): ("5130", "4890", "5720", "5910", "6180", "5950", "7040", "7310", "6120", "6290", "5480", "5210"),
    output_subject("meeting_area_hours"): (
        "3640", "2710", "4380", "4920", "5110", "4870", "3920", "3750", "5240", "5060", "4730", "3980",
    ),
    output_subject("open_days"): ("31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31"),
}  # fmt: skip
"""Figures of the year, month by month."""


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue()


def organization(**changes: Any) -> Organization:
    """A company with a credit code that is right in both check digits."""
    return replace(Organization(OrganizationId("org"), "示例酒店有限公司", "91510100MA00000152"), **changes)


def venue(**changes: Any) -> Venue:
    """A hotel in Chengdu with the profile fields that are required."""
    profile = (ProfileValue("grade", "4"), ProfileValue("building_area", "12000"), ProfileValue("rooms", "120"))
    return replace(Venue(VENUE_ID, OrganizationId("org"), "hotel", "示例酒店", "510100", profile), **changes)


def source(type_code: str = "grid_electricity", **changes: Any) -> EmissionSource:
    """A row of the boundary, named and measured as its type says; its id is the type code."""
    made = _row(type_code)
    return replace(made, **changes) if changes else made


@cache
def _row(type_code: str) -> EmissionSource:
    kind = catalogue().source_types[type_code]
    return EmissionSource(SourceId(type_code), VENUE_ID, type_code, kind.zh, kind.unit)


@cache
def sources() -> tuple[EmissionSource, ...]:
    """The rows of the small hotel: power, gas, water, laundry."""
    return (
        source("natural_gas_boiler", id=SourceId(BOILER), position=0),
        source("grid_electricity", id=SourceId(POWER), position=1),
        source("tap_water", id=SourceId(WATER), position=2),
        source("laundry_outsourced", id=SourceId(LAUNDRY), factor_id="laundry_trsa", position=3),
    )


def meter(**changes: Any) -> Meter:
    """An account of the power row, ratio 200."""
    return replace(Meter(MeterId("meter"), SourceId(POWER), "0123456789", multiplier=Decimal(200)), **changes)


def person(role: str = "preparer", **changes: Any) -> Person:
    """Somebody with a role; who approves is the legal representative and needs no authorization."""
    name = {"preparer": "张敏", "approver": "李强"}.get(role, "王芳")
    return replace(Person(PersonId(role), name, role, legal_representative=role == "approver"), **changes)


def evidence(name: str = "账单.pdf", **changes: Any) -> EvidenceRef:
    """A PDF of 200 kB, its own content for each name."""
    return replace(EvidenceRef(EvidenceId(name), f"sha256 of {name}", name, "application/pdf", 200_000), **changes)


def dossier(**changes: Any) -> Dossier:
    """The operation dossier of the year."""
    return replace(Dossier(DossierId("dossier"), DossierKind.OPERATION, VENUE_ID, "2025 年度", ReportingPeriod.of_year(YEAR)), **changes)


@cache
def unit_of(subject: str) -> str:
    """Unit code of a row: of an output, of the small hotel, or of a source that is called by its type."""
    if subject.startswith("output:"):
        return catalogue().outputs[subject.removeprefix("output:")].unit
    return next((row.unit for row in sources() if row.id == subject), "") or catalogue().source_types[subject].unit


def month_record(subject: Subject, month: int | Month, value: str, unit: str = "", **changes: Any) -> ActivityRecord:
    """A typed figure with a file attached; `unit` is that of the row unless given."""
    made = _typed(subject, Month(YEAR, month) if isinstance(month, int) else month, value, unit)
    return replace(made, **changes) if changes else made


@lru_cache(maxsize=4096)
def _typed(subject: Subject, where: Month, value: str, unit: str) -> ActivityRecord:
    amount = Quantity(Decimal(value), unit or unit_of(subject))
    micro = to_row_unit(amount, amount.unit, catalogue().units).micro
    return ActivityRecord(
        RecordId(f"{subject} {where}"), VENUE_ID, subject, RecordKind.MONTH, amount, micro, where, evidence=(EvidenceId("账单.pdf"),)
    )


def bill(start: date, end: date, value: str, subject: Subject = POWER, **changes: Any) -> ActivityRecord:
    """A bill of [start, end) on the power row."""
    made = _billed(start, end, value, subject)
    return replace(made, **changes) if changes else made


@lru_cache(maxsize=4096)
def _billed(start: date, end: date, value: str, subject: Subject) -> ActivityRecord:
    amount = Quantity(Decimal(value), unit_of(subject))
    micro = to_row_unit(amount, amount.unit, catalogue().units).micro
    return ActivityRecord(
        RecordId(f"bill {subject} {start}"), VENUE_ID, subject, RecordKind.BILL, amount, micro, start=start, end=end,
        evidence=(EvidenceId(f"{subject}-{start}.pdf"),),
    )  # fmt: skip


def meter_change(day: date, last: str, first: str, subject: Subject = POWER, **changes: Any) -> ActivityRecord:
    """A note that the meter was changed: last reading of the old, first of the new."""
    record = ActivityRecord(
        RecordId(f"change {day}"), VENUE_ID, subject, RecordKind.METER_CHANGE, Quantity(Decimal(0), unit_of(subject)), 0, start=day,
        reading_start=Decimal(last), reading_end=Decimal(first),
    )  # fmt: skip
    return replace(record, **changes)


def year_of(subject: Subject, values: Iterable[str] | None = None, year: int = YEAR, unit: str = "") -> tuple[ActivityRecord, ...]:
    """Twelve typed figures; those of the small hotel unless others are given."""
    figures = _FIGURES[subject] if values is None else tuple(values)
    return tuple(month_record(subject, Month(year, number), value, unit) for number, value in enumerate(figures, 1))


@cache
def records() -> tuple[ActivityRecord, ...]:
    """The whole year of the small hotel."""
    return tuple(record for subject in _FIGURES for record in year_of(subject))


@cache
def without(subject: Subject, month: int | None = None) -> tuple[ActivityRecord, ...]:
    """The year without a row, or without one cell of it."""
    return tuple(r for r in records() if r.subject != subject or (month is not None and r.month != Month(YEAR, month)))


def changed(subject: Subject, month: int, value: str, **changes: Any) -> tuple[ActivityRecord, ...]:
    """The year with one other figure."""
    return (*without(subject, month), month_record(subject, month, value, **changes))


def month_starts(year: int = YEAR) -> tuple[date, ...]:
    """The first days of the twelve months and of the next year."""
    return (*(date(year, month, 1) for month in range(1, 13)), date(year + 1, 1, 1))


def billed(values: Iterable[str] | None = None, **changes: Any) -> tuple[ActivityRecord, ...]:
    """The year with a bill for each calendar month of power instead of typed figures."""
    days = month_starts()
    figures = _FIGURES[POWER] if values is None else tuple(values)
    bills = tuple(bill(days[i], days[i + 1], value, **changes) for i, value in enumerate(figures))
    return (*without(POWER), *bills)


def inventory_of(
    rows: tuple[EmissionSource, ...], facts: tuple[ActivityRecord, ...], place: Venue | None = None, file: Dossier | None = None
) -> GhgInventory:
    """The footprint of these rows and records."""
    used = file or dossier()
    given = Facts(place or venue(), used.period, tuple(rows), tuple(facts))
    return _inventory(given, used.method, current_language(), repr((given.sources, given.venue, used.method)))


@lru_cache(maxsize=512)
def _inventory(given: Facts, method: MethodChoice, _language: Language, _written: str) -> GhgInventory:
    """The same, once for each language of its notes, and for each writing of a number: 1.0 equals 1.00 and prints otherwise."""
    return footprint(given, method, catalogue())


def context(**changes: Any) -> CheckContext:
    """Everything a check reads; the inventory follows from the rest unless it is given."""
    file: Dossier = changes.get("dossier", dossier())
    place: Venue = changes.get("venue", venue())
    rows: tuple[EmissionSource, ...] = changes.get("sources", sources())
    facts: tuple[ActivityRecord, ...] = changes.get("records", records())
    names = {name for record in (*facts, *changes.get("last_year_records", ())) for name in record.evidence}
    whole = CheckContext(
        dossier=file,
        organization=organization(),
        venue=place,
        venue_type=catalogue().venue_types[place.type_code],
        sources=rows,
        meters=(),
        records=facts,
        last_year_records=(),
        evidence={name: evidence(name) for name in names},
        explanations={},
        people=(person("preparer"), person("approver")),
        catalogue=catalogue(),
        words=claim_words(),
        inventory=changes.get("inventory") or inventory_of(rows, facts, place, file),
        today=TODAY,
    )
    return replace(whole, **changes)
