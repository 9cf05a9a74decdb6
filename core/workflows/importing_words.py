"""What an import says of its items: what a row speaks of, and a record in one line."""

from __future__ import annotations

from core.documents.workbook import SheetRow
from core.domain.activity import ActivityRecord
from core.domain.period import ReportingPeriod
from core.domain.quantity import UnitTable, plain
from core.i18n import _

_NAMED_BY = ("name", "source", "subject", "account", "field", "rule")


def row_name(row: SheetRow) -> str:
    """What a row of a sheet speaks of, with the number of its bill."""
    name = next((str(row.values[code]).strip() for code in _NAMED_BY if row.values.get(code)), "")
    invoice = str(row.values.get("invoice") or "").strip()
    return f"{name} {invoice}".strip()


def described(record: ActivityRecord | None, units: UnitTable) -> str:
    """A record's quantity with its unit, and the money of a bill; empty for none."""
    if record is None:
        return ""
    text = f"{plain(record.quantity.value):,f} {units[record.quantity.unit].label}"
    if record.amount_yuan is not None:
        text += _("，{amount} 元").format(amount=f"{plain(record.amount_yuan):,f}")
    return text + (f"（{record.zero_reason}）" if record.zero_reason else "")


def inside(record: ActivityRecord | None, period: ReportingPeriod) -> int:
    """The millionths of a record that fall on the months of a period."""
    return sum(micro for month, micro in record.months().items() if month in period) if record is not None else 0
