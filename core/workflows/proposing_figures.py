"""From the facts of a paper to the fields of a draft, with where each stands, why it was taken, and what was left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from core.documents.invoice_facts import Fact, FactName, InvoiceFacts, InvoiceItem, Spot
from core.documents.invoice_kinds import BoughtKind, item_text, kind_in
from core.documents.invoice_settling import fact_word
from core.documents.invoice_values import plain_text, whole_months
from core.domain.quantity import Unit, UnitTable
from core.i18n import _
from core.workflows.bill_views import BillDraft
from core.workflows.billing_reading import field_name, number_text

_SAME_NAME = {
    "reading_start": FactName.READING_START,
    "reading_end": FactName.READING_END,
    "multiplier": FactName.MULTIPLIER,
    "amount_yuan": FactName.TOTAL,
    "invoice": FactName.NUMBER,
}
_IN_UNIT = {
    "sharp": FactName.SHARP,
    "peak": FactName.PEAK,
    "flat": FactName.FLAT,
    "valley": FactName.VALLEY,
    "opening": FactName.OPENING,
    "delivered": FactName.DELIVERED,
    "closing": FactName.CLOSING,
}
_NEVER_USED = {FactName.TITLE}
_TEN_THOUSAND_YUAN = "万元"


@dataclass(slots=True)
class Figures:
    """What a draft gets from a paper; filled step by step.

    Attributes:
        fields: field of the draft → its value.
        used: facts that the draft takes.
    """

    facts: InvoiceFacts
    unit: Unit
    table: UnitTable
    kind: BoughtKind | None
    before: BillDraft
    fields: dict[str, Any] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    used: set[FactName] = field(default_factory=set)
    why: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def take_all(self) -> None:
        """Every field of the draft that the paper speaks of."""
        self._take_period()
        self._take_quantity()
        for name, fact_name in _SAME_NAME.items():
            self._take_plain(name, fact_name)
        self._take_losses()
        for name, fact_name in _IN_UNIT.items():
            self._take_in_unit(name, fact_name)
        self._take_multiplier()
        if self._fact(FactName.ESTIMATED) is not None:
            self._put("estimated", True, FactName.ESTIMATED)
            self.why.append(_("票面写明是暂估，收到结算票据后请更正。"))
        if not self.fields.get("quantity") and "delivered" not in self.fields:
            self._say_without_quantity()

    def unused(self) -> list[Fact]:
        """Facts that the draft does not take."""
        return [fact for fact in self.facts if fact.name not in self.used and fact.name not in _NEVER_USED]

    def _fact(self, name: FactName) -> Fact | None:
        return self.facts.get(name)

    def _put(self, name: str, value: date | str | bool, fact_name: FactName) -> None:
        fact = self._fact(fact_name)
        self.fields[name] = value
        self.used.add(fact_name)
        if fact is not None and fact.spot is not None:
            self.spots[name] = fact.spot

    # ---------------------------------------------------------------- days

    def _take_period(self) -> None:
        start, last, month = (self._fact(name) for name in (FactName.START, FactName.LAST, FactName.MONTH))
        if start is not None:
            self._put("start", date.fromisoformat(start.value), FactName.START)
        if last is not None:
            self._put("last", date.fromisoformat(last.value), FactName.LAST)
        if start is not None and last is not None:
            self.why.append(_("账期 {start} 至 {last}，照票面。").format(start=start.value, last=last.value))
        elif last is not None:
            self._start_from_before(date.fromisoformat(last.value))
        elif start is None and month is not None:
            self._take_months(month)
        if "start" not in self.fields or "last" not in self.fields:
            self.warnings.append(_("票面没有写全账期的起止日，请照抄表周期填写；开票日期不是账期。"))

    def _start_from_before(self, last: date) -> None:
        if self.before.start is not None and self.before.start <= last and (last - self.before.start).days < 100:
            self.fields["start"] = self.before.start
            self.why.append(_("票面只有抄表日，起日 {start} 接上一张票据。").format(start=self.before.start.isoformat()))

    def _take_months(self, month: Fact) -> None:
        days = whole_months(month.value)
        if days is None:
            self.warnings.append(_("票面只写了「{text}」，没有写年份，请填写账期。").format(text=month.text))
            return
        self._put("start", days[0], FactName.MONTH)
        self._put("last", days[1], FactName.MONTH)
        self.warnings.append(
            _("票面只写了「{text}」，没有起止日，暂按整月 {start} 至 {last}，请核对抄表周期。").format(
                text=month.text, start=days[0].isoformat(), last=days[1].isoformat()
            )
        )

    # ---------------------------------------------------------------- quantity

    def _take_quantity(self) -> None:
        quantity, metered = self._fact(FactName.QUANTITY), self._fact(FactName.METERED)
        losses = any(self._fact(name) for name in (FactName.LOSSES, FactName.LINE_LOSSES, FactName.TRANSFORMER_LOSSES))
        if quantity is not None:
            self._quantity_from(quantity, FactName.QUANTITY)
        elif self.facts.items and self._from_items():
            return
        elif metered is not None and not losses:
            self._quantity_from(metered, FactName.METERED)
        elif metered is not None:
            self.warnings.append(_("票面有抄见量 {metered}，另有损耗，没有写结算的数量，请照票面填写。").format(metered=metered.text))

    def _quantity_from(self, fact: Fact, name: FactName) -> None:
        found = self._unit_of(fact.unit)
        if found is None:
            self.warnings.append(self._wrong_unit(fact.text, fact.unit))
            return
        unit, words = found
        self._put("quantity", fact.value, name)
        self.fields["unit"] = unit.code
        self.why.append(_("数量 {text} 取自票面的「{name}」。").format(text=f"{fact.text} {fact.unit}".strip(), name=fact_word(name)))
        (self.why if fact.unit else self.warnings).extend(words)
        self._say_credit(Decimal(fact.value))

    def _unit_of(self, printed: str) -> tuple[Unit, list[str]] | None:
        """The unit of the bill with what must be said of it; None where the row cannot be measured in it."""
        if not printed:
            return self.unit, [_("票面没有印单位，按 {unit} 读，请核对。").format(unit=self.unit.label)]
        unit = self.table.find(printed)
        same = self.kind.same.get(unit.code) if self.kind is not None and unit is not None else None
        if same is not None and unit is not None and unit.dimension != self.unit.dimension:
            said = _("票面单位 {printed}，这类票据里就是 {unit}。").format(printed=printed, unit=self.table[same].label)
            return self.table[same], [said]
        if unit is None or unit.dimension != self.unit.dimension:
            return None
        if unit.scale == self.unit.scale and unit.code != self.unit.code:
            return self.unit, [_("票面单位 {printed}，按 {unit} 计。").format(printed=printed, unit=self.unit.label)]
        return unit, []

    def _wrong_unit(self, text: str, printed: str) -> str:
        return _("票面数量 {text} 的单位「{printed}」不能换算成 {unit}，没有采用。").format(
            text=text, printed=printed, unit=self.unit.label
        )

    def _from_items(self) -> bool:
        """The quantity of the items that were bought for this row; several lines only when they are of one name."""
        wanted = [item for item in self.facts.items if item.quantity and self._is_of_kind(item)]
        measured = [(item, found) for item in wanted if (found := self._unit_of(item.unit)) is not None]
        if not measured:
            if wanted:
                self.warnings.append(self._wrong_unit(wanted[0].quantity, wanted[0].unit))
            return bool(wanted)
        if len({(item.name, found[0].code) for item, found in measured}) > 1:
            names = "、".join(dict.fromkeys(f"{item.name} {item.quantity} {item.unit}".strip() for item, _found in measured))
            self.warnings.append(_("发票有几行带数量：{names}。分不清哪几行是用量，没有采用，请照票面填写。").format(names=names))
            return True
        total = sum((Decimal(item.quantity) for item, _found in measured), Decimal(0))
        first, (unit, words) = measured[0]
        self.fields |= {"quantity": plain_text(total), "unit": unit.code}
        if first.spot is not None and len(measured) == 1:
            self.spots["quantity"] = first.spot
        said = f"{plain_text(total)} {first.unit}".strip()
        if len(measured) == 1:
            self.why.append(_("数量 {text} 取自发票项目「{name}」。").format(text=said, name=first.name))
        else:
            self.why.append(_("数量 {text} 是发票 {count} 行「{name}」相加。").format(text=said, count=len(measured), name=first.name))
        (self.why if first.unit else self.warnings).extend(words)
        self._say_credit(total)
        return True

    def _is_of_kind(self, item: InvoiceItem) -> bool:
        found = kind_in(item_text(item))
        return found is not None and (self.kind is None or found[0].name == self.kind.name)

    def _say_credit(self, quantity: Decimal) -> None:
        if quantity < 0:
            self.warnings.append(_("这是红字（负数）票据，请选它冲正的是哪一张。"))

    def _say_without_quantity(self) -> None:
        if self._fact(FactName.TOTAL) is not None:
            self.warnings.append(_("票面只有金额，没有用量。金额不能换算成用量，请按票据附页或向供应单位索取结算数量。"))
        else:
            self.warnings.append(_("没有读到数量，请照票面填写。"))

    # ---------------------------------------------------------------- the rest

    def _take_plain(self, name: str, fact_name: FactName) -> None:
        fact = self._fact(fact_name)
        if fact is None or name in self.fields:
            return
        value = fact.value
        if name == "amount_yuan" and fact.unit == _TEN_THOUSAND_YUAN:
            value = plain_text(Decimal(value) * 10_000)
        self._put(name, value, fact_name)

    def _take_multiplier(self) -> None:
        """The ratio of the account, where the paper has readings and does not print it."""
        if "reading_end" in self.fields and "multiplier" not in self.fields and self.before.multiplier:
            self.fields["multiplier"] = self.before.multiplier
            if self.before.multiplier != "1":
                self.why.append(_("票面没有印倍率，用户号登记的 {ratio}。").format(ratio=self.before.multiplier))

    def _take_losses(self) -> None:
        if self._fact(FactName.LOSSES) is not None:
            self._take_in_unit("losses", FactName.LOSSES)
            return
        parts = [name for name in (FactName.TRANSFORMER_LOSSES, FactName.LINE_LOSSES) if self._fact(name) is not None]
        if len(parts) == 1:
            self._take_in_unit("losses", parts[0])
        elif parts:
            values = [self._in_bill_unit(fact) for name in parts if (fact := self._fact(name)) is not None]
            if None not in values:
                total = sum((one for one in values if one is not None), Decimal(0))
                self.fields["losses"] = plain_text(total)
                self.used |= set(parts)
                self.why.append(_("变损和线损相加 {total}。").format(total=plain_text(total)))

    def _take_in_unit(self, name: str, fact_name: FactName) -> None:
        fact = self._fact(fact_name)
        if fact is None:
            return
        if self._in_bill_unit(fact) is None:
            self.warnings.append(_("「{name}」的单位 {unit} 与数量的不同，没有采用。").format(name=field_name(name), unit=fact.unit))
        else:
            self._put(name, fact.value, fact_name)

    def _in_bill_unit(self, fact: Fact) -> Decimal | None:
        """The value, when it is printed in the unit of the quantity or without one."""
        chosen = str(self.fields.get("unit") or self.unit.code)
        found = self._unit_of(fact.unit)
        return Decimal(fact.value) if not fact.unit or (found is not None and found[0].code == chosen) else None


def shown_number(value: str) -> str:
    """A number in a field as the form shows it."""
    return number_text(Decimal(value))
