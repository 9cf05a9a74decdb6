"""The section of the footprint report that holds the year against the base year and the year before."""

from __future__ import annotations

from core.documents.charts_waterfall import waterfall
from core.documents.paper_style import CHART_WIDTH
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_paper import FootprintPaper
from core.documents.reports.footprint_words import Numbers, tonnes
from core.domain.change_split import ChangeSplitView
from core.i18n import _

_HEIGHT = 250.0


def comparison_section(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    """The base year, then the split of the change; nothing where neither is known."""
    if paper.base_year is None and paper.change is None:
        return
    made.section(numbers.head(_("基准年与变化")))
    if paper.base_year is not None:
        made.paragraph(paper.base_year.title)
        made.facts(paper.base_year.rows)
        for note in paper.base_year.notes:
            made.note(note)
    if paper.change is not None:
        _change(made, paper.change)


def _change(made: PaperBuilder, change: ChangeSplitView) -> None:
    made.subsection(change.title)
    made.drawing(change.subtitle, waterfall(change, CHART_WIDTH, _HEIGHT))
    columns = (Column(_("原因"), 44), Column(_("主要来自"), 96), Column(_("变化"), 26, "tCO2e", number=True))
    rows = [Row((change.before_label, "", tonnes(change.before)), strong=True)]
    for effect in change.effects:
        largest = "；".join(f"{part.name} {part.shown}" for part in effect.parts[:_NAMED])
        rows.append(Row((effect.label, largest, effect.shown)))
    rows.append(Row((change.now_label, "", tonnes(change.now)), total=True))
    made.table(columns, rows)
    for note in (change.residue, *change.notes):
        if note:
            made.note(note)


_NAMED = 3
