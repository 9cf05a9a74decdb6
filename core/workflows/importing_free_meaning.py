"""What a column of a table means, by its heading and by what stands below it."""

from __future__ import annotations

from core.documents.workbook import sheet_spec
from core.i18n import _
from core.workflows.import_views import IGNORE, UNSET, Certainty, Layout
from core.workflows.importing_free_head import Heading, is_bare
from core.workflows.importing_free_match import Match
from core.workflows.importing_free_sheet import Column, Seen, field_name
from core.workflows.importing_free_words import MonthSaid, field_of, ignored_because, is_sum, kinds_in

BILL_FIELDS = frozenset(column.code for column in sheet_spec("bills").columns) - {"source", "attachment"}
"""Columns of our own bill sheet that a bill list may have; files are attached at the bill."""

LABELS = ("item", "account", "unit", "month", "year")
"""Columns whose merged cells hold for every row of the merge."""


class Meanings:
    """Says what the columns of one sheet mean."""

    def __init__(self, seen: Seen) -> None:
        self._seen, self._layout = seen, seen.layout

    def of(self, one: Column) -> tuple[Match, str]:
        """What a column means, and the unit that it is written in."""
        heading = one.heading
        if heading.month is not None:
            return self._month_heading(heading, heading.month), heading.unit
        found = self._by_place(one)
        if found is not None:
            return found, ""
        known = field_of(heading.text)
        return self._field(one, known) if known else self._figures(one)

    def _by_place(self, one: Column) -> Match | None:
        """What a column is whatever fields there are: sums, days, months, numbers of rows, nothing."""
        text = one.heading.text
        known = field_of(text)
        if is_sum(text) and not known:
            return Match(IGNORE, Certainty.SURE, _("是合计或平均，由程序另算"))
        if self._layout is Layout.BILLS and one is self._seen.day_column():
            return Match("day", Certainty.SURE, _("一行一天，一个月里有几天"))
        if one is self._seen.month_column() and self._layout is not Layout.ACROSS:
            return Match("month", Certainty.SURE, _("各行写的是月份"))
        if ignored_because(text) == "number" and not known and one is not self._label_by_place():
            return Match(IGNORE, Certainty.SURE, _("是编号"))
        return Match(IGNORE, Certainty.SURE, _("是空列")) if not one.filled and not known else None

    def _figures(self, one: Column) -> tuple[Match, str]:
        """What a column is that no field is called like."""
        if self._layout is Layout.BILLS:
            return self._bill_column(one)
        if self._layout is Layout.DOWN:
            return self._down_column(one)
        if self._layout is Layout.ACROSS and one is self._label_by_place():
            return Match("item", Certainty.LIKELY, _("在各月左边，写的是名称")), ""
        if self._layout is Layout.LONG and self._seen.is_quantity(one):
            return Match("quantity", Certainty.LIKELY, _("是唯一的数字列")), one.heading.unit
        return self._unread(one, ignored_because(one.heading.text)), ""

    def _month_heading(self, heading: Heading, said: MonthSaid) -> Match:
        year, month = said
        if is_sum(heading.text):
            return Match(IGNORE, Certainty.SURE, _("是合计或平均，由程序另算"))
        if ignored_because(heading.text) in ("money", "ratio") or field_of(heading.text) == "amount_yuan":
            return Match(IGNORE, Certainty.SURE, _("是金额或比较，不换算为用量"))
        code = f"month:{year:04d}-{month:02d}" if year else f"month:{month:02d}"
        return Match(code, Certainty.SURE, _("表头是月份"))

    def _label_by_place(self) -> Column | None:
        """Left of the first month, the last column of names that is not called anything else."""
        if self._layout is not Layout.ACROSS:
            return None
        if any(field_of(one.heading.text) == "item" for one in self._seen.columns):
            return None
        months = [one.heading.index for one in self._seen.columns if one.heading.month is not None]
        before = [
            one
            for one in self._seen.columns
            if one.heading.index < min(months, default=0)
            and one.filled
            and one.figures * 2 < one.filled
            and not field_of(one.heading.text)
            and ignored_because(one.heading.text) != "text"
        ]
        return before[-1] if before else None

    def _field(self, one: Column, known: str) -> tuple[Match, str]:
        heading = one.heading
        named = _("「{heading}」是{field}").format(heading=heading.text, field=field_name(known))
        if known == "quantity" and self._layout is Layout.DOWN:
            return self._down_column(one)
        if known == "amount_yuan" and self._layout is not Layout.BILLS:
            return Match(IGNORE, Certainty.SURE, _("是金额，不换算为用量")), ""
        problem = self._unfit(one, known)
        return (Match(IGNORE, Certainty.LIKELY, problem), "") if problem else (Match(known, Certainty.SURE, named), heading.unit)

    def _unfit(self, one: Column, known: str) -> str:
        """Why a column that is called like a field is none here; empty where it is."""
        fields = {
            Layout.BILLS: BILL_FIELDS | {"period", "month", "item", "year", "day"},
            Layout.DOWN: frozenset({"month", "year", "unit"}),
        }.get(self._layout, frozenset({*LABELS, "quantity"}))
        if known not in fields:
            return _("这种表用不到{field}").format(field=field_name(known))
        if known == "month" and (self._layout is Layout.ACROSS or one.months == 0):
            return _("各行写的不是月份")
        bare = sum(1 for _row, cell in one.cells if is_bare(cell)) * 2 > one.filled
        return _("各行写的是编号") if known == "item" and bare else ""

    def _bill_column(self, one: Column) -> tuple[Match, str]:
        """In a bill list a column of a kind of energy is the billed quantity, of one subject for the whole list."""
        found = kinds_in(one.heading.text)
        fields = {field_of(other.heading.text) for other in self._seen.columns}
        if one.figures and found and "quantity" not in fields and self._first_of_kind(one):
            return Match("quantity", Certainty.SURE, _("「{heading}」是账单数量").format(heading=one.heading.text)), one.heading.unit
        return self._unread(one, ignored_because(one.heading.text)), ""

    def _first_of_kind(self, one: Column) -> bool:
        of_kind = [
            c
            for c in self._seen.columns
            if c.figures and not field_of(c.heading.text) and kinds_in(c.heading.text) and not is_sum(c.heading.text)
        ]
        return len(of_kind) == 1 and of_kind[0] is one

    def _down_column(self, one: Column) -> tuple[Match, str]:
        heading, unit = one.heading, one.heading.unit or self._seen.unit
        generic = field_of(heading.text) == "quantity" or not heading.text
        text = "" if generic else heading.text
        found = self._seen.named(text, unit)
        if found.meaning == IGNORE or (found.meaning == UNSET and one.figures * 2 < one.filled):
            return self._unread(one, ignored_because(heading.text)) if found.meaning == UNSET else found, ""
        if found.meaning == UNSET and not heading.unit and unit:  # the unit above the table need not be this column's
            alone = self._seen.named(text, "")
            found, unit = (alone, "") if alone.meaning else (found, unit)
        return found, found.unit or unit

    def _unread(self, one: Column, why: str) -> Match:
        if why == "money":
            return Match(IGNORE, Certainty.SURE, _("是金额，不换算为用量"))
        if why == "ratio":
            return Match(IGNORE, Certainty.SURE, _("是合计、平均或比较，由程序另算"))
        if why or one.figures * 2 < one.filled:
            return Match(IGNORE, Certainty.LIKELY, _("是文字，没有读取"))
        return Match(UNSET, Certainty.UNSURE, _("不认识这个叫法，各行是数字"))
