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
from core.domain.credit_register import QUALITY_FIELDS
from core.domain.dossier import Dossier, DossierStatus
from core.domain.event import NeutralityType
from core.domain.measure import MeasureState
from core.domain.offset import CreditLot, CreditQuality, OffsetSource, ProductType, SinkFacts
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.submission import ClaimLevel, DocumentKind
from core.errors import AppError, FileError, InputError, RuleError
from core.workflows import dossiers, events, filing, monthly, offset_effects, offsetting, organizing, recording, reducing
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
period = "2026-01-01—2026-01-10"
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
    assert {point.name for point in view.rows[0].points if point.state is not PointState.GOOD} == {"质量核对"}


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


# ---------------------------------------------------------------- kinds, guests, quality


def test_other_products_say_what_they_are_and_who_looked(ws: Workspace) -> None:
    other = replace(DRAFT, product=ProductType.OTHER, subtype="国际自愿减排量")
    with pytest.raises(InputError) as caught:
        offsetting.add_lot(ws, other)
    assert caught.value.code == "lot.note"
    lot, _change = offsetting.add_lot(ws, replace(other, note="平台 2026-01-05 邮件认可，财务部复核"))
    assert lot.subtype == "国际自愿减排量"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("碳惠天府", "CDCER"), ("ｃｄｃｅｒ", "CDCER"), (" CDCER ", "CDCER"), ("某市机制", "某市机制"), ("", "")],
)
def test_the_mechanism_of_regional_credits_is_one_however_it_is_written(ws: Workspace, written: str, kept: str) -> None:
    lot, _change = offsetting.add_lot(ws, replace(DRAFT, product=ProductType.REGIONAL, subtype=written))
    assert lot.subtype == kept
    assert offsetting.subtype_choices(ProductType.REGIONAL)[0][0] == "CDCER"
    assert offsetting.subtype_choices(ProductType.CCER) == ()


GUESTS = LotDraft(
    ProductType.CCER,
    "示例平台",
    "2025 年住客自愿抵消",
    5,
    source=OffsetSource.PERSONAL,
    sink=SinkFacts(period="2025-01-01—2025-12-31"),
    beneficiary="示例酒店 2025 年住客",
)


def test_a_summary_of_guests_counts_with_period_number_and_file(ws: Workspace, filled: Dossier, proof: Path) -> None:
    bare, _change = offsetting.add_lot(ws, replace(GUESTS, sink=None))
    offsetting.allocate(ws, filled.id, bare.id, 5)
    offsetting.retire_lot(ws, bare.id, DAY, "HZ-1", proof=[proof])
    view = offsetting.lots_view(ws, filled.id)
    assert (view.retired, view.personal, view.rows[0].why) == (0, 0, "个人自愿的合计没有写明汇总期间。")
    offsetting.change_lot(ws, bare.id, GUESTS)
    view = offsetting.lots_view(ws, filled.id)
    assert (view.retired, view.personal, view.rows[0].state) == (5, 5, LotState.COUNTS)
    points = {point.name: point.text for point in view.rows[0].points}
    assert (points["汇总期间"], points["来源"], points["序列号"]) == ("2025-01-01—2025-12-31", "个人自愿", "汇总表不列序列号")


def test_one_summary_is_registered_once(ws: Workspace, proof: Path) -> None:
    first, _change = offsetting.add_lot(ws, GUESTS)
    with pytest.raises(RuleError, match="已登记过一批"):
        offsetting.add_lot(ws, GUESTS)
    offsetting.retire_lot(ws, first.id, DAY, "HZ-1", proof=[proof])
    second, _change = offsetting.add_lot(ws, replace(GUESTS, project="又一份", sink=SinkFacts(period="2025 年下半年")))
    with pytest.raises(RuleError, match="汇总表 ＨＺ-1"):
        offsetting.retire_lot(ws, second.id, DAY, "ＨＺ-1", proof=[proof])
    third, _change = offsetting.add_lot(ws, replace(GUESTS, product=ProductType.REGIONAL, subtype="CDCER"))
    assert offsetting.retire_lot(ws, third.id, DAY, "HZ-1", proof=[proof])


