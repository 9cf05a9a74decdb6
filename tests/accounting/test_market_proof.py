"""Green power counts with its proof, up to what was bought, and once (domain.md N16, factors.md R4)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from core.accounting.checks import describe, run_checks
from core.accounting.footprint import Facts, footprint
from core.domain.activity import ActivityRecord, EvidenceId
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionSource, Scope2Basis
from core.domain.finding import Finding, Severity
from core.domain.inventory import GhgInventory
from core.domain.offset import CreditLot, LotId, ProductType
from core.domain.period import ReportingPeriod
from core.domain.quantity import canonical
from tests.accounting.small_hotel import YEAR, catalogue, context, dossier, month_record, records, source, sources, venue

MARKET = MethodChoice(basis=Scope2Basis.MARKET)
GREEN = source("green_certificate", unit="kWh", position=9)
LOT = CreditLot(LotId("lot"), ProductType.CCER, "全国温室气体自愿减排注册登记系统", "甘孜示例光热项目", 10, "A-1", "A-10")


def certificates(kwh: str, month: int = 3, **changes: Any) -> ActivityRecord:
    return month_record(GREEN.id, month, kwh, "kWh", **changes)  # type: ignore[arg-type]


def with_green(*green: ActivityRecord, row: EmissionSource = GREEN, **changes: Any) -> dict[str, Any]:
    return {"sources": (*sources(), row), "records": (*records(), *green), **changes}


def found(rule: str, **changes: Any) -> list[Finding]:
    return [finding for finding in run_checks(context(**changes)) if finding.rule == rule]


def inventory(*green: ActivityRecord, method: MethodChoice = MARKET) -> GhgInventory:
    facts = Facts(venue(), ReportingPeriod.of_year(YEAR), (*sources(), GREEN), (*records(), *green))
    return footprint(facts, method, catalogue())


def test_months_without_proof_are_named_and_block_the_market_basis() -> None:
    bare = (certificates("20000", 3, evidence=()), certificates("20000", 5, evidence=()), certificates("20000", 6))
    (blocking,) = found("V47", **with_green(*bare, dossier=dossier(method=MARKET)))
    assert blocking.severity is Severity.BLOCK
    words = describe(blocking, catalogue().rules["V47"], "zh").message
    assert words == "3、5 月填报 40,000 kWh，有凭证的 0 kWh"
    (warned,) = found("V47", **with_green(*bare))
    assert warned.severity is Severity.WARN


def test_missing_proof_leaves_no_market_total_and_says_which_months() -> None:
    computed = inventory(certificates("20000", 3, evidence=()), certificates("20000", 5, evidence=()))
    assert computed.market_based is None
    assert "3、5 月" in computed.market_note
    assert "凭证" in computed.market_note


def test_proven_green_power_asks_nothing() -> None:
    proven = with_green(certificates("20000"), dossier=dossier(method=MARKET))
    assert [rule for rule in ("V47", "V48", "V49") if found(rule, **proven)] == []
    computed = inventory(certificates("20000"))
    assert canonical(computed.market_based or Fraction(0)) == canonical(computed.total())


def test_certificates_beyond_the_power_bought_are_refused() -> None:
    too_many = certificates("9000000")
    (finding,) = found("V48", **with_green(too_many))
    assert finding.severity is Severity.BLOCK
    assert finding.parameters["certified"] == "9,000,000"
    computed = inventory(too_many)
    assert computed.market_based is None
    assert "多于外购电量" in computed.market_note


def test_certificates_count_in_their_own_unit() -> None:
    """1 certificate is 1 000 kWh (factors.md §5): 1 200 of them are more than the hotel bought."""
    row = replace(GREEN, unit="gec")
    assert found("V48", **with_green(month_record(GREEN.id, 3, "1200", "gec"), row=row))  # type: ignore[arg-type]
    assert not found("V48", **with_green(month_record(GREEN.id, 3, "1", "gec"), row=row))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "lot", "refused"),
    [
        ({"note": "甘孜 示例光热项目 2025 年绿证"}, LOT, True),
        ({"invoice": "GEC-甘孜示例光热项目-0001"}, LOT, True),
        ({}, replace(LOT, proof=(EvidenceId("账单.pdf"),)), True),
        ({"note": "另一个项目"}, LOT, False),
        ({"note": "甘孜示例光热项目"}, replace(LOT, product=ProductType.REGIONAL), False),
        ({"note": "一号机"}, replace(LOT, project="一号"), False),
    ],
    ids=["named in the note", "named in the number", "one file for both", "another project", "no CCER", "too short a name"],
)
def test_one_megawatt_hour_is_not_claimed_by_certificate_and_ccer(changes: dict[str, Any], lot: CreditLot, refused: bool) -> None:
    twice = [certificates("1000", 3, **changes), certificates("1000", 4, **changes)]
    findings = found("V49", **with_green(*twice, lots=(lot,)))
    assert [finding.severity for finding in findings] == ([Severity.BLOCK] if refused else [])


def test_excluded_certificates_are_nobodys_concern() -> None:
    row = replace(GREEN, excluded_reason="本年未采购绿证")
    changes = with_green(certificates("9000000", evidence=()), row=row, lots=(LOT,))
    assert [rule for rule in ("V47", "V48", "V49") if found(rule, **changes)] == []
