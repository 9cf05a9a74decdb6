"""One cell: what it says, as the kind of its column takes it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from core.documents.workbook import CellValue, ColumnSpec, month_text
from core.domain.quantity import excel_number
from core.i18n import _

RawValue = int | float | str | bool | time | date | datetime | timedelta
"""What the reading library gives for a cell; an empty one is an empty text."""

_LARGEST = 10**15
"""From here on a cell no longer holds every digit; a thousand times the largest quantity that is kept."""

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class NotTaken(Exception):  # noqa: N818 - not an error of the program: a cell that says something else than its column
    """The cell's value is not what its column takes; the message says why, in words."""


def cell_value(column: ColumnSpec, raw: RawValue) -> CellValue:
    """A cell as its column takes it.

    Args:
        column: the column the cell stands in.
        raw: its value; text is kept as typed but for blanks around it.

    Raises:
        NotTaken: it says something of another kind.
    """
    if isinstance(raw, bool):
        raise NotTaken(_("单元格是逻辑值（真或假），应为普通的文字或数字。"))
    if isinstance(raw, str):
        text = raw.strip().replace("\r\n", "\n")
        return _from_text(column, text) if text else None
    if isinstance(raw, int | float):
        return _from_number(column, raw)
    if isinstance(raw, datetime):
        return _from_day(column, raw.date())
    if isinstance(raw, date):
        return _from_day(column, raw)
    raise NotTaken(_("单元格是时间，应为普通的文字、数字或日期。"))


def _from_text(column: ColumnSpec, text: str) -> CellValue:
    if column.kind == "date":
        return _day(text)
    if column.kind == "month":
        month = month_text(text)
        if month is None:
            raise NotTaken(_("不是月份。请写成 3、3月 或 2025-03。"))
        return month
    return text


def _from_number(column: ColumnSpec, raw: float) -> CellValue:
    if not abs(raw) < _LARGEST:  # not a number and infinity end here too
        if column.kind == "number":
            raise NotTaken(_("数字太大，无法保存。请核对单位和位数。"))
        raise NotTaken(_("按数字保存的号码超过 15 位，末尾几位已被表格软件改为 0。请把单元格设为文本格式，重新填写完整号码。"))
    number = excel_number(raw)
    if column.kind == "date":
        raise NotTaken(_("应为日期，却是数字。请写成 2025-03-05，并把单元格设为日期或文本格式。"))
    if column.kind == "month":
        return _from_text(column, f"{number:f}")
    return number if column.kind in ("number", "any") else f"{number:f}"


def _from_day(column: ColumnSpec, day: date) -> CellValue:
    if column.kind in ("date", "any"):
        return day
    if column.kind == "number":
        raise NotTaken(_("应为数字，却是日期。请把单元格设为常规格式，重新填写。"))
    if column.kind == "month":
        return f"{day.year:04d}-{day.month:02d}"
    return day.isoformat()


def _day(text: str) -> date:
    match = _DAY.fullmatch("".join(text.split()))
    if match is not None:
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError as error:
            raise NotTaken(_("没有这一天。请核对年月日。")) from error
    raise NotTaken(_("不是日期。请写成 2025-03-05 这样。"))
