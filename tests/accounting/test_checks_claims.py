"""Each rule about claims good and bad, by a sound claim with one thing changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from core.accounting.check_context import Case, CheckContext
from core.accounting.checks import describe, run_checks
from core.accounting.checks_claims import claimed_level, too_late_to_file
from core.accounting.checks_measures import carrier_name
from core.accounting.claim_facts import NOTHING_CLAIMED, ClaimFacts
from core.accounting.claim_words import forbidden_words
from core.accounting.credit_serials import whole_tonnes
from core.accounting.earlier_year import EarlierYear
from core.accounting.footprint import Facts
from core.accounting.measure_claims import CARRIERS
from core.accounting.netting import NettedEvent
from core.accounting.neutrality import OffsetTerms
from core.catalogue_loader.claim_rules import claim_words
from core.domain.activity import EvidenceId, Subject
from core.domain.base_year import BaseYear, BaseYearAdjustment, RecalculationReason
from core.domain.dossier import DossierId, MethodChoice
from core.domain.emission import GridScope
from core.domain.event import EventForm
from core.domain.finding import Finding, Severity
from core.domain.measure import MeasureState, PlanId, PlannedMeasure
from core.domain.neutrality_papers import ImplementationPlan
from core.domain.offset import Allocation, AllocationId, CreditLot, LotId, ProductType
from core.domain.period import Month, ReportingPeriod
from core.domain.submission import (
    ClaimLevel,
    Delivery,
    DocumentId,
    DocumentKind,
    DossierStage,
    Environment,
    OfficialDocument,
    PackageId,
    PlatformCertificate,
    Receipt,
    ReceiptId,
    ReceiptResult,
)
from tests.accounting.small_event import FORM, event_context
from tests.accounting.small_hotel import (
    BOILER,
    POWER,
    TODAY,
    VENUE_ID,
    WATER,
    YEAR,
    catalogue,
    context,
    dossier,
    evidence,
    person,
    records,
    source,
    sources,
    venue,
    year_of,
)

LOT = CreditLot(
    LotId("lot"),
    ProductType.CCER,
    "登记机构",
    "林业碳汇",
    2000,
    "SL-1",
    "SL-2000",
    retired_on=date(YEAR + 1, 1, 20),
    retirement_id="ZX-1",
    beneficiary="示例酒店 2025 年度运营",
    proof=(EvidenceId("凭证.pdf"),),
)
BASE = BaseYear(VENUE_ID, YEAR - 1, "第一年")
EARLIER_PERIOD = ReportingPeriod.of_year(YEAR - 1)
_ROWS = (POWER, BOILER, WATER, Subject("laundry"))
LAST_YEAR = tuple(replace(r, month=r.month.plus(-12)) for r in records() if r.month is not None and r.subject in _ROWS)


def lot(**changes: object) -> CreditLot:
    return replace(LOT, **changes)  # type: ignore[arg-type]


def measure(measure_id: str, state: MeasureState = MeasureState.PLANNED, **values: str) -> PlannedMeasure:
    return PlannedMeasure(PlanId(measure_id), VENUE_ID, measure_id, state, {name: Decimal(text) for name, text in values.items()})


def document(kind: DocumentKind = DocumentKind.STATEMENT, **changes: str) -> OfficialDocument:
    return OfficialDocument(DocumentId(kind.value), DossierId("dossier"), kind, EvidenceId("扫描.pdf"), **changes)  # type: ignore[arg-type]


def claims(*lots: CreditLot, event: EventForm | None = None, **changes: object) -> ClaimFacts:
    """What is on file: the lots, all of them used here, and a measure that was carried out."""
    file = {name: changes.pop(name) for name in ("documents", "receipts", "deliveries", "measures", "estimated") if name in changes}
    done = replace(measure("C11", MeasureState.DONE, G="80000"), evidence=(EvidenceId("验收.pdf"),), done_on=date(YEAR - 2, 5, 1))
    on_file = replace(NOTHING_CLAIMED.file, **({"measures": (done,)} | file))
    names = ("示例酒店有限公司", "示例酒店") if event is None else (event.organizer, event.name)
    facts = ClaimFacts(
        file=on_file,
        lots=lots,
        allocations=tuple(Allocation(AllocationId(f"of {one.id}"), one.id, DossierId("dossier"), one.tonnes) for one in lots),
        terms=OffsetTerms(date(YEAR, 12, 31), event=event is not None, names=names, today=TODAY),
        base_year=BASE,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def claiming(*lots: CreditLot, **changes: object) -> CheckContext:
    """The small hotel's year with a claim; keyword arguments of both."""
    whole = {
        name: changes.pop(name) for name in ("sources", "records", "last_year_records", "people", "today", "dossier") if name in changes
    }
    return context(claims=claims(*lots, **changes), **whole)


