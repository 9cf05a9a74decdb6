"""broken.xlsx: the sample year with one fault for each rule that blocks, and nothing else wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sample_book import Rows
from sample_hotel import (
    ACCOUNTS,
    AVAILABLE,
    BOILER,
    COVERS,
    FOOD,
    KITCHEN,
    LAUNDRY,
    MAIN,
    PETROL,
    PODIUM,
    SITE,
    WASTE,
    WATER,
)

from core.documents.workbook import CellValue, sheet_spec
from core.documents.workbook_writing import HEADING_ROW

Book = dict[str, list[dict[str, CellValue]]]


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


def break_book(rows: Mapping[str, Rows]) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """The same workbook with the faults in it, and the list of them in the order of the rules."""
    book: Book = {sheet: [dict(row) for row in found] for sheet, found in rows.items()}
    faults = [breaker(book) for breaker in _BREAKERS]
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


def _credit_code(book: Book) -> Fault:
    at = _find(book, "venue", value=SITE.credit_code)
    book["venue"][at]["value"] = SITE.credit_code[:-1] + "3"
    return _fault("V01", "venue", at, "统一社会信用代码", "第 18 位校验码由 2 改为 3")


def _gap(book: Book) -> Fault:
    at = _bill_of(book, PODIUM, 6)
    book["bills"][at]["start"] = date(2025, 6, 6)
    return _fault("V02", "bills", at, PODIUM, "起日由 6 月 1 日改为 6 月 6 日，与上一张相隔 5 天")


def _missing_month(book: Book) -> Fault:
    at = _find(book, "monthly", subject=FOOD)
    book["monthly"][at]["m12"] = None
    return _fault("V03", "monthly", at, f"{FOOD} 12月", "12 月留空")


def _negative(book: Book) -> Fault:
    at = _bill_of(book, LAUNDRY, 3)
    row = book["bills"][at]
    row["quantity"], row["amount_yuan"] = -_number(row["quantity"]), -_number(row["amount_yuan"])
    return _fault("V04", "bills", at, LAUNDRY, "3 月结算单的数量和金额改为负数，没有写冲正哪一张")


def _number(value: CellValue) -> Decimal:
    if not isinstance(value, Decimal):
        raise SystemExit(f"no number: {value!r}")
    return value


def _ten_thousand(book: Book) -> Fault:
    at = _find(book, "monthly", subject=COVERS)
    book["monthly"][at]["m08"] = _number(book["monthly"][at]["m08"]) * 10_000
    return _fault("V05", "monthly", at, f"{COVERS} 8月", "8 月的数多乘了一万")


def _reading(book: Book) -> Fault:
    at = _bill_of(book, WATER, 10)
    book["bills"][at]["reading_start"] = _number(book["bills"][at]["reading_start"]) + 90
    return _fault("V07", "bills", at, WATER, "10 月的起示数比 9 月的止示数多 90")


def _open_estimate(book: Book) -> Fault:
    correction = next(i for i, row in enumerate(book["bills"]) if row["source"] == KITCHEN and row["corrects"])
    invoice = book["bills"][correction]["corrects"]
    del book["bills"][correction]
    at = _find(book, "bills", invoice=invoice)
    return _fault("V11", "bills", at, KITCHEN, "删去 2 月暂估单的更正票据")


def _double(book: Book) -> Fault:
    at = _bill_of(book, WASTE, 9)
    book["bills"][at]["invoice"] = book["bills"][_bill_of(book, WASTE, 8)]["invoice"]
    return _fault("V13", "bills", at, WASTE, "9 月结算单写了 8 月的票据号")


def _shared_account(book: Book) -> Fault:
    own, other = ACCOUNTS["kitchen"].number, ACCOUNTS["boiler"].number
    at = _find(book, "sources", name=KITCHEN)
    book["sources"][at]["account"] = other
    for row in book["bills"]:
        if row["account"] == own:
            row["account"] = other
    return _fault("V14", "sources", at, KITCHEN, f"户号改成「{BOILER}」的户号，票据也随之改动")


def _oversold(book: Book) -> Fault:
    at = _find(book, "monthly", subject=AVAILABLE)
    book["monthly"][at]["m08"] = Decimal(6208)
    return _fault("V18", "monthly", at, f"{AVAILABLE} 8月", "8,308 误写为 6,208，少于已售间夜")


def _no_factor(book: Book) -> Fault:
    at = _find(book, "sources", name=FOOD)
    book["sources"][at]["factor"] = None
    return _fault("V26", "sources", at, FOOD, "删去选用的因子")


def _no_evidence(book: Book) -> Fault:
    rows = [i for i, row in enumerate(book["bills"]) if row["source"] == MAIN]
    for i in rows:
        book["bills"][i]["attachment"] = None
    return _fault("V28", "bills", rows[0], MAIN, f"删去「{MAIN}」全部 {len(rows)} 张票据的附件")


def _outside(book: Book) -> Fault:
    last = _bill_of(book, PETROL, 12)
    row = dict(book["bills"][last])
    start = _number_day(row["end"]) + timedelta(days=1)
    row |= {"start": start, "end": date(2026, 1, 31), "invoice": "JY-2026-01-0901", "attachment": None, "note": None}
    book["bills"].append(row)
    return _fault("V31", "bills", len(book["bills"]) - 1, PETROL, "多录了一张 2026 年 1 月的票据")


def _number_day(value: CellValue) -> date:
    if not isinstance(value, date):
        raise SystemExit(f"no day: {value!r}")
    return value


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
    _oversold,
    _no_factor,
    _no_evidence,
    _outside,
)
