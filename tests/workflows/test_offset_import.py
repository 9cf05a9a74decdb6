"""The table that lots travel in: out and in without loss, each row with one fate, each refusal with its place and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.catalogue_loader.credit_register import credit_register
from core.documents.plain_tables import raw_workbook
from core.documents.workbook import CellValue
from core.domain.dossier import Dossier, DossierStatus
from core.domain.offset import CreditQuality, OffsetSource, ProductType, SinkFacts
from core.errors import FileError
from core.workflows import offset_import, offsetting, recording
from core.workflows.change import ChangeKind
from core.workflows.import_views import Fate
from core.workflows.offset_import import ImportedLot, LotImport
from core.workflows.submission_views import LotDraft
from core.workflows.workspace import Workspace

COLUMNS = {one.field: one.zh for one in credit_register().columns}
DAY = date(2026, 1, 10)
DRAFT = LotDraft(ProductType.CCER, "登记机构", "林业碳汇", 100, "SL-0001", "SL-0100", vintage=2024)
ROW: Mapping[str, CellValue] = {
    "product": "国家核证自愿减排量",
    "registry": "登记机构",
    "project": "林业碳汇",
    "tonnes": Decimal(100),
    "serial_from": "SL-0001",
    "serial_to": "SL-0100",
}


def sheet(folder: Path, *rows: Mapping[str, CellValue], name: str = "登记表.xlsx", heads: tuple[str, ...] = ()) -> Path:
    """A table with the columns that its rows have, or with these headings."""
    fields = tuple(dict.fromkeys(field for row in rows for field in row))
    head = heads or tuple(COLUMNS[field] for field in fields)
    table = [["某酒店减排量"], [], list(head), *([row.get(field) for field in fields] for row in rows)]
    file = folder / name
    file.write_bytes(raw_workbook({"批次": table}))
    return file


def one(told: LotImport) -> ImportedLot:
    (row,) = told.rows
    return row


def fates(told: LotImport) -> list[Fate]:
    return [row.fate for row in told.rows]


# ---------------------------------------------------------------- out and in


def test_what_goes_out_comes_back_unchanged(ws: Workspace, tmp_path: Path) -> None:
    proof = tmp_path / "凭证.pdf"
    proof.write_bytes(b"%PDF-1.4 proof\n%%EOF\n")
    quality = CreditQuality(verified=True, ex_post=True, documented=False)
    full = replace(
        DRAFT,
        methodology="造林碳汇",
        location="宜宾",
        account="账户 01",
        issued_on=date(2025, 3, 1),
        acquired_on=date(2025, 9, 2),
        unit_price_yuan=Decimal("62.50"),
        beneficiary="示例酒店 2025 年",
        priority_region=True,
        note="=1+1",
        quality=quality,
    )
    lot, _change = offsetting.add_lot(ws, full)
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", proof=[proof])
    offsetting.add_lot(ws, replace(DRAFT, product=ProductType.REGIONAL, subtype="CDCER", registry="区域平台"))
    forest = SinkFacts("东经 103°", "慈竹", "150 亩", "2025 年造林", "每年一次", "2025—2031")
    offsetting.add_lot(ws, LotDraft(ProductType.SINK, "自建项目", "竹林新造林", 20, location="宜宾", sink=forest))
    guests = LotDraft(ProductType.CEA, "平台", "住客自愿", 6, source=OffsetSource.PERSONAL, sink=SinkFacts(period="2025 年"))
    offsetting.add_lot(ws, guests)
    before = offsetting.lots(ws)
    file = tmp_path / "登记表.xlsx"
    assert offset_import.write_table(ws, file) == 4
    told, change = offset_import.import_lots(ws, file)
    assert (fates(told), change) == ([Fate.UNCHANGED] * 4, frozenset())
    assert offsetting.lots(ws) == before
    book = load_workbook(file)
    assert book.sheetnames == ["减排量批次", "填写说明"]
    assert [cell.value for cell in book["减排量批次"][4]][:4] == ["产品*", "细类", "来源", "登记机构*"]
    assert len(list(book["填写说明"].iter_rows(min_row=5))) == len(COLUMNS)


def test_new_changed_unchanged_and_refused_rows_are_told_apart(ws: Workspace, tmp_path: Path) -> None:
    offsetting.add_lot(ws, DRAFT)
    offsetting.add_lot(ws, replace(DRAFT, registry="另一机构"))
    file = sheet(
        tmp_path,
        {**ROW, "note": "改了备注", "vintage": Decimal(2023)},
        {**ROW, "registry": "另一机构"},
        {**ROW, "project": "新项目", "serial_from": "SL-0201", "serial_to": "SL-0300"},
        {**ROW, "project": "重叠", "serial_from": "SL-0250", "serial_to": "SL-0349"},
        {**ROW, "project": "半吨", "serial_from": "SL-0401", "serial_to": "SL-0401", "tonnes": Decimal("0.5")},
    )
    for dry_run in (True, False):
        told, change = offset_import.import_lots(ws, file, dry_run=dry_run)
        assert fates(told) == [Fate.CHANGED, Fate.UNCHANGED, Fate.NEW, Fate.REFUSED, Fate.REFUSED]
        assert sum(told.count(fate) for fate in Fate) == len(told.rows) == 5
        assert told.rows[0].changed == ("减排量年份", "备注")
        assert (told.rows[3].place, "新项目" in told.rows[3].why) == ("第 7 行", True), "rows are held against each other too"
        assert (told.rows[4].place, "不是整数" in told.rows[4].why) == ("D8", True)
        assert bool(change) is not dry_run
        assert len(offsetting.lots(ws)) == (2 if dry_run else 3)
    assert offset_import.import_lots(ws, file)[0].count(Fate.UNCHANGED) == 3, "taken in twice is taken in once"
    recording.undo(ws)
    assert len(offsetting.lots(ws)) == 2
    assert all(lot.note == "" for lot in offsetting.lots(ws))


def test_a_row_may_register_the_retirement_with_its_file(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    lot, _change = offsetting.add_lot(ws, DRAFT)
    offsetting.allocate(ws, dossier.id, lot.id, 10)
    retired = {**ROW, "retired_on": DAY, "retirement_id": "ZX-1", "beneficiary": "示例酒店 2025", "proof": "凭证.pdf；凭证.pdf"}
    file = sheet(tmp_path, retired)
    refusal = one(offset_import.import_lots(ws, file)[0])
    assert (refusal.fate, "凭证.pdf" in refusal.why) == (Fate.REFUSED, True)
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "凭证.pdf").write_bytes(b"%PDF-1.4 proof\n%%EOF\n")
    told, change = offset_import.import_lots(ws, file)
    assert one(told).changed == ("受益单位", "注销日期", "注销编号", "证明文件")
    assert change == {ChangeKind.OFFSET, ChangeKind.EVIDENCE}
    assert offsetting.lots_view(ws, dossier.id).retired == 10
    assert one(offset_import.import_lots(ws, file)[0]).fate is Fate.UNCHANGED
    (tmp_path / "evidence" / "凭证.pdf").unlink()
    assert one(offset_import.import_lots(ws, file)[0]).fate is Fate.UNCHANGED, "a file that is kept already need not lie there"
    recording.undo(ws)
    assert offsetting.lots_view(ws, dossier.id).retired == 0


def test_a_table_does_not_lower_a_locked_claim_unseen(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    proof = tmp_path / "凭证.pdf"
    proof.write_bytes(b"%PDF-1.4 proof\n%%EOF\n")
    lot, _change = offsetting.add_lot(ws, DRAFT)
    offsetting.allocate(ws, dossier.id, lot.id, 10)
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", "示例酒店 2025", [proof])
    with ws.job("锁定", undoable=False) as job:
        job.work.dossiers.put(replace(dossier, status=DossierStatus.LOCKED), job.change)
    told = one(offset_import.import_lots(ws, sheet(tmp_path, {**ROW, "ex_post": "否"}))[0])
    assert (told.fate, "由 10 吨变为 0 吨" in told.why) == (Fate.REFUSED, True)
    assert one(offset_import.import_lots(ws, sheet(tmp_path, {**ROW, "ex_post": "是"}))[0]).changed == ("事后签发",)


# ---------------------------------------------------------------- as people fill it in


def test_headings_and_words_of_people_are_understood(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "批次.csv"
    file.write_text(
        "抵消方式,注册登记机构,项目,数量,起始序列号,终止序列号,年份,单价,签发日期,来自贫困地区,第三方核查,机制\n"
        '区域核证碳减排量,区域平台,林盘,"1,000",CD-0001,CD-1000,2024年,62.5,2025年3月5日,√,Yes,碳惠天府\n'
        "ccer,登记机构,林业,2,,,,,,,,\n",
        encoding="gb18030",
    )
    told, _change = offset_import.import_lots(ws, file)
    assert fates(told) == [Fate.NEW, Fate.REFUSED]
    assert "序列号还没有填" in told.rows[1].why
    (lot,) = offsetting.lots(ws)
    assert (lot.product, lot.subtype, lot.tonnes, lot.vintage) == (ProductType.REGIONAL, "CDCER", 1000, 2024)
    assert (lot.unit_price_yuan, lot.issued_on, lot.priority_region) == (Decimal("62.5"), date(2025, 3, 5), True)
    assert lot.quality == CreditQuality(verified=True)


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"product": "绿证"}, "A4", "应为以下之一"),
        ({"tonnes": "一百"}, "D4", "不是数字"),
        ({"tonnes": Decimal(99)}, "第 4 行", "共 100 个"),
        ({"vintage": "去年"}, "G4", "不是数字"),
        ({"verified": "大概"}, "G4", "应为「是」或「否」"),
        ({"source": "散客"}, "G4", "机构集中"),
        ({"issued_on": "3 月"}, "G4", "不是日期"),
        ({"retirement_id": "ZX-1"}, "第 4 行", "没有写注销日期"),
        ({"retired_on": date(2026, 2, 1), "retirement_id": "ZX-1", "beneficiary": "甲"}, "第 4 行", "在今天之后"),
        ({"proof": "../../秘密.pdf"}, "第 4 行", "只写文件名"),
        ({"product": "其他", "subtype": "国际自愿减排量"}, "第 4 行", "备注还空着"),
        ({"project": "甲" * 101}, "第 4 行", "超过 100 个字"),
        ({"registry": None}, "第 4 行", "登记机构还没有填"),
    ],
)
def test_a_row_that_is_wrong_is_refused_at_its_place(
    ws: Workspace, tmp_path: Path, changes: dict[str, CellValue], place: str, said: str
) -> None:
    told, change = offset_import.import_lots(ws, sheet(tmp_path, {**ROW, **changes}))
    row = one(told)
    assert (row.fate, row.place, change) == (Fate.REFUSED, place, frozenset())
    assert said in row.why
    assert offsetting.lots(ws) == ()


def test_one_lot_in_two_rows_is_taken_once(ws: Workspace, tmp_path: Path) -> None:
    told, _change = offset_import.import_lots(ws, sheet(tmp_path, ROW, {**ROW, "serial_from": "ＳＬ-1", "note": "再写一遍"}))
    assert fates(told) == [Fate.NEW, Fate.REFUSED]
    assert "已在第 4 行" in told.rows[1].why


def test_a_file_that_is_no_such_table_is_refused_whole(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="产品、登记机构、项目名称、数量"):
        offset_import.import_lots(ws, sheet(tmp_path, {"registry": "甲", "project": "乙"}))
    twice = sheet(tmp_path, {**ROW, "note": "甲"}, heads=(*(COLUMNS[field] for field in ROW), "产品类型"))
    with pytest.raises(FileError, match="A 列和 G 列"):
        offset_import.import_lots(ws, twice)
    from core.workflows import reporting

    template = tmp_path / "模板.xlsx"
    reporting.write_template(ws, dossier.id, template)
    with pytest.raises(FileError, match="不是减排量登记表"):
        offset_import.import_lots(ws, template)
