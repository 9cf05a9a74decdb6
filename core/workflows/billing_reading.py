"""From the texts on a bill to exact figures; the form, the command line and the workbook all read them here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.domain.activity import StockTake, TimeOfUse
from core.domain.quantity import MICRO, Quantity, TypedQuantity, UnitTable, plain, plain_number, read_quantity, rounded, to_row_unit
from core.errors import InputError
from core.i18n import _, mark
from core.workflows.bill_views import FieldProblem

FIELD_NAMES: Mapping[str, str] = {
    "subject": mark("排放源"),
    "meter_id": mark("户号"),
    "start": mark("起日"),
    "last": mark("止日"),
    "quantity": mark("数量"),
    "unit": mark("单位"),
    "reading_start": mark("起示数"),
    "reading_end": mark("止示数"),
    "multiplier": mark("倍率"),
    "losses": mark("变损线损"),
    "sharp": mark("尖"),
    "peak": mark("峰"),
    "flat": mark("平"),
    "valley": mark("谷"),
    "opening": mark("期初库存"),
    "delivered": mark("本期购入"),
    "closing": mark("期末库存"),
    "amount_yuan": mark("金额"),
    "corrects": mark("更正的票据"),
    "reverses": mark("冲正的票据"),
    "invoice": mark("票据号"),
    "evidence": mark("附件"),
}
"""What the fields of a draft are called."""

TIMES = ("sharp", "peak", "flat", "valley")
"""Fields of the billed quantity by time of day."""

STOCK = ("opening", "delivered", "closing")
"""Fields of a delivery with stock."""

NUMBERS = ("quantity", "reading_start", "reading_end", "multiplier", "losses", *TIMES, *STOCK, "amount_yuan")
"""Fields that hold a number as text."""

_DECIMALS = 12
"""To so many decimals a figure is kept that was written in another unit than its bill."""


@dataclass(frozen=True, slots=True)
class BillUnits:
    """In what a bill is written: the unit chosen for it, the unit of its row, and the table of all."""

    bill: str
    row: str
    table: UnitTable


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a bill; what could not be read is None and stands in `problems`.

    Attributes:
        unit: the unit the record keeps: the bill's; the one typed behind the quantity only where it does not come out even in the bill's.
        micro: the quantity in millionths of the row's unit.
    """

    unit: str
    quantity: Quantity | None
    micro: int
    reading_start: Decimal | None
    reading_end: Decimal | None
    multiplier: Decimal | None
    losses: Decimal | None
    time_of_use: TimeOfUse | None
    stock: StockTake | None
    amount_yuan: Decimal | None
    problems: tuple[FieldProblem, ...]


def field_name(field: str) -> str:
    """What a field of the draft is called, in the language in use."""
    return _(FIELD_NAMES.get(field, ""))


def read_figures(texts: Mapping[str, str], units: BillUnits, *, credit: bool = False) -> Figures:
    """Read every number of a bill.

    Args:
        texts: field → text; a field that is missing is empty.
        units: what the bill is written in.
        credit: a credit note, whose figures are below zero.
    """
    return _Reader(texts, units, credit=credit).figures()


def number_text(value: Decimal | None) -> str:
    """A number as it is put back into its field; empty for none."""
    return "" if value is None else f"{plain(value):,f}".replace("-", "−")


def ratio_number(text: str) -> Decimal:
    """A ratio of a meter as people write it: 800, ×800, 800倍.

    Raises:
        InputError: it is no number above zero.
    """
    bare = text.strip().lstrip("×xX*").rstrip("倍").strip()
    value = plain_number(bare)
    if value <= 0:
        raise InputError("bill.multiplier", _("倍率 {value} 不对。").format(value=text.strip()), _("倍率应大于 0，没有互感器填 1。"))
    return value


def reading_number(text: str) -> Decimal:
    """A reading of a meter.

    Raises:
        InputError: it is no number, or below zero.
    """
    value = plain_number(text)
    if value < 0:
        raise InputError("bill.reading", _("示数 {value} 不对。").format(value=text.strip()), _("示数不小于 0，请照表底填写。"))
    return value


def money(text: str, table: UnitTable) -> Decimal:
    """Yuan as people write them: 181,350.00、¥181,350、18.1万元.

    Raises:
        InputError: it is no sum of money.
    """
    return number_in(unicodedata.normalize("NFKC", text).strip().lstrip("¥"), "yuan", table)


def number_in(text: str, unit: str, table: UnitTable) -> Decimal:
    """A number in a unit, whatever unit of the same kind it is written in.

    Raises:
        InputError: not a number, an unknown unit or one of another kind.
    """
    typed = read_quantity(text, unit, table).original
    return plain(typed.value if typed.unit == unit else rounded(table.convert(Fraction(typed.value), typed.unit, unit), _DECIMALS))


