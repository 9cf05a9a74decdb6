"""录入票据: one bill in a form, its paper beside it; what is typed is read back at once and kept when it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QStackedWidget

from core.domain.finding import Place
from core.domain.period import Month
from core.errors import AppError, InputError
from core.i18n import _, mark
from core.workflows.bill_views import BillDraft, BillView, FieldProblem
from ui.session import Session
from ui.widgets.bill_deeds import BillDeeds, BillRow
from ui.widgets.bill_desk import BillDesk, bill_menu, bind
from ui.widgets.bill_paper import BillPaper
from ui.widgets.bill_state import BillState, Keepsake
from ui.widgets.card import EmptyState
from ui.widgets.explain_panel import ExplainPanel
from ui.widgets.page import Page, Window
from ui.widgets.text import Text

_READ_BACK_MS = 150


class BillPage(Page):
    """What is typed stays here until it is saved or given up, also when the person looks at another page in between."""

    NAME = "bill"
    TITLE = mark("录入票据")
    ICON = "receipt"
    HIDDEN: ClassVar[bool] = True

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self.deeds = BillDeeds(session)
        self.desk = BillDesk()
        self.form, self.foot, self.evidence = self.desk.form, self.desk.foot, self.desk.evidence
        self.state = BillState(self.deeds, self.form.draft)
        self.panel = ExplainPanel()
        self.side_content = self.panel
        self.paper = BillPaper(self.deeds, self.form, self.evidence, window, parent=self)
        self._rows: tuple[BillRow, ...] = ()
        self._origin: Place | None = None
        self._view: BillView | None = None
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_READ_BACK_MS)
        self._timer.timeout.connect(self.read_back)
        self.head.add_crumb(_("月度填报"), self.go_back)
        self._tied = Text(_("右侧编号与左侧字段一一对应"), "label", "text2")
        self.head.add_action(self._tied)
        words = _("在场所档案里勾选排放源后，电、气、水、油的票据就在这里录入，按天分到各月。")
        self._empty = EmptyState(_("还没有排放源"), words, _("去场所档案"))
        self._empty.acted.connect(lambda: self.window_frame.go(Place("profile")))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.desk)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        self._connect()

    def _connect(self) -> None:
        form, foot = self.form, self.foot
        form.edited.connect(self._on_edited)
        form.entered.connect(self.evidence.focus_box)
        form.finished.connect(foot.save_next.setFocus)
        form.subject_chosen.connect(self._on_subject)
        form.bills_asked.connect(self._open_bill_menu)
        form.meter_change_asked.connect(self.ask_meter_change)
        form.more.end_style_asked.connect(self._set_end_style)
        form.more.correct_asked.connect(lambda: self._begin(self.deeds.correction(self.state.record)))
        form.more.reverse_asked.connect(lambda: self._begin(self.deeds.credit(self.state.record)))
        foot.save_next_asked.connect(self.save_and_next)
        foot.save_asked.connect(self.save)
        foot.leave_asked.connect(self.go_back)
        foot.remove_asked.connect(self.remove)
        foot.walked.connect(self.walk)
        self.paper.open_asked.connect(self.open_record)
        self.paper.row_found.connect(self._on_row_found)
        self.paper.filled.connect(self._on_filled)
        self.paper.tied.connect(lambda: self._tied.setVisible(bool(self.paper.numbers())))
        self.panel.came_into_view.connect(self._explain)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Return", self.save_and_next),
            ("Ctrl+Enter", self.save_and_next),
            ("Ctrl+S", self.save),
            ("Esc", self._escape),
            ("Alt+Left", lambda: self.walk(-1)),
            ("Alt+Right", lambda: self.walk(1)),
        )
        bind(self, keys)

    # ---- which bill -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self._busy:
            return
        self._rows = self.deeds.rows() if self.deeds.ready else ()
        self._stack.setCurrentWidget(self.desk if self._rows else self._empty)
        if not self._rows:
            self.head.set_sentence("")
            self._tied.hide()
        elif self.state.begun is None or self.state.elsewhere or self.state.subject not in {row.subject for row in self._rows}:
            row, record = self.state.latest()
            self.open(row or self._rows[0].subject, record)
        else:
            self._reload()

    def _reload(self) -> None:
        if not self.state.reload():
            words = _("这张票据已不在账本里，内容还留在表上，没有保存。")
            self.form.notes.put("lost", words, "warn", (_("放弃，重新开始"), self.give_up))
        self._load(keep_place=True)

    def show_place(self, place: Place) -> None:
        """Open a bill, or a new one for a row and a month; a path in `place.field` is a paper to propose it from."""
        if not self._rows:
            return
        subject = place.subject or self.state.subject
        self._origin = Place("activity", subject, place.month)
        if (subject, place.record) != (self.state.subject, self.state.record) or not place.record:
            self.open(subject, place.record, place.month)
        if place.field in self.form.fields:
            self.form.go_to(place.field)
            return
        self.form.go_to_next_empty()
        if place.field:
            self.take([Path(place.field)])

    def open(self, subject: str, record: str = "", month: Month | None = None, draft: BillDraft | None = None) -> None:
        """Open a kept bill, a new one, or one that was begun before; arguments as in `BillState.open`."""
        try:
            begun = self.state.open(subject, record, month, draft)
        except AppError as error:
            self.window_frame.show_error(error)
            return
        self.form.notes.clear()
        self.form.meter_panel.close_form()
        if begun.resumed:
            words = _("这张票据上次没有保存，接着填就行。")
            self.form.notes.put("resumed", words, "info", (_("放弃，重新开始"), self.give_up))
        self._load()

    def open_record(self, record_id: str) -> None:
        """Open a bill of whatever row."""
        subject = self.state.row_of(record_id)
        if subject:
            self.open(subject, record_id)
            self.form.go_to_next_empty()
        else:
            self.window_frame.say(_("那张票据在别的年度或场所，请切换后再打开"))

    def give_up(self) -> None:
        """Forget what was typed and begin again."""
        self.state.forget()
        self.open(self.state.subject, self.state.record)
        self.form.go_to_next_empty()

    def leave(self) -> None:
        """Another page is opened."""
        if self.state.put_away():
            self.window_frame.say(_("没有保存的票据留着，回到录入票据可以接着填"))

    def unsaved(self) -> str:
        """Bills that would be lost with the window."""
        self.state.put_away()
        count = len(self.state.shelf.keys())
        return _("有 {count} 张票据填了还没有保存。").format(count=count) if count else ""

    def keepsake(self) -> object:
        """What was typed, for the page that is built anew after a change of the look."""
        return self.state.keepsake(), self._origin

    def recall(self, keepsake: object) -> None:
        """Go on with it."""
        match keepsake:
            case (Keepsake() as kept, Place() | None as origin):
                self._origin = origin
                begun = self.state.recall(kept)
                if begun is not None:
                    self.form.load(begun.draft, year=self.deeds.year(), carried=begun.carried, proposed=begun.proposed)

    def _load(self, *, keep_place: bool = False) -> None:
        begun = self.state.begun
        if begun is None:
            return
        tokens = {row.subject: row.tokens[0] for row in self._rows}
        names = [(row.subject, row.name) for row in self._rows]
        self.form.set_sources(names, tokens, self.state.subject, fixed=bool(self.state.record))
        self.form.load(begun.draft, year=self.deeds.year(), carried=begun.carried, proposed=begun.proposed)
        self.form.more.set_bills(self.state.originals(), kept=bool(self.state.record))
        if not keep_place:
            self.form.verticalScrollBar().setValue(0)
        self.read_back()
        self.paper.show_bill(begun, self.state.record, locked=self.locked())
        if self.panel.isVisible():
            self._explain()

    # ---- reading back -----------------------------------------------------------------------------------------------

    def _on_edited(self, field: str) -> None:
        begun = self.state.begun
        if begun is None:
            return
        begun.touched.add(field)
        begun.proposed.discard(field)
        if field in {"kind", "original"}:
            self._on_original()
        if field == "meter_id" and not self.state.record and begun.touched == {"meter_id"}:
            account = self.form.draft().meter_id
            self.state.forget()
            self.open(self.state.subject, draft=self.deeds.new(self.state.subject, account))
        else:
            self._timer.start()

    def _on_original(self) -> None:
        """In a form where nothing else was typed, the bill that was chosen fills in what its correction starts from."""
        begun, draft = self.state.begun, self.form.draft()
        if begun is None or begun.touched - {"original", "kind"} or not (draft.corrects or draft.reverses):
            return
        begun.draft = self.deeds.correction(draft.corrects) if draft.corrects else self.deeds.credit(draft.reverses)
        self.form.load(begun.draft, year=self.deeds.year())
        self.form.more.set_bills(self.state.originals(), kept=False)

    def _on_filled(self) -> None:
        if self.state.begun is not None:
            self.state.begun.draft = self.form.draft()
        self.read_back()

    def read_back(self) -> None:
        """Compute what follows from what stands in the form, and show it."""
        self._timer.stop()
        if self.state.begun is None:
            return
        try:
            view = self.deeds.view(self.form.draft(), self.state.record)
        except AppError as error:
            self.window_frame.show_error(error)
            return
        self._view = view
        row = next(row for row in self._rows if row.subject == self.state.subject)
        self.form.set_locked(bool(self.locked()))
        self.form.show_view(view, row.tokens)
        self.head.set_sentence(view.title)
        self.desk.show_state(self.state, view, self.locked(), self.go_back, self.open_record)

    def locked(self) -> str:
        """Why the bill can only be looked at; empty where it can be changed."""
        return self.state.locked(self._view)

    # ---- deeds ------------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Keep the bill; says whether it was kept. What is wrong stands at its field."""
        begun = self.state.begun
        if begun is None or self.locked():
            return False
        self.read_back()
        draft, view = self.form.draft(), self._view
        if view is None or self.form.problems(view.problems):
            self.form.show_refusal(view.problems if view is not None else ())
            self.window_frame.say(_("还没有保存：表上标出的地方要先改好"))
            return False
        if self.state.record and draft == begun.base:
            self.window_frame.say(_("没有改动"))
            return True
        saved: list[str] = []
        if not self._tried(lambda: saved.append(self.deeds.save(draft, self.state.record, begun.files))):
            return False
        self.state.saved(saved[0])
        self.form.notes.clear()
        self._load(keep_place=True)
        self.window_frame.say(_("已保存 {title}").format(title=view.title))
        return True

    def _tried(self, deed: Callable[[], object]) -> bool:
        """Do something in the ledger while this page does not follow; False when it was refused, which is said."""
        self._busy = True
        try:
            deed()
        except InputError as error:
            field = error.code.partition(".")[2]
            if field not in self.form.fields:
                self.window_frame.show_error(error)
            else:
                self.form.show_refusal([FieldProblem(field, error.message, error.hint)])
            return False
        except AppError as error:
            self.window_frame.show_error(error)
            return False
        finally:
            self._busy = False
        return True

    def save_and_next(self) -> None:
        """Keep the bill and begin the next one of the same account."""
        if not self.save():
            return
        following = self.deeds.new(self.state.subject, self.form.draft().meter_id)
        if self.deeds.in_year(following):
            self._begin(following)
        else:
            self.window_frame.say(_("已保存。下一张从 {day} 起，不在这个年度内").format(day=following.start))

    def _begin(self, draft: BillDraft) -> None:
        """A new bill that starts from a draft."""
        self.open(self.state.subject, draft=draft)
        self.form.go_to_next_empty()

    def remove(self) -> None:
        """Take the bill out; undo brings it back."""
        line, at = self.state.line(), self.state.at()
        if line is None or not self._tried(lambda: self.deeds.remove(line.record_id)):
            return
        self.state.forget()
        rest = [one for one in self.state.lines if one is not line]
        self.open(self.state.subject, rest[min(at, len(rest) - 1)].record_id if rest else "")
        self.window_frame.say(_("已删除 {span} 的票据，可用 Ctrl + Z 撤销").format(span=line.span))

    def walk(self, step: int) -> None:
        """The bill before or after; after the last one comes a new one."""
        at, lines = self.state.at() + step, self.state.lines
        if 0 <= at < len(lines):
            self.open(self.state.subject, lines[at].record_id)
        elif at == len(lines) and not self.deeds.locked_title():
            self.open(self.state.subject)
        else:
            self.window_frame.say(_("前面没有票据了") if step < 0 else _("后面没有票据了"))
            return
        self.form.go_to_next_empty()

    def _open_bill_menu(self) -> None:
        at = self.form.position
        bill_menu(self, self.state, self.open).popup(at.mapToGlobal(QPoint(0, at.height())))

    def go_back(self) -> None:
        """Back to the cell that this page was opened from; what was typed stays."""
        month = self._origin.month if self._origin is not None else None
        if month is None and self._view is not None:
            month = next((share.month for share in self._view.spread if share.inside), None)
        self.window_frame.go(Place("activity", self.state.subject, month))

    def _escape(self) -> None:
        if not self.form.meter_panel.close_form():
            self.go_back()

    def _on_subject(self, subject: str) -> None:
        self.open(subject, month=self._origin.month if self._origin is not None else None)

    def _set_end_style(self, included: bool) -> None:
        self._say_refusal(lambda: self.deeds.set_end_style(self.form.account(), included=included))

    def ask_meter_change(self) -> None:
        """Ask for a change of the account's meter."""
        account = self.form.account()
        known = [line for line in self.deeds.bills(self.state.subject) if line.kind == "meter_change" and line.meter_id == account]

        def remove(record_id: str) -> None:
            self._say_refusal(lambda: self.deeds.remove_meter_change(record_id))

        self.form.meter_panel.open(account, self.deeds.year(), known, self.deeds.put_meter_change, remove)

    def _say_refusal(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except AppError as error:
            self.window_frame.show_error(error)

    # ---- the paper --------------------------------------------------------------------------------------------------

    def _on_row_found(self, subject: str, files: Sequence[Path]) -> None:
        """A paper belongs to another row: the form goes there with it."""
        self.open(subject)
        self.take(files)

    def accepts(self, paths: Sequence[Path]) -> bool:
        """Papers of bills, while the bill can be changed."""
        return bool(self._rows) and self.paper.accepts(paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Papers were dropped."""
        self.paper.take(paths)

    # ---- F9 ---------------------------------------------------------------------------------------------------------

    def _explain(self) -> None:
        """Where the figure of the month comes from, this bill among its sources."""
        months = [share.month for share in self._view.spread if share.inside] if self._view is not None else []
        if not months or not self.state.record:
            self.panel.show_nothing()
            return
        asked = self._origin.month if self._origin is not None and self._origin.month in months else months[-1]
        self._say_refusal(lambda: self.panel.show_explanation(self.deeds.explain(self.state.subject, asked), of_year=False))
