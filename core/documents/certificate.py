"""A marked copy of the certificate that the platform issued; this program issues none (domain.md §6.6; visual.md §2)."""

from __future__ import annotations

from core.documents.certificate_paper import CertificatePaper, confirmed_certificate

__all__ = ["CertificatePaper", "certificate_pdf"]


def certificate_pdf(paper: CertificatePaper) -> bytes:
    """The copy as PDF, A4 landscape, marked 复印件 — 以平台签发件为准.

    Raises:
        RuleError: see `confirmed_certificate`.
        EnvironmentFault: a font file is missing.
    """
    certificate = confirmed_certificate(paper)
    from core.documents.certificate_sheet import certificate_sheet  # reportlab is heavy

    return certificate_sheet(paper, certificate)
