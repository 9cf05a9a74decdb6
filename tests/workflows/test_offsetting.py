"""Credits: whole tonnes, retired in time, numbered, used once over the whole ledger."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounting.credit_serials import overlap, serials
from core.domain.dossier import Dossier
from core.domain.offset import CreditLot, ProductType, SinkFacts
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import AppError, FileError, InputError, RuleError
from core.workflows import dossiers, events, monthly, offsetting, organizing, recording
from core.workflows.change import ChangeKind
from core.workflows.submission_views import LotDraft, LotState, PointState
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.conftest import clock

DRAFT = LotDraft(ProductType.CCER, "登记机构", "林业碳汇", 100, "SL-0001", "SL-0100", vintage=2024)
FOREST = SinkFacts("东经 103°", "慈竹", "150 亩", "2025 年造林", "每年一次", "2025—2031")
DAY = date(2026, 1, 10)

LOTS_FILE = """
[[lot]]
product = "CCER"
registry = "登记机构"
project = "林业碳汇"
tonnes = 100
serial_from = "SL-0001"
serial_to = "SL-0100"
vintage = 2024
acquired_on = 2025-09-02
retired_on = 2026-01-10
retirement_id = "ZX-1"
beneficiary = "示例酒店 2025 年"
unit_price_yuan = "62.50"
source = "personal"
priority_region = true
proof = ["凭证.pdf"]
use = 60

