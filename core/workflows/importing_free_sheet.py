"""A sheet as it is seen: its columns with what stands below them, what it is about, and how it is laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.documents.free_tables import FreeSheet
from core.documents.table_cells import Cell, Unreadable, day_of
from core.documents.workbook import fold
from core.domain.period import ReportingPeriod
from core.domain.quantity import UnitTable
from core.i18n import _
from core.workflows.import_views import IGNORE, UNSET, Layout
from core.workflows.importing_free_head import Head, Heading, is_figure, is_nothing, spread, titles, turn
from core.workflows.importing_free_match import Match, Target, match
from core.workflows.importing_free_words import Kind, field_of, ignored_because, is_sum, kinds_in, month_said, unit_above

_READINGS = frozenset({"reading_start", "reading_end"})


@dataclass(frozen=True, slots=True)
class Sight:
    """What a sheet is looked at with.

    Attributes:
        stem: of the file's name; kinds: the families of words that file, sheet and title name.
    """

    known: tuple[Target, ...]
    units: UnitTable
    period: ReportingPeriod
    stem: str

    def is_name(self, text: str) -> bool:
        """Whether a text is the name of a row."""
        folded = fold(text)
        return any(folded in one.names for one in self.known)

    def match(self, text: str, unit: str, context: Sequence[Kind]) -> Match:
        """What a text means."""
        return match(text, unit, self.known, self.units, context)


@dataclass(slots=True)
class Column:
    """One column with what stands below its heading."""

    heading: Heading
    key: str
    twice: bool
    cells: list[tuple[int, Cell]] = field(default_factory=list)
    figures: int = 0
    months: int = 0
    days: int = 0
    said: frozenset[tuple[int | None, int]] = frozenset()

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return len(self.cells)


class Seen:
    """One sheet with its headings found.

    Attributes:
        first: number of the first row of figures.
        titles: the texts above the headings; context: the families of words that the title names, else the sheet, else the file.
        unit: that the titles name for the whole table.
        layout: as a person says it, or as it looks.
    """

    def __init__(self, sheet: FreeSheet, sight: Sight, head: Head, layout: Layout | None) -> None:
        self.sheet, self.sight, self.head = sheet, sight, head
        self.first = head.rows[-1] + 1
        self.titles = titles(sheet, head.rows[0])
        self.columns = self._columns()
        self.context = self._context()
        self.unit = next((unit for unit in (unit_above(text, sight.units) for text in self.titles) if unit), "")
        self.layout = layout or self._layout()

    def named(self, text: str, unit: str) -> Match:
        """What a heading means, alone or together with what title, sheet or file say."""
        found = self.sight.match(text, unit, self.context)
        if found.meaning != UNSET:
            return found
        for about in (*self.titles, self.sheet.name, self.sight.stem):
            if len(about) < 30 and kinds_in(about):
                together = self.sight.match(f"{about} {text}".strip(), unit, ())
                if together.meaning not in (UNSET, IGNORE):
                    return together
        return found

    def _columns(self) -> list[Column]:
        texts = Counter(fold(one.whole) for one in self.head.headings if one.whole)
        seen: Counter[str] = Counter()
        found = []
        for one in self.head.headings:
            key = f"{one.text}|{one.unit}|{one.month[1]:02d}" if one.month else f"{one.text}|{one.unit}"
            column = Column(one, turn(fold(key), seen), texts[fold(one.whole)] > 1)
            for row in range(self.first, len(self.sheet.grid) + 1):
                cell = self.sheet.cell(row, one.index + 1)
                if not is_nothing(cell):
                    column.cells.append((row, cell))
            column.figures = sum(1 for _row, cell in column.cells if is_figure(cell))
            said = [month_said(cell, bare=field_of(one.text) == "month") for _row, cell in column.cells]
            column.months = sum(1 for one_said in said if one_said is not None)
            column.said = frozenset(one_said for one_said in said if one_said is not None)
            column.days = sum(1 for _row, cell in column.cells if isinstance(cell, date) and cell.day != 1)
            if column.filled or one.whole:
                found.append(column)
        return found

    def _context(self) -> tuple[Kind, ...]:
        """The families of words that the title names, else the sheet, else the file."""
        for texts in (self.titles, (self.sheet.name,), (self.sight.stem,)):
            found = dict.fromkeys(kind for text in texts if len(text) < 60 for _word, kind in kinds_in(text))
            if found:
                return tuple(found)
        return ()

    def _layout(self) -> Layout:
        if sum(1 for one in self.columns if one.heading.month is not None and not is_sum(one.heading.text)) > 2:
            return Layout.ACROSS
        fields = {field_of(one.heading.text) for one in self.columns}
        dated = "start" in fields or ("period" in fields and not self.month_column()) or bool(fields & _READINGS)
        if dated or ("end" in fields and "month" not in fields) or self.day_column() is not None:
            return Layout.BILLS
        if self.month_column() is None:
            return Layout.BILLS if {"account", "quantity"} <= fields and "invoice" in fields else Layout.UNKNOWN
        figures = [one for one in self.columns if self.is_quantity(one)]
        return Layout.LONG if "item" in fields and len(figures) == 1 else Layout.DOWN

    def is_quantity(self, one: Column) -> bool:
        """Whether a column may hold the figures of a list."""
        known = field_of(one.heading.text)
        if known == "quantity":
            return True
        plain = not known and not ignored_because(one.heading.text) and not is_sum(one.heading.text)
        return plain and one.figures > 0 and one.months < max(one.filled, 1)

    def month_column(self) -> Column | None:
        """The column whose cells are months: called so, or full of them."""
        called = [one for one in self.columns if field_of(one.heading.text) in ("month", "period") and one.months * 2 >= one.filled > 0]
        if called:
            return called[0]
        full = [one for one in self.columns if not field_of(one.heading.text) and len(one.said) > 2 and one.months * 5 >= one.filled * 4]
        return full[0] if full else None

    def day_column(self) -> Column | None:
        """A column of days with several in one month: deliveries, refuelling."""
        for one in self.columns:
            days = [day for day in (day_said(cell) for _row, cell in one.cells) if day is not None]
            if (
                field_of(one.heading.text) == "month"
                and len(days) * 2 > one.filled
                and len({(d.year, d.month) for d in days}) < len(set(days))
            ):
                return one
        return None


def day_said(cell: Cell) -> date | None:
    """The day that a cell names; None where it names none."""
    if not isinstance(cell, str | date):
        return None
    try:
        return day_of(cell)
    except Unreadable:
        return None


def item_name(sheet: FreeSheet, row: int, labels: Sequence[int]) -> str:
    """The texts of the item columns of a row, one after the other."""
    texts = (shown_whole(spread(sheet, row, index + 1)) for index in labels)
    return " ".join(dict.fromkeys(filter(None, texts)))


def item_key(name: str, unit: str) -> str:
    """A name as it is remembered."""
    return fold(f"{name}|{unit}") if unit else fold(name)


def shown_whole(cell: Cell) -> str:
    """A label cell as text; a fault says nothing."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else ""


def field_name(code: str) -> str:
    """What a field is called."""
    return field_names().get(code, code)


def field_names() -> Mapping[str, str]:
    """The fields with their names, in the order in which they are offered."""
    return {
        "item": _("项目名称"),
        "month": _("月份"),
        "year": _("年份"),
        "day": _("日期（一行一天）"),
        "unit": _("单位"),
        "account": _("户号"),
        "start": _("账期起日"),
        "end": _("账期止日"),
        "period": _("账期（起止日期）"),
        "reading_start": _("起示数"),
        "reading_end": _("止示数"),
        "multiplier": _("倍率"),
        "losses": _("变损线损"),
        "quantity": _("数量"),
        "sharp": _("尖电量"),
        "peak": _("峰电量"),
        "flat": _("平电量"),
        "valley": _("谷电量"),
        "opening": _("期初库存"),
        "delivered": _("本期购入"),
        "closing": _("期末库存"),
        "amount_yuan": _("金额（元）"),
        "invoice": _("票据号"),
        "estimated": _("暂估"),
        "corrects": _("更正的票据号"),
        "reverses": _("冲正的票据号"),
        "note": _("备注"),
    }
