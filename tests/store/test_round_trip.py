"""What is put into the store comes out the same, to the last zero of a decimal."""

from __future__ import annotations

import shutil
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.activity import ActivityRecord, DataQuality, RecordId, RecordKind, Subject
from core.domain.dossier import Dossier, MethodChoice
from core.domain.emission import EmissionSource, Meter, MeterId, SourceId
from core.domain.organization import Organization, Person, ProfileValue, Venue
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity
from core.store.codec import decode, encode
from core.store.database import Store, open_store
from tests.store.sample import METER, NOON, ORGANIZATION, VENUE, fill, records

few = settings(max_examples=25)

texts = st.text(st.characters(codec="utf-8"), max_size=12)
ids = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=8)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(lambda value: abs(value) < 10**20)
months = st.builds(Month, st.integers(1990, 2100), st.integers(1, 12))
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
values = st.builds(ProfileValue, texts, texts, st.none() | days)
quantities = st.builds(Quantity, decimals, texts)

organizations = st.builds(Organization, ids, texts, texts)
venues = st.builds(Venue, ids, st.just(ORGANIZATION.id), texts, texts, texts, st.lists(values, max_size=4).map(tuple), st.booleans())
people = st.builds(Person, ids, texts, texts, texts, texts)
sources = st.builds(EmissionSource, ids, st.just(VENUE.id), texts, texts, texts, texts, texts, texts, st.integers(-5, 500))
meters = st.builds(Meter, ids, st.just(SourceId("power")), texts, texts, decimals, st.booleans())
periods = st.builds(ReportingPeriod, months, st.integers(1, 24))
dossiers = st.builds(
    Dossier, id=ids, venue_id=st.just(VENUE.id), title=texts, period=periods, method=st.builds(MethodChoice), revision=st.integers(1, 9)
)
activities = st.builds(
    ActivityRecord,
    id=ids.map(lambda text: RecordId(f"new-{text}")),
    venue_id=st.just(VENUE.id),
    subject=texts.map(Subject),
    kind=st.just(RecordKind.MONTH),
    quantity=quantities,
    micro=st.integers(-(10**18), 10**18),
    month=months,
    start=st.none() | days,
    end=st.none() | days,
    meter_id=st.sampled_from([None, METER.id]),
    estimated=st.booleans(),
    corrects=st.sampled_from([None, RecordId("guess")]),
    reverses=st.sampled_from([None, RecordId("bill")]),
    reading_start=st.none() | decimals,
    reading_end=st.none() | decimals,
    multiplier=st.none() | decimals,
    amount_yuan=st.none() | decimals,
    invoice=texts,
    zero_reason=texts,
    note=texts,
    quality=st.none() | st.sampled_from(DataQuality),
)
shelves = {
    "organizations": organizations,
    "venues": venues,
    "people": people,
    "sources": sources,
    "meters": meters,
    "dossiers": dossiers,
    "activities": activities,
}


@pytest.fixture(scope="module")
def filled(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One ledger for all examples of this module; each puts its things under keys of its own or over older ones."""
    store = open_store(Path(shutil.copytree(empty_ledger, tmp_path_factory.mktemp("round") / "a.tanzhang")))
    fill(store)
    yield store
    store.close()


@pytest.mark.parametrize("shelf", shelves)
@few
@given(data=st.data())
def test_what_is_put_comes_out_the_same(filled: Store, shelf: str, data: st.DataObject) -> None:
    thing = data.draw(shelves[shelf])
    with filled.begin() as work:
        getattr(work, shelf).put(thing, work.journal.begin_change("试", "我", NOON))
    with filled.read() as work:
        found = getattr(work, shelf).get(thing.id)
        history = work.journal.revisions_of(getattr(work, shelf).kind, thing.id)
    assert found == thing
    assert encode(found) == encode(thing) == history[-1].after
    with filled.begin() as work:
        getattr(work, shelf).remove(thing.id, work.journal.begin_change("试", "我", NOON))


@few
@given(thing=st.one_of(*shelves.values()))
def test_json_of_a_thing_is_canonical_and_reads_back(thing: object) -> None:
    text = encode(thing)
    assert decode(type(thing), text) == thing
    assert encode(decode(type(thing), text)) == text


@given(decimals)
@few
def test_a_decimal_keeps_its_zeros(value: Decimal) -> None:
    meter = Meter(MeterId("m"), SourceId("s"), "1", multiplier=value)
    assert str(decode(Meter, encode(meter)).multiplier) == str(value)


def test_json_of_an_older_program_lacks_a_field_and_has_one_no_longer_known() -> None:
    person = decode(Person, '{"id":"p","name":"张","role":"preparer","fax":"1"}')
    assert person == Person("p", "张", "preparer")


def test_every_field_of_the_sample_records_survives(store: Store) -> None:
    reference = fill(store)
    with store.read() as work:
        assert {record.id: record for record in work.activities.all_of_venue(VENUE.id)} == {
            record.id: record for record in records(reference)
        }


def test_a_profile_keeps_its_order_and_its_length(furnished: Store) -> None:
    numbers = count()
    profile = tuple(ProfileValue(f"f{next(numbers)}", "x") for _ in range(12))
    for wanted in (profile, profile[::-1], profile[:2], ()):
        with furnished.begin() as work:
            work.venues.put(replace(VENUE, profile=wanted), work.journal.begin_change("试", "我", NOON))
        with furnished.read() as work:
            assert work.venues.get(VENUE.id).profile == wanted