def test_answers_about_quality_are_kept_and_a_forecast_is_not_used(ws: Workspace, dossier: Dossier, lot: CreditLot) -> None:
    assert offsetting.set_quality(ws, lot.id, {"verified": True, "documented": False}) == {ChangeKind.OFFSET}
    assert offsetting.set_quality(ws, lot.id, {"verified": True}) == frozenset()
    with pytest.raises(InputError, match="guessed"):
        offsetting.set_quality(ws, lot.id, {"guessed": True})
    points = {point.name: point for point in offsetting.lots_view(ws, dossier.id).rows[0].points}
    assert (points["质量核对"].state, points["质量核对"].text) == (PointState.WRONG, "不满足：资料公开")
    offsetting.allocate(ws, dossier.id, lot.id, 10)
    offsetting.set_quality(ws, lot.id, {"ex_post": False, "documented": None})
    with pytest.raises(RuleError, match="事前签发"):
        offsetting.allocate(ws, dossier.id, lot.id, 11)
    assert offsetting.allocate(ws, dossier.id, lot.id, 9), "less of it may be used"
    row = offsetting.lots_view(ws, dossier.id).rows[0]
    assert (row.state, row.why) == (LotState.REFUSED, "购买不等于注销，注销后才能计入；事前签发的减排量不能用于抵消。")
    offsetting.set_quality(ws, lot.id, dict.fromkeys(QUALITY_FIELDS, True))
    points = {point.name: point for point in offsetting.lots_view(ws, dossier.id).rows[0].points}
    assert (points["质量核对"].state, points["质量核对"].text) == (PointState.GOOD, "八项都已核对")
    assert len({line.name for line in offsetting.quality_lines()}) == len(QUALITY_FIELDS)


# ---------------------------------------------------------------- days and names


def test_credits_are_issued_before_they_are_retired(ws: Workspace, retired: CreditLot) -> None:
    draft = offsetting.draft_of(retired)
    with pytest.raises(InputError) as caught:
        offsetting.change_lot(ws, retired.id, replace(draft, issued_on=date(2026, 1, 11)))
    assert caught.value.code == "lot.issued"
    offsetting.change_lot(ws, retired.id, replace(draft, issued_on=DAY))
    with pytest.raises(InputError, match="签发日期"):
        offsetting.retire_lot(ws, retired.id, date(2026, 1, 9), "ZX-1")


def test_the_deadline_stands_at_each_lot_used_or_not(ws: Workspace, hotel: Venue) -> None:
    offsetting.add_lot(ws, DRAFT)
    offsetting.add_lot(ws, replace(DRAFT, product=ProductType.SINK, project="竹林", serial_from="", serial_to=""))
    form = replace(events.draft_form(ws, hotel.id, date(2024, 12, 1), date(2024, 12, 31)), name="跨年演出")
    view = offsetting.lots_view(ws, events.new_event(ws, hotel.id, form).id)
    found = {row.lot.product: (row.deadline, row.days_left) for row in view.rows}
    assert found == {ProductType.CCER: (date(2025, 12, 31), -12), ProductType.SINK: (date(2030, 12, 31), 1814)}
    texts = {row.lot.product: next(point for point in row.points if point.name == "期限") for row in view.rows}
    assert (texts[ProductType.CCER].state, texts[ProductType.SINK].state) == (PointState.WRONG, PointState.OPEN)
    assert "已过 12 天" in texts[ProductType.CCER].text
    assert "还有 1814 天" in texts[ProductType.SINK].text


def test_a_beneficiary_who_is_somebody_else_is_told_before_it_matters(ws: Workspace, dossier: Dossier) -> None:
    offsetting.add_lot(ws, replace(DRAFT, beneficiary="别家商场"))
    point = next(one for one in offsetting.lots_view(ws, dossier.id).rows[0].points if one.name == "受益单位")
    assert (point.state, "别家商场" in point.text) == (PointState.OPEN, True)


def test_the_same_numbers_at_another_registry_are_pointed_out(ws: Workspace, dossier: Dossier, lot: CreditLot) -> None:
    offsetting.add_lot(ws, replace(DRAFT, registry="登记机构（简称）", project="同一片林"))
    for row in offsetting.lots_view(ws, dossier.id).rows:
        assert PointState.HINT in {point.state for point in row.points if point.name == "同号"}


def test_price_and_cost_are_those_of_the_tonnes_used(ws: Workspace, dossier: Dossier, lot: CreditLot) -> None:
    priced, _change = offsetting.add_lot(ws, replace(DRAFT, registry="另一机构", unit_price_yuan=Decimal("62.50")))
    offsetting.allocate(ws, dossier.id, priced.id, 3)
    offsetting.allocate(ws, dossier.id, lot.id, 4)
    view = offsetting.lots_view(ws, dossier.id)
    assert (view.cost_yuan, view.unpriced) == (Decimal("187.50"), 4)
    costs = {row.lot.id: (row.cost_yuan, row.lot_cost_yuan) for row in view.rows}
    assert costs == {priced.id: (Decimal("187.50"), Decimal("6250.00")), lot.id: (None, None)}


