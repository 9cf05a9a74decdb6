"""How the sample mall's main meter is reconciled: what it shows beyond all sub-meters belongs to the common areas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sample_billing import Supply, bill_of
from sample_parts import Bill, Sheet


@dataclass(frozen=True, slots=True)
class Reading:
    """One month: the supplier's bill for the main meter, and the sums of the sub-meters below it in kWh."""

    whole: Bill
    own: Decimal
    tenants: Decimal
    third: Decimal

    @property
    def rest(self) -> Decimal:
        """What no sub-meter shows: losses and small consumers; it belongs to the common areas (domain.md §4.5)."""
        return self.whole.quantity - self.own - self.tenants - self.third


def reconciled(reading: Reading, supply: Supply, owner: str) -> tuple[Bill, tuple[Sheet, Sheet]]:
    """The paper for what is left, with the supplier's bill behind it; `supply` is the run of these papers."""
    whole = reading.whole
    bill = bill_of(supply, whole.first, whole.last, reading.rest)
    grid, table = _grid_sheet(whole, owner), _table(bill, reading, owner)
    parts = f"总进线 {whole.quantity:,f} − 公区分项 {reading.own:,f} − 租户 {reading.tenants:,f} − 第三方 {reading.third:,f}"
    return replace(bill, more=(grid.file,), note=f"{parts}，差额归公区。"), (grid, table)


def _grid_sheet(whole: Bill, owner: str) -> Sheet:
    """The supplier's bill for the main meter."""
    return Sheet(
        file=whole.evidence,
        title=whole.account.paper,
        number=whole.invoice,
        issuer=whole.account.supplier,
        lines=(
            ("户名", owner),
            ("户号", whole.account.number),
            ("账期", f"{whole.first.isoformat()} — {whole.last.isoformat()}"),
            ("示数", f"{whole.reading_start:,f} — {whole.reading_end:,f}"),
            ("倍率", f"{whole.account.multiplier:f}"),
            ("数量", f"{whole.quantity:,f} kWh"),
            ("金额", f"{whole.amount:,f} 元"),
        ),
    )


def _table(bill: Bill, reading: Reading, owner: str) -> Sheet:
    """The month's reconciliation: main meter, common areas, tenants, third parties, and what is left."""
    return Sheet(
        file=bill.evidence,
        title=bill.account.paper,
        number=bill.invoice,
        issuer=bill.account.supplier,
        lines=(
            ("户名", owner),
            ("账期", f"{bill.first.isoformat()} — {bill.last.isoformat()}"),
            ("总进线", f"{reading.whole.quantity:,f} kWh"),
            ("公区分项", f"{reading.own:,f} kWh"),
            ("租户分表", f"{reading.tenants:,f} kWh"),
            ("第三方", f"{reading.third:,f} kWh"),
            ("差额（归公区）", f"{reading.rest:,f} kWh"),
            ("差额占总进线", f"{reading.rest / reading.whole.quantity * 100:.2f}%"),
        ),
    )
