"""The articles that ship are whole and agree with the catalogue; the search finds them; a broken one is named with its line."""

from __future__ import annotations

import csv
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import resources
from core.errors import FileError
from core.workflows import knowing
from core.workflows.knowing import Article, Basis, BlockKind

EACH = pytest.mark.parametrize("article", knowing.articles(), ids=lambda article: article.id)

HEAD = {
    "id": "one",
    "title": "倍率",
    "group": "terms",
    "order": "1",
    "source": "示例文件",
    "edition": "2026-11-22",
    "keywords": "电表、互感器",
    "basis": "ours, unchecked",
    "related": "two",
}


def _write(folder: Path, name: str, body: str = "正文一句。", **changes: str) -> Path:
    fields = HEAD | {"id": name, "related": "two" if name == "one" else "one"} | changes
    head = "\n".join(f"{key}: {value}" for key, value in fields.items() if value)
    path = folder / f"{name}.md"
    path.write_text(f"---\n{head}\n---\n{body}\n", encoding="utf-8")
    return path


# ---------------------------------------------------------------- what ships


def test_every_group_has_articles_and_their_order_is_that_of_the_list() -> None:
    found = [article.group for article in knowing.articles()]
    assert list(dict.fromkeys(found)) == list(knowing.GROUPS)
    assert len(found) >= 60
    places = [(article.group, article.order) for article in knowing.articles()]
    assert len(set(places)) == len(places)


@EACH
def test_an_article_is_as_long_as_one_reads_at_a_desk(article: Article) -> None:
    assert 150 <= len(re.findall(r"[\u4e00-\u9fff]", article.text)) <= 600


@EACH
def test_an_article_says_in_words_what_was_not_checked_and_what_is_our_own(article: Article) -> None:
    words = article.text + article.source
    if Basis.UNCHECKED in article.basis:
        assert re.search("未核对|未与原件核对|没有见到原件", words)
    if Basis.OURS in article.basis:
        assert re.search("本程序|程序", words)
    if Basis.COPIES in article.basis:
        assert re.search("转录|转述|通行|公告", words)
    if Basis.POLICY in article.basis:
        assert "川环发〔2021〕5号" in words


@EACH
def test_an_article_cites_its_source_and_leads_on(article: Article) -> None:
    assert article.source and article.keywords and article.basis
    assert 2 <= len(article.related) <= 3
    assert len(set(article.keywords)) == len(article.keywords)


def test_the_factors_in_the_articles_are_those_of_the_catalogue() -> None:
    with resources.file("catalogue/factors.csv").open(encoding="utf-8-sig", newline="") as stream:
        factors = {row["id"]: Decimal(row["value"]) for row in csv.DictReader(stream)}
    (table,) = (block for block in knowing.article("rule-grid-factor").blocks if block.kind == "table")
    names = {"四川省": "grid_prov_sichuan_2023", "西南区域": "grid_reg_southwest_2023", "全国平均": "grid_cn_avg_2023"}
    for name, figure, tonnes in (["".join(span.text for span in cell) for cell in row] for row in table.rows[1:]):
        assert Decimal(figure) == factors[names[name]]
        assert tonnes == f"{412_380 * factors[names[name]] / 1000:.2f}"
    text = knowing.article("rule-grid-factor").text
    for year in (2021, 2022, 2023):
        assert f"{year} 年 {factors[f'grid_prov_sichuan_{year}']}" in text
    assert f"{factors['grid_cn_exmkt_2023']} kgCO₂/kWh" in knowing.article("rule-market").text


def test_the_warming_potentials_in_the_article_are_those_of_the_catalogue() -> None:
    with resources.file("catalogue/gwp.csv").open(encoding="utf-8-sig", newline="") as stream:
        known = {(row["species"], row["gwp_set"]): Decimal(row["value"]) for row in csv.DictReader(stream)}
    (table,) = (block for block in knowing.article("term-gwp").blocks if block.kind == "table")
    names = {"二氧化碳": "CO2", "甲烷": "CH4", "氧化亚氮": "N2O"}
    shares = {"R410A": {"R32": "0.5", "R125": "0.5"}, "R404A": {"R125": "0.44", "R143a": "0.52", "R134a": "0.04"}}
    for row in table.rows[1:]:
        name, fifth, sixth = ("".join(span.text for span in cell).replace(",", "") for cell in row)
        parts = shares.get(name, {names.get(name, name): "1"})
        for shown, gwp_set in ((fifth, "AR5"), (sixth, "AR6")):
            assert Decimal(shown) == sum(known[gas, gwp_set] * Decimal(share) for gas, share in parts.items())


def test_articles_are_found_by_their_names() -> None:
    assert knowing.article("term-gwp").title.endswith("（GWP）")
    with pytest.raises(LookupError, match="term-nothing"):
        knowing.article("term-nothing")


# ---------------------------------------------------------------- the search


def test_width_case_and_lowered_digits_make_no_difference() -> None:
    assert [hit.article.id for hit in knowing.search("ｃｏ２ｅ")] == [hit.article.id for hit in knowing.search("CO₂e")]
    assert knowing.search("gwp")[0].article.id == "term-gwp"


