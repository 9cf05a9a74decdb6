"""The dialog of own measures: one is described, changed or taken away; while it is typed, it shows what it would save."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from core.domain.quantity import shown
from core.errors import AppError, InputError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.fields import Choice, Line
from ui.widgets.measure_formula import FormulaBox, FormulaLine
from ui.widgets.measure_words import output_lines
from ui.widgets.page import Page
from ui.widgets.sign_dialog import FormDialog
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.domain.reduction import OwnMeasure
    from core.workflows.own_measures import OwnMeasureDraft
    from ui.session import Session


class _Lines(QPlainTextEdit):
    """A field of several lines; Tab leads on."""

    def __init__(self, lines: int, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font())
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.line_height("body") * lines + theme.M)


class OwnMeasureDialog(FormDialog):
    """Stays open until the measure is taken in, changed or taken away."""

    def __init__(self, page: Page, session: Session) -> None:
        """Lay the fields out.

        Args:
            page: the page it is opened from.
            session: the open ledger.
        """
        from core.workflows import own_measures

        body = _("目录里没有的措施可以自建：写出每年省什么、怎样算。没有人核对过，一律标 ○。")
        super().__init__(_("自建措施"), body, _("加入目录"), parent=page)
        self._session = session
        self._known: dict[str, OwnMeasure] = {one.id: one for one in own_measures.all_measures(session.workspace)}
        self.which = Choice((("", _("新建一项")), *((one.id, f"{one.id} {one.name}") for one in self._known.values())))
        self.add_row("which", _("新建，或改已有的"), self.which).setVisible(bool(self._known))
        self.add_row("name", _("措施名称"), Line(placeholder=_("如：大堂改用地源热泵")), missing=_("请写措施名称。"))
        self.formula = _Lines(2, "dG = Q/NCVk\ndE = -Q/COP")
        hint = _("每行一个结果：dE 电 kWh，dG 天然气 Nm³，dPet 汽油 L，dDie 柴油 L，dLPG kg，dCoal t，ER 直接减排 t")
        self.add_row("formula", _("公式，每年"), self.formula, hint)
        self.parameters = _Lines(4, _("Q [kWh/a] 1000~900000 (默认 120000) 全年供热量") + "\nCOP 2.5~5 (3.5)")
        self.add_row("parameters", _("参数，每行一个"), self.parameters, _("名字 [单位] 最小~最大 (默认 值) 说明"))
        self.add_row("lifetime", _("寿命（年）"), Line("10"), missing=_("请填寿命。"))
        self.add_row("end_use", _("用能环节"), Choice(_uses()), _("同一环节的节约按重叠合并"), beside=True)
        self.add_row("source", _("公式出处"), Line(placeholder=_("设计方案、说明书、标准")))
        self.add_row("proof", _("打算怎样证明"), Line(placeholder=_("如：热量表")), beside=True)
        self.formulas = FormulaBox()
        self.preview = Text("", "label", "text2", wrap=True)
        self.drop = Button(_("删除这一项"), "link")
        for widget in (self.formulas, self.preview, self.drop):
            self.add_widget(widget)
        self.formulas.hide()
        self.drop.hide()
        for editor in (self.formula, self.parameters):
            editor.textChanged.connect(self._preview)
        self.which.chosen.connect(lambda _id: self._fill())
        self.drop.clicked.connect(lambda _on=False: self._remove())
        self.sent.connect(self._take)

    def draft(self) -> OwnMeasureDraft:
        """What is typed; one that is known keeps the types of venues it may be planned for."""
        from core.workflows import organizing
        from core.workflows.own_measures import OwnMeasureDraft

        use = self.rows["end_use"].editor
        kind = organizing.venue(self._session.workspace, self._session.venue_id).type_code
        known = self._known.get(self.which.value())
        return OwnMeasureDraft(
            name=self.text("name"),
            formula=self.formula.toPlainText(),
            parameters=self.parameters.toPlainText(),
            lifetime=self.text("lifetime"),
            venue_types=tuple(dict.fromkeys((*(known.venue_types if known is not None else ()), kind))),
            end_use=use.value() if isinstance(use, Choice) else "",
            proof=self.text("proof"),
            source=self.text("source"),
        )

    def _fill(self) -> None:
        """Show the measure that was chosen; an empty form for a new one."""
        from core.workflows import own_measures

        known = self._known.get(self.which.value())
        draft = own_measures.draft_of(known) if known is not None else None
        for key in ("name", "lifetime", "source", "proof"):
            editor = self.rows[key].editor
            if isinstance(editor, Line):
                editor.setText(getattr(draft, key) if draft is not None else "10" if key == "lifetime" else "")
        use = self.rows["end_use"].editor
        if isinstance(use, Choice):
            use.set_value(draft.end_use if draft is not None else "")
        self.formula.setPlainText(draft.formula if draft is not None else "")
        self.parameters.setPlainText(draft.parameters if draft is not None else "")
        for row in self.rows.values():
            row.set_error("")
        self.send_button.setText(_("保存") if known is not None else _("加入目录"))
        self.drop.setVisible(known is not None)
        self.refuse("")

    def _preview(self) -> None:
        """What the defaults would save, formula by formula; nothing while it cannot be read yet."""
        from core.workflows import own_measures

        for key in ("formula", "parameters"):
            self.rows[key].set_error("")
        lines: tuple[FormulaLine, ...] = ()
        words = ""
        try:
            draft = self.draft()
            named = replace(draft, name=draft.name or _("自建措施"))
            found = own_measures.trial(self._session.workspace, self._session.dossier_id, named)
            lines = output_lines(found.outputs)
            words = _("按默认参数，预计年减排 {tonnes} tCO₂e").format(tonnes=shown(found.tonnes, 2))
        except AppError as error:
            if self.formula.toPlainText().strip() and self.parameters.toPlainText().strip():
                words = error.message
        self.formulas.set_lines(lines)
        self.formulas.setVisible(bool(lines))
        self.preview.setText(words)
        self.fit()

    def _take(self) -> None:
        from core.workflows import own_measures

        try:
            _made, change = own_measures.put(self._session.workspace, self.draft(), self.which.value())
        except InputError as error:
            self.refuse(f"{error.message}{error.hint}", error.code.removeprefix("own_measure."))
            return
        except AppError as error:
            self.refuse(f"{error.message}{error.hint}")
            return
        self.accept()
        self._session.apply(change)

    def _remove(self) -> None:
        from core.workflows import own_measures

        try:
            change = own_measures.remove(self._session.workspace, self.which.value())
        except AppError as error:
            self.refuse(f"{error.message}{error.hint}")
            return
        self.accept()
        self._session.apply(change)


def _uses() -> tuple[tuple[str, str], ...]:
    from core.workflows.weighing import end_use_names

    return (("", _("不归入任何环节")), *end_use_names())
