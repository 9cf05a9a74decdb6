"""A hotel with twelve months of power bills, as the bill page shows it, and papers of bills."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core import resources
from core.domain.activity import Subject
from core.workflows import billing, boundary, dossiers, organizing
from core.workflows.bill_views import BillDraft
from core.workflows.organizing import VenueDraft
from core.workflows.workspace import Workspace
from tests.ui.hotels import CREDIT_CODE, clock

ACCOUNT = "5100 0000 1234"
QUANTITIES = (231_200, 218_400, 205_600, 198_400, 220_080, 279_000, 307_380)
"""Billed in kWh, from the bill that begins on 21 January on."""


def make_bill_ledger(folder: Path, *, bills: bool) -> None:
    """A hotel's ledger with an account for power; with or without its bills."""
    with Workspace.create(folder, author="陈示例", clock=clock) as workspace:
        draft = VenueDraft("示例竹溪酒店有限公司", CREDIT_CODE, "hotel", "示例竹溪酒店", "510100", 2025)
        venue, _change = organizing.create_venue(workspace, draft, sample=True)
        dossier = dossiers.operation_dossier(workspace, venue.id, 2025, make=True)
        power = power_row(workspace)
        meter, _change = boundary.put_meter(workspace, power, ACCOUNT, name="示例 0042", multiplier=Decimal(800), end_included=True)
        boundary.add_source(workspace, venue.id, "lpg", "液化气·瓶装")
        if bills:
            _add_bills(workspace, dossier.id, BillDraft(power, meter.id, unit="kWh", multiplier="800"))


def power_row(workspace: Workspace) -> Subject:
    """The row of bought power of the only venue."""
    venue = organizing.venue_list(workspace)[0].venue
    return Subject(next(source.id for source in boundary.sources(workspace, venue.id) if source.type_code == "grid_electricity"))


def gas_row(workspace: Workspace) -> Subject:
    """The row of bottled gas."""
    venue = organizing.venue_list(workspace)[0].venue
    return Subject(next(source.id for source in boundary.sources(workspace, venue.id) if source.type_code == "lpg"))


def _add_bills(workspace: Workspace, dossier_id: str, draft: BillDraft) -> None:
    reading = Decimal("23000")
    for month, billed in enumerate(QUANTITIES, start=1):
        end = reading + Decimal(billed - 1280) / 800
        peak, flat = billed * 37 // 100, billed * 35 // 100
        bill = replace(
            draft,
            start=date(2025, month, 21),
            last=date(2025, month + 1, 20),
            quantity=str(billed),
            reading_start=str(reading),
            reading_end=str(end),
            losses="1280",
            peak=str(peak),
            flat=str(flat),
            valley=str(billed - peak - flat),
            amount_yuan=str(round(billed * 0.65, 2)),
            invoice=f"DF-2025-{month + 1:02d}-0021",
        )
        billing.save_bill(workspace, dossier_id, bill)
        reading = end


def power_paper(*, account: str = ACCOUNT, invoice: str = "DF-2025-09-0021", pages: int = 1) -> bytes:
    """A notice of a power bill for 21 August to 20 September, as a PDF with text."""
    pdfmetrics.registerFont(TTFont("paper", str(resources.folder("fonts") / "NotoSansSC-Regular.ttf")))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for _page in range(pages):
        _draw(canvas, account, invoice)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, account: str, invoice: str) -> None:
    canvas.setFont("paper", 20)
    canvas.drawCentredString(297, 770, "电费结算通知单（示例）")
    canvas.setFont("paper", 11)
    for x, y, words in (
        (60, 720, "户名：示例竹溪酒店有限公司"),
        (320, 720, f"户号：{account}"),
        (60, 696, "结算周期：2025-08-21 至 2025-09-20"),
        (320, 696, f"票据号：{invoice}"),
    ):
        canvas.drawString(x, y, words)
    rows = (
        ("示数类型", "起示数", "止示数", "倍率", "电量 kWh"),
        ("有功总", "25,063.875", "25,363.875", "800", "240,000"),
        ("变损线损", "", "", "", "1,280"),
        ("计费电量", "", "", "", "241,280"),
    )
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            canvas.rect(60 + column * 95, 640 - at * 22, 95, 22)
            canvas.drawString(66 + column * 95, 646 - at * 22, text)
    canvas.drawString(60, 530, "合计（含税）：156,832.00 元")
