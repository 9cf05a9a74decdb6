"""What was measured stands beside what was claimed; a missing month, a bad fit or a month too early proves nothing and is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core import resources
from core.catalogue_loader.proof_limits import load_proof_limits
from core.catalogue_loader.tables import TableError
from core.domain.activity import Subject, output_subject
from core.domain.measure import MeasureState
from core.domain.period import Month
from core.domain.reduction import ProofMethod
from core.errors import InputError, RuleError
from core.workflows import boundary, dossiers, organizing, proving_savings, recording, reducing, saving_proofs
from core.workflows.saving_proofs import ProofRow
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.conftest import clock

NIGHTS = {month: 3000 + 173 * ((month * 5) % 12) for month in range(1, 13)}


def gas(month: int, *, saved: int) -> int:
    return 4000 + 3 * NIGHTS[month] + (40 if month % 2 else -40) - saved


@pytest.fixture(scope="module")
def proven_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of a hotel whose boilers took 500 m³ less in each month of the second, after an economiser in December."""
    folder = tmp_path_factory.mktemp("proofs") / "酒店.tanzhang"
    with Workspace.create(folder, author="陈示例", clock=clock) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        venue, _change = organizing.create_venue(ws, draft)
        boiler = next(one.id for one in boundary.sources(ws, venue.id) if one.type_code == "natural_gas_boiler")
        for year, saved in ((2024, 0), (2025, 500)):
            dossier = dossiers.operation_dossier(ws, venue.id, year, make=True)
            edits = [CellEdit(Subject(boiler), Month(year, month), str(gas(month, saved=saved))) for month in NIGHTS]
            edits += [CellEdit(output_subject("room_nights_sold"), Month(year, month), str(nights)) for month, nights in NIGHTS.items()]
            recording.enter_cells(ws, dossier.id, edits)
        reducing.set_measure(ws, venue.id, "C11", {"G": "160000", "s": "0.04"}, start_on=date(2024, 11, 18))
        reducing.change_state(ws, venue.id, "C11", MeasureState.DONE, done_on=date(2024, 12, 20))
    return folder


@pytest.fixture
def proven(proven_master: Path, tmp_path: Path) -> Iterator[Workspace]:
    folder = Path(shutil.copytree(proven_master, tmp_path / proven_master.name))
    with Workspace.open(folder, author="陈示例", clock=clock) as ws:
        yield ws


def venue_of(ws: Workspace) -> str:
    return organizing.venue_list(ws)[0].venue.id


def seen(ws: Workspace) -> ProofRow:
    (row,) = saving_proofs.proofs_view(ws, dossiers.operation_dossier(ws, venue_of(ws), 2025).id).rows
    return row


def test_nothing_is_measured_until_somebody_does(proven: Workspace) -> None:
    row = seen(proven)
    assert (row.proof, row.measured, bool(row.refusal)) == (None, None, True)
    start = row.proposal
    assert (start.output, start.baseline_from, start.first, start.last) == ("dG", Month(2024, 1), Month(2025, 1), Month(2025, 12))
    assert start.drivers == ("room_nights_sold",)


def test_the_saving_is_found_and_compared(proven: Workspace, tmp_path: Path) -> None:
    """12 · 500 m³ against 160,000 · 4 % = 6,400 claimed: 6 % less."""
    proving_savings.set_proof(proven, venue_of(proven), "C11")
    row = seen(proven)
    assert (row.measured, row.claimed, row.months_measured) == (6000, 6400, 12)
    assert row.difference == "实测比预计少 6%"
    assert [month.saved for month in row.months] != [] and sum(month.saved for month in row.months) == 6000
    assert "R² 1.00" in row.fit and "已售间夜" in row.equation
    assert row.refusal == "还没有佐证文件。"
    paper = tmp_path / "热量表.pdf"
    paper.write_bytes(b"%PDF-1.4 heat\n%%EOF\n")
    proving_savings.attach_to_proof(proven, venue_of(proven), "C11", paper)
    view = saving_proofs.proofs_view(proven, dossiers.operation_dossier(proven, venue_of(proven), 2025).id)
    assert (view.rows[0].refusal, view.achieved_t) == ("", view.rows[0].measured_t)
    assert [file.original_name for file in view.rows[0].evidence] == ["热量表.pdf"]


def test_only_a_proof_that_holds_makes_it_verified(proven: Workspace, tmp_path: Path) -> None:
    venue, paper = venue_of(proven), tmp_path / "验收单.pdf"
    paper.write_bytes(b"%PDF-1.4 done\n%%EOF\n")
    reducing.attach_evidence(proven, venue, "C11", paper)
    with pytest.raises(RuleError, match="还没有登记实测"):
        reducing.change_state(proven, venue, "C11", MeasureState.VERIFIED)
    proving_savings.set_proof(proven, venue, "C11", drivers=())
    with pytest.raises(RuleError, match="未归一化"):
        reducing.change_state(proven, venue, "C11", MeasureState.VERIFIED)
    proving_savings.set_proof(proven, venue, "C11", drivers=("room_nights_sold",))
    reducing.change_state(proven, venue, "C11", MeasureState.VERIFIED)


