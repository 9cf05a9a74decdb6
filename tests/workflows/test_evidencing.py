"""Files behind figures: attached to several records at once, taken off and put back, looked at, and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from core.domain.activity import RecordId
from core.domain.dossier import Dossier, DossierStatus
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import FileError, InputError, RuleError
from core.workflows import compiling, evidencing, explaining, recording
from core.workflows.change import NOTHING
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.bill_case import Bills, bills_in


@pytest.fixture
def bills(ws: Workspace, hotel: Venue, dossier: Dossier) -> Bills:
    return bills_in(ws, hotel, dossier)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "电费单.pdf"
    file.write_bytes(b"%PDF-1.4 bill")
    return file


def test_a_file_is_attached_to_several_records_in_one_change(bills: Bills, paper: Path) -> None:
    records = [bills.add(date(2025, month, 1), date(2025, month, 28)) for month in (1, 2)]
    attached = evidencing.attach(bills.ws, bills.dossier.id, [*records, records[0]], paper)
    assert (attached.added, attached.used_before, attached.words) == (2, (), "已附 电费单.pdf")
    assert [one.name for record in records for one in evidencing.files_of(bills.ws, record)] == ["电费单.pdf", "电费单.pdf"]
    recording.undo(bills.ws)
    assert evidencing.files_of(bills.ws, records[0]) == ()


def test_the_same_scan_twice_is_told(bills: Bills, paper: Path, tmp_path: Path) -> None:
    first, second = (bills.add(date(2025, month, 1), date(2025, month, 28)) for month in (1, 2))
    evidencing.attach(bills.ws, bills.dossier.id, [first], paper)
    copy = tmp_path / "另一个名字.pdf"
    copy.write_bytes(paper.read_bytes())
    other = evidencing.attach(bills.ws, bills.dossier.id, [second], copy)
    assert [use.record_id for use in other.used_before] == [first]
    assert "同一份文件也用于" in other.words
    assert "2025.1.1—1.28" in other.words
    again = evidencing.attach(bills.ws, bills.dossier.id, [second], copy)
    assert (again.change, again.added) == (NOTHING, 0)
    assert "没有重复附" in again.words


def test_many_other_uses_are_counted(bills: Bills, paper: Path) -> None:
    records = [bills.add(date(2025, month, 1), date(2025, month, 28)) for month in range(1, 6)]
    evidencing.attach(bills.ws, bills.dossier.id, records, paper)
    last = bills.add(date(2025, 7, 1), date(2025, 7, 28))
    assert "等 5 处" in evidencing.attach(bills.ws, bills.dossier.id, [last], paper).words


def test_a_file_is_taken_off_and_undo_puts_it_back(bills: Bills, paper: Path) -> None:
    record = bills.add(date(2025, 1, 1), date(2025, 1, 31))
    evidence = evidencing.attach(bills.ws, bills.dossier.id, [record], paper).file.evidence_id
    assert evidencing.detach(bills.ws, bills.dossier.id, record, evidence) != NOTHING
    assert evidencing.detach(bills.ws, bills.dossier.id, record, evidence) == NOTHING
    assert evidencing.where_used(bills.ws, evidence) == ()
    assert recording.undo_state(bills.ws).undo == "取下证据 电费单.pdf"
    recording.undo(bills.ws)
    assert [use.record_id for use in evidencing.where_used(bills.ws, evidence)] == [record]
    assert evidencing.content(bills.ws, evidence) == paper.read_bytes()


def test_what_is_attached_is_described_and_its_loss_is_said(bills: Bills, paper: Path, tmp_path: Path) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"x" * 2_000_000)
    table = tmp_path / "台账.xlsx"
    table.write_bytes(b"PK")
    record = bills.add(date(2025, 1, 1), date(2025, 1, 31))
    for file in (paper, photo, table):
        evidencing.attach(bills.ws, bills.dossier.id, [record], file)
    files = evidencing.files_of(bills.ws, record)
    assert [(one.kind, one.size_words) for one in files] == [("PDF", "1 KB"), ("照片", "1.9 MB"), ("表格", "1 KB")]
    assert all(not one.problem for one in files)
    assert [one.name for one in evidencing.files_in(bills.ws, bills.dossier.id)] == sorted(one.name for one in files)
    where = [bills.ws.store.evidence_path(evidencing.reference_of(bills.ws, one.evidence_id)) for one in files]
    where[0].unlink()
    where[1].write_bytes(b"altered")
    problems = [one.problem for one in evidencing.files_of(bills.ws, record)]
    assert "不在账本文件夹" in problems[0]
    assert "已不是当初附上的内容" in problems[1]
    for one, code in ((files[0], "evidence.missing"), (files[1], "evidence.changed")):
        with pytest.raises(FileError) as refused:
            evidencing.content(bills.ws, one.evidence_id)
        assert refused.value.code == code


def test_what_cannot_be_attached_leaves_everything_as_it_was(bills: Bills, paper: Path) -> None:
    record = bills.add(date(2025, 1, 1), date(2025, 1, 31))
    ws, dossier = bills.ws, bills.dossier.id
    for records in ([], ["none"], [record, "none"]):
        with pytest.raises(InputError):
            evidencing.attach(ws, dossier, records, paper)
    with pytest.raises(FileError):
        evidencing.attach(ws, dossier, [record], paper.with_name("没有.pdf"))
    with pytest.raises(InputError):
        evidencing.reference_of(ws, "0" * 64)
    with pytest.raises(InputError):
        evidencing.dossier_of(ws, "none")
    assert evidencing.files_of(ws, record) == ()
    assert evidencing.dossier_of(ws, record) == dossier


def test_a_record_of_a_year_without_a_dossier_has_none(bills: Bills) -> None:
    record = bills.add(date(2025, 12, 1), date(2025, 12, 31))
    assert evidencing.dossier_of(bills.ws, record) == bills.dossier.id
    with bills.ws.job("移走") as job:
        moved = job.work.activities.get(RecordId(record))
        assert moved is not None
        job.work.activities.put(replace(moved, start=date(2031, 1, 1), end=date(2031, 2, 1)), job.change)
    with pytest.raises(InputError, match="年度档案"):
        evidencing.dossier_of(bills.ws, record)


def test_half_of_the_emissions_proven_is_half_covered(bills: Bills, paper: Path) -> None:
    assert evidencing.coverage(*_read(bills)).share is None
    proven = bills.add(date(2025, 1, 1), date(2025, 1, 31), "1000")
    bills.add(date(2025, 2, 1), date(2025, 2, 28), "1000")
    evidencing.attach(bills.ws, bills.dossier.id, [proven], paper)
    covered = evidencing.coverage(*_read(bills))
    assert (covered.share, covered.by_subject) == (Fraction(1, 2), {bills.power: Fraction(1, 2)})
    shares = [
        evidencing.share_of(*_read(bills), str(bills.power), month) for month in (None, Month(2025, 1), Month(2025, 2), Month(2025, 3))
    ]
    assert shares == [Fraction(1, 2), 1, 0, None]
    explained = explaining.explain(bills.ws, bills.dossier.id, str(bills.power), Month(2025, 1))
    assert explained.proven == "100.0%"
    assert [file.name for record in explained.records for file in record.files] == ["电费单.pdf"]


def _read(bills: Bills) -> tuple[compiling.Snapshot, compiling.GhgInventory]:
    taken = compiling.snapshot(bills.ws, bills.dossier.id)
    return taken, compiling.inventory_of(taken)


def test_a_cell_that_was_typed_and_an_output_have_files_too(ws: Workspace, dossier: Dossier, bills: Bills, paper: Path) -> None:
    row = next(iter(recording.rows_of(ws, dossiers_venue(ws, dossier), [])))
    recording.enter_cells(ws, dossier.id, [CellEdit(row, Month(2025, 3), "5")])
    with ws.store.read() as work:
        record = next(one for one in work.activities.all_of_venue(dossier.venue_id) if one.subject == row)
    evidencing.attach(ws, dossier.id, [record.id], paper)
    (use,) = evidencing.files_of(ws, record.id)[0].uses
    assert use.words.endswith("2025年3月")
    assert use.month == Month(2025, 3)
    assert evidencing.dossier_of(ws, record.id) == dossier.id


def dossiers_venue(ws: Workspace, dossier: Dossier) -> Venue:
    with ws.store.read() as work:
        venue = work.venues.get(dossier.venue_id)
    assert venue is not None
    return venue


def test_a_locked_dossier_takes_and_gives_no_file(bills: Bills, paper: Path) -> None:
    record = bills.add(date(2025, 1, 1), date(2025, 1, 31))
    evidence = evidencing.attach(bills.ws, bills.dossier.id, [record], paper).file.evidence_id
    _lock(bills)
    with pytest.raises(RuleError):
        evidencing.attach(bills.ws, bills.dossier.id, [record], paper)
    with pytest.raises(RuleError):
        evidencing.detach(bills.ws, bills.dossier.id, record, evidence)


def _lock(bills: Bills) -> None:
    with bills.ws.job("锁定") as job:
        found = job.work.dossiers.get(bills.dossier.id)
        assert found is not None
        job.work.dossiers.put(replace(found, status=DossierStatus.LOCKED), job.change)
