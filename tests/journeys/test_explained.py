"""Every figure of the three samples says what it is made of: what is printed, multiplied and added as it stands, is the figure."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from core.cli.entry import run
from core.domain.activity import effective
from core.domain.emission import Gas, Scope2Basis
from core.domain.inventory import GhgInventory
from core.domain.period import Month
from core.domain.quantity import MICRO, canonical
from core.workflows import compiling, demonstrating, explaining, explaining_figures
from core.workflows.compiling import Snapshot
from core.workflows.explaining_figures import Asked, Figure
from core.workflows.explaining_lines import explained_lines, residue, rounding_note
from core.workflows.views import ExplainedLine, Explanation
from core.workflows.workspace import Workspace
from tests.shared import made_once
from tests.workflows.sealed import WINDOW

VENUES = demonstrating.VENUE_TYPES


class Case(NamedTuple):
    """An open sample ledger with one of its dossiers, read and computed on either basis."""

    ws: Workspace
    taken: Snapshot
    computed: GhgInventory
    market: GhgInventory

    @property
    def id(self) -> str:
        return str(self.taken.dossier.id)

    def ask(self, asked: Asked) -> Explanation:
        used = self.market if asked.figure is Figure.MARKET else self.computed
        return explaining_figures.figure_in(self.ws, self.taken, used, asked)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three sample ledgers; copied before they are opened."""

    def make(folder: Path) -> None:
        made = {code: demonstrating.build_sample(folder / code, code) for code in VENUES}
        names = {code: {"operation": str(one.operation), "event": str(one.event)} for code, one in made.items()}
        (folder / "dossiers.json").write_text(json.dumps(names), encoding="utf-8")

    return made_once(tmp_path_factory, "explained-samples", make)


