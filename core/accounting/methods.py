"""METHODS: the few calculation methods an emission source may name.

A method turns a source into components: gases with the chain of factors that leads from one unit of the row to tonnes of CO2e.
All methods are linear in the quantity, so one chain serves every month, and the chain itself is what the explanation shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionFactor, EmissionSource, EvidenceMark, FuelSet, Gas, GwpSet, Scope, Scope2Basis, SourceType
from core.domain.inventory import FactorUse
from core.errors import AppError
from core.i18n import _

CARBON_TO_CO2 = Fraction(44, 12)
"""Mass of CO2 per mass of carbon; code and not data (architecture.md §5)."""


class UnansweredError(AppError):
    """The source cannot be computed yet; shown as 未核算, never as zero."""


@dataclass(frozen=True, slots=True)
class MethodContext:
    """What a method may read."""

    source: EmissionSource
    type: SourceType
    catalogue: Catalogue
    method: MethodChoice
    year: int
    region: str


@dataclass(frozen=True, slots=True)
class Component:
    """One gas of a source: the product of `uses` is tonnes of CO2e per unit of the row."""

    gas: Gas
    scope: Scope
    uses: tuple[FactorUse, ...]
    in_p1: bool

    @property
    def coefficient(self) -> Fraction:
        """Tonnes of CO2e for one unit of the row."""
        product = Fraction(1)
        for use in self.uses:
            product *= use.value
        return product


class _Chain:
    """Builds the factors of a component while keeping count of the unit reached so far."""

    def __init__(self, catalogue: Catalogue, unit: str) -> None:
        self._catalogue = catalogue
        self._unit = unit
        self._uses: list[FactorUse] = []

    def reach(self, unit: str) -> None:
        """Insert the exact unit conversion from where the chain stands to `unit`."""
        scale = self._catalogue.units.convert(Fraction(1), self._unit, unit)
        if scale != 1:
            shown = f"1/{scale.denominator:,}" if scale.numerator == 1 else _decimal_or_ratio(scale)
            label = f"{self._catalogue.units[unit].label}/{self._catalogue.units[self._unit].label}"
            self._uses.append(FactorUse(_("换算"), scale, shown, label, mark=EvidenceMark.CHECKED))
        self._unit = unit

    def times(self, factor: EmissionFactor, symbol: str) -> _Chain:
        """Multiply with a catalogue row; the chain must stand in the unit below its stroke."""
        if factor.per:
            self.reach(factor.per)
        self._uses.append(_use(factor, symbol))
        if factor.numerator:
            self._unit = factor.numerator
        return self

    def constant(self, symbol: str, value: Fraction, shown: str, unit: str = "", reached: str = "", document: str = "") -> _Chain:
        """Multiply with a constant of nature or a stated assumption."""
        self._uses.append(FactorUse(symbol, value, shown, unit, document=document, mark=EvidenceMark.CHECKED))
        self._unit = reached or self._unit
        return self

    def warming(self, species: str, gwp_set: GwpSet) -> tuple[_Chain, Gas]:
        """Multiply with the warming potential of a species in the dossier's set.

        Raises:
            UnansweredError: the set has no value for the species; that is an error, never zero (domain.md §4.1).
        """
        value = self._catalogue.gwp(species, gwp_set)
        if value is None:
            raise UnansweredError(
                "gwp.missing",
                _("「{species}」在 {gwp_set} 中没有全球变暖潜势值。").format(species=species, gwp_set=gwp_set.value),
                _("请换用含有该气体的 GWP 组，或核对制冷剂型号。"),
            )
        use = FactorUse(
            "GWP", Fraction(value.value), str(value.value), "kgCO2e/kg", value.id, value.document, value.clause, None, value.mark
        )
        self._uses.append(use)
        return self, value.gas

    def to_tonnes(self) -> tuple[FactorUse, ...]:
        """Close the chain in tonnes."""
        self.reach("t")
        return tuple(self._uses)


def _decimal_or_ratio(value: Fraction) -> str:
    """An exact short text of a ratio."""
    denominator = value.denominator
    while denominator % 2 == 0:
        denominator //= 2
    while denominator % 5 == 0:
        denominator //= 5
    if denominator == 1:
        text = format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), ",f")
        return text
    return f"{value.numerator}/{value.denominator}"


def _use(factor: EmissionFactor, symbol: str) -> FactorUse:
    return FactorUse(
        symbol,
        Fraction(factor.value),
        str(factor.value),
        factor.unit,
        factor.id,
        factor.document,
        factor.clause,
        factor.vintage,
        factor.mark,
    )


def _factor(context: MethodContext, factor_id: str) -> EmissionFactor:
    factor = context.catalogue.factors.get(factor_id)
    if factor is None:
        raise UnansweredError("factor.missing", _("因子「{id}」不在因子库里。").format(id=factor_id), _("请在场所档案里重新选择因子。"))
    return factor


def _fuel_parameter(context: MethodContext, parameter: str, fuel_set: FuelSet) -> EmissionFactor:
    fuel = context.type.inputs["fuel"]
    factor = context.catalogue.fuel_parameter(fuel, parameter, fuel_set.value)
    if factor is None:
        raise UnansweredError(
            "factor.fuel_set",
            _("燃料参数组 {fuel_set} 里没有「{name}」的数值。").format(fuel_set=fuel_set.value, name=context.type.zh),
            _("请为本档案换一组燃料参数，或核对燃料种类。"),
        )
    return factor


def _start(context: MethodContext, wanted: EmissionFactor) -> _Chain:
    """A chain that stands in the dimension of `wanted.per`, through the density where the row is in litres and the factor in mass."""
    units = context.catalogue.units
    chain = _Chain(context.catalogue, context.source.unit)
    row, target = units[context.source.unit].dimension, units[wanted.per].dimension
    if row == target:
        return chain
    density_id = context.type.inputs.get("density", "")
    if density_id and {row, target} == {"volume", "mass"}:
        density = _factor(context, density_id)
        if row == "volume":
            return chain.times(density, "ρ")
        chain.reach(density.numerator)
        return chain.constant("1/ρ", 1 / Fraction(density.value), f"1/{density.value}", "L/kg", reached=density.per)
    if "bridge_value" in context.type.inputs:
        amount, below = context.type.inputs["bridge_unit"].split("/")
        chain.reach(below)
        value = context.type.inputs["bridge_value"]
        return chain.constant("ρ", Fraction(value), value, context.type.inputs["bridge_unit"], amount, context.type.inputs["bridge_note"])
    raise UnansweredError(
        "unit.bridge",
        _("「{name}」按{unit}填报，所选因子按{per}计。").format(
            name=context.source.name, unit=units[context.source.unit].label, per=units[wanted.per].label
        ),
        _("请在场所档案里改这一行的单位，或另选因子。"),
    )


def _combustion(context: MethodContext, *, in_p1: bool) -> tuple[Component, ...]:
    """Fuel × NCV × CC × OF × 44/12, plus CH4 and N2O by energy (公共建筑指南; IPCC 2006 V2)."""
    chosen = context.method.fuel_set
    scope = context.type.scope
    if chosen is FuelSet.C:
        direct = _fuel_parameter(context, "ef", chosen)
        carbon = Component(Gas.CO2, scope, _start(context, direct).times(direct, "EF").to_tonnes(), in_p1)
        ncv = _fuel_parameter(context, "ncv", FuelSet.B)
    else:
        ncv = _fuel_parameter(context, "ncv", chosen)
        chain = _start(context, ncv).times(ncv, "NCV").times(_fuel_parameter(context, "cc", chosen), "CC")
        chain.times(_fuel_parameter(context, "of", chosen), "OF").constant("44/12", CARBON_TO_CO2, "44/12", "tCO2/tC", reached="t")
        carbon = Component(Gas.CO2, scope, chain.to_tonnes(), in_p1)
    components = [carbon]
    for role, gas, species in (("ch4", Gas.CH4, "CH4-fossil"), ("n2o", Gas.N2O, "N2O")):
        if role in context.type.inputs:
            chain = _start(context, ncv).times(ncv, "NCV").times(_factor(context, context.type.inputs[role]), "EF")
            chain, _group = chain.warming(species, context.method.gwp_set)
            components.append(Component(gas, scope, chain.to_tonnes(), in_p1=False))
    return tuple(components)


def fuel(context: MethodContext) -> tuple[Component, ...]:
    """Fuel burnt on site: its CO2 counts in P1 and P2, its CH4 and N2O in P2 (domain.md N15)."""
    return _combustion(context, in_p1=True)


def vehicle_fuel(context: MethodContext) -> tuple[Component, ...]:
    """Fuel of vehicles, boats and machines: P2 only, since the public-building guide leaves transport out (domain.md N15)."""
    return _combustion(context, in_p1=False)


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
    """Purchased power × grid average (location) or × the factor without market-traded non-fossil power (market; factors.md R4)."""
    factor = _grid_factor(context)
    return (Component(Gas.CO2, Scope.TWO, _start(context, factor).times(factor, "EF").to_tonnes(), in_p1=True),)


def market_instrument(context: MethodContext) -> tuple[Component, ...]:
    """Green power and certificates: no line in the location-based total; in the market-based one they take proven kWh out (N16)."""
    if context.method.basis is not Scope2Basis.MARKET:
        return ()
    (component,) = purchased_electricity(context)
    minus = FactorUse(_("抵减"), Fraction(-1), "−1", "", mark=EvidenceMark.CHECKED)
    return (replace(component, uses=(minus, *component.uses)),)


def purchased_heat(context: MethodContext) -> tuple[Component, ...]:
    """Purchased steam or hot water × the default factor (GB/T 32150—2025; 公共建筑指南)."""
    factor = _factor(context, context.type.inputs["factor"])
    return (Component(Gas.CO2, Scope.TWO, _start(context, factor).times(factor, "EF").to_tonnes(), in_p1=True),)


def gas_release(context: MethodContext) -> tuple[Component, ...]:
    """Refrigerant or fire agent released × share × GWP; HCFCs are memo lines (domain.md N14, §4.1)."""
    species = context.source.species
    if not species:
        raise UnansweredError(
            "species.missing", _("「{name}」还没有选定型号。").format(name=context.source.name), _("请在场所档案里选制冷剂或灭火剂的型号。")
        )
    components = []
    blend = context.catalogue.blends.get(species)
    for component, share in context.catalogue.shares(species):
        chain = _Chain(context.catalogue, context.source.unit)
        if share != 1 and blend is not None:
            chain.times(_share_as_factor(blend.id, component, share, blend.document, blend.mark), "w")
        chain, gas = chain.warming(component, context.method.gwp_set)
        scope = Scope.MEMO if gas is Gas.HCFC else context.type.scope
        components.append(Component(gas, scope, chain.to_tonnes(), in_p1=False))
    return tuple(components)


def _share_as_factor(blend_id: str, component: str, share: Decimal, document: str, mark: EvidenceMark) -> EmissionFactor:
    """The mass share of a blend's component, shaped as a factor so that it is explained like one."""
    return EmissionFactor(
        id=blend_id,
        zh=component,
        en=component,
        category="refrigerant_blend",
        scope="param",
        value=share,
        unit=f"{component}",
        numerator="",
        per="",
        gas=None,
        fuel="",
        parameter="share",
        fuel_set="",
        gwp_set="",
        series="",
        vintage=None,
        valid_to=None,
        region="",
        document=document,
        clause="",
        mark=mark,
        usable="yes",
    )


