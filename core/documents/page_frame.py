"""What stands around the text of each page: running head, marks, number of the content, page of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from core.documents.bound_pages import PageMark
from core.documents.lettering import SANS, SANS_BOLD, shortened, width_of
from core.documents.paper_style import HAIRLINE, INK_2, MARGIN, WATERMARK, WIDTH
from core.i18n import _

_SIZE = 8.5
_HEAD, _FOOT = A4[1] - 16 * mm, 12 * mm


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The frame of every page of one document.

    Attributes:
        running_head: text at the top; cut with … where it is too long.
        sample: 示例 stands large and light across the page.
        draft: 草稿 stands in a small box at the top.
    """

    running_head: str
    sample: bool
    draft: bool

    def draw(self, canvas: Any) -> None:
        """Draw the frame below the text of a page; all but its foot."""
        canvas.saveState()
        if self.sample:
            _watermark(canvas)
        right = A4[0] - MARGIN
        canvas.setStrokeColor(HexColor(HAIRLINE))
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, _HEAD - 5, right, _HEAD - 5)
        canvas.line(MARGIN, _FOOT + 12, right, _FOOT + 12)
        room = WIDTH - (16 * mm if self.draft else 0)
        _line(canvas, MARGIN, _HEAD, shortened(self.running_head, room, SANS, _SIZE))
        if self.draft:
            width = width_of(_("草稿"), SANS, _SIZE)
            canvas.setStrokeColor(HexColor(INK_2))
            canvas.rect(right - width - 8, _HEAD - 2.5, width + 8, 12.5, fill=0)
            _line(canvas, right - width - 4, _HEAD + 0.5, _("草稿"))
        canvas.restoreState()

    def foot(self, canvas: Any, mark: PageMark) -> None:
        """Add the number of the content and the place of the page."""
        _line(canvas, MARGIN, _FOOT, mark.digest)
        _line(canvas, A4[0] - MARGIN - width_of(mark.count, SANS, _SIZE), _FOOT, mark.count)


def _watermark(canvas: Any) -> None:
    canvas.saveState()
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(45)
    canvas.setFillColor(HexColor(WATERMARK))
    canvas.setFont(SANS_BOLD, 170)
    canvas.drawCentredString(0, -60, _("示例"))
    canvas.restoreState()


def _line(canvas: Any, x: float, y: float, text: str) -> None:
    """One line of small grey Sans, which has every character."""
    canvas.setFillColor(HexColor(INK_2))
    canvas.setFont(SANS, _SIZE)
    canvas.drawString(x, y, text)