class _Reader:
    """Reads one bill and gathers what is wrong with it."""

    def __init__(self, texts: Mapping[str, str], units: BillUnits, *, credit: bool) -> None:
        self._texts = {field: texts.get(field, "").strip() for field in NUMBERS}
        self._units = units
        self._credit = credit
        self._unit = units.bill
        self._problems: list[FieldProblem] = []

    def figures(self) -> Figures:
        """Everything at once; the quantity first, since its unit is the record's."""
        typed = self._quantity()
        stock = self._stock()
        readings = [self._read(field, reading_number) for field in ("reading_start", "reading_end")]
        amount = self._read("amount_yuan", lambda text: money(text, self._units.table))
        if stock is not None:
            typed = self._with_stock(typed, stock)
        elif typed is None and not self._wrong("quantity", *STOCK):
            self._no_quantity(measured=readings[1] is not None)
        return Figures(
            unit=self._unit,
            quantity=typed.original if typed else None,
            micro=typed.micro if typed else 0,
            reading_start=readings[0],
            reading_end=readings[1],
            multiplier=self._read("multiplier", ratio_number),
            losses=self._part("losses"),
            time_of_use=self._time_of_use(),
            stock=stock,
            amount_yuan=amount,
            problems=tuple(self._problems),
        )

    def _wrong(self, *fields: str) -> bool:
        return any(problem.field in fields for problem in self._problems)

    def _problem(self, field: str, message: str, hint: str = "") -> None:
        self._problems.append(FieldProblem(field, message, hint))

    def _read(self, field: str, read: Callable[[str], Decimal]) -> Decimal | None:
        if not self._texts[field]:
            return None
        try:
            return read(self._texts[field])
        except InputError as error:
            self._problem(field, error.message, error.hint)
            return None

    def _quantity(self) -> TypedQuantity | None:
        if not self._texts["quantity"]:
            return None
        try:
            written = read_quantity(self._texts["quantity"], self._units.bill, self._units.table).original
            value = self._units.table.convert(Fraction(written.value), written.unit, self._units.bill)
            if written.unit != self._units.bill and (value * MICRO).denominator == 1:
                # 22.008万度 is a way to type 220,080 kWh: kept so, the next bill is not proposed in 万kWh.
                written = Quantity(plain(rounded(value, _DECIMALS)), self._units.bill)
            self._unit = written.unit
            return self._in_row(Quantity(plain(written.value), written.unit))
        except InputError as error:
            self._problem("quantity", error.message, error.hint)
            return None

    def _in_row(self, written: Quantity) -> TypedQuantity:
        return to_row_unit(written, self._units.row, self._units.table)

    def _in_bill(self, text: str) -> Decimal:
        """A figure of the same bill: typed in the unit that the form shows, kept in the unit of the quantity."""
        value = number_in(text, self._units.bill, self._units.table)
        if self._unit != self._units.bill:
            value = plain(rounded(self._units.table.convert(Fraction(value), self._units.bill, self._unit), _DECIMALS))
        return value

    def _part(self, field: str) -> Decimal | None:
        """A part of the billed quantity; only a credit note takes parts away."""
        value = self._read(field, self._in_bill)
        if value is not None and value < 0 and not self._credit:
            self._problem(field, _("{field}不能是负数。").format(field=field_name(field)), _("请照票面填写。"))
            return None
        return value

    def _time_of_use(self) -> TimeOfUse | None:
        parts = [self._part(field) for field in TIMES]
        return None if all(part is None for part in parts) else TimeOfUse(*parts)

    def _stock(self) -> StockTake | None:
        if not any(self._texts[field] for field in STOCK):
            return None
        for field in STOCK:
            if not self._texts[field]:
                message = _("{field}还没有填。").format(field=field_name(field))
                self._problem(field, message, _("用量按期初加购入减期末计算；没有的填 0。"))
        opening, delivered, closing = (self._part(field) for field in STOCK)
        if opening is None or delivered is None or closing is None:
            return None
        stock = StockTake(opening, delivered, closing)
        if stock.used() < 0 and not self._credit:
            over = f"{number_text(-stock.used())} {self._units.table[self._unit].label}"
            message = _("期末库存比期初库存加本期购入还多 {over}。").format(over=over)
            self._problem("closing", message, _("用量不会是负数，请核对盘点数，或补上漏记的购入。"))
            return None
        return stock

    def _with_stock(self, typed: TypedQuantity | None, stock: StockTake) -> TypedQuantity | None:
        """The quantity that the stock gives; one that was typed beside it must agree."""
        if typed is None and self._wrong("quantity"):
            return None
        try:
            used = self._in_row(Quantity(plain(stock.used()), self._unit))
        except InputError as error:
            self._problem("delivered", error.message, error.hint)
            return None
        if typed is not None and typed.micro != used.micro:
            message = _("数量 {typed} 与库存推算的 {used} 不一致。").format(
                typed=number_text(typed.original.value), used=number_text(used.original.value)
            )
            self._problem("quantity", message, _("期初加购入减期末应等于数量，请核对；也可以只填库存，数量留空。"))
            return None
        return typed or used

    def _no_quantity(self, *, measured: bool) -> None:
        if self._texts["amount_yuan"] and not measured:
            hint = _("金额不是活动数据，不能换算成用量；请按票据或向供应单位索取结算数量。")
            self._problem("quantity", _("只有金额，没有用量。"), hint)
        else:
            self._problem("quantity", _("数量还没有填。"), _("请填票据上的结算数量。"))
