"""What an event answers for is taken out of its venue's year: exactly, once, explained, and never behind a lock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from core.accounting.netting import netted_records
from core.documents.reports.boundary import boundary_pdf
from core.documents.reports.package_words import excluded_text
from core.domain.dossier import Dossier
from core.domain.event import EventStage
from core.domain.finding import Severity
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import InputError, RuleError
from core.workflows import boundary, compiling, dossiers, events, explaining, filing, live_books, monthly, papering, recording
from core.workflows.datasheets import datasheet
from core.workflows.excluding import boundary_paper
from core.workflows.submission_views import ItemDraft
from core.workflows.submitting import touches
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace

GRID_2023 = Fraction("0.1564")
START, END = date(2025, 12, 19), date(2025, 12, 20)


@pytest.fixture
def power(ws: Workspace, hotel: Venue, dossier: Dossier) -> str:
    """The hotel's bought power, with 41,238 kWh in December; id of the source."""
    row = next(row for row in monthly.monthly_grid(ws, dossier.id).rows() if row.unit == "kWh" and "外购" in row.name)
    recording.enter_cells(ws, dossier.id, [CellEdit(str(row.subject), Month(2025, 12), "41238")])
    return str(row.subject)


@pytest.fixture
def event(ws: Workspace, hotel: Venue) -> str:
    """A settled event with 3,468 kWh of its own meter; id of its dossier."""
    form = replace(events.draft_form(ws, hotel.id, START, END), name="示例年会", kind="年会")
    made = events.new_event(ws, hotel.id, form)
    draft = ItemDraft(made.id, EventStage.HOLDING, "grid_electricity", "会场用电", estimate="3200", actual="0.3468万度")
    events.save_item(ws, draft)
    events.save_event(ws, replace(events.kept_form(ws, made.id), settled=True))
    return str(made.id)


def net(ws: Workspace, event: str, source: str) -> None:
    (item,) = events.items(ws, event)
    draft = ItemDraft(event, item.stage, item.type_code, item.name, item.id, estimate="3200", actual="0.3468万度", netted_from=source)
    events.save_item(ws, draft)


def total(ws: Workspace, dossier_id: str) -> Fraction:
    return compiling.inventory(ws, dossier_id).total()


def test_the_year_leaves_the_event_what_it_used_and_both_together_are_the_bill(
    ws: Workspace, dossier: Dossier, power: str, event: str
) -> None:
    before = total(ws, dossier.id)
    net(ws, event, power)
    taken = compiling.snapshot(ws, dossier.id)
    assert [(str(one.subject), one.month, one.micro) for one in taken.netted] == [(power, Month(2025, 12), -3_468_000_000)]
    assert total(ws, dossier.id) == before - Fraction(3468) * GRID_2023 / 1000
    assert total(ws, dossier.id) + total(ws, event) == before
    assert all(record.id in {one.id for one in taken.records} for record in taken.records)
    (netted,) = compiling.netted_events(ws, taken)
    assert (netted.name, netted.tonnes, netted.covered) == ("示例年会", Fraction(3468) * GRID_2023 / 1000, False)


def test_the_figure_says_what_was_taken_out(ws: Workspace, dossier: Dossier, power: str, event: str) -> None:
    net(ws, event, power)
    view = explaining.explain(ws, dossier.id, power)
    record = next(one for one in view.records if one.label == "扣除活动")
    assert record.share.replace("−", "-") == "-3,468"
    assert any("示例年会" in step for step in record.steps)
    grid = {str(row.subject): row for row in monthly.monthly_grid(ws, dossier.id).rows()}
    assert grid[power].cells[11].micro == 41_238_000_000  # what the bill says stays in its cell
    taken = compiling.snapshot(ws, dossier.id)
    assert any(touches(record, taken.dossier.period) for record in taken.netted)
    assert datasheet(ws.catalogue, taken, {})


