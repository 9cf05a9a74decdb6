"""Numbers, days and periods as bills write them; what can be read in two ways is not read."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

_NUMBER = re.compile(r"(?P<sign>[-–]?)[¥￥$]?(?P<sign2>-?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d.,]*\d)")
_UNIT = re.compile(r"[(（]?(?P<unit>[^\d\s()（）,，;；。:：¥￥+=*×/-][^\s()（）,，;；。:：=×]*)?[)）]?")
_LONGEST = 18
"""Digits of a number on a bill; a longer one is an identity."""

_UNTIL = f"(?:至|到|—+|–|-+|~|{chr(0x223C)}|〜|―|─)"
"""What stands between two days; U+223C, which no face of ours has, is how some papers write the wave."""

_JOIN = re.compile(rf"^[\s,，(（]*(?:起)?[\s]*{_UNTIL}[\s]*$")
_FULL = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?:\s*(?P<sep>[-./])\s*(?P<m>\d{1,2})\s*(?P=sep)\s*(?P<d>\d{1,2})(?!\d)"
    r"|\s*年\s*(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})\s*日?"
    r"|(?P<m3>0[1-9]|1[0-2])(?P<d3>[0-3]\d)(?!\d))"
)
_SHORT = re.compile(r"^(?P<m>\d{1,2})\s*(?:月|[-./])\s*(?P<d>\d{1,2})\s*日?(?!\d)")
_MONTH = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d{2})\s*(?:年|[-./])\s*)?(?P<m>\d{1,2})\s*月份?|(?<![\d.])(?P<y2>20\d{2})(?:[-./]?)(?P<m2>0[1-9]|1[0-2])(?![\d.,/-])"
)
_EARLIEST, _LATEST = 1990, 2099
_CAPITALS = ("零〇", "壹一", "贰二", "叁三", "肆四", "伍五", "陆六", "柒七", "捌八", "玖九")
_DIGITS = {digit: value for value, digits in enumerate(_CAPITALS) for digit in digits}
_AMOUNT = re.compile(
    r"负?[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿一二三四五六七八九十百千]+[圆元][零〇壹贰叁肆伍陆柒捌玖角分整正一二三四五六七八九]*"
)
_SMALL = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_CENTS = {"角": Decimal("0.1"), "分": Decimal("0.01")}


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number with what stands behind it as its unit."""

    value: Decimal
    unit: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ReadPeriod:
    """The days of a bill as printed, or the months that it names (without a year where none stands there)."""

    start: date | None = None
    last: date | None = None
    month: str = ""


def number(text: str) -> ReadNumber | None:
    """The number that a text begins with, when no other number follows it; None where there is none or it is ambiguous.

    Commas part thousands only, so that 1.234,56 and 12,34 are none; a blank inside a number makes two of it.
    """
    start = len(text) - len(text.lstrip(" :：≈"))
    found = _NUMBER.match(text, start)
    if found is None or (found["sign"] and found["sign2"]):
        return None
    digits = found["digits"].replace(",", "")
    if len(digits) > _LONGEST:
        return None
    unit = _UNIT.match(text, found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip(" ")))
    rest = text[unit.end() if unit else found.end() :]
    if re.match(r"^[\s]*[-¥￥]?\d", rest) or rest.lstrip().startswith(("-", "—", "至", "~", "/")):
        return None
    value = Decimal(digits)
    sign = bool(found["sign"] or found["sign2"])
    return ReadNumber(-value if sign and value else value, (unit["unit"] or "") if unit else "", found.start(), found.end())


def number_range(text: str) -> tuple[ReadNumber, ReadNumber] | None:
    """Two numbers with a sign of from and to between them, such as 24,626.34 — 24,877.17; None for anything else."""
    found = list(_NUMBER.finditer(text))
    if len(found) != 2:
        return None
    between = text[found[0].end() : found[1].start()]
    second = found[1]["digits"]
    if not _JOIN.match(between) and not (between == "" and found[1]["sign"]):
        return None
    ends = []
    for one, digits in ((found[0], found[0]["digits"]), (found[1], second)):
        ends.append(ReadNumber(Decimal(digits.replace(",", "")), "", one.start(), one.end()))
    return ends[0], ends[1]


