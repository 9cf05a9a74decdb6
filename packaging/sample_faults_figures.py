"""Faults of what is typed by month, of the profile, the rows of the boundary and the people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sample_faults import Book, Breaker, Fault, cell, fault, find, number

from core.documents.workbook import CellValue


def credit_code(code: str) -> Breaker:
    """V01: another check digit."""

    def breaker(book: Book) -> Fault:
        last, at = code[-1], find(book, "venue", value=code)
        other = "4" if last == "3" else "3"
        book["venue"][at]["value"] = code[:-1] + other
        name = "统一社会信用代码"
        return fault("V01", "venue", at, name, f"第 18 位校验码由 {last} 改为 {other}", f"V01 B {name}")

    return breaker


def profile(rule: str, field: str, wrong: str, *findings: str) -> Breaker:
    """A number of the profile, by its name."""

    def breaker(book: Book) -> Fault:
        at = find(book, "venue", field=field)
        right = book["venue"][at]["value"]
        book["venue"][at]["value"] = Decimal(wrong)
        done = f"填了 {Decimal(wrong):,f}" if right is None else f"{number(right):,f} 误写为 {Decimal(wrong):,f}"
        return fault(rule, "venue", at, field, done, *findings)

    return breaker


def missing(row: str, month: int) -> Breaker:
    """V03: an empty cell."""

    def breaker(book: Book) -> Fault:
        at = find(book, "monthly", subject=row)
        book["monthly"][at][_column(month)] = None
        return fault("V03", "monthly", at, cell(row, month), f"{month} 月留空", f"V03 B {cell(row, month)}")

    return breaker


def figure(rule: str, where: tuple[str, int], wrong: str, done: str, *findings: str) -> Breaker:
    """A figure of a month; `wrong` is the new one, or ``×`` and by how much the right one is multiplied."""
    row, month = where

    def breaker(book: Book) -> Fault:
        at, column = find(book, "monthly", subject=row), _column(month)
        right = number(book["monthly"][at][column])
        book["monthly"][at][column] = right * Decimal(wrong[1:]) if wrong.startswith("×") else Decimal(wrong)
        return fault(rule, "monthly", at, cell(row, month), done, *findings)

    return breaker


def repeated(row: str, months: Sequence[int]) -> Breaker:
    """V29: the figure of the first month stands in the others too."""

    def breaker(book: Book) -> Fault:
        at = find(book, "monthly", subject=row)
        line = book["monthly"][at]
        for month in months[1:]:
            line[_column(month)] = line[_column(months[0])]
        words = f"{months[0]}—{months[-1]} 月填了同一个数"
        return fault("V29", "monthly", at, cell(row, months[-1]), words, f"V29 W {cell(row, months[-1])}")

    return breaker


def rounded(row: str) -> Breaker:
    """V30: every month in whole thousands, but for the three last ones."""

    def breaker(book: Book) -> Fault:
        at = find(book, "monthly", subject=row)
        line = book["monthly"][at]
        for month in range(1, 10):
            line[_column(month)] = (number(line[_column(month)]) / 1000).quantize(Decimal(1)) * 1000
        return fault("V30", "monthly", at, row, "1—9 月取整到千", f"V30 I {row}")

    return breaker


def new_rows(rule: str, source: Mapping[str, str], figures: Mapping[str, Sequence[str]], done: str, *findings: str) -> Breaker:
    """A row of the boundary that the year did not have, with figures by row or output."""

    def breaker(book: Book) -> Fault:
        at = len(book["sources"])
        empty: dict[str, CellValue] = dict.fromkeys(book["sources"][0])
        book["sources"].append({**empty, **source})
        for row, values in figures.items():
            unit = source["unit"] if row == source["name"] else "kWh"
            known = {_column(month): Decimal(value) for month, value in enumerate(values, 1)}
            book["monthly"].append({"subject": row, "unit": unit, **known})
        return fault(rule, "sources", at, source["name"], done, *findings)

    return breaker


def no_factor(source: str) -> Breaker:
    """V26: the chosen factor is gone."""

    def breaker(book: Book) -> Fault:
        at = find(book, "sources", name=source)
        book["sources"][at]["factor"] = None
        return fault("V26", "sources", at, source, "删去选用的因子", f"V26 B {source}")

    return breaker


def left_out(source: str, tonnes: str, *findings: str) -> Breaker:
    """V27: what is left out is large."""

    def breaker(book: Book) -> Fault:
        at = find(book, "sources", name=source)
        right = number(book["sources"][at]["excluded_tonnes"])
        book["sources"][at]["excluded_tonnes"] = Decimal(tonnes)
        return fault("V27", "sources", at, source, f"不计入的由 {right:f} 吨改为 {tonnes} 吨", *findings)

    return breaker


def shared_account(source: str, owner: str) -> Breaker:
    """V14: a source takes over the account of another one."""

    def breaker(book: Book) -> Fault:
        own, other = (book["sources"][find(book, "sources", name=name)]["account"] for name in (source, owner))
        at = find(book, "sources", name=source)
        book["sources"][at]["account"] = other
        for row in book["bills"]:
            if row["account"] == own:
                row["account"] = other
        return fault("V14", "sources", at, source, f"户号改成「{owner}」的户号，票据也随之改动", f"V14 B {source}")

    return breaker


def one_person(*findings: str) -> Breaker:
    """V39: the approver is the preparer."""

    def breaker(book: Book) -> Fault:
        preparer, at = (find(book, "people", role=role) for role in ("填报人", "审核人"))
        name = book["people"][preparer]["name"]
        book["people"][at]["name"] = name
        return fault("V39", "people", at, str(name), "审核人写成了填报人", *findings)

    return breaker


def _column(month: int) -> str:
    return f"m{month:02d}"
