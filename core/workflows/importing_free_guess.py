"""Understanding a sheet: what its columns and items mean, what is left out, and what has to be asked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from core.documents.free_tables import FreeSheet
from core.i18n import _
from core.workflows.import_views import IGNORE, UNSET, Certainty, ColumnPlan, ItemPlan, Layout, TablePlan
from core.workflows.importing_free_head import head_of, is_nothing, placed, spread
from core.workflows.importing_free_meaning import LABELS, Meanings
from core.workflows.importing_free_sheet import Column, Seen, Sight, item_key, item_name, shown_whole
from core.workflows.importing_free_words import field_of, is_sum, shown_cell, split_unit, year_said

_SAMPLES = 3
_MOST_ITEMS = 400


def guess_table(sheet: FreeSheet, sight: Sight, *, layout: Layout | None = None, header_row: int | None = None) -> TablePlan:
    """The plan of a sheet; UNKNOWN where no headings were found or they fit no layout."""
    head = head_of(sheet, sight.units, sight.is_name, header_row)
    if head is None:
        return TablePlan(sheet.name, Layout.UNKNOWN, (), 1, len(sheet.grid), ())
    return _Guess(Seen(sheet, sight, head, layout)).plan()


class _Guess:
    """One sheet on its way to a plan."""

    def __init__(self, seen: Seen) -> None:
        self._seen, self._meanings = seen, Meanings(seen)
        self._left_out: list[str] = []

    def plan(self) -> TablePlan:
        """What was understood."""
        columns = [self._column(one) for one in self._seen.columns]
        if self._seen.layout in (Layout.DOWN, Layout.BILLS, Layout.LONG):
            columns = _told_apart(columns)
        labels = [one for one in columns if one.meaning == "item"]
        sums = self._sum_rows(columns)
        subject, asked = self._subject(columns, labels)
        items = self._items(columns, labels, sums) if self._seen.layout in (Layout.ACROSS, Layout.LONG, Layout.BILLS) else ()
        years = [
            found
            for found in map(
                year_said, (*self._seen.titles, *(h.whole for h in self._seen.head.headings), self._seen.sheet.name, self._seen.sight.stem)
            )
            if found
        ]
        self._note_merges(columns)
        return TablePlan(
            sheet=self._seen.sheet.name,
            layout=self._seen.layout,
            header_rows=self._seen.head.rows,
            first_row=self._seen.first,
            last_row=len(self._seen.sheet.grid),
            columns=tuple(columns),
            items=items,
            subject=subject,
            subject_asked=asked,
            unit=self._seen.unit,
            year=years[0] if years else None,
            fingerprint=self._fingerprint(),
            left_out=tuple(self._left_out),
            sum_rows=sums,
        )

    def _fingerprint(self) -> str:
        """Of the folded headings in any order, and of what file, sheet and title say the table is about."""
        headings = sorted(column.key for column in self._seen.columns)
        about = sorted(kind.words[0] for kind in self._seen.context)
        return hashlib.sha256("\n".join((self._seen.layout.value, *headings, "", *about)).encode()).hexdigest()[:32]

    def _column(self, one: Column) -> ColumnPlan:
        found, unit = self._meanings.of(one)
        return ColumnPlan(
            index=one.heading.index,
            letter=one.heading.letter,
            heading=placed(one.heading.whole, one.heading.letter, twice=one.twice),
            key=one.key,
            meaning=found.meaning,
            certainty=found.certainty,
            reason=found.reason,
            unit=unit,
            samples=tuple(shown_cell(cell) for _row, cell in one.cells[:_SAMPLES]),
            filled=one.filled,
            proposals=found.proposals,
        )

    # ---------------------------------------------------------------- items

    def _subject(self, columns: Sequence[ColumnPlan], labels: Sequence[ColumnPlan]) -> tuple[str, bool]:
        """The one row that the whole table speaks of, where nothing in it says which."""
        if self._seen.layout in (Layout.DOWN, Layout.UNKNOWN) or labels:
            return UNSET, False
        by_account = any(one.meaning == "account" for one in columns)
        value = next(
            (one for one in self._seen.columns if any(c.index == one.heading.index and c.meaning == "quantity" for c in columns)), None
        )
        heading = value.heading if value is not None else None
        text = heading.text if heading is not None and field_of(heading.text) != "quantity" else ""
        found = self._seen.named(text, (heading.unit if heading else "") or self._seen.unit)
        if found.meaning not in (UNSET, IGNORE):
            return found.meaning, False
        return UNSET, not by_account  # an account says which row; one that is not registered is refused in its row

    def _sum_rows(self, columns: Sequence[ColumnPlan]) -> tuple[int, ...]:
        """Rows that hold sums: their first text says so."""
        found = []
        labels = [
            one.index for one in columns if one.meaning in ("item", "month", "account", "start", "period", "day") or not one.filled
        ] or [0]
        for row in range(self._seen.first, len(self._seen.sheet.grid) + 1):
            cells = self._seen.sheet.grid[row - 1]
            texts = [cells[index] for index in dict.fromkeys((*labels, 0)) if index < len(cells) and isinstance(cells[index], str)]
            first = next((cell for cell in cells if cell is not None), None)
            texts += [first] if isinstance(first, str) else []
            if any(isinstance(text, str) and is_sum(text) for text in texts):
                found.append(row)
        return tuple(found)

    def _items(self, columns: Sequence[ColumnPlan], labels: Sequence[ColumnPlan], sums: Sequence[int]) -> tuple[ItemPlan, ...]:
        units = next((one.index for one in columns if one.meaning == "unit"), None)
        accounts = next((one.index for one in columns if one.meaning == "account"), None)
        if not labels and accounts is None:
            return ()
        figures = [one.index for one in columns if one.meaning.startswith("month:") or one.meaning in ("quantity", UNSET)]
        grouped: dict[tuple[str, str], list[int]] = {}
        for row in range(self._seen.first, len(self._seen.sheet.grid) + 1):
            if row in sums or all(is_nothing(self._seen.sheet.cell(row, index + 1)) for index in figures):
                continue
            name = item_name(self._seen.sheet, row, [one.index for one in labels])
            account = (
                shown_whole(spread(self._seen.sheet, row, accounts + 1))
                if accounts is not None and self._seen.layout is not Layout.BILLS
                else ""
            )
            said = " ".join(filter(None, (name, account)))
            unit = shown_whole(spread(self._seen.sheet, row, units + 1)) if units is not None else ""
            if said:
                grouped.setdefault((said, unit), []).append(row)
        return tuple(self._item(name, unit, rows, figures) for (name, unit), rows in list(grouped.items())[:_MOST_ITEMS])

    def _item(self, name: str, written: str, rows: Sequence[int], figures: Sequence[int]) -> ItemPlan:
        text, unit = split_unit(name, self._seen.sight.units)
        named = self._seen.sight.units.find(written) if written else None
        unit = named.code if named is not None else unit or self._seen.unit
        found = self._seen.sight.match(text, unit, self._seen.context)
        if found.meaning == UNSET and unit == self._seen.unit and named is None:
            alone = self._seen.sight.match(text, "", self._seen.context)
            found, unit = (alone, "") if alone.meaning else (found, unit)
        samples = [self._seen.sheet.cell(rows[0], index + 1) for index in figures[:_SAMPLES]]
        reason, meaning, certainty = found.reason, found.meaning, found.certainty
        if written and named is None and meaning not in (UNSET, IGNORE):
            meaning, certainty, reason = UNSET, Certainty.UNSURE, _("不认识单位「{unit}」").format(unit=written[:12])
        return ItemPlan(
            name=name,
            key=item_key(name, written),
            rows=tuple(rows),
            meaning=meaning,
            certainty=certainty,
            reason=reason,
            unit=found.unit or unit,
            samples=tuple(map(shown_cell, samples)),
            proposals=found.proposals,
        )

    def _note_merges(self, columns: Sequence[ColumnPlan]) -> None:
        labels = {one.index + 1 for one in columns if one.meaning in LABELS}
        down = [area for area in self._seen.sheet.merges if area[0] >= self._seen.first]
        named = [area for area in down if area[1] in labels and area[1] == area[3]]
        others = len(down) - len(named)
        if named:
            self._left_out.append(_("有 {count} 处合并的名称，按合并区各行取用。").format(count=len(named)))
        if others:
            self._left_out.append(_("数据区有 {count} 处合并单元格，只取左上角一格的数，其余按空格处理。").format(count=others))
        hidden_rows = sum(1 for row in self._seen.sheet.hidden_rows if self._seen.first <= row <= len(self._seen.sheet.grid))
        hidden_columns = [one.letter for one in columns if one.index + 1 in self._seen.sheet.hidden_columns and one.filled]
        if hidden_rows:
            self._left_out.append(_("有 {count} 行是隐藏的，其中的内容也已读取。").format(count=hidden_rows))
        if hidden_columns:
            self._left_out.append(_("{columns} 列是隐藏的，其中的内容也已读取。").format(columns="、".join(hidden_columns)))


def _told_apart(columns: Sequence[ColumnPlan]) -> list[ColumnPlan]:
    """Two columns cannot mean the same: what was only likely is then asked, and what is called alike is asked too."""
    counts = Counter(one.meaning for one in columns if one.meaning not in (UNSET, IGNORE, "item"))
    sure = Counter(one.meaning for one in columns if one.certainty in (Certainty.SURE, Certainty.REMEMBERED))
    found = []
    for one in columns:
        if counts[one.meaning] > 1 and not (one.certainty is Certainty.SURE and sure[one.meaning] == 1):
            reason = _("有 {count} 列都像是这一项，要哪一列？").format(count=counts[one.meaning])
            found.append(replace(one, meaning=UNSET, certainty=Certainty.UNSURE, reason=reason, proposals=(one.meaning,)))
        else:
            found.append(one)
    return found
