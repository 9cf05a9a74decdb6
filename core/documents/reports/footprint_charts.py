"""The two charts of the footprint report: the months, and the largest sources."""

from __future__ import annotations

from fractions import Fraction

from core.documents.charts import LIGHT_INK, SourceBar, month_bars, monthly_bars, source_bars
from core.documents.paper_style import CHART_WIDTH
from core.documents.pdf import PaperBuilder
from core.documents.reports.footprint_paper import FootprintPaper
from core.documents.reports.footprint_words import scope_of, share_of, tonnes
from core.i18n import _

_CHART_HEIGHT = 230.0
_LARGEST = 6


def monthly_chart(made: PaperBuilder, paper: FootprintPaper) -> None:
    """The months of the period, stacked by scope; nothing without a figure."""
    months = month_bars(paper.inventory, paper.last_year, p1=paper.p1)
    if not any(month.total for month in months):
        return
    words = (_("范围一"), _("范围二"), _("范围三"))
    # A scope without a single tonne has no bar, so it needs no colour.
    legend = [pair for i, pair in enumerate(zip(LIGHT_INK.scopes, words, strict=True)) if any(month.scopes[i] for month in months)]
    tick = _("上年同月合计") if any(month.last_year for month in months) else ""
    made.drawing(_("各月排放（tCO2e）"), monthly_bars(months, CHART_WIDTH, _CHART_HEIGHT), legend, tick)


def largest_chart(made: PaperBuilder, paper: FootprintPaper) -> None:
    """The largest sources as bars, and one line for the rest; nothing without a figure."""
    p1 = paper.p1
    total = paper.inventory.total(p1=p1)
    ranked = sorted((one for one in paper.inventory.results if one.total(p1=p1) > 0), key=lambda one: -one.total(p1=p1))
    if not ranked:
        return
    bars = [
        SourceBar(one.source.id, one.source.name, one.total(p1=p1), f"{share_of(one.total(p1=p1), total)}%", int(scope_of(one)))
        for one in ranked[:_LARGEST]
    ]
    made.drawing(_("最大的排放源（tCO2e）"), source_bars(bars, CHART_WIDTH))
    if rest := ranked[_LARGEST:]:
        left = sum((one.total(p1=p1) for one in rest), Fraction(0))
        made.note(_("其余 {count} 项 {tonnes}，占 {percent}%").format(count=len(rest), tonnes=tonnes(left), percent=share_of(left, total)))
