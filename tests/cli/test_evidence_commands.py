"""Files behind figures from the command line: attached, listed, taken off, read into facts and proposals, and how much they prove."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.domain.activity import Subject
from core.workflows import billing, boundary, dossiers, evidencing, organizing
from core.workflows.bill_views import BillDraft
from core.workflows.workspace import Workspace
from tests.cli.test_commands import WINDOW
from tests.documents.invoice_case import lines, new_xml, pdf

ACCOUNT = "5101-0001"
BILL = ("电费单", f"户号：{ACCOUNT}", "账期：2025-06-21 至 2025-07-20", "账单编号：DF-2025-07", "用电量：279,000 kWh", "备注 谢谢")


class Ledger:
    """A ledger with one hotel and two bills, called as a person calls it."""

    def __init__(self, folder: Path, records: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.records = folder, records
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run(["evidence", *map(str, arguments)], WINDOW)
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err

    def document(self, *arguments: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self(*arguments, "--json")[1])
        return found


@pytest.fixture(scope="module")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("evidence") / "酒店.tanzhang"
    with Workspace.create(folder) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        place, _change = organizing.create_venue(ws, draft)
        power = next(one for one in boundary.sources(ws, place.id) if one.type_code == "grid_electricity")
        meter, _change = boundary.put_meter(ws, power.id, ACCOUNT, multiplier=Decimal(800))
        dossier = dossiers.operation_dossier(ws, place.id, 2025).id
        months = [(date(2025, month, 1), date(2025, month, 28)) for month in (1, 2)]
        drafts = [BillDraft(Subject(power.id), meter.id, start, last, "1000") for start, last in months]
        return folder, [billing.save_bill(ws, dossier, one)[1] for one in drafts]


@pytest.fixture
def ledger(hotel: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ledger:
    shutil.copytree(hotel[0], tmp_path / hotel[0].name)
    return Ledger(tmp_path / hotel[0].name, hotel[1], capsys)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "电费单.pdf"
    file.write_bytes(pdf(lines(*BILL)))
    return file


def test_a_file_goes_on_two_records_and_off_one(ledger: Ledger, paper: Path) -> None:
    first, second = ledger.records
    assert ledger("add", ledger.folder, paper, "--for", first)[:2] == (0, "已附 电费单.pdf\n")
    added = ledger.document("add", ledger.folder, paper, "--for", first, "--for", second)
    assert (added["added"], [use["record"] for use in added["used_before"]]) == (1, [first])
    (listed,) = ledger.document("list", ledger.folder, "--year", 2025)["files"]
    assert (listed["id"], [use["record"] for use in listed["uses"]]) == (added["id"], [first, second])
    assert "2025.1.1—1.28、" in ledger("list", ledger.folder, "--year", 2025)[1]
    assert ledger.document("coverage", ledger.folder, "--year", 2025)["share"] == "1"
    assert ledger("remove", ledger.folder, added["id"][:12], "--for", first)[:2] == (0, "已取下 电费单.pdf\n")
    assert ledger("remove", ledger.folder, added["id"][:12], "--for", first)[0] == 1
    assert ledger.document("list", ledger.folder, "--for", first)["files"] == []
    assert "50.0%" in ledger("coverage", ledger.folder, "--year", 2025)[1]
    assert ledger.document("remove", ledger.folder, added["id"], "--for", second)["removed"] == added["id"]


def test_an_empty_year_has_nothing_to_prove(tmp_path: Path, ledger: Ledger) -> None:
    with Workspace.open(ledger.folder) as ws:
        dossier = evidencing.dossier_of(ws, ledger.records[0])
        for record in ledger.records:
            billing.remove_bill(ws, dossier, record)
    assert ledger("coverage", ledger.folder, "--year", 2025)[:2] == (0, "还没有排放量\n")
    assert ledger.document("coverage", ledger.folder, "--year", 2025) == {"share": None, "sources": []}


def test_a_lost_file_is_told_by_the_exit_code(ledger: Ledger, paper: Path) -> None:
    added = ledger.document("add", ledger.folder, paper, "--for", ledger.records[0])["id"]
    (ledger.folder / "evidence" / added[:2] / added).unlink()
    code, _out, said = ledger("list", ledger.folder, "--year", 2025)
    assert code == 1
    assert "不在账本文件夹" in said


def test_facts_are_printed_with_their_places(ledger: Ledger, paper: Path, tmp_path: Path) -> None:
    found = ledger.document("read", paper)
    by_name = {fact["name"]: fact for fact in found["facts"]}
    assert (by_name["quantity"]["value"], by_name["quantity"]["unit"]) == ("279000", "kWh")
    assert by_name["quantity"]["spot"]["page"] == 0
    assert found["kind"] == "pdf"
    words = ledger("read", paper)[1]
    assert "279,000 kWh" in words
    invoice = tmp_path / "数电票.xml"
    invoice.write_bytes(new_xml(total="200000.00"))
    code, out, said = ledger("read", invoice)
    assert (code, "电费" in out, "大写与小写不一致" in said) == (0, True, True)
    assert ledger.document("read", invoice)["items"][0]["quantity"] == "200664"


def test_a_proposal_is_printed_as_a_draft_and_in_words(ledger: Ledger, paper: Path) -> None:
    where = ("--ledger", ledger.folder, "--year", 2025)
    found = ledger.document("read", paper, *where)
    assert found["settled"]
    assert {name: found["draft"][name] for name in ("start", "last", "quantity", "unit", "invoice")} == {
        "start": "2025-06-21", "last": "2025-07-20", "quantity": "279,000", "unit": "kWh", "invoice": "DF-2025-07"
    }  # fmt: skip
    assert found["spots"]["quantity"]["page"] == 0
    assert "户号 5101-0001 与档案一致" in ledger("read", paper, *where)[1]
    assert ledger("read", paper, *where, "--source", "没有")[0] == 1
    assert ledger("read", paper, *where, "--account", "没有")[0] == 1
    assert ledger.document("read", paper, *where, "--account", ACCOUNT)["settled"]


def test_an_open_choice_lists_the_rows(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "气.pdf"
    file.write_bytes(pdf(lines("燃气费账单", "用气量：10 m³")))
    where = ("--ledger", ledger.folder, "--year", 2025)
    code, out, said = ledger("read", file, *where)
    assert code == 0
    assert "可能是：" in out
    assert "请选定" in said
    (gas,) = {one["subject"] for one in ledger.document("read", file, *where)["candidates"][:1]}
    assert ledger.document("read", file, *where, "--source", gas)["draft"]["subject"] == gas


def test_what_cannot_be_read_is_a_sentence(ledger: Ledger, tmp_path: Path) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    assert ledger("read", photo)[0] == 1
    assert ledger("read", photo, "--ledger", ledger.folder, "--year", 2025)[0] == 1
    assert ledger("read", tmp_path / "没有.pdf")[0] == 1
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.4")
    assert "已损坏" in ledger("read", broken)[2]
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(pdf([]))
    assert ledger("read", scan)[0] == 1
