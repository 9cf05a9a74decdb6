"""Rows that come to nothing say so: no published factor, no emission of their own, no period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.accounting.footprint import Facts, footprint, source_results
from core.domain.dossier import MethodChoice
from core.domain.edition import TRIAL_MARK, is_trial_edition
from core.domain.emission import EmissionSource
from core.domain.organization import ProfileValue
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import shown_significant
from tests.accounting.small_hotel import YEAR, catalogue, month_record, source, venue


def facts(row: EmissionSource, amount: str) -> Facts:
    record = month_record(row.id, Month(YEAR, 3), amount, row.unit)  # type: ignore[arg-type]
    return Facts(venue(), ReportingPeriod.of_year(YEAR), (row,), (record,))


def test_a_kind_that_only_an_own_factor_answers_asks_for_one() -> None:
    kind = next(kind for kind in catalogue().source_types.values() if kind.own_only)
    row = source(kind.code, unit=kind.unit)
    computed = footprint(facts(row, "10"), MethodChoice(), catalogue())
    assert computed.total() == 0
    assert "自有因子" in computed.results[0].unanswered


def test_power_from_own_panels_is_recorded_and_emits_nothing() -> None:
    row = source("pv_self_use", unit="kWh")
    (result,) = source_results(facts(row, "5000"), MethodChoice(), catalogue())
    assert (result.lines, result.memo, result.unanswered) == ((), (), "")
    assert result.of_month(Month(YEAR, 3)) == 0


def test_a_record_without_its_period_falls_on_no_month() -> None:
    record = month_record(source("grid_electricity").id, Month(YEAR, 3), "1", "kWh")  # type: ignore[arg-type]
    assert replace(record, month=None).months() == {}


def test_the_newest_value_of_a_field_is_the_current_one() -> None:
    place = venue(profile=(ProfileValue("building_area", "2", date(YEAR, 7, 1)), ProfileValue("building_area", "1")))
    assert place.current_profile() == {"building_area": "2"}


def test_zero_and_whole_numbers_are_shown_without_more_digits_than_they_have() -> None:
    assert shown_significant(Fraction(0)) == "0"
    assert shown_significant(Decimal("20.2")) == "20.2"


def test_a_trial_edition_is_known_by_its_name() -> None:
    assert is_trial_edition("2026.03" + TRIAL_MARK)
    assert not is_trial_edition("2026.03")
