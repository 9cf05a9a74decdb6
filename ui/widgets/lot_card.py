"""One lot: why it counts or not, point by point, what of it is used here, and the acts that make it count."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _, current_language
from core.workflows.submission_views import LotPoint, LotRow, LotState, PointState
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, Rule
from ui.widgets.event_edits import number_text
from ui.widgets.event_files import FileLines
from ui.widgets.fields import FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.lot_retire import RetireDeeds, RetireForm
from ui.widgets.lot_words import yuan
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.small_form import SmallForm
from ui.widgets.text import Text

_POINTS = {PointState.GOOD: Mark.DONE, PointState.OPEN: Mark.TODO, PointState.WRONG: Mark.BLOCKED, PointState.HINT: Mark.NOTE}
_COLUMNS = 2


class LotDeeds(RetireDeeds, Protocol):
    """What the card asks its page to do; the page runs the workflow and says what came of it."""

    def change(self, lot_id: str) -> None:
        """Open the form of the lot."""

    def remove(self, lot_id: str) -> None:
        """Take the lot off the register."""

    def attach(self, lot_id: str) -> None:
        """Ask for a proof and keep it."""

    def use(self, lot_id: str, text: str, row: FieldRow) -> None:
        """So many tonnes of the lot are used here."""


class LotCard(Card):
    """Filled anew for each lot; an open form stays while its lot stays."""

    form_opened = Signal()

    def __init__(self, deeds: LotDeeds, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._deeds = deeds
        self._shown = ""
        self._row: LotRow | None = None
        self._beneficiary = ""
        self.form: RetireForm | None = None
        self._void_form: SmallForm | None = None
        small = not theme.metrics().large
        self._title = Text("", "title", bold=True)
        self._facts = Text("", "label", wrap=True)
        self._facts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._why = Text("", "label", "text2", wrap=True)
        self._why.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.change = Button(_("改"), icon="edit", small=small)
        self.change.clicked.connect(lambda _on=False: deeds.change(self._shown))
        self.attach = Button(_("附凭证"), icon="clip", small=small)
        self.attach.clicked.connect(lambda _on=False: deeds.attach(self._shown))
        self.retire = Button(_("登记注销"), small=small)
        self.retire.clicked.connect(lambda _on=False: self.open_form())
        self.void = Button(_("作废注销"), small=small)
        self.void.clicked.connect(lambda _on=False: self.open_void())
        self.remove = IconButton("trash", _("删除这一批"), small=small)
        self.remove.clicked.connect(lambda _on=False: deeds.remove(self._shown))
        self._points = QGridLayout()
        self._points.setHorizontalSpacing(theme.XL)
        self._points.setVerticalSpacing(theme.S)
        self.use = Line()
        self.use.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.use_row = FieldRow(_("用于本档案（吨）"), self.use)
        self.use.kept.connect(lambda text: deeds.use(self._shown, text, self.use_row))
        self._room = Text("", "label", "text2", wrap=True)
        self._files = FileLines(_("还没有凭证。"))
        self._forms = QVBoxLayout()
        self.body.setSpacing(theme.M)
        self.body.addLayout(self._make_head())
        self.body.addWidget(self._facts)
        self.body.addWidget(self._why)
        self.body.addLayout(self._forms)
        self.body.addLayout(self._points)
        self.body.addWidget(Rule())
        self.body.addLayout(self._make_lower())

    def _make_head(self) -> QVBoxLayout:
        """In large type and in English the buttons stand below the title, which would not fit beside them."""
        title, acts = QHBoxLayout(), QHBoxLayout()
        acts.setSpacing(theme.S)
        title.addWidget(self._title, 1)
        for button in (self.remove, self.change, self.attach, self.void, self.retire):
            acts.addWidget(button)
        head = QVBoxLayout()
        head.setSpacing(theme.S)
        head.addLayout(title)
        if theme.metrics().large or current_language() == "en":
            acts.addStretch(1)
            head.addLayout(acts)
        else:
            title.addLayout(acts)
        return head

    def _make_lower(self) -> QHBoxLayout:
        lower = QHBoxLayout()
        lower.setSpacing(theme.XL)
        used = QVBoxLayout()
        used.setSpacing(theme.XS)
        used.addWidget(self.use_row)
        used.addWidget(self._room)
        used.addStretch(1)
        lower.addLayout(used, 1)
        files = QVBoxLayout()
        files.setSpacing(theme.XS)
        files.addWidget(Text(_("凭证"), "label", "text2"))
        files.addWidget(self._files)
        files.addStretch(1)
        lower.addLayout(files, 1)
        return lower

    def show_lot(self, row: LotRow, beneficiary: str, dossier: str) -> None:
        """Show a lot; `beneficiary` is proposed when it is retired, `dossier` is the one it is used for."""
        if row.lot.id != self._shown:
            self._close_void()
            if self.form is not None:
                self.form.close_form()
        self._shown, self._row, self._beneficiary = row.lot.id, row, beneficiary
        counts = row.state is LotState.COUNTS
        self._title.setText((_("批次 {number} 已计入") if counts else _("批次 {number} 能否计入")).format(number=row.number))
        year = _("{year} 年").format(year=row.lot.vintage) if row.lot.vintage is not None else ""
        facts = (row.product_name, row.lot.project, row.lot.registry, row.lot.methodology, year)
        self._facts.setText(" · ".join(fact for fact in facts if fact))
        self._why.setText(row.why)
        self.retire.setText(_("改注销登记") if row.lot.retired_on else _("登记注销"))
        self.void.setVisible(row.lot.retired_on is not None)
        self.use_row.set_error("")
        self.use.set_value(number_text(row.allocated))
        self._room.setText(
            _("用于「{dossier}」。本批 {tonnes} 吨，其他档案用 {elsewhere} 吨，还可用 {free} 吨。").format(
                dossier=dossier, tonnes=f"{row.lot.tonnes:,}", elsewhere=f"{row.elsewhere:,}", free=f"{row.free:,}"
            )
            + _price_words(row)
        )
        self._files.show_files(row.proof)
        empty(self._points)
        for number, point in enumerate(row.points):
            self._points.addLayout(_point(point), number // _COLUMNS, number % _COLUMNS)

    def open_form(self) -> None:
        """Ask for what the registry's confirmation says."""
        if self._row is None:
            return
        if self.form is not None:
            self.form.close_form()
        self.form = form = RetireForm(self._row, self._beneficiary, self._deeds)
        form.closed.connect(self._forget)
        self._forms.addWidget(form)
        form.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form_opened.emit()

    def open_void(self) -> None:
        """Ask why the retirement is taken back."""
        if self._row is None:
            return
        self._close_void()
        lot_id = self._row.lot.id
        reason = FieldRow(_("作废的原因"), Line(placeholder=_("如 登记机构撤回、登记到别的批次")), required=True)

        def deed() -> bool:
            words = reason.editor.text().strip() if isinstance(reason.editor, Line) else ""
            reason.set_error("" if words else _("请写一句原因。"))
            if words:
                self._deeds.void(lot_id, words, self._close_void)
            return False

        self._void_form = SmallForm((reason,), _("作废注销"), deed, indent=0)
        self._forms.addWidget(self._void_form)
        reason.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_void(self) -> None:
        if self._void_form is not None:
            self._void_form.close_form()
            self._void_form = None

    def _forget(self) -> None:
        self.form = None


def _price_words(row: LotRow) -> str:
    """What it costs, where there is a price."""
    if row.lot_cost_yuan is None or row.cost_yuan is None:
        return ""
    words = _("单价 {price} 元/吨，本批 {whole} 元，本档案所用 {used} 元。")
    return words.format(price=number_text(row.lot.unit_price_yuan), whole=yuan(row.lot_cost_yuan), used=yuan(row.cost_yuan))


def _point(point: LotPoint) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.S)
    row.addWidget(MarkLabel(_POINTS[point.state], line="label"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(point.name, "label", bold=True), 0, Qt.AlignmentFlag.AlignTop)
    words = Text(point.text, "label", "text2", wrap=True)
    words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    row.addWidget(words, 1, Qt.AlignmentFlag.AlignTop)
    return row
