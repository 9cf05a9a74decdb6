"""broken.xlsx: a sample year with one fault for each rule that a workbook can break, and what each of them makes the program say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sample_book import Rows

from core.documents.workbook import CellValue, sheet_spec
from core.documents.workbook_writing import HEADING_ROW

WRONG_FILE = "示例-手抄加油记录.txt"
"""Lies beside broken.xlsx, which names it as a paper."""

Book = dict[str, list[dict[str, CellValue]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault put in on purpose.

    Attributes:
        sheet, row: where it stands in the workbook, as the person sees it; empty and 0 for one of the set-up.
        done: what was done, in words.
        findings: what the program says to it, the rule's own finding first: rule, severity and place, parted by spaces.
        setup: what to change in the ledger after the import: kind of the job, and its arguments.
    """

    rule: str
    sheet: str
    row: int
    place: str
    done: str
    findings: tuple[str, ...]
    setup: tuple[str, Mapping[str, str]] | None = field(default=None)


Breaker = Callable[[Book], Fault]
"""Puts one fault into the workbook."""


def break_book(rows: Mapping[str, Rows], breakers: Sequence[Breaker]) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """The same workbook with the faults in it, and the list of them in the order of the rules.

    A breaker that takes a row out goes first: the rows of the others must not move afterwards.
    """
    book: Book = {sheet: [dict(row) for row in found] for sheet, found in rows.items()}
    faults = [breaker(book) for breaker in breakers]
    return {sheet: tuple(found) for sheet, found in book.items()}, tuple(sorted(faults, key=lambda fault: fault.rule))


def fault(rule: str, sheet: str, index: int, place: str, done: str, *findings: str) -> Fault:
    """A fault in a row of a sheet."""
    return Fault(rule, sheet_spec(sheet).zh, index + HEADING_ROW + 1, place, done, findings)


def setup(rule: str, place: str, done: str, change: tuple[str, Mapping[str, str]], *findings: str) -> Breaker:
    """A fault that no workbook can carry."""
    return lambda _book: Fault(rule, "", 0, place, done, findings, change)


def cell(row: str, month: int) -> str:
    """How the program calls a cell."""
    return f"{row} {month}月"


def find(book: Book, sheet: str, **wanted: CellValue) -> int:
    """Index of the only row with these values."""
    found = [i for i, row in enumerate(book[sheet]) if all(row.get(code) == value for code, value in wanted.items())]
    if len(found) != 1:
        raise SystemExit(f"{sheet}: {len(found)} rows with {wanted}")
    return found[0]


def bill_of(book: Book, source: str, month: int, year: int = 2025) -> int:
    """Index of the bill that ends in a month."""
    found = [
        i
        for i, row in enumerate(book["bills"])
        if row["source"] == source and isinstance(row["end"], date) and (row["end"].year, row["end"].month) == (year, month)
    ]
    if len(found) != 1:
        raise SystemExit(f"{source}: {len(found)} bills end in month {month}")
    return found[0]


def number(value: CellValue) -> Decimal:
    """A cell that must hold a number."""
    if not isinstance(value, Decimal):
        raise SystemExit(f"no number: {value!r}")
    return value


def day(value: CellValue) -> date:
    """A cell that must hold a day."""
    if not isinstance(value, date):
        raise SystemExit(f"no day: {value!r}")
    return value
