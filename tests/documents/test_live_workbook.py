"""The live workbook: formulas from the inputs to the defined names, and beside each the value the engine has for it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO

import pytest
from openpyxl import load_workbook

from core.documents.live_workbook import live_workbook_bytes
from core.documents.live_workbook_inputs import ratio_of
from core.documents.live_workbook_pages import decimals, fitting, letter, lines_of
from core.documents.live_workbook_plan import LiveBook
from core.domain.activity import EvidenceId, Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import Gas, GridScope, MethodProfile, Scope, Scope2Basis, SourceId
from core.domain.inventory import FactorUse
from core.domain.organization import ProfileValue
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import whole_tonnes_up
from core.i18n import use_language
from tests.accounting import small_hotel as hotel
from tests.documents.live_books import Reader, green, live_book, varied

SHEETS = ["说明", "活动数据", "因子", "计算", "市场法", "汇总"]
NAMES = {"total_tco2e", "scope1_tco2e", "scope2_tco2e", "scope3_tco2e", "market_based_tco2e"}
PORTABLE = {"SUM", "SUMIFS", "ROUND", "ROUNDUP", "MAX", "IF", "ABS", "NA"}
"""Functions that Excel, LibreOffice and Gnumeric all have and that give the same each time."""

METHODS = [
    MethodChoice(),
    MethodChoice(profile=MethodProfile.P1),
    MethodChoice(grid=GridScope.NATION),
    MethodChoice(basis=Scope2Basis.MARKET),
    MethodChoice(profile=MethodProfile.P1, basis=Scope2Basis.MARKET),
]


def _name(method: MethodChoice) -> str:
    return f"{method.profile.value}-{method.basis.value}-{method.grid.value}"


every_method = pytest.mark.parametrize("method", METHODS, ids=_name)


@cache
def content_of(method: MethodChoice) -> LiveBook:
    return live_book(*varied(), method)


@cache
def reader(method: MethodChoice = METHODS[0]) -> Reader:
    return Reader(content_of(method))


# ---------------------------------------------------------------- figures


@every_method
def test_the_names_hold_the_engines_figures_to_the_last_bit(method: MethodChoice) -> None:
    inventory, book = content_of(method).own, reader(method)
    p1 = method.profile is MethodProfile.P1
    assert book.named("total_tco2e") == float(inventory.total(p1=p1))
    for scope, value in inventory.by_scope(p1=p1).items():
        assert book.named(f"scope{int(scope)}_tco2e") == float(value)
    assert inventory.market_based is not None
    assert book.named("market_based_tco2e") == float(inventory.market_based)
    assert set(book.formulas.defined_names) == NAMES


def _agrees(book: Reader, *sheets: str) -> None:
    """Each formula, worked out from the inputs, comes to what is written beside it."""
    for sheet, address, formula in book.formula_cells(*sheets):
        written, computed = book.values[sheet][address].value, book.work_out(sheet, address)
        if isinstance(written, int | float):
            assert computed == pytest.approx(written, rel=1e-12, abs=1e-9), (sheet, address, formula)
        else:
            assert computed == written, (sheet, address, formula)


@every_method
def test_every_formula_comes_to_the_value_beside_it(method: MethodChoice) -> None:
    _agrees(reader(method))


@every_method
def test_each_emission_line_is_one_row_with_its_own_tonnes(method: MethodChoice) -> None:
    content, book = content_of(method), reader(method)
    sheet, values = book.formulas["计算"], book.values["计算"]
    titles = {str(cell.value): cell.column for cell in sheet[4]}
    names = {str(result.source.id): result.source.name for result in content.own.results}
    rows = [row for row in range(5, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("S")]
    lines = [*content.own.lines(), *content.own.memo_lines()]
    for row, line in zip(rows, lines, strict=False):
        assert sheet.cell(row, titles["排放源"]).value == names[line.source_id]
        assert values.cell(row, titles["数量"]).value == float(line.quantity)
        assert values.cell(row, titles["月份"]).value.date() == line.month.first_day
        assert values.cell(row, titles["tCO2e"]).value == float(line.tco2e)
        assert sheet.cell(row, titles["计入 P1"]).value == ("是" if line.in_p1 else "否")
    grids = len(rows) - len(lines)
    assert grids == len({line.source_id for line in content.grids[0][1].lines() if line.source_id == hotel.POWER}) * 3


def test_every_number_above_the_names_is_a_formula() -> None:
    assert [cell.coordinate for _sheet, cell in reader().cells("计算", "市场法", "汇总") if cell.data_type == "n"] == []
    assert all(reader().named_formula(name).startswith("=") for name in NAMES)


def test_only_quantities_and_published_values_are_numbers() -> None:
    book = content_of(METHODS[0])
    numbers = [cell.value for _sheet, cell in reader().cells("因子") if cell.data_type == "n"]
    uses = dict.fromkeys(use for account in book.accounts for line in (*account.lines(), *account.memo_lines()) for use in line.uses)
    assert sorted(numbers) == sorted(float(use.value) for use in uses if not ratio_of(use))
    formulas = {text for _sheet, _address, text in reader().formula_cells("因子")}
    assert {"=44/12", "=1/1000"} <= formulas


def test_factors_stand_once_with_their_papers() -> None:
    texts = reader().texts("因子")
    assert texts.count("grid_prov_sichuan_2023") == 1
    assert any("公告" in text for text in texts)
    assert {"●", "◐", "○"} <= set(texts)


def test_the_offset_need_is_whole_tonnes_upwards() -> None:
    total = content_of(METHODS[0]).own.total()
    assert any(book_value == whole_tonnes_up(total) for book_value in _column(reader(), "汇总", "需抵消量"))


def test_a_change_of_a_quantity_or_a_factor_goes_through_to_the_names() -> None:
    """What a person who tries things out sees: the names follow, and the first sheet says that the inputs were changed."""
    book = Reader(content_of(METHODS[0]))
    sheet = book.formulas["活动数据"]
    (row,) = [cell.row for cell in sheet["B"] if cell.value == content_of(METHODS[0]).own.results[1].source.name]
    sheet.cell(row, 5).value += 1000
    extra = (
        1000 * next(use.value for line in content_of(METHODS[0]).own.lines() if line.source_id == hotel.POWER for use in line.uses) / 1000
    )
    cell = book.formulas.defined_names["total_tco2e"].attr_text.split("!")[1]
    assert book.work_out("汇总", cell) == pytest.approx(float(content_of(METHODS[0]).own.total() + extra), rel=1e-12)
    guide = book.formulas["说明"]
    verdict = next(cell.coordinate for cell in guide["B"] if str(cell.value).startswith("=IF("))
    assert "已改动" in book.work_out("说明", verdict)


def _column(book: Reader, sheet: str, label: str) -> list[object]:
    return [row[1].value for row in book.values[sheet].iter_rows() if row[0].value == label]


# ---------------------------------------------------------------- market-based


def test_without_proof_the_market_based_name_is_not_a_number_and_says_why() -> None:
    rows, records = varied()
    book = Reader(live_book(rows, (*records, green(2000, 6, proven=False))))
    assert book.named("market_based_tco2e") == "#N/A"
    assert book.named_formula("market_based_tco2e") == "=NA()"
    for sheet in ("汇总", "市场法"):
        assert any("不能计算" in text and "绿证" in text for text in book.texts(sheet))
    assert book.named("total_tco2e") == float(live_book(rows, records).own.total())


def test_unproven_power_is_shown_as_recorded_as_counted_and_as_the_difference() -> None:
    rows, records = varied()
    book = Reader(live_book(rows, (*records, green(2000, 6, proven=False))))
    sheet = book.values["市场法"]
    found = next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "S08" and row[1].value == "绿证")
    assert found[2:5] == [7000, 5000, 2000]
    assert any("记录 7,000，计入 5,000" in text for text in book.texts("活动数据"))


def test_proven_power_needs_no_second_row() -> None:
    assert "计入的数量" not in reader().texts("活动数据")


# ---------------------------------------------------------------- own factors


def test_an_own_factor_of_power_counts_and_the_published_averages_stand_beside_it() -> None:
    factor = OwnFactor(
        OwnFactorId("f"), "=直供电", Decimal("0.0213"), "kg", "kWh", Gas.CO2, "供电合同 第3条", evidence=(EvidenceId("合同.pdf"),)
    )
    rows = tuple(replace(row, factor_id=factor.factor_id) if row.id == hotel.POWER else row for row in hotel.sources())
    library = replace(hotel.catalogue(), factors={**hotel.catalogue().factors, factor.factor_id: factor.as_factor()})
    content = live_book(rows, hotel.records(), library=library)
    book = Reader(content)
    assert book.named("scope2_tco2e") == float(content.own.by_scope()[Scope.TWO])
    _agrees(book, "计算", "汇总")
    assert {"=直供电", "供电合同 第3条", "own:f", "grid_prov_sichuan_2023"} <= set(book.texts("因子"))
    places = [float(value) for _grid, value in content.own.location]
    assert [cell.value for cell in book.values["汇总"]["B"] if cell.value in places] == places


# ---------------------------------------------------------------- boundary


def test_what_is_not_counted_is_said() -> None:
    guide, quantities = " ".join(reader().texts("说明")), reader().texts("活动数据")
    assert "宿舍用电：户号不在本单位名下" in guide
    assert "另一家洗涤" in guide
    assert any(text.startswith("未核算：") for text in quantities)
    assert "只用于市场法" in quantities
    assert _column(reader(), "汇总", "另一家洗涤") == ["—"]
    assert "只列备忘项，不计入总量" in quantities


def test_an_intensity_without_its_denominator_is_a_dash() -> None:
    place = hotel.venue(profile=(ProfileValue("grade", "4"),))
    book = Reader(live_book(*varied(), place=place))
    assert "—" in _column(book, "汇总", "单位建筑面积排放")
    assert "未填" in book.texts("活动数据")
    assert all(book.work_out(*cell[:2]) == "—" for cell in book.formula_cells("汇总") if book.values[cell[0]][cell[1]].value == "—")


def test_a_dossier_of_one_month_and_one_without_any_record_are_written() -> None:
    rows, records = varied()
    month = ReportingPeriod(Month(2025, 5), 1)
    one = live_book(rows, records, period=month)
    assert Reader(one).named("total_tco2e") == float(one.own.total()) > 0
    assert Reader(live_book(rows, ())).named("total_tco2e") == 0
    assert Reader(live_book((), ())).named("total_tco2e") == 0


def test_a_sample_says_so_on_every_sheet() -> None:
    book = Reader(live_book(*varied(), place=hotel.venue(sample=True)))
    for sheet in book.formulas.worksheets:
        assert "【示例】" in sheet["A1"].value
        assert sheet.oddHeader.right.text == "示例"
    assert "【示例】" not in reader().formulas["汇总"]["A1"].value


# ---------------------------------------------------------------- any spreadsheet program


def test_formulas_use_what_every_program_has() -> None:
    rows, records = varied()
    unproven = Reader(live_book(rows, (*records, green(2000, 6, proven=False))))
    for book in (reader(), unproven):
        for _sheet, _address, formula in book.formula_cells():
            bare = re.sub(r'"[^"]*"', '""', formula)
            assert set(re.findall(r"([A-Z][A-Z.]*)\(", bare)) <= PORTABLE, formula
            assert not re.search(r"\$?[A-Z]+:\$?[A-Z]+(?!\d)", bare), formula
            assert ";" not in bare
            assert "#REF!" not in bare
    used = {name for book in (reader(), unproven) for *_, text in book.formula_cells() for name in re.findall(r"([A-Z]+)\(", text)}
    assert used == PORTABLE


def test_sheets_print_on_a4_with_their_headings_on_each_page() -> None:
    assert reader().formulas.sheetnames == SHEETS
    for sheet in reader().formulas.worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage  # one page wide is what the format means where no width is written
        assert sheet.freeze_panes
        assert sheet.print_title_rows


def test_equal_content_gives_equal_bytes_with_no_clock_in_them() -> None:
    one, two = live_workbook_bytes(content_of(METHODS[0])), live_workbook_bytes(live_book(*varied()))
    assert one == two
    with zipfile.ZipFile(BytesIO(one)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert load_workbook(BytesIO(one)).properties.created.isoformat() == "2026-01-01T00:00:00"


def test_english_words_still_meet_their_conditions() -> None:
    use_language("en")
    _agrees(Reader(live_book(*varied(), MethodChoice(profile=MethodProfile.P1))), "汇总")


def test_a_hostile_name_stays_a_text() -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "https://example.org", "1e5", "\x01a\x1f\tb", "_x0041_", "'1"]
    rows = tuple(replace(hotel.source(id=SourceId(f"h{number}")), name=name) for number, name in enumerate(names))
    records = tuple(hotel.month_record(Subject(row.id), 5, "10", unit=row.unit) for row in rows)
    book = Reader(live_book(rows, records, place=hotel.venue(name=names[4])))
    for name in names:
        shown = name.replace("\x01", "").replace("\x1f", "")
        found = [cell for _sheet, cell in book.cells("活动数据", "计算", "市场法", "汇总") if cell.value == shown]
        assert len(found) == 7, name
        assert {cell.data_type for cell in found} == {"s"}
    assert names[4] in book.texts("说明")
    assert all(cell.hyperlink is None for _sheet, cell in book.cells())


def test_the_same_account_gives_the_same_bytes() -> None:
    assert live_workbook_bytes(content_of(METHODS[0])) == live_workbook_bytes(content_of(METHODS[0]))


# ---------------------------------------------------------------- small parts


def test_two_kinds_of_quantity_of_one_source_take_two_rows() -> None:
    """Where a method computes with something else than what was recorded, its figures stand in rows of their own."""
    content = content_of(METHODS[0])
    result = content.own.results[1]
    assert result.source.id == hotel.POWER
    half = tuple(replace(line, quantity=line.quantity / 2, tco2e=line.tco2e / 2) for line in result.lines)
    whole = replace(result, lines=(*result.lines, *half))
    own = replace(content.own, results=tuple(whole if one is result else one for one in content.own.results))
    paper = replace(content.paper, inventory=own)
    book = Reader(replace(content, paper=paper))
    assert book.named("scope2_tco2e") == float(own.by_scope()[Scope.TWO])
    _agrees(book, "计算")


def test_a_denominator_that_is_no_sum_of_months_is_one_number() -> None:
    content = content_of(METHODS[0])
    assert Reader(replace(content, outputs={})).named("total_tco2e") == float(content.own.total())


@pytest.mark.parametrize(
    ("value", "shown", "formula"),
    [
        (Fraction(11, 3), "44/12", "44/12"),
        (Fraction(1, 1000), "1/1,000", "1/1000"),
        (Fraction(25, 21), "1/0.84", "25/21"),
        (Fraction(1, 3), "1/0", "1/3"),
        (Fraction(-1), "−1", ""),
        (Fraction(10**16 + 1, 3), "", ""),
    ],
)
def test_a_constant_that_is_a_ratio_is_written_as_one(value: Fraction, shown: str, formula: str) -> None:
    assert ratio_of(FactorUse("k", value, shown, "")) == formula


def test_a_published_value_is_a_number() -> None:
    assert ratio_of(FactorUse("EF", Fraction(1, 8), "0.125", "", "some_factor")) == ""


def test_figures_are_shown_whole_where_that_is_short() -> None:
    assert [decimals(value) for value in (Fraction(3), Fraction(1, 8), Fraction(1, 3))] == [0, 3, 6]
    assert fitting([Fraction(3), Fraction("1.25")]) == "#,##0.00"
    assert fitting([Fraction("0.123456")]) == "#,##0.00"
    assert fitting([]) == "#,##0"
    assert [letter(column) for column in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
    assert [lines_of(text, 12) for text in ("", "abc", "一二三四五", "一二三四五六")] == [1, 1, 1, 2]
