"""Until when the records of a dossier are to be kept, and when somebody is reminded of it."""

from __future__ import annotations

from datetime import date, timedelta

from core.accounting.retention import keep_until
from core.domain.dossier import DossierStatus
from core.domain.submission import DocumentKind
from core.i18n import _
from core.workflows import compiling
from core.workflows.compiling import Snapshot
from core.workflows.views import NextStep
from core.workflows.workspace import Workspace

BACKUP_DAYS = 90
"""A locked dossier whose ledger has no backup of so many days asks for one; our proposal."""


def kept_until(ws: Workspace, dossier_id: str) -> date:
    """Last day on which data and evidence of a dossier must still be there; our proposal.

    Raises:
        InputError: there is no such dossier.
    """
    return _until(compiling.snapshot(ws, dossier_id))


def reminders(ws: Workspace, taken: Snapshot) -> tuple[NextStep, ...]:
    """A backup that is due, for the records of a locked dossier have to last; nothing while it is open or once the time is over."""
    until, last = _until(taken), ws.store.last_backup()
    if taken.dossier.status is not DossierStatus.LOCKED or until < ws.today():
        return ()
    if last is not None and ws.today() - last.date() <= timedelta(days=BACKUP_DAYS):
        return ()
    when = _("最近一次备份是 {day}").format(day=last.date().isoformat()) if last is not None else _("还没有备份")
    said = _("数据和证据请保存到 {day}（本程序的建议）；{when}").format(day=until.isoformat(), when=when)
    return (NextStep("hint", _("备份账本"), said, "settings"),)


def _until(taken: Snapshot) -> date:
    signed = [one.issued_on for one in taken.claims.file.documents if one.kind is DocumentKind.STATEMENT and one.issued_on is not None]
    return keep_until(taken.last_day, max(signed, default=None), taken.claims.used_lots())
