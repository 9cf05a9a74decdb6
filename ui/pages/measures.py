"""减排措施: the venue's plan and what the catalogue offers, each with its formula, its state and its proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.domain.measure import MeasureState
from core.i18n import _, mark
from core.workflows.change import Change
from core.workflows.submission_views import MeasureRow, MeasuresView
from ui import theme
from ui.session import Session
from ui.widgets.buttons import SegmentedControl
from ui.widgets.card import FigureBand
from ui.widgets.event_edits import Edits, read_day, read_number
from ui.widgets.event_panel import ListPanel
from ui.widgets.fields import FieldRow, Line
from ui.widgets.figure_notes import FigureNotes
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.measure_card import MeasureCard, ParameterRow, kept_when_left
from ui.widgets.measure_list import MeasureList, lines_of
from ui.widgets.measure_progress import MeasureProgress
from ui.widgets.measure_words import figures, notes_of
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.text import Text

_LIST_WIDTH = 416
"""The plan and the candidates (visual.md §2); narrower where the card beside it would suffer."""

_LIST_NARROW = 344
_ROOMY, _CROWDED = 1160, 1000

_PROOF = "*.pdf *.jpg *.jpeg *.png *.xlsx *.docx *.ofd"


class MeasuresPage(Page):
    """Step 4 of the policy's process. It is also what `MeasureProgress` calls."""

    NAME = "measures"
    TITLE = mark("减排措施")
    ICON = "trend-down"
    STEP = 4

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        from core.workflows import reducing

        self._view: MeasuresView | None = None
        self._edits = Edits(session, window)
        self._notes = FigureNotes()
        self.side_content = self._notes
        self.head.set_sentence(_("先减排，后抵消。预计值不会从核算总量中扣除"))
        self._gate_mark = MarkLabel(Mark.TODO)
        self._gate = Text("", "label", "text2")
        self.head.add_action(self._gate_mark)
        self.head.add_action(self._gate)
        self.list = MeasureList()
        self.list.chosen.connect(lambda _key: self._show_chosen())
        self.list.ticked.connect(self._toggle)
        self.list.opened.connect(lambda _key: self._enter_card())
        self.band = FigureBand()
        self.band.asked.connect(self._ask_figure)
        self.card = MeasureCard(self._keep_value, lambda: self._toggle(self.list.current()))
        self.progress = MeasureProgress(self, reducing.state_name)
        self._remark = Text("", "label", "text2", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._make_list())
        scroll = Scroll(margins=(theme.L, theme.L, theme.L, theme.L))
        for widget in (self.band, self.card, self.progress, self._remark):
            scroll.content.addWidget(widget)
        scroll.content.addStretch(1)
        row.addWidget(scroll, 1)
        self.body.addLayout(row)

    def _make_list(self) -> QWidget:
        self._panel = holder = ListPanel()
        head = QVBoxLayout()
        head.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        head.setSpacing(theme.S)
        self.search = Line(placeholder=_("按名称、编号或计划查找，如 绿色饭店"))
        self.search.setAccessibleName(_("查找措施"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._fill_list())
        self.search.returnPressed.connect(self.list.setFocus)
        self.scopes = SegmentedControl((("", _("全部")), ("1", _("范围一")), ("2", _("范围二")), ("3", _("另列"))), _("按范围筛选"))
        self.scopes.set_value("")
        self.scopes.changed.connect(lambda _value: self._fill_list())
        head.addWidget(self.search)
        head.addWidget(self.scopes)
        holder.body.addLayout(head)
        holder.body.addWidget(self.list, 1)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setFixedWidth(_LIST_WIDTH if self.width() >= _ROOMY else _LIST_NARROW)
        if self._view is not None:
            self.band.set_figures(figures(self._view, compact=self.width() < _CROWDED))

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import reducing

        if self.session.dossier is None:
            return
        view = reducing.plan_view(self.session.workspace, self.session.dossier_id)
        self._view = view
        self._gate_mark.set_mark(Mark.DONE if view.reduced else Mark.TODO)
        self._gate.setText(_("已有实施并附佐证的措施") if view.reduced else _("还没有实施并附佐证的措施，先补上再作声明"))
        self.band.set_figures(figures(view, compact=self.width() < _CROWDED))
        self._remark.setText(view.note)
        self._remark.setVisible(bool(view.note))
        self._fill_list()
        rows = (*view.plan, *view.candidates, *view.stopped)
        if not self.list.current() and rows:
            self.list.choose(rows[0].measure.id)
        self._show_chosen()

    def show_place(self, place: Place) -> None:
        """Look at a measure."""
        if place.subject:
            self.search.clear()
            self.scopes.set_value("")
            self._fill_list()
            if self.list.choose(place.subject):
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_list(self) -> None:
        if self._view is not None:
            self.list.set_lines(lines_of(self._view, self.search.text(), self.scopes.value()))

    def _ask_figure(self, key: str) -> None:
        if self._view is not None:
            self._notes.show_notes(notes_of(key, self._view))
            self.window_frame.toggle_side(True)

    def _row(self, key: str) -> MeasureRow | None:
        if self._view is None:
            return None
        rows = (*self._view.plan, *self._view.candidates, *self._view.stopped)
        return next((row for row in rows if row.measure.id == key), None)

    def _show_chosen(self) -> None:
        row = self._row(self.list.current())
        self.card.setVisible(row is not None)
        self.progress.setVisible(row is not None)
        if row is None or self._view is None:
            return
        self.card.show_measure(row, self._view)
        self.progress.show_measure(row)

    def _enter_card(self) -> None:
        field = self.card.first_field()
        if field is not None:
            field.setFocus(Qt.FocusReason.TabFocusReason)

    # ---- doing ------------------------------------------------------------------------------------------------------

    def _toggle(self, key: str) -> None:
        """Into the plan, or out of it; what was carried out is stopped, not forgotten."""
        from core.workflows import reducing

        row = self._row(key)
        if row is None:
            return
        workspace, venue_id = self.session.workspace, self.session.venue_id
        if row.planned is None:
            self._edits.do(lambda: reducing.set_measure(workspace, venue_id, key), said=_("已加入计划，可用 Ctrl + Z 撤销"))
        elif row.planned.state is MeasureState.STOPPED:
            again = MeasureState.PLANNED
            self._edits.do(lambda: reducing.change_state(workspace, venue_id, key, again), said=_("已重新列入计划，可用 Ctrl + Z 撤销"))
        elif kept_when_left(row):
            stopped = MeasureState.STOPPED
            said = _("已停用，登记和佐证都保留，可用 Ctrl + Z 撤销")
            self._edits.do(lambda: reducing.change_state(workspace, venue_id, key, stopped), said=said)
        else:
            self._edits.do(lambda: reducing.remove(workspace, venue_id, key), said=_("已移出计划，可用 Ctrl + Z 撤销"))

    def _keep_value(self, row: ParameterRow, text: str) -> None:
        from core.workflows import reducing

        key, name = self.list.current(), row.name

        def job() -> Change:
            value = read_number(text)
            values = {name: row.parameter.default if value is None else value}
            return reducing.set_measure(self.session.workspace, self.session.venue_id, key, values)

        self._edits.do(job, row)

    # ---- the state of a measure, as ui.widgets.measure_progress.MeasureDeeds -----------------------------------------

    def set_state(self, state: MeasureState) -> None:
        """The measure is in another state now."""
        from core.workflows import reducing

        key = self.list.current()
        if not self._edits.do(lambda: reducing.change_state(self.session.workspace, self.session.venue_id, key, state)):
            self._show_chosen()

    def set_field(self, name: str, text: str, row: FieldRow) -> None:
        """A field of the plan's entry was left."""
        from core.workflows import reducing

        key, workspace, venue_id = self.list.current(), self.session.workspace, self.session.venue_id

        def job() -> Change:
            jobs: dict[str, Callable[[], Change]] = {
                "owner": lambda: reducing.set_measure(workspace, venue_id, key, owner=text),
                "start_on": lambda: reducing.set_measure(workspace, venue_id, key, start_on=read_day(text)),
                "done_on": lambda: reducing.set_measure(workspace, venue_id, key, done_on=read_day(text)),
                "cost_yuan": lambda: reducing.set_measure(workspace, venue_id, key, cost_yuan=read_number(text)),
                "note": lambda: reducing.set_measure(workspace, venue_id, key, note=text),
            }
            return jobs[name]()

        self._edits.do(job, row)

    def attach_file(self) -> None:
        """Ask for a file that proves the measure."""
        from core.workflows import reducing

        key = self.list.current()
        chosen = self.window_frame.ask_open_path(_("附佐证"), _("验收单、台账或照片 ({kinds})").format(kinds=_PROOF))
        if not chosen:
            return
        path = Path(chosen)
        workspace, venue_id = self.session.workspace, self.session.venue_id
        self._edits.do(lambda: reducing.attach_evidence(workspace, venue_id, key, path), said=_("已附 {name}").format(name=path.name))
