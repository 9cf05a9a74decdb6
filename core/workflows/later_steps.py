"""The rings of the steps after the footprint: reduce, offset, claim, submit, certificate; from what is on file."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.domain.inventory import GhgInventory
from core.domain.submission import DossierStage, ReceiptResult, SignerRole
from core.i18n import _
from core.workflows import filing
from core.workflows.compiling import Snapshot
from core.workflows.submission_views import ClaimView
from core.workflows.views import FindingView, PageProgress
from core.workflows.workspace import Workspace

_ALWAYS_ASKED = 4
"""Lock, reduction, offset, signed statement: what 自我承诺 always asks (domain.md §6.7); further gates come on top."""


def later_steps(ws: Workspace, taken: Snapshot, computed: GhgInventory, findings: Sequence[FindingView]) -> tuple[PageProgress, ...]:
    """How far each step is, and what is missing in words."""
    claim = filing.claim_of(ws, taken, computed, findings)
    missing = "、".join(gate.title for gate in claim.missing)
    asked = max(_ALWAYS_ASKED, len(claim.missing))
    return (
        _measures(claim),
        _offsets(claim),
        PageProgress("declaration", Fraction(asked - len(claim.missing), asked), missing),
        _submission(claim),
        _certificates(claim),
    )


def _measures(claim: ClaimView) -> PageProgress:
    plan = claim.file.measures
    if any(one.state.carried_out and one.evidence for one in plan):
        return PageProgress("measures", Fraction(1), "")
    return PageProgress("measures", Fraction(1, 3) if plan else Fraction(0), _("还没有已实施并附证据的减排措施"))


def _offsets(claim: ClaimView) -> PageProgress:
    held = claim.balance
    if not held.needed:
        return PageProgress("offsets", Fraction(0), _("还没有排放量"))
    left = max(0, held.needed - held.retired)
    share = Fraction(held.needed - left, held.needed)
    return PageProgress("offsets", share, _("还差 {count} 吨").format(count=left) if left else "")


def _submission(claim: ClaimView) -> PageProgress:
    own = [package for package in claim.file.packages if package.revision == claim.file.revision]
    if not own:
        return PageProgress("submission", Fraction(0), _("还没有封装材料包"))
    signed = {one.role for one in own[-1].signers if one.signature_sha256}
    wanted = {one.role for one in own[-1].signers}
    if signed < wanted:
        return PageProgress("submission", Fraction(1, 2), _("还差审核人加签") if SignerRole.APPROVER in wanted - signed else "")
    handed = claim.stage not in {DossierStage.SIGNED, DossierStage.EXPORTED}
    return PageProgress("submission", Fraction(1) if handed else Fraction(3, 4), "" if handed else _("还没有登记递交"))


def _certificates(claim: ClaimView) -> PageProgress:
    if claim.stage is DossierStage.CONFIRMED:
        return PageProgress("certificates", Fraction(1), "")
    answered = any(receipt.result is not ReceiptResult.REVOKED for receipt in claim.file.receipts)
    return PageProgress("certificates", Fraction(1, 4) if answered else Fraction(0), _("还没有平台的确认回执"))
