"""What a reader of a lot of credits is told though it keeps nothing from counting: its age, and which kinds the policy prefers."""

from __future__ import annotations

from datetime import date

from core.domain.offset import CreditLot, ProductType

OLD_CCER = date(2017, 3, 14)
"""Registration of CCER was suspended on this day; what was issued before is old stock (domain.md N17)."""

PREFERRED = frozenset({ProductType.CEA, ProductType.CCER})
"""鼓励优先采用 (川环发〔2021〕5号 三（三）)."""

_OLD_YEARS = 5


def earliest_vintage(period_end: date) -> int:
    """The oldest vintage that buyers commonly take for a period; no rule of China says so (domain.md N8)."""
    return period_end.year - _OLD_YEARS


def old_vintage(lot: CreditLot, period_end: date) -> bool:
    """Whether the credits come from a year long before the period."""
    return lot.vintage is not None and lot.vintage < earliest_vintage(period_end)


def old_stock(lot: CreditLot) -> bool:
    """Whether a lot is CCER issued before the suspension; where nobody wrote that day, whether its vintage lies before that year."""
    if lot.product is not ProductType.CCER:
        return False
    if lot.issued_on is not None:
        return lot.issued_on < OLD_CCER
    return lot.vintage is not None and lot.vintage < OLD_CCER.year
