"""汇总台: packages from a folder, each verified and recomputed, its receipt, and 附表2 rolled up from what holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.i18n import _, mark
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card
from ui.widgets.claim_empty import Nothing
from ui.widgets.desk_deeds import DeskDeeds
from ui.widgets.desk_detail import DeskDetail
from ui.widgets.desk_rows import ORDER, DeskRow, desk_row
from ui.widgets.desk_table import DeskTable
from ui.widgets.layouts import empty
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.text import Text

_DETAIL, _DETAIL_NARROW = 376, 336
_ROOMY = 1300


class DeskPage(Page):
    """The platform's side; it needs no venue, only packages."""

    NAME = "desk"
    TITLE = mark("汇总台")
    ICON = "archive"
    GROUP = "tools"
    NARROW_RAIL = True
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._rows: list[DeskRow] = []
        self._places: list[Path] = []
        self._expected = 0
        self._state = ""
        self.deeds = DeskDeeds(session, window, self)
        self.deeds.platform_changed.connect(self._judge_again)
        self.folder_button = Button(_("换文件夹"), icon="folder")
        self.folder_button.clicked.connect(lambda _on=False: self.choose_folder())
        self.file_button = Button(_("再收一包"), icon="download")
        self.file_button.clicked.connect(lambda _on=False: self.choose_file())
        self.again_button = Button(_("重新核验"), icon="refresh")
        self.again_button.clicked.connect(lambda _on=False: self._judge_again())
        for button in (self.folder_button, self.file_button, self.again_button):
            self.head.add_action(button)
        self.detail = DeskDetail()
        self.table = DeskTable()
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda: self.detail.receipt_button.setFocus(Qt.FocusReason.TabFocusReason))
        self.detail.stepped.connect(self.table.step)
        self.detail.receipt_asked.connect(self._issue)
        scroll = Scroll(margins=(theme.L, theme.L, theme.L, theme.L))
        scroll.content.addWidget(self._make_list())
        scroll.content.addWidget(self._make_roll_up())
        scroll.content.addStretch(1)
        self._left = QStackedWidget()
        self.empty = Nothing(_("还没有材料包"), _("插入 U 盘或选一个文件夹，逐包验签并复算"), _("选文件夹"))
        self.empty.acted.connect(self.choose_folder)
        self._left.addWidget(self.empty)
        self._left.addWidget(scroll)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._left, 1)
        column.addWidget(self._make_platform())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(holder, 1)
        row.addWidget(self.detail)
        self.body.addLayout(row)
        self.detail.hide()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _make_list(self) -> Card:
        card = Card(padding=theme.metrics().card_border)
        card.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        self._filters = QHBoxLayout()
        self.filter: SegmentedControl | None = None
        self._count = Text("", "label", "text2")
        head.addLayout(self._filters)
        head.addStretch(1)
        head.addWidget(self._count)
        card.body.addLayout(head)
        card.body.addWidget(self.table)
        return card

    def _make_roll_up(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(_("附表2"), "title", bold=True))
        head.addWidget(Text(_("四川省各类活动碳中和清单"), "title", bold=True))
        head.addWidget(Text(_("只汇总判定为有效、签收时有效的活动包"), "label", "text2"), 1)
        self.roll_up_button = Button(_("导出 XLSX"), small=True, icon="upload")
        self.roll_up_button.clicked.connect(lambda _on=False: self.deeds.roll_up(self._rows))
        head.addWidget(self.roll_up_button)
        card.body.addLayout(head)
        self._events = Text("", "body", "text2", wrap=True)
        self._sums = Text("", "label", "text2", wrap=True)
        card.body.addWidget(self._events)
        card.body.addWidget(self._sums)
        return card

    def _make_platform(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme.L, theme.S, theme.L, theme.S)
        row.setSpacing(theme.M)
        self._platform = Text("", "label", "text2")
        row.addWidget(self._platform, 1)
        choose = Button(_("选平台文件夹"), "link", icon="folder")
        choose.clicked.connect(lambda _on=False: self.deeds.choose_platform())
        self.enrol_button = Button(_("登记签名人"), "link", icon="certificate")
        self.enrol_button.clicked.connect(lambda _on=False: self.deeds.enrol())
        self.found_button = Button(_("建立试用平台"), "link", icon="plus")
        self.found_button.clicked.connect(lambda _on=False: self.deeds.found_platform())
        for button in (choose, self.enrol_button, self.found_button):
            row.addWidget(button)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.setFixedWidth(_DETAIL if self.width() >= _ROOMY else _DETAIL_NARROW)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        folder = self.deeds.folder
        if folder is not None:
            self._platform.setText(_("本台的平台：{name}").format(name=folder.name))
        else:
            self._platform.setText(_("信任：已导入的平台配置。签发回执要用平台文件夹。"))
        for button in (self.folder_button, self.file_button, self.again_button):
            button.setVisible(bool(self._places))
        source = "、".join(place.name for place in self._places[:2])
        self.head.set_sentence(source or _("给平台和主管部门：收包、核验、回执、汇总"))
        self._show_rows()

    def choose_folder(self) -> None:
        """Judge the packages of a folder."""
        start = str(self._places[0]) if self._places else str(Path.home())
        chosen = self.window_frame.ask_folder(_("选存放材料包的文件夹"), start)
        if chosen:
            self.open_places([Path(chosen)])

    def choose_file(self) -> None:
        """Judge one package more."""
        chosen = self.window_frame.ask_open_path(_("再收一包"), "ZIP (*.zip)")
        if chosen and Path(chosen) not in self._places:
            self._places.append(Path(chosen))
            self._start([Path(chosen)])

    def open_places(self, places: list[Path]) -> None:
        """Put other packages on the desk."""
        self._places, self._rows = places, []
        self._start(places)

    def _judge_again(self) -> None:
        if self._places:
            self.open_places(self._places)
        else:
            self.refresh()

    def _start(self, places: list[Path]) -> None:
        count = self.deeds.review(places, self._take, self._judged)
        self._expected = len(self._rows) + count
        if not count:
            self.window_frame.say(_("这里没有材料包（*.zip）"))
        self.refresh()

    def _take(self, reviewed: Any) -> None:
        row = desk_row(reviewed, self.session.workspace.catalogue)
        self._rows = [one for one in self._rows if one.path != row.path]
        self._rows.append(row)
        self._show_rows()

    def _judged(self, count: int, stopped: bool) -> None:
        said = _("已停止：核验了 {count} 包") if stopped else _("核验完毕：{count} 包")
        self.window_frame.say(said.format(count=count))
        self._expected = len(self._rows)
        self._show_rows()

    # ---- showing ----------------------------------------------------------------------------------------------------

    def _show_rows(self) -> None:
        self._left.setCurrentIndex(1 if self._rows else 0)
        self.detail.setVisible(bool(self._rows))
        self._show_filters()
        self._count.setText(_("{done} / {all} 已验").format(done=len(self._rows), all=max(self._expected, len(self._rows))))
        self.table.set_rows([row for row in self._rows if self._state in {"", row.verdict}])
        events = [row for row in self._rows if row.event and row.good]
        self._events.setText(
            _("{count} 个活动包可以汇总：{names}").format(count=len(events), names="、".join(row.organization for row in events))
            if events
            else _("还没有可以汇总的活动包。")
        )
        self.roll_up_button.setEnabled(bool(events))
        left_out = sum(1 for row in self._rows if row.event and not row.good)
        self._sums.setText(_("另有 {count} 个活动包没有通过核验，不汇总。").format(count=left_out) if left_out else "")
        self._sums.setVisible(bool(left_out))
        self._show_chosen()

    def _show_filters(self) -> None:
        counts = {state: sum(1 for row in self._rows if row.verdict == state) for state in ORDER}
        words = {row.verdict: row.words for row in self._rows}
        choices = [("", _("全部 {count}").format(count=len(self._rows)))]
        choices += [(state, f"{words[state]} {count}") for state, count in counts.items() if count]
        if self._state not in {state for state, _text in choices}:
            self._state = ""
        focused = self.filter is not None and self.filter.isAncestorOf(self.filter.window().focusWidget() or self)
        empty(self._filters)
        self.filter = SegmentedControl(choices, _("按判定筛选"))
        self.filter.set_value(self._state)
        self.filter.changed.connect(self._choose_state)
        self._filters.addWidget(self.filter)
        if focused:
            self.filter.setFocus()

    def _choose_state(self, state: str) -> None:
        self._state = state
        self.table.set_rows([row for row in self._rows if self._state in {"", row.verdict}])

    def _show_chosen(self) -> None:
        row = self.table.current()
        if row is not None:
            self.detail.show_row(row, self.table.currentIndex().row() + 1, self.table.packages.rowCount())

    def _issue(self) -> None:
        if self.detail.row is not None:
            self.deeds.issue(self.detail.row)