[[lot]]
product = "SINK"
registry = "自建项目"
project = "竹林新造林"
tonnes = 20
location = "宜宾"
use = 5
[lot.sink]
coordinates = "东经"
species = "慈竹"
area = "150 亩"
planting = "计划"
monitoring = "监测"
period = "2026—2031"
"""


@pytest.fixture
def lot(ws: Workspace) -> CreditLot:
    return offsetting.add_lot(ws, DRAFT)[0]


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "凭证.pdf"
    file.write_bytes(b"%PDF-1.4 proof\n%%EOF\n")
    return file


@pytest.fixture
def retired(ws: Workspace, lot: CreditLot, proof: Path) -> CreditLot:
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", "示例酒店 2025 年度碳中和", [proof])
    return offsetting.lots(ws)[0]


@pytest.fixture
def filled(ws: Workspace, dossier: Dossier) -> Dossier:
    """A dossier with 7.82 t."""
    row = next(row for row in monthly.monthly_grid(ws, dossier.id).rows() if row.name.startswith("外购电力"))
    recording.enter_cells(ws, dossier.id, [CellEdit(row.subject, Month(2025, 6), "50000")])
    return dossier


def lots_file(folder: Path, text: str = LOTS_FILE) -> Path:
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / "凭证.pdf").write_bytes(b"%PDF-1.4 proof\n%%EOF\n")
    file = folder / "offsets.toml"
    file.write_text(text, encoding="utf-8")
    return file


# ---------------------------------------------------------------- lots


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tonnes": 0}, "lot.tonnes"),
        ({"tonnes": -3}, "lot.tonnes"),
        ({"tonnes": Decimal("1.5")}, "lot.tonnes"),
        ({"tonnes": True}, "lot.tonnes"),
        ({"tonnes": 99}, "lot.serial_count"),
        ({"serial_to": "SL-0099"}, "lot.serial_count"),
        ({"serial_to": "SL-0000"}, "lot.serial_count"),
        ({"serial_from": "", "serial_to": ""}, "lot.serial"),
        ({"registry": " "}, "field.required"),
        ({"project": ""}, "field.required"),
        ({"vintage": 24}, "lot.vintage"),
        ({"unit_price_yuan": Decimal(-1)}, "lot.price"),
        ({"product": ProductType.OTHER}, "lot.subtype"),
    ],
)
def test_a_lot_that_does_not_add_up_is_refused(ws: Workspace, changes: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        offsetting.add_lot(ws, replace(DRAFT, **changes))
    assert caught.value.code == code
    assert offsetting.lots(ws) == ()


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("SL-0001", "SL-0100", 100), ("７", "８", 2), ("a 1", "A2", 2), ("X9", "X10", 2)],
)
def test_serial_numbers_are_counted(first: str, last: str, count: int) -> None:
    assert serials(first, last).count == count


@pytest.mark.parametrize(("first", "last"), [("A1", "B2"), ("A1", "A"), ("", "")])
def test_serial_numbers_of_another_form_are_not_counted(first: str, last: str) -> None:
    assert serials(first, last) is None


def test_numbers_that_cannot_be_counted_are_kept_with_a_hint(ws: Workspace, dossier: Dossier) -> None:
    offsetting.add_lot(ws, replace(DRAFT, serial_from="甲", serial_to="乙"))
    (row,) = offsetting.lots_view(ws, dossier.id).rows
    assert PointState.HINT in {point.state for point in row.points if point.name == "序列号"}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"serial_from": "SL-0100", "serial_to": "SL-0109", "tonnes": 10}, True),
        ({"serial_from": "sl-0050", "serial_to": "ＳＬ-0050", "tonnes": 1}, True),
        ({"serial_from": "SL-0101", "serial_to": "SL-0110", "tonnes": 10}, False),
        ({"serial_from": "XX-0001"}, False),
        ({"registry": "另一机构"}, False),
    ],
)
def test_a_credit_is_registered_once_in_the_whole_ledger(ws: Workspace, lot: CreditLot, changes: dict[str, object], refused: bool) -> None:
    other = replace(DRAFT, project="另一项目", **changes)
    if changes.get("serial_from") == "XX-0001":
        other = replace(other, serial_to="XX-0100")
    if not refused:
        assert len({offsetting.add_lot(ws, other)[0].id, lot.id}) == 2
        return
    with pytest.raises(RuleError, match="重叠"):
        offsetting.add_lot(ws, other)
    assert offsetting.lots(ws) == (lot,)


ranges = st.tuples(st.integers(0, 60), st.integers(1, 30))


@given(ranges, ranges)
def test_ranges_overlap_exactly_when_they_share_a_number(one: tuple[int, int], other: tuple[int, int]) -> None:
    a, b = (
        CreditLot(str(n), ProductType.CCER, "r", "p", count, f"A{first:04d}", f"A{first + count - 1:04d}")
        for n, (first, count) in enumerate((one, other))
    )
    shared = set(range(one[0], sum(one))) & set(range(other[0], sum(other)))
    assert overlap(a, b) is overlap(b, a) is bool(shared)


def test_numbers_that_cannot_be_counted_may_not_be_the_same(ws: Workspace) -> None:
    odd = replace(DRAFT, serial_from="甲", serial_to="乙")
    offsetting.add_lot(ws, odd)
    offsetting.add_lot(ws, replace(odd, serial_from="丙", serial_to="丁"))
    with pytest.raises(RuleError, match="重叠"):
        offsetting.add_lot(ws, replace(odd, serial_from="乙", serial_to="戊"))


def test_a_forest_without_numbers_is_registered_once(ws: Workspace) -> None:
    forest = replace(DRAFT, product=ProductType.SINK, serial_from="", serial_to="", sink=SinkFacts())
    kept, _change = offsetting.add_lot(ws, forest)
    assert kept.sink is None
    with pytest.raises(RuleError, match="无序列号"):
        offsetting.add_lot(ws, forest)


def test_a_lot_is_changed_and_keeps_its_retirement(ws: Workspace, retired: CreditLot) -> None:
    assert offsetting.change_lot(ws, retired.id, replace(DRAFT, account="账户 02")) == {ChangeKind.OFFSET}
    (changed,) = offsetting.lots(ws)
    assert changed == replace(retired, account="账户 02")
    assert offsetting.change_lot(ws, retired.id, replace(DRAFT, account="账户 02")) == frozenset()


def test_a_lot_in_use_is_neither_shrunk_nor_removed(ws: Workspace, lot: CreditLot, dossier: Dossier) -> None:
    offsetting.allocate(ws, dossier.id, lot.id, 80)
    with pytest.raises(RuleError, match="80"):
        offsetting.change_lot(ws, lot.id, replace(DRAFT, tonnes=50, serial_to="SL-0050"))
    with pytest.raises(RuleError, match="已用于档案"):
        offsetting.remove_lot(ws, lot.id)
    offsetting.release(ws, dossier.id, lot.id)
    assert offsetting.remove_lot(ws, lot.id) == {ChangeKind.OFFSET}
    assert offsetting.lots(ws) == ()


def test_an_unknown_lot_is_named(ws: Workspace, dossier: Dossier) -> None:
    for act in (
        lambda: offsetting.change_lot(ws, "gone", DRAFT),
        lambda: offsetting.retire_lot(ws, "gone", DAY, "ZX", "x"),
        lambda: offsetting.allocate(ws, dossier.id, "gone", 1),
        lambda: offsetting.remove_lot(ws, "gone"),
    ):
        with pytest.raises(InputError, match="gone"):
            act()


# ---------------------------------------------------------------- retirement


@pytest.mark.parametrize(
    ("day", "number", "beneficiary", "code"),
    [
        (date(2026, 1, 13), "ZX", "示例酒店", "lot.future"),
        (date(2025, 8, 1), "ZX", "示例酒店", "lot.retired_early"),
        (DAY, " ", "示例酒店", "field.required"),
        (DAY, "ZX", "", "field.required"),
    ],
)
def test_a_retirement_that_cannot_be_is_refused(ws: Workspace, day: date, number: str, beneficiary: str, code: str) -> None:
    lot, _change = offsetting.add_lot(ws, replace(DRAFT, acquired_on=date(2025, 9, 2)))
    with pytest.raises(InputError) as caught:
        offsetting.retire_lot(ws, lot.id, day, number, beneficiary)
    assert caught.value.code == code
    assert offsetting.lots(ws) == (lot,)


def test_only_what_is_retired_and_proven_counts(ws: Workspace, filled: Dossier, lot: CreditLot, proof: Path) -> None:
    offsetting.allocate(ws, filled.id, lot.id, 8)
    view = offsetting.lots_view(ws, filled.id)
    assert (view.needed, view.retired, view.pending, view.missing) == (8, 0, 8, 8)
    assert (view.rows[0].state, view.rows[0].free, view.sentence) == (LotState.BOUGHT, 92, "还没有抵消")
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", "示例酒店有限公司")
    view = offsetting.lots_view(ws, filled.id)
    assert (view.rows[0].state, view.rows[0].why) == (LotState.REFUSED, "没有附注销证明。")
    offsetting.attach_proof(ws, lot.id, proof)
    view = offsetting.lots_view(ws, filled.id)
    assert (view.retired, view.missing, view.rows[0].state, view.sentence) == (8, 0, LotState.COUNTS, "已足额抵消 8 吨")
    assert view.by_product == ((ProductType.CCER, 8),)
    assert [file.original_name for file in view.rows[0].proof] == ["凭证.pdf"]
    assert {point.state for point in view.rows[0].points} == {PointState.GOOD}


def test_a_part_is_called_a_part(ws: Workspace, filled: Dossier, retired: CreditLot) -> None:
    offsetting.allocate(ws, filled.id, retired.id, 4)
    assert offsetting.lots_view(ws, filled.id).sentence == "部分抵消 51.2%"


def test_a_year_is_left_after_the_period(ws: Workspace, dossier: Dossier) -> None:
    view = offsetting.lots_view(ws, dossier.id)
    assert (view.deadline, view.sink_deadline, view.days_left) == (date(2026, 12, 31), date(2026, 12, 31), 353)
    assert (view.reduced, view.locked) == (False, False)


def test_an_event_has_six_years_for_new_forest(ws: Workspace, hotel: Venue) -> None:
    form = replace(events.draft_form(ws, hotel.id, date(2025, 5, 1), date(2025, 5, 3)), name="山地马拉松")
    event = events.new_event(ws, hotel.id, form)
    view = offsetting.lots_view(ws, event.id)
    assert (view.deadline, view.sink_deadline) == (date(2026, 5, 3), date(2031, 5, 3))


def test_hints_tell_what_a_reviewer_will_ask(ws: Workspace, dossier: Dossier) -> None:
    offsetting.add_lot(ws, replace(DRAFT, vintage=2015, priority_region=True))
    forest = replace(DRAFT, product=ProductType.SINK, registry="自建", serial_from="", serial_to="", location="宜宾", sink=FOREST)
    offsetting.add_lot(ws, forest)
    offsetting.add_lot(ws, replace(DRAFT, product=ProductType.REGIONAL, subtype="CDCER", registry="区域平台"))
    rows = {row.lot.product: row for row in offsetting.lots_view(ws, dossier.id).rows}
    names = {product: {point.name: point.state for point in row.points} for product, row in rows.items()}
    assert names[ProductType.CCER]["存量"] is names[ProductType.CCER]["年份"] is PointState.HINT
    assert names[ProductType.SINK]["项目公布"] is PointState.GOOD
    assert names[ProductType.REGIONAL]["平台认可"] is PointState.HINT
    assert rows[ProductType.REGIONAL].product_name == "区域核证碳减排量（CDCER）"
    assert rows[ProductType.SINK].serials == "—"


# ---------------------------------------------------------------- use


@pytest.mark.parametrize("tonnes", [-1, Decimal("1.5"), True])
def test_tonnes_are_used_whole(ws: Workspace, dossier: Dossier, lot: CreditLot, tonnes: object) -> None:
    with pytest.raises(InputError, match="用量"):
        offsetting.allocate(ws, dossier.id, lot.id, tonnes)


def test_a_retirement_for_somebody_else_is_not_used(ws: Workspace, hotel: Venue, dossier: Dossier, lot: CreditLot, proof: Path) -> None:
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", "别家商场", [proof])
    with pytest.raises(RuleError, match="别家商场"):
        offsetting.allocate(ws, dossier.id, lot.id, 1)
    offsetting.retire_lot(ws, lot.id, DAY, "ZX-1", "山地马拉松碳中和")
    form = replace(events.draft_form(ws, hotel.id, date(2025, 5, 1), date(2025, 5, 3)), name="山地马拉松", organizer="市体育局")
    event = events.new_event(ws, hotel.id, form)
    assert offsetting.allocate(ws, event.id, lot.id, 1)
    with pytest.raises(RuleError):
        offsetting.allocate(ws, dossier.id, lot.id, 1)


def test_a_use_is_undone_and_redone(ws: Workspace, filled: Dossier, retired: CreditLot) -> None:
    offsetting.allocate(ws, filled.id, retired.id, 4)
    offsetting.allocate(ws, filled.id, retired.id, 6)
    assert recording.undo(ws)[1] == {ChangeKind.OFFSET}
    assert offsetting.lots_view(ws, filled.id).retired == 4
    recording.undo(ws)
    assert offsetting.lots_view(ws, filled.id).retired == 0
    recording.redo(ws)
    recording.redo(ws)
    assert offsetting.lots_view(ws, filled.id).retired == 6
    offsetting.release(ws, filled.id, retired.id)
    assert offsetting.release(ws, filled.id, retired.id) == frozenset()


@pytest.fixture(scope="module")
def shared(hotel_master: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One ledger with two dossiers for all examples of the property."""
    folder = Path(shutil.copytree(hotel_master, tmp_path_factory.mktemp("shared") / hotel_master.name))
    with Workspace.open(folder, author="陈示例", clock=clock) as opened:
        place = organizing.venue_list(opened)[0].venue
        dossiers.operation_dossier(opened, place.id, 2024, make=True)
        offsetting.add_lot(opened, DRAFT)
        offsetting.add_lot(opened, replace(DRAFT, registry="另一机构", tonnes=40, serial_to="SL-0040"))
        yield opened


