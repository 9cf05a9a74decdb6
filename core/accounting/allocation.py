"""A hotel's emissions shared between rooms and meetings by floor area, after the input blocks of HCMI (factors.md §5).

The text of HCMI's second version was not seen. What it takes in follows published descriptions of its inputs: energy, fuels,
refrigerants, vehicles and outsourced laundry; other purchases, water and waste stay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from core.accounting.footprint import Facts
from core.accounting.intensity import profile_number
from core.domain.activity import Subject, output_subject, shares_by_month
from core.domain.catalogue import VenueType
from core.domain.emission import Scope
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import MICRO
from core.i18n import _

ROOMS_AREA, MEETING_AREA, PRIVATE_AREA, WHOLE_AREA = "rooms_area", "meeting_area", "private_area", "building_area"
MEETING_HOURS = "meeting_hours"
SOLD, AREA_HOURS = output_subject("room_nights_sold"), output_subject("meeting_area_hours")
_LAUNDRY = "laundry_outsourced"


@dataclass(frozen=True, slots=True)
class HcmiFigures:
    """What HCMI asks for, as far as it is known.

    Attributes:
        inside, outside: names and tonnes of the rows that are taken in, and of those that are not.
        whole: tonnes of the rows taken in.
        private: tonnes that belong to private and let areas, taken off before sharing.
        rooms, meetings: tonnes; None where an area is missing.
        per_room: kgCO2e for each occupied room and day; None where something is missing.
        per_meeting_hour: kgCO2e for each square metre of meeting space and hour; None without meeting space or where something is missing.
        per_meeting_area: kgCO2e for each square metre of meeting space and year.
        occupied, area_hours: the denominators; None where they are missing.
        missing: what is missing, in words; none of it counts as zero.
        notes: what a reader must know.
    """

    inside: tuple[tuple[str, Fraction], ...]
    outside: tuple[tuple[str, Fraction], ...]
    whole: Fraction
    private: Fraction
    rooms: Fraction | None
    meetings: Fraction | None
    per_room: Fraction | None
    per_meeting_hour: Fraction | None
    per_meeting_area: Fraction | None
    occupied: Fraction | None
    area_hours: Fraction | None
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def hcmi_split(total: Fraction, rooms_area: Fraction, meeting_area: Fraction) -> tuple[Fraction, Fraction]:
    """Share a hotel's emissions between rooms with their corridors and meeting space, by floor area (HCMI; factors.md §5)."""
    whole = rooms_area + meeting_area
    return total * rooms_area / whole, total * meeting_area / whole


def has_rooms(venue_type: VenueType) -> bool:
    """Whether venues of this type let rooms."""
    return any(output_subject(proposed.code) == SOLD for proposed in venue_type.outputs)


def hcmi(facts: Facts, inventory: GhgInventory, venue_type: VenueType) -> HcmiFigures | None:
    """The figures of a period; None for a venue that lets no rooms."""
    if not has_rooms(venue_type):
        return None
    profile = facts.venue.profile_on(facts.period.day_after - timedelta(days=1))
    inside, outside = _parted(inventory)
    missing = [_("「{name}」未核算").format(name=result.source.name) for result in inside if result.unanswered]
    whole = sum((result.total() for result in inside), Fraction(0))
    private, private_missing = _private(whole, profile)
    missing += private_missing
    areas = _areas(profile)
    missing += [_("{area}没有填").format(area=name) for name, area in areas if area is None]
    rooms = meetings = None
    rooms_area, meeting_area = (area for _name, area in areas)
    if rooms_area is not None and meeting_area is not None and not missing:
        rooms, meetings = hcmi_split(whole - private, rooms_area, meeting_area)
    occupied, gaps = _whole_year(facts, SOLD, _("已售间夜"))
    missing += gaps
    area_hours, gaps = _area_hours(facts, profile, meeting_area)
    missing += gaps
    return HcmiFigures(
        inside=_named(inside),
        outside=_named(outside),
        whole=whole,
        private=private,
        rooms=rooms,
        meetings=meetings,
        per_room=_kilograms(rooms, occupied),
        per_meeting_hour=_kilograms(meetings, area_hours),
        per_meeting_area=_kilograms(meetings, meeting_area),
        occupied=occupied,
        area_hours=area_hours,
        missing=tuple(missing),
        notes=_notes(inside, profile),
    )


