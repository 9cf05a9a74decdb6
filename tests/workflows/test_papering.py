"""The papers of a dossier all say the same, and each claim says no more than what is on file."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from core.accounting.neutrality import STATEMENT_GATE
from core.domain.dossier import Dossier
from core.domain.event import Confirmation, NeutralityType
from core.domain.measure import MeasureState
from core.domain.offset import ProductType
from core.domain.organization import Venue
from core.domain.submission import ClaimLevel, DocumentKind, Environment, PackageId
from core.errors import UsageError
from core.submission import naming
from core.submission.reading import extracting
from core.submission.writing.payload import SubmissionFacts
from core.workflows import certifying, compiling, events, filing, offsetting, papering, quoting, reducing, reporting
from core.workflows.submission_views import LotDraft
from core.workflows.workspace import Workspace
from tests.workflows.sealed import Sealed, clock, operation_of
from tests.workflows.test_events import event_file, paper

LOT = LotDraft(ProductType.CCER, "登记机构", "林业碳汇", 100, "SL-0001", "SL-0100")


@pytest.fixture
def event(ws: Workspace, hotel: Venue, tmp_path: Path) -> Dossier:
    return events.load_event(ws, hotel.id, event_file(tmp_path))


def text(pdf: bytes) -> str:
    """All words without the spaces that layout brings."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def offset(ws: Workspace, dossier_id: str, tonnes: int, folder: Path) -> str:
    lot, _change = offsetting.add_lot(ws, LOT)
    offsetting.retire_lot(ws, lot.id, date(2026, 1, 10), "ZX-1", "示例酒店 2025", [paper(folder, "凭证.pdf")])
    offsetting.allocate(ws, dossier_id, lot.id, tonnes)
    return str(lot.id)


# ---------------------------------------------------------------- what the papers are written from


def test_days_are_those_of_the_event_or_of_the_whole_period(ws: Workspace, event: Dossier, dossier: Dossier) -> None:
    assert papering.period_days(compiling.snapshot(ws, event.id)) == (date(2025, 12, 19), date(2025, 12, 20))
    assert papering.period_days(compiling.snapshot(ws, dossier.id)) == (date(2025, 1, 1), date(2025, 12, 31))


def test_lots_are_those_that_are_used_here(ws: Workspace, event: Dossier, dossier: Dossier, tmp_path: Path) -> None:
    lot = offset(ws, event.id, 1, tmp_path)
    ((found, allocation),) = papering.allocated_lots(ws, event.id)
    assert (found.id, allocation.tonnes) == (lot, 1)
    assert papering.allocated_lots(ws, dossier.id) == ()
    (use,) = papering.desk(ws, event.id).package.offsets
    assert (use.tonnes, use.counts, use.proof) == (1, True, ("凭证.pdf",))


def test_a_trial_says_so_whatever_the_ledger_is(ws: Workspace, event: Dossier) -> None:
    assert papering.desk(ws, event.id).package.environment is Environment.PRODUCTION
    assert papering.desk(ws, event.id, Environment.TRIAL).package.environment is Environment.TRIAL
    assert "试用" in text(papering.form1(papering.desk(ws, event.id, Environment.TRIAL)))


def test_the_commitment_is_printed_to_be_signed_when_only_its_signature_is_missing(
    ws: Workspace, hotel: Venue, event: Dossier, tmp_path: Path
) -> None:
    assert papering.words_level(filing.claim(ws, event.id), "statement") is ClaimLevel.DRAFT
    offset(ws, event.id, 1, tmp_path)
    reducing.set_measure(ws, hotel.id, "C01")
    reducing.change_state(ws, hotel.id, "C01", MeasureState.DONE)
    reducing.attach_evidence(ws, hotel.id, "C01", paper(tmp_path, "验收单.pdf"))
    assert papering.words_level(filing.claim(ws, event.id), "statement") is ClaimLevel.DRAFT, "not locked yet"
    filing.lock(ws, event.id)
    claim = filing.claim(ws, event.id)
    assert (claim.level, claim.state.missing) == (ClaimLevel.DRAFT, (STATEMENT_GATE,))
    assert papering.words_level(claim, "statement") is ClaimLevel.SELF_DECLARED
    assert papering.words_level(claim, "disclosure") is ClaimLevel.DRAFT, "nothing is published before it is signed"
    filing.attach_document(ws, event.id, DocumentKind.STATEMENT, paper(tmp_path, "承诺书.pdf"))
    signed = filing.claim(ws, event.id)
    assert papering.words_level(signed, "statement") is signed.level is ClaimLevel.SELF_DECLARED


