"""Units, quantities, exact conversion within a dimension, and the one rounding for presentation."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

from core.errors import InputError
from core.i18n import _

MICRO = 1_000_000
"""Quantities are stored as whole millionths of the row's unit (architecture.md §6)."""

CANONICAL_DECIMALS = 18
"""A figure written to a file is rounded once, half to even, to 18 decimals of a tonne (architecture.md §5)."""

_TOTAL_DECIMALS = 2

_LARGEST = Decimal(10) ** 12
"""Largest quantity the store takes: millionths must fit a 64-bit integer and still add up."""

_EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of measure.

    Attributes:
        code: the code records keep, such as ``kWh``.
        dimension: units of one dimension convert into each other (``energy``, ``volume`` …).
        scale: how many base units of the dimension one of this unit is; exact.
        label: how the unit is printed.
        decimals: decimals shown for a quantity in this unit.
        aliases: other spellings that people type, such as 度.
    """

    code: str
    dimension: str
    scale: Fraction
    label: str
    decimals: int
    aliases: tuple[str, ...] = ()


class UnitTable:
    """The units in force, found by code or by any spelling people type."""

    __slots__ = ("_by_code", "_by_spelling")

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code: dict[str, Unit] = {}
        self._by_spelling: dict[str, Unit] = {}
        for unit in units:
            self._by_code[unit.code] = unit
            for spelling in (unit.code, unit.label, *unit.aliases):
                self._by_spelling.setdefault(_fold(spelling), unit)

    def __iter__(self) -> Iterator[Unit]:
        """All units, in the order of the table."""
        return iter(self._by_code.values())

    def __contains__(self, code: object) -> bool:
        """Whether a unit has this code."""
        return code in self._by_code

    def __getitem__(self, code: str) -> Unit:
        """The unit with this code; KeyError is a fault of the catalogue, never of the person."""
        return self._by_code[code]

    def find(self, spelling: str) -> Unit | None:
        """The unit that people spell like this, or None."""
        return self._by_spelling.get(_fold(spelling))

    def convert(self, value: Fraction, source: str, target: str) -> Fraction:
        """Convert exactly within one dimension.

        Raises:
            InputError: the two units measure different things.
        """
        a, b = self._by_code[source], self._by_code[target]
        if a.dimension != b.dimension:
            raise InputError(
                "unit.dimension",
                _("单位「{source}」不能换算成「{target}」。").format(source=a.label, target=b.label),
                _("两者量的不是同一种东西，请核对单位。"),
            )
        return value * a.scale / b.scale


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as on the bill."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class TypedQuantity:
    """How the program read what a person typed into a cell.

    Attributes:
        original: the number and unit kept as on the bill (12 bottles, 3 万kWh).
        micro: the same in millionths of the row's unit.
        converted: True when unit, multiplier or sum made the stored number look different from the text.
    """

    original: Quantity
    micro: int
    converted: bool


_TERM = re.compile(r"^([+-]?)(\d+(?:\.\d*)?|\.\d+)$")
_PARTS = re.compile(r"^(?P<number>[-+.,\d\s']+)(?P<magnitude>[十百千万亿]*)(?P<unit>.*)$")
_MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")


def _fold(text: str) -> str:
    """Spelling without case, width and space differences; ³ and ² become digits."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("立方米", "m3").replace("^", "")


def _to_number(text: str, whole: str) -> Decimal:
    """Read a number or a simple sum, after full-width folding."""
    compact = "".join(text.split()).replace("'", "")
    terms = re.findall(r"[+-]?[^+-]+", compact)
    if not terms or "".join(terms) != compact:
        raise _unreadable(whole)
    total = Decimal(0)
    for term in terms:
        if "," in term and not _THOUSANDS.match(term):
            raise InputError(
                "number.comma",
                _("「{text}」里的逗号位置不对。").format(text=whole),
                _("逗号只作千位分隔，如 12,345.6；小数点请用「.」。"),
            )
        match = _TERM.match(term.replace(",", ""))
        if match is None:
            raise _unreadable(whole)
        total = _EXACT.add(total, Decimal(match.group(1) + match.group(2)))
    return total


def _unreadable(text: str) -> InputError:
    return InputError(
        "number.unreadable",
        _("「{text}」不是数字。").format(text=text.strip()[:40]),
        _("请填数字，可带单位或简单加减，如 12,345.6、1.2万度、120+80。"),
    )


def read_quantity(text: str, row_unit: str, units: UnitTable) -> TypedQuantity:
    """Read what a person typed: full-width digits, thousands separators, 万, simple sums, a unit behind the number.

    Args:
        text: the cell's text.
        row_unit: the unit code of the row; used when no unit is typed.
        units: the table of units.

    Raises:
        InputError: not a number, unknown unit, unit of another dimension, or a number too large or too fine to keep exactly.
    """
    plain = unicodedata.normalize("NFKC", text).replace("，", ",").replace("−", "-").replace("。", ".").strip()
    match = _PARTS.match(plain)
    if match is None:
        raise _unreadable(text)
    number_text, magnitude, unit_text = match.group("number"), match.group("magnitude"), match.group("unit").strip()
    unit, factor = units[row_unit], Decimal(1)
    if unit_text or magnitude:
        exact = units.find(magnitude + unit_text) if unit_text else None
        found = exact or (units.find(unit_text) if unit_text else unit)
        if found is None:
            raise InputError(
                "unit.unknown",
                _("不认识单位「{unit}」。").format(unit=unit_text[:20]),
                _("这一行按 {label} 填，也可写同类单位。").format(label=unit.label),
            )
        if exact is None:
            for sign in magnitude:
                factor *= _MAGNITUDES[sign]
        unit = found
    value = _EXACT.multiply(_to_number(number_text, text), factor)
    return to_row_unit(Quantity(value, unit.code), row_unit, units, converted=value != _plain_or_none(number_text) or unit.code != row_unit)


