"""The dialogs around the base year: choosing it with its reason, and recording a recalculation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtWidgets import QWidget

from core.domain.base_year import BaseYear, BaseYearAdjustment, RecalculationReason
from core.i18n import _
from ui.widgets.fields import Choice, Line
from ui.widgets.sign_dialog import FormDialog


class BaseYearDialog(FormDialog):
    """Which year, why, and from which share of its total a change asks for recalculation."""

    def __init__(self, years: Sequence[int], known: BaseYear | None, *, parent: QWidget) -> None:
        body = _("减排的成效按基准年来看。请选数据完整、经营正常的一年；选定后写进报告，换一年要说明理由。")
        super().__init__(_("基准年"), body, _("保存"), parent=parent)
        self._year = Choice([(str(year), _("{year} 年").format(year=year)) for year in years])
        self._year.set_value(str(known.year if known is not None else years[0]))
        self._why = Line(known.why if known is not None else "")
        self._threshold = Line(str(known.threshold_percent) if known is not None else "5")
        self.add_row("year", _("年份"), self._year)
        self.add_row("why", _("选这一年的理由"), self._why, _("如「首个数据完整的年度」。"), missing=_("请写一句理由。"))
        hint = _("边界、方法变化或差错的影响达到基准年总量的这个百分比，就重算基准年。")
        self.add_row("threshold", _("重算门槛（%）"), self._threshold, hint)

    def year(self) -> int:
        """The chosen year."""
        return int(self._year.value())

    def why(self) -> str:
        """The reason."""
        return self._why.text()

    def threshold(self) -> Decimal | None:
        """Per cent; None after saying at the field that it is no number."""
        return _number(self, self._threshold, "threshold")


class AdjustmentDialog(FormDialog):
    """One recalculation: when it was decided, why, what happened, and what it adds to the base year."""

    def __init__(self, today: date, *, parent: QWidget) -> None:
        from core.workflows.base_year_words import reason_name

        body = _("合并、拆分、边界或方法变化、更正差错，都会让两年不可比。把它们对基准年的影响记在这里，不改当年的数据。")
        super().__init__(_("登记基准年调整"), body, _("登记"), parent=parent)
        self._today = today
        self._reason = Choice([(reason.value, reason_name(reason)) for reason in RecalculationReason])
        self._reason.set_value(RecalculationReason.STRUCTURE.value)
        self._text = Line("")
        self._tonnes = Line("")
        self.add_row("reason", _("原因"), self._reason)
        self.add_row("text", _("说明"), self._text, _("如「裙楼自 2025 年 7 月并入核算边界」。"), missing=_("请写明发生了什么。"))
        hint = _("基准年应增加的吨数；减少填负数。")
        self.add_row("tonnes", _("调整量（tCO₂e）"), self._tonnes, hint, missing=_("请填吨数。"))

    def adjustment(self) -> BaseYearAdjustment | None:
        """What was entered; None after saying at the field what is wrong."""
        tonnes = _number(self, self._tonnes, "tonnes")
        if tonnes is None:
            return None
        return BaseYearAdjustment(self._today, RecalculationReason(self._reason.value()), self._text.text(), tonnes)


def _number(dialog: FormDialog, line: Line, field: str) -> Decimal | None:
    text = line.text().strip().replace("−", "-").replace("%", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        dialog.refuse(_("「{text}」不是数字。").format(text=text[:20]), field)
        return None
    return value
