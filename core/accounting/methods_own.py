"""Own factors: quantity × a factor that the ledger's people brought takes the place of a method's whole chain."""

from __future__ import annotations

from collections.abc import Mapping

from core.accounting.methods_chain import Component, MethodContext, UnansweredError, factor_of, start
from core.domain.emission import Gas, Scope
from core.i18n import _

OWN_FACTOR_METHODS = frozenset(
    {
        "fuel",
        "vehicle_fuel",
        "alcohol_fuel",
        "purchased_electricity",
        "purchased_heat",
        "purchased_cooling",
        "direct_factor",
        "wastewater_ch4",
        "wastewater_n2o",
        "waste_biological",
        "biomass",
    }
)
"""Methods that multiply a quantity with an emission factor; gases by mass, certificates and own panels have none to replace."""

_IN_P1 = frozenset({"fuel", "alcohol_fuel", "purchased_electricity", "purchased_heat"})
_ALREADY_WARMING = frozenset({Gas.CO2, Gas.CO2E, Gas.BIOGENIC_CO2})
_PURE: Mapping[Gas, str] = {Gas.N2O: "N2O", Gas.SF6: "SF6", Gas.NF3: "NF3"}


def own_factor(context: MethodContext) -> tuple[Component, ...]:
    """Quantity × own factor, with the scope and the P1 membership of the kind; a factor of CH4 or N2O × GWP.

    For purchased power it stands in the location-based and the market-based total; the comparison of the province, the region and
    the nation goes on with the published averages (factors.md R3).

    Raises:
        UnansweredError: the method has no factor to replace, or the factor names a group of gases that has no one GWP.
    """
    kind = context.type
    if kind.method not in OWN_FACTOR_METHODS:
        raise UnansweredError(
            "factor.own_refused", _("「{name}」不能用自有因子。").format(name=context.source.name), _("请在场所档案里去掉这个因子。")
        )
    factor = factor_of(context, context.source.factor_id)
    gas = factor.gas or Gas.CO2E
    chain = start(context, factor).times(factor, "EF")
    if gas not in _ALREADY_WARMING:
        species = _PURE.get(gas, "")
        if gas is Gas.CH4:
            species = "CH4-fossil" if "fuel" in kind.inputs else "CH4-biogenic"
        if not species:
            raise UnansweredError(
                "factor.own_gas",
                _("自有因子「{name}」按一组气体（{gas}）计，没有单一的 GWP。").format(name=factor.zh, gas=gas.value),
                _("请按 CO2e 登记这个因子，并在依据里写明所用的 GWP。"),
            )
        chain, _group = chain.warming(species, context.method.gwp_set)
    scope = Scope.MEMO if gas is Gas.BIOGENIC_CO2 else kind.scope
    in_p1 = kind.method in _IN_P1 and kind.scope in {Scope.ONE, Scope.TWO} and gas in {Gas.CO2, Gas.CO2E}
    return (Component(gas, scope, chain.to_tonnes(), in_p1),)
