"""The rules on a valid hotel year with a year before it: limits to the letter, corrections, explanations, order."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.check_context import CheckContext
from core.accounting.checks import run_checks
from core.domain.activity import ActivityRecord, EvidenceId, RecordId, RecordKind
from core.domain.emission import MeterId
from core.domain.finding import Finding, Severity
from core.domain.period import Month
from core.domain.quantity import Quantity
from tests import builders
from tests.builders import GAS, VENUE, bill, context, entry, records

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
