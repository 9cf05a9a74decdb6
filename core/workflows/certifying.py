"""The certificate paper: a marked copy of what the platform confirmed; this program issues none (domain.md §6.6)."""

from __future__ import annotations

from pathlib import Path

from core.accounting.neutrality import counting_receipts, listed_as
from core.documents.certificate import CertificatePaper, certificate_pdf
from core.documents.placing import place_file
from core.domain.neutrality_papers import ListStatus
from core.domain.submission import Receipt, SealedPackage
from core.errors import RuleError
from core.i18n import _
from core.workflows import filing, papering
from core.workflows.workspace import Workspace


def confirmed(ws: Workspace, dossier_id: str) -> tuple[Receipt, SealedPackage]:
    """The newest receipt of the dossier's revision with the package it is about.

    Raises:
        RuleError: there is none, so there is nothing to copy.
    """
    file = filing.on_file(ws, dossier_id)
    receipts = counting_receipts(file)
    packages = {package.id: package for package in file.packages}
    if not receipts or receipts[-1].package_id not in packages:
        raise RuleError(
            "certificate.none",
            _("还没有证书：没有收到平台的确认回执。"),
            _("平台确认后导入回执，就能打印复印件；现在可以打印自我承诺书。"),
        )
    return receipts[-1], packages[receipts[-1].package_id]


def certificate(ws: Workspace, dossier_id: str) -> bytes:
    """The paper as PDF.

    Raises:
        RuleError: nothing was confirmed, the platform revoked it, or the organization is on the black list.
    """
    receipt, package = confirmed(ws, dossier_id)
    desk = papering.desk(ws, dossier_id, receipt.environment)
    file = desk.view.file
    black = listed_as(file, counting_receipts(file)) is ListStatus.BLACK
    return certificate_pdf(CertificatePaper(desk.package, receipt, package, ws.today(), blacklisted=black))


def write_certificate(ws: Workspace, dossier_id: str, path: Path) -> None:
    """Write the paper, whole or not at all.

    Raises:
        RuleError: as `certificate`.
        EnvironmentFault: the file cannot be written.
    """
    place_file(path, certificate(ws, dossier_id))
