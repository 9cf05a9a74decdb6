"""Start 碳账本: with no command the window opens, with one the command line runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.workflows.measuring import BenchRow


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


def _bench_rows() -> Sequence[BenchRow]:
    from ui.benches import window_rows

    return window_rows()


def _window_arguments(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The window's own arguments, or None when a command was given."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--data-dir", type=Path)
    try:
        options, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    options.ledger = None
    if len(rest) == 1 and rest[0].rstrip("/\\").endswith(".tanzhang"):
        options.ledger = Path(rest.pop())
    return None if rest else options


def _open_window(options: argparse.Namespace) -> int:
    if _display_missing():
        sys.stderr.write("这台电脑没有可用的显示器，窗口打不开。可以用命令完成各项工作，见 main.py --help。\n")
        return 3
    from ui.app import run

    return run(options.ledger, options.data_dir)


def main() -> int:
    """Run the program and give its exit code."""
    arguments = sys.argv[1:]
    window = _window_arguments(arguments)
    if window is not None:
        return _open_window(window)
    from core.cli.entry import run
    from core.cli.window_jobs import WindowJobs

    return run(arguments, WindowJobs(_screenshot, _pictures, _bench_rows))


if __name__ == "__main__":
    raise SystemExit(main())
