"""碳抵消: how much must be offset, what is retired, and the register of lots with why each counts or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.domain.dossier import DossierKind
from core.domain.finding import Place
from core.i18n import _, mark
from core.workflows.submission_views import LotRow, LotState, OffsetsView
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, FigureBand
from ui.widgets.event_empty import EmptyCard
from ui.widgets.fields import Choice
from ui.widgets.figure_notes import FigureNotes, Formula
from ui.widgets.layouts import empty
from ui.widgets.lot_bar import LotBar, LotPart
from ui.widgets.lot_card import LotCard
from ui.widgets.lot_deeds import LotActs
from ui.widgets.lot_form import LotForm, LotWords
from ui.widgets.lot_register import LotRegister
from ui.widgets.lot_return import LotReturn
from ui.widgets.lot_words import NEEDED, cost_words, figures, notes_of, rounding_lines
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.offset_import import LotImport

_DOSSIER_WIDTH, _DOSSIER_WIDTH_LARGE = 200, 150


class OffsetsPage(Page):
    """Step 5 of the policy's process."""

    NAME = "offsets"
    TITLE = mark("碳抵消")
    ICON = "leaf"
    STEP = 5

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        from core.workflows import offsetting

        self._view: OffsetsView | None = None
        self._dossier = ""
        self._acts = LotActs(session, window, self._row, self._open_form)
        self._notes = FigureNotes()
        self.side_content = self._notes
        self.head.set_sentence(_("整吨、已注销、有序列号、只用一次"))
        self._gate_mark, self._gate = MarkLabel(Mark.TODO), Text("", "label", "text2")
        self.dossiers = Choice(())
        large = theme.metrics().large
        self.dossiers.setFixedWidth((_DOSSIER_WIDTH_LARGE if large else _DOSSIER_WIDTH) * theme.metrics().label // 12)
        self._gate.setVisible(not large)  # the mark says it by itself where there is no room for words
        self.dossiers.setAccessibleName(_("为哪份档案抵消"))
        self.dossiers.chosen.connect(self._choose_dossier)
        self.add = Button(_("登记一批"), "primary", icon="plus")
        self.add.clicked.connect(lambda _on=False: self._open_form(None))
        self.take_in = Button(_("导入"), icon="upload")
        self.take_in.setToolTip(_("读入填好的减排量登记表"))
        self.take_in.clicked.connect(lambda _on=False: self._acts.take_table(self._show_import))
        self.give_out = IconButton("download", _("导出登记表（含已登记的各批），填好再导入"))
        self.give_out.clicked.connect(lambda _on=False: self._acts.save_table())
        for widget in (self._gate_mark, self._gate, self.dossiers, self.give_out, self.take_in, self.add):
            self.head.add_action(widget)
        self.band = FigureBand()
        self.band.asked.connect(self._ask_figure)
        self.bar = LotBar()
        self.register = LotRegister()
        self.table, self.filter = self.register.table, self.register.filter
        self.table.chosen.connect(lambda _lot: self._show_chosen())
        self.card = LotCard(self._acts)
        self.table.opened.connect(lambda _lot: self.card.use.setFocus(Qt.FocusReason.TabFocusReason))
        self._reveals = False
        self.card.form_opened.connect(self._reveal_soon)
        self.form = LotForm(LotWords(offsetting.product_name, offsetting.subtype_choices, offsetting.quality_lines()))
        self.form.sent.connect(self._send_form)
        self.form.left.connect(self._close_form)
        self.form.hide()
        self._scroll = scroll = Scroll(margins=(theme.XL, theme.L, theme.XL, theme.XL))
        scroll.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._reveal_card())
        self.returned = LotReturn()
        for part in (self.band, self._make_top(), self.returned, self.form, self.register, self._make_empty(), self._make_lower()):
            scroll.content.addWidget(part)
        scroll.content.addStretch(1)
        self.body.addWidget(scroll)

    # ---- laying out -------------------------------------------------------------------------------------------------

    def _make_top(self) -> QWidget:
        card = Card()
        wording = QHBoxLayout()
        wording.setSpacing(theme.M)
        wording.addWidget(Text(_("当前可用表述"), "label", "text2"))
        self._sentence = Text("", "body", bold=True)
        wording.addWidget(self._sentence)
        self._forbidden = Text("", "label", "text2")
        wording.addWidget(self._forbidden, 1)
        card.body.addLayout(wording)
        card.body.addWidget(self.bar)
        self._mismatch = Text("", "label", "warn", wrap=True)
        card.body.addWidget(self._mismatch)
        return card

    def _make_empty(self) -> QWidget:
        words = _("先减排，再锁定核算，然后在这里登记已注销的减排量。购入的也可以先登记，注销并附上凭证以后才计入。")
        self._empty = EmptyCard(_("还没有抵消登记"), words, _("登记第一批"))
        self._empty.acted.connect(lambda: self._open_form(None))
        return self._empty

    def _make_lower(self) -> QWidget:
        self._lower = QWidget()
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addWidget(self.card, 640, Qt.AlignmentFlag.AlignTop)
        why = Card()
        why.body.setSpacing(theme.M)
        self._why_title = Text("", "title", bold=True)
        why.body.addWidget(self._why_title)
        self._why = QHBoxLayout()
        why.body.addLayout(self._why)
        order = _("优先顺序：国家碳排放配额、国家核证自愿减排量，其后区域核证、林草碳汇（川环发〔2021〕5号 三（三））。")
        why.body.addWidget(Text(order, "label", "text2", wrap=True))
        self._cost = Text("", "label", "text2", wrap=True)
        why.body.addWidget(self._cost)
        row.addWidget(why, 520, Qt.AlignmentFlag.AlignTop)
        return self._lower

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import offsetting

        if self.session.dossier is None:
            return
        self._offer_dossiers()
        view = offsetting.lots_view(self.session.workspace, self._dossier)
        self._view, self._acts.dossier = view, self._dossier
        gate = view.reduced and view.locked
        self._gate_mark.set_mark(Mark.DONE if gate else Mark.TODO)
        self._gate.setText(_gate_words(view))
        self._gate_mark.setToolTip(_gate_words(view))
        self.band.set_figures(figures(view))
        self._sentence.setText(view.sentence)
        covered = view.balance.covered and bool(view.needed)
        self._forbidden.setText(_("能否写「碳中和」由评价声明一步判定") if covered else _("足额注销前不得写「碳中和」「零碳」"))
        parts = [LotPart(offsetting.product_name(product), tonnes) for product, tonnes in view.by_product]
        self.bar.set_tonnes(parts, view.pending, view.needed)
        self.bar.setVisible(bool(view.needed or view.rows))
        self._why_title.setText(_("为什么是 {tonnes} 吨").format(tonnes=f"{view.needed:,}"))
        empty(self._why)
        self._why.addWidget(Formula(rounding_lines(view)))
        self._empty.setVisible(not view.rows and not self.form.isVisibleTo(self))
        for part in (self.register, self._lower):
            part.setVisible(bool(view.rows))
        self._mismatch.setText("\n".join(view.notes))
        self._mismatch.setVisible(bool(view.notes))
        self._cost.setText(cost_words(view))
        self._cost.setVisible(bool(cost_words(view)))
        self.register.show_rows(view.rows)
        if view.rows and not self.table.current():
            first = next((row for row in view.rows if row.state is not LotState.COUNTS), view.rows[0])
            self.table.choose(first.lot.id)
        self._show_chosen()

    def _offer_dossiers(self) -> None:
        """The year in view, and the events of its venue."""
        from core.workflows import dossiers

        own = self.session.dossier_id
        events = [
            one
            for one in dossiers.all_dossiers(self.session.workspace)
            if one.kind is DossierKind.EVENT and one.venue_id == self.session.venue_id
        ]
        year = self.session.dossier.period.label if self.session.dossier else ""
        offered = [(str(own), _("{year} 年运营").format(year=year)), *((str(one.id), one.title) for one in events)]
        if self._dossier not in [key for key, _words in offered]:
            self._dossier = str(own)
        self.dossiers.set_choices(offered)
        self.dossiers.set_value(self._dossier)
        self.dossiers.setVisible(bool(events))

    def _row(self, lot_id: str) -> LotRow | None:
        rows = self._view.rows if self._view is not None else ()
        return next((row for row in rows if row.lot.id == lot_id), None)

    def _show_chosen(self) -> None:
        row = self._row(self.table.current())
        self.card.setVisible(row is not None)
        if row is not None and self._view is not None:
            self.card.show_lot(row, self._beneficiary(), self._view.dossier.title)

    def _reveal_soon(self) -> None:
        """The form is where it belongs when the layout has grown by it, which the scroll bar tells."""
        self._reveals = True

    def _reveal_card(self) -> None:
        if self._reveals and self.card.form is not None:
            self._reveals = False
            self._scroll.ensureWidgetVisible(self.card.form, 0, theme.XL)

    def _beneficiary(self) -> str:
        """Whom a retirement should name: the event, else the organization."""
        view, card = self._view, self.session.card
        if view is not None and view.dossier.kind is DossierKind.EVENT:
            return view.dossier.title
        return card.organization.name if card is not None else ""

    def show_place(self, place: Place) -> None:
        """Look at a lot, or at what a dossier (`record`) needs."""
        if place.record:
            self._choose_dossier(place.record)
        if place.subject:
            self.register.show_all()
            if self.table.choose(place.subject):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- the form ---------------------------------------------------------------------------------------------------

    def _open_form(self, row: LotRow | None) -> None:
        self.form.start(row.lot if row else None, row.number if row else "", self._beneficiary())
        self.form.show()
        self.add.setEnabled(False)
        self._empty.hide()
        self.form.rows["product"].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(self.form, 0, 0)

    def _close_form(self) -> None:
        self.form.hide()
        self.add.setEnabled(True)
        self._empty.setVisible(self._view is not None and not self._view.rows)
        (self.table if self.table.isVisibleTo(self) else self.add).setFocus(Qt.FocusReason.OtherFocusReason)

    def _send_form(self) -> None:
        draft = self.form.draft()
        if draft is not None:
            self._acts.keep(self.form.lot_id, draft, self.form.refuse, self._kept)

    def _kept(self, lot_id: str) -> None:
        self.form.hide()
        self.register.show_all()
        self.table.choose(lot_id)
        self._close_form()
        self.window_frame.say(_("已登记，可用 Ctrl + Z 撤销"))

    def _show_import(self, told: LotImport) -> None:
        self.returned.show_import(told)
        self._scroll.ensureWidgetVisible(self.returned, 0, 0)

    # ---- asking -----------------------------------------------------------------------------------------------------

    def _choose_dossier(self, dossier_id: str) -> None:
        self._dossier = dossier_id
        self.refresh()

    def _ask_figure(self, key: str) -> None:
        if self._view is not None:
            self._notes.show_notes(notes_of(key or NEEDED, self._view))
            self.window_frame.toggle_side(True)


def _gate_words(view: OffsetsView) -> str:
    """Whether reductions and the lock are there, which a claim needs and the register does not."""
    if view.reduced and view.locked:
        return _("已减排、已锁定")
    if view.reduced:
        return _("已减排，核算还未锁定")
    return _("已锁定，还没有实施的减排措施") if view.locked else _("先减排，再锁定核算")
