"""The measures of a venue weighed against each other: what each saves alone, and what any set of them saves together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from core.accounting.carrier_use import emitted_by, used
from core.accounting.combining import Combined, Outputs, Saving, together
from core.accounting.measure_claims import CARRIERS
from core.accounting.reduction import MeasureConstants, constants, expected, tonnes_of
from core.catalogue_loader.end_uses import BASES, end_uses
from core.catalogue_loader.reductions import reduction_guide
from core.domain.end_use import EndUse, EndUseKind
from core.domain.inventory import GhgInventory
from core.domain.measure import PlannedMeasure, ReductionMeasure
from core.domain.reduction import OwnMeasure, ReductionSettings
from core.i18n import _
from core.workflows import compiling, suggesting
from core.workflows.compiling import Snapshot
from core.workflows.reduction_views import Overlap, Prefill
from core.workflows.suggesting import VenueFacts
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

_NOTHING = Fraction(0)
_ROUNDING = Fraction(1, 1000)
"""By less than this a measure alone passes its end use only because a parameter from the data has four digits."""

UNITS = {
    "dE": "kWh",
    "dG": "Nm³",
    "dPet": "L",
    "dDie": "L",
    "dLPG": "kg",
    "dCoal": "t",
    "dW": "m³",
    "ER": "tCO2e",
    "ER3": "tCO2e",
    "MB": "tCO2e",
}
"""Units of the outputs of formulas, as shown; all of them for a year."""


@dataclass(frozen=True, slots=True)
class WeighedMeasure:
    """A measure with what it saves alone in a year.

    Attributes:
        planned: its entry in the plan, or the draft of one; None for a candidate of which nothing is filled in.
        values: the parameters it was computed with that differ from the catalogue's defaults.
        prefills: the parameters that the venue's own data answer.
        outputs: by output of its formula, for the venue itself; empty where the saving falls at a supplier.
        tonnes: of scopes 1 and 2; scope1_t and scope2_t are its parts, scope3_t and market_t stand apart.
        end_use: code of the end use it saves at; empty for one that stands by itself.
    """

    measure: ReductionMeasure
    name: str
    planned: PlannedMeasure | None
    values: Mapping[str, Decimal]
    prefills: Mapping[str, Prefill]
    formula_outputs: Outputs
    outputs: Outputs
    tonnes: Fraction
    scope1_t: Fraction
    scope2_t: Fraction
    scope3_t: Fraction
    market_t: Fraction
    end_use: str
    lifetime_years: int


@dataclass(frozen=True, slots=True)
class Together:
    """What a set of measures saves in a year, overlaps taken off; scope 3 and market-based stand apart."""

    tonnes: Fraction
    scope1_t: Fraction
    scope2_t: Fraction
    scope3_t: Fraction
    market_t: Fraction
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True)
class Weighing:
    """All measures that fit a venue, and everything needed to say what any set of them saves.

    Attributes:
        measures: those of the plan, drafts, and the rest of the catalogue for this type of venue.
        bases: by end use and output, the yearly amount used there, in the output's unit.
        entered: the bases that are entered or come from sources of their own, as `use:output`; the others are usual shares.
        bought: by output, what the venue buys in the year.
        exclusions: ids of measures of which only one may be claimed.
        facts: what the venue's data say, for parameters and reasons.
    """

    taken: Snapshot
    inventory: GhgInventory
    using: MeasureConstants
    measures: tuple[WeighedMeasure, ...]
    bases: Mapping[str, Outputs]
    entered: frozenset[str]
    bought: Outputs
    settings: ReductionSettings
    exclusions: tuple[frozenset[str], ...]
    facts: VenueFacts

    @cached_property
    def by_id(self) -> Mapping[str, WeighedMeasure]:
        """The measures by id."""
        return {one.measure.id: one for one in self.measures}

    @cached_property
    def _savings(self) -> Mapping[str, Saving]:
        return {key: _saving(one) for key, one in self.by_id.items()}

    def together(self, ids: Iterable[str]) -> Together:
        """What a set of measures saves.

        Raises:
            KeyError: there is no such measure.
        """
        chosen = [self.by_id[one] for one in ids]
        combined = together([self._savings[one.measure.id] for one in chosen], self.bases, self.using.worth(), self.bought)
        outputs = combined.total()
        power = tonnes_of(outputs, self.using, "dE")
        tonnes = tonnes_of(outputs, self.using)
        return Together(
            tonnes=tonnes,
            scope1_t=tonnes - power,
            scope2_t=power,
            scope3_t=sum((one.scope3_t for one in chosen), _NOTHING),
            market_t=sum((one.market_t for one in chosen), _NOTHING),
            overlaps=tuple(self._overlaps(chosen, combined)),
        )

    def _overlaps(self, chosen: Iterable[WeighedMeasure], combined: Combined) -> Iterable[Overlap]:
        groups: dict[str, list[WeighedMeasure]] = {}
        for one in chosen:
            groups.setdefault(self._savings[one.measure.id].use, []).append(one)
        for code, group in groups.items():
            alone = sum((one.tonnes for one in group), _NOTHING)
            difference = tonnes_of(combined.outputs.get(code, {}), self.using) - alone
            if abs(difference) > (0 if len(group) > 1 else alone * _ROUNDING):
                use = end_uses().uses.get(code)
                name = localized(use.zh, use.en) if use is not None and len(group) > 1 else group[0].name
                yield Overlap(code, name, difference, tuple(one.measure.id for one in group), _why(use, code in combined.largest_only))


def end_use_names() -> tuple[tuple[str, str], ...]:
    """Every end use, as code and name."""
    return tuple((use.code, localized(use.zh, use.en)) for use in end_uses().uses.values())


def _saving(one: WeighedMeasure) -> Saving:
    use = end_uses().uses.get(one.end_use)
    # A measure without an end use stands by itself.
    return Saving(one.measure.id, one.end_use or one.measure.id, use.kind if use is not None else EndUseKind.SHARED, one.outputs)


def _why(use: EndUse | None, largest_only: bool) -> str:
    if use is not None and use.kind is EndUseKind.ENABLING:
        return _("它的节能体现在其他措施里，不重复计算。")
    if use is not None and use.kind is EndUseKind.SUPPLY:
        return _("先算节能，再算自发自用；合计不超过外购电量。")
    if largest_only:
        return _("不知道这一环节全年用多少，只计最大的一项；填写用量后按比例合并。")
    return _("同一用能环节按 1−∏(1−节能率) 合并。")


def weigh(ws: Workspace, dossier_id: str) -> Weighing:
    """Weigh the measures of a dossier's venue.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    inventory = compiling.inventory_of(taken, compare=False)
    with ws.store.read() as work:
        plan = work.plan.with_drafts(taken.venue.id)
        settings = work.reduction_settings.get(taken.venue.id) or ReductionSettings(taken.venue.id)
        own = {one.id: one for one in work.own_measures.all()}
    return weighed(taken, inventory, plan, settings, own)


