"""A plan of measures from a file, all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from core.domain.activity import EvidenceId, EvidenceRef
from core.domain.measure import MeasureState, PlanId, PlannedMeasure, ReductionMeasure
from core.domain.organization import VenueId
from core.errors import FileError, RuleError
from core.i18n import _
from core.workflows import money
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.money import SettingsFields
from core.workflows.planning_rules import allowed_beside, bounded, with_fields
from core.workflows.reducing import measure, moved, planned_in
from core.workflows.toml_files import TomlFile, TomlTable
from core.workflows.wording import localized
from core.workflows.workspace import Job, Workspace, new_id


def load_plan(ws: Workspace, venue_id: str, path: Path, evidence_folder: Path | None = None) -> Change:
    """Take in a plan from a file, all of it or nothing.

    The file holds one [[measure]] table for each: id, state or `draft = true`, owner, start_on, done_on, cost_yuan, upkeep_yuan,
    saving_yuan, lifetime_years, at_supplier, note, evidence (a list of files, relative to the evidence folder), and a
    [measure.values] table with the parameters that differ from their defaults. A [settings] table may set budget_yuan,
    credit_price_yuan, discount_percent, and [settings.prices] and [settings.end_uses] what `money.set_settings` takes.

    Raises:
        FileError: the file or one it names cannot be read, or a value is not what it should be.
        InputError, RuleError: as `set_measure` and `change_state`.
    """
    file = TomlFile(path, evidence_folder)
    file.only("measure", "settings")
    settings = _settings(file)
    entries = [_entry(ws, file, table) for table in file.many("measure")]
    known = {found: measure(ws, venue_id, found) for found, _draft, _files in entries}
    for found in known:
        if sum(1 for one, _draft, _files in entries if one == found) > 1:
            message = _("文件 {file} 里有两个「{id}」。").format(file=path.name, id=found)
            raise FileError("toml.value", message, _("每项措施只写一个 [[measure]]。账本没有改动。"))
    with ws.job(_("导入减排计划「{name}」").format(name=path.name)) as job:
        for found, draft, files in entries:
            for reference in files:
                job.work.evidence.put(reference)
            job.work.plan.put(_entered(ws, job, known[found], VenueId(venue_id), draft), job.change)
        if settings:
            money.put_settings(job, venue_id, settings)
    return frozenset({ChangeKind.MEASURE, ChangeKind.EVIDENCE}) if entries else NOTHING


def _settings(file: TomlFile) -> SettingsFields:
    """The money of a plan file; what it does not name stays."""
    table = file.one("settings")
    fields = SettingsFields()
    if (budget := table.number("budget_yuan")) is not None:
        fields["budget_yuan"] = budget
    if (credit := table.number("credit_price_yuan")) is not None:
        fields["credit_price_yuan"] = credit
    if (discount := table.number("discount_percent")) is not None:
        fields["discount_percent"] = discount
    prices, uses = table.inner("prices"), table.inner("end_uses")
    if prices.names():
        fields["prices"] = {name: prices.number(name) for name in prices.names()}
    if uses.names():
        fields["end_uses"] = {name: uses.number(name) for name in uses.names()}
    table.finish()
    return fields


def _entry(ws: Workspace, file: TomlFile, table: TomlTable) -> tuple[str, PlannedMeasure, tuple[EvidenceRef, ...]]:
    files = tuple(file.keep(ws.store, name) for name in table.texts("evidence"))
    values = table.inner("values")
    if table.flag("draft") and (table.has("state") or files):
        raise table.wrong("draft", _("false，或去掉 state 和 evidence：未列入计划的措施没有状态和佐证"))
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
        upkeep_yuan=table.number("upkeep_yuan"),
        saving_yuan=table.number("saving_yuan"),
        lifetime_years=_whole(table.number("lifetime_years")),
        at_supplier=table.flag("at_supplier"),
        draft=table.flag("draft"),
        note=table.text("note", ""),
        evidence=tuple(EvidenceId(reference.id) for reference in files),
    )
    return draft.measure_id, draft, files


def _whole(number: Decimal | None) -> int | None:
    """Years; what is no whole number of them becomes 0, which no lifetime is."""
    if number is None:
        return None
    years = int(bounded(number, _("寿命")))
    return years if years == number else 0


def _entered(ws: Workspace, job: Job, found: ReductionMeasure, venue_id: VenueId, draft: PlannedMeasure) -> PlannedMeasure:
    known = planned_in(job, venue_id, found.id)
    start = replace(draft, id=known.id if known else PlanId(new_id()), venue_id=venue_id, values={})
    if draft.state is MeasureState.VERIFIED and (known is None or known.state is not MeasureState.VERIFIED):
        name = localized(found.zh, found.en)
        message = _("「{name}」不能由文件记为已核实。").format(name=name)
        raise RuleError("measure.proof", message, _("文件里请写 done；实测核减成立后再改为已核实。"))
    if not draft.draft and (known is None or known.draft or known.state is MeasureState.STOPPED):
        allowed_beside(ws, job.work.plan.of_venue(venue_id), found, start)
    return moved(ws, found, with_fields(ws, found, start, dict(draft.values), {}), draft.state, draft.done_on)
