"""What is dragged over the window: the open page is asked first, a ledger is opened, everything else is let go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData

from ui.ledger_deeds import dropped_ledger
from ui.widgets.page import Page


def dropped_paths(data: QMimeData) -> tuple[Path, ...]:
    """The files that are being dragged; empty when anything else is among them."""
    urls = data.urls()
    return tuple(Path(url.toLocalFile()) for url in urls) if all(url.isLocalFile() for url in urls) else ()


class DropDoor:
    """The door of the moment; `page` is the open page, None before a ledger is open."""

    def __init__(self, page: Page | None, open_ledger: Callable[[Path], object]) -> None:
        self._page = page
        self._open_ledger = open_ledger

    def is_for(self, data: QMimeData) -> bool:
        """Whether somebody takes it."""
        return self._for_page(data) or dropped_ledger(data) is not None

    def take(self, data: QMimeData) -> bool:
        """Hand it over; says whether anybody took it."""
        ledger = dropped_ledger(data)
        if self._page is not None and self._for_page(data):
            self._page.take(dropped_paths(data))
            return True
        if ledger is not None:
            self._open_ledger(ledger)
        return ledger is not None

    def _for_page(self, data: QMimeData) -> bool:
        paths = dropped_paths(data)
        return bool(paths) and self._page is not None and self._page.accepts(paths)
