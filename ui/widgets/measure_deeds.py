"""What a person does to the plan: each is one call of a workflow, one change of the journal, and one line of news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.domain.measure import MeasureState
from core.errors import InputError
from core.i18n import _
from core.workflows.change import Change
from core.workflows.measure_views import MeasureRow
from ui.session import Session
from ui.widgets.event_edits import Asked, Edits, read_day, read_number
from ui.widgets.measure_card import kept_when_left
from ui.widgets.measure_rows import LIFE, MONEY_FIELDS, CardRow
from ui.widgets.page import Window

_PROOF = "*.pdf *.jpg *.jpeg *.png *.xlsx *.docx *.ofd"
_WAN = 10_000
_DAYS = {"start_on", "done_on"}


class MeasureDeeds:
    """What cards and tables ask for, done to the measure in view; it is their `CardDeeds` and `ProgressDeeds`."""

    def __init__(self, session: Session, window: Window, in_view: Callable[[], MeasureRow | None]) -> None:
        """Make the deeds.

        Args:
            session: the open ledger.
            window: where news and refusals are said.
            in_view: the measure that is looked at.
        """
        self._session = session
        self._window = window
        self._in_view = in_view
        self._edits = Edits(session, window)
        self.on_ledger: Callable[[], object] = lambda: None
        self.on_refused: Callable[[], object] = lambda: None

    # ---- into the plan and out of it --------------------------------------------------------------------------------

    def toggle_row(self, row: MeasureRow) -> None:
        """Into the plan, or out of it; what was carried out is stopped, not forgotten."""
        from core.workflows import reducing

        workspace, venue_id, key = self._session.workspace, self._session.venue_id, row.measure.id
        if row.planned is None or row.draft:
            self._edits.do(lambda: reducing.take_in(workspace, venue_id, (key,)), said=_("已加入计划，可用 Ctrl + Z 撤销"))
        elif row.planned.state is MeasureState.STOPPED:
            again = MeasureState.PLANNED
            self._edits.do(lambda: reducing.change_state(workspace, venue_id, key, again), said=_("已重新列入计划，可用 Ctrl + Z 撤销"))
        elif kept_when_left(row):
            stopped = MeasureState.STOPPED
            said = _("已停用，登记和佐证都保留，可用 Ctrl + Z 撤销")
            self._edits.do(lambda: reducing.change_state(workspace, venue_id, key, stopped), said=said)
        else:
            self._edits.do(lambda: reducing.remove(workspace, venue_id, key), said=_("已移出计划，可用 Ctrl + Z 撤销"))

    def toggle(self, key: str) -> None:
        """The same for the measure in view."""
        row = self._in_view()
        if row is not None and row.measure.id == key:
            self.toggle_row(row)

    def take_in(self, keys: Sequence[str]) -> bool:
        """Put several measures into the plan: one change, one Ctrl + Z."""
        from core.workflows import reducing

        said = _("已把 {count} 项加入计划，可用 Ctrl + Z 撤销").format(count=len(keys))
        return self._edits.do(lambda: reducing.take_in(self._session.workspace, self._session.venue_id, tuple(keys)), said=said)

    # ---- the fields of the card -------------------------------------------------------------------------------------

    def keep_value(self, row: CardRow, text: str) -> None:
        """A parameter or a row of money was left with another text."""
        if row.name in MONEY_FIELDS:
            self.set_plan_field(row.name, text, row)
            return
        from core.workflows import reducing

        seen = self._in_view()
        if seen is None:
            return
        parameter = next(one for one in seen.parameters if one.name == row.name)
        prefill = seen.prefills.get(row.name)
        proposed = prefill.value if prefill is not None else parameter.default

        def job() -> Change:
            value = read_number(text)
            values = {row.name: proposed if value is None else value}
            return reducing.set_measure(self._session.workspace, self._session.venue_id, seen.measure.id, values, draft=True)

        self._edits.do(job, row)

    def set_plan_field(self, name: str, text: str, row: Asked) -> None:
        """A field of the plan's entry was left: owner, days, note, or one of the money's, which are typed in 万元."""
        from core.workflows import reducing

        seen = self._in_view()
        if seen is None:
            return
        usual = seen.measure.lifetime_years

        def job() -> Change:
            fields: dict[str, Any] = {name: _read_field(name, text, usual)}
            return reducing.set_measure(self._session.workspace, self._session.venue_id, seen.measure.id, draft=True, **fields)

        self._edits.do(job, row)

    def set_supplier(self, *, at_supplier: bool) -> None:
        """The saving of the measure in view falls at a supplier or tenant, or does not."""
        from core.workflows import reducing

        seen = self._in_view()
        if seen is None:
            return
        key, workspace, venue_id = seen.measure.id, self._session.workspace, self._session.venue_id
        if not self._edits.do(lambda: reducing.set_measure(workspace, venue_id, key, draft=True, at_supplier=at_supplier)):
            self.on_refused()

    # ---- how far it is ----------------------------------------------------------------------------------------------

    def set_state(self, state: MeasureState) -> None:
        """The measure in view is in another state now."""
        from core.workflows import reducing

        seen = self._in_view()
        if seen is None:
            return
        key, workspace, venue_id = seen.measure.id, self._session.workspace, self._session.venue_id
        if not self._edits.do(lambda: reducing.change_state(workspace, venue_id, key, state)):
            self.on_refused()

    def attach_file(self) -> None:
        """Ask for a file that proves the measure in view."""
        from core.workflows import reducing

        seen = self._in_view()
        chosen = self._window.ask_open_path(_("附佐证"), _("验收单、台账或照片 ({kinds})").format(kinds=_PROOF))
        if not chosen or seen is None:
            return
        path, key = Path(chosen), seen.measure.id
        workspace, venue_id = self._session.workspace, self._session.venue_id
        self._edits.do(lambda: reducing.attach_evidence(workspace, venue_id, key, path), said=_("已附 {name}").format(name=path.name))

    def open_ledger(self) -> None:
        """Go on to owner, days and files."""
        self.on_ledger()

    # ---- money ------------------------------------------------------------------------------------------------------

    def set_settings(self, row: Asked | None, **fields: Any) -> bool:
        """Budget, prices, the rate of discount; as `money.set_settings` takes them."""
        from core.workflows import money

        return self._edits.do(lambda: money.set_settings(self._session.workspace, self._session.venue_id, **fields), row)


def _read_field(name: str, text: str, usual_years: int) -> object:
    """The text of a field of the plan as its workflow takes it."""
    if name in _DAYS:
        return read_day(text)
    if name == LIFE:
        years = read_number(text)
        if years is None or years == usual_years:
            return None
        if years != years.to_integral_value():
            raise InputError("measure.lifetime", _("寿命 {years} 不是整年。").format(years=text.strip()), _("请填 1 或更大的整数。"))
        return int(years)
    if name in MONEY_FIELDS:
        number = read_number(text)
        return None if number is None else (number * _WAN).normalize() + Decimal(0)
    return text
