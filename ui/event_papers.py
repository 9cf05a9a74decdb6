"""What an event prints and sends out: 附表1 plain, addressed or blank, 附表2, and the sheets of its suppliers and their return."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from core.i18n import _
from ui import theme
from ui.file_deeds import FileDeeds
from ui.tasks import Task
from ui.widgets.paper_preview import written

if TYPE_CHECKING:
    from core.workflows.addressing import FormCopy
    from core.workflows.submission_views import EventView
    from core.workflows.supplier_sheets import SupplierReturn

_SHEETS = "Excel (*.xlsx)"
_RETURNS = "*.xlsx *.xls *.ods *.csv"


class EventPapers(FileDeeds):
    """Each paper is shown as it will be saved; sheets of suppliers are saved where the person says."""

    def show_form(self, view: EventView, kind: str, copy: FormCopy | None = None) -> None:
        """Write 附表1 or 附表2 and show it.

        Args:
            view: the event.
            kind: ``form1`` or ``form2``.
            copy: which sheets of 附表1; None for the plain one.
        """
        from core.workflows import reporting
        from core.workflows.addressing import FormCopy

        wanted, dossier_id = copy or FormCopy.PLAIN, str(view.dossier.id)
        name = f"{view.form.name} {_copy_words(kind, wanted)}"
        if wanted is FormCopy.BLANK:
            name = _copy_words(kind, wanted)

            def write(path: Path) -> None:
                reporting.write_blank_form(kind, path)

        else:
            workspace = self._session.workspace

            def write(path: Path) -> None:
                reporting.write_report(workspace, dossier_id, kind, path, wanted)

        parent = self._parent.window()

        def ask_path() -> str:
            return self._window.ask_save_path(_("保存"), f"{name}.pdf", "PDF (*.pdf)")

        def work(task: Task) -> bytes:
            data = written(write, f"{name}.pdf")
            return b"" if task.cancelled() else data

        def show(data: bytes) -> None:
            if data:
                self._show_paper(name, data, ask_path, parent)

        self._window.run(_("正在写{name}").format(name=name), work, show)

    # ---- the menu -----------------------------------------------------------------------------------------------------

    def menu(self, view: EventView, parent: QWidget, taken: Callable[[SupplierReturn], object]) -> QMenu:
        """The rarer papers, and the sheets of suppliers.

        Args:
            view: the event.
            parent: the widget that the menu belongs to.
            taken: told what became of a returned sheet.
        """
        from core.workflows import supplier_sheets
        from core.workflows.addressing import FormCopy

        menu = QMenu(parent)
        menu.setFont(theme.font())
        if view.form.files_form:
            for copy in (FormCopy.BOTH, FormCopy.REPORT, FormCopy.PLATFORM):
                self._form(menu, view, "form1", copy)
            menu.addSeparator()
        for kind in ("form1", "form2"):
            self._form(menu, view, kind, FormCopy.BLANK)
        menu.addSeparator()
        names = supplier_sheets.suppliers(self._session.workspace, str(view.dossier.id))
        for supplier in (*names, ""):
            words = _("供应商数据表：{name}…").format(name=supplier) if supplier else _("供应商数据表：全部条目…")
            action = menu.addAction(words)
            action.setEnabled(bool(view.rows()))
            action.triggered.connect(lambda _on=False, supplier=supplier: self.save_sheet(view, supplier))
        back = menu.addAction(_("收回供应商数据表…"))
        back.setEnabled(view.editable and bool(view.rows()))
        back.triggered.connect(lambda _on=False: self.take_sheet(view, taken))
        return menu

    def _form(self, menu: QMenu, view: EventView, kind: str, copy: FormCopy) -> None:
        menu.addAction(_copy_words(kind, copy)).triggered.connect(lambda _on=False: self.show_form(view, kind, copy))

    # ---- suppliers ----------------------------------------------------------------------------------------------------

    def save_sheet(self, view: EventView, supplier: str) -> None:
        """Ask where to, and write the sheet of a supplier there; of the whole event without one."""
        name = f"{view.form.name} {_('供应商数据表')}{f' {supplier}' if supplier else ''}.xlsx"
        chosen = self._window.ask_save_path(_("保存供应商数据表"), name, _SHEETS)
        if not chosen:
            return
        workspace, dossier_id = self._session.workspace, str(view.dossier.id)
        path = Path(chosen) if Path(chosen).suffix else Path(f"{chosen}.xlsx")

        def work(_task: Task) -> int:
            from core.workflows import supplier_sheets

            return supplier_sheets.write_sheet(workspace, dossier_id, supplier, path)

        def done(count: int) -> None:
            self._window.say(_("已写出 {name}，{count} 个条目").format(name=path.name, count=count))

        self._window.run(_("正在写供应商数据表"), work, done)

    def take_sheet(self, view: EventView, taken: Callable[[SupplierReturn], object]) -> None:
        """Ask for a returned sheet and take it in."""
        chosen = self._window.ask_open_path(_("收回供应商数据表"), _("供应商交回的表 ({kinds})").format(kinds=_RETURNS))
        if not chosen:
            return
        workspace, dossier_id = self._session.workspace, str(view.dossier.id)

        def work(task: Task) -> SupplierReturn:
            from core.workflows import supplier_sheets

            return supplier_sheets.take_sheet(workspace, dossier_id, Path(chosen), cancelled=task.cancelled)[0]

        self._window.run(_("正在读供应商数据表"), work, taken)


def _copy_words(kind: str, copy: FormCopy) -> str:
    """What a printing of a form is called."""
    from core.workflows.addressing import FormCopy

    if kind == "form2":
        return _("空白附表2") if copy is FormCopy.BLANK else _("附表2 清单")
    names = {
        FormCopy.PLAIN: _("附表1 登记表"),
        FormCopy.REPORT: _("附表1 报送件"),
        FormCopy.PLATFORM: _("附表1 抄送件"),
        FormCopy.BOTH: _("附表1 报送件和抄送件"),
        FormCopy.BLANK: _("空白附表1"),
    }
    return names[copy]
