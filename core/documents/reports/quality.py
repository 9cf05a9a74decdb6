"""12 数据质量与校验结果: grades, proof, and every finding with its explanation."""

from __future__ import annotations

from core.documents.reports.package_paper import PackagePaper


def quality_pdf(paper: PackagePaper) -> bytes:
    """The paper as PDF.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.quality_sections import composed  # reportlab is heavy

    return composed(paper).render()
