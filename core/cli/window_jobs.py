"""What the command line may ask of the window without importing it: main.py hands these in."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.workflows.measuring import BenchRow


@dataclass(frozen=True, slots=True)
class WindowJobs:
    """The jobs that need Qt.

    Attributes:
        screenshot: the `screenshot` command; gives the exit code.
        pictures: pictures of all pages of a ledger, light and dark, into a folder; gives the files.
        bench_rows: the window rows of `bench`, by name.
    """

    screenshot: Callable[[argparse.Namespace], int]
    pictures: Callable[[Path, Path], Sequence[Path]]
    bench_rows: Callable[[], Mapping[str, Callable[[], BenchRow]]]
