"""核算结果: the totals of three profiles, the table that explains each figure, and the way from last year to this one."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from core.domain.change_split import ChangeSplitView
from core.domain.dossier import DossierStatus
from core.domain.emission import GridScope, MethodProfile, Scope, Scope2Basis
from core.domain.finding import Place
from core.domain.inventory import GhgInventory
from core.domain.period import Month
from core.domain.quantity import shown
from core.errors import AppError, EnvironmentFault
from core.i18n import _, mark
from core.workflows.wording import sentences
from ui import theme
from ui.file_deeds import FileDeeds
from ui.models import footprint_rows
from ui.models.footprint_rows import Compared, RowFacts, compare
from ui.session import Session
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card
from ui.widgets.change_card import ChangeCard
from ui.widgets.explain_panel import ExplainPanel
from ui.widgets.find_factor import show_factor
from ui.widgets.intensity_card import uncertainty_words
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.result_table import ResultTable
from ui.widgets.text import Text
from ui.widgets.totals_band import TotalCell, TotalsBand
from ui.widgets.yardsticks import Yardsticks

_LOCATION, _MARKET, _P1 = "location", "market", "p1"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the page shows, read once."""

    location: GhgInventory
    market: GhgInventory | None
    last_year: GhgInventory | None
    constant: GhgInventory | None
    split: ChangeSplitView | None
    facts: RowFacts
    venue: str
    open: bool


