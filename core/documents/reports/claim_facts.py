"""The facts that every statement must carry (domain.md §6.4), for the 自我承诺书 and the disclosure text alike."""

from __future__ import annotations

from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_paper import Claim, PackagePaper
from core.documents.reports.package_words import (
    comparison_text,
    confirmation_text,
    excluded_text,
    included_text,
    method_text,
    offsets_text,
    reductions_text,
    retirements,
    scopes_text,
    uncertainty_text,
)
from core.i18n import _


def claim_facts(paper: PackagePaper, claim: Claim) -> list[tuple[str, str]]:
    """Names and texts, in the order in which they are read."""
    rows = [
        (
            _("边界"),
            _("{boundary}\n含：{included}\n不含：{excluded}").format(
                boundary=paper.boundary or "—", included=included_text(paper), excluded=excluded_text(paper)
            ),
        ),
        (_("方法与因子"), method_text(paper)),
        (_("排放量"), scopes_text(paper)),
        (_("与基准年比"), comparison_text(paper, claim)),
        (_("减排"), reductions_text(paper)),
        (_("抵消"), "\n".join([offsets_text(paper), *retirements(paper)])),
        (_("不确定性"), uncertainty_text(paper)),
    ]
    return [*rows, (_("达成与确认"), achieved_text(paper, claim))]


def achieved_text(paper: PackagePaper, claim: Claim) -> str:
    """When the last tonne was retired, and how the claim is confirmed."""
    if claim.achieved_on is None:
        return confirmation_text(claim)
    day = _("{day}达成") if paper.balance.covered else _("最近一次注销在{day}")
    return "；".join((day.format(day=day_text(claim.achieved_on)), _("确认方式：{way}").format(way=confirmation_text(claim))))
