"""Who changed what behind a figure: records, the row, its own factor, the method of the dossier, the factor library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from core.domain.activity import Revision
from core.domain.dossier import DossierStatus
from core.domain.edition import EditionAct, EditionStep
from core.domain.inventory import SourceResult
from core.domain.own_factor import PREFIX, is_own
from core.domain.period import Month
from core.domain.quantity import shown_micro
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.compiling import Snapshot
from core.workflows.views import ExplainedRevision
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

_LATEST = 20


def changes_of_source(ws: Workspace, taken: Snapshot, result: SourceResult, month: Month | None) -> tuple[ExplainedRevision, ...]:
    """The newest changes of the records behind a row's figure, and every change of what it is computed with; newest first."""
    relevant = {str(r.id) for r in taken.records if str(r.subject) == str(result.source.id) and (month is None or month in r.months())}
    kind = "activity"
    if taken.event is not None:
        relevant, kind = {str(result.source.id)}, "event_item"
    decimals = taken.catalogue.units[result.source.unit].decimals
    with ws.store.read() as work:
        records = [revision for key in relevant for revision in work.journal.revisions_of(kind, key)]
        rows = work.journal.revisions_of("source", str(result.source.id))
        factor_id = result.source.factor_id
        own = work.journal.revisions_of("own_factor", factor_id.removeprefix(PREFIX)) if is_own(factor_id) else ()
        others = _dossier_changes(work, taken)
    newest = sorted(records, key=lambda revision: revision.at, reverse=True)[:_LATEST]
    found = [ExplainedRevision(r.at, r.author, _record_text(r, decimals)) for r in newest]
    found += _changes(rows, _("排放源"), lambda before, after: _row_text(taken, before, after))
    found += _changes(own, _("自有因子"), _own_text)
    return tuple(sorted((*found, *others), key=lambda one: one.at, reverse=True))


def changes_of_dossier(ws: Workspace, taken: Snapshot) -> tuple[ExplainedRevision, ...]:
    """Changes of the dossier's method and of the factor library it computes with, newest first."""
    with ws.store.read() as work:
        return tuple(sorted(_dossier_changes(work, taken), key=lambda one: one.at, reverse=True))


def method_changes(ws: Workspace, taken: Snapshot) -> tuple[ExplainedRevision, ...]:
    """Changes of the dossier's method alone, newest first."""
    with ws.store.read() as work:
        return tuple(sorted(_method_changes(work, taken), key=lambda one: one.at, reverse=True))


def _dossier_changes(work: UnitOfWork, taken: Snapshot) -> list[ExplainedRevision]:
    found = _method_changes(work, taken)
    found += _changes(work.journal.revisions_of("dossier", str(taken.dossier.id)), _("档案"), _status_text)
    steps = [step for step in work.editions.steps() if step.act is not EditionAct.BEGIN]
    if taken.dossier.status is DossierStatus.LOCKED:
        # What came into force after the edition that the dossier was locked with never reached it.
        reached = [number for number, step in enumerate(steps) if step.digest == taken.catalogue.digest]
        steps = steps[: reached[-1] + 1] if reached else []
    for step in steps:
        edition = work.editions.get(step.digest)
        found.append(
            ExplainedRevision(step.at, step.author, _edition_text(step, edition.name if edition else step.digest[:12]), _("因子库"))
        )
    return found


def _method_changes(work: UnitOfWork, taken: Snapshot) -> list[ExplainedRevision]:
    return _changes(work.journal.revisions_of("dossier", str(taken.dossier.id)), _("核算口径"), _method_text)


def _edition_text(step: EditionStep, name: str) -> str:
    words = _("退回 {name} 版") if step.act is EditionAct.ROLL_BACK else _("采用 {name} 版")
    return "，".join(part for part in (words.format(name=name), step.note) if part)


def _changes(revisions: Iterable[Revision], about: str, words: Any) -> list[ExplainedRevision]:
    """The revisions of one thing that say something; that it was made is no change."""
    found = []
    for one in revisions:
        if one.before and one.after:
            text = words(json.loads(one.before), json.loads(one.after))
            if text:
                found.append(ExplainedRevision(one.at, one.author, text, about))
    return found


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str], words: Any) -> str:
    """「电网因子 省级 → 全国」 for each field that differs."""
    return "，".join(
        _("{name} {before} → {after}").format(name=name, before=words(field, before.get(field)), after=words(field, after.get(field)))
        for field, name in names.items()
        if before.get(field) != after.get(field)
    )


def _method_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = {
        "profile": _("口径"),
        "basis": _("范围二方法"),
        "grid": _("电网因子"),
        "gwp_set": _("GWP 组"),
        "fuel_set": _("燃料参数组"),
    }
    words = {
        "location": _("基于位置"),
        "market": _("基于市场"),
        "province": _("省级"),
        "region": _("区域"),
        "nation": _("全国"),
    }
    return _pairs(before["method"], after["method"], names, lambda _field, value: words.get(value, value))


def _status_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if before["status"] == after["status"]:
        return ""
    return _("锁定核算") if after["status"] == DossierStatus.LOCKED.value else _("解除锁定")


def _row_text(taken: Snapshot, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = {
        "name": _("名称"),
        "type_code": _("类型"),
        "unit": _("单位"),
        "species": _("型号"),
        "factor_id": _("因子"),
        "excluded_reason": _("不计入的原因"),
        "operator": _("经营者"),
    }
    catalogue = taken.catalogue

    def words(field: str, value: Any) -> str:
        if not value:
            return "—"
        if field == "factor_id" and value in catalogue.factors:
            return localized(catalogue.factors[value].zh, catalogue.factors[value].en)
        if field == "type_code" and value in catalogue.source_types:
            return localized(catalogue.source_types[value].zh, catalogue.source_types[value].en)
        return catalogue.units[value].label if field == "unit" and value in catalogue.units else str(value)

    return _pairs(before, after, names, words)


def _own_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = {"name": _("名称"), "value": _("数值"), "document": _("文件"), "clause": _("条款"), "evidence": _("证明文件")}
    return _pairs(
        before, after, names, lambda field, value: _("{count} 份").format(count=len(value or ())) if field == "evidence" else (value or "—")
    )


def _record_text(revision: Revision, decimals: int) -> str:
    before, after = _micro(revision.before), _micro(revision.after)
    if before == after:
        return _("修改说明或证据")
    if before is None:
        return _("录入 {after}").format(after=shown_micro(after or 0, decimals))
    if after is None:
        return _("清除 {before}").format(before=shown_micro(before, decimals))
    return _("{before} → {after}").format(before=shown_micro(before, decimals), after=shown_micro(after, decimals))


def _micro(state: str | None) -> int | None:
    """The quantity of a record, or of an item: the actual one where there is one, else the estimate."""
    if not state:
        return None
    fields = json.loads(state)
    quantity = next((fields[name] for name in ("micro", "actual_micro", "estimate_micro") if fields.get(name) is not None), None)
    return None if quantity is None else int(quantity)
