"""Emptying a layout whose content is made anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and let go of it, rows within rows too."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            # Hidden at once: deleteLater comes only after the next paint.
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
