"""What a venue leaves out: reason, size and operator go into the boundary statement; two venues never count one account."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest

from core.documents.reports.boundary import boundary_pdf
from core.domain.dossier import Dossier
from core.domain.emission import EmissionSource
from core.domain.organization import Venue
from core.errors import InputError
from core.workflows import allocating, boundary, compiling, dossiers, excluding, filing, organizing, papering
from core.workflows.workspace import Workspace
from tests.workflows.malls import EVEN, SHORT, add_mall, fill, make_mall


def named(ws: Workspace, venue_id: str) -> Mapping[str, EmissionSource]:
    return {one.name: one for one in boundary.sources(ws, venue_id)}


def test_an_exclusion_carries_reason_size_and_operator(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    kitchen = named(ws, hotel.id)["天然气·厨房"]
    boundary.exclude_source(ws, kitchen.id, "承租方独立开户", Decimal("12.5"), "  示例餐饮公司 ")
    (row,) = excluding.covered(ws, dossier.id).rows
    assert (row.reason, row.operator, row.tonnes) == ("承租方独立开户", "示例餐饮公司", Fraction(25, 2))
    assert row.size == "12.50 tCO2e，占 100.0%（估计）"
    assert row.significant
    (stated,) = compiling.footprint_document(compiling.snapshot(ws, dossier.id), compiling.inventory(ws, dossier.id))["excluded"]
    assert stated == {"source": "天然气·厨房", "reason": "承租方独立开户", "tonnes": "12.5", "operator": "示例餐饮公司"}
    boundary.include_source(ws, kitchen.id)
    back = named(ws, hotel.id)["天然气·厨房"]
    assert (back.active, back.excluded_tonnes, back.operator) == (True, None, "示例餐饮公司")
    boundary.set_operator(ws, kitchen.id, "")
    assert named(ws, hotel.id)["天然气·厨房"].operator == ""


def test_a_size_below_zero_is_refused(ws: Workspace, hotel: Venue) -> None:
    kitchen = named(ws, hotel.id)["天然气·厨房"]
    with pytest.raises(InputError, match="不合适"):
        boundary.exclude_source(ws, kitchen.id, "承租方", Decimal(-1))


def test_a_yearly_quantity_is_turned_into_tonnes(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    sources = named(ws, hotel.id)
    assert excluding.estimate(ws, dossier.id, sources["外购电力·裙楼户"].id, "10万度") == Decimal("15.6400")
    with pytest.raises(InputError, match="没有选定因子"):
        excluding.estimate(ws, dossier.id, sources["厨余垃圾"].id, "3")
    with pytest.raises(InputError, match="没有这个排放源"):
        excluding.estimate(ws, dossier.id, "nothing", "3")


def test_nothing_left_out_and_nothing_known_are_said(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    assert excluding.covered(ws, dossier.id).sentence == ""
    boundary.exclude_source(ws, named(ws, hotel.id)["自来水"].id, "由物业缴费")
    view = excluding.covered(ws, dossier.id)
    assert (view.sentence, view.unknown, view.rows[0].size) == ("还没有数据，算不出计入的比例。", 1, "未估计")


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_paper_06_says_how_large_who_and_how_the_meters_agree_under_a_title_with_the_boundary(tmp_path: Path) -> None:
    with make_mall(tmp_path / "商场.tanzhang") as ws:
        year = dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, 2025)
        fill(ws, year, {1: EVEN, 2: SHORT})
        cinema, _change = boundary.add_source(ws, year.venue_id, "grid_electricity", "外购电力·影院")
        boundary.exclude_source(ws, cinema.id, "租户用能", Decimal(1), "示例影院")
        desk = papering.desk(ws, year.id)
        paper = excluding.boundary_paper(desk.package, desk.taken, desk.inventory)
        words = text_of(boundary_pdf(paper)).replace("\r\n", "").replace("\n", "")
        for expected in ("（业主运营边界，不含租户用能）", "示例影院", "重大", "计入的占已知排放的", "电表核对", "不明差额", "低于 95%"):
            assert expected in words, expected
        assert "（业主运营边界，不含租户用能）" in text_of(papering.application(desk)).replace("\r\n", "")
        assert "（业主运营边界，不含租户用能）" in text_of(papering.statement(desk)).replace("\r\n", "")
        assert filing.claim(ws, year.id).boundary == "业主运营边界，不含租户用能"


def test_one_account_in_two_venues_of_a_ledger_blocks_both_while_they_are_open(tmp_path: Path) -> None:
    with make_mall(tmp_path / "商场.tanzhang") as ws:
        first = dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, 2025)
        second = add_mall(ws, "示例二店", organization="示例百货有限公司")
        for year in (first, second):
            boundary.put_meter(ws, boundary.sources(ws, year.venue_id)[0].id, "5100 0077")
        for year, other in ((first, "示例二店"), (second, "示例商场")):
            (finding,) = (one for one in compiling.findings(ws, year.id) if one.finding.rule == "V14")
            assert other in finding.message
        boundary.exclude_source(ws, boundary.sources(ws, second.venue_id)[0].id, "由总店缴费")
        assert not [one for one in compiling.findings(ws, first.id) if one.finding.rule == "V14"]


def test_an_operator_that_has_a_venue_in_the_ledger_is_asked_about(tmp_path: Path) -> None:
    with make_mall(tmp_path / "商场.tanzhang", chosen="building") as ws:
        year = dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, 2025)
        add_mall(ws, "示例超市", organization="示例百货有限公司")
        boundary.set_operator(ws, boundary.sources(ws, year.venue_id)[1].id, "示例百货有限公司")
        (finding,) = (one for one in compiling.findings(ws, year.id) if one.finding.rule == "V43")
        assert "示例超市" in finding.message


def test_a_hotel_is_shared_between_rooms_and_meetings_and_says_what_is_missing(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    view = allocating.allocation(ws, dossier.id)
    assert "客房及走廊面积没有填" in view.figures.missing
    assert view.figures.per_room is None
    assert view.sentence.startswith("按建筑面积分摊")
    with make_mall(tmp_path / "商场.tanzhang") as mall:
        year = dossiers.operation_dossier(mall, organizing.venue_list(mall)[0].venue.id, 2025)
        with pytest.raises(Exception, match="没有客房"):
            allocating.allocation(mall, year.id)
