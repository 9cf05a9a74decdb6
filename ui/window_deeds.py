"""What the window's menu offers and what its keys do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from core.i18n import _
from ui.field_help import KEY, FieldHelp
from ui.find import FindWindow, look_up
from ui.ledger_deeds import LedgerDeeds
from ui.menu import Deed
from ui.widgets.page import Page


class DeedsOfWindow(FindWindow, Protocol):
    """The window, as far as its menu needs it."""

    deeds: LedgerDeeds
    help: FieldHelp

    def undo(self) -> None:
        """Take the last change back."""

    def redo(self) -> None:
        """Do it again."""

    def toggle_rail(self) -> None:
        """Narrow or widen the rail."""

    def toggle_side(self, shown: bool | None = None) -> None:
        """Open or close the side panel."""

    def change_look(self, **choices: str) -> None:
        """Change language, theme or type size."""

    def close(self) -> bool:
        """Close the window."""


def window_deeds(window: DeedsOfWindow) -> list[Deed]:
    """The entries of the program's menu in order, and what has keys only."""
    line = Deed()
    large, standard = partial(window.change_look, type_size="large"), partial(window.change_look, type_size="standard")
    return [
        Deed(_("新建账本"), "Ctrl+N", window.deeds.start_new),
        Deed(_("打开账本"), "Ctrl+O", window.deeds.ask_open),
        Deed(_("打开示例：酒店"), "", partial(window.deeds.open_sample, "hotel")),
        Deed(_("打开示例：商场"), "", partial(window.deeds.open_sample, "mall")),
        Deed(_("打开示例：景区"), "", partial(window.deeds.open_sample, "scenic")),
        Deed(_("立即备份"), "", window.deeds.back_up),
        Deed(_("关闭账本"), "Ctrl+W", window.deeds.close_ledger),
        line,
        Deed(_("信息查询…"), "Ctrl+K", partial(look_up, window)),
        Deed(_("这一项的说明"), KEY, window.help.ask),
        Deed(_("撤销"), "Ctrl+Z", window.undo),
        Deed(_("重做"), "Ctrl+Y", window.redo),
        Deed(_("收起或展开导航"), "Ctrl+B", window.toggle_rail),
        Deed(_("说明栏"), "F9", window.toggle_side),
        Deed(_("大字"), "Ctrl++", large),
        Deed(_("标准字"), "Ctrl+0", standard),
        line,
        Deed(_("关于碳账本"), "", window.deeds.about),
        Deed(_("退出"), "Ctrl+Q", window.close),
        Deed(_("程序菜单"), "F10", window.frame.rail.brand.open_menu, listed=False),
        Deed(_("信息查询…"), "Ctrl+Shift+F", partial(look_up, window), listed=False),
        Deed(_("大字"), "Ctrl+=", large, listed=False),
        Deed(_("重做"), "Ctrl+Shift+Z", window.redo, listed=False),
    ]


def page_deeds(pages: Iterable[type[Page]], open_page: Callable[[str], object]) -> list[Deed]:
    """The keys of the pages that stand in the rail."""
    return [
        Deed(
            _(page.TITLE),
            page.KEYS or (f"Alt+{page.STEP}" if page.STEP else "Alt+0" if page.GROUP == "top" else ""),
            partial(open_page, page.NAME),
            listed=False,
        )
        for page in pages
        if not page.HIDDEN
    ]
