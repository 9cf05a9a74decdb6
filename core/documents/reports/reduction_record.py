"""减排记录单: what was carried out, what it claims and what was measured; an internal record that certifies nothing (domain.md §0)."""

from __future__ import annotations

from core.documents.reports.reduction_paper import RecordPaper


def record_pdf(paper: RecordPaper) -> bytes:
    """The record as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.reduction_record_sections import composed  # reportlab is heavy

    return composed(paper).render()
