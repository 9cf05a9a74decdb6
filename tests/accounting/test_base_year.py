"""When the base year asks for recalculation, and how intensities stand against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.accounting.base_year import (
    RecalculationTrigger,
    adjustments_total,
    intensity_changes,
    recalculation,
    relative_change,
)
from core.accounting.footprint import Facts, footprint
from core.domain.base_year import BaseYear, BaseYearAdjustment, RecalculationReason
from core.domain.dossier import MethodChoice
from core.domain.inventory import GhgInventory
from core.domain.period import ReportingPeriod
from tests.builders import GAS, POWER, VENUE, catalogue, last_year, records

BASE = BaseYear(VENUE.id, 2024, "首个完整年份")
STRUCTURE, METHOD, ERROR = RecalculationReason.STRUCTURE, RecalculationReason.METHOD, RecalculationReason.ERROR


def adjusted(*entries: tuple[RecalculationReason, str]) -> BaseYear:
    made = tuple(BaseYearAdjustment(date(2025, 5, 1), reason, "移交", Decimal(tonnes)) for reason, tonnes in entries)
    return replace(BASE, adjustments=made)


def trigger(reason: RecalculationReason, tonnes: int) -> RecalculationTrigger:
    return RecalculationTrigger(reason, Fraction(tonnes))


def test_below_the_threshold_nothing_is_asked_and_at_it_it_is() -> None:
    assert not recalculation(BASE, Fraction(1000), [trigger(STRUCTURE, 49)]).asked
    held = recalculation(BASE, Fraction(1000), [trigger(STRUCTURE, -50)])
    assert (held.asked, held.share, held.open) == (True, Fraction(1, 20), 50)


def test_a_row_that_only_moved_counts_once_and_reasons_do_not_make_up_for_each_other() -> None:
    assert recalculation(BASE, Fraction(1000), [trigger(STRUCTURE, 80), trigger(STRUCTURE, -80)]).open == 0
    assert recalculation(BASE, Fraction(1000), [trigger(STRUCTURE, 80), trigger(METHOD, -80)]).open == 160


def test_what_has_been_recorded_for_the_reason_is_done() -> None:
    base = adjusted((STRUCTURE, "60"), (ERROR, "-5"))
    held = recalculation(base, Fraction(1000), [trigger(STRUCTURE, 80)])
    assert (held.open, held.recorded, held.asked) == (20, 55, False)
    assert adjustments_total(base) == 55
    assert recalculation(base, Fraction(1000), []).open == 0


def test_a_base_of_zero_asks_as_soon_as_anything_changes() -> None:
    assert recalculation(BASE, Fraction(0), [trigger(METHOD, 1)]).asked
    held = recalculation(BASE, Fraction(0), [])
    assert (held.asked, held.share) == (False, None)


def test_changes_are_relative_to_the_base() -> None:
    assert relative_change(Fraction(200), Fraction(150)) == Fraction(-1, 4)
    assert relative_change(Fraction(0), Fraction(150)) is None
    assert relative_change(None, Fraction(150)) is None
    assert relative_change(Fraction(1), None) is None


def year_of(year: int, found: list) -> GhgInventory:  # type: ignore[type-arg]
    facts = Facts(VENUE, ReportingPeriod.of_year(year), (POWER, GAS), tuple(found))
    return footprint(facts, MethodChoice(), catalogue(), compare=False)


def test_intensities_of_the_base_year_take_the_adjustments_in() -> None:
    before, now = year_of(2024, last_year()), year_of(2025, records())
    changes = {one.code: one for one in intensity_changes(before, now, Fraction(30))}
    area = changes["per_area"]
    assert area.before == (before.total() + 30) * 1000 / 30_000
    assert area.change == (area.now - area.before) / area.before  # type: ignore[operator]
    bare = replace(before, intensities=tuple(one for one in before.intensities if one.code != "per_area"))
    assert {one.code: one.before for one in intensity_changes(bare, now, Fraction(0))}["per_area"] is None
    empty = year_of(2024, [])
    assert {one.code: one.before for one in intensity_changes(empty, now, Fraction(0))}["per_room_night"] is None
