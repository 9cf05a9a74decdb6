"""What the program's menu does with ledgers: open, sample, backup, close; and what rail and status bar say about the open one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from core.domain.finding import Place
from core.domain.organization import VenueId
from core.errors import AppError
from core.i18n import _
from core.workflows.views import PageProgress
from ui.messages import Dialog, Messages
from ui.session import Session
from ui.tasks import Task, Tasks
from ui.widgets.marks import Mark
from ui.widgets.rail import Rail
from ui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from ui.widgets.carry_dialog import CarryDialog

_NUMBER = re.compile(r"公告\d+年第\d+号")
"""The short name of a published table of grid factors; its full title stands in the explain panel."""


class Starter(Protocol):
    """The window, as far as these deeds need it."""

    def show_first_run(self, *, adding: bool) -> None:
        """Show the three cards, for a new ledger or for one more venue."""

    def go(self, place: Place) -> None:
        """Open the page of a place."""


class LedgerDeeds:
    """The window's own jobs on ledgers; each says in words what it did."""

    def __init__(self, window: QWidget, starter: Starter, session: Session, tasks: Tasks, messages: Messages) -> None:
        self._window = window
        self._starter = starter
        self._session = session
        self._tasks = tasks
        self._messages = messages

    # ---- deeds ------------------------------------------------------------------------------------------------------

    def start_new(self) -> None:
        """Begin a new ledger."""
        self._starter.show_first_run(adding=False)

    def ask_open(self) -> None:
        """Ask for a ledger's folder and open it."""
        last = self._session.settings.last_ledger
        start = last.parent if last else Path.home()
        chosen = QFileDialog.getExistingDirectory(self._window, _("打开账本（扩展名 .tanzhang 的文件夹）"), str(start))
        if chosen:
            self.open(Path(chosen))

    def open(self, folder: Path) -> bool:
        """Open a ledger; says what is wrong with it when it cannot be."""
        try:
            self._session.open(folder)
        except AppError as error:
            self._messages.error(error)
            return False
        self._messages.say(_("已打开账本 {name}").format(name=folder.name))
        self._back_up_daily()
        return True

    def _back_up_daily(self) -> None:
        """Once a day, after opening, without being asked; a failure is only news, since the ledger itself is well."""
        workspace = self._session.workspace
        self._tasks.run_task(
            lambda _task: workspace.daily_backup(),
            lambda path: self._session.changed.emit(frozenset()) if path is not None else None,
            self._messages.error,
            _("正在做今天的备份"),
        )

    def open_last(self) -> None:
        """Open the ledger of the last time; one that is gone is forgotten, and said."""
        last = self._session.settings.last_ledger
        if last is None:
            return
        if not last.exists():
            self._session.keep(self._session.settings.without_ledger(last))
            self._messages.note(_("上次的账本不在原处：{path}").format(path=last), _("若移动过文件夹，请用「打开已有账本」重新选择。"))
            return
        self.open(last)

    def open_recent(self) -> None:
        """Open the ledger that was open before."""
        if self._session.settings.recent_ledgers:
            self.open(self._session.settings.recent_ledgers[0])

    def open_sample(self, venue_type: str = "hotel") -> None:
        """Make the sample ledger of a venue type in the program's own folder when it is not there yet, and open it."""
        samples = self._session.folder / "samples"

        def work(task: Task) -> Path:
            from core.workflows import demonstrating

            return demonstrating.open_sample(samples, venue_type, progress=task.report, cancelled=task.cancelled)

        self._tasks.run_task(work, self.open, self._messages.error, _("正在准备示例账本"))

    def back_up(self) -> None:
        """Back the open ledger up now."""
        if not self._session.is_open:
            return
        self._tasks.run_task(
            lambda _task: self._session.back_up(), lambda path: self._backed_up(path.name), self._messages.error, _("正在备份")
        )

    def _backed_up(self, name: str) -> None:
        self._messages.say(_("已备份到 {name}").format(name=name))
        self._session.changed.emit(frozenset())

    def close_ledger(self) -> None:
        """Close the open ledger and go back to the first page."""
        self._session.close()

    def about(self) -> None:
        """What this program is, and which edition of the tables it computes with."""
        edition = self._session.workspace.catalogue.edition if self._session.is_open else _("打开账本后可见")
        words = _("酒店、商场、景区的离线碳账本：逐月填报、核算、说明每个数字的来历。因子库：{edition}。数据只在这台电脑上。")
        dialog = Dialog(_("碳账本"), words.format(edition=edition), shape=Mark.NOTE, parent=self._window)
        dialog.add_button(_("关闭"), None, kind="primary", default=True)
        dialog.open()

    # ---- what the frame says ----------------------------------------------------------------------------------------

    def fill_menus(self, rail: Rail) -> None:
        """Venues and years into the two menus at the top of the rail."""
        card, dossier = self._session.card, self._session.dossier
        rail.venue.menu.clear()
        for other in self._session.venues():
            _add(rail.venue.menu, other.venue.name, partial(self._choose, other.venue.id, None), other.venue.id == self._venue_id())
        rail.venue.menu.addSeparator()
        _add(rail.venue.menu, _("添加场所"), partial(self._starter.show_first_run, adding=True))
        rail.venue.set_value(card.venue.name if card else _("还没有场所"))
        rail.year.menu.clear()
        rail.year.set_value(_("{year} 年度").format(year=dossier.period.start.year) if dossier else "—")
        if card is None:
            return
        years = sorted(card.years, reverse=True)
        shown = dossier.period.start.year if dossier else None
        for year in years:
            _add(rail.year.menu, _("{year} 年度").format(year=year), partial(self._choose, card.venue.id, year), year == shown)
        rail.year.menu.addSeparator()
        following, before = (max(years) + 1, min(years) - 1) if years else (_last_year(), _last_year() - 1)
        _add(rail.year.menu, _("新建 {year} 年度").format(year=following), partial(self.new_year, card.venue.id, following, years))
        _add(rail.year.menu, _("新建 {year} 年度").format(year=before), partial(self._choose, card.venue.id, before))

    def new_year(self, venue_id: VenueId, year: int, years: Sequence[int]) -> None:
        """Make a year after showing how the set-up of the one before goes on; the first one is made at once."""
        from core.workflows import carrying
        from ui.widgets.carry_dialog import CarryDialog

        before = max((one for one in years if one < year), default=None)
        if before is None:
            self._choose(venue_id, year)
            return
        try:
            plan = carrying.plan_carry(self._session.workspace, venue_id, before, year)
        except AppError as error:
            self._messages.error(error)
            return
        dialog = CarryDialog(plan, parent=self._window)
        dialog.sent.connect(lambda: self._carry(dialog, venue_id, (before, year)))
        dialog.open()

    def _carry(self, dialog: CarryDialog, venue_id: VenueId, years: tuple[int, int]) -> None:
        """Do what the sheet says, and begin the new year at its monthly figures."""
        from core.workflows import carrying

        try:
            carrying.carry(self._session.workspace, venue_id, *years, dialog.chosen())
        except AppError as error:
            dialog.refuse(str(error))
            return
        dialog.accept()
        self._session.choose(venue_id, years[1])
        self._starter.go(Place("activity"))
        self._messages.say(_("已建立 {year} 年度，延续了 {before} 年的设置").format(year=years[1], before=years[0]))

    def fill_status(self, status: StatusBar) -> None:
        """Saved when, backed up when, which ledger, which factors."""
        workspace = self._session.workspace
        saved, backup, today = self._session.saved_at(), self._session.backed_up_at(), workspace.today()
        status.show_ledger(
            workspace.folder.name,
            _("已保存 {time}").format(time=_when(saved, today)) if saved else _("已保存"),
            _("备份 {time}").format(time=_when(backup, today, said=True)) if backup else _("尚未备份"),
        )
        status.set_factors(
            "・".join(part for part in (_("因子库 {edition}").format(edition=workspace.catalogue.edition), self._grid()) if part)
        )

    def _grid(self) -> str:
        """Which year's grid factor the year in view uses, and where it was published."""
        card, dossier = self._session.card, self._session.dossier
        if card is None or dossier is None:
            return ""
        catalogue = self._session.workspace.catalogue
        series = catalogue.grid_series(card.venue.region).get(dossier.method.grid.value, "")
        factor = catalogue.for_year(series, dossier.period.end.year) if series else None
        if factor is None or factor.vintage is None:
            return ""
        number = _NUMBER.search(factor.document)
        words = _("电力因子 {year} 年（{document}）") if number else _("电力因子 {year} 年")
        return words.format(year=factor.vintage, document=number.group() if number else "")

    def progress(self) -> tuple[PageProgress, ...]:
        """How complete each step is; nothing where it cannot be said, for then the page says why."""
        from core.workflows import overviewing

        if self._session.dossier is None:
            return ()
        try:
            return overviewing.progress(self._session.workspace, self._session.dossier_id)
        except AppError:
            return ()

    def _venue_id(self) -> VenueId | None:
        return self._session.card.venue.id if self._session.card else None

    def _choose(self, venue_id: VenueId, year: int | None) -> None:
        try:
            self._session.choose(venue_id, year)
        except AppError as error:
            self._messages.error(error)


def dropped_ledger(data: QMimeData) -> Path | None:
    """The ledger that is being dragged; None when it is something else, or more than one thing."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix == ".tanzhang" and paths[0].is_dir() else None


def _last_year() -> int:
    """The calendar year that has just ended, the first one that can be filled in whole; a proposal."""
    return date.today().year - 1  # noqa: DTZ011


def _add(menu: QMenu, text: str, deed: object, checked: bool | None = None) -> QAction:
    action = menu.addAction(text)
    if checked is not None:
        action.setCheckable(True)
        action.setChecked(checked)
    action.triggered.connect(lambda _on=False: deed())  # type: ignore[operator]
    return action


def _when(moment: datetime, today: date, *, said: bool = False) -> str:
    """A time as people say it: 14:02 today, else with its day."""
    clock = moment.strftime("%H:%M")
    if moment.date() == today:
        return _("今天 {clock}").format(clock=clock) if said else clock
    if moment.year == today.year:
        return _("{month}月{day}日 {clock}").format(month=moment.month, day=moment.day, clock=clock)
    return _("{year}年{month}月{day}日").format(year=moment.year, month=moment.month, day=moment.day)
