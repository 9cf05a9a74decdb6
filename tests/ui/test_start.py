"""The window is painted before anything heavy is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "alembic", "reportlab", "openpyxl", "xlsxwriter", "python_calamine", "pyhanko", "pypdfium2", "numpy")

_PROGRAM = """
import pathlib, sys
from ui.app import make_application, make_window
app = make_application(sys.argv[:1])
window = make_window(app, pathlib.Path(sys.argv[1]))
window.show()
while not window.isVisible() or window.grab().isNull():
    app.processEvents()
print(*sys.modules)
"""


def test_nothing_heavy_is_imported_before_the_window_is_painted(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "PySide6" in loaded
    assert loaded & set(HEAVY) == set()
