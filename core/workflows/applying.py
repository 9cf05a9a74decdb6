"""The application and the implementation plan of a dossier: what a person decides and writes beside the ledger's own figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.domain.dossier import DossierKind
from core.domain.event import Confirmation
from core.domain.neutrality_papers import Application, ImplementationPlan
from core.domain.quantity import shown
from core.errors import InputError
from core.i18n import _
from core.workflows import compiling, dossiers, filing, offsetting, reducing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.workspace import Workspace


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
    claim, lots = filing.claim(ws, dossier_id), offsetting.lots_view(ws, dossier_id)
    people = {person.role: person.name for person in taken.people}
    measures = "、".join(row.measure.zh for row in reducing.plan_view(ws, dossier_id).plan[:6]) or _("（待定）")
    last = lots.deadline.isoformat()
    event = taken.dossier.kind is DossierKind.EVENT
    drafts = {
        "organisation": _("负责人{responsible}；填报{preparer}，审核{approver}。").format(
            **{role: people.get(role, _("（待定）")) for role in ("responsible", "preparer", "approver")}
        ),
        "boundary": _("{boundary}。不计入的内容及理由见核算边界与排除说明。").format(boundary=claim.boundary),
        "targets": _("优先实施：{measures}。").format(measures=measures),
        "removals": _("边界内没有登记核定的碳清除项目。"),
        "offset_plan": _("需抵消 {needed} 吨，优先采用国家碳排放配额、国家核证自愿减排量，{last}以前注销。").format(
            needed=f"{claim.balance.needed:,}" if claim.balance.needed else _("（核算后确定）"), last=last
        ),
        "schedule": _("举办前报送登记表，结束后按实际排放核算，{last}以前抵消并确认。").format(last=last)
        if event
        else _("期末后核算锁定，{last}以前注销并作出声明。").format(last=last),
        "publication": _("主要内容在本单位网站或场馆公示，公示情况记入披露记录。"),
        "monitoring": _("用电、用气等按月抄录票据，由审核人逐项核对；排放量 {tonnes} tCO₂e 可逐项追溯到票据。").format(
            tonnes=shown(claim.balance.total, 2)
        ),
        "risks": _("数据迟到、减排量未按期注销的，声明相应推迟；数据更正后重新核算抵消量。"),
    }
    changes: dict[str, Any] = {name: text for name, text in drafts.items() if name not in kept.written()}
    return replace(kept, **changes)
