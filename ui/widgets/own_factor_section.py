"""The ledger's own factors: value, source, proof, and which rows compute with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import AppError
from core.i18n import _
from core.workflows.change import Change
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, Rule, Tag
from ui.widgets.formula import pretty
from ui.widgets.layouts import empty
from ui.widgets.own_factor_dialog import OwnFactorDialog
from ui.widgets.page import Window
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.own_factors import OwnFactorCard


class OwnFactorSection(Card):
    """Each deed is saved at once and undone like everything else."""

    def __init__(self, session: Session, window: Window, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self._session = session
        self._window = window
        head = QHBoxLayout()
        head.addWidget(Text(_("自有因子"), "title", bold=True), 1)
        self.add_button = Button(_("登记自有因子…"), icon="plus")
        self.add_button.clicked.connect(lambda _on=False: self._add())
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        words = _("有供应商或检测机构的因子时用；优先用公布的因子。登记后在左侧或上方排放源的因子里选用，未经公开核对，一律标 ○。")
        self.body.addWidget(Text(words, "label", "text2", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.S)
        self.body.addLayout(self._rows)

    def refresh(self) -> None:
        """Read the list anew."""
        from core.workflows import own_factors

        empty(self._rows)
        for card in own_factors.own_factors(self._session.workspace):
            self._rows.addWidget(Rule())
            self._rows.addLayout(self._row(card))

    def _row(self, card: OwnFactorCard) -> QVBoxLayout:
        factor = card.factor
        block = QVBoxLayout()
        block.setSpacing(theme.HAIR)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(factor.name, "body", bold=True))
        head.addWidget(Text(f"{factor.value} {pretty(factor.unit)}　○", "body"), 1)
        if not card.proof:
            head.addWidget(Tag(_("缺证明文件"), "warn"))
        proof = Button(_("附证明…"), "link")
        proof.setAccessibleName(_("给「{name}」附证明文件").format(name=factor.name))
        proof.clicked.connect(lambda _on=False: self._attach(factor.id))
        head.addWidget(proof)
        if not card.used_by:
            remove = IconButton("minus", _("删除自有因子「{name}」").format(name=factor.name), small=True)
            remove.clicked.connect(lambda: self._remove(factor.id))
            head.addWidget(remove)
        block.addLayout(head)
        year = _("{year} 年数据").format(year=factor.vintage) if factor.vintage else ""
        origin = "　".join(part for part in (factor.document, factor.clause, year) if part)
        block.addWidget(Text(origin, "label", "text2", wrap=True))
        files = "、".join(one.original_name for one in card.proof)
        users = "、".join(name for _venue, name in card.used_by) or _("还没有排放源选用")
        used = _("用于 {users}").format(users=users) if card.used_by else users
        block.addWidget(Text("　".join(part for part in (used, files) if part), "label", "text2", wrap=True))
        return block

    # ---- deeds ------------------------------------------------------------------------------------------------------

    def _ask_file(self) -> str:
        return self._window.ask_open_path(_("证明文件"), _("所有文件 (*)"))

    def _add(self) -> None:
        dialog = OwnFactorDialog(self._ask_file, parent=self)
        dialog.sent.connect(partial(self._take, dialog))
        dialog.open()

    def _take(self, dialog: OwnFactorDialog) -> None:
        from core.workflows import own_factors

        vintage = dialog.vintage()
        if dialog.text("vintage") and vintage is None:
            return
        path = dialog.path("proof")
        try:
            _made, change = own_factors.add_own_factor(
                self._session.workspace,
                dialog.text("name"),
                dialog.text("value"),
                dialog.text("unit"),
                dialog.text("document"),
                clause=dialog.text("clause"),
                vintage=vintage,
                files=[path] if path is not None else [],
            )
        except AppError as error:
            dialog.refuse(f"{error.message}{error.hint}")
            return
        dialog.accept()
        self._session.apply(change)

    def _attach(self, factor_id: str) -> None:
        from core.workflows import own_factors

        chosen = self._ask_file()
        if chosen:
            self._do(lambda: own_factors.attach_proof(self._session.workspace, factor_id, Path(chosen)))

    def _remove(self, factor_id: str) -> None:
        from core.workflows import own_factors

        self._do(lambda: own_factors.remove_own_factor(self._session.workspace, factor_id))

    def _do(self, job: Callable[[], Change]) -> None:
        try:
            self._session.apply(job())
        except AppError as error:
            self._window.show_error(error)
