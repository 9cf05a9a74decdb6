"""Methods of water, waste and what others do for the venue: published factors that a person has chosen, and the IPCC's for decay."""

from __future__ import annotations

from fractions import Fraction

from core.accounting.methods_chain import Component, MethodContext, chosen_factor, factor_of, start
from core.domain.emission import Gas

NITROGEN_TO_N2O = Fraction(44, 28)
"""Mass of N2O per mass of nitrogen in it."""

_METHANE = "CH4-biogenic"


def direct_factor(context: MethodContext) -> tuple[Component, ...]:
    """Quantity × one published factor; where none is the default, the person's choice (domain.md §4.1, scope 3)."""
    factor = chosen_factor(context)
    chain = start(context, factor).times(factor, "EF")
    return (Component(factor.gas or Gas.CO2E, context.type.scope, chain.to_tonnes(), in_p1=False),)


def wastewater_ch4(context: MethodContext) -> tuple[Component, ...]:
    """Organic load (kg BOD or COD) × Bo × MCF of the chosen treatment × GWP of biogenic CH4 (IPCC 2006 V5 ch. 6)."""
    treatment = chosen_factor(context)
    capacity = factor_of(context, context.type.inputs["bo"])
    chain, gas = start(context, capacity).times(capacity, "Bo").times(treatment, "MCF").warming(_METHANE, context.method.gwp_set)
    return (Component(gas, context.type.scope, chain.to_tonnes(), in_p1=False),)


def wastewater_n2o(context: MethodContext) -> tuple[Component, ...]:
    """Nitrogen discharged (kg N) × emission factor × 44/28 × GWP of N2O (IPCC 2006 V5 ch. 6)."""
    factor = chosen_factor(context)
    chain = start(context, factor).times(factor, "EF").constant("44/28", NITROGEN_TO_N2O, "44/28", "kgN2O/kgN")
    chain, gas = chain.warming("N2O", context.method.gwp_set)
    return (Component(gas, context.type.scope, chain.to_tonnes(), in_p1=False),)


def waste_biological(context: MethodContext) -> tuple[Component, ...]:
    """Wet mass × CH4 of the chosen treatment × GWP, and × N2O × GWP where the treatment gives any (IPCC 2006 V5 ch. 4)."""
    methane = chosen_factor(context)
    chain, gas = start(context, methane).times(methane, "EF").warming(_METHANE, context.method.gwp_set)
    components = [Component(gas, context.type.scope, chain.to_tonnes(), in_p1=False)]
    if "n2o" in context.type.inputs:
        nitrous = factor_of(context, context.type.inputs["n2o"])
        chain, gas = start(context, nitrous).times(nitrous, "EF").warming("N2O", context.method.gwp_set)
        components.append(Component(gas, context.type.scope, chain.to_tonnes(), in_p1=False))
    return tuple(components)
