"""The sections of an explanation in the side panel: factors, sums of sources, bills with their steps, changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.domain.emission import EvidenceMark, Scope
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.views import ExplainedFactor, ExplainedRecord, ExplainedRevision, Explanation
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Rule, Swatch, Tag
from ui.widgets.formula import pretty
from ui.widgets.text import Text, draw_text, text_width

SCOPE_TOKENS = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3", Scope.MEMO: "text3"}

_MOST_RECORDS = 14


def scope_name(scope: Scope) -> str:
    """范围一, 范围二, 范围三, or 备忘项."""
    return {Scope.ONE: _("范围一"), Scope.TWO: _("范围二"), Scope.THREE: _("范围三"), Scope.MEMO: _("备忘项")}[scope]


def mark_words(mark: EvidenceMark) -> str:
    """How far a value has been held against its original: a sign and words."""
    return {
        EvidenceMark.CHECKED: _("● 已核对原件"),
        EvidenceMark.TRANSCRIBED: _("◐ 转录一致"),
        EvidenceMark.UNCHECKED: _("○ 未核对"),
    }[mark]


def mark_tag(mark: EvidenceMark) -> Tag:
    """The same on a ground that says how much it matters."""
    tones = {EvidenceMark.CHECKED: "accent", EvidenceMark.TRANSCRIBED: "plain", EvidenceMark.UNCHECKED: "warn"}
    return Tag(mark_words(mark), tones[mark])


def words(text: str, step: theme.Step = "label", tone: str = "text", *, bold: bool = False) -> Text:
    """A paragraph that can be selected and copied."""
    made = Text(pretty(text), step, tone, bold=bold, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class Box(QWidget):
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


# ---- factors ----------------------------------------------------------------------------------------------------------


def add_factors(column: QVBoxLayout, factors: Sequence[ExplainedFactor]) -> None:
    """Each factor with its mark, where it stands, and what must be known about it."""
    for number, factor in enumerate(factors):
        use = factor.use
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
            column.addWidget(words(origin, "label", "text2"))
        for remark in factor.remarks:
            column.addWidget(words(remark, "label", "warn"))


# ---- sums -------------------------------------------------------------------------------------------------------------


def add_parts(column: QVBoxLayout, explanation: Explanation, asked: Callable[[str], None]) -> None:
    """The addends under their scopes; a source is asked further by its name."""
    sums = explanation.scope_sums()
    for scope, tonnes in sums.items():
        head = QHBoxLayout()
        head.setSpacing(theme.XS + theme.HAIR)
        head.addWidget(Swatch(SCOPE_TOKENS[scope]))
        head.addWidget(Text(scope_name(scope), "label", bold=True), 1)
        head.addWidget(cell(shown(tonnes, 2), bold=True, right=True))
        column.addLayout(head)
        for part in (one for one in explanation.parts if one.scope is scope):
            row = QHBoxLayout()
            row.setSpacing(theme.M)
            name = Button(part.name, "link")
            name.clicked.connect(lambda _on=False, source=part.source_id: asked(source))
            row.addWidget(name)
            row.addStretch(1)
            row.addWidget(cell(shown(part.tco2e, 2), right=True))
            column.addLayout(row)
    column.addWidget(Rule(token="line2"))
    total = QHBoxLayout()
    total.addWidget(Text(_("合计"), "label", bold=True), 1)
    total.addWidget(cell(shown(sum(sums.values()), 2), bold=True, right=True))
    column.addLayout(total)


# ---- bills ------------------------------------------------------------------------------------------------------------


def add_records(column: QVBoxLayout, explanation: Explanation, *, of_year: bool) -> None:
    """The bills and entries, below each the steps from what stands on it to what counts."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.M)
    grid.setVerticalSpacing(theme.XS + theme.HAIR)
    grid.setColumnStretch(0, 1)
    used = _("用量 {unit}").format(unit=explanation.unit_label)
    counted = _("计入全年") if of_year else _("计入当月")
    for place, (text, right) in enumerate(((_("账期"), False), (used, True), (counted, True))):
        grid.addWidget(cell(text, tone="text2", right=right), 0, place)
    line = 1
    for record in explanation.records[:_MOST_RECORDS]:
        grid.addWidget(_RecordName(record), line, 0)
        quantity = ("≈ " if record.estimated else "") + record.quantity.removesuffix(explanation.unit_label).strip()
        grid.addWidget(cell(quantity, tone="warn" if record.estimated else "text", right=True), line, 1)
        grid.addWidget(cell(record.share, right=True), line, 2)
        line += 1
        for step in record.steps:
            grid.addWidget(words(step, "label", "text2"), line, 0, 1, 3)
            line += 1
    column.addLayout(grid)
    hidden = len(explanation.records) - _MOST_RECORDS
    if hidden > 0:
        column.addWidget(words(_("另有 {count} 条").format(count=hidden), "label", "text2"))
    column.addWidget(Rule(token="line2"))
    total = QHBoxLayout()
    total.addWidget(Text(_("合计"), "label", bold=True), 1)
    total.addWidget(cell(explanation.records_total, bold=True, right=True))
    column.addLayout(total)


# ---- changes ----------------------------------------------------------------------------------------------------------


def add_revisions(column: QVBoxLayout, revisions: Sequence[ExplainedRevision]) -> None:
    """Who changed what when; what is not a record is named."""
    for revision in revisions:
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        when = words(_moment(revision.at), "label", "text2")
        when.setFixedWidth(5 * theme.metrics().label)
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        about = f"{revision.about}：" if revision.about else ""
        row.addWidget(words(f"{revision.author} {about}{revision.text}".strip()), 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)


def cell(text: str, *, tone: str = "text", right: bool = False, bold: bool = False) -> Text:
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
