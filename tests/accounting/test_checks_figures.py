"""Monthly figures: completeness, last year, the other months, areas and room-nights, figures that look made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.accounting.check_context import CheckContext
from core.accounting.checks import FindingText, describe, run_checks
from core.domain.emission import MeterId
from core.domain.finding import Finding, Severity
from core.domain.organization import ProfileValue
from core.domain.period import Month
from tests.accounting.small_hotel import (
    BOILER,
    LAUNDRY,
    POWER,
    SOLD,
    WATER,
    YEAR,
    bill,
    billed,
    catalogue,
    changed,
    context,
    meter,
    month_record,
    month_starts,
    records,
    source,
    sources,
    venue,
    without,
    year_of,
)


def fired(asked: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(asked) if finding.rule == rule]


def words(finding: Finding) -> FindingText:
    return describe(finding, catalogue().rules[finding.rule], "zh")


def before(subject: str, month: int, value: str, unit: str = "") -> dict[str, object]:
    """The same month last year."""
    return {"last_year_records": (month_record(subject, Month(YEAR - 1, month), value, unit),)}


# ---------------------------------------------------------------- V03


def test_each_empty_cell_of_a_source_blocks() -> None:
    facts = tuple(r for r in records() if not (r.month == Month(YEAR, 12) and r.subject in {WATER, LAUNDRY}))
    found = fired(context(records=facts), "V03")
    assert [(f.severity, f.place.subject, f.place.month) for f in found] == [
        (Severity.BLOCK, WATER, Month(YEAR, 12)),
        (Severity.BLOCK, LAUNDRY, Month(YEAR, 12)),
    ]
    assert (words(found[0]).title, words(found[0]).message) == ("自来水 12月还没有数", "待填")


def test_an_output_that_should_be_there_is_asked_for_and_an_optional_one_is_not() -> None:
    (finding,) = fired(context(records=without("output:covers", 4)), "V03")
    assert (finding.severity, finding.place_name) == (Severity.WARN, "餐饮人次 4月")
    asked = context(venue=venue(type_code="scenic"), records=())
    assert "output:snow_made" not in {finding.place.subject for finding in fired(asked, "V03")}


def test_a_required_output_blocks() -> None:
    (finding,) = fired(context(records=without(SOLD, 4)), "V03")
    assert (finding.severity, finding.place.subject) == (Severity.BLOCK, SOLD)


def test_a_zero_needs_a_reason_and_with_it_all_is_well() -> None:
    (finding,) = fired(context(records=changed(BOILER, 7, "0")), "V03")
    assert (finding.severity, finding.place.subject, finding.place.month) == (Severity.BLOCK, BOILER, Month(YEAR, 7))
    assert words(finding).message == "0 Nm³，没有写原因"
    assert run_checks(context(records=changed(BOILER, 7, "0", zero_reason="锅炉检修"))) == ()


def test_a_zero_of_a_row_that_comes_now_and_then_needs_no_reason() -> None:
    cold = source("refrigerant_topup", species="R410A", position=4)
    facts = tuple(month_record(cold.id, n, "6" if n == 4 else "0", "kg") for n in range(1, 13))
    assert run_checks(context(sources=(*sources(), cold), records=(*records(), *facts))) == ()


def test_an_excluded_source_need_not_be_filled() -> None:
    rows = (*sources(), source("diesel_generator", position=4, excluded_reason="已拆除", excluded_tonnes=Decimal(0)))
    assert run_checks(context(sources=rows)) == ()


def test_each_account_of_a_source_has_its_bills() -> None:
    days = month_starts()
    second = meter(id=MeterId("second"), account="77")
    bills = [bill(days[i], days[i + 1], str(41000 + 37 * i), meter_id=MeterId("meter")) for i in range(12)]
    others = [
        bill(days[i], days[i + 1], str(38000 + 41 * i), id=f"other {i}", meter_id=second.id, evidence=(f"other {i}.pdf",))
        for i in (*range(5), *range(7, 12))
    ]
    (finding,) = fired(context(records=(*without(POWER), *bills, *others), meters=(meter(), second)), "V03")
    assert (finding.severity, finding.place.subject, finding.place.month) == (Severity.BLOCK, POWER, Month(YEAR, 6))
    assert words(finding).title == "外购电力 户号 77还差 2 个月"
    assert words(finding).message == "6月、7月 待填"


# ---------------------------------------------------------------- V05


@pytest.mark.parametrize("value", ["13000", "7000"])
def test_thirty_per_cent_exactly_is_not_asked_about(value: str) -> None:
    assert fired(context(records=changed(BOILER, 7, value), **before(BOILER, 7, "10000")), "V05") == []


@pytest.mark.parametrize("value", ["13000.01", "6999.99"])
def test_a_hair_more_than_thirty_per_cent_is_asked_about(value: str) -> None:
    (finding,) = fired(context(records=changed(BOILER, 7, value), **before(BOILER, 7, "10000")), "V05")
    assert finding.severity is Severity.WARN


@pytest.mark.parametrize(
    ("now", "last", "severity"),
    [
        ("20000", "1000", Severity.WARN),
        ("20000.01", "1000", Severity.BLOCK),
        ("50", "1000", Severity.WARN),
        ("49.99", "1000", Severity.BLOCK),
    ],
)
def test_more_than_twenty_times_blocks(now: str, last: str, severity: Severity) -> None:
    (finding,) = fired(context(records=changed(BOILER, 7, now), **before(BOILER, 7, last)), "V05")
    assert finding.severity is severity


def test_the_words_name_figure_change_and_range() -> None:
    (finding,) = fired(context(records=changed(BOILER, 7, "15860"), **before(BOILER, 7, "11240")), "V05")
    assert words(finding).title == "天然气·锅炉 7月比去年同月高 41.1%"
    assert words(finding).message == "15,860 Nm³，比去年同月高 41.1%（去年 11,240 Nm³）"
    assert words(finding).expected == "7,868—14,612 Nm³（去年同月 ±30%）"


def test_ten_thousand_kilowatt_hours_taken_for_one_is_named_in_times() -> None:
    (finding,) = fired(context(records=changed(POWER, 7, "1284600000"), **before(POWER, 7, "128460")), "V05")
    assert words(finding).title == "外购电力 7月是去年同月的 10,000 倍"


def test_a_thousandth_is_named_as_a_share() -> None:
    (finding,) = fired(context(records=changed(POWER, 7, "128.46"), **before(POWER, 7, "128460")), "V05")
    assert words(finding).message == "128.46 kWh，只有去年同月的 0.1%（去年 128,460 kWh）"


def test_refrigerant_and_certificates_are_not_compared_month_by_month() -> None:
    cold = source("refrigerant_topup", species="R410A", position=4)
    rows = (*sources(), cold)
    facts = tuple(month_record(cold.id, n, "60" if n == 4 else "1", "kg") for n in range(1, 13))
    asked = context(sources=rows, records=(*records(), *facts), last_year_records=(month_record(cold.id, Month(YEAR - 1, 4), "2", "kg"),))
    assert not {"V05", "V06", "V29"} & {finding.rule for finding in run_checks(asked)}


def test_a_month_that_bills_cover_in_part_is_not_compared() -> None:
    facts = (*without(POWER), bill(date(YEAR, 6, 11), date(YEAR, 7, 11), "90000"))
    last = (*year_of(POWER, ["90000"] * 12, YEAR - 1),)
    assert fired(context(records=facts, last_year_records=last), "V05") == []


# ---------------------------------------------------------------- V06


@pytest.mark.parametrize(("value", "count"), [("3900", 0), ("3900.01", 1), ("433.333334", 0), ("433.333333", 1)])
def test_three_times_the_median_exactly_is_not_asked_about(value: str, count: int) -> None:
    figures = ["1290", "1291", "1292", "1293", "1300", "1300", "1307", "1308", "1309", "1311", "1312", value]
    assert len(fired(context(records=(*without(WATER), *year_of(WATER, figures))), "V06")) == count


def test_where_last_year_has_a_figure_the_other_months_are_not_asked() -> None:
    facts = changed(BOILER, 1, "58860")
    assert len(fired(context(records=facts), "V06")) == 1
    assert fired(context(records=facts, **before(BOILER, 1, "57000")), "V06") == []


def test_the_median_says_what_was_expected() -> None:
    (finding,) = fired(context(records=changed(WATER, 4, "12700")), "V06")
    assert words(finding).message == "12,700 m³，是其他 11 个月中位数 1,330 m³ 的 9.55 倍"
    assert words(finding).expected == "443—3,990 m³（中位数的三分之一到三倍）"


def test_two_months_are_too_few_for_a_median() -> None:
    facts = tuple(r for r in changed(WATER, 1, "99000") if r.subject != WATER or r.month in {Month(YEAR, n) for n in (1, 2, 3)})
    assert fired(context(records=facts), "V06") == []


# ---------------------------------------------------------------- V16, V17


def test_an_area_that_changed_within_the_year_counts_by_its_days() -> None:
    grown = (ProfileValue("building_area", "2000"), ProfileValue("building_area", "20000", date(YEAR, 7, 2)))
    (finding,) = fired(context(venue=venue(profile=(ProfileValue("building_area", "2000"),))), "V16")
    assert words(finding).message == "1,148,570 kWh ÷ 2,000 ㎡ = 574 kWh/㎡·a"
    assert fired(context(venue=venue(profile=grown)), "V16") == []


@pytest.mark.parametrize(("area", "count"), [("2871.425", 0), ("2871.4249", 1), ("57428.5", 0), ("57428.6", 1)])
def test_power_per_area_may_touch_its_limits(area: str, count: int) -> None:
    asked = context(venue=venue(profile=(ProfileValue("building_area", area),)))
    assert len(fired(asked, "V16")) == count


def test_power_per_area_waits_for_the_whole_year_and_for_an_area() -> None:
    small = venue(profile=(ProfileValue("building_area", "10"),))
    assert fired(context(venue=small, records=without(POWER, 12)), "V16") == []
    assert fired(context(venue=venue(profile=())), "V16") == []


def test_power_in_megawatt_hours_is_measured_alike() -> None:
    rows = tuple(replace(row, unit="MWh") if row.id == POWER else row for row in sources())
    facts = tuple(
        month_record(POWER, n, str(96 + n), "MWh", evidence=("账单.pdf",)) for n in range(1, 13)
    )  # fmt: skip
    (finding,) = fired(
        context(sources=rows, records=(*without(POWER), *facts), venue=venue(profile=(ProfileValue("building_area", "1000"),))), "V16"
    )
    assert words(finding).message == "1,230,000 kWh ÷ 1,000 ㎡ = 1,230 kWh/㎡·a"


@pytest.mark.parametrize(
    ("nights", "codes"),
    [
        (("4",) * 12, {"electricity", "water", "linen"}),
        (("2400",) * 12, set()),
        (("999999",) * 12, {"electricity", "water", "linen"}),
    ],
)
def test_use_per_room_night_is_judged_by_power_water_and_linen(nights: tuple[str, ...], codes: set[str]) -> None:
    asked = context(records=(*without(SOLD), *year_of(SOLD, nights)))
    assert {finding.place.field for finding in fired(asked, "V17")} == codes


def test_use_per_room_night_counts_only_months_in_which_both_are_known() -> None:
    january = tuple(r for r in records() if r.month == Month(YEAR, 1) or r.subject == POWER)
    assert fired(context(records=january), "V17") == []


def test_a_mall_has_no_room_nights() -> None:
    assert fired(context(venue=venue(type_code="mall")), "V17") == []


# ---------------------------------------------------------------- V18, V20


@pytest.mark.parametrize(("sold", "count"), [("3600", 0), ("3601", 1)])
def test_a_full_house_is_full(sold: str, count: int) -> None:
    assert len(fired(context(records=changed(SOLD, 4, sold)), "V18")) == count


def test_more_sold_than_available_names_the_occupancy() -> None:
    (finding,) = fired(context(records=changed(SOLD, 4, "5400")), "V18")
    assert finding.severity is Severity.BLOCK
    assert words(finding).message == "已售 5,400 间夜，可售 3,600 间夜，出租率 150%"


@pytest.mark.parametrize(("visitors", "count"), [("20000", 0), ("20001", 1)])
def test_the_carrying_capacity_holds_for_the_days_that_were_open(visitors: str, count: int) -> None:
    place = venue(type_code="scenic", profile=(ProfileValue("daily_capacity", "1000"),))
    facts = (month_record("output:visitors", 5, visitors), month_record("output:open_days", 5, "20"))
    assert len(fired(context(venue=place, records=facts), "V20")) == count


# ---------------------------------------------------------------- V29, V30


def test_two_alike_are_chance_and_three_are_asked_about_once() -> None:
    figures = ["1310", "1310", "1280", "1270", "1270", "1270", "1270", "1190", "1200", "1210", "1220", "1230"]
    (finding,) = fired(context(records=(*without(WATER), *year_of(WATER, figures))), "V29")
    assert finding.place.month == Month(YEAR, 7)
    assert words(finding).message == "2025年4月—2025年7月连续 4 次都是 1,270 m³"


def test_three_bills_alike_are_asked_about_though_their_months_differ() -> None:
    (finding,) = fired(context(records=billed(["90000"] * 3 + [str(80001 + 10 * n) for n in range(9)])), "V29")
    assert finding.place.month == Month(YEAR, 3)
    assert words(finding).message == "2025年1月1日—2025年3月31日连续 3 次都是 90,000 kWh"


def test_zeros_with_their_reason_and_the_days_of_the_calendar_may_repeat() -> None:
    facts = tuple(replace(month_record(BOILER, n, "0"), zero_reason="停炉") for n in range(4, 10))
    kept = tuple(r for r in records() if r.subject != BOILER or r.month not in {f.month for f in facts})
    days = (*(r for r in kept if r.subject != "output:open_days"), *year_of("output:open_days", ["26"] * 12), *facts)
    assert fired(context(records=days), "V29") == []


@pytest.mark.parametrize(("whole", "count"), [(6, 0), (7, 1)])
def test_six_of_ten_round_figures_are_still_chance(whole: int, count: int) -> None:
    figures = [str(80000 + 1000 * n) if n < whole else str(80001 + 1000 * n) for n in range(10)]
    facts = tuple(month_record(POWER, n + 1, value) for n, value in enumerate(figures))
    found = fired(context(records=(*without(POWER), *facts)), "V30")
    assert len(found) == count
    assert all(finding.severity is Severity.INFO for finding in found)
