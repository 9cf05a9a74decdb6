"""What every method is made of: the facts it may read, and chains of factors that know the unit they have reached."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.domain.catalogue import Catalogue
from core.domain.dossier import MethodChoice
from core.domain.emission import EmissionFactor, EmissionSource, EvidenceMark, Gas, GwpSet, Scope, SourceType
from core.domain.inventory import FactorUse
from core.domain.own_factor import is_own
from core.errors import AppError
from core.i18n import _

MINUS_ONE = Fraction(-1)


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


class Chain:
    """Builds the factors of a component while keeping count of the unit reached so far."""

    def __init__(self, catalogue: Catalogue, unit: str) -> None:
        self._catalogue = catalogue
        self._unit = unit
        self._uses: list[FactorUse] = []

    def branch(self) -> Chain:
        """A chain that goes on from here on its own."""
        other = Chain(self._catalogue, self._unit)
        other._uses = list(self._uses)
        return other

    def reach(self, unit: str) -> None:
        """Insert the exact unit conversion from where the chain stands to `unit`."""
        scale = self._catalogue.units.convert(Fraction(1), self._unit, unit)
        if scale != 1:
            shown = f"1/{scale.denominator:,}" if scale.numerator == 1 else _decimal_or_ratio(scale)
            label = f"{self._catalogue.units[unit].label}/{self._catalogue.units[self._unit].label}"
            self._uses.append(FactorUse(_("换算"), scale, shown, label, mark=EvidenceMark.CHECKED))
        self._unit = unit

    def times(self, factor: EmissionFactor, symbol: str, note: str = "") -> Chain:
        """Multiply with a catalogue row; the chain must stand in the unit below its stroke."""
        if factor.per:
            self.reach(factor.per)
        self._uses.append(_use(factor, symbol, note))
        if factor.numerator:
            self._unit = factor.numerator
        return self

    def constant(
        self,
        symbol: str,
        value: Fraction,
        shown: str,
        unit: str = "",
        *,
        reached: str = "",
        document: str = "",
        mark: EvidenceMark = EvidenceMark.CHECKED,
    ) -> Chain:
        """Multiply with a constant of nature or a stated assumption."""
        self._uses.append(FactorUse(symbol, value, shown, unit, document=document, mark=mark))
        self._unit = reached or self._unit
        return self

    def minus(self) -> Chain:
        """Turn the sign: what the row says is taken off."""
        return self.constant(_("抵减"), MINUS_ONE, "−1")

    def warming(self, species: str, gwp_set: GwpSet) -> tuple[Chain, Gas]:
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


def _use(factor: EmissionFactor, symbol: str, note: str) -> FactorUse:
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
        factor.gwp_set,
        "；".join(part for part in (note, *_warnings(factor)) if part),
    )


def _warnings(factor: EmissionFactor) -> tuple[str, ...]:
    """What must stand beside a factor wherever it is shown (factors.md R1, domain.md §4.1)."""
    return (
        _("自有因子") if is_own(factor.id) else "",
        _("兜底因子") if factor.fallback else "",
        _("内含 {gwp_set} 的 GWP").format(gwp_set=factor.gwp_set) if factor.gwp_set else "",
    )


def factor_of(context: MethodContext, factor_id: str) -> EmissionFactor:
    """A row of the factor table.

    Raises:
        UnansweredError: the edition in force has no such row.
    """
    factor = context.catalogue.factors.get(factor_id)
    if factor is None:
        raise UnansweredError("factor.missing", _("因子「{id}」不在因子库里。").format(id=factor_id), _("请在场所档案里重新选择因子。"))
    return factor


def chosen_factor(context: MethodContext) -> EmissionFactor:
    """The factor the person picked, else the default of the kind.

    Raises:
        UnansweredError: there is no default and nothing was picked.
    """
    factor_id = context.source.factor_id or context.type.inputs.get("factor", "")
    if factor_id:
        return factor_of(context, factor_id)
    message = _("「{name}」还没有选定排放因子，未核算。").format(name=context.source.name)
    if context.type.own_only:
        raise UnansweredError("factor.unanswered", message, _("没有公开的因子可用：请登记附证明文件的自有因子，或写明不计入的原因。"))
    raise UnansweredError("factor.unanswered", message, _("请在场所档案里选一个因子，或写明不计入的原因。"))


def start(context: MethodContext, wanted: EmissionFactor) -> Chain:
    """A chain that stands in the dimension of `wanted.per`.

    Where the row is in litres and the factor in mass, it goes through the density; where the kind names a bridge, such as the
    heat in a tonne of steam, it goes over that, in either direction.

    Raises:
        UnansweredError: nothing leads from the row's unit to the factor's.
    """
    units = context.catalogue.units
    chain = Chain(context.catalogue, context.source.unit)
    row, target = units[context.source.unit].dimension, units[wanted.per].dimension
    if row == target:
        return chain
    density_id = context.type.inputs.get("density", "")
    if density_id and {row, target} == {"volume", "mass"}:
        density = factor_of(context, density_id)
        if row == "volume":
            return chain.times(density, "ρ")
        chain.reach(density.numerator)
        return chain.constant("1/ρ", 1 / Fraction(density.value), f"1/{density.value}", "L/kg", reached=density.per)
    if "bridge_value" in context.type.inputs and _over_bridge(context, chain, row, target):
        return chain
    raise UnansweredError(
        "unit.bridge",
        _("「{name}」按{unit}填报，所选因子按{per}计。").format(
            name=context.source.name, unit=units[context.source.unit].label, per=units[wanted.per].label
        ),
        _("请在场所档案里改这一行的单位，或另选因子。"),
    )


def _over_bridge(context: MethodContext, chain: Chain, row: str, target: str) -> bool:
    """Go over the kind's bridge where it joins the two dimensions; whether it did."""
    inputs, units = context.type.inputs, context.catalogue.units
    above, below = inputs["bridge_unit"].split("/")
    value, note = Fraction(inputs["bridge_value"]), inputs["bridge_note"]
    mark = EvidenceMark[inputs.get("bridge_mark", "checked").upper()]
    ends = units[below].dimension, units[above].dimension
    if (row, target) == ends:
        chain.reach(below)
        chain.constant("ρ", value, inputs["bridge_value"], inputs["bridge_unit"], reached=above, document=note, mark=mark)
        return True
    if (target, row) == ends:
        chain.reach(above)
        chain.constant("1/ρ", 1 / value, f"1/{inputs['bridge_value']}", f"{below}/{above}", reached=below, document=note, mark=mark)
        return True
    return False
