"""Rules of carbon credits that hold over the whole ledger: serial numbers, whole tonnes, days, and what is used twice (domain.md §3.4)."""

from __future__ import annotations

from collections.abc import Iterable

from core.accounting.credit_serials import overlap, serials
from core.domain.offset import Allocation, CreditLot, ProductType, SinkFacts
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
    if draft.product is ProductType.OTHER and not draft.subtype.strip():
        raise InputError("lot.subtype", _("选了「其他」，没有写明是哪一种。"), _("请写明种类和依据。"))
    serial_from, serial_to = _serial_texts(draft)
    return CreditLot(
        id=base.id,
        product=draft.product,
        registry=required_text(draft.registry, _("登记机构")),
        project=required_text(draft.project, _("项目名称")),
        tonnes=draft.tonnes,
        serial_from=serial_from,
        serial_to=serial_to,
        subtype=draft.subtype.strip(),
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
    )


def _serial_texts(draft: LotDraft) -> tuple[str, str]:
    """Both ends, as they are kept.

    A new forest has no serial numbers before it is registered; every other lot has.
    """
    serial_from, serial_to = draft.serial_from.strip(), draft.serial_to.strip() or draft.serial_from.strip()
    if not serial_from:
        if draft.product is ProductType.SINK and not serial_to:
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
        if other.id != lot.id and overlap(lot, other):
            raise RuleError(
                "lot.overlap",
                _("序列号 {mine} 与已登记的「{project}」（{theirs}）重叠，没有保存。").format(
                    mine=_range(lot), project=other.project, theirs=_range(other)
                ),
                _("同一个减排量只能用一次。请核对序列号；同一批分给几份档案用的，在那一批上分配。"),
            )


def _range(lot: CreditLot) -> str:
    return _("{first} 至 {last}").format(first=lot.serial_from, last=lot.serial_to) if lot.serial_from else _("无序列号")


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
