"""The application and the implementation plan of a dossier: what a person decides and writes beside the ledger's own figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.domain.event import Confirmation
from core.domain.neutrality_papers import Application, ImplementationPlan
from core.domain.quantity import shown
from core.errors import InputError
from core.i18n import _
from core.workflows import compiling, dossiers, events, filing, implementing, offsetting, reducing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.compiling import Snapshot
from core.workflows.submission_views import ClaimView
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

_NAMED = 6
"""Measures that a draft names."""


def application(ws: Workspace, dossier_id: str) -> Application:
    """The application of a dossier as it is kept; consent is given by nobody before it was asked for.

    Raises:
        InputError: there is no such dossier.
    """
    with ws.store.read() as work:
        found = dossiers.dossier_in(work, dossier_id)
        return work.applications.get(found.id) or Application(found.id)


def save_application(ws: Workspace, wanted: Application) -> Change:
    """Keep the application; papers are signed after the lock, so a locked dossier takes it too.

    Raises:
        InputError: there is no such dossier, or a body is chosen and not named.
    """
    found = dossiers.dossier(ws, wanted.dossier_id)
    body = " ".join(wanted.confirming_body.split()) if wanted.confirmation is Confirmation.BODY else ""
    if wanted.confirmation is Confirmation.BODY and not body:
        raise InputError("application.body", _("选了委托独立机构，没有写机构名称。"), _("请写机构全称，或改选别的确认方式。"))
    with ws.job(_("填写碳中和申请书")) as job:
        altered = job.work.applications.put(replace(wanted, dossier_id=found.id, confirming_body=body), job.change)
    return frozenset({ChangeKind.SUBMISSION}) if altered else NOTHING


def plan(ws: Workspace, dossier_id: str) -> ImplementationPlan:
    """What has been written of the implementation plan.

    Raises:
        InputError: there is no such dossier.
    """
    with ws.store.read() as work:
        found = dossiers.dossier_in(work, dossier_id)
        return work.implementation_plans.get(found.id) or ImplementationPlan(found.id)


def save_plan(ws: Workspace, wanted: ImplementationPlan) -> Change:
    """Keep the written parts of the plan; it goes on being written after the lock.

    Raises:
        InputError: there is no such dossier.
    """
    found = dossiers.dossier(ws, wanted.dossier_id)
    with ws.job(_("填写碳中和实施计划")) as job:
        altered = job.work.implementation_plans.put(replace(wanted, dossier_id=found.id), job.change)
    return frozenset({ChangeKind.SUBMISSION}) if altered else NOTHING


def proposed_plan(ws: Workspace, dossier_id: str) -> ImplementationPlan:
    """A draft of the plan from what the ledger knows; parts that somebody has written stay as they are.

    Raises:
        InputError: there is no such dossier.
    """
    kept = plan(ws, dossier_id)
    taken = compiling.snapshot(ws, dossier_id)
    claim = filing.claim(ws, dossier_id)
    people = {person.role: person.name for person in taken.people}
    last = offsetting.lots_view(ws, dossier_id).deadline.isoformat()
    drafts = {
        "organisation": _("负责人{responsible}；填报{preparer}，审核{approver}。").format(
            **{role: people.get(role, _("（待定）")) for role in ("responsible", "preparer", "approver")}
        ),
        "boundary": _("{boundary}。不计入的内容及理由见核算边界与排除说明。").format(boundary=claim.boundary),
        "removals": _("边界内没有登记核定的碳清除项目。"),
        "offset_plan": _offset_plan(ws, claim, last),
        "publication": _("主要内容在本单位网站或场馆公示，公示情况记入披露记录。"),
        "risks": _("数据迟到、减排量未按期注销的，声明相应推迟；数据更正后重新核算抵消量。"),
        **(_event_drafts(ws, taken, last) if taken.event is not None else _year_drafts(ws, taken, claim, last)),
    }
    changes: dict[str, Any] = {name: text for name, text in drafts.items() if name not in kept.written()}
    return replace(kept, **changes)


def _offset_plan(ws: Workspace, claim: ClaimView, last: str) -> str:
    """What is registered for the dossier, else the order that the guide recommends (domain.md §2.5)."""
    rows = [row for row in offsetting.lots_view(ws, claim.dossier.id).rows if row.allocated]
    lots = "、".join(_("{product} {tonnes} 吨").format(product=row.product_name, tonnes=f"{row.allocated:,}") for row in rows)
    needed = f"{claim.balance.needed:,}" if claim.balance.needed > 0 else _("（核算后确定）")
    if lots:
        return _("需抵消 {needed} 吨，已登记{lots}，{last}以前注销。").format(needed=needed, lots=lots, last=last)
    return _("需抵消 {needed} 吨，优先采用国家碳排放配额、国家核证自愿减排量，{last}以前注销。").format(needed=needed, last=last)


def _event_drafts(ws: Workspace, taken: Snapshot, last: str) -> dict[str, str]:
    estimated = shown(events.event_view(ws, taken.dossier.id).estimated_t, 2)
    return {
        "targets": _("按登记表的减排措施实施，实际排放量控制在预估的 {tonnes} tCO₂e 以内。").format(tonnes=estimated),
        "schedule": _("举办前报送登记表，结束后按实际排放核算，{last}以前抵消并确认。").format(last=last),
        "monitoring": _("按活动条目收集用量、签到和供应商数据，由审核人逐项核对，凭据随条目归档。"),
    }


def _year_drafts(ws: Workspace, taken: Snapshot, claim: ClaimView, last: str) -> dict[str, str]:
    way = implementing.way(ws, taken)
    target = implementing.target_words(way, way.target) + "。" if way is not None and way.target is not None else ""
    plan = [row for row in reducing.plan_view(ws, taken.dossier.id).plan if row.planned is not None]
    names = "、".join(localized(row.measure.zh, row.measure.en) for row in plan[:_NAMED]) or _("（待定）")
    return {
        "targets": target + _("优先实施：{measures}。").format(measures=names),
        "schedule": _("期末后核算锁定，{last}以前注销并作出声明。").format(last=last),
        "monitoring": _("用电、用气等按月抄录票据，由审核人逐项核对；排放量 {tonnes} tCO₂e 可逐项追溯到票据。").format(
            tonnes=shown(claim.balance.total, 2)
        ),
    }
