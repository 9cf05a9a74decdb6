"""The widgets of the bill form in their groups: 票据, 电表示数 or 库存, 计费, 计入月份."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.bill_cells import FieldCell, FieldLine
from ui.widgets.bill_checks import BillChecks
from ui.widgets.bill_days import BillDays
from ui.widgets.bill_fields import BillLine, DateField, FigureField, SourceChoice
from ui.widgets.bill_groups import AdvanceBand, GroupHead, MarkedWords, Notes
from ui.widgets.bill_kind import MoreLine
from ui.widgets.bill_meter_change import MeterChangePanel
from ui.widgets.buttons import Button
from ui.widgets.card import Rule
from ui.widgets.fields import Choice
from ui.widgets.page import Scroll
from ui.widgets.text import Text, draw_text

NUMBERED = (
    "meter_id", "invoice", "start", "last", "reading_start", "reading_end", "multiplier", "losses", "opening", "delivered", "closing",
    "quantity", "amount_yuan", "sharp", "peak", "flat", "valley",
)  # fmt: skip
"""Fields that may have a place on the paper, in the order of the form."""

TIMES = ("sharp", "peak", "flat", "valley")
STOCK = ("opening", "delivered", "closing")


class AccountChoice(Choice):
    """The accounts of a row; a single one stands there as a text."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.count() > 1:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        words = self.rect().adjusted(theme.S + 1, 0, -theme.S, 0)
        draw_text(painter, words, self.currentText(), self.font(), theme.color("text" if self.isEnabled() else "text2"))


