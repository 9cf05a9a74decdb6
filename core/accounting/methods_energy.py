"""Methods of fuels and bought energy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from core.accounting.methods_chain import Component, MethodContext, UnansweredError, chosen_factor, factor_of, start
from core.domain.emission import EmissionFactor, EvidenceMark, FuelSet, Gas, Scope, Scope2Basis
from core.domain.inventory import FactorUse
from core.i18n import _

CARBON_TO_CO2 = Fraction(44, 12)
"""Mass of CO2 per mass of carbon; code and not data (architecture.md §5)."""

_PERCENT = 100


def _fuel_parameter(context: MethodContext, parameter: str, *fuel_sets: FuelSet) -> EmissionFactor:
    """A parameter of the fuel from the first of the sets that has it."""
    for fuel_set in fuel_sets:
        fuel = context.type.inputs["fuel"]
        if fuel_set is FuelSet.C:
            fuel = context.type.inputs.get("fuel_c", fuel)
        factor = context.catalogue.fuel_parameter(fuel, parameter, fuel_set.value)
        if factor is not None:
            return factor
    raise UnansweredError(
        "factor.fuel_set",
        _("燃料参数组 {fuel_set} 里没有「{name}」的数值。").format(fuel_set=fuel_sets[0].value, name=context.type.zh),
        _("请为本档案换一组燃料参数，或核对燃料种类。"),
    )


def _combustion(context: MethodContext, *, in_p1: bool) -> tuple[Component, ...]:
    """Fuel × NCV × CC × OF × 44/12, plus CH4 and N2O by energy (公共建筑指南; IPCC 2006 V2).

    Set C has direct factors and no calorific values, so that its CH4 and N2O go by the value of set B, else of set A.
    """
    chosen = context.method.fuel_set
    scope = context.type.scope
    if chosen is FuelSet.C:
        direct = _fuel_parameter(context, "ef", chosen)
        carbon = Component(Gas.CO2, scope, start(context, direct).times(direct, "EF").to_tonnes(), in_p1)
        energy_sets: tuple[FuelSet, ...] = (FuelSet.B, FuelSet.A)
    else:
        ncv = _fuel_parameter(context, "ncv", chosen)
        chain = start(context, ncv).times(ncv, "NCV").times(_fuel_parameter(context, "cc", chosen), "CC")
        chain.times(_fuel_parameter(context, "of", chosen), "OF").constant("44/12", CARBON_TO_CO2, "44/12", "tCO2/tC", reached="t")
        carbon = Component(Gas.CO2, scope, chain.to_tonnes(), in_p1)
        energy_sets = (chosen,)
    components = [carbon]
    for role, gas, species in (("ch4", Gas.CH4, "CH4-fossil"), ("n2o", Gas.N2O, "N2O")):
        if role in context.type.inputs:
            ncv = _fuel_parameter(context, "ncv", *energy_sets)
            chain = start(context, ncv).times(ncv, "NCV").times(factor_of(context, context.type.inputs[role]), "EF")
            chain, _group = chain.warming(species, context.method.gwp_set)
            components.append(Component(gas, scope, chain.to_tonnes(), in_p1=False))
    return tuple(components)


def fuel(context: MethodContext) -> tuple[Component, ...]:
    """Fuel burnt on site: its CO2 counts in P1 and P2, its CH4 and N2O in P2 (domain.md N15); burnt by a supplier, in P2 alone."""
    return _combustion(context, in_p1=context.type.scope is Scope.ONE)


def vehicle_fuel(context: MethodContext) -> tuple[Component, ...]:
    """Fuel of vehicles, boats and machines: P2 only, since the public-building guide leaves transport out (domain.md N15)."""
    return _combustion(context, in_p1=False)


def alcohol_fuel(context: MethodContext) -> tuple[Component, ...]:
    """Alcohol fuel × mass fraction of methanol × 44.01/32.04 (factors.md §2): fossil CO2; the fraction is the row's species."""
    species = context.source.species
    if species not in context.type.species_choices:
        raise UnansweredError(
            "species.content",
            _("「{name}」还没有选定甲醇含量。").format(name=context.source.name),
            _("请在场所档案里按送货单或检测报告选甲醇的质量分数。"),
        )
    factor = factor_of(context, context.type.inputs["factor"])
    chain = start(context, factor).constant("w", percentage(species), species, "")
    return (Component(Gas.CO2, context.type.scope, chain.times(factor, "EF").to_tonnes(), in_p1=context.type.scope is Scope.ONE),)


