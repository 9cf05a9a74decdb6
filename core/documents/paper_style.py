"""Sizes, colours and letters of paper: the light column of the window's colours, A4 with white on all sides."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from core.documents.lettering import KAI, SANS, SANS_BOLD, SERIF, SERIF_BOLD, face_of

INK, INK_2, HAIRLINE, HEAD_GROUND, WATERMARK = "#1A211D", "#526058", "#DDE2DC", "#F1F3F0", "#EAEEE9"
"""The light column of visual.md §1, which is also what paper uses."""

MARGIN = 22 * mm
"""White at the left and right."""

WIDTH = A4[0] - 2 * MARGIN
"""Width of the text in points."""

PRINTED = 0.75
"""Scale of a chart on paper: its 12-pixel letters come out at 9 points, like those of the tables."""

CHART_WIDTH = WIDTH / PRINTED
"""Width to make a chart for, so that it fills the paper's width."""

SEAL = 50 * mm
"""Side of the field that takes the seal of the organization (visual.md §2)."""

MISSING = "—"
"""What stands where there is no figure; never a zero."""

Kind = tuple[str, float, float, str, dict[str, Any]]
"""Name, size, leading, face and further settings of a paragraph style."""

TITLE: Kind = ("title", 20, 28, SERIF_BOLD, {"alignment": TA_CENTER, "spaceAfter": 2})
SUBTITLE: Kind = ("subtitle", 11, 17, SERIF, {"alignment": TA_CENTER, "textColor": HexColor(INK_2), "spaceAfter": 10})
SECTION: Kind = ("section", 13, 19, SANS_BOLD, {"spaceBefore": 14, "spaceAfter": 5})
SUBSECTION: Kind = ("subsection", 11.5, 16, KAI, {"spaceBefore": 7, "spaceAfter": 3})
BODY: Kind = ("body", 10.5, 17, SERIF, {"spaceAfter": 4})
NOTE: Kind = ("note", 8.5, 13, SERIF, {"textColor": HexColor(INK_2), "spaceBefore": 3, "spaceAfter": 4})
CELL: Kind = ("cell", 9, 13, SERIF, {})
STRONG: Kind = ("strong", 9, 13, SANS_BOLD, {})
HEAD: Kind = ("head", 8.5, 12, SANS_BOLD, {})
# A figure is never broken over two lines, so its cells wrap at spaces only.
FIGURE: Kind = ("figure", 9, 13, SANS, {"alignment": TA_RIGHT, "wordWrap": None})
STRONG_FIGURE: Kind = ("strong_figure", 9, 13, SANS_BOLD, {"alignment": TA_RIGHT, "wordWrap": None})
FIGURE_HEAD: Kind = ("figure_head", 8.5, 12, SANS_BOLD, {"alignment": TA_RIGHT})


def style_of(kind: Kind, **more: Any) -> ParagraphStyle:
    """The reportlab style of a kind, with single settings changed."""
    name, size, leading, face, settings = kind
    merged: dict[str, Any] = {"textColor": HexColor(INK), "alignment": TA_LEFT, "wordWrap": "CJK", **settings, **more}
    return ParagraphStyle(name, fontName=face_of(face), fontSize=size, leading=leading, **merged)
