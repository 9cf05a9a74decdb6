"""What a finished PDF of ours says is read back without pdfium, and to the letter as pdfium reads it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.documents.drawn_text import drawn_text
from core.documents.forms import Form1Context, Form2Context, form1_pdf, form2_pdf
from core.documents.lettering import SERIF, runs
from core.documents.paper_text import Piece, put_line
from core.documents.reports.factors_table import factors_pdf
from core.documents.reports.measures_list import measures_pdf
from core.documents.reports.quality import quality_pdf
from core.documents.sheet import drawn
from tests.documents.paper_case import EVENT, package

ROOT = Path(__file__).resolve().parents[2]
PAPERS: dict[str, Callable[[], bytes]] = {
    "factors": lambda: factors_pdf(package()),
    "measures": lambda: measures_pdf(package()),
    "quality": lambda: quality_pdf(package()),
    "form1": lambda: form1_pdf(EVENT, Form1Context()),
    "form2": lambda: form2_pdf([], Form2Context()),
}


def tight(texts: object) -> str:
    """Without the blanks and line ends that a reader puts in as it likes."""
    return "".join("".join(texts).split())  # type: ignore[call-overload]


def by_pdfium(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def sheet(text: str) -> bytes:
    """One line of text on a page."""

    def draw(canvas: Any) -> None:
        put_line(canvas, 40, 700, [Piece(*part) for part in runs(text, SERIF)], 12)
        canvas.showPage()

    return drawn(A4, "试", "", draw, lambda _canvas, _mark: None)


@pytest.mark.parametrize("name", PAPERS)
def test_each_page_says_what_pdfium_reads_there(name: str) -> None:
    data = PAPERS[name]()
    assert [tight(page) for page in drawn_text(data)] == [tight(page) for page in by_pdfium(data)]


@given(st.text(st.sampled_from("碳中和零(排)放\\()«tCO2e 0.5%—𬭼㑊邛é\"'<>/"), min_size=1, max_size=60))
def test_every_sign_comes_back(text: str) -> None:
    """Brackets, backslashes and signs beyond the basic plane among them."""
    assert tight(drawn_text(sheet(text))) == tight(text)


def test_a_face_of_many_signs_is_read_over_its_parts() -> None:
    many = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 400))
    assert tight(drawn_text(sheet(many))) == many


def test_a_page_without_words_says_nothing() -> None:
    assert drawn_text(drawn(A4, "空", "", lambda canvas: canvas.showPage(), lambda _canvas, _mark: None)) == ("",)


def test_what_we_did_not_draw_is_refused_and_never_taken_for_empty() -> None:
    stream = BytesIO()
    plain = Canvas(stream, pageCompression=0)
    plain.drawString(40, 700, "zero carbon")
    plain.save()
    whole = sheet("碳中和")
    for data in (b"", b"PK\x03\x04", b"%PDF-1.4\n%%EOF", whole[:-200], stream.getvalue()):
        with pytest.raises(ValueError, match="of this program"):
            drawn_text(data)


def test_pdfium_is_used_beside_the_window_only_where_a_process_of_its_own_holds_it() -> None:
    """It is not for two threads: with a preview on the screen, a second thread in it ends the program."""
    users = {
        path.name
        for path in (ROOT / "core").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom) and "pypdfium2" in ast.unparse(node)
    }
    # Invoices are read by proposing.py in an Aside; the self-check is a command without a window.
    assert users <= {"invoice_pdf.py", "self_checking.py"}
