"""09 抵消清单: the lots that are used for the dossier, which of them count, and the proof of each retirement."""

from __future__ import annotations

from core.documents.reports.package_paper import OffsetsPaper

__all__ = ["OffsetsPaper", "offsets_pdf"]


def offsets_pdf(paper: OffsetsPaper) -> bytes:
    """The list as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.offset_list_sections import composed  # reportlab is heavy

    return composed(paper).render()
