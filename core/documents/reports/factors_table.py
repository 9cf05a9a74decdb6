"""05 排放因子表: every factor in use as published, with its paper, its data year and where it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.documents.reports.package_paper import PackagePaper


def factors_pdf(paper: PackagePaper, proofs: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """The table as PDF.

    Args:
        paper: the dossier.
        proofs: own factor → the files that prove it, as the evidence index numbers and names them.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.factors_table_sections import composed  # reportlab is heavy

    return composed(paper, proofs or {}).render()