def event_claiming(form: EventForm = FORM, **changes: object) -> CheckContext:
    return event_context(form, claims=claims(event=form, **changes))


def earlier(rows: tuple[str, ...] = _ROWS, method: MethodChoice | None = None) -> EarlierYear:
    """The base year of the small hotel with some of its rows."""
    facts = Facts(venue(), EARLIER_PERIOD, sources(), tuple(r for r in LAST_YEAR if r.subject in rows))
    return EarlierYear(facts, method or dossier().method, catalogue(), locked=False, own_dossier=True)


def fired(made: CheckContext, rule: str) -> list[Finding]:
    return [finding for finding in run_checks(made) if finding.rule == rule]


def words(finding: Finding) -> str:
    return describe(finding, catalogue().rules[finding.rule], "zh").message


def expected(finding: Finding) -> str:
    return describe(finding, catalogue().rules[finding.rule], "zh").expected


PROMISED = replace(FORM, promised=True)
BAD: dict[str, tuple[Severity, Callable[[], CheckContext]]] = {
    "V32": (Severity.WARN, lambda: claiming(LOT, base_year=None, last_year_records=LAST_YEAR)),
    "V33": (Severity.BLOCK, lambda: claiming(measures=(measure("H01", N="60000"),))),
    "V34": (Severity.BLOCK, lambda: claiming(lot(retired_on=None))),
    "V35": (Severity.BLOCK, lambda: claiming(sources=(*sources()[:3], replace(sources()[3], excluded_reason="零碳洗涤")))),
    "V36": (Severity.BLOCK, lambda: claiming(people=(person("approver", legal_representative=False),))),
    "V40": (Severity.BLOCK, lambda: event_claiming(PROMISED)),
    "V41": (Severity.BLOCK, lambda: event_claiming(replace(FORM, offset_tonnes=Decimal(3)), documents=(document(),))),
}
"""For each rule a claim with one thing wrong, and how severe the finding is."""


@pytest.mark.parametrize("rule", BAD)
def test_the_bad_example_is_found_with_a_cell_and_an_expected_value(rule: str) -> None:
    severity, make = BAD[rule]
    (finding,) = fired(make(), rule)
    assert finding.severity is severity
    assert finding.place.page in {"inventory", "measures", "offsets", "profile", "events"}
    assert finding.place.subject or finding.place.field
    assert finding.place_name
    for language in ("zh", "en"):
        said = describe(finding, catalogue().rules[rule], language)
        for text in (said.title, said.message, said.expected, said.why):
            assert text.strip()
            assert not re.search(r"[{}!！]|None", text), text


def test_a_sound_claim_breaks_no_rule() -> None:
    assert run_checks(claiming(LOT, documents=(document(),))) == ()
    assert run_checks(event_claiming(documents=(document(),))) == ()


def test_where_nothing_is_claimed_no_rule_about_claims_speaks() -> None:
    assert not {finding.rule for finding in run_checks(context(last_year_records=LAST_YEAR))} & set(BAD)


# ---------------------------------------------------------------- V32


def test_a_first_year_needs_no_base_year() -> None:
    assert fired(claiming(LOT, base_year=None), "V32") == []


def test_a_commitment_on_file_asks_for_the_base_year_too() -> None:
    assert fired(claiming(base_year=None, documents=(document(),), last_year_records=LAST_YEAR), "V32")
    assert fired(claiming(base_year=None, documents=(document(DocumentKind.LICENCE),), last_year_records=LAST_YEAR), "V32") == []


def test_a_source_that_the_base_year_lacks_asks_for_recalculation() -> None:
    (finding,) = fired(claiming(earlier=earlier((POWER, WATER))), "V32")
    assert finding.place.field == "base_year"
    assert "2024 年没有" in words(finding)
    assert "5%" in expected(finding)


