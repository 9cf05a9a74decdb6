"""Fuel and power against what they moved or made: ropeways, shuttles, vehicles, generators, panels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.accounting.check_context import CheckContext
from core.accounting.checks import FindingText, describe, run_checks
from core.domain.activity import Subject
from core.domain.emission import EmissionSource, SourceId
from core.domain.finding import Finding, Severity
from core.domain.organization import ProfileValue
from core.domain.period import Month
from tests.accounting.small_hotel import YEAR, catalogue, context, month_record, source, unit_of, venue

ROPEWAY, LIFT = source(id=SourceId("ropeway"), name="外购电力·索道"), source(id=SourceId("lift"), name="外购电力·观光电梯")
SHUTTLES, PATROL = source("diesel_vehicle", name="柴油·观光车"), source("gasoline_vehicle", name="汽油·巡护车")
GENERATOR, SOLAR = source("diesel_generator"), source("pv_self_use")
RIDERS, DISTANCE, DRIVEN = "output:ropeway_passengers", "output:shuttle_distance", "output:vehicle_distance"
GIVEN, MADE, SOLD = "output:generator_output", "output:pv_generation", "output:pv_export"


def year(
    *rows: EmissionSource, kind: str = "scenic", months: int = 12, profile: dict[str, str] | None = None, **values: str
) -> CheckContext:
    """A year in which each month has these values, by row or by output."""
    by_code = {row.type_code if row.type_code != "grid_electricity" else str(row.id): row for row in rows}
    facts = []
    for code, value in values.items():
        row = by_code.get(code)
        subject = Subject(row.id if row else f"output:{code}")
        unit = row.unit if row else unit_of(subject)
        facts += [month_record(subject, number, value, unit) for number in range(1, months + 1)]
    place = venue(type_code=kind, profile=tuple(ProfileValue(name, text) for name, text in (profile or {}).items()))
    return context(venue=place, venue_type=catalogue().venue_types[kind], sources=rows, records=tuple(facts))


def fired(asked: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(asked) if finding.rule == rule]


def words(finding: Finding) -> FindingText:
    return describe(finding, catalogue().rules[finding.rule], "zh")


# ---------------------------------------------------------------- V19


@pytest.mark.parametrize(("power", "count"), [("50", 0), ("49", 1), ("3000", 0), ("3001", 1)])
def test_power_for_each_passenger_lies_between_a_twentieth_and_three(power: str, count: int) -> None:
    assert len(fired(year(ROPEWAY, ropeway=power, ropeway_passengers="1000"), "V19")) == count


def test_the_power_of_a_ropeway_is_shown_as_a_division() -> None:
    (finding,) = fired(year(ROPEWAY, ropeway="4000", ropeway_passengers="1000"), "V19")
    assert (finding.severity, finding.place.subject, finding.place.field) == (Severity.WARN, RIDERS, "electricity")
    assert words(finding).title == "索道每人次用电不在常见范围"
    assert words(finding).message == "48,000 kWh ÷ 12,000 人次 = 4.00 kWh/人次"
    assert words(finding).expected == "0.05—3 kWh/人次"


def test_only_rows_named_after_a_ropeway_are_taken() -> None:
    assert fired(year(LIFT, lift="9000", ropeway_passengers="1000"), "V19") == []
    english = replace(LIFT, name="Purchased electricity, ropeway")
    assert len(fired(year(english, lift="9000", ropeway_passengers="1000"), "V19")) == 1


def test_a_ropeway_without_passengers_or_without_power_is_not_judged() -> None:
    assert fired(year(ROPEWAY, ropeway="4000", ropeway_passengers="0"), "V19") == []
    assert fired(year(ROPEWAY, ropeway="0", ropeway_passengers="10"), "V19") == []
    assert fired(year(ROPEWAY, ropeway="4000"), "V19") == []


@pytest.mark.parametrize(("litres", "count"), [("80", 0), ("79", 1), ("600", 0), ("601", 1)])
def test_shuttles_take_eight_to_sixty_litres_for_a_hundred_kilometres(litres: str, count: int) -> None:
    assert len(fired(year(SHUTTLES, diesel_vehicle=litres, shuttle_distance="1000"), "V19")) == count


def test_diesel_that_is_not_the_shuttles_is_left_out_where_rows_are_named() -> None:
    other = replace(SHUTTLES, id=SourceId("truck"), name="柴油·皮卡")
    both = year(SHUTTLES, diesel_vehicle="300", shuttle_distance="1000")
    facts = (
        *both.records,
        *(replace(r, id=f"truck {r.id}", subject="truck", micro=10**9) for r in both.records if r.subject == SHUTTLES.id),
    )
    assert fired(replace(both, sources=(SHUTTLES, other), records=facts), "V19") == []
    nameless = replace(SHUTTLES, name="柴油·车辆")
    assert len(fired(replace(both, sources=(nameless, other), records=facts), "V19")) == 1


def test_fuel_by_mass_is_not_judged_by_the_litre() -> None:
    weighed = replace(SHUTTLES, unit="kg")
    assert fired(year(weighed, diesel_vehicle="9000", shuttle_distance="1000"), "V19") == []


# ---------------------------------------------------------------- V24


@pytest.mark.parametrize(("litres", "count"), [("40", 0), ("39", 1), ("250", 0), ("251", 1)])
def test_petrol_cars_take_four_to_twenty_five_litres(litres: str, count: int) -> None:
    assert len(fired(year(PATROL, kind="hotel", gasoline_vehicle=litres, vehicle_distance="1000"), "V24")) == count


def test_cars_of_both_fuels_have_the_range_of_both_and_shuttles_are_left_to_their_own_rule() -> None:
    diesel = replace(SHUTTLES, name="柴油·皮卡")
    (finding,) = fired(year(PATROL, diesel, kind="hotel", gasoline_vehicle="300", diesel_vehicle="300", vehicle_distance="1000"), "V24")
    assert (finding.place.subject, finding.place.field) == (DRIVEN, "fuel")
    assert words(finding).message == "7,200 L ÷ 12,000 km = 60.0 L/100 km"
    assert words(finding).expected == "4—45 L/100 km"
    assert fired(year(PATROL, SHUTTLES, gasoline_vehicle="100", diesel_vehicle="900", vehicle_distance="1000"), "V24") == []


def test_cars_without_litres_or_with_gas_among_them_are_not_judged() -> None:
    gas = source("cng_vehicle")
    assert fired(year(PATROL, gas, kind="hotel", gasoline_vehicle="900", cng_vehicle="1", vehicle_distance="1000"), "V24") == []
    assert fired(year(ROPEWAY, kind="hotel", ropeway="900", vehicle_distance="1000"), "V24") == []


# ---------------------------------------------------------------- V23


@pytest.mark.parametrize(("litres", "count"), [("220", 0), ("219", 1), ("450", 0), ("451", 1)])
def test_a_generator_takes_a_quarter_to_half_a_litre_for_a_kilowatt_hour(litres: str, count: int) -> None:
    found = fired(year(GENERATOR, kind="mall", diesel_generator=litres, generator_output="1000"), "V23")
    assert len(found) == count
    assert all((f.severity, f.place.subject, f.place.field) == (Severity.WARN, GIVEN, "fuel") for f in found)


def test_only_months_with_both_figures_are_compared() -> None:
    asked = year(GENERATOR, kind="mall", months=6, generator_output="1000")
    fuel = tuple(month_record(Subject(GENERATOR.id), n, "300" if n < 7 else "9000") for n in range(1, 13))
    assert fired(replace(asked, records=(*asked.records, *fuel)), "V23") == []


# ---------------------------------------------------------------- V25


@pytest.mark.parametrize(("generated", "count"), [("5000", 0), ("4999", 1), ("15800", 0), ("15900", 1)])
def test_the_yield_of_a_hundred_kilowatts_is_usual(generated: str, count: int) -> None:
    asked = year(SOLAR, kind="hotel", profile={"pv_capacity": "100"}, pv_self_use="10", pv_generation=generated)
    assert len(fired(asked, "V25")) == count


def test_an_unusual_yield_is_shown_as_a_division() -> None:
    (finding,) = fired(year(SOLAR, kind="hotel", profile={"pv_capacity": "99.5"}, pv_self_use="10", pv_generation="900"), "V25")
    assert (finding.severity, finding.place.subject, finding.place.month) == (Severity.WARN, MADE, None)
    assert words(finding).message == "10,800 kWh ÷ 99.5 kWp = 109 kWh/kWp·a"
    assert words(finding).expected == "600—1,900 kWh/kWp·a"


def test_a_year_that_is_not_whole_and_panels_without_a_capacity_have_no_yield() -> None:
    assert fired(year(SOLAR, kind="hotel", months=11, profile={"pv_capacity": "100"}, pv_self_use="1", pv_generation="9"), "V25") == []
    assert fired(year(SOLAR, kind="hotel", pv_self_use="1", pv_generation="9"), "V25") == []


def test_no_more_is_used_than_was_made_and_not_sold() -> None:
    asked = year(SOLAR, kind="hotel", pv_self_use="700", pv_generation="1000", pv_export="300")
    assert fired(asked, "V25") == []
    more = tuple(replace(r, micro=r.micro + 10**6) if r.subject == SOLAR.id and r.month == Month(YEAR, 5) else r for r in asked.records)
    (finding,) = fired(replace(asked, records=more), "V25")
    assert (finding.severity, finding.place.subject, finding.place.month) == (Severity.BLOCK, SOLAR.id, Month(YEAR, 5))
    assert words(finding).message == "自用 701 kWh，发电 1,000 kWh，上网 300 kWh"
    assert words(finding).expected == "自用不多于发电减上网，即 700 kWh"


def test_a_venue_whose_catalogue_knows_no_such_outputs_is_not_judged() -> None:
    asked = year(PATROL, GENERATOR, SOLAR, kind="hotel", gasoline_vehicle="900", diesel_generator="900", pv_self_use="900")
    few = replace(asked.venue_type, outputs=tuple(one for one in asked.venue_type.outputs if one.code == "pv_generation"))
    assert not {"V23", "V24", "V25"} & {f.rule for f in run_checks(replace(asked, venue_type=replace(few, outputs=())))}
    facts = (*asked.records, *(month_record(Subject(MADE), n, "800") for n in range(1, 13)))
    (first, *_others) = fired(replace(asked, venue_type=few, records=facts), "V25")
    assert words(first).message == "自用 900 kWh，发电 800 kWh，上网 0 kWh"
