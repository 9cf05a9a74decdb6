"""Dossiers: one file for each venue and year, or for an event."""

from __future__ import annotations

from dataclasses import replace

from core.domain.dossier import Dossier, DossierId, DossierKind, DossierStatus, MethodChoice
from core.domain.period import ReportingPeriod
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.organizing import new_operation, venue
from core.workflows.workspace import Workspace


def all_dossiers(ws: Workspace) -> tuple[Dossier, ...]:
    """All dossiers."""
    with ws.store.read() as work:
        return work.dossiers.all()


def dossier(ws: Workspace, dossier_id: str) -> Dossier:
    """A dossier by id.

    Raises:
        InputError: there is none.
    """
    with ws.store.read() as work:
        return dossier_in(work, dossier_id)


def dossier_in(work: UnitOfWork, dossier_id: str) -> Dossier:
    """The same inside a running unit of work.

    Raises:
        InputError: there is none.
    """
    found = work.dossiers.get(DossierId(dossier_id))
    if found is None:
        raise InputError("dossier.unknown", _("账本里没有档案「{id}」。").format(id=dossier_id), _("用 dossier list 查看档案编号。"))
    return found


def operation_dossier(ws: Workspace, venue_id: str, year: int, *, make: bool = False) -> Dossier:
    """The operation dossier of a venue and calendar year.

    Raises:
        InputError: there is none and `make` is False.
    """
    place = venue(ws, venue_id)
    with ws.store.read() as work:
        for found in work.dossiers.of_venue(place.id):
            if found.kind is DossierKind.OPERATION and found.period == ReportingPeriod.of_year(year):
                return found
    if not make:
        raise InputError(
            "dossier.year",
            _("「{name}」没有 {year} 年的运营档案。").format(name=place.name, year=year),
            _("请先用 dossier new 建立，或在窗口左上角选择年度。"),
        )
    made = new_operation(place, year)
    with ws.job(_("建立 {year} 年档案").format(year=year), undoable=False) as job:
        job.work.dossiers.put(made, job.change)
    return made


def require_open(found: Dossier) -> None:
    """A locked dossier takes no edit.

    Raises:
        RuleError: the dossier is locked.
    """
    if found.status is not DossierStatus.OPEN:
        raise RuleError(
            "dossier.locked", _("「{title}」已锁定，不能修改。").format(title=found.title), _("如需更正，请先解除锁定并写明原因。")
        )


def require_operation(found: Dossier) -> None:
    """Monthly figures belong to a venue's operation; an event has items.

    Raises:
        RuleError: the dossier is an event's.
    """
    if found.kind is not DossierKind.OPERATION:
        raise RuleError(
            "dossier.event", _("「{title}」是活动档案，没有月度表。").format(title=found.title), _("请在活动登记页按条目填写。")
        )


def set_method(ws: Workspace, dossier_id: str, method: MethodChoice) -> Change:
    """Choose profile, basis, grid average, GWP set and fuel set of an open dossier; never changed silently.

    Raises:
        RuleError: the dossier is locked.
    """
    found = dossier(ws, dossier_id)
    require_open(found)
    with ws.job(_("修改核算口径")) as job:
        altered = job.work.dossiers.put(replace(found, method=method), job.change)
    return frozenset({ChangeKind.DOSSIER}) if altered else NOTHING