def percentage(text: str) -> Fraction:
    """``90%`` as a number; the loader has seen that it is one."""
    return Fraction(text.removesuffix("%")) / _PERCENT


def _grid_factor(context: MethodContext) -> EmissionFactor:
    series = context.catalogue.grid_series(context.region)
    wanted = "residual" if context.method.basis is Scope2Basis.MARKET else context.method.grid.value
    factor = context.catalogue.for_year(series[wanted], context.year) if series[wanted] else None
    if factor is None:
        raise UnansweredError(
            "factor.grid",
            _("没有适用于 {year} 年、区划 {region} 的电力因子。").format(year=context.year, region=context.region),
            _("请核对场所所在地区。"),
        )
    return factor


def purchased_electricity(context: MethodContext) -> tuple[Component, ...]:
    """Purchased power × grid average (location) or × the factor without market-traded non-fossil power (market; factors.md R4).

    The power of a supplier or a tenant is scope 3 and outside P1.
    """
    factor = _grid_factor(context)
    scope = context.type.scope
    return (Component(Gas.CO2, scope, start(context, factor).times(factor, "EF").to_tonnes(), in_p1=scope is Scope.TWO),)


def market_instrument(context: MethodContext) -> tuple[Component, ...]:
    """Green power and certificates: no line in the location-based total; in the market-based one they take proven kWh out (N16)."""
    if context.method.basis is not Scope2Basis.MARKET:
        return ()
    (component,) = purchased_electricity(context)
    minus = FactorUse(_("抵减"), Fraction(-1), "−1", "", mark=EvidenceMark.CHECKED)
    return (replace(component, uses=(minus, *component.uses)),)


def purchased_heat(context: MethodContext) -> tuple[Component, ...]:
    """Purchased steam or hot water × the default factor (GB/T 32150—2025; 公共建筑指南)."""
    factor = chosen_factor(context)
    return (Component(Gas.CO2, Scope.TWO, start(context, factor).times(factor, "EF").to_tonnes(), in_p1=True),)


def purchased_cooling(context: MethodContext) -> tuple[Component, ...]:
    """Bought cooling ÷ the supplier's coefficient of performance × grid factor; no default coefficient, and P2 alone.

    The public-building guide names power and heat only, so cooling is outside P1.
    """
    species = context.source.species
    if species not in context.type.species_choices:
        raise UnansweredError(
            "species.cop",
            _("「{name}」还没有供冷单位的能效系数，未核算。").format(name=context.source.name),
            _("请向供冷单位要冷源的 COP（就低选），或登记附证明文件的自有因子。"),
        )
    factor = _grid_factor(context)
    shown = f"1/{performance(species)}"
    chain = start(context, factor).constant("1/COP", 1 / Fraction(performance(species)), shown).times(factor, "EF")
    return (Component(Gas.CO2, Scope.TWO, chain.to_tonnes(), in_p1=False),)


def performance(text: str) -> str:
    """The number in ``COP 3.5``; the loader has seen that there is one."""
    return text.removeprefix("COP ")


def biomass(context: MethodContext) -> tuple[Component, ...]:
    """Biomass by energy: biogenic CO2 as a memo line, CH4 and N2O in scope 1 (factors.md R6)."""
    memo = factor_of(context, context.type.inputs["factor"])
    components = [Component(Gas.BIOGENIC_CO2, Scope.MEMO, start(context, memo).times(memo, "EF").to_tonnes(), in_p1=False)]
    for role, gas, species in (("ch4", Gas.CH4, "CH4-biogenic"), ("n2o", Gas.N2O, "N2O")):
        factor = factor_of(context, context.type.inputs[role])
        chain, _group = start(context, factor).times(factor, "EF").warming(species, context.method.gwp_set)
        components.append(Component(gas, context.type.scope, chain.to_tonnes(), in_p1=False))
    return tuple(components)


def zero_memo(_context: MethodContext) -> tuple[Component, ...]:
    """Recorded and shown, no emission of its own: power from own panels used on site (factors.md §5)."""
    return ()
