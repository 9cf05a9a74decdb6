"""The figures of the events page as words, and what the form still lacks as lines that lead to their fields."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.finding import Severity
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.submission_views import EventView
from core.workflows.views import FindingView
from ui import theme
from ui.widgets.card import Figure
from ui.widgets.event_fields import EMPTY_RULE
from ui.widgets.findings_list import FindingRow, rows_of
from ui.widgets.marks import Mark


def figures(view: EventView) -> list[Figure]:
    """The totals before and after, what must be offset, and what keeps the event from being locked."""
    settled = view.form.settled
    blocking = sum(1 for one in view.findings if one.severity is Severity.BLOCK)
    empty = len(_empty(view.findings))
    lacks = _("待填 {empty} 格，须改正 {wrong} 项").format(empty=empty, wrong=blocking - empty) if blocking else _("可以打印、锁定")
    if not view.editable:
        lacks = _("已锁定")
    unit = _("吨") if theme.metrics().large else "tCO₂e"
    used, unused = _("核算采用这一组"), _("按所勾阶段合计")
    estimated = shown(view.estimated_t, 2) if view.estimated_t else "—"
    actual = shown(view.actual_t, 2) if view.actual_t else "—"
    needed = f"{view.offset_needed_t:,}" if view.offset_needed_t else "—"
    return [
        Figure("estimate", _("预估排放量（{unit}）").format(unit=unit), estimated, note=unused if settled else used),
        Figure("actual", _("实际排放量（{unit}）").format(unit=unit), actual, note=used if settled else unused),
        Figure("needed", _("需抵消（吨）"), needed, note=_("向上取整，到碳抵消登记")),
        Figure("open", _("锁定前还差（项）"), f"{blocking}", note=lacks),
    ]


def _empty(findings: Sequence[FindingView]) -> list[FindingView]:
    return [one for one in findings if one.finding.rule == EMPTY_RULE]


def finding_lines(findings: Sequence[FindingView], fields: Sequence[str]) -> tuple[tuple[FindingRow, ...], int]:
    """What is wrong first, then what is empty in the order of the form; and how much is empty."""
    order = {name: number for number, name in enumerate(fields)}
    empty = sorted(_empty(findings), key=lambda one: order.get(one.finding.place.field, len(order)))
    wrong = rows_of([one for one in findings if one.finding.rule != EMPTY_RULE], ())
    to_do = tuple(FindingRow(Mark.TODO, one.finding.place_name, _("待填"), one) for one in empty)
    return (*wrong, *to_do), len(empty)
