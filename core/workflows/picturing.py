"""Charts of what a page shows: the same drawings that paper prints."""

from __future__ import annotations

from typing import Any

from core.documents import charts
from core.domain.period import Month
from core.workflows.views import Overview


def monthly_bars(view: Overview, width: float, height: float) -> Any:
    """The drawing of the overview's monthly bars."""
    return charts.monthly_bars(charts.month_bars(view.inventory, view.last_year), width, height)


def monthly_boxes(view: Overview, width: float, height: float) -> dict[Month, tuple[float, float, float, float]]:
    """Where each month of that drawing can be pointed at."""
    boxes = charts.monthly_boxes(charts.month_bars(view.inventory, view.last_year), width, height)
    return {Month.parse(key): box for key, box in boxes.items()}
