"""Rules of carbon credits that hold over the whole ledger: serial numbers, whole tonnes, days, and what is used twice (domain.md §3.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core.accounting.credit_serials import covered_period, folded, overlap, serials
from core.catalogue_loader.credit_register import credit_register
from core.domain.offset import Allocation, CreditLot, OffsetSource, ProductType, SinkFacts
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows.submission_views import LotDraft
from core.workflows.wording import required_text

_EARLIEST_VINTAGE, _LATEST_VINTAGE = 1990, 2100


def lot_of(draft: LotDraft, base: CreditLot) -> CreditLot:
    """The lot that a draft describes, with id, retirement and proof of `base`.

    Raises:
        InputError: a text is missing, the tonnes are not whole, or the serial numbers do not fit them.
    """
    if isinstance(draft.tonnes, bool) or not isinstance(draft.tonnes, int) or draft.tonnes <= 0:
        message = _("数量 {tonnes} 不对。").format(tonnes=draft.tonnes)
        raise InputError("lot.tonnes", message, _("减排量按整吨登记，应是大于 0 的整数。"))
    if draft.vintage is not None and not _EARLIEST_VINTAGE <= draft.vintage <= _LATEST_VINTAGE:
        raise InputError("lot.vintage", _("年份 {year} 不对。").format(year=draft.vintage), _("填减排量产生的年份，如 2024。"))
    if draft.unit_price_yuan is not None and draft.unit_price_yuan < 0:
        raise InputError("lot.price", _("单价不能是负数。"), _("没有单价就空着。"))
    _check_other(draft)
    _check_issued(draft.issued_on, base.retired_on)
    serial_from, serial_to = _serial_texts(draft)
    return CreditLot(
        id=base.id,
        product=draft.product,
        registry=required_text(draft.registry, _("登记机构")),
        project=required_text(draft.project, _("项目名称")),
        tonnes=draft.tonnes,
        serial_from=serial_from,
        serial_to=serial_to,
        subtype=known_subtype(draft.product, draft.subtype),
        methodology=draft.methodology.strip(),
        location=draft.location.strip(),
        vintage=draft.vintage,
        account=draft.account.strip(),
        acquired_on=draft.acquired_on,
        retired_on=base.retired_on,
        retirement_id=base.retirement_id,
        beneficiary=draft.beneficiary.strip() or base.beneficiary,
        unit_price_yuan=draft.unit_price_yuan,
        source=draft.source,
        priority_region=draft.priority_region,
        note=draft.note.strip(),
        sink=_sink(draft.sink),
        proof=base.proof,
        quality=draft.quality,
        issued_on=draft.issued_on,
    )


def draft_of(lot: CreditLot) -> LotDraft:
    """A registered lot as one would type it."""
    return LotDraft(
        product=lot.product,
        registry=lot.registry,
        project=lot.project,
        tonnes=lot.tonnes,
        serial_from=lot.serial_from,
        serial_to=lot.serial_to,
        subtype=lot.subtype,
        methodology=lot.methodology,
        location=lot.location,
        vintage=lot.vintage,
        account=lot.account,
        acquired_on=lot.acquired_on,
        beneficiary=lot.beneficiary,
        unit_price_yuan=lot.unit_price_yuan,
        source=lot.source,
        priority_region=lot.priority_region,
        note=lot.note,
        sink=lot.sink,
        quality=lot.quality,
        issued_on=lot.issued_on,
    )


def retired_lot(lot: CreditLot, on: date, retirement_id: str, today: date) -> CreditLot:
    """The lot as its registry has retired it; account, beneficiary and proof are those that it has.

    Raises:
        InputError: the day lies ahead, or before the lot was issued or acquired; the number is missing, or nobody is named.
    """
    if on > today:
        raise InputError(
            "lot.future",
            _("注销日期 {day} 在今天之后。").format(day=on.isoformat()),
            _("注销在登记机构办完以后再登记；电脑日期不准的，先校准。"),
        )
    if lot.acquired_on is not None and on < lot.acquired_on:
        raise InputError(
            "lot.retired_early",
            _("注销日期 {day} 早于取得日期 {acquired}。").format(day=on.isoformat(), acquired=lot.acquired_on.isoformat()),
            _("请核对两个日期。"),
        )
    _check_issued(lot.issued_on, on)
    return replace(
        lot,
        retired_on=on,
        retirement_id=required_text(retirement_id, _("注销编号")),
        beneficiary=required_text(lot.beneficiary, _("受益单位或注销事由")),
    )


def unretired(lot: CreditLot) -> CreditLot:
    """The lot as it is without its retirement."""
    return replace(lot, retired_on=None, retirement_id="", proof=())


def known_subtype(product: ProductType, text: str) -> str:
    """The kind of a product: the code of one on the list however it is written, else what was typed."""
    written = " ".join(text.split())
    for one in credit_register().subtypes:
        if one.product is product and folded(written) in {folded(name) for name in (one.code, *one.also)}:
            return one.code
    return written


def _check_other(draft: LotDraft) -> None:
    """A product that the policy does not name says what it is, on what it rests, and what the reviewer found (domain.md §1.7)."""
    if draft.product is not ProductType.OTHER:
        return
    if not draft.subtype.strip():
        raise InputError("lot.subtype", _("选了「其他」，没有写明是哪一种。"), _("请写明种类和依据。"))
    if not draft.note.strip():
        raise InputError(
            "lot.note", _("选了「其他」，备注还空着。"), _("请在备注里写明依据和复核意见：由谁核对、看了哪份文件、平台是否认可。")
        )


def _check_issued(issued: date | None, retired: date | None) -> None:
    if issued is not None and retired is not None and issued > retired:
        message = _("签发日期 {issued} 晚于注销日期 {retired}。").format(issued=issued.isoformat(), retired=retired.isoformat())
        raise InputError("lot.issued", message, _("先签发，后注销。请核对两个日期。"))


def _serial_texts(draft: LotDraft) -> tuple[str, str]:
    """Both ends, as they are kept.

    A new forest has no serial numbers before it is registered, and a total of guests' offsets may have none; every other lot has.
    """
    serial_from, serial_to = draft.serial_from.strip(), draft.serial_to.strip() or draft.serial_from.strip()
    if not serial_from:
        if (draft.product is ProductType.SINK or draft.source is OffsetSource.PERSONAL) and not serial_to:
            return "", ""
        raise InputError("lot.serial", _("序列号还没有填。"), _("请照注销凭证或交易凭证填起止序列号。"))
    found = serials(serial_from, serial_to)
    if found is not None and found.count != draft.tonnes:
        raise InputError(
            "lot.serial_count",
            _("序列号 {first} 至 {last} 共 {count} 个，数量填的是 {tonnes} 吨。").format(
                first=serial_from, last=serial_to, count=found.count, tonnes=draft.tonnes
            ),
            _("一吨一个序列号，两者应相等。请核对起止序列号。"),
        )
    return serial_from, serial_to


def _sink(facts: SinkFacts | None) -> SinkFacts | None:
    return None if facts == SinkFacts() else facts


def require_no_overlap(lot: CreditLot, lots: Iterable[CreditLot]) -> None:
    """A credit is used once: no other lot of the ledger may hold the same serial number.

    Raises:
        RuleError: one does; the sentence names it.
    """
    for other in lots:
        if other.id == lot.id:
            continue
        if lot.source is OffsetSource.PERSONAL and _same_summary(lot, other):
            raise RuleError(
                "lot.summary_twice",
                _("汇总表 {number} 的这种减排量已登记为「{project}」，没有保存。").format(number=lot.retirement_id, project=other.project),
                _("同一份汇总只登记一次。请核对汇总表编号。"),
            )
        if overlap(lot, other):
            raise _used_twice(lot, other)


def _used_twice(lot: CreditLot, other: CreditLot) -> RuleError:
    if not lot.serial_from:
        return RuleError(
            "lot.overlap",
            _("「{project}」（{mine}）已登记过一批（{theirs}），没有保存。").format(
                project=lot.project, mine=_range(lot), theirs=_range(other)
            ),
            _("没有序列号的，同一项目同一期间只登记一次。期间不同的，请写明各自的期间。"),
        )
    return RuleError(
        "lot.overlap",
        _("序列号 {mine} 与已登记的「{project}」（{theirs}）重叠，没有保存。").format(
            mine=_range(lot), project=other.project, theirs=_range(other)
        ),
        _("同一个减排量只能用一次。请核对序列号；同一批分给几份档案用的，在那一批上分配。"),
    )


def _same_summary(lot: CreditLot, other: CreditLot) -> bool:
    """Whether two totals without serial numbers are the same product out of one summary of a platform."""
    if not lot.retirement_id or lot.serial_from or other.serial_from:
        return False
    if other.source is not OffsetSource.PERSONAL or lot.product is not other.product:
        return False
    return (folded(lot.registry), folded(lot.retirement_id)) == (folded(other.registry), folded(other.retirement_id))


def _range(lot: CreditLot) -> str:
    if lot.serial_from:
        return _("{first} 至 {last}").format(first=lot.serial_from, last=lot.serial_to)
    period = covered_period(lot)
    return _("无序列号，{period}").format(period=period) if period else _("无序列号")


def require_room(lot: CreditLot, used: Iterable[Allocation]) -> None:
    """What is used of a lot never exceeds it.

    Raises:
        RuleError: it would.
    """
    total = sum(one.tonnes for one in used)
    if total > lot.tonnes:
        raise RuleError(
            "lot.used_up",
            _("「{project}」共 {tonnes} 吨，各档案合计要用 {total} 吨，多出 {over} 吨。").format(
                project=lot.project, tonnes=lot.tonnes, total=total, over=total - lot.tonnes
            ),
            _("没有保存。请减少用量，或另登记一批。"),
        )
