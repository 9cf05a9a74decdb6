"""What holds for every rule: it fires where it should, says where and what was expected, in both languages, in a stable order."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.checks import CHECKS, EVENT_CHECKS, CheckContext, describe, run_checks
from core.accounting.netting import NettedEvent
from core.domain.activity import ActivityRecord, EvidenceId, RecordId, Subject, TimeOfUse
from core.domain.dossier import DossierId
from core.domain.emission import EmissionSource, Gas, Meter, MeterId, SourceId
from core.domain.finding import Finding, Severity
from core.domain.offset import CreditLot, LotId, ProductType
from core.domain.organization import ProfileValue
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.period import Month, ReportingPeriod
from tests.accounting.small_hotel import (
    AVAILABLE,
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
    dossier,
    evidence,
    meter,
    meter_change,
    month_record,
    organization,
    person,
    records,
    source,
    sources,
    unit_of,
    venue,
    without,
    year_of,
)
from tests.accounting.small_mall import mall_context, rows
from tests.accounting.small_mall import year as mall_year

CLAIM_RULES = ("V32", "V33", "V34", "V35", "V36", "V40", "V41")
"""Rules about claims; what is wrong there stands in test_checks_claims."""

LAST_JULY = month_record(BOILER, Month(YEAR - 1, 7), "6000")
COOLANT = source("refrigerant_topup", species="R410A", position=10)
HALF_YEAR = ReportingPeriod(Month(YEAR, 1), 6)


GALA = NettedEvent(DossierId("gala"), "年会", date(YEAR, 12, 19), date(YEAR, 12, 20), Fraction("0.54"), covered=False)


def scenic() -> CheckContext:
    place = venue(type_code="scenic", profile=(ProfileValue("daily_capacity", "1000"),))
    return context(
        venue=place, records=(*year_of(POWER), month_record("output:visitors", 5, "31001"), month_record("output:open_days", 5, "31"))
    )


def reading(start: str, end: str, number: int = 3) -> tuple[ActivityRecord, ...]:
    """The billed year with readings on one bill."""
    return tuple(
        replace(r, reading_start=Decimal(start), reading_end=Decimal(end)) if r.start == date(YEAR, number, 1) else r for r in billed()
    )


def one_bill(**changes: object) -> tuple[ActivityRecord, ...]:
    """The billed year with the bill of March changed."""
    return tuple(replace(r, **changes) if r.start == date(YEAR, 3, 1) else r for r in billed())


UNPROVEN = OwnFactor(OwnFactorId("supplier"), "供应商因子", Decimal("0.21"), "kg", "kg", Gas.CO2E, "供应商声明")


def green_power(kwh: str, **changes: object) -> CheckContext:
    """The year with green certificates of March, and with CCER credits of a solar project."""
    lot = CreditLot(LotId("lot"), ProductType.CCER, "注册登记系统", "甘孜示例光热项目", 10, "A-1", "A-10")
    row = source("green_certificate", position=9)
    return context(sources=(*sources(), row), records=(*records(), month_record(Subject(row.id), 3, kwh, **changes)), lots=(lot,))


def burning(factor: OwnFactor) -> CheckContext:
    """The boiler computes with an own factor."""
    proven = replace(factor, evidence=(EvidenceId("账单.pdf"),))
    return context(sources=(replace(sources()[0], factor_id=proven.factor_id), *sources()[1:]), own_factors=(proven,))


def moved(kind: str, row: EmissionSource, output: str, values: tuple[str, str]) -> CheckContext:
    """A year of one row with what it moved or made."""
    facts = tuple(
        month_record(Subject(s), n, v, unit_of(row.type_code if s == row.id else s))
        for s, v in ((row.id, values[0]), (output, values[1]))
        for n in range(1, 13)
    )
    place = venue(type_code=kind)
    return context(venue=place, venue_type=catalogue().venue_types[kind], sources=(row,), records=facts)


def cooled(kilograms: str, **nameplate: object) -> CheckContext:
    """The year with a top-up of a machine."""
    machine = Meter(MeterId("chiller"), COOLANT.id, "1#", "冷水机组", **nameplate)
    filled = [month_record(Subject(COOLANT.id), n, kilograms if n == 4 else "0") for n in range(1, 13)]
    return context(sources=(*sources(), COOLANT), records=(*records(), *filled), meters=(machine,))


BAD: dict[str, tuple[Severity, Callable[[], CheckContext]]] = {
    "V01": (Severity.BLOCK, lambda: context(organization=organization(credit_code="91350100M000100Y4Z"))),
    "V02": (Severity.BLOCK, lambda: context(records=tuple(r for r in billed() if r.start != date(YEAR, 3, 1)))),
    "V03": (Severity.BLOCK, lambda: context(records=without(WATER, 4))),
    "V04": (Severity.BLOCK, lambda: context(records=(*records(), bill(date(YEAR, 3, 1), date(YEAR, 3, 20), "-120")))),
    "V05": (Severity.WARN, lambda: context(last_year_records=(LAST_JULY,))),
    "V06": (Severity.WARN, lambda: context(records=changed(WATER, 4, "12700"))),
    "V07": (Severity.BLOCK, lambda: context(records=reading("520.5", "118"))),
    "V08": (Severity.WARN, lambda: context(records=reading("100", "110"), meters=(meter(),))),
    "V09": (Severity.WARN, lambda: context(records=one_bill(time_of_use=TimeOfUse(peak=Decimal(20000), flat=Decimal(40000))))),
    "V10": (Severity.WARN, lambda: context(records=one_bill(amount_yuan=Decimal("819400")))),
    "V11": (Severity.BLOCK, lambda: context(records=one_bill(estimated=True))),
    "V12": (Severity.BLOCK, lambda: mall_context(mall_year({3: {"main": "120000"}}))),
    "V13": (Severity.BLOCK, lambda: context(records=tuple(replace(r, invoice="DF-0018") if r.start else r for r in billed()[-2:]))),
    "V14": (Severity.BLOCK, lambda: context(meters=(meter(), meter(id=MeterId("second"), source_id=SourceId(BOILER))))),
    "V15": (
        Severity.WARN,
        lambda: burning(OwnFactor(OwnFactorId("gas"), "供气单位因子", Decimal("2.9"), "kg", "Nm3", Gas.CO2, "检测报告")),
    ),
    "V16": (Severity.WARN, lambda: context(venue=venue(profile=(ProfileValue("building_area", "1200"),)))),
    "V17": (Severity.WARN, lambda: context(records=(*without(SOLD), *year_of(SOLD, [str(n) for n in range(210, 222)])))),
    "V18": (Severity.BLOCK, lambda: context(records=changed(SOLD, 4, "3601"))),
    "V19": (Severity.WARN, lambda: moved("scenic", source(name="外购电力·索道"), "output:ropeway_passengers", ("9000", "1000"))),
    "V20": (Severity.WARN, scenic),
    "V21": (Severity.WARN, lambda: cooled("12", charge=Decimal(10))),
    "V22": (Severity.BLOCK, lambda: cooled("2", charge=Decimal(10), refrigerant="R32")),
    "V23": (Severity.WARN, lambda: moved("hotel", source("diesel_generator"), "output:generator_output", ("100", "1000"))),
    "V24": (Severity.WARN, lambda: moved("hotel", source("gasoline_vehicle"), "output:vehicle_distance", ("100", "100"))),
    "V25": (Severity.BLOCK, lambda: moved("hotel", source("pv_self_use"), "output:pv_generation", ("900", "800"))),
    "V26": (Severity.BLOCK, lambda: context(sources=(*sources()[:3], replace(sources()[3], factor_id="")))),
    "V27": (Severity.WARN, lambda: context(sources=(*sources()[:3], replace(sources()[3], excluded_reason="由洗涤厂核算")))),
    "V28": (Severity.BLOCK, lambda: context(records=tuple(replace(r, evidence=()) if r.subject == BOILER else r for r in records()))),
    "V29": (
        Severity.WARN,
        lambda: context(records=(*without(WATER), *year_of(WATER, ["1310"] * 3 + [str(1300 + 7 * n) for n in range(9)]))),
    ),
    "V30": (
        Severity.INFO,
        lambda: context(records=(*without(POWER), *year_of(POWER, [str(80000 + 1000 * (n % 5) + n // 8) for n in range(12)]))),
    ),
    "V31": (Severity.BLOCK, lambda: context(records=(*without(POWER), bill(date(YEAR, 1, 1), date(YEAR + 1, 2, 6), "1200000")))),
    "V37": (Severity.WARN, lambda: context(venue=venue(profile=(*venue().profile, ProfileValue("certified_area", "11000"))))),
    "V38": (Severity.BLOCK, lambda: context(evidence={"账单.pdf": evidence("账单.pdf", original_name="账单.docx")})),
    "V39": (Severity.WARN, lambda: context(people=(person("preparer"), person("approver", name="张敏")))),
    "V42": (Severity.BLOCK, lambda: context(today=date(YEAR, 11, 30))),
    "V43": (Severity.BLOCK, lambda: mall_context(sources=rows(source(id=SourceId("shop"), operator="超市", position=2)))),
    "V46": (
        Severity.BLOCK,
        lambda: context(sources=(*sources()[:3], replace(sources()[3], factor_id=UNPROVEN.factor_id)), own_factors=(UNPROVEN,)),
    ),
    "V47": (Severity.WARN, lambda: green_power("1000", evidence=())),
    "V48": (Severity.BLOCK, lambda: green_power("9000000")),
    "V49": (Severity.BLOCK, lambda: green_power("1000", note="甘孜示例光热项目的绿证")),
    "V50": (
        Severity.BLOCK,
        lambda: context(sources=(*sources(), COOLANT, replace(COOLANT, id=SourceId("leak"), type_code="refrigerant_charge"))),
    ),
    "V51": (Severity.BLOCK, lambda: context(netted=(month_record(POWER, 3, "-9999999"),))),
    "V52": (Severity.WARN, lambda: context(netted_events=(GALA,))),
}
"""For each rule a year with one thing wrong, and how severe the finding is. The rules about claims have theirs in test_checks_claims."""


def fired(found: Iterable[Finding], rule: str) -> list[Finding]:
    return [finding for finding in found if finding.rule == rule]


@cache
def every_finding() -> tuple[Finding, ...]:
    return tuple(finding for _severity, make in BAD.values() for finding in run_checks(make()))


def test_no_rule_fires_in_a_whole_proven_year() -> None:
    assert run_checks(context()) == ()


def test_no_rule_fires_in_a_whole_proven_year_of_bills() -> None:
    assert run_checks(context(records=billed(), meters=(meter(),))) == ()


def test_every_rule_has_a_row_a_function_and_a_bad_example() -> None:
    numbers = [rule for rule, _check in CHECKS]
    assert numbers == sorted(set(numbers))
    assert list(catalogue().rules) == [*numbers, *(rule for rule, _check in EVENT_CHECKS)]
    assert sorted((*BAD, *CLAIM_RULES)) == sorted((*numbers, *(rule for rule, _check in EVENT_CHECKS if rule.startswith("V"))))


@pytest.mark.parametrize("rule", BAD)
def test_the_bad_example_is_found_with_a_cell_and_an_expected_value(rule: str) -> None:
    severity, make = BAD[rule]
    found = fired(run_checks(make()), rule)
    assert severity in {finding.severity for finding in found}
    for finding in found:
        assert finding.place.page
        assert finding.place.subject or finding.place.field
        for language in ("zh", "en"):
            words = describe(finding, catalogue().rules[rule], language)
            assert words.expected.strip()
            assert words.why.strip()
            assert "{" not in words.title + words.message + words.expected


def test_every_finding_has_a_place_that_the_window_can_go_to() -> None:
    for finding in every_finding():
        assert finding.place.page in {"profile", "activity", "inventory", "events"}, finding
        assert finding.place_name, finding
        assert finding.place.subject or finding.place.field, finding


def test_every_finding_says_in_both_languages_what_is_there_what_was_expected_and_why() -> None:
    for finding in every_finding():
        for language in ("zh", "en"):
            words = describe(finding, catalogue().rules[finding.rule], language)  # a missing parameter raises
            for text in (words.title, words.message, words.expected, words.why):
                assert text, (finding.rule, language)
                assert not re.search(r"[{}!！]|None|请您务必", text), text


def test_parameters_are_finished_texts() -> None:
    for finding in every_finding():
        assert all(value and value == value.strip(" ，") for value in finding.parameters.values()), finding


def test_no_parameter_is_computed_and_not_used() -> None:
    for finding in every_finding():
        rule = catalogue().rules[finding.rule]
        templates = (rule.title_zh, rule.message_zh, rule.expected_zh, rule.why_zh)
        named = {name for template in templates for _text, name, _spec, _conversion in string.Formatter().parse(template) if name}
        assert set(finding.parameters) - {"place"} <= named, finding.rule


def test_both_languages_use_the_same_parameters() -> None:
    for rule in catalogue().rules.values():
        pairs = ((rule.title_zh, rule.title_en), (rule.message_zh, rule.message_en), (rule.expected_zh, rule.expected_en))
        for zh, en in pairs:
            assert sorted(re.findall(r"{(\w+)}", zh)) == sorted(re.findall(r"{(\w+)}", en)), rule.id
        assert not re.search(r"[\u4e00-\u9fff]", rule.title_en + rule.message_en + rule.expected_en + rule.why_en.replace("万", "")), (
            rule.id
        )


def test_two_findings_never_share_a_key() -> None:
    for _severity, make in BAD.values():
        keys = [finding.key() for finding in run_checks(make())]
        assert len(keys) == len(set(keys))


def test_findings_come_by_severity_then_page_row_and_month_whatever_the_order_of_the_records() -> None:
    facts = [
        *(r for r in changed(WATER, 9, "14200") if r.id != f"{LAUNDRY} {Month(YEAR, 2)}" and r.id != f"{POWER} {Month(YEAR, 6)}"),
        *(month_record(WATER, Month(YEAR - 1, n), "800") for n in range(1, 13)),
    ]
    this_year = tuple(r for r in facts if r.month and r.month.year == YEAR)
    before = tuple(r for r in facts if r not in this_year)
    first = run_checks(context(records=this_year, last_year_records=before, organization=organization(credit_code="")))
    places = [(f.severity.value, f.rule, f.place.page, f.place.subject, str(f.place.month or "")) for f in first]
    assert places[:4] == [
        ("B", "V01", "profile", "", ""),
        ("B", "V03", "activity", "power", "2025-06"),
        ("B", "V03", "activity", "laundry", "2025-02"),
        ("W", "V05", "activity", "water", "2025-01"),
    ]
    for seed in range(5):
        random.Random(seed).shuffle(facts)
        again = run_checks(
            context(
                records=tuple(r for r in facts if r.month and r.month.year == YEAR),
                last_year_records=tuple(r for r in facts if r.month and r.month.year < YEAR),
                organization=organization(credit_code=""),
            )
        )
        assert again == first


def test_an_explanation_answers_a_warning() -> None:
    (finding,) = fired(run_checks(BAD["V06"][1]()), "V06")
    (answered,) = fired(run_checks(replace(BAD["V06"][1](), explanations={finding.key(): "四月换水"})), "V06")
    assert finding.severity is Severity.WARN
    assert not finding.answered
    assert answered.explanation == "四月换水"
    assert answered.answered


def test_an_explanation_does_not_answer_a_block() -> None:
    (finding,) = fired(run_checks(BAD["V18"][1]()), "V18")
    (explained,) = fired(run_checks(replace(BAD["V18"][1](), explanations={finding.key(): "超售"})), "V18")
    assert explained.explanation == "超售"
    assert not explained.answered


def test_months_outside_the_dossier_are_not_looked_at() -> None:
    assert run_checks(context(records=(*records(), month_record(WATER, Month(YEAR + 1, 1), "1")))) == ()


def test_an_empty_ledger_is_checked_without_a_crash() -> None:
    empty = context(sources=(), records=(), people=(), organization=organization(credit_code=""), dossier=dossier(period=HALF_YEAR))
    assert {finding.rule for finding in run_checks(empty)} == {"V01", "V02", "V03"}


def _everything() -> tuple[ActivityRecord, ...]:
    """One of each kind: bills, estimates and corrections, credit notes, a meter change, zeros, strays, typed figures."""
    march = date(YEAR, 3, 1)
    return (
        *billed(),
        *(month_record(WATER, Month(YEAR - 1, n), "0" if n == 3 else "900") for n in range(1, 13)),
        bill(date(YEAR - 1, 12, 11), date(YEAR, 1, 10), "88000", id=RecordId("across"), invoice="A 1", reading_end=Decimal(70)),
        bill(march, date(YEAR, 4, 2), "90000", id=RecordId("guess"), estimated=True, amount_yuan=Decimal(0)),
        bill(march, date(YEAR, 4, 2), "91000", id=RecordId("right"), corrects=RecordId("guess"), invoice="a1", amount_yuan=Decimal(1)),
        bill(march, date(YEAR, 3, 9), "-100", id=RecordId("credit"), reverses=RecordId("right")),
        bill(march, date(YEAR, 3, 9), "-100", id=RecordId("negative"), reading_start=Decimal(9), reading_end=Decimal(3)),
        bill(date(YEAR, 5, 1), date(YEAR, 6, 1), "0", id=RecordId("nothing"), multiplier=Decimal(0), zero_reason="停业"),
        bill(date(YEAR + 1, 5, 1), date(YEAR + 3, 6, 1), "7", id=RecordId("stray"), meter_id=MeterId("unknown")),
        bill(date(YEAR, 7, 1), date(YEAR, 8, 1), "8000", id=RecordId("second"), meter_id=MeterId("second"), subject=BOILER),
        meter_change(date(YEAR, 3, 9), "3", "0"),
        meter_change(date(YEAR, 3, 9), "3", "0", id=RecordId("blank"), reading_start=None, reading_end=None, meter_id=MeterId("meter")),
        month_record(SOLD, 8, "0"),
        month_record(AVAILABLE, 8, "0"),
        month_record("removed", 8, "10", "kWh"),
    )


@given(st.sets(st.sampled_from([r.id for r in _everything()])), st.sets(st.integers(0, 4)), st.booleans())
def test_no_set_of_records_and_rows_makes_a_check_crash(kept: set[str], left_out: set[int], meters: bool) -> None:
    rows = (*sources(), source("refrigerant_topup", position=4))
    rows = tuple(replace(row, excluded_reason="—") if index in left_out else row for index, row in enumerate(rows))
    facts = tuple(record for record in _everything() if record.id in kept)
    accounts = (
        (meter(), meter(id=MeterId("second"), source_id=SourceId(BOILER)), meter(id=MeterId("third"), account="77")) if meters else ()
    )
    asked = context(
        sources=rows,
        meters=accounts,
        records=tuple(r for r in facts if r.month is None or r.month.year == YEAR),
        last_year_records=tuple(r for r in facts if r.month is not None and r.month.year < YEAR),
        evidence={},
    )
    for finding in run_checks(asked):
        describe(finding, catalogue().rules[finding.rule], "zh")