def weighed(
    taken: Snapshot,
    inventory: GhgInventory,
    plan: Iterable[PlannedMeasure],
    settings: ReductionSettings,
    own: Mapping[str, OwnMeasure],
) -> Weighing:
    """The same from what was read already."""
    using = constants(taken.catalogue, taken.venue.region, taken.dossier.period.end.year, taken.dossier.method.fuel_set)
    planned = {one.measure_id: one for one in plan}
    fitting = (one for one in taken.catalogue.measures.values() if taken.venue.type_code in one.venue_types or one.id in planned)
    bought = {output: amount for output in CARRIERS if (amount := used(inventory, taken.catalogue, output))}
    bases, entered = _bases(taken, inventory, settings, bought)
    usual = frozenset(f"{use}:{output}" for use, own_bases in bases.items() for output in own_bases) - entered
    facts = VenueFacts(taken, inventory, bases, usual, bought)
    measures = tuple(_weighed(one, planned.get(one.id), suggesting.prefills(facts, one), using, own.get(one.id)) for one in fitting)
    return Weighing(taken, inventory, using, measures, bases, entered, bought, settings, reduction_guide().exclusions, facts)


def _weighed(
    measure: ReductionMeasure,
    planned: PlannedMeasure | None,
    prefills: Mapping[str, Prefill],
    using: MeasureConstants,
    own: OwnMeasure | None,
) -> WeighedMeasure:
    values = _values(measure, planned, prefills)
    result = expected(measure, values, using)
    away = planned is not None and planned.at_supplier
    outputs = {} if away else result.outputs
    power = tonnes_of(outputs, using, "dE")
    tonnes = tonnes_of(outputs, using)
    use = end_uses().use_of(measure.id, own.end_use if own is not None else "")
    return WeighedMeasure(
        measure=measure,
        name=localized(measure.zh, measure.en),
        planned=planned,
        values=values,
        prefills=prefills,
        formula_outputs=result.outputs,
        outputs=outputs,
        tonnes=tonnes,
        scope1_t=tonnes - power,
        scope2_t=power,
        scope3_t=result.scope3 + (result.tonnes if away else _NOTHING),
        market_t=result.market_based,
        end_use=use.code if use is not None else "",
        lifetime_years=(planned.lifetime_years if planned is not None else None) or measure.lifetime_years,
    )


def _values(measure: ReductionMeasure, planned: PlannedMeasure | None, prefills: Mapping[str, Prefill]) -> Mapping[str, Decimal]:
    """The parameters that a measure is computed with where they differ from the defaults.

    What stands in the plan stays as it was taken in; of a candidate or a draft, what nobody typed comes from the venue's data.
    """
    if planned is not None and not planned.draft:
        return planned.values
    typed = planned.values if planned is not None else {}
    usual = {one.name: one.default for one in measure.parameters}
    answered = {name: prefill.value for name, prefill in prefills.items() if prefill.value != usual[name]}
    return {**answered, **typed}


def _bases(
    taken: Snapshot, inventory: GhgInventory, settings: ReductionSettings, bought: Outputs
) -> tuple[Mapping[str, Outputs], frozenset[str]]:
    bases: dict[str, Outputs] = {}
    entered: set[str] = set()
    for use in end_uses().uses.values():
        own: dict[str, Fraction] = {}
        for output in BASES:
            key = f"{use.code}:{output}"
            typed = settings.end_uses.get(key)
            metered = _own_sources(taken, inventory, use, output)
            usual = use.shares.get((taken.venue.type_code, output))
            if typed is not None or metered:
                own[output] = Fraction(typed) if typed is not None else metered
                entered.add(key)
            elif usual is not None and bought.get(output):
                own[output] = bought[output] * Fraction(usual.percent) / 100
        bases[use.code] = own
    return bases, frozenset(entered)


def _own_sources(taken: Snapshot, inventory: GhgInventory, use: EndUse, output: str) -> Fraction:
    """What the sources that feed this end use alone say; 0 where the venue has none of them."""
    if not use.sources:
        return _NOTHING
    if output in CARRIERS:
        return used(inventory, taken.catalogue, output, *use.sources)
    return emitted_by(inventory, *use.sources)
