"""The split of a change adds up to the last digit whatever the two years look like, and gives each effect what is its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.accounting.change_split import change_split, follows, shapley
from core.accounting.measure_claims import Claim
from core.accounting.split_rows import YearSide
from core.domain.change_split import ChangeSplit, ChangeSplitRule, EffectKind
from core.domain.emission import EmissionSource, Gas, Scope, SourceId
from core.domain.inventory import EmissionLine, SourceResult
from core.domain.period import Month
from tests.builders import VENUE, catalogue

RULE = ChangeSplitRule("room_nights_sold", "open_days", ("diesel_generator",))
KINDS = {
    "power": ("grid_electricity", "kWh"),
    "gas": ("natural_gas_boiler", "Nm3"),
    "kitchen": ("natural_gas_kitchen", "Nm3"),
    "generator": ("diesel_generator", "L"),
    "bus": ("diesel_vehicle", "L"),
    "car": ("gasoline_vehicle", "kg"),
    "cold": ("refrigerant_topup", "kg"),
    "waste": ("waste_other", "t"),
}


@dataclass(frozen=True)
class Row:
    """A row of a year: its use, and tonnes for one unit of it."""

    quantity: object
    each: object = "1/1000"
    unit: str = ""
    kind: str = ""
    species: str = ""
    tonnes: object = None


def result(key: str, row: Row) -> SourceResult:
    kind, unit = KINDS[key]
    quantity, each = Fraction(row.quantity), Fraction(row.each)  # type: ignore[arg-type]
    tonnes = quantity * each if row.tonnes is None else Fraction(row.tonnes)  # type: ignore[arg-type]
    source = EmissionSource(SourceId(key), VENUE.id, row.kind or kind, key, row.unit or unit, row.species)
    line = EmissionLine(key, Month(2025, 1), quantity, source.unit, Gas.CO2, Scope.ONE, (), tonnes, in_p1=True)
    return SourceResult(source, catalogue().source_types[source.type_code], (line,), ())


def year(rows: Mapping[str, Row], nights: object = 1000, days: object = 365) -> YearSide:
    outputs = {"room_nights_sold": Fraction(nights), "open_days": Fraction(days)}  # type: ignore[arg-type]
    return YearSide(tuple(result(key, row) for key, row in rows.items()), outputs)


def split(before: YearSide, now: YearSide, *claims: Claim, rule: ChangeSplitRule | None = RULE) -> ChangeSplit:
    found = change_split(before, now, rule, claims, catalogue())
    assert sum((part.tonnes for part in found.parts), Fraction(0)) == found.now - found.before
    return found


def effects(found: ChangeSplit) -> dict[str, Fraction]:
    return {kind.value: found.of(kind) for kind in EffectKind if found.of(kind)}


def claim(name: str = "M1", **saved: object) -> Claim:
    return Claim(name, {output: Fraction(value) for output, value in saved.items()})  # type: ignore[arg-type]


# ---------------------------------------------------------------- one cause, one effect


def test_twice_the_guests_alone_is_the_driver_alone() -> None:
    assert effects(split(year({"power": Row(1000)}), year({"power": Row(2000)}, nights=2000))) == {"driver": Fraction(1)}


def test_more_days_at_the_same_pace_is_the_days_alone() -> None:
    found = split(year({"power": Row(1000)}, 1000, 200), year({"power": Row(1500)}, 1500, 300))
    assert effects(found) == {"days": Fraction(1, 2)}


def test_another_factor_alone_is_the_factor_alone() -> None:
    found = split(year({"power": Row(1000, "0.1404")}), year({"power": Row(1000, "0.1564")}))
    assert effects(found) == {"factor": Fraction(16)}
    (part,) = found.parts
    assert (part.before, part.now) == (Fraction("0.1404"), Fraction("0.1564"))


def test_two_changes_share_what_they_do_together() -> None:
    found = split(year({"power": Row(100, 1)}), year({"power": Row(300, 2)}, nights=3000))
    assert effects(found) == {"driver": Fraction(300), "factor": Fraction(200)}


def test_refrigerant_is_an_event_whoever_comes() -> None:
    found = split(year({"cold": Row(18, 2, species="R410A")}), year({"cold": Row(10, 2, species="R410A")}, nights=9000))
    assert effects(found) == {"refrigerant": Fraction(-16)}


def test_another_warming_potential_of_a_refrigerant_is_a_factor_and_another_gas_is_an_event() -> None:
    before = year({"cold": Row(10, 2, species="R410A")})
    assert effects(split(before, year({"cold": Row(10, 3, species="R410A")}))) == {"factor": Fraction(10)}
    assert effects(split(before, year({"cold": Row(10, 3, species="R32")}))) == {"refrigerant": Fraction(10)}


def test_what_does_not_follow_guests_goes_to_the_rest() -> None:
    found = split(year({"generator": Row(10, 1)}), year({"generator": Row(14, 1)}, nights=2000))
    assert effects(found) == {"rest": Fraction(4)}
    assert not follows("fuel", "diesel_generator", RULE)
    assert not follows("zero_memo", "pv_self_use", RULE)
    assert not follows("fuel", "natural_gas_boiler", None)


def test_rows_of_one_year_only_are_named_apart() -> None:
    found = split(year({"gas": Row(5, 1)}), year({"power": Row(7, 1)}))
    assert [(part.kind, part.source_id, part.tonnes) for part in found.parts] == [
        (EffectKind.BOUNDARY, "power", 7),
        (EffectKind.BOUNDARY, "gas", -5),
    ]


def test_without_a_driver_or_days_there_is_no_effect_of_them() -> None:
    before, now = year({"power": Row(10, 1)}, 0, 0), year({"power": Row(20, 1)}, 50, 365)
    assert effects(split(before, now)) == {"rest": Fraction(10)}
    assert effects(split(before, now, rule=None)) == {"rest": Fraction(10)}
    only_days = split(year({"power": Row(10, 1)}, 0, 10), year({"power": Row(20, 1)}, 50, 20))
    assert effects(only_days) == {"days": Fraction(10)}
    assert (only_days.driver, only_days.days) == (None, (10, 20))
    no_days = split(year({"power": Row(10, 1)}), year({"power": Row(20, 1)}, 2000), rule=replace(RULE, days=""))
    assert effects(no_days) == {"driver": Fraction(10)}


def test_a_row_that_measures_something_else_now_is_compared_in_tonnes() -> None:
    litres = split(year({"car": Row(10, 1)}), year({"car": Row(30, 1, unit="L")}))
    assert effects(litres) == {"rest": Fraction(20)}
    assert litres.parts[0].before is None
    other = split(year({"gas": Row(10, 1)}), year({"gas": Row(30, 1, kind="lng", unit="kg")}))
    assert effects(other) == {"rest": Fraction(20)}
    kilo = split(year({"waste": Row(10, 1)}), year({"waste": Row(10_000, "1/1000", unit="kg")}))
    assert effects(kilo) == {}


def test_tonnes_that_no_use_explains_are_kept_whole() -> None:
    assert effects(split(year({"gas": Row(0, tonnes=3)}), year({"gas": Row(1, 1)}))) == {"rest": Fraction(-2)}
    assert effects(split(year({"gas": Row(1, 1)}), year({"gas": Row(0, tonnes=4)}))) == {"rest": Fraction(3)}


def test_from_nothing_no_factor_changes() -> None:
    assert effects(split(year({"gas": Row(0)}), year({"gas": Row(10, 1)}))) == {"rest": Fraction(10)}
    assert effects(split(year({"gas": Row(10, 1)}), year({"gas": Row(0)}))) == {"rest": Fraction(-10)}
    assert effects(split(year({"gas": Row(0)}), year({"gas": Row(0)}))) == {}


# ---------------------------------------------------------------- measures


def test_a_measure_claims_what_it_says_and_the_rest_keeps_the_rest() -> None:
    found = split(year({"power": Row(1000, 1)}), year({"power": Row(900, 1)}), claim(dE=60))
    assert effects(found) == {"measures": Fraction(-60), "rest": Fraction(-40)}


def test_a_measure_never_claims_more_than_really_fell() -> None:
    assert effects(split(year({"power": Row(1000, 1)}), year({"power": Row(900, 1)}), claim(dE=500))) == {"measures": Fraction(-100)}
    assert effects(split(year({"power": Row(1000, 1)}), year({"power": Row(1100, 1)}), claim(dE=500))) == {"rest": Fraction(100)}


def test_fewer_guests_are_no_measure() -> None:
    found = split(year({"power": Row(1000, 1)}), year({"power": Row(500, 1)}, nights=500), claim(dE=500))
    assert effects(found) == {"driver": Fraction(-500)}


def test_more_guests_do_not_make_a_row_fall_that_rose() -> None:
    found = split(year({"power": Row(1000, 1)}), year({"power": Row(1000, 1)}, nights=2000), claim(dE=500))
    assert effects(found)["rest"] == -effects(found)["driver"]


def test_several_measures_on_one_carrier_are_cut_alike_and_take_the_largest_fall_first() -> None:
    before = year({"kitchen": Row(100, 1), "gas": Row(1000, 1)})
    now = year({"kitchen": Row(80, 1), "gas": Row(900, 1)})
    found = split(before, now, claim("M1", dG=90), claim("M2", dG=150))
    parts = [(part.measure_id, part.source_id, part.tonnes) for part in found.parts if part.kind is EffectKind.MEASURES]
    assert parts == [("M1", "gas", -45), ("M2", "gas", -55), ("M2", "kitchen", -20)]


def test_an_electric_bus_takes_power_in_the_proportion_of_the_diesel_it_saved() -> None:
    before = year({"bus": Row(100, 2), "power": Row(1000, 1)})
    now = year({"bus": Row(50, 2), "power": Row(1040, 1)})
    found = split(before, now, claim(dDie=100, dE=-40))
    assert effects(found) == {"measures": Fraction(-100 + 20), "rest": Fraction(20)}
    steady = year({"bus": Row(50, 2), "power": Row(1000, 1)})
    assert effects(split(before, steady, claim(dDie=100, dE=-40))) == {"measures": Fraction(-80), "rest": Fraction(-20)}
    unused = {"bus": Row(50, 2), "power": Row(0, 1)}
    assert effects(split(year({**unused, "bus": Row(100, 2)}), year(unused), claim(dDie=100, dE=-40))) == {"measures": Fraction(-100)}


def test_a_measure_that_saved_nothing_takes_nothing() -> None:
    assert effects(split(year({"power": Row(10, 1)}), year({"power": Row(12, 1)}), claim(dE=-5))) == {"rest": Fraction(2)}
    assert effects(split(year({"power": Row(10, 1)}), year({"power": Row(8, 1)}), claim(ER=5, dDie=7))) == {"rest": Fraction(-2)}


def test_litres_meet_kilograms_through_the_density_and_nothing_else_does() -> None:
    density = Fraction(catalogue().factors["density_gasoline"].value)
    found = split(year({"car": Row(1000, 1)}), year({"car": Row(900, 1)}), claim(dPet=10))
    assert effects(found)["measures"] == -10 * density
    bottles = split(year({"gas": Row(10, 1, unit="kg")}), year({"gas": Row(8, 1, unit="kg")}), claim(dG=1))
    assert effects(bottles) == {"rest": Fraction(-2)}
    power = split(year({"bus": Row(10, 1, unit="km")}), year({"bus": Row(8, 1, unit="km")}), claim(dDie=1))
    assert effects(power) == {"rest": Fraction(-2)}


# ---------------------------------------------------------------- properties

numbers = st.fractions(min_value=0, max_value=10**6, max_denominator=1000)
factors = st.fractions(min_value=0, max_value=5, max_denominator=10_000)
rows = st.dictionaries(
    st.sampled_from([key for key in KINDS if key != "cold"]), st.builds(Row, numbers | st.just(Fraction(0)), factors), max_size=7
)
outputs = st.integers(0, 10**5)
claims = st.lists(
    st.builds(
        Claim,
        st.sampled_from(["M1", "M2"]),
        st.dictionaries(st.sampled_from(["dE", "dG", "dPet", "dDie", "ER"]), st.integers(-(10**5), 10**6).map(Fraction), max_size=3),
    ),
    max_size=3,
)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_shapley_parts_add_up_to_the_change_of_the_product(pairs: list[tuple[Fraction, Fraction]]) -> None:
    before, now = [one for one, _other in pairs], [other for _one, other in pairs]
    old, new = Fraction(1), Fraction(1)
    for one, other in pairs:
        old, new = old * one, new * other
    assert sum(shapley(before, now)) == new - old


@given(rows, rows, st.tuples(outputs, outputs), st.tuples(outputs, outputs), claims)
def test_any_two_years_add_up(
    before: dict[str, Row], now: dict[str, Row], nights: tuple[int, int], days: tuple[int, int], made: list[Claim]
) -> None:
    found = split(year(before, nights[0], days[0]), year(now, nights[1], days[1]), *made)
    assert (found.before, found.now) == (year(before).total(), year(now).total())


@given(rows, rows, st.tuples(outputs, outputs))
def test_looking_back_turns_every_sign(before: dict[str, Row], now: dict[str, Row], nights: tuple[int, int]) -> None:
    there = split(year(before, nights[0]), year(now, nights[1]))
    back = split(year(now, nights[1]), year(before, nights[0]))
    assert {kind: -tonnes for kind, tonnes in effects(back).items()} == effects(there)


@given(rows, rows, claims)
def test_savings_of_measures_stay_within_the_fall(before: dict[str, Row], now: dict[str, Row], made: list[Claim]) -> None:
    found = split(year(before), year(now), *made)
    for key in before.keys() & now.keys():
        parts = [part.tonnes for part in found.parts if part.kind is EffectKind.MEASURES and part.source_id == key]
        saved = -sum((tonnes for tonnes in parts if tonnes < 0), Fraction(0))
        old, new = Fraction(before[key].quantity), Fraction(now[key].quantity)  # type: ignore[arg-type]
        assert saved <= max(Fraction(0), old - new) * max(Fraction(before[key].each), Fraction(now[key].each))  # type: ignore[arg-type]
