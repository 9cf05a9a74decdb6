"""01 递交封面与目录: what the package holds, with the digest of each file and the fingerprints of the signing keys."""

from __future__ import annotations

from core.documents.reports.package_paper import CoverFile, CoverPaper, CoverSigner

__all__ = ["CoverFile", "CoverPaper", "CoverSigner", "cover_pdf"]


def cover_pdf(paper: CoverPaper) -> bytes:
    """The cover as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.cover_sections import composed  # reportlab is heavy

    return composed(paper).render()
