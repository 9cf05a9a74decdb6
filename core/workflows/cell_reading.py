"""Reading what stands in a cell: typed, or pasted from Excel with all that Excel shows in place of a number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.domain.quantity import MICRO, TypedQuantity, Unit, plain, plain_number, read_quantity, rounded, shown_micro
from core.errors import InputError
from core.i18n import _
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CellReading:
    """How a text is read while it is typed: 「读作 158,600 kWh（15.86万 × 10,000）」, and in millionths of the row's unit."""

    words: str
    micro: int


_NARROW = re.compile(r"^#{2,}$")
_EXCEL_ERROR = re.compile(r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"^[+-]?\d+(\.\d+)?e[+-]?\d+$", re.IGNORECASE)
_DATE = re.compile(r"^\d{4}[-/.年](\d{1,2}[-/.月]\d{1,2}日?|0\d|\d{1,2}月)$")
_ACCOUNTANT = re.compile(r"^\(\s*[¥$€]?\s*[\d,.]+.*\)$")
_MONEY = re.compile(r"^[+-]?\s*[¥$€]|(元|块)$")
_NUMBER = re.compile(r"^[-+.,\d\s']+")
_MONEY_SIGNS = "¥$€"
_TEN_THOUSAND = 10_000


def read_text(ws: Workspace, unit: str, text: str) -> TypedQuantity:
    """Read a text as a quantity of a row in this unit; a formula sign in front is passed over, a negative figure is refused.

    Raises:
        InputError: it is none, or it is something that Excel shows in place of a number.
    """
    units = ws.catalogue.units
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    _refuse_what_excel_shows(folded)
    if units[unit].dimension == "money":
        folded = _money_as_unit(folded)
    elif _MONEY.search(folded):
        raise InputError(
            "quantity.money",
            _("「{text}」是金额，不是用量。").format(text=_short(text)),
            _("这一行按 {unit} 填；金额请录在票据里。").format(unit=units[unit].label),
        )
    if _ACCOUNTANT.match(folded):
        folded = "-" + folded.strip("() ")
    typed = read_quantity(folded.removeprefix("=") or text, unit, units)
    if typed.micro < 0:
        raise InputError("quantity.negative", _("不能填负数。"), _("冲正请在票据里登记，并写明被冲正的票据号。"))
    return typed


def _refuse_what_excel_shows(folded: str) -> None:
    if _NARROW.match(folded):
        raise InputError(
            "excel.narrow",
            _("「{text}」是 Excel 列宽不够时的样子，没有数。").format(text=_short(folded)),
            _("请在 Excel 里把列拉宽，再复制一次。"),
        )
    if _EXCEL_ERROR.match(folded):
        raise InputError("excel.error", _("「{text}」是 Excel 的错误值。").format(text=folded), _("请在 Excel 里改好公式，再复制一次。"))
    if _SCIENTIFIC.match(folded):
        raise InputError(
            "excel.scientific",
            _("「{text}」是科学记数，后面的位数可能已经丢了。").format(text=folded),
            _("请在 Excel 里设成数值格式、把列拉宽，再复制一次。"),
        )
    if folded.endswith("%"):
        raise InputError("quantity.percent", _("「{text}」是百分数，不是用量。").format(text=_short(folded)), _("请填数量本身。"))
    if _DATE.match(folded):
        raise InputError("quantity.date", _("「{text}」像是日期，不是用量。").format(text=_short(folded)), _("请核对复制的是哪一列。"))


def _money_as_unit(folded: str) -> str:
    """「¥1,234」 in a row that is counted in money means 1,234 元; with a unit behind it, that one."""
    bare = folded.lstrip(_MONEY_SIGNS[0]).strip()
    return f"{bare}元" if bare != folded and _NUMBER.sub("", bare) == "" else bare


def _short(text: str) -> str:
    return text.strip()[:20]


def reading_of(ws: Workspace, unit: str, text: str) -> CellReading:
    """How a text would be read in a row of this unit.

    Raises:
        InputError: it cannot be read.
    """
    typed = read_text(ws, unit, text)
    return CellReading(reading_words(ws.catalogue.units[unit], typed.micro, text), typed.micro)


def reading_words(unit: Unit, micro: int, text: str) -> str:
    """「读作 15,860 Nm³（万方 × 10,000）」: how the figure came about where it was converted, its size in 万 where it is large."""
    words = _("读作 {number} {unit}").format(number=shown_micro(micro, unit.decimals), unit=unit.label)
    how = _how(micro, unicodedata.normalize("NFKC", text).strip().removeprefix("="))
    return _("{words}（{how}）").format(words=words, how=how) if how else words


def _how(micro: int, text: str) -> str:
    number = _NUMBER.match(text)
    tail = text[number.end() :].strip() if number is not None else ""
    try:
        bare = plain_number(number.group().strip() if number is not None else "")
    except InputError:
        return ""
    if tail:
        factor = plain(rounded(Fraction(micro, MICRO) / Fraction(bare), 6)) if bare else Decimal(1)
        return "" if factor == 1 else f"{tail} × {factor:,f}"
    if "+" in text[1:] or "-" in text[1:]:
        return text
    return in_ten_thousands(micro)


def in_ten_thousands(micro: int) -> str:
    """「15.86 万」: how large a figure is, said as people say it; empty below ten thousand."""
    if abs(micro) < _TEN_THOUSAND * MICRO:
        return ""
    return _("{number} 万").format(number=f"{plain(rounded(Fraction(micro, MICRO * _TEN_THOUSAND), 4)):,f}")
