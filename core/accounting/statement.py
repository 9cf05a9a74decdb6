"""The inventory as plain data: every figure that counts is a decimal string in canonical form (architecture.md §5)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from core.accounting.profile_difference import difference_statement
from core.domain.emission import Gas, Scope
from core.domain.inventory import EmissionLine, EnergyIntensity, FactorUse, GhgInventory, SourceResult
from core.domain.quantity import canonical, whole_tonnes_up


def statement(inventory: GhgInventory) -> dict[str, Any]:
    """What `footprint --json` prints and what a package will carry.

    `total_tco2e`, `by_scope`, `by_gas`, `by_source` and `by_month` follow the dossier's profile; `profiles` has both totals.
    """
    p1 = inventory.method.profile.value == "P1"
    return {
        "period": inventory.period.label,
        "profile": inventory.method.profile.value,
        "basis": inventory.method.basis.value,
        "grid": inventory.method.grid.value,
        "fuel_set": inventory.method.fuel_set.value,
        "gwp_set": inventory.method.gwp_set.value,
        "factor_set": inventory.factor_set,
        "factor_set_sha256": inventory.factor_digest,
        "total_tco2e": canonical(inventory.total(p1=p1)),
        "profiles": {"P1": canonical(inventory.total(p1=True)), "P2": canonical(inventory.total())},
        "profile_difference": difference_statement(inventory),
        "by_scope": {str(int(scope)): canonical(value) for scope, value in inventory.by_scope(p1=p1).items()},
        "by_gas": {gas.value: canonical(value) for gas, value in sorted(inventory.by_gas(p1=p1).items(), key=_gas_order)},
        "by_source": [_source(result, p1=p1) for result in inventory.results],
        "by_month": [
            {
                "month": str(month),
                "tco2e": canonical(sum(scopes.values(), Fraction(0))),
                "by_scope": {str(int(scope)): canonical(value) for scope, value in scopes.items()},
            }
            for month, scopes in inventory.by_month(p1=p1).items()
        ],
        "memo": _memo(inventory),
        "excluded": [
            {
                "source": source.name,
                "reason": source.excluded_reason,
                "tonnes": None if source.excluded_tonnes is None else canonical(Fraction(source.excluded_tonnes)),
                "operator": source.operator,
            }
            for source in inventory.excluded
        ],
        "location": {name: canonical(value) for name, value in inventory.location},
        "market_based": canonical(inventory.market_based) if inventory.market_based is not None else None,
        "market_based_note": inventory.market_note,
        "intensities": [
            {
                "code": i.code,
                "name": i.zh,
                "unit": i.unit,
                "denominator": i.denominator,
                "denominator_value": canonical(i.denominator_value),
                "denominator_name": i.basis.zh,
                "denominator_unit": i.basis.unit,
                "denominator_note": i.basis.note,
                "numerator": "P2",
                "value": _figure(i.value),
                "value_p1": _figure(i.value_p1),
            }
            for i in inventory.intensities
        ],
        "energy_intensities": [_energy(one) for one in inventory.energy],
        "data_quality": {grade: canonical(share) for grade, share in inventory.quality},
        "uncertainty": _uncertainty(inventory),
        "offset_needed_t": str(whole_tonnes_up(inventory.total(p1=p1))),
    }


def _figure(value: Fraction | None) -> str | None:
    return None if value is None else canonical(value)


def _energy(one: EnergyIntensity) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.zh,
        "unit": one.unit,
        "amount": canonical(one.amount),
        "amount_unit": one.amount_unit,
        "denominator": one.basis.code,
        "denominator_name": one.basis.zh,
        "denominator_value": canonical(one.basis.value),
        "denominator_unit": one.basis.unit,
        "value": _figure(one.value),
        "left_out": list(one.left_out),
        "factor_ids": list(one.factors),
    }


def _uncertainty(inventory: GhgInventory) -> dict[str, Any] | None:
    """The 95 % half-width of the total of the dossier's own profile; None where there is none to state."""
    found = inventory.uncertainty
    if found is None:
        return None
    names = {result.source.id: result.source.name for result in inventory.results}
    return {
        "confidence_percent": "95",
        "relative": canonical(found.relative),
        "absolute_tco2e": canonical(found.absolute),
        "by_source": [
            {
                "source": names[one.source_id],
                "source_id": one.source_id,
                "relative": canonical(one.relative),
                "activity": canonical(one.activity),
                "factor": canonical(one.factor),
            }
            for one in found.by_source
        ],
        "method": found.method,
        "half_widths": [
            {"code": one.code, "name": one.zh, "percent": str(one.percent), "origin": one.origin, "mark": one.mark.value}
            for one in found.used
        ],
    }


