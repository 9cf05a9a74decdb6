"""Reduction measures: the venue's plan and what it saves; a saving explains the footprint and is never taken off it (domain.md §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypedDict, Unpack

from core.accounting.formula import FormulaError
from core.accounting.reduction import constants, expected
from core.catalogue_loader.reductions import reduction_guide
from core.domain.activity import EvidenceId, EvidenceRef
from core.domain.measure import MeasureState, PlanId, PlannedMeasure, ReductionMeasure
from core.domain.organization import VenueId
from core.domain.quantity import plain_number
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows import compiling, organizing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.measure_desk import state_name, view_of
from core.workflows.submission_views import MeasuresView
from core.workflows.toml_files import TomlFile, TomlTable
from core.workflows.wording import localized
from core.workflows.workspace import Job, Workspace, new_id

__all__ = ["state_name"]

Values = Mapping[str, Decimal | str]
"""Parameters of a measure by name, as numbers or as typed."""


class MeasureFields(TypedDict, total=False):
    """What of a planned measure may be set besides its parameters."""

    owner: str
    start_on: date | None
    done_on: date | None
    cost_yuan: Decimal | None
    note: str


def plan_view(ws: Workspace, dossier_id: str) -> MeasuresView:
    """Everything the measures page shows: the plan, the candidates of the venue type, each with its expected tonnes.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    total = compiling.inventory_of(taken, compare=False).total(p1=taken.counts_p1)
    with ws.store.read() as work:
        plan = work.plan.of_venue(taken.venue.id)
    return view_of(taken, total, plan)


def measure(ws: Workspace, venue_id: str, measure_id: str) -> ReductionMeasure:
    """A measure of the catalogue that fits a venue.

    Raises:
        InputError: there is none of this id, or it is none for this type of venue.
    """
    place = organizing.venue(ws, venue_id)
    found = ws.catalogue.measures.get(measure_id)
    if found is None:
        raise InputError("measure.unknown", _("没有编号为「{id}」的减排措施。").format(id=measure_id), _("用 measures list 查看编号。"))
    if place.type_code not in found.venue_types:
        name = localized(found.zh, found.en)
        raise InputError("measure.venue", _("「{name}」不适用于这类场所。").format(name=name), _("用 measures list 查看适用的措施。"))
    return found


def _planned(job: Job, venue_id: str, measure_id: str) -> PlannedMeasure | None:
    return next((one for one in job.work.plan.of_venue(VenueId(venue_id)) if one.measure_id == measure_id), None)


def _in_plan(job: Job, venue_id: str, measure_id: str) -> PlannedMeasure:
    found = _planned(job, venue_id, measure_id)
    if found is None:
        raise InputError("measure.not_planned", _("「{id}」不在计划里。").format(id=measure_id), _("请先把它加入计划。"))
    return found


