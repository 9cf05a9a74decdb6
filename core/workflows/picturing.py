"""Charts of what a page shows: the same drawings that paper prints."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from core.documents import charts
from core.domain.emission import Scope
from core.domain.inventory import GhgInventory
from core.domain.period import Month
from core.i18n import _
from core.workflows.views import Overview

_SCOPES = (Scope.ONE, Scope.TWO, Scope.THREE)


def month_bars(inventory: GhgInventory, last_year: GhgInventory | None) -> tuple[charts.MonthBar, ...]:
    """The months of a year as bars, with last year's totals where they are known."""
    before = last_year.by_month() if last_year is not None else {}
    bars = []
    for month, scopes in inventory.by_month().items():
        old = before.get(month.plus(-12))
        total = sum(old.values(), Fraction(0)) if old else None
        label = _("{month}月").format(month=month.month)
        bars.append(charts.MonthBar(str(month), label, (scopes[_SCOPES[0]], scopes[_SCOPES[1]], scopes[_SCOPES[2]]), total or None))
    return tuple(bars)


def monthly_bars(view: Overview, width: float, height: float) -> Any:
    """The drawing of the overview's monthly bars."""
    return charts.monthly_bars(month_bars(view.inventory, view.last_year), width, height)


def monthly_boxes(view: Overview, width: float, height: float) -> dict[Month, tuple[float, float, float, float]]:
    """Where each month of that drawing can be pointed at."""
    boxes = charts.monthly_boxes(month_bars(view.inventory, view.last_year), width, height)
    return {Month.parse(key): box for key, box in boxes.items()}
