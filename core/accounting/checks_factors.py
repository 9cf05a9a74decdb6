"""Checks of the factors that the ledger's own people bring."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from core.accounting.check_context import Case
from core.domain.emission import Gas
from core.domain.finding import Finding, Place, Severity
from core.domain.own_factor import OwnFactor
from core.domain.quantity import shown_significant

_GAS = "natural_gas"
_CARBON = Fraction(44, 12)
"""Mass of carbon dioxide for a mass of carbon."""

_PER_GJ_IN_MJ = 1000


def proof_of_own_factors(case: Case) -> Iterator[Finding]:
    """V46: an own factor that a source inside the boundary computes with has a file that proves it."""
    bare = {one.factor_id: one for one in case.context.own_factors if not one.evidence}
    page = "profile" if case.context.event is None else "events"
    for row in case.rows.values():
        factor = bare.get(row.source.factor_id) if row.source is not None else None
        if factor is not None:
            parameters = {"name": factor.name, "value": f"{factor.value} {factor.unit}", "document": factor.document}
            yield case.finding("V46", Severity.BLOCK, Place(page, str(row.subject), field="factor"), parameters)


def heat_content(case: Case) -> Iterator[Finding]:
    """V15: the heat content that an own factor of natural gas implies, with the carbon and oxidation of the published defaults."""
    own = {one.factor_id: one for one in case.context.own_factors}
    for row in case.rows.values():
        factor = own.get(row.source.factor_id) if row.source is not None and row.kind is not None else None
        if factor is None or row.kind is None or row.kind.inputs.get("fuel") != _GAS:
            continue
        content = _implied(case, factor)
        if content is None or case.limit("V15", "low") <= content <= case.limit("V15", "high"):
            continue
        parameters = {
            "name": factor.name,
            "value": f"{factor.value} {factor.unit}",
            "content": shown_significant(content),
            "low": case.limit_text("V15", "low"),
            "high": case.limit_text("V15", "high"),
        }
        yield case.finding("V15", Severity.WARN, Place("profile", str(row.subject), field="factor"), parameters)


def _implied(case: Case, factor: OwnFactor) -> Fraction | None:
    """MJ in a cubic metre: its carbon dioxide ÷ (CC × OF × 44/12); None where the factor is of another gas or not by volume."""
    units = case.context.catalogue.units
    if factor.gas not in {Gas.CO2, Gas.CO2E} or units[factor.per].dimension != "volume":
        return None
    published = {
        one.parameter: one.value
        for one in case.context.catalogue.factors.values()
        if one.fuel == _GAS and one.fuel_set == "B" and one.parameter in {"cc", "of"}
    }
    kilograms = Fraction(factor.value) * units.convert(Fraction(1), factor.numerator, "kg") / units.convert(Fraction(1), factor.per, "m3")
    per_gigajoule = Fraction(published["cc"]) * Fraction(published["of"]) * _CARBON
    return kilograms / per_gigajoule * _PER_GJ_IN_MJ
