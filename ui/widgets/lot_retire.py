"""The form of a retirement: what the registry's confirmation says, and the file that proves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.offset import OffsetSource
from core.errors import InputError
from core.i18n import _
from core.workflows.submission_views import LotRow
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.event_edits import day_line, day_text, read_day
from ui.widgets.fields import FieldRow, Line

_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Retirement:
    """What the registry's confirmation says."""

    on: date
    number: str
    beneficiary: str
    account: str
    proof: tuple[Path, ...]


class RetireDeeds(Protocol):
    """What the form asks its page to do."""

    def ask_proof(self) -> str:
        """Ask for a file; empty when the person thinks better of it."""

    def retire(self, lot_id: str, typed: Retirement, done: Callable[[], object]) -> None:
        """The lot was retired in its registry; `done` is called when it is kept."""

    def void(self, lot_id: str, reason: str, done: Callable[[], object]) -> None:
        """The retirement was registered by mistake; `done` is called when it is taken back."""


class RetireForm(QWidget):
    """注销: the day, the number, whom it names, and the proof; Enter registers it, Esc gives up."""

    closed = Signal()

    def __init__(self, row: LotRow, beneficiary: str, deeds: RetireDeeds, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._lot = row.lot.id
        self.proof: list[Path] = []
        self.day = day_line()
        self.number = Line(row.lot.retirement_id)
        self.beneficiary = Line(row.lot.beneficiary or beneficiary)
        self.choose = Button(_("选文件"), icon="clip")
        self.choose.clicked.connect(lambda _on=False: self._choose())
        self.account = Line(row.lot.account)
        personal = row.lot.source is OffsetSource.PERSONAL
        kept = (
            _("已有 {count} 个").format(count=len(row.proof))
            if row.proof
            else _("平台出具的汇总表")
            if personal
            else _("登记机构出具的注销证明")
        )
        self.rows = {
            "day": FieldRow(_("注销日期"), self.day, required=True),
            "number": FieldRow(_("汇总表编号") if personal else _("注销编号"), self.number, required=True),
            "beneficiary": FieldRow(_("受益单位"), self.beneficiary, _("应写明本单位、本场所或活动的名称")),
            "account": FieldRow(_("注销账户"), self.account),
            "proof": FieldRow(_("汇总表文件") if personal else _("注销凭证"), self.choose, kept, required=not row.proof),
        }
        self._has_proof = bool(row.proof)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.S)
        for number, field in enumerate(self.rows.values()):
            grid.addWidget(field, number // _COLUMNS, number % _COLUMNS, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(number % _COLUMNS, 1)
        send, give_up = Button(_("登记注销"), "primary"), Button(_("取消"))
        send.clicked.connect(lambda _on=False: self.send())
        give_up.clicked.connect(lambda _on=False: self.close_form())
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(send)
        foot.addWidget(give_up)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addLayout(grid)
        column.addLayout(foot)
        for line in (self.day, self.number, self.beneficiary, self.account):
            line.returnPressed.connect(self.send)
        self.day.setText(day_text(row.lot.retired_on))

    def _choose(self) -> None:
        chosen = self._deeds.ask_proof()
        if chosen:
            self.proof.append(Path(chosen))
            self.rows["proof"].set_error("")
            self.choose.setText("、".join(path.name for path in self.proof))

    def send(self) -> None:
        """Register it when nothing is missing; else say at the fields what is."""
        try:
            day = read_day(self.day.text())
            words = "" if day else _("请填登记机构办结注销的日期。")
        except InputError as error:
            day, words = None, str(error)
        number = self.number.text().strip()
        self.rows["day"].set_error(words)
        self.rows["number"].set_error("" if number else _("请填注销编号或凭证号。"))
        missing = not self.proof and not self._has_proof
        self.rows["proof"].set_error(_("购买不等于注销，没有凭证不能计入。") if missing else "")
        if day is None or not number or missing:
            next(row for row in self.rows.values() if row.error()).editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        typed = Retirement(day, number, self.beneficiary.text().strip(), self.account.text().strip(), tuple(self.proof))
        self._deeds.retire(self._lot, typed, self.close_form)

    def close_form(self) -> None:
        """Give up; nothing is changed."""
        self.closed.emit()
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)
