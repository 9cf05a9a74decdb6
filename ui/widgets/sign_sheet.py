"""签名单: exactly what is signed, line by line, and the two who sign it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.emission import Scope
from core.domain.quantity import shown
from core.domain.submission import Environment, SignerRole
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule, Swatch, Tag
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text
from ui.widgets.timeline import digest_words, moment_words

if TYPE_CHECKING:
    from core.workflows.history import SignLine, SubmissionView

_SCOPES = {1: "s1", 2: "s2", 3: "s3"}
_NOTHING = "—"


class Ground(QWidget):
    """Words on a tinted ground with round corners."""

    def __init__(self, *, token: str = "sunken", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        self.body.setSpacing(theme.XS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._token))
        painter.drawRoundedRect(self.rect(), theme.RADIUS_FIELD, theme.RADIUS_FIELD)


class _Face(QWidget):
    """A person, drawn as a line."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(36, 36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawEllipse(self.rect())
        edge = 16
        at = QPoint((self.width() - edge) // 2, (self.height() - edge) // 2)
        painter.drawPixmap(at, theme.pixmap("person", "accent", size=edge, ratio=self.devicePixelRatioF()))


class SignerBox(QWidget):
    """One of the two who sign: who, with which certificate, and whether it is done; the button stands where it is her turn."""

    def __init__(self, line: SignLine, state: str, button: Button | None, *, turn: bool, parent: QWidget | None = None) -> None:
        """Make the box.

        Args:
            line: who signs.
            state: what is said at the right where there is no button.
            button: what she can do now.
            turn: it is hers to act; the box has a green border.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._turn = turn
        words = QVBoxLayout()
        words.setSpacing(0)
        who = QHBoxLayout()
        who.setSpacing(theme.S)
        who.addWidget(Text(line.name or _("还没有登记"), "body", bold=bool(line.name)))
        who.addWidget(Text(line.role_name, "label", "text2"))
        if line.card is not None and line.card.environment is Environment.TRIAL:
            who.addWidget(Tag(_("试用"), "info"))
        who.addStretch(1)
        words.addLayout(who)
        words.addWidget(Text(_certificate(line), "label", "text2", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        row.setSpacing(theme.M)
        row.addWidget(_Face())
        row.addLayout(words, 1)
        if line.signed:
            row.addWidget(MarkLabel(Mark.DONE))
            row.addWidget(Text(_("已签名"), "body", bold=True))
        elif state:
            row.addWidget(Text(state, "label", "text2"))
        if button is not None:
            row.addWidget(button)
        self.setAccessibleName(f"{line.role_name} {line.name} {_('已签名') if line.signed else state}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent" if self._turn else "line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_CARD, theme.RADIUS_CARD)


def _certificate(line: SignLine) -> str:
    if line.card is None:
        return _("还没有签名密钥") if line.role is SignerRole.PREPARER else _("登记证书，材料包才能写明由谁审核")
    issued = _("自签证书，平台还没有登记") if line.card.self_signed else _("平台证书")
    return _("{issued}，至 {day}").format(issued=issued, day=line.card.valid_to)


class SignSheet(Card):
    """The sheet; it decides nothing, it shows a `SubmissionView` and says which button was pressed."""

    seal_asked = Signal()
    countersign_asked = Signal()
    key_asked = Signal()
    register_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.L + theme.XS, parent=parent)
        self.body.setSpacing(theme.S)
        self.seal_button = Button("")
        self.countersign_button = Button("")

    def show_view(self, view: SubmissionView, hindrance: str) -> None:
        """Show what is signed.

        Args:
            view: the dossier.
            hindrance: why it cannot be signed now; empty when it can.
        """
        empty(self.body)
        self._show_head(view)
        self._show_figures(view)
        self._show_declaration(view)
        self._show_digest(view)
        self._show_signers(view, hindrance)
        note = _("数字签名用来防篡改、认定签名人，不替代公章。申请书和承诺书请打印盖章，扫描件附在「评价声明」页。")
        self.body.addWidget(Text(note, "label", "text2", wrap=True))

    def _show_head(self, view: SubmissionView) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(_("签名单"), "title", bold=True))
        head.addWidget(Tag(_("修订 {number}").format(number=view.dossier.revision)))
        if view.newest is not None and view.newest.environment is Environment.TRIAL:
            head.addWidget(Tag(_("试用"), "info"))
        head.addStretch(1)
        self.body.addLayout(head)
        if view.newest is not None:
            self.body.addWidget(Text(view.newest.file_name, "label", "text2"))
        period = _("{year} 年").format(year=view.sheet.period) if view.sheet.period.isdigit() else view.sheet.period
        lines = (
            (_("单位"), view.organization.name),
            (_("档案"), view.sheet.title),
            (_("期间与边界"), f"{period}，{view.sheet.boundary}"),
            (_("口径"), view.sheet.method),
        )
        facts = QVBoxLayout()
        facts.setSpacing(theme.HAIR)
        for label, value in lines:
            row = QHBoxLayout()
            row.setSpacing(theme.M)
            row.addWidget(Text(label, "label", "text2"), 0, Qt.AlignmentFlag.AlignTop)
            words = Text(value, "body", wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignRight)
            row.addWidget(words, 1)
            facts.addLayout(row)
            facts.addWidget(Rule())
        self.body.addLayout(facts)

    def _show_figures(self, view: SubmissionView) -> None:
        from core.workflows import monthly

        sheet = view.sheet
        known = sheet.total != 0
        head = Ground()
        head.body.setContentsMargins(theme.S, theme.XS, theme.S, theme.XS)
        grid_head = QHBoxLayout()
        grid_head.addWidget(Text(_("项目"), "label", "text2"))
        grid_head.addStretch(1)
        grid_head.addWidget(Text(_("吨") if theme.metrics().large else "tCO₂e", "label", "text2"))
        head.body.addLayout(grid_head)
        self.body.addSpacing(theme.XS)
        self.body.addWidget(head)
        grid = QGridLayout()
        grid.setContentsMargins(theme.S, 0, theme.S, 0)
        grid.setHorizontalSpacing(theme.S)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnStretch(1, 1)
        for number, (scope, tonnes) in enumerate(sheet.by_scope):
            grid.addWidget(Swatch(_SCOPES[scope]), number, 0)
            grid.addWidget(Text(monthly.scope_title(Scope(scope)), wrap=True), number, 1)
            grid.addWidget(_figure(shown(tonnes, 2) if known else _NOTHING), number, 2)
        last = len(sheet.by_scope)
        grid.addWidget(Rule(token="line2"), last, 0, 1, 3)
        grid.addWidget(Text(_("合计"), "body", bold=True), last + 1, 0, 1, 2)
        grid.addWidget(_figure(shown(sheet.total, 2) if known else _NOTHING, bold=True), last + 1, 2)
        grid.addWidget(Rule(), last + 2, 0, 1, 3)
        grid.addWidget(Text(_("应抵消（向上取整）／已注销"), wrap=True), last + 3, 0, 1, 2)
        need = _("{needed} ／ {retired} 吨").format(needed=f"{sheet.needed:,}", retired=f"{sheet.retired:,}") if known else _NOTHING
        grid.addWidget(_figure(need), last + 3, 2)
        self.body.addLayout(grid)

    def _show_declaration(self, view: SubmissionView) -> None:
        self.body.addSpacing(theme.XS)
        self.body.addWidget(Text(_("声明（随签名固定）"), "label", "text2"))
        ground = Ground()
        known = view.sheet.total != 0
        words = view.sheet.declaration if known else _("还没有排放量，填报完成后写出。")
        ground.body.addWidget(Text(words, "label", "text" if known else "text2", wrap=True))
        self.body.addWidget(ground)

    def _show_digest(self, view: SubmissionView) -> None:
        self.body.addSpacing(theme.XS)
        self.body.addWidget(Text(_("材料包摘要 SHA-256，两位签名人核对前 16 位"), "label", "text2"))
        digest = view.sheet.digest
        if not digest:
            self.body.addWidget(Text(_("写出材料包时算出"), "label", "text2"))
            return
        half, compared = len(digest) // 2, len(digest) // 4
        block = QGridLayout()
        block.setHorizontalSpacing(theme.S)
        block.setVerticalSpacing(0)
        parts = (digest[:compared], digest[compared:half], digest[half : half + compared], digest[half + compared :])
        for number, part in enumerate(parts):
            line = Text(digest_words(part), "label", "text2" if number else "text")
            face = theme.mono()
            face.setBold(number == 0)
            line.setFont(face)
            block.addWidget(line, number // 2, number % 2)
        block.setColumnStretch(1, 1)
        self.body.addLayout(block)

    def _show_signers(self, view: SubmissionView, hindrance: str) -> None:
        self.body.addSpacing(theme.XS)
        newest = view.newest
        named = {one.role for one in newest.signers} if newest is not None else set()
        for line in view.sheet.signers:
            button, state, turn = None, "", False
            if line.role is SignerRole.PREPARER and newest is None:
                button = self.seal_button = Button(_("签章并导出"), "primary", icon="key")
                button.setEnabled(not hindrance)
                button.setToolTip(hindrance or _("锁定核算，写出材料包并签名"))
                button.clicked.connect(self.seal_asked)
                turn = not hindrance
            elif line.role is SignerRole.APPROVER and newest is not None and not line.signed:
                turn = line.role in named
                state = "" if turn else _("本修订由一人签名")
                if turn:
                    button = self.countersign_button = Button(_("审核并签名"), "primary", icon="key")
                    button.setToolTip(_("审核人用自己的密钥在本机加签，摘要不变"))
                    button.clicked.connect(self.countersign_asked)
            elif line.role is SignerRole.APPROVER and line.card is None:
                button = Button(_("登记证书"), small=True)
                button.setToolTip(_("选审核人给的证书文件（.crt）"))
                button.clicked.connect(self.register_asked)
            self.body.addWidget(SignerBox(line, state, button, turn=turn))
            if line.role is SignerRole.PREPARER and line.card is None:
                make = Button(_("还没有密钥？新建签名密钥"), "link", icon="plus")
                make.clicked.connect(self.key_asked)
                self.body.addWidget(make, 0, Qt.AlignmentFlag.AlignLeft)
        if newest is None and hindrance:
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            row.addWidget(MarkLabel(Mark.HINT, line="label"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(hindrance, "label", "text2", wrap=True), 1)
            self.body.addLayout(row)
        elif newest is not None:
            self.body.addWidget(Text(_("写出于 {moment}").format(moment=moment_words(newest.made_at)), "label", "text2"))


def _figure(text: str, *, bold: bool = False) -> Text:
    made = Text(text, "body", bold=bold)
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made
