"""What holds for every footprint: order, the cutting of bills, months and years, one factor and its lines, the two profiles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounting.footprint import Facts, footprint
from core.accounting.profile_difference import profile_difference
from core.accounting.statement import statement
from core.domain.activity import ActivityRecord, RecordId, Subject
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, GwpSet
from core.domain.inventory import GhgInventory
from core.domain.period import ReportingPeriod
from core.domain.quantity import MICRO
from tests.accounting.small_hotel import BOILER, POWER, YEAR, bill, catalogue, month_record, records, source, sources, venue

FEW = settings(max_examples=12)
PERIOD = ReportingPeriod.of_year(YEAR)
EXTRA = (source("gasoline_vehicle"), source("refrigerant_topup", species="R410A"), source("biomass"))


@cache
def every_row() -> tuple[EmissionSource, ...]:
    return (*sources(), *EXTRA)


@cache
def every_record() -> tuple[ActivityRecord, ...]:
    return (*records(), *(month_record(Subject(one.id), month, "12.5") for one in EXTRA for month in (2, 7)))


def computed(facts: tuple[ActivityRecord, ...], table: Catalogue | None = None, *, compare: bool = False) -> GhgInventory:
    return footprint(Facts(venue(), PERIOD, every_row(), facts), MethodChoice(), table or catalogue(), compare=compare)


@cache
def usual() -> GhgInventory:
    return computed(every_record())


@FEW
@given(st.permutations(range(len(every_record()))))
def test_order_of_records_does_not_matter(order: list[int]) -> None:
    shuffled = tuple(every_record()[index] for index in order)
    assert statement(computed(shuffled)) == statement(usual())


kilowatt_hours = st.integers(-10 * MICRO, 500_000 * MICRO)
first_days = st.integers(0, 300).map(lambda day: date(YEAR, 1, 1) + timedelta(days=day))


@FEW
@given(kilowatt_hours, first_days, st.integers(2, 62), st.data())
def test_splitting_a_bill_by_its_days_keeps_the_total(micro: int, start: date, days: int, data: st.DataObject) -> None:
    """Both parts of a bill, each with what its days hold, give the tonnes of the whole bill to the last digit."""
    cut = data.draw(st.integers(1, days - 1))
    middle, end = start + timedelta(days=cut), start + timedelta(days=days)
    whole = replace(bill(start, end, "1"), micro=micro)
    first = replace(bill(start, middle, "1"), id=RecordId("first"), micro=micro * cut // days)
    second = replace(bill(middle, end, "1"), id=RecordId("second"), micro=micro - first.micro)
    others = tuple(r for r in every_record() if r.subject != POWER)
    assert computed((*others, first, second)).total() == computed((*others, whole)).total()


@FEW
@given(kilowatt_hours, first_days, st.integers(1, 366))
def test_a_bill_over_months_counts_once_in_all_of_them(micro: int, start: date, days: int) -> None:
    end = min(start + timedelta(days=days), date(YEAR + 1, 1, 1))
    one = replace(bill(start, end, "1"), micro=micro)
    lines = [line for line in computed((one,)).lines() if line.source_id == POWER]
    assert sum((line.quantity for line in lines), Fraction(0)) == Fraction(micro, MICRO)


@FEW
@given(st.lists(st.integers(0, 10**12), min_size=12, max_size=12))
def test_twelve_months_are_the_year(amounts: list[int]) -> None:
    typed = tuple(replace(month_record(BOILER, month, "1"), micro=micro) for month, micro in enumerate(amounts, 1))
    year = computed(typed)
    months = [computed((one,)) for one in typed]
    assert sum((one.total() for one in months), Fraction(0)) == year.total()
    assert sum((value for scopes in year.by_month().values() for value in scopes.values()), Fraction(0)) == year.total()
    assert sum(year.by_gas().values(), Fraction(0)) == sum(year.by_scope().values(), Fraction(0)) == year.total()


@cache
def used_factors() -> tuple[str, ...]:
    """Ids of the rows of factors.csv that the hotel's lines were computed with."""
    uses = {use.factor_id for line in (*usual().lines(), *usual().memo_lines()) for use in line.uses}
    return tuple(sorted(uses & set(catalogue().factors)))


@FEW
@given(st.sampled_from(used_factors()), st.integers(101, 199))
def test_changing_one_factor_changes_only_the_lines_that_use_it(factor_id: str, percent: int) -> None:
    table = catalogue()
    row = table.factors[factor_id]
    other = replace(row, value=row.value * Decimal(percent) / 100)
    after = computed(every_record(), replace(table, factors={**table.factors, factor_id: other}))
    pairs = list(zip((*usual().lines(), *usual().memo_lines()), (*after.lines(), *after.memo_lines()), strict=True))
    touched = [any(use.factor_id == factor_id for use in line.uses) for line, _new in pairs]
    assert any(touched)
    for (line, new), hit in zip(pairs, touched, strict=True):
        assert new.tco2e == (line.tco2e * Fraction(percent, 100) if hit else line.tco2e)


@FEW
@given(st.sampled_from(tuple(GwpSet)), st.integers(0, 10**10))
def test_both_profiles_differ_by_their_lines_to_the_last_digit(gwp_set: GwpSet, micro: int) -> None:
    facts = tuple(replace(one, micro=micro) if one.subject == BOILER else one for one in every_record())
    inventory = footprint(Facts(venue(), PERIOD, every_row(), facts), replace(MethodChoice(), gwp_set=gwp_set), catalogue(), compare=False)
    found = profile_difference(inventory)
    assert sum((row.difference for row in found.rows), Fraction(0)) == found.p2 - found.p1
    assert sum((line.tco2e for line in inventory.lines() if not line.in_p1), Fraction(0)) == found.difference
