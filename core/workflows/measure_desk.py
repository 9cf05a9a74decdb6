"""What the measures page shows: each measure with its formula three times, its expected tonnes, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from core.accounting.persistence import first_month, share_of_year
from core.accounting.reduction import MeasureConstants
from core.catalogue_loader.end_uses import end_uses
from core.catalogue_loader.reductions import reduction_guide
from core.domain.emission import EvidenceMark
from core.domain.measure import MeasureState, ReductionMeasure
from core.domain.quantity import plain, shown, shown_significant
from core.i18n import _
from core.workflows import suggesting
from core.workflows.compiling import Snapshot
from core.workflows.measure_views import MeasureOutput, MeasureRow, MeasuresView, ParameterView
from core.workflows.reduction_views import Overlap
from core.workflows.weighing import UNITS, WeighedMeasure, Weighing
from core.workflows.wording import localized

_NAME = re.compile(r"[A-Za-z_]\w*")


def state_name(state: MeasureState) -> str:
    """The state in words."""
    names = {
        MeasureState.PLANNED: _("拟实施"),
        MeasureState.RUNNING: _("实施中"),
        MeasureState.DONE: _("已实施（待核）"),
        MeasureState.VERIFIED: _("已核实"),
        MeasureState.STOPPED: _("停用"),
    }
    return names[state]


def output_label(output: str) -> str:
    """What an output of a formula stands for."""
    labels = {
        "dE": _("少用电力"),
        "dG": _("少用天然气"),
        "dPet": _("少用汽油"),
        "dDie": _("少用柴油"),
        "dLPG": _("少用液化气"),
        "dCoal": _("少用煤"),
        "dW": _("少用水"),
        "ER": _("直接减排"),
        "ER3": _("范围三减排（单列）"),
        "MB": _("市场法披露（单列）"),
    }
    return labels[output]


def view_of(weighed: Weighing) -> MeasuresView:
    """The page of a dossier whose measures are weighed."""
    taken = weighed.taken
    total = weighed.inventory.total(p1=taken.counts_p1)
    rows = sorted((_row(weighed, one, total) for one in weighed.measures), key=lambda row: (-row.tonnes, -row.scope3_t, row.measure.id))
    entered = tuple(row for row in rows if row.planned is not None)
    in_plan = tuple(row for row in entered if not row.draft and _state(row) is not MeasureState.STOPPED)
    whole = weighed.together(row.measure.id for row in in_plan)
    return MeasuresView(
        dossier=taken.dossier,
        venue=taken.venue,
        footprint_t=total,
        factor_note=_factor_note(taken, taken.dossier.period.end.year),
        plan=in_plan,
        candidates=tuple(sorted((row for row in rows if row.planned is None), key=lambda row: bool(row.unfit))),
        stopped=tuple(row for row in entered if not row.draft and _state(row) is MeasureState.STOPPED),
        planned_t=whole.tonnes,
        done_t=_of_states(weighed, in_plan, MeasureState.DONE, MeasureState.VERIFIED),
        verified_t=_of_states(weighed, in_plan, MeasureState.VERIFIED),
        by_state={state: sum(1 for row in entered if not row.draft and _state(row) is state) for state in MeasureState},
        reduced=any(row.planned is not None and row.planned.state.carried_out and row.planned.evidence for row in in_plan),
        note=_note(whole.overlaps),
        not_counted=tuple((localized(one.zh, one.en), localized(one.why_zh, one.why_en)) for one in reduction_guide().not_counted),
        drafts=tuple(row for row in entered if row.draft),
        verified=tuple(row for row in in_plan if _state(row) is MeasureState.VERIFIED),
        overlaps=whole.overlaps,
        planned_gross_t=sum((row.tonnes for row in in_plan), Fraction(0)),
    )


def _state(row: MeasureRow) -> MeasureState | None:
    return row.planned.state if row.planned is not None else None


def _of_states(weighed: Weighing, rows: Iterable[MeasureRow], *states: MeasureState) -> Fraction:
    return weighed.together(row.measure.id for row in rows if _state(row) in states).tonnes


def _factor_note(taken: Snapshot, year: int) -> str:
    series = taken.catalogue.grid_series(taken.venue.region)["province"]
    factor = taken.catalogue.for_year(series, year)
    return _("电力因子 {value} kgCO2/kWh（{year} 年）").format(value=factor.value, year=factor.vintage) if factor is not None else ""


def _note(overlaps: Iterable[Overlap]) -> str:
    """What the sum of the plan takes off, and that nothing is taken off the footprint."""
    taken_off = "".join(
        _("「{name}」{tonnes} t：{why}").format(name=one.name, tonnes=shown(one.tonnes, 1), why=one.note) for one in overlaps
    )
    if taken_off:
        return _("合计为预计值，已扣除同一用能环节上的重叠。{overlaps}只作说明，不从排放量里扣减。").format(overlaps=taken_off)
    return _("合计为预计值，计划内没有重叠；只作说明，不从排放量里扣减。")


def _row(weighed: Weighing, one: WeighedMeasure, total: Fraction) -> MeasureRow:
    measure, planned = one.measure, one.planned
    guide, use = reduction_guide(), end_uses().uses.get(one.end_use)
    traits = guide.traits.get(measure.id)
    evidence = weighed.taken.evidence
    first = first_month(planned) if planned is not None and not planned.draft else None
    unfit = suggesting.unfit(weighed.facts, measure) if planned is None else ""
    return MeasureRow(
        measure=measure,
        name=one.name,
        planned=planned,
        state_name=state_name(planned.state) if planned is not None and not planned.draft else "",
        tonnes=one.tonnes,
        scope3_t=one.scope3_t,
        market_t=one.market_t,
        share=one.tonnes / total if total else Fraction(0),
        parameters=_parameters(measure, one.values),
        outputs=shown_outputs(weighed.using, measure, one.values, one.formula_outputs),
        unchecked=measure.mark is EvidenceMark.UNCHECKED,
        evidence=tuple(evidence[file] for file in (planned.evidence if planned else ()) if file in evidence),
        traits=traits,
        programmes=tuple(localized(*guide.programmes[code]) for code in (traits.programmes if traits is not None else ())),
        draft=planned is not None and planned.draft,
        prefills=one.prefills,
        lifetime_years=one.lifetime_years,
        first_month=first,
        last_month=first.plus(one.lifetime_years * 12 - 1) if first is not None else None,
        year_share=share_of_year(planned, one.lifetime_years, weighed.taken.dossier.period.end.year)
        if planned is not None
        else Fraction(0),
        end_use=one.end_use,
        end_use_name=localized(use.zh, use.en) if use is not None else "",
        suggestion="" if unfit or one.tonnes <= 0 else suggesting.reason_for(weighed.facts, measure)[0],
        unfit=unfit,
    )


def _parameters(measure: ReductionMeasure, values: Mapping[str, Decimal]) -> tuple[ParameterView, ...]:
    return tuple(
        ParameterView(
            name=one.name,
            note=one.note,
            unit=one.unit,
            low=one.low,
            high=one.high,
            default=one.default,
            value=values.get(one.name, one.default),
            changed=one.name in values,
        )
        for one in measure.parameters
    )


def shown_outputs(
    using: MeasureConstants, measure: ReductionMeasure, values: Mapping[str, Decimal], computed: Mapping[str, Fraction]
) -> tuple[MeasureOutput, ...]:
    """Each result of a measure's formulas: in letters, with its values in, and what it comes to.

    Args:
        using: the constants that were read.
        measure: the measure.
        values: the parameters that differ from their defaults.
        computed: the results by output.
    """
    letters = {name: shown_significant(value, 5) for name, value in using.names.items()}
    letters |= {known.name: f"{plain(values.get(known.name, known.default)):,f}" for known in measure.parameters}
    return tuple(
        MeasureOutput(
            name=output,
            label=output_label(output),
            unit=f"{UNITS[output]}/a",
            formula=formula,
            filled=_NAME.sub(lambda match: letters.get(match[0], match[0]), formula),
            value=computed[output],
        )
        for output, formula in measure.formulas
    )
