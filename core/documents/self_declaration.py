"""自我承诺书: the venue's own statement, which nobody may take for a certificate (domain.md §6.4; visual.md §2)."""

from __future__ import annotations

from core.documents.self_declaration_paper import SelfDeclarationPaper

__all__ = ["SelfDeclarationPaper", "self_declaration_pdf"]


def self_declaration_pdf(paper: SelfDeclarationPaper) -> bytes:
    """The statement as PDF, A4 portrait; a draft says so across each page.

    Raises:
        RuleError: the claim holds a word that its level does not allow.
        EnvironmentFault: a font file is missing.
    """
    from core.documents.self_declaration_sheet import declaration_sheets  # reportlab is heavy

    return declaration_sheets(paper)
