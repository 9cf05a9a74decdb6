"""The boundary as a list: each emission source with its accounts, and the small forms that add, rename, leave out and take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Meter, Scope, SourceType
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.card import Rule, Swatch, Tag
from ui.widgets.fields import Choice, FieldRow, Line
from ui.widgets.formula import pretty
from ui.widgets.layouts import empty
from ui.widgets.text import Text
from ui.widgets.venue_form import in_language

_TOKENS = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3", Scope.MEMO: "s3"}


class Boundary(Protocol):
    """What the list asks for; each deed says whether it was done, and has said why when it was not."""

    def add_source(self, type_code: str, name: str, species: str) -> bool:
        """Add a row to the boundary."""

    def rename_source(self, source_id: str, name: str) -> bool:
        """Give a row another name."""

    def exclude_source(self, source_id: str, reason: str) -> bool:
        """Leave a row out, with the reason for the boundary statement."""

    def include_source(self, source_id: str) -> bool:
        """Take a row back."""

    def choose_factor(self, source_id: str, factor_id: str) -> bool:
        """Choose the factor of a row whose type has none of its own."""

    def put_meter(self, source_id: str, account: str, multiplier: Decimal, *, end_included: bool, meter_id: str) -> bool:
        """Add or change an account."""


class SmallForm(QWidget):
    """A form inside a list: its fields in a row, one button that does it, one that does not; Esc gives up."""

    def __init__(self, fields: Sequence[FieldRow], verb: str, deed: Callable[[], bool], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deed = deed
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XS, 0, theme.S)
        column.setSpacing(theme.S)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        for field in fields:
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        self._go = Button(verb)
        self._go.clicked.connect(self._on_go)
        give_up = Button(_("取消"))
        give_up.clicked.connect(self.close_form)
        foot.addWidget(self._go)
        foot.addWidget(give_up)
        foot.addStretch(1)
        column.addLayout(foot)
        for field in fields:
            if isinstance(field.editor, Line):
                field.editor.returnPressed.connect(self._on_go)
        fields[0].editor.setFocus()

    def close_form(self) -> None:
        """Give up; nothing is changed."""
        self.hide()
        self.deleteLater()

    def _on_go(self) -> None:
        if self._deed():
            self.close_form()


class SourceBlock(QWidget):
    """One source with its accounts."""

    def __init__(self, source: EmissionSource, kind: SourceType, meters: Sequence[Meter], catalogue: Catalogue, boundary: Boundary) -> None:
        super().__init__()
        self.source = source
        self._kind = kind
        self._boundary = boundary
        self._form: SmallForm | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._make_head(catalogue))
        for meter in meters:
            self._column.addLayout(self._meter_line(meter))
        if kind.asks_factor and kind.factor_choices and source.active:
            self._column.addWidget(self._factor_choice(catalogue))

    def _make_head(self, catalogue: Catalogue) -> QHBoxLayout:
        active = self.source.active
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.XS, 0, theme.XS)
        row.setSpacing(theme.S)
        row.addWidget(Swatch(_TOKENS[self._kind.scope] if active else "line2"))
        row.addWidget(Text(self.source.name, "body", "text" if active else "text2"))
        unit = catalogue.units[self.source.unit].label
        row.addWidget(Text(unit if active else _("不计入：{reason}").format(reason=self.source.excluded_reason), "label", "text2"), 1)
        if active and self._kind.asks_factor and not self.source.factor_id:
            row.addWidget(Tag(_("未选因子"), "warn"))
        for icon, words, deed in self._deeds():
            button = IconButton(icon, words.format(name=self.source.name), small=True)
            button.clicked.connect(deed)
            row.addWidget(button)
        return row

    def _deeds(self) -> list[tuple[str, str, Callable[[], None]]]:
        if not self.source.active:
            return [("restore", _("把「{name}」重新计入"), lambda: self._do(self._boundary.include_source(self.source.id)))]
        deeds: list[tuple[str, str, Callable[[], None]]] = []
        if self._kind.metered:
            deeds.append(("meter", _("给「{name}」加户号"), lambda: self._ask_meter(None)))
        deeds.append(("edit", _("改「{name}」的名称"), self._ask_name))
        deeds.append(("minus", _("把「{name}」移出边界"), self._ask_reason))
        return deeds

    def _meter_line(self, meter: Meter) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(10 + theme.S, 0, 0, theme.XS)
        row.setSpacing(theme.S)
        ending = _("账单含末日") if meter.end_included else _("末日为下期首日")
        words = _("户号 {account}　倍率 {multiplier}　{ending}").format(
            account=meter.account, multiplier=format(meter.multiplier.normalize(), "f"), ending=ending
        )
        row.addWidget(Text(words, "label", "text2"), 1)
        edit = IconButton("edit", _("改户号 {account}").format(account=meter.account), small=True)
        edit.clicked.connect(lambda: self._ask_meter(meter))
        row.addWidget(edit)
        return row

    def _factor_choice(self, catalogue: Catalogue) -> QWidget:
        choices = [("", _("请选因子，未选不计入总量"))]
        for factor_id in self._kind.factor_choices:
            factor = catalogue.factors[factor_id]
            choices.append((factor_id, f"{in_language(factor.zh, factor.en)}　{factor.value} {pretty(factor.unit)}　{factor.mark.value}"))
        choice = Choice(choices)
        choice.set_value(self.source.factor_id)
        choice.setAccessibleName(_("「{name}」所用因子").format(name=self.source.name))
        choice.chosen.connect(lambda value: self._boundary.choose_factor(self.source.id, value) if value else None)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(10 + theme.S, 0, 0, theme.S)
        row.addWidget(choice)
        return holder

    # ---- small forms ------------------------------------------------------------------------------------------------

    def _open(self, form: SmallForm) -> None:
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form = form
        form.destroyed.connect(self._forget)
        self._column.addWidget(form)

    def _forget(self) -> None:
        self._form = None

    def _do(self, _done: bool) -> None:
        """A deed without a form; the page refreshes the list."""

    def _ask_name(self) -> None:
        field = Line(self.source.name)
        row = FieldRow(_("名称"), field)
        self._open(SmallForm([row], _("改名"), lambda: self._boundary.rename_source(self.source.id, field.text())))

    def _ask_reason(self) -> None:
        field = Line(placeholder=_("如：2025 年 3 月起改为外包，发票见附件"))
        row = FieldRow(_("为什么不计入，会写进边界说明"), field)

        def deed() -> bool:
            if not field.text().strip():
                row.set_error(_("请写一句原因。已填的数据会保留，只是不再计入。"))
                return False
            return self._boundary.exclude_source(self.source.id, field.text())

        self._open(SmallForm([row], _("移出边界"), deed))

    def _ask_meter(self, meter: Meter | None) -> None:
        account = Line(meter.account if meter else "", placeholder=_("账单上的户号"))
        ratio = Line(format(meter.multiplier.normalize(), "f") if meter else "1")
        ending = Choice([("1", _("账单含末日")), ("0", _("末日为下期首日"))])
        ending.set_value("1" if meter is None or meter.end_included else "0")
        ratio_row = FieldRow(_("倍率"), ratio)
        account_row = FieldRow(_("户号"), account)

        def deed() -> bool:
            try:
                multiplier = Decimal(ratio.text().strip() or "1")
            except InvalidOperation:
                ratio_row.set_error(_("倍率应为数字，没有互感器填 1。"))
                return False
            if not account.text().strip():
                account_row.set_error(_("请填账单上的户号。"))
                return False
            included = ending.value() == "1"
            return self._boundary.put_meter(
                self.source.id, account.text(), multiplier, end_included=included, meter_id=meter.id if meter else ""
            )

        fields = [account_row, ratio_row, FieldRow(_("账单怎么写止日"), ending)]
        self._open(SmallForm(fields, _("保存户号") if meter else _("加户号"), deed))


class SourceList(QWidget):
    """All sources by scope, those left out below, and the form that adds one."""

    def __init__(self, boundary: Boundary, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boundary = boundary
        self._catalogue: Catalogue | None = None
        self._blocks: list[SourceBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_sources(self, sources: Sequence[EmissionSource], meters: Mapping[str, Sequence[Meter]], catalogue: Catalogue) -> None:
        """Show the boundary as it stands."""
        self._catalogue = catalogue
        empty(self._column)
        self._blocks.clear()
        active = [source for source in sources if source.active]
        for scope, title in (
            (Scope.ONE, _("范围一 直接排放")),
            (Scope.TWO, _("范围二 外购电力、热力")),
            (Scope.THREE, _("范围三 其他间接")),
            (Scope.MEMO, _("备查，不计入总量")),
        ):
            self._add_group(title, [s for s in active if catalogue.source_types[s.type_code].scope is scope], meters)
        self._add_group(_("不计入的排放源"), [source for source in sources if not source.active], meters)
        add = Button(_("添加排放源"), icon="plus")
        add.clicked.connect(self._ask_source)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, theme.M, 0, 0)
        row.addWidget(add)
        row.addStretch(1)
        self._column.addWidget(holder)

    def blocks(self) -> tuple[SourceBlock, ...]:
        """The rows in order."""
        return tuple(self._blocks)

    def _add_group(self, title: str, sources: Sequence[EmissionSource], meters: Mapping[str, Sequence[Meter]]) -> None:
        if not sources or self._catalogue is None:
            return
        holder = QWidget()
        row = QVBoxLayout(holder)
        row.setContentsMargins(0, theme.M, 0, theme.XS)
        row.setSpacing(theme.XS)
        row.addWidget(Text(title, "label", "text2"))
        row.addWidget(Rule())
        self._column.addWidget(holder)
        for source in sources:
            kind = self._catalogue.source_types[source.type_code]
            block = SourceBlock(source, kind, meters.get(source.id, ()), self._catalogue, self._boundary)
            self._blocks.append(block)
            self._column.addWidget(block)

    def _ask_source(self) -> None:
        from core.workflows import boundary

        if self._catalogue is None:
            return
        kinds = self._catalogue.source_types
        kind_choice = Choice([(kind.code, in_language(kind.zh, kind.en)) for kind in boundary.offered_types(self._catalogue)])
        name = Line(placeholder=_("如：外购电力・副楼户"))
        species = Choice([])
        species_row = FieldRow(_("型号"), species, parent=self)

        def follow(code: str) -> None:
            kind = kinds[code]
            species.set_choices([(choice, choice) for choice in kind.species_choices])
            species_row.setVisible(bool(kind.species_choices))
            name.setText(in_language(kind.zh, kind.en))

        kind_choice.chosen.connect(follow)
        fields = [FieldRow(_("类型"), kind_choice), species_row, FieldRow(_("名称"), name)]
        follow(kind_choice.value())
        form = SmallForm(fields, _("添加"), lambda: self._boundary.add_source(kind_choice.value(), name.text(), species.value()))
        self._column.addWidget(form)
