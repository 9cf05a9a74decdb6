"""The sections of 09 抵消清单, in the order in which they are read."""

from __future__ import annotations

from fractions import Fraction

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import day_text, share_of, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import OffsetsPaper, OffsetUse, PackagePaper
from core.documents.reports.package_words import product_text, serial_text
from core.domain.offset import OffsetSource
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
        Column(_("产品与项目"), 66),
        Column(_("使用数量"), 18, _("吨"), number=True),
        Column(_("注销日期"), 30),
        Column(_("是否计入"), 52),
    )
    made.table(columns, [*(_row(use) for use in package.offsets), _total(package)])
    made.note(_("购入而未注销的不计入。数量为整吨。"))
    made.section(_("三、逐批明细"))
    for number, use in enumerate(package.offsets, start=1):
        _entry(made, number, use)
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
    return Row((f"{product_text(use.lot)}\n{use.lot.project}", shown(use.tonnes, 0), day, reason))


def _total(package: PackagePaper) -> Row:
    counted = shown(sum(use.tonnes for use in package.offsets if use.counts), 0)
    return Row((_("计入合计"), counted, "", ""), total=True)


def _entry(made: PaperBuilder, number: int, use: OffsetUse) -> None:
    lot = use.lot
    made.subsection(f"{number}. {lot.project}")
    sources = {OffsetSource.INSTITUTION: _("机构集中"), OffsetSource.PERSONAL: _("个人自愿")}
    made.facts(
        [
            (_("产品"), product_text(lot)),
            (_("登记系统与账户"), "，".join(part for part in (lot.registry, lot.account) if part) or MISSING),
            (_("方法学与项目地"), "，".join(part for part in (lot.methodology, lot.location) if part) or MISSING),
            (_("减排量年份"), str(lot.vintage) if lot.vintage is not None else MISSING),
            (_("序列号"), serial_text(lot) or MISSING),
            (_("本批与使用"), _("{lot} 吨，其中用于本档案 {used} 吨").format(lot=shown(lot.tonnes, 0), used=shown(use.tonnes, 0))),
            (_("取得日期"), day_text(lot.acquired_on) if lot.acquired_on else MISSING),
            (_("注销"), _retired(use)),
            (_("注销用途与受益人"), lot.beneficiary or MISSING),
            (_("来源"), sources[lot.source] + (_("，来自脱贫地区") if lot.priority_region else "")),
            (_("注销证明"), "；".join(use.proof) or _("没有证明文件")),
            *([(_("说明"), lot.note)] if lot.note else []),
        ],
        whole=True,
    )


def _retired(use: OffsetUse) -> str:
    if use.lot.retired_on is None:
        return _("未注销")
    return _("{day}，凭证号 {number}").format(day=day_text(use.lot.retired_on), number=use.lot.retirement_id or MISSING)
