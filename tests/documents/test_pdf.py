"""Paper judged by other programs' readers: the letters come back, the bytes repeat, nothing is half written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from reportlab.graphics.shapes import Drawing, String

from core.documents.line_breaking import broken
from core.documents.pdf import Column, PaperBuilder, Row
from core.errors import EnvironmentFault
from tests.documents.paper_case import FACES

RARE = "犍郫邛崃岷骉㑊𬭼"


def paper(text: str = "排放 12.50 tCO2e", **changes: bool) -> PaperBuilder:
    """A document with one piece of each kind."""
    made = PaperBuilder("标题", author="示例酒店有限公司", subject="关于", running_head="页眉", **changes)
    made.heading("副题")
    made.facts([("名称", RARE)])
    made.section("一、节")
    made.subsection("小节")
    made.paragraph(text)
    made.items(["其一", "其二"])
    rows = [Row(("组", ""), strong=True), Row(("电力", "1,302,200")), Row(("合计", "1,302,200"), total=True)]
    made.table([Column("排放源", 3), Column("数量", 1, "kWh", number=True)], rows)
    made.entry("提示 V21", ["情况"])
    made.note("附注")
    made.signatures([("填报人", "王骉"), ("审核人", "")], "（盖公章）")
    return made


def texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def run(*command: str | Path) -> str:
    return subprocess.run([str(part) for part in command], capture_output=True, check=True, encoding="utf-8").stdout


def test_same_content_gives_the_same_bytes() -> None:
    assert paper().render() == paper().render()


def test_metadata_names_title_author_and_subject() -> None:
    facts = PdfReader(BytesIO(paper().render())).metadata
    assert facts is not None
    assert (facts.title, facts.author, facts.subject) == ("标题", "示例酒店有限公司", "关于")


@pytest.mark.referee("pdffonts")
def test_only_our_faces_are_used_and_all_are_embedded(referee: Callable[[str], Path], tmp_path: Path) -> None:
    target = tmp_path / "p.pdf"
    paper(RARE, sample=True, draft=True).write(target)
    rows = [line.split() for line in run(referee("pdffonts"), target).splitlines()[2:]]
    assert {row[0].split("+")[1] for row in rows} == FACES
    assert {tuple(row[-5:-2]) for row in rows} == {("yes", "yes", "yes")}


@pytest.mark.referee("pdftotext")
def test_rare_characters_come_back_as_text(referee: Callable[[str], Path], tmp_path: Path) -> None:
    target = tmp_path / "p.pdf"
    paper(f"正文{RARE}").write(target)
    text = run(referee("pdftotext"), target, "-")
    assert f"正文{RARE}" in text
    assert "王骉" in text


def test_markup_in_a_text_is_printed_as_it_stands() -> None:
    assert "<b>甲 & 乙</b> &amp;" in texts(paper("<b>甲 & 乙</b> &amp;").render())[0]


def test_sample_and_draft_are_marked_on_each_page() -> None:
    long = "这一段很长。" * 900
    marked = texts(paper(long, sample=True, draft=True).render())
    assert len(marked) > 2
    assert all("示例" in page and "草稿" in page for page in marked)
    assert all("草稿" not in page for page in texts(paper(long).render()))


def test_pages_are_numbered_and_counted() -> None:
    pages = texts(paper("这一段很长。" * 900).render())
    assert [f"第 {n} 页，共 {len(pages)} 页" in page for n, page in enumerate(pages, start=1)] == [True] * len(pages)


def test_heads_of_a_long_table_repeat_on_each_page() -> None:
    made = PaperBuilder("标题", author="", subject="", running_head="")
    made.table([Column("名目", 1), Column("数", 1, number=True)], [Row((f"第{n}行", str(n))) for n in range(120)])
    pages = texts(made.render())
    assert len(pages) > 2
    assert all("名目" in page for page in pages)


# ---------------------------------------------------------------- headings


COLUMNS = [Column("名目", 3), Column("数", 1, number=True)]
ROWS = [Row(("乙组", ""), strong=True), *(Row((f"乙{number}", str(number))) for number in range(12))]
BELOW: dict[str, Callable[[PaperBuilder], None]] = {
    "paragraph": lambda made: made.paragraph("乙" * 200),
    "sentence": lambda made: made.note("乙"),
    "list": lambda made: made.items(["乙", "乙"]),
    "table": lambda made: made.table(COLUMNS, ROWS),
    "facts": lambda made: made.facts([("乙", "乙" * 200)] * 4),
    "whole facts": lambda made: made.facts([("乙", "乙" * 50)] * 6, whole=True),
    "drawing": lambda made: made.drawing("甲三", chart(), [("#1F6E4A", "乙")]),
    "signatures": lambda made: made.signatures([("乙", "")], "乙"),
    "entry": lambda made: made.entry("甲三", ["乙" * 60] * 3),
}
"""What may follow a heading; headings hold 甲, what is below them 乙, what is above them 丙."""

FILLED = [(lines, lines % 3) for lines in range(19, 42)]
"""Lines of 17 and notes of 20 points above the headings: from half a page to its very foot."""


def chart() -> Drawing:
    made = Drawing(400, 240)
    made.add(String(0, 0, "chart"))
    return made


def filled(lines: int, more: int = 0) -> PaperBuilder:
    made = PaperBuilder("标题", author="", subject="", running_head="")
    made.paragraph("\n".join("丙" * lines))
    for _number in range(more):
        made.note("丙")
    return made


def kinds(made: PaperBuilder) -> list[str]:
    """For each page its 甲, 乙 and 丙 in order."""
    pages = (page.get_textpage().get_text_range() for page in PdfDocument(made.render()))
    return ["".join(sign for sign in page if sign in "甲乙丙") for page in pages]


@pytest.mark.parametrize("below", BELOW)
def test_no_heading_is_the_last_thing_on_a_page_however_full_it_is(below: str) -> None:
    parted = set()
    for lines, more in FILLED:
        made = filled(lines, more)
        made.section("甲一")
        made.subsection("甲二")
        BELOW[below](made)
        pages = kinds(made)
        assert not any(page.endswith("甲") for page in pages), (lines, more, pages)
        assert sum("甲甲" in page for page in pages) == 1, (lines, more, pages)
        parted.add("甲" in pages[0])
    assert parted == {True, False}, "the heights reach over the place where the headings go overleaf"


@pytest.mark.parametrize("below", ["whole facts", "drawing", "signatures"])
def test_a_heading_stands_on_the_page_of_what_is_kept_whole(below: str) -> None:
    for lines, more in FILLED:
        made = filled(lines, more)
        made.section("甲一")
        BELOW[below](made)
        assert sum("甲" in page or "乙" in page for page in kinds(made)) == 1, (lines, more)


def test_what_is_to_be_whole_but_is_longer_than_a_page_begins_below_its_heading() -> None:
    made = filled(20)
    made.section("甲")
    made.facts([("名", "乙" * 300)] * 12, whole=True)
    first, *others = kinds(made)
    assert "甲乙" in first
    assert others
    assert sum(page.count("乙") for page in (first, *others)) == 3600


def test_a_document_may_end_with_a_heading() -> None:
    made = filled(1)
    made.section("甲")
    assert kinds(made) == ["丙甲"]


def test_room_asked_for_between_two_headings_moves_both() -> None:
    made = filled(30)
    made.section("甲")
    made.keep_room(95)
    made.subsection("甲")
    made.paragraph("乙")
    assert kinds(made) == ["丙" * 30, "甲甲乙"]


def test_a_row_taller_than_a_page_goes_on_overleaf() -> None:
    made = PaperBuilder("标题", author="", subject="", running_head="")
    made.facts([("边界", "很长的边界说明，" * 1500)])
    assert "".join(texts(made.render())).replace("\n", "").count("很长的边界说明") > 1400


def test_running_head_too_long_for_the_page_is_cut() -> None:
    made = PaperBuilder("标题", author="", subject="", running_head="很长的名称" * 60)
    made.paragraph("正文")
    assert "…" in texts(made.render())[0]


def test_folder_that_is_missing_is_a_fault_in_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="不存在"):
        paper().write(tmp_path / "none" / "p.pdf")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("甲乙丙（丁）", ["甲乙丙", "（丁）"]),
        ("甲乙丙丁》戊", ["甲乙丙", "丁》戊"]),
        ("甲乙12,345", ["甲乙", "12,3", "45"]),
        ("甲乙丙CO2", ["甲乙丙", "CO2"]),
        ("甲乙丙丁 戊", ["甲乙丙丁", "戊"]),
        ("甲\n乙", ["甲\n", "乙"]),
    ],
)
def test_lines_end_where_they_may(text: str, lines: list[str]) -> None:
    assert [text[start:end] for start, end in broken(text, [1.0] * len(text), [4.0])] == lines


@given(st.text(alphabet="甲乙（）《》，。 ab1,%\n", max_size=60), st.integers(1, 9))
def test_breaking_loses_nothing_but_spaces_and_keeps_within_the_room(text: str, room: int) -> None:
    lines = broken(text, [0.0 if char == "\n" else 1.0 for char in text], [float(room)])
    assert "".join(text[start:end] for start, end in lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(text[start:end].rstrip("\n")) <= room for start, end in lines)
