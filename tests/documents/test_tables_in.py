"""Tables as people have them: each encoding, separator and shape gives the same cells, each fault its own sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.documents.mapping import Field, TableLayout
from core.documents.table_cells import Fault, Unreadable, day_of, is_blank, number_of, raw_cell, shown, text_cell, text_of
from core.documents.tables_in import read_table
from core.errors import AppError, FileError
from tests.hostile import make_tables

WANTED = ("编号", "年份", "电量")


@pytest.mark.parametrize("make", list(make_tables.REFUSED), ids=lambda make: make.__name__)
def test_a_table_with_a_fault_is_refused_in_a_sentence(make: Callable[[Path], Path], tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        read_table(make(tmp_path / "table.csv"), TableLayout(), WANTED)
    assert refused.value.code == make_tables.REFUSED[make]
    assert refused.value.hint


@pytest.mark.parametrize("name", list(make_tables.STRANGE))
def test_a_strange_table_is_read_like_the_right_one(name: str, tmp_path: Path) -> None:
    table = read_table(make_tables.STRANGE[name](tmp_path / "table.csv"), TableLayout(), WANTED)
    read = [
        (table.cell(row, "编号"), text_of(table.cell(row, "年份")), number_of(table.cell(row, "电量"), TableLayout())) for row in table.rows
    ]
    assert read == [("A1", "2025", Decimal("1200.5")), ("A2", "2025", Decimal(1300))]


def test_row_numbers_and_letters_are_those_that_the_person_sees(tmp_path: Path) -> None:
    table = read_table(make_tables.STRANGE["a workbook with a preamble"](tmp_path / "t.xlsx"), TableLayout(), WANTED)
    assert (table.header_row, [row.number for row in table.rows], table.letter("电量")) == (5, [6, 7], "D")
    assert any("另有 1 张表" in note for note in table.notes)
    text = read_table(make_tables.STRANGE["more columns in another order"](tmp_path / "t.csv"), TableLayout(), WANTED)
    assert [row.number for row in text.rows] == [2, 3], "a line end inside a cell begins no new row"


def test_what_the_mapping_says_about_the_file_is_held_to(tmp_path: Path) -> None:
    book = make_tables.workbook_with_a_preamble(tmp_path / "t.xlsx")
    for layout, code in (
        (TableLayout(sheet="用电"), "table.sheet"),
        (TableLayout(sheet="别的"), "table.empty"),
        (TableLayout(header_row=4), "table.heading_missing"),
        (TableLayout(header_row=400), "table.heading_missing"),
    ):
        with pytest.raises(FileError) as refused:
            read_table(book, layout, WANTED)
        assert refused.value.code == code
    gbk = make_tables.STRANGE["GBK"](tmp_path / "t.csv")
    with pytest.raises(FileError, match="UTF-8"):
        read_table(gbk, TableLayout(encoding="utf-8"), WANTED)
    with pytest.raises(FileError, match="不认识编码"):
        read_table(gbk, TableLayout(encoding="latin-99"), WANTED)
    with pytest.raises(FileError, match="没有列"):
        read_table(gbk, TableLayout(delimiter=";"), WANTED)


def test_a_fixed_value_that_is_a_heading_was_meant_as_a_column(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="有一列就叫这个名字"):
        read_table(make_tables.right(tmp_path / "t.csv"), TableLayout(), ("电量",), [Field("[venue] id", fixed="编号")])


def test_a_formula_without_a_result_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    table = read_table(make_tables.uncalculated_formula(tmp_path / "t.xlsx"), TableLayout(), WANTED)
    cell = table.cell(table.rows[0], "电量")
    assert isinstance(cell, Fault)
    with pytest.raises(Unreadable, match="没有计算结果"):
        number_of(cell, TableLayout())
    assert number_of(table.cell(table.rows[1], "电量"), TableLayout()) == 1300


@pytest.mark.parametrize(
    ("text", "marks", "number"),
    [
        ("1,234,567.890", (".", ","), "1234567.890"),
        ("1.234,5", (",", "."), "1234.5"),
        ("1\u202f234,5", (",", " "), "1234.5"),
        ("1’234.5", (".", "'"), "1234.5"),
        ("−12", (".", ","), "-12"),
        ("１２．５", (".", ","), "12.5"),
        ("1.5E+3", (".", ","), "1.5E+3"),
        (".5", (".", ","), "0.5"),
        ("12345678901234567890.123456789", (".", ""), "12345678901234567890.123456789"),
    ],
)
def test_a_number_is_read_with_its_marks_and_all_its_digits(text: str, marks: tuple[str, str], number: str) -> None:
    assert str(number_of(text, TableLayout(decimal=marks[0], thousands=marks[1]))) == number


@pytest.mark.parametrize(
    "text", ["1,23", "1,2345", "12,34.5", "1.2.3", "1 200", "12 kWh", "12%", "abc", "--1", "1e999", "٣", "Infinity", "NaN"]
)
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        number_of(text, TableLayout())


def test_days_and_texts_and_blanks() -> None:
    for text in ("2025-03-05", "2025/3/5", "2025年3月5日", "2025.03.05", "2025-03-05 00:00:00"):
        assert day_of(text) == date(2025, 3, 5)
    for wrong in ("2025-02-30", "05.03.2025", "三月"):
        with pytest.raises(Unreadable):
            day_of(wrong)
    assert day_of(date(2025, 3, 5)) == date(2025, 3, 5)
    with pytest.raises(Unreadable, match="日期"):
        number_of(date(2025, 3, 5), TableLayout())
    layout = TableLayout(blank=frozenset({"无数据"}))
    assert [is_blank(cell, layout) for cell in (None, "无 数据", "0", Decimal(0))] == [True, True, False, False]
    assert (text_of(Decimal("2025")), text_of(date(2025, 3, 5)), shown(Decimal("1.50"))) == ("2025", "2025-03-05", "1.5")


def test_cells_of_a_workbook_are_taken_at_fifteen_digits() -> None:
    assert raw_cell(0.1 + 0.2) == Decimal("0.3")
    assert raw_cell(True) == "TRUE"
    assert text_cell("\u3000") is None
    for odd in (1e15, float("nan")):
        assert isinstance(raw_cell(odd), Fault)
    assert isinstance(text_cell("#n/a"), Fault)
    assert shown(text_cell("#DIV/0!")) == "#DIV/0!"
