"""The sample year through the real ledger: clean as shipped, and its broken twin with each blocking finding once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core import resources
from core.accounting.statement import statement
from core.domain.finding import Severity
from core.domain.period import Month
from core.domain.quantity import canonical
from core.workflows import compiling, demonstrating, explaining, importing, organizing
from core.workflows.workspace import Workspace

SAMPLE = resources.folder("samples/hotel")


def clock() -> datetime:
    return datetime(2026, 3, 25, 14, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    ledger = tmp_path_factory.mktemp("sample") / "示例.tanzhang"
    return ledger, demonstrating.build_sample(ledger, "hotel").operation


def test_shipped_year_has_no_open_finding(sample: tuple[Path, str]) -> None:
    with Workspace.open(sample[0], clock=clock) as ws:
        views = compiling.findings(ws, sample[1])
    assert [view.message for view in views if view.severity is Severity.BLOCK or not view.finding.answered] == []
    assert any(view.finding.answered for view in views)


def test_shipped_year_imports_again_without_a_change(sample: tuple[Path, str]) -> None:
    with Workspace.open(sample[0], clock=clock) as ws:
        report = importing.import_workbook(ws, SAMPLE / "data.xlsx", dossier_id=sample[1])
    assert report.read == report.unchanged
    assert report.read > 200


def test_every_figure_is_explained_by_the_lines_that_were_summed(sample: tuple[Path, str]) -> None:
    with Workspace.open(sample[0], clock=clock) as ws:
        computed = compiling.inventory(ws, sample[1])
        total = Fraction(0)
        for result in computed.results:
            explained = explaining.explain(ws, sample[1], result.source.id)
            again = Fraction(0)
            for line in explained.lines:
                product = sum({one.month: one.quantity for one in result.lines}.values(), Fraction(0))
                for term in line.terms:
                    product *= term.use.value
                assert product == line.tco2e
                again += product
            assert again == explained.figure == result.total()
            total += again
            july = explaining.explain(ws, sample[1], result.source.id, Month(2025, 7))
            assert july.figure == result.of_month(Month(2025, 7))
            assert sum((result.of_month(month) for month in computed.period), Fraction(0)) == explained.figure
            assert all(factor.use.document for factor in explained.factors)
    assert total == computed.total()


def test_statement_adds_up_by_scope_gas_source_and_month(sample: tuple[Path, str]) -> None:
    with Workspace.open(sample[0], clock=clock) as ws:
        computed = compiling.inventory(ws, sample[1])
    document = json.loads(json.dumps(statement(computed)))
    total = computed.total()
    for part in ("by_scope", "by_gas"):
        assert abs(sum(map(Fraction, document[part].values()), Fraction(0)) - total) < Fraction(1, 10**15)
    for part in ("by_source", "by_month"):
        assert abs(sum((Fraction(row["tco2e"]) for row in document[part]), Fraction(0)) - total) < Fraction(1, 10**15)
    assert document["total_tco2e"] == canonical(total)
    assert Decimal(document["offset_needed_t"]) >= Decimal(document["total_tco2e"])


def test_sample_is_marked_wherever_it_leaves_the_program(sample: tuple[Path, str]) -> None:
    with Workspace.open(sample[0], clock=clock) as ws:
        assert all(card.venue.sample for card in organizing.venue_list(ws))
