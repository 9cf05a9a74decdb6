"""The eight questions about the quality of a lot: yes, no, or not looked up, each with where its answer is found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.domain.offset import CreditQuality
from core.i18n import _
from core.workflows.submission_views import QualityLine
from ui import theme
from ui.widgets.card import Rule
from ui.widgets.fields import Choice, FieldRow
from ui.widgets.text import Text

_UNKNOWN, _YES, _NO = "", "yes", "no"
_ANSWERS: dict[str, bool | None] = {_UNKNOWN: None, _YES: True, _NO: False}


class LotQuality(QWidget):
    """What was looked up of a lot; nothing is answered for the person."""

    def __init__(self, questions: tuple[QualityLine, ...], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = 1 if theme.metrics().large else 4
        choices = [(_UNKNOWN, _("未核对")), (_YES, _("是")), (_NO, _("否"))]
        self.rows = {one.field: FieldRow(one.name, Choice(choices), one.asks) for one in questions}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.M)
        for number, row in enumerate(self.rows.values()):
            grid.addWidget(row, number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(number % columns, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(Rule())
        column.addWidget(Text(_("质量核对"), "body", bold=True))
        sources = "；".join(dict.fromkeys(f"{one.mark} {one.source}" for one in questions))
        words = _("查过才填，不清楚就留「未核对」。出处：{sources}。").format(sources=sources)
        column.addWidget(Text(words, "label", "text2", wrap=True))
        column.addLayout(grid)

    def show_answers(self, quality: CreditQuality) -> None:
        """Show what is known."""
        names = {answer: name for name, answer in _ANSWERS.items()}
        for field, row in self.rows.items():
            self._choice(row).set_value(names[getattr(quality, field)])

    def answers(self) -> CreditQuality:
        """What is chosen."""
        return CreditQuality(**{field: _ANSWERS[self._choice(row).value()] for field, row in self.rows.items()})

    def _choice(self, row: FieldRow) -> Choice:
        if not isinstance(row.editor, Choice):
            raise TypeError(row)
        return row.editor
