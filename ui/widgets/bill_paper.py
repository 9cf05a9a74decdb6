"""The paper beside the form: files taken in, read for a proposal, tied to the fields by numbers; nothing is kept before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from shiboken6 import isValid

from core.errors import AppError, EnvironmentFault
from core.i18n import _
from core.workflows.wording import sentences
from ui.widgets.bill_deeds import BillDeeds
from ui.widgets.bill_form import BillForm
from ui.widgets.bill_parts import NUMBERED
from ui.widgets.bill_shelf import Begun
from ui.widgets.evidence_canvas import Box
from ui.widgets.evidence_files import SUFFIXES, Shown, kinds_of_files
from ui.widgets.evidence_view import EvidenceView
from ui.widgets.page import Window

if TYPE_CHECKING:
    from core.workflows.proposing import Proposal, Spot

_READABLE = (".pdf", ".xml", ".ofd")
_MOST_CANDIDATES = 3


class BillPaper(QObject):
    """Works on the bill that the page has open; papers are read off the main thread, since a process of its own reads them."""

    filled = Signal()
    """The form was filled from a paper."""

    tied = Signal()
    """The numbers that tie fields to places have changed."""

    open_asked = Signal(str)
    """A bill that has this paper already: its record."""

    row_found = Signal(str, object)
    """The paper belongs to this row: its subject, and the files that go there."""

    def __init__(self, deeds: BillDeeds, form: BillForm, view: EvidenceView, window: Window, *, parent: QObject) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._form = form
        self._view = view
        self._window = window
        self._begun: Begun | None = None
        self._record = ""
        self._locked = False
        self._spots: dict[str, Mapping[str, Spot]] = {}
        self._asked: set[str] = set()
        self._numbers: dict[str, int] = {}
        view.file_asked.connect(self.ask_file)
        view.dropped.connect(self.take)
        view.detach_asked.connect(self.detach)
        view.save_asked.connect(self.save_copy)
        view.shown.connect(lambda _file: QTimer.singleShot(0, self, self._tie))
        view.box_clicked.connect(form.go_to)
        view.failed.connect(window.show_error)
        view.copied.connect(lambda: window.say(_("已复制 SHA-256")))

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_bill(self, begun: Begun, record_id: str, *, locked: str) -> None:
        """Show the files of another bill, or of the same after a change."""
        self._begun, self._record, self._locked = begun, record_id, bool(locked)
        try:
            files = self._deeds.files(record_id, begun.base.evidence, begun.files)
        except AppError as error:
            self._window.show_error(error)
            return
        power = self._form.fields["losses"].isVisibleTo(self._form)
        words = _("把电费单拖到这里，或从扫描件中选") if power else _("把票据拖到这里，或从扫描件中选")
        self._view.set_files(files, locked=self._locked, words=words)
        self._tie()

    def numbers(self) -> Mapping[str, int]:
        """The number of each field that has a place on the paper in view."""
        return self._numbers

    def _tie(self) -> None:
        """Find the places of the figures on the paper in view and number them."""
        file, begun = self._view.file(), self._begun
        if file is None or begun is None or not file.is_pdf or not self._view.drawn():
            self._show_numbers({})
            return
        self._show_numbers(self._spots.get(file.key, {}))
        if file.key in self._spots or file.key in self._asked or not file.evidence_id:
            return
        self._asked.add(file.key)
        subject, account, evidence_id = begun.draft.subject, begun.draft.meter_id, file.evidence_id

        def keep(found: Proposal) -> None:
            if isValid(self):
                self._spots[evidence_id] = found.spots
                self._tie()

        self._window.run("", lambda _task: self._deeds.propose(evidence_id, subject, account), keep)

    def _show_numbers(self, spots: Mapping[str, Spot]) -> None:
        boxes: list[Box] = []
        self._numbers = {}
        for field in NUMBERED:
            spot = spots.get(field)
            if spot is None or not self._form.fields[field].isVisibleTo(self._form):
                continue
            rect = QRectF(spot.x0, spot.y0, spot.x1 - spot.x0, spot.y1 - spot.y0)
            # Beginning and end of the period often stand in one place: they share its number.
            same = next((box for box in boxes if box.page == spot.page and box.rect == rect), None)
            number = same.number if same is not None else len({box.number for box in boxes}) + 1
            boxes.append(Box(number, field, spot.page, rect))
            self._numbers[field] = number
        self._view.set_boxes(boxes)
        self._form.set_numbers(self._numbers)
        self.tied.emit()

    # ---- files ------------------------------------------------------------------------------------------------------

    def accepts(self, paths: Sequence[Path]) -> bool:
        """Whether all of them may stand behind the bill."""
        return not self._locked and bool(paths) and all(path.suffix.lower() in SUFFIXES and path.is_file() for path in paths)

    def ask_file(self, in_place: bool) -> None:
        """Ask for a file; `in_place` of the one in view."""
        chosen = self._window.ask_open_path(_("附票据原件"), kinds_of_files())
        if not chosen:
            return
        old, before = self._view.file(), [file.key for file in self._view.files()]
        self.take([Path(chosen)])
        if in_place and old is not None and [file.key for file in self._view.files()] != before:
            self.detach(old)

    def take(self, paths: Sequence[Path]) -> None:
        """Lay files beside the bill: a kept bill gets them at once, a new one when it is saved."""
        if self._begun is None or self._locked:
            return
        for path in paths:
            if self._record:
                self._attach(path)
            elif path not in self._begun.files:
                self._begun.files = (*self._begun.files, path)
        if not self._record and paths:
            self.show_bill(self._begun, "", locked="")
            self.propose(paths[0])

    def _attach(self, path: Path) -> None:
        try:
            attached = self._deeds.attach(self._record, path)
        except AppError as error:
            self._window.show_error(error)
            return
        self._window.say(attached.words)
        others = [use for use in attached.used_before if use.record_id != self._record]
        if others:
            self._form.notes.put("same", attached.words, "warn", (_("打开已有的那张"), self._opener(others[0].record_id)))

    def _opener(self, record_id: str) -> Callable[[], None]:
        return lambda: self.open_asked.emit(record_id)

    def detach(self, file: Shown | None) -> None:
        """Take a file off; undo puts a kept one back."""
        if file is None or self._begun is None:
            return
        if file.path is not None:
            self._begun.files = tuple(path for path in self._begun.files if path != file.path)
            self.show_bill(self._begun, self._record, locked="")
            return
        try:
            self._deeds.detach(self._record, file.evidence_id)
        except AppError as error:
            self._window.show_error(error)
            return
        self._window.say(_("已取下 {name}，可用 Ctrl + Z 撤销").format(name=file.name))

    def save_copy(self, file: Shown | None) -> None:
        """Write a copy of the file in view where it can be opened with another program."""
        chosen = self._window.ask_save_path(_("另存一份"), file.name if file is not None else "", "*")
        if not chosen:
            return
        try:
            Path(chosen).write_bytes(self._view.content())
        except OSError:
            message = _("文件「{path}」写不进去。").format(path=chosen)
            self._window.show_error(EnvironmentFault("evidence.copy", message, _("请检查权限和磁盘空间，或换一个位置。")))
            return
        self._window.say(_("已保存 {name}").format(name=Path(chosen).name))

    # ---- proposals --------------------------------------------------------------------------------------------------

    def propose(self, path: Path) -> None:
        """Read a paper into the form; what was typed by hand is never overwritten."""
        begun, mine = self._begun, self._form.draft()

        def read(_task: object) -> tuple[Proposal, Proposal]:
            free = self._deeds.propose(path)
            settled = free.settled and (free.draft.subject, free.draft.meter_id) == (mine.subject, mine.meter_id)
            return free, free if settled else self._deeds.propose(path, mine.subject, mine.meter_id)

        def show(found: tuple[Proposal, Proposal]) -> None:
            # The person may have gone on to another bill, or to another look of the window.
            if isValid(self) and begun is not None and self._begun is begun:
                self._take_proposal(path, begun, *found)

        self._window.run(_("正在读 {name}").format(name=path.name), read, show)

    def _take_proposal(self, path: Path, begun: Begun, free: Proposal, mine: Proposal) -> None:
        if free.same_as:
            first = free.same_as[0]
            self._form.notes.put("same", first.words, "warn", (_("打开已有的那张"), self._opener(first.record_id)))
        subject = str(self._form.draft().subject)
        if free.settled and free.draft.subject != subject:
            self._say_other_row(free, begun)
            return
        others = [one for one in free.candidates if one.subject != subject]
        if others and len(others) == len(free.candidates):
            actions = [(one.name, self._mover(one.subject, begun)) for one in others[:_MOST_CANDIDATES]]
            self._form.notes.put("row", _("看不准这是哪一项的票据，先按这一项读。也可能是："), "info", *actions)
        self._spots[str(path)] = mine.spots
        if path.suffix.lower() in _READABLE:
            self._fill(mine, begun)
        self._tie()
        self.filled.emit()

    def _say_other_row(self, found: Proposal, begun: Begun) -> None:
        """The paper is of another row: an untouched form goes there by itself."""
        subject = str(found.draft.subject)
        move = self._mover(subject, begun)
        if not begun.touched:
            move()
            return
        name = next((one.name for one in found.candidates if one.subject == subject), "")
        words = _("这份文件像是「{name}」的票据，没有填进这张表。").format(name=name)
        self._form.notes.put("row", words, "warn", (_("换到「{name}」").format(name=name), move))

    def _mover(self, subject: str, begun: Begun) -> Callable[[], None]:
        def move() -> None:
            files, begun.files = begun.files, ()
            self.row_found.emit(subject, files)

        return move

    def _fill(self, found: Proposal, begun: Begun) -> None:
        filled, differing = self._form.fill(found.draft, begun.touched, begun.base)
        begun.proposed |= filled
        said = [*found.why[:1], *found.warnings]
        if filled:
            said.insert(0, _("从票面读出 {count} 项，已填好，请逐项核对。").format(count=len(filled)))
        if differing:
            names = "、".join(self._form.fields[name].label() for name in differing)
            said.append(_("{names}与票面不同，保留了您填的。").format(names=names))
        if not said:
            said = [_("这份文件里没有读出可填的数，请照票面填写。")]
        tone = "warn" if found.warnings or differing else "info"
        self._form.notes.put("read", sentences(said), tone)
