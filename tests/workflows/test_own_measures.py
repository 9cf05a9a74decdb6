"""An own measure is described, computed, planned, printed and taken away; what makes no sense is refused at its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.documents.reports.measures_list import measures_pdf
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.errors import FileError, InputError, RuleError
from core.workflows import compiling, events, own_measures, papering, plan_files, recording, reducing
from core.workflows.own_measures import OwnMeasureDraft
from core.workflows.workspace import Workspace

PUMP = OwnMeasureDraft(
    name="大堂改用地源热泵",
    formula="dG = Q/(NCVk*eta)\ndE = -Q/COP",
    parameters="Q [kWh/a] 1,000~900,000 (默认 120000) 全年供热量；COP 2.5~5 (默认 3.5) 能效\neta 0.75~0.92 0.85 锅炉效率",
    lifetime="15",
    venue_types=("hotel",),
    end_use="hot_water",
    proof="热量表",
    source="设计院方案第 3 页",
)


def test_it_is_described_planned_and_computed_like_one_of_the_catalogue(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    made, _change = own_measures.put(ws, PUMP)
    assert (made.id, [one.name for one in made.parameters], made.parameters[0].note) == ("X01", ["Q", "COP", "eta"], "全年供热量")
    view = reducing.plan_view(ws, dossier.id)
    row = next(one for one in view.candidates if one.measure.id == "X01")
    assert row.tonnes == own_measures.trial(ws, dossier.id, PUMP).tonnes > 0
    assert (row.unchecked, row.end_use) == (True, "hot_water")
    reducing.set_measure(ws, hotel.id, "X01", {"Q": "200000"}, owner="工程部")
    assert [one.measure.id for one in reducing.plan_view(ws, dossier.id).plan] == ["X01"]
    assert all(one.formula != one.filled and "Q" not in one.filled for one in reducing.plan_view(ws, dossier.id).plan[0].outputs)
    assert "X01" in compiling.snapshot(ws, dossier.id).catalogue.measures


def test_the_papers_of_a_package_know_it(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    own_measures.put(ws, PUMP)
    reducing.set_measure(ws, hotel.id, "X01")
    (use,) = papering.desk(ws, dossier.id).package.measures
    assert (use.measure.id, use.achieved) == ("X01", None)
    assert b"%PDF" in measures_pdf(papering.desk(ws, dossier.id).package)[:10]


def test_a_plan_file_may_name_it(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    own_measures.put(ws, PUMP)
    file = tmp_path / "plan.toml"
    file.write_text('[[measure]]\nid = "X01"\n[measure.values]\nCOP = "4"\n', encoding="utf-8")
    plan_files.load_plan(ws, hotel.id, file)
    assert [one.measure.id for one in reducing.plan_view(ws, dossier.id).plan] == ["X01"]


def test_ids_go_on_and_one_is_changed_in_place(ws: Workspace) -> None:
    own_measures.put(ws, PUMP)
    second, _change = own_measures.put(ws, replace(PUMP, name="另一项"))
    assert second.id == "X02"
    changed, _change = own_measures.put(ws, replace(PUMP, lifetime="12"), "X01")
    assert (changed.id, [one.lifetime_years for one in own_measures.all_measures(ws)]) == ("X01", [12, 15])
    assert own_measures.put(ws, replace(PUMP, lifetime="12"), "X01")[1] == frozenset()
    with pytest.raises(InputError):
        own_measures.put(ws, PUMP, "X09")
    recording.undo(ws)
    assert [one.lifetime_years for one in own_measures.all_measures(ws)] == [15, 15]


def test_the_plan_is_computed_after_a_change_or_the_change_is_refused(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    """A parameter that is gone leaves the plan with it; a formula that the plan's values cannot enter is refused."""
    own_measures.put(ws, PUMP)
    reducing.set_measure(ws, hotel.id, "X01", {"COP": "3", "eta": "0.8"})
    fewer = replace(PUMP, formula="dG = Q/(NCVk*eta)", parameters="Q 1000~900000 120000; eta 0.75~0.92 0.85")
    with pytest.raises(InputError, match="示例酒店") as caught:
        own_measures.put(ws, replace(fewer, formula="dG = Q/(eta-0.8)"), "X01")
    assert caught.value.code == "own_measure.formula"
    with pytest.raises(InputError, match="示例酒店") as caught:
        own_measures.put(ws, replace(fewer, venue_types=("mall",)), "X01")
    assert caught.value.code == "own_measure.venue_types"
    before = reducing.plan_view(ws, dossier.id).plan
    own_measures.put(ws, fewer, "X01")
    (row,) = reducing.plan_view(ws, dossier.id).plan
    assert row.planned is not None and dict(row.planned.values) == {"eta": Decimal("0.8")}
    recording.undo(ws)
    assert reducing.plan_view(ws, dossier.id).plan == before


