"""What is put into the store comes out the same, to the last zero of a decimal."""

from __future__ import annotations

import hashlib
import shutil
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.activity import ActivityRecord, DataQuality, RecordId, RecordKind, Subject
from core.domain.dossier import Dossier, MethodChoice
from core.domain.emission import EmissionSource, Meter, MeterId, SourceId
from core.domain.event import (
    AccountingBy,
    Confirmation,
    EventForm,
    EventItem,
    EventItemId,
    EventLevel,
    EventRole,
    EventStage,
    NeutralityType,
)
from core.domain.measure import MeasureState, PlannedMeasure
from core.domain.offset import Allocation, CreditLot, LotId, OffsetSource, ProductType, SinkFacts
from core.domain.organization import Organization, Person, ProfileValue, Venue
from core.domain.period import Month, ReportingPeriod
from core.domain.quantity import Quantity
from core.domain.submission import (
    Correction,
    DocumentKind,
    DossierStage,
    Environment,
    OfficialDocument,
    PlatformCertificate,
    Receipt,
    ReceiptResult,
    SealedPackage,
    SignerRef,
    SignerRole,
)
from core.store.codec import decode, encode
from core.store.database import Store, open_store
from tests.store.claims_sample import PACKAGE, fill_claims
from tests.store.sample import BILL_SCAN, DOSSIER, EVENT, METER, NOON, ORGANIZATION, VENUE, fill, records

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
zones = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))])
moments = st.builds(datetime.fromtimestamp, st.integers(10**9, 4 * 10**9), zones)
FILE = hashlib.sha256(BILL_SCAN).hexdigest()
files = st.sampled_from([(), (FILE,)])
whole = st.integers(1, 10**12)
events = st.builds(
    EventForm,
    dossier_id=st.just(EVENT.id),
    name=texts,
    organizer=texts,
    start=days,
    end=days,
    place=texts,
    region=texts,
    kind=texts,
    scale=texts,
    content=texts,
    role=st.sampled_from(EventRole),
    level=st.sampled_from(EventLevel),
    promised=st.booleans(),
    people=st.none() | st.integers(0, 10**6),
    sessions=st.none() | st.integers(0, 999),
    area_m2=st.none() | decimals,
    stages=st.lists(st.sampled_from(EventStage), unique=True).map(tuple),
    accounting=st.sampled_from(AccountingBy),
    accounting_body=texts,
    measures=texts,
    neutrality=st.sampled_from(NeutralityType),
    products=st.lists(st.sampled_from(ProductType), unique=True).map(tuple),
    other_product=texts,
    offset_tonnes=st.none() | decimals,
    neutral_on=st.none() | days,
    department=texts,
    contact=texts,
    phone=texts,
    confirmation=st.sampled_from(Confirmation),
    confirming_body=texts,
    plan=st.none() | st.just(FILE),
    settled=st.booleans(),
)
given_quantities = st.none() | st.tuples(quantities, st.integers(-(10**18), 10**18))
event_items = st.builds(
    lambda estimate, actual, **fields: EventItem(
        **fields,
        estimate=estimate and estimate[0],
        estimate_micro=estimate and estimate[1],
        actual=actual and actual[0],
        actual_micro=actual and actual[1],
    ),
    given_quantities,
    given_quantities,
    id=ids.map(EventItemId),
    dossier_id=st.just(EVENT.id),
    stage=st.sampled_from(EventStage),
    name=texts,
    type_code=texts,
    unit=texts,
    species=texts,
    factor_id=texts,
    basis=texts,
    position=st.integers(-5, 500),
    evidence=files,
)
lots = st.builds(
    CreditLot,
    id=ids.map(LotId),
    product=st.sampled_from(ProductType),
    registry=texts,
    project=texts,
    tonnes=whole,
    serial_from=texts,
    serial_to=texts,
    subtype=texts,
    methodology=texts,
    location=texts,
    vintage=st.none() | st.integers(1990, 2100),
    account=texts,
    acquired_on=st.none() | days,
    retired_on=st.none() | days,
    retirement_id=texts,
    beneficiary=texts,
    unit_price_yuan=st.none() | decimals,
    source=st.sampled_from(OffsetSource),
    priority_region=st.booleans(),
    note=texts,
    sink=st.none() | st.builds(SinkFacts, texts, texts, texts, texts, texts, texts),
    proof=files,
)
allocations = st.builds(Allocation, ids, st.just(LotId("lot-2")), st.just(EVENT.id), whole)
plans = st.builds(
    PlannedMeasure,
    id=ids,
    venue_id=st.just(VENUE.id),
    measure_id=ids.map(lambda text: f"new-{text}"),
    state=st.sampled_from(MeasureState),
    values=st.dictionaries(ids, decimals, max_size=3),
    owner=texts,
    start_on=st.none() | days,
    done_on=st.none() | days,
    cost_yuan=st.none() | decimals,
    note=texts,
    evidence=files,
)
documents = st.builds(
    OfficialDocument,
    id=ids,
    dossier_id=st.just(DOSSIER.id),
    kind=st.sampled_from(DocumentKind),
    evidence_id=st.just(FILE),
    issuer=texts,
    number=texts,
    issued_on=st.none() | days,
    scope=texts,
    conclusion=texts,
)
signers = st.lists(st.builds(SignerRef, st.sampled_from(SignerRole), texts, texts, texts), max_size=3, unique_by=lambda s: s.role).map(
    tuple
)
packages = st.builds(
    SealedPackage,
    id=st.just(""),
    dossier_id=st.just(DOSSIER.id),
    revision=st.integers(1, 9),
    digest=st.just(""),
    environment=st.sampled_from(Environment),
    file_name=texts,
    made_at=moments,
    statement=texts,
    signers=signers,
)
corrections = st.builds(Correction, texts, texts, texts, texts, texts)
receipts = st.builds(
    Receipt,
    id=st.just(""),
    package_id=st.just(PACKAGE.id),
    dossier_id=st.just(DOSSIER.id),
    revision=st.integers(1, 9),
    sequence=st.integers(1, 99),
    result=st.sampled_from(ReceiptResult),
    stage=st.sampled_from(DossierStage),
    environment=st.sampled_from(Environment),
    issuer=texts,
    issued_at=moments,
    taken_in_at=moments,
    digest=st.just(""),
    list_status=texts,
    list_date=st.none() | days,
    corrections=st.lists(corrections, max_size=12).map(tuple),
    certificate=st.none() | st.builds(PlatformCertificate, texts, days, days, texts, texts, texts),
    revocations=st.lists(texts, max_size=3).map(tuple),
    stamped_at=st.none() | moments,
)
shelves = {
    "organizations": organizations,
    "venues": venues,
    "people": people,
    "sources": sources,
    "meters": meters,
    "dossiers": dossiers,
    "activities": activities,
    "event_items": event_items,
    "lots": lots,
    "allocations": allocations,
    "plan": plans,
    "documents": documents,
}
kept_shelves = {"packages": packages, "receipts": receipts}


