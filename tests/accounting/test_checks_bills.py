"""Bills: periods, signs, readings, ratios, prices, estimates, doubles, strays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.accounting.check_context import CheckContext
from core.accounting.checks import FindingText, describe, run_checks
from core.domain.activity import ActivityRecord, EvidenceId, RecordId, Subject, TimeOfUse
from core.domain.dossier import DossierKind
from core.domain.emission import MeterId
from core.domain.finding import Finding, Severity
from core.domain.period import Month, ReportingPeriod
from tests.accounting.small_hotel import (
    BOILER,
    POWER,
    WATER,
    YEAR,
    bill,
    billed,
    catalogue,
    context,
    dossier,
    evidence,
    meter,
    meter_change,
    month_record,
    records,
    source,
    sources,
    without,
)

FIRST_OF_MAY = date(YEAR, 5, 1)


def fired(asked: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(asked) if finding.rule == rule]


def words(finding: Finding) -> FindingText:
    return describe(finding, catalogue().rules[finding.rule], "zh")


def with_bill(month: int, **changes: object) -> tuple[ActivityRecord, ...]:
    """The billed year with one bill changed."""
    return tuple(replace(r, **changes) if r.start == date(YEAR, month, 1) else r for r in billed())


def with_readings(*pairs: tuple[str, str], first_month: int = 4) -> tuple[ActivityRecord, ...]:
    """The billed year with readings on some bills in a row."""
    readings = {date(YEAR, first_month + i, 1): (Decimal(a), Decimal(b)) for i, (a, b) in enumerate(pairs)}
    return tuple(
        replace(r, reading_start=readings[r.start][0], reading_end=readings[r.start][1], multiplier=_ratio(r, *readings[r.start]))
        if r.start in readings
        else r
        for r in billed()
    )


def _ratio(record: ActivityRecord, start: Decimal, end: Decimal) -> Decimal | None:
    """A ratio with which readings and quantity agree, so that only the readings are judged."""
    return record.quantity.value / (end - start) if end > start else None


# ---------------------------------------------------------------- V02


@pytest.mark.parametrize(("days", "count"), [(-1, 1), (0, 0), (1, 0), (2, 1)])
def test_one_day_between_two_bills_is_taken_and_two_are_a_gap(days: int, count: int) -> None:
    found = fired(context(records=with_bill(5, start=FIRST_OF_MAY + timedelta(days=days))), "V02")
    assert len(found) == count
    assert all((f.severity, f.place.subject, f.place.record) == (Severity.BLOCK, POWER, "bill power 2025-05-01") for f in found)


def test_a_gap_and_an_overlap_say_their_days() -> None:
    (gap,) = fired(context(records=with_bill(5, start=date(YEAR, 5, 6)), meters=(meter(),)), "V02")
    assert words(gap).message == "户号 0123456789：2025年5月1日—2025年5月5日没有票据，缺 5 天"
    (overlap,) = fired(context(records=with_bill(5, start=date(YEAR, 4, 28))), "V02")
    assert words(overlap).message == "2025年4月28日—2025年4月30日与上一张票据重叠 3 天"
    assert (gap.place.month, overlap.place.month) == (Month(YEAR, 5), Month(YEAR, 4))


def test_a_bill_inside_another_overlaps_once() -> None:
    inside = bill(date(YEAR, 5, 10), date(YEAR, 5, 20), "500")
    (overlap,) = fired(context(records=(*billed(), inside)), "V02")
    assert "重叠 10 天" in words(overlap).message


def test_months_typed_by_hand_are_no_gap() -> None:
    facts = tuple(r for r in billed() if r.start != FIRST_OF_MAY)
    assert fired(context(records=(*facts, month_record(POWER, 5, "86350"))), "V02") == []


def test_gaps_of_other_years_are_not_this_years_business() -> None:
    old = (bill(date(YEAR - 1, 3, 1), date(YEAR - 1, 4, 1), "81000"), bill(date(YEAR - 1, 12, 1), date(YEAR, 1, 1), "99000"))
    assert fired(context(records=billed(), last_year_records=old), "V02") == []


def test_a_gap_over_new_year_is_found() -> None:
    old = (bill(date(YEAR - 1, 11, 20), date(YEAR - 1, 12, 20), "81000"),)
    facts = with_bill(1, start=date(YEAR, 1, 9))
    (gap,) = fired(context(records=facts, last_year_records=old), "V02")
    assert gap.severity is Severity.BLOCK
    assert "缺 8 天" in words(gap).message


def test_the_first_and_the_last_month_are_asked_about() -> None:
    facts = (*without(POWER), bill(date(YEAR, 1, 11), date(YEAR, 12, 20), "1000000"))
    first, last = fired(context(records=facts), "V02")
    assert {first.severity, last.severity} == {Severity.WARN}
    assert words(first).message == "2025年1月1日—2025年1月10日没有票据，缺 10 天"
    assert (last.place.month, words(last).message) == (Month(YEAR, 12), "2025年12月20日—2025年12月31日没有票据，缺 12 天")


def test_while_the_year_runs_the_last_month_may_be_open() -> None:
    facts = (*without(POWER), bill(date(YEAR, 1, 1), date(YEAR, 6, 20), "500000"))
    assert fired(context(records=facts, today=date(YEAR, 6, 25)), "V02") == []


def test_an_operation_covers_twelve_months_and_an_event_what_it_takes() -> None:
    half = ReportingPeriod(Month(YEAR, 1), 6)
    (finding,) = fired(context(dossier=dossier(period=half)), "V02")
    assert (finding.severity, finding.place.field) == (Severity.BLOCK, "period")
    assert words(finding).message == "现在是 6 个月（2025年1月—2025年6月）"
    assert fired(context(dossier=dossier(period=half, kind=DossierKind.EVENT)), "V02") == []


def test_two_accounts_of_a_source_run_beside_each_other() -> None:
    second = [
        replace(r, id=RecordId(f"second {r.id}"), meter_id=MeterId("second"), evidence=(EvidenceId(f"2 {r.id}.pdf"),)) for r in billed()
    ]
    facts = (*(replace(r, meter_id=MeterId("meter")) for r in billed() if r.start), *(r for r in second if r.start))
    asked = context(records=(*without(POWER), *facts), meters=(meter(), meter(id=MeterId("second"), account="77")))
    assert fired(asked, "V02") == []


def test_deliveries_without_a_meter_need_not_join() -> None:
    cold = source("refrigerant_topup", species="R410A", position=4)
    delivery = bill(date(YEAR, 4, 16), date(YEAR, 4, 17), "12", Subject(cold.id))
    assert fired(context(sources=(*sources(), cold), records=(*records(), delivery)), "V02") == []


# ---------------------------------------------------------------- V04, V11


def test_a_negative_quantity_must_name_the_bill_that_it_reverses() -> None:
    credit = bill(FIRST_OF_MAY, date(YEAR, 6, 1), "-120.5", invoice="DF-9")
    (finding,) = fired(context(records=(*billed(), replace(credit, id=RecordId("credit")))), "V04")
    assert (finding.severity, words(finding).message) == (Severity.BLOCK, "−120.5 kWh（DF-9），没有写明冲正哪一张票据")
    linked = replace(credit, id=RecordId("credit"), reverses=RecordId("bill power 2025-05-01"))
    assert run_checks(context(records=(*billed(), linked))) == ()


def test_an_estimate_blocks_until_it_is_corrected() -> None:
    guessed = with_bill(5, estimated=True, id=RecordId("guess"))
    (finding,) = fired(context(records=guessed), "V11")
    assert (finding.severity, finding.place.month, finding.place.record) == (Severity.BLOCK, Month(YEAR, 5), "guess")
    assert words(finding).message == "86,350 kWh 是暂估（2025年5月1日—2025年5月31日）"
    right = bill(FIRST_OF_MAY, date(YEAR, 6, 1), "85910", corrects=RecordId("guess"))
    assert run_checks(context(records=(*guessed, right))) == ()


def test_a_typed_estimate_blocks_too() -> None:
    facts = tuple(replace(r, estimated=True) if r.subject == WATER and r.month == Month(YEAR, 12) else r for r in records())
    (finding,) = fired(context(records=facts), "V11")
    assert words(finding).message == "1,290 m³ 是暂估（2025年12月）"


# ---------------------------------------------------------------- V07


def test_readings_that_join_are_good() -> None:
    assert fired(context(records=with_readings(("100", "520.5"), ("520.50", "900"), ("900", "1300"))), "V07") == []


def test_a_reading_that_does_not_start_where_the_last_one_ended_blocks() -> None:
    (finding,) = fired(context(records=with_readings(("100", "520.5"), ("521", "900")), meters=(meter(),)), "V07")
    assert (finding.severity, finding.place.month, finding.place.field) == (Severity.BLOCK, Month(YEAR, 5), "reading_start")
    assert words(finding).message == "户号 0123456789：起示数 521，上一张票据止于 520.5"
    assert words(finding).expected == "起示数 520.5，或登记换表"


def test_an_end_below_the_start_blocks() -> None:
    (finding,) = fired(context(records=with_readings(("9870", "118"))), "V07")
    assert (finding.place.field, words(finding).message) == ("reading_end", "止示数 118 小于起示数 9,870")


def test_the_last_bill_of_last_year_is_the_one_before() -> None:
    old = bill(date(YEAR - 1, 12, 1), date(YEAR, 1, 1), "99000", reading_end=Decimal(77))
    facts = with_readings(("80", "900"), first_month=1)
    assert len(fired(context(records=facts, last_year_records=(old,)), "V07")) == 1
    assert fired(context(records=facts, last_year_records=(replace(old, reading_end=Decimal(80)),)), "V07") == []


def test_a_missing_bill_is_a_gap_and_not_a_broken_reading() -> None:
    facts = tuple(r for r in with_readings(("100", "520"), ("520", "900"), ("900", "1300")) if r.start != FIRST_OF_MAY)
    assert fired(context(records=facts), "V07") == []
    assert len(fired(context(records=facts), "V02")) == 1


def test_a_meter_change_between_two_bills_joins_their_readings() -> None:
    change = meter_change(FIRST_OF_MAY, "520.5", "3")
    facts = with_readings(("100", "520.5"), ("3", "400"))
    assert fired(context(records=(*facts, change)), "V07") == []
    assert len(fired(context(records=(*facts, replace(change, reading_end=Decimal(4)))), "V07")) == 1


def test_a_meter_change_during_a_bill_explains_an_end_below_the_start() -> None:
    change = meter_change(date(YEAR, 5, 12), "9999", "0")
    assert fired(context(records=(*with_readings(("9870", "118"), first_month=5), change)), "V07") == []


def test_a_change_of_another_meter_explains_nothing() -> None:
    change = meter_change(date(YEAR, 5, 12), "9999", "0", BOILER)
    assert len(fired(context(records=(*with_readings(("9870", "118"), first_month=5), change)), "V07")) == 1


# ---------------------------------------------------------------- V08


@pytest.mark.parametrize(("billed_kwh", "count"), [("99010", 0), ("101010.1", 0), ("99009", 1), ("101010.2", 1)])
def test_readings_times_ratio_may_be_one_per_cent_off(billed_kwh: str, count: int) -> None:
    value = Decimal(billed_kwh)
    facts = with_bill(5, reading_start=Decimal(100), reading_end=Decimal(600), micro=int(value * 1_000_000))
    facts = tuple(replace(r, quantity=replace(r.quantity, value=value)) if r.start == FIRST_OF_MAY else r for r in facts)
    assert len(fired(context(records=facts, meters=(meter(),)), "V08")) == count


def test_a_forgotten_ratio_is_named_with_its_product() -> None:
    facts = with_bill(5, reading_start=Decimal("100.5"), reading_end=Decimal("532.25"), multiplier=Decimal(40))
    (finding,) = fired(context(records=facts), "V08")
    assert (finding.severity, finding.place.field) == (Severity.WARN, "multiplier")
    assert words(finding).message == "读数差 431.75 × 倍率 40 = 17,270，票据上是 86,350 kWh，差 80%"


def test_the_reading_may_be_in_the_bill_s_unit_or_in_the_row_s() -> None:
    facts = tuple(
        replace(
            r, quantity=replace(r.quantity, value=Decimal("8.635"), unit="10^4kWh"), reading_start=Decimal(0), reading_end=Decimal(86350)
        )
        if r.start == FIRST_OF_MAY
        else r
        for r in billed()
    )
    assert fired(context(records=facts), "V08") == []


def test_a_reading_that_is_questioned_already_is_not_questioned_twice() -> None:
    facts = with_readings(("100", "520.5"), ("700", "900"))
    facts = tuple(replace(r, multiplier=Decimal(1)) if r.start == FIRST_OF_MAY else r for r in facts)
    assert [finding.rule for finding in run_checks(context(records=facts))] == ["V07"]


def test_a_meter_change_counts_the_way_through_both_meters() -> None:
    facts = with_bill(5, reading_start=Decimal(9900), reading_end=Decimal(250), multiplier=Decimal(100))
    assert fired(context(records=(*facts, meter_change(date(YEAR, 5, 12), "10513.5", "0"))), "V08") == []
    (finding,) = fired(context(records=(*facts, meter_change(date(YEAR, 5, 12), "10013.5", "0"))), "V08")
    assert "读数差 363.5 × 倍率 100 = 36,350" in words(finding).message


def test_a_meter_change_without_readings_cannot_be_judged() -> None:
    change = meter_change(date(YEAR, 5, 12), "1", "0", reading_start=None, reading_end=None)
    facts = with_bill(5, reading_start=Decimal(9900), reading_end=Decimal(250))
    assert not {"V07", "V08"} & {finding.rule for finding in run_checks(context(records=(*facts, change)))}


@pytest.mark.parametrize(("losses", "count"), [("3850", 0), (None, 1), ("0", 1), ("1000", 1)])
def test_losses_are_added_to_what_the_meter_shows(losses: str | None, count: int) -> None:
    facts = with_bill(5, reading_start=Decimal(100), reading_end=Decimal("512.5"), losses=None if losses is None else Decimal(losses))
    assert len(fired(context(records=facts, meters=(meter(),)), "V08")) == count


def test_the_losses_stand_in_the_sentence() -> None:
    facts = with_bill(5, reading_start=Decimal(100), reading_end=Decimal("512.5"), losses=Decimal(1000))
    (finding,) = fired(context(records=facts, meters=(meter(),)), "V08")
    assert words(finding).message == "读数差 412.5 × 倍率 200 + 损耗 1,000 = 83,500，票据上是 86,350 kWh，差 3.3%"


def test_losses_are_in_the_bill_s_unit() -> None:
    facts = tuple(
        replace(
            r,
            quantity=replace(r.quantity, value=Decimal("8.635"), unit="10^4kWh"),
            reading_start=Decimal(0),
            reading_end=Decimal(82500),
            losses=Decimal("0.385"),
        )
        if r.start == FIRST_OF_MAY
        else r
        for r in billed()
    )
    assert fired(context(records=facts), "V08") == []


# ---------------------------------------------------------------- V09


def parted(peak: str, flat: str, valley: str, sharp: str | None = None, **changes: object) -> CheckContext:
    """The billed year with the times of use of May, which has 86,350 kWh."""
    parts = TimeOfUse(None if sharp is None else Decimal(sharp), Decimal(peak), Decimal(flat), Decimal(valley))
    return context(records=with_bill(5, time_of_use=parts, **changes))


@pytest.mark.parametrize(("valley", "count"), [("20350", 0), ("20781.75", 0), ("20782", 1), ("19918.25", 0), ("19918", 1)])
def test_times_of_use_may_be_half_a_per_cent_off(valley: str, count: int) -> None:
    assert len(fired(parted("30000", "36000", valley), "V09")) == count


def test_the_parts_that_a_bill_has_are_named_with_their_sum() -> None:
    (finding,) = fired(parted("30000", "36000", "10350", "5000"), "V09")
    assert (finding.severity, finding.place.month, finding.place.field) == (Severity.WARN, Month(YEAR, 5), "peak")
    assert words(finding).message == "尖 5,000 + 峰 30,000 + 平 36,000 + 谷 10,350 = 81,350 kWh，票据上是 86,350 kWh，差 5.79%"
    assert words(finding).expected == "尖、峰、平、谷之和与计费量相差不超过 0.5%"


def test_times_of_use_may_leave_the_losses_out() -> None:
    assert fired(parted("30000", "36000", "18350", losses=Decimal(2000)), "V09") == []
    assert len(fired(parted("30000", "36000", "17350", losses=Decimal(2000)), "V09")) == 1


def test_a_bill_over_nothing_has_no_times_of_use_to_judge() -> None:
    facts = with_bill(5, time_of_use=TimeOfUse(peak=Decimal(5)), micro=0, zero_reason="停业")
    facts = tuple(replace(r, quantity=replace(r.quantity, value=Decimal(0))) if r.start == FIRST_OF_MAY else r for r in facts)
    assert fired(context(records=facts), "V09") == []


# ---------------------------------------------------------------- V10


@pytest.mark.parametrize(("amount", "count"), [("17270", 0), ("155430", 0), ("17269.99", 1), ("155430.01", 1)])
def test_the_price_of_power_may_touch_its_limits(amount: str, count: int) -> None:
    assert len(fired(context(records=with_bill(5, amount_yuan=Decimal(amount))), "V10")) == count


def test_the_price_is_shown_as_a_division() -> None:
    (finding,) = fired(context(records=with_bill(5, amount_yuan=Decimal("863500"))), "V10")
    assert words(finding).message == "863,500 元 ÷ 86,350 kWh = 10.0 元/kWh"
    assert words(finding).expected == "0.2—1.8 元/kWh"


def test_power_in_megawatt_hours_has_the_same_price() -> None:
    rows = tuple(replace(row, unit="MWh") if row.id == POWER else row for row in sources())
    facts = tuple(replace(r, micro=r.micro // 1000, amount_yuan=Decimal(60000)) if r.subject == POWER else r for r in billed())
    assert fired(context(sources=rows, records=facts), "V10") == []


@pytest.mark.parametrize(("type_code", "unit", "good", "bad"), [
    ("natural_gas_boiler", "Nm3", "350", "850"), ("diesel_generator", "L", "750", "350"), ("gasoline_vehicle", "L", "800", "1300"),
])  # fmt: skip
def test_gas_and_oil_have_their_own_range(type_code: str, unit: str, good: str, bad: str) -> None:
    row = source(type_code, id="extra", position=9)
    for amount, count in ((good, 0), (bad, 1)):
        fact = month_record("extra", 5, "100", unit, amount_yuan=Decimal(amount))
        assert len(fired(context(sources=(*sources(), row), records=(*records(), fact)), "V10")) == count


def test_what_has_no_usual_price_is_not_judged() -> None:
    lpg, oil = source("lpg", position=8), source("diesel_generator", unit="kg", position=9)
    extra = (month_record("lpg", 5, "100", "kg"), month_record("diesel_generator", 5, "100", "kg"), month_record(WATER, 5, "100"))
    facts = tuple(replace(r, id=RecordId(f"x{r.subject}"), amount_yuan=Decimal(1)) for r in (*extra, month_record("output:covers", 5, "9")))
    assert fired(context(sources=(*sources(), lpg, oil), records=facts), "V10") == []


# ---------------------------------------------------------------- V13


def test_the_same_invoice_twice_on_a_row_blocks_at_the_later_bill() -> None:
    facts = tuple(
        replace(r, invoice="df-0018" if r.start == FIRST_OF_MAY else "DF-0018 ") for r in billed() if r.start and r.start.month in {3, 5}
    )
    (finding,) = fired(context(records=facts), "V13")
    assert (finding.severity, finding.place.month) == (Severity.BLOCK, Month(YEAR, 5))
    assert words(finding).message == "票据号 df-0018 已用在「外购电力 2025年3月1日—2025年3月31日」"


def test_the_same_file_twice_blocks_whatever_it_is_called() -> None:
    facts = tuple(replace(r, evidence=(EvidenceId(f"{r.start}"),)) for r in billed() if r.start and r.start.month in {3, 5})
    files = {f"{r.start}": evidence(f"{r.start}.pdf", sha256="one and the same") for r in facts}
    (finding,) = fired(context(records=facts, evidence=files), "V13")
    assert (finding.severity, words(finding).message[:18]) == (Severity.BLOCK, "附件「2025-05-01.pdf」已用在"[:18])


def test_one_bill_split_between_two_rows_is_asked_about() -> None:
    kitchen = source("natural_gas_kitchen", id="kitchen", position=9)
    first = bill(FIRST_OF_MAY, date(YEAR, 6, 1), "9180", BOILER, invoice="RQ-7")
    second = replace(first, id=RecordId("second"), subject="kitchen", micro=2_500_000_000)
    rows = (*sources(), kitchen)
    (finding,) = fired(context(sources=rows, records=(first, second), inventory=context().inventory), "V13")
    assert finding.severity is Severity.WARN
    (twice,) = fired(context(sources=rows, records=(first, replace(second, micro=first.micro)), inventory=context().inventory), "V13")
    assert twice.severity is Severity.BLOCK


def test_last_year_s_invoice_is_found_again() -> None:
    old = bill(date(YEAR - 1, 5, 1), date(YEAR - 1, 6, 1), "81000", invoice="DF-0018")
    (finding,) = fired(context(records=with_bill(5, invoice="DF-0018"), last_year_records=(old,)), "V13")
    assert finding.place.month == Month(YEAR, 5)
    assert fired(context(records=billed(), last_year_records=(old, replace(old, id=RecordId("twin")))), "V13") == []


def test_a_correction_and_a_credit_note_may_carry_the_number_of_their_bill() -> None:
    facts = with_bill(5, invoice="DF-0018", id=RecordId("may"))
    credit = bill(FIRST_OF_MAY, date(YEAR, 6, 1), "-120", invoice="DF-0018", reverses=RecordId("may"))
    assert fired(context(records=(*facts, credit)), "V13") == []
    correction = bill(FIRST_OF_MAY, date(YEAR, 6, 1), "85000", invoice="DF-0018", corrects=RecordId("may"))
    assert fired(context(records=(*facts, correction)), "V13") == []


def test_a_file_that_is_not_kept_proves_no_double() -> None:
    facts = tuple(replace(r, evidence=(EvidenceId("lost"),)) for r in billed())
    assert fired(context(records=facts, evidence={}), "V13") == []


def test_each_of_several_numbers_of_a_delivery_is_looked_up() -> None:
    facts = tuple(
        replace(r, invoice="DF-0018；df-0019" if r.start == FIRST_OF_MAY else "DF-0019; ")
        for r in billed()
        if r.start and r.start.month in {3, 5}
    )
    (finding,) = fired(context(records=facts), "V13")
    assert words(finding).message == "票据号 df-0019 已用在「外购电力 2025年3月1日—2025年3月31日」"


def test_a_file_of_any_earlier_year_is_found_again() -> None:
    old = bill(date(YEAR - 4, 5, 1), date(YEAR - 4, 6, 1), "81000", evidence=(EvidenceId("old"),))
    facts = with_bill(5, evidence=(EvidenceId("old"),))
    (finding,) = fired(context(records=facts, earlier_records=(old,)), "V13")
    assert (finding.place.month, words(finding).message) == (Month(YEAR, 5), "附件「old」 已用在「外购电力 2021年5月1日—2021年5月31日」")


# ---------------------------------------------------------------- V31


@pytest.mark.parametrize(("days", "count"), [(400, 0), (401, 1)])
def test_a_bill_of_four_hundred_days_is_still_one_bill(days: int, count: int) -> None:
    start = date(YEAR, 1, 1)
    found = fired(context(records=(*without(POWER), bill(start, start + timedelta(days=days), "1000000"))), "V31")
    assert len(found) == count
    assert all(words(finding).message == "账期 2025年1月1日—2026年2月5日，长 401 天" for finding in found)


@pytest.mark.parametrize(("year", "month"), [(YEAR - 1, 1), (YEAR + 1, 12)])
def test_a_bill_of_another_year_stands_at_the_edge_of_the_dossier(year: int, month: int) -> None:
    stray = bill(date(year, 5, 1), date(year, 6, 1), "86350")
    (finding,) = fired(context(records=(*billed(), stray)), "V31")
    assert (finding.severity, finding.place.month) == (Severity.BLOCK, Month(YEAR, month))
    assert "不在核算期 2025年1月—2025年12月 内" in words(finding).message


def test_a_bill_that_reaches_over_new_year_is_prorated_and_good() -> None:
    old = bill(date(YEAR - 1, 12, 12), date(YEAR, 1, 12), "96000")
    facts = (*(r for r in billed() if r.start != date(YEAR, 1, 1)), old, bill(date(YEAR, 1, 12), date(YEAR, 2, 1), "61480"))
    assert run_checks(context(records=facts, last_year_records=(old,))) == ()


def test_a_stray_alone_on_its_account_is_no_gap() -> None:
    stray = bill(date(YEAR - 1, 5, 1), date(YEAR - 1, 6, 1), "86350")
    found = run_checks(context(records=(*without(POWER), stray)))
    assert {finding.rule for finding in found} == {"V03", "V31"}
