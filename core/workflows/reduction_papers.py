"""The papers about reductions (domain.md §5): the plan, its budget, the record of what was done, and lists by programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from core.accounting.persistence import first_month
from core.catalogue_loader.reductions import reduction_guide
from core.documents.placing import place_file
from core.documents.reports.carbon_budget import budget_pdf
from core.documents.reports.package_words import product_text
from core.documents.reports.reduction_paper import (
    BudgetLine,
    BudgetPaper,
    HeldCredits,
    PaperChoice,
    PaperChoiceRow,
    PaperFormula,
    PaperMeasure,
    PaperMoney,
    PaperOverlap,
    PaperParameter,
    PaperPrice,
    ProgrammeRow,
    ProgrammesPaper,
    RecordMeasure,
    RecordPaper,
    ReductionPaper,
)
from core.documents.reports.reduction_plan import plan_pdf
from core.documents.reports.reduction_programmes import programmes_pdf
from core.documents.reports.reduction_record import record_pdf
from core.domain.dossier import DossierKind
from core.domain.macc_layout import MaccBlock, short_name
from core.domain.measure import PlannedMeasure
from core.domain.period import Month
from core.errors import UsageError
from core.i18n import _
from core.workflows import choosing, dossiers, measure_desk, money, papering, saving_proofs, targeting, weighing
from core.workflows.measure_views import MeasureRow, MeasuresView
from core.workflows.papering import Desk
from core.workflows.pathway_views import PathwayView, year_points
from core.workflows.reduction_views import ChoiceView, MoneyRow, MoneyView
from core.workflows.saving_proofs import ProofRow, ProofsView
from core.workflows.weighing import Weighing
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

TRIAL_BUDGET = 1_000_000
"""Yuan to try with where no budget is set."""

_AHEAD = 2
_MOST_AHEAD = 10
"""Years behind the dossier's that the budget shows: two at least, and as far as a measure begins, within reason."""

_GREEN = "green_"
"""What the codes of programmes for one type of venue begin with: green_hotel is for hotels only."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What all papers are written from, read once."""

    ws: Workspace
    desk: Desk
    weighed: Weighing
    view: MeasuresView
    money: MoneyView
    proofs: ProofsView
    path: PathwayView


def reading(ws: Workspace, dossier_id: str) -> Reading:
    """Read what the papers of a dossier need.

    Raises:
        InputError: there is no such dossier.
        UsageError: it is an event, whose measures stand on its form.
    """
    if dossiers.dossier(ws, dossier_id).kind is DossierKind.EVENT:
        raise UsageError("report.operation", _("减排方案、经费预算和记录单用于运营档案。"), _("请选场所某一年的运营档案。"))
    desk, weighed = papering.desk(ws, dossier_id), weighing.weigh(ws, dossier_id)
    view, priced = measure_desk.view_of(weighed), money.view_of(ws, weighed)
    proofs, path = saving_proofs.proofs_view(ws, dossier_id), targeting.pathway_view(ws, dossier_id)
    return Reading(ws, desk, weighed, view, priced, proofs, path)


def write_paper(ws: Workspace, dossier_id: str, path: Path, kind: str) -> None:
    """Write one of the papers; the name's ending says whether as PDF or as a workbook.

    Args:
        ws: the open ledger.
        dossier_id: an operation dossier.
        path: where to.
        kind: ``plan``, ``budget``, ``record`` or ``programmes``.

    Raises:
        InputError: there is no such dossier.
        UsageError: the dossier is an event's, or the paper cannot be of that kind of file.
        EnvironmentFault: the file cannot be written, or the solver does not work.
    """
    writers = WRITERS[kind]
    ending = path.suffix.lower() if path.suffix.lower() == ".xlsx" else ".pdf"
    if ending not in writers:
        raise UsageError("report.ending", _("这份文件只能写成 PDF。"), _("请把文件名改成以 .pdf 结尾。"))
    read = reading(ws, dossier_id)
    place_file(path, papering.out(read.desk, kind, writers[ending](read)))


# ---------------------------------------------------------------- the plan


