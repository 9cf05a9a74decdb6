"""活动登记: the events of the venue, each with the registration form of 附表1, its items by stage, and its papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.event import EventStage
from core.domain.finding import Place, Severity
from core.domain.offset import ProductType
from core.errors import AppError
from core.i18n import _, mark
from core.workflows.change import EVERYTHING
from core.workflows.submission_views import EventView, ItemDraft
from core.workflows.views import FindingView
from ui import theme
from ui.event_papers import EventPapers
from ui.session import Session
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import FigureBand
from ui.widgets.event_edits import Asked, Edits
from ui.widgets.event_empty import EmptyCard
from ui.widgets.event_fields import AskRow
from ui.widgets.event_form import Change, EventFormCard
from ui.widgets.event_items import StageCard
from ui.widgets.event_list import EventList
from ui.widgets.event_new import NewEvent
from ui.widgets.event_panel import ListPanel
from ui.widgets.event_return import ReturnCard
from ui.widgets.event_words import figures, finding_lines
from ui.widgets.findings_list import FindingsList
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.question_popover import QuestionPopover
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.supplier_sheets import SupplierReturn

_LIST_WIDTH = 288
_PAPER_KINDS = "*.pdf *.docx *.jpg *.jpeg *.png *.ofd"
_PROOF_KINDS = "*.pdf *.jpg *.jpeg *.png *.xlsx *.xml *.ofd"
_FORM, _ITEMS = "form", "items"


class EventsPage(Page):
    """It is also what `EventFormCard` and `StageCard` call."""

    NAME = "events"
    TITLE = mark("活动登记")
    ICON = "calendar"
    GROUP = "tools"
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._view: EventView | None = None
        self._event = ""
        self._edits = Edits(session, window)
        self._papers = EventPapers(session, window, self)
        self._asked: FindingView | None = None
        self.form1 = Button(_("打印附表1"), icon="print")
        self.form1.clicked.connect(lambda _on=False: self._print("form1"))
        self.form2 = Button(_("打印附表2"), icon="print")
        self.form2.clicked.connect(lambda _on=False: self._print("form2"))
        self.more = Button(_("更多"), icon="chevron-down")
        self.more.setToolTip(_("报送件和抄送件、空白表、供应商数据表"))
        self.more.clicked.connect(lambda _on=False: self._open_more())
        self.new = Button(_("新建活动"), "primary", icon="plus")
        self.new.clicked.connect(lambda _on=False: self._start_new())
        for button in (self.form1, self.form2, self.more, self.new):
            self.head.add_action(button)
        self.list = EventList()
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _event: self._enter_form())
        self.band = FigureBand()
        self.band.asked.connect(self._ask_figure)
        self.views = SegmentedControl(((_FORM, _("登记表")), (_ITEMS, _("排放项目"))), _("看哪一部分"))
        self.views.set_value(_FORM)
        self.views.changed.connect(lambda _value: self._show_part())
        self.basis = SegmentedControl((("0", _("预估")), ("1", _("实际"))), _("核算采用哪组数"))
        self.basis.changed.connect(lambda value: self.keep(lambda form: replace(form, settled=value == "1"), None))
        self.findings = FindingsList(most_rows=2)
        self.findings.chosen.connect(self._lead_to)
        self.popover = QuestionPopover(parent=self)
        self.popover.explained.connect(self._explain)
        self.popover.correct_asked.connect(self._correct)
        self.popover.records_asked.connect(lambda: self._show_part(_ITEMS))
        QShortcut(QKeySequence("F8"), self, self.findings.go_next, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._made = False
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._make_list())
        row.addLayout(self._make_right(), 1)
        self.body.addLayout(row)

    # ---- laying out -------------------------------------------------------------------------------------------------

    def _make_list(self) -> QWidget:
        self._panel = ListPanel()
        self._panel.setFixedWidth(_LIST_WIDTH * theme.metrics().label // 12)
        self._panel.body.addWidget(self.list)
        return self._panel

    def _make_right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        self._scroll = Scroll(margins=(theme.L, theme.L, theme.L, theme.L))
        column.addWidget(self._scroll, 1)
        column.addWidget(self.findings)
        return column

    def _make_parts(self) -> None:
        """The parts that need the catalogue, made when the page is first shown."""
        from core.workflows import events, offsetting

        catalogue = self.session.workspace.catalogue
        regions = [(region.code, region.name) for region in catalogue.regions.values() if not region.code.endswith("0000")]
        products = [(product.value, offsetting.product_name(product)) for product in ProductType]
        self.form = EventFormCard(self, regions, products)
        self.stages = {stage: StageCard(stage, catalogue, self) for stage in EventStage}
        self.start = NewEvent(events.presets(self.session.workspace))
        self.start.sent.connect(self._make_event)
        self.start.left.connect(self._leave_new)
        self.start.hide()
        words = _("年会、会议、展览、赛事、演出、节庆等活动，各建一份档案：填附表1，按阶段填用量，算出排放量，再打印盖章。")
        self.nothing = EmptyCard(_("还没有登记活动"), words, _("新建活动"))
        self.nothing.acted.connect(self._start_new)
        self._tools = QWidget()
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(theme.M)
        tools.addWidget(self.views)
        tools.addStretch(1)
        tools.addWidget(Text(_("核算采用"), "label", "text2"))
        tools.addWidget(self.basis)
        items = QWidget()
        column = QVBoxLayout(items)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.L)
        self.returned = ReturnCard()
        column.addWidget(self.returned)
        for card in self.stages.values():
            column.addWidget(card)
        self._items = items
        for part in (self.start, self.nothing, self.band, self._tools, self.form, items):
            self._scroll.content.addWidget(part)
        self._scroll.content.addStretch(1)
        self._made = True

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import events

        if self.session.card is None:
            return
        if not self._made:
            self._make_parts()
        cards = events.event_list(self.session.workspace, self.session.venue_id)
        known = [str(card.dossier.id) for card in cards]
        if self._event not in known:
            self._event = known[-1] if known else ""
        self.list.set_cards(cards)
        self.list.choose(self._event)
        self._panel.setVisible(bool(cards))
        words = _("{count} 个活动").format(count=len(cards)) if cards else _("大型活动在举办前填报附表1，结束后补实际数据")
        self._view = events.event_view(self.session.workspace, self._event) if self._event else None
        if self._view is not None and not self._view.editable:
            words = _("这份活动档案已锁定，只能查看和打印")
        self.head.set_sentence(words)
        self._show()

    def _show(self) -> None:
        view, starting = self._view, self.start.isVisibleTo(self)
        for widget in (self.more, self.band, self._tools, self.findings):
            widget.setVisible(view is not None)
        for button in (self.form1, self.form2):
            button.setVisible(view is not None and view.form.files_form)
        self.nothing.setVisible(view is None and not starting)
        self.popover.hide()
        if view is None:
            self.form.hide()
            self._items.hide()
            return
        self.band.set_figures(figures(view))
        self.basis.set_value("1" if view.form.settled else "0")
        self.basis.setEnabled(view.editable)
        self.form.show_event(view)
        for stage in view.stages:
            self.stages[stage.stage].show_stage(stage, view)
        self.findings.set_rows(*finding_lines(view.findings, list(self.form.rows)))
        self._show_part()

    def _show_part(self, part: str = "") -> None:
        if part:
            self.views.set_value(part)
        self.popover.hide()
        self.form.setVisible(self._view is not None and self.views.value() == _FORM)
        self._items.setVisible(self._view is not None and self.views.value() == _ITEMS)

    def _choose(self, dossier_id: str) -> None:
        if dossier_id and dossier_id != self._event:
            self._event = dossier_id
            self.returned.hide()
            self.refresh()

    def _enter_form(self) -> None:
        self._show_part(_FORM)
        self.form.rows["name"].editor.setFocus(Qt.FocusReason.TabFocusReason)

    # ---- a new event ------------------------------------------------------------------------------------------------

    def _start_new(self) -> None:
        self.start.start_anew()
        self.start.show()
        self.new.setEnabled(False)
        self._show()
        self._scroll.ensureVisible(0, 0)
        self.start.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_new(self) -> None:
        self.start.hide()
        self.new.setEnabled(True)
        self._show()
        (self.list if self._event else self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_event(self) -> None:
        from core.workflows import events

        answers = self.start.answers()
        if answers is None:
            return
        name, start, end = answers
        workspace, venue_id, preset = self.session.workspace, self.session.venue_id, self.start.preset()
        try:
            form = replace(events.draft_form(workspace, venue_id, start, end, preset), name=name)
            made = events.new_event(workspace, venue_id, form, preset)
        except AppError as error:
            self.start.refuse(str(error))
            return
        self._event = str(made.id)
        self.start.hide()
        self.new.setEnabled(True)
        self.session.apply(EVERYTHING)
        self._enter_form()
        self.window_frame.say(_("已建立活动档案，共 {count} 个项目待填").format(count=len(self._view.rows()) if self._view else 0))

    # ---- the form, as ui.widgets.event_form.FormDeeds -----------------------------------------------------------------

    def keep(self, change: Change, row: AskRow | None) -> None:
        """Keep the form with one change."""
        from core.workflows import events

        view = self._view
        if (
            view is not None
            and not self._edits.do(lambda: events.save_event(self.session.workspace, change(view.form)), row)
            and row is None
        ):
            self._show()

    def keep_filing(self, change: Change, row: AskRow) -> None:
        """Keep with whom the form is filed, and when; a locked dossier takes it too."""
        from core.workflows import events

        view = self._view
        if view is not None:
            self._edits.do(lambda: events.save_filing(self.session.workspace, change(view.form)), row)

    def attach_plan(self) -> None:
        """Ask for the plan and keep it."""
        from core.workflows import events

        chosen = self.window_frame.ask_open_path(_("附实施方案"), _("计划或实施方案 ({kinds})").format(kinds=_PAPER_KINDS))
        if chosen:
            path = Path(chosen)
            said = _("已附 {name}").format(name=path.name)
            self._edits.do(lambda: events.attach_plan(self.session.workspace, self._event, path), self.form.rows["plan"], said)

    # ---- the items, as ui.widgets.event_items.ItemDeeds ---------------------------------------------------------------

    def keep_item(self, draft: ItemDraft, asked: Asked | None = None) -> bool:
        """Keep an item, new or changed."""
        from core.workflows import events

        return self._edits.do(lambda: events.save_item(self.session.workspace, draft), asked)

    def remove_item(self, item_id: str) -> bool:
        """Take an item away."""
        from core.workflows import events

        return self._edits.do(lambda: events.remove_item(self.session.workspace, item_id), said=_("已删除，可用 Ctrl + Z 撤销"))

    def attach_item(self, item_id: str) -> None:
        """Ask for a paper behind an item and keep it."""
        from core.workflows import events

        chosen = self.window_frame.ask_open_path(_("附单据"), _("票据、清单或照片 ({kinds})").format(kinds=_PROOF_KINDS))
        if chosen:
            path = Path(chosen)
            said = _("已附 {name}").format(name=path.name)
            self._edits.do(lambda: events.attach_item_evidence(self.session.workspace, item_id, path), said=said)

    # ---- findings ---------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """Lead to an event (`record`), and in it to a field or an item."""
        if place.record and self.list.choose(place.record):
            self._choose(place.record)
        # After the layout of a page that was just made.
        QTimer.singleShot(0, self, lambda: self._go_to(place))

    def _go_to(self, place: Place) -> QWidget | None:
        """Show the field of a place and give it the keyboard."""
        target: QWidget | None = None
        if place.subject:
            line = next((card.lines[place.subject] for card in self.stages.values() if place.subject in card.lines), None)
            if line is not None:
                self._show_part(_ITEMS)
                target = line.fields.get(place.field) or line.factor or line.fields["estimate"]
        elif self.form.holds(place.field):
            self._show_part(_FORM)
            target = self.form.rows[place.field].editor
        elif place.field:
            self._show_part(_ITEMS)
        if target is not None:
            self._scroll.ensureWidgetVisible(target, 0, theme.XXL)
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        return target

    def _lead_to(self, view: FindingView) -> None:
        """Open the place of a finding; one that can be answered in words asks for them there."""
        if view.finding.place.page != self.NAME:
            self.window_frame.go(view.finding.place)
            return
        target = self._go_to(view.finding.place)
        self._asked = view
        if view.severity is Severity.WARN:
            self.popover.show_finding(view, correctable=target is not None)
            room = self.rect().adjusted(theme.L, theme.L, -theme.L, -theme.L)
            anchor = target if target is not None else self.findings
            cell = QRect(anchor.mapTo(self, anchor.rect().topLeft()), anchor.size())
            self.popover.hang_at(cell, cell, room)

    def _correct(self) -> None:
        self.popover.hide()
        if self._asked is not None:
            self._go_to(self._asked.finding.place)

    def _explain(self, key: str, text: str) -> None:
        from core.workflows import recording

        try:
            change = recording.explain_finding(self.session.workspace, self._event, key, text)
        except AppError as error:
            self.popover.refuse(str(error))
            return
        self.popover.hide()
        self.session.apply(change)

    def _ask_figure(self, key: str) -> None:
        """A total leads to its items, the need to the offsets, what is open to the next finding."""
        if key == "needed":
            self.window_frame.go(Place("offsets", record=self._event))
        elif key == "open":
            self.findings.go_next()
        else:
            self._show_part(_ITEMS)

    # ---- papers -----------------------------------------------------------------------------------------------------

    def _print(self, kind: str) -> None:
        if self._view is not None:
            self._papers.show_form(self._view, kind)

    def _open_more(self) -> None:
        if self._view is not None:
            menu = self._papers.menu(self._view, self, self._taken)
            menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _taken(self, told: SupplierReturn) -> None:
        """Say what became of a returned sheet; what was refused is named row by row."""
        self.session.apply(EVERYTHING)
        self._show_part(_ITEMS)
        self.returned.show_return(told)
        self._scroll.ensureVisible(0, 0)
