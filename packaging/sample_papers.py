"""The papers of a sample year: one small page for each bill, marked 示例, drawn with the program's own fonts."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A5, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sample_parts import MARK, Bill, MeterChange, SampleYear

from core import resources
from core.documents.lettering import FACES, SANS, load_faces

_FACE = "SamplePaper"
"""Sans Regular once more, cut to the characters of each paper: the face of the reports always carries all of ASCII."""

_LEFT, _RIGHT, _TOP = 40, 555, 380
_LINE = 22
_INK, _QUIET, _RULE = "#1a1f1c", "#5b655f", "#c9d1cc"
_UNITS = {"kWh": "kWh", "Nm3": "m³", "m3": "m³", "kg": "kg", "L": "L", "t": "t"}


def papers_of(sample: SampleYear) -> dict[str, bytes]:
    """File name → PDF for every bill that names a paper; the same bytes each time."""
    load_faces()
    if _FACE not in pdfmetrics.getRegisteredFontNames():
        font = TTFont(_FACE, str(resources.file(FACES[SANS])), asciiReadable=False)
        font.face.name = b"NotoSansSC-Sample"  # under its own name reportlab would hand back the face of the reports
        pdfmetrics.registerFont(font)
    return {bill.evidence: _paper(bill, sample) for bill in sample.bills if bill.evidence}


def _paper(bill: Bill, sample: SampleYear) -> bytes:
    stream = BytesIO()
    page = Canvas(stream, pagesize=landscape(A5), invariant=True, pageCompression=1, initialFontName=_FACE)
    page.setTitle(f"{MARK} {bill.account.paper} {bill.invoice}")
    page.setFillColor(_QUIET)
    page.setFont(_FACE, 9)
    page.drawString(_LEFT, _TOP + 14, bill.account.supplier)
    page.drawRightString(_RIGHT, _TOP + 14, bill.invoice)
    page.setFillColor(_INK)
    page.setFont(_FACE, 19)
    page.drawCentredString((_LEFT + _RIGHT) / 2, _TOP - 12, f"{bill.account.paper}（{MARK}）")
    y = _TOP - 46
    for number, (label, value) in enumerate(_lines(bill, sample)):
        _row(page, label, value, y - number * _LINE)
    page.setFillColor(_QUIET)
    page.setFont(_FACE, 8)
    page.drawString(_LEFT, 30, MARK)
    page.drawRightString(_RIGHT, 30, "1 / 1")
    page.showPage()
    page.save()
    return stream.getvalue()


def _row(page: Canvas, label: str, value: str, y: float) -> None:
    page.setStrokeColor(_RULE)
    page.setLineWidth(0.5)
    page.line(_LEFT, y - 7, _RIGHT, y - 7)
    page.setFillColor(_QUIET)
    page.setFont(_FACE, 9.5)
    page.drawString(_LEFT + 4, y, label)
    page.setFillColor(_INK)
    page.setFont(_FACE, 10.5)
    page.drawString(_LEFT + 120, y, value)


def _lines(bill: Bill, sample: SampleYear) -> list[tuple[str, str]]:
    unit = _UNITS[bill.unit]
    lines = [("户名", sample.site.venue)]
    if bill.account.number:
        lines.append(("户号", bill.account.number))
    days = (bill.last - bill.first).days + 1
    lines.append(("账期", f"{bill.first.isoformat()} — {bill.last.isoformat()}（{days} 天）"))
    lines += _readings(bill, next((change for change in sample.changes if _within(change, bill)), None))
    lines += [
        ("数量", f"{bill.quantity:,f} {unit}"),
        ("单价", f"{bill.price:f} 元/{unit}"),
        ("金额", f"{bill.amount:,f} 元"),
    ]
    if bill.estimated:
        lines.append(("结算", "暂估，未抄表"))
    if bill.corrects:
        lines.append(("结算", f"更正 {bill.corrects}"))
    return lines


def _within(change: MeterChange, bill: Bill) -> bool:
    return change.account == bill.account and bill.first <= change.day <= bill.last


def _readings(bill: Bill, change: MeterChange | None) -> list[tuple[str, str]]:
    if bill.reading_start is None or bill.reading_end is None:
        return []
    if change is not None:
        return [
            ("旧表示数", f"{bill.reading_start:,f} — {change.old_last:,f}"),
            ("新表示数", f"{change.new_first:,f} — {bill.reading_end:,f}（{change.day.isoformat()} 换表）"),
        ]
    return [("示数", f"{bill.reading_start:,f} — {bill.reading_end:,f}"), ("倍率", f"{bill.account.multiplier:f}")]
