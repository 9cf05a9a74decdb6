"""A list of bills, however its columns name days and quantities, as rows of our own bill sheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from core.documents.free_tables import FreeSheet
from core.documents.mapping import TableLayout
from core.documents.table_cells import Cell, Fault, Unreadable, day_of, number_of, shown, text_of
from core.documents.workbook import YES, CellValue, SheetRow
from core.documents.workbook import Unreadable as UnreadableCell
from core.domain.activity import Subject
from core.domain.emission import Meter
from core.domain.period import Month
from core.i18n import _
from core.workflows.import_views import IGNORE, UNSET, ItemPlan, TablePlan
from core.workflows.importing_free_found import Books, Found
from core.workflows.importing_free_head import is_nothing, spread
from core.workflows.importing_free_match import subject_of
from core.workflows.importing_free_sheet import shown_whole
from core.workflows.importing_free_words import month_said, year_said

_ONE_DAY = timedelta(days=1)
_DAYS = re.compile(r"(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?")
_DAY_AGAIN = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?$")
_MONEY = re.compile(r"[¥￥元\s]|RMB|CNY", re.IGNORECASE)
_YES_TEXTS = frozenset({"是", "y", "yes", "true", "1", "√", "估", "暂估", "估抄"})
_NOT_COPIED = frozenset({UNSET, IGNORE, "item", "period", "month", "day", "year", "source"})
_STANDS_FOR = {"period": "start", "month": "start", "day": "start", "item": "source"}
_LAYOUT = TableLayout()


class _Refused(Exception):  # noqa: N818 - a value on its way to the list of refusals
    """Why a row is not taken: the column's letter, what stands there, the reason."""

    def __init__(self, letter: str, cell: Cell, reason: str) -> None:
        super().__init__(reason)
        self.letter = letter
        self.cell = cell


class BillRows:
    """Reads a list of bills."""

    def __init__(self, sheet: FreeSheet, plan: TablePlan, books: Books) -> None:
        self._sheet, self._plan, self._books = sheet, plan, books
        self._meters = {one.account: one for one in books.meters}
        self._items = {row: one for one in plan.items for row in one.rows}
        self._found = Found()
        self._last: dict[str, date] = {}

    def read(self) -> Found:
        """Every bill of the list."""
        for column in self._plan.columns:
            if column.meaning not in (UNSET, IGNORE):
                self._found.letters.setdefault(
                    {"period": "start", "month": "start", "day": "start", "item": "source"}.get(column.meaning, column.meaning),
                    column.letter,
                )
        rows = [row for row in range(self._plan.first_row, min(self._plan.last_row, len(self._sheet.grid)) + 1) if self._is_bill(row)]
        if self._plan.column("start") is None and self._plan.column("end") is not None and self._plan.column("period") is None:
            rows.sort(key=lambda row: (self._day(row, "end") or date.max, row))
        for row in rows:
            self._bill(row)
        self._found.bills.sort(key=lambda one: one.row)
        return self._found

    def _is_bill(self, row: int) -> bool:
        meant = [one for one in self._plan.columns if one.meaning not in (UNSET, IGNORE, "item", "unit", "note")]
        item = self._items.get(row)
        left_out = item is not None and subject_of(item.meaning) is None
        return (
            row not in self._plan.sum_rows and not left_out and any(not is_nothing(self._sheet.cell(row, one.index + 1)) for one in meant)
        )

    def _cell(self, row: int, meaning: str) -> Cell:
        column = self._plan.column(meaning)
        if column is None:
            return None
        found = (
            spread(self._sheet, row, column.index + 1)
            if meaning in ("item", "account", "unit", "month")
            else self._sheet.cell(row, column.index + 1)
        )
        return None if is_nothing(found) else found

    def _day(self, row: int, meaning: str) -> date | None:
        try:
            cell = self._cell(row, meaning)
            return None if cell is None else _any_day(cell)
        except Unreadable:
            return None

    def _bill(self, row: int) -> None:
        try:
            values = self._copied(row)
            self._placed(row, values)
        except _Refused as refused:
            self._refuse(row, refused.letter, refused.cell, str(refused))
        else:
            self._found.bills.append(SheetRow("bills", row, values))

    def _copied(self, row: int) -> dict[str, CellValue]:
        """What stands in the columns that our bill sheet has too."""
        values: dict[str, CellValue] = {}
        for column in self._plan.columns:
            if column.meaning not in _NOT_COPIED:
                cell = self._cell(row, column.meaning)
                try:
                    values[column.meaning] = _bill_value(column.meaning, cell, column.unit)
                except Unreadable as error:
                    raise _Refused(column.letter, cell, str(error)) from error
        return values

    def _placed(self, row: int, values: dict[str, CellValue]) -> None:
        """Add whose bill it is, in which unit, and its days."""
        account = str(values.get("account") or "")
        meter = self._meter(account)
        if meter is not None:
            values["account"] = meter.account
        value = self._plan.column("quantity") or self._plan.column("delivered")
        item = self._items.get(row)
        subject = self._subject(item, meter)
        written = str(values.get("unit") or (item.unit if item else "") or (value.unit if value else "") or self._plan.unit)
        values["unit"] = self._books.unit(subject, written) or None
        values["source"] = self._books.names.get(subject, "")
        letters = self._found.letters
        if not values["source"]:
            unknown, unsaid = _("没有这个户号，请先在场所档案的排放源里登记。"), _("这一行没有写明是哪个排放源。")
            raise _Refused(letters.get("account", ""), account, unknown if account else unsaid)
        try:
            values["start"], values["end"] = self._span(row, values, meter)
        except Unreadable as error:
            raise _Refused(letters.get("start") or letters.get("end", ""), None, str(error)) from error

    def _meter(self, account: str) -> Meter | None:
        if not account:
            return None
        alike = (one for known, one in self._meters.items() if _same_account(known, account))
        return self._meters.get(account) or next(alike, None)

    def _subject(self, item: ItemPlan | None, meter: Meter | None) -> Subject:
        """The row of a bill: by its name, by its account, or that of the whole table."""
        if item is not None:
            return subject_of(item.meaning) or Subject("")
        if meter is not None:
            return Subject(meter.source_id)
        return subject_of(self._plan.subject) or Subject("")

    def _span(self, row: int, values: Mapping[str, CellValue], meter: Meter | None) -> tuple[date, date]:
        """First and last day as they would be printed on this account's bills."""
        start, end = values.get("start"), values.get("end")
        if isinstance(start, date) and isinstance(end, date):
            return start, end
        later = _ONE_DAY if meter is not None and not meter.end_included else timedelta(0)
        period, day, month = self._cell(row, "period"), self._cell(row, "day"), self._cell(row, "month")
        if period is not None and month_said(period) is None:
            return _two_days(period)
        if day is not None:
            found = _any_day(day)
            return found, found + later
        if isinstance(end, date):
            return self._since_last(str(values.get("source")) + str(values.get("account") or ""), end, later)
        said = month_said(period if period is not None else month, bare=True)
        year = said[0] if said is not None and said[0] else year_said(self._cell(row, "year")) or self._plan.year
        if said is None or year is None:
            raise Unreadable(_("账期没有写明，或读不出来。请写成 2025-02-21 至 2025-03-20。"))
        whole = Month(year, said[1])
        return whole.first_day, whole.plus(1).first_day - _ONE_DAY + later

    def _since_last(self, key: str, end: date, later: timedelta) -> tuple[date, date]:
        """A bill that names its last day only begins where the one before it ended."""
        before = self._last.get(key)
        self._last[key] = end
        if before is None:
            raise Unreadable(_("这一行只有抄表日期，前面没有上一次抄表，不知道账期从哪天起。请补上起日。"))
        return (before if later else before + _ONE_DAY), end

    def _refuse(self, row: int, letter: str, cell: Cell, reason: str) -> None:
        found = cell if isinstance(cell, str) else shown(cell) if cell is not None else ""
        self._found.bills.append(SheetRow("bills", row, {"source": _name(self._sheet, row)}))
        self._found.unreadable.append(UnreadableCell("票据", row, letter, found, reason))


