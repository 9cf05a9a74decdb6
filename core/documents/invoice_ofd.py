"""OFD (GB/T 33190): the text objects of its pages with their places, and the e-invoice's own XML where one lies in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from core.documents.invoice_facts import FactName, FileKind, InvoiceFacts, PageSize, Spot
from core.documents.invoice_page import Glyph, Line, Page, folded, lines_of
from core.documents.invoice_reading import PageReading, read_lines
from core.documents.invoice_settling import Found, settle, several_words, without_contradictions
from core.documents.invoice_xml import in_own_words, xml_reading
from core.documents.workbook_safety import checked_archive_parts
from core.documents.workbook_scan import walk
from core.errors import FileError
from core.i18n import _

MOST_PAGES = 20
MOST_CHARACTERS = 20_000
_POINTS = 72 / 25.4
_PAGE = re.compile(r"(?:^|/)Pages/Page_(\d+)/Content\.xml$", re.IGNORECASE)
_TEMPLATE = re.compile(r"(?:^|/)Tpls/[^/]+/Content\.xml$", re.IGNORECASE)
_A4 = (210.0, 297.0)


def ofd_facts(data: bytes, name: str) -> InvoiceFacts:
    """The facts of an OFD.

    Raises:
        FileError: damaged, too large, with a document type or entities.
    """
    try:
        parts = checked_archive_parts(data, name)
        pages = _pages(parts, name)
    except FileError as error:
        raise in_own_words(error, name) from error
    lines = [line for page in pages for line in lines_of(page)]
    printed = read_lines(lines)
    own = _own_xml(parts, name)
    sizes = tuple(page.size for page in pages)
    if own is None:
        facts, doubts = printed.settled()
        if not lines:
            doubts = (*doubts, _("这份 OFD 没有文字，像是扫描件。文件可以照常附上，请照票面填写。"))
        return InvoiceFacts(FileKind.OFD, facts, printed.items, doubts, sizes, printed.words)
    return _both(own, printed, lines, sizes)


def _both(own: PageReading, printed: PageReading, lines: list[Line], sizes: tuple[PageSize, ...]) -> InvoiceFacts:
    """The XML says what the invoice is, the page where it stands and what the XML does not know; they must not contradict each other."""
    said, doubts = settle(own.found)
    shown, shown_doubts = settle(printed.found)
    on_paper = {fact.name: fact for fact in shown}
    found: list[Found] = []
    for fact in said:
        other = on_paper.pop(fact.name, None)
        if other is not None and other.value != fact.value and fact.name in _MUST_AGREE:
            doubts = (*doubts, several_words(fact.name, [fact.text, other.text]))
            continue
        spot = other.spot if other is not None and other.value == fact.value else _spot_of(lines, fact.text)
        found.append(Found(fact.name, fact.value, fact.text, fact.unit, spot))
    found += [Found(one.name, one.value, one.text, one.unit, one.spot) for one in on_paper.values()]
    facts, more = settle(found)
    left_out = tuple(one for one in shown_doubts if one not in doubts)
    facts, all_doubts = without_contradictions(facts, (*own.doubts, *doubts, *left_out, *more), own.capitals | printed.capitals)
    items = tuple(replace(one, spot=_spot_of(lines, one.quantity), name_spot=_spot_of(lines, one.name)) for one in own.items)
    words = "\n".join(text for text in (own.words, printed.words) if text)
    return InvoiceFacts(FileKind.OFD, facts, items or printed.items, all_doubts, sizes, words)


_MUST_AGREE = frozenset(
    {FactName.NUMBER, FactName.CODE, FactName.DATE, FactName.SELLER_TAX, FactName.BUYER_TAX, FactName.NET, FactName.TAX, FactName.TOTAL}
)


def _spot_of(lines: list[Line], text: str) -> Spot | None:
    """Where a text of the XML stands on the page; None where it does not, or at more than one place."""
    wanted = folded(text)
    if not wanted:
        return None
    found = [(line, at) for line in lines if (at := line.text.find(wanted)) >= 0]
    return found[0][0].spot(found[0][1], found[0][1] + len(wanted)) if len(found) == 1 else None


def _own_xml(parts: Mapping[str, bytes], name: str) -> PageReading | None:
    """The e-invoice's own XML among the attachments, the largest first."""
    others = [content for part, content in parts.items() if not _PAGE.search(part) and not _TEMPLATE.search(part)]
    for content in sorted(others, key=len, reverse=True):
        try:
            reading = xml_reading(content, name)
        except FileError:
            continue  # a part of the page description that is too large for an invoice, or a damaged one; the pages are read all the same
        if reading is not None:
            return reading
    return None