def test_a_recorded_adjustment_answers_it() -> None:
    made = claiming(earlier=earlier((POWER, WATER, Subject("laundry"))))
    boiler = sum((row.total() for row in made.inventory.results if row.source.id == BOILER), Fraction(0))
    tonnes = Decimal(boiler.numerator) / Decimal(boiler.denominator)
    done = replace(BASE, adjustments=(BaseYearAdjustment(TODAY, RecalculationReason.STRUCTURE, "锅炉移交", tonnes),))
    assert fired(made, "V32")
    assert fired(claiming(earlier=earlier((POWER, WATER, Subject("laundry"))), base_year=done), "V32") == []


def test_other_choices_ask_for_recalculation_where_they_weigh() -> None:
    (finding,) = fired(claiming(earlier=earlier(method=replace(MethodChoice(), grid=GridScope.NATION))), "V32")
    assert "电网范围不同" in words(finding)


def test_a_change_below_the_threshold_asks_nothing() -> None:
    loose = replace(BASE, threshold_percent=Decimal(100))
    assert fired(claiming(earlier=earlier((POWER, BOILER)), base_year=loose), "V32") == []


def test_the_same_rows_and_choices_ask_nothing() -> None:
    assert fired(claiming(earlier=earlier()), "V32") == []


def test_a_base_year_of_zero_is_said_so() -> None:
    nothing = replace(earlier(), facts=replace(earlier().facts, records=()))
    (finding,) = fired(claiming(earlier=nothing), "V32")
    assert "基准年为 0" in words(finding)


# ---------------------------------------------------------------- V33


def test_a_saving_is_held_against_the_venues_use() -> None:
    (finding,) = fired(claiming(measures=(measure("H01", N="60000"),)), "V33")
    assert (finding.place.page, finding.place.subject) == ("measures", "H01")
    assert words(finding) == "一年少用电力 39,420,000 kWh"
    assert expected(finding) == "不多于 1,148,570 kWh（全场所一年用量）"


def test_a_saving_is_held_against_what_the_measure_itself_names() -> None:
    early = replace(measure("C11", MeasureState.DONE, G="80000", s="8"), done_on=date(YEAR - 2, 5, 1))
    (finding,) = fired(claiming(measures=(early,)), "V33")
    assert words(finding) == "一年少用天然气 640,000 Nm³"
    assert expected(finding) == "不多于 80,000 Nm³（这项措施填的一年用量）"


def test_an_end_use_above_the_venues_is_held_against_the_venue() -> None:
    (finding,) = fired(claiming(measures=(measure("C11", G="9000000"),)), "V33")
    assert "全场所一年用量" in expected(finding)


def test_a_measure_carried_out_earlier_has_lowered_the_use_already() -> None:
    early = replace(measure("H01", MeasureState.DONE, N="3000"), done_on=date(YEAR - 1, 5, 1))
    assert fired(claiming(measures=(early,)), "V33") == []
    assert fired(claiming(measures=(replace(early, done_on=date(YEAR, 5, 1)),)), "V33")


def test_the_larger_of_two_whole_years_is_the_end_use() -> None:
    more = tuple(replace(r, micro=r.micro * 80) for r in LAST_YEAR)
    assert fired(claiming(measures=(measure("H01", N="60000"),), last_year_records=more), "V33") == []


def test_half_a_year_says_nothing_about_a_years_use() -> None:
    facts = tuple(r for r in records() if r.subject != POWER or r.month < Month(YEAR, 7))
    assert fired(claiming(measures=(measure("H01", N="60000"),), records=facts), "V33") == []


def test_a_carrier_that_the_venue_does_not_use_is_not_judged() -> None:
    assert fired(claiming(measures=(measure("C16", n="200"),)), "V33") == []


def test_all_savings_together_take_no_more_than_most_of_a_carrier() -> None:
    plan = (measure("H01", N="1000"), measure("M10", P_b="100"))
    (finding,) = fired(claiming(measures=plan), "V33")
    assert finding.severity is Severity.WARN
    assert finding.place.subject == "H01"
    assert words(finding) == "2 项措施合计一年少用电力 949,000 kWh，占全场所一年用量 1,148,570 kWh 的 82.6%"
    assert expected(finding).startswith("不超过 60%")


def test_what_controls_save_is_not_added() -> None:
    plan = (measure("H01", N="1000"), measure("C14", E_t="1000000", s="0.06"))
    assert fired(claiming(measures=plan), "V33") == []
    assert fired(claiming(measures=(*plan, measure("M10", P_b="20"))), "V33")


def test_stopped_and_unknown_measures_claim_nothing() -> None:
    plan = (measure("H01", MeasureState.STOPPED, N="60000"), measure("X99"))
    assert fired(claiming(measures=plan), "V33") == []


