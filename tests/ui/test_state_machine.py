"""Typing, pasting, undoing, redoing and restarting at random: store, grid and a plain dict stay the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.activity import RecordKind
from core.workflows import organizing
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

Filled = dict[tuple[str, int], int]

rows = st.integers(0, len(SOURCES) + 2)
months = st.integers(1, 12)
good = st.sampled_from(sorted(GOOD))


class GridMachine(RuleBasedStateMachine):
    """A person at the page; `filled` is what must stand there, `done` and `undone` are the ways back and forth."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.filled: Filled = {}
        self.done: list[Filled] = []
        self.undone: list[Filled] = []
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

    def keep(self, filled: Filled) -> None:
        if filled != self.filled:
            self.done.append(self.filled)
            self.undone.clear()
            self.filled = filled

    @rule(row=rows, month=months, text=good)
    def types(self, row: int, month: int, text: str) -> None:
        key, micro = self.key_of(row, month), int(GOOD[text] * MICRO)
        if self.filled.get(key) == micro:
            return
        self.go(row, month)
        self.view.edit(self.view.currentIndex())
        editor = self.view.cells.editor
        assert editor is not None
        editor.setText(text)
        editor.setModified(True)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert self.view.cells.editor is None
        self.keep({**self.filled, key: micro})

    @rule(row=rows, month=months, text=st.sampled_from(BAD))
    def types_what_is_no_quantity(self, row: int, month: int, text: str) -> None:
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
        self.keep({key: micro for key, micro in self.filled.items() if key not in gone})

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
        filled = dict(self.filled)
        for down, line in enumerate(texts):
            for right, text in enumerate(line):
                key = self.key_of(row + down, month + right)
                if text:
                    filled[key] = int(GOOD[text] * MICRO)
                else:
                    filled.pop(key, None)
        self.keep(filled)

    @precondition(lambda self: bool(self.done))
    @rule()
    def undoes(self) -> None:
        assert self.window is not None
        self.window.undo()
        self.undone.append(self.filled)
        self.filled = self.done.pop()

    @precondition(lambda self: bool(self.undone))
    @rule()
    def redoes(self) -> None:
        assert self.window is not None
        self.window.redo()
        self.done.append(self.filled)
        self.filled = self.undone.pop()

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
        stored = {(str(r.subject), r.month.month): r.micro for r in records if r.kind is RecordKind.MONTH and r.month is not None}
        assert stored == self.filled
        assert self.model.grid is not None
        shown = {(str(row.subject), c.month.month): c.micro for row in self.model.grid.rows() for c in row.cells if c.micro is not None}
        assert shown == self.filled


def test_store_grid_and_dict_stay_the_same(qapp: QApplication) -> None:
    # Each example starts a window and each step reaches the disk: a fifteenth of the profile's examples is what a minute allows.
    few = max(2, settings.default.max_examples // 15) if settings.default is not None else 4
    chosen = settings(max_examples=few, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(GridMachine, settings=chosen)
