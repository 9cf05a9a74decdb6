"""Which of the platform's lists an organization stands on: what receipts and imports say, the newest first (domain.md F10, P15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.accounting.neutrality import OnFile, counting_receipts, listed_as
from core.domain.activity import EvidenceRef
from core.domain.neutrality_papers import ListStatus
from core.i18n import _
from core.workflows import disclosing
from core.workflows.submission_views import ClaimView
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One status that somebody gave.

    Attributes:
        source: who said so, and where.
        standing_id: id of the import, which can be taken off; empty for a receipt, which stays.
    """

    on: date
    words: str
    source: str
    evidence: tuple[EvidenceRef, ...] = ()
    standing_id: str = ""


@dataclass(frozen=True, slots=True)
class ListingView:
    """All of them, and what follows; `black` locks claims."""

    rows: tuple[ListingRow, ...]
    sentence: str
    black: bool


def listing(ws: Workspace, view: ClaimView) -> ListingView:
    """What others say of the organization of a dossier, and what the claim follows from it."""
    rows = [
        ListingRow(row.standing.on, row.words, row.standing.source, row.evidence, row.standing.id)
        for row in disclosing.standings(ws, view.venue.id)
    ]
    rows += _receipts(view.file)
    status = listed_as(view.file, counting_receipts(view.file))
    newest_first = tuple(sorted(rows, key=lambda row: row.on, reverse=True))
    return ListingView(newest_first, _sentence(status), status is ListStatus.BLACK)


def _receipts(file: OnFile) -> list[ListingRow]:
    return [
        ListingRow(
            one.list_date or one.issued_at.date(),
            disclosing.list_words(ListStatus(one.list_status)),
            _("{issuer}的回执（第 {number} 份）").format(issuer=one.issuer, number=one.sequence),
        )
        for one in counting_receipts(file)
        if one.list_status
    ]


def _sentence(status: ListStatus | None) -> str:
    if status is None:
        return _("还没有人给出名单状态。")
    words = disclosing.list_words(status)
    if status is ListStatus.BLACK:
        return _("最近一次写明「{status}」：声明停用，证书不能打印，直到有更新的名单状态。").format(status=words)
    return _("最近一次写明「{status}」，以日期最近的一条为准。").format(status=words)
