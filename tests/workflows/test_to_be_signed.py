"""The commitment can be printed when nothing but its own signature is missing, and no other paper runs ahead of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from core.accounting.claim_words import forbidden_words
from core.accounting.neutrality import STATEMENT_GATE
from core.catalogue_loader.claim_rules import claim_words
from core.documents.reports.disclosure import DisclosurePaper, disclosure_pdf
from core.domain.neutrality_papers import ListStatus, Standing, StandingId, StandingKind
from core.domain.submission import ClaimLevel, DocumentKind
from core.errors import RuleError
from core.i18n import Language, use_language
from core.workflows import certifying, claim_door, filing, offsetting, organizing, papering, reporting, submitting
from core.workflows.papering import Desk
from core.workflows.submission_views import ClaimStanding
from core.workflows.workspace import Workspace
from tests.workflows.sealed import operation_of


def words(pdf: bytes) -> str:
    """All words without the spaces that layout brings."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def unsigned(ws: Workspace) -> str:
    """The year of the demonstration without its signed commitment; its platform's word alone carries no level."""
    year = operation_of(ws)
    for row in filing.documents(ws, year):
        if row.document.kind is DocumentKind.STATEMENT:
            filing.remove_document(ws, row.document.id)
    return year


def claims(text: str, desk: Desk) -> tuple[str, ...]:
    """What a draft must not say, outside names."""
    names = (*claim_words().names, *claim_door.names_of(desk.taken, desk.view))
    return forbidden_words(text, claim_words().blocked(ClaimLevel.DRAFT), names)


def test_the_commitment_is_printed_for_its_signature_in_the_words_it_is_signed_for(year: Path) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        before = filing.claim(ws, operation_of(ws))
        view = filing.claim(ws, unsigned(ws))
        assert (view.level, view.state.missing) == (ClaimLevel.DRAFT, (STATEMENT_GATE,))
        level, sentence = view.to_sign
        assert level is ClaimLevel.SELF_DECLARED
        assert "实现碳中和（自我承诺，未经第三方评价）" in sentence
        assert "碳中和" not in view.wording
        assert (before.standing, view.standing) == (ClaimStanding.CLAIMED, ClaimStanding.COVERED), "all of it is offset: no 部分抵消"
        printed = words(papering.statement(papering.desk(ws, view.dossier.id)))
        assert "实现碳中和（自我承诺，未经第三方评价）" in printed
        assert "未经平台确认" in printed
        assert "草稿" not in printed
    assert before.to_sign == (before.level, before.wording), "what is signed already says what it may"


def test_what_is_published_or_applied_for_waits_for_the_signature(year: Path) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        desk = papering.desk(ws, unsigned(ws))
        published = words(disclosure_pdf(DisclosurePaper(desk.package, desk.claim)))
        assert claims(published, desk) == ()
        assert "占100.0%" in published
        assert "实现碳中和（" not in words(papering.application(desk)), "applied for, and not yet said"
        assert "碳中和" not in submitting.declaration(desk.view), "what the signers of the package sign"


@pytest.mark.parametrize("missing", ["lock", "lot"])
def test_with_anything_else_missing_the_commitment_is_a_draft(year: Path, tmp_path: Path, missing: str) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        dossier = unsigned(ws)
        if missing == "lock":
            filing.reopen(ws, dossier, "补一张电费单")
        else:
            offsetting.release(ws, dossier, offsetting.lots_view(ws, dossier).rows[0].lot.id)
        view = filing.claim(ws, dossier)
        assert view.to_sign == (ClaimLevel.DRAFT, view.wording)
        assert view.standing is (ClaimStanding.COVERED if missing == "lock" else ClaimStanding.PARTIAL)
        out = tmp_path / "承诺书.pdf"
        reporting.write_report(ws, dossier, "statement", out)
        desk = papering.desk(ws, dossier)
    printed = words(out.read_bytes())
    assert "草稿" in printed
    assert claims(printed, desk) == ()


@pytest.mark.parametrize("signed", [True, False])
def test_no_paper_of_ours_is_stopped_in_english_by_the_name_of_a_document(year: Path, tmp_path: Path, signed: bool) -> None:
    """Titles of policies, forms and products hold the words that claims must not; they are no claims."""
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        dossier = operation_of(ws) if signed else unsigned(ws)
        use_language("en")
        for kind in sorted(set(reporting.KINDS) - {"form1", "form2"}):
            out = tmp_path / f"{kind}.{'xlsx' if kind in {'workbook', 'datasheet'} else 'pdf'}"
            reporting.write_report(ws, dossier, kind, out)
            assert out.stat().st_size > 1000, kind


def test_holding_a_certificate_is_a_claim_in_both_languages() -> None:
    words = claim_words()
    for text in ("We hold a carbon neutrality certificate.", "我们获得碳中和证书"):
        for level in (ClaimLevel.DRAFT, ClaimLevel.SELF_DECLARED):
            assert forbidden_words(text, words.blocked(level), words.names), (text, level)


def test_a_file_name_claims_no_more_than_its_paper(year: Path, tmp_path: Path) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        dossier = unsigned(ws)
        for name in ("零碳酒店.pdf", "Net-Zero hotel.pdf", "碳中和酒店 核算报告.pdf"):
            with pytest.raises(RuleError) as caught:
                reporting.write_report(ws, dossier, "footprint", tmp_path / name)
            assert caught.value.code == "claim.blocked_name"
            assert name in caught.value.message
            assert not (tmp_path / name).exists()
        for kind, name in (("footprint", "碳中和档案 核算报告.pdf"), ("application", "碳中和申请书.pdf"), ("statement", "碳中和承诺.pdf")):
            reporting.write_report(ws, dossier, kind, tmp_path / name)  # names of papers, an intent, and what the signature gives
            assert (tmp_path / name).exists()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("signed", [True, False])
def test_what_the_signers_of_a_package_read_holds_no_word_too_many(year: Path, language: Language, signed: bool) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        dossier = operation_of(ws) if signed else unsigned(ws)
        use_language(language)
        desk = papering.desk(ws, dossier)
        said = submitting.declaration(desk.view)
        names = (*claim_words().names, *claim_door.names_of(desk.taken, desk.view))
        assert desk.view.wording in said
        assert language == "zh" or "、" not in said.replace(desk.taken.venue.name, "")
        assert not forbidden_words(said, desk.view.blocked, names)
        assert bool(claims(said, desk)) is signed, "a draft says less"


def test_a_black_list_that_was_imported_stops_the_copy_of_a_certificate(year: Path) -> None:
    """The newest word decides, whoever brought it: an import after the receipt, and a later one that clears."""
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        dossier = operation_of(ws)
        assert certifying.certificate(ws, dossier).startswith(b"%PDF")
        listed(ws, ListStatus.BLACK)
        with pytest.raises(RuleError) as caught:
            certifying.certificate(ws, dossier)
        assert caught.value.code == "certificate.blacklist"
        assert [gate.code for gate in filing.claim(ws, dossier).missing] == ["blacklist"]
        listed(ws, ListStatus.NONE)
        assert certifying.certificate(ws, dossier).startswith(b"%PDF")


def listed(ws: Workspace, status: ListStatus) -> None:
    """A list as it was told today; it takes the place of the one before."""
    organization = organizing.organization_of(ws, organizing.venue_list(ws)[0].venue)
    told = Standing(StandingId("list"), organization.id, StandingKind.LIST, status.value, ws.today(), "平台公告")
    with ws.job("登记名单") as job:
        job.work.standings.put(told, job.change)