class BillParts(Scroll):
    """Builds the form and gives access to its fields by the names of the draft; what they mean is the form's business."""

    subject_chosen = Signal(str)
    bills_asked = Signal()
    meter_change_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(margins=(theme.XL, theme.M, theme.XL, theme.S), parent=parent)
        # Each part brings the room below it, so that a hidden one leaves no gap.
        self.content.setSpacing(0)
        self.fields: dict[str, FieldCell] = {}
        self.lines: list[FieldLine] = []
        self.notes = Notes(parent=self)
        self.content.addWidget(self.notes)
        self._add_bill()
        self._add_meter()
        self._add_billing()
        self._add_months()
        self.content.addStretch(1)

    # ---- building ---------------------------------------------------------------------------------------------------

    def _cell(self, name: str, label: str, editor: QWidget) -> FieldCell:
        cell = FieldCell(label, editor)
        self.fields[name] = cell
        return cell

    def _line(self, *cells: tuple[FieldCell, int]) -> FieldLine:
        line = FieldLine(cells)
        self.lines.append(line)
        self.content.addWidget(line)
        return line

    def _add_bill(self) -> None:
        head = GroupHead(_("票据"), _("票面怎么写就怎么填，换算由程序做"))
        self.position = Button("", small=True)
        self.position.setToolTip(_("看这一户的全部票据"))
        self.position.clicked.connect(self.bills_asked)
        head.add(self.position)
        self.content.addWidget(head)
        self.source = SourceChoice()
        self.source.chosen.connect(self.subject_chosen)
        self._line(
            (self._cell("subject", _("排放源"), self.source), 218),
            (self._cell("meter_id", _("户号"), AccountChoice(())), 153),
            (self._cell("invoice", _("票据号"), BillLine()), 164),
        )
        days = FigureField(computed=True)
        days.set_unit(_("天"))
        self._line(
            (self._cell("start", _("账期起（含）"), DateField()), 131),
            (self._cell("last", _("账期止（含）"), DateField()), 131),
            (self._cell("days", _("天数"), days), 96),
            (self._cell("estimated", _("是否暂估"), Choice(())), 170),
        )
        self.more = MoreLine(parent=self)
        self.content.addWidget(self.more)
        for name, cell in (("kind", self.more.kind), ("original", self.more.original), ("note", self.more.note)):
            self.fields[name] = cell
        self.lines += [self.more.kind_line, self.more.note_line]

    def _add_meter(self) -> None:
        self._meter_head = GroupHead(_("电表示数"))
        self._joined = MarkedWords()
        self._meter_head.add(self._joined)
        self.meter_change = Button(_("登记换表"), "link")
        self.meter_change.clicked.connect(self.meter_change_asked)
        self._meter_head.add(self.meter_change)
        self.content.addWidget(self._meter_head)
        self._readings = self._line(
            (self._cell("reading_start", _("起示数"), FigureField()), 164),
            (self._cell("reading_end", _("止示数"), FigureField()), 163),
            (self._cell("multiplier", _("倍率"), FigureField(prefix="×")), 88),
            (self._cell("losses", _("变损线损"), FigureField()), 112),
        )
        self.advance = AdvanceBand(parent=self)
        self.content.addWidget(self.advance)
        self.meter_panel = MeterChangePanel(parent=self)
        self.content.addWidget(self.meter_panel)
        self._stock_head = GroupHead(_("库存"), _("盘点过就填三项，用量由程序算；没有盘点只填下面的数量"))
        self.content.addWidget(self._stock_head)
        self._stock = self._line(
            (self._cell("opening", _("期初库存"), FigureField()), 178),
            (self._cell("delivered", _("本期购入"), FigureField()), 178),
            (self._cell("closing", _("期末库存"), FigureField()), 178),
        )

    def _add_billing(self) -> None:
        head = GroupHead(_("计费"))
        self.sharp_link = Button(_("有尖段"), "link")
        head.add(self.sharp_link)
        self.content.addWidget(head)
        amount = FigureField()
        amount.set_unit(_("元"))
        self._line(
            (self._cell("quantity", _("数量"), FigureField()), 178),
            (self._cell("amount_yuan", _("金额（含税）"), amount), 178),
            (self._cell("price", _("折合单价"), FigureField(computed=True)), 178),
        )
        self._times = self._line(
            (self._cell("sharp", _("尖"), FigureField()), 132),
            (self._cell("peak", _("峰"), FigureField()), 132),
            (self._cell("flat", _("平"), FigureField()), 132),
            (self._cell("valley", _("谷"), FigureField()), 132),
            (self._cell("times_total", _("合计"), FigureField(computed=True)), 132),
        )

    def _add_months(self) -> None:
        head = GroupHead(_("计入月份"), _("按日历天分摊，票据是原始记录"))
        self._per_day = Text("", "label", "text2")
        self._per_day.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head.add(self._per_day)
        self.content.addWidget(head)
        self.days = BillDays(parent=self)
        self.content.addWidget(self.days)
        self.content.addSpacing(theme.S)
        self.content.addWidget(Rule(parent=self))
        self.content.addSpacing(theme.M)
        self.checks = BillChecks(parent=self)
        self.content.addWidget(self.checks)

    # ---- fields by name ---------------------------------------------------------------------------------------------

    def date_field(self, name: str) -> DateField:
        editor = self.fields[name].editor
        if not isinstance(editor, DateField):
            raise TypeError(name)
        return editor

    def choice(self, name: str) -> Choice:
        editor = self.fields[name].editor
        if not isinstance(editor, Choice):
            raise TypeError(name)
        return editor

    def figure(self, name: str) -> FigureField:
        editor = self.fields[name].editor
        if not isinstance(editor, FigureField):
            raise TypeError(name)
        return editor

    def text(self, name: str) -> str:
        """What stands in a field."""
        editor = self.fields[name].editor
        return editor.text() if isinstance(editor, BillLine) else editor.value() if isinstance(editor, Choice) else ""

    def put(self, name: str, text: str) -> None:
        """Put a text into a field as if it had been typed."""
        editor = self.fields[name].editor
        if isinstance(editor, BillLine):
            editor.put(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("surface"))
        painter.end()
        super().paintEvent(event)
