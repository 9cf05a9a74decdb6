"""PDFs that are broken, locked or far too large: a sentence, or what can be read of them, and never a fault."""

from __future__ import annotations

import pytest

from core.documents.invoice_files import LARGEST_FILE
from core.documents.invoice_pdf import MOST_PAGES
from core.errors import FileError
from tests.documents.invoice_case import lines, pdf, read, values

BILL = lines("电费单", "户号：5101234567890", "用电量：1,000 kWh")


def test_a_password_is_said() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    with pytest.raises(FileError, match="密码") as refused:
        read(pdf(BILL, encrypt=StandardEncryption("secret")))
    assert refused.value.code == "invoice.password"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 5000, b"no pdf at all", pdf(BILL)[:400]])
def test_a_damaged_file_is_said(data: bytes) -> None:
    with pytest.raises(FileError) as refused:
        read(data)
    assert refused.value.code == "invoice.damaged"


def test_a_broken_table_of_objects_is_mended_or_said() -> None:
    data = pdf(BILL)
    broken = data.replace(data[data.rindex(b"startxref") :], b"startxref\n99999999\n%%EOF")
    try:
        assert values(read(broken)) == {"account": "5101234567890", "quantity": "1000 kWh"}
    except FileError as refused:
        assert refused.code == "invoice.damaged"


def test_of_many_pages_the_first_are_read() -> None:
    many = _of_pages(10_000)
    found = read(many)
    assert len(found.pages) == MOST_PAGES
    assert "10000" in found.doubts[0]


def test_a_huge_page_and_a_huge_file_take_no_room() -> None:
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    data += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400000 14400000]>>endobj\ntrailer<</Root 1 0 R>>\n"
    assert not read(data).facts
    with pytest.raises(FileError, match="MB"):
        read(b"%PDF-" + b" " * LARGEST_FILE)


def test_ten_thousand_characters_in_one_line_are_no_number() -> None:
    assert not values(read(pdf(lines("用电量：" + "9" * 3000))))


def test_a_layer_that_is_switched_off_is_not_read() -> None:
    found = values(read(_with_layer("OFF")))
    assert found == {"number": "AB-20250901"}
    assert values(read(_with_layer("ON"))) == {}, "shown, it contradicts the number beside it"


def _with_layer(state: str) -> bytes:
    """A number, and below it another one in a layer that is on or off."""
    text = "BT /F1 12 Tf 50 700 Td (No: AB-20250901) Tj ET /OC /L BDC BT /F1 12 Tf 50 600 Td (No: AB-66666666) Tj ET EMC"
    return (
        f"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<</{state}[5 0 R]>>>>>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/Properties<</L 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(text)}>>stream\n{text}\nendstream endobj\n5 0 obj<</Type/OCG/Name(L)>>endobj\ntrailer<</Root 1 0 R>>\n"
    ).encode()


def _of_pages(count: int) -> bytes:
    kids = " ".join(f"{3 + n} 0 R" for n in range(count))
    head = f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count {count}>>endobj\n"
    pages = "".join(f"{3 + n} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj\n" for n in range(count))
    return (head + pages + "trailer<</Root 1 0 R>>\n").encode()