@pytest.fixture(scope="module")
def filled(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One ledger for all examples of this module; each puts its things under keys of its own or over older ones."""
    store = open_store(Path(shutil.copytree(empty_ledger, tmp_path_factory.mktemp("round") / "a.tanzhang")))
    fill(store)
    fill_claims(store)
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
@given(form=events)
def test_a_form_comes_out_the_same(filled: Store, form: EventForm) -> None:
    with filled.begin() as work:
        work.events.put(form, work.journal.begin_change("试", "我", NOON))
    with filled.read() as work:
        found = work.events.get(EVENT.id)
        history = work.journal.revisions_of("event", EVENT.id)
    assert found == form
    assert encode(found) == encode(form) == history[-1].after


@pytest.mark.parametrize("shelf", kept_shelves)
@few
@given(data=st.data())
def test_what_is_kept_for_ever_comes_out_the_same(filled: Store, shelf: str, data: st.DataObject) -> None:
    thing = replace(data.draw(kept_shelves[shelf]), id=str(uuid4()), digest=str(uuid4()))
    with filled.begin() as work:
        assert getattr(work, shelf).put(thing, work.journal.begin_change("试", "我", NOON))
        assert not getattr(work, shelf).put(thing, work.journal.begin_change("再", "我", NOON))
    with filled.read() as work:
        found = getattr(work, shelf).get(thing.id)
        history = work.journal.revisions_of(getattr(work, shelf).kind, thing.id)
    assert found == thing
    assert encode(found) == encode(thing) == history[-1].after


@few
@given(thing=st.one_of(*shelves.values(), events, *kept_shelves.values()))
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
