"""What a venue uses of a carrier is the sum of its rows, and a row whose unit leads nowhere is left out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from core.accounting.carrier_use import emitted, emitted_by, used, used_by_month
from core.domain.inventory import SourceResult
from tests.accounting import small_hotel

CATALOGUE = small_hotel.catalogue()


def test_a_year_of_power_is_the_sum_of_its_months_and_rows() -> None:
    inventory = small_hotel.inventory_of(small_hotel.sources(), small_hotel.records())
    power = [one for one in inventory.results if one.type.code == "grid_electricity"]
    whole = sum((one.quantity() for one in power), Fraction(0))
    assert used(inventory, CATALOGUE, "dE") == whole > 0
    assert sum(used_by_month(inventory, CATALOGUE, "dE").values()) == whole
    assert used(inventory, CATALOGUE, "dE", "pv_self_use") == 0
    assert emitted(inventory, CATALOGUE, "dE") == emitted_by(inventory, "grid_electricity") == sum(one.total() for one in power)


def test_a_row_whose_unit_leads_nowhere_is_left_out() -> None:
    """Coal in cubic metres: there is no density to bring it to tonnes."""
    coal = small_hotel.source("coal_heating", unit="m3")
    odd = SourceResult(coal, CATALOGUE.source_types["coal_heating"], (), ())
    inventory = replace(small_hotel.inventory_of(small_hotel.sources(), small_hotel.records()), results=(odd,))
    assert (used(inventory, CATALOGUE, "dCoal"), dict(used_by_month(inventory, CATALOGUE, "dCoal"))) == (0, {})
