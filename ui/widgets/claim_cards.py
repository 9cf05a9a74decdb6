"""The level of a claim in words, what it still lacks, and the one sentence that may be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.domain.submission import ClaimLevel
from core.i18n import _, current_language
from core.workflows.views import NextStep
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule, Tag
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.next_steps import NextRow
from ui.widgets.sign_sheet import Ground
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.submission_views import ClaimView


_ROOM, _ROOM_LARGE = 540, 430
"""Width that a row of words may take: what the card has in the narrowest window."""


def level_words(level: ClaimLevel) -> tuple[str, str]:
    """A level and what carries it."""
    return {
        ClaimLevel.DRAFT: (_("草稿"), _("填报、核对中，不作声明")),
        ClaimLevel.SELF_DECLARED: (_("自我承诺"), _("核算锁定、先减排、足额注销、盖章的自我承诺书")),
        ClaimLevel.PLATFORM_CONFIRMED: (_("平台确认"), _("平台签名的确认回执，在有效期内")),
        ClaimLevel.INDEPENDENTLY_ASSESSED: (_("独立机构评价"), _("写明机构、编号、范围和结论的评价报告")),
    }[level]


class LevelCard(Card):
    """Four levels one after the other; the one reached is named in words, and what is missing for the next leads to its page."""

    chosen = Signal(object)
    """The `Place` of something that is missing."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.rows: list[NextRow] = []
        self.body.setSpacing(theme.M)

    def show_claim(self, view: ClaimView, label_of: dict[str, str]) -> None:
        """Show a claim.

        Args:
            view: the claim.
            label_of: how the pages are called that mend what is missing.
        """
        empty(self.body)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(_("现在的级别"), "label", "text2"))
        head.addWidget(Text(view.level_name, "title", bold=True))
        head.addStretch(1)
        head.addWidget(Text(_("级别由证据决定，不能选；证据变动时自动降回。"), "label", "text2"))
        self.body.addLayout(head)
        ladder = QHBoxLayout()
        ladder.setSpacing(theme.M)
        for level in ClaimLevel:
            ladder.addWidget(_Rung(level, view.level), 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(ladder)
        self._show_missing(view, label_of)

    def _show_missing(self, view: ClaimView, label_of: dict[str, str]) -> None:
        self.rows = []
        if not view.missing:
            if view.level is ClaimLevel.SELF_DECLARED:
                words = _("自我承诺的条件都已满足。导出材料包并递交，平台确认后导入回执。")
                self.body.addWidget(Text(words, "label", "text2", wrap=True))
            return
        self.body.addWidget(Text(_("作自我承诺还差 {count} 项").format(count=len(view.missing)), "body", bold=True))
        column = QVBoxLayout()
        column.setSpacing(0)
        for gate in view.missing:
            row = NextRow(NextStep("todo", gate.title, gate.detail, gate.page), label_of.get(gate.page, ""), parent=self)
            row.clicked.connect(lambda _on=False, page=gate.page: self.chosen.emit(Place(page)))
            column.addWidget(row)
            self.rows.append(row)
        self.body.addLayout(column)


class _Rung(QWidget):
    """One level with its mark: reached, in force, or still ahead."""

    def __init__(self, level: ClaimLevel, reached: ClaimLevel) -> None:
        super().__init__()
        title, carried = level_words(level)
        passed = level <= reached and not (level is ClaimLevel.PLATFORM_CONFIRMED and reached is ClaimLevel.INDEPENDENTLY_ASSESSED)
        current = level is reached
        shape = Mark.RUNNING if current and level is ClaimLevel.DRAFT else Mark.DONE if passed else Mark.TODO
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(MarkLabel(shape))
        head.addWidget(Text(title, "body", "text" if passed else "text2", bold=current))
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(head)
        column.addWidget(Text(carried, "label", "text2", wrap=True))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(f"{shape.words} {title}")


class WordingCard(Card):
    """The one sentence that may be used, and the words that may not."""

    copied = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.body.setSpacing(theme.M)
        self.wording = ""
        self.copy_button = Button(_("复制"), small=True, icon="copy")
        self.copy_button.clicked.connect(lambda _on=False: self._copy())
        head = QHBoxLayout()
        head.addWidget(Text(_("现在可用的表述"), "title", bold=True), 1)
        head.addWidget(self.copy_button)
        self.body.addLayout(head)
        ground = Ground()
        self._words = Text("", "body", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        ground.body.addWidget(self._words)
        self.body.addWidget(ground)
        self._rest = QVBoxLayout()
        self._rest.setSpacing(theme.S)
        self.body.addLayout(self._rest)

    def show_claim(self, view: ClaimView) -> None:
        """Show the sentence with what must stand beside it."""
        from core.workflows.claiming import standing_name

        known = view.balance.total != 0
        self.wording = view.wording if known else ""
        self._words.setText(self.wording or _("还没有排放量。填报完成后，这里给出可以用的那一句。"))
        self._words.set_tone("text" if known else "text2")
        self.copy_button.setEnabled(known)
        empty(self._rest)
        if view.expired:
            words = _("声明已过有效期（{day}），不再引用；请核算新的期间").format(day=view.valid_until.isoformat())
            self._rest.addWidget(Text(words, "body", "warn", wrap=True))
        blocked = [word for word in view.blocked if word.isascii() is (current_language() == "en")]
        if blocked:
            self._rest.addWidget(Text(_("这一级不能用的词"), "label", "text2"))
            _add_tags(self._rest, blocked)
            self._rest.addSpacing(theme.XS)
        self._rest.addWidget(Rule())
        self._add_fact(_("状态"), (standing_name(view.standing),))
        if view.level is not ClaimLevel.DRAFT:
            self._add_fact(_("有效期"), (_("可引用到 {day}").format(day=view.valid_until.isoformat()),))
        self._add_fact(_("边界"), (view.boundary,))
        self._add_fact(_("不含"), view.excluded or (_("没有移出边界的排放源"),))
        if view.first_period and known:
            self._add_fact(_("首期披露"), (view.first_period,))

    def _add_fact(self, label: str, lines: Sequence[str]) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        name = Text(label, "label", "text2")
        name.setFixedWidth(6 * theme.metrics().label)
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.HAIR)
        for line in lines:
            column.addWidget(Text(line, "label", wrap=True))
        row.addLayout(column, 1)
        self._rest.addLayout(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.wording)
        self.copied.emit()


def _add_tags(column: QVBoxLayout, words: Sequence[str]) -> None:
    """As many words in a row as the card has room for."""
    room = _ROOM_LARGE if theme.metrics().large else _ROOM
    left, row = 0, QHBoxLayout()
    for word in words:
        tag = Tag(word, "warn")
        width = tag.sizeHint().width() + theme.XS
        if width > left:
            row = QHBoxLayout()
            row.setSpacing(theme.XS)
            row.setAlignment(Qt.AlignmentFlag.AlignLeft)
            column.addLayout(row)
            left = room
        row.addWidget(tag)
        left -= width
