"""A hotel's emissions by occupied room and meeting hour: C3, what is taken in, and that nothing missing counts as zero."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.allocation import HcmiFigures, hcmi, hcmi_split
from core.accounting.footprint import Facts, footprint
from core.domain.organization import ProfileValue, Venue
from core.domain.period import Month
from tests.accounting.small_hotel import (
    LAUNDRY,
    YEAR,
    catalogue,
    dossier,
    month_record,
    records,
    sources,
    venue,
    without,
    year_of,
)
from tests.accounting.small_mall import facts as mall_facts

AREAS = {"building_area": "12000", "rooms_area": "8000", "meeting_area": "2000", "private_area": "0"}


def hotel(**fields: str) -> Venue:
    return venue(profile=tuple(ProfileValue(code, text) for code, text in (AREAS | fields).items()))


def figures(place: Venue | None = None, found: tuple = (), rows: tuple = ()) -> HcmiFigures:
    given_facts = Facts(place or hotel(), dossier().period, rows or sources(), found or records())
    made = hcmi(given_facts, footprint(given_facts, dossier().method, catalogue()), catalogue().venue_types["hotel"])
    assert made is not None
    return made


def test_c3_of_the_factor_reference() -> None:
    rooms, meetings = hcmi_split(Fraction(1000), Fraction(8000), Fraction(2000))
    assert (rooms, meetings) == (800, 200)
    assert rooms * 1000 / 40_000 == 20
    assert meetings * 1000 / 2000 == 100


@given(st.fractions(min_value=0, max_value=10**6), st.integers(1, 10**6), st.integers(0, 10**6))
def test_the_two_shares_are_the_whole(total: Fraction, rooms: int, meetings: int) -> None:
    assert sum(hcmi_split(total, Fraction(rooms), Fraction(meetings))) == total


def test_energy_and_laundry_are_taken_in_and_water_is_not() -> None:
    made = figures()
    assert [name for name, _tonnes in made.inside] == ["天然气·锅炉", "外购电力", "布草外包洗涤"]
    assert [name for name, _tonnes in made.outside] == ["自来水"]
    assert made.whole == sum(tonnes for _name, tonnes in made.inside)
    assert made.missing == ()


def test_each_figure_is_its_share_over_its_denominator() -> None:
    made = figures()
    assert made.rooms is not None and made.meetings is not None
    assert made.rooms + made.meetings == made.whole
    assert made.rooms == made.meetings * 4
    assert made.per_room == made.rooms * 1000 / made.occupied
    assert made.per_meeting_hour == made.meetings * 1000 / made.area_hours
    assert made.per_meeting_area == made.meetings * 1000 / 2000


def test_private_areas_are_taken_off_by_their_share_of_the_floor() -> None:
    made = figures(hotel(private_area="1200"))
    assert made.private == made.whole / 10
    assert made.rooms == (made.whole - made.private) * 8 / 10
    assert figures(hotel(private_area="12000")).missing == ("自用和出租面积应小于建筑面积",)


def test_a_hotel_without_meeting_space_gives_everything_to_its_rooms() -> None:
    made = figures(hotel(meeting_area="0"), without("output:meeting_area_hours"))
    assert (made.rooms, made.meetings, made.missing) == (made.whole, 0, ())
    assert made.per_meeting_hour is None


@pytest.mark.parametrize(("field", "words"), [("rooms_area", "客房及走廊面积没有填"), ("meeting_area", "会议面积没有填")])
def test_a_missing_area_is_named_and_nothing_is_computed(field: str, words: str) -> None:
    made = figures(hotel(**{field: ""}))
    assert words in made.missing
    assert made.rooms is made.meetings is made.per_room is made.per_meeting_hour is None


def test_a_missing_month_of_room_nights_is_named() -> None:
    made = figures(found=without("output:room_nights_sold", 4))
    assert made.missing == ("已售间夜还差 4月",)
    assert made.per_room is None
    assert made.rooms is not None
    assert figures(found=without("output:room_nights_sold")).missing == ("已售间夜没有填",)
    zeros = (*without("output:room_nights_sold"), *year_of("output:room_nights_sold", ["0"] * 12))
    assert figures(found=zeros).missing == ("已售间夜全年为 0",)


def test_hours_of_the_profile_stand_in_for_booked_area_hours() -> None:
    bare = without("output:meeting_area_hours")
    assert figures(found=bare).missing == ("会议面积·小时没有填",)
    made = figures(hotel(meeting_hours="1500"), bare)
    assert made.missing == ()
    assert made.area_hours == 2000 * 1500
    assert figures(hotel(meeting_hours="1500")).area_hours != made.area_hours


def test_laundry_without_a_factor_is_missing_and_without_a_row_is_noted() -> None:
    rows = tuple(replace(row, factor_id="") if row.id == LAUNDRY else row for row in sources())
    made = figures(rows=rows)
    assert made.missing == ("「布草外包洗涤」未核算",)
    assert made.rooms is None
    bare = figures(rows=sources()[:3], found=without(LAUNDRY))
    assert any("外包洗涤" in note for note in bare.notes)


def test_what_is_not_known_of_hcmi_is_said() -> None:
    assert "第二版原文未见" in figures().notes[0]
    assert any("没有填自用和出租面积" in note for note in figures(hotel(private_area="")).notes)


def test_months_outside_the_period_do_not_count() -> None:
    stray = month_record("output:room_nights_sold", Month(YEAR + 1, 1), "9999")
    assert figures(found=(*records(), stray)).occupied == figures().occupied


def test_a_mall_lets_no_rooms() -> None:
    given_facts = mall_facts()
    computed = footprint(given_facts, dossier().method, catalogue())
    assert hcmi(given_facts, computed, catalogue().venue_types["mall"]) is None
