"""broken.xlsx: a sample year with one fault for each rule that blocks, and nothing else wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sample_book import Rows

from core.documents.workbook import CellValue, sheet_spec
from core.documents.workbook_writing import HEADING_ROW

Book = dict[str, list[dict[str, CellValue]]]

_GAP_DAYS = 5


@dataclass(frozen=True, slots=True)
class Spots:
    """Where a sample gets its faults: names of rows, with the month where one month is hit.

    Attributes:
        gap, reading: bills of a meter; `gap` runs from the first of the month.
        missing, ten_thousand: figures typed for a month.
        estimate: the source that has an estimate and its correction.
        shared: the source that takes over the account of the other.
        oversold: row, month, wrong figure and words; None where the venue has no rooms.
        factor: a source whose factor was chosen.
        bare: the sources that lose their papers; together more than a fifth of the emissions.
        negative, double, outside: settlements, whose periods need not join; with `outside` the number of the stray one.
    """

    credit_code: str
    gap: tuple[str, int]
    missing: tuple[str, int]
    negative: tuple[str, int]
    ten_thousand: tuple[str, int]
    reading: tuple[str, int]
    estimate: str
    double: tuple[str, int]
    shared: tuple[str, str]
    factor: str
    bare: tuple[str, ...]
    outside: tuple[str, str]
    oversold: tuple[str, int, Decimal, str] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault put in on purpose.

    Attributes:
        row: row number as the person sees it; 0 where a row was taken out.
        done: what was done, in words.
    """

    rule: str
    sheet: str
    row: int
    place: str
    done: str


def break_book(rows: Mapping[str, Rows], spots: Spots) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """The same workbook with the faults in it, and the list of them in the order of the rules."""
    book: Book = {sheet: [dict(row) for row in found] for sheet, found in rows.items()}
    faults = [breaker(book, spots) for breaker in _BREAKERS]
    if spots.oversold is not None:
        faults.append(_oversold(book, *spots.oversold))
    return {sheet: tuple(found) for sheet, found in book.items()}, tuple(sorted(faults, key=lambda fault: fault.rule))


def _fault(rule: str, sheet: str, index: int, place: str, done: str) -> Fault:
    return Fault(rule, sheet_spec(sheet).zh, index + HEADING_ROW + 1, place, done)


def _find(book: Book, sheet: str, **wanted: CellValue) -> int:
    """Index of the only row with these values."""
    found = [i for i, row in enumerate(book[sheet]) if all(row.get(code) == value for code, value in wanted.items())]
    if len(found) != 1:
        raise SystemExit(f"{sheet}: {len(found)} rows with {wanted}")
    return found[0]


def _bill_of(book: Book, source: str, month: int) -> int:
    """Index of the bill of 2025 that ends in a month."""
    found = [
        i
        for i, row in enumerate(book["bills"])
        if row["source"] == source and isinstance(row["end"], date) and (row["end"].year, row["end"].month) == (2025, month)
    ]
    if len(found) != 1:
        raise SystemExit(f"{source}: {len(found)} bills end in month {month}")
    return found[0]


def _account_of(book: Book, source: str) -> CellValue:
    return book["sources"][_find(book, "sources", name=source)]["account"]


def _credit_code(book: Book, spots: Spots) -> Fault:
    last, at = spots.credit_code[-1], _find(book, "venue", value=spots.credit_code)
    other = "4" if last == "3" else "3"
    book["venue"][at]["value"] = spots.credit_code[:-1] + other
    return _fault("V01", "venue", at, "统一社会信用代码", f"第 18 位校验码由 {last} 改为 {other}")


def _gap(book: Book, spots: Spots) -> Fault:
    source, month = spots.gap
    at = _bill_of(book, source, month)
    start = _day(book["bills"][at]["start"])
    late = start + timedelta(days=_GAP_DAYS)
    book["bills"][at]["start"] = late
    words = f"起日由 {start.month} 月 {start.day} 日改为 {late.month} 月 {late.day} 日，与上一张相隔 {_GAP_DAYS} 天"
    return _fault("V02", "bills", at, source, words)


def _missing_month(book: Book, spots: Spots) -> Fault:
    row, month = spots.missing
    at = _find(book, "monthly", subject=row)
    book["monthly"][at][f"m{month:02d}"] = None
    return _fault("V03", "monthly", at, f"{row} {month}月", f"{month} 月留空")


