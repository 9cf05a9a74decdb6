"""The footprint report 温室气体排放核算报告: one venue and period, with every factor and where it comes from."""

from __future__ import annotations

from core.documents.reports.footprint_paper import FootprintPaper, PaperFinding

__all__ = ["FootprintPaper", "PaperFinding", "footprint_pdf"]


def footprint_pdf(paper: FootprintPaper) -> bytes:
    """The report as PDF, A4 portrait; the same paper gives the same bytes.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    # reportlab is heavy and most starts of the program write no paper.
    from core.documents.reports.footprint_sections import composed

    return composed(paper).render()
