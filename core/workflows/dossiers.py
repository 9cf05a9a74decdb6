"""Dossiers: one file for each venue and year, or for an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.domain.dossier import Dossier, DossierId, DossierKind, MethodChoice
from core.domain.period import ReportingPeriod
from core.errors import InputError
from core.i18n import _
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.organizing import new_operation, venue
from core.workflows.wording import required_text
from core.workflows.workspace import Workspace, new_id


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


def event_dossier(ws: Workspace, venue_id: str, title: str, start: date, end: date) -> Dossier:
    """Make the dossier of an event held or joined by a venue; its forms come with the event's data."""
    place = venue(ws, venue_id)
    if end < start:
        raise InputError("event.dates", _("活动结束日早于开始日。"), _("请核对活动时间。"))
    period = ReportingPeriod.of_days(start, end)
    made = Dossier(DossierId(new_id()), DossierKind.EVENT, place.id, required_text(title, _("活动名称")), period, MethodChoice())
    with ws.job(_("建立活动档案"), undoable=False) as job:
        job.work.dossiers.put(made, job.change)
    return made


def set_method(ws: Workspace, dossier_id: str, method: MethodChoice) -> Change:
    """Choose profile, basis, grid average, GWP set and fuel set of an open dossier; never changed silently."""
    found = dossier(ws, dossier_id)
    with ws.job(_("修改核算口径")) as job:
        altered = job.work.dossiers.put(replace(found, method=method), job.change)
    return frozenset({ChangeKind.DOSSIER}) if altered else NOTHING
