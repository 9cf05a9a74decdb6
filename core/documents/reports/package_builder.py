"""How a paper of the package begins, and the boxes that some of them have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from core.documents.paper_style import BODY, WIDTH, style_of
from core.documents.paper_text import running
from core.documents.pdf import PaperBuilder
from core.documents.reports.package_paper import PackagePaper
from core.documents.reports.package_words import head_rows, range_text
from core.documents.sheet import tick_box
from core.i18n import _

_BOX = 11.0
_INDENT = 6 * mm


class PackageBuilder(PaperBuilder):
    """A paper of the package: its pages are marked as the dossier is, and it says first what it is about."""

    def __init__(self, package: PackagePaper, title: str, *, subtitle: str = "", draft: bool | None = None) -> None:
        """Start a paper.

        Args:
            package: the dossier.
            title: title of the paper.
            subtitle: below the title; the dossier and its days where it is empty.
            draft: whether 草稿 stands on each page; None follows the lock of the dossier.

        Raises:
            EnvironmentFault: a font file is missing.
        """
        days = range_text(package.first_day, package.last_day)
        named = f"{package.subject}{package.boundary_title}"
        marks = [title, named, days] + ([_("试用")] if package.trial else [])
        super().__init__(
            title,
            author=package.report.organization.name,
            subject=f"{named} {days}",
            running_head=" · ".join(marks),
            sample=package.sample,
            draft=package.open if draft is None else draft,
        )
        self.heading(f"{subtitle}{package.boundary_title}" if subtitle else f"{named} · {days}")
        self.facts(head_rows(package))

    def ticks(self, lines: Sequence[tuple[str, bool]]) -> None:
        """Boxes with their words below each other, drawn as shapes.

        Args:
            lines: words, and whether the box is ticked.
        """

        def made() -> Sequence[Any]:
            cells = [[_TickBox(ticked=ticked), Paragraph(running(text), style_of(BODY))] for text, ticked in lines]
            table = Table(cells, colWidths=[_INDENT, WIDTH - _INDENT])
            flat = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "BOTTOM")]
            table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (0, -1), 2), *flat]))
            return [table]

        self._pieces.append(made)


class _TickBox(Flowable):  # type: ignore[misc] # reportlab ships no type hints
    """A box in a table, drawn as on the statutory forms."""

    def __init__(self, *, ticked: bool) -> None:
        super().__init__()
        self.width = self.height = _BOX
        self._ticked = ticked

    def draw(self) -> None:
        """Draw the box; a reader of the text finds √ or □ there."""
        tick_box(self.canv, 0, 0, _BOX, ticked=self._ticked)
