"""What the measures page shows: each measure with its formula three times, its expected tonnes, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.accounting.measure_claims import CONTROLS
from core.accounting.reduction import MeasureConstants, MeasureResult, constants, expected
from core.catalogue_loader.reductions import reduction_guide
from core.domain.activity import EvidenceRef
from core.domain.emission import EvidenceMark
from core.domain.measure import MeasureState, PlannedMeasure, ReductionMeasure
from core.domain.quantity import plain, shown_significant
from core.i18n import _
from core.workflows.compiling import Snapshot
from core.workflows.submission_views import MeasureOutput, MeasureRow, MeasuresView, ParameterView
from core.workflows.wording import localized

_UNITS = {
    "dE": "kWh/a",
    "dG": "Nm³/a",
    "dPet": "L/a",
    "dDie": "L/a",
    "dLPG": "kg/a",
    "dCoal": "t/a",
    "dW": "m³/a",
    "ER": "tCO2e/a",
    "ER3": "tCO2e/a",
    "MB": "tCO2e/a",
}
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


@dataclass(frozen=True, slots=True)
class _Desk:
    using: MeasureConstants
    total: Fraction
    plan: Mapping[str, PlannedMeasure]
    evidence: Mapping[str, EvidenceRef]


def view_of(taken: Snapshot, total: Fraction, plan: Sequence[PlannedMeasure]) -> MeasuresView:
    """The page of a dossier whose footprint has this total."""
    year = taken.dossier.period.end.year
    using = constants(taken.catalogue, taken.venue.region, year, taken.dossier.method.fuel_set)
    desk = _Desk(using, total, {one.measure_id: one for one in plan}, taken.evidence)
    fitting = (one for one in taken.catalogue.measures.values() if taken.venue.type_code in one.venue_types or one.id in desk.plan)
    rows = sorted((_row(desk, one) for one in fitting), key=lambda row: (-row.tonnes, -row.scope3_t, row.measure.id))
    chosen = tuple(row for row in rows if row.planned is not None and row.planned.state is not MeasureState.STOPPED)
    counted, note = _added(chosen)
    return MeasuresView(
        dossier=taken.dossier,
        venue=taken.venue,
        footprint_t=total,
        factor_note=_factor_note(taken, year),
        plan=chosen,
        candidates=tuple(row for row in rows if row.planned is None),
        stopped=tuple(row for row in rows if row.planned is not None and row.planned.state is MeasureState.STOPPED),
        planned_t=_sum(counted, *MeasureState),
        done_t=_sum(counted, MeasureState.DONE, MeasureState.VERIFIED),
        verified_t=_sum(counted, MeasureState.VERIFIED),
        by_state={state: sum(1 for one in plan if one.state is state) for state in MeasureState},
        reduced=any(one.state.carried_out and one.evidence for one in plan),
        note=note,
        not_counted=tuple((localized(one.zh, one.en), localized(one.why_zh, one.why_en)) for one in reduction_guide().not_counted),
    )


def _factor_note(taken: Snapshot, year: int) -> str:
    series = taken.catalogue.grid_series(taken.venue.region)["province"]
    factor = taken.catalogue.for_year(series, year)
    return _("电力因子 {value} kgCO2/kWh（{year} 年）").format(value=factor.value, year=factor.vintage) if factor is not None else ""


def _added(chosen: Sequence[MeasureRow]) -> tuple[tuple[MeasureRow, ...], str]:
    """The measures whose tonnes may be added, and what the sum leaves out."""
    note = _("合计为预计值，没有扣除同一用能环节上的重叠；只作说明，不从排放量里扣减。")
    controls = [row for row in chosen if row.measure.id == CONTROLS]
    others = tuple(row for row in chosen if row.measure.id != CONTROLS)
    if controls and any(output.name == "dE" for row in others for output in row.outputs):
        left_out = _("「{name}」的节电体现在其他措施里，不计入合计。").format(name=controls[0].name)
        return others, left_out + note
    return tuple(chosen), note


def _sum(rows: Sequence[MeasureRow], *states: MeasureState) -> Fraction:
    return sum((row.tonnes for row in rows if row.planned is not None and row.planned.state in states), Fraction(0))


def _row(desk: _Desk, measure: ReductionMeasure) -> MeasureRow:
    planned = desk.plan.get(measure.id)
    values = planned.values if planned is not None else {}
    result = expected(measure, values, desk.using)
    guide = reduction_guide()
    traits = guide.traits.get(measure.id)
    return MeasureRow(
        measure=measure,
        name=localized(measure.zh, measure.en),
        planned=planned,
        state_name=state_name(planned.state) if planned is not None else "",
        tonnes=result.tonnes,
        scope3_t=result.scope3,
        market_t=result.market_based,
        share=result.tonnes / desk.total if desk.total else Fraction(0),
        parameters=_parameters(measure, values),
        outputs=_outputs(desk, measure, values, result),
        unchecked=measure.mark is EvidenceMark.UNCHECKED,
        evidence=tuple(desk.evidence[one] for one in (planned.evidence if planned else ()) if one in desk.evidence),
        traits=traits,
        programmes=tuple(localized(*guide.programmes[code]) for code in (traits.programmes if traits is not None else ())),
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


def _outputs(desk: _Desk, measure: ReductionMeasure, values: Mapping[str, Decimal], result: MeasureResult) -> tuple[MeasureOutput, ...]:
    shown = {name: shown_significant(value, 5) for name, value in desk.using.names.items()}
    shown |= {one.name: f"{plain(values.get(one.name, one.default)):,f}" for one in measure.parameters}
    return tuple(
        MeasureOutput(
            name=output,
            label=output_label(output),
            unit=_UNITS[output],
            formula=formula,
            filled=_NAME.sub(lambda match: shown.get(match[0], match[0]), formula),
            value=result.outputs[output],
        )
        for output, formula in measure.formulas
    )
