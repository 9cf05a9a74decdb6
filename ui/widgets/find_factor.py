"""A row of the factor library in the side panel: its value, where it stands, and who computes with it."""

from __future__ import annotations

from core.domain.emission import EvidenceMark
from core.errors import AppError
from core.i18n import _
from ui.session import Session
from ui.widgets.explain_panel import ExplainPanel
from ui.widgets.explain_sections import mark_words
from ui.widgets.page import Window


def show_factor(session: Session, window: Window, panel: ExplainPanel, row_id: str) -> None:
    """Open the side panel with a row of the library, or say that nothing in force has this id."""
    from core.workflows import factor_rows

    try:
        found, others = factor_rows.row(session.workspace, row_id)
    except AppError as error:
        window.show_error(error)
        return
    first = found[0]
    years = "、".join(_("{year} 年 {value}").format(year=one.vintage, value=one.value) for one in others)
    parts = [f"{one.name} {one.value}" for one in found] if len(found) > 1 else []
    notes = [
        *parts,
        mark_words(EvidenceMark[first.mark.upper()]),
        "，".join(part for part in (first.document, first.clause) if part),
        _("数据年份：{year}").format(year=first.vintage) if first.vintage else "",
        _("地区：{region}").format(region=first.region) if first.region else "",
        _("同系列各年：{years}").format(years=years) if years else "",
        _("用于：{users}").format(users="、".join(first.used_by)) if first.used_by else _("没有档案用到"),
    ]
    window.toggle_side(True)
    name = first.name.partition(" · ")[0] if parts else first.name
    panel.show_fact(name, row_id, "" if parts else first.value, first.unit, [note for note in notes if note])
