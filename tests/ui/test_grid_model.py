"""The monthly grid as a Qt model, and the blocks that go in and out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from core.domain.emission import Scope
from core.errors import InputError
from core.workflows.views import CellEdit, CellState
from tests.ui.grids import MONTHS, grid, row
from ui.models.block import read_block, spread, write_block
from ui.models.monthly_grid import MonthlyGridModel
from ui.models.table import Column, TableModel

_EDIT = Qt.ItemDataRole.EditRole


def _model(*, refuse: str = "") -> tuple[MonthlyGridModel, list[CellEdit]]:
    entered: list[CellEdit] = []

    def enter(edit: CellEdit) -> None:
        if edit.text == refuse:
            raise InputError("number.unreadable", "不是数字。")
        entered.append(edit)

    model = MonthlyGridModel(enter)
    model.set_grid(
        grid(
            [
                row("gas", "天然气·锅炉", ["30860", "27140"], unit="Nm3", scope=Scope.ONE),
                row("power", "外购电力", ["196480", "178320"], locked={2: "来自票据"}),
                row("nights", "已售间夜", ["4328"], unit="rn", scope=None),
            ],
            closed=[1],
        )
    )
    return model, entered


def test_monthly_model_behaves_as_qt_expects(qtmodeltester: ModelTester) -> None:
    model, _entered = _model()
    qtmodeltester.check(model)


def test_table_model_behaves_as_qt_expects(qtmodeltester: ModelTester) -> None:
    columns: list[Column[str]] = [Column("名称", str), Column("长度", lambda text: str(len(text)), "right", str.upper)]
    model = TableModel(columns, ["a", "bb"])
    qtmodeltester.check(model)
    model.set_rows(["c"])
    assert model.data(model.index(0, 1)) == "1"
    assert model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole) == "C"


def test_heads_of_groups_stand_between_the_rows() -> None:
    model, _entered = _model()
    assert [model.is_group(number) for number in range(model.rowCount())] == [True, False, True, False, True, False]
    assert model.data_rows() == (1, 3, 5)
    assert model.columnCount() == 15
    assert model.headerData(12, Qt.Orientation.Horizontal) == "合计"
    assert model.headerData(13, Qt.Orientation.Horizontal) == "2024"


def test_cell_shows_separators_and_edits_the_plain_figure() -> None:
    model, _entered = _model()
    index = model.index_of("power", MONTHS[0])
    assert model.data(index) == "196,480"
    assert model.data(index, _EDIT) == "196480"
    assert model.data(model.index_of("power", None)) == "374,800"


def test_cell_fed_by_bills_is_not_editable() -> None:
    model, entered = _model()
    index = model.index_of("power", MONTHS[1])
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, "1")
    assert entered == []


def test_typed_text_goes_on_as_it_is() -> None:
    model, entered = _model()
    assert model.setData(model.index_of("gas", MONTHS[2]), " 1.2万 ")
    assert entered == [CellEdit(model.line(1).row.subject, MONTHS[2], "1.2万")]  # type: ignore[union-attr]


def test_unchanged_text_writes_nothing() -> None:
    model, entered = _model()
    assert model.setData(model.index_of("gas", MONTHS[0]), "30860")
    assert entered == []


def test_refused_text_is_reported_with_its_cell() -> None:
    model, entered = _model(refuse="12a")
    reports: list[tuple[QModelIndex, InputError]] = []
    model.refused.connect(lambda index, error: reports.append((index, error)))
    index = model.index_of("gas", MONTHS[2])
    assert not model.setData(index, "12a")
    assert [(report[0], report[1].code) for report in reports] == [(index, "number.unreadable")]
    assert entered == []


def test_same_rows_are_updated_without_a_reset() -> None:
    model, _entered = _model()
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    assert model.grid is not None
    model.set_grid(model.grid)
    assert resets == []
    model.set_grid(grid([row("gas", "天然气·锅炉", scope=Scope.ONE)]))
    assert resets == [True]


def test_block_steps_over_heads_and_leaves_equal_cells_out() -> None:
    model, _entered = _model()
    edits = model.block_edits(1, 1, (("27,140", "5"), ("178320", "6")))
    assert [(edit.subject, edit.month.month, edit.text) for edit in edits] == [("gas", 3, "5"), ("power", 3, "6")]


@pytest.mark.parametrize("block", [(("1",) * 13,), (("1",),) * 4])
def test_block_that_reaches_beyond_the_table_is_refused(block: tuple[tuple[str, ...], ...]) -> None:
    model, _entered = _model()
    with pytest.raises(InputError, match="只放得下"):
        model.block_edits(1, 0, block)


def test_sum_needs_one_unit() -> None:
    model, _entered = _model()
    same = model.sum_of([model.index_of("gas", month) for month in MONTHS])
    assert (same.count, same.total, same.mean, same.unit) == (2, "58,000", "29,000", "Nm3")
    mixed = model.sum_of([model.index_of("gas", MONTHS[0]), model.index_of("power", MONTHS[0])])
    assert (mixed.count, mixed.total) == (2, "")


def test_screen_reader_hears_row_month_figure_and_state() -> None:
    model, _entered = _model()
    spoken = model.data(model.index_of("power", MONTHS[1]), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "外购电力 2月 178,320 kWh 手工录入 来自票据"
    assert model.cell(model.index_of("gas", MONTHS[5])).state is CellState.WANTED  # type: ignore[union-attr]


def test_find_goes_to_figures_and_names_and_round_the_end() -> None:
    model, _entered = _model()
    assert model.find("178,320", (0, 0)) == (3, 1)
    assert model.find("锅炉", (3, 1)) == (1, 0)
    assert model.find("锅炉", (1, 0)) == (1, 0)
    assert model.find("没有这个", (0, 0)) is None


def test_excel_block_with_quotes_and_trailing_line_end() -> None:
    assert read_block('1\t"2\t""x"""\r\n"a\nb"\t\r\n') == (("1", '2\t"x"'), ("a\nb", ""))


def test_short_rows_are_filled_up() -> None:
    assert read_block("1\t2\n3") == (("1", "2"), ("3", ""))
    assert read_block("") == ()
    assert read_block("\n") == (("",),)


def test_selection_that_is_a_multiple_repeats_the_block() -> None:
    assert spread((("1", "2"),), 2, 4) == (("1", "2", "1", "2"),) * 2
    assert spread((("1", "2"),), 1, 1) == (("1", "2"),)
    assert spread((("1", "2"),), 1, 3) == (("1", "2"),)


_CELLS = st.text(alphabet='a1,.\t"\n 万', max_size=5)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=4)))
def test_block_out_and_in_is_the_same(rows: list[list[str]]) -> None:
    assert read_block(write_block(rows)) == tuple(tuple(cells) for cells in rows)
