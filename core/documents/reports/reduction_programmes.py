"""按计划清单: the measures that a programme such as 绿色饭店 asks about, with what stands behind each."""

from __future__ import annotations

from core.documents.reports.reduction_paper import ProgrammesPaper


def programmes_pdf(paper: ProgrammesPaper) -> bytes:
    """The lists as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.reduction_programmes_sections import composed  # reportlab is heavy

    return composed(paper).render()
