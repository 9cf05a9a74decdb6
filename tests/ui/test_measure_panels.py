"""The tab of measured savings and the dialog of own measures, on the page itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.measure import MeasureState
from core.domain.reduction import ProofMethod
from core.workflows import own_measures, reducing, saving_proofs
from core.workflows.saving_proofs import ProofRow
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.pages.measures import PROOF, MeasuresPage
from ui.widgets.fields import Line
from ui.widgets.own_measure_dialog import OwnMeasureDialog
from ui.widgets.proof_panel import ProofPanel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """A hotel with 2024 whole and eleven months of 2025."""
    made = open_window(Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang")), tmp_path, (MeasuresPage,))
    yield made
    made.tasks.finish()
    drop_window(made)


def page_of(window: MainWindow) -> MeasuresPage:
    page = window.page("measures")
    assert isinstance(page, MeasuresPage)
    return page


def panel_of(window: MainWindow) -> ProofPanel:
    page = page_of(window)
    page.show_tab(PROOF)
    (panel,) = page.findChildren(ProofPanel)
    return panel


def carry_out(window: MainWindow) -> None:
    session = window.session
    session.apply(reducing.set_measure(session.workspace, session.venue_id, "C11", {"G": "200000"}))
    done = reducing.change_state(session.workspace, session.venue_id, "C11", MeasureState.DONE, done_on=date(2024, 12, 20))
    session.apply(done)


def row_of(window: MainWindow) -> ProofRow:
    (row,) = saving_proofs.proofs_view(window.session.workspace, window.session.dossier_id).rows
    return row


def type_in(field: object, text: str) -> None:
    assert isinstance(field, Line)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_without_a_measure_carried_out_the_tab_says_so(window: MainWindow) -> None:
    assert "还没有已实施的措施" in "".join(words_in(panel_of(window)))


def test_months_are_typed_compared_and_refused_where_they_are_missing(window: MainWindow) -> None:
    carry_out(window)
    panel = panel_of(window)
    assert "还没有登记实测" in panel.verdict.plain()
    assert not panel.verify.isEnabled() and "还没有登记实测" in panel.verify.toolTip()
    type_in(panel.form.rows["last"].editor, "2025-12")
    assert "2025-12" in panel.form.rows["last"].error()
    type_in(panel.form.rows["note"].editor, "first")
    row = row_of(window)
    assert row.proof is not None and len(row.months) == 11
    assert panel.chart.accessibleName().startswith("11 个月")
    assert row.fit in panel.fit.plain()


def test_a_typed_driver_takes_a_column_of_numbers(window: MainWindow) -> None:
    carry_out(window)
    panel = panel_of(window)
    panel.form.typed.setFocus()
    panel.form.typed.setPlainText("viel")
    panel.form.typed.clearFocus()
    panel.form.kept.emit("typed_values")
    assert "第 1 行" in panel.form.rows["typed_values"].error()
    panel.form.typed.setPlainText("\n".join(str(100 + number * 7 % 50) for number in range(23)))
    panel.form.kept.emit("typed_values")
    proof = row_of(window).proof
    assert proof is not None and len(proof.typed_values) == 23 and proof.typed_values["2025-11"] == 100 + 22 * 7 % 50


def test_a_meter_takes_one_number_and_undo_takes_it_back(window: MainWindow) -> None:
    carry_out(window)
    panel = panel_of(window)
    panel.form.method.set_value(ProofMethod.METER.value)
    panel.form.kept.emit("method")
    type_in(panel.form.rows["metered"].editor, "6100")
    row = row_of(window)
    assert (row.measured, row.refusal) == (6100, "还没有佐证文件。")
    assert "6,100" in panel.verdict.plain() or "还没有佐证文件" in panel.verdict.plain()
    panel.remove.click()
    QApplication.processEvents()
    assert row_of(window).proof is None


def test_an_own_measure_is_described_with_a_preview_and_refused_at_its_field(window: MainWindow) -> None:
    dialog = OwnMeasureDialog(page_of(window), window.session)
    dialog.open()
    name = dialog.rows["name"].editor
    assert isinstance(name, Line)
    dialog.send()
    assert dialog.rows["name"].error()
    name.setText("换门")
    dialog.formula.setPlainText("dE = n*e")
    dialog.parameters.setPlainText("n 1~90 (默认 4)")
    assert dialog.preview.plain() == "公式里的「e」没有数值。"
    dialog.send()
    assert "e" in dialog.rows["formula"].error()
    dialog.parameters.setPlainText("n 1~90 (默认 4)\ne [kWh/a] 10~90000 (默认 12000)")
    assert "tCO₂e" in dialog.preview.plain()
    dialog.send()
    (made,) = own_measures.all_measures(window.session.workspace)
    assert (made.id, made.name, made.venue_types) == ("X01", "换门", ("hotel",))
    candidates = reducing.plan_view(window.session.workspace, window.session.dossier_id).candidates
    assert "X01" in {one.measure.id for one in candidates}
