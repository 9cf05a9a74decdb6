"""碳中和经费预算表: what reducing and offsetting cost, year by year (川环发〔2021〕5号 四（二）)."""

from __future__ import annotations

from core.documents.reports.reduction_paper import BudgetPaper


def budget_pdf(paper: BudgetPaper) -> bytes:
    """The budget as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.carbon_budget_sections import composed  # reportlab is heavy

    return composed(paper).render()
