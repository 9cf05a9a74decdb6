"""The mall's meters, accounts of two venues, concessions, and energy that two places count."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.accounting.check_context import RESIDUAL_NAME, CheckContext, Neighbour
from core.accounting.checks import describe, run_checks
from core.accounting.reconciliation import MAIN
from core.domain.activity import Subject
from core.domain.emission import MeterId, SourceId
from core.domain.finding import Finding, Severity
from core.domain.organization import ProfileValue
from core.domain.period import Month
from tests.accounting.small_hotel import YEAR, catalogue, context, meter, month_record, source, sources, venue
from tests.accounting.small_mall import mall, mall_context, rows, year


def fired(asked: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(asked) if finding.rule == rule]


def message(finding: Finding) -> str:
    return describe(finding, catalogue().rules[finding.rule], "zh").message


# ---------------------------------------------------------------- V12


def test_meters_that_agree_and_venues_without_a_tree_are_good() -> None:
    assert fired(mall_context(), "V12") == []
    assert fired(context(), "V12") == []


def test_a_month_far_apart_blocks_at_the_main_meter_and_says_the_figures() -> None:
    (finding,) = fired(mall_context(year({3: {"main": "120000"}})), "V12")
    assert (finding.severity, finding.place.subject, finding.place.month) == (Severity.BLOCK, MAIN, Month(YEAR, 3))
    assert message(finding) == "总进线 120,000 kWh，各分项合计 100,000 kWh，不明差额 20,000 kWh（16.7%）"
    assert finding.parameters["expected"].startswith("差额在总进线的 −1%—5% 之间")
    (negative,) = fired(mall_context(year({3: {"main": "90000"}})), "V12")
    assert negative.severity is Severity.BLOCK
    (silent,) = fired(mall_context(year({3: {"main": "0"}})), "V12")
    assert message(silent).endswith("（—）")


def test_between_five_and_ten_per_cent_a_sentence_is_asked_for_and_the_rest_is_to_be_assigned() -> None:
    apart, rest = fired(mall_context(year({3: {"main": "107000"}})), "V12")
    assert {apart.severity, rest.severity} == {Severity.WARN}
    found = {finding.place.field: finding for finding in (apart, rest)}
    assert message(found["assign"]) == "1 个月的不明差额共 7,000 kWh 还没有计入公区"


def test_what_was_assigned_is_not_asked_about_again() -> None:
    rest = source(id=SourceId("rest"), name=RESIDUAL_NAME, position=2)
    records = [*year({3: {"main": "103000"}}), *(month_record(Subject("rest"), n, "3000" if n == 3 else "0", "kWh") for n in range(1, 13))]
    assert fired(mall_context(records, rows(rest)), "V12") == []
    assert fired(mall_context(records, rows(rest)), "V06") == []  # months of the rest cannot be compared with each other


def test_a_mall_without_a_boundary_blocks() -> None:
    (finding,) = fired(mall_context(place=mall(("boundary", ""))), "V12")
    assert (finding.severity, finding.place.page, finding.place.field) == (Severity.BLOCK, "profile", "boundary")


# ---------------------------------------------------------------- V14 between venues


def neighbour(**changes: object) -> Neighbour:
    other = source(id=SourceId("theirs"), name="外购电力·副楼")
    made = Neighbour("示例别馆", "示例别馆有限公司", (other,), (meter(id=MeterId("theirs"), source_id=SourceId("theirs")),))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_account_that_another_venue_counts_blocks() -> None:
    (finding,) = fired(context(meters=(meter(),), neighbours=(neighbour(),)), "V14")
    assert finding.severity is Severity.BLOCK
    assert message(finding) == "户号 0123456789 同时在「示例别馆·外购电力·副楼」和「外购电力」下"


@pytest.mark.parametrize(
    "other",
    [
        neighbour(sources=(source(id=SourceId("theirs"), excluded_reason="停用"),)),
        neighbour(sources=(source("tap_water", id=SourceId("theirs")),)),
        neighbour(meters=(meter(id=MeterId("theirs"), source_id=SourceId("theirs"), account="99"),)),
    ],
)
def test_what_the_other_venue_does_not_count_or_counts_as_something_else_is_good(other: Neighbour) -> None:
    assert fired(context(meters=(meter(),), neighbours=(other,)), "V14") == []


# ---------------------------------------------------------------- V27


def test_an_estimate_tells_the_size_of_an_exclusion_and_a_large_one_is_named() -> None:
    left_out = source("lpg", position=4, excluded_reason="由租户使用", excluded_tonnes=Decimal(10))
    together = fired(context(sources=(*sources(), left_out)), "V27")
    assert [finding.place.subject for finding in together] == ["lpg"]
    assert message(together[0]).startswith("不计入的约 10.00 tCO2e，占 ")
    assert message(together[0]).endswith("，属重大排放源")
    assert fired(context(sources=(*sources(), replace(left_out, excluded_tonnes=Decimal("0.4")))), "V27") == []


def test_a_scenic_area_is_asked_for_its_concessions() -> None:
    place = venue(type_code="scenic", profile=())
    kind = catalogue().venue_types["scenic"]
    (finding,) = fired(context(venue=place, venue_type=kind), "V27")
    assert (finding.severity, finding.place.field) == (Severity.INFO, "concessions")
    told = replace(place, profile=(ProfileValue("concessions", "无"),))
    assert fired(context(venue=told, venue_type=kind), "V27") == []


# ---------------------------------------------------------------- V43


def shop(**changes: object) -> object:
    return source(id=SourceId("shop"), name="外购电力·超市", operator="示例超市", position=2, **changes)


def test_a_tenant_s_power_that_the_landlord_takes_off_and_counts_blocks() -> None:
    (finding,) = fired(mall_context(sources=rows(shop())), "V43")  # type: ignore[arg-type]
    assert (finding.severity, finding.place.subject) == (Severity.BLOCK, "shop")
    assert message(finding) == "示例超市的用电计入了总量，而总进线里已减去租户分表"


def test_tenants_are_rows_of_the_whole_building_and_may_be_left_out_of_the_landlord_s() -> None:
    assert fired(mall_context(sources=rows(shop()), place=mall(("boundary", "building"))), "V43") == []  # type: ignore[arg-type]
    assert fired(mall_context(sources=rows(shop(excluded_reason="租户"))), "V43") == []  # type: ignore[arg-type]
    bare = [record for record in year() if record.subject != "output:tenant_electricity"]
    assert fired(mall_context(bare, sources=rows(shop())), "V43") == []  # type: ignore[arg-type]


def test_an_operator_with_a_venue_of_its_own_is_asked_about() -> None:
    ours = source(id=SourceId("ours"), name="外购电力·别馆", operator="示例别馆有限公司", position=4)
    (finding,) = fired(context(sources=(*sources(), ours), neighbours=(neighbour(),)), "V43")
    assert (finding.severity, finding.place.field) == (Severity.WARN, "operator")
    assert "示例别馆" in message(finding)
    elsewhere = neighbour(sources=(source("tap_water", id=SourceId("theirs")),))
    assert fired(context(sources=(*sources(), ours), neighbours=(elsewhere,)), "V43") == []
    assert fired(context(sources=(*sources(), replace(ours, operator="别家")), neighbours=(neighbour(),)), "V43") == []
