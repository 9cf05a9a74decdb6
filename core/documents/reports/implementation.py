"""08 碳中和实施计划: our own template with the contents that the guide and ISO's drafts name (domain.md §2.2, N9)."""

from __future__ import annotations

from core.documents.reports.package_paper import ImplementationPaper

__all__ = ["ImplementationPaper", "implementation_pdf"]


def implementation_pdf(paper: ImplementationPaper) -> bytes:
    """The plan as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.implementation_sections import composed  # reportlab is heavy

    return composed(paper).render()