def plan_paper(read: Reading) -> ReductionPaper:
    """减排方案."""
    view, priced = read.view, read.money
    choice = _choice(read)
    chosen = {row.id for row in choice.rows if row.chosen} if choice is not None else set()
    return ReductionPaper(
        package=read.desk.package,
        measures=tuple(one for row in view.plan if (one := _measure(row)) is not None),
        overlaps=tuple(PaperOverlap(one.name, one.tonnes, one.measure_ids, one.note) for one in view.overlaps),
        gross_t=view.planned_gross_t,
        planned_t=view.planned_t,
        done_t=view.done_t,
        verified_t=view.verified_t,
        measured_t=read.proofs.achieved_t,
        factor_note=view.factor_note,
        money=tuple(_money(row) for row in priced.rows),
        blocks=tuple(_block(row, chosen) for row in priced.rows if row.yuan_per_tonne is not None and row.tonnes > 0),
        prices=(*(PaperPrice(one.label, one.unit, one.price, one.basis) for one in priced.prices), _credit_price(priced)),
        discount_percent=priced.discount_percent,
        choice=choice,
        not_counted=view.not_counted,
        path=year_points(read.path.years) if read.path.target is not None else (),
        path_words=(read.path.finding, *read.path.notes),
    )


def _measure(row: MeasureRow) -> PaperMeasure | None:
    if row.planned is None:
        return None
    return PaperMeasure(
        id=row.measure.id,
        name=row.name,
        planned=row.planned,
        state=row.state_name,
        end_use=row.end_use_name,
        tonnes=row.tonnes,
        scope3_t=row.scope3_t,
        market_t=row.market_t,
        lifetime_years=row.lifetime_years,
        formulas=tuple(PaperFormula(one.label, one.formula, one.filled, one.value, one.unit) for one in row.outputs),
        parameters=tuple(
            PaperParameter(one.name, one.note, one.unit, one.value, _("本单位填写") if one.changed else _("缺省")) for one in row.parameters
        ),
        unchecked=row.unchecked,
        evidence=tuple(one.original_name for one in row.evidence),
    )


def _money(row: MoneyRow) -> PaperMoney:
    return PaperMoney(
        id=row.measure_id,
        name=row.name,
        in_plan=row.in_plan,
        tonnes=row.tonnes,
        cost_yuan=row.cost_yuan,
        upkeep_yuan=row.upkeep_yuan,
        saving_yuan=row.saving_yuan,
        saving_basis=row.saving_basis,
        lifetime_years=row.lifetime_years,
        yearly_cost_yuan=row.yearly_cost_yuan,
        yuan_per_tonne=row.yuan_per_tonne,
        payback_years=row.payback_years,
        why=row.why,
    )


def _block(row: MoneyRow, chosen: set[str]) -> MaccBlock:
    return MaccBlock(
        measure_id=row.measure_id,
        label=short_name(row.name),
        tonnes=row.tonnes,
        scope1_t=row.scope1_t,
        scope2_t=row.scope2_t,
        yuan_per_tonne=row.yuan_per_tonne or Fraction(0),
        in_plan=row.in_plan,
        chosen=row.measure_id in chosen,
    )


def _credit_price(priced: MoneyView) -> PaperPrice:
    return PaperPrice(_("碳信用"), "t", priced.credit_price_yuan, priced.credit_basis)


def _choice(read: Reading) -> PaperChoice | None:
    """The best set under the budget; where none is set, under the one that the page begins with."""
    if not any(row.cost_yuan is not None and row.tonnes > 0 for row in read.money.rows):
        return None
    given = read.money.budget_yuan
    budget = int(given) if given is not None else TRIAL_BUDGET
    found: ChoiceView = choosing.Chooser(read.weighed, read.money).best(budget_yuan=budget)
    rows = tuple(
        PaperChoiceRow(one.measure_id, one.name, one.chosen, one.in_plan, one.cost_yuan, one.tonnes, one.why) for one in found.rows
    )
    return PaperChoice(budget, given is not None, rows, found.tonnes, found.cost_yuan, found.finding)


# ---------------------------------------------------------------- the budget


def budget_paper(read: Reading) -> BudgetPaper:
    """碳中和经费预算表."""
    savings = {row.measure_id: row.saving_yuan for row in read.money.rows}
    lines = tuple(_budget_line(row, row.planned, savings) for row in read.view.plan if row.planned is not None)
    own = read.desk.taken.dossier.period.end.year
    last = max((line.year for line in lines if line.year is not None), default=own)
    held = tuple(
        HeldCredits(f"{product_text(one.lot)} {one.lot.project}".rstrip(), one.tonnes, one.counts, one.lot.unit_price_yuan)
        for one in read.desk.package.offsets
    )
    years = tuple(range(own, min(max(own + _AHEAD, last), own + _MOST_AHEAD) + 1))
    return BudgetPaper(read.desk.package, lines, years, held, _credit_price(read.money))