def test_what_is_written_back_to_be_changed_reads_the_same(ws: Workspace) -> None:
    made, _change = own_measures.put(ws, PUMP)
    again, change = own_measures.put(ws, own_measures.draft_of(made), made.id)
    assert (again, change) == (made, frozenset())


def test_a_trial_shows_each_formula_with_the_defaults_in(ws: Workspace, dossier: Dossier) -> None:
    gas, power = own_measures.trial(ws, dossier.id, PUMP).outputs
    assert (gas.formula, gas.filled, gas.unit) == ("Q/(NCVk*eta)", "120,000/(10.814*0.85)", "Nm³/a")
    assert (power.filled, round(power.value)) == ("-120,000/3.5", -34286)


def test_one_that_is_planned_or_filled_in_cannot_be_taken_away(ws: Workspace, hotel: Venue) -> None:
    own_measures.put(ws, PUMP)
    reducing.set_measure(ws, hotel.id, "X01", {"COP": "4"})
    with pytest.raises(RuleError, match="示例酒店"):
        own_measures.remove(ws, "X01")
    reducing.remove(ws, hotel.id, "X01")
    with pytest.raises(RuleError):
        own_measures.remove(ws, "X01")
    reducing.drop_draft(ws, hotel.id, "X01")
    own_measures.remove(ws, "X01")
    assert own_measures.all_measures(ws) == ()
    with pytest.raises(InputError):
        own_measures.remove(ws, "X01")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"venue_types": ()}, "venue_types"),
        ({"venue_types": ("castle",)}, "venue_types"),
        ({"end_use": "moat"}, "end_use"),
        ({"lifetime": "0"}, "lifetime"),
        ({"lifetime": "2.5"}, "lifetime"),
        ({"lifetime": "zehn"}, "lifetime"),
        ({"lifetime": "9" * 400}, "lifetime"),
        ({"formula": ""}, "formula"),
        ({"formula": "dX = Q"}, "formula"),
        ({"formula": "Q/COP"}, "formula"),
        ({"formula": "dE = Q/COP/eta; dE = Q"}, "formula"),
        ({"formula": "dE = Q/COP/eta/unknown"}, "formula"),
        ({"formula": "dE = Q/COP/eta/(1-1)"}, "formula"),
        ({"formula": "dE = Q/COP/eta +"}, "formula"),
        ({"formula": "dE = open(Q)/COP/eta"}, "formula"),
        ({"formula": "dE = Q*COP"}, "parameters"),
        ({"parameters": "Q viel"}, "parameters"),
        ({"parameters": "Q 1~10 (默认 20); COP 1~2 1; eta 1~2 1"}, "parameters"),
        ({"parameters": "Q 1~10 5; Q 1~10 5; COP 1~2 1; eta 1~2 1"}, "parameters"),
        ({"parameters": "Q 1~10 5; COP 1~2 1; eta 1~2 1; EF_e 1~2 1"}, "parameters"),
        ({"parameters": "Q 1..2~10 5; COP 1~2 1; eta 1~2 1"}, "parameters"),
        ({"parameters": f"Q 1~{'9' * 400} 5; COP 1~2 1; eta 1~2 1"}, "parameters"),
        ({"formula": "dE = min(min, 3)", "parameters": "min 1~10 5"}, "parameters"),
        ({"formula": "dE = Q/COP/eta*1e999999999"}, "formula"),
        ({"formula": "dE = Q/COP/eta*((9**64)**64)**64"}, "formula"),
        ({"formula": "dE = Q/COP/eta*0x10"}, "formula"),
        ({"formula": "dE = Q/COP/eta" + "*1" * 200}, "formula"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(ws: Workspace, fields: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        own_measures.put(ws, replace(PUMP, **fields))
    assert caught.value.code == f"own_measure.{field}"
    assert own_measures.all_measures(ws) == ()


def test_one_from_a_file(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        '[measure]\nname = "换门"\nformula = ["dE = n*e"]\nparameters = ["n 1~90 (默认 4)", "e [kWh/a] 10~900 (默认 120)"]\n'
        'lifetime_years = 10\nvenue_types = ["hotel"]\n',
        encoding="utf-8",
    )
    made, _change = own_measures.put(ws, own_measures.from_file(file))
    assert (made.name, made.formulas, made.lifetime_years) == ("换门", (("dE", "n*e"),), 10)
    file.write_text('[measure]\nname = "换门"\nformel = "x"\n', encoding="utf-8")
    with pytest.raises(FileError):
        own_measures.from_file(file)


def test_the_form_of_an_event_lists_it_with_the_rest_of_the_plan(ws: Workspace, hotel: Venue) -> None:
    own_measures.put(ws, PUMP)
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.set_measure(ws, hotel.id, "X01")
    form = replace(events.draft_form(ws, hotel.id, date(2025, 11, 20), date(2025, 11, 21)), name="示例年会", kind="年会")
    event = events.new_event(ws, hotel.id, form)
    assert events.event_view(ws, event.id).measures_text == "1. LED 光源替换\n2. 大堂改用地源热泵"
