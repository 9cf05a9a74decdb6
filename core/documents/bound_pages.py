"""Pages that belong together: each page of a paper bears one number that follows from all that the paper says, and its place.

The number is the start of the SHA-256 over every text that stands on the pages, in the order in which it was drawn: heads, figures,
ticks, words in charts and marks, and what a code to scan holds. Pages of two printings that differ in one character cannot be mixed
unnoticed. All papers are drawn on this canvas, so there is one rule for all of them (a rule of ours; domain.md §7.2 is silent).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from core.i18n import _

_DIGITS = 12
_GROUP = 4


def content_number(texts: Iterable[str]) -> str:
    """Twelve hexadecimal digits in groups of four that follow from the texts of a paper and their order."""
    return grouped(hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:_DIGITS])


def grouped(digest: str) -> str:
    """A digest in groups of four, as people compare it."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


@dataclass(frozen=True, slots=True)
class PageMark:
    """What binds a page to its paper: the number of the content, and which of how many pages it is."""

    number: str
    page: int
    pages: int

    @property
    def digest(self) -> str:
        """The number in words."""
        return _("文件摘要 {digest}").format(digest=self.number)

    @property
    def count(self) -> str:
        """The place among the pages in words."""
        return _("第 {page} 页，共 {pages} 页").format(page=self.page, pages=self.pages)

    @property
    def as_issued(self) -> tuple[str, str]:
        """Both in the words of a statutory form, which is never translated."""
        return f"文件摘要 {self.number}", f"第 {self.page} 页，共 {self.pages} 页"


@dataclass(slots=True)
class _Paper:
    """The pages of one paper, and all that was said on them."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


Foot = Callable[[Any, PageMark], None]
"""Draws the foot of a page, once its number and the count of the pages are known."""


class BoundCanvas(Canvas):  # type: ignore[misc] # reportlab ships no type hints
    """A canvas that keeps its pages until the last is laid out, so that each can bear the number of the whole."""

    def __init__(self, *arguments: Any, foot: Foot, **options: Any) -> None:
        self._bound = [_Paper()]
        self._foot = foot
        super().__init__(*arguments, **options)

    def begin_paper(self) -> None:
        """What follows in the same file is a paper of its own: its number and its count of pages begin anew."""
        if self._bound[-1].pages:
            self._bound.append(_Paper())

    def says(self, text: str) -> None:
        """Count a text that stands on the page in another shape than letters, such as what a code to scan holds."""
        self._bound[-1].texts.append(text)

    def beginText(self, x: float = 0, y: float = 0, direction: Any = None) -> Any:  # noqa: N802 - reportlab's name
        """A text object whose letters count for the number; all that reportlab writes passes through one."""
        return _Letters(self, x, y, direction)

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Put the page aside."""
        self._bound[-1].pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number the pages and write the document."""
        numbers = [content_number(paper.texts) for paper in self._bound]  # before the feet are drawn: they do not count
        for paper, number in zip(self._bound, numbers, strict=True):
            for at, page in enumerate(paper.pages, start=1):
                self.__dict__.update(page)
                self.saveState()
                self._foot(self, PageMark(number, at, len(paper.pages)))
                self.restoreState()
                super().showPage()
        super().save()


class _Letters(PDFTextObject):  # type: ignore[misc] # reportlab ships no type hints
    """A text object that tells its canvas what is written with it."""

    def _formatText(self, text: Any) -> Any:  # noqa: N802 - reportlab's name
        self._canvas.says(str(text))
        return super()._formatText(text)
