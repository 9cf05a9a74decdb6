"""The mall's meter tree: one calculation for both boundaries, exact, and nothing that is missing counts as zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.check_context import RESIDUAL_NAME
from core.accounting.footprint import Facts
from core.accounting.reconciliation import (
    COOLING,
    TENANTS,
    THIRD,
    MallBoundary,
    Reconciliation,
    Role,
    Verdict,
    boundary_title,
    reconcile,
)
from core.domain.activity import Subject
from core.domain.emission import SourceId
from core.domain.organization import ProfileValue
from core.domain.period import Month
from tests.accounting.small_hotel import YEAR, catalogue, month_record, source, venue, without
from tests.accounting.small_mall import LIGHTS, facts, figures, mall, rows, year


def found(given: Facts | None = None) -> Reconciliation:
    made = reconcile(given or facts(), catalogue())
    assert made is not None
    return made


def january(given: Facts) -> tuple[Verdict, Fraction | None]:
    balance = found(given).months[Month(YEAR, 1)]
    return balance.verdict, balance.share


def test_a_hotel_and_a_mall_without_a_boundary_have_no_meter_tree() -> None:
    assert reconcile(Facts(venue(), facts().period, (), without("water")), catalogue()) is None
    assert reconcile(facts(place=mall(("boundary", ""))), catalogue()) is None


def test_meters_that_agree_leave_nothing_unexplained() -> None:
    tree = found()
    assert tree.boundary is MallBoundary.LANDLORD
    assert {balance.verdict for balance in tree.months.values()} == {Verdict.BALANCED}
    assert tree.year.unexplained == 0
    assert tree.year.main == 1_200_000
    assert [row.name for row in tree.of_role(Role.COMMON)] == ["外购电力·公区", "外购电力·冷站"]


@pytest.mark.parametrize(
    ("main", "verdict", "share"),
    [
        ("99010", Verdict.BALANCED, Fraction(-990, 99010)),  # just above −1 %
        ("99000", Verdict.REFUSED, Fraction(-1000, 99000)),
        ("105000", Verdict.BALANCED, Fraction(5000, 105000)),
        ("105300", Verdict.ASK, Fraction(5300, 105300)),
        ("111111", Verdict.ASK, Fraction(11111, 111111)),
        ("111200", Verdict.REFUSED, Fraction(11200, 111200)),
        ("0", Verdict.REFUSED, None),
    ],
)
def test_the_unexplained_share_is_taken_asked_about_or_refused(main: str, verdict: Verdict, share: Fraction | None) -> None:
    assert january(facts(year({1: {"main": main}}))) == (verdict, share)


def test_a_closed_month_without_any_use_is_balanced() -> None:
    records = [month_record(r.subject, r.month, "0", "kWh") if r.month == Month(YEAR, 1) else r for r in year()]
    assert january(facts(records)) == (Verdict.BALANCED, None)


def test_exactly_five_and_ten_per_cent_are_still_inside() -> None:
    assert january(facts(figures(1, "100000", "60000", "5000", "30000")))[0] is Verdict.BALANCED
    assert january(facts(figures(1, "100000", "60000", "5000", "25000")))[0] is Verdict.ASK
    assert january(facts(figures(1, "100000", "60000", "5000", "36000")))[0] is Verdict.BALANCED


@pytest.mark.parametrize("gap", ["main", "tenants", "third"])
def test_a_missing_figure_makes_its_month_incomplete_and_never_zero(gap: str) -> None:
    tree = found(facts(year({3: {gap: ""}})))
    march = tree.months[Month(YEAR, 3)]
    assert march.verdict is Verdict.INCOMPLETE
    assert len(march.missing) == 1
    assert tree.year.main == 1_100_000
    assert tree.year.verdict is Verdict.BALANCED


def test_a_common_row_without_a_figure_is_missing_too() -> None:
    records = [r for r in year() if not (r.subject == LIGHTS and r.month == Month(YEAR, 4))]
    assert found(facts(records)).months[Month(YEAR, 4)].missing == ("外购电力·公区没有数",)


def test_a_year_without_one_whole_month_says_so() -> None:
    tree = found(facts([r for r in year() if r.subject != TENANTS]))
    assert tree.year.verdict is Verdict.INCOMPLETE
    assert tree.year.missing == ("还没有一个月的数是齐的",)
    assert tree.year.share is None


def test_third_parties_without_any_figure_are_none_and_that_is_said() -> None:
    tree = found(facts([r for r in year({n: {"common": "40000"} for n in range(1, 13)}) if r.subject != THIRD]))
    assert tree.year.verdict is Verdict.BALANCED
    assert any("第三方" in note for note in tree.notes)


def test_the_whole_building_takes_off_third_parties_only_and_needs_its_tenants_as_rows() -> None:
    place = mall(("boundary", "building"))
    assert january(facts(place=place))[0] is Verdict.REFUSED  # the tenants are counted nowhere
    shops = source(id=SourceId("shops"), name="外购电力·租户", operator="各租户", position=2)
    records = [*year(), *(month_record(Subject("shops"), n, "60000", "kWh") for n in range(1, 13))]
    tree = found(facts(records, rows(shops), place))
    assert tree.year.unexplained == 0
    assert [(row.name, row.counted, row.detail) for row in tree.of_role(Role.TENANT)] == [
        ("租户分表电量", False, True),
        ("外购电力·租户", True, False),
    ]


def test_a_tenant_row_outside_the_landlord_s_boundary_is_a_detail_and_not_added_again() -> None:
    cinema = source(id=SourceId("cinema"), name="外购电力·影院", operator="影院", excluded_reason="租户", position=2)
    records = [*year(), month_record(Subject("cinema"), 1, "20000", "kWh")]
    tree = found(facts(records, rows(cinema)))
    assert tree.year.unexplained == 0
    assert [row.detail for row in tree.of_role(Role.TENANT)] == [False, True]
    silent = found(facts(year(), rows(cinema)))
    assert len(silent.of_role(Role.TENANT)) == 1


def test_what_was_assigned_is_no_explanation() -> None:
    rest = source(id=SourceId("rest"), name=RESIDUAL_NAME, position=2)
    records = [*year({1: {"main": "103000"}}), month_record(Subject("rest"), 1, "3000", "kWh")]
    balance = found(facts(records, rows(rest))).months[Month(YEAR, 1)]
    assert (balance.unexplained, balance.assigned, balance.left) == (3000, 3000, 0)
    assert balance.verdict is Verdict.BALANCED


def test_other_power_rows_and_bills_of_other_units_are_converted_or_left_alone() -> None:
    big = source(id=SourceId("big"), name="外购电力·大屏", unit="MWh", position=2)
    gas = source("natural_gas_boiler", id=SourceId("gas"), position=3)
    records = [*year({1: {"main": "102000"}}), month_record(Subject("big"), 1, "2", "MWh"), month_record(Subject("gas"), 1, "9", "Nm3")]
    records += [month_record(Subject("big"), n, "0", "MWh") for n in range(2, 13)]
    assert found(facts(records, rows(big, gas))).months[Month(YEAR, 1)].unexplained == 0


# ---------------------------------------------------------------- cooling


def cooled(*profile: tuple[str, str], common: str = "25000") -> Reconciliation:
    """36 GJ a month are sold, 10 000 kWh; at a COP of 4 that is 2 500 kWh."""
    records = [*year({n: {"common": common} for n in range(1, 13)}), *(month_record(COOLING, n, "36", "GJ") for n in range(1, 13))]
    return found(facts(records, place=mall(*profile)))


def test_sold_cooling_is_taken_off_at_the_plant_s_cop() -> None:
    tree = cooled(("cooling_sold", "metered"), ("plant_cop", "4"), common="32500")
    (row,) = tree.of_role(Role.COOLING)
    assert row.months[Month(YEAR, 1)] == 2500
    assert tree.year.unexplained == 0
    assert any("扣除后的电量" in note for note in tree.notes)


def test_taking_cooling_off_and_counting_it_too_does_not_reconcile() -> None:
    tree = cooled(("cooling_sold", "metered"), ("plant_cop", "4"), common="35000")
    assert tree.year.verdict is Verdict.REFUSED


def test_without_a_cop_cooling_cannot_be_taken_off() -> None:
    tree = cooled(("cooling_sold", "metered"))
    assert tree.year.verdict is Verdict.INCOMPLETE
    assert any("COP" in words for words in tree.months[Month(YEAR, 1)].missing)


@pytest.mark.parametrize("profile", [(("cooling_sold", "kept"),), (("cooling_sold", "metered"), ("boundary", "building"))])
def test_cooling_that_stays_is_only_named(profile: tuple[tuple[str, str], ...]) -> None:
    tree = cooled(*profile)
    assert not tree.of_role(Role.COOLING)
    assert any("没有扣除" in note for note in tree.notes)


# ---------------------------------------------------------------- titles


def test_the_title_says_the_boundary_that_held_on_the_day() -> None:
    assert boundary_title(mall(), date(2025, 12, 31)) == "（业主运营边界，不含租户用能）"
    assert boundary_title(venue(), date(2025, 12, 31)) == ""
    moved = mall(profile=(ProfileValue("boundary", "landlord"), ProfileValue("boundary", "building", date(2026, 1, 1))))
    assert boundary_title(moved, date(2025, 12, 31)) == "（业主运营边界，不含租户用能）"
    assert boundary_title(moved, date(2026, 1, 1)) == "（含租户用能）"


# ---------------------------------------------------------------- exactness


@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=6), min_size=4, max_size=4))
def test_the_parts_and_the_rest_always_add_up_to_the_main_meter(values: list[Decimal]) -> None:
    main, tenants, third, lights = (format(value, "f") for value in values)
    subjects = (Subject("output:main_meter_electricity"), TENANTS, THIRD, LIGHTS, Subject("chillers"))
    records = [month_record(subject, 1, text, "kWh") for subject, text in zip(subjects, (main, tenants, third, lights, "1"), strict=True)]
    balance = found(facts(records)).months[Month(YEAR, 1)]
    assert sum(balance.parts.values()) + balance.unexplained == balance.main == Fraction(values[0])
