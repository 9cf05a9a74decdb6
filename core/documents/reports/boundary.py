"""06 核算边界与排除说明: what is inside, by which meters it is known, what is left out and why."""

from __future__ import annotations

from core.documents.reports.package_paper import BoundaryPaper

__all__ = ["BoundaryPaper", "boundary_pdf"]


def boundary_pdf(paper: BoundaryPaper) -> bytes:
    """The description as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.boundary_sections import composed  # reportlab is heavy

    return composed(paper).render()
