"""What a dossier has been through: the sheet that is signed, the packages that left, the receipts that came back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from core.accounting.neutrality import counting_receipts
from core.domain.dossier import Dossier, DossierStatus
from core.domain.organization import Organization, Venue
from core.domain.submission import Delivery, DossierStage, Receipt, SealedPackage, SignerRole
from core.i18n import _
from core.submission.cards import SignerCard
from core.workflows import compiling, filing, identifying
from core.workflows.preflight import Preflight, preflight
from core.workflows.submission_views import ClaimView
from core.workflows.submitting import declaration, label_of
from core.workflows.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SignLine:
    """One of the two who sign.

    Attributes:
        card: who is named; None where nobody is on file yet.
        signed: whether the newest package carries her signature.
    """

    role: SignerRole
    role_name: str
    card: SignerCard | None
    signed: bool
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Exactly what is signed: figures, method, declaration, and the digest once a package exists."""

    title: str
    period: str
    boundary: str
    total: Fraction
    by_scope: tuple[tuple[int, Fraction], ...]
    needed: int
    retired: int
    method: str
    declaration: str
    digest: str
    signers: tuple[SignLine, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the timeline: what happened, when, what it says; `done` draws a solid line."""

    stage: DossierStage
    at: datetime | None
    title: str
    detail: str
    done: bool
    receipt: Receipt | None = None
    package: SealedPackage | None = None


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """Everything the page 提交 shows."""

    dossier: Dossier
    venue: Venue
    organization: Organization
    claim: ClaimView
    preflight: Preflight
    sheet: Sheet
    packages: tuple[SealedPackage, ...]
    receipts: tuple[Receipt, ...]
    deliveries: tuple[Delivery, ...]
    timeline: tuple[Step, ...]

    @property
    def newest(self) -> SealedPackage | None:
        """The newest package of the revision in hand."""
        own = [package for package in self.packages if package.revision == self.dossier.revision]
        return own[-1] if own else None

    @property
    def locked(self) -> bool:
        """Whether the figures are frozen."""
        return self.dossier.status is DossierStatus.LOCKED


def submission_view(ws: Workspace, dossier_id: str) -> SubmissionView:
    """Read what the page 提交 shows."""
    taken = compiling.snapshot(ws, dossier_id)
    inventory = compiling.inventory_of(taken, compare=False)
    claim = filing.claim(ws, dossier_id)
    packages = claim.file.packages
    own = [package for package in packages if package.revision == taken.dossier.revision]
    newest = own[-1] if own else None
    method = taken.dossier.method
    sheet = Sheet(
        title=taken.dossier.title,
        period=label_of(taken),
        boundary=claim.boundary,
        total=inventory.total(p1=method.profile.value == "P1"),
        by_scope=tuple((int(scope), value) for scope, value in inventory.by_scope(p1=method.profile.value == "P1").items()),
        needed=claim.balance.needed,
        retired=claim.balance.retired,
        method=_("{profile} · {grid} · {gwp} · 燃料参数组 {fuel}").format(
            profile=method.profile.value, grid=_grid_name(method.grid.value), gwp=method.gwp_set.value, fuel=method.fuel_set.value
        ),
        declaration=_signed_words(newest) if newest else declaration(claim),
        digest=newest.digest if newest else "",
        signers=tuple(_sign_line(ws, role, newest) for role in (SignerRole.PREPARER, SignerRole.APPROVER)),
    )
    return SubmissionView(
        dossier=taken.dossier,
        venue=taken.venue,
        organization=taken.organization,
        claim=claim,
        preflight=preflight(ws, dossier_id),
        sheet=sheet,
        packages=packages,
        receipts=claim.file.receipts,
        deliveries=claim.file.deliveries,
        timeline=_timeline(claim, newest),
    )


def _signed_words(package: SealedPackage) -> str:
    """The declaration as it was signed; what may be said since then stands on the page of the claim."""
    words: str = json.loads(package.statement)["declaration"]
    return words


def _grid_name(code: str) -> str:
    return {"province": _("省级电网因子"), "region": _("区域电网因子"), "nation": _("全国电网因子")}[code]


def role_name(role: SignerRole) -> str:
    """A role in the policy's words."""
    return {SignerRole.PREPARER: _("填报人"), SignerRole.APPROVER: _("审核人"), SignerRole.PLATFORM: _("平台")}[role]


def _sign_line(ws: Workspace, role: SignerRole, newest: SealedPackage | None) -> SignLine:
    card = identifying.registered_signer(ws, role)
    named = next((one for one in newest.signers if one.role is role), None) if newest else None
    name = named.name if named else (card.name if card else "")
    return SignLine(role, role_name(role), card, bool(named and named.signature_sha256), name)


def _timeline(claim: ClaimView, newest: SealedPackage | None) -> tuple[Step, ...]:
    """What is behind, then what is still to come, in the order of domain.md §6.5."""
    locked = claim.dossier.status is DossierStatus.LOCKED
    steps = [Step(DossierStage.LOCKED, None, _("锁定核算"), _("数据和因子不再变动"), locked)]
    if newest is not None:
        steps.append(Step(DossierStage.SIGNED, newest.made_at, _("填报人签章"), newest.file_name, done=True, package=newest))
        signed = {one.role for one in newest.signers if one.signature_sha256}
        both = SignerRole.APPROVER in signed or all(one.role is SignerRole.PREPARER for one in newest.signers)
        steps.append(Step(DossierStage.EXPORTED, None, _("审核人加签"), _("摘要不变，可以递交"), both, package=newest))
        handed = next((one for one in claim.file.deliveries if one.package_id == newest.id), None)
        answered = bool(counting_receipts(claim.file))
        waiting = _("平台已收到，见回执") if answered else _("线下、U 盘或平台上传，由您登记")
        detail = f"{handed.on.isoformat()} {handed.channel}" if handed else waiting
        steps.append(Step(DossierStage.DELIVERED, None, _("递交"), detail, handed is not None or answered))
    else:
        steps.append(Step(DossierStage.SIGNED, None, _("填报人签章"), _("写出材料包并签名"), done=False))
        steps.append(Step(DossierStage.EXPORTED, None, _("审核人加签"), "", done=False))
        steps.append(Step(DossierStage.DELIVERED, None, _("递交"), "", done=False))
    receipts = counting_receipts(claim.file)
    for receipt in receipts:
        steps.append(Step(receipt.stage, receipt.issued_at, receipt.stage.value, receipt.issuer, done=True, receipt=receipt))
    if not receipts or receipts[-1].stage is not DossierStage.CONFIRMED:
        steps.append(Step(DossierStage.CONFIRMED, None, _("平台确认"), _("导入平台签名的回执"), done=False))
    return tuple(steps)