def _negative(book: Book, spots: Spots) -> Fault:
    source, month = spots.negative
    at = _bill_of(book, source, month)
    row = book["bills"][at]
    row["quantity"], row["amount_yuan"] = -_number(row["quantity"]), -_number(row["amount_yuan"])
    return _fault("V04", "bills", at, source, f"{month} 月结算单的数量和金额改为负数，没有写冲正哪一张")


def _number(value: CellValue) -> Decimal:
    if not isinstance(value, Decimal):
        raise SystemExit(f"no number: {value!r}")
    return value


def _day(value: CellValue) -> date:
    if not isinstance(value, date):
        raise SystemExit(f"no day: {value!r}")
    return value


def _ten_thousand(book: Book, spots: Spots) -> Fault:
    row, month = spots.ten_thousand
    at, column = _find(book, "monthly", subject=row), f"m{month:02d}"
    book["monthly"][at][column] = _number(book["monthly"][at][column]) * 10_000
    return _fault("V05", "monthly", at, f"{row} {month}月", f"{month} 月的数多乘了一万")


def _reading(book: Book, spots: Spots) -> Fault:
    source, month = spots.reading
    at = _bill_of(book, source, month)
    book["bills"][at]["reading_start"] = _number(book["bills"][at]["reading_start"]) + 90
    return _fault("V07", "bills", at, source, f"{month} 月的起示数比 {month - 1} 月的止示数多 90")


def _open_estimate(book: Book, spots: Spots) -> Fault:
    correction = next(i for i, row in enumerate(book["bills"]) if row["source"] == spots.estimate and row["corrects"])
    invoice = book["bills"][correction]["corrects"]
    del book["bills"][correction]
    at = _find(book, "bills", invoice=invoice)
    month = _day(book["bills"][at]["end"]).month
    return _fault("V11", "bills", at, spots.estimate, f"删去 {month} 月暂估单的更正票据")


def _double(book: Book, spots: Spots) -> Fault:
    source, month = spots.double
    at = _bill_of(book, source, month)
    book["bills"][at]["invoice"] = book["bills"][_bill_of(book, source, month - 1)]["invoice"]
    return _fault("V13", "bills", at, source, f"{month} 月结算单写了 {month - 1} 月的票据号")


def _shared_account(book: Book, spots: Spots) -> Fault:
    source, owner = spots.shared
    own, other = _account_of(book, source), _account_of(book, owner)
    at = _find(book, "sources", name=source)
    book["sources"][at]["account"] = other
    for row in book["bills"]:
        if row["account"] == own:
            row["account"] = other
    return _fault("V14", "sources", at, source, f"户号改成「{owner}」的户号，票据也随之改动")


def _oversold(book: Book, row: str, month: int, wrong: Decimal, done: str) -> Fault:
    at = _find(book, "monthly", subject=row)
    book["monthly"][at][f"m{month:02d}"] = wrong
    return _fault("V18", "monthly", at, f"{row} {month}月", done)


def _no_factor(book: Book, spots: Spots) -> Fault:
    at = _find(book, "sources", name=spots.factor)
    book["sources"][at]["factor"] = None
    return _fault("V26", "sources", at, spots.factor, "删去选用的因子")


def _no_evidence(book: Book, spots: Spots) -> Fault:
    rows = [i for i, row in enumerate(book["bills"]) if row["source"] in spots.bare]
    for i in rows:
        book["bills"][i]["attachment"] = None
    names = "」「".join(spots.bare)
    return _fault("V28", "bills", rows[0], str(book["bills"][rows[0]]["source"]), f"删去「{names}」全部 {len(rows)} 张票据的附件")


def _outside(book: Book, spots: Spots) -> Fault:
    source, invoice = spots.outside
    row = dict(book["bills"][_bill_of(book, source, 12)])
    start = _day(row["end"]) + timedelta(days=1)
    row |= {"start": start, "end": date(2026, 1, 31), "invoice": invoice, "attachment": None, "note": None}
    book["bills"].append(row)
    return _fault("V31", "bills", len(book["bills"]) - 1, source, "多录了一张 2026 年 1 月的票据")


_BREAKERS = (
    _open_estimate,  # takes a row out, so it goes first: the rows of the others must not move afterwards
    _credit_code,
    _gap,
    _missing_month,
    _negative,
    _ten_thousand,
    _reading,
    _double,
    _shared_account,
    _no_factor,
    _no_evidence,
    _outside,
)
