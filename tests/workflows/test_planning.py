"""Drafts, overlaps, suppliers and end uses in the plan of a venue with data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core import resources
from core.catalogue_loader.end_uses import end_uses, load_end_uses
from core.catalogue_loader.loading import load_catalogue
from core.catalogue_loader.tables import TableError
from core.domain.activity import Subject, output_subject
from core.domain.dossier import Dossier
from core.domain.emission import EvidenceMark
from core.domain.measure import MeasureState
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import InputError, RuleError
from core.workflows import boundary, compiling, money, organizing, recording, reducing, weighing
from core.workflows.measure_views import MeasureRow, MeasuresView
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace


@pytest.fixture
def busy(ws: Workspace, hotel: Venue, dossier: Dossier) -> Dossier:
    """A hotel that used power, gas and linen in one month: 1,000,000 kWh, 100,000 m³ in the boilers, 5,000 nights, 200 rooms."""
    by_type = {one.type_code: one.id for one in reversed(boundary.sources(ws, hotel.id))}
    edits = [
        CellEdit(Subject(by_type["grid_electricity"]), Month(2025, 6), "1000000"),
        CellEdit(Subject(by_type["natural_gas_boiler"]), Month(2025, 6), "100000"),
        CellEdit(output_subject("room_nights_sold"), Month(2025, 6), "5000"),
    ]
    recording.enter_cells(ws, dossier.id, edits)
    organizing.set_profile(ws, hotel.id, "rooms", "200")
    return dossier


def row(view: MeasuresView, measure: str) -> MeasureRow:
    return next(one for one in (*view.plan, *view.drafts, *view.candidates, *view.stopped) if one.measure.id == measure)


def test_each_measure_of_the_catalogue_saves_at_one_end_use_of_known_venues_and_sources() -> None:
    catalogue = load_catalogue()
    assert end_uses().of_measure.keys() == catalogue.measures.keys()
    for use in end_uses().uses.values():
        assert set(use.sources) <= catalogue.source_types.keys()
        assert {venue for venue, _output in use.shares} <= catalogue.venue_types.keys()
        assert {(share.mark, bool(share.zh and share.en)) for share in use.shares.values()} <= {(EvidenceMark.UNCHECKED, True)}


@pytest.mark.parametrize(
    ("file", "before", "after", "field"),
    [
        ("end_uses.toml", '["C01", "C02", "M03"]', '["C01", "C04", "M03"]', "measures"),
        ("end_uses.toml", 'kind = "supply"', 'kind = "panels"', "kind"),
        ("end_uses.toml", 'code = "screens"', 'code = "lighting"', "code"),
        ("end_use_shares.csv", "lighting,mall,dE,19", "lightning,mall,dE,19", "end_use"),
        ("end_use_shares.csv", "lighting,mall,dE,19", "lighting,hotel,dE,1", "end_use"),
        ("end_use_shares.csv", "lighting,mall,dE,19", "lighting,mall,dE,0", "percent"),
        ("end_use_shares.csv", "lighting,mall,dE,19", "lighting,mall,dE,101", "percent"),
        ("end_use_shares.csv", "lighting,mall,dE,19", "lighting,mall,dE,20", "percent"),
        ("end_use_shares.csv", "lighting,mall,dE,19", "lighting,mall,MB,19", "output"),
        ("end_use_shares.csv", "lighting,mall,dE,19,○", "lighting,mall,dE,19,x", "mark"),
    ],
)
def test_a_wrong_end_use_is_named(file: str, before: str, after: str, field: str, tmp_path: Path) -> None:
    for name in ("end_uses.toml", "end_use_shares.csv"):
        text = (resources.folder("reductions") / name).read_text(encoding="utf-8")
        assert name != file or before in text
        (tmp_path / name).write_text(text.replace(before, after, 1) if name == file else text, encoding="utf-8")
    with pytest.raises(TableError) as raised:
        load_end_uses(tmp_path)
    assert (raised.value.file, raised.value.field) == (file, field)


# ---------------------------------------------------------------- drafts


def test_a_draft_is_compared_and_in_no_plan(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C13", {"L": "300"}, draft=True, cost_yuan=Decimal(36_000))
    view = reducing.plan_view(ws, busy.id)
    assert ([one.measure.id for one in view.drafts], view.plan, view.planned_t) == (["C13"], (), 0)
    assert row(view, "C13").planned is not None and row(view, "C13").state_name == ""
    reducing.set_measure(ws, hotel.id, "C13", {"h": "7000"}, draft=True)
    reducing.take_in(ws, hotel.id, ["C13"])
    (planned,) = (one.planned for one in reducing.plan_view(ws, busy.id).plan)
    assert planned is not None and planned.values == {"L": 300, "h": 7000} and planned.cost_yuan == 36_000


def test_what_leaves_the_plan_stays_as_a_draft_until_it_is_dropped(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C13", {"L": "300"})
    reducing.set_measure(ws, hotel.id, "C01")
    for measure in ("C13", "C01"):
        reducing.remove(ws, hotel.id, measure)
    view = reducing.plan_view(ws, busy.id)
    assert ([one.measure.id for one in view.drafts], view.plan) == (["C13"], ())
    with pytest.raises(InputError):
        reducing.remove(ws, hotel.id, "C13")
    reducing.drop_draft(ws, hotel.id, "C13")
    assert reducing.plan_view(ws, busy.id).drafts == ()
    with pytest.raises(InputError):
        reducing.drop_draft(ws, hotel.id, "C13")


def test_several_come_in_as_one_step_or_not_at_all(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    with pytest.raises(RuleError):
        reducing.take_in(ws, hotel.id, ["C01", "C07", "C14"])
    assert reducing.plan_view(ws, busy.id).plan == ()
    reducing.take_in(ws, hotel.id, ["C01", "C07"])
    assert {one.measure.id for one in reducing.plan_view(ws, busy.id).plan} == {"C01", "C07"}
    recording.undo(ws)
    assert reducing.plan_view(ws, busy.id).plan == ()
    assert reducing.take_in(ws, hotel.id, []) == frozenset()


def test_a_stopped_measure_comes_in_again(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.change_state(ws, hotel.id, "C01", MeasureState.STOPPED)
    reducing.take_in(ws, hotel.id, ["C01"])
    assert [one.measure.id for one in reducing.plan_view(ws, busy.id).plan] == ["C01"]


# ---------------------------------------------------------------- parameters from the data


def test_parameters_come_from_the_data_and_are_kept_when_it_is_taken_in(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    rooms = {one.name: one.value for one in row(reducing.plan_view(ws, busy.id), "H01").parameters}
    assert rooms["N"] == 200
    reducing.take_in(ws, hotel.id, ["H01"])
    organizing.set_profile(ws, hotel.id, "rooms", "300")
    planned = row(reducing.plan_view(ws, busy.id), "H01").planned
    assert planned is not None and planned.values["N"] == 200


def test_a_default_that_is_typed_over_an_answer_of_the_data_stays(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "H01", {"N": "250"}, draft=True)
    shown = {one.name: one.value for one in row(reducing.plan_view(ws, busy.id), "H01").parameters}
    assert shown["N"] == 250
    reducing.take_in(ws, hotel.id, ["H01"])
    planned = row(reducing.plan_view(ws, busy.id), "H01").planned
    assert planned is not None and dict(planned.values) == {}


def test_what_fits_no_venue_is_offered_last_with_the_reason(ws: Workspace, busy: Dossier) -> None:
    view = reducing.plan_view(ws, busy.id)
    coal = row(view, "S10")
    assert coal.unfit and not coal.suggestion
    assert view.candidates.index(coal) > max(n for n, one in enumerate(view.candidates) if not one.unfit)


# ---------------------------------------------------------------- together


def test_overlaps_are_taken_off_and_said(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    """Boiler gas of 100,000 m³: an economiser of 5 % and insulation save 1 − 0.95 · (1 − s) of it."""
    for measure in ("C11", "C13"):
        reducing.take_in(ws, hotel.id, [measure])
    view = reducing.plan_view(ws, busy.id)
    economiser, insulation = row(view, "C11"), row(view, "C13")
    share = insulation.outputs[0].value / 100_000
    factor = economiser.tonnes / economiser.outputs[0].value
    assert economiser.outputs[0].value == 5_000
    assert view.planned_t == 100_000 * (1 - (1 - share) * 95 / 100) * factor
    (overlap,) = view.overlaps
    assert overlap.tonnes == view.planned_t - view.planned_gross_t < 0
    assert overlap.measure_ids == ("C13", "C11") or set(overlap.measure_ids) == {"C11", "C13"}
    assert overlap.name in view.note


def test_the_year_of_a_measure_that_is_carried_out_has_the_months_after_it(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    """Done on 15 September 2025: October to December are three twelfths; what is planned and has no day yet saves nothing of the year."""
    reducing.take_in(ws, hotel.id, ["C01", "C13"])
    reducing.change_state(ws, hotel.id, "C13", MeasureState.DONE, done_on=date(2025, 9, 15))
    view = reducing.plan_view(ws, busy.id)
    assert (row(view, "C13").year_share, row(view, "C01").year_share, row(view, "H01").year_share) == (Fraction(1, 4), 0, 0)
    assert (row(view, "C13").first_month, row(view, "C13").last_month) == (Month(2025, 10), Month(2035, 9))


def test_a_saving_at_a_supplier_is_scope_three(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    reducing.take_in(ws, hotel.id, ["C13"])
    own = row(reducing.plan_view(ws, busy.id), "C13").tonnes
    reducing.set_measure(ws, hotel.id, "C13", at_supplier=True)
    view = reducing.plan_view(ws, busy.id)
    assert (row(view, "C13").tonnes, row(view, "C13").scope3_t, view.planned_t) == (0, own, 0)
    assert row(view, "C13").scopes() == ("3",)
    assert weighing.weigh(ws, busy.id).together(["C13"]).scope3_t == own


def test_more_than_the_end_use_takes_is_refused_with_both_numbers(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    with pytest.raises(InputError) as caught:
        reducing.set_measure(ws, hotel.id, "C09", {"Q_hw": "2000000"})
    assert caught.value.code == "measure.end_use"
    assert "100,000" in caught.value.message and "锅炉用气" in caught.value.message
    assert reducing.plan_view(ws, busy.id).plan == ()
    reducing.set_measure(ws, hotel.id, "C09", {"Q_hw": "2000000"}, at_supplier=True)


def test_what_the_data_round_to_is_no_saving_above_the_end_use(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    """28,046.8 kg of LPG fill in 28,047 kg: that is all of it, neither refused nor an overlap."""
    source = boundary.add_source(ws, hotel.id, "lpg", "厨房液化气")[0]
    recording.enter_cells(ws, busy.id, [CellEdit(Subject(source.id), Month(2025, 6), "28046.8")])
    reducing.take_in(ws, hotel.id, ["S16"])
    view = reducing.plan_view(ws, busy.id)
    assert row(view, "S16").outputs[0].value == 28_047
    assert view.overlaps == ()
    with pytest.raises(InputError, match="28,047"):
        reducing.set_measure(ws, hotel.id, "S16", {"G_l": "28100"})


def test_a_base_that_is_entered_takes_the_place_of_the_usual_share(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    before = weighing.weigh(ws, busy.id)
    assert before.bases["lighting"]["dE"] == 150_000 and "lighting:dE" not in before.entered
    money.set_settings(ws, hotel.id, end_uses={"lighting:dE": Decimal(90_000)})
    after = weighing.weigh(ws, busy.id)
    assert after.bases["lighting"]["dE"] == 90_000 and "lighting:dE" in after.entered


def test_the_footprint_never_moves(ws: Workspace, hotel: Venue, busy: Dossier) -> None:
    before = compiling.inventory(ws, busy.id).total()
    reducing.take_in(ws, hotel.id, ["C01", "C13", "C03"])
    assert compiling.inventory(ws, busy.id).total() == before == reducing.plan_view(ws, busy.id).footprint_t
