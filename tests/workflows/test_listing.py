"""Lists and ratings: receipts and imports stand side by side, the newest word counts, and nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from core.domain.dossier import DossierKind
from core.domain.neutrality_papers import ListStatus, Standing, StandingKind
from core.domain.submission import DossierStage, ReceiptResult
from core.workflows import disclosing, dossiers, filing, identifying, listing, receiving, reviewing
from core.workflows.trying import PASSPHRASE
from core.workflows.workspace import Workspace
from tests.workflows import sealed as sealed_things


@pytest.fixture
def filled(year: Path) -> Iterator[Workspace]:
    """The demonstration of the hotel, whose receipts say nothing of the lists."""
    with Workspace.open(year / "ledger", author="陈示例") as ws:
        yield ws


def view_of(ws: Workspace) -> listing.ListingView:
    year = next(one for one in dossiers.all_dossiers(ws) if one.kind is DossierKind.OPERATION and one.status.value == "locked")
    return listing.listing(ws, filing.claim(ws, year.id))


def told(ws: Workspace, value: str, on: date, kind: StandingKind = StandingKind.LIST) -> None:
    venue = next(one for one in dossiers.all_dossiers(ws)).venue_id
    disclosing.add_standing(ws, venue, kind, value, on=on, source="平台公告")


def test_the_newest_word_of_receipts_and_imports_counts(filled: Workspace, year: Path) -> None:
    assert (view_of(filled).rows, view_of(filled).sentence) == ((), "还没有人给出名单状态。")
    told(filled, "四星", date(2026, 1, 3), StandingKind.STARS)
    assert view_of(filled).sentence == "还没有人给出名单状态。", "stars are no list"
    told(filled, ListStatus.GREEN.value, date(2026, 1, 2))
    assert "绿名单" in view_of(filled).sentence and not view_of(filled).black
    package = sealed_things.package_in(year)
    order = reviewing.ReceiptOrder(ReceiptResult.REVOKED, DossierStage.REVOKED, list_status=ListStatus.BLACK.value)
    receipt = reviewing.issue_receipt(year / "platform", PASSPHRASE, package, order, year / "名单.zip", now=filled.clock())
    trust = identifying.trust((year / "trust" / "profile.zip",), None, at=filled.clock())
    receiving.accept_receipt(filled, receipt, trust)
    found = view_of(filled)
    assert found.black and "声明停用" in found.sentence
    assert [row.words for row in found.rows] == ["黑名单", "企业绿色影响力 四星", "绿名单"], "the newest first"
    assert found.rows[0].standing_id == "" and "回执" in found.rows[0].source, "a receipt cannot be taken off"
    assert all(row.standing_id for row in found.rows[1:])
    told(filled, ListStatus.NONE.value, filled.today())
    assert not view_of(filled).black, "of one day, what a person took in last"


def test_no_field_of_ours_computes_a_rating() -> None:
    assert {one.name for one in fields(Standing)} == {"id", "organization_id", "kind", "value", "on", "source", "note", "evidence"}
