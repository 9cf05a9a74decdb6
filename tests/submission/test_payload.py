"""The statement of a package as plain data: nothing more than the ledger froze, in the fields of the published format."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import pytest

from core.accounting.statement import statement as footprint_document
from core.domain.dossier import DossierKind, MethodChoice
from core.domain.emission import MethodProfile
from core.domain.offset import Allocation, AllocationId, CreditLot, LotId, ProductType
from core.domain.submission import ClaimLevel, Environment
from core.submission import naming
from core.submission.reading import statements as reading
from core.submission.writing.payload import EvidenceFile, PaperFile, result_document, submission_document, urn, utc_text
from core.submission.writing.statements import jcs, statement
from tests.submission.books import SIGNERS, books, facts

LOT = CreditLot(LotId("lot"), ProductType.CCER, "登记处", "林业碳汇", 100, "A1", "A100", retirement_id="ZX-1")
FILE = EvidenceFile(
    "E0001", "data/evidence/E0001-电费.pdf", "电费 7月.pdf", "application/pdf", 12, "a" * 64, ("record:1",), date(2025, 7, 1)
)


def stated(**changes: Any) -> dict[str, Any]:
    """The statement as it comes out of the file, after writer and reader have both found it well-formed."""
    document = submission_document(facts(**changes), books())
    content = statement(naming.SUBMISSION, document)
    reading._SHAPES[naming.SUBMISSION](json.loads(content), "")
    return dict(json.loads(content))


def test_a_whole_statement_pleases_writer_and_reader() -> None:
    found = stated(evidence=[FILE], papers=[PaperFile("data/documents/03-报告.pdf", "report", "b" * 64)])
    assert (found["type"], found["specVersion"], found["environment"], found["revision"]) == ("submission", "1.0", "trial", 1)
    assert found["packageId"].startswith("urn:uuid:")
    assert found["dossierId"] == "urn:uuid:00000000-0000-4000-8000-000000000002"
    assert (found["dossierKind"], found["previousPackageDigest"], found["auditHead"]) == ("operation", None, "0" * 64)
    assert found["createdAt"] == "2026-01-12T09:30:00Z"
    assert found["software"] == {"name": "tanzhangben", "version": "0.2.0", "buildSha256": "0" * 64}
    assert found["site"] == {"id": "urn:uuid:hotel", "name": "示例酒店", "kind": "hotel", "region": "510100"}
    assert found["requiredSigners"] == ["preparer", "approver"]
    assert [one["certificateSha256"] for one in found["signers"]] == ["1" * 64, "2" * 64]
    assert "singleSignerReason" not in found


def test_evidence_keeps_its_own_name_and_its_days() -> None:
    (one,) = stated(evidence=[FILE])["evidence"]
    assert (one["id"], one["path"], one["originalName"]) == ("E0001", FILE.path, "电费 7月.pdf")
    assert (one["periodFrom"], one["periodTo"], one["supports"], one["size"]) == ("2025-07-01", None, ["record:1"], 12)


def test_papers_come_in_the_order_of_their_paths() -> None:
    papers = [PaperFile("data/documents/04-b.xlsx", "table", "b" * 64, "x"), PaperFile("data/documents/03-a.pdf", "report", "a" * 64)]
    found = stated(papers=papers)["documents"]
    assert [(one["path"][-8:], one["schema"]) for one in found] == [("03-a.pdf", None), ("4-b.xlsx", "x")]


def test_one_signer_gives_her_reason() -> None:
    found = stated(signers=SIGNERS[:1], single_signer_reason="只有一名员工")
    assert (found["requiredSigners"], found["singleSignerReason"]) == (["preparer"], "只有一名员工")


def test_an_offset_says_what_of_it_is_used_here() -> None:
    (one,) = stated(offsets=[(LOT, Allocation(AllocationId("a"), LOT.id, facts().dossier.id, 7))])["offsets"]
    assert one == {"registry": "登记处", "serialFrom": "A1", "serialTo": "A100", "tonnes": "7", "retirementId": "ZX-1"}


@pytest.mark.parametrize(
    ("level", "word"),
    [
        (ClaimLevel.DRAFT, "L0"),
        (ClaimLevel.SELF_DECLARED, "L1"),
        (ClaimLevel.PLATFORM_CONFIRMED, "L1"),
        (ClaimLevel.INDEPENDENTLY_ASSESSED, "L1"),
    ],
)
def test_a_package_claims_no_more_than_its_signers_can(level: ClaimLevel, word: str) -> None:
    """What a platform or a body confirmed before belongs to the package it was said of, not to the next one."""
    assert stated(level=level)["claimLevel"] == word


def test_an_event_has_its_days_and_its_kind() -> None:
    event = replace(facts().dossier, kind=DossierKind.EVENT, revision=2)
    days = {"days": (date(2025, 5, 1), date(2025, 5, 3)), "label": "2025-05-01_2025-05-03"}
    found = stated(dossier=event, previous_digest="d" * 64, environment=Environment.PRODUCTION, **days)
    assert found["period"] == {"from": "2025-05-01", "to": "2025-05-03", "label": "2025-05-01_2025-05-03"}
    assert (found["dossierKind"], found["revision"], found["environment"]) == ("event", 2, "production")


@pytest.mark.parametrize("profile", MethodProfile)
def test_the_result_follows_the_profile_and_is_that_of_the_footprint(profile: MethodProfile) -> None:
    kept = books(method=MethodChoice(profile=profile))
    found = submission_document(facts(), kept)["result"]
    printed = footprint_document(kept.inventory)
    assert found["totalTCO2e"] == printed["total_tco2e"] == printed["profiles"][profile.value]
    assert (found["byScope"], found["byGas"]) == (printed["by_scope"], printed["by_gas"])
    assert found["offsetNeededT"] == printed["offset_needed_t"]
    assert sum(map(Fraction, found["byScope"].values())) == pytest.approx(Fraction(found["totalTCO2e"]), abs=1e-15)


def test_the_result_file_has_every_line_behind_the_total() -> None:
    kept = books()
    document = json.loads(jcs(result_document(kept)))
    assert document.keys() >= footprint_document(kept.inventory).keys()
    lines = document["lines"]
    assert abs(sum(Fraction(line["tco2e"]) for line in lines) - Fraction(document["total_tco2e"])) < Fraction(1, 10**15)
    for line in lines:
        value = Fraction(line["quantity"])
        for parameter in line["parameters"]:
            value *= Fraction(parameter["value"])
        assert abs(value - Fraction(line["tco2e"])) <= Fraction(1, 2 * 10**18)
    sold = next(one for one in document["outputs"] if one["code"] == "room_nights_sold")
    assert sold["quantity"] == str(160 * 365 + 78)


def test_no_number_is_left_to_the_rounding_of_json() -> None:
    def numbers(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [one for part in value.values() for one in numbers(part)]
        if isinstance(value, list):
            return [one for part in value for one in numbers(part)]
        return [value] if isinstance(value, float) else []

    assert numbers([submission_document(facts(evidence=[FILE]), books()), result_document(books())]) == []


def test_a_urn_stays_one() -> None:
    assert urn("abc") == "urn:uuid:abc"
    assert urn(urn("abc")) == "urn:uuid:abc"


def test_times_are_written_in_utc_to_the_second() -> None:
    moment = datetime(2026, 1, 1, 7, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=8)))
    assert utc_text(moment) == "2025-12-31T23:59:59Z"
    assert utc_text(moment.astimezone(UTC)) == "2025-12-31T23:59:59Z"


def test_equal_facts_give_equal_bytes() -> None:
    assert jcs(submission_document(facts(), books())) == jcs(submission_document(facts(), books()))
