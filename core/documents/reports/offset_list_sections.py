"""The sections of 09 抵消清单, in the order in which they are read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from core.accounting.credit_serials import covered_period
from core.accounting.evaluation import quality_names
from core.accounting.neutrality import OffsetTerms
from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import day_text, share_of, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import OffsetsPaper, OffsetUse, PackagePaper
from core.documents.reports.package_words import product_text, serial_text
from core.domain.credit_register import QUALITY_FIELDS
from core.domain.offset import CreditLot, OffsetSource, ProductType, SinkFacts
from core.domain.quantity import shown
from core.i18n import _


def composed(paper: OffsetsPaper) -> PaperBuilder:
    """The list ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    package = paper.package
    made = PackageBuilder(package, _("抵消清单"))
    _balance(made, paper)
    made.section(_("二、汇总"))
    if not package.offsets:
        made.paragraph(_("没有登记用于本档案的减排量。"))
        return made
    columns = (
        Column(_("产品与项目"), 58),
        Column(_("来源"), 20),
        Column(_("使用数量"), 18, _("吨"), number=True),
        Column(_("注销日期"), 28),
        Column(_("是否计入"), 42),
    )
    made.table(columns, [*(_row(use) for use in package.offsets), *_totals(package)])
    made.note(_("购入而未注销的不计入。数量为整吨。个人自愿为平台汇总的合计，不含个人信息。"))
    made.section(_("三、逐批明细"))
    made.note(_("质量八项由本单位核对，依据 PAS 2060（转引，未核对原文）；减排量年份的五年是常见做法，没有查到规定。"))
    for number, use in enumerate(package.offsets, start=1):
        _entry(made, number, use, paper)
    return made


def _balance(made: PaperBuilder, paper: OffsetsPaper) -> None:
    held, total = paper.package.balance, paper.package.total
    covered = (
        _("已足额") if held.covered and held.needed > 0 else _("尚缺 {lacking} 吨").format(lacking=shown(held.needed - held.retired, 0))
    )
    made.section(_("一、应抵消与已注销"))
    made.facts(
        [
            (_("排放量"), f"{tonnes(total)} tCO2e"),
            (_("应抵消"), _("{needed} 吨（向上取整）").format(needed=shown(max(0, held.needed), 0))),
            (
                _("已注销"),
                _("{retired} 吨，占排放量 {share}%").format(retired=shown(held.retired, 0), share=share_of(held.share, Fraction(1))),
            ),
            (_("未计入"), _("{pending} 吨").format(pending=shown(held.pending, 0))),
            (_("结论"), covered if held.needed > 0 else _("没有应抵消的排放量")),
            (_("注销期限"), _("{day}（含当日）").format(day=day_text(paper.until))),
        ]
    )


def _row(use: OffsetUse) -> Row:
    counted = _("计入") if use.counts else _("不计入")
    reason = f"{counted}：{use.reason}" if use.reason else counted
    day = day_text(use.lot.retired_on) if use.lot.retired_on else _("未注销")
    return Row((f"{product_text(use.lot)}\n{use.lot.project}", _source(use.lot), shown(use.tonnes, 0), day, reason))


def _source(lot: CreditLot) -> str:
    return {OffsetSource.INSTITUTION: _("机构集中"), OffsetSource.PERSONAL: _("个人自愿")}[lot.source]


def _totals(package: PackagePaper) -> list[Row]:
    """What counts, and where guests took part, each of the two apart (附表1 碳中和类型)."""
    counting = [use for use in package.offsets if use.counts]
    rows = []
    if any(use.lot.source is OffsetSource.PERSONAL for use in package.offsets):
        for source, words in ((OffsetSource.INSTITUTION, _("其中机构集中")), (OffsetSource.PERSONAL, _("其中个人自愿"))):
            tonnes_of = sum(use.tonnes for use in counting if use.lot.source is source)
            rows.append(Row((words, "", shown(tonnes_of, 0), "", "")))
    return [*rows, Row((_("计入合计"), "", shown(sum(use.tonnes for use in counting), 0), "", ""), total=True)]


