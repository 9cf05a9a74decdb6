"""The list of evidence names each file, what it proves in words, and its digest."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.documents.reports.evidence_index import EvidenceRow, evidence_index_pdf
from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject, output_subject
from core.domain.dossier import DossierStatus
from core.domain.event import EventItem, EventItemId, EventStage
from core.domain.period import Month
from core.submission.writing.payload import EvidenceFile
from core.workflows.compiling import Snapshot
from core.workflows.evidence_words import days_text, evidence_rows
from tests.builders import GAS, ORGANIZATION, POWER, VENUE, catalogue, context, entry
from tests.documents.paper_case import EVENT, as_sample, event_package, package, pages_of, text_of

ROWS = tuple(
    EvidenceRow(f"E{number:04d}", f"电费单{number}.pdf", 100_000 + number, "2025年1月", (f"主楼户，2025年{number % 12 + 1}月",), digest)
    for number, digest in ((number, f"{number:064x}"[::-1]) for number in range(1, 61))
)


def bill(identity: str, start: date, end: date, subject: str = "power") -> ActivityRecord:
    return replace(entry(subject, 1, 1), id=RecordId(identity), kind=RecordKind.BILL, month=None, start=start, end=end)


def month(identity: str, subject: str, number: int) -> ActivityRecord:
    return replace(entry("power", number, 1), id=RecordId(identity), subject=Subject(subject), month=Month(2025, number))


RECORDS = (
    bill("b1", date(2024, 12, 21), date(2025, 1, 21)),
    bill("b2", date(2025, 1, 21), date(2025, 2, 21)),
    bill("b3", date(2025, 4, 1), date(2025, 5, 1)),
    replace(bill("c", date(2025, 6, 3), date(2025, 6, 3)), kind=RecordKind.METER_CHANGE, end=None),
    *(month(f"g{number}", "gas", number) for number in (1, 2, 3)),
    month("rooms", output_subject("room_nights_sold"), 12),
)


def taken() -> Snapshot:
    """The hotel's year with a few records."""
    return Snapshot(context().dossier, VENUE, ORGANIZATION, (POWER, GAS), (), (), RECORDS, (), {}, {}, frozenset(), catalogue())


def supported(*references: str, start: date | None = None, end: date | None = None) -> EvidenceRow:
    """The line of a file that is named by some things."""
    file = EvidenceFile("E0001", "data/evidence/E0001-a.pdf", "原名.pdf", "application/pdf", 9, "ab" * 32, references, start, end)
    (row,) = evidence_rows(package(), taken(), [file])
    return row


# ---------------------------------------------------------------- words


def test_bills_that_follow_each_other_are_one_span_and_a_gap_parts_them() -> None:
    row = supported("record:b2", "record:b1", "record:b3", start=date(2024, 12, 21), end=date(2025, 4, 30))
    assert row.supports == (f"{POWER.name}，2024年12月21日—2025年2月20日、2025年4月",)
    assert row.period == "2024年12月21日—2025年4月30日"


def test_months_and_outputs_and_a_change_of_meters_are_named() -> None:
    row = supported("record:g1", "record:g2", "record:g3", "record:rooms", "record:c", start=date(2025, 1, 1), end=date(2025, 12, 31))
    assert row.supports == (f"{GAS.name}，2025年1月—2025年3月", "已售间夜，2025年12月", f"{POWER.name}，2025年6月3日换表")
    assert row.period == "2025年1月—2025年12月"


def test_measures_lots_and_papers_on_file_are_named() -> None:
    row = supported("measure:C01", "lot:lot-1", "lot:lot-3", "document:licence", "event:plan")
    assert row.supports == (
        "减排措施 C01 LED 光源替换",
        "抵消批次：国家核证自愿减排量，某县并网光伏发电项目，凭证号 ZX-2026-0001",
        "抵消批次：林草碳汇项目减排量，某县并网光伏发电项目，SL-0300001",
        "文件：营业执照、等级证明",
        "活动实施方案",
    )
    assert row.period == ""


def test_items_of_an_event_are_named_with_their_stage() -> None:
    item = EventItem(EventItemId("i1"), EVENT.dossier_id, EventStage.PREPARING, "踏勘用车", "gasoline_vehicle", "L")
    event = replace(taken(), sources=(item.source(VENUE.id),), records=(month("i1:actual", Subject("i1"), 12),), event=EVENT, items=(item,))
    file = EvidenceFile("E0001", "p", "加油票.jpg", "image/jpeg", 9, "ab" * 32, ("record:i1:actual",))
    assert evidence_rows(event_package(), event, [file])[0].supports == ("筹备阶段·踏勘用车",)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2025, 1, 1), date(2025, 2, 1), "2025年1月"),
        (date(2024, 12, 1), date(2025, 2, 1), "2024年12月—2025年1月"),
        (date(2025, 1, 1), date(2025, 1, 31), "2025年1月1日—2025年1月30日"),
        (date(2025, 3, 5), date(2025, 3, 6), "2025年3月5日"),
    ],
)
def test_whole_months_go_by_their_names(start: date, end: date, words: str) -> None:
    assert days_text((start, end)) == words


# ---------------------------------------------------------------- the paper


def test_each_file_stands_with_number_name_size_period_use_and_the_start_of_its_digest() -> None:
    text = text_of(evidence_index_pdf(package(), ROWS))
    for row in ROWS:
        for part in (row.number, row.original_name, f"{row.size:,}", row.sha256[:16]):
            assert part in text, part
        assert row.sha256[:17] not in text
    assert f"共60个文件，{sum(row.size for row in ROWS):,}字节" in text
    assert text.count("主楼户，2025年12月") == 5


def test_it_says_whose_it_is_and_that_there_is_nothing_where_there_is_nothing() -> None:
    text = text_of(evidence_index_pdf(package(), ()))
    for part in ("证据材料清单", "竹溪酒店有限公司", "2025年1月1日—2025年12月31日", "声明级别自我承诺", "修订2", "本档案没有附证据文件"):
        assert part in text, part


def test_a_file_that_proves_no_days_has_a_dash_and_a_long_name_keeps_to_its_column() -> None:
    row = replace(ROWS[0], original_name="很长的文件名" * 20 + ".pdf", period="", supports=("甲", "乙"))
    text = text_of(evidence_index_pdf(package(), (row,)))
    assert text.count("很长的文件名") == 20
    assert "—甲乙" in text


def test_every_page_marks_a_sample_a_trial_and_an_open_dossier_and_repeats_the_heads() -> None:
    report = package().report
    opened = replace(package(), report=replace(report, dossier=replace(report.dossier, status=DossierStatus.OPEN)))
    pages = pages_of(evidence_index_pdf(as_sample(opened), ROWS))
    assert len(pages) > 2
    assert all(word in page for page in pages for word in ("示例", "草稿", "试用", "文件原名"))


def test_same_files_give_the_same_bytes() -> None:
    assert evidence_index_pdf(package(), ROWS) == evidence_index_pdf(package(), ROWS)


def test_importing_it_loads_no_heavy_library() -> None:
    code = "import sys, core.documents.reports.evidence_index; print('reportlab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == "False"
