"""Activity records: which belong to a period, how they add up, and one per month that counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError

from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject
from core.domain.period import Month
from core.domain.quantity import Quantity
from core.errors import RuleError
from core.store.database import Store
from tests.store.sample import BILL_SCAN, NOON, POWER, VENUE, monthly

MARCH = Month(2025, 3)


def put(store: Store, *records: ActivityRecord) -> None:
    with store.begin() as work:
        change = work.journal.begin_change("试", "张敏", NOON)
        for record in records:
            work.activities.put(record, change)


def bill(record_id: str, start: date, end: date) -> ActivityRecord:
    return ActivityRecord(
        RecordId(record_id), VENUE.id, Subject(POWER.id), RecordKind.BILL, Quantity(Decimal(1), "kWh"), 1_000_000, start=start, end=end
    )


def test_a_period_has_the_bills_that_share_a_day_with_it(furnished: Store) -> None:
    put(
        furnished,
        bill("before", date(2025, 1, 20), date(2025, 3, 1)),
        bill("into", date(2025, 2, 20), date(2025, 3, 2)),
        bill("within", date(2025, 3, 5), date(2025, 3, 6)),
        bill("around", date(2025, 1, 1), date(2025, 6, 1)),
        bill("out_of", date(2025, 4, 30), date(2025, 5, 20)),
        bill("after", date(2025, 5, 1), date(2025, 5, 2)),
        monthly("month_before", POWER.id, Month(2025, 2)),
        monthly("first_month", POWER.id, Month(2025, 3)),
        monthly("last_month", POWER.id, Month(2025, 4)),
        monthly("month_after", POWER.id, Month(2025, 5)),
    )
    change = replace(bill("x", date(2025, 1, 1), date(2025, 1, 2)), kind=RecordKind.METER_CHANGE, end=None)
    put(
        furnished,
        replace(change, id=RecordId("changed_before"), start=date(2025, 2, 28)),
        replace(change, id=RecordId("changed_within"), start=date(2025, 4, 30)),
        replace(change, id=RecordId("changed_after"), start=date(2025, 5, 1)),
    )
    with furnished.read() as work:
        found = {record.id for record in work.activities.of_venue(VENUE.id, MARCH, Month(2025, 4))}
    assert found == {"into", "within", "around", "out_of", "first_month", "last_month", "changed_within"}


def test_records_come_by_row_and_time(furnished: Store) -> None:
    put(
        furnished,
        monthly("d", "power", Month(2025, 4)),
        monthly("c", "power", Month(2025, 2)),
        bill("b", date(2025, 3, 5), date(2025, 4, 5)),
        monthly("a", "gas", Month(2025, 12)),
    )
    with furnished.read() as work:
        assert [record.id for record in work.activities.all_of_venue(VENUE.id)] == ["a", "c", "b", "d"]


# ---------------------------------------------------------------- sums


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example clears the ledger behind it
@given(amounts=st.lists(st.integers(-(10**18), 10**18), min_size=1, max_size=24))
def test_sums_are_exact_and_do_not_overflow(furnished: Store, amounts: list[int]) -> None:
    start = Month(2020, 1)
    put(
        furnished,
        *(replace(monthly(f"n{index}", "power", start.plus(index)), micro=micro) for index, micro in enumerate(amounts)),
        monthly("other", "gas", start, "7"),
    )
    with furnished.begin() as work:
        totals = work.activities.totals(VENUE.id, start, start.plus(len(amounts) - 1))
        change = work.journal.begin_change("清空", "张敏", NOON)
        for record in work.activities.all_of_venue(VENUE.id):
            work.activities.remove(record.id, change)
    assert totals == {"power": sum(amounts), "gas": 7_000_000}


def test_sums_leave_out_other_months_other_kinds_and_corrected_records(furnished: Store) -> None:
    put(
        furnished,
        monthly("feb", "power", Month(2025, 2), "1"),
        replace(monthly("guess", "power", MARCH, "10"), estimated=True),
        replace(monthly("right", "power", MARCH, "100"), corrects=RecordId("guess")),
        bill("bill", date(2025, 3, 1), date(2025, 4, 1)),
        monthly("apr", "power", Month(2025, 4), "1000"),
    )
    with furnished.read() as work:
        assert work.activities.totals(VENUE.id, MARCH, Month(2025, 4)) == {"power": 1_100_000_000}


def test_sums_are_read_from_the_index_alone(furnished: Store) -> None:
    asked: list[tuple[str, object]] = []

    @event.listens_for(furnished._reading, "before_cursor_execute")
    def _note(_connection: Connection, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    with furnished.read() as work:
        work.activities.totals(VENUE.id, MARCH, MARCH)
    event.remove(furnished._reading, "before_cursor_execute", _note)
    ((statement, parameters),) = [one for one in asked if "sum(" in one[0]]
    with furnished._reading.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert "USING COVERING INDEX ix_activity_sums (venue_id=? AND kind=? AND replaced=?" in plan[0][-1]


# ---------------------------------------------------------------- one record per month that counts


def test_a_month_of_a_row_holds_one_record(furnished: Store) -> None:
    put(furnished, monthly("a", "power", MARCH), monthly("b", "gas", MARCH), monthly("c", "power", Month(2025, 4)))
    with pytest.raises(RuleError) as caught:
        put(furnished, monthly("d", "power", MARCH))
    assert caught.value.code == "store.month_taken"


def test_a_correction_takes_the_month_over_and_gives_it_back(furnished: Store) -> None:
    put(furnished, monthly("guess", "power", MARCH), replace(monthly("right", "power", MARCH), corrects=RecordId("guess")))
    with pytest.raises(RuleError):
        put(furnished, monthly("third", "power", MARCH))
    with furnished.begin() as work:
        work.activities.remove(RecordId("right"), work.journal.begin_change("试", "张敏", NOON))
        assert work.activities.totals(VENUE.id, MARCH, MARCH) == {"power": 100_000_000}
    with pytest.raises(RuleError):
        put(furnished, monthly("third", "power", MARCH))


def test_a_correction_that_moves_to_another_record_frees_the_first(furnished: Store) -> None:
    put(furnished, bill("first", date(2025, 3, 1), date(2025, 4, 1)), bill("second", date(2025, 3, 1), date(2025, 4, 1)))
    correction = replace(bill("right", date(2025, 3, 1), date(2025, 4, 1)), corrects=RecordId("first"))
    put(furnished, correction)
    put(furnished, replace(correction, corrects=RecordId("second")))
    with furnished._reading.connect() as connection:
        rows = dict(connection.exec_driver_sql("SELECT id, replaced FROM activity").all())
    assert rows == {"first": 0, "second": 1, "right": 0}


@pytest.mark.parametrize(
    "half",
    [
        replace(monthly("x", "power", MARCH), month=None),
        replace(bill("x", date(2025, 3, 1), date(2025, 4, 1)), end=None),
        replace(bill("x", date(2025, 3, 1), date(2025, 4, 1)), end=date(2025, 3, 1)),
        replace(bill("x", date(2025, 3, 1), date(2025, 4, 1)), kind=RecordKind.METER_CHANGE, start=None),
    ],
    ids=["month without month", "bill without end", "bill of no day", "meter change without day"],
)
def test_the_file_refuses_a_record_without_its_time(furnished: Store, half: ActivityRecord) -> None:
    with pytest.raises(IntegrityError, match="ck_activity"):
        put(furnished, half)


# ---------------------------------------------------------------- attached files


def test_attaching_and_detaching_a_file_are_revisions_of_the_record(furnished: Store) -> None:
    put(furnished, monthly("a", "power", MARCH))
    first = furnished.keep_evidence(BILL_SCAN, "账单.pdf")
    second = furnished.keep_evidence(b"second", "照片.jpg")
    with furnished.begin() as work:
        assert [work.evidence.put(ref) for ref in (first, second, first)] == [True, True, False]
        change = work.journal.begin_change("附凭证", "张敏", NOON)
        attached = [work.evidence.attach(RecordId("a"), ref.id, change) for ref in (second, first, second)]
        assert attached == [True, True, False]
        assert not work.evidence.attach(RecordId("gone"), first.id, change)
    with furnished.begin() as work:
        assert work.activities.get(RecordId("a")).evidence == (second.id, first.id)
        assert work.evidence.refs_of(RecordId("a")) == (second, first)
        change = work.journal.begin_change("取下凭证", "张敏", NOON)
        assert work.evidence.detach(RecordId("a"), second.id, change)
        assert not work.evidence.detach(RecordId("a"), second.id, change)
        assert not work.evidence.detach(RecordId("gone"), second.id, change)
    with furnished.read() as work:
        assert work.activities.get(RecordId("a")).evidence == (first.id,)
        assert set(work.evidence.all()) == {first, second}
        assert work.evidence.get(second.id) == second
        assert len(work.journal.revisions_of("activity", "a")) == 4


def test_a_file_that_was_not_entered_is_not_attached(furnished: Store) -> None:
    put(furnished, monthly("a", "power", MARCH))
    reference = furnished.keep_evidence(BILL_SCAN, "账单.pdf")
    with pytest.raises(RuleError), furnished.begin() as work:
        work.evidence.attach(RecordId("a"), reference.id, work.journal.begin_change("附凭证", "张敏", NOON))
