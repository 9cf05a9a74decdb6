"""因子库: the edition in force, how it came to be that, and the way to another one; every change is shown before it is made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.edition import EditionAct
from core.errors import AppError
from core.i18n import _, mark
from core.workflows.change import Change
from ui import theme
from ui.session import Session
from ui.tasks import Task
from ui.widgets.buttons import Button
from ui.widgets.card import Card, Rule
from ui.widgets.edition_dialogs import EditionDialog
from ui.widgets.layouts import empty
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.page import Window
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.edition_views import EditionCard, EditionLine, EditionPreview, EditionsView

_ACTS = {EditionAct.BEGIN: mark("建立账本"), EditionAct.ADOPT: mark("采用"), EditionAct.ROLL_BACK: mark("回退")}
_MOST_STEPS = 12


class EditionSection(Card):
    """The card of the settings page; it belongs to the ledger, not to the person."""

    def __init__(self, session: Session, window: Window, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self._session = session
        self._window = window
        self.dialog: EditionDialog | None = None
        self.body.setSpacing(theme.M)
        head = QHBoxLayout()
        head.addWidget(Text(_("因子库"), "title", bold=True))
        head.addStretch(1)
        self.import_button = Button(_("导入因子包…"), icon="upload")
        self.import_button.clicked.connect(lambda _on=False: self._import())
        head.addWidget(self.import_button)
        self.body.addLayout(head)
        self.body.addWidget(Rule())
        self._news = QVBoxLayout()
        self._now = QVBoxLayout()
        self._now.setSpacing(theme.XS)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(theme.S)
        for part in (self._news, self._now, self._steps):
            self.body.addLayout(part)
        self.back_buttons: dict[str, Button] = {}
        self.shipped_button: Button | None = None

    def refresh(self) -> None:
        """Read which editions the ledger has computed with, and show them."""
        from core.workflows import editions

        view = editions.editions(self._session.workspace)
        for part in (self._news, self._now, self._steps):
            empty(part)
        self._show_news(view)
        self._show_now(view)
        self._show_steps(view)

    def _show_news(self, view: EditionsView) -> None:
        self.shipped_button = None
        if view.shipped is None:
            return
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(MarkLabel(Mark.HINT, line="body"))
        words = _("本程序自带因子库 {name}，账本仍用 {current}。看过影响再决定是否采用；不采用也不影响填报。")
        row.addWidget(Text(words.format(name=view.shipped.name, current=view.in_force.name), "body", wrap=True), 1)
        self.shipped_button = Button(_("查看影响…"), small=True)
        self.shipped_button.clicked.connect(lambda _on=False: self._offer_shipped())
        row.addWidget(self.shipped_button)
        self._news.addLayout(row)

    def _show_now(self, view: EditionsView) -> None:
        card = view.in_force
        self._now.addWidget(Text(_("在用 {name}").format(name=card.name), "body", bold=True))
        counts = view.counts
        rows = _("因子 {factors} 行 · GWP {gwp} 行 · 混合工质 {blends} 行 · 基准值 {benchmarks} 行").format(**counts)
        self._now.addWidget(Text(f"{origin_words(card)} · {rows}", "label", "text2", wrap=True))

    def _show_steps(self, view: EditionsView) -> None:
        self.back_buttons = {}
        self._steps.addWidget(Text(_("历次变更"), "label", "text2"))
        for line in view.lines[:_MOST_STEPS]:
            self._steps.addLayout(self._step(line, view.in_force))
        if len(view.lines) > _MOST_STEPS:
            self._steps.addWidget(Text(_("更早的 {count} 次略").format(count=len(view.lines) - _MOST_STEPS), "label", "text2"))

    def _step(self, line: EditionLine, current: EditionCard) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        when = line.step.at[:16].replace("T", " ")
        act = _("{act} {name}（{digest}）").format(act=_(_ACTS[line.step.act]), name=line.edition.name, digest=line.edition.short)
        words.addWidget(Text(" · ".join(part for part in (when, act, line.step.author) if part), "body"))
        if line.step.note:
            note = Text(line.step.note, "label", "text2", wrap=True)
            note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            words.addWidget(note)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addLayout(words, 1)
        digest = line.edition.digest
        if digest != current.digest and digest not in self.back_buttons:
            button = Button(_("回退到此版本"), small=True)
            button.clicked.connect(partial(self._offer_return, digest))
            self.back_buttons[digest] = button
            row.addWidget(button)
        return row

    # ---- deeds ------------------------------------------------------------------------------------------------------

    def _import(self) -> None:
        chosen = self._window.ask_open_path(_("导入因子包"), "ZIP (*.zip)")
        if not chosen:
            return
        workspace, settings = self._session.workspace, self._session.folder

        def work(_task: Task) -> EditionPreview:
            from core.workflows import editions, identifying

            return editions.preview_pack(workspace, Path(chosen), identifying.trust((), settings, at=workspace.clock()))

        self._window.run(_("正在核验因子包，计算影响"), work, partial(self._ask, back=False))

    def _offer_shipped(self) -> None:
        workspace = self._session.workspace

        def work(_task: Task) -> EditionPreview:
            from core.workflows import editions

            return editions.preview_shipped(workspace)

        self._window.run(_("正在计算影响"), work, partial(self._ask, back=False))

    def _offer_return(self, digest: str, _on: bool = False) -> None:
        workspace = self._session.workspace

        def work(_task: Task) -> EditionPreview:
            from core.workflows import editions

            return editions.preview_return(workspace, digest)

        self._window.run(_("正在计算影响"), work, partial(self._ask, back=True))

    def _ask(self, offer: EditionPreview, *, back: bool) -> None:
        dialog = EditionDialog(offer, back=back, parent=self)
        dialog.sent.connect(partial(self._send, dialog, back=back))
        self.dialog = dialog
        dialog.open()
        if not back:  # what Enter does must be harmless
            dialog.leave_button.setFocus()

    def _send(self, dialog: EditionDialog, *, back: bool) -> None:
        from core.workflows import editions

        workspace, offer = self._session.workspace, dialog.offer
        job: Callable[[], Change]
        if back:
            job = partial(editions.roll_back, workspace, offer.card.digest, dialog.text("reason"))
        else:
            job = partial(editions.adopt, workspace, offer)
        try:
            change: Any = job()
        except AppError as error:
            dialog.refuse(str(error), "reason" if error.code.startswith("field.") else "")
            return
        dialog.accept()
        self.dialog = None
        self._session.apply(change)
        words = _("已回退到因子库 {name}") if back else _("已采用因子库 {name}")
        self._window.say(words.format(name=offer.card.name))


def origin_words(card: EditionCard) -> str:
    """Whose edition it is, and its digest as far as people compare it."""
    whose = _("{publisher}发布的因子包").format(publisher=card.publisher) if card.publisher else _("随程序提供")
    return _("{whose} · 摘要 {digest}").format(whose=whose, digest=card.short)
