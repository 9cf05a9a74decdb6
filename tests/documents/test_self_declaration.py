"""The 自我承诺书 says what its level allows, carries all that must stand beside a claim, and looks like no certificate."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.documents.self_declaration import SelfDeclarationPaper, self_declaration_pdf
from core.domain.quantity import shown
from core.domain.submission import ClaimLevel
from core.errors import RuleError
from tests.documents.paper_case import (
    BLOCKED_IN_A_DRAFT,
    BLOCKED_IN_A_SELF_DECLARATION,
    EVENT,
    as_sample,
    claim,
    draft,
    draft_claim,
    event_package,
    package,
    pages_of,
    text_of,
)

PRODUCTS = ("国家核证自愿减排量", "区域核证碳减排量", "非证书")


@cache
def said() -> str:
    """The text of the usual statement."""
    return text_of(self_declaration_pdf(SelfDeclarationPaper(package(), claim())))


def test_it_is_one_page_that_says_what_it_is_and_is_not() -> None:
    assert len(pages_of(self_declaration_pdf(SelfDeclarationPaper(package(), claim())))) == 1
    for part in ("自我承诺", "非证书", "未经平台确认，未经独立机构评价", "2025年运营碳中和自我承诺书", "（盖公章）", "法定代表人（签字）"):
        assert part in said()


def test_it_carries_all_that_must_stand_beside_a_claim() -> None:
    one = package()
    for part in (
        "竹溪酒店有限公司",
        "91510100MA00000152",
        "2025年1月1日—2025年12月31日",
        "运营控制，全店",
        "员工宿舍用电（户号不在本单位名下）",
        "完整口径（P2）",
        "0.1564",
        f"合计{shown(one.total, 2)}tCO2e",
        "首期全抵消",
        "LED光源替换",
        "实测减排7.91tCO2e",
        f"应抵消{one.balance.needed}吨（{shown(one.total, 2)}吨向上取整）",
        "占排放量100.0%",
        "国家核证自愿减排量450吨",
        "SL-0100001–SL-0100450",
        "ZX-2026-0001",
        "2025年11月18日注销",
        "全国温室气体自愿减排注册登记系统",
        "2026年1月20日达成",
        "确认方式：自我承诺",
        "未核对因子",
        "邛骉㑊",
        "2026年2月26日",
    ):
        assert part in said(), part


def test_scope_without_a_line_is_a_dash_and_no_zero() -> None:
    assert "范围三—" in said()


def test_lot_that_is_only_bought_does_not_count() -> None:
    assert "林草碳汇" not in said()


def test_words_of_a_higher_level_stand_nowhere() -> None:
    text = said()
    for name in PRODUCTS:
        text = text.replace(name, "")
    assert [word for word in BLOCKED_IN_A_SELF_DECLARATION if word in text] == []


def test_draft_says_so_on_each_page_and_never_that_neutrality_is_reached() -> None:
    data = self_declaration_pdf(SelfDeclarationPaper(draft(), draft_claim()))
    assert all("草稿" in page for page in pages_of(data))
    text = text_of(data)
    assert [word for word in BLOCKED_IN_A_DRAFT if word in text] == []
    assert "2025年运营温室气体排放与抵消自我承诺书" in text
    assert "达成；" not in text


def test_claim_with_a_blocked_word_is_refused_with_the_word() -> None:
    wrong = replace(draft_claim(), sentence="本酒店2025年实现碳中和。")
    with pytest.raises(RuleError, match="碳中和") as caught:
        self_declaration_pdf(SelfDeclarationPaper(draft(), wrong))
    assert caught.value.code == "claim.blocked_word"


def test_names_are_not_judged() -> None:
    report = draft().report
    named = replace(draft(), report=replace(report, organization=replace(report.organization, name="零碳竹业有限公司")))
    assert "零碳竹业有限公司" in text_of(self_declaration_pdf(SelfDeclarationPaper(named, draft_claim())))


@pytest.mark.parametrize(
    ("level", "word"),
    [(ClaimLevel.PLATFORM_CONFIRMED, "平台已确认，见平台签发件"), (ClaimLevel.INDEPENDENTLY_ASSESSED, "独立机构已评价，见其报告")],
)
def test_after_confirmation_it_points_to_the_paper_that_counts(level: ClaimLevel, word: str) -> None:
    text = text_of(self_declaration_pdf(SelfDeclarationPaper(replace(package(), level=level), claim())))
    assert word in text
    assert "非证书" in text


def test_statement_of_an_event_is_titled_by_the_event() -> None:
    text = text_of(self_declaration_pdf(SelfDeclarationPaper(event_package(), claim())))
    assert f"{EVENT.name}碳中和自我承诺书" in text
    assert "单次活动，没有基准年" in text
    assert "2025年12月19日—2025年12月20日" in text


def test_long_lists_go_on_overleaf_under_the_same_head_and_edge() -> None:
    one = package()
    many = tuple(
        replace(one.offsets[0], lot=replace(one.offsets[0].lot, serial_from=f"A-{number}", serial_to=f"B-{number}")) for number in range(60)
    )
    pages = pages_of(self_declaration_pdf(SelfDeclarationPaper(replace(one, offsets=many), claim())))
    assert len(pages) > 1
    assert all("自我承诺" in page and "非证书" in page for page in pages)
    assert all(f"A-{number}–B-{number}" in "".join(pages) for number in range(60))


def test_digest_of_the_package_stands_where_it_is_known() -> None:
    assert "材料包摘要7d1f93ac04e2b85c" in text_of(self_declaration_pdf(SelfDeclarationPaper(package(), claim(), "7d1f93ac04e2b85c" * 4)))
    assert "文件摘要" in said()


def test_trial_and_sample_are_marked() -> None:
    text = text_of(self_declaration_pdf(SelfDeclarationPaper(as_sample(package()), claim())))
    assert "示例" in text
    assert "试用" in text
    assert "试用" not in said()


def test_it_holds_no_picture_and_the_same_paper_gives_the_same_bytes() -> None:
    one = self_declaration_pdf(SelfDeclarationPaper(package(), claim()))
    assert one == self_declaration_pdf(SelfDeclarationPaper(package(), claim()))
    assert [list(page.images) for page in PdfReader(BytesIO(one)).pages] == [[]]


def test_event_names_its_own_measures_and_no_yearly_saving_of_the_venue() -> None:
    text = text_of(self_declaration_pdf(SelfDeclarationPaper(event_package(), claim())))
    assert "无纸化会议，电子签到；2.室温不低于26℃；场所另有已实施的措施：LED光源替换" in text
    assert "实测减排" not in text
