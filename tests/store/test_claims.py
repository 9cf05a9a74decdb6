"""Events, credits, plans and papers can be undone and redone; what left the house and what came back is kept for ever."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from core.domain.activity import ChangeId, EvidenceId
from core.domain.dossier import DossierId
from core.domain.offset import Allocation, AllocationId, LotId
from core.domain.submission import Delivery, SignerRef, SignerRole
from core.errors import RuleError
from core.store.database import Store, open_store
from core.store.unit_of_work import UnitOfWork
from tests.store.claims_sample import (
    ALLOCATION,
    CONFIRMED,
    COUNTERSIGNED,
    DELIVERY,
    PACKAGE,
    RETURNED,
    fill_claims,
)
from tests.store.sample import DOSSIER, EVENT, NOON, VENUE, fill


@pytest.fixture(scope="module")
def filled_ledger(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(empty_ledger, tmp_path_factory.mktemp("claims") / "a.tanzhang"))
    store = open_store(folder)
    fill(store)
    fill_claims(store)
    store.close()
    return folder


@pytest.fixture
def filled(filled_ledger: Path, tmp_path: Path) -> Iterator[Store]:
    store = open_store(Path(shutil.copytree(filled_ledger, tmp_path / "b.tanzhang")))
    yield store
    store.close()


def begin_change(work: UnitOfWork) -> ChangeId:
    return work.journal.begin_change("试", "张敏", NOON)


def everything(store: Store) -> dict[str, object]:
    with store.read() as work:
        return {
            "events": work.events.all(),
            "items": work.event_items.of_dossier(EVENT.id),
            "lots": work.lots.all(),
            "allocations": work.allocations.all(),
            "plan": work.plan.of_venue(VENUE.id),
            "documents": work.documents.of_dossier(DOSSIER.id),
        }


# ---------------------------------------------------------------- undo and redo


def test_what_a_claim_is_made_of_can_be_undone_to_nothing_and_redone(filled: Store) -> None:
    state = everything(filled)
    assert all(state.values())
    with filled.read() as work:
        change = next(entry.change_id for entry in work.journal.entries() if entry.label == "登记抵消与活动")
    with filled.begin() as work:
        undo = work.journal.begin_change("撤销", "张敏", NOON, "undo", change)
        assert all(work.restore(line.kind, line.key, line.before, undo) for line in reversed(work.journal.revisions(change)))
    assert not any(everything(filled).values())
    with filled.begin() as work:
        redo = work.journal.begin_change("重做", "张敏", NOON, "redo", change)
        assert all(work.restore(line.kind, line.key, line.after, redo) for line in work.journal.revisions(change))
    assert everything(filled) == state


def test_things_are_found_by_what_they_belong_to(filled: Store) -> None:
    with filled.read() as work:
        assert [item.id for item in work.event_items.of_dossier(EVENT.id)] == ["item-1", "item-2"]
        assert work.event_items.of_dossier(DOSSIER.id) == ()
        assert work.allocations.of_dossier(DOSSIER.id) == work.allocations.of_lot(LotId("lot-1")) == (ALLOCATION,)
        assert work.allocations.of_dossier(EVENT.id) == work.allocations.of_lot(LotId("lot-2")) == ()
        assert [one.measure_id for one in work.plan.of_venue(VENUE.id)] == ["C01", "C09"]
        assert work.packages.of_dossier(DOSSIER.id) == work.packages.all() == (COUNTERSIGNED,)
        assert work.packages.of_dossier(EVENT.id) == ()
        assert work.deliveries.of_package(PACKAGE.id) == work.deliveries.of_dossier(DOSSIER.id) == (DELIVERY,)
        assert work.receipts.of_dossier(DOSSIER.id) == work.receipts.all() == (RETURNED, CONFIRMED)
        assert work.documents.of_dossier(EVENT.id) == ()


def test_packages_come_in_the_order_they_were_made(filled: Store) -> None:
    earlier = replace(PACKAGE, id="urn:uuid:0", digest="0" * 64, made_at=PACKAGE.made_at.replace(hour=8))
    first = replace(PACKAGE, id="urn:uuid:9", digest="9" * 64, revision=1, made_at=PACKAGE.made_at.replace(year=2027))
    with filled.begin() as work:
        for package in (earlier, first):
            work.packages.put(package, begin_change(work))
    with filled.read() as work:
        assert [package.id for package in work.packages.of_dossier(DOSSIER.id)] == ["urn:uuid:9", "urn:uuid:0", "urn:uuid:1"]


def test_a_file_named_twice_is_attached_once(filled: Store) -> None:
    with filled.begin() as work:
        change = begin_change(work)
        lot = work.lots.get(LotId("lot-1"))
        item = work.event_items.get("item-1")
        planned = work.plan.get("plan-1")
        assert not work.lots.put(replace(lot, proof=lot.proof * 2), change)
        assert not work.event_items.put(replace(item, evidence=item.evidence * 2), change)
        assert not work.plan.put(replace(planned, evidence=planned.evidence * 2), change)


# ---------------------------------------------------------------- what the tables refuse


@pytest.mark.parametrize(("kind", "key"), [("lot", "lot-1"), ("dossier", "dossier"), ("dossier", "event"), ("venue", "venue")])
def test_what_others_refer_to_is_not_taken_away(filled: Store, kind: str, key: str) -> None:
    with pytest.raises(RuleError) as caught, filled.begin() as work:
        work.restore(kind, key, None, begin_change(work))
    assert caught.value.code == "store.in_use"


def test_a_lot_is_used_for_a_dossier_in_one_line(filled: Store) -> None:
    with pytest.raises(IntegrityError), filled.begin() as work:
        work.allocations.put(replace(ALLOCATION, id=AllocationId("use-2")), begin_change(work))


@pytest.mark.parametrize("tonnes", [0, -1])
def test_tonnes_are_above_zero(filled: Store, tonnes: int) -> None:
    with pytest.raises(IntegrityError, match="tonnes_whole"), filled.begin() as work:
        work.allocations.put(Allocation(AllocationId("x"), LotId("lot-2"), EVENT.id, tonnes), begin_change(work))
    with pytest.raises(IntegrityError, match="tonnes_whole"), filled.begin() as work:
        work.lots.put(replace(work.lots.get(LotId("lot-2")), tonnes=tonnes), begin_change(work))


def test_an_unknown_file_or_dossier_is_refused(filled: Store) -> None:
    with pytest.raises(RuleError), filled.begin() as work:
        work.lots.put(replace(work.lots.get(LotId("lot-2")), proof=(EvidenceId("gone"),)), begin_change(work))
    with pytest.raises(RuleError), filled.begin() as work:
        work.events.put(replace(work.events.get(EVENT.id), dossier_id=DossierId("gone")), begin_change(work))


# ---------------------------------------------------------------- kept for ever


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE package SET statement = ''",
        "DELETE FROM package",
        "INSERT OR REPLACE INTO package SELECT id, dossier_id, 9, digest, environment, file_name, made_at, statement FROM package",
        "INSERT OR REPLACE INTO package SELECT 'other', dossier_id, 9, digest, environment, file_name, made_at, statement FROM package",
        "UPDATE package_signer SET name = 'x'",
        "DELETE FROM package_signer",
        "INSERT OR REPLACE INTO package_signer SELECT package_id, position, role, 'x', certificate_sha256 FROM package_signer",
        "UPDATE package_signature SET signature_sha256 = 'x'",
        "DELETE FROM package_signature",
        "INSERT OR REPLACE INTO package_signature SELECT number, package_id, role, 'x' FROM package_signature",
        "UPDATE delivery SET channel = 'x'",
        "DELETE FROM delivery",
        "INSERT OR REPLACE INTO delivery SELECT * FROM delivery",
        "UPDATE receipt SET stage = '已确认'",
        "DELETE FROM receipt",
        "INSERT OR REPLACE INTO receipt SELECT * FROM receipt",
        "UPDATE receipt_correction SET message = ''",
        "DELETE FROM receipt_correction",
        "INSERT OR REPLACE INTO receipt_correction SELECT * FROM receipt_correction",
    ],
)
def test_what_left_the_house_and_what_came_back_is_append_only(filled: Store, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), filled._writing.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("shelf", "thing"),
    [
        ("packages", replace(COUNTERSIGNED, statement="{}")),
        ("packages", replace(COUNTERSIGNED, signers=COUNTERSIGNED.signers[:1])),
        ("packages", replace(COUNTERSIGNED, signers=PACKAGE.signers)),
        ("packages", replace(COUNTERSIGNED, signers=(*COUNTERSIGNED.signers, SignerRef(SignerRole.PLATFORM, "平台", "c" * 64)))),
        ("receipts", replace(RETURNED, corrections=())),
    ],
)
def test_nothing_alters_what_is_kept(filled: Store, shelf: str, thing: object) -> None:
    with pytest.raises(RuleError) as caught, filled.begin() as work:
        getattr(work, shelf).put(thing, begin_change(work))
    assert caught.value.code == "store.kept"
    with filled.read() as work:
        assert work.packages.all() == (COUNTERSIGNED,)
        assert work.receipts.all() == (RETURNED, CONFIRMED)


@pytest.mark.parametrize(("kind", "key"), [("package", PACKAGE.id), ("receipt", RETURNED.id)])
def test_undo_takes_nothing_back_that_is_kept(filled: Store, kind: str, key: str) -> None:
    with pytest.raises(RuleError) as caught, filled.begin() as work:
        work.restore(kind, key, None, begin_change(work))
    assert caught.value.code == "store.kept"


def test_a_further_signature_is_added_and_the_newest_of_a_role_counts(filled: Store) -> None:
    again = replace(COUNTERSIGNED, signers=(COUNTERSIGNED.signers[0], replace(COUNTERSIGNED.signers[1], signature_sha256="3" * 64)))
    with filled.begin() as work:
        assert not work.packages.put(COUNTERSIGNED, begin_change(work))
        assert work.packages.put(again, begin_change(work))
    with filled.read() as work:
        assert work.packages.get(PACKAGE.id) == again
        assert len(work.journal.revisions_of("package", PACKAGE.id)) == 3


def test_the_same_package_or_receipt_under_another_name_is_refused(filled: Store) -> None:
    with pytest.raises(IntegrityError), filled.begin() as work:
        work.packages.put(replace(PACKAGE, id="urn:uuid:copy"), begin_change(work))
    with pytest.raises(IntegrityError), filled.begin() as work:
        work.receipts.put(replace(RETURNED, id="urn:receipt:copy"), begin_change(work))


def test_a_package_may_be_handed_in_at_two_places(filled: Store) -> None:
    copy = Delivery(PACKAGE.id, date(2026, 3, 2), "抄送 碳中和创新服务平台")
    with filled.begin() as work:
        assert work.deliveries.put(copy, begin_change(work))
        assert not work.deliveries.put(DELIVERY, begin_change(work))
    with filled.read() as work:
        assert work.deliveries.of_package(PACKAGE.id) == (DELIVERY, copy)
