"""Profile, boundary and proof: credit code, people, accounts, factors, exclusions, files, the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.accounting.check_context import CheckContext
from core.accounting.checks import FindingText, describe, run_checks
from core.domain.activity import EvidenceId
from core.domain.emission import MeterId, SourceId
from core.domain.finding import Finding, Severity
from core.domain.organization import ProfileValue
from core.domain.period import Month
from core.i18n import use_language
from tests.accounting.small_hotel import (
    BOILER,
    LAUNDRY,
    POWER,
    WATER,
    YEAR,
    bill,
    billed,
    catalogue,
    context,
    evidence,
    inventory_of,
    meter,
    month_record,
    organization,
    person,
    records,
    source,
    sources,
    venue,
    without,
    year_of,
)
from tests.accounting.small_mall import mall_context, rows

MEGABYTE = 1024 * 1024


def fired(asked: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(asked) if finding.rule == rule]


def words(finding: Finding) -> FindingText:
    return describe(finding, catalogue().rules[finding.rule], "zh")


# ---------------------------------------------------------------- V01, V39


@pytest.mark.parametrize("code", ["91512081MA62K0260E", "91350100M000100Y43", " ９１５１０１００ma00000152"])
def test_a_right_credit_code_is_good(code: str) -> None:
    assert fired(context(organization=organization(credit_code=code)), "V01") == []


def test_a_wrong_position_eighteen_blocks_and_says_what_it_should_be() -> None:
    (finding,) = fired(context(organization=organization(credit_code="91350100M000100Y44")), "V01")
    assert (finding.severity, finding.place.page, finding.place.field) == (Severity.BLOCK, "profile", "credit_code")
    assert (words(finding).message, words(finding).expected) == ("91350100M000100Y44：第 18 位是 4", "第 18 位是 3")


def test_a_wrong_position_seventeen_only_asks() -> None:
    (finding,) = fired(context(organization=organization(credit_code="91510100MA00000165")), "V01")
    assert finding.severity is Severity.WARN
    assert (words(finding).message, words(finding).expected) == ("91510100MA00000165：第 17 位是 6", "第 17 位是 5")


@pytest.mark.parametrize("code", ["", "9151", "91350100M000100Y4Z", "510100000000001", "9151O100MA00000152"])
def test_what_is_no_credit_code_blocks(code: str) -> None:
    (finding,) = fired(context(organization=organization(credit_code=code)), "V01")
    assert finding.severity is Severity.BLOCK
    assert words(finding).expected


def test_one_name_in_both_roles_is_asked_about() -> None:
    (finding,) = fired(context(people=(person("preparer"), person("approver", name="张敏"), person("responsible"))), "V39")
    assert (finding.severity, words(finding).message) == (Severity.WARN, "张敏 既是填报人，又是审核人")


# ---------------------------------------------------------------- V14


def test_one_account_at_two_sources_blocks_at_the_second() -> None:
    accounts = (meter(id=MeterId("gas"), source_id=SourceId(BOILER), account="01234 56789"), meter())
    (finding,) = fired(context(meters=accounts), "V14")
    assert (finding.severity, finding.place.page, finding.place.subject) == (Severity.BLOCK, "profile", POWER)
    assert words(finding).message == "户号 0123456789 同时在「天然气·锅炉」和「外购电力」下"


def test_two_accounts_and_an_account_of_an_excluded_source_are_good() -> None:
    rows = (*sources(), source("purchased_heat", position=4, excluded_reason="已停用"))
    accounts = (meter(), meter(id=MeterId("b"), account="77"), meter(id=MeterId("c"), source_id=SourceId("purchased_heat")))
    assert fired(context(sources=rows, meters=accounts), "V14") == []


# ---------------------------------------------------------------- V26


def test_a_source_without_factor_is_not_computed_and_blocks() -> None:
    rows = tuple(replace(row, factor_id="") if row.id == LAUNDRY else row for row in sources())
    (finding,) = fired(context(sources=rows), "V26")
    assert (finding.severity, finding.place.page, finding.place.subject) == (Severity.BLOCK, "profile", LAUNDRY)
    assert "还没有选定排放因子" in words(finding).message


@pytest.mark.parametrize(("factor", "count"), [("desnz_food_ad_2025", 0), ("desnz_food_ad_2024", 1)])
def test_a_factor_of_another_vintage_than_the_year_asks_for_is_asked_about(factor: str, count: int) -> None:
    food = source("waste_food", factor_id=factor, position=4)
    facts = (*records(), *year_of("waste_food", [f"{15 + n / 10}" for n in range(12)], unit="t"))
    found = fired(context(sources=(*sources(), food), records=facts), "V26")
    assert len(found) == count
    for finding in found:
        assert finding.severity is Severity.WARN
        assert words(finding).message == "用的是 2024 年的因子 8.88386 kgCO2e/t"
        assert words(finding).expected == "2025 年的因子 8.98311 kgCO2e/t"


# ---------------------------------------------------------------- V27


@pytest.mark.parametrize("reason", [" ", "—", "/"])
def test_an_exclusion_without_a_reason_blocks(reason: str) -> None:
    (finding,) = fired(context(sources=(*sources(), source("lpg", position=4, excluded_reason=reason))), "V27")
    assert (finding.severity, finding.place.subject, finding.place_name) == (Severity.BLOCK, "lpg", "液化石油气")


def excluded(kilograms: str, *, last_year: bool = False) -> CheckContext:
    """LPG outside the boundary, with figures of one month."""
    rows = (*sources(), source("lpg", position=4, excluded_reason="由租户使用"))
    fact = month_record("lpg", Month(YEAR - 1 if last_year else YEAR, 5), kilograms, "kg")
    inventory = inventory_of(sources(), records())
    if last_year:
        return context(sources=rows, last_year_records=(fact,), inventory=inventory)
    return context(sources=rows, records=(*records(), fact), inventory=inventory)


def test_an_exclusion_of_more_than_one_per_cent_is_asked_about_and_five_once_more() -> None:
    assert fired(excluded("1000"), "V27") == []
    (single,) = fired(excluded("3000"), "V27")
    assert (single.severity, single.place.subject) == (Severity.WARN, "lpg")
    assert "不计入的约 9.3" in words(single).message
    together, one = fired(excluded("30000"), "V27")
    assert (together.place_name, one.place.subject) == ("不计入的排放源合计", "lpg")


def test_one_per_cent_exactly_is_small() -> None:
    rows = (*sources(), source("lpg", position=4, excluded_reason="由租户使用"))
    fact = month_record("lpg", 5, "3000", "kg")
    alone = inventory_of((source("lpg", position=4),), (fact,)).total()
    for share, count in ((99, 0), (98, 1)):
        whole = inventory_of(sources(), records())
        scale = alone * share / whole.total()
        results = tuple(replace(r, lines=tuple(replace(line, tco2e=line.tco2e * scale) for line in r.lines)) for r in whole.results)
        asked = context(sources=rows, records=(*records(), fact), inventory=replace(whole, results=results))
        assert len(fired(asked, "V27")) == count


def test_an_exclusion_with_figures_and_without_factor_is_asked_about() -> None:
    food = source("waste_food", position=4, excluded_reason="由物业清运")
    facts = (*records(), month_record("waste_food", 5, "15", "t"))
    (finding,) = fired(context(sources=(*sources(), food), records=facts), "V27")
    assert (finding.severity, words(finding).message) == (Severity.WARN, "有用量，但没有因子，估不出大小")


@pytest.mark.parametrize(("type_code", "changes", "count"), [
    ("waste_food", {}, 1), ("waste_food", {"excluded_tonnes": Decimal(0)}, 0), ("waste_food", {"operator": "承租方"}, 0),
    ("green_certificate", {}, 0), ("pv_self_use", {}, 0),
])  # fmt: skip
def test_an_exclusion_without_a_size_is_asked_about_where_it_could_emit(type_code: str, changes: dict[str, object], count: int) -> None:
    row = source(type_code, position=4, excluded_reason="由物业清运", **changes)
    found = fired(context(sources=(*sources(), row)), "V27")
    assert len(found) == count
    assert all((f.severity, words(f).message) == (Severity.WARN, "没有写明规模") for f in found)


def test_what_lies_behind_a_malls_main_meter_needs_no_size() -> None:
    shop = source(id=SourceId("shop"), position=5, excluded_reason="租户用能")
    assert fired(mall_context(sources=rows(shop)), "V27") == []


def test_last_year_s_figures_tell_the_size_where_this_year_has_none() -> None:
    (finding,) = fired(excluded("3000", last_year=True), "V27")
    assert finding.severity is Severity.WARN


# ---------------------------------------------------------------- V28


def proven(share: float) -> CheckContext:
    """A ledger of one row, so many hundredths of whose emissions have a file."""
    rows = (source(id=SourceId(POWER)),)
    with_file, without_file = (
        month_record(POWER, 1, f"{share * 100:.4f}"),
        month_record(POWER, 2, f"{10000 - share * 100:.4f}", evidence=()),
    )
    return context(sources=rows, records=(with_file, without_file))


@pytest.mark.parametrize(("share", "severity"), [(95, None), (94.99, Severity.WARN), (80, Severity.WARN), (79.99, Severity.BLOCK)])
def test_five_per_cent_without_file_are_taken_and_more_than_twenty_block(share: float, severity: Severity | None) -> None:
    found = fired(proven(share), "V28")
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_the_rows_without_files_are_named_with_their_tonnes_largest_first() -> None:
    facts = tuple(replace(r, evidence=()) if r.subject in {WATER, BOILER, LAUNDRY} else r for r in records())
    (finding,) = fired(context(records=facts), "V28")
    assert words(finding).title.startswith("没有附证据的排放占 ")
    assert words(finding).message.partition("最多的是 ")[2].startswith("天然气·锅炉（323.08 吨）、布草外包洗涤（")
    assert finding.place_name == "票据证据"


def test_a_month_of_two_bills_is_proven_by_half() -> None:
    rows = (source(id=SourceId(POWER)),)
    first, second = bill(date(YEAR, 5, 1), date(YEAR, 5, 16), "500"), bill(date(YEAR, 5, 16), date(YEAR, 6, 1), "500", evidence=())
    (finding,) = fired(context(sources=rows, records=(first, second)), "V28")
    assert finding.parameters["share"] == "50%"


# ---------------------------------------------------------------- V38


@pytest.mark.parametrize(("size", "severity"), [
    (20 * MEGABYTE, None), (20 * MEGABYTE + 1, Severity.WARN), (200 * MEGABYTE, Severity.WARN), (200 * MEGABYTE + 1, Severity.BLOCK),
])  # fmt: skip
def test_large_files_are_asked_about_and_very_large_ones_block(size: int, severity: Severity | None) -> None:
    found = fired(context(evidence={"账单.pdf": evidence(size=size)}), "V38")
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize("name", ["a.PDF", "a.jpg", "a.jpeg", "a.png", "a.xlsx", "a.xml", "a.ofd"])
def test_what_a_reviewer_can_open_is_good(name: str) -> None:
    assert fired(context(evidence={"账单.pdf": evidence(original_name=name)}), "V38") == []


def test_another_type_and_a_lost_file_block_once_at_the_first_record() -> None:
    (finding,) = fired(context(evidence={"账单.pdf": evidence(original_name="账单.docx")}), "V38")
    assert (finding.severity, words(finding).message) == (Severity.BLOCK, "附件「账单.docx」是「.docx」文件")
    (lost,) = fired(context(evidence={}), "V38")
    assert words(lost).message == "附件「账单.pdf」不在账本里"
    assert lost.place.month == Month(YEAR, 1)


# ---------------------------------------------------------------- V42


@pytest.mark.parametrize(("today", "count"), [(date(YEAR, 12, 31), 0), (date(YEAR, 12, 30), 1)])
def test_the_clock_may_not_stand_before_the_last_day_of_a_bill(today: date, count: int) -> None:
    found = fired(context(records=billed(), today=today), "V42")
    assert len(found) == count
    assert all(words(f).message == "今天是 2025年12月30日，「外购电力」已有 2025年12月31日 的数据" for f in found)


@pytest.mark.parametrize(("today", "count"), [(date(YEAR, 12, 1), 0), (date(YEAR, 11, 30), 1)])
def test_a_typed_month_has_begun(today: date, count: int) -> None:
    assert len(fired(context(today=today), "V42")) == count


def test_estimates_and_closed_months_may_look_ahead() -> None:
    ahead = (
        bill(date(YEAR, 7, 1), date(YEAR + 1, 1, 1), "500000", estimated=True),
        month_record(WATER, 12, "0", zero_reason="停业装修", evidence=(EvidenceId("账单.pdf"),)),
    )
    kept = tuple(r for r in without(POWER) if r.month and r.month.month < 7 and r.subject != WATER)
    assert fired(context(records=(*kept, *ahead), today=date(YEAR, 7, 10)), "V42") == []


def test_a_bill_of_the_next_year_is_a_stray_and_no_fault_of_the_clock() -> None:
    stray = bill(date(YEAR + 1, 1, 1), date(YEAR + 1, 2, 1), "90000")
    found = run_checks(context(records=(*billed(), stray), today=date(YEAR + 1, 1, 25)))
    assert {finding.rule for finding in found} == {"V31"}


def test_place_names_of_outputs_follow_the_language() -> None:
    facts = without("output:covers", 4)
    use_language("en")
    (finding,) = fired(context(records=facts), "V03")
    assert finding.place_name.startswith("Covers served ")


def test_a_ledger_saved_on_a_later_day_than_today_blocks() -> None:
    (finding,) = fired(context(last_saved=date(YEAR + 1, 3, 7)), "V42")
    assert (finding.severity, finding.place.page, finding.place.field) == (Severity.BLOCK, "activity", "clock")
    assert words(finding).message == "今天是 2026年3月6日，账本最近一次保存是在 2026年3月7日"
    assert fired(context(last_saved=date(YEAR + 1, 3, 6)), "V42") == []


# ---------------------------------------------------------------- V37


def certified(*values: ProfileValue) -> list[Finding]:
    """V37 with these values on top of a floor area of 12,000 square metres."""
    return fired(context(venue=venue(profile=(*venue().profile, *values))), "V37")


@pytest.mark.parametrize(("area", "count"), [("12631", 0), ("12632", 1), ("11429", 0), ("11428", 1), ("", 0), ("0", 0)])
def test_the_certificate_of_ownership_may_be_five_per_cent_off(area: str, count: int) -> None:
    assert len(certified(ProfileValue("certified_area", area))) == count


def test_another_area_than_on_the_certificate_says_both() -> None:
    (finding,) = certified(ProfileValue("certified_area", "11000"))
    assert (finding.severity, finding.place.page, finding.place.field) == (Severity.WARN, "profile", "building_area")
    assert words(finding).message == "场所档案 12,000 ㎡，产权证 11,000 ㎡，差 9.09%"
    assert words(finding).expected == "相差不超过 5%"


def test_without_a_floor_area_nothing_is_compared() -> None:
    assert fired(context(venue=venue(profile=(ProfileValue("certified_area", "11000"),))), "V37") == []
