"""The side panel shows what the explanation says: sums by scope, steps of a bill, remarks of a factor."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from core.domain.emission import EvidenceMark, Scope
from core.domain.inventory import FactorUse
from core.workflows.views import ExplainedFactor, ExplainedPart, ExplainedRecord, ExplainedRevision, Explanation
from ui.widgets.buttons import Button
from ui.widgets.explain_panel import ExplainPanel

USE = FactorUse("EF", Fraction(1, 20), "0.05", "kgCO2/kWh", "own:1", "供电合同附件", "第3页", 2025, EvidenceMark.UNCHECKED)
BILL = ExplainedRecord("r", "DF-1", "6.11—7.10", "60,000 kWh", "40,000", "kWh", False, (), ("60,000 kWh × 20/30 天 = 40,000 kWh",))
SOURCE = Explanation(
    "外购电力", "2025年6月", Scope.TWO, Fraction(2), "tCO2e", "100.0%", "100.0%", "40,000", "kWh", (),
    (ExplainedFactor(USE, "园区直供电", ("自有因子", "证明文件：检测报告.pdf")),), (BILL,), "40,000",
    (ExplainedRevision("2026-01-12T09:30:00+00:00", "陈示例", "电网因子 省级 → 全国", "核算口径"),), (), "",
)  # fmt: skip
PARTS = (ExplainedPart("gas", "天然气", Scope.ONE, Fraction(5, 4), ()), ExplainedPart("power", "外购电力", Scope.TWO, Fraction(3, 4), ()))


def texts(panel: ExplainPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


@pytest.fixture
def panel(qtbot: Any) -> ExplainPanel:
    made = ExplainPanel()
    qtbot.addWidget(made)
    return made


def test_bill_factor_and_change_are_told(panel: ExplainPanel) -> None:
    panel.show_explanation(SOURCE, of_year=False)
    said = texts(panel)
    for part in ("20/30 天", "自有因子", "证明文件：检测报告.pdf", "陈示例 核算口径：电网因子 省级 → 全国"):
        assert part in said


def test_sum_lists_its_parts_and_passes_a_source_on(panel: ExplainPanel, qtbot: Any) -> None:
    whole = replace(SOURCE, title="合计", parts=PARTS, records=(), rounding="因修约，各行两位小数相加与合计差 0.01 t")
    panel.show_explanation(whole, of_year=True)
    said = texts(panel)
    assert "1.25" in said
    assert "自有因子" not in said, "each source names its own"
    name = next(button for button in panel.findChildren(Button) if button.text() == "天然气")
    with qtbot.waitSignal(panel.source_asked) as asked:
        name.click()
    assert asked.args == ["gas"]


def test_intensity_shows_how_it_follows(panel: ExplainPanel) -> None:
    found = replace(
        SOURCE, title="单位面积", unit="kgCO2e/㎡·a", figure=Fraction(81, 2), sentence="2 tCO2e × 1,000 ÷ 49 ㎡", records=(), factors=()
    )
    panel.show_explanation(found, of_year=True)
    assert "40.5" in texts(panel)
    assert "÷ 49 ㎡" in texts(panel)
