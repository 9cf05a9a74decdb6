"""Which bill is in the form, and what became of those that were begun: the part of the bill page that has no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.domain.period import Month
from core.errors import InputError
from core.i18n import _
from core.workflows.bill_views import BillDraft, BillLine, BillView
from ui.widgets.bill_deeds import BillDeeds
from ui.widgets.bill_shelf import Begun, Key, Shelf

CARRIED = ("reading_start", "multiplier", "opening")
"""Fields that are grey while they hold what the bill before left."""


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What a page that is built anew has to know."""

    shelf: Shelf
    subject: str
    record: str
    variant: str


class BillState:
    """`record` is empty for a bill that is not in the ledger; `variant` is the bill that it corrects or reverses."""

    def __init__(self, deeds: BillDeeds, typed: Callable[[], BillDraft]) -> None:
        """Begin with no bill; `typed` gives what stands in the form."""
        self._deeds = deeds
        self._typed = typed
        self.shelf = Shelf()
        self.subject = ""
        self.record = ""
        self.variant = ""
        self.begun: Begun | None = None
        self.lines: tuple[BillLine, ...] = ()
        self._where = ("", "")

    def key(self) -> Key:
        """Under what the bill is kept while it is not saved."""
        return (*self._where, self.subject, self.record or (f"new {self.variant}" if self.variant else ""))

    @property
    def elsewhere(self) -> bool:
        """Whether another ledger or year is in view than that of the bill."""
        return self._where != self._deeds.where()

    # ---- opening ----------------------------------------------------------------------------------------------------

    def open(self, subject: str, record: str, month: Month | None, draft: BillDraft | None) -> Begun:
        """Go on with a bill that was begun, or take one up.

        Args:
            subject: the row.
            record: the bill; empty for a new one.
            month: for a new one, the month that it should follow.
            draft: what a new one starts from, in place of the account's last bill.

        Raises:
            AppError: there is no such bill or row.
        """
        self.put_away()
        self.subject, self.record = subject, record
        self.variant = (draft.corrects or draft.reverses) if draft is not None else ""
        self._where = self._deeds.where()
        self.begun = self.shelf.take(self.key()) or self._fresh(month, draft)
        self.follow()
        return self.begun

    def _fresh(self, month: Month | None, draft: BillDraft | None) -> Begun:
        if self.record:
            base = self._deeds.kept(self.record)
            return Begun(base, base)
        base = draft or self._deeds.new(self.subject, month=month)
        carried = frozenset() if self.variant else frozenset(name for name in CARRIED if getattr(base, name))
        return Begun(base, base, carried=carried)

    def follow(self) -> None:
        """Read the row's bills again."""
        self.lines = tuple(line for line in self._deeds.bills(self.subject) if line.kind == "bill")

    def latest(self) -> tuple[str, str]:
        """Row and record of the last bill of the first row that has any; empty where there is none."""
        lines = [line for line in self._deeds.bills() if line.kind == "bill"]
        row = lines[0].subject if lines else ""
        return row, next((line.record_id for line in reversed(lines) if line.subject == row), "")

    def row_of(self, record_id: str) -> str:
        """The row of a bill; empty where there is no such bill in the year."""
        return next((line.subject for line in self._deeds.bills() if line.record_id == record_id), "")

    # ---- following the ledger ---------------------------------------------------------------------------------------

    def reload(self) -> bool:
        """The ledger has changed: what was typed stays, the rest follows. False when the bill is no longer there."""
        begun = self.begun
        if begun is None:
            return True
        typed = self._typed()
        changed = typed != begun.base
        self.follow()
        try:
            base = self._deeds.kept(self.record) if self.record else self._deeds_base(begun, changed=changed)
        except InputError:
            self._lose(typed)
            return False
        begun.base = base
        begun.draft = replace(typed, evidence=base.evidence) if changed else base
        return True

    def _deeds_base(self, begun: Begun, *, changed: bool) -> BillDraft:
        """A new bill that nobody has touched follows the account's last bill again."""
        if changed or self.variant or begun.touched or begun.files:
            return begun.base
        return self._deeds.new(self.subject, begun.base.meter_id)

    def _lose(self, typed: BillDraft) -> None:
        """The bill is gone, by undoing or by removing it: what it said stays in the form."""
        self.record, self.variant = "", ""
        base = self._deeds.new(self.subject, typed.meter_id)
        self.begun = Begun(base, replace(typed, evidence=()))

    def saved(self, record: str) -> None:
        """The bill is in the ledger now."""
        self.shelf.drop([self.key()])
        self.record, self.variant = record, ""
        base = self._deeds.kept(record)
        self.begun = Begun(base, base)
        self.follow()

    # ---- leaving ----------------------------------------------------------------------------------------------------

    def put_away(self) -> bool:
        """Keep what was typed; says whether there was anything."""
        if self.begun is None:
            return False
        self.begun.draft = self._typed()
        return self.shelf.put(self.key(), self.begun)

    def forget(self) -> None:
        """What was typed is no longer wanted."""
        self.shelf.drop([self.key()])
        self.begun = None

    def keepsake(self) -> Keepsake:
        """What the page that is built anew has to know."""
        self.put_away()
        return Keepsake(self.shelf, self.subject, self.record, self.variant)

    def recall(self, keepsake: Keepsake) -> Begun | None:
        """Go on from it; the bill that was in the form, None where there was none."""
        self.shelf, self.subject, self.record, self.variant = keepsake.shelf, keepsake.subject, keepsake.record, keepsake.variant
        self._where = self._deeds.where()
        if not self.subject:
            return None
        self.begun = self.shelf.take(self.key()) or self._fresh(None, None)
        return self.begun

    def locked(self, view: BillView | None) -> str:
        """Why the bill can only be looked at; empty where it can be changed."""
        title = self._deeds.locked_title()
        if title:
            return _("「{title}」已锁定，票据只能看。").format(title=title)
        closed = [share.month for share in view.spread if share.closed] if self.record and view is not None else []
        if not closed:
            return ""
        months = "、".join(_("{month} 月").format(month=month.month) for month in closed)
        return _("{months}已月结，这张票据只能看。要改，请先在月度填报重开。").format(months=months)

    # ---- among the others -------------------------------------------------------------------------------------------

    def at(self) -> int:
        """Place among the row's bills; after the last one for a new bill."""
        return next((at for at, line in enumerate(self.lines) if line.record_id == self.record), len(self.lines))

    def line(self) -> BillLine | None:
        """The bill in the list; None for a new one."""
        return next((line for line in self.lines if line.record_id == self.record), None) if self.record else None

    def replacement(self) -> BillLine | None:
        """The bill that corrects this one."""
        return next((line for line in self.lines if line.corrects == self.record), None) if self.record else None

    def originals(self) -> list[BillLine]:
        """The bills that this one may correct or reverse."""
        target = (self.begun.draft.corrects or self.begun.draft.reverses) if self.begun is not None else ""
        others = (line for line in self.lines if line.record_id != self.record and not line.reverses)
        return [line for line in others if line.counts or line.record_id == target]
