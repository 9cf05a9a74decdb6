"""One row of a foreign table as a draft: what it says in our words, or every cell that cannot be taken and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from core.documents.mapping import ExpectedColumn, FactorColumns, Field, OutputColumn, QuantityColumn, TableLayout, TableMapping
from core.documents.mapping_reading import source_code, unit_code, venue_type_code
from core.documents.table_cells import Cell, Unreadable, day_of, is_blank, number_of, shown, text_of
from core.documents.tables_in import Table, TableRow
from core.domain.catalogue import Catalogue
from core.domain.factor_unit import FactorUnit, checked_factor_value, read_factor, read_factor_unit
from core.domain.organization import read_credit_code
from core.domain.period import Month
from core.domain.quantity import MICRO, Quantity, micro_to_decimal
from core.errors import InputError
from core.i18n import _

Value = TypeVar("Value")
Part = TypeVar("Part")

_YEAR = re.compile(r"(\d{4})年?")
_MONTH = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})月?(?:[-/.]\d{1,2})?")
_LEADING_NUMBER = re.compile(r"[+-]?[\d.,']*\d(?:[eE][+-]?\d+)?")
_ONE_DAY = timedelta(days=1)


class CellRefused(Exception):  # noqa: N818 - a value on its way to the list of refusals
    """A cell of the row that cannot be taken: under which heading it stands, what it says, and why it is refused."""

    def __init__(self, heading: str, found: str, reason: str) -> None:
        super().__init__(reason)
        self.heading = heading
        self.found = found
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a row speaks of, half-open; `month` for a row of one calendar month, `year` for one of a calendar year."""

    start: date
    end: date
    month: Month | None = None
    whole_year: bool = False

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - _ONE_DAY

    @property
    def main_year(self) -> int:
        """The calendar year that most of the days lie in, the later one of two halves."""
        last = self.last
        if last.year == self.start.year:
            return last.year
        return last.year if (self.end - date(last.year, 1, 1)) * 2 >= self.end - self.start else self.start.year


@dataclass(frozen=True, slots=True)
class FactorDraft:
    """An own factor as the row names it."""

    value: Decimal
    unit: FactorUnit
    document: str
    clause: str
    vintage: int | None
    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A quantity of an emission source; `name` is empty where the kind's own name is taken."""

    heading: str
    type_code: str
    name: str
    quantity: Quantity
    factor: FactorDraft | None
    invoice: str