def test_the_live_workbook_counts_the_same(ws: Workspace, dossier: Dossier, power: str, event: str, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    net(ws, event, power)
    live_books.write_live_book(ws, dossier.id, tmp_path / "账.xlsx")
    book = load_workbook(tmp_path / "账.xlsx", data_only=True)
    name = book.defined_names["total_tco2e"].attr_text
    sheet, cell = name.replace("'", "").replace("$", "").split("!")
    assert abs(Fraction(str(book[sheet][cell].value)) - total(ws, dossier.id)) < Fraction(1, 10**9)


def test_an_estimate_is_never_taken_out(ws: Workspace, dossier: Dossier, power: str, event: str) -> None:
    before = total(ws, dossier.id)
    net(ws, event, power)
    events.save_event(ws, replace(events.kept_form(ws, event), settled=False))
    assert total(ws, dossier.id) == before
    events.save_event(ws, replace(events.kept_form(ws, event), settled=True, stages=(EventStage.HOLDING,)))
    assert total(ws, dossier.id) < before
    recording.undo(ws)
    recording.undo(ws)
    assert total(ws, dossier.id) < before  # back to the settled event that was netted first


def test_only_a_source_that_can_hold_it_may_be_named(ws: Workspace, hotel: Venue, event: str) -> None:
    other = next(one for one in boundary.sources(ws, hotel.id) if one.type_code != "grid_electricity")
    for wrong in (str(other.id), "nobody"):
        with pytest.raises(InputError) as caught:
            net(ws, event, wrong)
        assert caught.value.code == "event.netted_from"
    assert compiling.snapshot(ws, event).items[0].netted_from is None


def test_a_source_left_out_later_holds_nothing(ws: Workspace, hotel: Venue, dossier: Dossier, power: str, event: str) -> None:
    net(ws, event, power)
    boundary.exclude_source(ws, power, "改由集团统一核算", None)
    assert compiling.snapshot(ws, dossier.id).netted == ()


def test_a_locked_year_keeps_its_figures(ws: Workspace, hotel: Venue, dossier: Dossier, power: str, event: str) -> None:
    net(ws, event, power)
    with ws.store.begin() as work:
        found = dossiers.dossier_in(work, dossier.id)
        change = work.journal.begin_change("锁定", "陈示例", ws.clock())
        work.dossiers.put(replace(found, status=type(found.status).LOCKED), change)
    (item,) = events.items(ws, event)
    for act in (
        lambda: events.remove_item(ws, item.id),
        lambda: events.save_event(ws, replace(events.kept_form(ws, event), settled=False)),
        lambda: events.save_event(ws, replace(events.kept_form(ws, event), start=date(2025, 11, 1))),
        lambda: net(ws, event, ""),
    ):
        with pytest.raises(RuleError) as caught:
            act()
        assert caught.value.code == "event.netted_locked"
    events.save_event(ws, replace(events.kept_form(ws, event), content="总结和表彰"))  # what nets nothing may change


def test_more_than_was_used_and_an_event_nobody_answers_for_are_found(ws: Workspace, dossier: Dossier, power: str, event: str) -> None:
    net(ws, event, power)
    found = {view.finding.rule: view for view in compiling.findings(ws, dossier.id)}
    assert "V51" not in found
    assert found["V52"].severity is Severity.WARN
    assert found["V52"].finding.place.record == event
    recording.enter_cells(ws, dossier.id, [CellEdit(power, Month(2025, 12), "3467")])
    found = {view.finding.rule: view for view in compiling.findings(ws, dossier.id)}
    assert found["V51"].severity is Severity.BLOCK
    assert "3,468" in found["V51"].message and "3,467" in found["V51"].message
    assert found["V51"].finding.place.month == Month(2025, 12)


def test_nothing_comes_of_an_item_without_an_actual_quantity(ws: Workspace, hotel: Venue, power: str, event: str) -> None:
    net(ws, event, power)
    form, units = events.kept_form(ws, event), ws.catalogue.units
    (item,) = events.items(ws, event)
    sources = boundary.sources(ws, hotel.id)
    bare = replace(item, actual=None, actual_micro=None)
    assert netted_records(form, [bare], sources, hotel.id, units) == ()
    assert netted_records(form, [replace(item, stage=EventStage.CLOSING)], sources, hotel.id, units) == ()
    assert len(netted_records(form, [item], sources, hotel.id, units)) == 1


def test_the_claim_of_the_year_names_the_event(ws: Workspace, dossier: Dossier, power: str, event: str) -> None:
    net(ws, event, power)
    assert any("示例年会" in line for line in filing.claim(ws, dossier.id).excluded)


def test_the_papers_name_the_event(ws: Workspace, dossier: Dossier, power: str, event: str) -> None:
    net(ws, event, power)
    desk = papering.desk(ws, dossier.id)
    pdf = boundary_pdf(boundary_paper(desk.package, desk.taken, desk.inventory))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).replace("\n", "")
    assert "另行核算的活动" in text
    assert "示例年会（2025年12月19日至20日的活动，另行核算，扣除 0.54 tCO2e）" in text.replace("₂", "2")
    assert "示例年会" in excluded_text(desk.package)
