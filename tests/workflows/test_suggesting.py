"""What the data of the sample years say about measures: reasons with their figures, parameters with their basis, what does not fit."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core.accounting.reduction import expected
from core.cli import suggest_commands
from core.domain.dossier import Dossier
from core.domain.measure import MeasureParameter, PlanId, PlannedMeasure, ReductionMeasure
from core.workflows import demonstrating, dossiers, organizing, suggesting, suggestions, weighing
from core.workflows.suggestions import SuggestionsView
from core.workflows.weighing import Weighing
from core.workflows.workspace import Workspace
from tests.shared import made_once
from tests.workflows.conftest import clock

GOLDEN: Mapping[str, Any] = tomllib.loads((Path(__file__).parent.parent / "golden" / "suggestions.toml").read_text(encoding="utf-8"))
KINDS = ("hotel", "mall", "scenic")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three sample ledgers; copy what you open."""

    def make(folder: Path) -> None:
        for kind in KINDS:
            demonstrating.open_sample(folder / kind, kind)

    return made_once(tmp_path_factory, "sample-ledgers", make)


@contextmanager
def opened(samples: Path, kind: str, place: Path) -> Iterator[tuple[Workspace, str]]:
    """A copy of a sample, and its year."""
    ledger = next((samples / kind).glob("*.tanzhang"))
    shutil.copytree(ledger, place / ledger.name)
    with Workspace.open(place / ledger.name, clock=clock) as ws:
        venue = organizing.venue_list(ws)[0].venue
        yield ws, str(dossiers.operation_dossier(ws, venue.id, 2025).id)


@pytest.fixture(scope="module", params=KINDS)
def sample(
    request: pytest.FixtureRequest, samples: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Weighing, SuggestionsView]]:
    """A sample with its measures weighed, and what is suggested."""
    with opened(samples, request.param, tmp_path_factory.mktemp(request.param)) as (ws, dossier):
        yield request.param, weighing.weigh(ws, dossier), suggestions.suggestions_view(ws, dossier)


def test_each_sample_is_told_what_its_data_say(sample: tuple[str, Weighing, SuggestionsView]) -> None:
    """All measures of the type of venue, whatever is planned, with the parameters that the data answer."""
    kind, weighed, _view = sample
    for one in suggesting.suggestions(weighed.facts, candidates_of(weighed)):
        assert [str(round(one.tonnes * 10) / Decimal(10)), one.reason] == GOLDEN[kind]["suggestions"][one.measure_id], one.measure_id
    assert len(GOLDEN[kind]["suggestions"]) == len(suggesting.suggestions(weighed.facts, candidates_of(weighed)))


def candidates_of(weighed: Weighing) -> list[tuple[ReductionMeasure, Fraction]]:
    """Every measure with its tonnes at the values that the data answer."""
    answers = ((one.measure, {name: prefill.value for name, prefill in one.prefills.items()}) for one in weighed.measures)
    return [(measure, expected(measure, values, weighed.using).tonnes) for measure, values in answers]


def test_the_largest_comes_first_and_every_reason_holds_a_figure_of_the_year(sample: tuple[str, Weighing, SuggestionsView]) -> None:
    _kind, _weighed, view = sample
    assert [one.tonnes for one in view.suggestions] == sorted((one.tonnes for one in view.suggestions), reverse=True)
    assert all(re.search(r"\d", one.reason) and "{" not in one.reason for one in view.suggestions)
    assert all(one.place is not None and one.place.subject for one in view.suggestions)


def test_what_is_planned_or_carried_out_is_not_suggested_again(sample: tuple[str, Weighing, SuggestionsView]) -> None:
    _kind, weighed, view = sample
    planned = {one.measure.id for one in weighed.measures if one.planned is not None and not one.planned.draft}
    assert planned and not planned & {one.measure_id for one in view.suggestions}


def test_every_parameter_is_filled_within_its_range_and_says_from_where(sample: tuple[str, Weighing, SuggestionsView]) -> None:
    _kind, weighed, view = sample
    filled = 0
    for one in weighed.measures:
        ranges = {parameter.name: parameter for parameter in one.measure.parameters}
        for name, prefill in one.prefills.items():
            assert ranges[name].low <= prefill.value <= ranges[name].high, (one.measure.id, name)
            assert prefill.basis and "{" not in prefill.basis and prefill.place is not None
            filled += 1
    assert filled >= 20
    assert all("不在常见范围" in why for left in view.held_back.values() for why in left.values())