def test_every_word_must_occur() -> None:
    both = {hit.article.id for hit in knowing.search("倍率　暂估")}
    assert both == {hit.article.id for hit in knowing.search("倍率")} & {hit.article.id for hit in knowing.search("暂估")}
    assert "bill-power" in both
    assert knowing.search("倍率 这个词哪里都没有") == ()


def test_titles_come_before_keywords_and_keywords_before_the_text(tmp_path: Path) -> None:
    _write(tmp_path, "one", title="说明", keywords="别的", body="正文里有倍率，倍率，倍率。", order="1")
    _write(tmp_path, "two", title="说明", keywords="倍率", order="2")
    _write(tmp_path, "three", title="倍率是什么", keywords="别的", order="3")
    found = knowing.search("倍率", knowing.read(tmp_path))
    assert [hit.article.id for hit in found] == ["three", "two", "one"]


def test_a_hit_shows_where_the_words_stand() -> None:
    hit = next(hit for hit in knowing.search("互感器 倍率") if hit.article.id == "bill-power")
    assert {hit.excerpt[start:end] for start, end in hit.matches} == {"倍率", "互感器"}
    hit = knowing.search("电费账单")[0]
    assert [hit.article.title[start:end] for start, end in hit.title_matches] == ["电费账单"]


def test_a_hit_by_keyword_alone_shows_how_the_article_begins() -> None:
    (hit,) = knowing.search("煤气罐")
    assert hit.matches == ()
    assert hit.article.text.startswith(hit.excerpt.removesuffix("…"))


@pytest.mark.parametrize("text", ["", "   ", "　"])
def test_an_empty_search_finds_nothing(text: str) -> None:
    assert knowing.search(text) == ()


@given(st.text(max_size=40), st.text(max_size=6))
def test_positions_lead_to_the_words_and_never_overlap(text: str, query: str) -> None:
    def fold(value: str) -> str:
        return "".join(unicodedata.normalize("NFKC", sign).casefold() for sign in value)

    words = fold(unicodedata.normalize("NFC", query)).split()
    end_before = 0
    for start, end in knowing.positions(text, query):
        assert end_before <= start < end <= len(text)
        assert any(word in fold(text[start:end]) for word in words)
        end_before = end
    assert bool(knowing.positions(text, query)) == any(word in fold(text) for word in words)


# ---------------------------------------------------------------- reading


def test_each_kind_of_piece_is_read(tmp_path: Path) -> None:
    body = "## 题\n\n一段**粗**字。\n- 甲\n1. 乙\n> 丙\n```\nls -l\n  cd\n```\n| 头 | 数 |\n|---|---|\n| a | 1 |"
    _write(tmp_path, "one", body)
    _write(tmp_path, "two")
    blocks = next(article for article in knowing.read(tmp_path) if article.id == "one").blocks
    kinds: list[BlockKind] = ["heading", "paragraph", "bullet", "number", "note", "code", "table"]
    assert [block.kind for block in blocks] == kinds
    assert [(span.text, span.bold) for span in blocks[1].spans] == [("一段", False), ("粗", True), ("字。", False)]
    assert blocks[5].text == "ls -l\n  cd"
    assert blocks[6].text == "头　数　a　1"


@pytest.mark.parametrize(
    ("changes", "line", "found"),
    [
        ({"id": "other"}, 2, "other"),
        ({"group": "wrong"}, 4, "wrong"),
        ({"order": "first"}, 5, "first"),
        ({"edition": "2026年"}, 7, "2026年"),
        ({"basis": "guess"}, 9, "guess"),
        ({"related": "nowhere"}, 10, "nowhere"),
        ({"related": "one"}, 10, "one"),
        ({"title": ""}, 10, "title"),
        ({"colour": "green"}, 11, "colour"),
        ({"body": "# 一级标题"}, 12, "# 一级标题"),
        ({"body": "好\n\n<b>坏</b>"}, 14, "<b>"),
        ({"body": "**没有完"}, 12, "加粗"),
        ({"body": "```\nls"}, 12, "命令"),
        ({"body": "| 头 | 数 |\n|---|---|\n| a |"}, 14, "表格"),
        ({"body": "| 头 | 数 |\n| a | b |"}, 13, "表格"),
        ({"body": ""}, 2, "没有正文"),
    ],
    ids=str,
)
def test_a_broken_article_is_named_with_its_line(tmp_path: Path, changes: dict[str, str], line: int, found: str) -> None:
    _write(tmp_path, "two")
    _write(tmp_path, "one", **changes)
    with pytest.raises(FileError, match=rf"one\.md 第 {line} 行") as caught:
        knowing.read(tmp_path)
    assert found in str(caught.value)
    assert "您的数据不受影响" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"", 1), (b"no head\n", 1), (b"---\nid: one\n", 1), (b"---\nid: one\nid: one\n---\n", 3), (b"---\nid: one\n\xff\n---\n", 3)],
)
def test_a_file_that_is_no_article_is_named_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / "one.md").write_bytes(content)
    with pytest.raises(FileError, match=rf"one\.md 第 {line} 行"):
        knowing.read(tmp_path)
