"""From a plan to what is taken: single cells of months, and rows of bills in the form of our own bill sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.documents.free_tables import FreeSheet
from core.domain.activity import Subject
from core.domain.period import Month
from core.i18n import _
from core.workflows.import_views import IGNORE, UNSET, ColumnPlan, ItemPlan, Layout, TablePlan
from core.workflows.importing_free_bills import BillRows
from core.workflows.importing_free_found import Books, Found, FreeCell
from core.workflows.importing_free_head import is_nothing, spread
from core.workflows.importing_free_match import subject_of
from core.workflows.importing_free_words import MonthSaid, month_said, year_said

_WHOLE_YEAR = 3
"""So many months of another year are a table of that year and left out with a note; fewer are refused one by one."""


def items_of(sheet: FreeSheet, plan: TablePlan, books: Books) -> Found:
    """What a table holds, as its plan understands it; what is still asked is left out."""
    reader = BillRows(sheet, plan, books) if plan.layout is Layout.BILLS else _Months(sheet, plan, books)
    found = reader.read()
    where = _("「{sheet}」").format(sheet=sheet.name)
    if plan.sum_rows:
        rows = "、".join(map(str, plan.sum_rows[:6])) + ("……" if len(plan.sum_rows) > 6 else "")
        found.notes.append(where + _("第 {rows} 行是合计，没有读取。").format(rows=rows))
    skipped = [one for one in plan.columns if one.meaning == IGNORE and one.filled]
    if skipped:
        columns = "、".join(f"{one.letter} 列{one.heading}" for one in skipped[:6]) + ("……" if len(skipped) > 6 else "")
        found.notes.append(where + _("没有读取：{columns}。").format(columns=columns))
    left = [one.name for one in plan.items if one.meaning in (IGNORE, UNSET)]
    if left:
        found.notes.append(where + _("没有读取的项目：{names}。").format(names="、".join(left[:6]) + ("……" if len(left) > 6 else "")))
    found.notes += [where + note for note in plan.left_out]
    return found


class _Months:
    """Tables of months, in any of the three layouts."""

    def __init__(self, sheet: FreeSheet, plan: TablePlan, books: Books) -> None:
        self._sheet, self._plan, self._books, self._period = sheet, plan, books, books.period
        self._found = Found()
        self._strokes = 0

    def read(self) -> Found:
        """Every figure of the table."""
        for row in range(self._plan.first_row, min(self._plan.last_row, len(self._sheet.grid)) + 1):
            if row not in self._plan.sum_rows:
                for one in self._row(row):
                    if is_nothing(one.value):
                        self._strokes += one.value is not None
                    else:
                        self._found.cells.append(one)
        self._leave_out_other_years()
        if self._strokes:
            note = _("「{sheet}」有 {count} 格只写了横线，按没有数据处理，不算 0。")
            self._found.notes.append(note.format(sheet=self._sheet.name, count=self._strokes))
        return self._found

    def _row(self, row: int) -> Iterator[FreeCell]:
        if self._plan.layout is Layout.ACROSS:
            item = self._item(row)
            for column in self._plan.columns:
                if item is not None and column.meaning.startswith("month:"):
                    said = _said_in(column.meaning)
                    yield self._cell(row, column, item.meaning, item.unit or column.unit, said)
        elif self._plan.layout is Layout.LONG:
            item, value = self._item(row), self._plan.column("quantity")
            if item is not None and value is not None:
                yield self._cell(row, value, item.meaning, item.unit or value.unit, self._said(row))
        else:
            for column in self._plan.columns:
                if subject_of(column.meaning) is not None:
                    yield self._cell(row, column, column.meaning, column.unit, self._said(row))

    def _item(self, row: int) -> ItemPlan | None:
        """What a row speaks of; None where that is left out."""
        if not self._plan.items:
            subject = self._plan.subject
            return (
                None
                if subject_of(subject) is None
                else ItemPlan("", "", (row,), subject, self._plan.columns[0].certainty, "", self._plan.unit)
            )
        found = next((one for one in self._plan.items if row in one.rows), None)
        return found if found is not None and subject_of(found.meaning) is not None else None

    def _cell(self, row: int, column: ColumnPlan, meaning: str, unit: str, said: MonthSaid | None) -> FreeCell:
        value = self._sheet.cell(row, column.index + 1)
        subject = subject_of(meaning) or Subject("")
        unit = self._books.unit(subject, unit)
        if said is None:
            return FreeCell(row, column.letter, subject, None, value, unit, _("这一行没有写明月份，或写的不是月份。"))
        month = self._month(said)
        refused = (
            ""
            if month in self._period
            else _("{year}年{month}月不在 {label} 年的档案里。").format(year=month.year, month=month.month, label=self._period.label)
        )
        return FreeCell(row, column.letter, subject, month, value, unit, refused)

    def _said(self, row: int) -> MonthSaid | None:
        column = self._plan.column("month")
        said = month_said(spread(self._sheet, row, column.index + 1), bare=True) if column is not None else None
        year = self._plan.column("year")
        if said is not None and said[0] is None and year is not None:
            return year_said(spread(self._sheet, row, year.index + 1)), said[1]
        return said

    def _month(self, said: MonthSaid) -> Month:
        """A month without a year is one of the dossier's, unless the table names another year."""
        year = said[0] or self._plan.year
        if year is None:
            return next(month for month in self._period if month.month == said[1])
        return Month(year, said[1])

    def _leave_out_other_years(self) -> None:
        """A table of several years gives this dossier its own months; the others are counted and left out."""
        years: dict[int, set[Month]] = defaultdict(set)
        for one in self._found.cells:
            if one.month is not None and one.month not in self._period:
                years[one.month.year].add(one.month)
        whole = {year for year, months in years.items() if len(months) >= _WHOLE_YEAR}
        if not whole or all(one.month is None or one.month not in self._period for one in self._found.cells):
            return
        kept = [one for one in self._found.cells if one.month is None or one.month in self._period or one.month.year not in whole]
        note = _("「{sheet}」有 {count} 格是 {years} 年的，没有读取；请到那一年的档案里导入。")
        listed = "、".join(map(str, sorted(whole)))
        self._found.notes.append(note.format(sheet=self._sheet.name, count=len(self._found.cells) - len(kept), years=listed))
        self._found.cells = kept


def _said_in(meaning: str) -> MonthSaid:
    year, _dash, month = meaning.removeprefix("month:").rpartition("-")
    return (int(year) if year else None), int(month)


def taken_again(cells: Sequence[FreeCell]) -> list[FreeCell]:
    """The same figures, those that speak of a month a second time refused: nothing is added up or written over in silence."""
    seen: dict[tuple[Subject, Month], FreeCell] = {}
    found = []
    for one in cells:
        if one.month is not None and not one.refused:
            first = seen.setdefault((one.subject, one.month), one)
            if first is not one:
                reason = _("与 {place} 是同一项、同一个月，没有再次计入。").format(place=f"{first.letter}{first.row}")
                found.append(replace(one, refused=reason))
                continue
        found.append(one)
    return found
