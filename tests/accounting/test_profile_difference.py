"""P1 and P2 side by side: every line has its reason, and the differences add up to the last digit (domain.md N15)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from core.accounting.footprint import Facts, footprint
from core.accounting.profile_difference import REASONS, Reason, difference_statement, profile_difference, reason_of
from core.accounting.statement import statement
from core.domain.activity import Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import EvidenceMark, Gas, Scope
from core.domain.inventory import GhgInventory
from core.domain.period import ReportingPeriod
from core.workflows.differing import difference_of, reason_sums, reason_words
from tests.accounting.small_hotel import YEAR, catalogue, month_record, records, source, sources, venue

EXTRA = (
    source("gasoline_vehicle"),
    source("refrigerant_topup", species="R410A"),
    source("biomass"),
    source("purchased_cooling", species="COP 3.5"),
    source("wastewater_own_bod", factor_id=catalogue().source_types["wastewater_own_bod"].factor_choices[0]),
)


def inventory() -> GhgInventory:
    facts = tuple(month_record(Subject(one.id), 3, "12") for one in EXTRA)
    return footprint(Facts(venue(), ReportingPeriod.of_year(YEAR), (*sources(), *EXTRA), (*records(), *facts)), MethodChoice(), catalogue())


def test_differences_of_the_rows_add_up_to_p2_minus_p1() -> None:
    computed = inventory()
    found = profile_difference(computed)
    assert (found.p1, found.p2) == (computed.total(p1=True), computed.total())
    assert sum((row.p1 for row in found.rows), Fraction(0)) == found.p1
    assert sum((row.p2 for row in found.rows), Fraction(0)) == found.p2
    assert sum((row.difference for row in found.rows), Fraction(0)) == found.difference == found.p2 - found.p1
    assert sum(found.by_reason().values(), Fraction(0)) == found.difference


def test_each_line_has_the_reason_of_its_kind() -> None:
    reasons = {(row.source_id, row.gas): row.reason for row in profile_difference(inventory()).rows}
    assert reasons["power", Gas.CO2] is Reason.BOTH
    assert reasons["boiler", Gas.CO2] is Reason.BOTH
    assert reasons["boiler", Gas.CH4] is Reason.OTHER_GAS
    assert reasons["water", Gas.CO2E] is Reason.SCOPE_3
    assert {reasons["gasoline_vehicle", gas] for gas in (Gas.CO2, Gas.CH4, Gas.N2O)} == {Reason.VEHICLES}
    assert reasons["refrigerant_topup", Gas.HFC] is Reason.FUGITIVE
    assert reasons["biomass", Gas.CH4] is Reason.BIOMASS
    assert reasons["purchased_cooling", Gas.CO2] is Reason.COOLING
    assert reasons["wastewater_own_bod", Gas.CH4] is Reason.WASTE


def test_equal_rows_differ_by_nothing_and_no_reason_is_without_words() -> None:
    for row in profile_difference(inventory()).rows:
        assert (row.difference == 0) is (row.reason is Reason.BOTH)
        assert row.scope is not Scope.MEMO
    assert set(REASONS) == set(Reason)
    assert all(text.words and text.document for text in REASONS.values())
    assert REASONS[Reason.VEHICLES].mark is EvidenceMark.TRANSCRIBED
    assert "移动源" in reason_words(Reason.VEHICLES)


def test_every_kind_of_source_outside_p1_has_a_reason_of_its_own() -> None:
    """No line of the closed list of methods falls back to 「三类源以外」 but what a later kind would add."""
    known = {"vehicle_fuel", "gas_release", "gas_recovery", "leak_rate", "purchased_cooling", "biomass", "fuel", "alcohol_fuel"}
    known |= {"wastewater_ch4", "wastewater_n2o", "waste_biological"}
    in_p1 = {"purchased_electricity", "purchased_heat", "market_instrument", "zero_memo"}
    kinds = catalogue().source_types.values()
    assert {kind.method for kind in kinds if kind.scope is not Scope.THREE} - known - in_p1 <= {"direct_factor"}


def test_statement_carries_the_rows_as_decimal_strings() -> None:
    computed = inventory()
    document = statement(computed)["profile_difference"]
    assert document == difference_statement(computed)
    assert (document["P1"], document["P2"]) == (statement(computed)["profiles"]["P1"], statement(computed)["profiles"]["P2"])
    total = sum((Fraction(Decimal(row["difference"])) for row in document["rows"]), Fraction(0))
    assert abs(total - Fraction(Decimal(document["difference"]))) < Fraction(1, 10**15)
    assert all(row["reason_text"] and row["reason_document"] for row in document["rows"])


def test_what_fits_no_reason_says_so() -> None:
    water = next(result for result in inventory().results if result.source.id == "water")
    assert reason_of(water, water.lines[0]) is Reason.SCOPE_3
    assert reason_of(water, replace(water.lines[0], scope=Scope.ONE)) is Reason.OTHER


def test_words_of_the_difference_add_up() -> None:
    found = difference_of(inventory())
    sums = reason_sums(found)
    assert sum((one.tonnes for one in sums), Fraction(0)) == found.difference
    assert [one.mark for one in sums if one.reason is Reason.SCOPE_3] == ["◐"]
