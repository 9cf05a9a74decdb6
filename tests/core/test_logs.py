"""The log is one file that cannot grow without end, and its lack stops nobody."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.logs import LOG_NAME, start_logging, stop_logging

logger = logging.getLogger("core.trial")


def test_a_line_reaches_the_file_in_the_folder_given(tmp_path: Path) -> None:
    path = start_logging(tmp_path / "new")
    logger.info("ledger opened")
    assert path == tmp_path / "new" / LOG_NAME
    assert path.read_text(encoding="utf-8").rstrip().endswith("INFO core.trial: ledger opened")


def test_starting_again_elsewhere_leaves_the_first_file_alone(tmp_path: Path) -> None:
    first, second = start_logging(tmp_path / "a"), start_logging(tmp_path / "b")
    logger.info("once")
    assert first is not None
    assert second is not None
    assert first.read_text(encoding="utf-8") == ""
    assert second.read_text(encoding="utf-8").count("once") == 1


def test_after_the_stop_nothing_is_written(tmp_path: Path) -> None:
    path = start_logging(tmp_path)
    stop_logging()
    logger.info("late")
    assert path is not None
    assert path.read_text(encoding="utf-8") == ""


def test_the_files_are_few_and_bounded(tmp_path: Path) -> None:
    start_logging(tmp_path)
    for _number in range(80):
        logger.info("x" * 100_000)
    files = list(tmp_path.iterdir())
    assert len(files) == 5
    assert all(path.stat().st_size <= 1_000_000 for path in files)


def test_a_folder_that_cannot_be_written_means_no_log_and_no_noise(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert start_logging(tmp_path / "file") is None
    logger.info("nobody hears this")
    assert capfd.readouterr().err == ""
