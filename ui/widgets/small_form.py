"""A form inside a list: its fields side by side, one button that does it, one that does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.fields import FieldRow, Line


class SmallForm(QWidget):
    """Its fields in rows, one button that does it, one that does not; Enter does it, Esc gives up."""

    def __init__(
        self,
        fields: Sequence[FieldRow],
        verb: str,
        deed: Callable[[], bool],
        *,
        across: int = 0,
        wide_first: bool = False,
        indent: int = theme.XL,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the fields out.

        Args:
            fields: the first takes the keyboard.
            verb: what the button does.
            deed: does it and says whether it was done.
            across: how many fields stand side by side; 0 for all.
            wide_first: the first field takes a row of its own.
            indent: space at the left.
            parent: the widget around it.
        """
        super().__init__(parent)
        self._deed = deed
        column = QVBoxLayout(self)
        column.setContentsMargins(indent, theme.XS, 0, theme.S)
        column.setSpacing(theme.S)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.S)
        wide = across or len(fields)
        if wide_first:
            grid.addWidget(fields[0], 0, 0, 1, wide)
        for index, field in enumerate(fields[1:] if wide_first else fields, wide if wide_first else 0):
            grid.addWidget(field, index // wide, index % wide, Qt.AlignmentFlag.AlignTop)
        for at in range(wide):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        self._go = Button(verb)
        self._go.clicked.connect(self._on_go)
        give_up = Button(_("取消"))
        give_up.clicked.connect(self.close_form)
        foot.addWidget(self._go)
        foot.addWidget(give_up)
        foot.addStretch(1)
        column.addLayout(foot)
        for field in fields:
            if isinstance(field.editor, Line):
                field.editor.returnPressed.connect(self._on_go)
        fields[0].editor.setFocus()

    def close_form(self) -> None:
        """Give up; nothing is changed."""
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
            return
        super().keyPressEvent(event)

    def _on_go(self) -> None:
        if self._deed():
            self.close_form()
