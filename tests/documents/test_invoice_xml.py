"""E-invoices as XML, in the new and the old form and with the tags of billing programs; what is hostile is a sentence."""

from __future__ import annotations

import pytest

from core.documents.invoice_facts import FactName, FileKind
from core.errors import FileError
from tests.documents.invoice_case import NUMBER, OLD_XML, new_xml, read, values


def test_a_digital_invoice_is_read_whole() -> None:
    found = read(new_xml(), "票.xml")
    assert found.kind is FileKind.XML
    assert found.value(FactName.TITLE) == "增值税专用发票"
    assert values(found) == {
        "number": NUMBER,
        "date": "2025-07-22",
        "seller": "示例电力公司成都供电公司",
        "seller_tax": "915100000000000000",
        "buyer": "示例酒店有限公司",
        "buyer_tax": "91510100MA00000152",
        "net": "136451.52",
        "tax": "17738.7",
        "total": "154190.22",
    }
    (one,) = found.items
    assert (one.group, one.name, one.unit, one.quantity, one.tax) == ("供电", "电费", "千瓦时", "200664", "17738.7")
    assert not found.doubts
    assert all(fact.spot is None for fact in found)


def test_an_invoice_of_the_old_form_is_read_with_its_remark() -> None:
    found = read(OLD_XML, "票.xml")
    said = values(found)
    assert (said["code"], said["number"], said["date"], said["total"]) == ("051002300111", "12345678", "2023-06-05", "27267.04")
    assert (said["account"], said["start"], said["last"]) == ("820100032", "2023-05-01", "2023-05-31")
    assert [(one.group, one.name, one.unit, one.quantity) for one in found.items] == [("燃气", "天然气", "立方米", "7064")]


def test_tags_of_billing_programs_are_known() -> None:
    data = """<business><FPDM>051002300111</FPDM><FPHM>12345678</FPHM><KPRQ>20250722101112</KPRQ><XSF_MC>示例自来水公司</XSF_MC>
    <GMF_MC>示例酒店有限公司</GMF_MC><JSHJ>19003.35</JSHJ><COMMON_FPKJ_XMXX><XMMC>*水冰雪*自来水</XMMC><DW>吨</DW><XMSL>4195</XMSL>
    <XMJE>18449.85</XMJE></COMMON_FPKJ_XMXX></business>""".encode()
    found = read(data, "票.xml")
    assert values(found)["total"] == "19003.35"
    assert values(found)["seller"] == "示例自来水公司"
    assert found.items[0].quantity == "4195"


def test_the_encoding_that_is_declared_is_heeded() -> None:
    data = new_xml().decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert values(read(data, "票.xml"))["number"] == NUMBER


def test_capitals_that_contradict_the_figures_take_the_total_out() -> None:
    found = read(new_xml(words="壹拾陆万圆整"), "票.xml")
    assert "total" not in values(found)
    assert any("大写与小写不一致" in doubt for doubt in found.doubts)


def test_a_figure_that_cannot_be_read_is_left_out_and_said() -> None:
    found = read(new_xml(total="壹拾伍万"), "票.xml")
    assert "total" not in values(found)
    assert any("读不出来" in doubt for doubt in found.doubts)


def test_two_numbers_that_differ_are_left_out() -> None:
    data = new_xml().replace(f"<InvoiceNumber>{NUMBER}".encode(), b"<InvoiceNumber>1").replace(b"EIid>", b"InvoiceNumber>")
    found = read(data, "票.xml")
    assert "number" not in values(found)


def test_other_xml_is_no_invoice() -> None:
    found = read("<书><名称>随便</名称></书>".encode(), "票.xml")
    assert not found.facts
    assert "不是认得的电子发票" in found.doubts[0]


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<EInvoice><InvoiceNumber>&c;</InvoiceNumber></EInvoice>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://localhost/x.dtd"><EInvoice/>"""


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE])
def test_a_document_type_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(FileError, match="实体声明") as refused:
        read(data, "票.xml")
    assert refused.value.code == "invoice.entities"


@pytest.mark.parametrize(
    "data",
    [
        b"<EInvoice><InvoiceNumber>1</EInvoice>",
        b"",
        b"<a>" * 5000 + b"</a>" * 5000,
        b"<a>" + b"<b/>" * 30_000 + b"</a>",
        b"<EInvoice><ItemName>" + b"x" * 10_000 + b"</ItemName></EInvoice>",
        b"\xff\xfe\x00\x01",
    ],
)
def test_damaged_and_monstrous_xml_is_a_sentence(data: bytes) -> None:
    with pytest.raises(FileError) as refused:
        read(data, "票.xml")
    assert refused.value.code == "invoice.damaged"
    assert "工作簿" not in str(refused.value)
