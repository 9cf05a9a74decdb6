"""An event that the venue only takes part in: no form of its own to file, an application instead, and its own share alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from core.domain.event import EventLevel, EventRole, EventStage
from core.domain.organization import Venue
from core.errors import UsageError
from core.workflows import compiling, events, filing, papering, reporting
from core.workflows.submission_views import ItemDraft
from core.workflows.workspace import Workspace


@pytest.fixture
def joined(ws: Workspace, hotel: Venue) -> str:
    start = events.draft_form(ws, hotel.id, date(2025, 11, 5), date(2025, 11, 7))
    form = replace(
        start,
        name="示例旅游博览会",
        organizer="示例会展有限公司",
        place="示例会展中心",
        kind="展览",
        role=EventRole.PARTICIPANT,
        level=EventLevel.NATIONAL,
        promised=True,
    )
    made = events.new_event(ws, hotel.id, form)
    events.save_item(ws, ItemDraft(made.id, EventStage.HOLDING, "grid_electricity", "展位用电", estimate="420", actual="446"))
    return str(made.id)


def test_a_participant_files_no_form(ws: Workspace, joined: str, tmp_path: Path) -> None:
    rules = {view.finding.rule for view in compiling.findings(ws, joined)}
    assert not rules & {"E01", "E09", "V40"}
    for kind in ("form1", "form2"):
        with pytest.raises(UsageError) as caught:
            reporting.write_report(ws, joined, kind, tmp_path / "表.pdf")
        assert caught.value.code == "report.participant"
    assert papering.form2_rows(papering.desk(ws, joined)) == ()


def test_an_organizer_still_does(ws: Workspace, joined: str) -> None:
    events.save_event(ws, replace(events.kept_form(ws, joined), role=EventRole.ORGANIZER))
    assert {"E01", "E09", "V40"} <= {view.finding.rule for view in compiling.findings(ws, joined)}


def test_the_application_speaks_of_taking_part(ws: Workspace, joined: str, tmp_path: Path) -> None:
    assert "参加「示例旅游博览会」" in filing.claim(ws, joined).wording
    out = tmp_path / "申请书.pdf"
    reporting.write_report(ws, joined, "application", out)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages).replace("\n", "")
    assert "本单位是参加者" in text
    assert "参加「示例旅游博览会」" in text
