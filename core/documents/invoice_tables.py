"""Tables on bills and invoices: a line of headings, and below each heading its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.documents.invoice_labels import ITEM, Label, Mark, unit_at, words
from core.documents.invoice_page import CELL, SPACE, Line
from core.documents.invoice_values import ReadNumber, number

_MOST_ROWS = 60
_WIDEST_STEP = 4.5
"""Room between two rows of a table, in heights of a line."""

_COLUMN_KINDS = ("number", "money")


@dataclass(frozen=True, slots=True)
class Column:
    """A heading: what it stands for (None for a word that is not known), its edges, and the unit in its brackets."""

    label: Label | None
    left: float
    right: float
    unit: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands below a heading in one row: a part of a line."""

    line: Line
    first: int
    last: int

    @property
    def text(self) -> str:
        """The folded text."""
        return self.line.spaced(self.first, self.last)

    def number(self) -> tuple[ReadNumber, str] | None:
        """The number of the cell and the unit behind it; None where it holds none or more than that."""
        read = number(self.text)
        if read is None:
            return None
        place = self.first + len(self.text[: read.last].replace(" ", ""))
        unit, end = unit_at(self.line, place, self.last)
        return (read, unit) if end >= self.last or self.line.text[end : self.last] in {")", "]"} else None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for each column its cell, and what stands at its head."""

    line: Line
    cells: tuple[Cell | None, ...]
    head: str
    part: str


@dataclass(frozen=True, slots=True)
class Table:
    """Headings with the rows below.

    Attributes:
        lines: numbers of the lines that it takes up.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    lines: frozenset[int]


def columns_of(line: Line, found: Sequence[Mark]) -> tuple[Column, ...]:
    """The labels of a line of headings, and the words between them."""
    columns: list[Column] = []
    at = 0
    for mark in found:
        columns += _others(line, at, mark.first)
        end = max(mark.after, mark.end)
        left, right = line.edges(mark.first, end)
        columns.append(Column(mark.label, left, right, mark.unit))
        at = end
    return (*columns, *_others(line, at, len(line.text)))


def _others(line: Line, first: int, last: int) -> list[Column]:
    return [Column(None, *line.edges(start, end), "") for start, end in line.segments(first, last, at=SPACE)] if first < last else []


def is_heading(line: Line, found: Sequence[Mark]) -> bool:
    """Whether a line holds headings and no figures: at least two of them are of numbers, and no digit stands behind any."""
    if sum(mark.label.kind in _COLUMN_KINDS for mark in found) < 2 or line.glyphs[0].y1 <= line.glyphs[0].y0:
        return False
    covered = {at for mark in found for at in range(mark.first, max(mark.after, mark.end))}
    return not any(char.isdigit() for at, char in enumerate(line.text) if at not in covered) and not any(mark.colon for mark in found)


def is_item_heading(found: Sequence[Mark]) -> bool:
    """Whether a line heads the items of an invoice."""
    names = {mark.label.fact for mark in found}
    return ITEM + "name" in names and bool(names & {ITEM + "amount", ITEM + "quantity"}) and len(names) >= 3


def below(lines: Sequence[Line], heading: int, columns: tuple[Column, ...]) -> Table:
    """The rows below a line of headings, as far as they have figures below them."""
    rows: list[Row] = []
    taken = {heading}
    previous = lines[heading]
    for number_of_line in range(heading + 1, min(heading + 1 + _MOST_ROWS, len(lines))):
        line = lines[number_of_line]
        if line.page != previous.page or line.top - previous.bottom > _WIDEST_STEP * previous.height:
            break
        row = _row(line, columns)
        if not any(
            cell is not None and column.label is not None and cell.number() for cell, column in zip(row.cells, columns, strict=True)
        ):
            break
        rows.append(row)
        taken.add(number_of_line)
        previous = line
    return Table(columns, tuple(rows), frozenset(taken))


def _row(line: Line, columns: tuple[Column, ...]) -> Row:
    cells = cells_below(line, columns)
    figures = next(place for place, column in enumerate(columns) if column.label is not None and column.label.kind in _COLUMN_KINDS)
    head = "".join(cell.text for cell in cells[:figures] if cell is not None)
    if not head:
        first = next((cell for cell in cells if cell is not None), None)
        head = first.text if first is not None and first.number() is None else ""
    return Row(line, cells, head, part_of(head))


def cells_below(line: Line, columns: Sequence[Column]) -> tuple[Cell | None, ...]:
    """A line cut at the middles between the headings; words without room between them stay together."""
    places: list[list[tuple[int, int]]] = [[] for _column in columns]
    for first, last in line.segments(at=SPACE):
        left, right = line.edges(first, last)
        places[_column_at(columns, (left + right) / 2)].append((first, last))
    return tuple(Cell(line, parts[0][0], parts[-1][1]) if parts else None for parts in places)


def _column_at(columns: Sequence[Column], middle: float) -> int:
    for place in range(len(columns) - 1):
        if middle < (columns[place].right + columns[place + 1].left) / 2:
            return place
    return len(columns) - 1


def part_of(head: str) -> str:
    """``total``, ``sharp``, ``peak``, ``flat``, ``valley``, ``skip``, or nothing."""
    for name, known in words().parts:
        if any(word in head for word in known):
            return name
    return ""


def own_cell(line: Line, left: float, right: float) -> tuple[int, int] | None:
    """The one cell of a line whose middle stands below, or above, these edges."""
    found = []
    for first, last in line.segments(at=CELL):
        begins, ends = line.edges(first, last)
        if begins < right and ends > left:
            found.append((first, last))
    return found[0] if len(found) == 1 else None
