"""The sections of 碳中和自评表, in the order in which they are read."""

from __future__ import annotations

from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import EvaluationPaper
from core.documents.reports.package_words import excluded_text, require_allowed
from core.i18n import _


def composed(paper: EvaluationPaper) -> PaperBuilder:
    """The paper ready to be laid out.

    Raises:
        RuleError: the claim holds a blocked word.
        EnvironmentFault: a font file is missing.
    """
    package = paper.package
    require_allowed([paper.claim.sentence], paper.claim, package)
    made = PackageBuilder(package, _("碳中和自评表"), subtitle=_("本单位自评"))
    made.note(_("本表按公开的标准和指南逐条自查，由本单位用碳账本编制，不是平台或第三方的评价，也不决定声明的级别。"))
    made.section(_("一、现在的状态"))
    made.facts(
        [
            (_("状态与级别"), paper.standing),
            (_("可用的表述"), paper.claim.sentence),
            (_("边界"), package.boundary),
            (_("不计入"), excluded_text(package)),
            (_("自评结果"), paper.counts),
        ]
    )
    made.section(_("二、逐条自评"))
    columns = (Column(_("编号"), 14), Column(_("规则与要求"), 62), Column(_("结果"), 22), Column(_("情况"), 68))
    rows = [Row((one.code, f"{one.title}：{one.asks}", one.outcome, one.words)) for one in paper.lines]
    made.table(columns, rows)
    made.section(_("三、规则的出处"))
    made.note(_("● 已核对原件，◐ 转录一致，○ 未核对。没有一条是平台公布的评价标准。"))
    made.facts([(one.code, one.source) for one in paper.lines])
    return made
