"""Any table in: four counts that add up, totals that come out as expected, and the same file twice changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from core.domain.activity import DataQuality, RecordKind
from core.domain.dossier import Dossier, DossierStatus
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import FileError
from core.workflows import boundary, compiling, dossiers, organizing, own_factors, recording
from core.workflows.importing import ImportCancelledError
from core.workflows.importing_table import import_table
from core.workflows.importing_table_report import Comparison, RowOutcome, TableReport
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.hostile import make_tables
from tests.workflows import building_years
from tests.workflows.conftest import clock

MANY, SOME = 3000, 60


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "账本.tanzhang", author="陈示例", clock=clock) as made:
        yield made


def take(ws: Workspace, table: Path, mapping: Path, **more: object) -> TableReport:
    report = import_table(ws, table, mapping, **more)  # type: ignore[arg-type]
    assert report.read == report.accepted + report.changed + report.unchanged + report.refused
    return report


def write(folder: Path, mapping: str, rows: str, name: str = "表.csv") -> tuple[Path, Path]:
    (folder / name).write_text(rows, encoding="utf-8")
    (folder / "m.toml").write_text(mapping, encoding="utf-8")
    return folder / name, folder / "m.toml"


def outcomes(report: TableReport) -> dict[int, RowOutcome]:
    return {one.row: one.outcome for one in report.rows}


# ---------------------------------------------------------------- thousands of building-years


@pytest.mark.referee("long-run")
def test_three_thousand_building_years_come_out_as_computed_elsewhere(empty: Workspace, tmp_path: Path) -> None:
    made = building_years.make(MANY)
    report = take(empty, *building_years.write(tmp_path, made))
    assert (report.read, report.accepted, report.refused, report.venues, report.dossiers) == (MANY, MANY - 1, 1, MANY // 3, MANY - 1)
    (refusal,) = report.refusals
    assert (refusal.row, refusal.column) == (made.negative_row, "F")
    assert "负数" in refusal.reason
    assert report.blanks == made.blanks
    counts = [report.count(outcome) for outcome in Comparison]
    assert counts == [2 * (MANY - 1) - 1 - made.without_expected, 1, made.without_expected]
    (wrong,) = (one for one in report.compared if one.outcome is Comparison.DIFFERENT)
    assert wrong.row == made.wrong_row
    assert {one.row: one.tco2e for one in report.rows} == {row: Fraction(kg) / 1000 for row, kg in made.total_kg.items()}
    assert len(own_factors.own_factors(empty)) == report.own_factors == 12 + 2 + 1 + 1
    with empty.store.read() as work:
        (change,) = work.journal.entries()
        assert change.label == "导入 buildings.csv"


@pytest.fixture
def buildings(empty: Workspace, tmp_path: Path) -> tuple[building_years.Made, Path, Path]:
    """Some building-years that are in the ledger."""
    made = building_years.make(SOME)
    table, mapping = building_years.write(tmp_path, made)
    take(empty, table, mapping)
    return made, table, mapping


def test_the_ledger_holds_what_the_report_says(empty: Workspace, buildings: tuple[building_years.Made, Path, Path]) -> None:
    made, table, mapping = buildings
    report = take(empty, table, mapping)
    for row in report.rows[::7]:
        assert compiling.inventory(empty, row.dossier_id).total() == row.tco2e
    first = report.rows[0]
    place = organizing.venue(empty, first.venue_id)
    assert (place.name, place.type_code, place.region, place.current_profile()["building_area"]) == ("示例大厦0", "hotel", "510100", "8000")
    assert organizing.organization_of(empty, place).credit_code == "91510100MA00000152"
    power = next(one for one in boundary.sources(empty, place.id) if one.name == "外购电力")
    (card,) = (one for one in own_factors.own_factors(empty) if one.factor.factor_id == power.factor_id)
    assert (str(card.factor.value), card.factor.document, card.proof[0].original_name) == (
        "0.5703",
        "国网四川 2023 年说明",
        "buildings.csv",
    )
    assert empty.store.evidence_path(card.proof[0]).read_bytes() == table.read_bytes()
    with empty.store.read() as work:
        records = [one for one in work.activities.all_of_venue(place.id) if one.subject == power.id]
    assert [(one.kind, one.quality, one.quantity.unit) for one in records] == [(RecordKind.BILL, DataQuality.C, "MWh")] * 3
    assert str(records[0].quantity.value) == made.rows[0][5].replace(",", "")
    assert records[0].note == "导入自 buildings.csv 第 2 行"


def test_the_same_file_twice_changes_nothing(empty: Workspace, buildings: tuple[building_years.Made, Path, Path]) -> None:
    _made, table, mapping = buildings
    with empty.store.read() as work:
        before = work.journal.entries()
    report = take(empty, table, mapping)
    assert (report.unchanged, report.accepted, report.changed, report.refused) == (SOME - 1, 0, 0, 1)
    assert (report.venues, report.dossiers, report.own_factors) == (0, 0, 0)
    with empty.store.read() as work:
        assert work.journal.entries() == before


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_the_same_rows_in_another_encoding_are_the_same(
    empty: Workspace, buildings: tuple[building_years.Made, Path, Path], encoding: str, tmp_path: Path
) -> None:
    made, _table, _mapping = buildings
    report = take(empty, *building_years.write(tmp_path, made, name="另存.csv", encoding=encoding))
    assert report.unchanged == SOME - 1
    assert any(encoding.upper() in note or "GB18030" in note for note in report.notes)


@pytest.mark.parametrize(("column", "text"), [(5, "1,234.567"), (6, "0.4444"), (3, "9,999"), (7, "另一份说明"), (1, "改名大厦")])
def test_one_changed_cell_changes_one_row(
    empty: Workspace, buildings: tuple[building_years.Made, Path, Path], column: int, text: str, tmp_path: Path
) -> None:
    made, _table, _mapping = buildings
    made.rows[11][column] = text
    made.rows[10][1] = made.rows[9][1] = made.rows[11][1]
    table, mapping = building_years.write(tmp_path, made)
    report = take(empty, table, mapping)
    assert (report.changed, report.unchanged, report.refused) == (1, SOME - 2, 1)
    again = take(empty, table, mapping)
    assert (again.changed, again.unchanged) == (0, SOME - 1)
    (row,) = [one for one in report.rows if one.row == 13]
    assert compiling.inventory(empty, row.dossier_id).total() == row.tco2e
    other = next(one for one in report.rows if one.row == 12)
    assert other.tco2e == Fraction(made.total_kg[12]) / 1000, "the other years of the building keep their factor"


def test_a_trial_writes_nothing_and_reports_the_same(empty: Workspace, tmp_path: Path) -> None:
    table, mapping = building_years.write(tmp_path, building_years.make(SOME))
    tried = take(empty, table, mapping, dry_run=True)
    assert organizing.venue_list(empty) == ()
    assert own_factors.own_factors(empty) == ()
    assert not any(path.is_file() for path in (empty.folder / "evidence").rglob("*"))
    real = take(empty, table, mapping)
    assert tried.dry_run and not real.dry_run
    assert [one.tco2e for one in tried.rows] == [one.tco2e for one in real.rows]
    assert (tried.accepted, tried.refusals, tried.venues) == (real.accepted, real.refusals, real.venues)


def test_the_refused_cells_of_a_text_file_are_marked_in_a_workbook(empty: Workspace, tmp_path: Path) -> None:
    made = building_years.make(SOME)
    made.rows[3][4] = "今年"
    made.rows[3][9] = ""
    target = tmp_path / "标注.xlsx"
    report = take(empty, *building_years.write(tmp_path, made), annotated=target)
    places = {f"{one.column}{one.row}" for one in report.refusals}
    sheet = openpyxl.load_workbook(target)["原表"]
    assert {cell.coordinate for row in sheet for cell in row if cell.comment} == places
    assert sheet["A1"].value == "建筑编号"
    assert sheet["F2"].value == made.rows[0][5]
    assert report.refused == 2


def test_a_refused_cell_of_a_workbook_is_marked_in_a_copy_of_it(empty: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("编号", "年份", "电量"), ("A1", 2025, "#N/A"), ("A2", 2025, 12.5)):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "m.toml").write_text(make_tables.MAPPING, encoding="utf-8")
    report = take(empty, tmp_path / "t.xlsx", tmp_path / "m.toml", annotated=tmp_path / "o.xlsx")
    assert (report.accepted, report.refused) == (1, 1)
    assert openpyxl.load_workbook(tmp_path / "o.xlsx")["Sheet"]["C2"].comment is not None


def test_the_person_may_stop_and_is_told_how_far_it_is(empty: Workspace, tmp_path: Path) -> None:
    table, mapping = building_years.write(tmp_path, building_years.make(SOME))
    told: list[str] = []
    with pytest.raises(ImportCancelledError):
        import_table(empty, table, mapping, progress=lambda _done, _all, text: told.append(text), cancelled=lambda: True)
    assert organizing.venue_list(empty) == ()
    assert told[0] == "正在读取 buildings.csv"


# ---------------------------------------------------------------- rows that are refused


REFUSED: Mapping[str, tuple[str, str]] = {
    "no id": (",2025,1", "必须填写"),
    "no year": ("A,,1", "必须填写"),
    "a year that is none": ("A,25,1", "不是年份"),
    "a quantity in words": ("A,2025,若干", "不是数字"),
    "a quantity that could be read in two ways": ('A,2025,"1,23"', "不是数字"),
    "a negative quantity": ("A,2025,-1", "负数"),
    "an error of the spreadsheet": ("A,2025,#N/A", "错误值"),
    "no quantity at all": ("A,2025,", "都是空的"),
    "a quantity that is too large": ("A,2025,9999999999999", "太大"),
    "a name that is too long": ("A" * 101 + ",2025,1", "100 个字"),
}


@pytest.mark.parametrize("fault", list(REFUSED))
def test_a_row_with_a_fault_is_refused_alone(fault: str, empty: Workspace, tmp_path: Path) -> None:
    line, reason = REFUSED[fault]
    report = take(empty, *write(tmp_path, make_tables.MAPPING, make_tables.HEAD + f"B,2025,5\r\n{line}\r\n"))
    assert (report.read, report.accepted, report.refused) == (2, 1, 1)
    assert report.refusals[0].row == 3
    assert reason in report.refusals[0].reason


LONG = """\
[venue]
id = { column = "编号" }
type = { column = "类型" }
region = { column = "地区" }
credit_code = { column = "代码" }
organization = { column = "单位" }
area = { column = "面积" }
area_unit = "公顷"
[period]
year = 2025
month = { column = "月" }
[[quantity]]
column = "数量"
source = { column = "能源", values = { "电" = "grid_electricity" } }
unit = { column = "单位量" }
[[output]]
column = "间夜"
output = "room_nights_sold"
"""
LONG_HEAD = ("编号", "类型", "地区", "代码", "单位", "面积", "月", "数量", "能源", "单位量", "间夜")
LONG_ROW = ("A", "hotel", "510100", "91510100MA00000152", "甲公司", "1.5", "3月", "12", "电", "万度", "100")


def long_table(*rows: Mapping[str, str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(LONG_HEAD)
    for changes in rows:
        assert set(changes) <= set(LONG_HEAD)
        writer.writerow([changes.get(name, usual) for name, usual in zip(LONG_HEAD, LONG_ROW, strict=True)])
    return out.getvalue()


LONG_FAULTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "a type nobody knows": ({"编号": "B", "类型": "博物馆"}, "场所类型"),
    "a region nobody knows": ({"编号": "B", "地区": "110000"}, "区划代码"),
    "a credit code of 17": ({"编号": "B", "代码": "9151010"}, "18 位"),
    "an area in words": ({"编号": "B", "面积": "大"}, "不是数字"),
    "a month of another year": ({"编号": "B", "月": "2024-03"}, "月份"),
    "a month of thirteen": ({"编号": "B", "月": "13"}, "月份"),
    "a kind nobody knows": ({"编号": "B", "能源": "魔法"}, "排放源"),
    "a unit nobody knows": ({"编号": "B", "单位量": "桶"}, "单位"),
    "a unit of another kind": ({"编号": "B", "单位量": "t"}, "换算"),
    "an output the type has not": ({"编号": "B", "类型": "mall"}, "产出"),
    "the same venue and month again": ({}, "第 2 行"),
    "the same venue with another type": ({"月": "4", "类型": "scenic", "间夜": ""}, "第 2 行"),
    "the same venue in another place": ({"月": "4", "地区": "510300"}, "第 2 行"),
}


@pytest.mark.parametrize("fault", list(LONG_FAULTS))
def test_a_row_that_does_not_fit_is_refused_with_its_reason(fault: str, empty: Workspace, tmp_path: Path) -> None:
    changes, reason = LONG_FAULTS[fault]
    report = take(empty, *write(tmp_path, LONG, long_table({}, changes)))
    assert (report.accepted, report.refused) == (1, 1)
    assert reason in report.refusals[0].reason


def test_rows_of_months_fill_months(empty: Workspace, tmp_path: Path) -> None:
    rows = long_table({}, {"月": "2025-04", "面积": ""}, {"月": "5", "数量": ""})
    report = take(empty, *write(tmp_path, LONG, rows))
    assert (report.accepted, report.blanks, report.dossiers) == (3, 1, 1)
    place = organizing.venue(empty, report.rows[0].venue_id)
    assert place.current_profile()["building_area"] == "15000"
    with empty.store.read() as work:
        records = work.activities.all_of_venue(place.id)
    assert {(one.kind, str(one.month)) for one in records} == {(RecordKind.MONTH, f"2025-0{month}") for month in (3, 4, 5)}
    power = [one for one in records if not one.subject.startswith("output:")]
    assert [(str(one.quantity.value), one.quantity.unit, one.micro) for one in power] == [("12", "10^4kWh", 12_000_000)] * 2
    assert report.rows[2].tco2e == 0, "a blank quantity is none, not a record of zero"


def test_a_venue_of_the_ledger_is_met_by_its_own_id(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    mapping = make_tables.MAPPING.replace('unit = "kWh"', 'unit = "kWh"\nname = "外购电力·主楼户"')
    power = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "grid_electricity")
    boundary.change_source(ws, power.id, name="外购电力·主楼户")
    table = write(tmp_path, mapping, make_tables.HEAD + f"{hotel.id},2025,1200\r\n")
    report = take(ws, *table)
    assert (report.accepted, report.venues, report.rows[0].venue_id, report.rows[0].dossier_id) == (1, 0, hotel.id, dossier.id)
    assert organizing.venue(ws, hotel.id).name == hotel.name
    assert compiling.inventory(ws, dossier.id).results[0].source.id in {one.id for one in boundary.sources(ws, hotel.id)}


def test_nothing_is_counted_twice(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    power = next(one for one in boundary.sources(ws, hotel.id) if one.type_code == "grid_electricity")
    mapping = make_tables.MAPPING.replace('unit = "kWh"', f'unit = "kWh"\nname = "{power.name}"')
    recording.enter_cells(ws, dossier.id, [CellEdit(power.id, Month(2025, 3), "5")])  # type: ignore[arg-type]
    report = take(ws, *write(tmp_path, mapping, make_tables.HEAD + f"{hotel.id},2025,1200\r\n"))
    assert report.refused == 1
    assert "重复计入" in report.refusals[0].reason


def test_what_is_locked_or_closed_takes_no_change_but_knows_what_it_has(
    ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path
) -> None:
    table = write(tmp_path, make_tables.MAPPING, make_tables.HEAD + f"{hotel.id},2025,1200\r\n")
    take(ws, *table)
    recording.close_month(ws, hotel.id, Month(2025, 6))
    assert take(ws, *table).unchanged == 1
    report = take(ws, *write(tmp_path, make_tables.MAPPING, make_tables.HEAD + f"{hotel.id},2025,1300\r\n"))
    assert report.refused == 1
    assert "已月结" in report.refusals[0].reason
    assert dossiers.dossier(ws, dossier.id) == dossier


# ---------------------------------------------------------------- bills and own factors


BILLS = """\
[table]
decimal = ","
[venue]
id = "A"
type = "hotel"
[period]
from = { column = "von" }
to = { column = "bis" }
end = "excluded"
[[quantity]]
column = "kWh"
source = "grid_electricity"
unit = "kWh"
invoice = { column = "nr" }
[quantity.factor]
value = { column = "ef" }
vintage = { column = "jahr" }
[[expected]]
column = "t"
"""


def test_bills_keep_their_days_and_numbers(empty: Workspace, tmp_path: Path) -> None:
    rows = (
        "von;bis;kWh;nr;ef;jahr;t\n"
        "2024-12-21;2025-01-21;1.200,5;N1;0,5 kg/kWh;2024;1\n"
        "2025-01-21;2025-02-21;1300;N2;0,5 kg/kWh;2024;1\n"
        "2025-01-21;2025-02-21;100;N3;0,5 kg/kWh;2024;\n"
        "2025-03-21;2025-03-21;100;N4;0,5 kg/kWh;2024;\n"
        "2025-03-21;;100;N5;0,5 kg/kWh;2024;\n"
        "2025-03-21;2025-04-21;100;N6;;2024;\n"
        "2025-03-21;2025-04-21;100;N7;-1 kg/kWh;2024;\n"
        "2025-03-21;2025-04-21;100;N8;0.5 kg/kWh;2024;\n"
    )
    report = take(empty, *write(tmp_path, BILLS, rows))
    assert (report.accepted, report.refused, report.dossiers) == (3, 5, 1)
    assert [one.column for one in report.refusals] == ["B", "B", "E", "E", "E"]
    assert [report.count(outcome) for outcome in Comparison] == [0, 0, 3]
    place = organizing.venue_list(empty)[0].venue
    with empty.store.read() as work:
        records = work.activities.all_of_venue(place.id)
    assert {(one.invoice, str(one.start), str(one.end)) for one in records} >= {("N1", "2024-12-21", "2025-01-21")}
    assert {one.quality for one in records} == {DataQuality.B}
    (card,) = own_factors.own_factors(empty)
    assert (card.factor.document, card.factor.vintage, card.factor.unit) == ("ef", 2024, "kgCO2e/kWh")


def test_a_factor_of_another_unit_is_refused_at_its_cell(empty: Workspace, tmp_path: Path) -> None:
    mapping = make_tables.MAPPING + '[quantity.factor]\nvalue = { column = "因子" }\nunit = "kgCO2e/kg"\n'
    report = take(empty, *write(tmp_path, mapping, "编号,年份,电量,因子\nA,2025,1,0.5\nB,2025,1,无\n"))
    assert [(one.row, one.column) for one in report.refusals] == [(2, "D"), (3, "D")]
    assert own_factors.own_factors(empty) == ()


def test_figures_that_are_not_there_cannot_be_compared(empty: Workspace, tmp_path: Path) -> None:
    columns = [
        ("总", "total_tco2e"),
        ("市场", "market_based_tco2e"),
        ("一", "scope1_tco2e"),
        ("口径", "p1_tco2e"),
        ("水", "by_source:自来水"),
    ]
    mapping = make_tables.MAPPING.replace('region = "510100"\n', "")
    mapping += "".join(f'[[expected]]\ncolumn = "{column}"\nfigure = "{figure}"\ntolerance = "1%"\n' for column, figure in columns)
    report = take(empty, *write(tmp_path, mapping, "编号,年份,电量,总,市场,一,口径,水\nA,2025,1,1,1,1,1,1\nB,2025,1,一,,1,1,1\n"))
    assert report.count(Comparison.NOT_COMPARABLE) == len(report.compared) == 10
    reasons = {one.reason for one in report.compared}
    assert {"「外购电力」未核算", "没有名为「自来水」的排放源", "表里没有填"} <= reasons
    placed = mapping.replace('type = "hotel"', 'type = "hotel"\nregion = "510100"')
    with_place = take(empty, *write(tmp_path, placed, "编号,年份,电量,总,市场,一,口径,水\nA,2025,1000,0.1564,0.1,0,0.2,\n"))
    found = {one.figure: one.outcome for one in with_place.compared}
    assert found["market_based_tco2e"] is Comparison.DIFFERENT
    assert found["scope1_tco2e"] is Comparison.EQUAL
    assert found["p1_tco2e"] is Comparison.DIFFERENT


def test_a_wrong_mapping_or_table_leaves_the_ledger_alone(empty: Workspace, tmp_path: Path) -> None:
    for mapping, rows in ((make_tables.MAPPING + "x = 1\n", make_tables.GOOD), (make_tables.MAPPING, "编号,年份\nA,2025\n")):
        with pytest.raises(FileError):
            import_table(empty, *write(tmp_path, mapping, rows))
    assert organizing.venue_list(empty) == ()


def test_organizations_are_known_by_code_else_by_name(empty: Workspace, tmp_path: Path) -> None:
    mapping = make_tables.MAPPING.replace("[period]", 'organization = { column = "单位" }\ncredit_code = { column = "代码" }\n[period]')
    head, code = "编号,年份,电量,单位,代码\n", "91510100MA00000152"
    take(empty, *write(tmp_path, mapping, head + "A,2025,1,甲公司,\nB,2025,1,甲公司,\nC,2025,1,乙公司,\nD,2025,1,,\n"))
    names = {card.venue.name: (card.organization.name, card.organization.id) for card in organizing.venue_list(empty)}
    assert [names[key][0] for key in "ABCD"] == ["甲公司", "甲公司", "乙公司", "D"]
    assert names["A"] == names["B"]
    report = take(empty, *write(tmp_path, mapping, head + f"A,2025,1,甲公司,{code}\nB,2025,1,丙公司,\nC,2025,1,乙公司,\n"))
    assert [one.outcome for one in report.rows] == [RowOutcome.CHANGED, RowOutcome.UNCHANGED, RowOutcome.UNCHANGED]
    found = {card.venue.name: card.organization for card in organizing.venue_list(empty)}
    assert (found["A"].credit_code, found["B"].credit_code, found["B"].name) == (code, code, "甲公司")
    moved = take(empty, *write(tmp_path, mapping, head + "C,2025,1,丁公司,\nE,2025,1,戊公司," + code + "\n"))
    assert [one.outcome for one in moved.rows] == [RowOutcome.CHANGED, RowOutcome.ACCEPTED]
    found = {card.venue.name: card.organization for card in organizing.venue_list(empty)}
    assert found["C"].name == "丁公司"
    assert found["E"] == found["A"], "the same code is the same organization"


def test_a_locked_year_takes_no_change_and_is_not_compared(empty: Workspace, tmp_path: Path) -> None:
    mapping = make_tables.MAPPING + '[[expected]]\ncolumn = "总"\n'
    head = "编号,年份,电量,总\n"
    report = take(empty, *write(tmp_path, mapping, head + "A,2024,1000,0.1564\nA,2025,1000,1\n"))
    locked = dossiers.dossier(empty, report.rows[0].dossier_id)
    with empty.job("锁定") as job:
        job.work.dossiers.put(replace(locked, status=DossierStatus.LOCKED), job.change)
    again = take(empty, *write(tmp_path, mapping, head + "A,2024,1000,0.1564\nA,2025,1001,1\n"))
    assert [one.outcome for one in again.rows] == [RowOutcome.UNCHANGED, RowOutcome.CHANGED]
    assert [one.reason for one in again.compared] == ["档案已锁定", ""]
    refused = take(empty, *write(tmp_path, mapping, head + "A,2024,1001,0.1564\n"))
    assert "已锁定" in refused.refusals[0].reason


def test_a_change_of_area_is_dated_and_the_other_years_keep_theirs(empty: Workspace, tmp_path: Path) -> None:
    mapping = make_tables.MAPPING.replace("[period]", 'area = { column = "面积" }\n[period]')
    head = "编号,年份,电量,面积\n"
    rows = [f"A,{year},1,{area}\n" for year, area in ((2023, 900), (2024, 1000), (2025, 1000))]
    take(empty, *write(tmp_path, mapping, head + "".join(rows)))

    def areas() -> list[str]:
        place = organizing.venue_list(empty)[0].venue
        return [place.profile_on(date(year, 12, 31))["building_area"] for year in (2023, 2024, 2025)]

    assert areas() == ["900", "1000", "1000"]
    changed = take(empty, *write(tmp_path, mapping, head + rows[0] + rows[1].replace("1000", "950") + rows[2]))
    assert (changed.changed, changed.unchanged) == (1, 2)
    assert areas() == ["900", "950", "1000"]
    assert take(empty, *write(tmp_path, mapping, head + rows[0] + rows[1].replace("1000", "950") + rows[2])).unchanged == 3


def test_two_columns_for_one_row_of_the_boundary_need_two_names(empty: Workspace, tmp_path: Path) -> None:
    second = '[[quantity]]\ncolumn = "电量二"\nsource = "grid_electricity"\nunit = "MWh"\n'
    rows = "编号,年份,电量,电量二\nA,2025,1000.1234567,2\n"
    report = take(empty, *write(tmp_path, make_tables.MAPPING + second, rows))
    assert "不同的 name" in report.refusals[0].reason
    report = take(empty, *write(tmp_path, make_tables.MAPPING + second + 'name = "外购电力·二户"\n', rows))
    assert report.accepted == 1
    assert any("超过六位小数" in note for note in report.notes)
