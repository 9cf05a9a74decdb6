"""Events: the form, its items, their footprint, and what a locked dossier refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.domain.dossier import Dossier, DossierId, DossierKind
from core.domain.event import EventForm, EventStage
from core.domain.finding import Severity
from core.domain.offset import ProductType
from core.domain.organization import Venue
from core.domain.period import Month, ReportingPeriod
from core.errors import FileError, InputError, RuleError
from core.workflows import compiling, dossiers, events, explaining, filing, monthly, overviewing, recording, reducing
from core.workflows.change import ChangeKind
from core.workflows.submission_views import ItemDraft
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace

START, END = date(2025, 12, 30), date(2026, 1, 2)
GRID_2023 = Fraction("0.1564")

EVENT_FILE = """
[event]
name = "示例年会"
start = 2025-12-19
end = "2025-12-20"
kind = "年会"
scale = "320 人"
people = 320
area_m2 = 1200.5
content = "总结"
stages = ["holding", "preparing"]
measures = "1. 无纸化"
products = ["CCER"]
offset_tonnes = "12"
neutral_on = 2026-03-30
department = "会务部"
contact = "陈示例"
phone = "028-00000000"
level = "national"
plan = "方案.pdf"
settled = true

[[item]]
stage = "holding"
type = "grid_electricity"
name = "会场用电"
estimate = "0.32万度"
actual = 3468
basis = "分表"
evidence = ["电表.pdf"]

