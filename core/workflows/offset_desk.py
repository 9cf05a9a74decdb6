"""What the offsets page shows: the balance, each lot with why it counts or not, and the one wording that is permitted now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.checks_claims import fault_text
from core.accounting.credit_serials import serials
from core.accounting.neutrality import (
    IN_FUTURE,
    NO_PROOF,
    NOT_NAMED,
    NOT_RETIRED,
    SINK_UNPUBLISHED,
    TOO_LATE,
    NeutralityBalance,
    OffsetTerms,
    balance,
    lot_faults,
)
from core.domain.dossier import DossierStatus
from core.domain.offset import Allocation, CreditLot, OffsetSource, ProductType
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.compiling import Snapshot
from core.workflows.submission_views import LotPoint, LotRow, LotState, OffsetsView, PointState
from core.workflows.workspace import Workspace

_OLD_VINTAGE = 5
"""Years before the period from which buyers commonly ask about a vintage (domain.md N8); a hint, no rule."""


def product_name(product: ProductType) -> str:
    """The words of 附表1."""
    names = {
        ProductType.CEA: _("国家碳排放配额"),
        ProductType.CCER: _("国家核证自愿减排量"),
        ProductType.REGIONAL: _("区域核证碳减排量"),
        ProductType.SINK: _("碳中和林等碳汇项目"),
        ProductType.OTHER: _("其他"),
    }
    return names[product]


@dataclass(frozen=True, slots=True)
class _Desk:
    ws: Workspace
    taken: Snapshot
    terms: OffsetTerms
    allocations: Sequence[Allocation]


def view_of(ws: Workspace, taken: Snapshot, total: Fraction) -> OffsetsView:
    """The page of a dossier whose footprint has this total."""
    with ws.store.read() as work:
        lots, allocations = work.lots.all(), work.allocations.all()
        plan = work.plan.of_venue(taken.venue.id)
    terms = taken.terms(ws.today())
    own = tuple(one for one in allocations if one.dossier_id == taken.dossier.id)
    held = balance(total, own, lots, terms)
    desk = _Desk(ws, taken, terms, allocations)
    rows = tuple(_row(desk, number, lot) for number, lot in enumerate(lots, 1))
    latest = terms.deadline(ProductType.CCER)
    return OffsetsView(
        dossier=taken.dossier,
        venue=taken.venue,
        balance=held,
        needed=held.needed,
        retired=held.retired,
        pending=held.pending,
        missing=max(0, held.needed - held.retired),
        deadline=latest,
        sink_deadline=terms.deadline(ProductType.SINK),
        days_left=(latest - terms.today).days,
        rows=rows,
        by_product=_by_product(rows),
        sentence=offset_sentence(held),
        reduced=any(one.state.carried_out and one.evidence for one in plan),
        locked=taken.dossier.status is DossierStatus.LOCKED,
    )


def offset_sentence(held: NeutralityBalance) -> str:
    """What may be said of the offset alone (domain.md §3.3)."""
    if not held.retired:
        return _("还没有抵消")
    if not held.covered:
        return _("部分抵消 {percent}%").format(percent=shown(held.share * 100, 1))
    return _("已足额抵消 {tonnes} 吨").format(tonnes=f"{held.retired:,}")


def _by_product(rows: Sequence[LotRow]) -> tuple[tuple[ProductType, int], ...]:
    sums = {product: sum(r.allocated for r in rows if r.lot.product is product and r.state is LotState.COUNTS) for product in ProductType}
    return tuple((product, tonnes) for product, tonnes in sums.items() if tonnes)


def _row(desk: _Desk, number: int, lot: CreditLot) -> LotRow:
    own = sum(one.tonnes for one in desk.allocations if one.lot_id == lot.id and one.dossier_id == desk.taken.dossier.id)
    whole = sum(one.tonnes for one in desk.allocations if one.lot_id == lot.id)
    faults = lot_faults(lot, desk.terms)
    state = LotState.COUNTS if not faults else (LotState.BOUGHT if faults == (NOT_RETIRED,) else LotState.REFUSED)
    names = {LotState.COUNTS: _("已注销"), LotState.BOUGHT: _("已购未注销"), LotState.REFUSED: _("不能计入")}
    points = _points(desk, lot, faults, whole)
    return LotRow(
        lot=lot,
        number=f"{number:02d}",
        product_name=product_name(lot.product) + (f"（{lot.subtype}）" if lot.subtype else ""),
        serials=f"{lot.serial_from}—{lot.serial_to}" if lot.serial_from != lot.serial_to else lot.serial_from or "—",
        state=state,
        state_name=names[state],
        allocated=own,
        elsewhere=whole - own,
        free=lot.tonnes - whole,
        why=_why(desk, lot, faults),
        points=points,
        proof=tuple(desk.taken.evidence[one] for one in lot.proof if one in desk.taken.evidence),
    )


def _why(desk: _Desk, lot: CreditLot, faults: Sequence[str]) -> str:
    if not faults:
        return _("已注销，凭证齐全，在期限内，可以计入。")
    return "；".join(fault_text(lot, fault, desk.terms) for fault in faults) + "。"


def _points(desk: _Desk, lot: CreditLot, faults: Sequence[str], used: int) -> tuple[LotPoint, ...]:
    """Point by point: what decides, then what a reader should know."""
    points = [_retirement(lot, faults), _beneficiary(desk, lot, faults), _deadline(desk, lot, faults), _serials(lot)]
    if lot.product is ProductType.SINK:
        state = PointState.WRONG if SINK_UNPUBLISHED in faults or lot.sink is None else PointState.GOOD
        points.append(LotPoint(_("项目公布"), _("位置、树种、面积、造林和监测计划、碳汇期"), state))
    points.append(LotPoint(_("用途"), _("共用 {used} 吨，结余 {free} 吨").format(used=used, free=lot.tonnes - used), PointState.GOOD))
    points += _hints(desk, lot)
    return tuple(points)


def _retirement(lot: CreditLot, faults: Sequence[str]) -> LotPoint:
    name = _("注销凭证")
    if lot.retired_on is None:
        return LotPoint(name, _("购买不等于注销，尚不计入"), PointState.OPEN)
    if NO_PROOF in faults:
        return LotPoint(name, _("没有附注销证明"), PointState.WRONG)
    return LotPoint(name, _("编号 {number}，{count} 个文件").format(number=lot.retirement_id, count=len(lot.proof)), PointState.GOOD)


def _beneficiary(desk: _Desk, lot: CreditLot, faults: Sequence[str]) -> LotPoint:
    name = _("受益单位")
    if not lot.beneficiary:
        return LotPoint(name, _("凭证须写明本单位、场所或活动的名称"), PointState.OPEN)
    good = desk.terms.named(lot.beneficiary) and NOT_NAMED not in faults
    return LotPoint(name, lot.beneficiary, PointState.GOOD if good else PointState.WRONG)


def _deadline(desk: _Desk, lot: CreditLot, faults: Sequence[str]) -> LotPoint:
    last = desk.terms.deadline(lot.product).isoformat()
    if lot.retired_on is None:
        return LotPoint(_("期限"), _("须在 {day} 前注销").format(day=last), PointState.OPEN)
    state = PointState.WRONG if TOO_LATE in faults or IN_FUTURE in faults else PointState.GOOD
    return LotPoint(_("期限"), _("{found} 注销，期限 {day}").format(found=lot.retired_on.isoformat(), day=last), state)


def _serials(lot: CreditLot) -> LotPoint:
    name = _("序列号")
    if not lot.serial_from:
        return LotPoint(name, _("还没有登记序列号"), PointState.HINT)
    found = serials(lot.serial_from, lot.serial_to)
    if found is None:
        return LotPoint(name, _("不是连续编号，程序数不出个数，请人工核对"), PointState.HINT)
    return LotPoint(name, _("{count} 个，{tonnes} 吨，未与其他批次重叠").format(count=found.count, tonnes=lot.tonnes), PointState.GOOD)


def _hints(desk: _Desk, lot: CreditLot) -> list[LotPoint]:
    source = _("机构集中抵消") if lot.source is OffsetSource.INSTITUTION else _("个人自愿抵消")
    points = [LotPoint(_("来源"), source, PointState.GOOD)]
    if lot.product not in {ProductType.CEA, ProductType.CCER}:
        points.append(LotPoint(_("平台认可"), _("不是优先采用的配额或自愿减排量，建议递交前向平台确认"), PointState.HINT))
    if lot.vintage is not None and lot.vintage < desk.taken.first_day.year - _OLD_VINTAGE:
        points.append(LotPoint(_("年份"), _("产生于 {year} 年，距核算期较远").format(year=lot.vintage), PointState.HINT))
    if lot.product is ProductType.CCER and lot.vintage is not None and lot.vintage < 2017:
        points.append(LotPoint(_("存量"), _("2017 年 3 月前签发的存量自愿减排量，建议向平台确认"), PointState.HINT))
    if lot.priority_region:
        points.append(LotPoint(_("来源地区"), _("来自政策鼓励采用的地区"), PointState.GOOD))
    return points
