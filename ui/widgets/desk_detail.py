"""One package on the desk: its verdict in a sentence, what it states, everything that is wrong, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Rule, Tag
from ui.widgets.desk_rows import AT_RECEIPT, DIFFERS, INVALID, NOTHING, UNREGISTERED, VALID, DeskRow, VerdictMark, facts_of
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.page import Scroll
from ui.widgets.sign_sheet import Ground
from ui.widgets.text import Text
from ui.widgets.timeline import digest_words

_GROUNDS = {VALID: "accent_soft", AT_RECEIPT: "accent_soft", INVALID: "err_s", DIFFERS: "warn_s"}


class DeskDetail(QWidget):
    """The panel at the right."""

    stepped = Signal(int)
    receipt_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: DeskRow | None = None
        self.mark = VerdictMark()
        self._words = Text("", "body", bold=True)
        self._place = Text("", "label", "text2")
        self.up, self.down = IconButton("chevron-up", _("上一包"), small=True), IconButton("chevron-down", _("下一包"), small=True)
        self.up.clicked.connect(lambda _on=False: self.stepped.emit(-1))
        self.down.clicked.connect(lambda _on=False: self.stepped.emit(1))
        head = QHBoxLayout()
        head.setContentsMargins(theme.L, theme.S, theme.L, theme.XS)
        head.setSpacing(theme.S)
        head.addWidget(self.mark)
        head.addWidget(self._words)
        head.addStretch(1)
        for widget in (self._place, self.up, self.down):
            head.addWidget(widget)
        self._scroll = Scroll(margins=(theme.L, 0, theme.L, theme.L))
        self._scroll.content.setSpacing(theme.S)
        self._body = QVBoxLayout()
        self._body.setSpacing(theme.S)
        self._scroll.content.addLayout(self._body)
        self._scroll.content.addStretch(1)
        self.receipt_button = Button(_("签发回执"), "primary", icon="receipt")
        self.receipt_button.clicked.connect(self.receipt_asked)
        self._hint = Text("", "label", "text2", wrap=True)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        foot.setSpacing(theme.S)
        foot.addWidget(self._hint)
        foot.addWidget(self.receipt_button, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(Rule())
        column.addLayout(foot)

    def show_row(self, row: DeskRow, number: int, count: int) -> None:
        """Show a package, the `number`-th of `count` from 1."""
        from core.workflows import verdicts

        self.row = row
        self.mark.show_verdict(row.verdict, row.words)
        self._words.setText(row.words)
        self._place.setText(_("第 {number} / {count} 包").format(number=number, count=count))
        self.up.setEnabled(number > 1)
        self.down.setEnabled(number < count)
        empty(self._body)
        self._body.addWidget(Text(row.organization, "title", bold=True, wrap=True))
        said = [part for part in (row.kind, row.period, row.revision) if part != NOTHING]
        if said:
            self._show_under(row, "，".join(said))
        ground = Ground(token=_GROUNDS.get(row.verdict, "info_s"))
        sentence = (
            _("签名与文件完好，但只凭包内数据算出的数与声明的不符，不能采用。")
            if row.verdict == DIFFERS
            else verdicts.verdict_sentence(row.reviewed.verdict, trial=row.reviewed.trial)
        )
        ground.body.addWidget(Text(sentence, "body", wrap=True))
        self._body.addWidget(ground)
        self._show_facts(row)
        self._show_problems(row)
        self._show_file(row)
        self.receipt_button.setEnabled(row.good)
        hint = _("没有通过核验的材料包不能签发回执；请把原因告诉递交单位，补正后重新递交。")
        if row.good:
            hint = _("签发前会再核验一次。")
        elif row.verdict == UNREGISTERED:
            hint = _("签名人没有在信任的平台登记。请先选平台文件夹；还没有登记的，核对纸面申请后登记签名人。")
        self._hint.setText(hint)

    def _show_under(self, row: DeskRow, said: str) -> None:
        under = QHBoxLayout()
        under.setSpacing(theme.S)
        under.addWidget(Text(said, "label", "text2"))
        if row.reviewed.trial:
            under.addWidget(Tag(_("试用"), "info"))
        if row.reviewed.container == "repacked":
            under.addWidget(Tag(_("重新压缩过")))
        under.addStretch(1)
        self._body.addLayout(under)

    def _show_facts(self, row: DeskRow) -> None:
        facts = facts_of(row)
        if not facts:
            return
        self._body.addWidget(Text(_("声明的内容"), "body", bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnStretch(1, 1)
        recomputed = (_("只凭包内数据复算"), row.result)
        for number, (label, value) in enumerate((*facts, recomputed)):
            grid.addWidget(Text(label, "label", "text2"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(value, "label", wrap=True), number, 1)
        self._body.addLayout(grid)

    def _show_problems(self, row: DeskRow) -> None:
        problems, codes = row.reviewed.problems, row.reviewed.codes
        self._body.addSpacing(theme.XS)
        if not problems:
            line = QHBoxLayout()
            line.setSpacing(theme.S)
            line.addWidget(MarkLabel(Mark.DONE))
            line.addWidget(Text(_("逐项检查没有发现问题"), "label"), 1)
            self._body.addLayout(line)
            return
        self._body.addWidget(Text(_("没有通过或须留意的检查"), "body", bold=True))
        # The judgement names each code once, while a code may stand for several sentences.
        shape = {INVALID: Mark.BLOCKED, DIFFERS: Mark.DIFFERS}.get(row.verdict, Mark.HINT)
        for problem in problems:
            line = QHBoxLayout()
            line.setSpacing(theme.S)
            line.addWidget(MarkLabel(shape, line="label"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Text(problem, "label", wrap=True), 1)
            self._body.addLayout(line)
        names = Text(_("代码：{codes}").format(codes="　".join(codes)), "label", "text2", wrap=True)
        names.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._body.addWidget(names)

    def _show_file(self, row: DeskRow) -> None:
        self._body.addSpacing(theme.XS)
        if row.reviewed.digest:
            self._body.addWidget(Text(_("材料包摘要"), "label", "text2"))
            digest = Text(digest_words(row.reviewed.digest, short=True), "label")
            digest.setFont(theme.mono())
            digest.setToolTip(digest_words(row.reviewed.digest))
            self._body.addWidget(digest)
        name = Text(row.path.name, "label", "text2", wrap=True)
        name.setToolTip(str(row.path))
        self._body.addWidget(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(QRect(0, 0, 1, self.height()), theme.color("line"))