def _gas_order(item: tuple[Gas, Fraction]) -> int:
    return list(Gas).index(item[0])


def _memo(inventory: GhgInventory) -> list[dict[str, str]]:
    sums: dict[tuple[str, str], Fraction] = {}
    names = {str(result.source.id): result.source.name for result in inventory.results}
    for line in inventory.memo_lines():
        key = (names[line.source_id], line.gas.value)
        sums[key] = sums.get(key, Fraction(0)) + line.tco2e
    return [{"source": source, "gas": gas, "tco2e": canonical(value)} for (source, gas), value in sums.items()]


def headline(result: SourceResult) -> tuple[EmissionLine | None, FactorUse | None]:
    """The line that a one-row summary shows (the first, CO2 for fuels) and its published factor."""
    line = next(iter(result.lines or result.memo), None)
    use = next((use for use in reversed(line.uses) if use.factor_id), None) if line else None
    return line, use


def printed_factor(result: SourceResult) -> tuple[Fraction | None, str]:
    """Kilograms of CO2e of the headline gas for one unit of the row, as an exact number, and the gas.

    For power this is the published grid factor; for fuels it is the product of NCV, CC, OF and 44/12, never the rounded
    printed row (factors.md R7).
    """
    gases = {line.gas for line in result.lines}
    first = next(iter(result.lines), None)
    if first is None:
        return None, ""
    wanted = {Gas.CO2, Gas.CO2E} if gases & {Gas.CO2, Gas.CO2E} else gases
    chains = {(line.gas, line.uses) for line in result.lines if line.gas in wanted}
    total = Fraction(0)
    for _gas, uses in chains:
        product = Fraction(1)
        for use in uses:
            product *= use.value
        total += product
    return total * 1000, (Gas.CO2.value if Gas.CO2 in gases else Gas.CO2E.value)


def _source(result: SourceResult, *, p1: bool) -> dict[str, Any]:
    line, use = headline(result)
    factor, gas = printed_factor(result)
    seen: dict[tuple[str, str, str], dict[str, str]] = {}
    for one in (*result.lines, *result.memo):
        for term in one.uses:
            seen.setdefault(
                (one.gas.value, term.symbol, term.factor_id or term.shown),
                {
                    "gas": one.gas.value,
                    "symbol": term.symbol,
                    "value": term.shown,
                    "unit": term.unit,
                    "factor_id": term.factor_id,
                    "mark": term.mark.value,
                },
            )
    return {
        "source": result.source.name,
        "source_id": result.source.id,
        "type": result.type.code,
        "scope": str(int(result.type.scope)) if result.type.scope is not Scope.MEMO else "memo",
        "quantity": canonical(result.quantity()),
        "unit": result.source.unit,
        "method": result.type.method,
        "factor_id": use.factor_id if use else "",
        "factor": canonical(factor) if factor is not None else None,
        "factor_unit": f"kg{gas}/{result.source.unit}" if factor is not None else "",
        "parameters": list(seen.values()),
        "factor_vintage": use.vintage if use else None,
        "tco2e": canonical(result.total(p1=p1)),
        "by_gas": _gases(result, p1=p1),
        "unanswered": result.unanswered,
        "excluded_from_profile": p1 and bool(result.lines) and not any(one.in_p1 for one in result.lines) and line is not None,
    }


def _gases(result: SourceResult, *, p1: bool) -> dict[str, str]:
    sums: dict[str, Fraction] = {}
    for line in result.lines:
        if line.in_p1 or not p1:
            sums[line.gas.value] = sums.get(line.gas.value, Fraction(0)) + line.tco2e
    return {gas: canonical(value) for gas, value in sums.items()}