def plain_text(value: Decimal) -> str:
    """A number as an exact decimal without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def days_in(text: str) -> Iterator[tuple[date, int, int]]:
    """Every full day in a text with its place."""
    for found in _FULL.finditer(text):
        month = found["m"] or found["m2"] or found["m3"]
        day = found["d"] or found["d2"] or found["d3"]
        made = _day(int(found["y"]), int(month), int(day))
        if made is not None:
            yield made, found.start(), found.end()


def day(text: str) -> date | None:
    """The one day that a text names."""
    found = {one for one, _first, _last in days_in(text)}
    return found.pop() if len(found) == 1 else None


def period(text: str) -> ReadPeriod | None:
    """The days or months that a text names as a period; None where it names none, or not in one way only."""
    days = list(days_in(text))
    if len(days) == 2:
        (first, _at, end), (last, start, _end) = days
        return ReadPeriod(first, last) if _JOIN.match(text[end:start]) and first <= last else None
    if len(days) == 1:
        return _short_end(days[0], text)
    return None if days else _months(text)


def _short_end(full: tuple[date, int, int], text: str) -> ReadPeriod | None:
    """2025年12月21日—1月20日: the year of the second day follows, since a bill is shorter than a year."""
    first, _start, end = full
    joined = re.match(rf"[\s]*{_UNTIL}[\s]*", text[end:])
    if joined is None:
        return None
    short = _SHORT.match(text[end + joined.end() :])
    if short is None:
        return None
    month, number_of_day = int(short["m"]), int(short["d"])
    last = _day(first.year, month, number_of_day)
    if last is not None and last < first:
        last = _day(first.year + 1, month, number_of_day)
    return ReadPeriod(first, last) if last is not None else None


def _months(text: str) -> ReadPeriod | None:
    found = list(_MONTH.finditer(text))
    named = [(one["y"] or one["y2"], int(one["m"] or one["m2"])) for one in found]
    if not named or any(not 1 <= month <= 12 for _year, month in named) or len(named) > 2:
        return None
    texts = [f"{year or '-'}-{month:02d}" for year, month in named]
    if len(texts) == 1:
        short = re.match(r"^\s*(?:至|到|—|–|-|~)\s*(\d{1,2})\s*月", text[found[0].end() :])
        return None if short else ReadPeriod(month=texts[0])
    if texts[0] == texts[1]:
        return ReadPeriod(month=texts[0])
    between = text[found[0].end() : found[1].start()]
    if not _JOIN.match(between):
        return None
    if not named[1][0] and named[0][0]:
        year = int(named[0][0]) + (1 if named[1][1] < named[0][1] else 0)
        texts[1] = f"{year}-{named[1][1]:02d}"
    return ReadPeriod(month="/".join(texts))


def whole_months(month: str) -> tuple[date, date] | None:
    """First and last day of the months that a period names; None where the year is not said."""
    first, _slash, second = month.partition("/")
    ends = [re.fullmatch(r"(\d{4})-(\d{2})", one) for one in (first, second or first)]
    if ends[0] is None or ends[1] is None:
        return None
    start = date(int(ends[0][1]), int(ends[0][2]), 1)
    year, number_of_month = int(ends[1][1]), int(ends[1][2])
    last = date(year, number_of_month, monthrange(year, number_of_month)[1])
    return (start, last) if start <= last else None


def _day(year: int, month: int, number_of_day: int) -> date | None:
    if not (_EARLIEST <= year <= _LATEST and 1 <= month <= 12):
        return None
    return date(year, month, number_of_day) if 1 <= number_of_day <= monthrange(year, month)[1] else None


def capital_amount(text: str) -> Decimal | None:
    """An amount in capital characters 壹拾伍万肆仟元贰角整; None where it is not one."""
    found = _AMOUNT.search(text)
    if found is None:
        return None
    written = found.group()
    whole, _sign, cents = written.lstrip("负").replace("圆", "元").partition("元")
    total, section, digit = 0, 0, 0
    for char in whole:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section, digit = section + (digit or 1) * _SMALL[char], 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            total, section, digit = (total + section + digit) * 100_000_000, 0, 0
    amount = Decimal(total + section + digit)
    for before, after in pairwise(cents):
        if before in _DIGITS and after in _CENTS:
            amount += _DIGITS[before] * _CENTS[after]
    return -amount if written.startswith("负") else amount
