"""What the readings of a bill give: how far the meter went, times its ratio, with the losses, beside what was billed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.accounting.checks_bills import advances
from core.domain.activity import ActivityRecord
from core.domain.quantity import MICRO, Unit, plain, rounded, shown
from core.i18n import _
from core.workflows.billing_checks import BillCase
from core.workflows.billing_desk import BillDesk
from core.workflows.billing_reading import number_text

_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Advance:
    """What readings, ratio and losses give.

    Attributes:
        words: (25,163.55 − 24,816.40) × 800 + 1,280 = 279,000 kWh.
        quantity: the same figure for the field of the quantity.
        off: how far the billed quantity is from it, as a share; None while none is known.
    """

    words: str
    quantity: str
    off: Fraction | None

    @property
    def difference(self) -> str:
        """与计费量相差 0.0%."""
        return "" if self.off is None else _("与计费量相差 {off}%").format(off=shown(self.off * 100, 1))


def advance_of(desk: BillDesk, case: BillCase) -> Advance | None:
    """What the readings of the bill give; None without both of them, or where the meter seems to have run back.

    A meter shows kWh where the bill may say 万kWh: of the two units the one is taken that comes nearer to what was billed.
    """
    bill, account = case.bill, case.account()
    found = advances(account, bill) if account is not None else ()
    meter = desk.meter(bill.meter_id or "")
    ratio = bill.multiplier or (meter.multiplier if meter else Decimal(1))
    billed = Fraction(bill.micro, MICRO)
    choices = [_Choice(desk, bill, one, ratio, unit) for one in found for unit in {bill.quantity.unit: 0, desk.source.unit: 0}]
    if not choices:
        return None
    best = min(choices, key=lambda one: abs(one.in_row_unit() - billed)) if billed else choices[-1]
    return Advance(best.words(), best.quantity(), abs(best.in_row_unit() - billed) / abs(billed) if billed else None)


@dataclass(frozen=True, slots=True)
class _Choice:
    """One way to read the meter: how far it went, and the unit that it counts in."""

    desk: BillDesk
    bill: ActivityRecord
    advance: Decimal
    ratio: Decimal
    unit: str

    def _losses(self) -> Fraction:
        lost = Fraction(self.bill.losses or 0)
        return self.desk.table.convert(lost, self.bill.quantity.unit, self.unit)

    def _total(self) -> Fraction:
        return Fraction(self.advance) * Fraction(self.ratio) + self._losses()

    def in_row_unit(self) -> Fraction:
        """What it gives, in the unit of the row."""
        return self.desk.table.convert(self._total(), self.unit, self.desk.source.unit)

    def words(self) -> str:
        """The calculation with its values in."""
        start, end = self.bill.reading_start or Decimal(0), self.bill.reading_end or Decimal(0)
        if self.advance == end - start:
            text = f"({number_text(end)} − {number_text(start)})"
        else:
            text = _("示数差 {advance}（经换表）").format(advance=number_text(self.advance))
        if self.ratio != 1:
            text += f" × {number_text(self.ratio)}"
        if self.bill.losses:
            text += f" + {_number(self._losses())}"
        return f"{text} = {_number(self._total())} {self._label().label}"

    def quantity(self) -> str:
        """For the field of the quantity, with its unit where that is not the bill's."""
        label = "" if self.unit == self.bill.quantity.unit else f" {self._label().label}"
        return f"{_number(self._total())}{label}"

    def _label(self) -> Unit:
        return self.desk.table[self.unit]


def _number(value: Fraction) -> str:
    return number_text(plain(rounded(value, _DECIMALS)))