def test_the_claim_names_who_confirmed_it(year: Path) -> None:
    with Workspace.open(year / "ledger") as ws:
        desk = papering.desk(ws, operation_of(ws))
        confirmed = desk.claim
        assert (confirmed.confirmation, confirmed.confirmed_by) == (Confirmation.PLATFORM, "试用平台（示例）")
        assert (confirmed.confirmation_number, confirmed.achieved_on) == ("SHILI-A-0001", date(2026, 1, 21))
        assert confirmed.comparison.startswith("较 2024 年（1,627.76 tCO₂e）减少 3.9%")
        assert [use.measure.id for use in desk.package.measures if use.planned.state is MeasureState.DONE] != []
        filing.reopen(ws, operation_of(ws), "补一张电费单")
        reopened = papering.desk(ws, operation_of(ws)).claim
    assert (reopened.confirmation, reopened.confirmed_by, reopened.confirmation_number) == (Confirmation.SELF, "", "")


# ---------------------------------------------------------------- single papers


def test_form_1_carries_the_event_as_typed(ws: Workspace, event: Dossier) -> None:
    desk = papering.desk(ws, event.id)
    words = text(papering.form1(desk))
    for one in ("示例年会", "示例酒店有限公司", "320人", "1.无纸化", "方案.pdf", event.id[:8].upper(), "会务部", "028-00000000"):
        assert one in words
    assert "草稿" in words, "an open dossier is a draft"
    filing.lock(ws, event.id)
    assert "草稿" not in text(papering.form1(papering.desk(ws, event.id)))


def test_form_2_is_the_venues_own_row_with_retired_tonnes_only(ws: Workspace, event: Dossier, dossier: Dossier, tmp_path: Path) -> None:
    lot, _change = offsetting.add_lot(ws, LOT)
    offsetting.allocate(ws, event.id, lot.id, 1)
    (row,) = papering.form2_rows(papering.desk(ws, event.id))
    assert (row.name, row.start, row.tonnes, row.retired_on) == ("示例年会", date(2025, 12, 19), 0, ())
    offsetting.retire_lot(ws, lot.id, date(2026, 1, 10), "ZX-1", "示例酒店 2025", [paper(tmp_path, "凭证.pdf")])
    desk = papering.desk(ws, event.id)
    (row,) = papering.form2_rows(desk)
    assert (row.tonnes, row.retired_on) == (1, (date(2026, 1, 10),))
    assert papering.form2_context(desk).compiler == "示例酒店有限公司"
    assert papering.form2_rows(papering.desk(ws, dossier.id)) == ()


def test_the_application_and_the_commitment_say_what_the_claim_says(year: Path) -> None:
    with Workspace.open(year / "ledger") as ws:
        desk = papering.desk(ws, operation_of(ws))
    sentence = "".join(desk.claim.sentence.replace("₂", "2").split())
    for pdf in (papering.statement(desk), papering.application(desk)):
        words = text(pdf).replace("₂", "2")
        assert "1,564.57" in words
        assert sentence[:40] in words
    assert "非官方样表" in text(papering.application(desk))
    digest = "ab" * 32
    assert "abab" in text(papering.statement(desk, digest))


@pytest.mark.parametrize(
    ("kind", "event", "code"),
    [
        ("form1", False, "report.event"),
        ("form2", False, "report.event"),
        ("application", True, "report.operation"),
        ("plan", True, "report.operation"),
        ("no such kind", False, "report.kind"),
    ],
)
def test_a_paper_of_the_other_kind_of_dossier_is_not_written(kind: str, event: bool, code: str, sealed: Sealed, tmp_path: Path) -> None:
    with sealed.open() as ws:
        place = events.event_view(ws, sealed.event).venue
        dossier = reporting.dossiers.operation_dossier(ws, place.id, 2025)
        with pytest.raises(UsageError) as refused:
            reporting.write_report(ws, sealed.event if event else dossier.id, kind, tmp_path / "x.pdf")
    assert refused.value.code == code
    assert not (tmp_path / "x.pdf").exists()


