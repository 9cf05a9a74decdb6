"""Each rule of 附表1 good and bad, by a valid event with one thing changed."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.accounting.check_context import CheckContext
from core.accounting.checks import EVENT_CHECKS, describe, run_checks
from core.domain.event import AccountingBy, Confirmation, EventItem, EventLevel, EventStage
from core.domain.finding import Finding, Severity
from core.domain.offset import ProductType
from core.domain.organization import Person, PersonId
from tests.accounting.small_event import FORM, ITEMS, event_context, item
from tests.builders import ORGANIZATION, catalogue, evidence

SETTLED = replace(FORM, settled=True)
POWER, HOTEL, PAPER, WASTE = ITEMS


def with_item(changed: EventItem) -> tuple[EventItem, ...]:
    return tuple(changed if one.id == changed.id else one for one in ITEMS)


BAD: dict[str, tuple[Severity, Callable[[], CheckContext]]] = {
    "E01": (Severity.BLOCK, lambda: event_context(replace(FORM, content=" "))),
    "E02": (Severity.BLOCK, lambda: event_context(replace(FORM, end=date(2025, 12, 18)))),
    "E03": (Severity.BLOCK, lambda: event_context(replace(FORM, stages=(EventStage.PREPARING,)))),
    "E04": (Severity.BLOCK, lambda: event_context(items=())),
    "E05": (Severity.BLOCK, lambda: event_context(replace(FORM, accounting=AccountingBy.BODY))),
    "E06": (Severity.BLOCK, lambda: event_context(replace(FORM, products=(ProductType.OTHER,)))),
    "E07": (Severity.WARN, lambda: event_context(replace(FORM, offset_tonnes=Decimal(8)))),
    "E08": (Severity.BLOCK, lambda: event_context(replace(FORM, neutral_on=date(2026, 12, 21)))),
    "E09": (Severity.BLOCK, lambda: event_context(replace(FORM, level=EventLevel.NATIONAL))),
    "E10": (Severity.BLOCK, lambda: event_context(items=with_item(replace(HOTEL, factor_id="")))),
    "E11": (Severity.BLOCK, lambda: event_context(items=with_item(replace(HOTEL, estimate=None, estimate_micro=None)))),
    "E12": (Severity.BLOCK, lambda: event_context(SETTLED, with_item(replace(HOTEL, evidence=())))),
    "E13": (Severity.WARN, lambda: event_context(replace(FORM, phone="张敏的分机"))),
    "E14": (Severity.BLOCK, lambda: event_context(SETTLED, today=date(2025, 12, 19))),
}


def found(made: CheckContext, rule: str = "") -> list[Finding]:
    return [finding for finding in run_checks(made) if rule in {"", finding.rule}]


@pytest.mark.parametrize("form", [FORM, SETTLED], ids=["estimate", "actual"])
def test_a_valid_event_has_no_findings(form: object) -> None:
    assert found(event_context(form)) == []


def test_every_rule_of_events_has_a_bad_example() -> None:
    assert list(BAD) == [rule for rule, _check in EVENT_CHECKS if rule.startswith("E")]


@pytest.mark.parametrize("rule", BAD)
def test_a_rule_fires_at_its_place_with_an_expectation_in_both_languages(rule: str) -> None:
    severity, make = BAD[rule]
    fired = found(make(), rule)
    assert severity in {finding.severity for finding in fired}
    for finding in fired:
        assert finding.place.page == "events"
        assert finding.place.subject or finding.place.record == "event"
        assert finding.place.field
        assert finding.place_name
        row = catalogue().rules[rule]
        for language in ("zh", "en"):
            words = describe(finding, row, language)
            for text in (words.title, words.message, words.expected, words.why):
                assert text
                assert not re.search(r"[{}!！]|None", text)
        named = {
            name
            for text in (row.title_zh, row.message_zh, row.expected_zh, row.why_zh)
            for _t, name, _s, _c in string.Formatter().parse(text)
        }
        assert set(finding.parameters) - {"place"} <= named


@pytest.mark.parametrize(
    "field",
    ["name", "organizer", "place", "region", "kind", "scale", "content", "measures", "department", "contact", "phone"],
)
def test_each_text_of_the_form_is_needed(field: str) -> None:
    (finding,) = found(event_context(replace(FORM, **{field: ""})), "E01")
    assert (finding.place.field, finding.severity) == (field, Severity.BLOCK)


@pytest.mark.parametrize(("field", "value"), [("products", ()), ("offset_tonnes", None), ("neutral_on", None)])
def test_offset_and_its_date_are_needed(field: str, value: object) -> None:
    (finding,) = found(event_context(replace(FORM, **{field: value})), "E01")
    assert finding.place.field == field


def test_a_named_body_is_enough() -> None:
    both = replace(FORM, accounting=AccountingBy.BODY, confirmation=Confirmation.BODY)
    assert [finding.place.field for finding in found(event_context(both), "E05")] == ["accounting_body", "confirming_body"]
    assert found(event_context(replace(both, accounting_body="甲机构", confirming_body="乙机构")), "E05") == []


def test_a_named_other_product_is_enough() -> None:
    assert found(event_context(replace(FORM, products=(ProductType.OTHER,), other_product="自愿减排机制")), "E06") == []


def test_an_offset_of_the_emissions_exactly_is_enough_and_a_trifle_less_is_a_part() -> None:
    total = event_context().inventory.total()
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    assert found(event_context(replace(FORM, offset_tonnes=exact + Decimal("0.01"))), "E07") == []
    (finding,) = found(event_context(replace(FORM, offset_tonnes=exact - Decimal("0.01"))), "E07")
    assert finding.severity is Severity.WARN


def test_an_offset_of_nothing_blocks() -> None:
    (finding,) = found(event_context(replace(FORM, offset_tonnes=Decimal(0))), "E07")
    assert finding.severity is Severity.BLOCK


@pytest.mark.parametrize(
    ("products", "day", "count"),
    [
        ((ProductType.CCER,), date(2026, 12, 20), 0),
        ((ProductType.CCER,), date(2026, 12, 21), 1),
        ((ProductType.SINK,), date(2031, 12, 20), 0),
        ((ProductType.SINK,), date(2031, 12, 21), 1),
        ((ProductType.SINK, ProductType.CCER), date(2026, 12, 21), 1),
    ],
)
def test_neutrality_has_a_year_and_new_forest_alone_six(products: tuple[ProductType, ...], day: date, count: int) -> None:
    assert len(found(event_context(replace(FORM, products=products, neutral_on=day)), "E08")) == count


def test_the_plan_is_for_international_and_national_events() -> None:
    assert found(event_context(replace(FORM, level=EventLevel.INTERNATIONAL)), "E09")
    assert found(event_context(replace(FORM, level=EventLevel.INTERNATIONAL, plan="file")), "E09") == []


def test_what_lies_outside_the_boundary_is_not_asked_for() -> None:
    bare = with_item(replace(WASTE, estimate=None, estimate_micro=None))
    assert found(event_context(items=bare)) == []
    inside = replace(FORM, stages=(*FORM.stages, EventStage.CLOSING))
    assert {finding.rule for finding in found(event_context(inside, bare))} == {"E10", "E11"}


def test_settled_figures_ask_for_the_actual_quantity() -> None:
    (finding,) = found(event_context(SETTLED, with_item(replace(POWER, actual=None, actual_micro=None))), "E11")
    assert (finding.place.subject, finding.place.field, finding.parameters["wanted"]) == ("power", "actual", "实际数量")


def test_evidence_is_asked_of_actual_figures_only_and_a_small_part_may_lack_it() -> None:
    bare = with_item(replace(HOTEL, evidence=()))
    assert found(event_context(FORM, bare), "E12") == []
    assert [finding.severity for finding in found(event_context(SETTLED, bare), "E12")] == [Severity.BLOCK]
    small = with_item(replace(PAPER, evidence=()))
    assert found(event_context(SETTLED, small), "E12") == []
    more = (*ITEMS, item("food", "catering_food", "kg", 250, factor_id="desnz_mat_food_2025", evidence=()))
    assert [finding.severity for finding in found(event_context(SETTLED, more), "E12")] == [Severity.WARN]


@pytest.mark.parametrize("phone", ["028-00000000", "+86 28 00000000", "13800000000", "(028)00000000转801"])
def test_telephone_numbers_have_many_forms(phone: str) -> None:
    assert found(event_context(replace(FORM, phone=phone)), "E13") == []


def test_the_rules_of_a_year_are_silent_and_those_of_the_account_are_not() -> None:
    people = (Person(PersonId("a"), "张敏", "preparer"), Person(PersonId("b"), "张敏", "approver", legal_representative=True))
    made = event_context(organization=replace(ORGANIZATION, credit_code="91510100MA0000015X"), people=people)
    assert {finding.rule for finding in found(made)} == {"V01", "V39"}
    odd = {one: evidence(one) for one in ("power", "hotel", "paper", "waste")}
    odd["power"] = replace(odd["power"], original_name="电表.docx")
    (finding,) = found(event_context(evidence=odd))
    assert (finding.rule, finding.place.page, finding.place.subject) == ("V38", "events", "power")


def test_findings_of_two_events_never_share_a_key() -> None:
    one = event_context(replace(FORM, content=""))
    other = replace(one, dossier=replace(one.dossier, id="other"))
    assert not {finding.key() for finding in found(one)} & {finding.key() for finding in found(other)}


def test_an_explanation_answers_a_part_offset() -> None:
    made = event_context(replace(FORM, offset_tonnes=Decimal(8)))
    (finding,) = found(made, "E07")
    (answered,) = found(replace(made, explanations={finding.key(): "预算所限，先抵消一部分"}), "E07")
    assert answered.answered
