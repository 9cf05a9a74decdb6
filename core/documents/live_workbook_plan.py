"""What the live workbook holds and where each figure finds its quantity and its factors, before a cell is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from core.documents.reports.footprint_paper import FootprintPaper
from core.domain.emission import GridScope
from core.domain.inventory import EmissionLine, FactorUse, GhgInventory, SourceResult
from core.domain.period import Month
from core.i18n import _


@dataclass(frozen=True, slots=True)
class LiveBook:
    """All that the workbook is made from.

    Attributes:
        paper: the account in the dossier's own method, with the words of its venue.
        market: the same facts computed market-based, also where proof is missing: then with what is proven.
        grids: the same facts computed location-based with each grid average.
        recorded: what was recorded, exact, by source and month, in the source's unit.
        outputs: monthly values behind the denominators of intensities, by the denominator's code.
    """

    paper: FootprintPaper
    market: GhgInventory
    grids: tuple[tuple[GridScope, GhgInventory], ...]
    recorded: Mapping[tuple[str, Month], Fraction]
    outputs: Mapping[str, Mapping[Month, Fraction]]

    @property
    def own(self) -> GhgInventory:
        """The account in the dossier's own method."""
        return self.paper.inventory

    @property
    def accounts(self) -> tuple[GhgInventory, ...]:
        """Every account the workbook computes, the dossier's own first."""
        return (self.own, self.market, *(account for _grid, account in self.grids))


@dataclass(slots=True)
class QuantityRow:
    """A row of figures that people may change: twelve months of one source.

    Attributes:
        counted: the row says how much of the recorded quantity counts, because that differs.
    """

    code: str
    name: str
    unit: str
    months: dict[Month, Fraction]
    counted: bool = False
    note: str = ""

    def total(self) -> Fraction:
        """The sum over the months."""
        return sum(self.months.values(), Fraction(0))

    def holds(self, line: EmissionLine) -> bool:
        """Whether the line's quantity stands in this row."""
        return self.unit == line.unit and self.months.get(line.month) == line.quantity


@dataclass(frozen=True, slots=True)
class BookPlan:
    """The rows and factors of the workbook.

    Attributes:
        codes: short code of each source, S01 and on, in the order of the account.
        rows: quantity rows, recorded ones first.
        factors: every number that is multiplied with, once, in the order of first use.
        swinging: sources whose lines follow the factor of electricity, so that each comparison counts them anew.
    """

    book: LiveBook
    codes: Mapping[str, str]
    rows: tuple[QuantityRow, ...]
    factors: tuple[FactorUse, ...]
    swinging: frozenset[str]
    _rows_of: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def row_of(self, line: EmissionLine) -> int:
        """Which quantity row holds the quantity of a line."""
        return next(index for index in self._rows_of[line.source_id] if self.rows[index].holds(line))

    def swinging_lines(self, account: GhgInventory) -> tuple[EmissionLine, ...]:
        """The lines of an account that follow the factor of electricity."""
        return tuple(line for line in account.lines() if line.source_id in self.swinging)

    def longest_chain(self) -> int:
        """How many factors the longest formula multiplies."""
        return max((len(line.uses) for line in _all_lines(self.book.accounts)), default=1)


def plan_of(book: LiveBook) -> BookPlan:
    """Give each source its code, its quantity rows and each factor its place."""
    results = book.own.results
    codes = {str(result.source.id): f"S{number:02d}" for number, result in enumerate(results, 1)}
    rows: list[QuantityRow] = []
    counted: list[tuple[str, QuantityRow]] = []
    rows_of: dict[str, list[int]] = {}
    for result in results:
        source_id = str(result.source.id)
        recorded = _recorded_row(book, result, codes[source_id])
        rows_of[source_id] = [len(rows)]
        rows.append(recorded)
        lines = [line for line in _all_lines(book.accounts) if line.source_id == source_id]
        counted.extend((source_id, row) for row in _counted_rows(recorded, lines))
    for source_id, row in counted:
        rows_of[source_id].append(len(rows))
        rows.append(row)
    swinging = frozenset(source_id for source_id in codes if _swings(book, source_id))
    factors = tuple(dict.fromkeys(use for line in _all_lines(book.accounts) for use in line.uses))
    return BookPlan(book, codes, tuple(rows), factors, swinging, {key: tuple(value) for key, value in rows_of.items()})


def _all_lines(accounts: Iterable[GhgInventory]) -> Iterator[EmissionLine]:
    for account in accounts:
        for result in account.results:
            yield from result.lines
            yield from result.memo


def _recorded_row(book: LiveBook, result: SourceResult, code: str) -> QuantityRow:
    months = {
        month: book.recorded[str(result.source.id), month] for month in book.own.period if (str(result.source.id), month) in book.recorded
    }
    return QuantityRow(code, result.source.name, result.source.unit, months, note=_note(book, result))


def _note(book: LiveBook, result: SourceResult) -> str:
    if result.unanswered:
        return _("未核算：{reason}").format(reason=result.unanswered)
    if result.lines or result.memo:
        return "" if result.lines else _("只列备忘项，不计入总量")
    if any(line.source_id == result.source.id for line in book.market.lines()):
        return _("只用于市场法")
    return _("只作记录，没有自身排放")


def _counted_rows(recorded: QuantityRow, lines: Iterable[EmissionLine]) -> list[QuantityRow]:
    """Further rows where what counts is not what was recorded, such as green power without proof."""
    everything = tuple(lines)
    if all(recorded.holds(line) for line in everything):
        return []
    rows: list[QuantityRow] = []
    for line in everything:
        for row in rows:
            if row.unit == line.unit and row.months.setdefault(line.month, line.quantity) == line.quantity:
                break
        else:
            rows.append(QuantityRow(recorded.code, recorded.name, line.unit, {line.month: line.quantity}, counted=True))
    return rows


def _swings(book: LiveBook, source_id: str) -> bool:
    """Whether a source's lines differ between the accounts."""
    lines = [[line for line in account.lines() if line.source_id == source_id] for account in book.accounts]
    return any(one != lines[0] for one in lines[1:])
