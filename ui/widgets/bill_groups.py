"""Parts of the bill form between its fields: heads of groups, the grey band that computes from readings, the lines of news above."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text

_INK = {Mark.DONE: "accent", Mark.QUESTION: "warn"}


class MarkedWords(QWidget):
    """A mark and its words; hidden while there are none."""

    def __init__(self, *, paper: str = "surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = MarkLabel(Mark.DONE, paper=paper, line="label")
        self._words = Text("", "label", "accent")
        self._words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XS)
        row.addWidget(self._mark)
        row.addWidget(self._words)
        self.show_words("", Mark.DONE)

    def show_words(self, words: str, shape: Mark) -> None:
        """Say something in the colour of its mark."""
        self._mark.set_mark(shape)
        self._words.set_tone(_INK.get(shape, "text2"))
        self._words.setText(words)
        self.setVisible(bool(words))

    def words(self) -> str:
        """What is said."""
        return self._words.plain()


class GroupHead(QWidget):
    """A title with one sentence, and at the right end what belongs to the whole group."""

    def __init__(self, title: str, sentence: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text(title, "body", bold=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._sentence = Text(sentence, "label", "text2")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, theme.XS, 0, theme.XS)
        self._row.setSpacing(theme.S)
        self._row.addWidget(self._title)
        self._row.addWidget(self._sentence, 1)
        self.setMinimumHeight(theme.line_height("title") + theme.S)

    def set_title(self, title: str) -> None:
        """Call the group otherwise."""
        self._title.setText(title)

    def set_sentence(self, sentence: str) -> None:
        """Say another sentence."""
        self._sentence.setText(sentence)

    def add(self, widget: QWidget) -> None:
        """Put something at the right end."""
        self._row.addWidget(widget)


class AdvanceBand(QWidget):
    """What the readings give, beside what was billed; offers to fill the quantity in while it is empty."""

    fill_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, 0, theme.M, theme.M)
        row.setSpacing(theme.S)
        self.setMinimumHeight(theme.metrics().field + theme.M)
        name = Text(_("推算"), "label", "text2")
        self._sum = Text("", "label")
        self._result = Text("", "label", bold=True)
        for words in (name, self._sum, self._result):
            # The figures stand whole; the words beside them give way.
            words.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._difference = MarkedWords(paper="sunken")
        self.fill = Button(_("填入计费量"), "link")
        self.fill.clicked.connect(self.fill_asked)
        for part in (name, self._sum, self._result):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._difference)
        row.addWidget(self.fill)
        self.show_advance("", "", None, fillable=False)

    def show_advance(self, advance: str, difference: str, good: bool | None, *, fillable: bool) -> None:
        """Show the calculation, and how far the billed quantity is from it."""
        left, equals, right = advance.rpartition(" = ")
        self._sum.setText(f"{left} =" if equals else _("填好起止示数，这里按（止 − 起）× 倍率推算"))
        self._sum.set_tone("text" if equals else "text2")
        self._result.setText(right if equals else advance)
        shape = Mark.QUESTION if good is False else Mark.DONE
        self._difference.show_words(difference if equals else "", shape)
        self.fill.setVisible(fillable)

    def show_refusal(self, words: str) -> None:
        """Say why nothing can be computed."""
        self._sum.setText(words)
        self._sum.set_tone("warn")
        self._result.setText("")

    def words(self) -> str:
        """The whole line."""
        return " ".join(part for part in (self._sum.plain(), self._result.plain(), self._difference.words()) if part)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, -theme.M), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        painter.end()


class NoteLine(QWidget):
    """One piece of news about the bill, with what can be done about it."""

    def __init__(
        self, words: str, tone: str = "info", actions: tuple[tuple[str, Callable[[], object]], ...] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ground = f"{tone}_s"
        shape = {"info": Mark.NOTE, "warn": Mark.QUESTION, "err": Mark.BLOCKED}[tone]
        self.words = words
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(MarkLabel(shape, paper=self._ground, line="label"), 0, Qt.AlignmentFlag.AlignTop)
        said = Text(words, "label", wrap=True)
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row.addWidget(said, 1)
        self.links: list[Button] = []
        for name, deed in actions:
            link = Button(name, "link")
            link.clicked.connect(lambda _on=False, chosen=deed: chosen())
            row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
            self.links.append(link)
        self.setAccessibleName(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_FIELD, theme.RADIUS_FIELD)
        painter.end()


class Notes(QWidget):
    """The news above the form, each under its key, so that a newer one takes the place of the older."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.S)
        self._column.setSpacing(theme.XS)
        self._lines: dict[str, NoteLine] = {}
        self.hide()

    def put(self, key: str, words: str, tone: str = "info", *actions: tuple[str, Callable[[], object]]) -> None:
        """Say something; an empty text takes it away."""
        old = self._lines.pop(key, None)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        if words:
            line = NoteLine(words, tone, actions, parent=self)
            self._lines[key] = line
            self._column.addWidget(line)
            line.show()
        self.setVisible(bool(self._lines))

    def clear(self) -> None:
        """Say nothing any more."""
        for key in tuple(self._lines):
            self.put(key, "")

    def line(self, key: str) -> NoteLine | None:
        """What is said under a key."""
        return self._lines.get(key)
