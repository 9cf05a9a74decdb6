"""07 减排措施清单与佐证: what is planned and carried out, what it is expected to save and what was found to be saved."""

from __future__ import annotations

from core.documents.reports.package_paper import PackagePaper


def measures_pdf(paper: PackagePaper) -> bytes:
    """The list as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.measures_list_sections import composed  # reportlab is heavy

    return composed(paper).render()
