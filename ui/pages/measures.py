"""减排措施: the plan with its costs, how far it is carried out, what was really saved, and the target it serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.i18n import _, mark
from core.workflows.measure_views import MeasureRow, MeasuresView
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.figure_notes import FigureNotes, Notes
from ui.widgets.measure_budget import Wanted
from ui.widgets.measure_deeds import MeasureDeeds
from ui.widgets.measure_exports import PlanPapers
from ui.widgets.measure_ledger import LedgerTab
from ui.widgets.measure_plan import PlanTab
from ui.widgets.measure_table import ledger_rows
from ui.widgets.page import Page, Window

if TYPE_CHECKING:
    from ui.widgets.proof_panel import ProofPanel
    from ui.widgets.target_panel import TargetPanel

PLAN, LEDGER, PROOF, TARGET = "plan", "ledger", "proof", "target"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the page built anew goes on from."""

    tab: str
    search: str
    chip: str
    measure: str
    unfolded: frozenset[str]
    wanted: Wanted


class MeasuresPage(Page):
    """Step 4 of the policy's process."""

    NAME = "measures"
    TITLE = mark("减排措施")
    ICON = "trend-down"
    STEP = 4

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        from core.workflows import reducing

        self._view: MeasuresView | None = None
        self._kept = ""
        self._recalled = ""
        self._notes = FigureNotes()
        self.side_content = self._notes
        self.deeds = MeasureDeeds(session, window, self._in_view)
        self.deeds.on_ledger = lambda: self.show_tab(LEDGER)
        self.deeds.on_refused = self._show_again
        self.papers = PlanPapers(session, window)
        self.plan = PlanTab(session, window, self.deeds, reducing.state_name)
        self.ledger = LedgerTab(self.deeds, reducing.state_name)
        self.plan.noted.connect(self._say_aside)
        self.plan.chosen.connect(self._keep_chosen)
        self.ledger.noted.connect(self._say_aside)
        self.ledger.chosen.connect(self._keep_chosen)
        self.ledger.opened.connect(self._open_measure)
        self.ledger.plan_asked.connect(lambda: self.show_tab(PLAN))
        self._stack = QStackedWidget()
        self._holders = {name: QWidget() for name in (PROOF, TARGET)}
        self._panels: dict[str, ProofPanel | TargetPanel] = {}
        for widget in (self.plan, self.ledger, *self._holders.values()):
            self._stack.addWidget(widget)
        self.body.addWidget(self._stack)
        self._make_head()

    def _make_head(self) -> None:
        short = theme.metrics().large
        ledger, proof, target = (_("台账"), _("核减"), _("路径")) if short else (_("实施台账"), _("实测核减"), _("目标与路径"))
        tabs = ((PLAN, _("计划")), (LEDGER, ledger), (PROOF, proof), (TARGET, target))
        self.tabs = SegmentedControl(tabs, _("减排措施的几个方面"))
        self.tabs.set_value(PLAN)
        self.tabs.changed.connect(self._on_tab)
        self.export = Button(_("导出清单"), icon="upload")
        self.export.clicked.connect(lambda _on=False: self._below(self.export, self.papers.menu(self)))
        self.register = Button(_("登记措施"), "primary", icon="plus")
        self.register.clicked.connect(lambda _on=False: self._below(self.register, self._register_menu()))
        self.head.set_sentence("" if short else _("先减排，后抵消。预计值不会从核算总量中扣除"))
        for widget in (self.tabs, self.export, self.register):
            self.head.add_action(widget)

    @staticmethod
    def _below(button: QWidget, menu: QMenu) -> None:
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _register_menu(self) -> QMenu:
        """Take the measure in view into the plan, or describe one of one's own."""
        menu = QMenu(self)
        menu.setFont(theme.font())
        row = self._in_view()
        if row is not None and (row.planned is None or row.draft):
            words = _("把「{name}」加入计划").format(name=row.name)
            menu.addAction(words).triggered.connect(lambda _on=False: self.deeds.toggle_row(row))
        drafts = [one.measure.id for one in self._view.drafts] if self._view is not None else []
        if drafts:
            words = _("把已填参数的 {count} 项都加入计划").format(count=len(drafts))
            menu.addAction(words).triggered.connect(lambda _on=False: self.deeds.take_in(drafts))
        menu.addAction(_("从目录里找一项…")).triggered.connect(lambda _on=False: self._look_for_one())
        menu.addSeparator()
        menu.addAction(_("自建措施…")).triggered.connect(lambda _on=False: self._describe_own())
        return menu

    def _describe_own(self) -> None:
        from ui.widgets.own_measure_dialog import OwnMeasureDialog

        OwnMeasureDialog(self, self.session).open()

    def _look_for_one(self) -> None:
        self.show_tab(PLAN)
        self.plan.search.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import reducing

        if self.session.dossier is None:
            return
        self._view = view = reducing.plan_view(self.session.workspace, self.session.dossier_id)
        self.plan.show_view(view)
        self.ledger.show_view(view, ledger_rows(view))
        if self._recalled:
            self.plan.show_measure(self._recalled)
            self._recalled = ""
        self._refresh_panel()

    def _refresh_panel(self) -> None:
        panel = self._panels.get(self.tabs.value())
        if panel is not None:
            panel.refresh()

    def _in_view(self) -> MeasureRow | None:
        """The measure that the tab in front looks at."""
        return self.ledger.row_in_view() if self.tabs.value() == LEDGER else self.plan.row_in_view()

    def _show_again(self) -> None:
        """A choice that was refused goes back."""
        self.plan.show_chosen()
        self.ledger.show_chosen()

    def show_place(self, place: Place) -> None:
        """Look at a measure."""
        if place.subject:
            self.show_tab(PLAN)
            if self.plan.show_measure(place.subject):
                self.plan.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- the tabs ---------------------------------------------------------------------------------------------------

    def show_tab(self, name: str) -> None:
        """Turn to a tab."""
        self.tabs.set_value(name)
        self._on_tab(name)

    def _on_tab(self, name: str) -> None:
        if name in self._holders and name not in self._panels:
            self._panels[name] = self._make_panel(name)
        self._stack.setCurrentIndex((PLAN, LEDGER, PROOF, TARGET).index(name))
        if self._view is None:
            return
        if self._kept and name == LEDGER:
            self.ledger.show_measure(self._kept)
        elif self._kept and name == PLAN and self.plan.list.current() != self._kept:
            self.plan.show_measure(self._kept)
        self._refresh_panel()

    def _make_panel(self, name: str) -> ProofPanel | TargetPanel:
        """Made at its first showing: most visits need neither."""
        panel: ProofPanel | TargetPanel
        if name == PROOF:
            from ui.widgets.proof_panel import ProofPanel

            panel = ProofPanel(self, self.session)
        else:
            from ui.widgets.target_panel import TargetPanel

            panel = TargetPanel(self, self.session)
        column = QVBoxLayout(self._holders[name])
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        return panel

    def _keep_chosen(self, key: str) -> None:
        """The other tab looks at the same measure when it is turned to."""
        self._kept = key

    def _open_measure(self, key: str) -> None:
        self.show_tab(PLAN)
        self.plan.show_measure(key)
        self.plan.enter_card()

    def _say_aside(self, notes: Notes) -> None:
        self._notes.show_notes(notes)
        self.window_frame.toggle_side(True)

    # ---- remembering ------------------------------------------------------------------------------------------------

    def keepsake(self) -> object:
        """The tab, what the list is narrowed to, the measure in view and what is asked of the chart."""
        plan = self.plan
        wanted = plan.macc.bar.wanted()
        return _Kept(self.tabs.value(), plan.search.text(), plan.chips.value(), plan.list.current(), plan.unfolded, wanted)

    def recall(self, keepsake: object) -> None:
        """Go on with them."""
        if not isinstance(keepsake, _Kept):
            return
        self.plan.search.setText(keepsake.search)
        self.plan.chips.set_value(keepsake.chip)
        self.plan.unfolded = keepsake.unfolded
        self.plan.macc.bar.set_wanted(keepsake.wanted)
        self._recalled = keepsake.measure
        self.show_tab(keepsake.tab)
