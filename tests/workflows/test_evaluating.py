"""The venue's own evaluation from the ledger, as paper, and by command; and what a level can never rest on."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf
import pytest

from core.accounting.evaluation import RULE_CODES, Outcome
from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.domain.dossier import Dossier
from core.domain.neutrality_papers import ListStatus, Standing, StandingId, StandingKind
from core.domain.submission import ClaimLevel
from core.store.schema import Base
from core.workflows import evaluating, filing, organizing, reporting
from core.workflows.submission_views import ClaimStanding
from core.workflows.workspace import Workspace


def never(*_arguments: object) -> object:
    raise AssertionError("no command of this test needs a window")


def test_an_empty_year_meets_little_and_claims_nothing(ws: Workspace, dossier: Dossier) -> None:
    view = evaluating.evaluation(ws, dossier.id)
    stands = {row.code: row.outcome for row in view.rows}
    assert tuple(stands) == RULE_CODES
    assert {code for code, outcome in stands.items() if outcome is Outcome.FAILED} == {"N1", "N4", "N9", "N10"}
    assert (view.claim.level, view.claim.standing, view.claim.expired) == (ClaimLevel.DRAFT, ClaimStanding.NONE, False)
    assert sum(view.counts().values()) == len(view.rows)
    for row in view.rows:
        assert row.title and row.asks and row.source[0] in "●◐○" and row.words and row.place.page


def test_the_sample_year_is_confirmed_and_its_evaluation_prints(year: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = year / "ledger"
    with Workspace.open(ledger, author="陈示例") as ws:
        dossier = filing.claim(ws, _operation(ws)).dossier
        view = evaluating.evaluation(ws, dossier.id)
        assert view.claim.standing is ClaimStanding.CLAIMED
        assert {row.code for row in view.rows if row.outcome is Outcome.FAILED} == {"N9"}
        out = tmp_path / "自评表.pdf"
        reporting.write_report(ws, dossier.id, "evaluation", out)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages).replace("\n", "")
    for words in ("碳中和自评表", "不是平台或第三方的评价", "N17", "不能在此判断", "还没有写实施计划"):
        assert words in text
    code = run(["evaluate", str(ledger), "--dossier", dossier.id, "--json"], WindowJobs(never, never, never))
    told = json.loads(capsys.readouterr().out)
    assert (code, told["level"], told["standing"]) == (1, "L2", "claimed")
    assert [rule["code"] for rule in told["rules"]] == list(RULE_CODES)
    assert run(["evaluate", str(ledger), "--dossier", dossier.id, "--only", "failed"], WindowJobs(never, never, never)) == 1
    said = capsys.readouterr().out
    assert "自评，不是平台评价" in said and "N9" in said and "N10" not in said


def _operation(ws: Workspace) -> str:
    with ws.store.read() as work:
        return str(max((one for one in work.dossiers.all() if one.kind.value == "operation"), key=lambda one: one.period.end).id)


def test_a_blacklist_that_was_imported_locks_the_claim(year: Path) -> None:
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        dossier = _operation(ws)
        assert filing.claim(ws, dossier).level is ClaimLevel.PLATFORM_CONFIRMED
        organization = organizing.organization_of(ws, organizing.venue_list(ws)[0].venue)
        black = Standing(StandingId("s"), organization.id, StandingKind.LIST, ListStatus.BLACK.value, ws.today(), "平台公告")
        with ws.job("登记名单") as job:
            job.work.standings.put(black, job.change)
        view = filing.claim(ws, dossier)
        assert view.level is ClaimLevel.DRAFT
        assert [gate.code for gate in view.missing] == ["blacklist"]
        assert "碳中和" not in view.wording.replace("碳中和档案", "")


LEVEL_OF_AN_EVENT = "event.level"
"""国际性, 全国性 or 其他: how far an event reaches, typed by a person (附表1 T18); no level of a claim."""


def test_the_store_has_no_field_for_the_level_of_a_claim_nor_for_its_stage() -> None:
    """Levels and stages follow from what is on file; only a receipt's own stage is kept, as the platform signed it."""
    suspects = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(word in column.name for word in ("level", "claim", "stage", "neutral_state", "standing"))
    }
    assert suspects == {LEVEL_OF_AN_EVENT, "event.stages", "event_item.stage", "receipt.stage"}
