"""提交: what a reviewer will look at, the sheet that is signed, and what left and came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.dossier import DossierStatus
from core.domain.finding import Place
from core.domain.submission import DossierStage, SignerRole
from core.errors import AppError
from core.i18n import _, mark
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule
from ui.widgets.fields import Line
from ui.widgets.marks import Mark
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.preflight_list import PreflightList, PreflightSummary
from ui.widgets.receipt_deeds import ReceiptDeeds
from ui.widgets.receipt_list import Corrections, PackageHistory
from ui.widgets.sign_deeds import SignDeeds
from ui.widgets.sign_dialog import FormDialog
from ui.widgets.sign_sheet import SignSheet
from ui.widgets.subject_choice import SubjectChoice
from ui.widgets.text import Text
from ui.widgets.timeline import Timeline, TimelinePoint, moment_words

if TYPE_CHECKING:
    from core.workflows.history import Step, SubmissionView

_CHECKS, _RECEIPTS = 432, 352
_CHECKS_NARROW, _RECEIPTS_NARROW = 344, 312
_ROOMY = 1180
"""Widths of visual.md §2, and narrower ones where the sheet between them would suffer."""

_BACK = {
    DossierStage.RETURNED: Mark.HINT,
    DossierStage.ASKED: Mark.HINT,
    DossierStage.REFUSED: Mark.BLOCKED,
    DossierStage.REVOKED: Mark.BLOCKED,
    DossierStage.LAPSED: Mark.BLOCKED,
}


class _Panel(QWidget):
    """A surface from head to foot, parted from its neighbour by a line."""

    def __init__(self, *, left: bool) -> None:
        super().__init__()
        self._left = left
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0 if left else 1, 0, 1 if left else 0, 0)
        self.body.setSpacing(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(self.width() - 1 if self._left else 0, 0, 1, self.height(), theme.color("line"))


class SubmissionPage(Page):
    """Step 7 of the policy's process."""

    NAME = "submission"
    TITLE = mark("提交")
    ICON = "send"
    STEP = 7
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._view: SubmissionView | None = None
        self.signing = SignDeeds(session, window, self)
        self.receiving = ReceiptDeeds(session, window, self)
        self.lock_button = Button(_("锁定核算"), icon="lock")
        self.lock_button.clicked.connect(lambda _on=False: self._lock())
        self.reopen_button = Button(_("重新打开"), icon="unlock")
        self.reopen_button.setToolTip(_("写明原因后可以改数字；已导出的材料包保留，再导出时修订号加一"))
        self.reopen_button.clicked.connect(lambda _on=False: self._reopen())
        self.seal_button = Button(_("签章并导出"), icon="upload")
        self.seal_button.clicked.connect(lambda _on=False: self._seal())
        self.subject = SubjectChoice(session)
        self.head.add_action(self.subject)
        for button in (self.lock_button, self.reopen_button, self.seal_button):
            self.head.add_action(button)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._make_checks())
        row.addWidget(self._make_sheet(), 1)
        row.addWidget(self._make_receipts())
        self.body.addLayout(row)

    # ---- building ---------------------------------------------------------------------------------------------------

    def _make_checks(self) -> QWidget:
        self._checks = panel = _Panel(left=True)
        head = QVBoxLayout()
        head.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        head.setSpacing(theme.XS)
        line = QHBoxLayout()
        line.addWidget(Text(_("递交前检查"), "title", bold=True), 1)
        again = Button(_("重查"), small=True, icon="refresh")
        again.clicked.connect(lambda _on=False: self.refresh())
        line.addWidget(again)
        head.addLayout(line)
        self.summary = PreflightSummary()
        head.addWidget(self.summary)
        panel.body.addLayout(head)
        panel.body.addWidget(Rule(token="line2"))
        self.checks = PreflightList()
        self.checks.chosen.connect(self._go)
        scroll = Scroll(margins=(0, 0, 0, 0))
        scroll.content.addWidget(self.checks)
        scroll.content.addStretch(1)
        panel.body.addWidget(scroll, 1)
        return panel

    def _make_sheet(self) -> QWidget:
        self.sheet = SignSheet()
        self.sheet.seal_asked.connect(self._seal)
        self.sheet.countersign_asked.connect(self._countersign)
        self.sheet.key_asked.connect(self._new_key)
        self.sheet.register_asked.connect(self.signing.register_certificate)
        self._scroll = Scroll(margins=(theme.L, theme.L, theme.L, theme.L))
        self._scroll.content.addWidget(self.sheet)
        self._scroll.content.addWidget(self._make_keys())
        self._scroll.content.addStretch(1)
        return self._scroll

    def _make_keys(self) -> Card:
        card = Card()
        card.body.addWidget(Text(_("签名密钥与加签"), "title", bold=True))
        words = _("密钥由各人自己保管；审核人可以在本机加签，也可以在自己的电脑上加签后导入。")
        card.body.addWidget(Text(words, "label", "text2", wrap=True))
        self.new_key_button = self._tool(_("新建签名密钥"), "key", self._new_key)
        self.register_button = self._tool(_("登记审核人证书"), "person", self.signing.register_certificate)
        self.signed_button = self._tool(_("导入已加签的材料包"), "download", self.receiving.import_countersigned)
        request = self._tool(_("导出证书申请"), "upload", self.signing.save_request)
        taken = self._tool(_("装入平台证书"), "certificate", self.signing.take_certificate)
        tools = (self.new_key_button, self.register_button, request, taken, self.signed_button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.S)
        grid.setVerticalSpacing(theme.XS)
        for number, tool in enumerate(tools):
            grid.addWidget(tool, number // 2, number % 2, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        return card

    def _tool(self, text: str, icon: str, deed: Callable[[], object]) -> Button:
        button = Button(text, "link", icon=icon)
        button.clicked.connect(lambda _on=False: deed())
        return button

    def _make_receipts(self) -> QWidget:
        self._receipts = panel = _Panel(left=False)
        head = QHBoxLayout()
        head.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        head.addWidget(Text(_("递交与回执"), "title", bold=True), 1)
        self.receipt_button = Button(_("导入回执"), small=True, icon="download")
        self.receipt_button.clicked.connect(lambda _on=False: self.receiving.import_receipt())
        head.addWidget(self.receipt_button)
        panel.body.addLayout(head)
        scroll = Scroll(margins=(theme.L, 0, theme.L, theme.L))
        scroll.content.setSpacing(theme.M)
        self._revision = Text("", "label", "text2")
        self.timeline = Timeline()
        self.history = PackageHistory()
        self.history.chosen.connect(self._go)
        self.deliver_button = Button(_("登记递交"), icon="send")
        self.deliver_button.clicked.connect(lambda _on=False: self._deliver())
        self.profile_button = Button(_("导入平台配置"), "link", icon="key")
        self.profile_button.clicked.connect(lambda _on=False: self.receiving.import_profile())
        trust = Text(_("回执要由您信任的平台签名。第一次收回执前，先导入平台配置。"), "label", "text2", wrap=True)
        for widget in (self._revision, self.timeline, self.deliver_button, Rule(), Text(_("材料包"), "body", bold=True), self.history):
            scroll.content.addWidget(widget)
        scroll.content.addWidget(Rule())
        scroll.content.addWidget(trust)
        scroll.content.addWidget(self.profile_button)
        scroll.content.addStretch(1)
        panel.body.addWidget(scroll, 1)
        return panel

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= _ROOMY
        self._checks.setFixedWidth(_CHECKS if roomy else _CHECKS_NARROW)
        self._receipts.setFixedWidth(_RECEIPTS if roomy else _RECEIPTS_NARROW)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import history

        self.subject.offer()
        if self.session.dossier is None:
            return
        view = history.submission_view(self.session.workspace, self.session.subject_id)
        self._view = view
        self.head.set_sentence(_sentence(view))
        self.summary.show_counts(view.preflight)
        self.checks.show_preflight(view.preflight)
        hindrance = _hindrance(view)
        self.sheet.show_view(view, hindrance)
        self.lock_button.setVisible(not view.locked)
        self.lock_button.setEnabled(not view.preflight.blocked)
        self.lock_button.setToolTip(hindrance or _("锁定以后数据和因子不再变动"))
        self.reopen_button.setVisible(view.locked)
        again = view.newest is not None
        self.seal_button.setText(_("重新导出") if again else _("签章并导出"))
        tip = _("再写一个材料包并签名；编号和摘要与前一个不同") if again else _("锁定核算，写出材料包并签名")
        self.seal_button.setToolTip(hindrance or tip)
        self.seal_button.setEnabled(not hindrance)
        self._revision.setText(_("修订 {number}").format(number=view.dossier.revision))
        self.timeline.show_points(self._points(view))
        self.history.show_packages(view.packages, view.receipts, view.dossier.revision)
        handed = any(step.stage is DossierStage.DELIVERED and step.done for step in view.timeline)
        self.deliver_button.setVisible(view.newest is not None and not handed)

    def _points(self, view: SubmissionView) -> list[TimelinePoint]:
        points = []
        current = next((step for step in view.timeline if not step.done), None)
        for step in view.timeline:
            shape = self._shape(step, step is current)
            detail = "　".join(part for part in (moment_words(step.at) if step.at else "", step.detail) if part)
            point = TimelinePoint(shape, step.title, detail, bold=step is current)
            if step.receipt is not None:
                self._add_receipt(point, step)
            points.append(point)
        return points

    @staticmethod
    def _shape(step: Step, current: bool) -> Mark:
        if not step.done:
            return Mark.RUNNING if current else Mark.TODO
        return _BACK.get(step.stage, Mark.DONE)

    def _add_receipt(self, point: TimelinePoint, step: Step) -> None:
        receipt = step.receipt
        if receipt is None:
            return
        if receipt.list_status:
            names = {"green": _("在平台绿名单上"), "none": _("不在名单上"), "black": _("在平台违规名单上")}
            point.add_below(Text(names.get(receipt.list_status, receipt.list_status), "label", "text2", wrap=True))
        if receipt.certificate is not None:
            words = _("证书编号 {number}，至 {day}").format(number=receipt.certificate.number, day=receipt.certificate.valid_to.isoformat())
            point.add_below(Text(words, "label", wrap=True))
        if receipt.corrections:
            block = Corrections(receipt.corrections)
            block.chosen.connect(self._go)
            point.add_below(block)

    def show_place(self, _place: Place) -> None:
        """Lead the keyboard to what can be done here."""
        target = self.checks.heads[0] if self.checks.heads else self.lock_button
        if self.sheet.seal_button.isVisibleTo(self) and self.sheet.seal_button.isEnabled():
            target = self.sheet.seal_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- doing ------------------------------------------------------------------------------------------------------

    def _go(self, place: Place) -> None:
        if place.page == self.NAME:
            self.register_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(self.register_button)
        else:
            self.window_frame.go(place)

    def _new_key(self) -> None:
        if self._view is not None:
            mine = self._view.sheet.signers[0].card
            self.signing.new_key(self._view, SignerRole.PREPARER if mine is None else SignerRole.APPROVER)

    def _seal(self) -> None:
        if self._view is not None:
            self.signing.seal(self._view)

    def _countersign(self) -> None:
        if self._view is not None and self._view.newest is not None:
            self.signing.countersign(self._view.newest)

    def _deliver(self) -> None:
        if self._view is not None and self._view.newest is not None:
            self.receiving.deliver(self._view.newest)

    def _lock(self) -> None:
        self.window_frame.confirm(
            _("锁定核算？"),
            _("锁定后，数据、因子和边界不再变动，此前的改动不能再撤销。要改时可以写明原因重新打开。"),
            _("锁定核算"),
            self._do_lock,
        )

    def _do_lock(self) -> None:
        from core.workflows import filing

        try:
            change = filing.lock(self.session.workspace, self.session.subject_id)
        except AppError as error:
            self.window_frame.show_error(error)
            return
        self.session.apply(change)
        self.window_frame.say(_("核算已锁定"))

    def _reopen(self) -> None:
        body = _("打开后可以改数字，级别回到草稿。已导出的材料包和回执保留不变；再导出时是下一个修订。")
        dialog = FormDialog(_("重新打开核算？"), body, _("重新打开"), parent=self)
        dialog.add_row("reason", _("原因"), Line(placeholder=_("如：按退回意见补充 7 月气票")), missing=_("请写明原因，它会记入账本。"))
        dialog.sent.connect(lambda: self._do_reopen(dialog))
        dialog.open()

    def _do_reopen(self, dialog: FormDialog) -> None:
        from core.workflows import filing

        try:
            change = filing.reopen(self.session.workspace, self.session.subject_id, dialog.text("reason"))
        except AppError as error:
            dialog.refuse(str(error), "reason")
            return
        dialog.accept()
        self.session.apply(change)
        self.window_frame.say(_("已重新打开，可以修改"))


def _hindrance(view: SubmissionView) -> str:
    """Why nothing can be signed now, in one sentence; empty when it can."""
    blocked = view.preflight.blocked
    if blocked:
        return _("还不能签章：左边有 {count} 项阻断。点一行就到要改的地方。").format(count=blocked)
    return ""


def _sentence(view: SubmissionView) -> str:
    """Where the dossier stands."""
    parts = [_("修订 {number}").format(number=view.dossier.revision)]
    if view.preflight.blocked:
        parts.append(_("还有 {count} 项阻断").format(count=view.preflight.blocked))
    elif view.preflight.questions:
        parts.append(_("还有 {count} 项会被问到").format(count=view.preflight.questions))
    else:
        parts.append(_("检查全部通过"))
    parts.append(view.claim.stage.value if view.dossier.status is DossierStatus.LOCKED else _("未锁定"))
    return "，".join(parts)
