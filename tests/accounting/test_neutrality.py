"""What counts as offset, and which level the evidence on file carries: derived, never chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting.neutrality import (
    BLACKLIST_GATE,
    ESTIMATE_GATE,
    EX_ANTE,
    IN_FUTURE,
    LOCK_GATE,
    MOVED_GATE,
    NO_PROOF,
    NO_SUMMARY,
    NOT_NAMED,
    NOT_RETIRED,
    OFFSET_GATE,
    PROFILE_GATE,
    REDUCTION_GATE,
    REVOKED_GATE,
    SINK_UNPUBLISHED,
    STATEMENT_GATE,
    TOO_LATE,
    TREND_GATE,
    NeutralityBalance,
    OffsetTerms,
    OnFile,
    balance,
    claim_state,
    deadline,
    listed_as,
    lot_faults,
)
from core.domain.activity import EvidenceId
from core.domain.dossier import DossierId, DossierStatus
from core.domain.emission import MethodProfile
from core.domain.measure import MeasureState, PlanId, PlannedMeasure
from core.domain.neutrality_papers import Standing, StandingId, StandingKind
from core.domain.offset import Allocation, AllocationId, CreditLot, CreditQuality, LotId, OffsetSource, ProductType, SinkFacts
from core.domain.organization import OrganizationId, VenueId
from core.domain.submission import (
    ClaimLevel,
    Delivery,
    DocumentId,
    DocumentKind,
    DossierStage,
    Environment,
    OfficialDocument,
    PackageId,
    PlatformCertificate,
    Receipt,
    ReceiptId,
    ReceiptResult,
    SealedPackage,
    SignerRef,
    SignerRole,
)

TODAY = date(2026, 3, 6)
TERMS = OffsetTerms(date(2025, 12, 31), event=False, names=("示例酒店有限公司", "示例酒店"), today=TODAY)
LOT = CreditLot(
    id=LotId("lot"),
    product=ProductType.CCER,
    registry="登记机构",
    project="林业碳汇",
    tonnes=100,
    serial_from="A001",
    serial_to="A100",
    retired_on=date(2026, 1, 20),
    retirement_id="ZX-1",
    beneficiary="示例酒店 2025 年度",
    proof=(EvidenceId("file"),),
)
FOREST = replace(LOT, product=ProductType.SINK, location="阿坝州", sink=SinkFacts("东经", "慈竹", "150 亩", "计划", "监测", "2025—2031"))
GUESTS = replace(LOT, source=OffsetSource.PERSONAL, serial_from="", serial_to="", sink=SinkFacts(period="2025 年"))
EX_ANTE_CREDIT = CreditQuality(ex_post=False)
EVENT_TERMS = replace(TERMS, event=True, period_end=date(2025, 5, 3))


def use(tonnes: int, lot: str = "lot") -> Allocation:
    return Allocation(AllocationId(f"use-{lot}"), LotId(lot), DossierId("dossier"), tonnes)


# ---------------------------------------------------------------- lots


@pytest.mark.parametrize(
    ("lot", "terms", "faults"),
    [
        (LOT, TERMS, ()),
        (replace(LOT, retired_on=None), TERMS, (NOT_RETIRED,)),
        (replace(LOT, retired_on=None, proof=(), beneficiary=""), TERMS, (NOT_RETIRED,)),
        (replace(LOT, proof=()), TERMS, (NO_PROOF,)),
        (replace(LOT, retirement_id=""), TERMS, (NO_PROOF,)),
        (replace(LOT, retired_on=date(2026, 3, 7)), TERMS, (IN_FUTURE,)),
        (replace(LOT, retired_on=TODAY), TERMS, ()),
        (replace(LOT, retired_on=date(2026, 12, 31)), replace(TERMS, today=date(2027, 1, 1)), ()),
        (replace(LOT, retired_on=date(2027, 1, 1)), replace(TERMS, today=date(2027, 1, 1)), (TOO_LATE,)),
        (replace(LOT, beneficiary="别家酒店"), TERMS, (NOT_NAMED,)),
        (replace(LOT, beneficiary=""), TERMS, (NOT_NAMED,)),
        (FOREST, TERMS, ()),
        (replace(FOREST, location=""), TERMS, (SINK_UNPUBLISHED,)),
        (replace(FOREST, sink=None), TERMS, (SINK_UNPUBLISHED,)),
        (replace(FOREST, sink=replace(FOREST.sink, monitoring="")), TERMS, (SINK_UNPUBLISHED,)),
        (replace(LOT, beneficiary="x", proof=()), TERMS, (NO_PROOF, NOT_NAMED)),
        (replace(LOT, beneficiary="示例 酒店 ２０２５ 年度"), TERMS, ()),
        (replace(LOT, quality=CreditQuality(ex_post=True, verified=False)), TERMS, ()),
        (replace(LOT, quality=EX_ANTE_CREDIT), TERMS, (EX_ANTE,)),
        (replace(LOT, quality=EX_ANTE_CREDIT, retired_on=None), TERMS, (NOT_RETIRED, EX_ANTE)),
        (GUESTS, TERMS, ()),
        (replace(GUESTS, sink=None), TERMS, (NO_SUMMARY,)),
        (replace(GUESTS, retirement_id=""), TERMS, (NO_PROOF,)),
        (replace(GUESTS, proof=()), TERMS, (NO_PROOF,)),
    ],
)
def test_a_lot_counts_when_it_is_retired_in_time_proven_and_named(lot: CreditLot, terms: OffsetTerms, faults: tuple[str, ...]) -> None:
    assert lot_faults(lot, terms) == faults


@pytest.mark.parametrize(
    ("lot", "terms", "day"),
    [
        (LOT, EVENT_TERMS, date(2026, 5, 3)),
        (FOREST, EVENT_TERMS, date(2031, 5, 3)),
        (FOREST, TERMS, date(2026, 12, 31)),
    ],
    ids=["event", "event with new forest", "operation with new forest"],
)
def test_new_forest_has_six_years_for_events_only(lot: CreditLot, terms: OffsetTerms, day: date) -> None:
    assert terms.deadline(lot.product) == day
    late = replace(terms, today=date(2040, 1, 1))
    assert lot_faults(replace(lot, retired_on=day), late) == ()
    assert lot_faults(replace(lot, retired_on=day.replace(day=day.day + 1) if day.day < 28 else date(day.year + 1, 1, 1)), late) == (
        TOO_LATE,
    )


def test_a_year_after_29_february_is_the_28th() -> None:
    assert deadline(date(2024, 2, 29)) == date(2025, 2, 28)
    assert deadline(date(2025, 12, 31)) == date(2026, 12, 31)


# ---------------------------------------------------------------- balance


def test_the_need_is_rounded_up_and_only_what_counts_covers_it() -> None:
    bought = replace(LOT, id=LotId("bought"), retired_on=None)
    held = balance(Fraction("312.001"), (use(100), use(250, "bought")), (LOT, bought), TERMS)
    assert (held.needed, held.retired, held.pending, held.covered) == (313, 100, 250, False)
    assert held.share == Fraction(100) / Fraction("312.001")


def test_nothing_emitted_needs_nothing_and_has_no_share() -> None:
    held = balance(Fraction(0), (), (), TERMS)
    assert (held.needed, held.covered, held.share) == (0, True, 0)


def test_more_than_the_emissions_is_a_share_of_one() -> None:
    assert balance(Fraction(10), (use(11),), (LOT,), TERMS).share == 1


@given(
    st.fractions(0, 10_000),
    st.lists(st.tuples(st.integers(1, 500), st.booleans()), max_size=6),
)
def test_retired_and_pending_are_all_that_is_allocated_and_more_emissions_never_need_less(
    total: Fraction, uses: list[tuple[int, bool]]
) -> None:
    lots = [replace(LOT, id=LotId(str(n)), retired_on=LOT.retired_on if retired else None) for n, (_t, retired) in enumerate(uses)]
    allocations = [use(tonnes, str(n)) for n, (tonnes, _retired) in enumerate(uses)]
    held = balance(total, allocations, lots, TERMS)
    assert held.retired + held.pending == sum(tonnes for tonnes, _retired in uses)
    assert held.retired == sum(tonnes for tonnes, retired in uses if retired)
    assert held.covered == (held.retired >= total)
    assert balance(total + 1, allocations, lots, TERMS).needed == held.needed + 1


# ---------------------------------------------------------------- level

COVERED = NeutralityBalance(Fraction("99.5"), 100, 100, 0)
DONE = PlannedMeasure(PlanId("p"), VenueId("v"), "C01", MeasureState.DONE, evidence=(EvidenceId("file"),))
STATEMENT = OfficialDocument(DocumentId("s"), DossierId("dossier"), DocumentKind.STATEMENT, EvidenceId("file"))
REPORT = OfficialDocument(
    DocumentId("r"), DossierId("dossier"), DocumentKind.REPORT, EvidenceId("file"), "某机构", "PJ-1", None, "2025 年运营", "符合"
)
PACKAGE = SealedPackage(
    id=PackageId("package"),
    dossier_id=DossierId("dossier"),
    revision=1,
    digest="d",
    environment=Environment.PRODUCTION,
    file_name="x.zip",
    made_at=datetime(2026, 2, 1, tzinfo=UTC),
    statement="{}",
    signers=(SignerRef(SignerRole.PREPARER, "甲", "a", "1"), SignerRef(SignerRole.APPROVER, "乙", "b")),
)
WHOLE = OnFile(DossierStatus.LOCKED, 1, Environment.PRODUCTION, measures=(DONE,), documents=(STATEMENT,))


def receipt(stage: DossierStage, sequence: int = 1, **changes: object) -> Receipt:
    result = next(one for one in ReceiptResult if stage in one.stages())
    made = Receipt(
        id=ReceiptId(f"receipt-{sequence}"),
        package_id=PACKAGE.id,
        dossier_id=PACKAGE.dossier_id,
        revision=1,
        sequence=sequence,
        result=result,
        stage=stage,
        environment=Environment.PRODUCTION,
        issuer="平台",
        issued_at=datetime(2026, 3, 1, tzinfo=UTC),
        taken_in_at=datetime(2026, 3, 2, tzinfo=UTC),
        digest=str(sequence),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


CONFIRMED = receipt(
    DossierStage.CONFIRMED, 2, certificate=PlatformCertificate("TZ-1", date(2026, 3, 1), date(2027, 2, 28), "99.5", "operation")
)


def level(file: OnFile, held: NeutralityBalance = COVERED) -> ClaimLevel:
    return claim_state(file, held, blocking=False, today=TODAY).level


def missing(file: OnFile, held: NeutralityBalance = COVERED) -> tuple[str, ...]:
    return claim_state(file, held, blocking=False, today=TODAY).missing


def test_all_gates_passed_is_a_self_declaration() -> None:
    assert (level(WHOLE), missing(WHOLE)) == (ClaimLevel.SELF_DECLARED, ())


@pytest.mark.parametrize(
    ("gate", "file", "held"),
    [
        (LOCK_GATE, replace(WHOLE, status=DossierStatus.OPEN), COVERED),
        (MOVED_GATE, replace(WHOLE, moved=True), COVERED),
        (PROFILE_GATE, replace(WHOLE, profile=MethodProfile.P1), COVERED),
        (ESTIMATE_GATE, replace(WHOLE, estimated=True), COVERED),
        (REDUCTION_GATE, replace(WHOLE, measures=()), COVERED),
        (REDUCTION_GATE, replace(WHOLE, measures=(replace(DONE, evidence=()),)), COVERED),
        (REDUCTION_GATE, replace(WHOLE, measures=(replace(DONE, state=MeasureState.RUNNING),)), COVERED),
        (TREND_GATE, replace(WHOLE, first_period=False, improved=False), COVERED),
        (OFFSET_GATE, WHOLE, replace(COVERED, retired=99)),
        (OFFSET_GATE, WHOLE, NeutralityBalance(Fraction(0), 0, 0, 0)),
        (STATEMENT_GATE, replace(WHOLE, documents=(REPORT,)), COVERED),
        (BLACKLIST_GATE, replace(WHOLE, receipts=(receipt(DossierStage.ACCEPTED, list_status="black"),)), COVERED),
        (REVOKED_GATE, replace(WHOLE, receipts=(CONFIRMED, receipt(DossierStage.REVOKED, 3))), COVERED),
    ],
)
def test_each_gate_alone_keeps_a_dossier_a_draft(gate: str, file: OnFile, held: NeutralityBalance) -> None:
    assert (level(file, held), missing(file, held)) == (ClaimLevel.DRAFT, (gate,))


def test_a_later_period_that_improved_passes() -> None:
    assert level(replace(WHOLE, first_period=False, improved=True)) is ClaimLevel.SELF_DECLARED


def test_a_list_that_clears_the_organization_ends_the_lock_of_the_list() -> None:
    listed = receipt(DossierStage.ACCEPTED, 1, list_status="black")
    cleared = receipt(DossierStage.IN_REVIEW, 2, list_status="none")
    silent = receipt(DossierStage.IN_REVIEW, 3)
    assert missing(replace(WHOLE, receipts=(listed, cleared, silent))) == ()
    assert missing(replace(WHOLE, receipts=(listed, silent))) == (BLACKLIST_GATE,)


def standing(value: str, day: date, kind: StandingKind = StandingKind.LIST) -> Standing:
    return Standing(StandingId(value), OrganizationId("org"), kind, value, day, "平台公告")


def test_an_imported_list_locks_claims_and_the_newest_word_decides() -> None:
    black, green = standing("black", date(2026, 2, 1)), standing("green", date(2026, 4, 1))
    stars = standing("★★", date(2026, 5, 1), StandingKind.STARS)
    assert missing(replace(WHOLE, standings=(black, stars))) == (BLACKLIST_GATE,)
    assert missing(replace(WHOLE, standings=(black, green))) == ()
    listed = receipt(DossierStage.ACCEPTED, 1, list_status="black")  # of 1 March: after the one, before the other
    assert missing(replace(WHOLE, receipts=(listed,), standings=(standing("none", date(2026, 2, 1)),))) == (BLACKLIST_GATE,)
    assert missing(replace(WHOLE, receipts=(listed,), standings=(green,))) == ()
    same_day = standing("none", date(2026, 3, 1))
    assert missing(replace(WHOLE, receipts=(listed,), standings=(same_day,))) == (), "of one day, what a person took in last"
    assert listed_as(WHOLE, ()) is None


def test_the_platform_confirms_by_a_certificate_in_force() -> None:
    assert level(replace(WHOLE, receipts=(CONFIRMED,))) is ClaimLevel.PLATFORM_CONFIRMED
    assert level(replace(WHOLE, receipts=(replace(CONFIRMED, certificate=None),))) is ClaimLevel.SELF_DECLARED
    assert level(replace(WHOLE, receipts=(receipt(DossierStage.PASSED),))) is ClaimLevel.SELF_DECLARED
    after = claim_state(replace(WHOLE, receipts=(CONFIRMED,)), COVERED, blocking=False, today=date(2027, 3, 1))
    assert after.level is ClaimLevel.SELF_DECLARED


@pytest.mark.parametrize("changes", [{"environment": Environment.TRIAL}, {"revision": 2}], ids=["trial", "other revision"])
def test_a_receipt_of_another_kind_or_revision_moves_nothing(changes: dict[str, object]) -> None:
    state = claim_state(replace(WHOLE, receipts=(replace(CONFIRMED, **changes),)), COVERED, blocking=False, today=TODAY)
    assert (state.level, state.stage) == (ClaimLevel.SELF_DECLARED, DossierStage.LOCKED)


def test_a_production_receipt_moves_no_trial_dossier() -> None:
    assert level(replace(WHOLE, environment=Environment.TRIAL, receipts=(CONFIRMED,))) is ClaimLevel.SELF_DECLARED


@pytest.mark.parametrize("field", ["issuer", "number", "scope", "conclusion"])
def test_a_report_lifts_the_level_when_it_says_who_what_and_how(field: str) -> None:
    assert level(replace(WHOLE, documents=(STATEMENT, REPORT))) is ClaimLevel.INDEPENDENTLY_ASSESSED
    assert level(replace(WHOLE, documents=(STATEMENT, replace(REPORT, **{field: ""})))) is ClaimLevel.SELF_DECLARED


# ---------------------------------------------------------------- stage


@pytest.mark.parametrize(
    ("file", "blocking", "stage"),
    [
        (replace(WHOLE, status=DossierStatus.OPEN), True, DossierStage.DRAFT),
        (replace(WHOLE, status=DossierStatus.OPEN), False, DossierStage.READY),
        (WHOLE, False, DossierStage.LOCKED),
        (replace(WHOLE, packages=(PACKAGE,)), False, DossierStage.SIGNED),
        (
            replace(WHOLE, packages=(replace(PACKAGE, signers=(*PACKAGE.signers[:1], SignerRef(SignerRole.APPROVER, "乙", "b", "2"))),)),
            False,
            DossierStage.EXPORTED,
        ),
        (replace(WHOLE, packages=(PACKAGE,), deliveries=(Delivery(PACKAGE.id, TODAY, "U 盘"),)), False, DossierStage.DELIVERED),
        (replace(WHOLE, packages=(PACKAGE,), deliveries=(Delivery(PackageId("old"), TODAY, "U 盘"),)), False, DossierStage.SIGNED),
        (replace(WHOLE, revision=2, packages=(PACKAGE,)), False, DossierStage.LOCKED),
        (replace(WHOLE, packages=(PACKAGE,), receipts=(receipt(DossierStage.RETURNED),)), False, DossierStage.RETURNED),
        (
            replace(WHOLE, receipts=(receipt(DossierStage.IN_REVIEW, 2), receipt(DossierStage.SIGNED_FOR, 1))),
            False,
            DossierStage.IN_REVIEW,
        ),
    ],
)
def test_the_stage_follows_from_the_last_thing_that_happened(file: OnFile, blocking: bool, stage: DossierStage) -> None:
    assert claim_state(file, COVERED, blocking=blocking, today=TODAY).stage is stage


def test_every_stage_a_receipt_may_name_belongs_to_one_result() -> None:
    named = [stage for result in ReceiptResult for stage in result.stages()]
    assert len(named) == len(set(named))
