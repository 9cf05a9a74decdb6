"""Many things put at once leave the same rows and the same journal as each put alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.domain.activity import EvidenceRef, RecordId
from core.domain.dossier import DossierId
from core.domain.emission import Gas, SourceId
from core.domain.organization import OrganizationId, VenueId
from core.domain.own_factor import OwnFactor, OwnFactorId
from core.store.database import Store
from core.store.notes import Explanation
from core.store.unit_of_work import UnitOfWork
from tests.store.sample import BILL_SCAN, DOSSIER, NOON, ORGANIZATION, POWER, VENUE, records

SHELVES = ("organizations", "venues", "dossiers", "sources", "own_factors", "activities")


def things(reference: EvidenceRef) -> dict[str, list[Any]]:
    """Some of each kind: known to the letter, altered, and new."""
    file = reference.id
    own = [OwnFactor(OwnFactorId(f"f{n}"), "自有", Decimal("0.50"), "kg", "kWh", Gas.CO2, "声明", evidence=(file, file)) for n in range(3)]
    made = [replace(one, evidence=(file, *one.evidence, file)) for one in records(reference)]
    return {
        "organizations": [ORGANIZATION, *(replace(ORGANIZATION, id=OrganizationId(f"o{n}")) for n in range(3))],
        "venues": [replace(VENUE, name="改名"), *(replace(VENUE, id=VenueId(f"v{n}")) for n in range(3))],
        "dossiers": [DOSSIER, *(replace(DOSSIER, id=DossierId(f"d{n}")) for n in range(3))],
        "sources": [replace(POWER, id=SourceId("s0")), replace(POWER, name="改名"), replace(POWER, id=SourceId("s1"))],
        "own_factors": own,
        "activities": made,
    }


def journal_of(work: UnitOfWork, change: Any) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.kind, one.key, one.before, one.after) for one in work.journal.revisions(change)]


def put(store: Store, *, together: bool, wanted: dict[str, list[Any]]) -> tuple[int, list[Any]]:
    with store.begin() as work:
        change = work.journal.begin_change("导入", "张敏", NOON)
        altered = 0
        for name in SHELVES:
            shelf = getattr(work, name)
            altered += shelf.put_all(wanted[name], change) if together else sum(shelf.put(one, change) for one in wanted[name])
        return altered, journal_of(work, change)


def kept(store: Store, wanted: dict[str, list[Any]]) -> list[Any]:
    with store.read() as work:
        return [getattr(work, name).get(one.id) for name in SHELVES for one in wanted[name]]


def test_together_is_as_each_alone(furnished: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    reference = furnished.keep_evidence(BILL_SCAN, "账单.pdf")
    with furnished.begin() as work:
        work.evidence.put(reference)
    wanted = things(reference)
    altered, journal = put(furnished, together=True, wanted=wanted)
    state = kept(furnished, wanted)
    undo(furnished)
    assert put(furnished, together=False, wanted=wanted) == (altered, journal)
    assert kept(furnished, wanted) == state
    assert put(furnished, together=True, wanted=wanted) == (0, []), "the same again alters nothing and leaves no line"


def undo(store: Store) -> None:
    with store.begin() as work:
        entry = work.journal.entries()[-1]
        back = work.journal.begin_change("撤销", "张敏", NOON, "undo", entry.change_id)
        for line in reversed(work.journal.revisions(entry.change_id)):
            work.restore(line.kind, line.key, line.before, back)


def test_a_correction_marks_what_it_replaces_in_any_order(furnished: Store) -> None:
    reference = furnished.keep_evidence(BILL_SCAN, "账单.pdf")
    month = next(one for one in records(reference) if one.month is not None)
    first = replace(month, evidence=(), corrects=None, reverses=None)
    second = replace(first, id=RecordId("correction"), corrects=first.id)
    with furnished.begin() as work:
        change = work.journal.begin_change("导入", "张敏", NOON)
        assert work.activities.put_all([first, second], change) == 2
        assert work.activities.totals(VENUE.id, month.month, month.month)[month.subject] == first.micro  # type: ignore[arg-type]


def test_the_same_key_twice_ends_in_the_last_state(furnished: Store) -> None:
    with furnished.begin() as work:
        change = work.journal.begin_change("导入", "张敏", NOON)
        states: Sequence[Any] = [replace(POWER, name="一"), replace(POWER, name="二")]
        assert work.sources.put_all(states, change) == 2
        found = work.sources.get(POWER.id)
        assert found is not None
        assert found.name == "二"


def test_a_kind_with_a_key_of_two_parts_is_put_one_by_one(furnished: Store) -> None:
    with furnished.begin() as work:
        change = work.journal.begin_change("说明", "张敏", NOON)
        notes = [Explanation(VENUE.id, f"V0{n}@x", "停业") for n in range(3)]
        assert work.explanations.shelf.put_all(notes, change) == 3
        assert len(work.explanations.of_venue(VENUE.id)) == 3
