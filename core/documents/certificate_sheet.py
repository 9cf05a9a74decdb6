"""How the certificate copy is laid out: what the receipt says word for word, what the package says beside it, and the marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import partial
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from core.documents.bound_pages import PageMark, grouped
from core.documents.certificate_ornament import GREEN, PAGE, QR_SIDE, border, outlined, qr_code, rule
from core.documents.certificate_paper import CertificatePaper
from core.documents.lettering import SANS, SANS_BOLD, SERIF
from core.documents.paper_style import INK, INK_2
from core.documents.paper_text import Piece, bold_size, laid, pieces, put_bold, put_line, put_text, width_of_line
from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_words import counting, excluded_text, products_text, profile_name, range_text, scope_figures
from core.documents.sheet import drawn, watermark
from core.domain.quantity import rounded, shown
from core.domain.submission import PlatformCertificate
from core.i18n import _

_MARK = "#7B1B17"
_LEFT, _VALUE, _RIGHT = 30 * mm, 67 * mm, 218 * mm
_SIDE = 242 * mm
"""Middle of the column with the code and the issuer."""

_TOP, _BOTTOM = PAGE[1] - 72 * mm, 32 * mm
_SIZES = (12.0, 11.0, 10.0, 9.0, 8.0)
_BEIJING = timezone(timedelta(hours=8))
_FOOT, _FOOT_STEP = 26.0 * mm, 3.5 * mm
"""First line of the foot, and how far the next stands below; what binds the page to its paper is the fourth."""

_MOST_NUMBERS = 6
_MOST_WORDS = 46


@dataclass(frozen=True, slots=True)
class _Fact:
    """A name and what it is; `head` is the subject in bold, `figure` leads the text in bold Sans."""

    name: str
    text: str
    figure: str = ""
    head: bool = False

    def lines(self, size: float) -> list[list[Piece]]:
        """Its lines in the room beside the names."""
        led = [Piece(SANS_BOLD, self.figure), *pieces(f" {self.text}", SERIF)] if self.figure else pieces(self.text, SERIF)
        return laid(led, size, _RIGHT - _VALUE)


def certificate_sheet(paper: CertificatePaper, certificate: PlatformCertificate) -> bytes:
    """The copy as PDF, one page.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    title = _("碳中和证书复印件 {number}").format(number=certificate.number)
    page = partial(_page, paper=paper, certificate=certificate)
    return drawn(PAGE, title, paper.package.report.organization.name, page, _bound)


def _page(canvas: Any, *, paper: CertificatePaper, certificate: PlatformCertificate) -> None:
    if marks := _marks(paper):
        watermark(canvas, PAGE, marks[0])
    else:
        outlined(canvas, _("复印件"), SERIF)
    border(canvas)
    _headed(canvas, paper, certificate)
    _facts(canvas, _rows(paper, certificate))
    _scanned(canvas, certificate)
    _issued(canvas, paper)
    _foot(canvas, paper)
    canvas.showPage()


def _marks(paper: CertificatePaper) -> list[str]:
    """试用 for what a trial key signed, 示例 for what a sample made; what is for trial is an example too."""
    trial = paper.package.trial or paper.sealed.environment is not paper.package.environment
    return [word for holds, word in ((trial, _("试用")), (trial or paper.package.sample, _("示例"))) if holds]


def _example(paper: CertificatePaper, text: str) -> str:
    return f"{text}（{_('示例')}）" if _marks(paper) and _("示例") not in text else text


def _headed(canvas: Any, paper: CertificatePaper, certificate: PlatformCertificate) -> None:
    """The mark of a copy, the title, the number, and what else must be seen at once."""
    middle = PAGE[0] / 2
    mark = _("复印件 — 以平台签发件为准")
    line = pieces(mark, SANS_BOLD, data=SANS_BOLD)
    wide = width_of_line(line, 13.5)
    canvas.setFillColor(HexColor("#FFFFFF"))
    canvas.setStrokeColor(HexColor(_MARK))
    canvas.setLineWidth(1.2)
    canvas.rect(middle - wide / 2 - 16, PAGE[1] - 28.5 * mm, wide + 32, 10 * mm, fill=1)
    put_line(canvas, middle - wide / 2, PAGE[1] - 25.2 * mm, line, 13.5, _MARK)
    if warnings := _warnings(paper, certificate):
        put_text(canvas, middle, PAGE[1] - 33.5 * mm, "；".join(warnings), 10, face=SANS, colour=_MARK, align=0.5)
    put_bold(canvas, middle, PAGE[1] - 51 * mm, _("碳中和证书"), 44, colour=GREEN, align=0.5, space=14)
    number = _example(paper, certificate.number)
    put_text(canvas, middle, PAGE[1] - 61.5 * mm, _("证书编号　{number}").format(number=number), 14, align=0.5)
    rule(canvas, PAGE[1] - 66.5 * mm)


