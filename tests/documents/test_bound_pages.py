"""Each page of each paper bears one number that follows from all that the paper says, so that pages of two printings are told apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.bound_pages import BoundCanvas, PageMark, content_number
from core.documents.certificate import certificate_pdf
from core.documents.forms import Form1Context, Form2Context, form1_pdf, form2_pdf
from core.documents.lettering import SANS, load_faces
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.evidence_index import evidence_index_pdf
from core.documents.reports.footprint import footprint_pdf
from core.documents.reports.package_paper import PackagePaper
from core.documents.self_declaration import SelfDeclarationPaper, self_declaration_pdf
from core.domain.event import NeutralityType
from tests.documents.paper_case import CERTIFICATE, EVENT, RECEIPT, claim, package, pages_of
from tests.documents.test_certificate import paper as certificate_paper
from tests.documents.test_evidence_index import ROWS
from tests.documents.test_forms import ROLL_UP, ROW
from tests.documents.test_package_papers import MAKERS

CORE = Path(__file__).resolve().parents[2] / "core"
NUMBER = re.compile(r"文件摘要([0-9a-f]{12})")
PLACE = re.compile(r"第(\d+)页，共(\d+)页")

Made = Callable[[str], bytes]
"""A paper in which one name is given."""


def named(name: str) -> PackagePaper:
    one = package()
    return replace(one, report=replace(one.report, organization=replace(one.report.organization, name=name)))


PAPERS: dict[str, Made] = {
    **{kind: (lambda name, make=make: make(named(name))) for kind, make in MAKERS.items()},
    "footprint": lambda name: footprint_pdf(named(name).report),
    "evidence": lambda name: evidence_index_pdf(named(name), ROWS),
    "statement": lambda name: self_declaration_pdf(SelfDeclarationPaper(named(name), claim())),
    "certificate": lambda name: certificate_pdf(certificate_paper(package=named(name))),
    "form1": lambda name: form1_pdf(replace(EVENT, organizer=name), Form1Context()),
    "form1 overleaf": lambda name: form1_pdf(replace(EVENT, content="很长的内容，" * 300 + name), Form1Context()),
    "form2": lambda name: form2_pdf([replace(ROW, organizer=name)] * 30, ROLL_UP),
}


def bound(data: bytes) -> str:
    """The number that all pages of a file bear, after a look at their places."""
    pages = ["".join(page.split()) for page in pages_of(data)]
    (number,) = {found for page in pages for found in NUMBER.findall(page)}
    assert [len(NUMBER.findall(page)) for page in pages] == [1] * len(pages)
    assert [PLACE.findall(page)[-1] for page in pages] == [(str(at), str(len(pages))) for at in range(1, len(pages) + 1)]
    return number


@pytest.mark.parametrize("kind", PAPERS)
def test_all_pages_bear_the_number_of_the_content_and_one_other_character_another(kind: str) -> None:
    make = PAPERS[kind]
    assert bound(make("竹溪酒店有限公司")) == bound(make("竹溪酒店有限公司"))
    assert bound(make("竹溪酒店有限公司")) != bound(make("竹溪饭店有限公司"))


def test_a_tick_a_figure_in_a_chart_and_a_code_to_scan_count_too() -> None:
    sheet = [form1_pdf(replace(EVENT, neutrality=one), Form1Context()) for one in (NeutralityType.ORGANIZER, NeutralityType.BOTH)]
    other = replace(RECEIPT, certificate=replace(CERTIFICATE, qr="CSC1:" + "6BFOXN%TS3DI" * 30))
    certificates = [certificate_pdf(certificate_paper(one)) for one in (RECEIPT, other)]
    for one, another in (sheet, certificates):
        assert bound(one) != bound(another)


def test_blank_forms_are_numbered_as_well() -> None:
    assert bound(form1_pdf(None, Form1Context())) == bound(form1_pdf(None, Form1Context()))
    assert bound(form2_pdf([], Form2Context())) != bound(form1_pdf(None, Form1Context()))


def test_no_paper_is_drawn_on_another_canvas() -> None:
    """The rule holds for papers that are still to be written, because there is one canvas."""
    loose = []
    for path in sorted((CORE / "documents").rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        names = {ast.unparse(call.func) for call in calls}
        if "Canvas" in names or ("BaseDocTemplate" in names and not any(_on_ours(call) for call in calls)):
            loose.append(path.name)
    assert loose == []


def _on_ours(call: ast.Call) -> bool:
    return any(word.arg == "canvasmaker" and "BoundCanvas" in ast.unparse(word.value) for word in call.keywords)


# ---------------------------------------------------------------- the rule itself


@given(texts=st.lists(st.text(min_size=1), min_size=1, max_size=6), at=st.integers(0, 5), other=st.text(min_size=1))
def test_number_is_a_function_of_the_texts_and_their_order(texts: list[str], at: int, other: str) -> None:
    number = content_number(texts)
    assert re.fullmatch(r"[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}", number)
    assert content_number(list(texts)) == number
    changed = [*texts]
    changed[at % len(texts)] = other
    assert (content_number(changed) == number) == (changed == texts)


def test_where_one_text_ends_and_the_next_begins_counts() -> None:
    assert content_number(["12", "3"]) != content_number(["1", "23"])


def test_known_number() -> None:
    """The same as `sha256sum` says of the two texts with the byte 1F between them: its first twelve digits in groups of four."""
    assert content_number(["附表1", "竹溪"]) == "9e64 469f 0aaf"


def test_foot_and_page_number_do_not_count_but_every_paragraph_cell_and_mark_does() -> None:
    def made(text: str = "甲", cell: str = "1", head: str = "页眉", *, draft: bool = False) -> str:
        builder = PaperBuilder("标题", author="", subject="", running_head=head, draft=draft)
        builder.paragraph(text)
        builder.table([Column("数", 1, number=True)], [Row((cell,))])
        return bound(builder.render())

    numbers = [made(), made("乙"), made(cell="2"), made(head="页首"), made(draft=True)]
    assert len(set(numbers)) == len(numbers)


def test_an_empty_paper_before_another_is_not_counted() -> None:
    load_faces()
    seen: list[PageMark] = []
    canvas = BoundCanvas(BytesIO(), foot=lambda _canvas, mark: seen.append(mark), initialFontName=SANS)
    for text in ("甲", "乙"):
        canvas.begin_paper()
        canvas.begin_paper()
        canvas.setFont(SANS, 10)
        canvas.drawString(9, 9, text)
        canvas.showPage()
    canvas.save()
    assert [(mark.page, mark.pages) for mark in seen] == [(1, 1), (1, 1)]
    assert [mark.number for mark in seen] == [content_number(["甲"]), content_number(["乙"])]
