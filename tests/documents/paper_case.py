"""A hotel year and its event as the papers of a package see them; tests change one word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache

from pypdfium2 import PdfDocument

from core.accounting import reduction
from core.accounting.footprint import Facts, footprint
from core.accounting.neutrality import NeutralityBalance
from core.documents.reports.footprint_paper import FootprintPaper, PaperFinding
from core.documents.reports.package_paper import Claim, MeasureUse, OffsetUse, PackagePaper
from core.domain.activity import EvidenceId, RecordId, Subject
from core.domain.dossier import DossierId, DossierKind, DossierStatus, MethodChoice
from core.domain.emission import EmissionSource, SourceId
from core.domain.event import EventForm, EventItem, EventItemId, EventStage
from core.domain.finding import Severity
from core.domain.measure import MeasureState, PlanId, PlannedMeasure
from core.domain.offset import CreditLot, LotId, ProductType
from core.domain.organization import Person, PersonId
from core.domain.period import ReportingPeriod
from core.domain.quantity import MICRO, shown, whole_tonnes_up
from core.domain.submission import (
    ClaimLevel,
    DossierStage,
    Environment,
    PackageId,
    PlatformCertificate,
    Receipt,
    ReceiptId,
    ReceiptResult,
    SealedPackage,
)
from tests.builders import GAS, ORGANIZATION, POWER, VENUE, catalogue, context, entry, records

FACES = {"NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular", "NotoSerifSC-Bold", "TanzhangbenKai-Regular"}
"""The faces that a paper may embed."""

BLOCKED_IN_A_DRAFT = ("碳中和", "零碳", "净零")
BLOCKED_IN_A_SELF_DECLARATION = ("认证", "核证", "官方", "权威", "政府认可", "证书")

_COOLING = next(kind for kind in catalogue().source_types.values() if kind.species_choices)
_ASKING = next(kind for kind in catalogue().source_types.values() if kind.asks_factor)
_SOURCES = (
    POWER,
    GAS,
    EmissionSource(SourceId("ac"), VENUE.id, _COOLING.code, "冷水机组", "kg", species="R410A"),
    EmissionSource(SourceId("open"), VENUE.id, _ASKING.code, "布草外洗", _ASKING.unit),
    EmissionSource(SourceId("out"), VENUE.id, "grid_electricity", "员工宿舍用电", "kWh", excluded_reason="户号不在本单位名下"),
)

EVENT = EventForm(
    dossier_id=DossierId("event"),
    name="竹溪酒店2025年度客户年会",
    organizer="竹溪酒店有限公司",
    start=date(2025, 12, 19),
    end=date(2025, 12, 20),
    place="成都市武侯区竹溪酒店三楼竹海厅",
    region="510107",
    kind="年会",
    scale="420人，2天，室内2600㎡",
    content="年度总结与表彰大会一场、分会三场，晚宴一场。",
    stages=(EventStage.PREPARING, EventStage.HOLDING),
    measures="1.无纸化会议，电子签到；\n2.室温不低于26℃。",
    products=(ProductType.CCER,),
    offset_tonnes=Decimal(58),
    neutral_on=date(2026, 2, 6),
    department="会务部",
    contact="王骉",
    phone="028-00000000",
)


def lot(number: int, product: ProductType, tonnes: int, retired_on: date | None) -> CreditLot:
    """A lot, retired with its proof on a day, or only bought."""
    return CreditLot(
        id=LotId(f"lot-{number}"),
        product=product,
        registry="全国温室气体自愿减排注册登记系统",
        project="某县并网光伏发电项目",
        tonnes=tonnes,
        serial_from=f"SL-{number:02d}00001",
        serial_to=f"SL-{number:02d}{tonnes:05d}",
        retired_on=retired_on,
        retirement_id=f"ZX-2026-{number:04d}" if retired_on else "",
        beneficiary="竹溪酒店",
        proof=(EvidenceId("proof"),) if retired_on else (),
    )


@cache
def package() -> PackagePaper:
    """A locked hotel year, offset in full, one lot only bought, at the level of a self-declaration."""
    period = ReportingPeriod.of_year(2025)
    leak = replace(entry("gas", 6, 1), id=RecordId("ac"), subject=Subject("ac"), micro=12 * MICRO)
    inventory = footprint(Facts(VENUE, period, _SOURCES, (*records(), leak)), MethodChoice(), catalogue())
    total = inventory.total()
    needed = whole_tonnes_up(total)
    using = reduction.constants(catalogue(), "510100", 2025)
    measures = [
        MeasureUse(
            PlannedMeasure(PlanId(code), VENUE.id, code, state, owner="工程部", done_on=date(2025, 3, 1)),
            catalogue().measures[code],
            reduction.expected(catalogue().measures[code], {}, using),
            achieved,
            ("验收单.pdf",),
        )
        for code, state, achieved in (("C01", MeasureState.VERIFIED, Fraction("7.912")), ("C05", MeasureState.PLANNED, None))
    ]
    report = FootprintPaper(
        organization=replace(ORGANIZATION, name="竹溪酒店有限公司"),
        venue=replace(VENUE, name="竹溪酒店"),
        venue_type=catalogue().venue_types["hotel"],
        dossier=replace(context().dossier, status=DossierStatus.LOCKED, revision=2),
        inventory=inventory,
        last_year=None,
        findings=(
            PaperFinding("V21", Severity.WARN, "外购电力·8月", "比去年同月高 42%。", "承接会议。"),
            PaperFinding("V27", Severity.WARN, "员工宿舍用电", "没有写明估计占比。", ""),
        ),
        people=(Person(PersonId("p"), "邛骉㑊", "preparer", "工程部", "028-11111111"), Person(PersonId("r"), "赵某", "responsible")),
        catalogue=catalogue(),
        written_on=date(2026, 2, 26),
    )
    offsets = (
        OffsetUse(lot(1, ProductType.CCER, 450, date(2025, 11, 18)), 450, True, "期限内已注销", ("注销凭证一.pdf",)),
        OffsetUse(lot(2, ProductType.REGIONAL, needed - 450, date(2026, 1, 20)), needed - 450, True, "期限内已注销"),
        OffsetUse(lot(3, ProductType.SINK, 100, None), 50, False, "已购入，尚未注销"),
    )
    return PackagePaper(
        report=report,
        level=ClaimLevel.SELF_DECLARED,
        environment=Environment.PRODUCTION,
        first_day=date(2025, 1, 1),
        last_day=date(2025, 12, 31),
        boundary="运营控制，全店",
        balance=NeutralityBalance(total, needed, needed, 50),
        offsets=offsets,
        measures=tuple(measures),
    )


def draft() -> PackagePaper:
    """The same year before enough is retired."""
    whole = package()
    held = NeutralityBalance(whole.total, whole.balance.needed, 450, 50)
    return replace(whole, level=ClaimLevel.DRAFT, balance=held, offsets=(whole.offsets[0], whole.offsets[2]))


def event_package() -> PackagePaper:
    """The hotel's event."""
    report = package().report
    items = (
        EventItem(EventItemId("i1"), EVENT.dossier_id, EventStage.HOLDING, "会场用电", "grid_electricity", "kWh", basis="分表估算"),
        EventItem(EventItemId("i2"), EVENT.dossier_id, EventStage.PREPARING, "踏勘用车", "gasoline_vehicle", "L"),
    )
    return replace(
        package(),
        report=replace(report, dossier=replace(report.dossier, kind=DossierKind.EVENT)),
        first_day=EVENT.start,
        last_day=EVENT.end,
        boundary="筹备阶段、举办阶段",
        event=EVENT,
        items=items,
    )


