"""附表1 in addressed copies, blank forms, and the number that binds the pages of every report the program writes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.domain.dossier import Dossier
from core.domain.event import EventForm
from core.domain.organization import Venue
from core.errors import RuleError, UsageError
from core.workflows import addressing, events, papering, reporting
from core.workflows.addressing import FormCopy
from core.workflows.workspace import Workspace
from tests.documents.paper_case import pages_of, text_of
from tests.documents.test_bound_pages import bound
from tests.workflows.test_events import event_file


@pytest.fixture
def event(ws: Workspace, hotel: Venue, tmp_path: Path) -> Dossier:
    return events.load_event(ws, hotel.id, event_file(tmp_path))


def printed(desk: papering.Desk, copy: FormCopy, **changes: object) -> list[str]:
    """The pages of a copy of the form, with some fields changed."""
    form = desk.package.event
    assert form is not None
    changed = replace(desk, package=replace(desk.package, event=replace(form, **changes)))  # type: ignore[arg-type]
    return ["".join(page.split()) for page in pages_of(addressing.form1_copies(changed, copy))]


def test_each_copy_names_whom_it_goes_to_and_is_a_paper_of_its_own(ws: Workspace, event: Dossier) -> None:
    desk = papering.desk(ws, event.id)
    assert desk.package.event is not None
    assert desk.package.event.region == "510100"
    (report,) = printed(desk, FormCopy.REPORT)
    assert "报送件报送：成都市生态环境局" in report
    (platform,) = printed(desk, FormCopy.PLATFORM, copied_on=date(2025, 12, 9))
    assert "抄送件抄送：碳中和创新服务平台" in platform
    assert "2025年12月9日" in platform
    chosen = printed(desk, FormCopy.BOTH, bureau="513200", filed_on=date(2025, 12, 8))
    assert ["报送：阿坝藏族羌族自治州生态环境局" in page for page in chosen] == [True, False]
    assert ["2025年12月8日" in page for page in chosen] == [True, False]
    assert all("第1页，共1页" in page for page in chosen)
    assert "件报送：" not in printed(desk, FormCopy.PLAIN)[0] == "".join(text_of(papering.form1(desk)).split())


def test_without_a_known_division_only_the_copy_to_the_platform_can_be_addressed(ws: Workspace, event: Dossier) -> None:
    desk = papering.desk(ws, event.id)
    for copy in (FormCopy.REPORT, FormCopy.BOTH):
        with pytest.raises(RuleError, match="哪个市（州）") as refused:
            printed(desk, copy, region="510000")
        assert refused.value.code == "form1.bureau"
    assert len(printed(desk, FormCopy.PLATFORM, region="510000")) == 1


def test_the_bureau_follows_from_the_choice_and_else_from_the_place(ws: Workspace, event: Dossier) -> None:
    form: EventForm = events.event(ws, event.id)
    assert addressing.bureau_of(replace(form, region="510107")) == "成都市生态环境局"
    assert addressing.bureau_of(replace(form, bureau="511500")) == "宜宾市生态环境局"
    assert len(addressing.bureaus()) == 21


def test_blank_forms_hold_nothing_of_the_ledger(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    for kind in ("form1", "form2"):
        reporting.write_blank_form(kind, tmp_path / f"{kind}.pdf")
        assert "示例" not in text_of((tmp_path / f"{kind}.pdf").read_bytes())
    assert addressing.form1_copies(papering.desk(ws, event.id), FormCopy.BLANK) == (tmp_path / "form1.pdf").read_bytes()
    reporting.write_blank_form("form2", tmp_path / "附表2.XLSX")
    sheet = load_workbook(tmp_path / "附表2.XLSX").active
    assert [sheet.cell(row, 1).value for row in range(4, 8)] == ["1", "2", "3", "…"]
    with pytest.raises(UsageError, match="空白表"):
        reporting.write_blank_form("footprint", tmp_path / "x.pdf")


def test_only_form1_has_copies(ws: Workspace, event: Dossier, tmp_path: Path) -> None:
    reporting.write_report(ws, event.id, "form1", tmp_path / "1.pdf", FormCopy.BOTH)
    assert len(pages_of((tmp_path / "1.pdf").read_bytes())) == 2
    with pytest.raises(UsageError, match="只有附表1"):
        reporting.write_report(ws, event.id, "form2", tmp_path / "2.pdf", FormCopy.REPORT)


@pytest.mark.parametrize("kind", ["footprint", "plan", "budget", "record", "programmes", "statement", "application"])
def test_every_report_of_the_year_is_bound_by_its_number(kind: str, ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    for name in ("1.pdf", "2.pdf"):
        reporting.write_report(ws, dossier.id, kind, tmp_path / name)
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    assert re.fullmatch(r"[0-9a-f]{12}", bound((tmp_path / "1.pdf").read_bytes()))
