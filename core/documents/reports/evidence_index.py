"""11 证据材料清单: every attached file under its number, what it proves, and by which digest it is known again."""

from __future__ import annotations

from core.documents.reports.evidence_row import EvidenceRow
from core.documents.reports.package_paper import PackagePaper

__all__ = ["EvidenceRow", "evidence_index_pdf"]


def evidence_index_pdf(package: PackagePaper, rows: tuple[EvidenceRow, ...]) -> bytes:
    """The list as PDF.

    Args:
        package: the dossier.
        rows: its attached files by their numbers.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    from core.documents.reports.evidence_index_sections import composed  # reportlab is heavy

    return composed(package, rows).render()
