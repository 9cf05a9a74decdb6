"""Start 碳账本: with no command the window opens, with one the command line runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from core.workflows.measuring import BenchRow

_READ_APART = "--read-apart"
"""This program again, reading one foreign file for itself (core.documents.reading_apart); not for people."""


def _display_missing() -> bool:
    """Whether a window could not appear: a Linux machine without X or Wayland, and no other platform asked for."""
    wanted = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in wanted)


def _prepare_pictures() -> None:
    """Pictures need no screen: without one, Qt paints into memory."""
    if _display_missing():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _screenshot(options: argparse.Namespace) -> int:
    _prepare_pictures()
    from ui.snapshots import screenshot

    return screenshot(options)


def _pictures(ledger: Path, out: Path) -> Sequence[Path]:
    _prepare_pictures()
    from ui.snapshots import pictures

    return pictures(ledger, out)


def _bench_rows() -> Mapping[str, Callable[[], BenchRow]]:
    from ui.benches import WINDOW_ROWS

    return WINDOW_ROWS


def _wants_window(arguments: Sequence[str]) -> bool:
    """Whether no command was given: nothing but the window's own options, or a ledger's folder to open."""
    rest = list(arguments)
    for option in ("--data-dir", "--lang"):
        if option in rest[:-1]:
            place = rest.index(option)
            del rest[place : place + 2]
    return not rest or (len(rest) == 1 and rest[0].rstrip("/\\").endswith(".tanzhang"))


def _open_window(arguments: Sequence[str]) -> int:
    if _display_missing():
        sys.stderr.write("这台电脑没有可用的显示器，窗口打不开。可以用命令完成各项工作，见 main.py --help。\n")
        return 3
    from ui.app import run_window

    return run_window(arguments)


def main() -> int:
    """Run the program and give its exit code."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a process of core/aside.py ends here
    arguments = sys.argv[1:]
    if arguments[:1] == [_READ_APART]:
        from core.documents.reading_apart import answer

        return answer(arguments[1:])
    if _wants_window(arguments):
        return _open_window(arguments)
    from core.cli.entry import run
    from core.cli.window_jobs import WindowJobs

    return run(arguments, WindowJobs(_screenshot, _pictures, _bench_rows))


if __name__ == "__main__":
    raise SystemExit(main())
