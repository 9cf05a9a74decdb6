"""What is done to lots: change, retire, void, use, import; what lowers the claim of a locked dossier is said and agreed to first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.offset import CreditLot, LotId
from core.errors import AppError
from core.i18n import _
from core.workflows.change import Change
from ui.session import Session
from ui.tasks import Task
from ui.widgets.event_edits import Edits, number_text, read_whole
from ui.widgets.fields import FieldRow, Line
from ui.widgets.lot_retire import Retirement
from ui.widgets.page import Window

if TYPE_CHECKING:
    from core.workflows.offset_effects import Effect
    from core.workflows.offset_import import LotImport
    from core.workflows.submission_views import LotDraft, LotRow

_PROOF = "*.pdf *.jpg *.jpeg *.png *.ofd *.xml"
_TABLES = "*.xlsx *.xls *.ods *.csv"
_SHEET = "Excel (*.xlsx)"


class LotActs:
    """The acts of `ui.widgets.lot_card.LotDeeds` and those of the page's head; each is one change of the journal."""

    def __init__(self, session: Session, window: Window, row: Callable[[str], LotRow | None], opened: Callable[[LotRow], object]) -> None:
        """Make the acts.

        Args:
            session: the open ledger.
            window: asks, says and runs.
            row: the row of a lot as it is shown.
            opened: opens the form of a lot.
        """
        self.dossier = ""
        self._session = session
        self._window = window
        self._row = row
        self._opened = opened
        self._edits = Edits(session, window)

    # ---- one lot ----------------------------------------------------------------------------------------------------

    def change(self, lot_id: str) -> None:
        """Open the form of the lot."""
        row = self._row(lot_id)
        if row is not None:
            self._opened(row)

    def keep(self, lot_id: str, draft: LotDraft, refused: Callable[[AppError], object], done: Callable[[str], object]) -> None:
        """Register a lot, or change one.

        Args:
            lot_id: the lot to change; empty for a new one.
            draft: what was typed.
            refused: told why it is not kept.
            done: told the lot that is kept.
        """
        from core.workflows import offset_effects, offsetting

        workspace, row = self._session.workspace, self._row(lot_id)

        def deed() -> None:
            try:
                if row is None:
                    lot, change = offsetting.add_lot(workspace, draft)
                    kept = str(lot.id)
                else:
                    kept, change = lot_id, offsetting.change_lot(workspace, lot_id, draft)
            except AppError as error:
                refused(error)
                return
            self._session.apply(change)
            done(kept)

        if row is None:
            deed()
        else:
            lot = row.lot
            self._after_asking(lambda: offset_effects.of_draft(workspace, lot, draft), deed)

    def remove(self, lot_id: str) -> None:
        """Take the lot off the register."""
        from core.workflows import offsetting

        self._edits.do(lambda: offsetting.remove_lot(self._session.workspace, lot_id), said=_("已删除，可用 Ctrl + Z 撤销"))

    def attach(self, lot_id: str) -> None:
        """Ask for a proof and keep it."""
        from core.workflows import offsetting

        chosen = self.ask_proof()
        if chosen:
            path = Path(chosen)
            said = _("已附 {name}").format(name=path.name)
            self._edits.do(lambda: offsetting.attach_proof(self._session.workspace, lot_id, path), said=said)

    def ask_proof(self) -> str:
        """Ask for a file."""
        return self._window.ask_open_path(_("附注销凭证"), _("注销凭证 ({kinds})").format(kinds=_PROOF))

    def use(self, lot_id: str, text: str, row: FieldRow) -> None:
        """So many tonnes of the lot are used here."""
        from core.workflows import offset_effects, offsetting

        workspace, dossier, shown = self._session.workspace, self.dossier, self._row(lot_id)
        try:
            tonnes = read_whole(text) or 0
        except AppError as error:
            row.set_error(str(error))
            if isinstance(row.editor, Line):
                row.editor.take_back()
            return

        def deed() -> None:
            self._edits.do(lambda: offsetting.allocate(workspace, dossier, LotId(lot_id), tonnes), row)

        def unsaid() -> None:
            if shown is not None and isinstance(row.editor, Line):
                row.editor.setText(number_text(shown.allocated))
                row.editor.take_back()

        self._after_asking(lambda: offset_effects.of_use(workspace, dossier, lot_id, tonnes), deed, unsaid)

    def retire(self, lot_id: str, typed: Retirement, done: Callable[[], object]) -> None:
        """The lot was retired in its registry."""
        from core.workflows import offset_effects, offsetting

        workspace = self._session.workspace

        def job() -> Change:
            return offsetting.retire_lot(workspace, lot_id, typed.on, typed.number, typed.beneficiary, typed.proof, account=typed.account)

        def deed() -> None:
            if self._edits.do(job, said=_("已登记注销，可用 Ctrl + Z 撤销")):
                done()

        def effects(lot: CreditLot) -> tuple[Effect, ...]:
            return offset_effects.of_retirement(workspace, lot, typed.on, typed.number, typed.beneficiary)

        self._of_lot(lot_id, effects, deed)

    def void(self, lot_id: str, reason: str, done: Callable[[], object]) -> None:
        """The retirement was registered by mistake."""
        from core.workflows import offset_effects, offsetting

        workspace = self._session.workspace

        def deed() -> None:
            if self._edits.do(lambda: offsetting.void_retirement(workspace, lot_id, reason), said=_("已作废注销登记，可用 Ctrl + Z 撤销")):
                done()

        self._of_lot(lot_id, lambda lot: offset_effects.of_void(workspace, lot), deed)

    # ---- asking first -----------------------------------------------------------------------------------------------

    def _of_lot(self, lot_id: str, effects: Callable[[CreditLot], tuple[Effect, ...]], deed: Callable[[], None]) -> None:
        row = self._row(lot_id)
        if row is None:
            return
        lot = row.lot
        self._after_asking(lambda: effects(lot), deed)

    def _after_asking(
        self, effects: Callable[[], tuple[Effect, ...]], deed: Callable[[], None], unsaid: Callable[[], None] = lambda: None
    ) -> None:
        """Do it; where it lowers what a locked dossier claims, say so before and do it on consent."""
        from core.workflows import offset_effects

        try:
            lowered = offset_effects.lowering(effects())
        except AppError:
            lowered = ()  # the deed will be refused with the same reason, at its field
        if not lowered:
            deed()
            return
        unsaid()
        body = "\n".join(one.sentence for one in lowered)
        self._window.confirm(_("会影响已锁定的档案"), body, _("仍要这样做"), deed)

    # ---- the table --------------------------------------------------------------------------------------------------

    def save_table(self) -> None:
        """Ask where to, and write the register there as a table to fill in."""
        chosen = self._window.ask_save_path(_("导出登记表"), _("减排量登记表.xlsx"), _SHEET)
        if not chosen:
            return
        workspace = self._session.workspace
        path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.xlsx")

        def work(_task: Task) -> int:
            from core.workflows import offset_import

            return offset_import.write_table(workspace, path)

        def done(count: int) -> None:
            self._window.say(_("已写出 {name}，含已登记的 {count} 批").format(name=path.name, count=count))

        self._window.run(_("正在写登记表"), work, done)

    def take_table(self, taken: Callable[[LotImport], object]) -> None:
        """Ask for a table of lots and take it in.

        Args:
            taken: told what became of each row.
        """
        chosen = self._window.ask_open_path(_("导入登记表"), _("减排量登记表 ({kinds})").format(kinds=_TABLES))
        if not chosen:
            return
        workspace = self._session.workspace

        def work(task: Task) -> tuple[LotImport, Change]:
            from core.workflows import offset_import

            return offset_import.import_lots(workspace, Path(chosen), cancelled=task.cancelled)

        def done(result: tuple[LotImport, Change]) -> None:
            told, change = result
            self._session.apply(change)
            taken(told)

        self._window.run(_("正在读登记表"), work, done)