@dataclass(frozen=True, slots=True)
class OutputItem:
    """A quantity of an output row."""

    heading: str
    code: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Expected:
    """What somebody else computed for the row; `problem` says why there is no figure to compare with."""

    column: ExpectedColumn
    value: Decimal | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row in our words.

    Attributes:
        key: the file's own id of the venue.
        name: empty where the file does not name it.
        organization: empty where the file does not name one.
        area: in square metres; None where it is blank.
        blanks: quantities and outputs that were left blank.
    """

    number: int
    key: str
    type_code: str
    name: str
    organization: str
    credit_code: str
    region: str
    area: Decimal | None
    span: Span
    sources: tuple[SourceItem, ...]
    outputs: tuple[OutputItem, ...]
    expected: tuple[Expected, ...]
    blanks: int


class _Faults:
    """Tries one part of a row after another, so that all that stands against it is said at once."""

    def __init__(self) -> None:
        self.found: list[CellRefused] = []

    def of(self, read: Callable[[], Value], instead: Value) -> Value:
        """What is read, or something instead where the cell is refused."""
        try:
            return read()
        except CellRefused as fault:
            self.found.append(fault)
            return instead

    def of_each(self, read: Callable[[Part], Value], parts: Iterable[Part]) -> tuple[Value, ...]:
        """What is read of each part that is not refused."""
        values = []
        for part in parts:
            try:
                values.append(read(part))
            except CellRefused as fault:
                self.found.append(fault)
        return tuple(values)


class RowReader:
    """Reads the rows of one table through one mapping."""

    def __init__(self, table: Table, mapping: TableMapping, catalogue: Catalogue) -> None:
        self._table = table
        self._mapping = mapping
        self._catalogue = catalogue
        self._unit = lru_cache(maxsize=None)(lambda text: unit_code(text, catalogue))
        self._type = lru_cache(maxsize=None)(lambda text: venue_type_code(text, catalogue))
        self._source = lru_cache(maxsize=None)(lambda text: source_code(text, catalogue))
        self._factor_unit = lru_cache(maxsize=None)(lambda text: read_factor_unit(text, catalogue.units))

    def read(self, row: TableRow) -> RowDraft | tuple[CellRefused, ...]:
        """The row as a draft, or all the cells that stand against it."""
        faults = _Faults()
        venue = self._mapping.venue
        key = faults.of(lambda: self._text(row, venue.id), "")
        unknown_type = _("没有这种场所类型，可在列对照的 values 里写明它是哪一种。")
        type_code = faults.of(lambda: self._known(row, venue.type, self._type, unknown_type), "")
        name = faults.of(lambda: self._optional(row, venue.name), "")
        organization = faults.of(lambda: self._optional(row, venue.organization), "")
        credit_code = faults.of(lambda: self._credit_code(row), "")
        region = faults.of(lambda: self._region(row), "")
        area = faults.of(lambda: self._area(row), None)
        span = faults.of(lambda: self._span(row), Span(date.min, date.max))
        given = [one for one in self._mapping.quantities if not self._blank(row, one.column)]
        made = [one for one in self._mapping.outputs if not self._blank(row, one.column)]
        sources = faults.of_each(lambda column: self._source_item(row, column), given)
        outputs = faults.of_each(lambda column: self._output_item(row, column, type_code), made)
        if not given and not made:
            faults.found.append(CellRefused("", "", _("这一行的数量都是空的；没有数据不等于 0。")))
        if faults.found:
            return tuple(faults.found)
        return RowDraft(
            number=row.number,
            key=key,
            type_code=type_code,
            name=name,
            organization=organization,
            credit_code=credit_code,
            region=region,
            area=area,
            span=span,
            sources=sources,
            outputs=outputs,
            expected=tuple(self._expected(row, column) for column in self._mapping.expected),
            blanks=len(self._mapping.quantities) + len(self._mapping.outputs) - len(given) - len(made),
        )

    # ---------------------------------------------------------------- cells

    def _cell(self, row: TableRow, heading: str) -> Cell:
        return self._table.cell(row, heading)

    def _blank(self, row: TableRow, heading: str) -> bool:
        return is_blank(self._cell(row, heading), self._mapping.table)

    def _refused(self, row: TableRow, heading: str, reason: str) -> CellRefused:
        return CellRefused(heading, shown(self._cell(row, heading)) if heading else "", reason)

    def _said(self, row: TableRow, heading: str, read: Callable[[Cell], Value]) -> Value:
        try:
            return read(self._cell(row, heading))
        except Unreadable as fault:
            raise self._refused(row, heading, str(fault)) from fault

    def _optional(self, row: TableRow, one: Field | None) -> str:
        """The text of a field; empty where it has no column or the cell is blank."""
        if one is None or not one.column:
            return one.fixed if one is not None else ""
        if self._blank(row, one.column):
            return ""
        text = one.meaning(self._said(row, one.column, text_of))
        if len(text) > 100:
            raise self._refused(row, one.column, _("文字超过 100 个字。"))
        return text

    def _text(self, row: TableRow, one: Field) -> str:
        text = self._optional(row, one)
        if not text:
            raise self._refused(row, one.column, _("这一格必须填写。"))
        return text

    def _known(self, row: TableRow, one: Field, judge: Callable[[str], str | None], reason: str) -> str:
        found = judge(self._text(row, one))
        if found is None:
            raise self._refused(row, one.column, reason)
        return found

    def _number(self, row: TableRow, heading: str) -> Decimal:
        number = self._said(row, heading, lambda cell: number_of(cell, self._mapping.table))
        if number < 0:
            raise self._refused(row, heading, _("不能是负数。冲正请在票据里登记，并写明被冲正的票据。"))
        return number

    # ---------------------------------------------------------------- venue and period

    def _credit_code(self, row: TableRow) -> str:
        one = self._mapping.venue.credit_code
        text = self._optional(row, one)
        try:
            return read_credit_code(text).text if text else ""
        except InputError as error:
            raise self._refused(row, one.column if one else "", str(error)) from error

    def _region(self, row: TableRow) -> str:
        one = self._mapping.venue.region
        text = self._optional(row, one)
        if one is not None and text and text not in self._catalogue.regions:
            raise self._refused(row, one.column, _("没有这个区划代码，请填四川省市（州）的六位代码，如 510100。"))
        return text

    def _area(self, row: TableRow) -> Decimal | None:
        one = self._mapping.venue.area
        if one is None or (one.column and self._blank(row, one.column)):
            return None
        number = self._number(row, one.column) if one.column else number_of(one.fixed, self._mapping.table)
        square_metres = self._catalogue.units.convert(Fraction(number), self._mapping.venue.area_unit, "m2")
        return micro_to_decimal(round(square_metres * MICRO))

    def _span(self, row: TableRow) -> Span:
        period = self._mapping.period
        if period.start is not None and period.end is not None:
            return self._bill_span(row, period.start, period.end)
        if period.year is None:  # the mapping's reader asks for one or the other
            raise self._refused(row, "", _("列对照没有写年份。"))
        year = self._year(row, period.year)
        if period.month is None:
            return Span(date(year, 1, 1), date(year + 1, 1, 1), whole_year=True)
        text = self._text(row, period.month)
        match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text))
        if match is None or not 1 <= int(match.group(2)) <= 12 or int(match.group(1) or year) != year:
            raise self._refused(row, period.month.column, _("不是 {year} 年的月份，请写成 3、3月 或 {year}-03。").format(year=year))
        month = Month(year, int(match.group(2)))
        return Span(month.first_day, month.plus(1).first_day, month)

    def _year(self, row: TableRow, one: Field) -> int:
        match = _YEAR.fullmatch(unicodedata.normalize("NFKC", self._text(row, one)))
        if match is None or not 1990 <= int(match.group(1)) <= 2099:
            raise self._refused(row, one.column, _("不是年份，请写成 2025 这样的四位数。"))
        return int(match.group(1))

    def _bill_span(self, row: TableRow, start: Field, end: Field) -> Span:
        for one in (start, end):
            if self._blank(row, one.column):
                raise self._refused(row, one.column, _("这一格必须填写。"))
        first, last = self._said(row, start.column, day_of), self._said(row, end.column, day_of)
        after = last + _ONE_DAY if self._mapping.period.end_included else last
        if after <= first or not 1990 <= first.year <= last.year <= 2099:
            raise self._refused(row, end.column, _("账期从 {start} 起，止日不对。").format(start=first.isoformat()))
        return Span(first, after)

    # ---------------------------------------------------------------- quantities

    def _source_item(self, row: TableRow, column: QuantityColumn) -> SourceItem:
        number = self._number(row, column.column)
        kind = self._known(row, column.source, self._source, _("没有这种排放源，可在列对照的 values 里写明它是哪一种。"))
        unit = self._known(row, column.unit, self._unit, _("不认识这个单位。"))
        factor = None if column.factor is None else self._factor(row, column.factor, column)
        name, invoice = self._optional(row, column.name), self._optional(row, column.invoice)
        return SourceItem(column.column, kind, name, Quantity(number, unit), factor, invoice)

    def _factor(self, row: TableRow, columns: FactorColumns, of: QuantityColumn) -> FactorDraft:
        heading = columns.value.column
        if heading and self._blank(row, heading):
            raise self._refused(row, heading, _("「{column}」有数量，但没有因子。").format(column=of.column))
        try:
            value, unit = self._factor_value(row, columns)
        except InputError as error:
            raise self._refused(row, heading, str(error)) from error
        vintage = self._year(row, columns.vintage) if columns.vintage is not None and self._optional(row, columns.vintage) else None
        return FactorDraft(
            value,
            unit,
            self._optional(row, columns.document) or heading or of.column,  # the table, which is the proof, names no better one
            self._optional(row, columns.clause),
            vintage,
            columns.name or of.column,
            heading or of.column,
        )

    def _factor_value(self, row: TableRow, columns: FactorColumns) -> tuple[Decimal, FactorUnit]:
        text = self._optional(row, columns.value)
        if columns.unit is None:
            return read_factor(self._with_point(text) if columns.value.column else text, "", self._catalogue.units)
        cell = self._cell(row, columns.value.column) if columns.value.column else text
        try:
            number = number_of(cell, self._mapping.table if columns.value.column else TableLayout())
        except Unreadable as fault:
            raise self._refused(row, columns.value.column, str(fault)) from fault
        return checked_factor_value(number), self._factor_unit(self._text(row, columns.unit))

    def _with_point(self, text: str) -> str:
        """A factor with its unit behind it, the number written with the table's marks, in the form that factors are read in."""
        number = _LEADING_NUMBER.match(text)
        if number is None:
            return text
        try:
            return f"{number_of(number.group(), self._mapping.table):f}{text[number.end() :]}"
        except Unreadable as fault:
            raise InputError("factor.value", _("因子值「{text}」读不出来：{reason}").format(text=text[:40], reason=fault)) from fault

    def _output_item(self, row: TableRow, column: OutputColumn, type_code: str) -> OutputItem:
        number = self._number(row, column.column)
        kind = self._catalogue.venue_types.get(type_code)
        if kind is not None and column.code not in {one.code for one in kind.outputs}:
            raise self._refused(row, column.column, _("「{type}」没有这一项产出。").format(type=kind.zh))
        return OutputItem(column.column, column.code, Quantity(number, column.unit))

    def _expected(self, row: TableRow, column: ExpectedColumn) -> Expected:
        if self._blank(row, column.column):
            return Expected(column, None, _("表里没有填"))
        try:
            return Expected(column, number_of(self._cell(row, column.column), self._mapping.table))
        except Unreadable as fault:
            return Expected(column, None, str(fault))


def areas_by_start(drafts: Sequence[RowDraft]) -> dict[date, Decimal]:
    """The areas that rows of one venue name, by the first day of each row."""
    return {draft.span.start: draft.area for draft in sorted(drafts, key=lambda one: one.span.start) if draft.area is not None}
