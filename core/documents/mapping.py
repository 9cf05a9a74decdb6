"""A column mapping: which column of a table means what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from core.documents.workbook import fold

FIGURES = ("total_tco2e", "p1_tco2e", "p2_tco2e", "scope1_tco2e", "scope2_tco2e", "scope3_tco2e", "market_based_tco2e")
"""Figures of a whole row that a table may state, besides ``by_source:NAME``."""

BY_SOURCE = "by_source:"


@dataclass(frozen=True, slots=True)
class Field:
    """Where a value comes from: a column of the table, or the mapping itself.

    Attributes:
        key: table and key of the mapping, for sentences: ``[venue] type``.
        column: the heading; empty where the value is fixed.
        fixed: the value for all rows; empty where it has a column.
        meanings: what the texts of the column stand for, folded text → value.
    """

    key: str
    column: str = ""
    fixed: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, text: str) -> str:
        """What a text of the column stands for; the text itself where the mapping does not say."""
        return self.meanings.get(fold(text), text)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """[table]: how the file is written.

    Attributes:
        sheet: name of the sheet; empty for the only or first one.
        header_row: row number of the headings; None to look for them.
        encoding, delimiter: of a text file; empty to recognise them.
        decimal, thousands: the marks in numbers that stand as text.
        blank: texts that stand for nothing, folded.
    """

    sheet: str = ""
    header_row: int | None = None
    encoding: str = ""
    delimiter: str = ""
    decimal: str = "."
    thousands: str = ","
    blank: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VenueColumns:
    """[venue]: which venue a row speaks of; `id` and `type` are needed."""

    id: Field
    type: Field
    name: Field | None
    area: Field | None
    area_unit: str
    organization: Field | None
    credit_code: Field | None
    region: Field | None


@dataclass(frozen=True, slots=True)
class PeriodColumns:
    """[period]: a year, a year with a month, or the first and last day of a bill.

    Attributes:
        end_included: whether the last day still belongs to the bill.
    """

    year: Field | None
    month: Field | None
    start: Field | None
    end: Field | None
    end_included: bool


@dataclass(frozen=True, slots=True)
class FactorColumns:
    """[quantity.factor]: the row's own factor."""

    value: Field
    unit: Field | None
    document: Field | None
    clause: Field | None
    vintage: Field | None
    name: str


@dataclass(frozen=True, slots=True)
class QuantityColumn:
    """[[quantity]]: a column of activity data."""

    column: str
    source: Field
    name: Field | None
    unit: Field
    factor: FactorColumns | None
    invoice: Field | None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """[[output]]: a column of something the venue produces; `unit` is a code."""

    column: str
    code: str
    unit: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two figures may lie apart: a share of the expected one, or an amount in its unit."""

    share: Fraction | None = None
    amount: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ExpectedColumn:
    """[[expected]]: a column with a figure that somebody else computed.

    Attributes:
        figure: one of `FIGURES`, or ``by_source:`` with the name of a row.
        unit: code of the unit of mass it is written in.
        tolerance: None to ask for equality at the decimals that are written.
    """

    column: str
    figure: str
    unit: str
    tolerance: Tolerance | None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The whole mapping."""

    file: str
    table: TableLayout
    venue: VenueColumns
    period: PeriodColumns
    quantities: tuple[QuantityColumn, ...]
    outputs: tuple[OutputColumn, ...]
    expected: tuple[ExpectedColumn, ...]

    def headings(self) -> tuple[str, ...]:
        """Every column that the mapping names, each once."""
        named = [one.column for one in self._fields() if one is not None and one.column]
        named += [one.column for one in self.quantities] + [one.column for one in self.outputs] + [one.column for one in self.expected]
        return tuple(dict.fromkeys(named))

    def fixed_texts(self) -> Iterator[Field]:
        """Fixed values that could have been meant as headings: those that say which venue and when."""
        venue, period = self.venue, self.period
        fields = (venue.id, venue.name, venue.area, venue.organization, venue.credit_code, venue.region, period.year, period.month)
        return (one for one in fields if one is not None and one.fixed)

    def _fields(self) -> Iterator[Field | None]:
        venue, period = self.venue, self.period
        yield from (venue.id, venue.type, venue.name, venue.area, venue.organization, venue.credit_code, venue.region)
        yield from (period.year, period.month, period.start, period.end)
        for one in self.quantities:
            yield from (one.source, one.name, one.unit, one.invoice)
            if one.factor is not None:
                yield from (one.factor.value, one.factor.unit, one.factor.document, one.factor.clause, one.factor.vintage)