# ---------------------------------------------------------------- pages


def _pages(parts: Mapping[str, bytes], name: str) -> tuple[Page, ...]:
    numbered = sorted((int(match[1]), part) for part in parts if (match := _PAGE.search(part)))
    templates = [glyph for part in sorted(parts) if _TEMPLATE.search(part) for glyph in _read(parts[part], name).glyphs]
    whole = next((box for part in parts if part.endswith("Document.xml") and (box := _read(parts[part], name).box)), _A4)
    pages = []
    for number, (_number_in_name, part) in enumerate(numbered[:MOST_PAGES]):
        read = _read(parts[part], name)
        width, height = read.box or whole
        size = PageSize(round(width * _POINTS, 2), round(height * _POINTS, 2))
        pages.append(Page(number, size, tuple(chain(templates if len(numbered) == 1 else (), read.glyphs))))
    return tuple(pages)


def _read(content: bytes, name: str) -> _Content:
    found = _Content()
    walk(content, name, found.start, found.end, found.text)
    return found


class _Content:
    """Text objects of one page; what is marked invisible is passed over."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.box: tuple[float, float] | None = None
        self._inside = ""
        self._text = ""
        self._hidden = 0
        self._depth = 0
        self._boundary = (0.0, 0.0, 0.0, 0.0)
        self._scale = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._size = 0.0
        self._code: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if attributes.get("Visible", "").lower() == "false" and not self._hidden:
            self._hidden = self._depth
        if tag == "TextObject":
            self._boundary = _four(attributes.get("Boundary", ""))
            self._size = float(attributes.get("Size", "3"))
            ctm = [float(one) for one in attributes.get("CTM", "").split()]
            self._scale = (ctm[0], ctm[1], ctm[2], ctm[3], ctm[4], ctm[5]) if len(ctm) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        elif tag in {"TextCode", "PhysicalBox"}:
            self._inside, self._text, self._code = tag, "", attributes

    def text(self, data: str) -> None:
        """Characters between tags."""
        if self._inside:
            self._text += data

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == self._inside:
            if tag == "PhysicalBox":
                _x, _y, width, height = _four(self._text)
                self.box = (width, height) if width > 0 and height > 0 else None
            elif not self._hidden:
                self.glyphs += self._placed()
            self._inside = ""
        if self._hidden == self._depth:
            self._hidden = 0
        self._depth -= 1
        if len(self.glyphs) > MOST_CHARACTERS:
            raise ValueError("more than a page holds")

    def _placed(self) -> Iterator[Glyph]:
        """The characters of a piece of text, each in a box as tall as the type."""
        x, y = float(self._code.get("X") or 0), float(self._code.get("Y") or 0)
        steps = _steps(self._code.get("DeltaX", ""))
        downs = _steps(self._code.get("DeltaY", ""))
        a, b, c, d, e, f = self._scale
        for number, char in enumerate(self._text):
            wide = self._size if ord(char) > 0xFF else self._size / 2
            if not char.isspace():
                left, base = self._boundary[0] + a * x + c * y + e, self._boundary[1] + b * x + d * y + f
                height, width = self._size * abs(d or 1), wide * abs(a or 1)
                box = (left, base - 0.88 * height, left + width, base + 0.12 * height)
                yield Glyph(char, *(round(one * _POINTS, 3) for one in box))
            x += steps[number] if number < len(steps) else (0.0 if downs else wide)
            y += downs[number] if number < len(downs) else 0.0


def _four(text: str) -> tuple[float, float, float, float]:
    numbers = [float(one) for one in text.split()]
    if len(numbers) != 4:
        raise ValueError(text)
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _steps(text: str) -> list[float]:
    """Steps from character to character; ``g 3 5.5`` stands for three times 5.5."""
    words = text.split()
    steps: list[float] = []
    at = 0
    while at < len(words):
        if words[at] == "g":
            count = int(words[at + 1])
            if not 0 <= count <= MOST_CHARACTERS:
                raise ValueError("more than a page holds")
            steps += [float(words[at + 2])] * count
            at += 3
        else:
            steps.append(float(words[at]))
            at += 1
        if len(steps) > MOST_CHARACTERS:
            raise ValueError("more than a page holds")
    return steps
