"""A unit of work is kept whole or not at all, and every change in it leaves its revision."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from core.domain.activity import ChangeId, RecordId
from core.domain.emission import MeterId
from core.domain.organization import OrganizationId, PersonId
from core.domain.period import Month
from core.errors import RuleError
from core.store.database import LEDGER_ID, Store
from core.store.unit_of_work import UnitOfWork
from tests.store.sample import COOLANT, DOSSIER, EVENT, GAS, METER, NOON, ORGANIZATION, PEOPLE, POWER, VENUE, fill, monthly

MARCH = Month(2025, 3)


def begin_change(work: UnitOfWork, label: str = "试", at: datetime = NOON) -> ChangeId:
    return work.journal.begin_change(label, "张敏", at)


# ---------------------------------------------------------------- kept whole or not at all


def test_an_exception_undoes_the_whole_unit(furnished: Store) -> None:
    with pytest.raises(ZeroDivisionError), furnished.begin() as work:
        change = begin_change(work)
        work.activities.put(monthly("a", "power", MARCH), change)
        work.people.remove(PEOPLE[0].id, change)
        work.ledger.set("note", "x")
        raise ZeroDivisionError
    with furnished.read() as work:
        assert work.activities.all_of_venue(VENUE.id) == ()
        assert set(work.people.all()) == set(PEOPLE)
        assert work.ledger.get("note") == ""
        assert len(work.journal.entries()) == 1


def test_reading_refuses_a_change(furnished: Store) -> None:
    with pytest.raises(Exception, match="不能写入"), furnished.read() as work:
        work.ledger.set("note", "x")
    with furnished.read() as work:
        assert work.ledger.get("note") == ""


def test_a_second_unit_in_the_same_thread_is_refused_at_once(store: Store) -> None:
    with pytest.raises(RuntimeError, match="open already"), store.read(), store.begin():
        pass
    with store.begin() as work:
        assert work.ledger.get(LEDGER_ID)


def test_another_thread_reads_the_last_kept_state_meanwhile(furnished: Store) -> None:
    seen: list[int] = []

    def look() -> None:
        with furnished.read() as work:
            seen.append(len(work.people.all()))

    with furnished.begin() as work:
        work.people.remove(PEOPLE[0].id, begin_change(work))
        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
    look()
    assert seen == [2, 1]


# ---------------------------------------------------------------- look-ups


def test_things_are_found_by_what_they_belong_to(furnished: Store) -> None:
    with furnished.read() as work:
        assert work.organizations.all() == (ORGANIZATION,)
        assert work.venues.all() == (VENUE,)
        assert work.sources.of_venue(VENUE.id) == (POWER, GAS, COOLANT)
        assert work.meters.of_venue(VENUE.id) == work.meters.of_source(POWER.id) == (METER,)
        assert work.meters.of_source(GAS.id) == ()
        assert work.dossiers.all() == work.dossiers.of_venue(VENUE.id) == (DOSSIER, EVENT)
        assert work.venues.get(VENUE.id) == VENUE
        assert work.organizations.get(OrganizationId("nobody")) is None


def test_facts_of_the_ledger_are_kept_by_name(store: Store) -> None:
    with store.begin() as work:
        work.ledger.set("sample", "1")
        work.ledger.set("sample", "2")
    with store.read() as work:
        assert work.ledger.get("sample") == "2"
        assert work.ledger.get("nothing", "default") == "default"
        assert work.ledger.get("created_at") == "2026-03-06T12:00:00+00:00"


# ---------------------------------------------------------------- revisions


def test_a_change_names_what_it_altered_from_what_to_what(furnished: Store) -> None:
    with furnished.begin() as work:
        change = begin_change(work, "改名")
        assert work.sources.put(replace(POWER, name="市电"), change)
        assert work.people.remove(PEOPLE[1].id, change)
    with furnished.read() as work:
        first, second = work.journal.revisions(change)
        entry = work.journal.entries()[-1]
    assert (first.kind, first.key, first.author, first.at) == ("source", "power", "张敏", "2026-03-06T12:00:00+00:00")
    assert (json.loads(first.before)["name"], json.loads(first.after)["name"]) == ("外购电", "市电")
    assert (second.kind, second.key, second.after) == ("person", "p2", None)
    assert (entry.change_id, entry.label, entry.act, entry.of, entry.undoable) == (change, "改名", "do", None, True)


def test_an_identical_put_leaves_no_revision_and_no_line(furnished: Store) -> None:
    with furnished.begin() as work:
        change = begin_change(work)
        altered = [
            work.organizations.put(ORGANIZATION, change),
            work.venues.put(VENUE, change),
            work.meters.put(METER, change),
            work.dossiers.put(DOSSIER, change),
            work.people.remove(PersonId("nobody"), change),
            work.explanations.put(VENUE.id, "V05@x", "", change),
            work.closed_months.reopen(VENUE.id, MARCH, "试", change),
        ]
    assert altered == [False] * 7
    with furnished.read() as work:
        assert work.journal.revisions(change) == ()
        assert [entry.label for entry in work.journal.entries()] == ["新建场所"]


def test_a_decimal_written_with_another_zero_is_a_change(furnished: Store) -> None:
    with furnished.begin() as work:
        assert work.meters.put(replace(METER, multiplier=Decimal("1200.500")), begin_change(work))


def test_undoing_leaves_its_line_even_where_nothing_had_to_be_altered(furnished: Store) -> None:
    with furnished.begin() as work:
        first = work.journal.entries()[0].change_id
        undo = work.journal.begin_change("撤销 新建", "张敏", NOON, "undo", first)
    with furnished.read() as work:
        assert [(entry.change_id, entry.act, entry.of) for entry in work.journal.entries()][-1] == (undo, "undo", first)


def test_entries_are_the_newest_ones_oldest_first(furnished: Store) -> None:
    for number in range(5):
        with furnished.begin() as work:
            work.activities.put(monthly("a", "power", MARCH, str(number)), begin_change(work, f"第 {number} 次"))
    with furnished.read() as work:
        assert [entry.label for entry in work.journal.entries(2)] == ["第 3 次", "第 4 次"]
        assert len(work.journal.revisions_of("activity", "a")) == 5


def test_a_change_of_another_unit_takes_no_more_revisions(furnished: Store) -> None:
    with furnished.begin() as work:
        change = begin_change(work)
        work.activities.put(monthly("a", "power", MARCH), change)
    with pytest.raises(KeyError), furnished.begin() as work:
        work.activities.put(monthly("b", "gas", MARCH), change)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET label = 'x'",
        "DELETE FROM change",
        "INSERT OR REPLACE INTO change SELECT number, change_id, at, author, 'x', act, of_change, undoable FROM change",
        "UPDATE revision SET after = NULL",
        "DELETE FROM revision",
        "INSERT OR REPLACE INTO revision SELECT change_id, seq, kind, key, before, 'x' FROM revision",
    ],
)
def test_the_journal_is_append_only(furnished: Store, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), furnished._writing.begin() as connection:
        connection.exec_driver_sql(statement)


# ---------------------------------------------------------------- undo and redo


def test_every_change_can_be_undone_to_nothing_and_redone(store: Store) -> None:
    fill(store)
    state = _everything(store)
    with store.read() as work:
        changes = [entry.change_id for entry in work.journal.entries()]
    for change in reversed(changes):
        with store.begin() as work:
            undo = work.journal.begin_change("撤销", "张敏", NOON, "undo", change)
            assert all(work.restore(line.kind, line.key, line.before, undo) for line in reversed(work.journal.revisions(change)))
    assert not any(_everything(store).values())
    for change in changes:
        with store.begin() as work:
            redo = work.journal.begin_change("重做", "张敏", NOON, "redo", change)
            assert all(work.restore(line.kind, line.key, line.after, redo) for line in work.journal.revisions(change))
    assert _everything(store) == state


def _everything(store: Store) -> dict[str, object]:
    with store.read() as work:
        return {
            "organizations": work.organizations.all(),
            "venues": work.venues.all(),
            "people": work.people.all(),
            "sources": work.sources.of_venue(VENUE.id),
            "meters": work.meters.of_venue(VENUE.id),
            "dossiers": work.dossiers.all(),
            "activities": work.activities.all_of_venue(VENUE.id),
            "explanations": work.explanations.of_venue(VENUE.id),
            "closed": work.closed_months.of_venue(VENUE.id),
        }


def test_restoring_a_state_that_is_there_alters_nothing(furnished: Store) -> None:
    with furnished.begin() as work:
        (made,) = work.journal.revisions_of("meter", "meter")
        assert not work.restore("meter", "meter", made.after, begin_change(work))


# ---------------------------------------------------------------- what refers to what


@pytest.mark.parametrize(
    ("kind", "key"), [("organization", "org"), ("venue", "venue"), ("source", "power"), ("source", "gas"), ("meter", "meter")]
)
def test_what_others_refer_to_is_not_taken_away(store: Store, kind: str, key: str) -> None:
    fill(store)
    with pytest.raises(RuleError) as caught, store.begin() as work:
        work.restore(kind, key, None, begin_change(work))
    assert caught.value.code == "store.in_use"
    with store.read() as work:
        assert work.meters.get(METER.id) == METER


def test_a_corrected_record_stays_while_its_correction_does(store: Store) -> None:
    fill(store)
    with pytest.raises(RuleError), store.begin() as work:
        work.activities.remove(RecordId("guess"), begin_change(work))


def test_a_record_of_an_unknown_meter_is_refused(furnished: Store) -> None:
    record = replace(monthly("a", "power", MARCH), meter_id=MeterId("gone"))
    with pytest.raises(RuleError), furnished.begin() as work:
        work.activities.put(record, begin_change(work))


# ---------------------------------------------------------------- notes


def test_an_explanation_is_written_changed_and_taken_away(furnished: Store) -> None:
    finding = "V05@activity/power/2025-02//"
    for text in ("停业", "春节停业", ""):
        with furnished.begin() as work:
            assert work.explanations.put(VENUE.id, finding, text, begin_change(work))
        with furnished.read() as work:
            assert work.explanations.of_venue(VENUE.id) == ({finding: text} if text else {})
    with furnished.read() as work:
        assert len(work.journal.revisions_of("explanation", f"venue/{finding}")) == 3


def test_a_month_is_closed_reopened_with_its_reason_and_closed_again(furnished: Store) -> None:
    with furnished.begin() as work:
        change = begin_change(work)
        assert work.closed_months.close(VENUE.id, MARCH, change)
        assert not work.closed_months.close(VENUE.id, MARCH, change)
        assert work.closed_months.of_venue(VENUE.id) == {MARCH}
        assert work.closed_months.reopen(VENUE.id, MARCH, "补录账单", change)
        assert work.closed_months.of_venue(VENUE.id) == frozenset()
        assert work.closed_months.close(VENUE.id, MARCH, change)
    with furnished.read() as work:
        history = [json.loads(line.after)["reason"] for line in work.journal.revisions_of("closed_month", "venue/2025-03")]
    assert history == ["", "补录账单", ""]
