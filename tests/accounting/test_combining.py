"""What measures save together: golden sums by hand, and laws that hold for any of them (domain.md §5)."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from core.accounting.combining import Saving, at_one_use, together
from core.domain.end_use import EndUseKind

WORTH = {"dE": Fraction("0.1564"), "dG": Fraction("2.1622"), "dPet": Fraction("2.19"), "ER": Fraction(1000)}
SHARED, SUPPLY, ENABLING = EndUseKind.SHARED, EndUseKind.SUPPLY, EndUseKind.ENABLING


def saving(measure: str, use: str, kind: EndUseKind = SHARED, **outputs: int | str) -> Saving:
    return Saving(measure, use, kind, {name: Fraction(amount) for name, amount in outputs.items()})


def total(
    *savings: Saving, bases: dict[str, dict[str, Fraction]] | None = None, bought: dict[str, Fraction] | None = None
) -> dict[str, Fraction]:
    return dict(together(savings, bases or {}, WORTH, bought or {}).total())


def test_two_at_one_use_save_less_than_each_alone() -> None:
    """1,000 kWh; 20 % and 30 % of it: 1 − 0.8 · 0.7 = 44 %."""
    both = [saving("C01", "lighting", dE=200), saving("C02", "lighting", dE=300)]
    assert total(*both, bases={"lighting": {"dE": Fraction(1000)}}) == {"dE": 440}


def test_at_different_uses_they_add() -> None:
    assert total(saving("C01", "lighting", dE=200), saving("M01", "lifts", dE=300), bases={"lighting": {"dE": Fraction(1000)}}) == {
        "dE": 500
    }


def test_no_more_is_saved_than_is_used() -> None:
    assert total(saving("C10", "hot_water", dG=900), saving("C09", "hot_water", dG=1500), bases={"hot_water": {"dG": Fraction(1000)}}) == {
        "dG": 1000
    }


def test_without_a_base_only_the_largest_counts_and_that_is_said() -> None:
    found = together([saving("C04", "hvac", dE=500), saving("C05", "hvac", dE=700)], {}, WORTH, {})
    assert (dict(found.total()), found.largest_only) == ({"dE": 700}, {"hvac"})
    alone = together([saving("C04", "hvac", dE=500)], {}, WORTH, {})
    assert (dict(alone.total()), alone.largest_only) == ({"dE": 500}, frozenset())


def test_what_is_taken_more_shrinks_with_what_is_saved() -> None:
    """A heat pump saves all the gas, insulation half: of 1,500 claimed 1,000 counts, so of the pump's power two thirds is taken."""
    pump, wool = saving("C09", "hot_water", dG=1000, dE=-300), saving("C13", "hot_water", dG=500)
    assert total(pump, wool, bases={"hot_water": {"dG": Fraction(1000)}}) == {"dG": 1000, "dE": -200}


def test_several_carriers_weigh_by_their_tonnes() -> None:
    """All of 100 kWh is granted, half of 100 m³ since another has the first half; the petrol taken more shrinks by the tonnes of both."""
    first, second = saving("X", "u", dE=100, dG=100, dPet=-10), saving("Y", "u", dG=100)
    found = total(first, second, bases={"u": {"dE": Fraction(1000), "dG": Fraction(100)}})
    share = (100 * WORTH["dE"] + 50 * WORTH["dG"]) / (100 * WORTH["dE"] + 100 * WORTH["dG"])
    assert found == {"dE": 100, "dG": 100, "dPet": -10 * share}


def test_water_and_what_is_shown_apart_is_added_whole() -> None:
    both = [saving("C23", "hot_water", dW=5, ER3=2), saving("H13", "hot_water", dW=7, ER3=1)]
    found = together(both, {}, WORTH, {})
    assert (dict(found.total()), found.largest_only) == ({"dW": 12, "ER3": 3}, frozenset())


def test_a_measure_that_only_takes_more_is_taken_whole() -> None:
    assert total(saving("X", "u", dE=-40), bases={"u": {"dE": Fraction(100)}}) == {"dE": -40}


def test_energy_management_counts_alone_and_not_beside_another_that_saves_power() -> None:
    controls = saving("C14", "controls", ENABLING, dE=90)
    assert total(controls) == {"dE": 90}
    assert total(controls, saving("C01", "lighting", dE=200)) == {"dE": 200}
    assert total(controls, saving("C10", "hot_water", dG=50)) == {"dE": 90, "dG": 50}
    assert total(controls, saving("Z", "other", ENABLING, dE=10)) == {"dE": 100}


def test_panels_come_after_savings_and_never_beyond_what_is_bought() -> None:
    panels = saving("C03", "photovoltaics", SUPPLY, dE=600)
    bought = {"dE": Fraction(1000)}
    assert total(panels, bought=bought) == {"dE": 600}
    assert total(panels, saving("C01", "lighting", dE=700), bases={"lighting": {"dE": Fraction(1000)}}, bought=bought) == {"dE": 1000}
    assert total(panels, saving("C01", "lighting", dE=1200), bought=bought) == {"dE": 1200}
    assert total(panels) == {"dE": 600}
    assert total(saving("X", "photovoltaics", SUPPLY, dG=-5), bought={"dG": Fraction(1)}) == {"dG": -5}


amounts = st.fractions(min_value=0, max_value=2000, max_denominator=50)


@given(st.lists(amounts, min_size=1, max_size=5), st.fractions(min_value=1, max_value=1500, max_denominator=20))
def test_laws_of_one_end_use(claims: list[Fraction], base: Fraction) -> None:
    found = at_one_use([{"dE": claim} for claim in claims], {"dE": base}, WORTH)["dE"]
    assert max(min(claim, base) for claim in claims) <= found <= min(sum(claims), base)


@given(st.lists(amounts, min_size=2, max_size=4), st.fractions(min_value=1, max_value=1500, max_denominator=20))
def test_the_order_does_not_matter(claims: list[Fraction], base: Fraction) -> None:
    found = {at_one_use([{"dE": claim} for claim in order], {"dE": base}, WORTH)["dE"] for order in permutations(claims)}
    assert len(found) == 1


@given(st.lists(amounts, max_size=4), amounts)
def test_one_more_never_saves_less(claims: list[Fraction], more: Fraction) -> None:
    base = {"dE": Fraction(1000)}
    with_more = at_one_use([{"dE": claim} for claim in [*claims, more]], base, WORTH)["dE"]
    without = at_one_use([{"dE": claim} for claim in claims], base, WORTH).get("dE", Fraction(0))
    assert with_more >= without
