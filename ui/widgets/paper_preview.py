"""The preview of a paper: the very PDF that is saved, with its pages in sight, saved and printed from here."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QIODevice, QObject, QSaveFile, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPageSize, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import AppError, EnvironmentFault
from core.i18n import _
from ui import theme
from ui.tokens import Metrics, Tokens
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Rule
from ui.widgets.notices import MessageBar, ProgressRow
from ui.widgets.paper_pages import PageView, Paper
from ui.widgets.text import Text, text_width

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.widgets.paper_printing import PrintRun

logger = logging.getLogger(__name__)

_WIDTH, _HEIGHT = 900, 820
_SCREEN_SHARE = 0.9
_UNDER_HEAD = 2
"""Where messages and progress stand in the column: after the head and its line."""

_KEYS_OF_PAGES = frozenset({Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End})


def written(write: Callable[[Path], object], name: str) -> bytes:
    """What a workflow writes, as bytes; the temporary file is gone when this returns, also after a failure.

    Args:
        write: writes the paper to the path that it is given.
        name: file name, for the sentence that says what could not be written.

    Raises:
        EnvironmentFault: there is no room or no folder for temporary files.
        AppError: what `write` raises.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            write(path)
            return path.read_bytes()
    except OSError as error:
        raise EnvironmentFault(
            "paper.no_temporary",
            _("不能写临时文件，「{name}」没有生成。").format(name=name),
            _("账本不受影响。请清理磁盘空间后重试。"),
        ) from error


def save_paper(data: bytes, path: Path) -> None:
    """Put a paper in its place, whole or not at all.

    Raises:
        EnvironmentFault: the file cannot be written; one that was there before is untouched.
    """
    file = QSaveFile(str(path))
    if file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == len(data) and file.commit():
        return
    logger.info("paper not saved: %s", file.errorString())
    raise EnvironmentFault(
        "paper.not_saved",
        _("「{name}」没有写成。").format(name=path.name),
        _("账本不受影响。请检查磁盘空间和文件夹的权限；若文件正在其他程序里打开，请先关闭。"),
    )


