"""The paper beside the form: the attached file itself, zoomed and turned, with numbers that tie its places to the fields."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.errors import AppError
from core.i18n import _
from core.workflows.wording import sentences
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Rule
from ui.widgets.evidence_area import DropArea
from ui.widgets.evidence_canvas import Box, EvidenceCanvas
from ui.widgets.evidence_files import SUFFIXES, Shown, digest_of, digest_words
from ui.widgets.evidence_paper import PdfSheets, PictureSheets, Sheets
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

_NARROW = 36
"""Letters of body size, below which the tools have no room beside the name."""

_MOST_TEXT = 200_000
"""Characters of a text that are shown."""


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """The files of a drag when all of them may stand behind a bill."""
    paths = tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return paths if paths and all(path.suffix.lower() in SUFFIXES for path in paths) else ()


class EvidenceView(QWidget):
    """Head with name and tools, the paper, and a foot that says where the file is kept."""

    file_asked = Signal(bool)
    """A file is to be chosen: in place of the one shown (True), or beside it."""

    detach_asked = Signal(object)
    save_asked = Signal(object)
    dropped = Signal(object)
    shown = Signal(object)
    """Another file is shown: its `Shown`, None for none."""

    box_clicked = Signal(str)
    failed = Signal(object)
    copied = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[Shown, ...] = ()
        self._at = 0
        self._digest = ""
        self._locked = False
        self._data = b""
        self.setAcceptDrops(True)
        self.canvas = EvidenceCanvas(parent=self)
        self.canvas.zoomed.connect(self._show_zoom)
        self.canvas.turned_page.connect(lambda _page: self._show_about())
        self.canvas.box_clicked.connect(self.box_clicked)
        self.canvas.failed.connect(self._on_failed)
        self.empty = DropArea(parent=self)
        self.empty.asked.connect(lambda: self.file_asked.emit(False))
        self._facts = self._make_facts()
        self._stack = QStackedWidget(self)
        for widget in (self.empty, self.canvas, self._facts):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = self._make_head()
        self._foot = self._make_foot()
        self._rules = (Rule(parent=self), Rule(parent=self))
        for widget, stretch in ((self._head, 0), (self._rules[0], 0), (self._stack, 1), (self._rules[1], 0), (self._foot, 0)):
            column.addWidget(widget, stretch)
        self._show()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        head.setFixedHeight(theme.metrics().field + theme.L)
        self._name = Text("", "body", bold=True)
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._about = Text("", "label", "text2")
        self.before = IconButton("chevron-left", _("上一份文件"), small=True)
        self.before.clicked.connect(lambda: self.show_file(self._at - 1))
        self.next = IconButton("chevron-right", _("下一份文件"), small=True)
        self.next.clicked.connect(lambda: self.show_file(self._at + 1))
        self._smaller = IconButton("minus", _("缩小"), small=True)
        self._smaller.clicked.connect(lambda: self.canvas.step_zoom(-1))
        self._percent = Button("", small=True)
        self._percent.setProperty("kind", "link")
        self._percent.setToolTip(_("与页面同宽"))
        self._percent.clicked.connect(self.canvas.fit_width)
        self._larger = IconButton("plus", _("放大"), small=True)
        self._larger.clicked.connect(lambda: self.canvas.step_zoom(1))
        self._turn = IconButton("refresh", _("旋转"), small=True)
        self._turn.clicked.connect(self.canvas.turn)
        self.change = Button(_("换文件"))
        self.change.clicked.connect(lambda: self.file_asked.emit(True))
        self.more = IconButton("more", _("更多"))
        self.more.clicked.connect(lambda: self.build_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        self._tools = (self._smaller, self._percent, self._larger, self._turn)
        clip = QLabel()
        clip.setPixmap(theme.pixmap("clip", "text2", ratio=self.devicePixelRatioF()))
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.M, 0, theme.M, 0)
        row.setSpacing(theme.XS)
        for widget in (clip, self.before, self._name, self.next):
            row.addWidget(widget)
        row.addWidget(self._about, 1)
        for button in (*self._tools, self.change, self.more):
            row.addWidget(button)
        return head

    def _make_facts(self) -> QWidget:
        """Where a file cannot be drawn: what it is, and its text."""
        holder = QWidget(self)
        self._kind = Text("", "body", wrap=True)
        self._problem = Text("", "label", "warn", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(theme.mono())
        self.text.setAccessibleName(_("文件里的文字"))
        self.save = Button(_("另存一份"), icon="download")
        self.save.clicked.connect(lambda: self.save_asked.emit(self.file()))
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addWidget(self._kind)
        column.addWidget(self._problem)
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text, 1)
        self._fill = QWidget()
        column.addWidget(self._fill, 1)
        return holder

    def _make_foot(self) -> QWidget:
        foot = QWidget(self)
        foot.setFixedHeight(theme.metrics().status_bar + theme.S)
        self._mark = MarkLabel(Mark.DONE, line="label")
        self._kept = Text("", "label", "text2")
        self._sum = Text("", "label", "text2")
        self._sum.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.copy = Button(_("复制"), "link")
        self.copy.setToolTip(_("复制全部 64 位 SHA-256"))
        self.copy.clicked.connect(self._copy_digest)
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.M, 0, theme.M, 0)
        row.setSpacing(theme.S)
        row.addWidget(self._mark)
        row.addWidget(self._kept, 1)
        row.addWidget(self._sum)
        row.addWidget(self.copy)
        return foot

    # ---- which file -------------------------------------------------------------------------------------------------

    def set_files(self, files: Sequence[Shown], *, locked: bool, words: str = "") -> None:
        """Show the files of a bill; the one in view stays in view.

        Args:
            files: those kept and those that wait.
            locked: whether nothing can be changed.
            words: what belongs here while there is none.
        """
        before = self.file()
        changed = locked != self._locked or [one.key for one in files] != [one.key for one in self._files]
        self._locked = locked
        self.empty.show_for(words or _("把票据拖到这里，或从扫描件中选"), locked=locked)
        if not changed and files:
            self._files = tuple(files)
            self._show_kept()
            return
        self._files = tuple(files)
        keys = [one.key for one in files]
        self._at = keys.index(before.key) if before is not None and before.key in keys else max(0, len(files) - 1)
        self._show()

    def files(self) -> tuple[Shown, ...]:
        """The files that are shown."""
        return self._files

    def file(self) -> Shown | None:
        """The file in view."""
        return self._files[self._at] if self._at < len(self._files) else None

    def show_file(self, at: int) -> None:
        """Show another of the files."""
        if 0 <= at < len(self._files):
            self._at = at
            self._show()

    def _show(self) -> None:
        file = self.file()
        self._data, self._digest = b"", ""
        for part in (self._head, self._foot, *self._rules):
            part.setVisible(file is not None)
        self.canvas.show_sheets(None)
        if file is None:
            self._stack.setCurrentWidget(self.empty)
            self.shown.emit(None)
            return
        self._read(file)
        several = len(self._files) > 1
        for button, there in ((self.before, self._at > 0), (self.next, self._at + 1 < len(self._files))):
            button.setVisible(several)
            button.setEnabled(there)
        self._name.setText(file.name)
        self.change.setVisible(not self._locked)
        self._show_about()
        self._show_zoom()
        self._show_kept()
        self.shown.emit(file)

    def _read(self, file: Shown) -> None:
        problem = ""
        try:
            self._data = file.read()
            self._digest = digest_of(self._data)
            sheets = self._sheets(file)
            if sheets is not None:
                self.canvas.show_sheets(sheets)
                self._stack.setCurrentWidget(self.canvas)
                return
        except AppError as error:
            problem = sentences((error.message, error.hint))
        self._show_facts(file, problem)

    def _sheets(self, file: Shown) -> Sheets | None:
        if file.is_pdf:
            return PdfSheets(self._data)
        return PictureSheets(self._data) if file.is_picture else None

    def _show_facts(self, file: Shown, problem: str) -> None:
        self._kind.setText(_("{name}，{kind}，{size}").format(name=file.name, kind=file.kind, size=file.size_words))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        text = self._data[: 4 * _MOST_TEXT].decode("utf-8", errors="replace")[:_MOST_TEXT] if file.is_text and not problem else ""
        self.text.setPlainText(text)
        self.text.setVisible(bool(text))
        self._fill.setVisible(not text)
        self.save.setVisible(bool(self._data))
        self._stack.setCurrentWidget(self._facts)

    def _on_failed(self, error: AppError) -> None:
        self.failed.emit(error)

    # ---- what is said about it --------------------------------------------------------------------------------------

    def drawn(self) -> bool:
        """Whether the file is drawn, rather than described."""
        return self._stack.currentWidget() is self.canvas

    def _show_about(self) -> None:
        file = self.file()
        if file is None:
            return
        parts = [_("第 {at} 份，共 {count} 份").format(at=self._at + 1, count=len(self._files))] if len(self._files) > 1 else []
        if self.drawn() and file.is_pdf:
            parts.append(_("{page} / {count} 页").format(page=self.canvas.page + 1, count=self.canvas.count()))
        parts.append(file.size_words)
        self._about.setText(_("，").join(parts))
        self._show_tools()

    def _show_tools(self) -> None:
        """In a narrow view the name comes first; what has no room stands in the menu."""
        drawn, narrow = self.drawn(), self._narrow()
        for tool in self._tools:
            tool.setVisible(drawn and not (narrow and tool in (self._percent, self._turn)))
        self._sum.setVisible(not narrow)

    def _narrow(self) -> bool:
        return self.width() < _NARROW * theme.metrics().body

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_tools()

    def _show_zoom(self) -> None:
        self._percent.setText(f"{self.canvas.zoom * 100:.0f}%")
        self._percent.setAccessibleName(_("{percent}%，与页面同宽").format(percent=f"{self.canvas.zoom * 100:.0f}"))
        self._smaller.setEnabled(self.canvas.can_step(-1))
        self._larger.setEnabled(self.canvas.can_step(1))

    def _show_kept(self) -> None:
        file = self.file()
        if file is None:
            return
        kept = bool(file.evidence_id)
        broken = file.problem
        self._mark.set_mark(Mark.QUESTION if broken else Mark.DONE if kept else Mark.TODO)
        waiting = _("还没有存入账本，保存票据时一起存")
        self._kept.setText(broken or (_("证据已存入账本，原件不改动") if kept else waiting))
        self._sum.setText(f"SHA-256 {digest_words(self._digest)}" if self._digest else "")
        self._sum.setToolTip(self._digest)
        self.copy.setVisible(bool(self._digest))

    def _copy_digest(self) -> None:
        QGuiApplication.clipboard().setText(self._digest)
        self.copied.emit()

    def content(self) -> bytes:
        """The bytes of the file in view; empty where they could not be read."""
        return self._data

    # ---- places -----------------------------------------------------------------------------------------------------

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """Lay the numbers over the paper."""
        self.canvas.set_boxes(boxes if self.drawn() else ())

    def focus_box(self, field: str) -> None:
        """Bring the place of a field into sight."""
        self.canvas.focus_box(field)

    # ---- menu, files dropped ----------------------------------------------------------------------------------------

    def build_menu(self) -> QMenu:
        """What else can be done with the file."""
        menu = QMenu(self)
        menu.setFont(theme.font())
        if not self._locked:
            menu.addAction(_("再附一份")).triggered.connect(lambda: self.file_asked.emit(False))
            menu.addAction(_("取下这份")).triggered.connect(lambda: self.detach_asked.emit(self.file()))
        if self.drawn():
            menu.addAction(_("旋转")).triggered.connect(self.canvas.turn)
            menu.addAction(_("与页面同宽")).triggered.connect(self.canvas.fit_width)
        if self._data:
            menu.addAction(_("另存一份")).triggered.connect(lambda: self.save_asked.emit(self.file()))
        return menu

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._locked and dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._warm(hot=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._warm(hot=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._warm(hot=False)
        paths = dropped_files(event.mimeData())
        if paths and not self._locked:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _warm(self, *, hot: bool) -> None:
        self.empty.hot = hot
        self.empty.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface" if self._files else "sunken"))
        painter.fillRect(0, 0, 1, self.height(), theme.color("line"))
        painter.end()
