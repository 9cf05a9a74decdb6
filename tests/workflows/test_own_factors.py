"""Own factors: kept as written, proved by files, used where they fit, flagged and carried with the package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from core.documents.reports.factors_table import factors_pdf
from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource, EvidenceMark, Gas
from core.domain.organization import Venue
from core.domain.own_factor import OwnFactor
from core.domain.period import Month
from core.errors import AppError, InputError, RuleError
from core.workflows import boundary, compiling, own_factors, papering, recording
from core.workflows.evidence_words import evidence_rows, proofs_of_factors
from core.workflows.packing import evidence_files
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "检测报告.pdf"
    file.write_bytes(b"%PDF-1.4\nreport\n%%EOF\n")
    return file


def source(ws: Workspace, hotel: Venue, type_code: str) -> EmissionSource:
    return next(one for one in boundary.sources(ws, hotel.id) if one.type_code == type_code)


def add(ws: Workspace, *files: Path, value: str = "0.0980", unit: str = "tCO2/GJ", name: str = "供热因子") -> OwnFactor:
    made, _change = own_factors.add_own_factor(ws, name, value, unit, "检测报告 第 12 号", clause="表 3", vintage=2025, files=files)
    return made


def test_a_factor_is_kept_as_written_with_its_proof(ws: Workspace, proof: Path) -> None:
    made = add(ws, proof)
    (card,) = own_factors.own_factors(ws)
    assert card.factor == made
    assert (str(made.value), made.unit, made.gas) == ("0.0980", "tCO2/GJ", Gas.CO2)
    assert [one.original_name for one in card.proof] == ["检测报告.pdf"]
    assert card.used_by == ()
    assert made.as_factor().mark is EvidenceMark.UNCHECKED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"value": "-1"}, "factor.not_positive"),
        ({"unit": "GJ"}, "factor.unit"),
        ({"name": " "}, "field.required"),
    ],
)
def test_what_is_no_factor_is_refused(ws: Workspace, changes: dict[str, str], code: str) -> None:
    with pytest.raises(InputError) as refused:
        add(ws, **changes)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert own_factors.own_factors(ws) == ()


def test_a_vintage_must_be_a_year_and_the_very_same_factor_stands_once(ws: Workspace) -> None:
    with pytest.raises(InputError, match="年份"):
        own_factors.add_own_factor(ws, "热", "0.1", "t/GJ", "报告", vintage=25)
    add(ws)
    with pytest.raises(InputError, match="完全相同"):
        add(ws)
    add(ws, value="0.0981")
    assert len(own_factors.own_factors(ws)) == 2


def test_a_source_computes_with_it_and_it_is_flagged(ws: Workspace, hotel: Venue, dossier: Dossier, proof: Path) -> None:
    power = source(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(Subject(power.id), Month(2025, 1), "1000")])
    made = add(ws, value="0.2100", unit="kgCO2/kWh", name="售电公司因子")
    own_factors.use_own_factor(ws, power.id, made.factor_id)
    (card,) = own_factors.own_factors(ws)
    assert card.used_by == ((hotel.name, power.name),)
    (line,) = compiling.inventory(ws, dossier.id).lines()
    assert str(line.tco2e) == "21/100"
    (use,) = (one for one in line.uses if one.factor_id)
    assert (use.factor_id, use.mark, use.document, use.clause) == (made.factor_id, EvidenceMark.UNCHECKED, "检测报告 第 12 号", "表 3")
    assert "自有因子" in use.note
    assert "V46" in {view.finding.rule for view in compiling.findings(ws, dossier.id)}
    own_factors.attach_proof(ws, made.factor_id, proof)
    assert "V46" not in {view.finding.rule for view in compiling.findings(ws, dossier.id)}
    assert own_factors.attach_proof(ws, made.factor_id, proof) == frozenset(), "a file proves it once"


def test_the_proof_travels_with_the_package_under_the_factors_name(ws: Workspace, hotel: Venue, dossier: Dossier, proof: Path) -> None:
    power = source(ws, hotel, "grid_electricity")
    made, unused = add(ws, proof, value="0.21", unit="kgCO2/kWh"), add(ws, proof, value="0.5")
    own_factors.use_own_factor(ws, power.id, made.factor_id)
    taken = compiling.snapshot(ws, dossier.id)
    ((file, reference),) = evidence_files(taken, (), (), (), ())
    assert (file.supports, reference.original_name) == ((made.factor_id,), "检测报告.pdf")
    assert proofs_of_factors([file]) == {made.factor_id: ("E0001 检测报告.pdf",)}
    assert unused.factor_id not in file.supports
    away = replace(taken, sources=tuple(replace(one, excluded_reason="停用") for one in taken.sources))
    assert evidence_files(away, (), (), (), ()) == ()


def test_a_factor_fits_only_where_its_unit_leads_to(ws: Workspace, hotel: Venue) -> None:
    per_heat, per_mass = add(ws), add(ws, value="2.1", unit="kgCO2e/kg")
    power = source(ws, hotel, "grid_electricity")
    own_factors.use_own_factor(ws, power.id, per_heat.factor_id)
    with pytest.raises(InputError) as refused:
        own_factors.use_own_factor(ws, power.id, per_mass.factor_id)
    assert refused.value.code == "unit.bridge"
    diesel, _change = boundary.add_source(ws, hotel.id, "diesel_boiler", "柴油·后厨")
    own_factors.use_own_factor(ws, diesel.id, per_mass.factor_id)  # litres reach kilograms through the density
    coolant = next(one for one in boundary.sources(ws, hotel.id) if one.species)
    with pytest.raises(InputError) as no_factor:
        own_factors.use_own_factor(ws, coolant.id, per_mass.factor_id)
    assert no_factor.value.code == "factor.own_refused"


def test_only_an_unused_factor_is_removed(ws: Workspace, hotel: Venue) -> None:
    made = add(ws)
    power = source(ws, hotel, "grid_electricity")
    own_factors.use_own_factor(ws, power.id, made.factor_id)
    with pytest.raises(RuleError):
        own_factors.remove_own_factor(ws, made.factor_id)
    boundary.change_source(ws, power.id, factor_id="")
    own_factors.remove_own_factor(ws, made.factor_id)
    assert own_factors.own_factors(ws) == ()


def test_a_factor_that_is_not_there_is_named(ws: Workspace, hotel: Venue, proof: Path) -> None:
    power = source(ws, hotel, "grid_electricity")
    for act in (
        lambda: own_factors.remove_own_factor(ws, "own:none"),
        lambda: own_factors.attach_proof(ws, "own:none", proof),
        lambda: own_factors.use_own_factor(ws, power.id, "own:none"),
        lambda: boundary.change_source(ws, power.id, factor_id="own:none"),
        lambda: boundary.add_source(ws, hotel.id, "grid_electricity", "另一户", factor="own:none"),
    ):
        with pytest.raises(AppError, match="own:none"):
            act()


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_papers_flag_the_factor_and_name_its_proof(ws: Workspace, hotel: Venue, dossier: Dossier, proof: Path) -> None:
    power = source(ws, hotel, "grid_electricity")
    recording.enter_cells(ws, dossier.id, [CellEdit(Subject(power.id), Month(2025, 1), "1000")])
    made = add(ws, proof, value="0.2100", unit="kgCO2/kWh", name="售电公司因子")
    own_factors.use_own_factor(ws, power.id, made.factor_id)
    desk = papering.desk(ws, dossier.id)
    files = [one for one, _reference in evidence_files(desk.taken, (), (), (), ())]
    (row,) = evidence_rows(desk.package, desk.taken, files)
    assert row.supports == ("自有因子：售电公司因子 0.2100 kgCO2/kWh",)
    table = "".join(text_of(factors_pdf(desk.package, proofs_of_factors(files))).split())
    assert "自有因子：售电公司因子" in table
    assert "证明：E0001检测报告.pdf" in table
    assert "证明：未附" in "".join(text_of(factors_pdf(desk.package)).split())
