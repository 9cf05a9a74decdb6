"""The papers of a package say what the ledger says, the same on each, and nothing that their level does not allow."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from core.documents.reports.application import ApplicationPaper, application_pdf
from core.documents.reports.boundary import BoundaryPaper, boundary_pdf
from core.documents.reports.cover import CoverFile, CoverPaper, CoverSigner, cover_pdf
from core.documents.reports.disclosure import DisclosurePaper, disclosure_pdf
from core.documents.reports.factors_table import factors_pdf
from core.documents.reports.footprint import footprint_pdf
from core.documents.reports.measures_list import measures_pdf
from core.documents.reports.offset_list import OffsetsPaper, offsets_pdf
from core.documents.reports.package_paper import PackagePaper
from core.documents.reports.quality import quality_pdf
from core.documents.self_declaration import SelfDeclarationPaper, self_declaration_pdf
from core.domain.dossier import DossierStatus
from core.domain.emission import Meter, MeterId, SourceId
from core.domain.event import Confirmation, NeutralityType
from core.domain.quantity import shown
from core.domain.submission import SignerRole
from core.errors import RuleError
from tests.documents.paper_case import (
    BLOCKED_IN_A_DRAFT,
    BLOCKED_IN_A_SELF_DECLARATION,
    EVENT,
    FACES,
    as_sample,
    claim,
    draft,
    draft_claim,
    event_package,
    package,
    pages_of,
    text_of,
)

FILES = tuple(
    CoverFile(f"data/evidence/E{number:04d}-电费单.pdf", f"电费单{number}.pdf", 1000 + number, f"{number:064x}") for number in range(1, 41)
)
SIGNERS = (
    CoverSigner(SignerRole.PREPARER, "邛骉㑊", "a1" * 32, "b2" * 32, "ES256-CAdES", self_signed=True),
    CoverSigner(SignerRole.APPROVER, "赵某", "c3" * 32, "d4" * 32, "ES256-CAdES", self_signed=False),
)
METER = Meter(MeterId("m"), SourceId("power"), "5101-0001", "主楼")


def cover(one: PackagePaper) -> bytes:
    return cover_pdf(CoverPaper(one, "urn:uuid:1", datetime(2026, 2, 26, 16, 30, tzinfo=UTC), FILES, SIGNERS, "碳账本 1.0"))


def application(one: PackagePaper) -> bytes:
    return application_pdf(ApplicationPaper(one, claim(), "", NeutralityType.BOTH))


MAKERS: dict[str, Callable[[PackagePaper], bytes]] = {
    "cover": cover,
    "application": application,
    "factors": factors_pdf,
    "boundary": lambda one: boundary_pdf(BoundaryPaper(one, (METER,))),
    "measures": measures_pdf,
    "offsets": lambda one: offsets_pdf(OffsetsPaper(one, date(2026, 12, 31))),
    "quality": quality_pdf,
    "disclosure": lambda one: disclosure_pdf(DisclosurePaper(one, claim())),
}


@cache
def said(name: str) -> str:
    return text_of(MAKERS[name](package()))


@pytest.mark.parametrize("name", MAKERS)
def test_each_paper_says_whose_it_is_its_days_its_boundary_and_its_level(name: str) -> None:
    for part in ("竹溪酒店有限公司", "2025年1月1日—2025年12月31日", "运营控制，全店", "声明级别自我承诺", "2026年2月26日", "修订2"):
        assert part in said(name), part
    assert "示例" not in said(name)
    assert "草稿" not in said(name)
    assert "None" not in said(name)


@pytest.mark.parametrize("name", MAKERS)
def test_each_paper_marks_a_sample_a_trial_and_an_open_dossier(name: str) -> None:
    report = package().report
    unlocked = replace(package(), report=replace(report, dossier=replace(report.dossier, status=DossierStatus.OPEN)))
    pages = pages_of(MAKERS[name](as_sample(unlocked)))
    assert all("示例" in page and "草稿" in page and "试用" in page for page in pages)


@pytest.mark.parametrize("name", MAKERS)
def test_same_paper_gives_the_same_bytes(name: str) -> None:
    assert MAKERS[name](package()) == MAKERS[name](package())


@pytest.mark.referee("pdffonts", "pdftotext")
@pytest.mark.parametrize("name", MAKERS)
def test_faces_are_ours_and_embedded_and_rare_names_come_back(name: str, referee: Callable[[str], Path], tmp_path: Path) -> None:
    target = tmp_path / "p.pdf"
    target.write_bytes(MAKERS[name](package()))
    listed = subprocess.run([referee("pdffonts"), target], capture_output=True, check=True, text=True).stdout
    rows = [line.split() for line in listed.splitlines()[2:]]
    assert all(row[0].split("+")[1] in FACES and row[-5:-2] == ["yes", "yes", "yes"] for row in rows)
    text = subprocess.run([referee("pdftotext"), target, "-"], capture_output=True, check=True, encoding="utf-8").stdout
    assert "竹溪酒店" in text
    assert ("邛骉㑊" in text) is (name in {"cover", "application"})


# ---------------------------------------------------------------- 01


def test_cover_lists_each_file_with_size_and_digest() -> None:
    for file in FILES:
        assert file.path in said("cover")
        assert f"{file.size:,}" in said("cover")
        assert file.sha256 in said("cover")
    assert f"共40个文件，{sum(file.size for file in FILES):,}字节" in said("cover")


def test_cover_prints_the_fingerprints_and_what_the_signatures_are() -> None:
    for signer in SIGNERS:
        assert signer.certificate_sha256 in said("cover")
        assert signer.public_key_sha256 in said("cover")
    for part in (
        "自签名，尚未在平台登记",
        "防篡改标记，非电子签章",
        "S1纸面盖章",
        "2026年2月27日00:30（北京时间）",
        "无，首次递交",
        "碳账本1.0",
    ):
        assert part in said("cover")


def test_cover_gives_the_reason_of_a_single_signer_and_the_revision_before() -> None:
    paper = CoverPaper(
        package(),
        "urn:uuid:1",
        datetime(2026, 2, 26, tzinfo=UTC),
        FILES[:1],
        SIGNERS[:1],
        "碳账本",
        recipient="成都市生态环境局",
        previous_digest="ab" * 32,
        single_signer_reason="只有两名员工",
    )
    text = text_of(cover_pdf(paper))
    for part in ("由一人签名，原因：只有两名员工", "ab" * 32, "递交至成都市生态环境局"):
        assert part in text


# ---------------------------------------------------------------- 02


def test_application_is_named_as_no_official_form_and_leaves_the_consent_to_the_person() -> None:
    text = said("application")
    assert "非官方样表" in text
    assert "默认不勾选" in text
    assert "同意平台向「天府信用通」提供本单位碳中和信息" in text
    assert claim().sentence.replace(" ", "").replace("₂", "2") in text


def test_application_of_an_event_is_refused_because_there_is_a_form() -> None:
    with pytest.raises(RuleError, match="附表1"):
        application(event_package())


def test_confirming_body_is_named_in_its_box() -> None:
    named = replace(claim(), confirmation=Confirmation.BODY, confirmed_by="某评价公司", confirmation_number="PJ-1")
    text = text_of(application_pdf(ApplicationPaper(package(), named, "平台", NeutralityType.ORGANIZER, ("抵消清单",))))
    for part in ("委托独立机构（名称：某评价公司）", "委托独立机构，某评价公司，编号PJ-1", "致：平台", "·抵消清单"):
        assert part in text


# ---------------------------------------------------------------- 05, 06


def test_factors_stand_as_published_with_number_paper_year_and_use() -> None:
    for part in (
        "grid_prov_sichuan_2023",
        "0.1564",
        "389.31",
        "15.3",
        "29.8",
        "2023",
        "天然气·锅炉",
        package().inventory.factor_digest,
        "◐",
        "○",
    ):
        assert part in said("factors"), part


def test_boundary_lists_what_is_in_by_which_meter_and_what_is_out_and_why() -> None:
    for part in (
        "外购电力",
        "冷水机组",
        "5101-0001",
        "含末日",
        "员工宿舍用电户号不在本单位名下—未估计",
        "建筑面积30000",
        "四星级",
        "不在总量内",
    ):
        assert part in said("boundary"), part


def test_boundary_takes_tenants_sizes_and_plans() -> None:
    paper = BoundaryPaper(package(), tenants=(("便利店", "不计入，独立户号"),), sizes={"out": "约 12 tCO2e"}, drawings=("总平面图.pdf",))
    text = text_of(boundary_pdf(paper))
    for part in ("便利店不计入，独立户号", "约12tCO2e", "·总平面图.pdf", "没有登记计量点"):
        assert part in text


def test_boundary_of_an_event_goes_by_its_stages() -> None:
    text = text_of(boundary_pdf(BoundaryPaper(event_package())))
    assert "边界覆盖：筹备阶段、举办阶段" in text
    assert text.index("踏勘用车") < text.index("会场用电")
    assert "分表估算" in text


# ---------------------------------------------------------------- 07, 09


def test_expected_savings_are_never_called_achieved() -> None:
    text = said("measures")
    for part in ("C01LED光源替换", "已核实", "拟实施", "7.91", "验收单.pdf", "不再扣减", "dE="):
        assert part in text, part
    expected = package().measures[1].expected
    assert expected is not None
    row = text[text.index("C05水泵变频拟实施") :][:40]
    assert f"{shown(expected.tonnes, 2)}—" in row


def test_measures_of_an_event_quote_its_form() -> None:
    assert "无纸化会议" in text_of(measures_pdf(event_package()))
    assert "没有登记减排措施" in text_of(measures_pdf(replace(package(), measures=())))


def test_each_lot_stands_with_its_serials_and_only_retired_ones_count() -> None:
    text = said("offsets")
    for part in (
        "SL-0100001–SL-0100450",
        "ZX-2026-0001",
        "不计入：已购入，尚未注销",
        "注销凭证一.pdf",
        "没有证明文件",
        "机构集中",
        "2026年12月31日（含当日）",
    ):
        assert part in text, part
    assert f"计入合计{package().balance.retired}" in text
    assert "已足额" in text
    needed = package().balance.needed
    assert f"尚缺{needed - 450}吨" in text_of(offsets_pdf(OffsetsPaper(draft(), date(2026, 12, 31))))
    assert "没有登记用于本档案的减排量" in text_of(offsets_pdf(OffsetsPaper(replace(package(), offsets=()), date(2026, 12, 31))))


# ---------------------------------------------------------------- 12, 14


def test_quality_lists_every_finding_with_its_explanation_or_that_there_is_none() -> None:
    text = said("quality")
    for part in ("疑问2条（其中1条没有说明）", "承接会议。", "没有说明", "V21", "V27", "布草外洗："):
        assert part in text, part
    clean = replace(package(), report=replace(package().report, findings=()))
    assert "各项检查没有发现问题" in text_of(quality_pdf(clean))


def test_disclosure_says_no_word_that_its_level_does_not_allow() -> None:
    text = said("disclosure")
    for name in ("国家核证自愿减排量", "区域核证碳减排量"):
        text = text.replace(name, "")
    assert [word for word in BLOCKED_IN_A_SELF_DECLARATION if word in text] == []
    text = text_of(disclosure_pdf(DisclosurePaper(draft(), draft_claim())))
    assert [word for word in BLOCKED_IN_A_DRAFT if word in text] == []
    assert "草稿" in text
    assert "温室气体排放信息披露" in text


def test_disclosure_of_an_event_names_event_organizer_days_and_place() -> None:
    text = text_of(disclosure_pdf(DisclosurePaper(event_package(), replace(claim(), department="会务部", contact="王骉"))))
    for part in (EVENT.name, EVENT.organizer, EVENT.place, "2025年12月19日—2025年12月20日", "责任人会务部，王骉"):
        assert part in text, part


def test_disclosure_refuses_a_claim_beyond_its_level() -> None:
    with pytest.raises(RuleError, match="认证"):
        disclosure_pdf(DisclosurePaper(package(), replace(claim(), sentence="已获认证。")))


# ---------------------------------------------------------------- odd dossiers


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in {"application", "cover"}])
def test_year_without_a_figure_is_written_without_a_share_of_nothing(name: str) -> None:
    inventory = replace(package().inventory, results=(), excluded=(), quality=())
    held = replace(package().balance, total=Fraction(0), needed=0, retired=0)
    empty = replace(package(), report=replace(package().report, inventory=inventory), balance=held, offsets=(), measures=())
    text = text_of(MAKERS[name](empty))
    assert "竹溪酒店" in text
    assert "未核对因子的排放占" not in text


def test_importing_the_papers_loads_no_heavy_library() -> None:
    modules = "core.documents.forms, core.documents.certificate, core.documents.self_declaration, "
    modules += ", ".join(f"core.documents.reports.{name}" for name in ("cover", "application", "factors_table", "boundary", "quality"))
    modules += ", core.documents.reports.measures_list, core.documents.reports.offset_list, core.documents.reports.disclosure"
    code = f"import sys, {modules}; print([name for name in ('reportlab', 'openpyxl', 'segno') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "[]"


def test_seal_has_its_field_with_the_word_and_the_day_below() -> None:
    statement = text_of(self_declaration_pdf(SelfDeclarationPaper(package(), claim())))
    for text in (statement, text_of(footprint_pdf(package().report))):
        assert "（盖公章）2026年2月26日" in text
    assert "（盖公章）年月日" in said("application"), "room to write the day"
    assert "（盖公章）年月日" in said("cover")
