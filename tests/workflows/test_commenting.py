"""Comments on cells count nothing, are one for each cell, and can be taken back."""

from __future__ import annotations

import pytest

from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import InputError
from core.workflows import boundary, commenting, compiling, monthly, recording
from core.workflows.workspace import Workspace

MARCH = Month(2025, 3)


@pytest.fixture
def power(ws: Workspace, hotel: Venue) -> Subject:
    return Subject(next(s.id for s in boundary.sources(ws, hotel.id) if s.type_code == "grid_electricity"))


def _texts(ws: Workspace, dossier: Dossier) -> list[str]:
    return [cell.comment for row in monthly.monthly_grid(ws, dossier.id).rows() for cell in row.cells if cell.comment]


def test_a_comment_stands_at_its_cell_with_its_author_and_is_replaced_by_the_next(ws: Workspace, dossier: Dossier, power: Subject) -> None:
    commenting.set_comment(ws, dossier.id, power, MARCH, " 换过表 \n  起数 0012 ")
    found = commenting.comment_at(ws, dossier.id, power, MARCH)
    assert found is not None
    assert (found.text, found.month, found.author) == ("换过表\n起数 0012", MARCH, ws.author)
    commenting.set_comment(ws, dossier.id, power, MARCH, "已核对")
    assert _texts(ws, dossier) == ["已核对"]
    assert commenting.set_comment(ws, dossier.id, power, MARCH, "已核对") == frozenset()
    commenting.set_comment(ws, dossier.id, power, MARCH, "")
    assert _texts(ws, dossier) == []
    for expected in ("已核对", "换过表\n起数 0012", None):
        recording.undo(ws)
        assert _texts(ws, dossier) == ([expected] if expected else [])


def test_a_comment_alters_no_figure_and_a_closed_month_takes_one(ws: Workspace, hotel: Venue, dossier: Dossier, power: Subject) -> None:
    before = compiling.inventory(ws, dossier.id)
    recording.close_month(ws, hotel.id, MARCH)
    commenting.set_comment(ws, dossier.id, power, MARCH, "已核对")
    assert compiling.inventory(ws, dossier.id) == before
    assert _texts(ws, dossier) == ["已核对"]


def test_a_comment_needs_a_cell_and_an_end(ws: Workspace, dossier: Dossier, power: Subject) -> None:
    with pytest.raises(InputError, match="没有「x」"):
        commenting.set_comment(ws, dossier.id, "x", MARCH, "好")
    with pytest.raises(InputError, match="核算期"):
        commenting.set_comment(ws, dossier.id, power, Month(2031, 1), "好")
    with pytest.raises(InputError, match="最多 500 字"):
        commenting.set_comment(ws, dossier.id, power, MARCH, "好" * 501)


def test_a_row_that_left_the_boundary_keeps_its_comment_by_name(ws: Workspace, hotel: Venue, dossier: Dossier, power: Subject) -> None:
    commenting.set_comment(ws, dossier.id, power, MARCH, "归物业")
    boundary.exclude_source(ws, power, "由物业统一核算")
    assert _texts(ws, dossier) == []
    assert [(one.row, one.text) for one in commenting.comments(ws, dossier.id)] == [
        (next(s.name for s in boundary.sources(ws, hotel.id) if Subject(s.id) == power), "归物业")
    ]
