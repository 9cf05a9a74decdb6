"""02 碳中和申请书 of an operation dossier: our own template, because the policy has a form for events only (domain.md §0.1)."""

from __future__ import annotations

from core.documents.reports.package_paper import ApplicationPaper

__all__ = ["ApplicationPaper", "application_pdf"]


def application_pdf(paper: ApplicationPaper) -> bytes:
    """The application as PDF.

    Raises:
        RuleError: the dossier is an event, for which 附表1 is the form; or the claim holds a blocked word.
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.application_sections import composed  # reportlab is heavy

    return composed(paper).render()
