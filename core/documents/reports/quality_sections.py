"""The sections of 12 数据质量与校验结果, in the order in which they are read."""

from __future__ import annotations

from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import grade_text, severity_text
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import PackagePaper
from core.documents.reports.package_words import uncertainty_text
from core.domain.finding import Severity
from core.domain.quantity import shown
from core.i18n import _

_ORDER = (Severity.BLOCK, Severity.WARN, Severity.INFO)


def composed(paper: PackagePaper) -> PaperBuilder:
    """The paper ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made = PackageBuilder(paper, _("数据质量与校验结果"))
    made.section(_("一、数据质量"))
    columns = (Column(_("等级"), 20), Column(_("含义"), 106), Column(_("占排放量"), 40, "%", number=True))
    made.table(columns, [Row((grade, grade_text(grade), shown(share * 100, 1))) for grade, share in paper.inventory.quality])
    made.facts([(_("不确定性"), uncertainty_text(paper)), (_("未核算"), _unanswered(paper))])
    _findings(made, paper)
    return made


def _unanswered(paper: PackagePaper) -> str:
    return "；".join(f"{one.source.name}：{one.unanswered}" for one in paper.inventory.results if one.unanswered) or _("无")


def _findings(made: PaperBuilder, paper: PackagePaper) -> None:
    found = paper.report.findings
    made.section(_("二、校验结果"))
    if not found:
        made.paragraph(_("各项检查没有发现问题。"))
        return
    counts = {severity: sum(1 for one in found if one.severity is severity) for severity in _ORDER}
    open_ones = sum(1 for one in found if one.severity is Severity.WARN and not one.explanation)
    made.paragraph(
        _("阻断 {block} 条，疑问 {warn} 条（其中 {open} 条没有说明），说明 {info} 条。").format(
            block=counts[Severity.BLOCK], warn=counts[Severity.WARN], open=open_ones, info=counts[Severity.INFO]
        )
    )
    columns = (Column(_("级别"), 16), Column(_("编号"), 14), Column(_("位置"), 36), Column(_("情况"), 54), Column(_("本单位的说明"), 46))
    rows = [
        Row((severity_text(one.severity), one.rule, one.place_name, one.message, one.explanation or _unexplained(one.severity)))
        for one in sorted(found, key=lambda one: _ORDER.index(one.severity))
    ]
    made.table(columns, rows)


def _unexplained(severity: Severity) -> str:
    return _("没有说明") if severity is Severity.WARN else ""
