"""Any table in: what is understood, what is asked, what is refused; counts that add up and nothing taken twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import FileError, InputError, RuleError
from core.workflows import boundary, compiling, importing_free, monthly, recording
from core.workflows.import_views import IGNORE, Certainty, Fate, ImportPlan, ImportPreview, Layout
from core.workflows.importing import ImportCancelledError
from core.workflows.importing_free_match import code_of
from core.workflows.importing_free_words import words
from core.workflows.views import ImportReport
from core.workflows.workspace import Workspace, reference_data
from tests.hostile import make_free_tables as free
from tests.hostile import make_workbooks

Rows = Sequence[Sequence[object]]


def csv(folder: Path, rows: Rows, name: str = "表.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows) + "\n", encoding="utf-8")
    return path


def guessed(ws: Workspace, dossier: Dossier, path: Path) -> ImportPlan:
    return importing_free.guess(ws, dossier.id, path)


def tried(ws: Workspace, dossier: Dossier, path: Path, plan: ImportPlan | None = None) -> ImportPreview:
    preview = importing_free.try_import(ws, dossier.id, path, plan or guessed(ws, dossier, path))
    assert preview.read == sum(preview.count(fate) for fate in Fate)
    return preview


def taken(ws: Workspace, dossier: Dossier, path: Path, plan: ImportPlan | None = None) -> ImportReport:
    report = importing_free.take_import(ws, dossier.id, path, plan or guessed(ws, dossier, path))
    assert report.read == report.accepted + report.changed + report.unchanged + len(report.refused)
    return report


def months(ws: Workspace, dossier: Dossier) -> dict[tuple[str, int], int]:
    return {
        (row.name, cell.month.month): cell.micro
        for row in monthly.monthly_grid(ws, dossier.id).rows()
        for cell in row.cells
        if cell.micro is not None
    }


def source(ws: Workspace, hotel: Venue, name: str) -> str:
    return next(code_of(Subject(one.id)) for one in boundary.sources(ws, hotel.id) if one.name == name)


WANTED = {
    (name, number): int(Decimal(str(figure)) * 1_000_000) for name, three in free.FIGURES.items() for number, figure in enumerate(three, 1)
}


# ---------------------------------------------------------------- ugly files


def test_every_word_of_the_synonyms_stands_for_something_known_and_once() -> None:
    catalogue = reference_data()
    seen: dict[str, int] = {}
    for number, kind in enumerate(words().kinds):
        assert set(kind.sources) <= set(catalogue.source_types)
        assert set(kind.outputs) <= set(catalogue.outputs)
        assert all(pair[0] in catalogue.units and pair[1] in catalogue.units for pair in kind.same)
        for word in kind.words:
            assert seen.setdefault(word, number) == number, word
            assert word not in words().fields, word


@pytest.mark.parametrize("name", list(free.CLEAN))
def test_an_ugly_table_is_taken_whole_with_exact_counts(name: str, ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = free.CLEAN[name](tmp_path)
    plan = guessed(ws, dossier, path)
    assert plan.questions == ()
    preview = tried(ws, dossier, path, plan)
    report = taken(ws, dossier, path, plan)
    assert (report.read, report.accepted, report.refused) == (9, 9, ())
    assert (preview.read, preview.count(Fate.NEW)) == (9, 9)
    assert (preview.tco2e_before, preview.tco2e_after) == (report.tco2e_before, report.tco2e_after)
    assert sum(one.difference for one in preview.effects) == report.tco2e_after - report.tco2e_before
    assert sum(row.effect or 0 for row in preview.rows) == report.tco2e_after - report.tco2e_before
    assert months(ws, dossier) == WANTED
    again = taken(ws, dossier, path)
    assert (again.read, again.unchanged) == (9, 9)


@pytest.mark.parametrize("make", list(free.REFUSING), ids=lambda make: make.__name__)
def test_cells_that_cannot_be_known_are_refused_one_by_one(make: free.Maker, ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    new, refused, why = free.REFUSING[make]
    preview = tried(ws, dossier, make(tmp_path))
    assert (preview.count(Fate.NEW), preview.count(Fate.REFUSED)) == (new, refused)
    assert all(why in row.reason and row.column and row.after == "" for row in preview.rows if row.fate is Fate.REFUSED)


@pytest.mark.parametrize("name", ["ledger.xls", "since_1904.xls", "ledger.ods"])
def test_workbooks_of_other_programs_give_the_same_figures(name: str, ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = free.golden(name)(tmp_path)
    preview = tried(ws, dossier, path)
    reasons = [(row.place, row.reason[:7]) for row in preview.rows if row.fate is Fate.REFUSED]
    assert reasons == [("「用电」第 5 行 C 列", "单元格显示错误"), ("「旧表」第 2 行 B 列", "2024年1月")]
    taken(ws, dossier, path)
    assert months(ws, dossier) == {key: micro for key, micro in WANTED.items() if key != ("外购电力·裙楼户", 2)}
    assert any("隐藏" in note for note in preview.notes)
    assert any("合计" in note for note in preview.notes)


def test_what_cannot_be_read_reaches_the_person_as_a_sentence(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="密码"):
        guessed(ws, dossier, free.password_of_old_excel(tmp_path))


# ---------------------------------------------------------------- understanding and asking


def test_what_is_not_sure_is_asked_and_left_out_until_it_is_answered(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    path = csv(tmp_path, [("月份", "用电量(kWh)", "神秘数", "电费"), ("1月", 5, 7, 9), ("2月", 6, 8, 9), ("3月", 7, 9, 9)])
    plan = guessed(ws, dossier, path)
    assert [(one.what, one.column) for one in plan.questions] == [("column", "B"), ("column", "C")]
    names = {one.code: one.name for one in plan.choices}
    assert {names[code] for code in plan.questions[0].proposals} == {"外购电力·主楼户", "外购电力·裙楼户"}
    assert tried(ws, dossier, path, plan).read == 0
    with pytest.raises(InputError, match="没弄清"):
        taken(ws, dossier, path, plan)
    plan = importing_free.put_column(ws, dossier.id, plan, path.name, 1, source(ws, hotel, "外购电力·裙楼户"))
    plan = importing_free.put_column(ws, dossier.id, plan, path.name, 2, IGNORE)
    assert plan.ready
    assert taken(ws, dossier, path, plan).accepted == 3
    assert months(ws, dossier)["外购电力·裙楼户", 2] == 6_000_000


def test_a_table_of_the_same_headings_needs_no_question_the_next_time(
    ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path
) -> None:
    head = ("月份", "用电量(kWh)")
    first = csv(tmp_path, [head, ("1月", 5), ("2月", 6), ("3月", 7)], "用电.csv")
    plan = importing_free.put_column(ws, dossier.id, guessed(ws, dossier, first), first.name, 1, source(ws, hotel, "外购电力·主楼户"))
    taken(ws, dossier, first, plan)
    second = csv(tmp_path, [("说明",), ("用电量（kWh）", "月份"), (8, "4月"), (9, "5月"), (9, "6月")], "用电-2.csv")
    known = guessed(ws, dossier, second)
    assert known.questions == ()
    assert known.tables[0].remembered == "用电.csv"
    assert any("上次" in note or "认法" in note for note in known.notes)
    assert {one.certainty for one in known.tables[0].columns} == {Certainty.REMEMBERED}
    gas = csv(tmp_path, [head, ("1月", 5), ("2月", 6), ("3月", 7)], "用气.csv")
    assert guessed(ws, dossier, gas).questions != (), "a table about something else is not the same one"
    recording.undo(ws)
    assert guessed(ws, dossier, second).questions != (), "what was learnt is undone with the import"
    assert months(ws, dossier) == {}
    recording.redo(ws)
    assert taken(ws, dossier, first).unchanged == 3


def test_headings_that_stand_twice_are_told_apart_by_their_place(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    path = csv(tmp_path, [("月份", "自来水", "备注", "自来水"), ("1月", 5, "", 6), ("2月", 7, "", 8), ("3月", 9, "", 10)])
    plan = guessed(ws, dossier, path)
    assert [(one.heading, one.meaning) for one in plan.tables[0].columns[1::2]] == [("自来水（B 列）", ""), ("自来水（D 列）", "")]
    plan = importing_free.put_column(ws, dossier.id, plan, path.name, 3, source(ws, hotel, "自来水"))
    plan = importing_free.put_column(ws, dossier.id, plan, path.name, 1, IGNORE)
    taken(ws, dossier, path, plan)
    assert months(ws, dossier)["自来水", 1] == 6_000_000


def test_a_kind_that_the_venue_lacks_and_a_unit_that_does_not_fit_are_asked(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = csv(tmp_path, [("月份", "蒸汽(t)", "自来水(kWh)"), ("1月", 5, 6), ("2月", 7, 8), ("3月", 7, 8)])
    questions = guessed(ws, dossier, path).questions
    assert "没有「蒸汽」这一类" in questions[0].question
    assert "不能折算" in questions[1].question


def test_a_table_without_headings_and_one_of_nothing_but_figures_are_asked(
    ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path
) -> None:
    path = csv(tmp_path, [("一", "二"), (5, 6), (7, 8)])
    plan = guessed(ws, dossier, path)
    assert [one.what for one in plan.questions] == ["layout"]
    plan = importing_free.put_table(ws, dossier.id, plan, path.name, layout=Layout.DOWN, header_row=1)
    assert [one.what for one in plan.questions][:1] == ["column"]
    bare = csv(tmp_path, [("1月", "2月", "3月"), (1, 2, 3)], "数.csv")
    plan = guessed(ws, dossier, bare)
    assert [one.what for one in plan.questions] == ["subject"]
    plan = importing_free.put_table(ws, dossier.id, plan, bare.name, subject=source(ws, hotel, "自来水"), unit="m3")
    assert taken(ws, dossier, bare, plan).accepted == 3


def test_a_sheet_of_another_year_is_asked_about_and_one_beside_this_year_is_left_out(
    ws: Workspace, dossier: Dossier, tmp_path: Path
) -> None:
    rows = [("2024年用水统计",), ("月份", "自来水"), ("1月", 5), ("2月", 6), ("3月", 6)]
    path = csv(tmp_path, rows)
    plan = guessed(ws, dossier, path)
    assert [one.what for one in plan.questions] == ["year"]
    assert tried(ws, dossier, path, plan).count(Fate.REFUSED) == 3
    plan = importing_free.put_table(ws, dossier.id, plan, path.name, year=2025)
    assert (plan.ready, taken(ws, dossier, path, plan).accepted) == (True, 3)
    both = csv(tmp_path, [("年月", "自来水"), *((f"{year}-{month:02d}", month) for year in (2024, 2025) for month in range(4, 8))])
    preview = tried(ws, dossier, both)
    assert (preview.read, preview.count(Fate.NEW)) == (4, 4)
    assert any("4 格是 2024 年的" in note for note in preview.notes)


def test_an_item_without_a_row_can_be_answered_or_left_out(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    path = csv(tmp_path, [("项目", "单位", "1月", "2月", "3月"), ("食堂", "m3", 1, 2, 3), ("自来水", "立方", 1, "-", "—")])
    plan = guessed(ws, dossier, path)
    assert [one.item for one in plan.questions] == ["食堂|m3"]
    preview = tried(ws, dossier, path, plan)
    assert (preview.read, preview.count(Fate.NEW)) == (1, 1)
    assert any("2 格只写了横线" in note for note in preview.notes)
    plan = importing_free.put_item(ws, dossier.id, plan, path.name, "食堂|m3", source(ws, hotel, "天然气·厨房"))
    assert tried(ws, dossier, path, plan).count(Fate.NEW) == 4
    choices = importing_free.choices(ws, dossier.id, Layout.ACROSS)
    assert {"item", "unit", "month:01", IGNORE} <= {one.code for one in choices}


# ---------------------------------------------------------------- bills

BILLS: Rows = (
    ("户号", "账期", "上期示数", "本期示数", "倍率", "用电量(kWh)", "含税金额", "发票号码"),
    ("5101000123", "2025.01.01-2025.01.31", 100, 200, 100, 10000, "￥6500.00", "F1"),
    ("5101000123", "2025.02.01-2025.02.28", 200, 310, 100, 11000, "7000元", "F2"),
    ("9999999999", "2025.02.01-2025.02.28", 1, 2, 1, 5, 5, "F3"),
    ("5101000123", "三月", 310, 400, 100, 9000, 5, "F4"),
    ("合计", None, None, None, None, 30005, None, None),
)


def test_a_bill_list_finds_its_rows_by_their_account(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    main = next(one for one in boundary.sources(ws, hotel.id) if one.name == "外购电力·主楼户")
    boundary.put_meter(ws, main.id, "5101000123", multiplier=Decimal(100))
    path = csv(tmp_path, BILLS)
    plan = guessed(ws, dossier, path)
    assert (plan.layout, plan.questions) == (Layout.BILLS, ())
    preview = tried(ws, dossier, path, plan)
    assert [row.fate for row in preview.rows] == [Fate.NEW, Fate.NEW, Fate.REFUSED, Fate.REFUSED]
    assert "没有这个户号" in preview.rows[2].reason
    assert "读不出" in preview.rows[3].reason
    assert preview.rows[0].period == "2025-01-01 — 2025-01-31"
    assert sum(row.effect or 0 for row in preview.rows) == preview.tco2e_after - preview.tco2e_before
    assert taken(ws, dossier, path, plan).accepted == 2
    (first, _second) = sorted((r for r in _records(ws, hotel) if r.invoice), key=lambda r: r.invoice)
    assert (first.reading_end, first.multiplier, first.amount_yuan, first.micro) == (200, 100, Decimal(6500), 10_000_000_000)
    assert taken(ws, dossier, path).unchanged == 2
    changed = csv(tmp_path, [BILLS[0], (*BILLS[1][:5], 10500, *BILLS[1][6:])])
    preview = tried(ws, dossier, changed)
    assert [(row.fate, row.before, row.after) for row in preview.rows] == [(Fate.CHANGED, "10,000 kWh，6,500 元", "10,500 kWh，6,500 元")]
    typed = tried(ws, dossier, csv(tmp_path, [("月份", "主楼用电"), ("1月", 5), ("2月", 5), ("3月", 5)]))
    assert [row.fate for row in typed.rows] == [Fate.REFUSED, Fate.REFUSED, Fate.NEW], "months that bills feed take no figure"


def _records(ws: Workspace, hotel: Venue):  # type: ignore[no-untyped-def]
    with ws.store.read() as work:
        return work.activities.all_of_venue(hotel.id)


def test_bills_by_month_by_day_and_by_reading_date(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    by_month = csv(tmp_path, [("月份", "起码", "止码", "自来水用量(吨)"), ("2025-01", 1, 3, 2), ("2025-02", 3, 6, 3)], "水费.csv")
    assert taken(ws, dossier, by_month).accepted == 2
    assert months(ws, dossier)["自来水", 2] == 3_000_000
    by_day = csv(
        tmp_path, [("日期", "汽油(L)", "金额"), ("2025-01-03", 40, 300), ("2025-01-20", 45, 310), ("2025-02-02", 30, 9)], "加油.csv"
    )
    preview = tried(ws, dossier, by_day)
    assert [(row.fate, row.name, row.period) for row in preview.rows][1:] == [
        (Fate.NEW, "汽油·自有车辆", "2025-01-20"),
        (Fate.NEW, "汽油·自有车辆", "2025-02-02"),
    ]
    rows = [("日期", "油品", "数量(L)"), ("2025-01-03", "92#汽油", 40), ("2025-01-20", "柴油", 45), ("2025-01-22", "92#汽油", 30)]
    named = tried(ws, dossier, csv(tmp_path, rows, "出库.csv"))
    assert [row.name for row in named.rows] == ["汽油·自有车辆", "柴油·发电机", "汽油·自有车辆"]
    by_date = csv(
        tmp_path,
        [("抄表日期", "本期示数", "用气量(m3)"), ("2025-01-10", 5, 5), ("2025-02-10", 9, 4), ("2025-03-10", 12, 3)],
        "锅炉用气.csv",
    )
    preview = tried(ws, dossier, by_date)
    assert [row.fate for row in preview.rows] == [Fate.REFUSED, Fate.NEW, Fate.NEW]
    assert preview.rows[1].period == "2025-01-11 — 2025-02-10"


# ---------------------------------------------------------------- the ledger's own reasons


def test_closed_months_and_locked_dossiers_refuse_with_their_reason(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    path = free.CLEAN["csv_in_gbk"](tmp_path)
    recording.close_month(ws, hotel.id, Month(2025, 2))
    preview = tried(ws, dossier, path)
    assert (preview.count(Fate.NEW), preview.count(Fate.REFUSED)) == (6, 3)
    assert all("已月结" in row.reason for row in preview.rows if row.fate is Fate.REFUSED)
    with ws.job("锁定", undoable=False) as job:
        from dataclasses import replace

        from core.domain.dossier import DossierStatus

        job.work.dossiers.put(replace(dossier, status=DossierStatus.LOCKED), job.change)
    with pytest.raises(RuleError, match="已锁定"):
        tried(ws, dossier, path)


def test_a_preview_writes_nothing_and_one_undo_takes_an_import_back(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = free.CLEAN["csv_in_utf8"](tmp_path)
    before = recording.undo_state(ws)
    tried(ws, dossier, path)
    assert (months(ws, dossier), recording.undo_state(ws)) == ({}, before)
    taken(ws, dossier, path)
    recording.undo(ws)
    assert (months(ws, dossier), compiling.inventory(ws, dossier.id).total()) == ({}, 0)


def test_the_person_can_stop_at_any_moment(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = free.CLEAN["csv_in_utf8"](tmp_path)
    told: list[str] = []
    with pytest.raises(ImportCancelledError):
        importing_free.guess(ws, dossier.id, path, cancelled=lambda: True)
    plan = importing_free.guess(ws, dossier.id, path, progress=lambda _done, _all, text: told.append(text))
    for patience in range(4):
        asked = iter([False] * patience)
        with pytest.raises(ImportCancelledError):
            importing_free.take_import(ws, dossier.id, path, plan, cancelled=lambda asked=asked: next(asked, True))
        assert months(ws, dossier) == {}
    importing_free.take_import(ws, dossier.id, path, plan, progress=lambda _done, _all, text: told.append(text))
    assert told[0].startswith("正在读取")
    assert told[-1] == "导入完成"


def test_the_reasons_come_back_in_a_copy_of_whatever_was_read(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    import openpyxl

    for make, sheet, place in (
        (free.errors_in_cells, "原表", "C2"),
        (free.golden("ledger.xls"), "用电", "C5"),
        (free.formulas_never_calculated, "Sheet1", "B3"),
    ):
        path, out = make(tmp_path), tmp_path / "标注.xlsx"
        importing_free.take_import(ws, dossier.id, path, guessed(ws, dossier, path), annotated=out)
        book = openpyxl.load_workbook(out)
        assert book.sheetnames[0] == "未导入清单"
        assert book[sheet][place].comment is not None


# ---------------------------------------------------------------- our template, and TOML


def test_our_template_goes_through_the_same_door(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = make_workbooks.right(tmp_path / "t.xlsx")
    plan = guessed(ws, dossier, path)
    assert (plan.layout, plan.ready, plan.tables) == (Layout.TEMPLATE, True, ())
    preview = tried(ws, dossier, path, plan)
    report = taken(ws, dossier, path, plan)
    assert [row.fate for row in preview.rows].count(Fate.REFUSED) == len(report.refused)
    assert importing_free.preview_report(ws, dossier.id, preview).read == report.read
    with pytest.raises(InputError, match="模板"):
        importing_free.plan_text(ws, dossier.id, plan)


def test_a_plan_is_edited_as_toml_and_given_back(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = csv(tmp_path, [("月份", "用电量(kWh)", "神秘数"), ("1月", 5, 7), ("2月", 6, 8), ("3月", 7, 9)])
    text = importing_free.plan_text(ws, dossier.id, guessed(ws, dossier, path))
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    same = importing_free.plan_from(ws, dossier.id, path, tmp_path / "p.toml")
    assert len(same.questions) == 2
    answered = text.replace('means = ""', 'means = "外购电力·主楼户"', 1).replace('means = ""', 'means = "ignore"', 1)
    (tmp_path / "p.toml").write_text(answered, encoding="utf-8")
    plan = importing_free.plan_from(ws, dossier.id, path, tmp_path / "p.toml")
    assert taken(ws, dossier, path, plan).accepted == 3
    for wrong, why in (
        (answered.replace('column = "B"', 'column = "Z"'), "没有列"),
        (answered.replace("外购电力·主楼户", "没有这一行"), "means"),
        (answered.replace('layout = "months_down"', 'layout = "斜排"'), "layout"),
        (answered.replace('sheet = "表.csv"', 'sheet = "别的"'), "没有工作表"),
        (answered.replace('unit = "kWh"', 'unit = "斗"'), "unit"),
        (answered + '[[table.item]]\nname = "甲"\nmeans = "ignore"\n', "没有项目"),
        (answered + "x = 1\n", "x"),
        ("[table]\n", "table"),
        ("=", "读不出来"),
    ):
        (tmp_path / "p.toml").write_text(wrong, encoding="utf-8")
        with pytest.raises(FileError, match=why):
            importing_free.plan_from(ws, dossier.id, path, tmp_path / "p.toml")


# ---------------------------------------------------------------- properties

HEADS = {
    "外购电力·主楼户": "主楼用电(kWh)",
    "外购电力·裙楼户": "裙楼电量（度）",
    "自来水": "用水量/m3",
    "天然气·厨房": "厨房燃气(m3)",
    "已售间夜": "出租间夜",
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(order=st.permutations(list(HEADS)), rows=st.permutations(list(range(1, 13))), across=st.booleans(), bare=st.booleans())
def test_neither_the_order_of_columns_nor_of_rows_matters(
    order: list[str], rows: list[int], across: bool, bare: bool, ws: Workspace, dossier: Dossier
) -> None:
    figures = {(name, month): number * 100 + month for number, name in enumerate(HEADS) for month in range(1, 13)}
    titles = {name: name if bare else HEADS[name] for name in HEADS}
    if across:
        table: list[Iterable[object]] = [("项目", *(f"{month}月" for month in rows))]
        table += [(titles[name], *(figures[name, month] for month in rows)) for name in order]
    else:
        table = [("月份", *(titles[name] for name in order))]
        table += [(f"2025-{month:02d}", *(figures[name, month] for name in order)) for month in rows]
    path = csv(ws.folder.parent, [tuple(row) for row in table])
    plan = guessed(ws, dossier, path)
    assert plan.questions == ()
    report = taken(ws, dossier, path, plan)
    assert (report.read, report.refused) == (60, ())
    assert months(ws, dossier) == {key: figure * 1_000_000 for key, figure in figures.items()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    cells=st.lists(
        st.lists(
            st.sampled_from(["1月", "用电量", "主楼", "合计", "5", "1.2万度", "-", "", "自来水", "#N/A", "户号", "2025-01", "电费"]),
            min_size=1,
            max_size=6,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_stands_in_a_table_the_counts_add_up_and_nothing_breaks(
    cells: list[list[str]], ws: Workspace, dossier: Dossier, tmp_path: Path
) -> None:
    from core.documents.free_reading import read_free
    from core.workflows.importing_free_plan import plan_desk, plan_of

    path = csv(tmp_path, cells)
    try:
        plan = plan_of(plan_desk(ws, dossier.id), read_free(path))
    except FileError:
        return
    preview = tried(ws, dossier, path, plan)
    if plan.ready:
        report = taken(ws, dossier, path, plan)
        assert report.read == preview.read
        again = tried(ws, dossier, path, plan)
        assert again.count(Fate.NEW) == again.count(Fate.CHANGED) == 0
