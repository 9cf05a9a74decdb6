"""The window rows of the benchmark suite: our window painted, against a bare one, in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
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


def _cpu_seconds(program: str, data: str) -> float:
    """Processor time of a fresh process that paints one window and ends."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # without compiled files every start would compile anew
    finished = subprocess.run(
        [sys.executable, "-c", program, data], cwd=_ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise EnvironmentFault("bench.window", _("窗口没有画出来，无法测量。"), finished.stderr.strip()[-300:])
    return float(finished.stdout.split()[-1])


def window_rows() -> Sequence[BenchRow]:
    """Our window painted ÷ a bare QMainWindow painted; fresh processes in turn, medians of processor time."""
    with tempfile.TemporaryDirectory() as data:
        _cpu_seconds(_OURS, data)  # the first start compiles
        pairs = [(_cpu_seconds(_OURS, data), _cpu_seconds(_BARE, data)) for _turn in range(_ROUNDS)]
    ours = statistics.median(pair[0] for pair in pairs)
    bare = statistics.median(pair[1] for pair in pairs)
    return (row("window-painted", ours, bare, Decimal(4), _("本程序窗口画好，对照空白窗口；各起一个新进程")),)