def _warnings(paper: CertificatePaper, certificate: PlatformCertificate) -> list[str]:
    found = [_("试用环境生成的示例，不具证明效力")] if paper.package.trial else [_("示例，不具证明效力")] if paper.package.sample else []
    if paper.printed_on > certificate.valid_to:
        found.append(_("已过有效期（{day}止）").format(day=day_text(certificate.valid_to)))
    if paper.printed_on < certificate.valid_from:
        found.append(_("尚未生效（{day}起）").format(day=day_text(certificate.valid_from)))
    return found


def _rows(paper: CertificatePaper, certificate: PlatformCertificate) -> list[_Fact]:
    package = paper.package
    report = package.report
    region = report.catalogue.regions.get(report.venue.region)
    place = package.event.place if package.event else region.name if region else ""
    valid = _("{first}至{last}").format(first=day_text(certificate.valid_from), last=day_text(certificate.valid_to))
    rows = [_Fact(_("主体"), report.organization.name, head=True), _Fact(_("统一社会信用代码"), report.organization.credit_code or "—")]
    if package.subject != report.organization.name:
        rows.append(_Fact(_("活动") if package.event else _("场所"), package.subject))
    if certificate.kind:
        rows.append(_Fact(_("证书类别"), certificate.kind))
    achieved = [use.lot.retired_on for use in counting(package) if use.lot.retired_on]
    method = _("{boundary}；{profile}").format(boundary=package.boundary or "—", profile=profile_name(report.inventory.method.profile))
    return [
        *rows,
        _Fact(_("期间与地点"), "，".join(part for part in (range_text(package.first_day, package.last_day), place) if part)),
        _Fact(_("核算边界"), method),
        _Fact(_("温室气体排放量"), f"tCO2e{_scopes(paper, certificate)}", figure=certificate.tco2e),
        _offset(paper),
        _Fact(_("注销凭证号"), _numbers(paper)),
        _Fact(_("达成日期"), day_text(max(achieved)) if achieved else "—"),
        _Fact(_("依据"), _("川环发〔2021〕5号；生态环境部公告2019年第19号")),
        _Fact(_("确认方式"), _("{issuer}确认，有效期 {valid}").format(issuer=_example(paper, paper.receipt.issuer), valid=valid)),
    ]


def _scopes(paper: CertificatePaper, certificate: PlatformCertificate) -> str:
    """The scopes of the ledger, where its total is the very figure that the platform confirmed."""
    package = paper.package
    try:
        confirmed = Decimal(certificate.tco2e.replace(",", ""))
    except InvalidOperation:
        return ""
    exponent = confirmed.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if Fraction(confirmed) != Fraction(rounded(package.total, decimals)):
        return ""
    one, two, three = scope_figures(package)
    return _("（范围一 {one}，范围二 {two}，范围三 {three}）").format(one=one, two=two, three=three)


def _offset(paper: CertificatePaper) -> _Fact:
    uses = counting(paper.package)
    if not uses:
        return _Fact(_("抵消量"), "—")
    whole = shown(sum(use.tonnes for use in uses), 0)
    return _Fact(_("抵消量"), _("吨：{products}").format(products=products_text(uses)), figure=whole)


def _numbers(paper: CertificatePaper) -> str:
    """The numbers of the retirements, or where they stand when they are many."""
    found = list(dict.fromkeys(use.lot.retirement_id for use in counting(paper.package) if use.lot.retirement_id))
    if len(found) > _MOST_NUMBERS:
        return _("共 {count} 份，见材料包「抵消清单」").format(count=len(found))
    return "、".join(found) or "—"


def _facts(canvas: Any, rows: list[_Fact]) -> None:
    """The names and what they are, at the largest size that leaves them room, spread over the height."""
    for size in _SIZES:
        heights = [len(row.lines(size)) * size * 1.45 for row in rows]
        if sum(heights) + len(rows) * size * 0.35 <= _TOP - _BOTTOM:
            break
    gap = min(size * 1.15, (_TOP - _BOTTOM - sum(heights)) / len(rows))
    y = _TOP - size
    for row, height in zip(rows, heights, strict=True):
        put_text(canvas, _LEFT, y, row.name, size * 0.96, colour=INK_2)
        if row.head:
            put_bold(canvas, _VALUE, y, row.text, bold_size(row.text, size + 3, _RIGHT - _VALUE))
        else:
            for number, line in enumerate(row.lines(size)):
                put_line(canvas, _VALUE, y - number * size * 1.45, line, size)
        y -= height + gap


