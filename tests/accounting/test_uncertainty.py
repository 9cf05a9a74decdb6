"""Uncertainty through the real path: the golden cases, what is one error and what are two, and what never changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounting.footprint import Facts, footprint
from core.accounting.statement import statement
from core.accounting.uncertainty import uncertainty_of
from core.domain.activity import ActivityRecord, DataQuality, RecordId, Subject
from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, EvidenceMark, Gas, MethodProfile, SourceId
from core.domain.inventory import GhgInventory
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.period import ReportingPeriod
from core.domain.quantity import canonical, shown
from core.domain.uncertainty import FactorUncertainty, InventoryUncertainty, UncertaintyTable
from core.workflows.compiling import catalogue_with
from tests.builders import GAS, POWER, VENUE, bill, catalogue, entry

P1 = MethodChoice(profile=MethodProfile.P1)
SECOND = replace(POWER, id=SourceId("power2"), name="外购电力·裙楼", position=2)


def with_widths(grades: dict[str, str], kinds: dict[str, str]) -> Catalogue:
    """The catalogue with other half-widths, in per cent."""
    table = catalogue().uncertainties
    activity = {g: replace(w, percent=Decimal(grades.get(g.value, "0"))) for g, w in table.activity.items()}
    rows = [replace(row, half_width=replace(row.half_width, percent=Decimal(kinds.get(row.half_width.code, "0")))) for row in table.factors]
    return replace(catalogue(), uncertainties=UncertaintyTable(activity, tuple(rows)))


def computed(
    sources: Sequence[EmissionSource],
    records: Sequence[ActivityRecord],
    using: Catalogue | None = None,
    method: MethodChoice | None = None,
) -> GhgInventory:
    return footprint(
        Facts(VENUE, ReportingPeriod.of_year(2025), tuple(sources), tuple(records)), method or MethodChoice(), using or catalogue()
    )


def found(*arguments: object, **named: object) -> InventoryUncertainty:
    made = computed(*arguments, **named).uncertainty  # type: ignore[arg-type]
    assert made is not None
    return made


def graded(record: ActivityRecord, grade: DataQuality) -> ActivityRecord:
    return replace(record, quality=grade)


def test_golden_c4_a_quantity_and_a_factor_multiplied() -> None:
    using = with_widths({"A": "5"}, {"grid": "7"})
    one = found([POWER], [graded(bill(1, 3_000_000), DataQuality.A)], using, P1)
    assert shown(one.relative * 100, 6) == "8.602325"
    assert canonical(one.total) == "469.2"
    assert one.absolute == one.relative * one.total


def test_golden_c5_two_independent_rows_added() -> None:
    using = with_widths({"A": "5", "B": "0"}, {"grid": "7", "fuel_co2": "5"})
    records = [graded(bill(1, 3_000_000), DataQuality.A), graded(entry("gas", 1, 200_000), DataQuality.B)]
    both = found([POWER, GAS], records, using, P1)
    assert canonical(both.total) == "901.6377618"
    assert shown(both.relative * 100, 4) == "5.0784"
    assert {one.source_id: shown(one.relative * 100, 6) for one in both.by_source} == {"power": "8.602325", "gas": "5.000000"}


def test_rows_on_one_factor_are_not_surer_of_it_than_one_row() -> None:
    using = with_widths({}, {"grid": "7"})
    other = replace(bill(2, 500), id=RecordId("other"), subject=Subject("power2"), meter_id=None)
    assert found([POWER, SECOND], [bill(1, 1000), other], using).relative == Fraction(7, 100)


def test_rows_of_their_own_meters_are_surer_of_their_quantities_together() -> None:
    using = with_widths({"A": "4"}, {})
    other = replace(bill(1, 1000), id=RecordId("other"), subject=Subject("power2"), meter_id=None)
    assert shown(found([POWER, SECOND], [bill(1, 1000), other], using).relative * 100, 6) == "2.828427"


def test_the_gases_of_one_row_err_together_in_its_quantity() -> None:
    using = with_widths({"B": "6"}, {})
    assert found([GAS], [graded(entry("gas", 1, 1000), DataQuality.B)], using).relative == Fraction(6, 100)


def test_splitting_a_bill_changes_nothing() -> None:
    whole = found([POWER], [bill(1, 1000)])
    halves = [replace(bill(1, 400), id=RecordId("a")), replace(bill(1, 600), id=RecordId("b"))]
    assert found([POWER], halves).relative == whole.relative
    assert found([POWER], [replace(bill(2, 600), id=RecordId("b")), replace(bill(1, 400), id=RecordId("a"))]).relative == whole.relative


def test_a_month_without_grades_and_a_leak_rate_are_estimates() -> None:
    facts = [bill(1, 1000)]
    known = computed([POWER], facts)
    estimate = catalogue().uncertainties.activity[DataQuality.D].relative
    bare = uncertainty_of(known.results, (), MethodProfile.P2, catalogue())
    assert bare is not None
    assert bare.by_source[0].activity == estimate
    leaking = [replace(result, type=replace(result.type, method="leak_rate")) for result in known.results]
    leaks = uncertainty_of(leaking, facts, MethodProfile.P2, catalogue())
    assert leaks is not None
    assert leaks.by_source[0].activity == estimate
    assert leaks.by_source[0].factor == 1


def test_what_is_owned_or_borrowed_has_its_own_half_width() -> None:
    factor = OwnFactor(OwnFactorId("1"), "自测", Decimal("0.2"), "kg", "kWh", Gas.CO2, "检测报告", "", 2025, ())
    own = found([replace(POWER, factor_id=factor.factor_id)], [bill(1, 1000)], catalogue_with(catalogue(), [factor]))
    assert {one.code for one in own.used} == {"A", "own"}
    fallback = next(one.id for one in catalogue().factors.values() if one.fallback and one.per == "t" and one.numerator and one.gas)
    waste = EmissionSource(SourceId("waste"), VENUE.id, "waste_other", "其他垃圾", "t", factor_id=fallback)
    borrowed = found([waste], [entry_of("waste", "t")])
    assert "fallback" in {one.code for one in borrowed.used}
    published = EmissionSource(SourceId("water"), VENUE.id, "tap_water", "自来水", "m3")
    assert "published" in {one.code for one in found([published], [entry_of("water", "m3")]).used}


def entry_of(subject: str, unit: str) -> ActivityRecord:
    made = entry("gas", 1, 100)
    return replace(made, id=RecordId(subject), subject=Subject(subject), quantity=replace(made.quantity, unit=unit))


def test_no_total_has_no_uncertainty_and_a_row_of_zero_is_certain() -> None:
    assert computed([POWER], []).uncertainty is None
    assert statement(computed([POWER], []))["uncertainty"] is None
    zero = found([POWER, GAS], [bill(1, 1000), entry("gas", 1, 0)])
    assert {one.source_id: one.relative for one in zero.by_source}["gas"] == 0


def test_nobody_who_did_not_ask_pays_for_it() -> None:
    facts = Facts(VENUE, ReportingPeriod.of_year(2025), (POWER,), (bill(1, 1000),))
    quick = footprint(facts, MethodChoice(), catalogue(), compare=False)
    assert (quick.uncertainty, quick.energy) == (None, ())


def test_the_statement_says_how_sure_it_is_and_which_values_are_ours() -> None:
    said = statement(computed([POWER, GAS], [bill(1, 1000), entry("gas", 1, 10)]))["uncertainty"]
    assert said["confidence_percent"] == "95"
    assert {one["source"] for one in said["by_source"]} == {"外购电力", "天然气·锅炉"}
    assert all(one["mark"] == EvidenceMark.UNCHECKED.value for one in said["half_widths"])
    assert "误差传播" in said["method"]
    made = found([POWER], [bill(1, 1000)])
    assert made.proposals == made.used


def test_only_rows_that_fit_are_taken() -> None:
    table = catalogue().uncertainties
    first = FactorUncertainty(table.factors[0].half_width, ("fuel",), (), table.factors[-1].provenance)
    assert not first.fits("purchased_electricity", Gas.CO2, table.factors[0].provenance)


quantities = st.lists(st.integers(1, 10**6), min_size=1, max_size=6)


@settings(max_examples=20)
@given(quantities, st.integers(0, 10**6))
def test_a_certain_row_never_makes_the_total_less_certain(months: list[int], more: int) -> None:
    using = with_widths({"A": "3", "B": "0"}, {"grid": "7"})
    records = [replace(bill(1 + i % 12, q), id=RecordId(f"r{i}")) for i, q in enumerate(months)]
    alone = found([POWER], records, using)
    certain = [*records, graded(entry("gas", 1, more), DataQuality.B)]
    together = found([POWER, GAS], certain, using)
    assert together.relative <= alone.relative
    assert together.absolute == alone.absolute


@settings(max_examples=20)
@given(quantities, st.randoms(use_true_random=False))
def test_the_order_of_records_and_rows_does_not_matter(months: list[int], random: object) -> None:
    records = [replace(bill(1 + i % 12, q), id=RecordId(f"r{i}")) for i, q in enumerate(months)] + [entry("gas", 3, 777)]
    mixed, rows = list(records), [POWER, GAS]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert found(rows, mixed).relative == found([POWER, GAS], records).relative
