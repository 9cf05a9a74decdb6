"""Reduction measures: the venue's plan and what it saves; a saving explains the footprint and is never taken off it (domain.md §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Unpack

from core.domain.measure import MeasureState, PlanId, PlannedMeasure, ReductionMeasure
from core.domain.organization import VenueId
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows import organizing, own_measures, saving_proofs, weighing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.measure_desk import state_name, view_of
from core.workflows.measure_views import MeasuresView
from core.workflows.planning_rules import (
    MeasureFields,
    Values,
    allowed_beside,
    answered,
    own_entry,
    weighed_venue,
    with_fields,
    within_end_use,
)
from core.workflows.weighing import Weighing
from core.workflows.wording import localized
from core.workflows.workspace import Job, Workspace, new_id

__all__ = ["MeasureFields", "Values", "state_name"]


def plan_view(ws: Workspace, dossier_id: str) -> MeasuresView:
    """Everything the measures page shows: the plan, the candidates of the venue type, each with its expected tonnes.

    Raises:
        InputError: there is no such dossier.
    """
    return view_of(weighing.weigh(ws, dossier_id))


def measure(ws: Workspace, venue_id: str, measure_id: str) -> ReductionMeasure:
    """A measure of the catalogue that fits a venue.

    Raises:
        InputError: there is none of this id, or it is none for this type of venue.
    """
    place = organizing.venue(ws, venue_id)
    with ws.store.read() as work:
        found = own_measures.catalogue(ws, work).get(measure_id)
    if found is None:
        raise InputError("measure.unknown", _("没有编号为「{id}」的减排措施。").format(id=measure_id), _("用 measures list 查看编号。"))
    if place.type_code not in found.venue_types:
        name = localized(found.zh, found.en)
        raise InputError("measure.venue", _("「{name}」不适用于这类场所。").format(name=name), _("用 measures list 查看适用的措施。"))
    return found


def planned_in(job: Job, venue_id: str, measure_id: str) -> PlannedMeasure | None:
    """The entry of a measure inside a running job, draft or not; None where nothing is filled in."""
    return own_entry(job.work.plan.with_drafts(VenueId(venue_id)), measure_id)


def _in_plan(job: Job, venue_id: str, measure_id: str) -> PlannedMeasure:
    found = planned_in(job, venue_id, measure_id)
    if found is None or found.draft:
        raise InputError("measure.not_planned", _("「{id}」不在计划里。").format(id=measure_id), _("请先把它加入计划。"))
    return found


def set_measure(
    ws: Workspace, venue_id: str, measure_id: str, values: Values | None = None, *, draft: bool = False, **fields: Unpack[MeasureFields]
) -> Change:
    """Put a measure into the plan, or change its parameters, owner, days, money or note; what is not named stays.

    A measure that comes into the plan keeps the parameters that the venue's data answer on this day, so that a plan does not move
    with the data of later months.

    Args:
        ws: the open ledger.
        venue_id: the venue.
        measure_id: the measure.
        values: parameters; a value equal to the default is kept as none.
        draft: only note down what is typed, where the measure is in no plan yet.
        fields: see `MeasureFields`.

    Raises:
        InputError: unknown measure or parameter, a value that is no number or makes no sense, parameters the formula cannot take, or
            a saving larger than all that its end use takes.
        RuleError: another measure of the plan counts the same saving.
    """
    found = measure(ws, venue_id, measure_id)
    weighed = weighed_venue(ws, venue_id)
    with ws.job(_("减排计划：{name}").format(name=localized(found.zh, found.en))) as job:
        known = planned_in(job, venue_id, measure_id)
        entry = _come_in(ws, job, found, venue_id, known, weighed, draft=draft)
        wanted = with_fields(ws, found, entry, values or {}, fields)
        if known is None or known.draft != wanted.draft or (known.values, known.at_supplier) != (wanted.values, wanted.at_supplier):
            within_end_use(weighed, found, wanted)
        altered = job.work.plan.put(wanted, job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _come_in(
    ws: Workspace,
    job: Job,
    found: ReductionMeasure,
    venue_id: str,
    known: PlannedMeasure | None,
    weighed: Weighing | None,
    *,
    draft: bool = False,
) -> PlannedMeasure:
    """The entry of a measure as it is to be; one that comes into the plan takes its prefilled parameters along."""
    if known is not None and (not known.draft or draft):
        return known
    entry = known or PlannedMeasure(PlanId(new_id()), VenueId(venue_id), found.id)
    if draft:
        return replace(entry, draft=True)
    allowed_beside(ws, job.work.plan.of_venue(entry.venue_id), found, entry)
    values = {**answered(weighed, found.id), **entry.values}
    usual = {one.name: one.default for one in found.parameters}
    return replace(entry, draft=False, values={name: value for name, value in values.items() if value != usual[name]})


def take_in(ws: Workspace, venue_id: str, measure_ids: Iterable[str]) -> Change:
    """Put drafts and candidates into the plan as they are filled in, several in one step that one undo takes back.

    Raises:
        InputError: unknown measure, or a saving larger than all that its end use takes; nothing is changed then.
        RuleError: another measure of the plan counts the same saving.
    """
    wanted = {one: measure(ws, venue_id, one) for one in measure_ids}
    weighed = weighed_venue(ws, venue_id)
    names = _("、").join(wanted)
    altered = False
    with ws.job(_("加入减排计划：{names}").format(names=names)) as job:
        for key, found in wanted.items():
            known = planned_in(job, venue_id, key)
            if known is not None and known.state is MeasureState.STOPPED:
                allowed_beside(ws, job.work.plan.of_venue(known.venue_id), found, replace(known, state=MeasureState.PLANNED))
                known = replace(known, state=MeasureState.PLANNED)
            entry = _come_in(ws, job, found, venue_id, known, weighed)
            within_end_use(weighed, found, entry)
            altered |= job.work.plan.put(entry, job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def change_state(ws: Workspace, venue_id: str, measure_id: str, state: MeasureState, *, done_on: date | None = None) -> Change:
    """Move a measure of the plan: 拟实施, 实施中, 已实施(待核), 已核实, 停用.

    Args:
        ws: the open ledger.
        venue_id: the venue.
        measure_id: the measure.
        state: where it stands now.
        done_on: day of completion; today where it is carried out and no day is known.

    Raises:
        InputError: it is not in the plan, or the day lies ahead.
        RuleError: it cannot be 已核实 without a file and a measured saving that prove it, or another measure of the plan counts the
            same saving.
    """
    found = measure(ws, venue_id, measure_id)
    if state is MeasureState.VERIFIED:
        _proven(ws, venue_id, found)
    with ws.job(_("{name}：{state}").format(name=localized(found.zh, found.en), state=state_name(state))) as job:
        known = _in_plan(job, venue_id, measure_id)
        if known.state is MeasureState.STOPPED:
            allowed_beside(ws, job.work.plan.of_venue(known.venue_id), found, replace(known, state=state))
        altered = job.work.plan.put(moved(ws, found, known, state, done_on), job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _proven(ws: Workspace, venue_id: str, found: ReductionMeasure) -> None:
    """Refuse 已核实 while nothing measured proves the saving: an estimate is no achievement (domain.md §5)."""
    with ws.store.read() as work:
        known = own_entry(work.plan.of_venue(VenueId(venue_id)), found.id)
    if known is None or known.state is MeasureState.VERIFIED or not known.evidence:
        return  # what is wrong then is said elsewhere
    why = saving_proofs.refusal(ws, venue_id, found.id)
    if why:
        name = localized(found.zh, found.en)
        raise RuleError(
            "measure.proof", _("「{name}」的实测核减还不成立，不能记为已核实：{why}").format(name=name, why=why), _("请先登记实测。")
        )


def moved(ws: Workspace, found: ReductionMeasure, known: PlannedMeasure, state: MeasureState, done_on: date | None) -> PlannedMeasure:
    """An entry in another state, with the day of completion that the state asks for."""
    if state is MeasureState.VERIFIED and not known.evidence:
        name = localized(found.zh, found.en)
        raise RuleError("measure.evidence", _("「{name}」还没有佐证文件，不能记为已核实。").format(name=name), _("请先附佐证。"))
    day = (done_on or known.done_on or ws.today()) if state.carried_out else known.done_on
    return with_fields(ws, found, replace(known, state=state), {}, {"done_on": day})


def attach_evidence(ws: Workspace, venue_id: str, measure_id: str, file: Path) -> Change:
    """Attach a file that proves a measure was carried out.

    Raises:
        InputError: it is not in the plan.
        FileError: the file cannot be read.
    """
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附佐证 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        known = _in_plan(job, venue_id, measure_id)
        altered = job.work.plan.put(replace(known, evidence=(*known.evidence, reference.id)), job.change)
    return frozenset({ChangeKind.MEASURE, ChangeKind.EVIDENCE}) if altered else NOTHING


def remove(ws: Workspace, venue_id: str, measure_id: str) -> Change:
    """Take a measure out of the plan; what was filled in stays as a draft, proofs of its saving go.

    Raises:
        InputError: it is not in the plan.
    """
    with ws.job(_("移出减排计划：{id}").format(id=measure_id)) as job:
        known = _in_plan(job, venue_id, measure_id)
        for proof in job.work.proofs.of_measure(known.id):
            job.work.proofs.remove(proof.id, job.change)
        kept = replace(known, draft=True, state=MeasureState.PLANNED, done_on=None, evidence=())
        if kept == PlannedMeasure(known.id, known.venue_id, known.measure_id, draft=True):
            job.work.plan.remove(known.id, job.change)
        else:
            job.work.plan.put(kept, job.change)
    return frozenset({ChangeKind.MEASURE})


def drop_draft(ws: Workspace, venue_id: str, measure_id: str) -> Change:
    """Forget what was filled in for a measure that is in no plan.

    Raises:
        InputError: nothing is filled in, or it is in the plan.
    """
    with ws.job(_("清除已填参数：{id}").format(id=measure_id)) as job:
        known = planned_in(job, venue_id, measure_id)
        if known is None or not known.draft:
            raise InputError("measure.no_draft", _("「{id}」没有已填的参数可清除。").format(id=measure_id), _("计划里的措施请先移出。"))
        job.work.plan.remove(known.id, job.change)
    return frozenset({ChangeKind.MEASURE})