def as_sample(paper: PackagePaper) -> PackagePaper:
    """The same from a sample shipped with the program, under trial keys."""
    venue = replace(paper.report.venue, sample=True)
    return replace(paper, environment=Environment.TRIAL, report=replace(paper.report, venue=venue))


def claim() -> Claim:
    """The wording of a self-declaration (domain.md §3.3)."""
    total, needed = shown(package().total, 2), package().balance.needed
    return Claim(
        sentence=f"经本单位自我承诺，运营控制边界内2025年排放 {total} tCO₂e，"
        f"已注销 {needed} 吨国家核证自愿减排量与区域核证碳减排量予以抵消，实现碳中和（自我承诺，未经第三方评价）。",
        blocked=BLOCKED_IN_A_SELF_DECLARATION,
        achieved_on=date(2026, 1, 20),
    )


def draft_claim() -> Claim:
    """The wording while too little is offset."""
    return Claim(sentence=f"竹溪酒店2025年温室气体排放量 {shown(package().total, 2)} tCO₂e，已抵消 450 t。", blocked=BLOCKED_IN_A_DRAFT)


CERTIFICATE = PlatformCertificate(
    "CNSC-2026-000127", date(2026, 4, 16), date(2026, 12, 31), "467.8859", "运营碳中和", "CSC1:" + "6BFOXN%TS3DH" * 30
)
SEALED = SealedPackage(
    PackageId("urn:uuid:p"),
    DossierId("d"),
    2,
    "7d1f93ac04e2b85c" * 4,
    Environment.PRODUCTION,
    "p.zip",
    datetime(2026, 3, 1, tzinfo=UTC),
    "{}",
)
RECEIPT = Receipt(
    id=ReceiptId("urn:uuid:HZ-2026-0163"),
    package_id=SEALED.id,
    dossier_id=SEALED.dossier_id,
    revision=2,
    sequence=3,
    result=ReceiptResult.CONFIRMED,
    stage=DossierStage.CONFIRMED,
    environment=Environment.PRODUCTION,
    issuer="创新服务平台",
    issued_at=datetime(2026, 4, 15, 16, 5, tzinfo=UTC),
    taken_in_at=datetime(2026, 4, 17, tzinfo=UTC),
    digest="e2b04c1977fa0d3e" * 4,
    certificate=CERTIFICATE,
)


def pages_of(data: bytes) -> list[str]:
    """The text of each page, as a reader takes it out."""
    return [page.get_textpage().get_text_range() for page in PdfDocument(data)]


def text_of(data: bytes) -> str:
    """The text of a document in one line, without blanks."""
    return "".join("".join(pages_of(data)).split())