class InventoryPage(Page):
    """Computed anew each time it is opened; nothing of it is kept."""

    NAME = "inventory"
    TITLE = mark("核算结果")
    ICON = "calculator"
    STEP = 3

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._reading: _Reading | None = None
        self._total = _LOCATION
        self.files = FileDeeds(session, window, self)
        self.panel = ExplainPanel()
        self.files.serve(self.panel)
        self.side_content = self.panel
        choices = (("source", _("按排放源")), ("month", _("按月")), ("gas", _("按气体")))
        self.views = SegmentedControl(choices, _("表格按什么列"))
        self.views.set_value("source")
        self.views.changed.connect(lambda _value: self._show())
        self._export = Button(_("导出"), icon="upload")
        self._export.setToolTip(_("存成 Excel 或 CSV"))
        self._export.clicked.connect(self._offer_exports)
        self._report = Button(_("核算报告"), "primary", icon="print")
        self._report.setToolTip(_("写一份 PDF 核算报告"))
        self._report.clicked.connect(lambda: self.files.save_report(self._reading.venue if self._reading is not None else ""))
        self._fill = Button(_("去填报"), "primary")
        self._fill.clicked.connect(lambda: self.window_frame.go(Place("activity")))
        for widget in (self.views, self._export, self._report, self._fill):
            self.head.add_action(widget)
        self.band = TotalsBand()
        self.band.chosen.connect(self._choose_total)
        self.table = ResultTable()
        self.table.asked.connect(self._explain)
        self.table.opened.connect(self._open)
        self.change = ChangeCard()
        self.change.asked.connect(self._ask_source)
        self.change.effect_asked.connect(self._explain_effect)
        self.yardsticks = Yardsticks(session, window)
        self.panel.came_into_view.connect(self._explain_current)
        self.panel.source_asked.connect(self._ask_source)
        self.panel.months_asked.connect(self._open_months)
        scroll = self._scroll = Scroll(margins=(theme.XL, theme.M, theme.XL, theme.L))
        scroll.content.setSpacing(theme.M)
        scroll.content.addWidget(self.band)
        scroll.content.addWidget(self._make_table())
        scroll.content.addWidget(self.change)
        scroll.content.addWidget(self.yardsticks)
        scroll.content.addStretch(1)
        self.body.addWidget(scroll)

    def _make_table(self) -> QWidget:
        card = Card(padding=theme.metrics().card_border)
        card.body.setSpacing(0)
        card.body.addWidget(self.table)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.S, theme.XS + theme.HAIR, theme.S, theme.XS + theme.HAIR)
        foot.setSpacing(theme.HAIR)
        self._averages = Text("", "label", "text2")
        self._notes = Text("", "label", "text2", wrap=True)
        foot.addWidget(self._averages)
        foot.addWidget(self._notes)
        card.body.addLayout(foot)
        return card

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import comparing, compiling

        if self.session.dossier is None:
            return
        workspace = self.session.workspace
        taken = compiling.snapshot(workspace, self.session.dossier_id)
        now = compiling.inventory_of(taken)
        market = None
        if now.market_based is not None:
            market = compiling.inventory_of(taken, replace(taken.dossier.method, basis=Scope2Basis.MARKET))
        last_year = compiling.last_year_inventory(taken)
        self._reading = _Reading(
            location=now,
            market=market,
            last_year=last_year,
            constant=compiling.last_year_inventory(taken, constant_factor=True),
            split=comparing.split_view(workspace, taken.dossier.id) if last_year is not None and taken.event is None else None,
            facts=footprint_rows.row_facts(taken.catalogue.units, taken.records, tuple(taken.dossier.period)),
            venue=taken.venue.name,
            open=taken.dossier.status is DossierStatus.OPEN,
        )
        if self._total == _MARKET and market is None:
            self._total = _LOCATION
        state = _("未锁定") if self._reading.open else _("已锁定")
        self.yardsticks.show_year(taken, now)
        self.head.set_sentence(_("{year} 年，{state}").format(year=taken.dossier.period.label, state=state))
        self._show()

    def _compared(self, reading: _Reading) -> Compared:
        """The two years under the profile that was chosen; the market-based total has no last year to stand beside."""
        if self._total == _MARKET and reading.market is not None:
            return compare(reading.market, None)
        return compare(reading.location, reading.last_year, p1=self._total == _P1)

    def _show(self) -> None:
        from core.workflows import monthly

        reading = self._reading
        if reading is None:
            return
        compared = self._compared(reading)
        empty = not any(result.lines or result.memo for result in reading.location.results)
        self._report.setVisible(not empty)
        self._fill.setVisible(empty)
        self._export.setEnabled(not empty)
        self.band.set_totals(self._totals(reading, empty=empty), self._total, reading.location.quality)
        view = self.views.value()
        if view == "month":
            columns, rows = footprint_rows.month_columns(compared), footprint_rows.month_rows(compared)
        elif view == "gas":
            columns, rows = footprint_rows.gas_columns(compared), footprint_rows.gas_rows(compared)
        else:
            titles = {scope: monthly.scope_title(scope) for scope in footprint_rows.SCOPES}
            if self._total == _MARKET:
                titles[Scope.TWO] = _("{title}（市场法）").format(title=titles[Scope.TWO])
            columns, rows = footprint_rows.source_columns(compared), footprint_rows.source_rows(compared, reading.facts, titles)
        self.table.set_content(columns, rows, by_source=view == "source", last_year=compared.before is not None)
        self._show_notes(reading, empty=empty)
        self._show_chart(compared, reading)
        self._explain_current()

    def _totals(self, reading: _Reading, *, empty: bool) -> list[TotalCell]:
        now = reading.location
        spread = uncertainty_words(now)
        included = _("范围一、二及选报的范围三")
        if spread:
            included = _("不确定性 {spread}；{words}").format(words=included, spread=spread)
        market = now.market_note or _("按市场化因子和有凭证的绿电计算")
        figures = (
            (_LOCATION, "P2", _("碳中和完整口径，位置法"), now.total(), included, True),
            (_MARKET, "P2", _("完整口径，市场法"), now.market_based, market, now.market_based is not None),
            (_P1, "P1", _("公共建筑指南口径"), now.total(p1=True), _("只计燃料、电力、热力的 CO₂"), True),
        )
        return [
            TotalCell(key, profile, label, "—" if empty or figure is None else shown(figure, 2), note, enabled and not empty)
            for key, profile, label, figure, note, enabled in figures
        ]

    def _show_notes(self, reading: _Reading, *, empty: bool) -> None:
        """The other grid averages, what is not counted, and what was left out of the boundary."""
        from core.workflows import gwp_notes

        names = {GridScope.PROVINCE: _("省级"), GridScope.REGION: _("区域"), GridScope.NATION: _("全国")}
        chosen = reading.location.method.grid
        parts = []
        for code, tonnes in reading.location.location:
            scope = GridScope(code)
            own = _("（本档案采用）") if scope is chosen else ""
            parts.append(f"{names[scope]} {shown(tonnes, 2)}{own}")
        self._averages.setText(_("位置法按不同电网平均因子：{totals} tCO₂e").format(totals="　".join(parts)))
        self._averages.setVisible(not empty)
        notes = []
        unanswered = [result.source.name for result in reading.location.results if result.unanswered]
        if unanswered:
            notes.append(_("未核算：{names}。合计不含这些项，请到场所档案选因子。").format(names="、".join(unanswered)))
        if reading.location.market_note and not empty:
            notes.append(reading.location.market_note)
        if not empty:
            notes.append(gwp_notes.built_in_gwp_note(reading.location))
        if reading.location.excluded:
            names_out = "、".join(source.name for source in reading.location.excluded)
            notes.append(_("边界外：{names}。").format(names=names_out))
        self._notes.setText(sentences(notes))
        self._notes.setVisible(bool(notes))

    def _show_chart(self, compared: Compared, reading: _Reading) -> None:
        """By cause only for the whole year in the dossier's own profile and basis, which the split is made in."""
        own = (self._total == _P1) is (reading.location.method.profile is MethodProfile.P1)
        split = reading.split if compared.whole_year and own and self._total != _MARKET else None
        self.change.show_change(footprint_rows.steps(compared, reading.constant), split)

    def _explain_effect(self, key: str) -> None:
        """An effect in the side panel: what each source adds to it, in words."""
        split = self.change.split
        effect = next((one for one in split.effects if one.kind.value == key), None) if split is not None else None
        if split is None or effect is None:
            return
        self.window_frame.toggle_side(True)
        lines = [f"{part.name}　{part.shown}　{part.words}".rstrip("　") for part in effect.parts]
        when = _("{before}→{now}").format(before=split.before_label, now=split.now_label)
        self.panel.show_fact(effect.label, when, effect.shown, "tCO2e", lines)

    # ---- asking -----------------------------------------------------------------------------------------------------

    def show_place(self, place: Place) -> None:
        """Choose the row of a source and open where it comes from, lead to the base year, or show a factor (`record`)."""
        if place.field == "factor":
            show_factor(self.session, self.window_frame, self.panel, place.record)
        if place.field == "base_year":
            # After the layout of a page that was just made.
            QTimer.singleShot(0, self, self._lead_to_base_year)
        if place.subject:
            self.views.set_value("source")
            self._show()
            if self.table.choose("source", place.subject):
                self.table.setFocus()
                self.window_frame.toggle_side(True)

    def _lead_to_base_year(self) -> None:
        card = self.yardsticks.base_year
        button = card.choose_button if card.choose_button.isVisibleTo(card) else card.adjust_button
        self._scroll.ensureWidgetVisible(card)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_total(self, key: str) -> None:
        self._total = key
        self._show()

    def _explain_current(self) -> None:
        row = self.table.current_row()
        if row is None:
            self.panel.show_nothing()
        else:
            self._explain(row.kind, row.key)

    def _explain(self, kind: str, key: str) -> None:
        if not self.panel.isVisible() or self._reading is None:
            return
        if kind == "source":
            self._explain_source(key)
        elif kind == "memo":
            self._explain_memo()
        else:
            self._explain_figure(kind, key)

    def _explain_memo(self) -> None:
        """What stands beside the total has no share in it."""
        row = self.table.current_row()
        if row is None or self._reading is None:
            return
        year = self._reading.location.period.label
        self.panel.show_fact(row.name, _("{year}年全年").format(year=year), row.cells[0], "tCO2e", [row.tip] if row.tip else [])

    def _explain_figure(self, kind: str, key: str) -> None:
        """A total, a scope, a gas or a month, from the lines that were summed."""
        from core.workflows import explaining_figures

        dossier = self.session.dossier
        if dossier is None:
            return
        whole = {_MARKET: "market", _P1: "P1"}.get(self._total, "P2")
        named = f"scope:{key}" if kind == "group" else f"gas:{key}" if kind == "plain" and self.views.value() == "gas" else whole
        month = Month.parse(key) if kind == "plain" and self.views.value() == "month" else None
        method = replace(dossier.method, profile=MethodProfile.P1 if self._total == _P1 else MethodProfile.P2)
        if self._total == _MARKET:
            method = replace(method, basis=Scope2Basis.MARKET)
        try:
            asked = explaining_figures.Asked.of(named, month)
            explanation = explaining_figures.explain_figure(self.session.workspace, dossier.id, asked, method)
        except AppError as error:
            self.window_frame.show_error(error)
            return
        self.panel.show_explanation(explanation, of_year=month is None)

    def _explain_source(self, source_id: str) -> None:
        from core.workflows import explaining

        basis = Scope2Basis.MARKET if self._total == _MARKET else Scope2Basis.LOCATION
        dossier = self.session.dossier
        if dossier is None:
            return
        try:
            explanation = explaining.explain(self.session.workspace, dossier.id, source_id, method=replace(dossier.method, basis=basis))
        except AppError as error:
            self.window_frame.show_error(error)
            return
        self.panel.show_explanation(explanation, of_year=True)

    def _ask_source(self, source_id: str) -> None:
        self.views.set_value("source")
        self._show()
        if self.table.choose("source", source_id):
            self.window_frame.toggle_side(True)

    def _open(self, kind: str, key: str) -> None:
        """Enter: a source opens its lineage, a month its column of the monthly page."""
        if kind == "plain" and self.views.value() == "month":
            self.window_frame.go(Place("activity", month=Month.parse(key)))
        else:
            self.window_frame.toggle_side(True)

    def _open_months(self) -> None:
        row = self.table.current_row()
        if row is not None and row.kind == "source":
            self.window_frame.go(Place("activity", row.key))

    # ---- leaving with it --------------------------------------------------------------------------------------------

    def _offer_exports(self) -> None:
        """The ways out, in a menu below the button."""
        reading = self._reading
        if reading is None:
            return
        menu = QMenu(self)
        menu.setFont(theme.font())
        menu.setToolTipsVisible(True)
        book = menu.addAction(_("核算工作簿（带公式）…"))
        book.setToolTip(_("每一行都是公式，换一台电脑用 Excel、WPS 或 LibreOffice 重算，得同样的合计"))
        book.triggered.connect(lambda _on=False: self.files.save_live_workbook(reading.venue))
        menu.addAction(_("当前表格（CSV）…")).triggered.connect(lambda _on=False: self._save_table())
        menu.popup(self._export.mapToGlobal(QPoint(0, self._export.height())))

    def _save_table(self) -> None:
        """The table as it stands, with its units in the head, for Excel."""
        reading = self._reading
        if reading is None:
            return
        proposal = _("{venue} {year} 年核算结果.csv").format(venue=reading.venue, year=reading.location.period.label)
        chosen = self.window_frame.ask_save_path(_("导出"), proposal, "CSV (*.csv)")
        if not chosen:
            return
        model = self.table.table
        try:
            # The mark at the beginning tells Excel that the text is UTF-8.
            with Path(chosen).open("w", encoding="utf-8-sig", newline="") as file:
                out = csv.writer(file)
                out.writerow([_(model.column(number).title) for number in range(model.columnCount())])
                out.writerows([(row.name, *(cell.replace(",", "") for cell in row.cells)) for row in model.rows()])
        except OSError:
            self.window_frame.show_error(
                EnvironmentFault(
                    "table.not_saved",
                    _("「{name}」没有写成。").format(name=Path(chosen).name),
                    _("账本不受影响。请检查磁盘空间和文件夹的权限；若文件正在 Excel 里打开，请先关闭。"),
                )
            )
            return
        self.window_frame.say(_("已保存 {name}").format(name=Path(chosen).name))