def test_what_does_not_fit_says_why_and_is_not_suggested(sample: tuple[str, Weighing, SuggestionsView]) -> None:
    kind, weighed, view = sample
    every = {one.measure.id: suggesting.unfit(weighed.facts, one.measure) for one in weighed.measures}
    assert {key: why for key, why in every.items() if why} == GOLDEN[kind]["unfit"]
    assert not {one.measure_id for one in view.unfit} & {one.measure_id for one in view.suggestions}


def test_heating_with_coal_is_nothing_for_a_venue_that_burns_none(sample: tuple[str, Weighing, SuggestionsView]) -> None:
    kind, _weighed, view = sample
    assert "S10" not in {one.measure_id for one in view.suggestions}
    assert kind == "mall" or "「燃煤·供暖」" in next(one.why for one in view.unfit if one.measure_id == "S10")


# ---------------------------------------------------------------- figures against the ledger


def _values(weighed: Weighing, measure: str) -> Mapping[str, Decimal]:
    return {name: one.value for name, one in weighed.by_id[measure].prefills.items()}


def test_the_hotel_answers_with_its_own_figures(samples: Path, tmp_path: Path) -> None:
    """Figures of resources/samples/hotel: rooms 268, 63,767 room-nights, 96,706 guest-nights, boilers 228,131 Nm3."""
    with opened(samples, "hotel", tmp_path) as (ws, dossier):
        weighed = weighing.weigh(ws, dossier)
    assert _values(weighed, "H01") == {"N": 268}
    assert _values(weighed, "H13") == {"RN": 63767, "g": Decimal("1.517")}
    assert _values(weighed, "C10") == {"G": 228131}
    assert _values(weighed, "C16") == {"n": 6}, "9341 L at 1350 L a vehicle are 6.9: whole vehicles, rounded down"
    assert weighed.by_id["H01"].prefills["N"].basis == "场所档案：客房数"


def test_of_several_rules_the_meter_comes_before_the_usual_share(samples: Path, tmp_path: Path) -> None:
    with opened(samples, "mall", tmp_path) as (ws, dossier):
        weighed = weighing.weigh(ws, dossier)
    assert _values(weighed, "C07") == {"E_p": 3064948}
    assert weighed.by_id["C07"].prefills["E_p"].basis == "2025 年「外购电力·空调主机」"
    assert _values(weighed, "M05") == {"M": Decimal("48.24"), "GWP_o": 4728}, "8.2 kg of R404A only, not of all refrigerants"


def test_a_value_outside_the_range_is_left_out_and_told(samples: Path, tmp_path: Path) -> None:
    with opened(samples, "hotel", tmp_path) as (ws, dossier):
        weighed = weighing.weigh(ws, dossier)
    measure = weighed.by_id["H01"].measure
    rooms = measure.parameters[0]
    narrow = MeasureParameter(rooms.name, rooms.unit, rooms.note, rooms.low, Decimal(100), Decimal(50))
    changed = replace(measure, parameters=(narrow, *measure.parameters[1:]))
    assert suggesting.prefills(weighed.facts, changed) == {}
    assert suggesting.held_back(weighed.facts, changed) == {"N": "场所档案：客房数，为 268，不在常见范围 20–100 内，没有采用。"}
    assert suggesting.prefills(weighed.facts, replace(measure, parameters=measure.parameters[1:])) == {}


