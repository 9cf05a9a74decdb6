"""How long records are kept: who is reminded of it, and when."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from core.domain.dossier import DossierKind, DossierStatus
from core.workflows import compiling, dossiers, keeping_time, overviewing
from core.workflows.workspace import Workspace


def test_a_locked_dossier_without_a_backup_asks_for_one(year: Path) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as made:
        locked, draft = (
            next(one for one in dossiers.all_dossiers(made) if one.kind is DossierKind.OPERATION and one.status is status)
            for status in (DossierStatus.LOCKED, DossierStatus.OPEN)
        )
        shutil.rmtree(made.folder / "backups", ignore_errors=True)
        step = overviewing.overview(made, locked.id).next_steps[-1]
        assert (step.title, step.page) == ("备份账本", "settings")
        assert keeping_time.kept_until(made, locked.id).isoformat() in step.detail and "还没有备份" in step.detail
        assert not keeping_time.reminders(made, compiling.snapshot(made, draft.id)), "nothing has been claimed yet"
        made.store.back_up(made.clock() - timedelta(days=keeping_time.BACKUP_DAYS + 1), "manual")
        assert "最近一次备份是" in keeping_time.reminders(made, compiling.snapshot(made, locked.id))[0].detail
        made.store.back_up(made.clock(), "manual")
        assert not keeping_time.reminders(made, compiling.snapshot(made, locked.id))
