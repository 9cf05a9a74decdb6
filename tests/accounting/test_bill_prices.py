"""The mean price of energy and water comes from the venue's own bills, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.accounting.bill_prices import UNITS, BillPrice, price_of
from core.domain.activity import ActivityRecord, RecordId
from core.domain.emission import EmissionSource, SourceId
from tests.accounting.small_hotel import BOILER, POWER, WATER, bill, catalogue, meter_change, month_record, source, sources

JANUARY, FEBRUARY, MARCH = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)
POWER_BILLS = (
    bill(JANUARY, FEBRUARY, "96000", amount_yuan=Decimal("72000")),
    bill(FEBRUARY, MARCH, "48000", amount_yuan=Decimal("40320")),
)


def _price(output: str, *records: ActivityRecord, rows: tuple[EmissionSource, ...] | None = None) -> BillPrice | None:
    return price_of(output, records, sources() if rows is None else rows, catalogue())


def test_all_money_by_all_quantity_is_the_price() -> None:
    assert _price("dE", *POWER_BILLS) == BillPrice(Fraction(112320, 144000), 2)


def test_a_bill_without_money_says_nothing_of_the_price() -> None:
    assert _price("dE", *POWER_BILLS, bill(MARCH, date(2025, 4, 1), "90000")) == BillPrice(Fraction("0.78"), 2)


def test_without_money_on_any_bill_there_is_no_price() -> None:
    assert _price("dE", bill(JANUARY, FEBRUARY, "96000")) is None
    assert _price("dE") is None


def test_a_typed_month_with_money_counts_like_a_bill() -> None:
    assert _price("dG", month_record(BOILER, 1, "1000", amount_yuan=Decimal(3460))) == BillPrice(Fraction("3.46"), 1)


def test_a_corrected_estimate_is_not_paid_twice() -> None:
    right = replace(POWER_BILLS[0], id=RecordId("right"), corrects=POWER_BILLS[0].id, amount_yuan=Decimal(76800))
    assert _price("dE", POWER_BILLS[0], right) == BillPrice(Fraction("0.8"), 1)


def test_a_credit_note_counts_with_its_minus() -> None:
    note = bill(MARCH, date(2025, 4, 1), "-24000", amount_yuan=Decimal(-18720))
    assert _price("dE", *POWER_BILLS, note) == BillPrice(Fraction("0.78"), 3)


def test_more_given_back_than_paid_is_no_price() -> None:
    assert _price("dE", bill(JANUARY, FEBRUARY, "-24000", amount_yuan=Decimal(-18720))) is None
    assert _price("dE", bill(JANUARY, FEBRUARY, "24000", amount_yuan=Decimal(-20))) is None


def test_a_note_of_a_meter_change_is_no_bill() -> None:
    assert _price("dE", *POWER_BILLS, meter_change(date(2025, 1, 9), "5", "1")) == BillPrice(Fraction("0.78"), 2)


def test_the_unit_is_that_of_the_formula_whatever_the_row_has() -> None:
    row = source("natural_gas_boiler", id=SourceId(BOILER), unit="10^4Nm3")
    assert _price("dG", month_record(BOILER, 1, "2", "10^4Nm3", amount_yuan=Decimal(70000)), rows=(row,)) == BillPrice(Fraction("3.5"), 1)


def test_a_row_of_another_dimension_is_left_out() -> None:
    row = source("lpg", unit="L")
    assert (
        _price("dLPG", bill(JANUARY, FEBRUARY, "500", subject=WATER, amount_yuan=Decimal(9)), rows=(replace(row, id=SourceId(WATER)),))
        is None
    )


def test_each_output_has_its_own_rows_and_suppliers_have_none() -> None:
    kinds = {"dE": "grid_electricity", "dG": "natural_gas_kitchen", "dPet": "gasoline_vehicle", "dDie": "diesel_boat", "dLPG": "lpg"}
    kinds |= {"dCoal": "coal_heating", "dW": "tap_water"}
    assert kinds.keys() == UNITS.keys()
    strangers = ("laundry_supplier_power", "laundry_supplier_gas", "pv_self_use", "wastewater")
    rows = tuple(source(code) for code in (*kinds.values(), *strangers))
    bills = [month_record(one.id, 1, "10", amount_yuan=Decimal(10 * number)) for number, one in enumerate(rows, 1)]  # type: ignore[arg-type]
    found = {output: _price(output, *bills, rows=rows) for output in UNITS}
    assert found == {output: BillPrice(Fraction(number), 1) for number, output in enumerate(kinds, 1)}


def test_power_is_not_priced_by_water_bills() -> None:
    assert _price("dE", bill(JANUARY, FEBRUARY, "100", subject=WATER, amount_yuan=Decimal(400))) is None
    assert _price(
        "dE", *POWER_BILLS, bill(JANUARY, FEBRUARY, "100", subject=POWER, id=RecordId("x"), amount_yuan=Decimal(78))
    ) == BillPrice(Fraction("0.78"), 3)
