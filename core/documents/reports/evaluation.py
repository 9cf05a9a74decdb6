"""碳中和自评表: the venue's own evaluation, rule by rule; never the platform's (domain.md §3.2, F5)."""

from __future__ import annotations

from core.documents.reports.package_paper import EvaluationPaper

__all__ = ["EvaluationPaper", "evaluation_pdf"]


def evaluation_pdf(paper: EvaluationPaper) -> bytes:
    """The evaluation as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.evaluation_sections import composed  # reportlab is heavy

    return composed(paper).render()
