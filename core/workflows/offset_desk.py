"""What the offsets page shows: the balance, each lot with why it counts or not, and the one wording that is permitted now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.accounting.checks_claims import fault_text
from core.accounting.evaluation import quality_names
from core.accounting.neutrality import NOT_RETIRED, NeutralityBalance, OffsetTerms, balance, lot_faults
from core.catalogue_loader.credit_register import credit_register
from core.domain.dossier import DossierStatus
from core.domain.event import EventForm, NeutralityType
from core.domain.offset import Allocation, CreditLot, OffsetSource, ProductType
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.compiling import Snapshot
from core.workflows.offset_points import LotStanding, points_of
from core.workflows.submission_views import LotRow, LotState, OffsetsView, QualityLine
from core.workflows.wording import localized
from core.workflows.workspace import Workspace


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


def subtype_choices(product: ProductType) -> tuple[tuple[str, str], ...]:
    """Code and words of the kinds of a product that are on the list."""
    return tuple((one.code, localized(one.zh, one.en)) for one in credit_register().subtypes if one.product is product)


def quality_lines() -> tuple[QualityLine, ...]:
    """The eight questions about a lot (domain.md N6)."""
    names = quality_names()
    return tuple(
        QualityLine(one.field, names[one.field], localized(one.asks_zh, one.asks_en), one.source, one.mark.value)
        for one in credit_register().questions
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    ws: Workspace
    taken: Snapshot
    terms: OffsetTerms
    lots: Sequence[CreditLot]
    allocations: Sequence[Allocation]


def view_of(ws: Workspace, taken: Snapshot, total: Fraction) -> OffsetsView:
    """The page of a dossier whose footprint has this total."""
    with ws.store.read() as work:
        lots, allocations = work.lots.all(), work.allocations.all()
        plan = work.plan.of_venue(taken.venue.id)
    terms = taken.terms(ws.today())
    own = tuple(one for one in allocations if one.dossier_id == taken.dossier.id)
    held = balance(total, own, lots, terms)
    desk = _Desk(ws, taken, terms, lots, allocations)
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
        personal=sum(row.allocated for row in _counting(rows) if row.lot.source is OffsetSource.PERSONAL),
        cost_yuan=sum((row.cost_yuan for row in rows if row.cost_yuan is not None), Decimal(0)),
        unpriced=sum(row.allocated for row in rows if row.cost_yuan is None),
        notes=_notes(taken.event, rows),
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


def _counting(rows: Sequence[LotRow]) -> list[LotRow]:
    return [row for row in rows if row.state is LotState.COUNTS]


def _by_product(rows: Sequence[LotRow]) -> tuple[tuple[ProductType, int], ...]:
    sums = {product: sum(row.allocated for row in _counting(rows) if row.lot.product is product) for product in ProductType}
    return tuple((product, tonnes) for product, tonnes in sums.items() if tonnes)


def _notes(form: EventForm | None, rows: Sequence[LotRow]) -> tuple[str, ...]:
    """Where the lots used for an event do not fit its 碳中和类型 (附表1)."""
    if form is None:
        return ()
    used = {row.lot.source for row in rows if row.allocated}
    personal, institution = OffsetSource.PERSONAL in used, OffsetSource.INSTITUTION in used
    kind = form.neutrality
    notes = (
        (
            kind in {NeutralityType.PARTICIPANTS, NeutralityType.BOTH} and not personal,
            _("附表1 选了参与者自愿碳抵消，还没有用于本活动的个人自愿抵消。请登记平台出具的汇总，或改附表1 的碳中和类型。"),
        ),
        (
            kind is NeutralityType.ORGANIZER and personal,
            _("有个人自愿抵消用于本活动，附表1 的碳中和类型是组织者集中碳中和。两者都有的，请选「前两者均有」。"),
        ),
        (
            kind is NeutralityType.PARTICIPANTS and institution,
            _("有机构集中抵消用于本活动，附表1 的碳中和类型是参与者自愿碳抵消。两者都有的，请选「前两者均有」。"),
        ),
    )
    return tuple(words for found, words in notes if found)


def _row(desk: _Desk, number: int, lot: CreditLot) -> LotRow:
    own = sum(one.tonnes for one in desk.allocations if one.lot_id == lot.id and one.dossier_id == desk.taken.dossier.id)
    whole = sum(one.tonnes for one in desk.allocations if one.lot_id == lot.id)
    faults = lot_faults(lot, desk.terms)
    state = LotState.COUNTS if not faults else (LotState.BOUGHT if faults == (NOT_RETIRED,) else LotState.REFUSED)
    names = {LotState.COUNTS: _("已注销"), LotState.BOUGHT: _("已购未注销"), LotState.REFUSED: _("不能计入")}
    last = desk.terms.deadline(lot.product)
    return LotRow(
        lot=lot,
        number=f"{number:02d}",
        product_name=product_name(lot.product) + (f"（{lot.subtype}）" if lot.subtype else ""),
        subtype_name=dict(subtype_choices(lot.product)).get(lot.subtype, lot.subtype),
        serials=f"{lot.serial_from}—{lot.serial_to}" if lot.serial_from != lot.serial_to else lot.serial_from or "—",
        state=state,
        state_name=names[state],
        allocated=own,
        elsewhere=whole - own,
        free=lot.tonnes - whole,
        deadline=last,
        days_left=None if lot.retired_on is not None else (last - desk.terms.today).days,
        cost_yuan=None if lot.unit_price_yuan is None else lot.unit_price_yuan * own,
        lot_cost_yuan=None if lot.unit_price_yuan is None else lot.unit_price_yuan * lot.tonnes,
        why=_why(desk, lot, faults),
        points=points_of(LotStanding(lot, desk.terms, faults, whole, desk.lots)),
        proof=tuple(desk.taken.evidence[one] for one in lot.proof if one in desk.taken.evidence),
    )


def _why(desk: _Desk, lot: CreditLot, faults: Sequence[str]) -> str:
    if not faults:
        return _("已注销，凭证齐全，在期限内，可以计入。")
    return "；".join(fault_text(lot, fault, desk.terms) for fault in faults) + "。"
