"""Each rule good and bad, by a valid hotel year with one thing changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.check_context import CheckContext
from core.accounting.checks import CHECKS, EVENT_CHECKS, describe, run_checks
from core.domain.activity import ActivityRecord, EvidenceId, RecordId, RecordKind, output_subject
from core.domain.emission import EmissionSource, Gas, Meter, MeterId, SourceId
from core.domain.finding import Finding, Severity
from core.domain.organization import Person, PersonId, ProfileValue
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.period import Month
from core.domain.quantity import MICRO, Quantity
from tests import builders
from tests.accounting.small_hotel import context as hotel_context
from tests.accounting.small_mall import mall_context, rows, year
from tests.accounting.test_market_proof import LOT, certificates, with_green
from tests.builders import GAS, ORGANIZATION, POWER, VENUE, bill, context, entry, records

Records = list[ActivityRecord]


def found(made: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(made) if finding.rule == rule]


def without(*ids: str) -> Records:
    return [record for record in records() if record.id not in ids]


def with_changed(record_id: str, **changes: object) -> Records:
    return [replace(record, **changes) if record.id == record_id else record for record in records()]  # type: ignore[arg-type]


def scaled(record_id: str, times: Decimal) -> Records:
    return [replace(r, micro=int(r.micro * times)) if r.id == record_id else r for r in records()]


def test_a_valid_year_has_no_findings() -> None:
    assert run_checks(context()) == ()


def meter_change(day: date) -> ActivityRecord:
    return ActivityRecord(
        id=RecordId("swap"),
        venue_id=VENUE.id,
        subject=bill(1, 1).subject,
        kind=RecordKind.METER_CHANGE,
        quantity=Quantity(Decimal(0), "kWh"),
        micro=0,
        start=day,
        meter_id=MeterId("meter"),
        reading_start=Decimal(5000),
        reading_end=Decimal(0),
    )


COOLANT = EmissionSource(SourceId("coolant"), VENUE.id, "refrigerant_topup", "制冷剂", "kg", species="R410A", position=3)
LAUNDRY = EmissionSource(SourceId("laundry"), VENUE.id, "laundry_outsourced", "布草外包洗涤", "kg", position=2)


def crowded() -> CheckContext:
    """A scenic area with more visitors a day than it may take."""
    place = replace(VENUE, type_code="scenic", profile=(ProfileValue("daily_capacity", "1000"),))
    return context([entry("output:visitors", 5, 40_000)], [], venue=place, venue_type=builders.catalogue().venue_types["scenic"])


BAD: dict[str, tuple[Severity, Callable[[], CheckContext]]] = {
    "V01": (Severity.BLOCK, lambda: context(organization=replace(ORGANIZATION, credit_code="91510100MA00000153"))),
    "V02": (Severity.BLOCK, lambda: context(with_changed("bill-05", start=date(2025, 5, 3)))),
    "V03": (Severity.BLOCK, lambda: context(without("gas-2025-04"))),
    "V04": (Severity.BLOCK, lambda: context([*records(), entry("gas", 4, -5, id=RecordId("minus"))])),
    "V05": (Severity.WARN, lambda: context(scaled("gas-2025-04", Decimal("1.5")))),
    "V06": (Severity.WARN, lambda: context(scaled("gas-2025-04", Decimal("3.5")), before=[])),
    "V07": (Severity.BLOCK, lambda: context(with_changed("bill-05", reading_start=Decimal(1)))),
    "V08": (Severity.WARN, lambda: context(with_changed("bill-05", multiplier=Decimal(10)))),
    "V10": (Severity.WARN, lambda: context(with_changed("bill-05", amount_yuan=Decimal(5)))),
    "V11": (Severity.BLOCK, lambda: context(with_changed("bill-05", estimated=True))),
    "V13": (Severity.BLOCK, lambda: context(with_changed("bill-05", invoice="DF-04"))),
    "V12": (Severity.BLOCK, lambda: mall_context(year({3: {"main": "120000"}}))),
    "V14": (Severity.BLOCK, lambda: context(meters=(builders.METER, Meter(MeterId("m2"), SourceId("gas"), "5101-0001")))),
    "V16": (Severity.WARN, lambda: context(venue=replace(VENUE, profile=(ProfileValue("building_area", "300"),)))),
    "V17": (
        Severity.WARN,
        lambda: context(
            [replace(r, micro=r.micro // 40) if r.subject == output_subject("room_nights_sold") else r for r in records()], before=[]
        ),
    ),
    "V18": (
        Severity.BLOCK,
        lambda: context([r if r.id != "output:room_nights_sold-2025-03" else replace(r, micro=9999 * MICRO) for r in records()]),
    ),
    "V20": (Severity.WARN, crowded),
    "V26": (Severity.BLOCK, lambda: context([*records(), *[laundry(m) for m in range(1, 13)]], sources=(POWER, GAS, LAUNDRY))),
    "V27": (
        Severity.WARN,
        lambda: context(
            [*records(), *[laundry(m) for m in range(1, 13)]], sources=(POWER, GAS, replace(LAUNDRY, excluded_reason="由集团核算"))
        ),
    ),
    "V28": (Severity.BLOCK, lambda: context([replace(r, evidence=()) if r.subject == "gas" else r for r in records()])),
    "V29": (Severity.WARN, lambda: context([replace(r, micro=9_100 * MICRO) if r.id in same_gas() else r for r in records()])),
    "V30": (
        Severity.INFO,
        lambda: context([replace(r, micro=r.micro // 10**9 * 10**9 + 0) if r.subject == "gas" else r for r in rounded()]),
    ),
    "V31": (
        Severity.BLOCK,
        lambda: context([*records(), bill(1, 500, id=RecordId("old"), start=date(2023, 1, 1), end=date(2023, 2, 1), invoice="X")]),
    ),
    "V38": (Severity.BLOCK, lambda: context(evidence={})),
    "V39": (
        Severity.WARN,
        lambda: context(people=(Person(PersonId("a"), "张敏", "preparer"), Person(PersonId("b"), "张敏", "approver"))),
    ),
    "V42": (Severity.BLOCK, lambda: context(today=date(2025, 6, 15))),
    "V43": (Severity.BLOCK, lambda: mall_context(sources=rows(replace(POWER, id=SourceId("shop"), operator="超市")))),
    "V46": (Severity.BLOCK, lambda: context(sources=(replace(POWER, factor_id=OWN.factor_id), GAS), own_factors=(OWN,))),
    "V47": (Severity.WARN, lambda: hotel_context(**with_green(certificates("20000", evidence=())))),
    "V48": (Severity.BLOCK, lambda: hotel_context(**with_green(certificates("9000000")))),
    "V49": (Severity.BLOCK, lambda: hotel_context(**with_green(certificates("1000", note=LOT.project), lots=(LOT,)))),
    "V50": (
        Severity.BLOCK,
        lambda: context(sources=(POWER, GAS, COOLANT, replace(COOLANT, id=SourceId("leak"), type_code="refrigerant_charge"))),
    ),
}


OWN = OwnFactor(OwnFactorId("heat"), "供应商电力", Decimal("0.21"), "kg", "kWh", Gas.CO2, "售电公司声明")


def laundry(month: int) -> ActivityRecord:
    return replace(
        entry("gas", month, 15_000 + 13 * month), id=RecordId(f"laundry-{month}"), subject=LAUNDRY.id, quantity=Quantity(Decimal(1), "kg")
    )  # type: ignore[arg-type]


def same_gas() -> set[str]:
    return {"gas-2025-04", "gas-2025-05", "gas-2025-06"}


def rounded() -> Records:
    return [replace(r, micro=(8_000 + 1000 * (r.month.month % 3)) * MICRO) if r.subject == "gas" and r.month else r for r in records()]


def test_every_rule_has_a_bad_example() -> None:
    assert set(BAD) == {rule for rule, _check in CHECKS} == set(builders.catalogue().rules) - {rule for rule, _check in EVENT_CHECKS}


@pytest.mark.parametrize("rule", BAD)
def test_rule_fires_at_a_place_with_an_expectation(rule: str) -> None:
    severity, make = BAD[rule]
    fired = found(make(), rule)
    assert fired, rule
    assert severity in {finding.severity for finding in fired}
    for finding in fired:
        assert finding.place.page
        assert finding.place.subject or finding.place.field
        for language in ("zh", "en"):
            words = describe(finding, builders.catalogue().rules[rule], language)
            assert words.expected.strip()
            assert words.why.strip()
            assert "{" not in words.title + words.message + words.expected


def test_thirty_percent_exactly_is_quiet_and_a_trifle_more_asks() -> None:
    before = [entry("gas", 4, 10_000, 2024)]
    quiet = context([*without("gas-2025-04"), entry("gas", 4, 13_000)], before=before)
    asking = context([*without("gas-2025-04"), replace(entry("gas", 4, 13_000), micro=13_000_000_001)], before=before)
    assert found(quiet, "V05") == []
    assert len(found(asking, "V05")) == 1


def test_twenty_times_last_year_blocks() -> None:
    made = context(scaled("gas-2025-04", Decimal(25)))
    assert [finding.severity for finding in found(made, "V05")] == [Severity.BLOCK]


def test_a_zero_needs_its_reason_where_a_meter_runs() -> None:
    bare = [replace(r, micro=0) if r.id == "gas-2025-04" else r for r in records()]
    reasoned = [replace(r, micro=0, zero_reason="锅炉检修") if r.id == "gas-2025-04" else r for r in records()]
    assert found(context(bare), "V03")
    assert not found(context(reasoned), "V03")


def test_a_corrected_estimate_is_quiet_and_does_not_count() -> None:
    estimate = bill(5, 90_000, id=RecordId("estimate"), estimated=True, invoice="EST", evidence=())
    correction = [replace(r, corrects=RecordId("estimate")) if r.id == "bill-05" else r for r in records()]
    assert run_checks(context([*correction, estimate])) == ()


def test_a_meter_change_explains_broken_readings() -> None:
    june = next(record.reading_start for record in records() if record.id == "bill-06")
    swapped = with_changed("bill-05", reading_start=Decimal(0), reading_end=june)
    assert found(context(swapped), "V07")
    assert not found(context([*swapped, meter_change(date(2025, 5, 10))]), "V07")


def test_the_same_file_under_two_bills_is_noticed() -> None:
    twice = with_changed("bill-05", evidence=(EvidenceId("bill-04"),))
    assert found(context(twice), "V13")


def test_an_explanation_answers_a_warning_and_never_a_block() -> None:
    warned = context(scaled("gas-2025-04", Decimal("1.5")))
    (finding,) = found(warned, "V05")
    (answered,) = found(replace(warned, explanations={finding.key(): "泳池热泵检修，热水改由锅炉供应"}), "V05")
    assert answered.answered
    blocked = context(with_changed("bill-05", estimated=True))
    (block,) = found(blocked, "V11")
    (still,) = found(replace(blocked, explanations={block.key(): "以后再说"}), "V11")
    assert not still.answered


@pytest.mark.parametrize("rule", list(builders.catalogue().rules.values()), ids=lambda rule: rule.id)
def test_words_of_both_languages_use_the_same_parameters(rule: object) -> None:
    for part in ("message", "expected"):
        zh, en = (set(re.findall(r"{(\w+)}", getattr(rule, f"{part}_{language}"))) for language in ("zh", "en"))
        assert en <= zh or zh <= en


@given(st.data())
def test_no_selection_of_records_makes_a_rule_fail(data: st.DataObject) -> None:
    everything = [*records(), meter_change(date(2025, 5, 10)), bill(5, -90, id=RecordId("x"), start=date(2025, 5, 2))]
    chosen = data.draw(st.lists(st.sampled_from(everything), unique_by=lambda record: record.id, max_size=40))
    run_checks(context(chosen))


def test_the_order_of_findings_does_not_depend_on_the_order_of_records() -> None:
    made = context([r for r in scaled("gas-2025-04", Decimal("1.5")) if r.id != "bill-07"])
    turned = context([r for r in reversed(scaled("gas-2025-04", Decimal("1.5"))) if r.id != "bill-07"])
    assert [f.key() for f in run_checks(made)] == [f.key() for f in run_checks(turned)]


def test_months_outside_the_dossier_are_not_looked_at() -> None:
    assert run_checks(context([*records(), entry("gas", 1, 1, 2026, evidence=())])) == ()


def test_the_sample_month_is_where_it_should_be() -> None:
    (finding,) = found(context(without("gas-2025-04")), "V03")
    assert finding.place.month == Month(2025, 4)
    assert finding.place_name == f"{GAS.name} 4月"
