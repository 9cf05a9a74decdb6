"""What the ledger knows for 碳中和实施计划: stages and kinds of credit of an event, target and pathway of a venue (domain.md §2.2, N9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.accounting.evaluation import plan_parts
from core.documents.reports.package_paper import PlanFacts, PlanStage, PlanYear
from core.domain.event import EventForm
from core.domain.neutrality_papers import ImplementationPlan
from core.domain.offset import ProductType
from core.domain.quantity import plain
from core.domain.reduction import ReductionTarget, TargetKind
from core.i18n import _
from core.workflows import targeting
from core.workflows.compiling import Snapshot
from core.workflows.offset_desk import product_name
from core.workflows.pathway_views import PathwayView, PathYear, basis_words
from core.workflows.submission_views import EventView
from core.workflows.workspace import Workspace


def plan_facts(ws: Workspace, taken: Snapshot, event: EventView | None) -> PlanFacts:
    """What of the plan is figures beside those that every paper has.

    Args:
        ws: the open ledger.
        taken: the dossier.
        event: the page of the event; None for a year.
    """
    if event is not None:
        return PlanFacts(stages=tuple(_stages(event)), products=products_words(event.form))
    view = way(ws, taken)
    if view is None or view.target is None:
        return PlanFacts()
    return PlanFacts(target=target_words(view, view.target), years=tuple(map(_year, view.years)))


def way(ws: Workspace, taken: Snapshot) -> PathwayView | None:
    """The way to the venue's target; None where it has set none, for which nothing is computed."""
    with ws.store.read() as work:
        if work.targets.get(taken.venue.id) is None:
            return None
    return targeting.pathway_view(ws, taken.dossier.id)


def target_words(view: PathwayView, target: ReductionTarget) -> str:
    """The target in one sentence."""
    words = (
        _("到 {target} 年，排放量比 {base} 年降低 {percent}%")
        if target.kind is TargetKind.ABSOLUTE
        else _("到 {target} 年，按{output}计的排放强度比 {base} 年降低 {percent}%")
    )
    said = words.format(target=target.target_year, base=target.base_year, percent=f"{plain(target.percent):f}", output=view.output_name)
    return f"{said}；{target.note}" if target.note else said


def products_words(form: EventForm) -> str:
    """The kinds of credit that the form names; empty for none."""
    other = f"{product_name(ProductType.OTHER)}（{form.other_product}）" if form.other_product else product_name(ProductType.OTHER)
    return "、".join(other if product is ProductType.OTHER else product_name(product) for product in form.products)


def parts_of(plan: ImplementationPlan | None) -> Mapping[str, tuple[str, str]]:
    """Each part of the plan by its field: heading, and what was written; an empty text was not. None stands for a plan not begun."""
    return {name: (head, getattr(plan, name).strip() if plan is not None else "") for name, head in plan_parts().items()}


def _stages(event: EventView) -> Iterable[PlanStage]:
    for one in event.stages:
        yield PlanStage(one.title, one.ticked, one.estimated_t, one.actual_t if event.form.settled else None)


def _year(one: PathYear) -> PlanYear:
    return PlanYear(one.year, one.allowed_t, one.reached_t, basis_words(one))
