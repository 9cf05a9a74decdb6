"""From the lines of a page to facts: labels with their values, tables, the two parties, and what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.documents.invoice_facts import Fact, FactName, InvoiceItem, Spot
from core.documents.invoice_head import head_facts
from core.documents.invoice_items import Items, read_items
from core.documents.invoice_labels import Mark, marks
from core.documents.invoice_page import Line
from core.documents.invoice_settling import Found, fact_word, settle, without_contradictions
from core.documents.invoice_tables import Row, Table, below, columns_of, is_heading, is_item_heading, own_cell
from core.documents.invoice_values import capital_amount, period
from core.documents.invoice_written import READERS, Written, ambiguous
from core.i18n import _

_BELOW = 2.5
"""How far below its label a value may stand, in heights of the line."""

_TIMES = {"sharp": FactName.SHARP, "peak": FactName.PEAK, "flat": FactName.FLAT, "valley": FactName.VALLEY}
_PARTIES = {"party": (FactName.BUYER, FactName.SELLER), "party_tax": (FactName.BUYER_TAX, FactName.SELLER_TAX)}
_PARTY_RANK = 2
_BARE_PERIOD_RANK = 9
_BELOW_KINDS = ("number", "money", "identity", "day", "period")
_QUANTITIES = (FactName.QUANTITY, FactName.METERED)


@dataclass(frozen=True, slots=True)
class PageReading:
    """What the lines say.

    Attributes:
        found: readings that are not settled yet, so that a file with another source of facts can add to them.
        capitals: amounts in capital characters.
        words: title, issuer and the labels of the quantity, for finding what was bought.
    """

    found: tuple[Found, ...]
    items: tuple[InvoiceItem, ...]
    doubts: tuple[str, ...]
    capitals: frozenset[Decimal]
    words: str

    def settled(self) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
        """One fact of each name, and the sentences on what was left out."""
        facts, doubts = settle(self.found)
        return without_contradictions(facts, (*self.doubts, *doubts), self.capitals)


def read_lines(lines: Sequence[Line], *, headed: bool = True) -> PageReading:
    """Read lines; `headed` says that the first ones are the head of a paper, and not, say, of a remark."""
    reader = _Reader(lines)
    reader.read(headed=headed)
    return reader.reading()


class _Reader:
    """Goes over the lines once and gathers what stands there."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._marks = [marks(line) for line in lines]
        self._found: list[Found] = []
        self._items: list[InvoiceItem] = []
        self._doubts: list[str] = []
        self._capitals: set[Decimal] = set()
        self._parties: dict[str, list[Found | None]] = {"party": [], "party_tax": []}
        self._taken: set[int] = set()

    def read(self, *, headed: bool) -> None:
        """Tables first: what stands in them has no labels of its own."""
        for place, line in enumerate(self._lines):
            if place not in self._taken:
                self._read_table(place, line)
        for place, line in enumerate(self._lines):
            if place not in self._taken:
                self._read_labels(place, line)
        if headed:
            self._found += head_facts([line for place, line in enumerate(self._lines) if place not in self._taken])
        self._add_parties()
        self._add_bare_period()

    def reading(self) -> PageReading:
        """What was gathered."""
        named = {FactName.TITLE: 0, FactName.QUANTITY: 1, FactName.METERED: 1, FactName.SELLER: 2}
        said = sorted((named[one.name], one.label or one.text) for one in self._found if one.name in named)
        words = "\n".join(dict.fromkeys(text for _order, text in said))
        return PageReading(tuple(self._found), tuple(self._items), tuple(dict.fromkeys(self._doubts)), frozenset(self._capitals), words)

    # ---------------------------------------------------------------- tables

    def _read_table(self, place: int, line: Line) -> None:
        columns = marks(line, items=True)
        if is_item_heading(columns):
            self._take_items(read_items(self._lines, place, columns_of(line, columns)))
        elif is_heading(line, self._marks[place]):
            table = below(self._lines, place, columns_of(line, self._marks[place]))
            if table.rows:
                self._take_table(table)
                self._taken |= table.lines

    def _take_items(self, read: Items) -> None:
        self._items += read.items
        self._found += read.sums
        self._taken |= read.lines

    def _take_table(self, table: Table) -> None:
        rows = [row for row in table.rows if row.part != "skip"]
        main = _main_row(rows)
        if main is not None:
            for place, column in enumerate(table.columns):
                cell = main.cells[place]
                if column.label is not None and cell is not None:
                    mark = Mark(column.label, cell.first, cell.first, cell.first, column.unit, colon=False)
                    self._take(mark, main.line, cell.first, cell.last, self._heading_word(table, place))
        elif sum(row.part not in _TIMES for row in rows) > 1:
            self._doubts.append(_("表格里有 {count} 行数，分不清哪一行是合计，没有采用。").format(count=len(rows)))
        for row in rows:
            if row.part in _TIMES:
                self._take_time(table, row)

    def _heading_word(self, table: Table, place: int) -> str:
        label = table.columns[place].label
        heading = min(table.lines)
        return next((_printed(self._lines[heading], mark) for mark in self._marks[heading] if mark.label is label), "")

    def _take_time(self, table: Table, row: Row) -> None:
        """The quantity of one time of day."""
        choices = []
        for column, cell in zip(table.columns, row.cells, strict=True):
            if column.label is not None and cell is not None and column.label.fact in {one.value for one in _QUANTITIES}:
                choices.append((column.label.fact == FactName.METERED.value, column.label.rank, cell, column))
        if choices:
            _metered, _rank, cell, column = min(choices, key=lambda one: one[:2])
            written = READERS["number"](cell.line, cell.first, cell.last)
            for one in written:
                unit = one.unit or column.unit
                self._found.append(Found(_TIMES[row.part], one.value, one.text, unit, cell.line.spot(one.first, one.last)))

    # ---------------------------------------------------------------- labels

    def _read_labels(self, place: int, line: Line) -> None:
        found = self._marks[place]
        for number, mark in enumerate(found):
            last = found[number + 1].first if number + 1 < len(found) else len(line.text)
            self._read_label(place, mark, last)

    def _read_label(self, place: int, mark: Mark, last: int) -> None:
        line, kind = self._lines[place], mark.label.kind
        label = _printed(line, mark)
        if kind == "flag":
            self._take_flag(line, mark)
        elif kind == "capital":
            amount = capital_amount(line.text[mark.end : last])
            self._capitals |= {amount} if amount is not None else set()
        elif mark.after < last:
            self._take(mark, line, mark.after, last, label)
        elif mark.label.fact in _PARTIES:
            self._parties[mark.label.fact].append(None)
        elif kind in _BELOW_KINDS and not mark.colon:
            under = self._value_below(place, mark)
            if under is not None:
                self._take(mark, *under, label)

    def _value_below(self, place: int, mark: Mark) -> tuple[Line, int, int] | None:
        """The cell under a label that has nothing behind it."""
        if place + 1 >= len(self._lines) or place + 1 in self._taken:
            return None
        line, under = self._lines[place], self._lines[place + 1]
        if under.page != line.page or not 0 <= under.top - line.bottom + line.height <= _BELOW * line.height:
            return None
        cell = own_cell(under, *line.edges(mark.first, mark.end))
        if cell is None or any(cell[0] <= one.first < cell[1] for one in self._marks[place + 1]):
            return None
        return under, *cell

    def _take_flag(self, line: Line, mark: Mark) -> None:
        before = line.text[max(mark.first - 1, 0) : mark.first]
        if before not in {"非", "无", "未", "不"}:
            text = _printed(line, mark)
            self._found.append(Found(FactName.ESTIMATED, "yes", text, "", line.spot(mark.first, mark.end)))

    def _take(self, mark: Mark, line: Line, first: int, last: int, label: str) -> None:
        """What stands between two places of a line, as the label wants it written."""
        fact, kind, rank = mark.label.fact, mark.label.kind, mark.label.rank
        if fact == "ignored":
            return
        written = READERS[kind](line, first, last)
        if fact == "changed_meter":
            if written:
                self._doubts.append(_("这期换过表，票面的示数分旧表和新表，没有采用；请登记换表后照票面填写。"))
            return
        if not written and ambiguous(kind, line, first, last) and fact in _NAMES:
            text = line.printed(first, last)
            self._doubts.append(_("「{name}」后面是「{text}」，读法不止一种，没有采用。").format(name=fact_word(FactName(fact)), text=text))
        found = [_found(one, fact, place, mark, line) for place, one in enumerate(written)]
        if fact in _PARTIES:
            self._parties[fact].append(found[0] if found else None)
        else:
            self._found += [replace(one, rank=rank, label=label) for one in found]

    # ---------------------------------------------------------------- what has no label of its own

    def _add_parties(self) -> None:
        """Of two names and two tax numbers, the left or upper ones are the buyer's."""
        for fact, (first, second) in _PARTIES.items():
            parties = self._parties[fact]
            if len(parties) == 2:
                for party, name in zip(parties, (first, second), strict=True):
                    if party is not None:
                        self._found.append(replace(party, name=name, rank=_PARTY_RANK))

    def _add_bare_period(self) -> None:
        """The only period of two days on the paper, where none has a label."""
        if any(one.name in {FactName.START, FactName.LAST} for one in self._found):
            return
        bare: dict[tuple[str, str], tuple[str, Spot | None]] = {}
        for line in self._lines:
            for first, last in line.segments():
                read = period(line.spaced(first, last))
                if read is not None and read.start is not None and read.last is not None:
                    days = (read.start.isoformat(), read.last.isoformat())
                    bare.setdefault(days, (line.printed(first, last), line.spot(first, last)))
        if len(bare) == 1:
            (start, end), (text, spot) = next(iter(bare.items()))
            self._found += [
                Found(name, value, text, "", spot, _BARE_PERIOD_RANK) for name, value in ((FactName.START, start), (FactName.LAST, end))
            ]


