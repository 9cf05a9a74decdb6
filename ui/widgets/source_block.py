"""One row of the boundary with its accounts or machines, and the small forms that change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Meter, Scope, SourceType
from core.domain.own_factor import OwnFactor
from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.card import Swatch, Tag
from ui.widgets.fields import Choice
from ui.widgets.formula import pretty
from ui.widgets.small_form import SmallForm
from ui.widgets.source_forms import Boundary, class_names, exclusion_form, machine_form, meter_form, name_form, plain_number
from ui.widgets.text import Text
from ui.widgets.venue_form import in_language

_TOKENS = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3", Scope.MEMO: "s3"}
_INDENT = 10 + theme.S
"""Where what belongs to a row begins: behind its swatch."""


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """What a block shows.

    Attributes:
        own: the ledger's own factors that the row could compute with.
    """

    source: EmissionSource
    kind: SourceType
    meters: Sequence[Meter]
    own: Sequence[OwnFactor] = ()


class SourceBlock(QWidget):
    """One source with its accounts."""

    def __init__(self, facts: BlockFacts, catalogue: Catalogue, boundary: Boundary) -> None:
        super().__init__()
        from core.workflows import boundary as rules

        source, kind = facts.source, facts.kind
        self.source = source
        self._kind = kind
        self._own = facts.own
        self._boundary = boundary
        self._unit = catalogue.units[source.unit].label
        self._machines = rules.is_machine_row(kind)
        self._classes = class_names(catalogue) if self._machines else {}
        self._form: SmallForm | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._make_head())
        if not source.active:
            self._column.addWidget(self._why())
        for meter in facts.meters if source.active else ():
            self._column.addLayout(self._meter_line(meter))
        if source.active and (facts.own or (kind.asks_factor and kind.factor_choices)):
            self._column.addWidget(self._factor_choice(catalogue))

    def _make_head(self) -> QHBoxLayout:
        active = self.source.active
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.XS, 0, theme.XS)
        row.setSpacing(theme.S)
        row.addWidget(Swatch(_TOKENS[self._kind.scope] if active else "line2"))
        row.addWidget(Text(self.source.name, "body", "text" if active else "text2"))
        operator = _("由{operator}经营").format(operator=self.source.operator) if self.source.operator else ""
        row.addWidget(Text("　".join(part for part in (self._unit if active else self._size(), operator) if part), "label", "text2"), 1)
        if active and self._kind.asks_factor and not self.source.factor_id:
            row.addWidget(Tag(_("未选因子"), "warn"))
        for icon, words, deed in self._deeds():
            button = IconButton(icon, words.format(name=self.source.name), small=True)
            button.clicked.connect(deed)
            row.addWidget(button)
        return row

    def _size(self) -> str:
        """How large what is left out is estimated to be."""
        tonnes = self.source.excluded_tonnes
        return _("约 {tonnes} tCO₂e/年").format(tonnes=shown(tonnes, 2)) if tonnes is not None else _("未估规模")

    def _why(self) -> QWidget:
        """Why the row is left out; the whole text, since it is printed."""
        words = Text(self.source.excluded_reason, "label", "text2", wrap=True)
        words.setContentsMargins(_INDENT, 0, 0, theme.XS)
        return words

    def _deeds(self) -> list[tuple[str, str, Callable[[], None]]]:
        if not self.source.active:
            return [
                ("edit", _("改「{name}」不计入的原因和规模"), self._ask_reason),
                ("restore", _("把「{name}」重新计入"), lambda: self._do(self._boundary.include_source(self.source.id))),
            ]
        deeds: list[tuple[str, str, Callable[[], None]]] = []
        if self._machines:
            deeds.append(("plus", _("给「{name}」加设备"), lambda: self._ask_meter(None)))
        elif self._kind.metered:
            deeds.append(("meter", _("给「{name}」加户号"), lambda: self._ask_meter(None)))
        deeds.append(("edit", _("改「{name}」的名称和经营单位"), self._ask_name))
        deeds.append(("minus", _("把「{name}」移出边界"), self._ask_reason))
        return deeds

    def _meter_line(self, meter: Meter) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(_INDENT, 0, 0, theme.XS)
        row.setSpacing(theme.S)
        row.addWidget(Text(self._machine_words(meter) if self._machines else _meter_words(meter), "label", "text2"), 1)
        what = _("设备 {account}") if self._machines else _("户号 {account}")
        named = what.format(account=meter.account)
        edit = IconButton("edit", _("改{what}").format(what=named), small=True)
        edit.clicked.connect(lambda: self._ask_meter(meter))
        remove = IconButton("minus", _("删除{what}").format(what=named), small=True)
        remove.clicked.connect(lambda: self._do(self._boundary.remove_meter(meter.id)))
        row.addWidget(edit)
        row.addWidget(remove)
        return row

    def _machine_words(self, meter: Meter) -> str:
        charge = _("充注 {kilograms} kg").format(kilograms=plain_number(meter.charge)) if meter.charge is not None else _("未填充注量")
        parts = (
            _("设备 {account}").format(account=meter.account),
            meter.name,
            meter.refrigerant,
            charge,
            self._classes.get(meter.machine_class, ""),
        )
        return "　".join(part for part in parts if part)

    def _factor_choice(self, catalogue: Catalogue) -> QWidget:
        nothing = _("请选因子，未选不计入总量") if self._kind.asks_factor else _("公布的因子（默认）")
        choices = [("", nothing)]
        for factor_id in self._kind.factor_choices:
            factor = catalogue.factors[factor_id]
            choices.append((factor_id, f"{in_language(factor.zh, factor.en)}　{factor.value} {pretty(factor.unit)}　{factor.mark.value}"))
        for own in self._own:
            words = _("自有：{name}　{value} {unit}　○").format(name=own.name, value=own.value, unit=pretty(own.unit))
            choices.append((own.factor_id, words))
        choice = Choice(choices)
        choice.set_value(self.source.factor_id)
        choice.setAccessibleName(_("「{name}」所用因子").format(name=self.source.name))
        choice.chosen.connect(lambda value: self._boundary.choose_factor(self.source.id, value))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(_INDENT, 0, 0, theme.S)
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
        self._open(name_form(self.source, self._boundary))

    def _ask_reason(self) -> None:
        self._open(exclusion_form(self.source, self._unit, self._boundary))

    def _ask_meter(self, meter: Meter | None) -> None:
        if self._machines:
            self._open(machine_form(self.source, meter, self._classes, self._boundary))
        else:
            self._open(meter_form(self.source, meter, self._boundary))


def _meter_words(meter: Meter) -> str:
    ending = _("账单含末日") if meter.end_included else _("末日为下期首日")
    return _("户号 {account}　倍率 {multiplier}　{ending}").format(
        account=meter.account, multiplier=plain_number(meter.multiplier), ending=ending
    )