def set_measure(ws: Workspace, venue_id: str, measure_id: str, values: Values | None = None, **fields: Unpack[MeasureFields]) -> Change:
    """Put a measure into the plan, or change its parameters, owner, days, cost or note; what is not named stays.

    Raises:
        InputError: unknown measure or parameter, a value that is no number, or parameters the formula cannot take.
        RuleError: another measure of the plan counts the same saving.
    """
    found = measure(ws, venue_id, measure_id)
    with ws.job(_("减排计划：{name}").format(name=localized(found.zh, found.en))) as job:
        known = _planned(job, venue_id, measure_id)
        if known is None:
            known = PlannedMeasure(PlanId(new_id()), VenueId(venue_id), measure_id)
            _allowed_beside(ws, job, found, known)
        altered = job.work.plan.put(_with(ws, found, known, values or {}, fields), job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _allowed_beside(ws: Workspace, job: Job, found: ReductionMeasure, wanted: PlannedMeasure) -> None:
    """Refuse to take in a measure that counts the same saving as another of the plan (domain.md §5).

    Asked only of a measure that comes in: a plan of an older program that holds both can still be worked on.
    """
    others = reduction_guide().excluded_by(found.id) if wanted.state is not MeasureState.STOPPED else frozenset()
    for one in job.work.plan.of_venue(wanted.venue_id):
        if one.measure_id in others and one.state is not MeasureState.STOPPED:
            other = ws.catalogue.measures[one.measure_id]
            names = {"name": localized(found.zh, found.en), "other": localized(other.zh, other.en)}
            message = _("「{name}」和计划里的「{other}」省的是同一笔能源，只能申报一项。").format(**names)
            hint = _("计划没有改动。要换成这一项，先把 {id} 移出或停用。").format(id=one.measure_id)
            raise RuleError("measure.exclusive", message, hint)


def _with(ws: Workspace, found: ReductionMeasure, known: PlannedMeasure, values: Values, fields: MeasureFields) -> PlannedMeasure:
    changed = replace(known, **fields, values=_values(found, known.values, values))
    if changed.cost_yuan is not None and changed.cost_yuan < 0:
        raise InputError("measure.cost", _("投资不能是负数。"), _("没有投资填 0，不知道就空着。"))
    if changed.done_on is not None and changed.done_on > ws.today():
        raise InputError("measure.future", _("完成日期 {day} 在今天之后。").format(day=changed.done_on.isoformat()), _("完成以后再登记。"))
    if changed.start_on is not None and changed.done_on is not None and changed.done_on < changed.start_on:
        raise InputError("measure.days", _("完成日期早于开始日期。"), _("请核对两个日期。"))
    try:
        # Year and place of the constants do not matter here: the question is whether the formula can take the values.
        expected(found, changed.values, constants(ws.catalogue, next(iter(ws.catalogue.regions)), ws.today().year))
    except FormulaError as error:
        raise InputError(error.code, error.message, _("请核对参数，除数不能是 0。")) from error
    return changed


def _values(found: ReductionMeasure, kept: Mapping[str, Decimal], given: Values) -> dict[str, Decimal]:
    """The parameters that differ from their defaults."""
    parameters = {parameter.name: parameter for parameter in found.parameters}
    values = dict(kept)
    for name, value in given.items():
        if name not in parameters:
            known = "、".join(parameters)
            message = _("「{measure}」没有参数「{name}」。").format(measure=found.id, name=name)
            raise InputError("measure.parameter", message, _("可用的参数：{known}。").format(known=known))
        number = plain_number(value) if isinstance(value, str) else value
        values.pop(name, None)
        if number != parameters[name].default:
            values[name] = number
    return values


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
        RuleError: it cannot be 已核实 without a file that proves it, or another measure of the plan counts the same saving.
    """
    found = measure(ws, venue_id, measure_id)
    with ws.job(_("{name}：{state}").format(name=localized(found.zh, found.en), state=state_name(state))) as job:
        known = _in_plan(job, venue_id, measure_id)
        if known.state is MeasureState.STOPPED:
            _allowed_beside(ws, job, found, replace(known, state=state))
        altered = job.work.plan.put(_moved(ws, found, known, state, done_on), job.change)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def _moved(ws: Workspace, found: ReductionMeasure, known: PlannedMeasure, state: MeasureState, done_on: date | None) -> PlannedMeasure:
    if state is MeasureState.VERIFIED and not known.evidence:
        name = localized(found.zh, found.en)
        raise RuleError("measure.evidence", _("「{name}」还没有佐证文件，不能记为已核实。").format(name=name), _("请先附佐证。"))
    day = (done_on or known.done_on or ws.today()) if state.carried_out else known.done_on
    return _with(ws, found, replace(known, state=state), {}, {"done_on": day})


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
    """Take a measure out of the plan.

    Raises:
        InputError: it is not in the plan.
    """
    with ws.job(_("移出减排计划：{id}").format(id=measure_id)) as job:
        job.work.plan.remove(_in_plan(job, venue_id, measure_id).id, job.change)
    return frozenset({ChangeKind.MEASURE})


# ---------------------------------------------------------------- a plan from a file


def load_plan(ws: Workspace, venue_id: str, path: Path, evidence_folder: Path | None = None) -> Change:
    """Take in a plan from a file, all of it or nothing.

    The file holds one [[measure]] table for each: id, state, owner, start_on, done_on, cost_yuan, note, evidence (a list of files,
    relative to the evidence folder), and a [measure.values] table with the parameters that differ from their defaults.

    Raises:
        FileError: the file or one it names cannot be read, or a value is not what it should be.
        InputError, RuleError: as `set_measure` and `change_state`.
    """
    file = TomlFile(path, evidence_folder)
    file.only("measure")
    entries = [_entry(ws, file, table) for table in file.many("measure")]
    known = {found: measure(ws, venue_id, found) for found, _draft, _files in entries}
    with ws.job(_("导入减排计划「{name}」").format(name=path.name)) as job:
        for found, draft, files in entries:
            for reference in files:
                job.work.evidence.put(reference)
            job.work.plan.put(_entered(ws, job, known[found], VenueId(venue_id), draft), job.change)
    return frozenset({ChangeKind.MEASURE, ChangeKind.EVIDENCE}) if entries else NOTHING


def _entry(ws: Workspace, file: TomlFile, table: TomlTable) -> tuple[str, PlannedMeasure, tuple[EvidenceRef, ...]]:
    files = tuple(file.keep(ws.store, name) for name in table.texts("evidence"))
    values = table.inner("values")
    draft = PlannedMeasure(
        id=PlanId(""),
        venue_id=VenueId(""),
        measure_id=table.text("id"),
        state=table.choice("state", MeasureState.PLANNED),
        values={name: value for name in values.names() if (value := values.number(name)) is not None},
        owner=table.text("owner", ""),
        start_on=table.day("start_on"),
        done_on=table.day("done_on"),
        cost_yuan=table.number("cost_yuan"),
        note=table.text("note", ""),
        evidence=tuple(EvidenceId(reference.id) for reference in files),
    )
    return draft.measure_id, draft, files


def _entered(ws: Workspace, job: Job, found: ReductionMeasure, venue_id: VenueId, draft: PlannedMeasure) -> PlannedMeasure:
    known = _planned(job, venue_id, found.id)
    start = replace(draft, id=known.id if known else PlanId(new_id()), venue_id=venue_id, values={})
    if known is None or known.state is MeasureState.STOPPED:
        _allowed_beside(ws, job, found, start)
    return _moved(ws, found, _with(ws, found, start, dict(draft.values), {}), draft.state, draft.done_on)