def _name(sheet: FreeSheet, row: int) -> str:
    return next((shown_whole(cell)[:30] for cell in sheet.grid[row - 1] if cell is not None), "")


def _same_account(known: str, said: str) -> bool:
    plain = re.sub(r"\W", "", known).lstrip("0")
    return len(plain) > 4 and plain == re.sub(r"\W", "", said).lstrip("0")


def _bill_value(code: str, cell: Cell, unit: str) -> CellValue:
    """A cell as our bill sheet takes it.

    Raises:
        Unreadable: its value cannot be known, or is of another kind.
    """
    if isinstance(cell, Fault):
        raise Unreadable(cell.reason)
    if cell is None:
        return None
    if code in ("start", "end"):
        return _any_day(cell)
    if code in ("account", "invoice", "note", "unit", "corrects", "reverses"):
        return text_of(cell)
    if code == "estimated":
        return YES if text_of(cell).casefold() in _YES_TEXTS else None
    if isinstance(cell, date):
        raise Unreadable(_("应为数字，却是日期。请把单元格设为常规格式，重新填写。"))
    if code == "amount_yuan":
        return _money(cell, unit)
    return cell


def _money(cell: str | Decimal, unit: str) -> CellValue:
    """Money without its sign, in yuan.

    Raises:
        Unreadable: it stands in 万元 and is no number.
    """
    plain = _MONEY.sub("", cell) if isinstance(cell, str) else cell
    return number_of(plain, _LAYOUT) * 10_000 if unit == "10^4yuan" and plain else plain or None


def _any_day(cell: Cell) -> date:
    """A day however it is written: a date, 2025-03-05, 20250305.

    Raises:
        Unreadable: it is no day.
    """
    if isinstance(cell, Decimal):
        cell = f"{cell:f}"
    if isinstance(cell, str) and re.fullmatch(r"(19|20)\d{6}", cell.strip()):
        text = cell.strip()
        cell = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return day_of(cell)


def _two_days(cell: Cell) -> tuple[date, date]:
    """The two days of a text such as 2025.01.21-2025.02.20 or 2025年1月21日至2月20日.

    Raises:
        Unreadable: it does not name two days.
    """
    text = "".join(unicodedata.normalize("NFKC", text_of(cell)).split())
    found = list(_DAYS.finditer(text))
    try:
        if len(found) == 2:
            first, last = (date(*map(int, one.groups())) for one in found)
            return first, last
        again = _DAY_AGAIN.search(text) if found else None
        if again is not None and again.start() >= found[0].end():
            first = date(*map(int, found[0].groups()))
            month, day = int(again.group(1)), int(again.group(2))
            return first, date(first.year + (month < first.month), month, day)
    except ValueError as error:
        raise Unreadable(_("没有这一天。请核对年月日。")) from error
    raise Unreadable(_("账期读不出两个日期。请写成 2025-02-21 至 2025-03-20。"))
