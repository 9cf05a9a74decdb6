"""Each formula is shown as the catalogue writes it, and filled with numbers that leave no name behind."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounting.formula import evaluate, names_in
from core.domain.dossier import Dossier
from core.domain.measure import PlanId, PlannedMeasure
from core.domain.reduction import ReductionSettings
from core.workflows import compiling, weighing
from core.workflows.measure_desk import view_of
from core.workflows.measure_views import MeasureRow
from core.workflows.workspace import Workspace

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WITHIN_ROUNDING = 1e-3


def _rows(ws: Workspace, dossier: Dossier, share: Decimal) -> tuple[MeasureRow, ...]:
    """Every measure of the catalogue as a draft, each parameter at this share of its range."""
    taken = compiling.snapshot(ws, dossier.id)
    drafts = []
    for measure in taken.catalogue.measures.values():
        values = {one.name: one.low + (one.high - one.low) * share for one in measure.parameters}
        drafts.append(PlannedMeasure(PlanId(measure.id), taken.venue.id, measure.id, values=values, draft=True))
    inventory = compiling.inventory_of(taken, compare=False)
    rows = view_of(weighing.weighed(taken, inventory, drafts, ReductionSettings(taken.venue.id), {})).drafts
    assert len(rows) == len(drafts) == 70
    return rows


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.decimals(0, 1, places=4))
def test_no_name_is_left_in_a_filled_formula(ws: Workspace, dossier: Dossier, share: Decimal) -> None:
    for row in _rows(ws, dossier, share):
        assert tuple((one.name, one.formula) for one in row.outputs) == row.measure.formulas
        for one in row.outputs:
            assert not names_in(_THOUSANDS.sub("", one.filled)), (row.measure.id, one.filled)


@pytest.mark.parametrize("share", [Decimal(0), Decimal("0.5"), Decimal(1)])
def test_a_filled_formula_computes_to_the_number_beside_it(ws: Workspace, dossier: Dossier, share: Decimal) -> None:
    """Exactly where only parameters are read; constants are shown with five digits."""
    for row in _rows(ws, dossier, share):
        own = {one.name for one in row.parameters}
        for one in row.outputs:
            again = evaluate(_THOUSANDS.sub("", one.filled), {})
            if names_in(one.formula) <= own:
                assert again == one.value, (row.measure.id, one.filled)
            else:
                assert float(again) == pytest.approx(float(one.value), rel=_WITHIN_ROUNDING), (row.measure.id, one.filled)
            assert isinstance(one.value, Fraction)