@pytest.fixture(scope="module", params=[f"{code}-{kind}" for code in VENUES for kind in ("operation", "event")])
def case(request: pytest.FixtureRequest, years: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    code, _dash, kind = request.param.partition("-")
    ledger = tmp_path_factory.mktemp("explained") / code
    shutil.copytree(years / code, ledger)
    dossier_id = json.loads((years / "dossiers.json").read_text(encoding="utf-8"))[code][kind]
    with Workspace.open(ledger) as ws:
        taken = compiling.snapshot(ws, dossier_id)
        market = replace(taken.dossier.method, basis=Scope2Basis.MARKET)
        yield Case(ws, taken, compiling.inventory_of(taken), compiling.inventory_of(taken, market))


# ---------------------------------------------------------------- what is printed, computed again


def number(text: str) -> Fraction:
    """A printed number: 1,234.5, 44/12, 1/1,000, −1, 90%."""
    plain = text.replace(",", "").replace("−", "-")
    if plain.endswith("%"):
        return Fraction(Decimal(plain[:-1])) / 100
    above, _stroke, below = plain.partition("/")
    return Fraction(Decimal(above)) / Fraction(Decimal(below or "1"))


def product(formula: str) -> Fraction:
    """A printed formula, multiplied as it stands by somebody who knows nothing but × and ÷."""
    first, *rest = re.split(r" (?=[×÷] )", formula)
    value = number(first.split(" ")[0])
    for piece in rest:
        sign, figure, *_unit = piece.split(" ")
        value = value * number(figure) if sign == "×" else value / number(figure)
    return value


def holds(line: ExplainedLine) -> bool:
    return product(line.formula) == line.tco2e and canonical(product(line.formula)) == canonical(line.tco2e)


def test_every_line_of_every_month_is_what_its_printed_formula_gives(case: Case) -> None:
    units = case.taken.catalogue.units
    lines = (*case.computed.lines(), *case.computed.memo_lines())
    assert lines
    assert [line for line in lines for one in explained_lines([line], units) if not holds(one) or one.tco2e != line.tco2e] == []


def test_every_source_is_the_sum_of_its_printed_lines(case: Case) -> None:
    for result in case.computed.results:
        one = explaining.source_in(case.ws, case.taken, case.computed, result, None)
        counted = [line for line in one.lines if not line.memo]
        assert all(holds(line) for line in one.lines)
        assert sum((line.tco2e for line in counted), Fraction(0)) == one.figure == result.total()
        for decimals in (2, 18):
            printed = sum((Decimal(canonical(line.tco2e, decimals)) for line in counted), Decimal(0))
            left = residue([line.tco2e for line in counted], one.figure, decimals)
            assert printed + left == Decimal(canonical(one.figure, decimals))
            assert bool(left) <= bool(one.rounding)


@pytest.mark.parametrize("asked", ["total", "P1", "P2", "market", "scope:1", "scope:2", "scope:3", "gas:CO2", "gas:CH4", "offset"])
def test_every_sum_is_what_its_printed_parts_give(case: Case, asked: str) -> None:
    one = case.ask(Asked.of(asked))
    assert one.parts
    for part in one.parts:
        assert all(holds(line) for line in part.lines)
        assert sum((line.tco2e for line in part.lines), Fraction(0)) == part.tco2e
    total = sum((part.tco2e for part in one.parts), Fraction(0))
    expected = {
        "total": case.computed.total(),
        "P1": case.computed.total(p1=True),
        "P2": case.computed.total(),
        "market": case.computed.market_based,
        "gas:CO2": case.computed.by_gas().get(Gas.CO2),
        "offset": case.computed.total(),
    }
    assert total == expected.get(asked, total)
    printed = sum((Decimal(canonical(part.tco2e)) for part in one.parts), Decimal(0))
    assert printed + residue([part.tco2e for part in one.parts], total, 18) == Decimal(canonical(total))


def test_scopes_gases_and_months_add_up_to_the_total(case: Case) -> None:
    def figure(text: str, month: Month | None = None) -> Fraction:
        return case.ask(Asked.of(text, month)).figure

    total = case.computed.total()
    scopes = [f"scope:{int(scope)}" for scope, value in case.computed.by_scope().items() if value]
    assert sum((figure(one) for one in scopes), Fraction(0)) == total
    assert sum((figure(f"gas:{gas.value}") for gas in case.computed.by_gas()), Fraction(0)) == total
    first = case.computed.period.start
    assert figure("total", first) == sum(case.computed.by_month()[first].values(), Fraction(0))


def test_every_intensity_names_its_total_and_its_denominator(case: Case) -> None:
    for one in case.computed.intensities:
        asked = case.ask(Asked(Figure.INTENSITY, one.code))
        if one.value is not None:
            assert asked.figure == one.value
            for part in (canonical(case.computed.total()), canonical(one.denominator_value), one.basis.zh, canonical(one.value)):
                assert part in asked.sentence


# ---------------------------------------------------------------- ten random figures of each sample, down to bill and clause


def test_ten_random_figures_go_down_to_bill_and_clause(case: Case) -> None:
    known = {record.id: record for record in effective(case.taken.records)}
    figures = [(result, month) for result in case.computed.results for month in {line.month for line in result.lines}]
    for result, month in random.Random(2025).sample(sorted(figures, key=lambda pair: (pair[0].source.name, pair[1])), 10):
        one = explaining.source_in(case.ws, case.taken, case.computed, result, month)
        assert one.figure == result.of_month(month)
        assert one.records
        shares = Fraction(0)
        for shown in one.records:
            record = known[shown.record_id]  # type: ignore[index]
            micro = record.months()[month]
            shares += Fraction(micro, MICRO)
            assert str(record.quantity.value.normalize()) in str(Decimal(shown.quantity.split(" ")[0].replace(",", "")).normalize())
            assert shown.evidence == tuple(case.taken.evidence[key].original_name for key in record.evidence)
            if micro != record.micro:
                share = next(step for step in shown.steps if "天 =" in step)
                whole, days, counted = re.match(r"([\d,.]+) \S+ × (\d+/\d+) 天 = ([\d,.]+)", share).groups()  # type: ignore[union-attr]
                assert abs(number(whole) * number(days) - number(counted)) < Fraction(1, MICRO)
                assert number(counted) == Fraction(micro, MICRO)
        assert shares == number(one.lines[0].formula.split(" ")[0])
        for factor in one.factors:
            assert factor.use.document
            assert factor.use.clause or "Table" in factor.use.document or "出处没有条款号" in factor.remarks


def test_older_vintage_of_the_grid_factor_is_said(case: Case) -> None:
    power = next(result for result in case.computed.results if result.type.method == "purchased_electricity")
    one = explaining.source_in(case.ws, case.taken, case.computed, power, None)
    assert "采用2023年因子，2025年的尚未公布" in one.factors[0].remarks


def test_command_explains_the_total_then_every_source(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(case.ws.store.folder)
    assert run(["explain", folder, "--dossier", case.id, "--json"], WINDOW) == 0
    whole, *sources = json.loads(capsys.readouterr().out)
    assert whole["tco2e"] == canonical(case.computed.total())
    assert [part["source"] for part in whole["parts"]] == [r.source.name for r in case.computed.results if r.lines]
    for one in (whole, *sources):
        addends = [Decimal(part["tco2e"]) for part in one["parts"] or [line for line in one["lines"] if not line["memo"]]]
        assert sum(addends, Decimal(0)) + Decimal(one["residue"]) == Decimal(one["tco2e"])


def test_rounding_is_stated_only_where_it_shows() -> None:
    assert rounding_note([Fraction(1, 4), Fraction(1, 4)], Fraction(1, 2)) == ""
    assert rounding_note([Fraction(1, 3)] * 3, Fraction(1)) == (
        "因修约，各行两位小数相加与合计差 0.01 t；各行十八位小数相加与合计差 0.000000000000000001 t"
    )
