"""减排方案: what is planned, what it saves and costs, which set is the best under the budget, and how each figure comes about."""

from __future__ import annotations

from core.documents.reports.reduction_paper import ReductionPaper


def plan_pdf(paper: ReductionPaper) -> bytes:
    """The plan as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.reduction_plan_sections import composed  # reportlab is heavy

    return composed(paper).render()
