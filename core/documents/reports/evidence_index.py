"""11 证据材料清单: every attached file under its number, what it proves, and by which digest it is known again."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents.reports.package_paper import PackagePaper


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One attached file.

    Attributes:
        number: ``E0001`` and so on; the data sheet names the file by it, and its name in the package begins with it.
        original_name: as the person named it.
        size: in bytes.
        period: the days or months that it proves, in words; empty where it proves none.
        supports: what it proves, each in words.
        sha256: whole digest in hex; its first sixteen characters are printed.
    """

    number: str
    original_name: str
    size: int
    period: str
    supports: tuple[str, ...]
    sha256: str


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
