"""METHODS: the few calculation methods an emission source may name.

A method turns a source into components: gases with the chain of factors that leads from one unit of the row to tonnes of CO2e.
All methods are linear in the quantity, so one chain serves every month, and the chain itself is what the explanation shows.

The list is closed and published (Q is the month's quantity in the row's unit; densities and exact conversions of units lead to the
unit of the next factor; every product ends in tonnes):

    fuel                   CO2 = Q × NCV × CC × OF × 44/12; in set C Q × EF
                           CH4, N2O = Q × NCV × EF × GWP
    vehicle_fuel           as fuel, outside P1
    alcohol_fuel           CO2 = Q × w(methanol) × 44.01/32.04
    purchased_electricity  CO2 = Q × EF(grid, by basis, grid and year)
    market_instrument      market basis only: CO2 = −Q(proven) × EF(grid without market-traded non-fossil power)
    purchased_heat         CO2 = Q × EF
    purchased_cooling      CO2 = Q × 1/COP × EF(grid)
    gas_release            gas = Q × w × GWP for each component
    gas_recovery           gas = Q × −1 × w × GWP
    leak_rate              gas = Q(charge) × r × 1/100 × 1/12 × w × GWP
    direct_factor          CO2 or CO2e = Q × EF
    wastewater_ch4         CH4 = Q(BOD or COD) × Bo × MCF × GWP
    wastewater_n2o         N2O = Q(N) × EF × 44/28 × GWP
    waste_biological       CH4 = Q × EF × GWP, N2O = Q × EF × GWP
    biomass                memo: biogenic CO2 = Q × heat × EF; CH4, N2O = Q × heat × EF × GWP
    zero_memo              nothing

A source with an own factor goes by Q × EF(own) instead (methods_own.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.accounting.methods_activities import NITROGEN_TO_N2O, direct_factor, waste_biological, wastewater_ch4, wastewater_n2o
from core.accounting.methods_chain import Component, MethodContext, UnansweredError
from core.accounting.methods_energy import (
    CARBON_TO_CO2,
    alcohol_fuel,
    biomass,
    fuel,
    market_instrument,
    purchased_cooling,
    purchased_electricity,
    purchased_heat,
    vehicle_fuel,
    zero_memo,
)
from core.accounting.methods_gases import gas_recovery, gas_release, leak_rate
from core.accounting.methods_own import OWN_FACTOR_METHODS, own_factor
from core.domain.own_factor import is_own

__all__ = (
    "CARBON_TO_CO2",
    "METHODS",
    "NITROGEN_TO_N2O",
    "OWN_FACTOR_METHODS",
    "Component",
    "MethodContext",
    "UnansweredError",
    "components_of",
)

METHODS: Mapping[str, Callable[[MethodContext], tuple[Component, ...]]] = {
    "fuel": fuel,
    "vehicle_fuel": vehicle_fuel,
    "alcohol_fuel": alcohol_fuel,
    "purchased_electricity": purchased_electricity,
    "market_instrument": market_instrument,
    "purchased_heat": purchased_heat,
    "purchased_cooling": purchased_cooling,
    "gas_release": gas_release,
    "gas_recovery": gas_recovery,
    "leak_rate": leak_rate,
    "direct_factor": direct_factor,
    "wastewater_ch4": wastewater_ch4,
    "wastewater_n2o": wastewater_n2o,
    "waste_biological": waste_biological,
    "biomass": biomass,
    "zero_memo": zero_memo,
}


def components_of(context: MethodContext) -> tuple[Component, ...]:
    """The components of a source by the method of its kind, or by its own factor.

    Raises:
        UnansweredError: something that the source must say, or a value of the tables, is missing.
    """
    return own_factor(context) if is_own(context.source.factor_id) else METHODS[context.type.method](context)
