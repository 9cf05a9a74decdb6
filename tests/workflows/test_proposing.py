"""From a paper to a proposed bill: the row and account, the figures with their places, what is warned of and what is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.errors import FileError, InputError
from core.workflows import billing, boundary, evidencing, proposing
from core.workflows.proposing import Proposal
from core.workflows.workspace import Workspace
from tests.documents.invoice_case import NUMBER, OLD_XML, invoice, item, lines, new_xml, ofd, pdf

ACCOUNT, GAS = "5101234567890", "820100032"

POWER = (
    "示例电力公司电费通知单",
    f"户号：{ACCOUNT}",
    "户名：示例酒店有限公司",
    "计费周期：2025-06-21 至 2025-07-20",
    "上期示数：24816.40    本期示数：25163.55",
    "综合倍率：800",
    "变损：800 kWh    线损：480 kWh",
    "账单编号：DF-2025-07",
    "结算电量：279,000 千瓦时",
    "峰 100,000 平 99,000 谷 80,000",
    "应收电费（元）：181,350.00",
)


@dataclass(frozen=True)
class Desk:
    """An open ledger with a power account, two rows of gas with an account each, water and laundry."""

    ws: Workspace
    dossier: Dossier
    folder: Path
    rows: dict[str, str]
    meters: dict[str, str]

    def propose(self, data: bytes, name: str = "票.pdf", **chosen: str) -> Proposal:
        path = self.folder / name
        path.write_bytes(data)
        return proposing.propose(self.ws, self.dossier.id, path, **chosen)

    def of(self, *texts: str, **chosen: str) -> Proposal:
        """The proposal of a PDF with these lines."""
        return self.propose(pdf(lines(*texts)), **chosen)


@pytest.fixture
def desk(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> Desk:
    rows = {one.type_code: str(one.id) for one in boundary.sources(ws, hotel.id)}
    kitchen, _change = boundary.add_source(ws, hotel.id, "natural_gas_generator", "天然气·后厨")
    meters = {
        ACCOUNT: boundary.put_meter(ws, rows["grid_electricity"], "5101-2345-67890", name="主楼", multiplier=Decimal(800))[0].id,
        GAS: boundary.put_meter(ws, str(kitchen.id), GAS)[0].id,
    }
    return Desk(ws, dossier, tmp_path, {**rows, "kitchen": str(kitchen.id)}, {key: str(one) for key, one in meters.items()})


def test_a_power_bill_becomes_a_draft_that_can_be_saved(desk: Desk) -> None:
    found = desk.of(*POWER)
    draft = found.draft
    assert found.settled
    assert (draft.subject, draft.meter_id) == (desk.rows["grid_electricity"], desk.meters[ACCOUNT])
    assert (draft.start, draft.last) == (date(2025, 6, 21), date(2025, 7, 20))
    assert (draft.quantity, draft.unit, draft.losses, draft.multiplier) == ("279,000", "kWh", "1,280", "800")
    assert (draft.reading_start, draft.reading_end, draft.amount_yuan, draft.invoice) == ("24,816.4", "25,163.55", "181,350", "DF-2025-07")
    assert (draft.sharp, draft.peak, draft.flat, draft.valley) == ("", "100,000", "99,000", "80,000")
    assert any(ACCOUNT in sentence for sentence in found.why)
    assert not found.warnings
    assert {"quantity", "start", "reading_end", "amount_yuan", "invoice"} <= found.spots.keys()
    assert billing.preview_bill(desk.ws, desk.dossier.id, draft).complete


def test_nothing_is_kept_by_a_proposal(desk: Desk) -> None:
    desk.of(*POWER)
    assert billing.bills_of(desk.ws, desk.dossier.id) == ()
    assert evidencing.files_in(desk.ws, desk.dossier.id) == ()


def test_the_same_number_and_the_same_file_name_the_earlier_record(desk: Desk) -> None:
    found = desk.of(*POWER)
    kept = evidencing.keep(desk.ws, desk.folder / "票.pdf")
    _change, record = billing.save_bill(desk.ws, desk.dossier.id, found.draft, files=[kept])
    again = desk.of(*POWER)
    assert {(use.record_id, use.by) for use in again.same_as} == {(record, "file"), (record, "invoice")}
    assert all("2025.6.21—7.20" in use.words for use in again.same_as)
    assert again.draft.evidence == (kept.id,)
    other = proposing.propose(desk.ws, desk.dossier.id, str(kept.id))
    assert other.draft.quantity == "279,000"


def test_an_e_invoice_takes_its_quantity_from_the_item_and_its_account_from_the_remark(desk: Desk) -> None:
    remark = f"户号:{ACCOUNT} 用电周期:2025-06-21至2025-07-20"
    found = desk.propose(new_xml(remark=remark), "数电票.xml")
    assert (found.draft.quantity, found.draft.unit, found.draft.invoice) == ("200,664", "kWh", NUMBER)
    assert found.draft.meter_id == desk.meters[ACCOUNT]
    assert found.draft.last == date(2025, 7, 20)
    assert not found.warnings
    assert {one.name for one in found.unused} == {"开票日期", "销售方", "销售方税号", "不含税金额", "税额"}
    printed = desk.propose(invoice(item(0, "*供电*电费", "千瓦时", "200664", "0.68", "136451.52", "17738.70"), remark=remark))
    assert printed.draft == found.draft
    assert "quantity" in printed.spots
    flat = desk.propose(ofd([(10.0, 10.0, f"户号：{ACCOUNT}")], parts={"a.xml": new_xml()}), "票.ofd")
    assert flat.draft.quantity == "200,664"


def test_gas_finds_its_row_by_the_account_among_several_rows(desk: Desk) -> None:
    found = desk.propose(OLD_XML, "票.xml")
    assert (found.draft.subject, found.draft.unit, found.draft.quantity) == (desk.rows["kitchen"], "Nm3", "7,064")
    assert any("立方米" in sentence and "Nm³" in sentence for sentence in found.why)
    unknown = desk.of("燃气费账单", "用气量：7,064 m³", "用气周期：2025-01-01 至 2025-01-31")
    assert not unknown.settled
    assert {desk.rows["kitchen"]} < {one.subject for one in unknown.candidates}
    chosen = desk.of("燃气费账单", "用气量：7,064 m³", "用气周期：2025-01-01 至 2025-01-31", subject=desk.rows["kitchen"])
    assert (chosen.draft.subject, chosen.draft.meter_id, chosen.draft.quantity) == (desk.rows["kitchen"], desk.meters[GAS], "7,064")


def test_an_account_that_is_not_registered_is_said_and_nothing_is_guessed(desk: Desk) -> None:
    found = desk.of("电费单", "户号：7777777", "用电量：10 kWh", "账期：2025-01-01 至 2025-01-31")
    assert not found.settled
    assert any("7777777" in sentence for sentence in found.warnings)
    assert desk.rows["grid_electricity"] in {one.subject for one in found.candidates}


def test_a_bill_for_something_else_than_its_account_is_not_settled(desk: Desk) -> None:
    found = desk.of("燃气费账单", f"户号：{ACCOUNT}", "用气量：10 m³")
    assert not found.settled
    assert any("外购电力" in sentence for sentence in found.warnings)
    forced = desk.of("燃气费账单", "用气量：10 m³", subject=desk.rows["grid_electricity"])
    assert any("不是同一种" in sentence for sentence in forced.warnings)
    assert forced.draft.quantity == ""


def test_an_invoice_of_money_only_gives_no_quantity(desk: Desk) -> None:
    found = desk.propose(invoice(item(0, "*供电*电费", "", "", "", "136451.52", "17738.70"), remark=f"户号：{ACCOUNT}"))
    assert (found.draft.quantity, found.draft.amount_yuan) == ("", "154,190.22")
    assert any("金额不能换算成用量" in sentence for sentence in found.warnings)


def test_several_items_are_added_only_when_they_are_of_one_name(desk: Desk) -> None:
    def items(first: str, second: str, unit: str = "千瓦时") -> bytes:
        one = "<IssuItemInformation><ItemName>*供电*{}</ItemName><MeaUnits>{}</MeaUnits><Quantity>{}</Quantity></IssuItemInformation>"
        return new_xml(one.format(first, "千瓦时", 100) + one.format(second, unit, 50), remark=f"户号:{ACCOUNT}")

    assert desk.propose(items("电费", "电费"), "a.xml").draft.quantity == "150"
    apart = desk.propose(items("电费", "电量电费"), "b.xml")
    assert apart.draft.quantity == ""
    assert any("分不清" in sentence for sentence in apart.warnings)
    assert desk.propose(items("电费", "基本电费", "千瓦"), "c.xml").draft.quantity == "100"


def test_a_unit_of_another_kind_is_not_taken(desk: Desk) -> None:
    found = desk.of("电费单", f"户号：{ACCOUNT}", "用电量：10 kvarh")
    assert found.draft.quantity == ""
    assert any("kvarh" in sentence for sentence in found.warnings)
    bare = desk.of("电费单", f"户号：{ACCOUNT}", "用电量：10")
    assert bare.draft.quantity == "10"
    assert any("没有印单位" in sentence for sentence in bare.warnings)
    large = desk.of("电费单", f"户号：{ACCOUNT}", "用电量：1.5 万千瓦时")
    assert (large.draft.quantity, large.draft.unit) == ("1.5", "10^4kWh")


def test_a_ton_on_a_water_bill_is_a_cubic_metre(desk: Desk) -> None:
    found = desk.of("水费单", "用水量：4,195 吨", "账期：2025-01-01 至 2025-01-31")
    assert (found.draft.subject, found.draft.quantity, found.draft.unit) == (desk.rows["tap_water"], "4,195", "m3")


def test_a_paper_to_somebody_else_is_warned_of(desk: Desk) -> None:
    found = desk.propose(
        new_xml().replace("示例酒店有限公司".encode(), "别家公司".encode()).replace(b"91510100MA00000152", b"91510100MA0000999X"), "a.xml"
    )
    assert any("别家公司" in sentence for sentence in found.warnings)
    assert any("税号" in sentence for sentence in found.warnings)


def test_days_come_from_the_paper_or_are_said_to_be_missing(desk: Desk) -> None:
    month = desk.of("电费单", f"户号：{ACCOUNT}", "电费年月：202506", "用电量：10 kWh")
    assert (month.draft.start, month.draft.last) == (date(2025, 6, 1), date(2025, 6, 30))
    assert any("暂按整月" in sentence for sentence in month.warnings)
    yearless = desk.of("电费单", f"户号：{ACCOUNT}", "电费月份：6月", "用电量：10 kWh")
    assert yearless.draft.start is None
    assert any("年份" in sentence for sentence in yearless.warnings)
    billing.save_bill(desk.ws, desk.dossier.id, desk.of(*POWER).draft)
    read_on = desk.of("电费单", f"户号：{ACCOUNT}", "本次抄表日期：2025-08-20", "本期示数：25,200.00", "用电量：10 kWh")
    assert (read_on.draft.start, read_on.draft.last) == (date(2025, 7, 21), date(2025, 8, 20))
    assert read_on.draft.multiplier == "800"


def test_metered_and_lost_power_are_not_added_up_in_silence(desk: Desk) -> None:
    metered = desk.of("电费单", f"户号：{ACCOUNT}", "抄见电量：10 kWh")
    assert metered.draft.quantity == "10"
    lossy = desk.of("电费单", f"户号：{ACCOUNT}", "抄见电量：10 kWh", "变损：1 kWh")
    assert (lossy.draft.quantity, lossy.draft.losses) == ("", "1")
    odd = desk.of("电费单", f"户号：{ACCOUNT}", "用电量：10 kWh", "线损：1 MWh", "变损：1 kWh", "峰 2 MWh")
    assert (odd.draft.losses, odd.draft.peak) == ("", "")


def test_an_estimate_and_a_credit_note_are_told(desk: Desk) -> None:
    assert desk.of("电费单", f"户号：{ACCOUNT}", "用电量：10 kWh", "结算：暂估").draft.estimated
    credit = desk.of("电费单", f"户号：{ACCOUNT}", "用电量：-10 kWh")
    assert credit.draft.quantity == "−10"
    assert any("红字" in sentence for sentence in credit.warnings)


def test_a_photo_a_scan_and_a_damaged_file_are_said_and_may_be_attached(desk: Desk) -> None:
    photo = desk.propose(b"\x89PNG", "照片.png", subject=desk.rows["grid_electricity"])
    assert photo.facts is None
    assert photo.draft.subject == desk.rows["grid_electricity"]
    assert photo.warnings
    assert "扫描件" in desk.propose(pdf([])).warnings[-1]
    assert "已损坏" in desk.propose(b"%PDF-1.4 nothing").warnings[0]


def test_what_cannot_be_opened_and_what_is_no_operation_is_refused(desk: Desk, ws: Workspace, hotel: Venue) -> None:
    with pytest.raises(FileError):
        proposing.propose(ws, desk.dossier.id, desk.folder / "没有.pdf")
    with pytest.raises(InputError):
        proposing.propose(ws, desk.dossier.id, "0" * 64)
    with pytest.raises(InputError):
        proposing.propose(ws, "none", desk.folder)


def test_a_row_that_is_no_longer_there_leaves_the_choice_open(desk: Desk) -> None:
    assert not desk.of(*POWER, subject="gone").settled


def test_the_draft_of_another_paper_differs(desk: Desk) -> None:
    first = desk.of(*POWER).draft
    assert replace(first, invoice="DF-2025-08") == desk.of(*(text.replace("DF-2025-07", "DF-2025-08") for text in POWER)).draft
