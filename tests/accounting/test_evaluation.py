"""The venue's own evaluation: each rule met, not met and not to be judged, and what more emissions can never do."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.credit_notes import OLD_CCER
from core.accounting.evaluation import RULE_CODES, EvaluationFacts, Outcome, evaluate, plan_parts, quality_names
from core.accounting.market_proof import DoubleClaim
from core.accounting.neutrality import NeutralityBalance, OnFile, claim_state
from core.catalogue_loader.claim_rules import evaluation_rules
from core.domain.activity import EvidenceId, Subject
from core.domain.dossier import DossierId, DossierKind, DossierStatus
from core.domain.emission import MethodProfile, Scope2Basis
from core.domain.inventory import GhgInventory
from core.domain.measure import MeasureState
from core.domain.neutrality_papers import ImplementationPlan
from core.domain.offset import CreditQuality, LotId, OffsetSource, ProductType
from core.domain.quantity import whole_tonnes_up
from core.domain.submission import ClaimLevel, DocumentKind, Environment
from tests.accounting.small_hotel import YEAR, context, month_record, records, source, sources
from tests.accounting.test_checks_claims import document, lot, measure
from tests.accounting.test_neutrality import TERMS

PASSED, FAILED, OPEN = Outcome.PASSED, Outcome.FAILED, Outcome.OPEN
WHOLE_QUALITY = CreditQuality(*([True] * len(fields(CreditQuality))))
GOOD_LOT = lot(methodology="造林碳汇", vintage=YEAR - 1, quality=WHOLE_QUALITY, issued_on=date(YEAR, 5, 1))
DONE = replace(measure("C11", MeasureState.DONE), evidence=(EvidenceId("验收.pdf"),))
PLAN = ImplementationPlan(
    DossierId("dossier"), targets="3 %", removals="无", offset_plan="CCER", schedule="次年一季度", monitoring="月结", publication="官网"
)
REPORT = document(DocumentKind.REPORT, issuer="评价机构", number="P-1", scope="全店", conclusion="符合")
FILE = OnFile(DossierStatus.LOCKED, 1, Environment.PRODUCTION, measures=(DONE,), documents=(document(),), first_period=False)
TOTAL = context().inventory.total()
INVENTORY = context().inventory


def held(total: Fraction = TOTAL, retired: int = 2000) -> NeutralityBalance:
    return NeutralityBalance(total, whole_tonnes_up(total), retired, 0)


def facts(**changes: object) -> EvaluationFacts:
    whole = EvaluationFacts(
        DossierKind.OPERATION,
        INVENTORY,
        held(),
        FILE,
        ClaimLevel.SELF_DECLARED,
        TERMS,
        lots=(GOOD_LOT,),
        share=Fraction(99, 100),
        plan=PLAN,
        allowed=TOTAL + 1,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def outcomes(made: EvaluationFacts) -> dict[str, Outcome]:
    return {one.code: one.outcome for one in evaluate(made, evaluation_rules())}


def with_row(type_code: str, species: str = "") -> GhgInventory:
    """The year with one more row."""
    row = source(type_code, species=species, position=9)
    return context(sources=(*sources(), row), records=(*records(), month_record(Subject(row.id), 3, "5"))).inventory


def filed(**changes: object) -> OnFile:
    return replace(FILE, **changes)  # type: ignore[arg-type]


LATE = replace(GOOD_LOT, retired_on=date(YEAR + 2, 3, 1))
BOUGHT = replace(GOOD_LOT, retired_on=None)
GUESTS = replace(GOOD_LOT, source=OffsetSource.PERSONAL, methodology="", vintage=None, serial_from="", serial_to="")
OVERDUE = replace(TERMS, today=date(YEAR + 2, 6, 1))
CASES: dict[str, list[tuple[Outcome, dict[str, object], str]]] = {
    "N1": [(PASSED, {}, "1 项"), (FAILED, {"file": filed(measures=())}, "还没有")],
    "N2": [
        (PASSED, {"file": filed(first_period=True)}, "首期"),
        (PASSED, {}, "低于"),
        (FAILED, {"file": filed(improved=False)}, "没有下降"),
    ],
    "N3": [(PASSED, {}, "允许"), (FAILED, {"allowed": TOTAL - 1}, "允许"), (OPEN, {"allowed": None}, "没有法定")],
    "N4": [
        (PASSED, {}, "99.0%"),
        (FAILED, {"share": Fraction(94, 100)}, "94.0%"),
        (FAILED, {"inventory": with_row("air_travel")}, "未核算"),
        (OPEN, {"share": None}, "算不出"),
        (OPEN, {"unknown": 2}, "另有 2 项"),
    ],
    "N5": [
        (PASSED, {}, "1 批"),
        (FAILED, {"lots": (LATE,), "terms": OVERDUE}, "林业碳汇"),
        (FAILED, {"lots": (BOUGHT,), "terms": OVERDUE}, "林业碳汇"),
        (OPEN, {"lots": (GOOD_LOT, replace(BOUGHT, id=LotId("b")))}, f"{YEAR + 1}-12-31"),
        (OPEN, {"lots": ()}, "还没有"),
    ],
    "N6": [
        (PASSED, {}, "八项质量都"),
        (FAILED, {"lots": (replace(GOOD_LOT, quality=replace(WHOLE_QUALITY, ex_post=False)),)}, "事后签发"),
        (OPEN, {"lots": (replace(GOOD_LOT, quality=CreditQuality(additional=True)),)}, "7 项"),
        (OPEN, {"lots": ()}, "还没有"),
    ],
    "N7": [
        (PASSED, {}, "齐全"),
        (FAILED, {"lots": (replace(GOOD_LOT, methodology="", vintage=None, serial_from="", proof=()),)}, "方法学、年份、序列号、注销证明"),
        (PASSED, {"lots": (replace(GOOD_LOT, product=ProductType.SINK, serial_from=""),)}, "齐全"),
        (PASSED, {"lots": (replace(GUESTS, proof=GOOD_LOT.proof),)}, "齐全"),
        (FAILED, {"lots": (replace(GUESTS, proof=()),)}, "平台汇总表"),
        (OPEN, {"lots": ()}, "还没有"),
    ],
    "N8": [
        (PASSED, {}, f"{YEAR - 5}"),
        (OPEN, {"lots": (replace(GOOD_LOT, vintage=YEAR - 6),)}, "没有查到规定"),
        (OPEN, {"lots": (replace(GOOD_LOT, vintage=None),)}, "没有写年份"),
        (OPEN, {"lots": ()}, "还没有"),
    ],
    "N9": [
        (PASSED, {}, "齐全"),
        (PASSED, {"plan": None, "plan_attached": True}, "已附"),
        (FAILED, {"plan": None}, "还没有写"),
        (FAILED, {"plan": ImplementationPlan(DossierId("dossier"))}, "还没有写"),
        (FAILED, {"plan": replace(PLAN, schedule=" ")}, "时间安排"),
        (PASSED, {"kind": DossierKind.EVENT, "plan": ImplementationPlan(DossierId("d"), offset_plan="x", publication="y")}, "齐全"),
        (FAILED, {"kind": DossierKind.EVENT, "plan": ImplementationPlan(DossierId("d"), offset_plan="x")}, "公布方式"),
    ],
    "N10": [(PASSED, {}, "归档"), (FAILED, {"file": filed(documents=())}, "还没有")],
    "N11": [
        (PASSED, {}, f"{YEAR + 1}-12-31"),
        (FAILED, {"terms": OVERDUE}, "到期"),
        (OPEN, {"level": ClaimLevel.DRAFT}, "还没有声明"),
    ],
    "N12": [(PASSED, {}, "参照"), (PASSED, {"file": filed(documents=(document(), REPORT))}, "P-1")],
    "N13": [(PASSED, {}, "没有生物质"), (PASSED, {"inventory": with_row("biomass")}, "单独列出")],
    "N14": [(PASSED, {}, "没有备注"), (PASSED, {"inventory": with_row("refrigerant_topup", "R22")}, "不计入总量")],
    "N15": [(PASSED, {}, "P2"), (FAILED, {"file": filed(profile=MethodProfile.P1)}, "P1")],
    "N16": [
        (PASSED, {}, "位置法"),
        (FAILED, {"inventory": replace(INVENTORY, method=replace(INVENTORY.method, basis=Scope2Basis.MARKET))}, "市场法"),
        (FAILED, {"doubles": (DoubleClaim(sources()[0], records()[0], GOOD_LOT),)}, "同一份电量"),
    ],
    "N17": [
        (PASSED, {}, "没有用到"),
        (OPEN, {"lots": (replace(GOOD_LOT, issued_on=OLD_CCER - timedelta(days=1)),)}, "存量"),
        (OPEN, {"lots": (replace(GOOD_LOT, issued_on=None, vintage=2015),)}, "存量"),
        (PASSED, {"lots": (replace(GOOD_LOT, issued_on=OLD_CCER),)}, "没有用到"),
        (PASSED, {"lots": (replace(GOOD_LOT, product=ProductType.REGIONAL, issued_on=date(2016, 1, 1)),)}, "没有用到"),
    ],
}


def test_every_rule_has_its_examples_and_a_row() -> None:
    assert tuple(CASES) == RULE_CODES == tuple(rule.code for rule in evaluation_rules())


@pytest.mark.parametrize("code", CASES)
def test_a_rule_is_met_or_not_or_cannot_be_judged_and_says_why(code: str) -> None:
    for outcome, changes, words in CASES[code]:
        found = next(one for one in evaluate(facts(**changes), evaluation_rules()) if one.code == code)
        assert found.outcome is outcome, (code, changes, found)
        assert words in found.words, (code, found.words)
        assert found.page


def test_a_whole_file_meets_every_rule() -> None:
    assert set(outcomes(facts()).values()) == {PASSED}


def test_rules_for_years_are_not_asked_of_events() -> None:
    assert outcomes(facts(kind=DossierKind.EVENT)).keys() == set(RULE_CODES) - {"N2", "N3"}


def test_each_question_and_each_part_has_a_name() -> None:
    assert list(quality_names()) == [one.name for one in fields(CreditQuality)]
    assert list(plan_parts()) == [one.name for one in fields(ImplementationPlan) if one.name != "dossier_id"]


@given(more=st.fractions(min_value=0, max_value=10_000), retired=st.integers(0, 5000))
def test_more_emissions_never_lift_a_level_nor_meet_a_rule(more: Fraction, retired: int) -> None:
    """The need never falls, no rule turns from not met to met, and no level is gained."""
    few, many = held(retired=retired), held(TOTAL + more, retired)
    assert many.needed >= few.needed
    before, after = outcomes(facts(balance=few)), outcomes(facts(balance=many))
    assert not [code for code in before if before[code] is FAILED and after[code] is PASSED]
    levels = [claim_state(FILE, balance, blocking=False, today=TERMS.today).level for balance in (few, many)]
    assert levels[1] <= levels[0]