[[item]]
stage = "preparing"
type = "paper_goods"
factor = "desnz_mat_paper_2025"
unit = "kg"
estimate = "120"
actual = "118"
evidence = ["领用单.pdf"]
"""


@pytest.fixture
def form(ws: Workspace, hotel: Venue) -> EventForm:
    return replace(events.draft_form(ws, hotel.id, START, END), name="示例年会", kind="年会")


@pytest.fixture
def event(ws: Workspace, hotel: Venue, form: EventForm) -> Dossier:
    return events.new_event(ws, hotel.id, form)


def power(event: Dossier, **changes: str) -> ItemDraft:
    return replace(ItemDraft(event.id, EventStage.HOLDING, "grid_electricity", "会场用电", estimate="3200"), **changes)


@pytest.fixture
def with_power(ws: Workspace, event: Dossier) -> Dossier:
    events.save_item(ws, power(event))
    return event


def paper(folder: Path, name: str, content: bytes = b"%PDF-1.4\n%%EOF\n") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content + name.encode())
    return file


def event_file(folder: Path, text: str = EVENT_FILE) -> Path:
    paper(folder / "evidence", "方案.pdf")
    paper(folder / "evidence", "电表.pdf")
    paper(folder / "evidence", "领用单.pdf")
    file = folder / "event.toml"
    file.write_text(text, encoding="utf-8")
    return file


# ---------------------------------------------------------------- the form


def test_a_new_event_starts_with_what_the_account_knows(ws: Workspace, hotel: Venue) -> None:
    draft = events.draft_form(ws, hotel.id, START, END, "race")
    assert (draft.organizer, draft.place, draft.region, draft.kind) == ("示例酒店有限公司", "示例酒店", "510100", "赛事")


def test_an_event_is_a_dossier_of_the_whole_months_it_touches(ws: Workspace, event: Dossier) -> None:
    assert event.kind is DossierKind.EVENT
    assert event.period == ReportingPeriod(Month(2025, 12), 2)
    assert events.event(ws, event.id).name == event.title == "示例年会"


@pytest.mark.parametrize("preset", ["annual", "conference", "exhibition", "race", "show", "festival"])
def test_a_preset_proposes_items_without_quantities(ws: Workspace, hotel: Venue, form: EventForm, preset: str) -> None:
    made = events.new_event(ws, hotel.id, form, preset)
    items = events.items(ws, made.id)
    assert len(items) >= 8
    assert {item.stage for item in items} == set(EventStage)
    assert all(item.estimate is None and item.basis for item in items)
    assert compiling.inventory(ws, made.id).total() == 0


def test_an_unknown_preset_is_refused_with_those_there_are(ws: Workspace, hotel: Venue, form: EventForm) -> None:
    with pytest.raises(InputError, match="赛事"):
        events.new_event(ws, hotel.id, form, "wedding")


@pytest.mark.parametrize(
    "changes",
    [{"end": date(2025, 12, 29)}, {"name": " "}, {"region": "110000"}, {"people": -1}, {"offset_tonnes": Decimal(-1)}],
)
def test_a_contradiction_is_refused(ws: Workspace, hotel: Venue, form: EventForm, changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        events.new_event(ws, hotel.id, replace(form, **changes))
    assert events.event_list(ws) == ()


def test_name_and_dates_move_the_dossier_and_the_holding_stage_stays(ws: Workspace, event: Dossier) -> None:
    kept = events.event(ws, event.id)
    changed = replace(kept, name="新年会", start=date(2026, 1, 5), end=date(2026, 1, 6), stages=(EventStage.CLOSING,))
    assert events.save_event(ws, changed) == {ChangeKind.DOSSIER}
    found = dossiers.dossier(ws, event.id)
    assert (found.title, found.period) == ("新年会", ReportingPeriod(Month(2026, 1), 1))
    assert events.event(ws, event.id).stages == (EventStage.HOLDING, EventStage.CLOSING)
    assert events.save_event(ws, changed) == frozenset()


def test_a_form_and_its_dossier_are_undone_together(ws: Workspace, event: Dossier) -> None:
    kept = events.event(ws, event.id)
    events.save_event(ws, replace(kept, name="新年会", start=date(2026, 1, 5), end=date(2026, 1, 6)))
    _label, change = recording.undo(ws)
    assert change == {ChangeKind.DOSSIER}
    assert events.event(ws, event.id) == kept
    assert dossiers.dossier(ws, event.id) == event
    recording.redo(ws)
    assert dossiers.dossier(ws, event.id).title == "新年会"


def test_the_form_belongs_to_events_only(ws: Workspace, dossier: Dossier) -> None:
    for refused in (lambda: events.event_view(ws, dossier.id), lambda: events.save_item(ws, power(dossier))):
        with pytest.raises(InputError, match="不是活动档案"):
            refused()
    assert events.event(ws, dossier.id) is None


def test_an_event_of_an_older_ledger_starts_with_its_dossier(ws: Workspace, hotel: Venue) -> None:
    old = Dossier(DossierId("old"), DossierKind.EVENT, hotel.id, "老活动", ReportingPeriod(Month(2025, 11), 2))
    with ws.job("旧版建立") as job:
        job.work.dossiers.put(old, job.change)
    view = events.event_view(ws, "old")
    assert (view.form.name, view.form.start, view.form.end) == ("老活动", date(2025, 11, 1), date(2025, 12, 31))
    assert events.event(ws, "old") is None
    events.save_event(ws, replace(view.form, kind="展览"))
    assert events.event(ws, "old").kind == "展览"


# ---------------------------------------------------------------- items and their footprint


def test_an_item_is_computed_like_a_source_of_the_venue(ws: Workspace, with_power: Dossier) -> None:
    computed = compiling.inventory(ws, with_power.id)
    assert computed.total() == 3200 * GRID_2023 / 1000
    (result,) = computed.results
    assert [line.month for line in result.lines] == [Month(2025, 12)]
    assert computed.intensities == ()


def test_a_unit_typed_behind_the_number_is_converted(ws: Workspace, event: Dossier) -> None:
    events.save_item(ws, power(event, estimate="0.32万度"))
    (item,) = events.items(ws, event.id)
    assert (item.estimate_micro, item.unit) == (3_200_000_000, "kWh")
    assert events.event_view(ws, event.id).rows()[0].estimate == "3,200"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"estimate": "-5"}, "负数"),
        ({"actual": "好多"}, "不是数字"),
        ({"type_code": "rocket"}, "rocket"),
        ({"unit": "kg"}, "kg"),
        ({"factor_id": "cpcd_bus"}, "cpcd_bus"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(ws: Workspace, event: Dossier, changes: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        events.save_item(ws, power(event, **changes))
    assert events.items(ws, event.id) == ()


def test_an_unknown_item_or_file_is_refused(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个条目"):
        events.save_item(ws, power(event, item_id="gone"))
    with pytest.raises(InputError, match="没有这个条目"):
        events.remove_item(ws, "gone")
    with pytest.raises(InputError, match="没有证据"):
        events.save_item(ws, replace(power(event), evidence=("gone",)))


def test_items_are_changed_removed_and_undone(ws: Workspace, with_power: Dossier) -> None:
    (item,) = events.items(ws, with_power.id)
    assert events.save_item(ws, power(with_power, item_id=item.id, estimate="4000", name="主会场用电")) == {ChangeKind.ACTIVITY}
    (changed,) = events.items(ws, with_power.id)
    assert (changed.id, changed.name, changed.position) == (item.id, "主会场用电", item.position)
    assert events.save_item(ws, power(with_power, item_id=item.id, estimate="4000", name="主会场用电")) == frozenset()
    events.remove_item(ws, item.id)
    assert events.items(ws, with_power.id) == ()
    assert recording.undo(ws)[1] == {ChangeKind.ACTIVITY}
    recording.undo(ws)
    assert events.items(ws, with_power.id) == (item,)


def test_a_stage_outside_the_boundary_is_shown_and_not_counted(ws: Workspace, with_power: Dossier) -> None:
    waste = ItemDraft(with_power.id, EventStage.CLOSING, "waste_other", factor_id="desnz_ci_landfill_2025", estimate="2")
    events.save_item(ws, waste)
    view = events.event_view(ws, with_power.id)
    closing = view.stages[2]
    assert (closing.ticked, closing.rows[0].counted) == (False, False)
    assert closing.estimated_t > 0
    assert view.estimated_t == 3200 * GRID_2023 / 1000
    (left_out,) = compiling.inventory(ws, with_power.id).excluded
    assert left_out.excluded_reason == "收尾阶段不在核算边界内"
    events.save_event(ws, replace(view.form, stages=tuple(EventStage)))
    assert events.event_view(ws, with_power.id).estimated_t == view.estimated_t + closing.estimated_t


def test_settled_figures_take_the_actual_quantities(ws: Workspace, with_power: Dossier, tmp_path: Path) -> None:
    (item,) = events.items(ws, with_power.id)
    events.save_item(ws, power(with_power, item_id=item.id, actual="3468"))
    events.attach_item_evidence(ws, item.id, paper(tmp_path, "电表.pdf"))
    events.save_event(ws, replace(events.event(ws, with_power.id), settled=True))
    view = events.event_view(ws, with_power.id)
    assert (view.estimated_t, view.actual_t) == (3200 * GRID_2023 / 1000, 3468 * GRID_2023 / 1000)
    assert compiling.inventory(ws, with_power.id).total() == view.actual_t
    assert view.offset_needed_t == 1
    assert [file.original_name for file in view.rows()[0].evidence] == ["电表.pdf"]


def test_an_item_without_a_factor_says_so(ws: Workspace, event: Dossier) -> None:
    events.save_item(ws, ItemDraft(event.id, EventStage.HOLDING, "hotel_stay", "住宿", estimate="180"))
    (row,) = events.event_view(ws, event.id).rows()
    assert (row.estimated_t, row.unit_label) == (None, "间夜")
    assert "因子" in row.unanswered
    assert {view.finding.rule for view in events.event_view(ws, event.id).findings} >= {"E01", "E04", "E10"}


def test_measures_are_those_of_the_plan_where_none_are_written(ws: Workspace, hotel: Venue, event: Dossier) -> None:
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.set_measure(ws, hotel.id, "C09")
    view = events.event_view(ws, event.id)
    assert view.measures_text == "1. LED 光源替换\n2. 空气源热泵替代燃气锅炉热水"
    assert view.form.measures == ""
    assert "measures" not in {one.finding.place.field for one in view.findings}
    events.save_event(ws, replace(view.form, measures="无纸化"))
    assert events.event_view(ws, event.id).measures_text == "无纸化"


# ---------------------------------------------------------------- the rest of the program


def test_an_event_is_explained_by_its_item(ws: Workspace, with_power: Dossier) -> None:
    (item,) = events.items(ws, with_power.id)
    events.save_item(ws, power(with_power, item_id=item.id, estimate="4000", basis="分表读数"))
    explained = explaining.explain(ws, with_power.id, "会场用电")
    assert explained.subtitle == "示例年会"
    assert explained.figure == 4000 * GRID_2023 / 1000
    assert [record.label for record in explained.records] == ["分表读数"]
    assert {revision.text for revision in explained.revisions} == {"录入 3,200", "3,200 → 4,000"}


def test_an_event_has_no_month_to_fill(ws: Workspace, hotel: Venue, with_power: Dossier) -> None:
    grid = monthly.monthly_grid(ws, with_power.id)
    assert (grid.editable, grid.wanted, len(grid.rows())) == (False, 0, 1)
    assert not any(cell.editable for row in grid.rows() for cell in row.cells)
    with pytest.raises(RuleError, match="活动登记页"):
        recording.enter_cells(ws, with_power.id, [CellEdit(grid.rows()[0].subject, Month(2025, 12), "1")])
    with pytest.raises(RuleError, match="活动登记页"):
        recording.set_zero_reason(ws, with_power.id, grid.rows()[0].subject, Month(2025, 12), "停用")


def test_the_overview_of_an_event_counts_its_items(ws: Workspace, with_power: Dossier) -> None:
    shown = overviewing.overview(ws, with_power.id)
    assert (shown.filled, shown.wanted) == (1, 1)
    assert "示例年会" in shown.sentence
    assert shown.progress[0].page == "events"
    assert not {"profile", "activity", "inventory"} & {one.page for one in shown.progress}
    assert shown.next_steps[0].page == "events"


def test_the_rules_of_a_year_are_silent(ws: Workspace, with_power: Dossier) -> None:
    assert all(view.finding.rule[0] == "E" for view in compiling.findings(ws, with_power.id))


def test_the_records_of_the_venue_are_not_those_of_its_event(ws: Workspace, hotel: Venue, dossier: Dossier, with_power: Dossier) -> None:
    before = compiling.inventory(ws, with_power.id).total()
    subject = monthly.monthly_grid(ws, dossier.id).rows()[0].subject
    recording.enter_cells(ws, dossier.id, [CellEdit(subject, Month(2025, 12), "1000")])
    assert compiling.inventory(ws, with_power.id).total() == before
    assert compiling.inventory(ws, dossier.id).total() > 0


# ---------------------------------------------------------------- from a file


def test_an_event_comes_whole_from_a_file(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    made = events.load_event(ws, hotel.id, event_file(tmp_path))
    view = events.event_view(ws, made.id)
    assert view.findings == ()
    assert view.form.stages == (EventStage.PREPARING, EventStage.HOLDING)
    assert (view.form.products, view.form.area_m2) == ((ProductType.CCER,), Decimal("1200.5"))
    assert (view.form.organizer, view.plan.original_name) == ("示例酒店有限公司", "方案.pdf")
    print_shop, hall = view.rows()
    assert (hall.item.name, hall.estimate, hall.actual) == ("会场用电", "3,200", "3,468")
    assert (print_shop.item.name, print_shop.unit_label, print_shop.actual) == (print_shop.type_name, "kg", "118")
    assert filing.lock(ws, made.id)


def test_a_plan_may_be_left_out_of_the_file(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    text = EVENT_FILE.replace('plan = "方案.pdf"\n', "").replace('level = "national"\n', "")
    made = events.load_event(ws, hotel.id, event_file(tmp_path, text), tmp_path / "evidence")
    assert events.event(ws, made.id).plan is None


def test_a_file_that_is_wrong_leaves_nothing(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    for found, put, words in (
        ("2025-12-19", "soon", "读不出来"),
        ('end = "2025-12-20"', 'end = "Freitag"', "「end」"),
        ("start = 2025-12-19", "", "「start」"),
        ('name = "示例年会"', 'name = ""', "「name」"),
        ('level = "national"', 'level = "world"', "international"),
        ("people = 320", "people = 3.5", "整数"),
        ('offset_tonnes = "12"', 'offset_tonnes = "viel"', "数字"),
        ("settled = true", "settled = 1", "「settled」"),
        ('stages = ["holding", "preparing"]', 'stages = ["holding", 3]', "列表"),
        ('scale = "320 人"', 'sclae = "320 人"', "sclae"),
        ('type = "grid_electricity"', 'type = "rocket"', "rocket"),
        ('basis = "分表"', "basis = 3", "「basis」"),
        ("actual = 3468", "actual = [1]", "「actual」"),
        ('stage = "preparing"', 'stage = "later"', "第 2 个"),
        ("电表.pdf", "没有.pdf", "没有.pdf"),
        ("[[item]]", "[item]", "TOML|item"),
        ("[event]", "[ereignis]", "ereignis|name"),
    ):
        assert found in EVENT_FILE
        with pytest.raises((FileError, InputError), match=words):
            events.load_event(ws, hotel.id, event_file(tmp_path, EVENT_FILE.replace(found, put, 1)))
    assert events.event_list(ws) == ()
    with pytest.raises(FileError):
        events.load_event(ws, hotel.id, tmp_path / "none.toml")


# ---------------------------------------------------------------- lock


def test_a_locked_event_takes_no_edit(ws: Workspace, hotel: Venue, tmp_path: Path) -> None:
    made = events.load_event(ws, hotel.id, event_file(tmp_path))
    item = events.items(ws, made.id)[0]
    filing.lock(ws, made.id)
    assert not events.event_view(ws, made.id).editable
    for act in (
        lambda: events.save_event(ws, replace(events.event(ws, made.id), scale="400 人")),
        lambda: events.attach_plan(ws, made.id, paper(tmp_path, "新方案.pdf")),
        lambda: events.save_item(ws, power(made)),
        lambda: events.remove_item(ws, item.id),
        lambda: events.attach_item_evidence(ws, item.id, paper(tmp_path, "新电表.pdf")),
        lambda: dossiers.set_method(ws, made.id, made.method),
    ):
        with pytest.raises(RuleError, match="已锁定"):
            act()
    filing.reopen(ws, made.id, "改规模")
    assert events.save_event(ws, replace(events.event(ws, made.id), scale="400 人"))


def test_the_plan_is_enclosed_as_a_file(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    file = paper(tmp_path, "方案.pdf")
    assert events.attach_plan(ws, event.id, file) == {ChangeKind.DOSSIER, ChangeKind.EVIDENCE}
    assert events.event_view(ws, event.id).plan.original_name == "方案.pdf"
    assert events.attach_plan(ws, event.id, file) == frozenset()


def test_events_are_listed_with_what_they_lack(ws: Workspace, hotel: Venue, with_power: Dossier) -> None:
    (card,) = events.event_list(ws, hotel.id)
    assert card.dossier.id == with_power.id
    assert card.tonnes == 3200 * GRID_2023 / 1000
    assert card.blocking == sum(1 for view in compiling.findings(ws, with_power.id) if view.severity is Severity.BLOCK) > 0
    assert card.stage.value == "草稿"
    assert events.event_list(ws, "other") == ()
