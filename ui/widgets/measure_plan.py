"""The tab 计划: the list of measures at the left; the one in view, the chart of costs and the money's settings at the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.domain.measure import MeasureState
from core.i18n import _
from core.workflows.measure_views import MeasureRow, MeasuresView
from core.workflows.reduction_views import MoneyRow, MoneyView
from ui import theme
from ui.session import Session
from ui.widgets.buttons import IconButton
from ui.widgets.chip_row import ChipRow
from ui.widgets.event_panel import ListPanel
from ui.widgets.fields import Line
from ui.widgets.measure_card import MeasureCard
from ui.widgets.measure_deeds import MeasureDeeds
from ui.widgets.measure_foot import VerifiedFoot
from ui.widgets.measure_lines import HINTS, REST, STOPPED, VERIFIED, Sieve, all_rows, lines_of, verified_words
from ui.widgets.measure_list import MeasureList
from ui.widgets.measure_macc import MaccCard
from ui.widgets.measure_settings import MoneySettings
from ui.widgets.measure_words import not_counted_notes
from ui.widgets.page import Scroll, Window

_LIST_WIDTH = 416
"""The plan and the candidates (visual.md §2); narrower where the card beside it would suffer."""

_LIST_NARROW = 344
_ROOMY = 1160
_LEAST_SHARED = 2


class PlanTab(QWidget):
    """Shows a view of the measures; every change goes through its deeds."""

    chosen = Signal(str)
    """Another measure is looked at."""
    noted = Signal(object)
    """`Notes` for the side panel."""

    def __init__(
        self,
        session: Session,
        window: Window,
        deeds: MeasureDeeds,
        names: Callable[[MeasureState], str],
        *,
        parent: QWidget | None = None,
    ) -> None:
        """Make the tab; `names` gives the words of a state."""
        super().__init__(parent)
        self._deeds = deeds
        self._view: MeasuresView | None = None
        self._money: dict[str, MoneyRow] = {}
        self.unfolded: frozenset[str] = frozenset()
        self.list = MeasureList()
        self.list.chosen.connect(self._on_chosen)
        self.list.ticked.connect(self._on_ticked)
        self.list.opened.connect(lambda _key: self.enter_card())
        self.list.folded.connect(self.toggle_fold)
        self.card = MeasureCard(deeds, names)
        self.macc = MaccCard(session, window, deeds.take_in)
        self.macc.asked.connect(self.show_measure)
        self.macc.explained.connect(self.noted)
        self.macc.priced.connect(self._on_priced)
        self.macc.settings_asked.connect(self.open_settings)
        self.settings = MoneySettings(deeds)
        self.settings.hide()
        self._scroll = Scroll(margins=(theme.L, theme.L, theme.L, theme.L))
        self._scroll.content.setSpacing(theme.M)
        for widget in (self.card, self.settings):
            self._scroll.content.addWidget(widget)
        self._scroll.content.addWidget(self.macc, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_list())
        row.addWidget(self._scroll, 1)

    def _make_list(self) -> QWidget:
        self._panel = holder = ListPanel()
        self.search = Line()
        self.search.setAccessibleName(_("查找措施"))
        self.search.setClearButtonEnabled(True)
        glass = self.search.addAction(theme.icon("search"), Line.ActionPosition.LeadingPosition)
        glass.setText(_("查找措施"))
        self.search.textChanged.connect(lambda _text: self.fill())
        self.search.returnPressed.connect(self._into_list)
        self.more = IconButton("more", _("更多"))
        self.more.clicked.connect(lambda _on=False: self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height()))))
        self.chips = ChipRow(_("按末端和计划筛选"))
        self.chips.changed.connect(lambda _value: self.fill())
        line = QHBoxLayout()
        line.setSpacing(theme.S)
        line.addWidget(self.search, 1)
        line.addWidget(self.more)
        head = QVBoxLayout()
        head.setContentsMargins(theme.L, theme.M, theme.L, theme.S)
        head.setSpacing(theme.S)
        head.addLayout(line)
        head.addWidget(self.chips)
        self.foot = VerifiedFoot()
        self.foot.clicked.connect(lambda _on=False: self.toggle_fold(VERIFIED))
        holder.body.addLayout(head)
        holder.body.addWidget(self.list, 1)
        holder.body.addWidget(self.foot)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setFixedWidth(_LIST_WIDTH if self.width() >= _ROOMY else _LIST_NARROW)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def show_view(self, view: MeasuresView) -> None:
        """Show the measures; the money follows when it has been worked out."""
        self._view = view
        rows = all_rows(view)
        self.search.setPlaceholderText(_("在 {count} 条措施中查找，如 绿色饭店").format(count=len(rows)))
        self.chips.set_choices(_chips(rows))
        words, figure = verified_words(view)
        self.foot.set_words(words, figure)
        before = self.list.current()
        self.fill()
        if before and not self.list.current() and not self._sieve().narrow:
            self.show_measure(before)
        if not self.list.current():
            first = next((line.key for line in self.list.lines() if line.kind == "measure"), "")
            self.list.choose(first)
        self.show_chosen()
        self.macc.refresh()

    def fill(self) -> None:
        """Fill the list as search and chips say."""
        if self._view is None:
            return
        self.list.set_lines(lines_of(self._view, self._sieve(), self.unfolded))
        self.foot.set_open(is_open=VERIFIED in self.unfolded)

    def _sieve(self) -> Sieve:
        return Sieve(self.search.text(), self.chips.value())

    def toggle_fold(self, key: str) -> None:
        """Open a fold of the list or close it."""
        self.unfolded ^= {key}
        self.fill()
        if key in self.unfolded and key in {VERIFIED, STOPPED}:
            self.list.scrollToBottom()

    def row_in_view(self) -> MeasureRow | None:
        """The measure that is looked at."""
        return self.row(self.list.current())

    def row(self, key: str) -> MeasureRow | None:
        """A measure by its id."""
        return next((row for row in all_rows(self._view) if row.measure.id == key), None) if self._view is not None else None

    def show_chosen(self) -> None:
        """Fill the card with the measure in view."""
        row = self.row_in_view()
        self.card.setVisible(row is not None)
        if row is None or self._view is None:
            return
        self.card.show_measure(row, self._view, self._money.get(row.measure.id))
        self.macc.select(row.measure.id)

    def show_measure(self, key: str) -> bool:
        """Look at a measure, whatever the list is narrowed to; False where there is none."""
        if self.list.choose(key):
            return True
        row = self.row(key)
        if row is None or self._view is None:
            return False
        self.search.clear()
        self.chips.set_value("")
        proven, stopped = row in self._view.verified, row in self._view.stopped
        self.unfolded |= {VERIFIED if proven else STOPPED if stopped else HINTS if row.suggestion else REST}
        self.fill()
        return self.list.choose(key)

    def enter_card(self) -> None:
        """Go on with the keyboard to the first field of the card."""
        field = self.card.first_field()
        if field is not None:
            field.setFocus(Qt.FocusReason.TabFocusReason)

    def open_settings(self) -> None:
        """Unfold prices and the rate of discount."""
        self.settings.show()
        self._scroll.ensureWidgetVisible(self.settings)

    def menu(self) -> QMenu:
        """What stands behind the button beside the search."""
        menu = QMenu(self)
        menu.setFont(theme.font())
        for value, words in (("scope:1", _("只看范围一")), ("scope:2", _("只看范围二")), ("scope:3", _("只看另列的"))):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(self.chips.value() == value)
            action.triggered.connect(lambda on=False, value=value: self._sift(value if on else ""))
        menu.addSeparator()
        menu.addAction(_("不算减排的做法")).triggered.connect(lambda _on=False: self._tell_not_counted())
        menu.addAction(_("价格与折现…")).triggered.connect(lambda _on=False: self.open_settings())
        return menu

    def _sift(self, value: str) -> None:
        self.chips.set_value(value)
        self.fill()

    def _tell_not_counted(self) -> None:
        if self._view is not None:
            self.noted.emit(not_counted_notes(self._view))

    def _into_list(self) -> None:
        self.list.setFocus()
        first = next((line.key for line in self.list.lines() if line.kind == "measure"), "")
        if first and not self.list.current():
            self.list.choose(first)

    # ---- hands ------------------------------------------------------------------------------------------------------

    def _on_chosen(self, key: str) -> None:
        self.show_chosen()
        self.chosen.emit(key)

    def _on_ticked(self, key: str) -> None:
        row = self.row(key)
        if row is not None:
            self._deeds.toggle_row(row)

    def _on_priced(self, money: MoneyView) -> None:
        self._money = {row.measure_id: row for row in money.rows}
        self.settings.show_money(money)
        self.show_chosen()


def _chips(rows: tuple[MeasureRow, ...]) -> tuple[tuple[str, str], ...]:
    """All; the end uses that several measures share, the commonest first; the programmes; the scopes."""
    uses = Counter(row.end_use_name for row in rows if row.end_use_name)
    programmes = Counter(name for row in rows for name in row.programmes)
    chips = [("", _("适用本店 {count}").format(count=len(rows)))]
    common = [(name, count) for name, count in uses.most_common() if count >= _LEAST_SHARED]
    chips += [(f"use:{name}", f"{name} {count}") for name, count in common]
    chips[5:5] = [(f"programme:{name}", f"{name} {count}") for name, count in programmes.most_common(1)]
    chips += [(f"programme:{name}", f"{name} {count}") for name, count in programmes.most_common()[1:]]
    chips += [("scope:1", _("范围一")), ("scope:2", _("范围二")), ("scope:3", _("另列"))]
    return tuple(chips)
