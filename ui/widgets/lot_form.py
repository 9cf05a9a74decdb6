"""The form of a lot: every field of the register, for a new lot or for one that is changed; Enter keeps it, Esc gives up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.domain.offset import CreditLot, OffsetSource, ProductType, SinkFacts
from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.submission_views import LotDraft
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.event_edits import day_line, day_text, number_text, read_day, read_number, read_whole
from ui.widgets.fields import Check, Choice, FieldRow, Line
from ui.widgets.text import Text

_Value = TypeVar("_Value")

_SINK_FIELDS = tuple(field.name for field in fields(SinkFacts))
_FIELD_OF = {
    "lot.tonnes": "tonnes",
    "lot.serial": "serial_from",
    "lot.serial_count": "serial_to",
    "lot.overlap": "serial_from",
    "lot.subtype": "subtype",
    "lot.vintage": "vintage",
    "lot.price": "unit_price_yuan",
    "lot.used_up": "tonnes",
}
"""Where the refusal of a workflow stands; one that is not here stands at the foot of the form."""


class LotForm(Card):
    """Reads a `LotDraft`; it saves nothing itself."""

    sent = Signal()
    left = Signal()

    def __init__(self, product_name: Callable[[ProductType], str], *, parent: QWidget | None = None) -> None:
        """Make the form; `product_name` gives the words of 附表1."""
        super().__init__(padding=theme.XL, parent=parent)
        self.lot_id = ""
        self._columns = 2 if theme.metrics().large else 4
        self.rows: dict[str, FieldRow] = {}
        self._title = Text("", "title", bold=True)
        self._sink: list[FieldRow] = []
        self.product = Choice([(product.value, product_name(product)) for product in ProductType])
        self.product.chosen.connect(lambda _value: self._follow())
        self.source = Choice([(OffsetSource.INSTITUTION.value, _("机构集中")), (OffsetSource.PERSONAL.value, _("个人自愿"))])
        self.preferred = Check(_("来自政策优先支持的地区（三（三））"))
        self._refused = Text("", "label", "err", wrap=True)
        self.send = Button("", "primary")
        self.send.clicked.connect(self.sent)
        give_up = Button(_("取消"))
        give_up.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.send)
        foot.addWidget(give_up)
        foot.addWidget(self._refused, 1)
        self.body.setSpacing(theme.M)
        self.body.addWidget(self._title)
        self.body.addWidget(Text(_("登记不等于交易；注销在登记机构办理，办完再登记注销。"), "label", "text2", wrap=True))
        self.body.addLayout(self._fields())
        self.body.addWidget(self.preferred)
        self.body.addLayout(foot)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.M)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        self._add(grid, "product", _("产品"), self.product, required=True)
        self._add(grid, "subtype", _("细类"), Line(placeholder=_("如 CDCER；选其他时必填")))
        self._add(grid, "source", _("来源"), self.source)
        self._add(grid, "registry", _("登记机构"), Line(), required=True)
        self._add(grid, "project", _("项目名称或编号"), Line(), required=True)
        self._add(grid, "methodology", _("方法学"), Line())
        self._add(grid, "location", _("项目所在地"), Line(placeholder=_("碳汇项目必填")))
        self._add(grid, "vintage", _("年份"), Line(placeholder=_("减排量产生的年份")))
        self._add(grid, "tonnes", _("数量（吨）"), Line(placeholder=_("整数")), required=True)
        self._add(grid, "serial_from", _("序列号起"), Line())
        self._add(grid, "serial_to", _("序列号止"), Line())
        self._add(grid, "account", _("持有账户"), Line())
        self._add(grid, "acquired_on", _("取得日期"), day_line())
        self._add(grid, "unit_price_yuan", _("单价（元/吨）"), Line(placeholder=_("可不填")))
        self._add(grid, "beneficiary", _("受益单位"), Line(placeholder=_("凭证上写的单位或活动名称")))
        self._add(grid, "note", _("备注"), Line())
        for name, label in (
            ("coordinates", _("坐标范围")),
            ("species", _("树种")),
            ("area", _("造林面积")),
            ("planting", _("造林或再造林计划")),
            ("monitoring", _("监测计划")),
            ("period", _("碳汇量对应的时间段")),
        ):
            self._sink.append(self._add(grid, f"sink.{name}", label, Line()))
        return grid

    def _add(self, grid: QGridLayout, name: str, label: str, editor: QWidget, *, required: bool = False) -> FieldRow:
        row = FieldRow(label, editor, required=required)
        number = len(self.rows)
        grid.addWidget(row, number // self._columns, number % self._columns, Qt.AlignmentFlag.AlignTop)
        self.rows[name] = row
        if isinstance(editor, Line):
            editor.returnPressed.connect(self.sent)
        return row

    # ---- filling ----------------------------------------------------------------------------------------------------

    def start(self, lot: CreditLot | None, number: str, beneficiary: str) -> None:
        """Begin with an empty form, or with what is known of a lot.

        Args:
            lot: the lot to change; None for a new one.
            number: its number in the register.
            beneficiary: proposed for a new lot.
        """
        self.lot_id = lot.id if lot is not None else ""
        self._title.setText(_("改批次 {number}").format(number=number) if lot else _("登记一批减排量"))
        self.send.setText(_("保存") if lot else _("登记"))
        self.clear_errors()
        sink = lot.sink if lot is not None and lot.sink is not None else SinkFacts()
        texts = {
            "subtype": lot.subtype if lot else "",
            "registry": lot.registry if lot else "",
            "project": lot.project if lot else "",
            "methodology": lot.methodology if lot else "",
            "location": lot.location if lot else "",
            "vintage": str(lot.vintage or "") if lot else "",
            "tonnes": number_text(lot.tonnes) if lot else "",
            "serial_from": lot.serial_from if lot else "",
            "serial_to": lot.serial_to if lot else "",
            "account": lot.account if lot else "",
            "acquired_on": day_text(lot.acquired_on) if lot else "",
            "unit_price_yuan": number_text(lot.unit_price_yuan) if lot else "",
            "beneficiary": lot.beneficiary if lot else beneficiary,
            "note": lot.note if lot else "",
            **{f"sink.{name}": getattr(sink, name) for name in _SINK_FIELDS},
        }
        for name, text in texts.items():
            self._line(name).setText(text)
            self._line(name).setCursorPosition(0)
        self.product.set_value((lot.product if lot else ProductType.CCER).value)
        self.source.set_value((lot.source if lot else OffsetSource.INSTITUTION).value)
        self.preferred.setChecked(lot.priority_region if lot else False)
        self._follow()

    def _follow(self) -> None:
        """A forest project has six more questions; a kind of its own only some products."""
        product = ProductType(self.product.value())
        for row in self._sink:
            row.setVisible(product is ProductType.SINK)
        self.rows["subtype"].setEnabled(product in {ProductType.REGIONAL, ProductType.OTHER})

    def _line(self, name: str) -> Line:
        editor = self.rows[name].editor
        if not isinstance(editor, Line):
            raise TypeError(name)
        return editor

    # ---- reading ----------------------------------------------------------------------------------------------------

    def clear_errors(self) -> None:
        """Take back everything that was refused."""
        self._refused.setText("")
        for row in self.rows.values():
            row.set_error("")

    def draft(self) -> LotDraft | None:
        """What was typed, or None after saying at each field what is wrong; the first of them gets the keyboard."""
        self.clear_errors()
        bad: list[str] = []
        tonnes = self._read("tonnes", read_whole, bad)
        vintage = self._read("vintage", lambda text: read_whole(text.removesuffix("年")), bad)
        day, price = self._read("acquired_on", read_day, bad), self._read("unit_price_yuan", read_number, bad)
        for name, words in (
            ("registry", _("请填登记机构。")),
            ("project", _("请填项目名称或编号。")),
            ("tonnes", _("请填吨数，大于 0 的整数。")),
        ):
            if name not in bad and (not self._text(name) or (name == "tonnes" and not tonnes)):
                self.rows[name].set_error(words)
                bad.append(name)
        if bad:
            self._line(next(name for name in self.rows if name in bad)).setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        product = ProductType(self.product.value())
        sink = SinkFacts(**{name: self._text(f"sink.{name}") for name in _SINK_FIELDS})
        return LotDraft(
            product=product,
            registry=self._text("registry"),
            project=self._text("project"),
            tonnes=tonnes or 0,
            serial_from=self._text("serial_from"),
            serial_to=self._text("serial_to"),
            subtype=self._text("subtype"),
            methodology=self._text("methodology"),
            location=self._text("location"),
            vintage=vintage,
            account=self._text("account"),
            acquired_on=day,
            beneficiary=self._text("beneficiary"),
            unit_price_yuan=price,
            source=OffsetSource(self.source.value()),
            priority_region=self.preferred.isChecked(),
            note=self._text("note"),
            sink=sink if product is ProductType.SINK else None,
        )

    def refuse(self, error: AppError) -> None:
        """Say what a workflow refused: at the field it concerns, else at the foot."""
        name = _FIELD_OF.get(error.code, "")
        if not name:
            self._refused.setText(str(error))
            return
        row = self.rows[name]
        row.set_error(str(error))
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _text(self, name: str) -> str:
        return self._line(name).text().strip()

    def _read(self, name: str, reader: Callable[[str], _Value | None], bad: list[str]) -> _Value | None:
        try:
            return reader(self._text(name))
        except InputError as error:
            self.rows[name].set_error(str(error))
            bad.append(name)
            return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
