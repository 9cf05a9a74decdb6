"""The section of the footprint report that names every factor, its document and what a reader must know about it."""

from __future__ import annotations

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_paper import FootprintPaper
from core.documents.reports.footprint_words import Numbers, factor_name
from core.domain.inventory import FactorUse
from core.domain.own_factor import is_own
from core.i18n import _


def factor_section(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    """All factors in use, and below them the venue's own with the files that prove them."""
    # The shares of a blend's components stand under one id.
    uses: dict[tuple[str, str], FactorUse] = {}
    for line in (*paper.inventory.lines(), *paper.inventory.memo_lines()):
        for use in line.uses:
            if use.factor_id:
                uses.setdefault((use.factor_id, use.unit), use)
    columns = (
        Column(_("因子"), 40),
        Column(_("公布值"), 18, number=True),
        Column(_("单位"), 23),
        Column(_("出处"), 63),
        Column(_("年份"), 12, number=True),
        Column(_("标记"), 10),
    )
    made.section(numbers.head(_("因子与出处")))
    made.table(columns, [_row(use, paper) for use in uses.values()])
    made.note(
        _("◐ 转录一致，未见原件；○ 未核对；● 已与原件核对。碳换算为 CO2 用 44/12，单位换算按定义，均为精确值。")
        if uses
        else _("核算期间没有用到因子。")
    )
    _own_factors(made, [use for use in uses.values() if is_own(use.factor_id)], paper)


def _row(use: FactorUse, paper: FootprintPaper) -> Row:
    name, unit = factor_name(use, paper)
    document = "，".join(part for part in (use.document, use.clause) if part)
    if use.note:
        document = f"{document}（{use.note}）" if document else use.note
    vintage = str(use.vintage) if use.vintage is not None else MISSING
    return Row((name, use.shown, unit, document or MISSING, vintage, use.mark.value))


def _own_factors(made: PaperBuilder, own: list[FactorUse], paper: FootprintPaper) -> None:
    if not own:
        return
    made.subsection(_("自有因子"))
    made.paragraph(_("下列因子由填报单位提供，未经公开核对，附证明文件："))
    columns = (Column(_("因子"), 46), Column(_("数值"), 24, number=True), Column(_("单位"), 30), Column(_("证明文件"), 66))
    rows = []
    for use in own:
        name, unit = factor_name(use, paper)
        rows.append(Row((name, use.shown, unit, "、".join(paper.proofs.get(use.factor_id, ())) or _("未附"))))
    made.table(columns, rows)
