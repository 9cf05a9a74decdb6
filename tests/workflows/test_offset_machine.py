"""Registering, retiring, using, locking and undoing at random: the register stays what a plain dictionary says.

Never is more used than a lot holds, never more counted than is retired, no serial number stands twice, more emissions never need less,
and undo brings back the same balance.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from core.domain.dossier import DossierId, DossierStatus
from core.domain.offset import CreditQuality, LotId, ProductType
from core.domain.period import Month
from core.errors import AppError
from core.workflows import dossiers, monthly, offset_effects, offsetting, organizing, recording
from core.workflows.submission_views import LotDraft
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.conftest import clock

YEARS = (2024, 2025)
REGISTRIES = ("甲登记机构", "乙登记机构")
WHO = "示例酒店有限公司"
DAY = date(2025, 12, 20)
"""Within a year after either period, and before the day of the clock."""

Key = tuple[DossierId, LotId]


@dataclass(frozen=True)
class Lot:
    """A lot as the model knows it."""

    registry: str
    first: int
    tonnes: int
    retired: bool = False
    ex_ante: bool = False

    def numbers(self) -> set[tuple[str, int]]:
        return {(self.registry, number) for number in range(self.first, self.first + self.tonnes)}


@dataclass(frozen=True)
class State:
    """What must stand in the ledger; `kwh` is what the venue used in each year."""

    lots: dict[LotId, Lot] = field(default_factory=dict)
    uses: dict[Key, int] = field(default_factory=dict)
    kwh: dict[DossierId, int] = field(default_factory=dict)

    def used(self, lot_id: LotId, but: DossierId | None = None) -> int:
        return sum(tonnes for (dossier, lot), tonnes in self.uses.items() if lot == lot_id and dossier != but)


def chosen(lots: Iterable[LotId], number: int) -> LotId:
    """By the order they were registered in: identifiers differ from run to run, and the same steps must meet the same lots."""
    in_order = list(lots)
    return in_order[number % len(in_order)]


spots, sizes, picks, two = st.integers(1, 90), st.integers(1, 30), st.integers(0, 9), st.integers(0, 1)


class RegisterMachine(RuleBasedStateMachine):
    """A person at the register; `now` is what must stand there, `done` and `undone` are the ways back and forth."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ws: Workspace | None = None
        self.now = State()
        self.done: list[State] = []
        self.undone: list[State] = []
        self.locked: set[DossierId] = set()

    @initialize()
    def begin(self) -> None:
        place = Path(self.folder.name)
        self.proof = place / "凭证.pdf"
        self.proof.write_bytes(b"%PDF-1.4 proof\n%%EOF\n")
        self.ws = Workspace.create(place / "酒店.tanzhang", author="陈示例", clock=clock)
        draft = organizing.VenueDraft(WHO, "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        organizing.create_venue(self.ws, draft)
        venue = organizing.venue_list(self.ws)[0].venue.id
        found = [dossiers.operation_dossier(self.ws, venue, year, make=True) for year in YEARS]
        self.files = [one.id for one in found]
        self.rows = {
            one.id: next(row.subject for row in monthly.monthly_grid(self.ws, one.id).rows() if row.name.startswith("外购电力"))
            for one in found
        }

    def teardown(self) -> None:
        if self.ws is not None:
            self.ws.close()
        self.folder.cleanup()

    def keep(self, state: State) -> None:
        if state != self.now:
            self.done.append(self.now)
            self.undone.clear()
            self.now = state

    def pick(self, number: int) -> LotId:
        return chosen(self.now.lots, number)

    def refused(self, code: str, error: AppError | None) -> None:
        assert error is not None, f"{code} was not refused"
        assert error.code == code

    def attempt(self, job: object) -> AppError | None:
        assert callable(job)
        try:
            job()
        except AppError as error:
            return error
        return None

    @staticmethod
    def draft(lot: Lot) -> LotDraft:
        serials = (f"SL-{lot.first:05d}", f"ＳＬ－{lot.first + lot.tonnes - 1}")
        return LotDraft(ProductType.CCER, lot.registry, "林业碳汇", lot.tonnes, *serials, beneficiary=WHO)

    # ---- what a person does -----------------------------------------------------------------------------------------

    @rule(registry=two, first=spots, tonnes=sizes)
    def registers(self, registry: int, first: int, tonnes: int) -> None:
        assert self.ws is not None
        wanted = Lot(REGISTRIES[registry], first, tonnes)
        taken = set().union(*(lot.numbers() for lot in self.now.lots.values())) & wanted.numbers()
        before = {lot.id for lot in offsetting.lots(self.ws)}
        error = self.attempt(lambda: offsetting.add_lot(self.ws, self.draft(wanted)))
        if taken:
            self.refused("lot.overlap", error)
            return
        assert error is None
        (new,) = {lot.id for lot in offsetting.lots(self.ws)} - before
        self.keep(replace(self.now, lots={**self.now.lots, new: wanted}))

    @precondition(lambda self: bool(self.now.lots))
    @rule(number=picks, first=spots, tonnes=sizes)
    def changes(self, number: int, first: int, tonnes: int) -> None:
        assert self.ws is not None
        lot_id = self.pick(number)
        wanted = replace(self.now.lots[lot_id], first=first, tonnes=tonnes)
        others = set().union(*(lot.numbers() for key, lot in self.now.lots.items() if key != lot_id))
        draft = replace(self.draft(wanted), quality=CreditQuality(ex_post=False if wanted.ex_ante else None))
        error = self.attempt(lambda: offsetting.change_lot(self.ws, lot_id, draft))
        if others & wanted.numbers():
            self.refused("lot.overlap", error)
        elif self.now.used(lot_id) > tonnes:
            self.refused("lot.used_up", error)
        else:
            assert error is None
            self.keep(replace(self.now, lots={**self.now.lots, lot_id: wanted}))

    @precondition(lambda self: any(not lot.retired for lot in self.now.lots.values()))
    @rule(number=picks)
    def retires(self, number: int) -> None:
        assert self.ws is not None
        lot_id = chosen([key for key, lot in self.now.lots.items() if not lot.retired], number)
        offsetting.retire_lot(self.ws, lot_id, DAY, f"ZX-{lot_id[:6]}", WHO, [self.proof])
        self.keep(replace(self.now, lots={**self.now.lots, lot_id: replace(self.now.lots[lot_id], retired=True)}))

    @precondition(lambda self: any(lot.retired for lot in self.now.lots.values()))
    @rule(number=picks)
    def voids(self, number: int) -> None:
        """What the effects say before is what the balance says afterwards."""
        assert self.ws is not None
        lot_id = chosen([key for key, lot in self.now.lots.items() if lot.retired], number)
        lot = next(one for one in offsetting.lots(self.ws) if one.id == lot_id)
        said = {one.dossier_id: one for one in offset_effects.of_void(self.ws, lot)}
        offsetting.void_retirement(self.ws, lot_id, "登记错了")
        self.keep(replace(self.now, lots={**self.now.lots, lot_id: replace(self.now.lots[lot_id], retired=False)}))
        assert said.keys() <= self.locked
        for dossier, effect in said.items():
            assert effect.retired_after == offsetting.lots_view(self.ws, dossier).retired < effect.retired_before

    @precondition(lambda self: bool(self.now.lots))
    @rule(number=picks, which=two, tonnes=st.integers(0, 32))
    def uses(self, number: int, which: int, tonnes: int) -> None:
        assert self.ws is not None
        lot_id, dossier = self.pick(number), self.files[which]
        lot, known = self.now.lots[lot_id], self.now.uses.get((dossier, lot_id), 0)
        error = self.attempt(lambda: offsetting.allocate(self.ws, dossier, lot_id, tonnes))
        if lot.ex_ante and tonnes > known:
            self.refused("allocation.ex_ante", error)
        elif self.now.used(lot_id, but=dossier) + tonnes > lot.tonnes:
            self.refused("lot.used_up", error)
        else:
            assert error is None
            kept = {key: used for key, used in self.now.uses.items() if key != (dossier, lot_id)}
            self.keep(replace(self.now, uses={**kept, (dossier, lot_id): tonnes} if tonnes else kept))

    @precondition(lambda self: bool(self.now.lots))
    @rule(number=picks)
    def removes(self, number: int) -> None:
        assert self.ws is not None
        lot_id = self.pick(number)
        error = self.attempt(lambda: offsetting.remove_lot(self.ws, lot_id))
        if self.now.used(lot_id):
            self.refused("lot.used", error)
        else:
            assert error is None
            self.keep(replace(self.now, lots={key: lot for key, lot in self.now.lots.items() if key != lot_id}))

    @precondition(lambda self: bool(self.now.lots))
    @rule(number=picks, ex_ante=st.booleans())
    def looks_it_up(self, number: int, ex_ante: bool) -> None:
        assert self.ws is not None
        lot_id = self.pick(number)
        offsetting.set_quality(self.ws, lot_id, {"ex_post": False if ex_ante else None})
        self.keep(replace(self.now, lots={**self.now.lots, lot_id: replace(self.now.lots[lot_id], ex_ante=ex_ante)}))

    @rule(which=two, more=st.integers(1, 200_000))
    def emits_more(self, which: int, more: int) -> None:
        assert self.ws is not None
        dossier = self.files[which]
        if dossier in self.locked:
            return
        kwh = self.now.kwh.get(dossier, 0) + more
        before = offsetting.lots_view(self.ws, dossier).needed
        recording.enter_cells(self.ws, dossier, [CellEdit(self.rows[dossier], Month(YEARS[which], 6), str(kwh))])
        self.keep(replace(self.now, kwh={**self.now.kwh, dossier: kwh}))
        assert offsetting.lots_view(self.ws, dossier).needed >= before

    @rule(which=two)
    def locks(self, which: int) -> None:
        """As the lock leaves it, without a whole year of data."""
        assert self.ws is not None
        dossier = self.files[which]
        if dossier in self.locked:
            return
        with self.ws.job("锁定", undoable=False) as job:
            found = job.work.dossiers.get(dossier)
            assert found is not None
            job.work.dossiers.put(replace(found, status=DossierStatus.LOCKED), job.change)
        self.locked.add(dossier)
        self.done.clear()
        self.undone.clear()

    @precondition(lambda self: bool(self.done))
    @rule()
    def undoes(self) -> None:
        assert self.ws is not None
        recording.undo(self.ws)
        self.undone.append(self.now)
        self.now = self.done.pop()

    @precondition(lambda self: bool(self.undone))
    @rule()
    def redoes(self) -> None:
        assert self.ws is not None
        recording.redo(self.ws)
        self.done.append(self.now)
        self.now = self.undone.pop()

    # ---- what must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def register_and_dict_agree(self) -> None:
        if self.ws is None:
            return
        with self.ws.store.read() as work:
            lots, uses = work.lots.all(), work.allocations.all()
        assert {(one.dossier_id, one.lot_id): one.tonnes for one in uses} == self.now.uses
        assert {one.id: (one.registry, one.tonnes, one.retired_on is not None, one.quality.ex_post is False) for one in lots} == {
            key: (lot.registry, lot.tonnes, lot.retired, lot.ex_ante) for key, lot in self.now.lots.items()
        }
        numbers = [number for lot in self.now.lots.values() for number in lot.numbers()]
        assert len(numbers) == len(set(numbers)), "no serial number stands twice"
        for dossier in self.files:
            self.balance_agrees(dossier)

    def balance_agrees(self, dossier: DossierId) -> None:
        assert self.ws is not None
        view = offsetting.lots_view(self.ws, dossier)
        own = {lot_id: tonnes for (file, lot_id), tonnes in self.now.uses.items() if file == dossier}
        counting = {key for key, lot in self.now.lots.items() if lot.retired and not lot.ex_ante}
        assert view.retired == sum(tonnes for lot_id, tonnes in own.items() if lot_id in counting)
        assert view.pending == sum(tonnes for lot_id, tonnes in own.items() if lot_id not in counting)
        assert view.missing == max(0, view.needed - view.retired)
        for row in view.rows:
            assert row.allocated + row.elsewhere + row.free == row.lot.tonnes
            assert row.free >= 0, "never more used than the lot holds"


def _run(examples: int, steps: int) -> None:
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(RegisterMachine, settings=chosen)


def test_the_register_stays_what_a_dictionary_says() -> None:
    _run(max(4, settings.default.max_examples // 10) if settings.default is not None else 6, 35)


@pytest.mark.referee("long-run")
def test_the_register_stays_what_a_dictionary_says_over_many_long_days() -> None:
    _run(60, 60)