def direct_factor(context: MethodContext) -> tuple[Component, ...]:
    """Quantity × one published factor; where none is the default, the person's choice (domain.md §4.1, scope 3)."""
    factor_id = context.source.factor_id or context.type.inputs.get("factor", "")
    if not factor_id:
        raise UnansweredError(
            "factor.unanswered",
            _("「{name}」还没有选定排放因子，未核算。").format(name=context.source.name),
            _("请在场所档案里选一个因子，或写明不计入的原因。"),
        )
    factor = _factor(context, factor_id)
    chain = _start(context, factor).times(factor, "EF")
    return (Component(factor.gas or Gas.CO2E, context.type.scope, chain.to_tonnes(), in_p1=False),)


def biomass(context: MethodContext) -> tuple[Component, ...]:
    """Biomass by energy: biogenic CO2 as a memo line, CH4 and N2O in scope 1 (factors.md R6)."""
    memo = _factor(context, context.type.inputs["factor"])
    components = [Component(Gas.BIOGENIC_CO2, Scope.MEMO, _start(context, memo).times(memo, "EF").to_tonnes(), in_p1=False)]
    for role, gas, species in (("ch4", Gas.CH4, "CH4-biogenic"), ("n2o", Gas.N2O, "N2O")):
        factor = _factor(context, context.type.inputs[role])
        chain, _group = _start(context, factor).times(factor, "EF").warming(species, context.method.gwp_set)
        components.append(Component(gas, context.type.scope, chain.to_tonnes(), in_p1=False))
    return tuple(components)


def zero_memo(_context: MethodContext) -> tuple[Component, ...]:
    """Recorded and shown, no emission of its own: power from own panels used on site (factors.md §5)."""
    return ()


METHODS: Mapping[str, Callable[[MethodContext], tuple[Component, ...]]] = {
    "fuel": fuel,
    "vehicle_fuel": vehicle_fuel,
    "purchased_electricity": purchased_electricity,
    "market_instrument": market_instrument,
    "purchased_heat": purchased_heat,
    "gas_release": gas_release,
    "direct_factor": direct_factor,
    "biomass": biomass,
    "zero_memo": zero_memo,
}
