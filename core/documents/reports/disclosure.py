"""14 披露文本: what the venue may publish, with everything that must stand beside the claim (domain.md §6.4, §2.7)."""

from __future__ import annotations

from core.documents.reports.package_paper import DisclosurePaper

__all__ = ["DisclosurePaper", "disclosure_pdf"]


def disclosure_pdf(paper: DisclosurePaper) -> bytes:
    """The text as PDF.

    Raises:
        RuleError: a text holds a word that the level does not allow.
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.disclosure_sections import composed  # reportlab is heavy

    return composed(paper).render()
