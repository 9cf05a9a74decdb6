"""评价声明: the level that the evidence carries, the one sentence it permits, and the papers on file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.finding import Place
from core.domain.submission import DocumentKind, DossierStage
from core.errors import AppError
from core.i18n import _, mark
from core.workflows.change import Change
from ui import theme
from ui.paperwork import Paperwork
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.claim_cards import LevelCard, WordingCard
from ui.widgets.claim_documents import DocumentDialog, DocumentsCard, ask_with
from ui.widgets.claim_papers import Maker, PaperDeeds
from ui.widgets.evaluation_card import EvaluationCard
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.subject_choice import SubjectChoice

if TYPE_CHECKING:
    from core.workflows.submission_views import ClaimView, DocumentRow

_KINDS = (DocumentKind.STATEMENT, DocumentKind.REPORT, DocumentKind.LICENCE, DocumentKind.CERTIFICATE, DocumentKind.SCAN)
_SIDE = 400


class DeclarationPage(Page):
    """Step 6 of the policy's process."""

    NAME = "declaration"
    TITLE = mark("评价声明")
    ICON = "document"
    STEP = 6
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._view: ClaimView | None = None
        self._papers = PaperDeeds(session, window, self)
        self.save_button = Button(_("另存"), icon="download")
        self.save_button.setToolTip(_("把自我承诺书存成 PDF，打印后签字盖章"))
        self.save_button.clicked.connect(lambda _on=False: self._papers.save(*self._paper()))
        self.preview_button = Button(_("预览自我承诺书"), "primary", icon="document")
        self.preview_button.clicked.connect(lambda _on=False: self._papers.preview(*self._paper()))
        self.subject = SubjectChoice(session)
        self.head.add_action(self.subject)
        self.head.add_action(self.save_button)
        self.head.add_action(self.preview_button)
        self.level = LevelCard()
        self.level.chosen.connect(self._go)
        self.wording = WordingCard()
        self.wording.copied.connect(lambda: window.say(_("已复制。引用时请同时写明期间、边界和级别")))
        self.evaluation = EvaluationCard()
        self.evaluation.chosen.connect(self._go)
        self.evaluation.paper_button.clicked.connect(lambda _on=False: self._papers.preview(*self._evaluation_paper()))
        self.documents = DocumentsCard()
        self.documents.add_asked.connect(self.attach)
        self.documents.remove_asked.connect(self._remove)
        side = QWidget()
        side.setFixedWidth(_SIDE * (5 if theme.metrics().large else 4) // 4)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        self.paperwork = Paperwork(session, window, self)
        right.setSpacing(theme.L)
        right.addWidget(self.documents)
        right.addWidget(self.paperwork.card)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        left = QVBoxLayout()
        left.setSpacing(theme.L)
        left.addWidget(self.wording)
        left.addWidget(self.evaluation)
        left.addStretch(1)
        row.addLayout(left, 1)
        row.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        self._scroll = Scroll()
        self._scroll.content.addWidget(self.level)
        self._scroll.content.addLayout(row)
        self._scroll.content.addStretch(1)
        self.body.addWidget(self._scroll)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import evaluating, filing

        self.subject.offer()
        if self.session.dossier is None:
            return
        workspace, dossier_id = self.session.workspace, self.session.subject_id
        view = filing.claim(workspace, dossier_id)
        self._view = view
        stage = view.stage.value if view.stage is not DossierStage.DRAFT else _("填报中")
        self.head.set_sentence(_("{year} 年：{level}，{stage}").format(year=view.dossier.period.label, level=view.level_name, stage=stage))
        known = view.balance.total != 0
        self.preview_button.setEnabled(known)
        self.save_button.setEnabled(known)
        self.preview_button.setToolTip("" if known else _("还没有排放量，先完成填报"))
        pages = {gate.page: self.window_frame.page_label(gate.page) for gate in view.missing}
        pages["declaration"] = _("附上文件")
        self.level.show_claim(view, pages)
        self.wording.show_claim(view)
        self.documents.show_documents(filing.documents(workspace, dossier_id))
        self.paperwork.show(view)
        found = evaluating.evaluation(workspace, dossier_id)
        self.evaluation.show_evaluation(found, {row.place.page: self.window_frame.page_label(row.place.page) for row in found.rows})

    def show_place(self, _place: Place) -> None:
        """Lead the keyboard to where a paper is added."""
        self._scroll.ensureWidgetVisible(self.documents.add_button)
        self.documents.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, place: Place) -> None:
        if place.page == self.NAME:
            self.attach()
        else:
            self.window_frame.go(place)

    # ---- the statement ----------------------------------------------------------------------------------------------

    def _paper(self) -> tuple[str, str, Maker]:
        """Name, proposed file name and maker of the 自我承诺书."""
        workspace, dossier_id = self.session.workspace, self.session.subject_id

        def maker() -> bytes:
            from core.workflows import papering

            return papering.statement(papering.desk(workspace, dossier_id))

        venue = self._view.venue.name if self._view is not None else ""
        year = self._view.dossier.period.label if self._view is not None else ""
        return _("自我承诺书"), _("{venue} {year} 年自我承诺书.pdf").format(venue=venue, year=year), maker

    def _evaluation_paper(self) -> tuple[str, str, Maker]:
        """Name, proposed file name and maker of the 自评表."""
        workspace, dossier_id = self.session.workspace, self.session.subject_id

        def maker() -> bytes:
            from core.workflows import evaluating

            return evaluating.evaluation_paper(workspace, dossier_id)

        name = self._view.dossier.title if self._view is not None else ""
        return _("自评表"), _("{name} 自评表.pdf").format(name=name), maker

    # ---- papers on file ---------------------------------------------------------------------------------------------

    def attach(self) -> DocumentDialog:
        """Ask for a paper and what is written on it."""
        from core.workflows.filed_papers import document_kind_name

        kinds = [(kind.value, document_kind_name(kind)) for kind in _KINDS]
        dialog = DocumentDialog(kinds, ask_with(self.window_frame.ask_open_path), parent=self)
        dialog.sent.connect(lambda: self._attach(dialog))
        dialog.open()
        return dialog

    def _attach(self, dialog: DocumentDialog) -> None:
        from core.workflows import filing

        answers = dialog.answers()
        if answers is None:
            return
        kind, path, fields = answers
        try:
            change = filing.attach_document(self.session.workspace, self.session.subject_id, kind, path, **fields)
        except AppError as error:
            dialog.refuse(str(error), "day" if error.code == "document.future" else "")
            return
        dialog.accept()
        self._told(change, _("已附 {name}，可用 Ctrl + Z 撤销").format(name=path.name))

    def _remove(self, row: DocumentRow) -> None:
        from core.workflows import filing

        try:
            change = filing.remove_document(self.session.workspace, row.document.id)
        except AppError as error:
            self.window_frame.show_error(error)
            return
        self._told(change, _("已移除{kind}，可用 Ctrl + Z 撤销").format(kind=row.kind_name))

    def _told(self, change: Change, words: str) -> None:
        self.session.apply(change)
        self.window_frame.say(words)
