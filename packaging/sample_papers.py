"""The papers of a sample: one small page each, marked 示例, drawn with the program's own fonts."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A5, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sample_parts import MARK, Bill, MeterChange, SampleYear, Sheet, TimesOfUse

from core import resources
from core.documents.lettering import FACES, SANS, load_faces
from core.documents.line_breaking import broken

_FACE = "SamplePaper"
"""Sans Regular once more, cut to the characters of each paper: the face of the reports always carries all of ASCII."""

_LEFT, _RIGHT, _TOP = 40, 555, 380
_LINE = 22
_SIZE = 10.5
_INK, _QUIET, _RULE = "#1a1f1c", "#5b655f", "#c9d1cc"
_UNITS = {"kWh": "kWh", "Nm3": "m³", "m3": "m³", "kg": "kg", "L": "L", "t": "t", "pkm": "人·km", "tkm": "t·km"}


def pages_of(sample: SampleYear) -> dict[str, Sheet]:
    """File name → what stands on it, for every paper that the book names."""
    sheets = {sheet.file: sheet for sheet in sample.sheets}
    bills = {bill.evidence: _page_of(bill, sample) for bill in sample.bills if bill.evidence and bill.evidence not in sheets}
    return bills | sheets


def _page_of(bill: Bill, sample: SampleYear) -> Sheet:
    account = bill.account
    return Sheet(bill.evidence, account.paper, bill.invoice, account.supplier, tuple(_lines(bill, sample)))


def draw(sheet: Sheet) -> bytes:
    """One PDF page: issuer and number above, a title marked 示例, lines of label and value, paragraphs below; the same bytes each time."""
    _load_face()
    stream = BytesIO()
    page = Canvas(stream, pagesize=landscape(A5), invariant=True, pageCompression=1, initialFontName=_FACE)
    page.setTitle(f"{MARK} {sheet.title} {sheet.number}".strip())
    page.setFillColor(_QUIET)
    page.setFont(_FACE, 9)
    page.drawString(_LEFT, _TOP + 14, sheet.issuer)
    page.drawRightString(_RIGHT, _TOP + 14, sheet.number)
    page.setFillColor(_INK)
    page.setFont(_FACE, 19)
    page.drawCentredString((_LEFT + _RIGHT) / 2, _TOP - 12, f"{sheet.title}（{MARK}）")
    y = _TOP - 46
    for label, value in sheet.lines:
        _row(page, label, value, y)
        y -= _LINE
    if sheet.text:
        _paragraphs(page, sheet.text, y)
    if sheet.stamp:
        _place_of_seal(page, sheet.stamp)
    page.setFillColor(_QUIET)
    page.setFont(_FACE, 8)
    page.drawString(_LEFT, 30, MARK)
    page.drawRightString(_RIGHT, 30, "1 / 1")
    page.showPage()
    page.save()
    return stream.getvalue()


def _load_face() -> None:
    load_faces()
    if _FACE not in pdfmetrics.getRegisteredFontNames():
        font = TTFont(_FACE, str(resources.file(FACES[SANS])), asciiReadable=False)
        font.face.name = b"NotoSansSC-Sample"  # under its own name reportlab would hand back the face of the reports
        pdfmetrics.registerFont(font)


def _paragraphs(page: Canvas, text: Sequence[str], y: float) -> None:
    page.setFillColor(_INK)
    page.setFont(_FACE, _SIZE)
    for paragraph in text:
        widths = [pdfmetrics.stringWidth(char, _FACE, _SIZE) for char in paragraph]
        for start, end in broken(paragraph, widths, [_RIGHT - _LEFT - 8]):
            page.drawString(_LEFT + 4, y, paragraph[start:end])
            y -= 17
        y -= 5


def _place_of_seal(page: Canvas, words: str) -> None:
    """An empty dashed box: a drawn seal is never offered, not even in a sample (domain.md §6.3)."""
    page.setStrokeColor(_QUIET)
    page.setLineWidth(0.8)
    page.setDash(4, 3)
    page.rect(_RIGHT - 130, 48, 130, 62)
    page.setDash()
    page.setFillColor(_QUIET)
    page.setFont(_FACE, 9.5)
    page.drawCentredString(_RIGHT - 65, 82, f"（{words}）")
    page.drawCentredString(_RIGHT - 65, 64, f"{MARK}，无效")


def _row(page: Canvas, label: str, value: str, y: float) -> None:
    page.setStrokeColor(_RULE)
    page.setLineWidth(0.5)
    page.line(_LEFT, y - 7, _RIGHT, y - 7)
    page.setFillColor(_QUIET)
    page.setFont(_FACE, 9.5)
    page.drawString(_LEFT + 4, y, label)
    page.setFillColor(_INK)
    page.setFont(_FACE, _SIZE)
    page.drawString(_LEFT + 120, y, value)


def _lines(bill: Bill, sample: SampleYear) -> list[tuple[str, str]]:
    unit = _UNITS[bill.unit]
    lines = [("户名", sample.site.venue)]
    if bill.account.number:
        lines.append(("户号", bill.account.number))
    days = (bill.last - bill.first).days + 1
    lines.append(("账期", f"{bill.first.isoformat()} — {bill.last.isoformat()}（{days} 天）"))
    lines += _readings(bill, next((change for change in sample.changes if _within(change, bill)), None))
    if bill.losses is not None:
        lines.append(("变损、线损", f"{bill.losses:,f} {unit}"))
    lines.append(("数量", f"{bill.quantity:,f} {unit}"))
    if bill.times is not None:
        lines.append(("分时电量", _times(bill.times, unit)))
    if bill.price is not None and bill.amount is not None:
        lines += [("单价", f"{bill.price:f} 元/{unit}"), ("金额", f"{bill.amount:,f} 元")]
    if bill.estimated:
        lines.append(("结算", "暂估，未抄表"))
    if bill.corrects:
        lines.append(("结算", f"更正 {bill.corrects}"))
    return lines


def _times(times: TimesOfUse, unit: str) -> str:
    named = (("尖", times.sharp), ("峰", times.peak), ("平", times.flat), ("谷", times.valley))
    return "　".join(f"{name} {part:,f} {unit}" for name, part in named if part is not None)


def _within(change: MeterChange, bill: Bill) -> bool:
    return change.account == bill.account and bill.first <= change.day <= bill.last


def _readings(bill: Bill, change: MeterChange | None) -> list[tuple[str, str]]:
    if bill.reading_start is None or bill.reading_end is None:
        return []
    ratio = [("倍率", f"{bill.account.multiplier:f}")]
    if change is None:
        return [("示数", f"{bill.reading_start:,f} — {bill.reading_end:,f}"), *ratio]
    return [
        ("旧表示数", f"{bill.reading_start:,f} — {change.old_last:,f}"),
        ("新表示数", f"{change.new_first:,f} — {bill.reading_end:,f}（{change.day.isoformat()} 换表）"),
        *(ratio if bill.account.multiplier != 1 else ()),
    ]
