"""E-invoices as OFD: the text of the page with its places, the invoice's own XML where it lies inside, and what contradicts itself."""

from __future__ import annotations

import io
import zipfile

import pytest

from core.documents.invoice_facts import FactName, FileKind
from core.errors import FileError
from tests.documents.invoice_case import NUMBER, OLD_XML, new_xml, ofd, read, values

PAGE = [
    (60.0, 10.0, "电子发票（普通发票）"),
    (140.0, 20.0, f"发票号码：{NUMBER}"),
    (140.0, 27.0, "开票日期：2025年07月22日"),
    (10.0, 40.0, "户号：5101234567890"),
    (10.0, 50.0, "用电量：200,664 千瓦时"),
    (10.0, 60.0, "（小写）¥154190.22"),
]


def test_the_text_of_the_page_is_read_with_its_places() -> None:
    found = read(ofd(PAGE), "票.ofd")
    assert found.kind is FileKind.OFD
    assert values(found) == {
        "number": NUMBER, "date": "2025-07-22", "total": "154190.22", "account": "5101234567890", "quantity": "200664 千瓦时"
    }  # fmt: skip
    account = found.get(FactName.ACCOUNT)
    assert account is not None
    assert account.spot is not None
    assert 10 / 25.4 * 72 < account.spot.x0 < 30 / 25.4 * 72
    assert 40 / 25.4 * 72 < account.spot.y0 < account.spot.y1 < 45 / 25.4 * 72
    assert (round(found.pages[0].width), round(found.pages[0].height)) == (595, 397)


def test_text_that_is_marked_invisible_is_not_read() -> None:
    found = read(ofd(PAGE[:4], hidden=[(10.0, 50.0, "用电量：999 千瓦时")]), "票.ofd")
    assert "quantity" not in values(found)


def test_the_xml_inside_is_believed_and_placed_on_the_page() -> None:
    found = read(ofd(PAGE, parts={"Doc_0/Attachs/original_invoice.xml": new_xml()}), "票.ofd")
    assert values(found)["seller"] == "示例电力公司成都供电公司"
    assert values(found)["account"] == "5101234567890"
    assert [one.quantity for one in found.items] == ["200664"]
    number, total = found.get(FactName.NUMBER), found.get(FactName.TOTAL)
    assert number is not None
    assert total is not None
    assert number.spot is not None
    assert total.spot is not None
    assert not found.doubts


def test_page_and_xml_that_contradict_each_other_take_the_fact_out() -> None:
    found = read(ofd(PAGE, parts={"Doc_0/Attachs/original_invoice.xml": OLD_XML}), "票.ofd")
    assert not {"number", "date", "total"} & values(found).keys()
    assert sum("不同的写法" in doubt for doubt in found.doubts) == 3


def test_a_page_without_text_is_said_to_be_a_scan() -> None:
    assert "扫描件" in read(ofd([]), "票.ofd").doubts[0]


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return stream.getvalue()


BOMB = _zip(OFD=b"<a/>", Doc_0__Pages__Page_0__Content=b"<a>" + b" " * 60_000_000 + b"</a>")
LAUGHS = _zip(OFD=b"<a/>", Doc_0__Pages__Page_0__Content=b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>')


@pytest.mark.parametrize(
    ("data", "code"),
    [(BOMB, "invoice.too_large"), (LAUGHS, "invoice.entities"), (b"PK\x03\x04nonsense", "invoice.damaged"), (b"%OFD", "invoice.damaged")],
)
def test_hostile_archives_are_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(FileError) as refused:
        read(data, "票.ofd")
    assert refused.value.code == code
    assert "工作簿" not in str(refused.value)


@pytest.mark.parametrize("steps", ["g 999999999 1", "g 20000 1 g 20000 1", "g", "x", "g 1"])
def test_steps_without_end_or_sense_are_a_sentence(steps: str) -> None:
    text = f'<TextCode X="0" Y="1" DeltaX="{steps}">电费</TextCode>'
    page = f'<Page><Layer><TextObject Boundary="0 0 9 9" Size="3">{text}</TextObject></Layer></Page>'
    with pytest.raises(FileError) as refused:
        read(_zip(OFD=b"<a/>", Doc_0__Pages__Page_0__Content=page.encode()), "票.ofd")
    assert refused.value.code == "invoice.damaged"