acts = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 120)), max_size=8)


@settings(max_examples=20)
@given(acts)
def test_what_is_used_of_a_lot_never_exceeds_it(shared: Workspace, acts: list[tuple[int, int, int]]) -> None:
    """Allocations in any order end as a plain table says, and a refused one changes nothing."""
    lots, files = offsetting.lots(shared), dossiers.all_dossiers(shared)
    table = dict.fromkeys(((file.id, lot.id) for file in files for lot in lots), 0)
    for pair in table:
        offsetting.release(shared, *pair)
    for which_file, which_lot, tonnes in acts:
        file, lot = files[which_file], lots[which_lot]
        others = sum(used for (file_id, lot_id), used in table.items() if lot_id == lot.id and file_id != file.id)
        try:
            offsetting.allocate(shared, file.id, lot.id, tonnes)
        except RuleError as refusal:
            assert refusal.code == "lot.used_up"
            assert others + tonnes > lot.tonnes
        else:
            assert others + tonnes <= lot.tonnes
            table[file.id, lot.id] = tonnes
    with shared.store.read() as work:
        kept = {(one.dossier_id, one.lot_id): one.tonnes for one in work.allocations.all()}
    assert kept == {pair: tonnes for pair, tonnes in table.items() if tonnes}
    for row in offsetting.lots_view(shared, files[0].id).rows:
        assert row.allocated + row.elsewhere + row.free == row.lot.tonnes
        assert row.free >= 0


