"""The first sheet: what the workbook is, what it covers, how it was computed, and whether anyone has changed it since."""

from __future__ import annotations

from collections.abc import Mapping

from core.documents.live_workbook_inputs import FACTORS, QUANTITIES
from core.documents.live_workbook_lines import LINES, MARKET
from core.documents.live_workbook_pages import CELL, QUIET, SAMPLE, SUM, WRAPPED, Page, Properties, quoted
from core.documents.live_workbook_plan import BookPlan
from core.documents.live_workbook_summary import SUMMARY
from core.documents.reports.footprint_words import method_rows, period_text
from core.i18n import _

GUIDE = "说明"

_EXACT = "#,##0.000000000"


def write_guide(page: Page, plan: BookPlan, names: Mapping[str, str]) -> None:
    """Write the sheet; `names` are the cells of the results."""
    writer = _Writer(page)
    page.set_widths((20, 112))
    page.title(_("碳账本　核算工作簿"), _("用公式重算一份档案的碳足迹，从数量、因子到总量，每一步都看得见。"), 2)
    if page.book.sample:
        writer.row(_("示例"), _("本文件为示例，数据系模拟生成，不得用于申报。"), SAMPLE)
    writer.heading(_("档案"))
    for label, text in _identity(plan):
        writer.row(label, text)
    writer.heading(_("口径"))
    for label, text in (*method_rows(plan.book.own.method, plan.book.paper), *_boundary(plan), *_library(plan)):
        writer.row(label, text)
    writer.heading(_("怎样使用"))
    for label, text in _use():
        writer.row(label, text)
    writer.heading(_("核对"))
    _check(writer, plan, names["total_tco2e"])
    page.finish(freeze=(2, 0), repeat=1, whole=True)


class _Writer:
    """Writes label and text, one pair a row."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.at = 2

    def heading(self, text: str) -> None:
        """The name of a part."""
        self.at += 1
        self.page.section(self.at, text)
        self.at += 1

    def row(self, label: str, text: str, look: Properties = WRAPPED) -> None:
        """One pair."""
        self.page.text(self.at, 0, label, {**look, "bold": True, "text_wrap": True, "valign": "top"})
        self.page.text(self.at, 1, text, {**look, "valign": "top"})
        self.page.fit(self.at, {0: label, 1: text})
        self.at += 1


def _identity(plan: BookPlan) -> list[tuple[str, str]]:
    paper = plan.book.paper
    rows = [
        (_("报告主体"), f"{paper.organization.name}　{paper.organization.credit_code}".strip()),
        (_("场所"), paper.venue.name),
        (_("档案"), paper.dossier.title),
        (_("期间"), period_text(paper)),
    ]
    return [row for row in rows if row[1]]


def _boundary(plan: BookPlan) -> list[tuple[str, str]]:
    own = plan.book.own
    rows = [(_("边界"), _("计入 {count} 个排放源，逐项见「{sheet}」").format(count=len(own.results), sheet=QUANTITIES))]
    rows += [(_("不计入"), f"{source.name}：{source.excluded_reason}") for source in own.excluded]
    rows += [(_("未核算"), f"{result.source.name}：{result.unanswered}") for result in own.results if result.unanswered]
    return rows


def _library(plan: BookPlan) -> list[tuple[str, str]]:
    own = plan.book.own
    return [
        (_("因子库"), own.factor_set),
        (_("因子库摘要"), f"SHA-256 {own.factor_digest}"),
        (_("因子的标记"), _("● 已与原件核对；◐ 转录一致，未见原件；○ 未核对。")),
    ]


def _use() -> list[tuple[str, str]]:
    return [
        (QUANTITIES, _("每个排放源逐月的数量，和排放强度的分母。蓝底的数可以改动。")),
        (FACTORS, _("用到的每个因子，附文件、条款和标记。蓝底的数可以改动；按定义成立的换算写成公式。")),
        (LINES, _("一行是一个排放源一个月的一种气体，数量 × 因子 = tCO2e；下面是备忘项和三种电网平均因子的比较。")),
        (MARKET, _("外购电力按市场法逐行计算；凭证不全时写明原因。")),
        (SUMMARY, _("总量，按范围、气体、排放源、月份的合计，排放强度，需抵消量。")),
        (_("改动"), _("改动只在本工作簿里起作用，不会写回账本；改动后的结果不是账本的核算结果。")),
        (_("舍入"), _("单元格里的数不舍入，只按格式显示。程序用精确的分数计算，表格软件用约 15 位有效数字计算，两者相差小于十亿分之一。")),
    ]


def _check(writer: _Writer, plan: BookPlan, total: str) -> None:
    """The total as it was written beside the total as it is now: a changed input shows."""
    page, value = writer.page, plan.book.own.total(p1=plan.book.paper.p1)
    page.text(writer.at, 0, _("写出时的总排放量"), {**CELL, "bold": True})
    page.number(writer.at, 1, value, _EXACT, CELL)
    page.text(writer.at + 1, 0, _("现在的总排放量"), {**CELL, "bold": True})
    page.formula(writer.at + 1, 1, total, value, _EXACT, CELL)
    page.text(writer.at + 2, 0, _("结论"), {**SUM, "top": 1})
    written, now = f"B{writer.at + 1}", f"B{writer.at + 2}"
    same, changed = _("与程序的核算结果一致"), _("数量或因子已改动，结果与程序不同")
    formula = f"IF(ABS({now}-{written})<=0.000000001*MAX(1,ABS({written})),{quoted(same)},{quoted(changed)})"
    page.formula(writer.at + 2, 1, formula, same, "General", {**SUM, "top": 1})
    page.text(writer.at + 3, 0, "", QUIET)
    page.text(writer.at + 3, 1, _("单位 tCO2e；这一行写出时的数不随改动变化。"), QUIET)