_A_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_NAMES: Mapping[str, FactName] = {name.value: name for name in FactName}
_SEVERAL: Mapping[str, Callable[[int, str], FactName]] = {
    "readings": lambda place, _value: (FactName.READING_START, FactName.READING_END)[place],
    "period": lambda place, value: (FactName.START, FactName.LAST)[place] if _A_DAY.match(value) else FactName.MONTH,
}


def _found(one: Written, fact: str, place: int, mark: Mark, line: Line) -> Found:
    name = FactName.BUYER if fact in _PARTIES else _SEVERAL[fact](place, one.value) if fact in _SEVERAL else _NAMES[fact]
    return Found(name, one.value, one.text, one.unit or mark.unit, line.spot(one.first, one.last))


def _printed(line: Line, mark: Mark) -> str:
    return line.printed(mark.first, mark.end)


def _main_row(rows: Sequence[Row]) -> Row | None:
    """The row that stands for the whole: the one of sums, or the only one that is not for a time of day."""
    for choice in (_of_part(rows, "total"), _of_part(rows, ""), _labelled(rows)):
        found = list(choice)
        if len(found) == 1:
            return found[0]
        if len(found) > 1 and found[0].part == "total":
            return None
    return None


def _of_part(rows: Sequence[Row], part: str) -> Iterator[Row]:
    return (row for row in rows if row.part == part)


def _labelled(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows whose own head is the word of a quantity: columns are times of day then."""
    for row in rows:
        own = marks(row.line)
        if own and own[0].first == 0 and own[0].label.fact == FactName.QUANTITY.value:
            yield row
