"""What the copy of a certificate is made from, and when there may be one at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.documents.reports.package_paper import PackagePaper
from core.domain.submission import DossierStage, PlatformCertificate, Receipt, ReceiptResult, SealedPackage
from core.errors import RuleError
from core.i18n import _


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What the copy is made from.

    Attributes:
        receipt: the newest receipt that counts for the dossier, verified when it was taken in.
        sealed: the package that it answers.
        printed_on: day of printing.
        blacklisted: the newest word about the platform's lists, from a receipt or an import, puts the organization on the black one.
    """

    package: PackagePaper
    receipt: Receipt
    sealed: SealedPackage
    printed_on: date
    blacklisted: bool = False


def confirmed_certificate(paper: CertificatePaper) -> PlatformCertificate:
    """What the platform's receipt says about its certificate.

    Raises:
        RuleError: the receipt confirms nothing, belongs to another package, or the subject is on the black list.
    """
    receipt, sealed = paper.receipt, paper.sealed
    answered = (receipt.package_id, receipt.dossier_id, receipt.revision, receipt.environment)
    if answered != (sealed.id, sealed.dossier_id, sealed.revision, sealed.environment):
        raise RuleError(
            "certificate.other_package",
            _("这份回执不是发给这个材料包的，不能据此打印复印件。"),
            _("请导入平台对本次修订的确认回执。"),
        )
    if paper.blacklisted:
        raise RuleError(
            "certificate.blacklist",
            _("本单位在违规「黑名单」中，不能打印证书复印件。"),
            _("请与平台核实；列入状态解除后，导入新回执或登记新的名单，就可以打印。"),
        )
    certificate = receipt.certificate
    confirmed = receipt.result is ReceiptResult.CONFIRMED and receipt.stage is DossierStage.CONFIRMED
    if not confirmed or certificate is None or certificate.number in receipt.revocations:
        raise RuleError(
            "certificate.unconfirmed",
            _("没有平台的确认回执，没有可以复印的证书。"),
            _("平台确认后导入回执，就能打印复印件；现在可以打印自我承诺书。"),
        )
    return certificate