class _Bar(QWidget):
    """A row of controls on the surface."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.L, theme.S, theme.L, theme.S)
        self.row.setSpacing(theme.S)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("surface"))


class PaperPreview(QDialog):
    """A window beside the program's own; it owns the paper, remembers nothing, and goes when its window goes.

    It is a place for messages (`ui.messages.Places`), so that news of the paper stands where the paper is.
    """

    failed = Signal(object)

    def __init__(self, title: str, paper: Paper, ask_path: Callable[[], str], *, parent: QWidget) -> None:
        """Make the window; `show` opens it.

        Args:
            title: what it is a preview of, such as 核算报告预览.
            paper: what is shown; closed with the window.
            ask_path: asks where to save; empty when the person thinks better of it.
            parent: the program's window.
        """
        super().__init__(parent)
        self._paper = paper
        self._ask_path = ask_path
        self._look: tuple[Tokens, Metrics] | None = None
        self._said = ""
        self._message: MessageBar | None = None
        self._run: PrintRun | None = None
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = PageView(paper, parent=self)
        self.view.turned.connect(self._show_page)
        self.view.zoomed.connect(self._show_zoom)
        self.view.failed.connect(self.failed)
        self._head, self._foot = QWidget(self), QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self._head, Rule(parent=self), self.view, Rule(parent=self), self._foot):
            self._column.addWidget(part, 1 if part is self.view else 0)
        self._dress()
        self._give_keys()
        room = self.screen().availableSize() * _SCREEN_SHARE
        self.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height()))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._program = parent.window()
        self._program.installEventFilter(self)

    # ---- building ---------------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        """Make head and foot with the colours and sizes in force; done again when they change."""
        self._look = (theme.current(), theme.metrics())
        self.view.dress()
        self._drop_message()
        self._head = self._replaced(self._head, self._make_head())
        self._foot = self._replaced(self._foot, self._make_foot())
        self._show_page(self.view.page)
        self._show_zoom()

    def _replaced(self, old: QWidget, new: QWidget) -> QWidget:
        self._column.replaceWidget(old, new)
        old.hide()
        old.deleteLater()
        new.show()
        return new

    def _make_head(self) -> QWidget:
        bar = _Bar(self)
        small = not theme.metrics().large
        self._where = Text("")
        self._fit = Button(_("适合宽度"), small=small)
        self._fit.setCheckable(True)
        self._fit.clicked.connect(self._on_fit)
        self._whole = Button("100 %", small=small)
        self._whole.setCheckable(True)
        self._whole.setAccessibleName(_("原大"))
        self._whole.clicked.connect(self._on_whole)
        self._smaller = IconButton("minus", _("缩小"), shortcut="Ctrl+-", small=small)
        self._smaller.clicked.connect(lambda _on=False: self.view.step_zoom(-1))
        self._larger = IconButton("plus", _("放大"), shortcut="Ctrl++", small=small)
        self._larger.clicked.connect(lambda _on=False: self.view.step_zoom(1))
        self._size = Text("", "label", "text2")
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight)
        # As wide as it ever gets, so that the buttons stay under the hand.
        self._size.setFixedWidth(int(text_width("300 %", self._size.font())) + theme.HAIR)
        bar.row.addWidget(self._where, 1)
        for widget in (self._size, self._smaller, self._larger, self._whole, self._fit):
            bar.row.addWidget(widget)
        return bar

    def _make_foot(self) -> QWidget:
        bar = _Bar(self)
        self._news = Text(self._said, "body", "text2")
        close = self._button(_("关闭"), "Esc", "", self.close)
        self._print = self._button(_("打印"), "Ctrl+P", "print", self._on_print)
        self.save = self._button(_("另存为 PDF"), "Ctrl+S", "download", self._on_save, primary=True)
        bar.row.addWidget(self._news, 1)
        for button in (close, self._print, self.save):
            bar.row.addWidget(button)
        return bar

    def _button(self, text: str, keys: str, icon: str, deed: Callable[[], object], *, primary: bool = False) -> Button:
        button = Button(text, "primary" if primary else "secondary", icon=icon)
        button.setToolTip(f"{text}　{keys}")
        button.clicked.connect(lambda _on=False: deed())
        return button

    def _give_keys(self) -> None:
        deeds: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+S", self._on_save),
            ("Ctrl+P", self._on_print),
            ("Ctrl++", lambda: self.view.step_zoom(1)),
            ("Ctrl+=", lambda: self.view.step_zoom(1)),
            ("Ctrl+-", lambda: self.view.step_zoom(-1)),
            ("Ctrl+0", self._on_whole),
        )
        for keys, deed in deeds:
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    # ---- what is seen -----------------------------------------------------------------------------------------------

    def where(self) -> str:
        """Which page is in view, as it is written."""
        return self._where.plain()

    def news(self) -> str:
        """What was said last."""
        return self._said

    def say(self, text: str) -> None:
        """News of the paper, beside the buttons."""
        self._said = text
        self._news.setText(text)

    def show_bar(self, bar: MessageBar) -> None:
        """A message under the row of controls, in place of the one before."""
        self._drop_message()
        self._message = bar
        bar.closed.connect(self._drop_message)
        self._column.insertWidget(_UNDER_HEAD, bar)

    def _drop_message(self) -> None:
        if self._message is not None:
            self._message.hide()
            self._message.deleteLater()
        self._message = None

    def _show_page(self, page: int) -> None:
        self._where.setText(_("第 {page} 页 共 {count} 页").format(page=page + 1, count=self.view.count()))
        self.view.setAccessibleName(f"{self.windowTitle()}，{self._where.plain()}")

    def _show_zoom(self) -> None:
        self._size.setText(_("{percent} %").format(percent=round(self.view.zoom * 100)))
        self._fit.setChecked(self.view.fits)
        self._whole.setChecked(self.view.is_whole)
        self._smaller.setEnabled(self.view.can_step(-1))
        self._larger.setEnabled(self.view.can_step(1))

    def _on_fit(self) -> None:
        self.view.fit_width()

    def _on_whole(self) -> None:
        self.view.set_zoom(1.0)

    # ---- leaving with it --------------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        chosen = self._ask_path()
        if not chosen:
            return
        try:
            save_paper(self._paper.data, Path(chosen))
        except AppError as error:
            self.failed.emit(error)
            return
        self.say(_("已保存 {name}").format(name=Path(chosen).name))

    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        if self._run is not None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.windowTitle())
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, self.view.count())
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print the pages that the printer is set to, with a progress row and a cancel."""
        from ui.widgets.paper_printing import PrintRun

        self._run = run = PrintRun(self._paper, printer, self)
        row = ProgressRow(_("正在打印"))
        self._column.insertWidget(_UNDER_HEAD, row)
        run.progressed.connect(row.set_progress)
        row.cancelled.connect(run.cancel)
        run.failed.connect(self.failed)
        run.ended.connect(self._printed)
        run.ended.connect(row.deleteLater)
        run.start()

    def _printed(self, whole: bool) -> None:
        if self._run is not None:
            self._run.deleteLater()
        self._run = None
        self.say(_("已送去打印") if whole else _("没有打印完"))

    # ---- events -----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in _KEYS_OF_PAGES and focused is not self.view:
            self.view.keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            # A dialog would press its first button for Enter anywhere in it; here Enter means the button that has the keyboard.
            if isinstance(focused, QAbstractButton):
                focused.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._look not in {None, (theme.current(), theme.metrics())}:
            # After the style sheet has gone through all widgets.
            QTimer.singleShot(0, self, self._dress)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._program and event.type() == QEvent.Type.Close:
            self.close()
        return super().eventFilter(watched, event)

    def done(self, result: int) -> None:
        if self._run is not None:
            self._run.cancel()
        super().done(result)
        self._paper.close()
