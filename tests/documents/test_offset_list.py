"""09 抵消清单: each lot with everything that a reviewer asks, guests' offsets apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.documents.reports.disclosure import DisclosurePaper, disclosure_pdf
from core.documents.reports.offset_list import OffsetsPaper, offsets_pdf
from core.documents.reports.package_paper import PackagePaper
from core.domain.offset import CreditQuality, OffsetSource, ProductType, SinkFacts
from tests.documents.paper_case import claim, event_package, package, text_of

UNTIL = date(2026, 12, 31)


def printed(paper: PackagePaper) -> str:
    return text_of(offsets_pdf(OffsetsPaper(paper, UNTIL)))


def with_lot(paper: PackagePaper, **changes: object) -> PackagePaper:
    """The same paper with the first of its lots changed."""
    first, *others = paper.offsets
    return replace(paper, offsets=(replace(first, lot=replace(first.lot, **changes)), *others))  # type: ignore[arg-type]


def test_kind_region_days_and_answers_are_printed() -> None:
    text = printed(
        with_lot(
            package(),
            product=ProductType.REGIONAL,
            subtype="CDCER",
            priority_region=True,
            vintage=2024,
            issued_on=date(2025, 3, 1),
            quality=CreditQuality(verified=True, ex_post=True, documented=False),
        )
    )
    for part in (
        "区域核证碳减排量（碳惠天府），细类CDCER",
        "来自脱贫地区（政策原文：来自贫困地区的碳信用）",
        "2024年，签发2025年3月1日",
        "期限2026年12月31日（含当日）",
        "符合：第三方核查、事后签发；不符合：资料公开；未核对：额外性、永久性、无泄漏、不重复计算、独立登记",
        "本单位核对，依据PAS2060（转引，未核对原文）",
    ):
        assert part in text, part
    assert "其中个人自愿" not in text


def test_a_lot_of_which_little_is_known_says_so() -> None:
    text = printed(package())
    assert "—，签发—" in text
    assert "未核对：额外性、永久性" in text
    assert "未注销，期限2026年12月31日" in text, "the lot that is only bought"


def test_guests_are_summed_apart_in_list_and_disclosure() -> None:
    guests = with_lot(package(), source=OffsetSource.PERSONAL, serial_from="", serial_to="", sink=SinkFacts(period="2025-01-01—2025-12-31"))
    text = printed(guests)
    tonnes = guests.offsets[0].tonnes
    institution = sum(use.tonnes for use in guests.offsets[1:] if use.counts)
    for part in ("汇总期间2025-01-01—2025-12-31", f"其中机构集中{institution}", f"其中个人自愿{tonnes}", f"计入合计{tonnes + institution}"):
        assert part in text, part
    assert f"其中个人自愿{tonnes}吨" in text_of(disclosure_pdf(DisclosurePaper(guests, claim())))


def test_new_forest_of_an_event_has_its_own_deadline_and_publishes_its_facts() -> None:
    facts = SinkFacts("东经103°", "慈竹", "150亩", "2025年造林", "", "2025—2031")
    event = event_package()
    source = event if event.offsets else replace(event, offsets=package().offsets)
    text = printed(with_lot(source, product=ProductType.SINK, location="宜宾", sink=facts))
    assert "坐标：东经103°；树种：慈竹；面积：150亩；造林计划：2025年造林；监测计划：—；碳汇期：2025—2031" in text
    last = source.last_day
    assert f"期限{last.year + 6}年{last.month}月{last.day}日" in text