def plain_number(text: str) -> Decimal:
    """A bare number as people type it: full-width digits, thousands separators, simple sums; no unit.

    Raises:
        InputError: it is not a number.
    """
    return plain(_to_number(unicodedata.normalize("NFKC", text).replace("，", ",").replace("−", "-"), text))


def _plain_or_none(text: str) -> Decimal | None:
    compact = text.strip()
    return Decimal(compact) if _TERM.match(compact) else None


def to_row_unit(original: Quantity, row_unit: str, units: UnitTable, *, converted: bool = False) -> TypedQuantity:
    """Express a quantity in millionths of the row's unit, rounding half to even at the sixth decimal.

    Raises:
        InputError: another dimension, a number too large, or one with more decimals than the store keeps.
    """
    if abs(original.value) > _LARGEST:
        raise InputError("number.too_large", _("数字 {value} 太大，无法保存。").format(value=original.value), _("请核对单位和位数。"))
    amount = units.convert(Fraction(original.value), original.unit, row_unit) * MICRO
    if abs(amount) > _LARGEST * MICRO:
        raise InputError("number.too_large", _("数字 {value} 太大，无法保存。").format(value=original.value), _("请核对单位和位数。"))
    if original.unit == row_unit and amount.denominator != 1:
        raise InputError(
            "number.too_fine", _("数字 {value} 的小数超过六位。").format(value=original.value), _("账单上的数不会这么细，请核对。")
        )
    return TypedQuantity(original, round(amount), converted)


def micro_to_decimal(micro: int) -> Decimal:
    """Millionths as an exact decimal without trailing zeros."""
    return plain(Decimal(micro).scaleb(-6, _EXACT))


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    with localcontext(_EXACT):
        normal = value.normalize()
        return normal.quantize(Decimal(1)) if normal == normal.to_integral_value() else normal


def canonical(value: Fraction, decimals: int = CANONICAL_DECIMALS) -> str:
    """The one written form of a figure: rounded once, half to even, trailing zeros removed.

    Two engines agree when these strings are equal (architecture.md §5).
    """
    scaled = round(value * 10**decimals)
    if scaled == 0:
        return "0"
    sign, digits = ("-", -scaled) if scaled < 0 else ("", scaled)
    whole, part = divmod(digits, 10**decimals)
    tail = str(part).rjust(decimals, "0").rstrip("0")
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Round once, half to even (GB/T 8170 四舍六入五成双), for presentation only."""
    return Decimal(round(value * 10**decimals)).scaleb(-decimals, _EXACT)


def shown(value: Fraction | Decimal | int, decimals: int, *, grouped: bool = True) -> str:
    """A figure as printed: one rounding, thousands separators, a true minus sign."""
    number = rounded(Fraction(value), decimals)
    size = number.copy_abs()  # abs() would round to the ambient context's 28 digits
    text = f"{size:,f}" if grouped else f"{size:f}"
    return f"−{text}" if number < 0 else text


def signed(value: Fraction, decimals: int = 2) -> str:
    """A change as printed: +40.79, −5.47, 0.00."""
    return f"+{shown(value, decimals)}" if rounded(value, decimals) > 0 else shown(value, decimals)


def shown_micro(micro: int, decimals: int, *, exact: bool = True) -> str:
    """A quantity as shown in a cell: the unit's decimals, and more when the person typed more, so that nothing typed is hidden."""
    return shown(Fraction(micro, MICRO), decimals_of(micro, decimals) if exact else decimals)


def decimals_of(micro: int, at_least: int) -> int:
    """How many decimals show a quantity whole, no fewer than `at_least`."""
    needed = 6
    while needed > at_least and micro % 10 ** (7 - needed) == 0:
        needed -= 1
    return needed


def shown_total(value: Fraction, decimals: int) -> str:
    """A row's total as printed: the unit's decimals, or one or two where the figure ends there (11.5 kg of refrigerant)."""
    needed = decimals_of(round(value * MICRO), decimals)
    return shown(value, needed if needed <= max(decimals, _TOTAL_DECIMALS) else decimals)


def shown_significant(value: Fraction | Decimal, digits: int = 3) -> str:
    """A figure with so many significant digits, one rounding; intensities use three (domain.md §7.1)."""
    number = Fraction(value)
    if number == 0:
        return "0"
    exponent = len(str(abs(number.numerator))) - len(str(number.denominator))
    if abs(number) < Fraction(10) ** exponent:
        exponent -= 1
    decimals = digits - 1 - exponent
    result = round(number * Fraction(10) ** decimals) / Fraction(10) ** decimals
    if abs(result) >= Fraction(10) ** (exponent + 1):
        decimals -= 1  # 99.96 became 100: one digit more in front, one fewer behind
    return shown(result, max(0, decimals))


def whole_tonnes_up(value: Fraction) -> int:
    """Tonnes to offset: always rounded up, an exception that is printed beside the figure (domain.md §7.1); never below none."""
    return max(0, math.ceil(value))


def excel_number(value: float) -> Decimal:
    """The number a person sees in an Excel cell.

    Excel keeps binary floats but shows and compares 15 significant digits: 0.1 + 0.2 is 0.3 there. Where the 15-digit form
    differs from the exact text of the float, the 15-digit form is what was meant (architecture.md §5).
    """
    if not math.isfinite(value):
        raise InputError("number.not_finite", _("单元格里不是有限的数字。"), _("请填一个普通的数字。"))
    return plain(Decimal(f"{value:.15g}"))
