"""The sections of 减排记录单: a summary, then each measure with its proof, then who signs."""

from __future__ import annotations

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import Numbers, day_text, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.reduction_paper import RecordMeasure, RecordPaper
from core.documents.reports.reduction_words import formula_text, not_subtracted, signers
from core.domain.quantity import shown
from core.i18n import _

_ENTRY = 60.0
"""Millimetres of one measure."""

_DIGEST = 16
"""Signs of a file's digest that are printed."""


def composed(paper: RecordPaper) -> PaperBuilder:
    """The record ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made, number = PackageBuilder(paper.package, _("减排记录单")), Numbers()
    made.note(_("本单是单位内部记录，不是任何机构的确认文件。"))
    made.section(number.head(_("汇总")))
    if not paper.rows:
        made.paragraph(_("还没有已实施的减排措施。"))
        made.note(not_subtracted())
        return made
    _summary(made, paper)
    made.section(number.head(_("逐项记录")))
    for one in paper.rows:
        made.keep_room(_ENTRY)
        _entry(made, one)
    made.signatures(signers(paper.package), _("（盖公章）"))
    return made


def result_text(one: RecordMeasure) -> str:
    """What the measured value is worth, in a word."""
    if one.measured is None:
        return _("未实测")
    return _("不采用") if one.refusal else _("采用")


def _summary(made: PaperBuilder, paper: RecordPaper) -> None:
    columns = (
        Column(_("措施"), 56),
        Column(_("状态"), 26),
        Column(_("核算月数"), 16, number=True),
        Column(_("预计减排"), 22, "tCO2e", number=True),
        Column(_("实测减排"), 22, "tCO2e", number=True),
        Column(_("实测值"), 22),
    )
    rows = [
        Row(
            (
                f"{one.measure.id} {one.measure.name}",
                one.measure.state,
                str(one.months),
                tonnes(one.claimed_t),
                tonnes(one.measured_t) if one.measured_t is not None else MISSING,
                result_text(one),
            )
        )
        for one in paper.rows
    ]
    rows.append(Row((_("已实现减排量（采用的实测值）"), "", "", "", tonnes(paper.achieved_t), ""), total=True))
    made.table(columns, rows)
    made.note(_("预计与实测都按核算月数计。{limits}。").format(limits=paper.limits))
    made.note(not_subtracted())


def _entry(made: PaperBuilder, one: RecordMeasure) -> None:
    measure, planned = one.measure, one.measure.planned
    made.subsection(f"{measure.id} {measure.name}")
    rows = [
        (_("状态"), measure.state),
        (_("责任人"), planned.owner or MISSING),
        (_("开始日期"), day_text(planned.start_on) if planned.start_on else MISSING),
        (_("完成日期"), day_text(planned.done_on) if planned.done_on else MISSING),
    ]
    rows += [
        (_("公式"), f"{each.label}：{formula_text(each.formula)} = {formula_text(each.filled)} = {shown(each.value, 2)} {each.unit}")
        for each in measure.formulas
    ]
    claimed = _("{amount} {unit}，{tonnes} tCO2e（{months} 个月）").format(
        amount=shown(one.claimed, 2), unit=one.unit, tonnes=tonnes(one.claimed_t), months=one.months
    )
    rows.append((_("预计"), claimed))
    if one.measured is not None:
        measured = _("{amount} {unit}，{tonnes} tCO2e").format(
            amount=shown(one.measured, 2), unit=one.unit, tonnes=tonnes(one.measured_t or one.measured * 0)
        )
        rows.append((_("实测"), "；".join(part for part in (measured, one.difference) if part)))
    else:
        rows.append((_("实测"), _("未实测")))
    optional = (
        (_("基线月份"), one.baseline),
        (_("核算月份"), one.period),
        (_("基线拟合"), one.fit),
        (_("基线公式"), one.equation),
        (_("不采用的原因"), one.refusal if one.measured is not None else ""),
        (_("还缺"), one.refusal if one.measured is None else ""),
        (_("说明"), planned.note),
    )
    rows += [(name, text) for name, text in optional if text]
    files = [_("{name}（SHA-256 {digest}…）").format(name=name, digest=digest[:_DIGEST]) for name, digest in one.evidence]
    rows.append((_("佐证"), "；".join(files) or _("没有佐证文件")))
    made.facts(rows)
