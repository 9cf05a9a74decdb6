"""A figure says how it came about: readings, units, calendar days, factors with their proof, and who changed what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core.domain.activity import ActivityRecord, RecordId, RecordKind, StockTake, Subject, TimeOfUse
from core.domain.dossier import Dossier, DossierStatus, MethodChoice
from core.domain.edition import CatalogueEdition, EditionAct
from core.domain.emission import GridScope, MethodProfile, Scope2Basis
from core.domain.organization import Venue
from core.domain.period import Month
from core.domain.quantity import Quantity, to_row_unit
from core.errors import InputError, RuleError
from core.workflows import boundary, compiling, dossiers, explaining, own_factors, quoting, recording
from core.workflows.explaining_changes import changes_of_dossier
from core.workflows.explaining_figures import Asked, Figure, explain_figure
from core.workflows.views import CellEdit, Explanation
from core.workflows.workspace import Workspace

JUNE = Month(2025, 6)


def power_of(ws: Workspace, hotel: Venue) -> Subject:
    return Subject(next(one.id for one in boundary.sources(ws, hotel.id) if one.type_code == "grid_electricity"))


def put_bill(ws: Workspace, hotel: Venue, start: date, end: date, value: str, unit: str = "kWh", **changes: Any) -> None:
    """A bill of [start, end) on the power row."""
    amount = Quantity(Decimal(value), unit)
    record = ActivityRecord(
        RecordId(f"bill {start}"), hotel.id, power_of(ws, hotel), RecordKind.BILL, amount,
        to_row_unit(amount, "kWh", ws.catalogue.units).micro, start=start, end=end, invoice="DF-1",
    )  # fmt: skip
    with ws.job("票据") as job:
        job.work.activities.put(replace(record, **changes), job.change)


def june(ws: Workspace, hotel: Venue, dossier: Dossier) -> Explanation:
    return explaining.explain(ws, dossier.id, power_of(ws, hotel), JUNE)


# ---------------------------------------------------------------- from the paper to the quantity


def test_a_bill_over_two_months_shows_its_days(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    put_bill(ws, hotel, date(2025, 6, 11), date(2025, 7, 11), "60000")
    (record,) = june(ws, hotel, dossier).records
    assert record.steps == ("60,000 kWh × 20/30 天 = 40,000 kWh",)
    assert (record.share, june(ws, hotel, dossier).lines[0].formula) == ("40,000", "40,000 kWh × 0.1564 kgCO2/kWh ÷ 1,000")
    whole = explaining.explain(ws, dossier.id, power_of(ws, hotel))
    assert whole.records[0].steps == ()


def test_days_that_leave_a_remainder_say_so(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    put_bill(ws, hotel, date(2025, 6, 11), date(2025, 7, 11), "60001")
    (record,) = june(ws, hotel, dossier).records
    assert record.steps == ("60,001 kWh × 20/30 天 = 40,000.666667 kWh（取六位小数，各月之和不变）",)


def test_readings_ratio_and_what_the_bill_adds(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    readings = {"reading_start": Decimal("100.5"), "reading_end": Decimal("150.5"), "multiplier": Decimal(800)}
    put_bill(ws, hotel, date(2025, 6, 1), date(2025, 7, 1), "40120", **readings)
    (record,) = june(ws, hotel, dossier).records
    assert record.steps == ("示数（150.5 − 100.5）× 倍率 800 = 40,000 kWh，票面另计 120 kWh（变损、线损或换表）",)


def test_losses_and_times_of_use_are_part_of_the_calculation(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    readings = {"reading_start": Decimal("100.5"), "reading_end": Decimal("150.5"), "multiplier": Decimal(800), "losses": Decimal(1280)}
    times = TimeOfUse(peak=Decimal(20_000), valley=Decimal(21_280))
    put_bill(ws, hotel, date(2025, 6, 1), date(2025, 7, 1), "41280", time_of_use=times, **readings)
    assert june(ws, hotel, dossier).records[0].steps == (
        "示数（150.5 − 100.5）× 倍率 800 = 40,000 kWh，加变损线损 1,280 kWh = 41,280 kWh",
        "其中 峰 20,000 + 谷 21,280 = 41,280 kWh",
    )
    put_bill(ws, hotel, date(2025, 6, 1), date(2025, 7, 1), "41300", **readings)
    (step,) = june(ws, hotel, dossier).records[0].steps
    assert step.endswith("= 41,280 kWh，与票面差 20 kWh（换表或抄表误差）")


def test_what_was_used_is_explained_from_the_store(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    stock = StockTake(Decimal(30), Decimal(200), Decimal(50))
    put_bill(ws, hotel, date(2025, 6, 1), date(2025, 7, 1), "180", stock=stock)
    assert june(ws, hotel, dossier).records[0].steps == ("期初库存 30 + 本期购入 200 − 期末库存 50 = 180 kWh",)


def test_another_unit_is_converted_in_the_open(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    put_bill(ws, hotel, date(2025, 6, 1), date(2025, 7, 1), "3", "10^4kWh")
    assert june(ws, hotel, dossier).records[0].steps == ("3 万kWh × 10,000 = 30,000 kWh",)
    put_bill(ws, hotel, date(2025, 6, 1), date(2025, 7, 1), "1", "GJ")
    (step,) = june(ws, hotel, dossier).records[0].steps
    assert step == "1 GJ × 2,500/9 = 277.777778 kWh（取六位小数）"


def test_corrections_credits_and_months_without_use_are_named(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    whole = date(2025, 6, 1), date(2025, 7, 1)
    put_bill(ws, hotel, *whole, "90", id=RecordId("estimate"), estimated=True)
    put_bill(ws, hotel, *whole, "100", id=RecordId("bill"), corrects=RecordId("estimate"))
    put_bill(ws, hotel, *whole, "-20", id=RecordId("credit"), reverses=RecordId("bill"))
    steps = {one.record_id: one.steps for one in june(ws, hotel, dossier).records}
    assert steps == {
        "bill": ("更正票据 DF-1，原来的 90 kWh 不再计入", "另有冲正 DF-1：−20 kWh"),
        "credit": ("冲正票据 DF-1，从用量中减去",),
    }
    dossiers.operation_dossier(ws, hotel.id, 2026, make=True)
    put_bill(ws, hotel, date(2026, 6, 1), date(2026, 7, 1), "20", id=RecordId("later"))
    put_bill(ws, hotel, *whole, "-20", id=RecordId("credit"), reverses=RecordId("later"))
    put_bill(ws, hotel, *whole, "100", id=RecordId("bill"), corrects=RecordId("later"))
    steps = {one.record_id: one.steps for one in june(ws, hotel, dossier).records}
    assert (steps["credit"], steps["bill"]) == (("冲正，从用量中减去",), ("更正了先前的暂估",))
    recording.set_zero_reason(ws, dossier.id, power_of(ws, hotel), Month(2025, 8), "停业装修")
    august = explaining.explain(ws, dossier.id, power_of(ws, hotel), Month(2025, 8))
    assert august.records[0].steps == ("无用量：停业装修",)


# ---------------------------------------------------------------- factors and changes


def test_an_own_factor_is_flagged_and_names_its_proof(ws: Workspace, hotel: Venue, dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "检测报告.pdf").write_bytes(b"%PDF-1.4 proof")
    recording.enter_cells(ws, dossier.id, [CellEdit(power_of(ws, hotel), JUNE, "1000")])
    made, _change = own_factors.add_own_factor(ws, "园区直供电", "0.05", "kgCO2/kWh", "供电合同附件", files=(tmp_path / "检测报告.pdf",))
    own_factors.use_own_factor(ws, power_of(ws, hotel), made.factor_id)
    found = june(ws, hotel, dossier)
    (factor,) = found.factors
    assert factor.proof == ("检测报告.pdf",)
    assert factor.remarks == ("自有因子", "证明文件：检测报告.pdf")
    assert any(one.about == "排放源" and one.text == "因子 — → 园区直供电" and one.author == "陈示例" for one in found.revisions)
    bare, _change = own_factors.add_own_factor(ws, "口头报价", "0.06", "kgCO2/kWh", "电话记录")
    own_factors.use_own_factor(ws, power_of(ws, hotel), bare.factor_id)
    assert "没有证明文件" in june(ws, hotel, dossier).factors[0].remarks
    own_factors.attach_proof(ws, bare.factor_id, tmp_path / "检测报告.pdf")
    assert any(one.about == "自有因子" and one.text == "证明文件 0 份 → 1 份" for one in june(ws, hotel, dossier).revisions)


def test_who_changed_the_method_and_when_is_told_and_printed(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    recording.enter_cells(ws, dossier.id, [CellEdit(power_of(ws, hotel), JUNE, "1000")])
    chosen = replace(dossier.method, grid=GridScope.NATION, profile=MethodProfile.P1)
    dossiers.set_method(ws, dossier.id, chosen)
    changed = next(one for one in june(ws, hotel, dossier).revisions if one.about == "核算口径")
    assert (changed.author, changed.text) == ("陈示例", "口径 P2 → P1，电网因子 省级 → 全国")
    taken = compiling.snapshot(ws, dossier.id)
    paper = quoting.footprint_paper(ws, taken, compiling.inventory_of(taken))
    assert paper.method_changes == (f"{changed.at.partition('T')[0]} 陈示例：口径 P2 → P1，电网因子 省级 → 全国",)


def test_a_row_that_becomes_another_says_what_it_was(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    row = power_of(ws, hotel)
    recording.enter_cells(ws, dossier.id, [CellEdit(row, JUNE, "1000")])
    recording.enter_cells(ws, dossier.id, [CellEdit(row, JUNE, "1200")])
    boundary.change_source(ws, row, name="外购电力·新户")
    texts = [one.text for one in june(ws, hotel, dossier).revisions]
    assert "1,000 → 1,200" in texts
    assert any(text.endswith("→ 外购电力·新户") for text in texts)


def test_locking_and_editions_are_told_as_far_as_they_reached_the_dossier(ws: Workspace, dossier: Dossier) -> None:
    first = ws.catalogue.digest
    with ws.store.begin() as work:
        for act, day in ((EditionAct.BEGIN, "01"), (EditionAct.ADOPT, "02"), (EditionAct.ROLL_BACK, "03")):
            work.editions.put_in_force(first, act, at=f"2026-02-{day}T09:00:00+00:00", author="林示例", note="因子更新")
    with ws.job("锁定") as job:
        job.work.dossiers.put(replace(dossier, status=DossierStatus.LOCKED), job.change)
    taken = compiling.snapshot(ws, dossier.id)
    found = changes_of_dossier(ws, taken)
    assert [(one.about, one.author) for one in found] == [("因子库", "林示例"), ("因子库", "林示例"), ("档案", "陈示例")]
    assert found[0].text.startswith("退回 ")
    assert found[1].text.endswith("版，因子更新")
    assert found[2].text == "锁定核算"
    with ws.store.begin() as work:
        work.editions.keep(CatalogueEdition("0" * 64, "后来的", b""))
        work.editions.put_in_force("0" * 64, EditionAct.ADOPT, at="2026-02-04T09:00:00+00:00", author="林示例")
    assert changes_of_dossier(ws, taken) == found
    with pytest.raises(RuleError, match="已锁定"):
        dossiers.set_method(ws, dossier.id, MethodChoice(grid=GridScope.NATION))


# ---------------------------------------------------------------- other figures


@pytest.mark.parametrize("name", ["nothing", "scope", "total:1", "scope:4", "gas:XX", "gas:SF6", "intensity:none"])
def test_a_figure_that_is_not_there_is_refused_in_words(ws: Workspace, dossier: Dossier, name: str) -> None:
    with pytest.raises(InputError):
        explain_figure(ws, dossier.id, Asked.of(name))


def test_an_intensity_without_its_denominator_is_unanswered(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    recording.enter_cells(ws, dossier.id, [CellEdit(power_of(ws, hotel), JUNE, "1000")])
    code = next(one.code for one in compiling.inventory(ws, dossier.id).intensities if one.value is None)
    found = explain_figure(ws, dossier.id, Asked(Figure.INTENSITY, code))
    assert (found.shown_figure, found.sentence) == ("—", "")
    assert "还没有数" in found.unanswered


def test_what_is_in_no_sum_is_said_beside_it(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    recording.enter_cells(ws, dossier.id, [CellEdit(power_of(ws, hotel), JUNE, "1000")])
    found = explain_figure(ws, dossier.id, Asked())
    assert "未核算，不在合计内" in found.note
    assert found.figure == Fraction(1564, 10000)
    assert found.scope_sums() == {found.parts[0].scope: found.figure}
    assert explain_figure(ws, dossier.id, Asked(Figure.OFFSET)).shown_figure == "1"


def test_the_market_based_total_is_not_explained_without_proof(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    green, _change = boundary.add_source(ws, hotel.id, "green_certificate", "绿证")
    row = Subject(green.id)
    recording.enter_cells(ws, dossier.id, [CellEdit(power_of(ws, hotel), JUNE, "9000"), CellEdit(row, JUNE, "1000 kWh")])
    with pytest.raises(RuleError, match="6 月没有附证书编号和核销凭证"):
        explain_figure(ws, dossier.id, Asked(Figure.MARKET))
    market = replace(dossier.method, basis=Scope2Basis.MARKET)
    with pytest.raises(RuleError, match="凭证"):
        explain_figure(ws, dossier.id, Asked(), market)
