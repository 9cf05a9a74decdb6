"""The closing sections of the footprint report: factors, what stands beside the total, quality, findings, offsets, signatures."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from core.documents.lettering import SANS, SERIF
from core.documents.pdf import TEXT, TEXT_QUIET, TEXT_WIDTH, draw_seal_corners, draw_text
from core.documents.reports.footprint import FootprintPaper
from core.documents.reports.footprint_words import denominator_words, factor_name, factor_uses, gas_name, tonnes, unit_words, word
from core.documents.tables import Cell, Column, Row, paragraph, table
from core.domain.emission import EvidenceMark, Gas, MethodProfile
from core.domain.finding import Severity
from core.domain.organization import ROLES
from core.domain.quantity import shown, shown_significant, whole_tonnes_up
from core.i18n import _


def closing_sections() -> tuple[tuple[str, Callable[[FootprintPaper], list[Any]]], ...]:
    """Title and maker of each section."""
    return (
        (_("排放因子及出处"), _factors),
        (_("备忘项与不计入的排放源"), _beside),
        (_("排放强度"), _intensities),
        (_("数据质量与检查"), _quality),
        (_("应抵消量"), _offset),
        (_("签署"), _signatures),
    )


def _factors(paper: FootprintPaper) -> list[Any]:
    rows = [
        Row(
            (
                factor_name(use, paper.catalogue),
                use.shown,
                unit_words("" if use.symbol == "w" else _("无量纲") if use.unit == "ratio" else use.unit),
                str(use.vintage) if use.vintage else "—",
                Cell(use.document, note=use.clause),
                Cell(use.mark.value if use.factor_id else "—", warning=_("未核对") if use.mark is EvidenceMark.UNCHECKED else ""),
            )
        )
        for use in factor_uses(paper.inventory.results)
    ]
    columns = (
        Column(_("名称"), 42),
        Column(_("公布值"), 16, number=True),
        Column(_("单位"), 22),
        Column(_("年份"), 11, number=True),
        Column(_("出处、条款"), 50),
        Column(_("核对"), 15),
    )
    marks = _("核对标记：● 已对照原件；◐ 转录一致，即各处公开文本一致，未见原件；○ 未核对。「年份」为数值所属或发布的年份。")
    return [table(columns, rows), Spacer(1, 1.5 * mm), paragraph(marks, "small")]


def _beside(paper: FootprintPaper) -> list[Any]:
    """Memo lines and what is left out, with its reasons, on the same paper as the total (domain.md §6.7)."""
    sums: dict[tuple[str, Gas], Fraction] = {}
    for result in paper.inventory.results:
        for line in result.memo:
            key = (result.source.name, line.gas)
            sums[key] = sums.get(key, Fraction(0)) + line.tco2e
    flowables: list[Any] = []
    if sums:
        rows = [Row((name, gas_name(gas), tonnes(value))) for (name, gas), value in sums.items()]
        columns = (Column(_("备忘项（不计入总量）"), 70), Column(_("气体"), 56), Column(_("排放量 tCO2e"), 30, number=True))
        flowables += [table(columns, rows), Spacer(1, 3 * mm)]
    else:
        flowables.append(paragraph(_("无备忘项（生物源 CO2、含氢氯氟烃）。")))
    if paper.inventory.excluded:
        rows = [Row((source.name, source.excluded_reason)) for source in paper.inventory.excluded]
        flowables.append(table((Column(_("不计入的排放源"), 50), Column(_("原因"), 106)), rows))
    else:
        flowables.append(paragraph(_("没有不计入的排放源。")))
    return flowables


def _intensities(paper: FootprintPaper) -> list[Any]:
    rows = [
        Row(
            (
                word(intensity.zh, intensity.en),
                shown_significant(intensity.value) if intensity.value is not None else "—",
                unit_words(intensity.unit),
                denominator_words(intensity, paper.venue_type, paper.catalogue),
            )
        )
        for intensity in paper.inventory.intensities
    ]
    columns = (Column(_("强度"), 46), Column(_("数值"), 20, number=True), Column(_("单位"), 34), Column(_("分母"), 56))
    return [table(columns, rows), Spacer(1, 1.5 * mm), paragraph(_("强度取三位有效数字，分母缺报的不计算。"), "small")]


def _quality(paper: FootprintPaper) -> list[Any]:
    meanings = {
        "A": _("结算账单，示数连续或附有原件"),
        "B": _("分表、台账或未附原件的账单"),
        "C": _("有依据的推算或手工填报"),
        "D": _("缺省或估算"),
    }
    rows = [Row((grade, meanings.get(grade, ""), shown(share * 100, 1))) for grade, share in paper.inventory.quality]
    columns = (Column(_("等级"), 16), Column(_("含义"), 100), Column(_("占排放量 %"), 40, number=True))
    return [table(columns, rows), Spacer(1, 3 * mm), *_findings(paper)]


def _findings(paper: FootprintPaper) -> list[Any]:
    if not paper.findings:
        return [paragraph(_("检查没有发现问题。"))]
    names = {Severity.BLOCK: _("阻断"), Severity.WARN: _("疑问"), Severity.INFO: _("提示")}
    rows = []
    for finding in paper.findings:
        open_one = not finding.explanation and finding.severity is not Severity.INFO
        answer = finding.explanation or (_("尚未说明") if open_one else "—")
        warning = names[finding.severity] if finding.severity is Severity.BLOCK else ""
        rows.append(
            Row(
                (
                    Cell(finding.rule, note="" if warning else names[finding.severity], warning=warning),
                    finding.place_name,
                    finding.message,
                    Cell("", warning=answer) if open_one else answer,
                )
            )
        )
    columns = (Column(_("规则"), 16), Column(_("位置"), 34), Column(_("检查结果"), 62), Column(_("填报单位的说明"), 44))
    return [table(columns, rows)]


def _offset(paper: FootprintPaper) -> list[Any]:
    total = paper.inventory.total(p1=paper.inventory.method.profile is MethodProfile.P1)
    needed = _("如拟抵消，应抵消 {whole} 吨（{tonnes} tCO2e 向上取整；取整是修约规则的例外，只用于应抵消量）。").format(
        whole=shown(whole_tonnes_up(total), 0), tonnes=tonnes(total)
    )
    order = _("先减排，后抵消；抵消以注销为准，购买不等于抵消。本报告不构成碳中和声明。")
    return [paragraph(needed, data=True), paragraph(order)]


class _Signatures(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """Three lines to sign at the left, the place for the seal at the right."""

    _SEAL = 50 * mm

    def __init__(self, lines: list[tuple[str, str]], organization: str) -> None:
        super().__init__()
        self.lines, self.organization = lines, organization
        self.width, self.height = TEXT_WIDTH, self._SEAL + 16 * mm

    def draw(self) -> None:
        """Lines, corner marks and words."""
        quiet, dark = HexColor(TEXT_QUIET), HexColor(TEXT)
        pitch = self.height / len(self.lines)
        for index, (role, name) in enumerate(self.lines):
            base = self.height - (index + 0.6) * pitch
            draw_text(self.canv, 0, base, role, SERIF, 10.5, dark)
            draw_text(self.canv, 20 * mm, base, name, SERIF, 10.5, dark)
            self.canv.setStrokeColor(quiet)
            self.canv.setLineWidth(0.5)
            self.canv.line(42 * mm, base - 2, 88 * mm, base - 2)
            draw_text(self.canv, 42 * mm, base - 11, _("签字　　　　　　　　日期"), SANS, 7.5, quiet)
        left = TEXT_WIDTH - self._SEAL
        draw_seal_corners(self.canv, left, 12 * mm, self._SEAL)
        draw_text(self.canv, left + self._SEAL / 2, 12 * mm + self._SEAL - 16, _("（盖公章）"), SERIF, 10.5, dark, align="middle")
        draw_text(self.canv, TEXT_WIDTH, 4 * mm, _("年　　月　　日"), SERIF, 10.5, dark, align="right")


def _signatures(paper: FootprintPaper) -> list[Any]:
    titles = {"preparer": _("填报人"), "approver": _("审核人"), "responsible": _("负责人")}
    names = {role: "、".join(person.name for person in paper.people if person.role == role) for role in ROLES}
    truth = _("本单位对所报数据的真实性负责，原始票据和台账留存备查。")
    return [KeepTogether([paragraph(truth), Spacer(1, 2 * mm), _Signatures([(titles[r], names[r]) for r in ROLES], paper.organization.name)])]