def _entry(made: PaperBuilder, number: int, use: OffsetUse, paper: OffsetsPaper) -> None:
    lot = use.lot
    made.subsection(f"{number}. {lot.project}")
    made.facts(
        [
            (_("产品"), _product(lot)),
            (_("来源"), _source(lot)),
            *([(_("来源地区"), _("来自脱贫地区（政策原文：来自贫困地区的碳信用）"))] if lot.priority_region else []),
            (_("登记系统与账户"), "，".join(part for part in (lot.registry, lot.account) if part) or MISSING),
            (_("方法学与项目地"), "，".join(part for part in (lot.methodology, lot.location) if part) or MISSING),
            (_("年份与签发日期"), _issued(lot)),
            *_period(lot),
            (_("序列号"), serial_text(lot) or MISSING),
            (_("本批与使用"), _("{lot} 吨，其中用于本档案 {used} 吨").format(lot=shown(lot.tonnes, 0), used=shown(use.tonnes, 0))),
            (_("取得日期"), day_text(lot.acquired_on) if lot.acquired_on else MISSING),
            (_("注销"), _retired(use, _deadline(lot, paper))),
            (_("注销用途与受益人"), lot.beneficiary or MISSING),
            (_("注销证明"), "；".join(use.proof) or _("没有证明文件")),
            (_("质量核对"), _quality(lot)),
            *([(_("说明"), lot.note)] if lot.note else []),
        ],
        whole=True,
    )


def _period(lot: CreditLot) -> list[tuple[str, str]]:
    """The period of a summary of guests' offsets, and what a forest project must publish (domain.md §2.6)."""
    personal = lot.source is OffsetSource.PERSONAL
    rows = [(_("汇总期间"), covered_period(lot) or MISSING)] if personal else []
    if lot.product is not ProductType.SINK:
        return rows
    facts = lot.sink or SinkFacts()
    parts = (
        (_("坐标"), facts.coordinates),
        (_("树种"), facts.species),
        (_("面积"), facts.area),
        (_("造林计划"), facts.planting),
        (_("监测计划"), facts.monitoring),
        (_("碳汇期"), facts.period),
    )
    return [*rows, (_("项目公布"), "；".join(f"{name}：{text or MISSING}" for name, text in parts))]


def _deadline(lot: CreditLot, paper: OffsetsPaper) -> date:
    """The last day for retiring the lot for this dossier."""
    package = paper.package
    terms = OffsetTerms(package.last_day, event=package.event is not None, names=(), today=package.last_day)
    return terms.deadline(lot.product)


def _quality(lot: CreditLot) -> str:
    """The eight answers, those of one kind together."""
    names = quality_names()
    kinds = ((True, _("符合")), (False, _("不符合")), (None, _("未核对")))
    found = [(words, [names[field] for field in QUALITY_FIELDS if getattr(lot.quality, field) is answer]) for answer, words in kinds]
    return "；".join(_("{words}：{names}").format(words=words, names="、".join(those)) for words, those in found if those)


def _product(lot: CreditLot) -> str:
    """The product of 附表1 with the kind within it."""
    kind = _("，细类 {name}").format(name=lot.subtype) if lot.subtype and lot.product is not ProductType.OTHER else ""
    return product_text(lot) + kind


def _issued(lot: CreditLot) -> str:
    year = _("{year} 年").format(year=lot.vintage) if lot.vintage is not None else MISSING
    return _("{year}，签发 {day}").format(year=year, day=day_text(lot.issued_on) if lot.issued_on else MISSING)


def _retired(use: OffsetUse, last: date) -> str:
    until = _("期限 {day}（含当日）").format(day=day_text(last))
    if use.lot.retired_on is None:
        return _("未注销，{until}").format(until=until)
    said = _("{day}，凭证号 {number}，{until}")
    return said.format(day=day_text(use.lot.retired_on), number=use.lot.retirement_id or MISSING, until=until)
