"""The dialog that describes an own measure: its formula, the ranges of its parameters, and what it would save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from core.domain.quantity import shown
from core.errors import AppError, InputError
from core.i18n import _
from ui import theme
from ui.widgets.fields import Choice, Line
from ui.widgets.page import Page
from ui.widgets.sign_dialog import FormDialog
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.own_measures import OwnMeasureDraft
    from ui.session import Session


class _Lines(QPlainTextEdit):
    """A field of several lines; Tab leads on."""

    def __init__(self, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font())
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.line_height("body") * 3 + theme.M)


class OwnMeasureDialog(FormDialog):
    """Stays open until the measure is taken in; while it is typed, it says what the defaults would save."""

    def __init__(self, page: Page, session: Session) -> None:
        """Lay the fields out.

        Args:
            page: the page it is opened from.
            session: the open ledger.
        """
        body = _("目录里没有的措施可以自建：写出每年省什么、怎样算。没有人核对过，一律标 ○。")
        super().__init__(_("自建措施"), body, _("加入目录"), parent=page)
        self._session = session
        self.add_row("name", _("措施名称"), Line(placeholder=_("如：大堂改用地源热泵")), missing=_("请写措施名称。"))
        self.formula = _Lines("dG = Q/NCVk\ndE = -Q/COP")
        hint = _("每行一个结果：dE 电 kWh，dG 天然气 Nm³，dPet 汽油 L，dDie 柴油 L，dLPG kg，dCoal t，ER 直接减排 t")
        self.add_row("formula", _("公式，每年"), self.formula, hint)
        self.parameters = _Lines(_("Q [kWh/a] 1000~900000 (默认 120000) 全年供热量") + "\nCOP 2.5~5 (3.5)")
        self.add_row("parameters", _("参数，每行一个"), self.parameters, _("名字 [单位] 最小~最大 (默认 值) 说明"))
        self.add_row("lifetime", _("寿命（年）"), Line("10"), missing=_("请填寿命。"))
        self.add_row("end_use", _("用能环节"), Choice(_uses()), _("同一环节的节约按重叠合并"), beside=True)
        self.add_row("source", _("公式出处"), Line(placeholder=_("设计方案、说明书、标准")))
        self.add_row("proof", _("打算怎样证明"), Line(placeholder=_("如：热量表")), beside=True)
        self.preview = Text("", "label", "text2", wrap=True)
        self.add_widget(self.preview)
        for editor in (self.formula, self.parameters):
            editor.textChanged.connect(self._preview)
        self.sent.connect(self._take)

    def draft(self) -> OwnMeasureDraft:
        """What is typed."""
        from core.workflows import organizing
        from core.workflows.own_measures import OwnMeasureDraft

        use = self.rows["end_use"].editor
        kind = organizing.venue(self._session.workspace, self._session.venue_id).type_code
        return OwnMeasureDraft(
            name=self.text("name"),
            formula=self.formula.toPlainText(),
            parameters=self.parameters.toPlainText(),
            lifetime=self.text("lifetime"),
            venue_types=(kind,),
            end_use=use.value() if isinstance(use, Choice) else "",
            proof=self.text("proof"),
            source=self.text("source"),
        )

    def _preview(self) -> None:
        """What the defaults would save; nothing while it cannot be read yet."""
        from dataclasses import replace

        from core.workflows import own_measures

        for key in ("formula", "parameters"):
            self.rows[key].set_error("")
        try:
            name = self.text("name") or _("自建措施")
            tonnes = own_measures.trial(self._session.workspace, self._session.dossier_id, replace(self.draft(), name=name))
        except AppError:
            self.preview.setText("")
            return
        self.preview.setText(_("按默认参数，预计年减排 {tonnes} tCO₂e").format(tonnes=shown(tonnes, 2)))

    def _take(self) -> None:
        from core.workflows import own_measures

        try:
            _made, change = own_measures.put(self._session.workspace, self.draft())
        except InputError as error:
            self.refuse(f"{error.message}{error.hint}", error.code.removeprefix("own_measure."))
            return
        except AppError as error:
            self.refuse(f"{error.message}{error.hint}")
            return
        self.accept()
        self._session.apply(change)


def _uses() -> tuple[tuple[str, str], ...]:
    from core.workflows.weighing import end_use_names

    return (("", _("不归入任何环节")), *end_use_names())