def _budget_line(row: MeasureRow, planned: PlannedMeasure, savings: Mapping[str, Fraction | None]) -> BudgetLine:
    day = planned.start_on or planned.done_on
    # What is proven is no longer compared: its saving stands in the bills, and only a typed one is known.
    typed = Fraction(planned.saving_yuan) if planned.saving_yuan is not None else None
    return BudgetLine(
        id=row.measure.id,
        name=row.name,
        state=row.state_name,
        year=day.year if day is not None else None,
        first=first_month(planned),
        lifetime_years=row.lifetime_years,
        cost_yuan=planned.cost_yuan,
        upkeep_yuan=planned.upkeep_yuan,
        saving_yuan=savings.get(row.measure.id, typed),
    )


# ---------------------------------------------------------------- the record


def record_paper(read: Reading) -> RecordPaper:
    """减排记录单."""
    rows = {row.measure.id: row for row in read.view.plan}
    made = (_record(rows[one.measure_id], one) for one in read.proofs.rows if one.measure_id in rows)
    return RecordPaper(read.desk.package, tuple(one for one in made if one is not None), read.proofs.achieved_t, read.proofs.limits)


def _record(row: MeasureRow, proof: ProofRow) -> RecordMeasure | None:
    measure = _measure(row)
    if measure is None:
        return None
    kept = proof.proof
    files = {one.sha256: one for one in (*row.evidence, *proof.evidence)}
    return RecordMeasure(
        measure=measure,
        unit=proof.unit,
        months=proof.months_measured,
        period=_months(kept.first, kept.last) if kept is not None else "",
        baseline=_months(kept.baseline_from, kept.baseline_from.plus(11)) if kept is not None and kept.baseline_from else "",
        claimed=proof.claimed,
        claimed_t=proof.claimed_t,
        measured=proof.measured,
        measured_t=proof.measured_t,
        difference=proof.difference,
        fit=proof.fit,
        equation=proof.equation,
        refusal=proof.refusal,
        evidence=tuple((one.original_name, one.sha256) for one in files.values()),
    )


def _months(first: Month | None, last: Month | None) -> str:
    return _("{first} 至 {last}").format(first=first, last=last) if first is not None and last is not None else ""


# ---------------------------------------------------------------- lists by programme


def programmes_paper(read: Reading) -> ProgrammesPaper:
    """The measures by programme; one without a measure here, or for another type of venue, has no list."""
    guide, view, taken = reduction_guide(), read.view, read.desk.taken
    others = {f"{_GREEN}{code}" for code in taken.catalogue.venue_types} - {f"{_GREEN}{taken.venue.type_code}"}
    rows = (*view.plan, *view.drafts, *(row for row in view.candidates if not row.unfit))
    lists: dict[str, tuple[ProgrammeRow, ...]] = {}
    for code, (zh, en) in guide.programmes.items():
        own = tuple(_programme_row(row) for row in rows if row.traits is not None and code in row.traits.programmes)
        if own and code not in others:
            lists[localized(zh, en)] = own
    return ProgrammesPaper(read.desk.package, lists)


def _programme_row(row: MeasureRow) -> ProgrammeRow:
    links = row.traits.links if row.traits is not None else ""
    return ProgrammeRow(row.measure.id, row.name, row.state_name, row.tonnes, links, tuple(one.original_name for one in row.evidence))


# ---------------------------------------------------------------- workbooks


def plan_xlsx(read: Reading) -> bytes:
    """减排方案 as a workbook."""
    from core.documents.reduction_workbook import plan_workbook  # reportlab is heavy

    return plan_workbook(plan_paper(read))


def budget_xlsx(read: Reading) -> bytes:
    """碳中和经费预算表 as a workbook that computes."""
    from core.documents.carbon_budget_workbook import budget_workbook  # reportlab is heavy

    return budget_workbook(budget_paper(read))


def programmes_xlsx(read: Reading) -> bytes:
    """The lists by programme as a workbook, a sheet for each."""
    from core.documents.reduction_workbook import programmes_workbook  # reportlab is heavy

    return programmes_workbook(programmes_paper(read))


WRITERS: Mapping[str, Mapping[str, Callable[[Reading], bytes]]] = {
    "plan": {".pdf": lambda read: plan_pdf(plan_paper(read)), ".xlsx": plan_xlsx},
    "budget": {".pdf": lambda read: budget_pdf(budget_paper(read)), ".xlsx": budget_xlsx},
    "record": {".pdf": lambda read: record_pdf(record_paper(read))},
    "programmes": {".pdf": lambda read: programmes_pdf(programmes_paper(read)), ".xlsx": programmes_xlsx},
}
"""Kind of paper → ending of the file → who writes it."""
