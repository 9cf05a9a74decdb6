"""A new event: its kind, its name and its days; the items that such an event usually has come with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from core.domain.event import EventPreset
from core.errors import InputError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card
from ui.widgets.event_edits import day_line, day_text, read_day
from ui.widgets.fields import FieldRow, Line
from ui.widgets.text import Text
from ui.widgets.venue_form import in_language

OTHER = ""
"""The choice without proposed items."""


class NewEvent(Card):
    """Reads the answers; it makes nothing itself. Enter makes the event, Esc gives up."""

    sent = Signal()
    left = Signal()

    def __init__(self, presets: Sequence[EventPreset]) -> None:
        super().__init__(padding=theme.XL)
        self._presets = {preset.code: preset for preset in presets}
        choices = [*((preset.code, in_language(preset.zh, preset.en)) for preset in presets), (OTHER, _("其他"))]
        self.kinds = SegmentedControl(choices, _("活动类型"))
        self.kinds.changed.connect(lambda _value: self._follow())
        self.name, self.start, self.end = Line(placeholder=_("如：2026 年新年团拜会")), day_line(), day_line()
        self.rows = {
            "name": FieldRow(_("活动名称"), self.name, required=True),
            "start": FieldRow(_("活动时间（起）"), self.start, required=True),
            "end": FieldRow(_("活动时间（止）"), self.end, _("一天的活动可不填")),
        }
        self._items = Text("", "label", "text2", wrap=True)
        self._refused = Text("", "label", "err", wrap=True)
        kinds = QHBoxLayout()
        kinds.addWidget(self.kinds)
        kinds.addStretch(1)
        days = QHBoxLayout()
        days.setSpacing(theme.L)
        for name, share in (("name", 2), ("start", 1), ("end", 1)):
            days.addWidget(self.rows[name], share, Qt.AlignmentFlag.AlignTop)
        self.send, give_up = Button(_("建立活动"), "primary"), Button(_("取消"))
        self.send.clicked.connect(lambda _on=False: self.sent.emit())
        give_up.clicked.connect(lambda _on=False: self.left.emit())
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.send)
        foot.addWidget(give_up)
        foot.addWidget(self._refused, 1)
        self.body.setSpacing(theme.M)
        self.body.addWidget(Text(_("新建活动"), "title", bold=True))
        self.body.addLayout(kinds)
        self.body.addLayout(days)
        self.body.addWidget(self._items)
        self.body.addLayout(foot)
        for line in (self.name, self.start, self.end):
            line.returnPressed.connect(self.sent)
        self.start_anew()

    def start_anew(self) -> None:
        """Begin with empty answers."""
        self.kinds.set_value(next(iter(self._presets), OTHER))
        for line in (self.name, self.start, self.end):
            line.clear()
        self._refused.setText("")
        for row in self.rows.values():
            row.set_error("")
        self._follow()

    def preset(self) -> str:
        """Code of the chosen kind; empty for none."""
        return self.kinds.value()

    def answers(self) -> tuple[str, date, date] | None:
        """Name and days, or None after saying at each field what is wrong; the first of them gets the keyboard."""
        self._refused.setText("")
        name = self.name.text().strip()
        self.rows["name"].set_error("" if name else _("请填活动名称，与申办文件或通知一致。"))
        start, end = self._day("start", self.start), self._day("end", self.end)
        if start is None and not self.rows["start"].error():
            self.rows["start"].set_error(_("请填活动开始的日期。"))
        if start and end and end < start:
            self.rows["end"].set_error(_("活动结束日早于开始日。"))
        bad = next((row for row in self.rows.values() if row.error()), None)
        if bad is not None or start is None:
            if bad is not None:
                bad.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return name, start, end or start

    def refuse(self, words: str) -> None:
        """Say what a workflow refused."""
        self._refused.setText(words)

    def _day(self, name: str, line: Line) -> date | None:
        try:
            day = read_day(line.text())
        except InputError as error:
            self.rows[name].set_error(str(error))
            return None
        self.rows[name].set_error("")
        line.setText(day_text(day))
        return day

    def _follow(self) -> None:
        preset = self._presets.get(self.preset())
        names = "、".join(in_language(item.zh, item.en) for item in preset.items) if preset else ""
        self._items.setText(
            _("会带上这类活动常见的项目：{names}。没有发生的，之后删去即可。").format(names=names) if names else _("从空的项目表开始。")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
