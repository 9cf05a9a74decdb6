"""The tab 目标与路径: the target as a form, the way there year by year, and the year at hand month by month."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.domain.quantity import shown, signed
from core.domain.reduction import TargetKind
from core.errors import InputError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.fact_table import FactColumn, FactRow, FactTable
from ui.widgets.page import Page, Scroll
from ui.widgets.pathway_chart import PathLegend, PathwayChart
from ui.widgets.target_form import TargetForm
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.change import Change
    from core.workflows.pathway_views import PathwayView, PathYear
    from ui.session import Session

_SIDE_BY_SIDE = 940
_NONE = "—"
_UNIT = re.compile(r"(?<=\d) t\b")


class _ChartCard(Card):
    """A finding, what is what, and the chart."""

    def __init__(self, *, burn: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Text("", "title", bold=True, wrap=True)
        self.note = Text("", "label", "text2", wrap=True)
        self.legend = PathLegend()
        self.chart = PathwayChart(burn=burn)
        more = IconButton("more", _("更多"), small=True)
        more.clicked.connect(lambda _on=False: self._menu().popup(more.mapToGlobal(QPoint(0, more.height()))))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(more)
        self.body.addLayout(head)
        self.body.addWidget(self.note)
        self.body.addWidget(self.legend)
        self.body.addWidget(self.chart, 1)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setFont(theme.font())
        menu.addAction(_("复制图片")).triggered.connect(lambda _on=False: self.chart.copy_picture())
        menu.addAction(_("复制数据")).triggered.connect(lambda _on=False: self.chart.copy_data())
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tell_axis()

    def tell_axis(self) -> None:
        """The legend follows what is drawn."""
        self.legend.set_items(self.chart.legend_items(), self.chart.axis_words())


class TargetPanel(QWidget):
    """Reads the way to the target and shows it; every change is one step that can be undone."""

    def __init__(self, page: Page, session: Session, *, parent: QWidget | None = None) -> None:
        """Make the panel.

        Args:
            page: the page it stands on.
            session: the open ledger.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._page = page
        self._session = session
        self.form = TargetForm()
        self.form.kept.connect(self._on_kept)
        self.form.decided.connect(self._decide)
        self.form.cleared.connect(self._clear)
        self.years = _ChartCard(burn=False)
        self.months = _ChartCard(burn=True)
        self.table = FactTable(_columns())
        self.notes = Text("", "label", "text2", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._charts.setSpacing(theme.L)
        self._charts.addWidget(self.years, 1)
        self._charts.addWidget(self.months, 1)
        self._figures = Card()
        self._figures.body.setSpacing(theme.M)
        self._figures.body.addWidget(Text(_("逐年路径"), "title", bold=True))
        self._figures.body.addWidget(self.table)
        self._figures.body.addWidget(self.notes)
        self._blank = Card()
        self._blank.body.addWidget(Text(_("还没有减排目标"), "title", bold=True))
        self._blank.body.addWidget(Text(_example(), "body", "text2", wrap=True))
        scroll = Scroll()
        scroll.content.addWidget(self.form)
        scroll.content.addLayout(self._charts)
        scroll.content.addWidget(self._figures)
        scroll.content.addWidget(self._blank)
        scroll.content.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Charts stand one below the other where two would be too narrow."""
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE * theme.metrics().label // 12
        self._charts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the target and the way there."""
        from core.workflows import targeting

        self.show_view(targeting.pathway_view(self._session.workspace, self._session.dossier_id))

    def show_view(self, view: PathwayView) -> None:
        """Show a way to a target, or that there is none."""
        from core.workflows.pathway_views import month_points, year_points

        self.form.show_view(view)
        there = view.target is not None
        for card in (self.years, self._figures):
            card.setVisible(there)
        self._blank.setVisible(not there)
        self.months.setVisible(view.burn is not None)
        if view.target is None:
            return
        self.years.title.setText(_unbroken(view.finding))
        self.years.note.setText(_slope(view))
        self.years.chart.set_points(year_points(view.years), view.finding)
        self.years.tell_axis()
        if view.burn is not None:
            self.months.title.setText(_unbroken(view.burn_finding))
            way = _("各月可排量按上年各月占比分摊") if view.burn.by_last_year else _("各月可排量平均分摊")
            self.months.note.setText(_("{year} 年，{way}").format(year=view.year, way=way))
            self.months.chart.set_points(month_points(view.burn), view.burn_finding)
            self.months.tell_axis()
        self.table.set_rows([_row(one, current=one.year == view.year) for one in view.years])
        self.notes.setText("\n".join(view.notes))
        self.notes.setVisible(bool(view.notes))

    # ---- acting -----------------------------------------------------------------------------------------------------

    def _on_kept(self) -> None:
        """A field was left: what is decided already is changed at once."""
        if self.form.is_decided():
            self._decide()

    def _decide(self) -> None:
        from core.workflows import targeting

        self._attempt(lambda: targeting.set_target(self._session.workspace, self._session.venue_id, **self.form.fields()))

    def _clear(self) -> None:
        from core.workflows import targeting

        self._attempt(lambda: targeting.clear_target(self._session.workspace, self._session.venue_id))

    def _attempt(self, deed: Callable[[], Change]) -> None:
        """Do it; what is refused is said at its field."""
        self.form.clear_errors()
        try:
            change = deed()
        except InputError as error:
            if not self.form.refuse(error):
                self._page.window_frame.show_error(error)
            return
        self._session.apply(change)


def _unbroken(words: str) -> str:
    """A figure keeps its unit where a title takes a second line."""
    return _UNIT.sub("\u00a0t", words)


def _example() -> str:
    return _(
        "例如：以 2024 年为基准，2030 年比基准年少排 18%，就是每年少排 3%。在上面填好后按「定下目标」，这里会画出每年、每月还能排多少。"
    )


def _slope(view: PathwayView) -> str:
    """By how much the path falls each year; for an intensity that it is counted in tonnes."""
    if view.target is None or view.base is None:
        return ""
    if view.target.kind is TargetKind.INTENSITY:
        return _("强度目标，按{output}折成吨").format(output=view.output_name)
    yearly = view.base * Fraction(view.target.percent) / 100 / (view.target.target_year - view.target.base_year)
    return _("路径每年少排 {tonnes} t").format(tonnes=shown(yearly, 1))


def _columns() -> tuple[FactColumn, ...]:
    return (
        FactColumn(_("年度")),
        FactColumn(_("路径 t"), "right"),
        FactColumn(_("实际 t"), "right"),
        FactColumn(_("按计划预计 t"), "right"),
        FactColumn(_("与路径之差 t"), "right"),
        FactColumn(_("依据"), wraps=True),
    )


def _row(one: PathYear, *, current: bool) -> FactRow:
    from core.workflows.pathway_views import basis_words

    figures = [_NONE if value is None else shown(value, 1) for value in (one.allowed_t, one.actual_t, one.expected_t)]
    above = _NONE if one.above_t is None else signed(one.above_t, 1)
    return FactRow((str(one.year), *figures, above, basis_words(one)), bold=current)
