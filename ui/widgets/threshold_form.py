"""Changing one threshold: the value, the reason, and at once which findings of the year in view would come or go."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.errors import AppError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.fields import FieldRow, Line
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.thresholds import ThresholdEffect, ThresholdView
    from core.workflows.views import FindingView

_AFTER_MS = 250
_MOST_NAMED = 3

Effect = Callable[[str], "ThresholdEffect | None"]
"""None where no year is in view that could be looked at."""


class ThresholdForm(QWidget):
    """Enter adopts, Esc gives up; nothing is kept before a reason is given."""

    adopted = Signal(str, str)
    """The value as typed, and the reason."""
    given_up = Signal()

    def __init__(self, view: ThresholdView, effect: Effect, *, parent: QWidget | None = None) -> None:
        """Make the form.

        Args:
            view: the threshold.
            effect: what a typed value would do to the findings; raises AppError where it cannot be taken.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._effect = effect
        self.value = Line(view.text(view.value).removesuffix(view.unit).strip())
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        between = _("{low} 到 {high}；本程序建议 {proposal}")
        self.value_row = FieldRow(
            _("改为（{unit}）").format(unit=view.unit) if view.unit else _("改为"),
            self.value,
            between.format(low=view.text(view.lowest), high=view.text(view.highest), proposal=view.text(view.proposal)),
        )
        self.why = Line(view.why, placeholder=_("例：夏季泳池开放，用水本来就高"))
        self.why_row = FieldRow(_("为什么改"), self.why, _("写在这条规则的每个疑问下，核查人看得到"), required=True)
        self.outlook = Text("", "label", "text", wrap=True)
        self.outlook.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        fields = QHBoxLayout()
        fields.setSpacing(theme.M)
        fields.addWidget(self.value_row, 2, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.why_row, 3, Qt.AlignmentFlag.AlignTop)
        self.adopt_button = Button(_("采用"))
        self.adopt_button.clicked.connect(self._adopt)
        self.leave_button = Button(_("取消"))
        self.leave_button.clicked.connect(self.given_up)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.adopt_button)
        foot.addWidget(self.leave_button)
        foot.addWidget(self.outlook, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XS, 0, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(fields)
        column.addLayout(foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self.look)
        self.value.textEdited.connect(lambda _text: self._timer.start())
        for line in (self.value, self.why):
            line.returnPressed.connect(self._adopt)
        self.look()

    def follow(self, before: QWidget) -> None:
        """Take the keyboard's way from a button through the fields; without this a form made later would come last in the window."""
        way = (before, self.value, self.why, self.adopt_button, self.leave_button)
        for first, second in pairwise(way):
            QWidget.setTabOrder(first, second)

    def look(self) -> None:
        """Say what the typed value would do."""
        self._timer.stop()
        try:
            found = self._effect(self.value.text())
        except AppError as error:
            self.value_row.set_error(str(error))
            self.outlook.setText("")
            return
        self.value_row.set_error("")
        if found is None:
            self.outlook.setText("")
            return
        parts = [found.sentence]
        for words, views in ((_("出现：{names}"), found.appears), (_("消失：{names}"), found.vanishes)):
            if views:
                parts.append(words.format(names=_names(views)))
        self.outlook.setText(" ".join(parts))

    def refuse(self, error: AppError) -> None:
        """Say beside the field why it was not taken."""
        row = self.why_row if error.code.startswith("field.") else self.value_row
        row.set_error(str(error))
        row.editor.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _adopt(self) -> None:
        self.why_row.set_error("")
        self.adopted.emit(self.value.text(), self.why.text())


def _names(views: tuple[FindingView, ...]) -> str:
    named = "、".join(f"{view.finding.place_name}" for view in views[:_MOST_NAMED])
    return _("{names}等 {count} 处").format(names=named, count=len(views)) if len(views) > _MOST_NAMED else named