def test_every_carrier_has_a_name() -> None:
    assert all(carrier_name(output) for output in CARRIERS)


def test_a_fuel_bought_by_mass_is_compared_by_volume() -> None:
    petrol = source("gasoline_vehicle", position=9)
    facts = (*records(), *year_of(Subject(petrol.id), ["100"] * 12))
    (finding,) = fired(claiming(measures=(measure("C16", n="200"),), sources=(*sources(), petrol), records=facts), "V33")
    assert expected(finding) == "不多于 1,200 L（全场所一年用量）"


def test_a_row_without_a_way_to_the_carriers_unit_is_not_judged() -> None:
    plan = (measure("S16", G_l="9000000"),)
    gas = source("lpg", unit="kWh", position=9)
    facts = (*records(), *year_of(Subject(gas.id), ["100"] * 12, unit="kWh"))
    assert fired(claiming(measures=plan, sources=(*sources(), gas), records=facts, dossier=dossier()), "V33") == []


# ---------------------------------------------------------------- V34

WRONG_LOTS = {
    "not retired": (lot(retired_on=None), "购买不等于注销", "2026年12月31日以前注销"),
    "no proof": (lot(proof=()), "没有附注销证明", "注销编号和注销证明"),
    "tomorrow": (lot(retired_on=date(YEAR + 1, 3, 7)), "今天之后", "不晚于今天"),
    "nobody named": (lot(beneficiary="别的单位"), "受益单位没有写明", "示例酒店有限公司 或 示例酒店"),
    "forest unpublished": (lot(product=ProductType.SINK), "没有填全", "填全应公布的六项"),
    "serials": (lot(serial_to="SL-2001"), "与序列号的个数不符", "一吨一个序列号"),
    "no whole tonnes": (lot(tonnes=0, serial_from="", serial_to=""), "数量 0 吨", "整吨"),
}


@pytest.mark.parametrize("name", WRONG_LOTS)
def test_a_lot_that_does_not_count_says_why_and_what_is_wanted(name: str) -> None:
    wrong, said, wanted = WRONG_LOTS[name]
    (finding,) = fired(claiming(wrong), "V34")
    assert (finding.place.page, finding.place.subject, finding.place.record) == ("offsets", "lot", "dossier")
    assert said in words(finding)
    assert wanted in expected(finding)


def test_a_retirement_after_the_deadline_is_too_late() -> None:
    made = claiming(lot(retired_on=date(YEAR + 2, 1, 5)))
    late = replace(
        made, today=date(YEAR + 2, 2, 1), claims=replace(made.claims, terms=replace(made.claims.terms, today=date(YEAR + 2, 2, 1)))
    )
    (finding,) = fired(late, "V34")
    assert words(finding) == "注销晚于期限 2026-12-31"
    assert expected(finding) == "不晚于2026年12月31日的注销"


def test_a_serial_number_is_used_once() -> None:
    other = lot(id=LotId("other"), project="另一批", serial_from="SL-1990", serial_to="SL-3989")
    found = fired(claiming(LOT, other), "V34")
    assert [words(one) for one in found] == ["与「另一批」的序列号重叠", "与「林业碳汇」的序列号重叠"]


def test_lots_of_other_dossiers_are_not_judged() -> None:
    made = claims(LOT)
    assert (
        fired(
            context(claims=replace(made, lots=(LOT, lot(id=LotId("other"), retired_on=None, serial_from="B-1", serial_to="B-2000")))), "V34"
        )
        == []
    )


def test_a_lot_without_serial_numbers_is_whole_by_its_tonnes() -> None:
    assert whole_tonnes(lot(serial_from="", serial_to=""))
    assert whole_tonnes(lot(serial_from="甲", serial_to="乙"))
    assert not whole_tonnes(lot(tonnes=1999))


# ---------------------------------------------------------------- V35


def test_a_reason_with_a_word_that_the_level_forbids_leads_to_its_source() -> None:
    (finding,) = fired(BAD["V35"][1](), "V35")
    assert (finding.place.page, finding.place.subject, finding.place.field) == ("profile", "laundry", "excluded_reason")
    assert "里有「零碳」，草稿这一级不能用" in words(finding)


def test_a_name_of_a_source_is_printed_too() -> None:
    green = (*sources()[:3], replace(sources()[3], name="零排放洗涤"))
    (finding,) = fired(claiming(sources=green), "V35")
    assert finding.place.field == "name"


