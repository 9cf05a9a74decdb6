"""How a paper of the package begins, and the boxes that some of them have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.graphics.shapes import Drawing, PolyLine, Rect
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table, TableStyle

from core.documents.paper_style import BODY, INK, WIDTH, style_of
from core.documents.paper_text import running
from core.documents.pdf import PaperBuilder
from core.documents.reports.package_paper import PackagePaper
from core.documents.reports.package_words import head_rows, range_text
from core.i18n import _

_BOX = 9.0
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
        self._texts += [f"{'√' if ticked else '□'}{text}" for text, ticked in lines]

        def made() -> Sequence[Any]:
            cells = [[_box(ticked=ticked), Paragraph(running(text), style_of(BODY))] for text, ticked in lines]
            table = Table(cells, colWidths=[_INDENT, WIDTH - _INDENT])
            flat = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "BOTTOM")]
            table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (0, -1), 4.5), *flat]))
            return [table]

        self._pieces.append(made)


def _box(*, ticked: bool) -> Drawing:
    drawing = Drawing(_BOX, _BOX)
    drawing.add(Rect(0, 0, _BOX, _BOX, fillColor=None, strokeColor=HexColor(INK), strokeWidth=0.8))
    if ticked:
        points = [_BOX * 0.2, _BOX * 0.52, _BOX * 0.42, _BOX * 0.26, _BOX * 0.82, _BOX * 0.76]
        drawing.add(PolyLine(points, strokeColor=HexColor(INK), strokeWidth=1.4))
    return drawing
