"""Typing, pasting, filling, commenting, closing, undoing and restarting at random: store, grid and a plain model stay the same."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.activity import RecordKind
from core.domain.period import Month
from core.workflows import organizing, recording
from core.workflows.workspace import Workspace
from tests.ui.hotels import CREDIT_CODE, clock
from tests.ui.ledgers import drop_window, open_window
from ui.main_window import MainWindow
from ui.pages.activity import ActivityPage

MICRO = 1_000_000
CTRL = Qt.KeyboardModifier.ControlModifier
SOURCES = (("grid_electricity", "主楼", "", ""), ("grid_electricity", "裙楼", "", ""), ("tap_water", "自来水", "", ""))
GOOD = {"12": 12, "1.5万": 15_000, "１８０": 180, "120+80": 200, "1,234.5": 1234.5, "0": 0, "7.25": 7.25, "９，９９９": 9999, "100-1": 99}
BAD = ("12x", "1,23", "abc", "--", "3 km")

Cell = tuple[str, int]
"""A row's subject and a month."""


@dataclass(frozen=True)
class State:
    """What must stand in the ledger: figures in millionths, comments."""

    filled: dict[Cell, int] = field(default_factory=dict)
    comments: dict[Cell, str] = field(default_factory=dict)


rows = st.integers(0, len(SOURCES) + 2)
months = st.integers(1, 12)
good = st.sampled_from(sorted(GOOD))


