"""What can be done about application, plan, disclosures and standings: dialogs that ask, jobs that keep, papers that are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from core.errors import AppError
from core.i18n import _
from core.workflows.change import Change
from ui.session import Session
from ui.standings import standing_dialog
from ui.widgets.claim_papers import Maker, PaperDeeds
from ui.widgets.page import Window
from ui.widgets.paperwork_card import APPLICATION, DISCLOSURES, PLAN, STANDINGS, PaperworkCard, PaperworkEntry, PaperworkLine
from ui.widgets.paperwork_dialogs import ApplicationDialog, DisclosureDialog, PlanDialog
from ui.widgets.sign_dialog import FormDialog

if TYPE_CHECKING:
    from core.workflows.disclosing import DisclosureRow
    from core.workflows.submission_views import ClaimView

_FILES = "*.pdf *.jpg *.jpeg *.png *.webp *.ofd"


def _entry(row: DisclosureRow) -> PaperworkEntry:
    kept = row.disclosure
    words = " · ".join(part for part in (kept.place, kept.note) if part)
    return PaperworkEntry(kept.id, f"{kept.on.isoformat()}　{kept.channel}", words, tuple(one.original_name for one in row.evidence))


class Paperwork:
    """The deeds of the card."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        self._session, self._window, self._parent = session, window, parent
        self._papers = PaperDeeds(session, window, parent)
        self._view: ClaimView | None = None
        self.card = PaperworkCard(parent=parent)
        self.card.asked.connect(self.ask)
        self.card.previewed.connect(self.preview)
        self.card.changed.connect(self.change_entry)
        self.card.removed.connect(self.remove_entry)

    def show(self, view: ClaimView) -> None:
        """Show how the papers of a dossier stand."""
        from core.workflows import applying, disclosing, keeping_time

        self._view = view
        workspace, dossier_id = self._session.workspace, str(view.dossier.id)
        asked, written = applying.application(workspace, dossier_id), applying.plan(workspace, dossier_id).written()
        log, said = disclosing.disclosures(workspace, dossier_id), disclosing.standings(workspace, str(view.venue.id))
        sharing = _("同意向天府信用通提供信息") if asked.credit_sharing else _("不同意向天府信用通提供信息")
        newest = " · ".join(f"{row.words} {row.standing.on.isoformat()}" for row in said[-2:])
        lines = [
            PaperworkLine(APPLICATION, _("碳中和申请书"), sharing, _("填写"), paper=self._has_application(view)),
            PaperworkLine(
                PLAN, _("碳中和实施计划"), _("已写 {count} 部分").format(count=len(written)) if written else _("还没有写"), _("填写")
            ),
            PaperworkLine(
                DISCLOSURES,
                _("信息披露"),
                _("已登记 {count} 次").format(count=len(log)) if log else _("还没有登记"),
                _("登记"),
                entries=tuple(map(_entry, log)),
            ),
            PaperworkLine(STANDINGS, _("外部名单和评级"), newest or _("没有登记；只登记别人给出的结果"), _("登记"), paper=False),
        ]
        last = keeping_time.kept_until(workspace, dossier_id)
        self.card.show_lines(lines, _("这份档案的数据和证据请保存到 {day}（本程序的建议）。").format(day=last.isoformat()))

    @staticmethod
    def _has_application(view: ClaimView) -> bool:
        from core.domain.dossier import DossierKind

        return view.dossier.kind is DossierKind.OPERATION

    # ---- asking -------------------------------------------------------------------------------------------------------

    def ask(self, key: str) -> FormDialog:
        """Open the dialog of a line."""
        dialog = {
            APPLICATION: self._ask_application,
            PLAN: self._ask_plan,
            DISCLOSURES: self._ask_disclosure,
            STANDINGS: self._ask_standing,
        }[key]()
        dialog.open()
        return dialog

    def _ask_application(self) -> FormDialog:
        from core.workflows import applying

        workspace = self._session.workspace
        dialog = ApplicationDialog(applying.application(workspace, self._session.subject_id), parent=self._parent)
        dialog.sent.connect(lambda: self._keep(dialog, lambda: applying.save_application(workspace, dialog.answers()), _("已保存申请书")))
        return dialog

    def _ask_plan(self) -> FormDialog:
        from core.workflows import applying
        from core.workflows.evaluating import plan_headings

        workspace, dossier_id = self._session.workspace, self._session.subject_id
        kept = applying.plan(workspace, dossier_id)
        dialog = PlanDialog(kept, plan_headings(), lambda: applying.proposed_plan(workspace, dossier_id), parent=self._parent)
        dialog.sent.connect(lambda: self._keep(dialog, lambda: applying.save_plan(workspace, dialog.answers()), _("已保存实施计划")))
        return dialog

    def _ask_disclosure(self, kept: DisclosureRow | None = None) -> FormDialog:
        from core.workflows import disclosing

        workspace, dossier_id = self._session.workspace, self._session.subject_id
        dialog = DisclosureDialog(workspace.today(), self._ask_file, kept, parent=self._parent)

        def job(day: date) -> Change:
            file = dialog.path("file")
            texts = {name: dialog.text(name) for name in ("channel", "place", "note")}
            files = [file] if file is not None else []
            if kept is not None:
                return disclosing.change_disclosure(workspace, kept.disclosure.id, on=day, files=files, **texts)
            return disclosing.add_disclosure(workspace, dossier_id, day, files=files, **texts)

        def send() -> None:
            day = dialog.day()
            if day is not None:
                self._keep(dialog, lambda: job(day), _("已登记披露") if kept is None else _("已修改披露记录"))

        dialog.sent.connect(send)
        return dialog

    def change_entry(self, disclosure_id: str) -> FormDialog | None:
        """Open a record of the log to set it right; None where it is no longer there."""
        from core.workflows import disclosing

        log = disclosing.disclosures(self._session.workspace, self._session.subject_id)
        kept = next((row for row in log if row.disclosure.id == disclosure_id), None)
        if kept is None:
            return None
        dialog = self._ask_disclosure(kept)
        dialog.open()
        return dialog

    def remove_entry(self, disclosure_id: str, name: str) -> None:
        """Take a record off the log."""
        from core.workflows import disclosing

        try:
            self._session.apply(disclosing.remove_disclosure(self._session.workspace, disclosure_id))
        except AppError as error:
            self._window.show_error(error)
            return
        self._window.say(_("已删除「{name}」，可用 Ctrl + Z 撤销").format(name=name))

    def _ask_standing(self) -> FormDialog:
        return standing_dialog(self._session, self._window, self._parent)

    def _ask_file(self) -> str:
        return self._window.ask_open_path(_("选文件"), _("照片、截图或文件 ({kinds})").format(kinds=_FILES))

    def _keep(self, dialog: FormDialog, job: Callable[[], Change], said: str) -> None:
        try:
            change = job()
        except AppError as error:
            dialog.refuse(str(error))
            return
        dialog.accept()
        self._session.apply(change)
        self._window.say(_("{said}，可用 Ctrl + Z 撤销").format(said=said))

    # ---- papers -------------------------------------------------------------------------------------------------------

    def preview(self, key: str) -> None:
        """Show the paper of a line as it will be saved."""
        names = {APPLICATION: _("碳中和申请书"), PLAN: _("碳中和实施计划"), DISCLOSURES: _("披露文本")}
        title = self._view.dossier.title if self._view is not None else ""
        self._papers.preview(names[key], f"{title} {names[key]}.pdf", self._maker(key))

    def _maker(self, key: str) -> Maker:
        workspace, dossier_id = self._session.workspace, self._session.subject_id

        def maker() -> bytes:
            from core.workflows import papering

            makers = {APPLICATION: papering.application, PLAN: papering.implementation, DISCLOSURES: papering.disclosure}
            return makers[key](papering.desk(workspace, dossier_id))

        return maker