def test_names_are_not_ours_to_judge() -> None:
    named = (*sources()[:3], replace(sources()[3], excluded_reason="按国家核证自愿减排量项目「林业碳汇」另计"))
    made = claiming(LOT, sources=named, documents=(document(),))
    assert fired(made, "V35") == []


def test_what_may_be_said_follows_the_papers() -> None:
    neutral = (*sources()[:3], replace(sources()[3], excluded_reason="按碳中和方案另计"))
    assert fired(claiming(LOT, sources=neutral), "V35"), "a draft is not neutral"
    assert fired(claiming(LOT, sources=neutral, documents=(document(),)), "V35") == []
    assert fired(claiming(lot(tonnes=10, serial_to="SL-10"), sources=neutral, documents=(document(),)), "V35"), "offset in part only"
    certified = (*sources()[:3], replace(sources()[3], excluded_reason="已获认证"))
    assert fired(claiming(LOT, sources=certified, documents=(document(),)), "V35")


def test_the_level_is_that_of_the_papers_on_file() -> None:
    report = document(DocumentKind.REPORT, issuer="评价机构", number="1", scope="全店", conclusion="符合")
    confirmed = Receipt(
        ReceiptId("r"),
        PackageId("p"),
        DossierId("dossier"),
        1,
        1,
        ReceiptResult.CONFIRMED,
        DossierStage.CONFIRMED,
        Environment.PRODUCTION,
        "平台",
        datetime(YEAR + 1, 2, 1, tzinfo=UTC),
        datetime(YEAR + 1, 2, 1, tzinfo=UTC),
        "digest",
        certificate=PlatformCertificate("1", date(YEAR + 1, 2, 1), date(YEAR + 2, 2, 1), "1", "运营"),
    )
    levels = {
        ClaimLevel.DRAFT: claiming(LOT),
        ClaimLevel.SELF_DECLARED: claiming(LOT, documents=(document(),)),
        ClaimLevel.PLATFORM_CONFIRMED: claiming(LOT, documents=(document(),), receipts=(confirmed,)),
        ClaimLevel.INDEPENDENTLY_ASSESSED: claiming(LOT, documents=(document(), report)),
    }
    for level, made in levels.items():
        assert claimed_level(Case.of(made)) is level


def test_an_events_measures_are_printed_beside_its_claim() -> None:
    (finding,) = fired(event_claiming(replace(FORM, measures="全程零排放")), "V35")
    assert (finding.place.page, finding.place.field) == ("events", "measures")


@pytest.mark.parametrize("field", ["measures", "content", "scale", "kind", "other_product"])
def test_whatever_an_event_prints_is_looked_at_in_its_field(field: str) -> None:
    (finding,) = fired(event_claiming(replace(FORM, **{field: "零排放盛会"})), "V35")  # type: ignore[arg-type]
    assert (finding.place.page, finding.place.field) == ("events", field)
    assert finding.parameters["words"] == "零排放"


def test_a_form_may_name_what_is_meant_to_be_reached_and_a_statement_may_not() -> None:
    meant = "会后注销减排量，计划实现碳中和"
    assert fired(event_claiming(replace(FORM, content=meant)), "V35") == []
    assert fired(event_claiming(replace(FORM, measures=meant)), "V35"), "the measures stand on the statement too"
    assert fired(event_claiming(replace(FORM, name="零碳论坛", content="「零碳论坛」开幕")), "V35") == [], "a name is not ours to judge"


def test_the_items_of_an_event_stand_on_its_report() -> None:
    made = event_claiming()
    item = replace(made.items[0], name="零碳接驳")
    (finding,) = fired(replace(made, items=(item, *made.items[1:])), "V35")
    assert (finding.place.subject, finding.place.field) == (str(item.id), "name")


def test_the_plan_and_the_notes_of_measures_are_looked_at() -> None:
    made = claiming(LOT)
    plan = ImplementationPlan(made.dossier.id, targets="到 2030 年实现碳中和", schedule="全年零排放")
    (finding,) = fired(replace(made, claims=replace(made.claims, plan=plan)), "V35")
    assert (finding.place.page, finding.place.field) == ("declaration", "plan")
    assert finding.place_name == "时间安排", "an aim may be named; what no level may say may not"
    noted = replace(measure("C11"), note="改造后零排放")
    (finding,) = fired(claiming(LOT, measures=(noted,)), "V35")
    assert (finding.place.page, finding.place.subject) == ("measures", "C11")


