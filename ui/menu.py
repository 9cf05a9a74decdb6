"""The window's deeds as actions: each with its words and its keys, some of them in the program's menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing the window can do.

    Attributes:
        text: its words; empty for a line between groups of the menu.
        keys: its shortcut; empty for none.
        do: what happens.
        listed: whether it stands in the menu, or has keys only.
    """

    text: str = ""
    keys: str = ""
    do: Callable[[], object] = bool
    listed: bool = True


def give_deeds(window: QWidget, menu: QMenu, deeds: Sequence[Deed]) -> None:
    """Make the deeds work in the window, in place of those it had before, and list them in the menu."""
    for old in window.actions():
        window.removeAction(old)
        old.deleteLater()
    for deed in deeds:
        if not deed.text:
            menu.addSeparator()
            continue
        action = QAction(deed.text, window)
        if deed.keys:
            action.setShortcut(QKeySequence(deed.keys))
        action.triggered.connect(lambda _on=False, do=deed.do: do())
        window.addAction(action)
        if deed.listed:
            menu.addAction(action)
