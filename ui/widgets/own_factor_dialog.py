"""The dialog that takes in an own factor: its value with unit, where it is written, and the file that proves it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from core.i18n import _
from ui.widgets.fields import Line
from ui.widgets.sign_dialog import FileField, FormDialog


class OwnFactorDialog(FormDialog):
    """Name, value, unit, document, place in it, year, proof."""

    def __init__(self, ask: Callable[[], str], *, parent: QWidget) -> None:
        """Lay the fields out.

        Args:
            ask: asks for the file that proves the factor; empty when the person thinks better of it.
            parent: the page.
        """
        body = _("供应商声明、检测报告里的因子可以登记在这里。登记后不能改数值，新的数值另登一条；报告里写明是自有因子。")
        super().__init__(_("登记自有因子"), body, _("登记"), parent=parent)
        self._file = FileField(ask, _("选文件…"), _("还没有选；没有证明文件不能锁定"))
        self.add_row("name", _("因子名称"), Line(placeholder=_("如：某热力公司蒸汽")), missing=_("请写因子名称。"))
        value = Line(placeholder="0.098")
        self.add_row("value", _("数值"), value, _("照文件上写的填，不要修约。"), missing=_("请填数值。"))
        unit = Line(placeholder="tCO2/GJ")
        self.add_row("unit", _("单位"), unit, _("如 kgCO2e/kWh、tCO2/GJ。"), missing=_("请填单位。"), beside=True)
        self.add_row("document", _("出处"), Line(placeholder=_("文件名称、文号、出具单位")), missing=_("请写出处。"))
        self.add_row("clause", _("页码或表号"), Line())
        self.add_row("vintage", _("数据年份"), Line(), _("没有可不填。"), beside=True)
        self.add_row("proof", _("证明文件"), self._file)

    def vintage(self) -> int | None:
        """The year; None where the field is empty, or after saying there that it is no year."""
        text = self.text("vintage")
        if not text:
            return None
        if not (text.isdecimal() and text.isascii()):
            self.refuse(_("数据年份应是四位数字，没有可不填。"), "vintage")
            return None
        return int(text)