def test_the_longest_name_is_taken_out_first() -> None:
    assert forbidden_words("碳中和服务平台的碳中和", claim_words().blocked(ClaimLevel.DRAFT), ("服务平台", "碳中和服务平台", "")) == (
        "碳中和",
    )
    assert forbidden_words("碳中和服务平台", claim_words().blocked(ClaimLevel.DRAFT), ("服务平台", "碳中和服务平台")) == ()


def test_a_netted_event_blocks_the_year_once_it_claims() -> None:
    gala = NettedEvent(DossierId("gala"), "年会", date(YEAR, 12, 19), date(YEAR, 12, 20), Fraction("0.54"), covered=False)
    made = claiming(LOT, documents=(document(),))
    (finding,) = fired(replace(made, netted_events=(gala,)), "V52")
    assert (finding.severity, finding.place.record) == (Severity.BLOCK, "gala")
    assert fired(replace(made, netted_events=(replace(gala, covered=True),)), "V52") == []


# ---------------------------------------------------------------- V36


def test_whoever_signs_is_named_with_their_role() -> None:
    people = (person("preparer"), person("approver", legal_representative=False), person("responsible"))
    found = fired(claiming(people=people), "V36")
    assert {(one.place.field, one.place.record, one.place_name) for one in found} == {
        ("people", "approver", "李强"),
        ("people", "responsible", "王芳"),
    }


def test_an_authorization_or_being_the_legal_representative_is_enough() -> None:
    people = (person("approver", legal_representative=False, authorization="授权书.pdf"), person("responsible", legal_representative=True))
    made = claiming(people=people)
    assert fired(replace(made, evidence={**made.evidence, EvidenceId("授权书.pdf"): evidence("授权书.pdf")}), "V36") == []
    assert fired(made, "V36"), "the file is not there"


def test_nobody_is_asked_while_the_year_runs_and_nothing_is_claimed() -> None:
    people = (person("approver", legal_representative=False),)
    summer = date(YEAR, 7, 1)
    assert fired(context(people=people, today=summer), "V36") == []
    assert fired(claiming(LOT, people=people, today=summer), "V36")
    assert fired(context(people=people, today=date(YEAR + 1, 1, 1)), "V36")
    assert fired(replace(event_claiming(), people=people), "V36"), "the form of an event is signed before it begins"


# ---------------------------------------------------------------- V40


def test_only_a_promised_event_is_filed_before_it_begins() -> None:
    assert fired(event_claiming(), "V40") == []
    assert fired(event_claiming(replace(PROMISED, settled=True)), "V40") == []
    assert fired(replace(event_claiming(PROMISED), today=date(2025, 12, 18)), "V40") == []


def test_the_day_of_filing_counts_and_not_today() -> None:
    def delivered(on: date) -> CheckContext:
        return event_claiming(PROMISED, deliveries=(Delivery(PackageId("p"), on, "平台"),))

    assert fired(delivered(date(2025, 12, 18)), "V40") == []
    (finding,) = fired(delivered(date(2025, 12, 19)), "V40")
    assert words(finding) == "活动 2025年12月19日开始，2025年12月19日报送"
    assert (finding.place.page, finding.place.field, finding.place.record) == ("events", "start", "event")


def test_the_day_the_event_begins_is_too_late() -> None:
    assert too_late_to_file(PROMISED, PROMISED.start)
    assert not too_late_to_file(PROMISED, date(2025, 12, 18))


# ---------------------------------------------------------------- V41


def test_neutrality_is_stated_by_its_day_or_by_the_commitment() -> None:
    little = replace(FORM, offset_tonnes=Decimal(3))
    later = fired(event_claiming(little), "V41")
    assert later == [], "the day of neutrality has not come"
    assert [one.severity for one in fired(event_claiming(little), "E07")] == [Severity.WARN]
    (finding,) = fired(event_claiming(replace(little, neutral_on=date(2026, 1, 12))), "V41")
    assert expected(finding).startswith("不少于 ")
    assert fired(event_claiming(little, documents=(document(),)), "E07") == [], "it is said once"
    assert fired(event_claiming(documents=(document(),)), "V41") == []


def test_an_offset_that_is_not_given_claims_nothing() -> None:
    assert fired(event_claiming(replace(FORM, offset_tonnes=None), documents=(document(),)), "V41") == []
    assert fired(event_claiming(replace(FORM, neutral_on=None, offset_tonnes=Decimal(3))), "V41") == []