def _scanned(canvas: Any, certificate: PlatformCertificate) -> None:
    """The platform's code, or the plain word that there is none."""
    top = PAGE[1] - 74 * mm
    side = qr_code(canvas, certificate.qr, _SIDE, top) if certificate.qr else None
    canvas.says(certificate.qr)
    if side is None:
        canvas.setStrokeColor(HexColor(INK_2))
        canvas.setLineWidth(0.6)
        canvas.setDash(3, 3)
        canvas.rect(_SIDE - QR_SIDE / 2, top - QR_SIDE, QR_SIDE, QR_SIDE, fill=0)
        canvas.setDash()
        put_text(canvas, _SIDE, top - QR_SIDE / 2 - 4, _("无二维码"), 12, face=SANS, colour=INK_2, align=0.5)
    below = top - (side or QR_SIDE) - 8 * mm
    words = (_("扫码所得应与此处一致"), _("可离线核验平台签名")) if side else (_("平台回执未附二维码"), _("请按证书编号向平台查验"))
    lines = [(certificate.number, SANS_BOLD, INK), (f"{certificate.tco2e} tCO2e", SANS_BOLD, INK), *((word, SANS, INK_2) for word in words)]
    for row, (text, face, colour) in enumerate(lines):
        put_text(canvas, _SIDE, below - row * 5 * mm, text, 9.5, face=face, colour=colour, align=0.5)


def _issued(canvas: Any, paper: CertificatePaper) -> None:
    """Who issued it and when; the seal is on the original only."""
    put_text(canvas, _SIDE, 65 * mm, _("签发单位"), 12, colour=INK_2, align=0.5)
    issuer = _example(paper, paper.receipt.issuer)
    put_bold(canvas, _SIDE, 57.5 * mm, issuer, bold_size(issuer, 12.5, 60 * mm), align=0.5)
    day = paper.receipt.issued_at.astimezone(_BEIJING).date()
    put_text(canvas, _SIDE, 50 * mm, day_text(day), 12, align=0.5)
    put_text(canvas, _SIDE, 42 * mm, _("签章见平台签发件"), 9.5, face=SANS, colour=INK_2, align=0.5)


def _foot(canvas: Any, paper: CertificatePaper) -> None:
    canvas.setStrokeColor(HexColor(GREEN))
    canvas.setLineWidth(0.4)
    left, right = 36 * mm, PAGE[0] - 36 * mm
    canvas.line(left, 29.5 * mm, right, 29.5 * mm)
    receipt = paper.receipt
    moment = receipt.issued_at.astimezone(_BEIJING)
    excluded = excluded_text(paper.package)
    if len(excluded) > _MOST_WORDS:
        excluded = _("见材料包「核算边界与排除说明」")
    lines = (
        (
            _("本页由碳账本按平台签名回执打印，不是证书原件；编号、排放量、有效期照录回执"),
            _("材料包摘要 {package}，回执摘要 {receipt}").format(
                package=grouped(paper.sealed.digest[:16]), receipt=grouped(receipt.digest[:16])
            ),
        ),
        (
            _("回执 {id}，{day} {clock}（北京时间），平台签名有效").format(
                id=receipt.id.removeprefix("urn:uuid:"), day=day_text(moment.date()), clock=f"{moment:%H:%M}"
            ),
            _("打印于 {day}").format(day=day_text(paper.printed_on)),
        ),
        (_("其余各项取自已签名的材料包"), _("未计入：{sources}").format(sources=excluded)),
    )
    for row, (one, other) in enumerate(lines):
        y = _FOOT - row * _FOOT_STEP
        put_text(canvas, left, y, one, 8, face=SANS, colour=INK_2)
        put_text(canvas, right, y, other, 8, face=SANS, colour=INK_2, align=1)


def _bound(canvas: Any, mark: PageMark) -> None:
    put_text(canvas, PAGE[0] / 2, _FOOT - 3 * _FOOT_STEP, f"{mark.digest}　{mark.count}", 8, face=SANS, colour=INK_2, align=0.5)
