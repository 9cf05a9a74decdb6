"""The sample years laid out as people lay them out — sums, titles, GBK, bill lists — give the very records of the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from core import resources
from core.documents.workbook import MONTH_COLUMNS, CellValue, WorkbookContent, WorkbookContents
from core.documents.workbook_reading import read_workbook
from core.documents.workbook_writing import write_workbook
from core.domain.activity import RecordKind
from core.workflows import boundary, dossiers, importing, importing_free, organizing
from core.workflows.import_views import Layout
from core.workflows.recording import rows_of
from core.workflows.workspace import Workspace
from tests.workflows.conftest import clock

Facts = set[tuple[object, ...]]
SETUP = ("venue", "sources", "people", "meter_changes")


def _facts(ws: Workspace, venue_id: str) -> Facts:
    """Every record in the words of the trade, without ids, remarks and files."""
    place = organizing.venue(ws, venue_id)
    names = {subject: row.name for subject, row in rows_of(ws, place, boundary.sources(ws, venue_id)).items()}
    with ws.store.read() as work:
        records = {one.id: one for one in work.activities.all_of_venue(place.id)}
    invoices = {None: "", **{key: one.invoice for key, one in records.items()}}
    return {
        (
            *(names.get(r.subject), r.kind.value, r.month, r.start, r.end, r.micro, r.invoice, r.estimated, r.reading_start),
            *(r.reading_end, r.multiplier, r.amount_yuan, r.losses, r.time_of_use, r.stock, invoices[r.corrects], invoices[r.reverses]),
        )
        for r in records.values()
        if r.kind is not RecordKind.METER_CHANGE
    }


def _text(value: CellValue) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else str(value)


def _across(contents: WorkbookContents, path: Path) -> Path:
    """A GBK text with a title, a unit column and sums, the months from December to January."""
    heads = ("序号", "项目名称", "计量单位", *(f"{month}月" for month in range(12, 0, -1)), "全年合计")
    lines = ['"某单位 2025 年用能与经营统计表"', "制表：工程部,,,,,", ",".join(heads)]
    for number, row in enumerate(contents.of("monthly"), 1):
        cells = [f'"{_text(row.values[code])}"' for code in reversed(MONTH_COLUMNS)]
        lines.append(",".join((str(number), f'"{_text(row.values["subject"])}"', _text(row.values["unit"]), *cells, '"1"')))
    lines.append(",合计,,1,1,1,1,1,1,1,1,1,1,1,1,1")
    path.write_bytes(("\r".join(lines) + "\r").encode("gb18030"))
    return path


def _down(contents: WorkbookContents, path: Path) -> Path:
    """A workbook with months down, headings in two lines, the columns backwards, and a sum below."""
    rows = list(reversed(contents.of("monthly")))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "月报"
    sheet.append(["能耗月报"])
    sheet.append([*(_text(row.values["subject"]) for row in rows), "月份"])
    sheet.append([*(f"（{_text(row.values['unit'])}）" for row in rows), None])
    sheet.merge_cells(start_row=2, end_row=3, start_column=len(rows) + 1, end_column=len(rows) + 1)
    for number, code in enumerate(MONTH_COLUMNS, 1):
        values = [row.values[code] for row in rows]
        sheet.append([*(value if not isinstance(value, Decimal) else float(value) for value in values), date(2025, number, 1)])
    sheet.append([*(1 for _row in rows), "合计"])
    book.save(path)
    return path


BILL_HEADS = {
    "source": "用能部位",
    "account": "客户编号",
    "start": "计费起日",
    "end": "计费截止日期",
    "reading_start": "上期示数",
    "reading_end": "本期示数",
    "multiplier": "综合倍率",
    "losses": "变损",
    "quantity": "结算数量",
    "unit": "计量单位",
    "amount_yuan": "价税合计（元）",
    "invoice": "发票号码",
    "estimated": "暂估",
    "corrects": "更正的票据号",
    "reverses": "冲正的票据号",
    "sharp": "尖峰电量",
    "peak": "高峰电量",
    "flat": "平段电量",
    "valley": "低谷电量",
    "opening": "期初库存",
    "delivered": "入库量",
    "closing": "期末库存",
}


def _bills(contents: WorkbookContents, path: Path) -> Path:
    heads = {**BILL_HEADS, "source": "排放源名称"}
    lines = ["\t".join(reversed(heads.values()))]
    lines += ["\t".join(_text(row.values.get(code)).replace("\n", " ") for code in reversed(heads)) for row in contents.of("bills")]
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-16"))
    return path


def _ledger(folder: Path, sample: Path) -> Workspace:
    ws = Workspace.create(folder, author="陈示例", clock=clock)
    organizing.create_venue(ws, importing.venue_draft(sample), sample=True)
    return ws


@pytest.fixture(
    scope="module", params=["mall", *(pytest.param(name, marks=pytest.mark.referee("long-run")) for name in ("hotel", "scenic"))]
)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, WorkbookContents, Facts]]:
    """The sample's workbook, what it says, and the records that it gives through the template."""
    path = resources.file(f"samples/{request.param}/data.xlsx")
    with _ledger(tmp_path_factory.mktemp("whole") / "a.tanzhang", path) as ws:
        (card,) = organizing.venue_list(ws)
        importing.import_workbook(ws, path, venue_id=card.venue.id, year=2025)
        yield path, read_workbook(path), _facts(ws, card.venue.id)


@pytest.mark.parametrize("layout", [_across, _down])
def test_a_sample_year_as_free_tables_gives_the_same_records(
    layout: object, sample: tuple[Path, WorkbookContents, Facts], tmp_path: Path
) -> None:
    path, contents, wanted = sample
    bare = tmp_path / "setup.xlsx"
    write_workbook(bare, WorkbookContent(rows={sheet: tuple(row.values for row in contents.of(sheet)) for sheet in SETUP}))
    with _ledger(tmp_path / "b.tanzhang", path) as ws:
        (card,) = organizing.venue_list(ws)
        dossier = dossiers.operation_dossier(ws, card.venue.id, 2025)
        importing.import_workbook(ws, bare, dossier_id=dossier.id)
        bills = _bills(contents, tmp_path / "票据.txt")
        monthly = layout(contents, tmp_path / ("月报.csv" if layout is _across else "月报.xlsx"))  # type: ignore[operator]
        if contents.of("bills"):
            _take(ws, dossier.id, bills, Layout.BILLS, len(contents.of("bills")))
        cells = sum(1 for row in contents.of("monthly") for code in MONTH_COLUMNS if row.values[code] is not None)
        _take(ws, dossier.id, monthly, Layout.ACROSS if layout is _across else Layout.DOWN, cells)
        assert _facts(ws, card.venue.id) == wanted


def _take(ws: Workspace, dossier_id: str, path: Path, layout: Layout, items: int) -> None:
    plan = importing_free.guess(ws, dossier_id, path)
    assert (plan.layout, [one.question for one in plan.questions]) == (layout, [])
    report = importing_free.take_import(ws, dossier_id, path, plan)
    assert (report.read, _said(report.refused)) == (items, [])


def _said(refused: Sequence[object]) -> list[str]:
    return [f"{one.place}: {one.reason}" for one in refused]  # type: ignore[attr-defined]
