"""The form of a lot: every field of the register, for a new lot or for one that is changed; Enter keeps it, Esc gives up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.domain.offset import CreditLot, CreditQuality, OffsetSource, ProductType, SinkFacts
from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.submission_views import LotDraft, QualityLine
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.event_edits import day_line, day_text, number_text, read_day, read_number, read_whole
from ui.widgets.fields import Check, Choice, FieldRow, Line
from ui.widgets.lot_quality import LotQuality
from ui.widgets.text import Text

_Value = TypeVar("_Value")

_OTHER_KIND = ""
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
    "lot.note": "note",
    "lot.issued": "issued_on",
}
"""Where the refusal of a workflow stands; one that is not here stands at the foot of the form."""


@dataclass(frozen=True, slots=True)
class LotWords:
    """What the form offers, in the language in use.

    Attributes:
        product_name: the words of 附表1.
        subtypes: code and words of the kinds of a product that are chosen from a list.
        questions: those about the quality of a lot.
    """

    product_name: Callable[[ProductType], str]
    subtypes: Callable[[ProductType], Sequence[tuple[str, str]]]
    questions: tuple[QualityLine, ...]


class LotForm(Card):
    """Reads a `LotDraft`; it saves nothing itself."""

    sent = Signal()
    left = Signal()

    def __init__(self, words: LotWords, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.lot_id = ""
        self._columns = 2 if theme.metrics().large else 4
        self.rows: dict[str, FieldRow] = {}
        self._title = Text("", "title", bold=True)
        self._words = words
        self.product = Choice([(product.value, words.product_name(product)) for product in ProductType])
        self.product.chosen.connect(lambda _value: self._follow())
        self.kind = Choice(())
        self.kind.chosen.connect(lambda _value: self._follow())
        self.source = Choice([(OffsetSource.INSTITUTION.value, _("机构集中")), (OffsetSource.PERSONAL.value, _("个人自愿"))])
        self.source.chosen.connect(lambda _value: self._follow())
        self.preferred = Check(_("来自脱贫地区（政策原文：来自贫困地区的碳信用，三（三）鼓励采用）"))
        self.quality = LotQuality(words.questions)
        self._guests = Text(
            _("个人自愿登记的是平台出具的汇总合计，不登记任何住客信息；须有汇总期间、编号和汇总表文件。"), "label", "text2", wrap=True
        )
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
        self.body.addWidget(self._guests)
        self._grid = QGridLayout()
        self._make_fields()
        self.body.addLayout(self._grid)
        self.body.addWidget(self.preferred)
        self.body.addWidget(self.quality)
        self.body.addLayout(foot)

    def _make_fields(self) -> None:
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.M)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)
        self._add("product", _("产品"), self.product, required=True)
        self._add("kind", _("机制"), self.kind)
        self._add("subtype", _("细类"), Line(placeholder=_("写明种类；其他的依据写在备注")), required=True)
        self._add("source", _("来源"), self.source)
        self._add("registry", _("登记机构"), Line(), required=True)
        self._add("project", _("项目名称或编号"), Line(), required=True)
        self._add("methodology", _("方法学"), Line())
        self._add("location", _("项目所在地"), Line())
        self._add("vintage", _("年份"), Line(placeholder=_("减排量产生的年份")))
        self._add("issued_on", _("签发日期"), day_line())
        self._add("tonnes", _("数量（吨）"), Line(placeholder=_("整数")), required=True)
        self._add("period", _("汇总期间"), Line(placeholder=_("如 2025-01-01—2025-12-31")), required=True)
        self._add("serial_from", _("序列号起"), Line())
        self._add("serial_to", _("序列号止"), Line())
        self._add("account", _("持有账户"), Line())
        self._add("acquired_on", _("取得日期"), day_line())
        self._add("unit_price_yuan", _("单价（元/吨）"), Line(placeholder=_("可不填")))
        self._add("beneficiary", _("受益单位"), Line(placeholder=_("凭证上写的单位或活动名称")))
        self._add("note", _("备注"), Line())
        for name, label in (
            ("coordinates", _("坐标范围")),
            ("species", _("树种")),
            ("area", _("造林面积")),
            ("planting", _("造林或再造林计划")),
            ("monitoring", _("监测计划")),
            ("period", _("碳汇量对应的时间段")),
        ):
            self._add(f"sink.{name}", label, Line())

    def _add(self, name: str, label: str, editor: QWidget, *, required: bool = False) -> None:
        row = FieldRow(label, editor, required=required, parent=self)
        self.rows[name] = row
        if isinstance(editor, Line):
            editor.returnPressed.connect(self.sent)

    def _place(self, hidden: Collection[str]) -> None:
        """Lay out the questions that are asked, without gaps where others are not."""
        number = 0
        for name, row in self.rows.items():
            self._grid.removeWidget(row)
            row.setVisible(name not in hidden)
            if name not in hidden:
                self._grid.addWidget(row, number // self._columns, number % self._columns, Qt.AlignmentFlag.AlignTop)
                number += 1

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
            "issued_on": day_text(lot.issued_on) if lot else "",
            "period": sink.period,
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
        self.quality.show_answers(lot.quality if lot else CreditQuality())
        self._offer_kinds()
        if lot is not None:
            listed = self.kind.findData(lot.subtype) >= 0
            self.kind.set_value(lot.subtype if listed else _OTHER_KIND)
            self._line("subtype").setText("" if listed else lot.subtype)
        self._follow()

    def _offer_kinds(self) -> None:
        """The list belongs to the product; changing the product begins with its first kind."""
        known = list(self._words.subtypes(ProductType(self.product.value())))
        self.kind.set_choices([*known, (_OTHER_KIND, _("其他机制（写明）"))] if known else ())
        self.kind.setProperty("product", self.product.value())

    def _follow(self) -> None:
        """A forest has six more questions, a summary of guests its period; a kind is chosen, or written where no list has it."""
        product, personal = ProductType(self.product.value()), self.source.value() == OffsetSource.PERSONAL.value
        if self.kind.property("product") != self.product.value():
            self._offer_kinds()
        forest, listed = product is ProductType.SINK, self.kind.count() > 0
        written = product is ProductType.OTHER or (self.kind.value() == _OTHER_KIND if listed else bool(self._text("subtype")))
        asked = {"kind": listed, "subtype": written, "period": personal and not forest}
        asked |= {f"sink.{name}": forest for name in _SINK_FIELDS}
        self._place([name for name, wanted in asked.items() if not wanted])
        self._guests.setVisible(personal)
        hints = {
            "registry": _("出具汇总表的平台") if personal else "",
            "location": _("碳汇项目必填") if forest else "",
            "note": _("写明依据和复核意见，必填") if product is ProductType.OTHER else "",
            "serial_from": _("没有可不填") if personal or forest else _("照凭证填写"),
            "serial_to": _("没有可不填") if personal or forest else _("照凭证填写"),
        }
        for name, words in hints.items():
            self._line(name).setPlaceholderText(words)

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
        issued = self._read("issued_on", read_day, bad)
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
        return LotDraft(
            product=product,
            registry=self._text("registry"),
            project=self._text("project"),
            tonnes=tonnes or 0,
            serial_from=self._text("serial_from"),
            serial_to=self._text("serial_to"),
            subtype=self._subtype(),
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
            sink=self._sink(product),
            quality=self.quality.answers(),
            issued_on=issued,
        )

    def _subtype(self) -> str:
        """The kind: chosen from the list, or written; none for a product that is not divided."""
        if self.kind.count() and self.kind.value() != _OTHER_KIND:
            return self.kind.value()
        return self._text("subtype") if not self.rows["subtype"].isHidden() else ""

    def _sink(self, product: ProductType) -> SinkFacts | None:
        if product is ProductType.SINK:
            return SinkFacts(**{name: self._text(f"sink.{name}") for name in _SINK_FIELDS})
        period = self._text("period") if self.source.value() == OffsetSource.PERSONAL.value else ""
        return SinkFacts(period=period) if period else None

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
