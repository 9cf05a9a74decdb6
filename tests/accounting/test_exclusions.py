"""What is left out and how large it is: its own figures first, then last year's, then what was estimated."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from core.accounting.exclusions import Coverage, Exclusion, SizeBasis, coverage, estimated_tonnes
from core.accounting.footprint import Facts
from core.domain.activity import ActivityRecord
from core.domain.emission import EmissionSource
from core.domain.period import Month
from core.domain.quantity import MICRO, Quantity
from tests.accounting.small_hotel import YEAR, catalogue, dossier, month_record, records, source, sources, venue

LPG = source("lpg", position=4, excluded_reason="由租户使用")
FOOD = source("waste_food", position=5, excluded_reason="由物业清运")


def covered(row: EmissionSource, found: tuple[ActivityRecord, ...] = (), before: tuple[ActivityRecord, ...] = ()) -> Exclusion:
    facts = Facts(venue(), dossier().period, (*sources(), row), (*records(), *found))
    (only,) = coverage(facts, before, dossier().method, catalogue(), Fraction(100)).rows
    return only


def test_the_year_s_own_figures_tell_the_size() -> None:
    row = covered(replace(LPG, excluded_tonnes=Decimal(7)), (month_record("lpg", 5, "1000", "kg"),))
    assert row.basis is SizeBasis.RECORDS
    assert row.tonnes is not None and 3 < row.tonnes < Fraction(32, 10)


def test_then_those_of_the_year_before() -> None:
    row = covered(LPG, before=(month_record("lpg", Month(YEAR - 1, 5), "1000", "kg"),))
    assert row.basis is SizeBasis.LAST_YEAR


def test_then_the_estimate_and_else_it_is_unknown() -> None:
    assert covered(replace(LPG, excluded_tonnes=Decimal("1.5"))) == Exclusion(
        replace(LPG, excluded_tonnes=Decimal("1.5")), Fraction(3, 2), SizeBasis.ESTIMATE
    )
    assert covered(LPG) == Exclusion(LPG, None, SizeBasis.UNKNOWN)


def test_certificates_and_own_panels_leave_no_emission_out() -> None:
    for code in ("green_certificate", "pv_self_use"):
        row = source(code, position=6, excluded_reason="没有")
        assert covered(row) == Exclusion(row, Fraction(0), SizeBasis.NOTHING)


def test_figures_without_a_factor_leave_the_estimate_or_say_so() -> None:
    figures = (month_record("waste_food", 5, "15", "t"),)
    assert covered(FOOD, figures).basis is SizeBasis.UNANSWERED
    assert covered(replace(FOOD, excluded_tonnes=Decimal(2)), figures).basis is SizeBasis.ESTIMATE


def test_the_counted_share_is_of_what_is_known() -> None:
    rows = (Exclusion(LPG, Fraction(4), SizeBasis.ESTIMATE), Exclusion(FOOD, None, SizeBasis.UNKNOWN))
    whole = Coverage(Fraction(96), rows)
    assert (whole.left_out, whole.whole, whole.share) == (4, 100, Fraction(96, 100))
    assert [whole.share_of(row) for row in rows] == [Fraction(1, 25), None]
    nothing = Coverage(Fraction(0), ())
    assert nothing.share is None
    assert nothing.share_of(Exclusion(LPG, Fraction(0), SizeBasis.ESTIMATE)) is None


def test_a_yearly_quantity_becomes_tonnes_with_the_factor_of_its_kind() -> None:
    facts = Facts(venue(), dossier().period, (), ())
    power = source(excluded_reason="租户")
    tonnes = estimated_tonnes(power, Quantity(Decimal(10000), "kWh"), 10_000 * MICRO, facts, dossier().method, catalogue())
    factor = catalogue().for_year("grid_prov_sichuan", YEAR)
    assert factor is not None
    assert tonnes == 10 * Fraction(factor.value)
    assert estimated_tonnes(FOOD, Quantity(Decimal(1), "t"), MICRO, facts, dossier().method, catalogue()) is None
