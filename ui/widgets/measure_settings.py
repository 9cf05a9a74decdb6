"""The money that measures are weighed with: prices of energy, rate of discount, price of credits, budget of the year."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.domain.quantity import rounded
from core.i18n import _
from core.workflows.reduction_views import MoneyView
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.event_edits import number_text
from ui.widgets.fields import FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.widgets.measure_deeds import MeasureDeeds

_ACROSS = 4


def _text(price: Fraction | None) -> str:
    """A price as it stands in a field: as many decimals as it has, at most four; empty for none."""
    return "" if price is None else number_text(rounded(price, 4).normalize() + 0)


class MoneySettings(Card):
    """Hidden until it is asked for; each field is kept when it is left, an emptied one goes back to what the bills say."""

    def __init__(self, deeds: MeasureDeeds, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._deeds = deeds
        self.rows: dict[str, FieldRow] = {}
        close = Button(_("收起"), small=not theme.metrics().large)
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(Text(_("价格与折现"), "title", bold=True))
        head.addWidget(Text(_("空着的单价取本年账单均价"), "label", "text2"), 1)
        head.addWidget(close)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.M)
        self.body.setSpacing(theme.M)
        self.body.addLayout(head)
        self.body.addLayout(self._grid)

    def show_money(self, view: MoneyView) -> None:
        """Show what is set, and what stands in for what is not."""
        names = ["discount_percent", "credit_price_yuan", "budget_yuan", *(price.output for price in view.prices)]
        if list(self.rows) != names:
            self._build(view)
        credit = view.credit_price_yuan
        typed_credit = credit is not None and view.credit_basis == _("自填")
        self._fill("discount_percent", number_text(view.discount_percent), "")
        ghost = "" if credit is None or typed_credit else _text(credit)
        self._fill("credit_price_yuan", _text(credit) if typed_credit else "", ghost)
        self._fill("budget_yuan", number_text(view.budget_yuan), "")
        for price in view.prices:
            text = _text(price.price)
            self._fill(price.output, text if price.typed else "", "" if price.typed else text)

    def _fill(self, name: str, text: str, ghost: str) -> None:
        row = self.rows[name]
        row.set_error("")
        if isinstance(row.editor, Line):
            row.editor.set_value(text)
            row.editor.setPlaceholderText(ghost)

    def _build(self, view: MoneyView) -> None:
        empty(self._grid)
        self.rows = {}
        asked = [
            ("discount_percent", _("折现率（%）"), _("把投资按寿命摊到每年")),
            ("credit_price_yuan", _("碳信用单价（元/t）"), view.credit_basis),
            ("budget_yuan", _("本年预算（元）"), _("经费预算表按它写")),
        ]
        asked += [(one.output, _("{label}（元/{unit}）").format(label=one.label, unit=one.unit), one.basis) for one in view.prices]
        for number, (name, label, hint) in enumerate(asked):
            field = Line()
            row = FieldRow(label, field, hint)
            field.kept.connect(lambda text, name=name, row=row: self._keep(name, text, row))
            self.rows[name] = row
            self._grid.addWidget(row, number // _ACROSS, number % _ACROSS)

    def _keep(self, name: str, text: str, row: FieldRow) -> None:
        fields: dict[str, Any] = {name: text or None} if name.endswith(("_yuan", "_percent")) else {"prices": {name: text or None}}
        self._deeds.set_settings(row, **fields)
