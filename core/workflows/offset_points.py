"""A lot point by point: what decides whether it counts for a dossier, then what a reader should know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from core.accounting.credit_notes import PREFERRED, earliest_vintage, old_stock, old_vintage
from core.accounting.credit_serials import covered_period, folded, same_numbers, serials
from core.accounting.evaluation import quality_names
from core.accounting.neutrality import (
    EX_ANTE,
    IN_FUTURE,
    NO_PROOF,
    NO_SUMMARY,
    NOT_NAMED,
    SINK_UNPUBLISHED,
    TOO_LATE,
    OffsetTerms,
)
from core.domain.offset import CreditLot, CreditQuality, OffsetSource, ProductType
from core.i18n import _
from core.workflows.submission_views import LotPoint, PointState


@dataclass(frozen=True, slots=True)
class LotStanding:
    """A lot as a dossier sees it.

    Attributes:
        faults: why it does not count (`core.accounting.neutrality`).
        used: tonnes of it used for all dossiers.
        others: the other lots of the ledger.
    """

    lot: CreditLot
    terms: OffsetTerms
    faults: Sequence[str]
    used: int
    others: Sequence[CreditLot]


def source_name(source: OffsetSource) -> str:
    """机构集中 or 个人自愿."""
    return {OffsetSource.INSTITUTION: _("机构集中"), OffsetSource.PERSONAL: _("个人自愿")}[source]


def points_of(standing: LotStanding) -> tuple[LotPoint, ...]:
    """Everything that is said of a lot, in the order of reading."""
    points = [_retirement(standing), _beneficiary(standing), _deadline(standing), _serials(standing), *_published(standing)]
    points += [_quality(standing), _use(standing), _source(standing)]
    return (*points, *_hints(standing))


def _retirement(standing: LotStanding) -> LotPoint:
    lot = standing.lot
    name = _("汇总表") if lot.source is OffsetSource.PERSONAL else _("注销凭证")
    if lot.retired_on is None:
        return LotPoint(name, _("购买不等于注销，尚不计入"), PointState.OPEN)
    if NO_PROOF in standing.faults:
        return LotPoint(name, _("没有附注销证明"), PointState.WRONG)
    return LotPoint(name, _("编号 {number}，{count} 个文件").format(number=lot.retirement_id, count=len(lot.proof)), PointState.GOOD)


def _beneficiary(standing: LotStanding) -> LotPoint:
    name, lot = _("受益单位"), standing.lot
    if not lot.beneficiary:
        return LotPoint(name, _("凭证须写明本单位、场所或活动的名称"), PointState.OPEN)
    if standing.terms.named(lot.beneficiary):
        return LotPoint(name, lot.beneficiary, PointState.GOOD)
    state = PointState.WRONG if NOT_NAMED in standing.faults else PointState.OPEN
    return LotPoint(name, _("写的是「{beneficiary}」，没有写明本单位、场所或活动").format(beneficiary=lot.beneficiary), state)


def _deadline(standing: LotStanding) -> LotPoint:
    """The last day and the days left, for every lot: one that nobody uses yet is late too once its day is past."""
    lot, terms, name = standing.lot, standing.terms, _("期限")
    last = terms.deadline(lot.product)
    if lot.retired_on is not None:
        state = PointState.WRONG if {TOO_LATE, IN_FUTURE} & set(standing.faults) else PointState.GOOD
        return LotPoint(name, _("{found} 注销，期限 {day}").format(found=lot.retired_on.isoformat(), day=last.isoformat()), state)
    left = (last - terms.today).days
    if left < 0:
        words = _("{day} 已过 {days} 天，现在注销也不能计入").format(day=last.isoformat(), days=-left)
        return LotPoint(name, words, PointState.WRONG)
    return LotPoint(name, _("须在 {day} 前注销，还有 {days} 天").format(day=last.isoformat(), days=left), PointState.OPEN)


def _serials(standing: LotStanding) -> LotPoint:
    name, lot = _("序列号"), standing.lot
    if not lot.serial_from:
        personal = lot.source is OffsetSource.PERSONAL
        return LotPoint(name, _("汇总表不列序列号") if personal else _("还没有登记序列号"), PointState.HINT)
    found = serials(lot.serial_from, lot.serial_to)
    if found is None:
        return LotPoint(name, _("不是连续编号，程序数不出个数，请人工核对"), PointState.HINT)
    return LotPoint(name, _("{count} 个，{tonnes} 吨，未与其他批次重叠").format(count=found.count, tonnes=lot.tonnes), PointState.GOOD)


def _published(standing: LotStanding) -> Iterable[LotPoint]:
    lot = standing.lot
    if lot.product is ProductType.SINK:
        state = PointState.WRONG if SINK_UNPUBLISHED in standing.faults or lot.sink is None else PointState.GOOD
        yield LotPoint(_("项目公布"), _("位置、树种、面积、造林和监测计划、碳汇期"), state)
    if lot.source is OffsetSource.PERSONAL:
        period = covered_period(lot)
        wrong = PointState.WRONG if NO_SUMMARY in standing.faults else PointState.OPEN
        yield LotPoint(_("汇总期间"), period or _("还没有填"), PointState.GOOD if period else wrong)


def _quality(standing: LotStanding) -> LotPoint:
    name, quality = _("质量核对"), standing.lot.quality
    names = quality_names()
    answers = {one.name: getattr(quality, one.name) for one in fields(CreditQuality)}
    if EX_ANTE in standing.faults:
        return LotPoint(name, _("事前签发，不能用于抵消"), PointState.WRONG)
    unmet = [names[field] for field, answer in answers.items() if answer is False]
    if unmet:
        return LotPoint(name, _("不满足：{names}").format(names="、".join(unmet)), PointState.WRONG)
    done = sum(1 for answer in answers.values() if answer)
    if done == len(answers):
        return LotPoint(name, _("八项都已核对"), PointState.GOOD)
    return LotPoint(name, _("八项核对了 {done} 项").format(done=done) if done else _("八项都还没有核对"), PointState.HINT)


def _use(standing: LotStanding) -> LotPoint:
    words = _("共用 {used} 吨，结余 {free} 吨").format(used=standing.used, free=standing.lot.tonnes - standing.used)
    return LotPoint(_("用途"), words, PointState.GOOD)


def _source(standing: LotStanding) -> LotPoint:
    return LotPoint(_("来源"), source_name(standing.lot.source), PointState.GOOD)


def _hints(standing: LotStanding) -> Iterable[LotPoint]:
    lot, last = standing.lot, standing.terms.period_end
    if lot.product not in PREFERRED:
        yield LotPoint(_("平台认可"), _("不是优先采用的配额或自愿减排量，建议递交前向平台确认"), PointState.HINT)
    if old_vintage(lot, last):
        words = _("产生于 {year} 年，早于 {earliest} 年；没有查到规定，建议向平台确认")
        yield LotPoint(_("年份"), words.format(year=lot.vintage, earliest=earliest_vintage(last)), PointState.HINT)
    if old_stock(lot):
        yield LotPoint(_("存量"), _("2017年3月前签发的存量CCER，建议向平台确认"), PointState.HINT)
    twin = next((one for one in standing.others if _twin(lot, one)), None)
    if twin is not None:
        words = _("「{registry}」的「{project}」有相同的序列号，若是同一家登记机构，请核对")
        yield LotPoint(_("同号"), words.format(registry=twin.registry, project=twin.project), PointState.HINT)
    if lot.priority_region:
        yield LotPoint(_("来源地区"), _("来自脱贫地区（政策原文：来自贫困地区的碳信用），鼓励采用"), PointState.GOOD)


def _twin(lot: CreditLot, other: CreditLot) -> bool:
    """Whether another registry is said to hold the same numbers, which one registry under two names would too."""
    if other.id == lot.id or not (lot.serial_from and other.serial_from) or folded(lot.registry) == folded(other.registry):
        return False
    return lot.product is other.product and same_numbers(lot, other)
