"""The bills of the samples as referee: what is read from each is what its row in the workbook says, and hardly anything is missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core import resources
from core.documents.invoice_facts import FactName, InvoiceFacts
from core.documents.invoice_files import invoice_facts

COLUMNS: Mapping[str, FactName] = {
    "户号": FactName.ACCOUNT,
    "起日": FactName.START,
    "止日": FactName.LAST,
    "起示数": FactName.READING_START,
    "止示数": FactName.READING_END,
    "倍率": FactName.MULTIPLIER,
    "变损线损": FactName.LOSSES,
    "数量": FactName.QUANTITY,
    "金额（元）": FactName.TOTAL,
    "票据号": FactName.NUMBER,
    "尖": FactName.SHARP,
    "峰": FactName.PEAK,
    "平": FactName.FLAT,
    "谷": FactName.VALLEY,
}
TEXTS = (FactName.ACCOUNT, FactName.START, FactName.LAST, FactName.NUMBER)


def _rows(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each file of the workbook with its row."""
    book = openpyxl.load_workbook(folder / "data.xlsx", read_only=True)
    rows = list(book["票据"].iter_rows(values_only=True))
    book.close()
    heading = next(number for number, cells in enumerate(rows) if cells[0] == "排放源")
    for cells in rows[heading + 1 :]:
        row = dict(zip(rows[heading], cells, strict=True))
        for file in str(row["附件"] or "").split(";"):
            if file:
                yield folder / "evidence" / file, row


def _compare(facts: InvoiceFacts, row: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What was read wrong, and what was not read."""
    wrong, missed = [], []
    for column, name in COLUMNS.items():
        expected, value = row[column], facts.value(name)
        if expected is None:
            continue
        text = expected.date().isoformat() if isinstance(expected, datetime) else str(expected)
        if not value:
            missed.append(column)
        elif value != text if name in TEXTS else Decimal(value) != Decimal(text):
            wrong.append(f"{column}: {value} instead of {text}")
    return wrong, missed


@pytest.mark.parametrize(("venue", "least_whole"), [("hotel", "0.95"), ("mall", "0.80"), ("scenic", "0.95")])
def test_the_bills_of_a_sample_are_read_as_their_rows_say(venue: str, least_whole: str) -> None:
    whole, of_rows, wrong = 0, 0, []
    for file, row in _rows(resources.folder(f"samples/{venue}")):
        facts = invoice_facts(file.read_bytes(), file.name)
        assert facts is not None
        if facts.value(FactName.NUMBER) != row["票据号"]:
            continue  # a paper that stands beside the bill, such as that of the main meter
        of_rows += 1
        misread, missed = _compare(facts, row)
        wrong += [f"{file.name} {one}" for one in misread]
        whole += not missed and not misread
    assert not wrong
    assert of_rows > 90
    assert Decimal(whole) / of_rows >= Decimal(least_whole), f"{whole} of {of_rows} read whole"
