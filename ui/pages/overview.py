"""总览: four figures, the year's shape, the largest sources, and one list of what comes next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.emission import Scope
from core.domain.finding import Place
from core.domain.quantity import shown
from core.i18n import _, mark
from core.workflows.views import NextStep, Overview
from ui import theme
from ui.file_deeds import FileDeeds
from ui.overview_words import bar_spots, figures, notes_of, share_rows
from ui.session import Session
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, FigureBand, Rule
from ui.widgets.chart_legend import ChartLegend, LegendItem
from ui.widgets.chart_view import ChartView, Spot
from ui.widgets.figure_notes import FigureNotes
from ui.widgets.month_outlines import MonthOutlines
from ui.widgets.next_steps import NextSteps
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.shares import Part, PartsBar, ShareBars
from ui.widgets.text import Text

_CHART_HEIGHT = 252
_QUALITY = {"A": "accent", "B": "accent_line", "C": "line2", "D": "warn_s"}
_SCOPES = ((Scope.ONE, "s1"), (Scope.TWO, "s2"), (Scope.THREE, "s3"))


class OverviewPage(Page):
    """Opens first; every figure can be asked, every row leads to its cell."""

    NAME = "overview"
    TITLE = mark("总览")
    ICON = "home"
    GROUP = "top"

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._view: Overview | None = None
        self._notes = FigureNotes()
        self.side_content = self._notes
        files = FileDeeds(session, window, self)
        self._import = Button(_("导入表格"), icon="download")
        self._import.clicked.connect(lambda: self.window_frame.go(Place("importing")))
        self._report = Button(_("核算报告"), icon="print")
        self._report.clicked.connect(lambda: files.save_report(self._view.venue.name if self._view else ""))
        self._go = Button("", "primary")
        self._go.clicked.connect(self._continue)
        for widget in (self._import, self._report, self._go):
            self.head.add_action(widget)
        self.band = FigureBand()
        self.band.asked.connect(self._ask_figure)
        self.next = NextSteps(window.page_label)
        self.next.chosen.connect(self._go_to_step)
        scroll = Scroll(margins=(theme.XL, theme.L, theme.XL, theme.L))
        self.body.addWidget(scroll)
        if theme.metrics().large:
            self._lay_out_large(scroll.content)
        else:
            self._lay_out(scroll.content)

    # ---- laying out -------------------------------------------------------------------------------------------------

    def _lay_out(self, content: QVBoxLayout) -> None:
        content.addWidget(self.band)
        upper = QHBoxLayout()
        upper.setSpacing(theme.L)
        upper.addWidget(self._make_chart(), 776)
        upper.addWidget(self._make_sources(), 384)
        content.addLayout(upper)
        lower = QHBoxLayout()
        lower.setSpacing(theme.L)
        lower.addWidget(self.next, 776)
        lower.addWidget(self._make_quality(), 384)
        content.addLayout(lower)
        content.addStretch(1)

    def _lay_out_large(self, content: QVBoxLayout) -> None:
        """Three things to do before any figure, then figures in plain words, then one bar."""
        content.addWidget(self.next)
        content.addWidget(self.band)
        card = Card(padding=theme.XL)
        self._chart_title = Text("", "title", bold=True)
        card.body.addWidget(self._chart_title)
        self._scopes = PartsBar(theme.metrics().button)
        card.body.addWidget(self._scopes)
        content.addWidget(card)
        content.addStretch(1)

    def _make_chart(self) -> QWidget:
        card = Card()
        self._chart_title = Text("", "title", bold=True)
        self._chart_title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._copy = IconButton("copy", _("复制图片"), small=True)
        self._copy_data = IconButton("table", _("复制数据"), small=True)
        head = QHBoxLayout()
        head.setSpacing(theme.XS)
        head.addWidget(self._chart_title, 1)
        head.addWidget(self._copy)
        head.addWidget(self._copy_data)
        self._legend = ChartLegend()
        self.chart = ChartView(self._draw, height=_CHART_HEIGHT)
        self.chart.asked.connect(self._open_month)
        self._copy.clicked.connect(self._copy_picture)
        self._copy_data.clicked.connect(self._copy_figures)
        fill = _("填报 1 月") if self.window_frame.page_label("activity") else ""
        self._outlines = MonthOutlines(_CHART_HEIGHT, _("填好 1 月，这里会出现第一根柱子"), fill)
        self._outlines.acted.connect(self._continue)
        card.body.setSpacing(theme.XS)
        card.body.addLayout(head)
        card.body.addWidget(self._legend)
        card.body.addSpacing(theme.XS)
        card.body.addWidget(self.chart, 1)
        card.body.addWidget(self._outlines, 1)
        return card

    def _make_sources(self) -> QWidget:
        card = Card(padding=0)
        card.body.setContentsMargins(0, theme.L, 0, theme.S)
        card.body.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(theme.L, 0, theme.L, theme.S)
        head.setSpacing(theme.XS)
        self._sources_title = Text("", "title", bold=True)
        head.addWidget(self._sources_title)
        head.addWidget(Text(_("按排放量，tCO₂e"), "label", "text2"))
        card.body.addLayout(head)
        self._sources = ShareBars()
        self._sources.asked.connect(lambda key: self.window_frame.go(Place("inventory", key)))
        self._no_sources = Text(_("有了数据，这里按排放量从大到小列出。"), "body", "text2", wrap=True)
        self._no_sources.setContentsMargins(theme.L, 0, theme.L, 0)
        card.body.addWidget(self._sources, 1)
        card.body.addWidget(self._no_sources, 1, Qt.AlignmentFlag.AlignTop)
        return card

    def _make_quality(self) -> QWidget:
        card = Card()
        self._quality_title = Text("", "title", bold=True)
        card.body.addWidget(self._quality_title)
        card.body.addWidget(Text(_("数据质量（按排放量）"), "label", "text2"))
        self._quality = PartsBar(12)
        card.body.addWidget(self._quality)
        self._quality_words = Text("", "label", "text2", wrap=True)
        card.body.addWidget(self._quality_words)
        card.body.addSpacing(theme.XS)
        card.body.addWidget(Rule())
        card.body.addSpacing(theme.XS)
        line = QHBoxLayout()
        line.addWidget(Text(_("应抵消"), "body", bold=True))
        line.addStretch(1)
        label = self.window_frame.page_label("inventory")
        if label:
            link = Button(label, "link")
            link.clicked.connect(lambda: self.window_frame.go(Place("inventory")))
            line.addWidget(link)
        card.body.addLayout(line)
        figure = QHBoxLayout()
        figure.setSpacing(theme.S)
        self._offset = Text("", "page", bold=True)
        figure.addWidget(self._offset)
        figure.addWidget(Text(_("吨"), "label", "text2"), 1)
        card.body.addLayout(figure)
        self._offset_words = Text("", "label", "text2", wrap=True)
        card.body.addWidget(self._offset_words)
        card.body.addStretch(1)
        return card

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import overviewing

        if self.session.dossier is None:
            return
        view = overviewing.overview(self.session.workspace, self.session.dossier_id)
        self._view = view
        self.window_frame.show_progress(view.progress)
        self.head.set_sentence(view.sentence)
        month = view.next_month
        can_fill = bool(self.window_frame.page_label("activity"))
        self._go.setVisible(can_fill and not theme.metrics().large)
        self._go.setText(_("继续填报 {month} 月").format(month=month.month) if month is not None else _("看核算结果"))
        kind = self.session.workspace.catalogue.venue_types[view.venue.type_code]
        self.band.set_figures(figures(view, kind))
        self.next.set_steps(view.next_steps)
        if theme.metrics().large:
            self._refresh_large(view)
        else:
            self._refresh_cards(view)

    def _refresh_cards(self, view: Overview) -> None:
        empty = view.filled == 0
        total = view.inventory.total()
        self._chart_title.setText(view.chart_title)
        self._legend.set_items(self._legend_items(view))
        self.chart.setVisible(not empty)
        self._outlines.setVisible(empty)
        for button in (self._copy, self._copy_data):
            button.setVisible(not empty)
        if not empty:
            self.chart.set_chart(view.chart_title, self._spots)
        self._sources_title.setText(view.sources_title)
        rows, rest = share_rows(view)
        self._sources.set_rows(rows, rest)
        self._sources.setVisible(bool(rows))
        self._no_sources.setVisible(not rows)
        grades = [(grade, share) for grade, share in view.inventory.quality if share]
        self._quality.set_parts([Part(float(share), _QUALITY.get(grade, "line2")) for grade, share in grades])
        best = next((share for grade, share in grades if grade == "A"), None)
        self._quality_title.setText(_("{percent}% 的排放量有带示数的票据").format(percent=shown(best * 100, 1)) if best else _("数据质量"))
        self._quality_words.setText("　".join(f"{grade} {shown(share * 100, 1)}%" for grade, share in grades) or _("还没有数据"))
        self._offset.setText(shown(view.offset_needed_t, 0) if total else "—")
        self._offset_words.setText(
            _("{tonnes} 吨向上取整。先减排，锁定核算后再登记抵消。").format(tonnes=shown(total, 2)) if total else _("有了核算结果再算。")
        )

    def _refresh_large(self, view: Overview) -> None:
        self.head.set_sentence(_("今天先做 {count} 件事").format(count=min(3, len(view.next_steps))) if view.next_steps else view.sentence)
        self._chart_title.setText(view.sources_title if view.filled else _("填好 1 月，这里会出现第一段"))
        total = view.inventory.total()
        scopes = view.inventory.by_scope()
        names = {Scope.ONE: _("燃气、油、制冷剂"), Scope.TWO: _("用电、用热"), Scope.THREE: _("用水、洗涤、垃圾")}
        parts = []
        for scope, token in _SCOPES:
            share = scopes[scope] / total if total else 0
            parts.append(Part(float(share), token, f"{shown(share * 100, 1)}%", names[scope]))
        self._scopes.set_parts(parts)

    def _legend_items(self, view: Overview) -> list[LegendItem]:
        total, scopes = view.inventory.total(), view.inventory.by_scope()
        names = {Scope.ONE: _("范围一 直接排放"), Scope.TWO: _("范围二 外购电力、热力"), Scope.THREE: _("范围三 其他间接")}
        items = [LegendItem(_("各月排放量，tCO₂e"))]
        for scope, token in _SCOPES:
            share = f" {shown(scopes[scope] / total * 100, 1)}%" if total else ""
            items.append(LegendItem(names[scope] + share, token))
        if view.last_year is not None:
            items.append(LegendItem(_("{year} 年合计").format(year=view.last_year.period.label), tick=True))
        return items

    def _draw(self, width: float, height: float) -> Any:
        from core.workflows import picturing

        return picturing.monthly_bars(self._view, width, height) if self._view is not None else None

    def _spots(self, width: float, height: float) -> tuple[Spot, ...]:
        from core.workflows import picturing

        if self._view is None:
            return ()
        return bar_spots(self._view, picturing.monthly_boxes(self._view, width, height))

    # ---- doing ------------------------------------------------------------------------------------------------------

    def _ask_figure(self, key: str) -> None:
        if self._view is not None:
            kind = self.session.workspace.catalogue.venue_types[self._view.venue.type_code]
            self._notes.show_notes(notes_of(key, self._view, kind))
            self.window_frame.toggle_side(True)

    def _go_to_step(self, step: NextStep) -> None:
        self.window_frame.go(Place(step.page, step.subject, step.month, step.field))

    def _open_month(self, key: str) -> None:
        if self._view is not None:
            month = next(month for month in self._view.inventory.period if str(month) == key)
            self.window_frame.go(Place("activity", month=month))

    def _continue(self) -> None:
        month = self._view.next_month if self._view is not None else None
        self.window_frame.go(Place("activity", month=month) if month is not None else Place("inventory"))

    def _copy_picture(self) -> None:
        self.chart.copy_picture()
        self.window_frame.say(_("图片已复制"))

    def _copy_figures(self) -> None:
        self.chart.copy_data()
        self.window_frame.say(_("数据已复制，可粘贴到 Excel"))
