"""A month is closed when what it holds can be relied on; what was open and who did it stays known."""

from __future__ import annotations

from datetime import date

import pytest

from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import InputError, RuleError
from core.workflows import boundary, closing, monthly, recording
from core.workflows.closing_views import Open
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace

JANUARY, FEBRUARY, MARCH = Month(2025, 1), Month(2025, 2), Month(2025, 3)


def _fill(ws: Workspace, dossier: Dossier, *months: Month) -> None:
    """A figure in every cell that wants one."""
    rows = [row for row in monthly.monthly_grid(ws, dossier.id).rows() if row.required]
    figures = {"output:room_nights_available": "9000", "output:days_open": "28"}
    recording.enter_cells(
        ws, dossier.id, [CellEdit(row.subject, month, figures.get(str(row.subject), "20")) for row in rows for month in months]
    )


def _kinds(ws: Workspace, dossier: Dossier, month: Month) -> dict[Open, bool]:
    return {point.kind: point.forbids for point in closing.review(ws, dossier.id, month).points}


def test_a_month_with_empty_cells_is_not_closed_and_the_sentence_names_them(ws: Workspace, dossier: Dossier) -> None:
    found = closing.review(ws, dossier.id, MARCH)
    assert not found.closable
    assert (found.points[0].kind, found.points[0].forbids) == (Open.EMPTY, True)
    assert found.earlier == (JANUARY, FEBRUARY)
    with pytest.raises(RuleError, match="格待填"):
        closing.close(ws, dossier.id, MARCH)
    assert not closing.closures(ws, dossier.id)


def test_what_is_only_asked_may_stand(ws: Workspace, dossier: Dossier) -> None:
    _fill(ws, dossier, MARCH)
    kinds = _kinds(ws, dossier, MARCH)
    assert kinds[Open.EVIDENCE] is False
    assert Open.EMPTY not in kinds
    closing.close(ws, dossier.id, MARCH)
    assert recording.undo(ws) is None, "closing ends what can be undone"
    closed = closing.closures(ws, dossier.id)[MARCH]
    assert [(one.closed, one.author) for one in closed] == [(True, ws.author)]


def test_the_months_before_go_along_in_one_act_or_forbid_it(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    _fill(ws, dossier, FEBRUARY, MARCH)
    found = closing.review(ws, dossier.id, MARCH)
    assert dict(found.in_the_way) == {JANUARY: 1}
    with pytest.raises(RuleError, match="1 月还有 1 处"):
        closing.close(ws, dossier.id, MARCH, with_earlier=True)
    _fill(ws, dossier, JANUARY)
    closing.close(ws, dossier.id, MARCH, with_earlier=True)
    assert monthly.monthly_grid(ws, dossier.id).closed == {JANUARY, FEBRUARY, MARCH}
    with ws.store.read() as work:
        assert work.journal.entries(1)[0].label == "月结 2025年1月—3月"
    assert closing.close(ws, dossier.id, MARCH) == frozenset(), "closed twice is closed once"


def test_reopening_asks_for_a_reason_and_both_stay_known(ws: Workspace, dossier: Dossier) -> None:
    _fill(ws, dossier, MARCH)
    closing.close(ws, dossier.id, MARCH)
    with pytest.raises(InputError):
        closing.reopen(ws, dossier.id, MARCH, "  ")
    closing.reopen(ws, dossier.id, MARCH, "补录  更正发票")
    assert [(one.closed, one.reason) for one in closing.closures(ws, dossier.id)[MARCH]] == [(True, ""), (False, "补录 更正发票")]
    assert closing.reopen(ws, dossier.id, FEBRUARY, "没有月结过") == frozenset()


def test_a_month_that_is_not_over_yet_says_so(ws: Workspace, dossier: Dossier) -> None:
    last = dossier.period.end
    assert ws.today() > date(2025, 3, 31)
    words = [point.words for point in closing.review(ws, dossier.id, last).points]
    assert ("这个月还没有过完" in words) is (ws.today() < last.plus(1).first_day)
    with pytest.raises(RuleError, match="核算期"):
        closing.close(ws, dossier.id, Month(2031, 1))


def test_a_zero_without_its_reason_forbids_the_close_and_a_reason_lets_it(ws: Workspace, hotel: Venue, dossier: Dossier) -> None:
    _fill(ws, dossier, MARCH)
    power = Subject(next(s.id for s in boundary.sources(ws, hotel.id) if s.type_code == "grid_electricity"))
    recording.enter_cells(ws, dossier.id, [CellEdit(power, MARCH, "0")])
    assert _kinds(ws, dossier, MARCH)[Open.BLOCK] is True
    recording.set_zero_reason(ws, dossier.id, power, MARCH, "停业检修")
    assert Open.BLOCK not in _kinds(ws, dossier, MARCH)
