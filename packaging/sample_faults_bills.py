"""Faults of bills: periods, signs, readings, ratios, prices, estimates, doubles, proof."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sample_faults import Book, Breaker, Fault, bill_of, cell, day, fault, find, number

_GAP_DAYS = 5


def gap(source: str, month: int) -> Breaker:
    """V02: a bill that runs from the first of a month begins later."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        start = day(book["bills"][at]["start"])
        late = start + timedelta(days=_GAP_DAYS)
        book["bills"][at]["start"] = late
        words = f"起日由 {start.month} 月 {start.day} 日改为 {late.month} 月 {late.day} 日，与上一张相隔 {_GAP_DAYS} 天"
        return fault("V02", "bills", at, source, words, f"V02 B {cell(source, month)}")

    return breaker


def negative(source: str, month: int) -> Breaker:
    """V04: a settlement below zero."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        row = book["bills"][at]
        row["quantity"], row["amount_yuan"] = -number(row["quantity"]), -number(row["amount_yuan"])
        words = f"{month} 月结算单的数量和金额改为负数，没有写冲正哪一张"
        return fault("V04", "bills", at, source, words, f"V04 B {cell(source, month)}")

    return breaker


def reading(source: str, month: int) -> Breaker:
    """V07: a reading that does not go on from the last one."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        book["bills"][at]["reading_start"] = number(book["bills"][at]["reading_start"]) + 90
        words = f"{month} 月的起示数比 {month - 1} 月的止示数多 90"
        return fault("V07", "bills", at, source, words, f"V07 B {cell(source, month)}")

    return breaker


def ratio(source: str, month: int) -> Breaker:
    """V08: a ratio with a digit too few."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        row = book["bills"][at]
        right = number(row["multiplier"])
        row["multiplier"] = right / 10
        words = f"{month} 月的倍率由 {right:f} 误写为 {right / 10:f}"
        return fault("V08", "bills", at, source, words, f"V08 W {cell(source, month)}")

    return breaker


def peak(source: str, month: int) -> Breaker:
    """V09: the peak of a bill holds the sum of peak and flat."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        row = book["bills"][at]
        row["peak"] = number(row["peak"]) + number(row["flat"])
        words = f"{month} 月的峰段抄成了峰、平之和"
        return fault("V09", "bills", at, source, words, f"V09 W {cell(source, day(row['start']).month)}")

    return breaker


def price(source: str, month: int) -> Breaker:
    """V10: an amount of money with a digit too many."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        row = book["bills"][at]
        row["amount_yuan"] = number(row["amount_yuan"]) * 10
        return fault("V10", "bills", at, source, f"{month} 月的金额多写一位", f"V10 W {cell(source, month)}")

    return breaker


def open_estimate(source: str) -> Breaker:
    """V11: an estimate without its final bill; it takes a row out."""

    def breaker(book: Book) -> Fault:
        correction = next(i for i, row in enumerate(book["bills"]) if row["source"] == source and row["corrects"])
        invoice = book["bills"][correction]["corrects"]
        del book["bills"][correction]
        at = find(book, "bills", invoice=invoice)
        month = day(book["bills"][at]["end"]).month
        return fault("V11", "bills", at, source, f"删去 {month} 月暂估单的更正票据", f"V11 B {cell(source, month)}")

    return breaker


def double(source: str, month: int) -> Breaker:
    """V13: the number of the month before."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        book["bills"][at]["invoice"] = book["bills"][bill_of(book, source, month - 1)]["invoice"]
        words = f"{month} 月结算单写了 {month - 1} 月的票据号"
        return fault("V13", "bills", at, source, words, f"V13 B {cell(source, month)}")

    return breaker


def grams(source: str, month: int, *findings: str) -> Breaker:
    """V17: a settlement in grams where kilograms are asked."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        row = book["bills"][at]
        row["quantity"] = number(row["quantity"]) * 1000
        return fault("V17", "bills", at, source, f"{month} 月结算单的千克数按克填", *findings)

    return breaker


def no_evidence(*sources: str) -> Breaker:
    """V28: the sources lose their papers; together more than a fifth of the emissions."""

    def breaker(book: Book) -> Fault:
        rows = [i for i, row in enumerate(book["bills"]) if row["source"] in sources and row["attachment"]]
        for i in rows:
            book["bills"][i]["attachment"] = None
        names = "」「".join(sources)
        words = f"删去「{names}」全部 {len(rows)} 张票据的附件"
        return fault("V28", "bills", rows[0], str(book["bills"][rows[0]]["source"]), words, "V28 B 票据证据")

    return breaker


def outside(source: str, invoice: str) -> Breaker:
    """V31: a bill of the following January."""

    def breaker(book: Book) -> Fault:
        row = dict(book["bills"][bill_of(book, source, 12)])
        start = day(row["end"]) + timedelta(days=1)
        row |= {"start": start, "end": date(2026, 1, 31), "invoice": invoice, "attachment": None, "note": None}
        book["bills"].append(row)
        words = "多录了一张 2026 年 1 月的票据"
        return fault("V31", "bills", len(book["bills"]) - 1, source, words, f"V31 B {cell(source, 12)}")

    return breaker


def unreadable_file(source: str, month: int, name: str) -> Breaker:
    """V38: a file that a reviewer cannot open stands in the place of the paper."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, month)
        book["bills"][at]["attachment"] = name
        return fault("V38", "bills", at, source, f"{month} 月的附件是文本文件「{name}」", f"V38 B {cell(source, month)}")

    return breaker


def ahead(source: str) -> Breaker:
    """V42: the bill that reaches over New Year ends a month later than it does."""

    def breaker(book: Book) -> Fault:
        at = bill_of(book, source, 1, 2026)
        end = day(book["bills"][at]["end"])
        late = end.replace(month=2)
        book["bills"][at]["end"] = late
        words = f"止日由 {end.isoformat()} 误写为 {late.isoformat()}；电脑日期早于这一天时发现"
        return fault("V42", "bills", at, source, words, "V42 B 电脑日期")

    return breaker


def certificates(source: str, each: Decimal, project: str, *findings: str) -> Breaker:
    """V47, V48, V49: green certificates without their retirement, more than was bought, of a project with CCER."""

    def breaker(book: Book) -> Fault:
        at = find(book, "sources", name=source)
        book["sources"][at]["excluded_reason"] = None
        for month in (1, 7):
            half = (date(2025, 1, 1), date(2025, 6, 30)) if month == 1 else (date(2025, 7, 1), date(2025, 12, 31))
            empty = dict.fromkeys(book["bills"][0])
            book["bills"].append(
                {
                    **empty,
                    "source": source,
                    "start": half[0],
                    "end": half[1],
                    "quantity": each,
                    "unit": "kWh",
                    "invoice": f"LZ-2025-{month:02d}-0001",
                    "note": f"{project}的绿证" if month == 1 else None,
                }
            )
        words = "计入没有核销凭证的绿证，张数按每张 1,000,000 kWh 填，项目与已分配的 CCER 相同"
        return fault("V47", "sources", at, source, words, *findings)

    return breaker