def test_machines_on_the_register_answer_with_their_charge_and_leak(samples: Path, tmp_path: Path) -> None:
    """11.5 kg put into machines of 100 kg are 11.5% a year; without machines the charge is worked back from what was put in."""
    with opened(samples, "hotel", tmp_path) as (ws, dossier):
        weighed = weighing.weigh(ws, dossier)
    facts, measure = weighed.facts, weighed.by_id["C18"].measure
    machine = replace(facts.taken.meters[0], charge=Decimal(100), refrigerant="R410A")
    known = replace(facts, taken=replace(facts.taken, meters=(machine,)))
    assert {name: one.value for name, one in suggesting.prefills(known, measure).items()} == {
        "M": 100,
        "l_old": Decimal("0.115"),
        "GWP": 2256,
    }
    assert suggesting.prefills(known, measure)["M"].basis == "登记的机组充注量之和"
    assert suggesting.reason_for(known, measure)[0] == "全年补充的制冷剂是机组充注量的 12%，高于 5%，先查漏"
    assert _values(weighed, "C18")["M"] == Decimal("143.8")
    cold_store = replace(machine, refrigerant="R404A")
    stored = replace(facts, taken=replace(facts.taken, meters=(cold_store,)))
    assert suggesting.unfit(stored, ws.catalogue.measures["M05"]) == ""
    assert "R404A、R507A" in suggesting.unfit(known, ws.catalogue.measures["M05"])


def test_electricity_rows_that_all_have_the_name_tell_nothing_apart(samples: Path, tmp_path: Path) -> None:
    with opened(samples, "mall", tmp_path) as (ws, dossier):
        facts = weighing.weigh(ws, dossier).facts
    assert [one.source.name for one in facts.metered(("车库",))] == ["外购电力·车库"]
    assert facts.metered(("外购电力",)) == ()


def test_a_year_with_a_month_missing_has_no_lowest_month(samples: Path, tmp_path: Path) -> None:
    with opened(samples, "hotel", tmp_path) as (ws, dossier):
        weighed = weighing.weigh(ws, dossier)
    january = weighed.taken.dossier.period.start
    boilers = tuple(
        replace(one, lines=tuple(line for line in one.lines if line.month != january), memo=()) for one in weighed.inventory.results
    )
    short = replace(weighed.facts, inventory=replace(weighed.inventory, results=boilers))
    assert suggesting.prefills(short, weighed.by_id["C09"].measure) == {}
    assert suggesting.prefills(short, weighed.by_id["M10"].measure) == {}
    assert set(suggesting.prefills(short, weighed.by_id["C10"].measure)) == {"G"}


def test_a_draft_may_be_suggested_still(samples: Path, tmp_path: Path) -> None:
    with opened(samples, "hotel", tmp_path) as (ws, dossier):
        venue = organizing.venue_list(ws)[0].venue
        with ws.job("草稿") as job:
            known = next((one for one in job.work.plan.with_drafts(venue.id) if one.measure_id == "C09"), None)
            job.work.plan.put(known or PlannedMeasure(PlanId("draft"), venue.id, "C09", draft=True), job.change)
        assert "C09" in {one.measure_id for one in suggestions.suggestions_view(ws, dossier).suggestions}


def test_a_year_without_data_suggests_nothing_and_rules_nothing_out(ws: Workspace, dossier: Dossier) -> None:
    view = suggestions.suggestions_view(ws, str(dossier.id))
    assert (view.suggestions, view.unfit, view.held_back) == ((), (), {})


def test_reading_all_measures_is_fast_enough_for_each_refresh(samples: Path, tmp_path: Path) -> None:
    """Facts are read once: the second question finds them."""
    with opened(samples, "mall", tmp_path) as (ws, dossier):
        facts = weighing.weigh(ws, dossier).facts
    assert facts.year is facts.year and facts.by_type is facts.by_type


# ---------------------------------------------------------------- command


def _run(ledger: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    parser = argparse.ArgumentParser()
    suggest_commands.add_commands(parser.add_subparsers())
    options = parser.parse_args(["suggest", str(ledger), "--year", "2025", *more])
    assert options.run(options) == 0
    return capsys.readouterr().out


def test_the_command_ranks_and_says_why_and_from_where(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(samples, "hotel", tmp_path) as (ws, _dossier):
        ledger = ws.store.folder
    said = _run(ledger, capsys)
    assert "用气最少的月份仍是月均的 66%" in said and "预填 H01 N = 268：场所档案：客房数" in said
    assert "不适用 S10" in said
    read = json.loads(_run(ledger, capsys, "--json"))
    assert read["suggestions"][0]["id"] == "C25"
    assert float(read["suggestions"][0]["expected_tco2e"]) > 100
    assert read["prefilled"]["H01"]["N"] == {
        "value": "268",
        "basis": "场所档案：客房数",
        "place": {"page": "profile", "subject": "", "field": "rooms"},
    }
