"""Every intensity names what it is divided by; an area that changed within the year counts by its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core.accounting.energy import coal_factor, energy_intensities
from core.accounting.footprint import Facts, footprint
from core.accounting.intensity import profile_steps
from core.accounting.statement import statement
from core.domain.activity import Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, SourceId
from core.domain.inventory import EnergyIntensity, GhgInventory
from core.domain.organization import ProfileValue, Venue
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import canonical
from tests.builders import GAS, POWER, VENUE, catalogue, records

YEAR = ReportingPeriod.of_year(2025)


def with_area(*values: ProfileValue) -> Venue:
    return replace(VENUE, profile=tuple(value for value in VENUE.profile if value.field != "building_area") + values)


def area(value: str, day: date | None = None) -> ProfileValue:
    return ProfileValue("building_area", value, day)


def of(venue: Venue) -> GhgInventory:
    return footprint(Facts(venue, YEAR, (POWER, GAS), tuple(records())), MethodChoice(), catalogue())


def test_an_output_is_summed_and_named_with_its_unit() -> None:
    found = next(one for one in of(VENUE).intensities if one.code == "per_room_night")
    assert (found.basis.zh, found.basis.unit, found.basis.note) == ("已售间夜", "间夜", "")
    assert found.value == of(VENUE).total() * 1000 / found.basis.value
    assert found.value_p1 == of(VENUE).total(p1=True) * 1000 / found.basis.value


def test_an_area_that_grew_in_july_counts_by_its_days() -> None:
    venue = with_area(area("30000"), area("33000", date(2025, 7, 1)))
    found = next(one for one in of(venue).intensities if one.code == "per_area")
    exact = Fraction(30000 * 181 + 33000 * 184, 365)
    assert found.denominator_value == Fraction(round(exact * 10**6), 10**6)
    assert found.basis.note == "期内有变动，按天数加权：30,000 ㎡ 181 天、33,000 ㎡ 184 天"
    said = next(one for one in statement(of(venue))["intensities"] if one["code"] == "per_area")
    stated = Fraction(Decimal(said["denominator_value"]))
    assert said["value"] == canonical(of(venue).total() * 1000 / stated)
    assert (said["numerator"], said["denominator_name"], said["denominator_unit"]) == ("P2", "建筑面积", "㎡")


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ((area("30000", date(2024, 3, 1)),), ((30000, 365),)),
        ((area("30000"), area("31000", date(2026, 1, 1))), ((30000, 365),)),
        ((area("30000", date(2025, 12, 1)),), ((30000, 31),)),
        ((area("30000"), area("30,000", date(2025, 7, 1))), ((30000, 365),)),
        ((area("不详"), area("30000", date(2025, 7, 1))), ((30000, 184),)),
        ((area("28000"), area("30000", date(2024, 3, 1)), area("31000", date(2025, 1, 1))), ((31000, 365),)),
        ((), ()),
    ],
    ids=["before", "after", "from December", "same again", "unknown before", "on the first day", "never"],
)
def test_only_what_held_within_the_year_counts(values: tuple[ProfileValue, ...], steps: tuple[tuple[int, int], ...]) -> None:
    assert profile_steps(with_area(*values), "building_area", YEAR) == steps


def test_without_an_area_there_is_no_intensity_and_never_a_zero() -> None:
    found = of(with_area())
    assert [one.value for one in found.intensities if one.code == "per_area"] == [None]
    assert [one.value for one in found.energy] == [None, None]
    said = statement(found)
    assert next(one for one in said["intensities"] if one["code"] == "per_area")["value_p1"] is None
    assert said["energy_intensities"][0]["value"] is None


# ---------------------------------------------------------------- energy


def row(code: str, unit: str) -> EmissionSource:
    return EmissionSource(SourceId(code), VENUE.id, code, code, unit)


def energy(*rows: tuple[EmissionSource, int]) -> tuple[EnergyIntensity, ...]:
    quantities = {(Subject(source.id), Month(2025, 1)): Fraction(quantity) for source, quantity in rows}
    return energy_intensities(VENUE, YEAR, [source for source, _quantity in rows], quantities, catalogue())


def test_power_is_what_was_bought_and_what_own_panels_gave() -> None:
    power, coal = energy((POWER, 1000), (row("pv_self_use", "kWh"), 500), (replace(POWER, id=SourceId("out"), excluded_reason="转供"), 77))
    assert (power.amount, power.value, power.left_out) == (1500, Fraction(1500, 30000), ())
    assert coal.amount == 1500 * Fraction("0.1229")
    assert coal.factors == ("kgce_electricity",)


def test_fuels_and_heat_are_added_in_coal_equivalents_and_vehicles_are_not() -> None:
    _power, coal = energy(
        (GAS, 100), (row("diesel_boiler", "L"), 10), (row("purchased_heat", "GJ"), 1), (row("gasoline_vehicle", "L"), 999)
    )
    density = Fraction(catalogue().factors["density_diesel"].value)
    assert coal.amount == 100 * Fraction("1.2143") + 10 * density * Fraction("1.4571") + 1000 * Fraction("0.03412")
    assert coal.electricity_kwh == 0


def test_what_has_no_coefficient_is_named_and_left_out() -> None:
    _power, coal = energy((row("coal_heating", "t"), 3), (row("diesel_boiler", "km"), 3), (row("biomass", "t"), 2), (POWER, 0))
    assert coal.left_out == ("coal_heating", "diesel_boiler", "biomass")
    assert coal.amount == 0
    kilometres = replace(row("diesel_boiler", "m3"), type_code="lpg")
    assert energy((kilometres, 3))[1].left_out == ("diesel_boiler",)


def test_the_usual_coefficient_of_natural_gas_is_taken() -> None:
    assert coal_factor("natural_gas", catalogue()).id == "kgce_natural_gas_common"  # type: ignore[union-attr]
    assert coal_factor("wood", catalogue()) is None


def test_a_scenic_area_has_no_energy_benchmarks_and_so_no_such_figure() -> None:
    assert energy_intensities(replace(VENUE, type_code="scenic"), YEAR, [], {}, catalogue()) == ()
