"""The side panel's answer to 「这个数怎么来的」: figure, formula, factors, bills, changes; what is not there is not mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.domain.emission import EvidenceMark, Scope
from core.domain.inventory import FactorUse
from core.domain.period import Month
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.views import ExplainedLine, ExplainedRecord, Explanation
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Rule, Swatch, Tag
from ui.widgets.formula import pretty
from ui.widgets.text import Text, draw_text, text_width

SCOPE_TOKENS = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3", Scope.MEMO: "text3"}

_MOST_RECORDS = 14
_SIX_DECIMALS = 6


def scope_name(scope: Scope) -> str:
    """范围一, 范围二, 范围三, or 备忘项."""
    return {Scope.ONE: _("范围一"), Scope.TWO: _("范围二"), Scope.THREE: _("范围三"), Scope.MEMO: _("备忘项")}[scope]


def mark_tag(mark: EvidenceMark) -> Tag:
    """How far a value has been held against its original: a sign, words, and a tone."""
    words, tone = {
        EvidenceMark.CHECKED: (_("● 已核对原件"), "accent"),
        EvidenceMark.TRANSCRIBED: (_("◐ 转录一致"), "plain"),
        EvidenceMark.UNCHECKED: (_("○ 未核对"), "warn"),
    }[mark]
    return Tag(words, tone)


def _words(text: str, step: theme.Step = "label", tone: str = "text", *, bold: bool = False) -> Text:
    """A paragraph that can be selected and copied."""
    made = Text(pretty(text), step, tone, bold=bold, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class _Box(QWidget):
    """A tinted ground with round corners for the formula and for notes."""

    def __init__(self, token: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        self.column.setSpacing(theme.HAIR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._token))
        painter.drawRoundedRect(self.rect(), theme.RADIUS_FIELD, theme.RADIUS_FIELD)


class MonthBars(QWidget):
    """Twelve small bars of a row's quantities; first, last and highest month are named."""

    def __init__(self, months: Sequence[tuple[Month, Decimal]], token: str, unit: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months = tuple(months)
        self._token = token
        self._unit = unit
        self.setFixedHeight(40 + theme.line_height("label"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("，".join(_("{month}月 {value}").format(month=m.month, value=shown(v, 0)) for m, v in self._months))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        label, line = theme.font("label"), theme.line_height("label")
        room = self.height() - line - theme.XS
        highest = max((abs(value) for _month, value in self._months), default=Decimal(0))
        if not self._months or not highest:
            return
        step = self.width() / len(self._months)
        for number, (_month, value) in enumerate(self._months):
            height = float(abs(value) / highest) * room
            painter.fillRect(QRectF(number * step, room - height, step * 0.7, height), theme.color(self._token))
        peak = max(range(len(self._months)), key=lambda number: self._months[number][1])
        foot = QRect(0, self.height() - line, self.width(), line)
        first, last = (_("{month}月").format(month=self._months[n][0].month) for n in (0, -1))
        ink = theme.color("text2")
        draw_text(painter, foot, first, label, ink)
        draw_text(painter, foot, last, label, ink, Qt.AlignmentFlag.AlignRight)
        words = _("{month}月 {value} {unit}").format(
            month=self._months[peak][0].month, value=shown(self._months[peak][1], 0), unit=self._unit
        )
        width = int(text_width(words, label)) + 2
        left = min(max(int(peak * step), int(text_width(first, label)) + theme.S), self.width() - width - theme.XL - theme.S)
        draw_text(painter, QRect(left, foot.y(), width, line), words, label, theme.color("text"))


class ExplainPanel(QWidget):
    """Shows one explanation after another; a page puts it into the side panel."""

    months_asked = Signal()
    """Open the row's twelve months."""

    came_into_view = Signal()
    """The side panel was opened; what it shows may be old."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("clear", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.L)
        self._column.setSpacing(0)
        self._first = True
        self._shown: object = None
        self.show_nothing()

    # ---- what to show -----------------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Nothing is selected."""
        if self._shown == "nothing":
            return
        self._shown = "nothing"
        self._clear()
        column = self._section()
        column.addWidget(Text(_("还没有选中数字"), "body", bold=True))
        column.addWidget(_words(_("点一个数字，这里会写出它的公式、因子、票据和改动。"), "label", "text2"))
        self._column.addStretch(1)

    def show_fact(self, title: str, subtitle: str, figure: str, unit: str, notes: Sequence[str]) -> None:
        """Show a figure that no formula stands behind: an output, an empty cell."""
        fact = (title, subtitle, figure, unit, tuple(notes))
        if self._shown == fact:
            return
        self._shown = fact
        self._clear()
        head = self._section()
        self._add_figure(head, title, subtitle, figure, unit)
        for note in notes:
            head.addWidget(_words(note, "label", "text2"))
        self._column.addStretch(1)

    def show_explanation(self, explanation: Explanation, *, of_year: bool) -> None:
        """Show the lineage of a figure.

        Args:
            explanation: what the workflow says.
            of_year: whether the figure is that of the whole year; its months are drawn then.
        """
        if self._shown == explanation:
            return
        self._shown = explanation
        self._clear()
        self._add_head(explanation)
        if explanation.lines:
            self._add_formula(explanation.lines)
        if explanation.factors:
            self._add_factors(explanation.factors)
        if explanation.note:
            box = _Box("info_s")
            box.column.addWidget(_words(explanation.note))
            self._section(ruled=not explanation.factors).addWidget(box)
        if of_year and any(value for _month, value in explanation.monthly):
            self._add_months(explanation)
        if explanation.records:
            self._add_records(explanation, of_year=of_year)
        if explanation.revisions:
            self._add_revisions(explanation)
        self._column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_into_view.emit()

    # ---- sections ---------------------------------------------------------------------------------------------------

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._first = True

    def _section(self, title: str = "", *, ruled: bool = True) -> QVBoxLayout:
        if not self._first and ruled:
            self._column.addWidget(Rule(parent=self))
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        top = theme.M if ruled or self._first else 0
        column.setContentsMargins(theme.L, top, theme.L, theme.M)
        column.setSpacing(theme.XS)
        if title:
            column.addWidget(Text(title, "label", "text2"))
        self._column.addWidget(holder)
        self._first = False
        return column

    def _add_figure(self, column: QVBoxLayout, title: str, subtitle: str, figure: str, unit: str) -> None:
        column.addWidget(_words(f"{title}　{subtitle}", "label", "text2"))
        line = QHBoxLayout()
        line.setSpacing(theme.XS + theme.HAIR)
        number = Text(figure, "figure", bold=True)
        number.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        line.addWidget(number)
        line.addWidget(Text(pretty(unit), "body", "text2"), 1)
        column.addLayout(line)

    def _add_head(self, explanation: Explanation) -> None:
        column = self._section()
        figure = "—" if explanation.unanswered else shown(explanation.figure, 2)
        self._add_figure(column, explanation.title, explanation.subtitle, figure, explanation.unit)
        shares = []
        if explanation.share_of_month:
            shares.append(_("占当月 {share}").format(share=explanation.share_of_month))
        if explanation.share_of_total:
            shares.append(_("占全年 {share}").format(share=explanation.share_of_total))
        if explanation.scope is not None:
            line = QHBoxLayout()
            line.setSpacing(theme.XS + theme.HAIR)
            line.addWidget(Swatch(SCOPE_TOKENS[explanation.scope]))
            line.addWidget(Text("，".join([scope_name(explanation.scope), *shares]), "label", "text2"), 1)
            column.addLayout(line)
        if explanation.unanswered:
            box = _Box("warn_s")
            box.column.addWidget(_words(_("未核算"), "label", "warn", bold=True))
            box.column.addWidget(_words(explanation.unanswered))
            column.addWidget(box)

    def _add_formula(self, lines: Sequence[ExplainedLine]) -> None:
        column = self._section(_("公式"))
        box = _Box("sunken")
        several = len(lines) > 1
        for line in lines:
            box.column.addWidget(_words(line.formula))
            result = f"= {shown(line.tco2e, 2)} tCO2e"
            if several or line.memo:
                gas = _("{gas}，备忘").format(gas=line.gas) if line.memo else line.gas
                result += f"（{gas}）"
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            row.addWidget(_words(result, bold=True), 0)
            row.addWidget(_words(shown(line.tco2e, _SIX_DECIMALS), "label", "text2"), 1)
            box.column.addLayout(row)
        column.addWidget(box)
        column.addWidget(_words(_("按因子全值计算，只在显示时修约"), "label", "text2"))

    def _add_factors(self, uses: Sequence[FactorUse]) -> None:
        column = self._section(_("排放因子"))
        for number, use in enumerate(uses):
            if number:
                column.addSpacing(theme.S)
            row = QHBoxLayout()
            row.setSpacing(theme.XS + theme.HAIR)
            value = Text(use.shown, "body", bold=True)
            value.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            row.addWidget(value)
            row.addWidget(Text(pretty(f"{use.unit}　{use.symbol}".strip("　")), "label", "text2"), 1)
            row.addWidget(mark_tag(use.mark))
            column.addLayout(row)
            vintage = _("{year} 年数据").format(year=use.vintage) if use.vintage else ""
            origin = "，".join(part for part in (use.document, use.clause, vintage) if part)
            if origin:
                column.addWidget(_words(origin, "label", "text2"))

    def _add_months(self, explanation: Explanation) -> None:
        column = self._section()
        head = QHBoxLayout()
        head.addWidget(Text(_("活动数据"), "label", "text2"), 1)
        link = Button(_("打开 12 个月"), "link")
        link.clicked.connect(self.months_asked)
        head.addWidget(link)
        column.addLayout(head)
        token = SCOPE_TOKENS[explanation.scope] if explanation.scope is not None else "text2"
        column.addWidget(MonthBars(explanation.monthly, token, explanation.unit_label))

    def _add_records(self, explanation: Explanation, *, of_year: bool) -> None:
        column = self._section(_("票据与录入"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.XS + theme.HAIR)
        grid.setColumnStretch(0, 1)
        used = _("用量 {unit}").format(unit=explanation.unit_label)
        counted = _("计入全年") if of_year else _("计入当月")
        for place, (text, right) in enumerate(((_("账期"), False), (used, True), (counted, True))):
            grid.addWidget(_cell(text, tone="text2", right=right), 0, place)
        for number, record in enumerate(explanation.records[:_MOST_RECORDS], start=1):
            grid.addWidget(_RecordName(record), number, 0)
            quantity = ("≈ " if record.estimated else "") + record.quantity.removesuffix(explanation.unit_label).strip()
            grid.addWidget(_cell(quantity, tone="warn" if record.estimated else "text", right=True), number, 1)
            grid.addWidget(_cell(record.share, right=True), number, 2)
        column.addLayout(grid)
        hidden = len(explanation.records) - _MOST_RECORDS
        if hidden > 0:
            column.addWidget(_words(_("另有 {count} 条").format(count=hidden), "label", "text2"))
        column.addWidget(Rule(token="line2"))
        total = QHBoxLayout()
        total.addWidget(Text(_("合计"), "label", bold=True), 1)
        total.addWidget(_cell(explanation.records_total, bold=True, right=True))
        column.addLayout(total)

    def _add_revisions(self, explanation: Explanation) -> None:
        column = self._section(_("改动"))
        for revision in explanation.revisions:
            row = QHBoxLayout()
            row.setSpacing(theme.M)
            when = _words(_moment(revision.at), "label", "text2")
            when.setFixedWidth(5 * theme.metrics().label)
            row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
            words = f"{revision.author} {revision.text}".strip()
            row.addWidget(_words(words), 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)


def _cell(text: str, *, tone: str = "text", right: bool = False, bold: bool = False) -> Text:
    made = Text(text, "label", tone, bold=bold)
    if right:
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made


def _moment(at: str) -> str:
    """「1月14日 14:01」 of an ISO moment."""
    day, _t, clock = at.partition("T")
    _year, month, date = day.split("-")
    return _("{month}月{day}日 {clock}").format(month=int(month), day=int(date), clock=clock[:5])


class _RecordName(QLabel):
    """The period of a bill, with a clip where a file is attached."""

    def __init__(self, record: ExplainedRecord) -> None:
        super().__init__()
        self._record = record
        self.setFont(theme.font("label"))
        files = "、".join(record.evidence)
        self.setToolTip("\n".join(part for part in (record.label, files) if part))
        self.setAccessibleName(" ".join(part for part in (record.period, record.label, files) if part))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self._record.period, self.font())) + theme.L, theme.line_height("label"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        used = draw_text(painter, self.rect(), self._record.period, self.font(), theme.color("text"))
        if self._record.evidence:
            edge = theme.metrics().label
            at = QPoint(int(used) + theme.XS, (self.height() - edge) // 2)
            painter.drawPixmap(at, theme.pixmap("clip", "text2", size=edge, ratio=self.devicePixelRatioF()))