def _parted(inventory: GhgInventory) -> tuple[tuple[SourceResult, ...], tuple[SourceResult, ...]]:
    """Rows that HCMI takes in, and those that it leaves out."""
    inside = tuple(r for r in inventory.results if r.type.scope in {Scope.ONE, Scope.TWO} or r.type.code == _LAUNDRY)
    return inside, tuple(r for r in inventory.results if r not in inside and r.type.scope is Scope.THREE)


def _named(results: Iterable[SourceResult]) -> tuple[tuple[str, Fraction], ...]:
    return tuple((result.source.name, result.total()) for result in results)


def _private(whole: Fraction, profile: Mapping[str, str]) -> tuple[Fraction, list[str]]:
    """Tonnes of private and let areas that are not metered apart: their share of the floor area."""
    area, building = profile_number(profile.get(PRIVATE_AREA, "")), profile_number(profile.get(WHOLE_AREA, ""))
    if not area:
        return Fraction(0), []
    if area >= building:
        return Fraction(0), [_("自用和出租面积应小于建筑面积")]
    return whole * area / building, []


def _areas(profile: Mapping[str, str]) -> tuple[tuple[str, Fraction | None], tuple[str, Fraction | None]]:
    """Rooms with corridors, and meeting space; a hotel without meeting space says 0, one without rooms says nothing."""
    rooms = profile_number(profile.get(ROOMS_AREA, "")) or None
    stated = profile.get(MEETING_AREA, "").strip()
    return (_("客房及走廊面积"), rooms), (_("会议面积"), profile_number(stated) if stated else None)


def _whole_year(facts: Facts, subject: Subject, name: str) -> tuple[Fraction | None, list[str]]:
    """An output over the whole period; None where a month of it is missing, or where it is nothing."""
    known = _by_month(facts, subject)
    gaps = [month for month in facts.period if month not in known]
    if not known:
        return None, [_("{name}没有填").format(name=name)]
    if gaps:
        return None, [_("{name}还差 {months}").format(name=name, months=_months(gaps))]
    total = sum(known.values(), Fraction(0))
    return total or None, [] if total else [_("{name}全年为 0").format(name=name)]


def _by_month(facts: Facts, subject: Subject) -> Mapping[Month, Fraction]:
    return {
        month: Fraction(sum(micro for _record, micro in parts), MICRO)
        for (row, month), parts in shares_by_month(facts.records).items()
        if row == subject and month in facts.period
    }


def _months(months: Iterable[Month]) -> str:
    return "、".join(_("{month}月").format(month=month.month) for month in months)


def _area_hours(facts: Facts, profile: Mapping[str, str], meeting_area: Fraction | None) -> tuple[Fraction | None, list[str]]:
    """Square metres times hours of meetings: as booked, else meeting space times the hours it stands open."""
    if not meeting_area:  # no meeting space, or its area is missing and said to be
        return None, []
    hours = profile_number(profile.get(MEETING_HOURS, ""))
    booked, gaps = _whole_year(facts, AREA_HOURS, _("会议面积·小时"))
    if booked is not None or not hours:
        return booked, gaps
    return meeting_area * hours * _years(facts.period), []


def _years(period: ReportingPeriod) -> Fraction:
    return Fraction(period.months, 12)


def _kilograms(tonnes: Fraction | None, denominator: Fraction | None) -> Fraction | None:
    return tonnes * 1000 / denominator if tonnes is not None and denominator else None


def _notes(inside: Iterable[SourceResult], profile: Mapping[str, str]) -> tuple[str, ...]:
    notes = [_("参照 HCMI 输入块分摊；第二版原文未见，每小时口径按会议面积·小时计。")]
    if not any(result.type.code == _LAUNDRY for result in inside):
        notes.append(_("没有外包洗涤一行：自洗的能耗已在内，有外包的应补上。"))
    if not profile.get(PRIVATE_AREA, "").strip():
        notes.append(_("没有填自用和出租面积，没有扣除这部分。"))
    return tuple(notes)
