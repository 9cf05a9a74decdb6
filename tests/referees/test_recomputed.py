"""Programs of others compute the three sample years again, from formulas or from the published tables, and agree to 1e-9."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.workflows.demonstrating import VENUE_TYPES
from tests.referees.recalculating import SPREADSHEETS, without_values
from tests.referees.sample_years import SampleYear, sample_year

AGREED = 1e-9
"""Relative; a figure that is zero must come out below a milligram of CO2e."""

BRIGHTWAY = os.environ.get("TANZHANGBEN_BRIGHTWAY", "brightway-python")
"""The Python that has Brightway, of an environment of its own: it brings numpy and scipy, which the program must not need."""

pytestmark = pytest.mark.xdist_group("sample-years")

each_venue = pytest.mark.parametrize("venue_type", VENUE_TYPES)
each_spreadsheet = pytest.mark.parametrize("program", [pytest.param(name, marks=pytest.mark.referee(name)) for name in SPREADSHEETS])


@pytest.fixture
def year(venue_type: str, tmp_path_factory: pytest.TempPathFactory) -> SampleYear:
    return sample_year(tmp_path_factory, venue_type)


def near(figure: float | str) -> Any:
    return pytest.approx(float(figure), rel=AGREED, abs=AGREED)


# ---------------------------------------------------------------- spreadsheets


@each_venue
@each_spreadsheet
@pytest.mark.parametrize("kind", ["operation", "event"])
@pytest.mark.filterwarnings("ignore:Workbook contains no default style")  # Gnumeric writes none
def test_a_spreadsheet_program_comes_to_the_same_figures(
    program: str, kind: str, year: SampleYear, tmp_path: Path, referee: Callable[[str], Path]
) -> None:
    emptied = tmp_path / "book.xlsx"
    formulas = without_values(year.book(kind), emptied)
    computed = load_workbook(SPREADSHEETS[program](referee(program), emptied, tmp_path), data_only=True)
    written, asked = load_workbook(year.book(kind), data_only=True), load_workbook(year.book(kind))
    seen = 0
    for sheet in asked.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            ours, theirs = written[sheet.title][cell.coordinate].value, computed[sheet.title][cell.coordinate].value
            assert theirs == (near(ours) if isinstance(ours, int | float) else ours), (sheet.title, cell.coordinate, cell.value)
            seen += 1
    assert seen == formulas > 100
    for name, figure in _named(year.said(kind)).items():
        where, address = computed.defined_names[name].attr_text.replace("'", "").replace("$", "").split("!")
        assert computed[where][address].value == near(figure), name


def _named(said: dict[str, Any]) -> dict[str, str]:
    return {
        "total_tco2e": said["total_tco2e"],
        "market_based_tco2e": said["market_based"],
        **{f"scope{scope}_tco2e": value for scope, value in said["by_scope"].items()},
    }


@each_venue
def test_the_values_in_the_file_are_those_of_the_engine(year: SampleYear) -> None:
    for kind in ("operation", "event"):
        book = load_workbook(year.book(kind), data_only=True)
        for name, figure in _named(year.said(kind)).items():
            where, address = book.defined_names[name].attr_text.replace("'", "").replace("$", "").split("!")
            assert book[where][address].value == pytest.approx(float(figure), rel=1e-15), (kind, name)


# ---------------------------------------------------------------- Brightway


@pytest.mark.referee(BRIGHTWAY)
@each_venue
def test_brightway_comes_to_the_same_figures(year: SampleYear, referee: Callable[[str], Path]) -> None:
    """A life-cycle inventory built from the tables by code that shares nothing with the engine."""
    script = Path(__file__).with_name("brightway_judge.py")
    # Without the paths of this run, or the judge would find our packages before its own.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    done = subprocess.run(
        [referee(BRIGHTWAY), "-I", "-X", "utf8", script, year.order], capture_output=True, text=True, env=clean, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    theirs, ours = json.loads(done.stdout), year.said("operation")
    assert theirs["total"] == near(ours["total_tco2e"])
    assert theirs["by_source"] == {row["source_id"]: near(row["tco2e"]) for row in ours["by_source"]}
    assert theirs["by_month"] == {row["month"]: near(row["tco2e"]) for row in ours["by_month"]}
    assert theirs["by_gas"] == {gas: near(value) for gas, value in ours["by_gas"].items()}