def test_every_kind_of_report_opens_as_what_its_name_says(sealed_master: Sealed, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    shutil.copytree(sealed_master.ledger, ledger)
    with Workspace.open(ledger, clock=clock) as ws:
        for kind, name in (("statement", "s.pdf"), ("form1", "1.pdf"), ("form2", "2.pdf"), ("form2", "2.XLSX"), ("footprint", "f.pdf")):
            reporting.write_report(ws, sealed_master.event, kind, tmp_path / name)
    assert load_workbook(tmp_path / "2.XLSX").active is not None
    for name in ("s.pdf", "1.pdf", "2.pdf", "f.pdf"):
        assert "示例年会" in text((tmp_path / name).read_bytes()), name
    assert "示例年会·2025年12月19日—2025年12月20日" in text((tmp_path / "f.pdf").read_bytes()), "its days, not the whole month"


def test_every_paper_quotes_the_same_report(ws: Workspace, event: Dossier) -> None:
    taken = compiling.snapshot(ws, event.id)
    computed = compiling.inventory_of(taken)
    quoted = quoting.footprint_paper(ws, taken, computed)
    assert papering.desk(ws, event.id).package.report == quoted
    assert (quoted.written_on, quoted.venue, quoted.inventory) == (ws.today(), taken.venue, computed)


# ---------------------------------------------------------------- the set


def test_the_cover_comes_first_and_lists_what_was_given(ws: Workspace, event: Dossier) -> None:
    desk = papering.desk(ws, event.id)
    facts = SubmissionFacts(
        package_id=PackageId("urn:uuid:00000000-0000-4000-8000-000000000001"),
        environment=Environment.TRIAL,
        dossier=event,
        organization=desk.taken.organization,
        venue=desk.taken.venue,
        days=papering.period_days(desk.taken),
        label="x",
        previous_digest=None,
        audit_head="0" * 64,
        created_at=datetime(2026, 1, 12, tzinfo=UTC),
        program=("tanzhangben", "9.9.9", "0" * 64),
        signers=(),
        evidence=(),
        papers=(),
        offsets=(),
        level=ClaimLevel.DRAFT,
        declaration="x",
        single_signer_reason="只有一名员工",
    )
    told: list[tuple[int, int, str]] = []
    papers = papering.package_papers(desk, facts, (), {"data/tables/units.csv": b"a"}, lambda *one: told.append(one))
    numbers = [one.path.removeprefix("data/documents/")[:2] for one in papers]
    assert numbers == sorted(numbers), "the cover first, then by the numbers of the list"
    assert {"01", "02", "03", "04", "05", "06", "07", "09", "10", "12", "14", "15"} <= set(numbers)
    assert len({one.path for one in papers}) == len(papers)
    assert [one.kind for one in papers][:4] == ["cover", "form", "report", "table"]
    assert all(naming.path_fault(one.path) is None and one.content for one in papers)
    assert [done for done, _whole, _words in told] == list(range(len(papers) - 1))
    words = text(papers[0].content)
    for one in ("units.csv", "ca978112ca1bbdca", "tanzhangben9.9.9", "只有一名员工", *(one.title for one in papers[1:])):
        assert "".join(one.split()) in words, one


def test_the_papers_of_the_package_are_those_that_are_written_alone(sealed: Sealed) -> None:
    with sealed.open() as ws:
        desk = papering.desk(ws, sealed.event, Environment.TRIAL)
        alone = text(papering.form1(desk))
    (path,) = (one["path"] for one in documents(sealed) if one["path"].startswith("data/documents/02-"))
    assert text(extracting.payload_file(sealed.package, path)) == alone


def documents(sealed: Sealed) -> list[dict[str, str]]:
    return list(json.loads(extracting.payload_file(sealed.package, "data/submission.json"))["documents"])


# ---------------------------------------------------------------- the certificate paper


def test_there_is_no_certificate_before_the_platform_said_so(sealed: Sealed, tmp_path: Path) -> None:
    with sealed.open() as ws:
        for work in (certifying.confirmed, certifying.certificate):
            with pytest.raises(certifying.RuleError) as refused:
                work(ws, sealed.event)
            assert refused.value.code == "certificate.none"
        with pytest.raises(certifying.RuleError):
            certifying.write_certificate(ws, sealed.event, tmp_path / "c.pdf")
    assert not (tmp_path / "c.pdf").exists()


def test_the_certificate_goes_with_the_revision_it_was_for(year: Path) -> None:
    with Workspace.open(year / "ledger") as ws:
        receipt, package = certifying.confirmed(ws, operation_of(ws))
        assert (receipt.sequence, receipt.package_id) == (2, package.id)
        assert "SHILI-A-0001" in text(certifying.certificate(ws, operation_of(ws)))
        filing.reopen(ws, operation_of(ws), "补一张电费单")
        with pytest.raises(certifying.RuleError):
            certifying.certificate(ws, operation_of(ws))


def test_a_joint_neutrality_stays_what_the_form_says(ws: Workspace, event: Dossier) -> None:
    form = events.event(ws, event.id)
    assert form is not None
    events.save_event(ws, replace(form, neutrality=NeutralityType.BOTH))
    (row,) = papering.form2_rows(papering.desk(ws, event.id))
    assert row.neutrality is NeutralityType.BOTH
