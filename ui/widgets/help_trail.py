"""What stands around the keyboard, as the map of F1 asks for it: labels and codes, cards, the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QTableView, QWidget

from core.workflows.field_help import Asked
from core.workflows.views import GridRow
from ui.models.footprint_rows import ResultRow
from ui.widgets.bill_parts import BillParts
from ui.widgets.card import FigureCell
from ui.widgets.fields import HELP_PROPERTY
from ui.widgets.grid_desk import GridDesk
from ui.widgets.page import Page
from ui.widgets.result_table import ResultTable
from ui.widgets.source_block import SourceBlock

_OUTPUT = "output:"

SourceCode = Callable[[str], str]
"""The code of a row of the ledger by its id, as in ``sources.lpg``."""


def asked_at(widget: QWidget, page: str, source_code: SourceCode) -> Asked:
    """Climb from a widget to its window.

    Args:
        widget: what has the keyboard.
        page: name of the page that is open, for what stands on none.
        source_code: tells what kind of row a row of the ledger is.
    """
    words: list[str] = []
    cards: list[str] = []
    for at in _upwards(widget):
        words += [word for word in _words(at, source_code) if word]
        cards += [kind.__name__ for kind in type(at).__mro__ if kind.__module__.startswith("ui.")]
        page = at.NAME if isinstance(at, Page) else page
    return Asked(tuple(dict.fromkeys(words)), tuple(cards), page)


def place_of(widget: QWidget) -> QRect:
    """What is asked about, in the widget's own coordinates: the open cell or row of a table, else the whole widget."""
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        cell = widget.visualRect(widget.currentIndex())
        if widget.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows:
            cell = QRect(0, cell.y(), widget.viewport().width(), cell.height())
        return QRect(widget.viewport().mapTo(widget, cell.topLeft()), cell.size())
    return widget.rect()


def name_of(widget: QWidget) -> str:
    """What is asked about, as the person calls it: a row or a figure by its name, else the nearest thing that has one."""
    around = tuple(_upwards(widget))
    names = (*(_subject(at) for at in around), *(at.accessibleName() for at in around))
    return next((name for name in names if name), "")


def _subject(widget: QWidget) -> str:
    if isinstance(widget, FigureCell):
        return widget.figure.label
    row: GridRow | ResultRow | None = None
    if isinstance(widget, GridDesk):
        row = widget.model.row(widget.view.currentIndex())
    elif isinstance(widget, ResultTable):
        row = widget.current_row()
    return row.name if row is not None else ""


def _upwards(widget: QWidget) -> Iterator[QWidget]:
    at: QWidget | None = widget
    while at is not None:
        yield at
        at = at.parentWidget()


def _words(widget: QWidget, source_code: SourceCode) -> Iterator[str]:
    yield str(widget.property(HELP_PROPERTY) or "")
    if isinstance(widget, QTableView) and widget.currentIndex().isValid():
        yield str(widget.model().headerData(widget.currentIndex().column(), Qt.Orientation.Horizontal) or "")
    yield from _rows(widget, source_code)
    yield widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        yield widget.text()


def _rows(widget: QWidget, source_code: SourceCode) -> Iterator[str]:
    """What the widget is about, where it is about a row of the ledger or a figure."""
    if isinstance(widget, GridDesk):
        yield from _grid_row(widget, source_code)
    elif isinstance(widget, ResultTable):
        row = widget.current_row()
        yield source_code(row.key) if row is not None and row.kind == "source" else ""
    elif isinstance(widget, SourceBlock):
        yield f"sources.{widget.source.type_code}"
    elif isinstance(widget, BillParts):
        yield source_code(widget.source.value())
    elif isinstance(widget, FigureCell):
        yield widget.figure.label


def _grid_row(desk: GridDesk, source_code: SourceCode) -> Iterator[str]:
    index = desk.view.currentIndex()
    if not index.isValid():
        return
    row = desk.model.row(index)
    if row is None:
        yield desk.model.line(index.row()).group.title
    elif row.subject.startswith(_OUTPUT):
        yield f"outputs.{row.subject.removeprefix(_OUTPUT)}"
    else:
        yield source_code(row.subject)