@pytest.mark.parametrize(
    ("kind", "sources", "said"),
    [
        (NeutralityType.BOTH, (OffsetSource.INSTITUTION,), "还没有用于本活动的个人自愿抵消"),
        (NeutralityType.PARTICIPANTS, (), "还没有用于本活动的个人自愿抵消"),
        (NeutralityType.ORGANIZER, (OffsetSource.PERSONAL,), "组织者集中碳中和"),
        (NeutralityType.PARTICIPANTS, (OffsetSource.PERSONAL, OffsetSource.INSTITUTION), "有机构集中抵消用于本活动"),
        (NeutralityType.BOTH, (OffsetSource.PERSONAL, OffsetSource.INSTITUTION), ""),
        (NeutralityType.ORGANIZER, (OffsetSource.INSTITUTION,), ""),
    ],
)
def test_lots_of_an_event_are_held_against_its_form(
    ws: Workspace, hotel: Venue, kind: NeutralityType, sources: tuple[OffsetSource, ...], said: str
) -> None:
    form = replace(events.draft_form(ws, hotel.id, date(2025, 5, 1), date(2025, 5, 3)), name="山地马拉松", neutrality=kind)
    event = events.new_event(ws, hotel.id, form)
    drafts = {OffsetSource.INSTITUTION: DRAFT, OffsetSource.PERSONAL: GUESTS}
    for source in sources:
        offsetting.allocate(ws, event.id, offsetting.add_lot(ws, drafts[source])[0].id, 1)
    notes = offsetting.lots_view(ws, event.id).notes
    assert bool(notes) is bool(said)
    assert all(said in note for note in notes[:1])


# ---------------------------------------------------------------- what a change does to a locked dossier


def test_a_retirement_is_voided_with_its_reason_and_brought_back(ws: Workspace, filled: Dossier, retired: CreditLot) -> None:
    offsetting.allocate(ws, filled.id, retired.id, 8)
    with pytest.raises(InputError, match="原因"):
        offsetting.void_retirement(ws, retired.id, " ")
    assert offsetting.void_retirement(ws, retired.id, "登记到别的批次了") == {ChangeKind.OFFSET}
    (lot,) = offsetting.lots(ws)
    assert (lot.retired_on, lot.retirement_id, lot.proof) == (None, "", ())
    assert offsetting.lots_view(ws, filled.id).retired == 0
    with pytest.raises(InputError) as caught:
        offsetting.void_retirement(ws, retired.id, "再来一次")
    assert caught.value.code == "lot.not_retired"
    assert "登记到别的批次了" in recording.undo(ws)[0]
    assert offsetting.lots(ws) == (retired,)


def test_what_it_does_to_the_claim_is_said_before(ws: Workspace, hotel: Venue, filled: Dossier, retired: CreditLot, proof: Path) -> None:
    offsetting.allocate(ws, filled.id, retired.id, 9)
    assert offset_effects.of_void(ws, retired) == (), "an open dossier may still change"
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.change_state(ws, hotel.id, "C01", MeasureState.DONE)
    reducing.attach_evidence(ws, hotel.id, "C01", proof)
    filing.attach_document(ws, filled.id, DocumentKind.STATEMENT, proof)
    with ws.job("锁定", undoable=False) as job:
        job.work.dossiers.put(replace(filled, status=DossierStatus.LOCKED), job.change)
    assert filing.claim(ws, filled.id).level is ClaimLevel.SELF_DECLARED
    (effect,) = offset_effects.of_void(ws, retired)
    assert (effect.lowers, effect.retired_before, effect.retired_after, effect.needed) == (True, 9, 0, 8)
    assert "由「自我承诺」降为「草稿」" in effect.sentence
    (fewer,) = offset_effects.of_use(ws, filled.id, retired.id, 8)
    assert (fewer.lowers, fewer.sentence.endswith("声明级别不变。")) == (False, True)
    assert offset_effects.lowering((fewer,)) == (fewer,), "tonnes taken away are agreed to as well"
    (more,) = offset_effects.of_use(ws, filled.id, retired.id, 10)
    assert offset_effects.lowering((more,)) == ()
    assert offset_effects.of_use(ws, filled.id, retired.id, 9) == ()
    assert offset_effects.of_draft(ws, retired, replace(offsetting.draft_of(retired), note="批注")) == ()
    assert offset_effects.of_answers(ws, retired, {"verified": True, "guessed": True}) == ()
    assert offset_effects.of_answers(ws, retired, {"ex_post": False})[0].lowers
    assert offset_effects.of_retirement(ws, retired, DAY, "ZX-2", "别家商场")[0].lowers
    assert offset_effects.of_retirement(ws, retired, DAY, "ZX-2", "") == ()
    offsetting.void_retirement(ws, retired.id, "登记错了")
    assert filing.claim(ws, filled.id).level is ClaimLevel.DRAFT


def test_answers_and_days_come_from_a_file_too(ws: Workspace, filled: Dossier, tmp_path: Path) -> None:
    text = LOTS_FILE.replace(
        '\n[[lot]]\nproduct = "SINK"', 'issued_on = 2025-03-01\n[lot.quality]\nverified = true\nex_post = true\n\n[[lot]]\nproduct = "SINK"'
    )
    offsetting.load_lots(ws, filled.id, lots_file(tmp_path, text))
    lot = next(one for one in offsetting.lots(ws) if one.product is ProductType.CCER)
    assert (lot.issued_on, lot.quality) == (date(2025, 3, 1), CreditQuality(verified=True, ex_post=True))
    with pytest.raises(FileError, match="sure"):
        offsetting.load_lots(ws, filled.id, lots_file(tmp_path, text.replace("verified = true", "sure = true")))