def test_a_bad_fit_is_shown_and_refused(proven: Workspace) -> None:
    wild = {f"2024-{month:02d}": Decimal(month % 3) for month in NIGHTS} | {f"2025-{month:02d}": Decimal(1) for month in NIGHTS}
    proving_savings.set_proof(proven, venue_of(proven), "C11", drivers=(), typed_name="度日数", typed_values=wild)
    row = seen(proven)
    assert "不合格" in row.refusal and row.measured is not None and "度日数" in row.equation


def test_a_driver_that_never_varies_fits_nothing(proven: Workspace) -> None:
    flat = {f"{year}-{month:02d}": Decimal(1) for year in (2024, 2025) for month in NIGHTS}
    proving_savings.set_proof(proven, venue_of(proven), "C11", drivers=(), typed_name="度日数", typed_values=flat)
    assert "拟合不出来" in seen(proven).refusal


def test_a_meter_of_its_own_needs_no_baseline(proven: Workspace) -> None:
    proving_savings.set_proof(proven, venue_of(proven), "C11", method=ProofMethod.METER, metered=Decimal("6100.5"))
    row = seen(proven)
    assert (row.measured, row.months, row.refusal) == (Decimal("6100.5"), (), "还没有佐证文件。")


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"baseline_from": Month(2023, 12)}, "proof.missing", "2023-12"),
        ({"last": Month(2026, 2)}, "proof.missing", "2026-01、2026-02"),
        ({"typed_name": "度日数", "typed_values": {"2025-01": Decimal(3)}}, "proof.missing", "度日数"),
        ({"drivers": ("covers",)}, "proof.missing", "餐饮人次"),
        ({"baseline_from": Month(2024, 2)}, "proof.baseline", "2024-02"),
        ({"first": Month(2024, 12)}, "proof.first", "2024-12"),
        ({"first": Month(2025, 6), "last": Month(2025, 5)}, "proof.last", "早于"),
        ({"baseline_from": None}, "proof.months", "基线"),
        ({"source_id": "nobody"}, "proof.source", "用能行"),
        ({"drivers": ("stars",)}, "proof.driver", "stars"),
        ({"output": "dCoal"}, "proof.output", "dCoal"),
        ({"method": ProofMethod.METER}, "proof.metered", "计量"),
        ({"method": ProofMethod.METER, "metered": Decimal(-1)}, "proof.metered", "不小于 0"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(proven: Workspace, fields: dict[str, object], code: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        proving_savings.set_proof(proven, venue_of(proven), "C11", **fields)
    assert caught.value.code == code and words in str(caught.value)
    assert seen(proven).proof is None


def test_another_carrier_is_no_row_of_this_measure(proven: Workspace) -> None:
    venue = venue_of(proven)
    power = next(one.id for one in boundary.sources(proven, venue) if one.type_code == "grid_electricity")
    with pytest.raises(InputError, match="不是这项措施"):
        proving_savings.set_proof(proven, venue, "C11", source_id=power)


def test_what_is_only_planned_cannot_be_measured(proven: Workspace) -> None:
    reducing.set_measure(proven, venue_of(proven), "C01")
    with pytest.raises(InputError, match="还没有实施"):
        proving_savings.set_proof(proven, venue_of(proven), "C01")


def test_a_proof_is_undone_removed_and_goes_with_its_measure(proven: Workspace) -> None:
    venue = venue_of(proven)
    proving_savings.set_proof(proven, venue, "C11")
    assert proving_savings.set_proof(proven, venue, "C11") == frozenset()
    recording.undo(proven)
    assert seen(proven).proof is None
    recording.redo(proven)
    proving_savings.remove_proof(proven, venue, "C11")
    with pytest.raises(InputError):
        proving_savings.remove_proof(proven, venue, "C11")
    proving_savings.set_proof(proven, venue, "C11")
    reducing.remove(proven, venue, "C11")
    recording.undo(proven)
    assert seen(proven).proof is not None


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [("r2 = 0.75", "r2 = 1.5", "r2"), ("cv_percent = 25", "cv_percent = 0", "cv_percent"), ('"mall"', '"hotel"', "venue_type")],
)
def test_a_wrong_limit_is_named(before: str, after: str, field: str, tmp_path: Path) -> None:
    text = (resources.folder("reductions") / "proof.toml").read_text(encoding="utf-8")
    (tmp_path / "proof.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(TableError) as raised:
        load_proof_limits(tmp_path)
    assert raised.value.field == field
