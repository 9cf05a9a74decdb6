"""05 排放因子表: every factor in use as published, with its paper, its data year and where it is used."""

from __future__ import annotations

from core.documents.reports.package_paper import PackagePaper


def factors_pdf(paper: PackagePaper) -> bytes:
    """The table as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.factors_table_sections import composed  # reportlab is heavy

    return composed(paper).render()
