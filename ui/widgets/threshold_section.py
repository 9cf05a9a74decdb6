"""核对规则: when a rule asks, what this ledger set instead and why, and the way back to what the program proposes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.errors import AppError
from core.i18n import _
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule, Tag
from ui.widgets.layouts import empty
from ui.widgets.page import Window
from ui.widgets.text import Text
from ui.widgets.threshold_form import ThresholdForm

if TYPE_CHECKING:
    from core.workflows.thresholds import ThresholdEffect, ThresholdView

Key = tuple[str, str]
"""Number of a rule and name of a threshold."""


class ThresholdSection(Card):
    """The card of the settings page; it belongs to the ledger. Folded, it lists what was changed; unfolded, everything."""

    def __init__(self, session: Session, window: Window, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self._session = session
        self._window = window
        self._views: tuple[ThresholdView, ...] = ()
        self._open = False
        self.form: ThresholdForm | None = None
        self.change_buttons: dict[Key, Button] = {}
        self.reset_buttons: dict[Key, Button] = {}
        self.body.setSpacing(theme.M)
        head = QHBoxLayout()
        head.addWidget(Text(_("核对规则"), "title", bold=True))
        head.addStretch(1)
        self.unfold_button = Button("", icon="list")
        self.unfold_button.clicked.connect(lambda _on=False: self.unfold(shown=not self._open))
        head.addWidget(self.unfold_button)
        self.body.addLayout(head)
        self.body.addWidget(Rule())
        words = _("阈值决定疑问何时出现，是本程序的建议，不是法规。改动只用于这本账，要写明理由，可以撤销；已锁定的档案不变。")
        self.body.addWidget(Text(words, "label", "text2", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.XS)
        self.body.addLayout(self._rows)

    def refresh(self) -> None:
        """Read the thresholds; a form that is open stays while nothing has changed."""
        from core.workflows import thresholds

        views = thresholds.thresholds(self._session.workspace)
        if views != self._views:
            self._views = views
            self._show()

    def unfold(self, *, shown: bool) -> None:
        """List everything, or only what was changed."""
        self._open = shown
        self._show()

    # ---- showing ----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.form = None
        self.change_buttons, self.reset_buttons = {}, {}
        empty(self._rows)
        changed = [view for view in self._views if view.changed]
        count = len(self._views)
        self.unfold_button.setText(_("只看改过的") if self._open else _("列出全部 {count} 项").format(count=count))
        if not changed and not self._open:
            self._rows.addWidget(Text(_("{count} 项阈值都按本程序的建议").format(count=count), "body"))
        rule = ""
        for view in self._views if self._open else changed:
            if view.rule != rule:
                rule = view.rule
                self._rows.addLayout(self._rule_line(view))
            self._rows.addWidget(self._line(view))

    def _rule_line(self, view: ThresholdView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.S, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(Text(view.rule, "label", "text2"))
        row.addWidget(Text(view.title, "body", bold=True))
        origin = Text(view.origin, "label", "text2")
        origin.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(origin, 1)
        return row

    def _line(self, view: ThresholdView) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(theme.XL, 0, 0, 0)
        row.setSpacing(theme.M)
        words = Text(view.words, "body")
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(words, 1)
        if view.changed:
            row.addWidget(Text(_("建议 {value}").format(value=view.text(view.proposal)), "label", "text2"))
        row.addWidget(Text(view.text(view.value), "body", bold=True))
        key = (view.rule, view.name)
        if not view.editable:
            row.addWidget(Tag(_("固定")))
        else:
            if view.changed:
                back = Button(_("恢复本程序的建议"), small=True, icon="restore")
                back.clicked.connect(partial(self._reset, view))
                self.reset_buttons[key] = back
                row.addWidget(back)
            change = Button(_("修改…"), small=True)
            change.setAccessibleName(_("修改 {words}").format(words=view.words))
            change.clicked.connect(partial(self._ask, view, column))
            self.change_buttons[key] = change
            row.addWidget(change)
        column.addLayout(row)
        if view.why:
            why = Text(_("理由：{why}").format(why=view.why), "label", "text2", wrap=True)
            why.setContentsMargins(theme.XL, 0, 0, 0)
            column.addWidget(why)
        return holder

    # ---- deeds ------------------------------------------------------------------------------------------------------

    def _ask(self, view: ThresholdView, below: QVBoxLayout, _on: bool = False) -> None:
        """Open the form below a line; one at a time."""
        self._close_form()
        form = ThresholdForm(view, partial(self._effect, view), parent=self)
        form.adopted.connect(partial(self._adopt, view))
        form.given_up.connect(partial(self._give_up, view))
        below.addWidget(form)
        form.follow(self.change_buttons[view.rule, view.name])
        form.show()  # at once: what a layout shows later cannot take the keyboard yet
        self.form = form
        form.value.setFocus()
        form.value.selectAll()

    def _close_form(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            form.hide()
            form.deleteLater()

    def _give_up(self, view: ThresholdView) -> None:
        self._close_form()
        self.change_buttons[view.rule, view.name].setFocus()

    def _effect(self, view: ThresholdView, text: str) -> ThresholdEffect | None:
        """What a value would do to the year in view."""
        from core.workflows import thresholds

        if self._session.dossier is None:
            return None
        return thresholds.effect(self._session.workspace, self._session.dossier_id, view.rule, view.name, text)

    def _adopt(self, view: ThresholdView, text: str, why: str) -> None:
        from core.workflows import thresholds

        form = self.form
        if form is None:
            return
        try:
            told = self._effect(view, text)
            change = thresholds.set_threshold(self._session.workspace, view.rule, view.name, text, why)
        except AppError as error:
            form.refuse(error)
            return
        self._close_form()
        self._session.apply(change)
        self._window.say(_("已修改「{words}」。{told}").format(words=view.words, told=told.sentence if told else ""))
        self._focus(view)

    def _reset(self, view: ThresholdView, _on: bool = False) -> None:
        from core.workflows import thresholds

        try:
            told = self._effect(view, str(view.proposal))
            change = thresholds.reset_threshold(self._session.workspace, view.rule, view.name)
        except AppError as error:
            self._window.show_error(error)
            return
        self._session.apply(change)
        self._window.say(_("已恢复「{words}」的建议值。{told}").format(words=view.words, told=told.sentence if told else ""))
        self._focus(view)

    def _focus(self, view: ThresholdView) -> None:
        """The keyboard stays at the line that was changed, where it is still listed."""
        self.change_buttons.get((view.rule, view.name), self.unfold_button).setFocus()
