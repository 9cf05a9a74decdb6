"""Refrigerants against the nameplates of the machines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.accounting.check_context import CheckContext
from core.accounting.checks import FindingText, describe, run_checks
from core.domain.activity import ActivityRecord, Subject
from core.domain.emission import Meter, MeterId
from core.domain.finding import Finding, Severity
from core.domain.period import Month
from tests.accounting.small_hotel import YEAR, catalogue, context, month_record, records, source, sources

ROW = source("refrigerant_topup", species="R410A", position=9)


def machine(number: str = "1#", **changes: Any) -> Meter:
    """A machine of ten kilograms."""
    return replace(Meter(MeterId(number), ROW.id, number, "冷水机组", charge=Decimal(10)), **changes)


def topped(kilograms: str, year: int = YEAR, month: int = 4, **changes: Any) -> ActivityRecord:
    """A top-up."""
    return month_record(Subject(ROW.id), Month(year, month), kilograms, **changes)


def cooled(*facts: ActivityRecord, machines: tuple[Meter, ...] = (machine(),), **changes: Any) -> CheckContext:
    """The year with a row of refrigerant, zero where nothing is given."""
    given = {fact.month for fact in facts}
    zeros = [topped("0", month=n) for n in range(1, 13) if Month(YEAR, n) not in given]
    return context(sources=(*sources(), ROW), records=(*records(), *facts, *zeros), meters=machines, **changes)


def fired(asked: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(asked) if finding.rule == rule]


def words(finding: Finding) -> FindingText:
    return describe(finding, catalogue().rules[finding.rule], "zh")


# ---------------------------------------------------------------- V21


@pytest.mark.parametrize(("kilograms", "count"), [("10", 0), ("10.1", 1)])
def test_no_more_is_filled_in_than_the_machine_holds(kilograms: str, count: int) -> None:
    assert len(fired(cooled(topped(kilograms)), "V21")) == count


def test_the_machines_of_a_row_are_taken_together_where_papers_name_none() -> None:
    both = (machine(), machine("2#"))
    assert fired(cooled(topped("12"), machines=both), "V21") == []
    (finding,) = fired(cooled(topped("22"), machines=both), "V21")
    assert (finding.severity, finding.place.subject, finding.place.month) == (Severity.WARN, ROW.id, None)
    assert words(finding).message == "1#、2#的铭牌充注量 20 kg，本期加注 22 kg"
    assert words(finding).expected == "不多于铭牌充注量 20 kg"


def test_a_paper_that_names_its_machine_is_held_against_that_machine() -> None:
    both = (machine(), machine("2#"))
    (finding,) = fired(cooled(topped("12.5", meter_id=MeterId("2#")), machines=both), "V21")
    assert (finding.place.month, finding.place.field) == (Month(YEAR, 4), "charge")
    assert words(finding).message == "2# 冷水机组的铭牌充注量 10 kg，本期加注 12.5 kg"
    assert fired(cooled(topped("9", meter_id=MeterId("2#")), machines=both), "V21") == []


def test_a_machine_whose_charge_nobody_knows_is_not_judged() -> None:
    assert fired(cooled(topped("12"), machines=()), "V21") == []
    assert fired(cooled(topped("12"), machines=(machine(charge=None),)), "V21") == []
    assert fired(cooled(topped("12"), machines=(machine(), machine("2#", charge=None))), "V21") == []


def tight(charge: str = "51", years: int = 2, last: str = "0") -> CheckContext:
    """No top-up this year, and `years` years before it of which the first one had `last`."""
    back = {n: tuple(topped(last if n == years else "0", YEAR - n, m) for m in (1, 7)) for n in range(1, years + 1)}
    earlier = tuple(fact for n, facts in back.items() if n > 1 for fact in facts)
    return cooled(machines=(machine(charge=Decimal(charge)),), last_year_records=back.get(1, ()), earlier_records=earlier)


def test_a_large_charge_without_a_top_up_in_three_years_is_asked_about() -> None:
    (finding,) = fired(tight(), "V21")
    assert (finding.severity, finding.place.subject, finding.place.field) == (Severity.WARN, ROW.id, "never")
    assert words(finding).message == "充注量合计 51 kg，连续 3 年没有加注"


@pytest.mark.parametrize(("charge", "years", "last"), [("50", 2, "0"), ("51", 1, "0"), ("51", 0, "0"), ("51", 2, "3")])
def test_a_small_charge_a_short_history_and_a_top_up_are_good(charge: str, years: int, last: str) -> None:
    assert fired(tight(charge, years, last), "V21") == []


# ---------------------------------------------------------------- V22


def test_the_row_goes_by_what_the_nameplate_says() -> None:
    assert fired(cooled(machines=(machine(refrigerant="r-410a"), machine("2#"))), "V22") == []
    (finding,) = fired(cooled(machines=(machine(refrigerant="R32"),)), "V22")
    assert (finding.severity, finding.place.page, finding.place.subject, finding.place.record) == (Severity.BLOCK, "profile", ROW.id, "1#")
    assert words(finding).message == "1# 冷水机组的铭牌是 R32，这一行按 R410A 计"


def test_an_account_of_another_row_has_no_nameplate() -> None:
    assert fired(cooled(machines=(machine(source_id=sources()[1].id, refrigerant="R32"),)), "V22") == []
