"""The log: one rotating English file, without personal data and without passwords."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_NAME = "tanzhangben.log"
"""Name of the newest log file; older ones end in .1, .2 and so on."""

_BYTES_PER_FILE = 1_000_000
_OLD_FILES = 4
_LAYOUT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging(folder: Path) -> Path | None:
    """Write the log into this folder from now on.

    Returns:
        The log file, or None where the folder cannot be written: the program works without a log.
    """
    stop_logging()
    path = folder / LOG_NAME
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_BYTES_PER_FILE, backupCount=_OLD_FILES, encoding="utf-8")
    except OSError:
        # Without any handler Python would print warnings to the person's terminal.
        handler, path_written = logging.NullHandler(), None
    else:
        handler.setFormatter(logging.Formatter(_LAYOUT))
        path_written = path
    handler.name = LOG_NAME
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return path_written


def stop_logging() -> None:
    """Close the log file; nothing happens where none is open."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if handler.name == LOG_NAME]:
        root.removeHandler(handler)
        handler.close()
