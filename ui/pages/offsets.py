"""碳抵消: how much must be offset, what is retired, and the register of lots with why each counts or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.domain.dossier import DossierKind
from core.domain.finding import Place
from core.domain.offset import LotId
from core.errors import AppError
from core.i18n import _, mark
from core.workflows.change import Change
from core.workflows.submission_views import LotRow, LotState, OffsetsView
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card, FigureBand
from ui.widgets.event_edits import Edits, read_whole
from ui.widgets.event_empty import EmptyCard
from ui.widgets.fields import Choice, FieldRow
from ui.widgets.figure_notes import FigureNotes, Formula
from ui.widgets.layouts import empty
from ui.widgets.lot_bar import LotBar, LotPart
from ui.widgets.lot_card import LotCard
from ui.widgets.lot_form import LotForm
from ui.widgets.lot_table import LotFoot, LotTable
from ui.widgets.lot_words import NEEDED, figures, notes_of, rounding_lines
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.text import Text

_PROOF = "*.pdf *.jpg *.jpeg *.png *.ofd *.xml"
_DOSSIER_WIDTH = 200


class OffsetsPage(Page):
    """Step 5 of the policy's process. It is also what `LotCard` calls."""

    NAME = "offsets"
    TITLE = mark("碳抵消")
    ICON = "leaf"
    STEP = 5

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        from core.workflows import offsetting

        self._view: OffsetsView | None = None
        self._dossier = ""
        self._edits = Edits(session, window)
        self._notes = FigureNotes()
        self.side_content = self._notes
        self.head.set_sentence(_("整吨、已注销、有序列号、只用一次"))
        self._gate_mark, self._gate = MarkLabel(Mark.TODO), Text("", "label", "text2")
        self.dossiers = Choice(())
        self.dossiers.setFixedWidth(_DOSSIER_WIDTH * theme.metrics().label // 12)
        self.dossiers.setAccessibleName(_("为哪份档案抵消"))
        self.dossiers.chosen.connect(self._choose_dossier)
        self.add = Button(_("登记一批"), "primary", icon="plus")
        self.add.clicked.connect(lambda _on=False: self._open_form(None))
        for widget in (self._gate_mark, self._gate, self.dossiers, self.add):
            self.head.add_action(widget)
        self.band = FigureBand()
        self.band.asked.connect(self._ask_figure)
        self.bar = LotBar()
        self.table = LotTable()
        self.table.chosen.connect(lambda _lot: self._show_chosen())
        self.card = LotCard(self)
        self.table.opened.connect(lambda _lot: self.card.use.setFocus(Qt.FocusReason.TabFocusReason))
        self._reveals = False
        self.card.form_opened.connect(self._reveal_soon)
        self.form = LotForm(offsetting.product_name)
        self.form.sent.connect(self._send_form)
        self.form.left.connect(self._close_form)
        self.form.hide()
        self._scroll = scroll = Scroll(margins=(theme.XL, theme.L, theme.XL, theme.XL))
        scroll.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._reveal_card())
        for part in (self.band, self._make_top(), self.form, self._make_register(), self._make_empty(), self._make_lower()):
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
        return card

    def _make_register(self) -> QWidget:
        self._register = Card(padding=theme.metrics().card_border)
        self._register.body.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.L, theme.M, theme.M, theme.M)
        head.setSpacing(theme.M)
        head.addWidget(Text(_("抵消登记"), "title", bold=True))
        words = Text(_("本程序只登记，不交易；注销在登记机构办理"), "label", "text2")
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        head.addWidget(words, 1)
        choices = (("", _("全部")), ("counts", _("已注销")), ("bought", _("未注销")), ("refused", _("不能计入")))
        self.filter = SegmentedControl(choices, _("按状态筛选"))
        self.filter.set_value("")
        self.filter.changed.connect(lambda _value: self._fill_table())
        head.addWidget(self.filter)
        self._register.body.addLayout(head)
        self._register.body.addWidget(self.table)
        foot = LotFoot(self.table)
        self.table.fitted = foot.update
        self._register.body.addWidget(foot)
        return self._register

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
        row.addWidget(why, 520, Qt.AlignmentFlag.AlignTop)
        return self._lower

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import offsetting

        if self.session.dossier is None:
            return
        self._offer_dossiers()
        view = offsetting.lots_view(self.session.workspace, self._dossier)
        self._view = view
        gate = view.reduced and view.locked
        self._gate_mark.set_mark(Mark.DONE if gate else Mark.TODO)
        self._gate.setText(_gate_words(view))
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
        for part in (self._register, self._lower):
            part.setVisible(bool(view.rows))
        self._fill_table()
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

    def _fill_table(self) -> None:
        if self._view is None:
            return
        wanted = self.filter.value()
        self.table.set_rows([row for row in self._view.rows if not wanted or row.state.value == wanted])
        self._show_chosen()

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
            self.filter.set_value("")
            self._fill_table()
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
        from core.workflows import offsetting

        draft = self.form.draft()
        if draft is None:
            return
        workspace, lot_id = self.session.workspace, self.form.lot_id
        try:
            if lot_id:
                change = offsetting.change_lot(workspace, lot_id, draft)
            else:
                lot, change = offsetting.add_lot(workspace, draft)
                lot_id = lot.id
        except AppError as error:
            self.form.refuse(error)
            return
        self.form.hide()
        self.session.apply(change)
        self.filter.set_value("")
        self._fill_table()
        self.table.choose(lot_id)
        self._close_form()
        self.window_frame.say(_("已登记，可用 Ctrl + Z 撤销"))

    # ---- the acts on a lot, as ui.widgets.lot_card.LotDeeds ------------------------------------------------------------

    def change(self, lot_id: str) -> None:
        """Open the form of the lot."""
        row = self._row(lot_id)
        if row is not None:
            self._open_form(row)

    def remove(self, lot_id: str) -> None:
        """Take the lot off the register."""
        from core.workflows import offsetting

        self._edits.do(lambda: offsetting.remove_lot(self.session.workspace, lot_id), said=_("已删除，可用 Ctrl + Z 撤销"))

    def attach(self, lot_id: str) -> None:
        """Ask for a proof and keep it."""
        from core.workflows import offsetting

        chosen = self.ask_proof()
        if chosen:
            path = Path(chosen)
            self._edits.do(
                lambda: offsetting.attach_proof(self.session.workspace, lot_id, path), said=_("已附 {name}").format(name=path.name)
            )

    def use(self, lot_id: str, text: str, row: FieldRow) -> None:
        """So many tonnes of the lot are used here."""
        from core.workflows import offsetting

        def job() -> Change:
            return offsetting.allocate(self.session.workspace, self._dossier, LotId(lot_id), read_whole(text) or 0)

        self._edits.do(job, row)

    def ask_proof(self) -> str:
        """Ask for a file."""
        return self.window_frame.ask_open_path(_("附注销凭证"), _("注销凭证 ({kinds})").format(kinds=_PROOF))

    def retire(self, lot_id: str, on: date, number: str, beneficiary: str, proof: Sequence[Path]) -> bool:
        """The lot was retired in its registry."""
        from core.workflows import offsetting

        return self._edits.do(
            lambda: offsetting.retire_lot(self.session.workspace, lot_id, on, number, beneficiary, proof),
            said=_("已登记注销，可用 Ctrl + Z 撤销"),
        )

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
