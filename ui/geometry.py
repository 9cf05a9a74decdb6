"""Size and place of the window, remembered in the settings folder from one start to the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow

_USUAL = (1440, 900)


def restore(window: QMainWindow, folder: Path) -> None:
    """Put the window where it was the last time."""
    saved = _file(folder).value("geometry")
    if saved is None or not window.restoreGeometry(saved):
        window.resize(*_USUAL)


def keep(window: QMainWindow, folder: Path) -> None:
    """Remember where the window is."""
    _file(folder).setValue("geometry", window.saveGeometry())


def _file(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
