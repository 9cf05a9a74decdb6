"""P1 and P2 side by side: which lines the public-building guide leaves out, how much they are, and why (domain.md N15)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from core.domain.emission import EvidenceMark, Gas, Scope
from core.domain.inventory import EmissionLine, GhgInventory, SourceResult
from core.domain.quantity import canonical
from core.i18n import _, mark


class Reason(Enum):
    """Why a line counts as it does in the two profiles."""

    BOTH = "both"
    SCOPE_3 = "scope_3"
    VEHICLES = "vehicles"
    FUGITIVE = "fugitive"
    COOLING = "cooling"
    WASTE = "waste"
    BIOMASS = "biomass"
    OTHER_GAS = "other_gas"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ReasonText:
    """A reason in words with the paper it leans on and how far that has been checked."""

    words: str
    document: str
    mark: EvidenceMark


_GUIDE = mark("《公共建筑运营单位（企业）温室气体排放核算方法和报告指南（试行）》（发改办气候〔2015〕1722号）的核算范围")
_OURS = mark("本程序的 P2 完整口径")

REASONS: dict[Reason, ReasonText] = {
    Reason.BOTH: ReasonText(mark("燃料燃烧、外购电力和外购热力的 CO2：两个口径都计"), _GUIDE, EvidenceMark.TRANSCRIBED),
    Reason.SCOPE_3: ReasonText(mark("选报的范围三：公共建筑指南只计范围一、二的三类源"), _GUIDE, EvidenceMark.TRANSCRIBED),
    Reason.VEHICLES: ReasonText(mark("车辆、船艇和机具：公共建筑指南不含移动源"), _GUIDE, EvidenceMark.TRANSCRIBED),
    Reason.FUGITIVE: ReasonText(mark("制冷剂、灭火剂等：公共建筑指南不含逸散"), _GUIDE, EvidenceMark.TRANSCRIBED),
    Reason.COOLING: ReasonText(mark("外购冷量：公共建筑指南的外购部分只列电力和热力"), _GUIDE, EvidenceMark.TRANSCRIBED),
    Reason.WASTE: ReasonText(mark("废水、废弃物处理：公共建筑指南不含此类过程"), _GUIDE, EvidenceMark.TRANSCRIBED),
    Reason.BIOMASS: ReasonText(
        mark("生物质燃烧的甲烷、氧化亚氮：公共建筑指南只计化石燃料的 CO2；生物源 CO2 另列备忘"), _GUIDE, EvidenceMark.TRANSCRIBED
    ),
    Reason.OTHER_GAS: ReasonText(mark("燃烧产生的甲烷、氧化亚氮：公共建筑指南只计 CO2"), _GUIDE, EvidenceMark.TRANSCRIBED),
    Reason.OTHER: ReasonText(mark("公共建筑指南的三类源（燃料、外购电力、外购热力）以外"), _OURS, EvidenceMark.CHECKED),
}
"""Every reason that a difference can have; what does not fit one of them is OTHER and says so."""

_BY_METHOD: dict[str, Reason] = {
    "vehicle_fuel": Reason.VEHICLES,
    "gas_release": Reason.FUGITIVE,
    "gas_recovery": Reason.FUGITIVE,
    "leak_rate": Reason.FUGITIVE,
    "purchased_cooling": Reason.COOLING,
    "wastewater_ch4": Reason.WASTE,
    "wastewater_n2o": Reason.WASTE,
    "waste_biological": Reason.WASTE,
    "biomass": Reason.BIOMASS,
}

_BURNT = frozenset({"fuel", "alcohol_fuel"})


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One gas of one source in both profiles, in tonnes of CO2e."""

    source_id: str
    source: str
    scope: Scope
    gas: Gas
    p1: Fraction
    p2: Fraction
    reason: Reason

    @property
    def difference(self) -> Fraction:
        """What P2 has more than P1."""
        return self.p2 - self.p1


@dataclass(frozen=True, slots=True)
class ProfileDifference:
    """Both totals and every row between them: the differences of the rows add up to P2 − P1 exactly."""

    p1: Fraction
    p2: Fraction
    rows: tuple[DifferenceRow, ...]

    @property
    def difference(self) -> Fraction:
        """P2 − P1."""
        return self.p2 - self.p1

    def by_reason(self) -> dict[Reason, Fraction]:
        """How much of the difference each reason makes, in the order of the table of reasons; what is in both is left out."""
        sums: dict[Reason, Fraction] = {}
        for reason in REASONS:
            rows = [row for row in self.rows if row.reason is reason]
            if rows and reason is not Reason.BOTH:
                sums[reason] = sum((row.difference for row in rows), Fraction(0))
        return sums


def profile_difference(inventory: GhgInventory) -> ProfileDifference:
    """The two profiles compared line by line, in the order of the sources."""
    rows: dict[tuple[str, Gas, Scope, Reason], DifferenceRow] = {}
    for result in inventory.results:
        for line in result.lines:
            reason = reason_of(result, line)
            key = (result.source.id, line.gas, line.scope, reason)
            known = rows.get(key)
            p1 = (known.p1 if known else Fraction(0)) + (line.tco2e if line.in_p1 else Fraction(0))
            p2 = (known.p2 if known else Fraction(0)) + line.tco2e
            rows[key] = DifferenceRow(result.source.id, result.source.name, line.scope, line.gas, p1, p2, reason)
    return ProfileDifference(inventory.total(p1=True), inventory.total(), tuple(rows.values()))


def reason_of(result: SourceResult, line: EmissionLine) -> Reason:
    """Why a line counts in both profiles or in P2 alone: by its scope, then by its method, then by its gas."""
    if line.in_p1:
        return Reason.BOTH
    if line.scope is Scope.THREE:
        return Reason.SCOPE_3
    found = _BY_METHOD.get(result.type.method)
    if found is not None:
        return found
    return Reason.OTHER_GAS if result.type.method in _BURNT else Reason.OTHER


def difference_statement(inventory: GhgInventory) -> dict[str, Any]:
    """The same as plain data, every figure a decimal string in canonical form."""
    found = profile_difference(inventory)
    return {
        "P1": canonical(found.p1),
        "P2": canonical(found.p2),
        "difference": canonical(found.difference),
        "rows": [
            {
                "source": row.source,
                "source_id": row.source_id,
                "scope": str(int(row.scope)),
                "gas": row.gas.value,
                "P1": canonical(row.p1),
                "P2": canonical(row.p2),
                "difference": canonical(row.difference),
                "reason": row.reason.value,
                "reason_text": _(REASONS[row.reason].words),
                "reason_document": _(REASONS[row.reason].document),
                "reason_mark": REASONS[row.reason].mark.value,
            }
            for row in found.rows
        ],
    }