class GridMachine(RuleBasedStateMachine):
    """A person at the page; `now` is what must stand there, `done` and `undone` are the ways back and forth."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.now = State()
        self.done: list[State] = []
        self.undone: list[State] = []
        self.closed: set[int] = set()
        self.frozen: dict[int, dict[Cell, int]] = {}
        self.window: MainWindow | None = None

    @initialize()
    def begin(self) -> None:
        ledger = Path(self.folder.name) / "酒店.tanzhang"
        with Workspace.create(ledger, author="陈示例", clock=clock) as workspace:
            draft = organizing.VenueDraft("示例酒店有限公司", CREDIT_CODE, "hotel", "示例酒店", "510100", 2025, sources=SOURCES)
            organizing.create_venue(workspace, draft)
        self.open(ledger)

    def open(self, ledger: Path) -> None:
        self.window = open_window(ledger, Path(self.folder.name), (ActivityPage,))
        page = self.window.page("activity")
        assert isinstance(page, ActivityPage)
        self.page, self.view, self.model = page, page.desk.view, page.desk.model

    def leave(self) -> None:
        if self.window is not None:
            drop_window(self.window)
            self.window = None

    def teardown(self) -> None:
        self.leave()
        self.folder.cleanup()

    # ---- what a person does -----------------------------------------------------------------------------------------

    def key_of(self, row: int, month: int) -> tuple[str, int]:
        line = self.model.line(self.model.data_rows()[row]).row
        assert line is not None
        return str(line.subject), month

    def go(self, row: int, month: int) -> None:
        self.view.go(self.model.index(self.model.data_rows()[row], month - 1))

    def keep(self, state: State) -> None:
        if state != self.now:
            self.done.append(self.now)
            self.undone.clear()
            self.now = state

    def fill(self, filled: dict[Cell, int]) -> None:
        self.keep(replace(self.now, filled=filled))

    @rule(row=rows, month=months, text=good)
    def types(self, row: int, month: int, text: str) -> None:
        key, micro = self.key_of(row, month), int(GOOD[text] * MICRO)
        if self.now.filled.get(key) == micro:
            return
        self.go(row, month)
        if month in self.closed:
            QTest.keyClick(self.view, Qt.Key.Key_5)
            assert self.view.cells.editor is None
            assert "月结" in self.page.desk.bubble.words()
            return
        self.view.edit(self.view.currentIndex())
        editor = self.view.cells.editor
        assert editor is not None
        editor.setText(text)
        editor.setModified(True)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert self.view.cells.editor is None
        self.fill({**self.now.filled, key: micro})

    @rule(row=rows, month=months, text=st.sampled_from(BAD))
    def types_what_is_no_quantity(self, row: int, month: int, text: str) -> None:
        if month in self.closed:
            return
        self.go(row, month)
        self.view.edit(self.view.currentIndex())
        editor = self.view.cells.editor
        assert editor is not None
        editor.setText(text)
        editor.setModified(True)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert self.view.cells.editor is editor
        assert editor.text() == text
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        assert self.view.cells.editor is None

    @rule(row=rows, month=months, wide=st.integers(1, 3))
    def clears(self, row: int, month: int, wide: int) -> None:
        last = min(12, month + wide - 1)
        number = self.model.data_rows()[row]
        self.view.select_block(number, month - 1, number, last - 1)
        QTest.keyClick(self.view, Qt.Key.Key_Delete)
        gone = {self.key_of(row, each) for each in range(month, last + 1)}
        if any(each in self.closed and self.key_of(row, each) in self.now.filled for each in range(month, last + 1)):
            assert "月结" in self.page.desk.bubble.words()
            return
        self.fill({key: micro for key, micro in self.now.filled.items() if key not in gone})

    @rule(row=rows, month=st.integers(1, 10), wide=st.integers(2, 3))
    def fills_right(self, row: int, month: int, wide: int) -> None:
        number = self.model.data_rows()[row]
        self.view.select_block(number, month - 1, number, month + wide - 2)
        QTest.keyClick(self.view, Qt.Key.Key_R, CTRL)
        source = self.now.filled.get(self.key_of(row, month))
        targets = {self.key_of(row, each): each for each in range(month + 1, month + wide)}
        changed = {each for key, each in targets.items() if self.now.filled.get(key) != source}
        if changed & self.closed:
            assert "月结" in self.page.desk.bubble.words()
            return
        filled = {key: micro for key, micro in self.now.filled.items() if key not in targets}
        self.fill(filled if source is None else {**filled, **dict.fromkeys(targets, source)})

    @rule(row=rows, month=months, text=st.sampled_from(["", "换过表", "待核对"]))
    def comments(self, row: int, month: int, text: str) -> None:
        key = self.key_of(row, month)
        self.go(row, month)
        QTest.keyClick(self.view, Qt.Key.Key_F2, CTRL | Qt.KeyboardModifier.ShiftModifier)
        note = self.page.notes.note
        if not note.isVisible():  # the key is heard only while the window is active
            self.page.acts.comment()
        note.field.setPlainText(text)
        QTest.keyClick(note.field, Qt.Key.Key_Return)
        assert not note.isVisible()
        kept = {where: words for where, words in self.now.comments.items() if where != key}
        self.keep(replace(self.now, comments={**kept, key: text} if text else kept))

    @rule(month=months)
    def closes(self, month: int) -> None:
        if month in self.closed:
            return
        session = self.page.session
        session.apply(recording.close_month(session.workspace, session.venue_id, Month(2025, month)))
        self.closed.add(month)
        self.frozen[month] = {key: micro for key, micro in self.now.filled.items() if key[1] == month}
        self.done.clear()
        self.undone.clear()

    @precondition(lambda self: bool(self.closed))
    @rule()
    def reopens(self) -> None:
        month = min(self.closed)
        self.page.commands.reopen(Month(2025, month), "补录")
        self.closed.remove(month)
        del self.frozen[month]
        self.done.clear()
        self.undone.clear()

    @rule(
        row=rows,
        month=months,
        block=st.lists(st.lists(good | st.just(""), min_size=2, max_size=2), min_size=1, max_size=3),
        bad=st.booleans(),
    )
    def pastes(self, row: int, month: int, block: list[list[str]], bad: bool) -> None:
        self.go(row, month)
        texts = [list(line) for line in block]
        if bad:
            texts[-1][-1] = "12x"
        QGuiApplication.clipboard().setText("".join("\t".join(line) + "\r\n" for line in texts))
        QTest.keyClick(self.view, Qt.Key.Key_V, CTRL)
        fits = row + len(block) <= len(self.model.data_rows()) and month + 1 <= 12
        if bad or not fits:
            assert self.page.desk.bubble.words()
            return
        filled = dict(self.now.filled)
        for down, line in enumerate(texts):
            for right, text in enumerate(line):
                key = self.key_of(row + down, month + right)
                if text:
                    filled[key] = int(GOOD[text] * MICRO)
                else:
                    filled.pop(key, None)
        altered = {key[1] for key in filled.keys() | self.now.filled.keys() if filled.get(key) != self.now.filled.get(key)}
        if altered & self.closed:
            assert "月结" in self.page.desk.bubble.words()
            return
        self.fill(filled)

    @precondition(lambda self: bool(self.done))
    @rule()
    def undoes(self) -> None:
        assert self.window is not None
        self.window.undo()
        self.undone.append(self.now)
        self.now = self.done.pop()

    @precondition(lambda self: bool(self.undone))
    @rule()
    def redoes(self) -> None:
        assert self.window is not None
        self.window.redo()
        self.done.append(self.now)
        self.now = self.undone.pop()

    @rule()
    def restarts(self) -> None:
        assert self.window is not None
        ledger = self.window.session.workspace.folder
        self.leave()
        self.open(ledger)

    # ---- what must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def store_grid_and_dict_agree(self) -> None:
        if self.window is None:
            return
        session = self.window.session
        with session.workspace.store.read() as work:
            records = work.activities.all_of_venue(session.venue_id)
            remarks = work.comments.of_venue(session.venue_id, Month(2025, 1), Month(2025, 12))
        stored = {(str(r.subject), r.month.month): r.micro for r in records if r.kind is RecordKind.MONTH and r.month is not None}
        assert stored == self.now.filled
        assert {(str(one.subject), one.month.month): one.text for one in remarks} == self.now.comments
        grid = self.model.grid
        assert grid is not None
        cells = {(str(row.subject), cell.month.month): cell for row in grid.rows() for cell in row.cells}
        assert {key: cell.micro for key, cell in cells.items() if cell.micro is not None} == self.now.filled
        assert {key: cell.comment for key, cell in cells.items() if cell.comment} == self.now.comments
        assert {month.month for month in grid.closed} == self.closed
        for month, figures in self.frozen.items():
            assert {key: micro for key, micro in stored.items() if key[1] == month} == figures, "a closed month is untouched"
        undo = session.undo_state()
        assert (undo.undo is not None, undo.redo is not None) == (bool(self.done), bool(self.undone))


def _run(examples: int, steps: int) -> None:
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(GridMachine, settings=chosen)


def test_store_grid_and_model_stay_the_same(qapp: QApplication) -> None:
    # Each example starts a window and each step reaches the disk: a fifteenth of the profile's examples is what a minute allows.
    _run(max(2, settings.default.max_examples // 15) if settings.default is not None else 4, 22)


@pytest.mark.referee("long-run")
def test_store_grid_and_model_stay_the_same_over_many_long_days(qapp: QApplication) -> None:
    _run(25, 50)
