"""What the events page shows of one event: its stages, its items in tonnes, and what 附表1 still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from core.accounting.footprint import Facts, footprint
from core.accounting.netting import may_net
from core.domain.dossier import DossierStatus
from core.domain.event import EventForm, EventItem, EventStage
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.quantity import shown_micro, whole_tonnes_up
from core.workflows.compiling import Snapshot
from core.workflows.event_facts import STAGES, event_records, stage_title
from core.workflows.submission_views import EventView, ItemRow, StageView
from core.workflows.views import FindingView
from core.workflows.wording import localized
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Desk:
    """The items' tonnes by estimate and by actual quantity, computed once, stages outside the boundary too."""

    ws: Workspace
    taken: Snapshot
    form: EventForm
    estimated: Mapping[str, SourceResult]
    actual: Mapping[str, SourceResult]


def view_of(ws: Workspace, taken: Snapshot, computed: GhgInventory, findings: Sequence[FindingView], form: EventForm) -> EventView:
    """The page of an event.

    Args:
        ws: the open ledger.
        taken: the event as it was read; its form has the measures as they will be printed.
        computed: its footprint.
        findings: what the rules say.
        form: the form as it is kept.
    """
    desk = _Desk(ws, taken, form, _results(taken, form, settled=False), _results(taken, form, settled=True))
    stages = tuple(_stage(desk, stage) for stage in STAGES)
    region = taken.catalogue.regions.get(form.region)
    ticked = [stage for stage in stages if stage.ticked]
    return EventView(
        dossier=taken.dossier,
        venue=taken.venue,
        organization=taken.organization,
        form=form,
        region_name=region.name if region else form.region,
        stages=stages,
        estimated_t=sum((stage.estimated_t for stage in ticked), Fraction(0)),
        actual_t=sum((stage.actual_t for stage in ticked), Fraction(0)),
        offset_needed_t=whole_tonnes_up(computed.total()),
        measures_text=taken.event.measures if taken.event else form.measures,
        plan=taken.evidence.get(form.plan) if form.plan else None,
        findings=tuple(findings),
        editable=taken.dossier.status is DossierStatus.OPEN,
    )


def _results(taken: Snapshot, form: EventForm, *, settled: bool) -> Mapping[str, SourceResult]:
    sources = tuple(item.source(taken.venue.id) for item in taken.items)
    records = event_records(replace(form, settled=settled), taken.items, taken.venue.id)
    facts = Facts(taken.facts().venue, taken.dossier.period, sources, records)
    found = footprint(facts, taken.dossier.method, taken.catalogue, compare=False).results
    return {str(result.source.id): result for result in found}


def _stage(desk: _Desk, stage: EventStage) -> StageView:
    ticked = stage in desk.form.stages
    rows = tuple(_row(desk, item, counted=ticked) for item in desk.taken.items if item.stage is stage)
    return StageView(
        stage=stage,
        title=stage_title(stage),
        ticked=ticked,
        rows=rows,
        estimated_t=sum((row.estimated_t or Fraction(0) for row in rows), Fraction(0)),
        actual_t=sum((row.actual_t or Fraction(0) for row in rows), Fraction(0)),
    )


def _row(desk: _Desk, item: EventItem, *, counted: bool) -> ItemRow:
    kind = desk.taken.catalogue.source_types[item.type_code]
    unit = desk.taken.catalogue.units[item.unit]
    return ItemRow(
        item=item,
        type_name=localized(kind.zh, kind.en),
        scope=kind.scope,
        unit_label=unit.label,
        estimate=_shown(item.estimate_micro, unit.decimals),
        actual=_shown(item.actual_micro, unit.decimals),
        estimated_t=_tonnes(desk.estimated[item.id], item.estimate_micro),
        actual_t=_tonnes(desk.actual[item.id], item.actual_micro),
        counted=counted,
        unanswered=desk.estimated[item.id].unanswered,
        evidence=tuple(desk.taken.evidence[one] for one in item.evidence if one in desk.taken.evidence),
        holders=tuple(
            (str(source.id), source.name) for source in desk.taken.venue_sources if may_net(item.type_code, item.species, source)
        ),
    )


def _shown(micro: int | None, decimals: int) -> str:
    return "" if micro is None else shown_micro(micro, decimals)


def _tonnes(result: SourceResult, micro: int | None) -> Fraction | None:
    return None if micro is None or result.unanswered else result.total()
