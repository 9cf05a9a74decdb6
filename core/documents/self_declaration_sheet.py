"""How the 自我承诺书 looks: a slate head and a hatched edge on every page; no border, no green, no code to scan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, NextPageTemplate, PageTemplate, Paragraph, Spacer, Table, TableStyle

from core.documents.bound_pages import BoundCanvas, PageMark, grouped
from core.documents.lettering import SANS, SANS_BOLD, SERIF, load_faces
from core.documents.line_breaking import use_our_lines
from core.documents.paper_drawings import seal_field
from core.documents.paper_style import HAIRLINE, INK, INK_2, SEAL, Kind, style_of
from core.documents.paper_text import laid, pieces, put_bold, put_text, running, width_of_line
from core.documents.reports.claim_facts import claim_facts
from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_words import range_text, require_allowed
from core.documents.self_declaration_paper import SelfDeclarationPaper, promises
from core.documents.sheet import watermark
from core.domain.submission import ClaimLevel
from core.i18n import _

_SLATE, _PALE = "#2F3A44", "#EAECEF"
_EDGE = 4.8 * mm
_LEFT, _RIGHT = 21 * mm, A4[0] - 14 * mm
_WIDE = _RIGHT - _LEFT
_HEAD = 17.5 * mm
_BOTTOM, _FOOT = 14 * mm, 7.5 * mm
_TITLE_SIZE, _TITLE_STEP = 22.0, 29.0
_NAMES = 32 * mm
_GAP = "\xa0" * 4
"""Between two facts on a line: a paragraph keeps only these blanks."""

_CLAIM: Kind = ("claim", 13, 21, SERIF, {})
_NAME: Kind = ("claim_name", 10.5, 16, SERIF, {"textColor": HexColor(INK_2)})
_FACT: Kind = ("claim_fact", 10.5, 16, SERIF, {})
_PROMISE: Kind = ("promise", 11, 17, SERIF, {})
_SIGNED: Kind = ("signed", 11, 22, SERIF, {})
_TONNES = re.compile(r"(\d[\d,.]*)(?=\s*(?:tCO|吨))")
"""The figures that the claim is about; its days and years are no such figures."""


def declaration_sheets(paper: SelfDeclarationPaper) -> bytes:
    """The statement as PDF; the same paper gives the same bytes.

    Raises:
        RuleError: the claim holds a word that its level does not allow.
        EnvironmentFault: a font file is missing.
    """
    load_faces()
    use_our_lines()
    facts = claim_facts(paper.package, paper.claim)
    texts = [_title(paper), paper.claim.sentence, *(text for row in facts for text in row), *promises(), *_head_words(paper), _footer()]
    require_allowed(texts, paper.claim, paper.package)
    return _laid_out(paper, facts)


def _draft(paper: SelfDeclarationPaper) -> bool:
    return paper.package.level is ClaimLevel.DRAFT


def _title(paper: SelfDeclarationPaper) -> str:
    """The title; a draft has no right to the word that its level does not carry."""
    package = paper.package
    what = _("温室气体排放与抵消") if _draft(paper) else _("碳中和")
    if package.event is not None:
        return _("{name}{what}自我承诺书").format(name=package.event.name, what=what)
    title = _("{year} 年运营{what}自我承诺书").format(year=package.report.dossier.period.label.replace("_", "—"), what=what)
    return title + package.boundary_title


def _head_words(paper: SelfDeclarationPaper) -> tuple[str, str]:
    """Beside 自我承诺: who has and who has not looked at it, and that it is no certificate."""
    confirmed = {
        ClaimLevel.PLATFORM_CONFIRMED: _("平台已确认，见平台签发件"),
        ClaimLevel.INDEPENDENTLY_ASSESSED: _("独立机构已评价，见其报告"),
    }.get(paper.package.level, _("未经平台确认，未经独立机构评价"))
    return confirmed, _("本单位自行编制，非证书")


def _footer() -> str:
    return _("自我承诺，非证书。平台确认后另以平台签发件为准。")


def _laid_out(paper: SelfDeclarationPaper, facts: Sequence[tuple[str, str]]) -> bytes:
    stream = BytesIO()
    document = BaseDocTemplate(
        stream,
        pagesize=A4,
        title=_title(paper),
        author=paper.package.report.organization.name,
        creator=_("碳账本"),
        lang="zh-CN",
        invariant=1,
        initialFontName=SERIF,
    )
    title = laid(pieces(_title(paper), SERIF, data=SERIF), _TITLE_SIZE, _WIDE)
    words = ["".join(piece.text for piece in line) for line in title]
    around = partial(_frame, paper=paper)

    def first(canvas: Any, doc: Any) -> None:
        around(canvas, doc)
        _titled(canvas, paper, words)

    tall = A4[1] - _BOTTOM - _HEAD
    document.addPageTemplates(
        [
            PageTemplate("first", [_room(tall - 13 * mm - len(words) * _TITLE_STEP - 4)], onPage=first),
            PageTemplate("later", [_room(tall - 8 * mm)], onPage=around),
        ]
    )
    document.build([NextPageTemplate("later"), *_content(paper, facts)], canvasmaker=partial(BoundCanvas, foot=_foot))
    return stream.getvalue()


def _room(height: float) -> Frame:
    return Frame(_LEFT, _BOTTOM, _WIDE, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _content(paper: SelfDeclarationPaper, facts: Sequence[tuple[str, str]]) -> list[Any]:
    parts = _TONNES.split(paper.claim.sentence)
    said = "".join(running(part, data=SANS_BOLD if at % 2 else SANS) for at, part in enumerate(parts))
    claim = Table([[Paragraph(said, style_of(_CLAIM))]], colWidths=[_WIDE])
    bar = ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(_SLATE))
    claim.setStyle(TableStyle([bar, ("LEFTPADDING", (0, 0), (-1, -1), 12), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]))
    cells = [[Paragraph(running(name), style_of(_NAME)), Paragraph(running(text), style_of(_FACT))] for name, text in facts]
    table = Table(cells, colWidths=[_NAMES, _WIDE - _NAMES], splitInRow=1)
    dark = HexColor(INK)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -2), 0.6, HexColor(HAIRLINE)),
                ("LINEABOVE", (0, 0), (-1, 0), 1.2, dark),
                ("LINEBELOW", (0, -1), (-1, -1), 1.2, dark),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return [claim, Spacer(1, 8), table, Spacer(1, 10), KeepTogether([_signed(paper)])]


def _signed(paper: SelfDeclarationPaper) -> Table:
    """The promises and who makes them, beside the field for the seal; never parted."""
    claim, report = paper.claim, paper.package.report
    people = {person.role: person for person in report.people}
    preparer = people.get("preparer")
    department = claim.department or (preparer.department if preparer else "")
    contact = claim.contact or (preparer.name if preparer else "")
    phone = claim.phone or (preparer.phone if preparer else "")
    blank = "＿" * 10
    named = [(_("责任部门"), department), (_("联系人"), contact), (_("电话"), phone)]
    lines = [
        _("法定代表人（签字）：{blank}").format(blank=blank),
        _GAP.join(f"{name}：{text}" for name, text in named if text),
    ]
    left = [Paragraph(running(text), style_of(_PROMISE)) for text in [_("本单位承诺："), *promises()]]
    left += [Spacer(1, 6), *(Paragraph(running(line), style_of(_SIGNED)) for line in lines if line)]
    table = Table([[left, seal_field(_("（盖公章）"), day_text(report.written_on))]], colWidths=[_WIDE - SEAL, SEAL])
    table.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT"))])
    )
    return table


# ---------------------------------------------------------------- what stands around the text


def _frame(canvas: Any, _document: Any, *, paper: SelfDeclarationPaper) -> None:
    canvas.saveState()
    _marks(canvas, paper)
    _hatched(canvas)
    canvas.setFillColor(HexColor(_SLATE))
    canvas.rect(_EDGE, A4[1] - _HEAD, A4[0] - _EDGE, _HEAD, stroke=0, fill=1)
    _spaced(canvas, _("自我承诺"), _LEFT, A4[1] - _HEAD / 2 - 9, 26)
    for row, text in enumerate(_head_words(paper)):
        put_text(canvas, _RIGHT, A4[1] - 8 * mm - row * 16, text, 11.5, face=SANS, colour="#FFFFFF", align=1)
    canvas.setStrokeColor(HexColor(HAIRLINE))
    canvas.setLineWidth(0.6)
    canvas.line(_LEFT, _FOOT + 10, _RIGHT, _FOOT + 10)
    put_text(canvas, _LEFT, _FOOT, _footer(), 8.5, face=SANS, colour=INK_2)
    canvas.restoreState()


def _foot(canvas: Any, mark: PageMark) -> None:
    put_text(canvas, _RIGHT, _FOOT, f"{mark.digest}　{mark.count}", 8.5, face=SANS, colour=INK_2, align=1)


def _marks(canvas: Any, paper: SelfDeclarationPaper) -> None:
    """One word across the page, the gravest first."""
    package = paper.package
    marks = ((_draft(paper), _("草稿")), (package.sample, _("示例")), (package.trial, _("试用")))
    if words := [word for holds, word in marks if holds]:
        watermark(canvas, A4, "·".join(words), _PALE)


def _hatched(canvas: Any) -> None:
    """The left edge in slanted bars of slate and white."""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(0, 0, _EDGE, A4[1])
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setStrokeColor(HexColor(_SLATE))
    canvas.setLineWidth(2.4 * mm)
    y = -_EDGE
    while y < A4[1] + _EDGE:
        canvas.line(-_EDGE, y - _EDGE, 2 * _EDGE, y + 2 * _EDGE)
        y += 5.6 * mm
    canvas.restoreState()


def _spaced(canvas: Any, text: str, x: float, y: float, size: float) -> None:
    letters = canvas.beginText(x, y)
    letters.setFont(SANS_BOLD, size)
    letters.setFillColor(HexColor("#FFFFFF"))
    letters.setCharSpace(size * 0.22)
    letters.textOut(text)
    letters.setCharSpace(0)
    canvas.drawText(letters)


def _titled(canvas: Any, paper: SelfDeclarationPaper, words: Sequence[str]) -> None:
    """Title and what it is about, on the first page."""
    y = A4[1] - _HEAD - 13 * mm
    for row, line in enumerate(words):
        put_bold(canvas, _LEFT, y - row * _TITLE_STEP, line, _TITLE_SIZE)
    package = paper.package
    report = package.report
    facts = (
        report.organization.name,
        _("统一社会信用代码 {code}").format(code=report.organization.credit_code or "—"),
        range_text(package.first_day, package.last_day),
        _("修订 {revision}").format(revision=report.dossier.revision),
        *((_("材料包摘要 {digest}").format(digest=grouped(paper.package_digest[:16])),) if paper.package_digest else ()),
    )
    below = y - (len(words) - 1) * _TITLE_STEP - 18
    line = "　".join(facts)
    width = width_of_line(pieces(line, SANS), 9.5)
    put_text(canvas, _LEFT, below, line, 9.5 * min(1.0, _WIDE / width), face=SANS, colour=INK_2)
