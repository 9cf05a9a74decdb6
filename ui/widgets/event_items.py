"""What an event used or caused, by stage: quantities before and after, the tonnes they make, and the papers behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.catalogue import Catalogue
from core.domain.emission import Scope
from core.domain.event import EventItem, EventStage
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.submission_views import EventView, ItemDraft, ItemRow, StageView
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Card, Rule, Swatch, Tag
from ui.widgets.event_choices import factor_choices, type_choices
from ui.widgets.event_edits import Asked
from ui.widgets.fields import HELP_PROPERTY, Choice, FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.small_form import SmallForm
from ui.widgets.text import Text

_FIELD = 112
_TONNES = 76
_UNIT = 56
_ACROSS = 3
"""Fields of the small form that stand side by side."""

_LINES, _COLUMNS = 4, 6
"""Of the grid for each item: its rule, its name, its figures, and what was refused."""

_SCOPES = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3"}


class ItemDeeds(Protocol):
    """What the items ask their page to do; each says whether it was done."""

    def keep_item(self, draft: ItemDraft, asked: Asked | None = None) -> bool:
        """Keep an item, new or changed; a refusal stands where it was asked."""

    def remove_item(self, item_id: str) -> bool:
        """Take an item away."""

    def attach_item(self, item_id: str) -> None:
        """Ask for a paper behind an item and keep it."""


def _tonnes(value: Fraction | None) -> str:
    return "—" if value is None else shown(value, 2)


def _draft_of(item: EventItem) -> ItemDraft:
    from core.workflows.event_items import draft_of

    return draft_of(item)


def _words_of(row: ItemRow) -> tuple[str, ...]:
    """What stands beside the name: its kind, where its figure comes from, who tells it, and what it is taken out of."""
    item = row.item
    return (
        row.type_name if row.type_name != item.name else "",
        item.basis,
        _("由{supplier}提供").format(supplier=item.supplier) if item.supplier else "",
        _("从年度「{source}」扣除").format(source=row.netted) if row.netted else "",
    )


class _Cell:
    """A quantity's field, and the line below its item where a refusal stands."""

    def __init__(self, field: Line, words: Text) -> None:
        self.editor: QWidget = field
        self._field = field
        self._words = words

    def set_error(self, words: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self._field.set_invalid(bool(words))
        self._words.setText(words)
        self._words.setVisible(bool(words))


class ItemLine:
    """The widgets of one item in the grid of its stage: name and deeds above, factor and figures below."""

    def __init__(self, grid: QGridLayout, line: int, row: ItemRow, catalogue: Catalogue, deeds: ItemDeeds) -> None:
        self.row = row
        self._deeds = deeds
        small = not theme.metrics().large
        name = row.item.name
        self._name, self._words = Text(name, "body"), Text("", "label", "text2")
        self._open = Tag(_("未核算"), "warn")
        self.attach = Button("", icon="clip", small=small)
        self.attach.clicked.connect(lambda _on=False: deeds.attach_item(self.row.item.id))
        self.edit = IconButton("edit", _("改「{name}」").format(name=name), small=small)
        self.remove = IconButton("minus", _("删除「{name}」").format(name=name), small=small)
        self.remove.clicked.connect(lambda _on=False: deeds.remove_item(self.row.item.id))
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        for widget in (Swatch(_SCOPES.get(row.scope, "line2")), self._name, self._open):
            head.addWidget(widget)
        head.addWidget(self._words, 1)
        for button in (self.attach, self.edit, self.remove):
            head.addWidget(button)
        grid.addLayout(head, line, 0, 1, _COLUMNS)
        self.fields: dict[str, Line] = {}
        self._refused = Text("", "label", "err", wrap=True)
        self._refused.hide()
        grid.addWidget(self._refused, line + 2, 0, 1, _COLUMNS)
        self.factor = self._factor_choice(catalogue)
        if self.factor is not None:
            indent = QHBoxLayout()
            indent.setContentsMargins(theme.L + theme.HAIR, 0, 0, 0)
            indent.addWidget(self.factor)
            grid.addLayout(indent, line + 1, 0)
        for column, (field, label) in enumerate((("estimate", _("预估")), ("actual", _("实际"))), 1):
            grid.addWidget(self._field(field, label), line + 1, column)
        grid.addWidget(Text(row.unit_label, "label", "text2"), line + 1, 3)
        self._tonnes = (Text("", "label"), Text("", "label", bold=True))
        for column, text in enumerate(self._tonnes, 4):
            text.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(text, line + 1, column)

    def _factor_choice(self, catalogue: Catalogue) -> Choice | None:
        kind = catalogue.source_types[self.row.item.type_code]
        if not (kind.asks_factor and kind.factor_choices):
            return None
        choice = Choice(factor_choices(kind, catalogue))
        choice.setAccessibleName(_("「{name}」所用因子").format(name=self.row.item.name))
        choice.chosen.connect(lambda value: self._deeds.keep_item(replace(_draft_of(self.row.item), factor_id=value)))
        return choice

    def _field(self, name: str, label: str) -> Line:
        line = Line()
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setFixedWidth(_FIELD * theme.metrics().label // 12)
        line.setAccessibleName(f"{self.row.item.name} {label} {self.row.unit_label}")
        line.setProperty(HELP_PROPERTY, f"sources.{self.row.item.type_code}")
        cell = _Cell(line, self._refused)
        line.kept.connect(lambda text: self._deeds.keep_item(replace(_draft_of(self.row.item), **{name: text}), cell))
        self.fields[name] = line
        return line

    def refusal(self) -> str:
        """What was refused of this item; empty for nothing."""
        return self._refused.plain()

    def show(self, row: ItemRow, *, editable: bool) -> None:
        """Show the item as it stands."""
        self.row = row
        item = row.item
        self._name.setText(item.name)
        self._open.setVisible(bool(row.unanswered))
        self._open.setToolTip(row.unanswered)
        self._words.setText("，".join(part for part in _words_of(row) if part))
        for name, text in (("estimate", row.estimate), ("actual", row.actual)):
            self.fields[name].set_value(text)
            self.fields[name].setEnabled(editable)
        for label, value in zip(self._tonnes, (row.estimated_t, row.actual_t), strict=True):
            label.setText(_tonnes(value))
            label.set_tone("text" if row.counted else "text3")
        count = len(row.evidence)
        self.attach.setText(str(count) if count else _("附"))
        self.attach.setToolTip("\n".join(one.original_name for one in row.evidence) or _("附单据"))
        self.attach.setAccessibleName(_("「{name}」的证据 {count} 个").format(name=item.name, count=count))
        for widget in (self.attach, self.edit, self.remove):
            widget.setEnabled(editable)
        if self.factor is not None:
            self.factor.set_value(item.factor_id)
            self.factor.setToolTip(self.factor.currentText())
            self.factor.setEnabled(editable)


class StageCard(Card):
    """One stage: its items in a table, its sums, and the small forms that add and change."""

    def __init__(self, stage: EventStage, catalogue: Catalogue, deeds: ItemDeeds) -> None:
        super().__init__()
        self._stage = stage
        self._catalogue = catalogue
        self._deeds = deeds
        self._dossier = ""
        self.lines: dict[str, ItemLine] = {}
        self._title = Text("", "title", bold=True)
        self._state = Text("", "label", "text2")
        self._sums = Text("", "label", bold=True)
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(self._title)
        head.addWidget(self._state, 1)
        head.addWidget(self._sums)
        self._holder = QVBoxLayout()
        self._forms = QVBoxLayout()
        self.add = Button(_("添加项目"), icon="plus", small=not theme.metrics().large)
        self.add.clicked.connect(lambda _on=False: self._ask(None))
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self.body.setSpacing(theme.S)
        self.body.addLayout(head)
        self.body.addWidget(Rule())
        self.body.addLayout(self._holder)
        self.body.addLayout(self._forms)
        self.body.addLayout(foot)

    def show_stage(self, stage: StageView, view: EventView) -> None:
        """Show the stage; the fields stay where they are while the items are the same."""
        self._title.setText(stage.title)
        self._state.setText(_("计入") if stage.ticked else _("登记表没有勾选这一阶段，下面的量不计入合计"))
        before = any(row.estimated_t is not None for row in stage.rows)
        after = any(row.actual_t is not None for row in stage.rows)
        self._sums.setText(
            _("预估 {estimated}　实际 {actual} tCO₂e").format(
                estimated=_tonnes(stage.estimated_t if before else None), actual=_tonnes(stage.actual_t if after else None)
            )
        )
        self.add.setEnabled(view.editable)
        keys = [str(row.item.id) for row in stage.rows]
        kinds = [line.row.item.type_code for line in self.lines.values()]
        if keys != list(self.lines) or kinds != [row.item.type_code for row in stage.rows] or self._dossier != view.dossier.id:
            self._dossier = view.dossier.id
            empty(self._forms)
            self._build(stage.rows)
        for row in stage.rows:
            self.lines[row.item.id].show(row, editable=view.editable)

    def _build(self, rows: Sequence[ItemRow]) -> None:
        empty(self._holder)
        self.lines = {}
        if not rows:
            self._holder.addWidget(Text(_("这一阶段还没有项目。"), "label", "text2"))
            return
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.S)
        grid.setColumnStretch(0, 1)
        wide = theme.metrics().label
        for column, width in ((1, _FIELD), (2, _FIELD), (3, _UNIT), (4, _TONNES), (5, _TONNES)):
            grid.setColumnMinimumWidth(column, width * wide // 12)
        titles = (_("项目与因子"), _("预估"), _("实际"), _("单位"), _("预估 tCO₂e"), _("实际 tCO₂e"))
        for column, title in enumerate(titles):
            text = Text(title, "label", "text2")
            if column in {1, 2, 4, 5}:
                text.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(text, 0, column)
        for number, row in enumerate(rows):
            if number:
                grid.addWidget(Rule(), _LINES * number, 0, 1, _COLUMNS)
            line = ItemLine(grid, _LINES * number + 1, row, self._catalogue, self._deeds)
            line.edit.clicked.connect(lambda _on=False, line=line: self._ask(line.row))
            self.lines[row.item.id] = line
        self._holder.addWidget(holder)

    def _ask(self, row: ItemRow | None) -> None:
        """Ask for a new item, or for the words of one that is there."""
        empty(self._forms)
        kinds = Choice(type_choices(self._catalogue))
        name = Line(row.item.name if row else "")
        basis = Line(row.item.basis if row else "", placeholder=_("数字从哪来，如 会场分表起止示数"))
        unit = Choice(())
        supplier = Line(row.item.supplier if row else "", placeholder=_("如 会展服务公司"))
        for line in (name, basis, supplier):
            line.setCursorPosition(0)  # a text longer than its field shows its beginning
        holders = row.holders if row else ()
        holder = Choice((("", _("不扣除")), *holders))
        holder.set_value(str(row.item.netted_from or "") if row else "")
        name_row = FieldRow(_("名称"), name)

        def follow(code: str) -> None:
            kind = self._catalogue.source_types[code]
            codes = dict.fromkeys((kind.unit, *kind.units))
            unit.set_choices([(one, self._catalogue.units[one].label) for one in codes])

        def deed() -> bool:
            draft = _draft_of(row.item) if row else ItemDraft(self._dossier, self._stage, kinds.value())
            changed = replace(draft, name=name.text().strip(), unit=unit.value(), basis=basis.text().strip(), supplier=supplier.text())
            if holders:
                changed = replace(changed, netted_from=holder.value())
            return self._deeds.keep_item(changed)

        kinds.chosen.connect(follow)
        follow(row.item.type_code if row else kinds.value())
        fields = [name_row, FieldRow(_("单位"), unit), FieldRow(_("依据"), basis), FieldRow(_("供应商"), supplier)]
        if holders:
            hint = _("场所的账单里已含这一项，按实际数量从年度扣除，两边不重复计算")
            fields.append(FieldRow(_("从年度扣除"), holder, hint))
        if row is None:
            fields.insert(0, FieldRow(_("类型"), kinds))
        else:
            unit.set_value(row.item.unit)
        self._forms.addWidget(SmallForm(fields, _("保存") if row else _("添加"), deed, across=_ACROSS))
