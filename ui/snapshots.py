"""Pictures of the window's pages, for the `screenshot` command and the demo; the very window that a person sees."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import EnvironmentFault, UsageError
from core.i18n import Language, _
from core.settings import Settings, Theme, TypeSize
from core.settings import save as save_settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow

_SETTLE_ROUNDS = 20
_SETTLE_MS = 5
_LONGEST_WORK_MS = 60_000


def screenshot(options: argparse.Namespace) -> int:
    """Write pictures of one page or of all pages of a ledger.

    Args:
        options: ``ledger``, ``page``, ``out``, ``theme``, ``size``, ``scale``, ``lang`` of the command line.

    Raises:
        UsageError: an unknown page, or a size or scale that no screen has.
        EnvironmentFault: a picture cannot be written.
    """
    width, height = read_size(options.size)
    scale = float(options.scale)
    if not 1 <= scale <= 4:
        raise UsageError("screenshot.scale", _("缩放 {scale} 不合适。").format(scale=options.scale), _("请填 1 到 4 之间的数，如 1.5。"))
    shoot(options.ledger, options.out, (options.theme,), page=options.page, size=(width, height), scale=scale, language=options.lang)
    return 0


def pictures(ledger: Path, out: Path) -> Sequence[Path]:
    """All pages of a ledger, light and dark, as `<page>-<theme>.png` in `out`."""
    return shoot(ledger, out, ("light", "dark"))


def read_size(text: str) -> tuple[int, int]:
    """Read ``1440x900``.

    Raises:
        UsageError: another form, or smaller than the window can be.
    """
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise UsageError("screenshot.size", _("尺寸「{size}」看不懂。").format(size=text), _("请写成 1440x900 这样。"))
    if int(width) < 1280 or int(height) < 720 or int(width) > 7680 or int(height) > 4320:
        raise UsageError("screenshot.size", _("尺寸 {size} 不合适。").format(size=text), _("窗口最小 1280x720。"))
    return int(width), int(height)


def shoot(
    ledger: Path,
    out: Path,
    themes: Sequence[Theme],
    *,
    page: str = "all",
    size: tuple[int, int] = (1440, 900),
    scale: float = 1.0,
    language: Language = "zh",
    type_size: TypeSize = "standard",
) -> tuple[Path, ...]:
    """Open a ledger in a window with settings of its own, and write a picture of each page.

    Args:
        ledger: folder of the ledger; it is only read.
        out: folder for the pictures; made when it is not there.
        themes: colours to paint with.
        page: name of one page, or ``all``.
        size: of the window in logical pixels.
        scale: device pixels per logical pixel.
        language: of the window.
        type_size: of the window.

    Returns:
        The files, in the order they were written.
    """
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY") and os.name == "posix":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if scale != 1:
        # Qt reads this once, when the application is made: each scale needs a process of its own.
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    from PySide6.QtCore import QEvent

    from ui.app import make_application, make_window

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            "screenshot.folder", _("文件夹「{path}」建不了。").format(path=out), _("请检查权限和磁盘空间，或换一个位置。")
        ) from error
    app = make_application([])
    written: list[Path] = []
    for theme_name in themes:
        with tempfile.TemporaryDirectory() as folder:
            save_settings(Path(folder), Settings(language=language, theme=theme_name, type_size=type_size))
            window = make_window(app, Path(folder))
            try:
                names = _names(window.page_names(), page)
                window.resize(*size)
                window.show()
                window.session.open(ledger)
                for name in names:
                    window.open_page(name)
                    written.append(_write(window, app, out / f"{name}-{theme_name}.png"))
            finally:
                window.close()
                # At once: a window that is merely forgotten is painted anew with each change of the look.
                window.deleteLater()
                app.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    return tuple(written)


def _names(known: Sequence[str], page: str) -> tuple[str, ...]:
    if page == "all":
        return tuple(known)
    if page not in known:
        names = "、".join((*known, "all"))
        raise UsageError("screenshot.page", _("没有名为「{page}」的页面。").format(page=page), _("可选：{names}。").format(names=names))
    return (page,)


def _write(window: MainWindow, app: QApplication, path: Path) -> Path:
    """Let the page settle and keep its picture."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    _wait_for_work(window, app)
    for _round in range(_SETTLE_ROUNDS):
        app.processEvents()
        QTest.qWait(_SETTLE_MS)
    # Nothing looks pointed at or chosen that nobody has pointed at or chosen.
    for widget in app.allWidgets():
        widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    focused = app.focusWidget()
    if focused is not None:
        focused.clearFocus()
    if not window.grab().save(str(path)):
        message = _("图片「{path}」写不进去。").format(path=path)
        raise EnvironmentFault("screenshot.write", message, _("请检查权限和磁盘空间，或换一个位置。"))
    return path


def _wait_for_work(window: MainWindow, app: QApplication) -> None:
    """Let what the page set going come to its end, such as a paper that is laid out for its preview."""
    from PySide6.QtTest import QTest

    app.processEvents()
    for _round in range(_LONGEST_WORK_MS // _SETTLE_MS):
        if not window.tasks.busy():
            return
        QTest.qWait(_SETTLE_MS)
