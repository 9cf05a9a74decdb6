"""Bills and invoices made for the tests: PDF with text at places, XML of e-invoices in both forms, OFD."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core import resources
from core.documents.invoice_facts import FactName, InvoiceFacts
from core.documents.invoice_files import invoice_facts

_FACE = "Bill-Test"
PAGE = (595.0, 842.0)

Text = tuple[float, float, str]
"""x and y from the upper left corner, and what stands there."""


def face() -> str:
    """A Chinese font that is put into the file."""
    if _FACE not in pdfmetrics.getRegisteredFontNames():
        font = TTFont(_FACE, str(resources.file("fonts/NotoSansSC-Regular.ttf")), asciiReadable=False)
        font.face.name = b"NotoSansSC-Bill"  # under its own name reportlab would hand back the face of the reports
        pdfmetrics.registerFont(font)
    return _FACE


def pdf(*pages: Sequence[Text], size: float = 10, more: Callable[[Canvas], Any] | None = None, **options: Any) -> bytes:
    """A PDF with these texts; `more` draws on the last page."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=PAGE, invariant=1, **options)
    for number, texts in enumerate(pages):
        canvas.setFont(face(), size)
        for x, y, text in texts:
            canvas.drawString(x, PAGE[1] - y, text)
        if more is not None and number == len(pages) - 1:
            more(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(*texts: str, x: float = 60, y: float = 60, step: float = 20) -> list[Text]:
    """Texts below each other."""
    return [(x, y + step * number, text) for number, text in enumerate(texts)]


def row(y: float, *cells: tuple[float, str]) -> list[Text]:
    """Texts side by side."""
    return [(x, y, text) for x, text in cells]


def read(data: bytes, name: str = "票.pdf") -> InvoiceFacts:
    """What the program makes of it."""
    facts = invoice_facts(data, name)
    assert facts is not None
    return facts


def values(facts: InvoiceFacts) -> dict[str, str]:
    """Facts by their names, with units behind numbers."""
    return {one.name.value: f"{one.value} {one.unit}".strip() for one in facts if one.name is not FactName.TITLE}


# ---------------------------------------------------------------- 数电票

NUMBER = "25512000000012345678"

HEAD = [
    (230, 50, "电子发票（增值税专用发票）"),
    (420, 60, f"发票号码：{NUMBER}"),
    (420, 80, "开票日期：2025年07月22日"),
    *[(32, 106 + 12 * place, char) for place, char in enumerate("购买方信息")],
    *[(305, 106 + 12 * place, char) for place, char in enumerate("销售方信息")],
    *row(118, (50, "名称：示例酒店有限公司"), (322, "名称：示例电力公司成都供电公司")),
    *row(146, (50, "统一社会信用代码/纳税人识别号：91510100MA00000152"), (322, "统一社会信用代码/纳税人识别号：915100000000000000")),
]

COLUMNS = row(
    180,
    (60, "项目名称"),
    (150, "规格型号"),
    (215, "单 位"),
    (270, "数 量"),
    (330, "单 价"),
    (390, "金 额"),
    (440, "税率/征收率"),
    (530, "税 额"),
)


def invoice(
    *items: Sequence[Text], net: str = "136451.52", tax: str = "17738.70", total: str = "154190.22", words: str = "", remark: str = ""
) -> bytes:
    """A PDF that looks like a fully digital e-invoice."""
    words = words or "壹拾伍万肆仟壹佰玖拾圆贰角贰分"
    bottom = 200 + 24 * len(items)
    foot = [
        *row(bottom, (80, "合"), (120, "计"), (380, f"¥{net}"), (525, f"¥{tax}")),
        *row(bottom + 24, (70, "价税合计（大写）"), (200, f"⊗{words}"), (420, f"（小写）¥{total}")),
        *row(bottom + 50, (40, remark)),
    ]
    return pdf([*HEAD, *COLUMNS, *(text for item in items for text in item), *foot], size=9)


def item(number: int, *texts: str) -> list[Text]:
    """One line of an invoice's items: name, unit, quantity, price, amount, tax; empty for what is not printed."""
    places = (45, 220, 262, 325, 385, 525)
    return row(200 + 24 * number, (450, "13%"), *((x, text) for x, text in zip(places, texts, strict=True) if text))


def new_xml(items: str = "", *, total: str = "154190.22", words: str = "壹拾伍万肆仟壹佰玖拾圆贰角贰分", remark: str = "") -> bytes:
    """The XML of a fully digital e-invoice."""
    items = items or (
        "<IssuItemInformation><ItemName>*供电*电费</ItemName><MeaUnits>千瓦时</MeaUnits><Quantity>200664</Quantity>"
        "<UnPrice>0.68</UnPrice><Amount>136451.52</Amount><TaxRate>0.13</TaxRate><ComTaxAm>17738.70</ComTaxAm></IssuItemInformation>"
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>{NUMBER}</EIid><InherentLabel><EInvoiceType><LabelCode>01</LabelCode><LabelName>增值税专用发票</LabelName></EInvoiceType>
</InherentLabel></Header><EInvoiceData>
<SellerInformation><SellerIdNum>915100000000000000</SellerIdNum><SellerName>示例电力公司成都供电公司</SellerName></SellerInformation>
<BuyerInformation><BuyerIdNum>91510100MA00000152</BuyerIdNum><BuyerName>示例酒店有限公司</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>136451.52</TotalAmWithoutTax><TotalTaxAm>17738.70</TotalTaxAm>
<TotalTax-includedAmount>{total}</TotalTax-includedAmount><TotalTax-includedAmountInChinese>{words}</TotalTax-includedAmountInChinese>
<RequestTime>2025-07-22 10:11:12</RequestTime></BasicInformation>{items}
<AdditionalInformation><Remark>{remark}</Remark></AdditionalInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>{NUMBER}</InvoiceNumber><IssueTime>2025-07-22 10:11:12</IssueTime></TaxSupervisionInfo></EInvoice>
""".encode()


OLD_XML = """<?xml version="1.0" encoding="UTF-8"?>
<fp:eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019"><fp:DocID>1</fp:DocID>
<fp:InvoiceCode>051002300111</fp:InvoiceCode><fp:InvoiceNo>12345678</fp:InvoiceNo><fp:IssueDate>2023年06月05日</fp:IssueDate>
<fp:Buyer><fp:BuyerName>示例酒店有限公司</fp:BuyerName><fp:BuyerTaxID>91510100MA00000152</fp:BuyerTaxID></fp:Buyer>
<fp:Seller><fp:SellerName>示例燃气公司</fp:SellerName><fp:SellerTaxID>915100000000000001</fp:SellerTaxID></fp:Seller>
<fp:TaxInclusiveTotalAmount>27267.04</fp:TaxInclusiveTotalAmount><fp:TaxTotalAmount>2251.41</fp:TaxTotalAmount>
<fp:TaxExclusiveTotalAmount>25015.63</fp:TaxExclusiveTotalAmount><fp:Note>户号:820100032 用气周期:2023.05.01-2023.05.31</fp:Note>
<fp:GoodsInfos><fp:GoodsInfo><fp:Item>*燃气*天然气</fp:Item><fp:MeasurementDimension>立方米</fp:MeasurementDimension><fp:Price>3.54</fp:Price>
<fp:Quantity>7064</fp:Quantity><fp:Amount>25015.63</fp:Amount><fp:TaxScheme>9%</fp:TaxScheme><fp:TaxAmount>2251.41</fp:TaxAmount>
</fp:GoodsInfo></fp:GoodsInfos></fp:eInvoice>
""".encode()


# ---------------------------------------------------------------- OFD

_OFD = """<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD" Version="1.1">
<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"""
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?><ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData>
<ofd:PageArea><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData></ofd:Document>"""


def ofd(texts: Sequence[Text], *, hidden: Sequence[Text] = (), parts: Mapping[str, bytes] | None = None) -> bytes:
    """An OFD with one page; places in millimetres."""
    objects = "".join(_text_object(*text) for text in texts)
    objects += "".join(_text_object(*text, visible="false") for text in hidden)
    page = f"""<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content>
<ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", _OFD)
        archive.writestr("Doc_0/Document.xml", _DOCUMENT)
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", page)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def _text_object(x: float, y: float, text: str, visible: str = "true") -> str:
    widths = " ".join("3.175" if ord(char) > 0xFF else "1.5875" for char in text[:-1])
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 5" Size="3.175" Visible="{visible}">'
        f'<ofd:TextCode X="0" Y="3" DeltaX="{widths}">{text}</ofd:TextCode></ofd:TextObject>'
    )
