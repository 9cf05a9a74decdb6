"""The window rows of the benchmark suite: our window painted, against a bare one, in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from core.errors import EnvironmentFault
from core.i18n import _
from core.workflows.measuring import BenchRow, row

_ROUNDS = 5
_ROOT = Path(__file__).resolve().parent.parent

_BARE = """
import resource, sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.resize(1440, 900)
window.show()
window.grab()  # painted now; what a timer does afterwards is no part of it
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime)
"""

_OURS = """
import pathlib, resource, sys
from ui.app import make_application, make_window
app = make_application(sys.argv[:1])
window = make_window(app, pathlib.Path(sys.argv[1]))
window.resize(1440, 900)
window.show()
window.grab()  # painted now; what a timer does afterwards is no part of it
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime)
"""

_TYPING = """
import pathlib, sys, threading, time
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from core.settings import Settings
from core.workflows import apart, demonstrating, reporting
from ui.app import make_application
from ui.main_window import MainWindow
from ui.pages.activity import ActivityPage
from ui.session import Session

folder = pathlib.Path(sys.argv[1])
app = make_application(sys.argv[:1])
window = MainWindow(app, Session(folder / "settings", Settings(author="bench")), (ActivityPage,))
window.resize(1440, 900)
window.show()
demonstrating.build_sample(folder / "hotel.tanzhang", "hotel")
window.session.open(folder / "hotel.tanzhang")
workspace, dossier = window.session.workspace, window.session.dossier_id
desk = window.page("activity").desk
cells = [desk.model.index(row, column) for row in desk.model.data_rows() for column in range(12)]
places = [(cell.row(), cell.column()) for cell in cells if desk.model.cell(cell).editable]

def typed(number, last):
    desk.view.go(desk.model.index(*places[number]))
    for key in (Qt.Key.Key_1, Qt.Key.Key_0, last, Qt.Key.Key_Return):
        began = time.perf_counter()
        QTest.keyClick(app.focusWidget() or desk.view, key)
        app.processEvents()
        yield time.perf_counter() - began

def slowest(last):  # of twenty
    taken = sorted(seconds for number in range(20) for seconds in typed(number, last))
    return taken[len(taken) * 19 // 20]

stop = threading.Event()

def work():
    while not stop.is_set():
        apart.in_ledger(workspace, reporting.write_footprint, dossier, folder / "report.pdf")

slowest(Qt.Key.Key_1)
idle = slowest(Qt.Key.Key_2)
thread = threading.Thread(target=work)
thread.start()
time.sleep(2)  # until its libraries are loaded and it writes
busy = slowest(Qt.Key.Key_3)
stop.set()
thread.join()
apart.end()
print(busy, idle)
"""


def _printed(program: str, data: str) -> list[float]:
    """What a fresh process with a window prints at its end."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # without compiled files every start would compile anew
    finished = subprocess.run(
        [sys.executable, "-c", program, data], cwd=_ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise EnvironmentFault("bench.window", _("窗口没有画出来，无法测量。"), finished.stderr.strip()[-300:])
    return [float(number) for number in finished.stdout.split()[-2:]]


def window_painted() -> BenchRow:
    """Our window painted ÷ a bare QMainWindow painted; fresh processes in turn, medians of processor time."""
    with tempfile.TemporaryDirectory() as data:
        _printed(_OURS, data)  # the first start compiles
        pairs = [(_printed(_OURS, data)[-1], _printed(_BARE, data)[-1]) for _turn in range(_ROUNDS)]
    ours = statistics.median(pair[0] for pair in pairs)
    bare = statistics.median(pair[1] for pair in pairs)
    return row("window-painted", ours, bare, Decimal(4), _("本程序窗口画好，对照空白窗口；各起一个新进程"))


def editing_while_busy() -> BenchRow:
    """The slowest of twenty keystrokes in the monthly grid while reports are written ÷ the same with nothing else to do."""
    with tempfile.TemporaryDirectory() as data:
        busy, idle = _printed(_TYPING, data)
    return row("editing-while-busy", busy, idle, Decimal(3), _("填表时每二十次按键里最慢的一次，一边写核算报告，对照没有别的事"))


WINDOW_ROWS: Mapping[str, Callable[[], BenchRow]] = {"window-painted": window_painted, "editing-while-busy": editing_while_busy}
"""The rows that need a window, by name."""