# ---------------------------------------------------------------- from a file


def test_lots_come_from_a_file_and_two_dossiers_share_one(ws: Workspace, hotel: Venue, filled: Dossier, tmp_path: Path) -> None:
    other = dossiers.operation_dossier(ws, hotel.id, 2024, make=True)
    offsetting.load_lots(ws, filled.id, lots_file(tmp_path))
    view = offsetting.lots_view(ws, filled.id)
    assert (view.retired, view.pending) == (60, 5)
    ccer = next(row for row in view.rows if row.lot.product is ProductType.CCER)
    assert (ccer.lot.unit_price_yuan, ccer.free) == (Decimal("62.50"), 40)
    offsetting.load_lots(ws, other.id, lots_file(tmp_path, LOTS_FILE.replace("use = 60", "use = 40").replace("use = 5\n", "")))
    assert len(offsetting.lots(ws)) == 2
    with pytest.raises(RuleError, match="多出 1 吨"):
        offsetting.load_lots(ws, other.id, lots_file(tmp_path, LOTS_FILE.replace("use = 60", "use = 41")))
    recording.undo(ws)
    recording.undo(ws)
    assert offsetting.lots(ws) == ()


def test_a_file_that_is_wrong_leaves_nothing(ws: Workspace, filled: Dossier, tmp_path: Path) -> None:
    for found, put in (
        ("tonnes = 100", "tonnes = 100.5"),
        ("tonnes = 100", ""),
        ('product = "CCER"', 'product = "VCS"'),
        ("凭证.pdf", "没有.pdf"),
        ('species = "慈竹"', 'baum = "慈竹"'),
        ("use = 60", "use = 101"),
        ('beneficiary = "示例酒店 2025 年"', 'beneficiary = "别家"'),
        ("retired_on = 2026-01-10", "retired_on = 2026-02-10"),
        ("[lot.sink]", "[lot.baum]"),
    ):
        assert found in LOTS_FILE
        with pytest.raises(AppError) as caught:
            offsetting.load_lots(ws, filled.id, lots_file(tmp_path, LOTS_FILE.replace(found, put, 1)))
        assert isinstance(caught.value, FileError | InputError | RuleError)
        assert offsetting.lots(ws) == (), put
    sink = LOTS_FILE.split("[lot.sink]", maxsplit=1)[0] + 'sink = "慈竹"\n'
    with pytest.raises(FileError, match="sink"):
        offsetting.load_lots(ws, filled.id, lots_file(tmp_path, sink))


def test_the_products_are_named_as_in_the_form() -> None:
    names = [offsetting.product_name(product) for product in ProductType]
    assert names == ["国家碳排放配额", "国家核证自愿减排量", "区域核证碳减排量", "碳中和林等碳汇项目", "其他"]
