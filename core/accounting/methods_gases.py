"""Methods of refrigerants, fire agents and other gases that escape: mass balance, and the leak rate where there is none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from core.accounting.methods_chain import Chain, Component, MethodContext, UnansweredError, chosen_factor
from core.domain.emission import EmissionFactor, EvidenceMark, Gas, Scope
from core.i18n import _

_MONTHS = 12
_PERCENT = 100


def gas_release(context: MethodContext) -> tuple[Component, ...]:
    """Refrigerant or fire agent released × share × GWP; HCFCs are memo lines (domain.md N14, §4.1)."""
    return _gases(context, Chain(context.catalogue, context.source.unit))


def gas_recovery(context: MethodContext) -> tuple[Component, ...]:
    """Refrigerant taken out of a machine and handed in × −1 × share × GWP: the other side of the mass balance (domain.md §4.1)."""
    return _gases(context, Chain(context.catalogue, context.source.unit).minus())


def leak_rate(context: MethodContext) -> tuple[Component, ...]:
    """Charge in the machines in a month × yearly leak rate ÷ 12 × share × GWP: where there are no records of refills.

    Always of data quality D (domain.md §4.1); never beside the mass balance of the same machine.
    """
    rate = chosen_factor(context)
    chain = Chain(context.catalogue, context.source.unit).times(rate, "r", _("缺省泄漏率"))
    chain.constant("1/100", Fraction(1, _PERCENT), "1/100").constant("1/12", Fraction(1, _MONTHS), "1/12")
    return _gases(context, chain)


def _gases(context: MethodContext, start: Chain) -> tuple[Component, ...]:
    """What has gone by mass, split into the gases of the blend, each by its own potential."""
    species = context.source.species
    if not species:
        raise UnansweredError(
            "species.missing", _("「{name}」还没有选定型号。").format(name=context.source.name), _("请在场所档案里选制冷剂或灭火剂的型号。")
        )
    components = []
    blend = context.catalogue.blends.get(species)
    for component, share in context.catalogue.shares(species):
        chain = start.branch()
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
