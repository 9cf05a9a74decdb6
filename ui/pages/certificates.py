"""证书: what the platform confirmed, the marked copy of it, or what can be printed while there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.domain.submission import ClaimLevel, DossierStage, PlatformCertificate, Receipt, SealedPackage
from core.errors import AppError, RuleError
from core.i18n import _, mark
from ui import theme
from ui.session import Session
from ui.standings import Standings
from ui.widgets.buttons import Button
from ui.widgets.claim_certificate import CertificateFacts, PictureCard
from ui.widgets.claim_empty import Nothing
from ui.widgets.claim_papers import PaperDeeds
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.paper_pages import Paper
from ui.widgets.subject_choice import SubjectChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.submission_views import ClaimView

_FACTS = 400
_PICTURE_PIXELS = 1800
_GONE = frozenset({DossierStage.REVOKED, DossierStage.LAPSED})


class _Banner(QWidget):
    """A plain statement over the whole width: revoked, lapsed, on the list, or no longer carried."""

    def __init__(self) -> None:
        super().__init__()
        self._token = "err_s"
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        self.body.setSpacing(theme.XS)

    def show_words(self, shape: Mark, title: str, lines: list[str]) -> None:
        """Say it."""
        empty(self.body)
        self._token = "err_s" if shape is Mark.BLOCKED else "warn_s"
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(MarkLabel(shape, paper=self._token, line="body"))
        head.addWidget(Text(title, "body", bold=True), 1)
        self.body.addLayout(head)
        for line in lines:
            self.body.addWidget(Text(line, "label", wrap=True))
        self.setAccessibleName(f"{shape.words} {title}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._token))
        painter.drawRoundedRect(self.rect(), theme.RADIUS_CARD, theme.RADIUS_CARD)


class CertificatesPage(Page):
    """Step 8 of the policy's process."""

    NAME = "certificates"
    TITLE = mark("证书")
    ICON = "certificate"
    STEP = 8
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._papers = PaperDeeds(session, window, self)
        self._made: tuple[str, bytes] = ("", b"")
        self._wanted = ""
        self._name = ""
        self.save_button = Button(_("另存"), icon="download")
        self.save_button.clicked.connect(lambda _on=False: self._save())
        self.print_button = Button(_("预览和打印"), "primary", icon="print")
        self.print_button.clicked.connect(lambda _on=False: self._open())
        self.subject = SubjectChoice(session)
        self.head.add_action(self.subject)
        self.head.add_action(self.save_button)
        self.head.add_action(self.print_button)
        self.banner = _Banner()
        self.facts = CertificateFacts()
        self.facts.setFixedWidth(_FACTS * (5 if theme.metrics().large else 4) // 4)
        self.picture = PictureCard()
        self.picture.opened.connect(self._open)
        self.standings = Standings(session, window, self)
        scroll = self._scroll = Scroll()
        scroll.content.addWidget(self.banner)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addWidget(self.facts, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.picture, 1, Qt.AlignmentFlag.AlignTop)
        row.addStretch(0)
        self._certified = QWidget()
        self._certified.setLayout(row)
        self._nothing_column = QVBoxLayout()
        self.empty: Nothing | None = None
        scroll.content.addWidget(self._certified)
        scroll.content.addLayout(self._nothing_column)
        scroll.content.addWidget(self.standings.card)
        scroll.content.addStretch(1)
        self.body.addWidget(scroll)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import certifying, filing

        self.subject.offer()
        if self.session.dossier is None:
            return
        workspace, dossier_id = self.session.workspace, self.session.subject_id
        view = filing.claim(workspace, dossier_id)
        self._name = _("{venue} {year} 年").format(venue=view.venue.name, year=view.dossier.period.label)
        self.standings.show(view)
        try:
            newest, package = certifying.confirmed(workspace, dossier_id)
        except RuleError as error:
            known = view.balance.total != 0
            self._show_nothing(_("还没有证书"), error.hint if known else _("先完成填报和核算。平台确认后导入回执，就能打印复印件。"), view)
            return
        carried = _with_certificate(view, newest)
        if carried is None or carried.certificate is None:
            words = _("平台现在的状态是「{stage}」，回执来自{issuer}。").format(stage=newest.stage.value, issuer=newest.issuer)
            self._show_nothing(_("平台还没有确认"), words + _("确认后导入回执，就能打印复印件；现在可以打印自我承诺书。"), view)
            return
        self._show_certificate(carried.certificate, carried, newest, package, view)

    def _show_nothing(self, title: str, sentence: str, view: ClaimView) -> None:
        known = view.balance.total != 0
        self.head.set_sentence(_("{year} 年：{level}").format(year=view.dossier.period.label, level=view.level_name))
        empty(self._nothing_column)
        self.empty = Nothing(title, sentence, _("打印自我承诺书") if known else _("去填报"))
        self.empty.acted.connect(self._print_statement if known else lambda: self.window_frame.go(Place("activity")))
        self._nothing_column.addWidget(self.empty)
        self._certified.hide()
        self.banner.hide()
        self.save_button.hide()
        self.print_button.hide()

    def _show_certificate(
        self, certificate: PlatformCertificate, carried: Receipt, newest: Receipt, package: SealedPackage, view: ClaimView
    ) -> None:
        empty(self._nothing_column)
        self.empty = None
        self._certified.show()
        self.facts.show_certificate(certificate, carried, package, view)
        listed = any(gate.code == "blacklist" for gate in view.missing)
        printable = view.level >= ClaimLevel.PLATFORM_CONFIRMED
        self._show_banner(newest, view, listed=listed, printable=printable)
        state = _("已确认，可以打印复印件") if printable else _("不能打印证书")
        self.head.set_sentence(_("{year} 年：{state}").format(year=view.dossier.period.label, state=state))
        self.save_button.setVisible(printable)
        self.print_button.setVisible(printable)
        self.picture.setVisible(printable)
        if not printable:
            self._wanted = ""
            return
        key = f"{carried.id}/{view.level.value}/{self.session.workspace.today().isoformat()}"
        if self._made[0] == key:
            self._paint_page()
        elif self._wanted != key:
            self._wanted = key
            self._enable(made=False)
            self.picture.picture.show_words(_("正在排版复印件"))
            self._papers.make(_("证书复印件"), self._certificate, lambda data: self._take(key, data))

    def _show_banner(self, newest: Receipt, view: ClaimView, *, listed: bool, printable: bool) -> None:
        self.banner.setVisible(not printable)
        if newest.stage in _GONE:
            words = _("{issuer}于 {day} 写明：{stage}。证书不能再打印或引用，声明级别已降回。")
            said = words.format(issuer=newest.issuer, day=newest.issued_at.astimezone().date().isoformat(), stage=newest.stage.value)
            self.banner.show_words(Mark.BLOCKED, _("确认已撤销或失效"), [said])
        elif listed:
            said = _("最近一次名单状态是黑名单，见下面的「外部名单和评级」。在名单上期间不能作声明，也不能打印证书。")
            self.banner.show_words(Mark.BLOCKED, _("平台名单限制"), [said])
        elif not printable:
            gates = [f"{gate.title}：{gate.detail}" for gate in view.missing]
            expired = _("证书已过有效期，或确认的不是现在这些数字。请看「提交」页最近的回执。")
            self.banner.show_words(Mark.HINT, _("确认回执还在，但现在的证据不够"), gates or [expired])

    def show_place(self, place: Place) -> None:
        """Lead to the lists and ratings."""
        if place.field == "standings":
            # After the layout of a page that was just made.
            QTimer.singleShot(0, self, self._lead_to_standings)

    def _lead_to_standings(self) -> None:
        self._scroll.ensureWidgetVisible(self.standings.card)
        self.standings.card.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- the paper --------------------------------------------------------------------------------------------------

    def _certificate(self) -> bytes:
        from core.workflows import certifying

        return certifying.certificate(self.session.workspace, self.session.subject_id)

    def _take(self, key: str, data: bytes) -> None:
        self._made = (key, data)
        if self._wanted == key:
            self._paint_page()

    def _paint_page(self) -> None:
        try:
            paper = Paper(self._made[1])
            image = paper.image(0, _PICTURE_PIXELS)
            paper.close()
        except AppError as error:
            self.picture.picture.show_words(error.message)
        else:
            self.picture.picture.show_image(image)
        self._enable(made=True)

    def _enable(self, *, made: bool) -> None:
        for button in (self.save_button, self.print_button):
            button.setEnabled(made)

    def _proposal(self) -> str:
        return _("{name}证书复印件.pdf").format(name=self._name)

    def _open(self) -> None:
        if self._made[1]:
            self._papers.show(_("证书复印件"), self._proposal(), self._made[1])

    def _save(self) -> None:
        if self._made[1]:
            self._papers.save_made(_("证书复印件"), self._proposal(), self._made[1])

    def _print_statement(self) -> None:
        workspace, dossier_id = self.session.workspace, self.session.subject_id

        def maker() -> bytes:
            from core.workflows import papering

            return papering.statement(papering.desk(workspace, dossier_id))

        self._papers.preview(_("自我承诺书"), _("{name}自我承诺书.pdf").format(name=self._name), maker)


def _with_certificate(view: ClaimView, newest: Receipt) -> Receipt | None:
    """The newest receipt of the same package that carries a certificate; a later one may have taken it back."""
    own = [one for one in view.file.receipts if one.package_id == newest.package_id and one.certificate is not None]
    return max(own, key=lambda one: one.sequence, default=None)
