"""Lines of the inventory as printed formulas: what stands on paper, multiplied as it stands, is the figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from core.domain.inventory import EmissionLine, FactorUse
from core.domain.own_factor import is_own
from core.domain.quantity import UnitTable, canonical, rounded, shown, shown_micro
from core.i18n import _
from core.workflows.compiling import Snapshot
from core.workflows.views import ExplainedFactor, ExplainedLine, ExplainedTerm
from core.workflows.wording import localized

_PURE = {"OF", "44/12", "44/28", "1/100", "1/12"}
"""Pure numbers: their printed unit (a ratio) would only be noise in a formula."""

_SHARE = "w"

_FULL, _SHORT = 18, 2

_TABLE = re.compile(r"\bTable\b|表")
"""Some documents are named together with the table."""


def explained_lines(lines: Sequence[EmissionLine], units: UnitTable, *, memo: bool = False) -> tuple[ExplainedLine, ...]:
    """One formula for each gas and chain of factors; its tonnes are the sum of the lines it stands for."""
    chains: dict[tuple[str, tuple[FactorUse, ...]], list[EmissionLine]] = {}
    for line in lines:
        chains.setdefault((line.gas.value, line.uses), []).append(line)
    explained = []
    for (gas, uses), members in chains.items():
        quantity = sum((line.quantity for line in members), Fraction(0))
        terms = tuple(ExplainedTerm(use, term_text(use)) for use in uses)
        amount = f"{shown_micro(round(quantity * 1_000_000), 0)} {units[members[0].unit].label}"
        ordered = sorted(terms, key=lambda term: term.text.startswith("÷"))  # conversions of units stand last, as on paper
        formula = " ".join((amount, *(term.text for term in ordered)))
        explained.append(ExplainedLine(gas, formula, sum((line.tco2e for line in members), Fraction(0)), terms, memo))
    return tuple(explained)


def term_text(use: FactorUse) -> str:
    """One factor as it stands in a formula: × 0.1564 kgCO2/kWh, or ÷ 1,000 for a change of unit."""
    if not use.factor_id and use.value.numerator == 1 and use.shown == f"1/{use.value.denominator:,}" and use.symbol not in _PURE:
        return f"÷ {use.value.denominator:,}"
    if use.symbol in _PURE:
        return f"× {use.shown}"
    if use.symbol == _SHARE:
        return f"× {use.shown} w({use.unit})" if use.unit else f"× {use.shown} w"
    return f"× {use.shown} {pretty_unit(use.unit)}".rstrip()


def pretty_unit(unit: str) -> str:
    """A factor's unit as people write it; the 2 of CO2 is lowered where it is painted, never by another character."""
    return "" if unit == "ratio" else unit.replace("10^4Nm3", "万Nm³").replace("Nm3", "Nm³").replace("/m3", "/m³")


def explained_factors(taken: Snapshot, lines: Iterable[EmissionLine]) -> tuple[ExplainedFactor, ...]:
    """The rows of tables used, each once, in the order of the formula."""
    found: dict[tuple[str, str], FactorUse] = {}
    for line in lines:
        for use in line.uses:
            if use.factor_id:
                found.setdefault((use.factor_id, use.symbol + use.shown + use.unit), use)
    return tuple(_factor(taken, use) for use in found.values())


def _factor(taken: Snapshot, use: FactorUse) -> ExplainedFactor:
    row = taken.catalogue.factors.get(use.factor_id)
    located = use.clause or _TABLE.search(use.document) or is_own(use.factor_id)
    clause = "" if located else _("出处没有条款号")
    remarks = [part for part in (_vintage(taken, use), use.note, clause) if part]
    own = next((one for one in taken.own_factors if one.factor_id == use.factor_id), None)
    proof = tuple(taken.evidence[one].original_name for one in own.evidence if one in taken.evidence) if own else ()
    if is_own(use.factor_id):
        remarks.append(_("证明文件：{files}").format(files="、".join(proof)) if proof else _("没有证明文件"))
    return ExplainedFactor(use, localized(row.zh, row.en) if row is not None else "", tuple(remarks), proof)


def _vintage(taken: Snapshot, use: FactorUse) -> str:
    """「采用2023年因子」 where the series has none of the dossier's own year yet (factors.md R2)."""
    row, year = taken.catalogue.factors.get(use.factor_id), taken.dossier.period.end.year
    if row is None or not row.series or use.vintage is None or use.vintage >= year:
        return ""
    return _("采用{vintage}年因子，{year}年的尚未公布").format(vintage=use.vintage, year=year)


def residue(addends: Iterable[Fraction], total: Fraction, decimals: int) -> Decimal:
    """What the shown total has more than its shown addends together, all rounded once to so many decimals."""
    return rounded(total, decimals) - sum((rounded(one, decimals) for one in addends), Decimal(0))


def rounding_note(addends: Sequence[Fraction], total: Fraction) -> str:
    """What a reader who adds the shown figures up must know; empty where they give the shown total."""
    short, full = (residue(addends, total, decimals) for decimals in (_SHORT, _FULL))
    parts = []
    if short:
        parts.append(_("因修约，各行两位小数相加与合计差 {residue} t").format(residue=shown(short, _SHORT)))
    if full:
        parts.append(_("各行十八位小数相加与合计差 {residue} t").format(residue=canonical(Fraction(full))))
    return "；".join(parts)
