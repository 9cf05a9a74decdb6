"""Below the days of a bill: how its end is read, whether it corrects or reverses another, and a remark; unfolded when wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from core.workflows.bill_views import BillDraft, BillLine, BillView
from ui import theme
from ui.widgets.bill_cells import FieldCell, FieldLine
from ui.widgets.bill_fields import BillLine as LineField
from ui.widgets.bill_fields import select_all
from ui.widgets.buttons import Button
from ui.widgets.fields import Choice
from ui.widgets.text import Text


class MoreLine(QWidget):
    """`kind_line` and `note_line` are rows of the form; they are seen when they hold something or were asked for."""

    end_style_asked = Signal(bool)
    """Read the ends of the account's bills the other way: whether the last day is included."""

    correct_asked = Signal()
    reverse_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = False
        self._included = True
        self._wanted = False
        self._locked = False
        self._target = ""
        self._words = Text("", "label", "text2", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.style_link = Button(_("改读法"), "link")
        self.style_link.clicked.connect(lambda _on=False: self.end_style_asked.emit(not self._included))
        self.correct = Button(_("更正"), "link")
        self.correct.setAccessibleName(_("录一张更正它的票据"))
        self.correct.clicked.connect(lambda _on=False: self._ask_kind("corrects"))
        self.reverse = Button(_("冲正"), "link")
        self.reverse.setAccessibleName(_("录一张冲正它的票据"))
        self.reverse.clicked.connect(lambda _on=False: self._ask_kind("reverses"))
        self.remark = Button(_("备注"), "link")
        self.remark.clicked.connect(self._ask_note)
        self.kind = FieldCell(
            _("票据性质"), Choice((("", _("正常票据")), ("corrects", _("更正已录的一张")), ("reverses", _("冲正（红字）"))))
        )
        self.original = FieldCell(_("原票据"), Choice(()))
        self.note = FieldCell(_("备注"), LineField())
        self.kind_line = FieldLine(((self.kind, 178), (self.original, 364)))
        self.note_line = FieldLine(((self.note, 1),))
        links = QHBoxLayout()
        links.setSpacing(theme.S)
        links.setContentsMargins(0, 0, 0, theme.S)
        links.addWidget(self._words, 1)
        for link in (self.style_link, self.correct, self.reverse, self.remark):
            links.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(links)
        column.addWidget(self.kind_line)
        column.addWidget(self.note_line)

    # ---- what was answered ------------------------------------------------------------------------------------------

    def load(self, draft: BillDraft) -> None:
        """Show another draft."""
        self._choice(self.kind).set_value("corrects" if draft.corrects else "reverses" if draft.reverses else "")
        self._wanted = bool(draft.corrects or draft.reverses)
        self._target = draft.corrects or draft.reverses
        self.note_line.setVisible(bool(draft.note))
        self._arrange()

    def set_bills(self, bills: Sequence[BillLine], *, kept: bool) -> None:
        """Offer the bills that this one may correct or reverse; `kept` whether this one is in the ledger."""
        self._kept = kept
        choice = self._choice(self.original)
        words = ((one.record_id, "　".join((one.span, one.quantity, one.invoice, *one.remarks[:1])).replace("　　", "　")) for one in bills)
        choice.set_choices([("", _("请选原票据")), *words])
        choice.set_value(self._target)
        self._arrange()

    def answers(self) -> dict[str, Any]:
        """The draft's fields `corrects` and `reverses`."""
        kind, target = self._choice(self.kind).value(), self._choice(self.original)
        chosen = target.value() if target.count() else self._target
        return {"corrects": chosen if kind == "corrects" else "", "reverses": chosen if kind == "reverses" else ""}

    def lacks_original(self) -> bool:
        """Whether a kind was chosen that belongs to another bill, and none was chosen."""
        return bool(self.kind_value()) and not any(self.answers().values())

    def kind_value(self) -> str:
        """``corrects``, ``reverses``, or empty."""
        return self._choice(self.kind).value()

    def shows_kind(self) -> bool:
        """Whether the row of the kind is seen."""
        return self.kind_line.isVisibleTo(self)

    @staticmethod
    def _choice(cell: FieldCell) -> Choice:
        if not isinstance(cell.editor, Choice):
            raise TypeError(cell.label())
        return cell.editor

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_view(self, view: BillView) -> None:
        """Say how the end of the period is read, and offer the other way."""
        account = next((one for one in view.accounts if one.meter_id == view.draft.meter_id), None)
        if account is None and len(view.accounts) == 1:
            account = view.accounts[0]
        guess = view.end_guess
        differs = guess is not None and guess.differs
        words = _("止日按「{style}」读").format(style=account.words) if account is not None else ""
        if guess is not None and (differs or account is None):
            words = guess.words
        elif guess is not None:
            words = _("{words}，与相邻票据的日期相符").format(words=words)
        self._words.setText(words)
        self._words.set_tone("warn" if differs else "text2")
        self._included = account.end_included if account is not None else True
        other = _("末日为下期首日") if self._included else _("含末日")
        change = _("改为「{style}」").format(style=other)
        self.style_link.setToolTip(change)
        self.style_link.setAccessibleName(change)
        self.style_link.setVisible(account is not None and not self._locked)
        remaining = _("原票据还剩 {quantity} 没有冲正").format(quantity=view.remaining) if view.remaining else ""
        self.kind_line.set_note(remaining)

    def set_locked(self, locked: bool) -> None:
        """Let nothing be changed."""
        self._locked = locked
        self._arrange()

    def _arrange(self) -> None:
        self.kind_line.setVisible(self._wanted or bool(self.kind_value()))
        offered = not self._locked and not self.shows_kind() and (self._kept or self._choice(self.original).count() > 1)
        self.correct.setVisible(offered)
        self.reverse.setVisible(offered)
        self.remark.setVisible(not self._locked and not self.note_line.isVisibleTo(self))

    def _ask_kind(self, kind: str) -> None:
        """On a kept bill a new one is begun; on a new one the row unfolds."""
        if self._kept:
            (self.correct_asked if kind == "corrects" else self.reverse_asked).emit()
            return
        self._wanted = True
        self._choice(self.kind).set_value(kind)
        self._arrange()
        select_all(self.original.editor)

    def _ask_note(self) -> None:
        self.note_line.setVisible(True)
        self._arrange()
        select_all(self.note.editor)
