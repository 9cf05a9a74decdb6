"""The body of the bill page: form and foot at the left, the paper at the right, and what is said about the bill as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.bill_views import BillView
from ui import theme
from ui.widgets.bill_foot import BillFoot
from ui.widgets.bill_form import BillForm
from ui.widgets.bill_state import BillState
from ui.widgets.evidence_view import EvidenceView

_FORM_WIDTH = 600


class BillDesk(QWidget):
    """Arranges; the page decides."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = BillForm()
        self.foot = BillFoot()
        self.evidence = EvidenceView()
        left = QWidget()
        left.setFixedWidth(_FORM_WIDTH * (5 if theme.metrics().large else 4) // 4)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form, 1)
        column.addWidget(self.foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self.evidence, 1)

    def show_state(
        self, state: BillState, view: BillView, locked: str, go_back: Callable[[], object], open_record: Callable[[str], object]
    ) -> None:
        """Say which of the row's bills this is, why it can only be looked at, and what takes its place."""
        kept = bool(state.record)
        if kept and view.number:
            words = _("第 {number} 张，共 {count} 张").format(number=view.number, count=view.of)
        elif state.lines:
            words = _("新的一张，已有 {count} 张").format(count=len(state.lines))
        else:
            words = _("第一张")
        self.form.position.setText(words)
        notes, replacement, line = self.form.notes, state.replacement(), state.line()
        notes.put("locked", locked, "info", (_("去月度填报"), go_back))
        if replacement is not None and line is not None and not line.counts:
            record = replacement.record_id
            notes.put("replaced", _("这张已被更正，不再计入。"), "info", (_("打开更正的那张"), lambda: open_record(record)))
        else:
            notes.put("replaced", "")
        first = _("这个排放源还没有票据。录好第一张，以后的起日和期初库存会自动接上。")
        if view.fields.readings:
            first = _("这个排放源还没有票据。录好第一张，以后的起日、起示数和倍率会自动接上。")
        notes.put("first", first if not state.lines and not kept and not locked else "")
        self.foot.show_state(locked=bool(locked), kept=kept, before=state.at() > 0, after=kept)


def bind(widget: QWidget, keys: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """Let keys work everywhere within a widget."""
    for sequence, deed in keys:
        shortcut = QShortcut(QKeySequence(sequence), widget, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(deed)


def bill_menu(parent: QWidget, state: BillState, open_bill: Callable[[str, str], object]) -> QMenu:
    """All bills of the row, and a new one."""
    menu = QMenu(parent)
    menu.setFont(theme.font())
    for line in state.lines:
        action = menu.addAction("　".join(part for part in (line.span, line.quantity, line.account, "，".join(line.remarks)) if part))
        action.setCheckable(True)
        action.setChecked(line.record_id == state.record)
        action.triggered.connect(lambda _on=False, record=line.record_id: open_bill(state.subject, record))
    if state.lines:
        menu.addSeparator()
    menu.addAction(_("录一张新的")).triggered.connect(lambda _on=False: open_bill(state.subject, ""))
    return menu
