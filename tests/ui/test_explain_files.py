"""The files behind a figure in the side panel: told with kind and size, shown in a window, taken off and put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from core.domain.finding import Place
from core.workflows import evidencing, explaining, recording
from core.workflows.views import ExplainedFile, Explanation
from tests.documents.invoice_case import lines, pdf
from tests.ui.test_explain_panel import BILL, SOURCE
from ui.file_deeds import FileDeeds
from ui.main_window import MainWindow
from ui.widgets.buttons import Button
from ui.widgets.explain_files import FileWindow
from ui.widgets.explain_panel import ExplainPanel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

PAPER = ExplainedFile("e1", "电费单.pdf", "PDF", "214 KB")
PROVEN = replace(SOURCE, records=(replace(BILL, evidence=("电费单.pdf",), files=(PAPER,)),), proven="98.2%")


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def links(widget: QWidget) -> dict[str, Button]:
    return {button.text(): button for button in widget.findChildren(Button) if button.isVisibleTo(widget)}


@pytest.fixture
def panel(qtbot: Any) -> ExplainPanel:
    made = ExplainPanel()
    qtbot.addWidget(made)
    return made


def test_files_are_told_with_kind_size_and_share(panel: ExplainPanel) -> None:
    panel.show_explanation(PROVEN, of_year=False)
    said = texts(panel)
    for part in ("98.2%", "电费单.pdf", "PDF", "214 KB"):
        assert part in said
    assert not {"预览", "取下"} & links(panel).keys(), "nobody listens"


def test_what_is_asked_names_record_and_file(panel: ExplainPanel, qtbot: Any) -> None:
    asked: list[tuple[str, str, str]] = []
    panel.evidence_asked.connect(lambda record, file: asked.append(("show", record, file)))
    panel.detach_asked.connect(lambda record, file: asked.append(("off", record, file)))
    panel.show_explanation(PROVEN, of_year=False)
    for verb in ("预览", "取下"):
        links(panel)[verb].click()
    assert asked == [("show", "r", "e1"), ("off", "r", "e1")]
    assert links(panel)["取下"].accessibleName() == "取下 电费单.pdf"


def test_many_files_are_cut_and_a_figure_without_records_has_no_section(panel: ExplainPanel) -> None:
    many = tuple(replace(PAPER, evidence_id=str(number), name=f"第{number}份.pdf") for number in range(20))
    panel.show_explanation(replace(PROVEN, records=(replace(BILL, files=many),)), of_year=False)
    assert "另有 6 份" in texts(panel)
    panel.show_explanation(replace(PROVEN, records=()), of_year=False)
    assert "98.2%" not in texts(panel)


@pytest.fixture
def ready(open_ledger: Callable[[bool], MainWindow], tmp_path: Path) -> tuple[MainWindow, Explanation, str]:
    """A year with a bill that has a paper of its own."""
    window = open_ledger(True)
    window.go(Place("inventory"))
    ws, dossier = window.session.workspace, str(window.session.dossier_id)
    found = next(one for one in explaining.explain_sources(ws, dossier) if one.records)
    file = tmp_path / "附页.pdf"
    file.write_bytes(pdf(lines("电费单", "用电量：1 kWh")))
    evidence = evidencing.attach(ws, dossier, [found.records[0].record_id], file).file.evidence_id
    return window, found, evidence


def test_a_file_is_shown_in_a_window_of_its_own(ready: tuple[MainWindow, Explanation, str]) -> None:
    window, found, evidence = ready
    deeds = FileDeeds(window.session, window, window)
    deeds.preview(found.records[0].record_id, evidence)
    (shown,) = window.findChildren(FileWindow)
    file = shown.view.file()
    assert file is not None
    assert file.name == "附页.pdf"
    assert shown.view.drawn()
    shown.close()


def test_a_file_is_taken_off_and_undo_puts_it_back(ready: tuple[MainWindow, Explanation, str]) -> None:
    window, found, evidence = ready
    panel = ExplainPanel(parent=window)
    deeds = FileDeeds(window.session, window, window)
    deeds.serve(panel)
    record = found.records[0].record_id
    ws = window.session.workspace
    panel.detach_asked.emit(record, evidence)
    assert evidence not in {one.evidence_id for one in evidencing.files_of(ws, record)}
    recording.undo(ws)
    assert evidence in {one.evidence_id for one in evidencing.files_of(ws, record)}
    panel.detach_asked.emit("none", evidence)


def test_a_copy_is_saved_where_the_person_wants_it(
    ready: tuple[MainWindow, Explanation, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, found, evidence = ready
    deeds = FileDeeds(window.session, window, window)
    monkeypatch.setattr(window, "ask_save_path", lambda *_words: str(tmp_path / "副本.pdf"))
    deeds.preview(found.records[0].record_id, evidence)
    (shown,) = [one for one in window.findChildren(FileWindow) if one.isVisible()]
    shown.view.save_asked.emit(shown.view.file())
    assert (tmp_path / "副本.pdf").read_bytes() == (tmp_path / "附页.pdf").read_bytes()
    shown.close()
