"""The figures of the measures page as words: the four of the band, and what the side panel says when one is asked."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.submission_views import MeasureRow, MeasuresView
from ui import theme
from ui.widgets.card import Figure
from ui.widgets.figure_notes import NoteLine, Notes

PLAN, DONE, VERIFIED, TOTAL = "plan", "done", "verified", "total"
_STATES = {DONE: (MeasureState.DONE, MeasureState.VERIFIED), VERIFIED: (MeasureState.VERIFIED,)}


def figures(view: MeasuresView, *, compact: bool = False) -> list[Figure]:
    """The plan's sum, what of it is carried out and checked, and the footprint that none of it is taken off.

    Args:
        view: the measures.
        compact: say it in few words, for a narrow band.
    """
    compact = compact or theme.metrics().large
    yearly, unit = (_("吨/年"), _("吨")) if compact else (_("tCO₂e/年"), "tCO₂e")
    share = shown(view.planned_t / view.footprint_t * 100, 1) if view.footprint_t else ""
    of_total = _("{unit}，计划约占 {share}%").format(unit=unit, share=share) if share and not compact else unit
    total = shown(view.footprint_t, 0 if compact else 2) if view.footprint_t else "—"
    waiting = _("{unit}，待核减") if compact else _("{unit}，待实测核减")
    plan = _("{unit}，{count} 项") if compact else _("{unit}，预计，{count} 项")
    return [
        Figure(PLAN, _("计划合计"), shown(view.planned_t, 1), note=plan.format(unit=yearly, count=len(view.plan))),
        Figure(DONE, _("其中已实施"), shown(view.done_t, 1), note=waiting.format(unit=yearly)),
        Figure(VERIFIED, _("其中已核实"), shown(view.verified_t, 1), note=_("{unit}，不再扣减").format(unit=yearly)),
        Figure(TOTAL, _("{year} 年总排放量").format(year=view.dossier.period.label), total, note=of_total),
    ]


def notes_of(key: str, view: MeasuresView) -> Notes:
    """What the side panel says about a figure."""
    figure = next(one for one in figures(view) if one.key == key)
    if key == TOTAL:
        words = _("措施的效果已体现在用量里，总排放量不再减去它们；预计值只作说明。")
        return Notes(figure.label, shown(view.footprint_t, 2) if view.footprint_t else "—", "tCO₂e", remarks=(words,))
    states = _STATES.get(key, tuple(MeasureState))
    rows = [row for row in view.plan if row.planned is not None and row.planned.state in states]
    return Notes(figure.label, figure.value, _("tCO₂e/年"), lines=_lines(rows), remarks=_remarks(key, view, rows))


def _lines(rows: Sequence[MeasureRow]) -> tuple[NoteLine, ...]:
    return tuple(NoteLine(f"{row.measure.id} {row.name}", shown(row.tonnes, 1)) for row in rows)


def _remarks(key: str, view: MeasuresView, rows: Sequence[MeasureRow]) -> tuple[str, ...]:
    if not rows and key != PLAN:
        return (_("还没有这样的措施。"),)
    if key == PLAN:
        return (view.note, *(_("不算减排：{name}。{why}").format(name=name, why=why) for name, why in view.not_counted))
    return (_("实测或台账核减以前都是预计值。"), view.note) if key == DONE else (view.note,)
