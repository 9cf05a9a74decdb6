"""The small forms of a row of the boundary: its name, why it is left out and how large it is, its accounts, its machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionFactor, EmissionSource, Meter
from core.errors import InputError
from core.i18n import _
from ui.widgets.fields import Choice, FieldRow, Line
from ui.widgets.small_form import SmallForm
from ui.widgets.venue_form import in_language


@dataclass(frozen=True, slots=True)
class MeterAnswer:
    """What was filled in for an account, or for a machine."""

    account: str
    name: str = ""
    multiplier: Decimal = Decimal(1)
    end_included: bool = True
    charge: Decimal | None = None
    machine_class: str = ""
    refrigerant: str = ""
    meter_id: str = ""


class Boundary(Protocol):
    """What the list asks for; each deed says whether it was done, and has said why when it was not."""

    def add_source(self, type_code: str, name: str, species: str) -> bool:
        """Add a row to the boundary."""

    def name_source(self, source_id: str, name: str, operator: str) -> bool:
        """Give a row another name, and say who runs it."""

    def exclude_source(self, source_id: str, reason: str, tonnes: Decimal | None, operator: str) -> bool:
        """Leave a row out, with the reason and the size for the boundary statement."""

    def include_source(self, source_id: str) -> bool:
        """Take a row back."""

    def estimate_size(self, source_id: str, text: str) -> Decimal:
        """Tonnes that a yearly quantity would be; raises InputError where it cannot be told."""

    def choose_factor(self, source_id: str, factor_id: str) -> bool:
        """Choose the factor of a row whose type has none of its own."""

    def put_meter(self, source_id: str, answer: MeterAnswer) -> bool:
        """Add or change an account or a machine."""

    def remove_meter(self, meter_id: str) -> bool:
        """Take an account or a machine away."""


def plain_number(value: Decimal | None) -> str:
    """A number as a field shows it; empty for none."""
    return "" if value is None else format(value.normalize(), "f") if value else "0"


def read_number(row: FieldRow, words: str) -> tuple[bool, Decimal | None]:
    """The number of a field, None for an empty one; what is no number is said at the field."""
    line = row.editor
    text = line.text().strip().replace(",", "").replace("，", "") if isinstance(line, Line) else ""
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        number = Decimal("NaN")
    good = number is None or (number.is_finite() and number >= 0)
    row.set_error("" if good else words)
    return good, number if good else None


def name_form(source: EmissionSource, boundary: Boundary) -> SmallForm:
    """Another name, and who runs it."""
    name = Line(source.name)
    operator = Line(source.operator, placeholder=_("本单位经营的留空"))
    rows = [FieldRow(_("名称"), name), FieldRow(_("经营单位（租户、承租方）"), operator)]
    return SmallForm(rows, _("保存"), lambda: boundary.name_source(source.id, name.text(), operator.text()))


def exclusion_form(source: EmissionSource, unit: str, boundary: Boundary) -> SmallForm:
    """Why a row is left out, who runs it, and how large it is: in tonnes, or from a yearly quantity."""
    reason = Line(source.excluded_reason, placeholder=_("如：2025 年 3 月起改为外包，发票见附件"))
    operator = Line(source.operator, placeholder=_("本单位经营的留空"))
    tonnes = Line(plain_number(source.excluded_tonnes), placeholder=_("还没有估计的留空"))
    quantity = Line(placeholder=_("填了自动算出吨数"))
    reason_row = FieldRow(_("为什么不计入，会写进边界说明"), reason)
    tonnes_row = FieldRow(_("估计规模（tCO₂e/年）"), tonnes)
    quantity_row = FieldRow(_("或填一年的用量（{unit}）").format(unit=unit), quantity)

    def computed(text: str) -> None:
        try:
            tonnes.setText(plain_number(boundary.estimate_size(source.id, text)) if text.strip() else tonnes.text())
        except InputError as error:
            quantity_row.set_error(str(error))
        else:
            quantity_row.set_error("")

    quantity.kept.connect(computed)

    def deed() -> bool:
        if not reason.text().strip():
            reason_row.set_error(_("请写一句原因。已填的数据会保留，只是不再计入。"))
            return False
        computed(quantity.text())  # Enter comes before the field tells that it was left
        if quantity_row.error():
            return False
        good, size = read_number(tonnes_row, _("请填不小于 0 的数；没有估计的留空。"))
        return good and boundary.exclude_source(source.id, reason.text(), size, operator.text())

    rows = [reason_row, tonnes_row, quantity_row, FieldRow(_("经营单位（租户、承租方）"), operator)]
    return SmallForm(rows, _("移出边界") if source.active else _("保存"), deed, across=2, wide_first=True)


def meter_form(source: EmissionSource, meter: Meter | None, boundary: Boundary) -> SmallForm:
    """The number on the bills, the ratio, and how the bills write their end."""
    account = Line(meter.account if meter else "", placeholder=_("账单上的户号"))
    ratio = Line(plain_number(meter.multiplier) if meter else "1")
    ending = Choice([("1", _("账单含末日")), ("0", _("末日为下期首日"))])
    ending.set_value("1" if meter is None or meter.end_included else "0")
    account_row, ratio_row = FieldRow(_("户号"), account), FieldRow(_("倍率"), ratio)

    def deed() -> bool:
        good, multiplier = read_number(ratio_row, _("倍率应为数字，没有互感器填 1。"))
        if not good:
            return False
        if not account.text().strip():
            account_row.set_error(_("请填账单上的户号。"))
            return False
        return boundary.put_meter(
            source.id,
            MeterAnswer(
                account.text(),
                name=meter.name if meter else "",
                multiplier=Decimal(1) if multiplier is None else multiplier,
                end_included=ending.value() == "1",
                meter_id=meter.id if meter else "",
            ),
        )

    fields = [account_row, ratio_row, FieldRow(_("账单怎么写止日"), ending)]
    return SmallForm(fields, _("保存户号") if meter else _("加户号"), deed)


def machine_form(source: EmissionSource, meter: Meter | None, classes: Mapping[str, str], boundary: Boundary) -> SmallForm:
    """A machine of a refrigerant row: its number, its name, its charge and refrigerant by the nameplate, its kind."""
    account = Line(meter.account if meter else "", placeholder=_("设备台账或铭牌上的编号"))
    name = Line(meter.name if meter else "", placeholder=_("如：1# 冷水机组"))
    charge = Line(plain_number(meter.charge) if meter else "", placeholder=_("铭牌上的充注量"))
    gas = Line(meter.refrigerant if meter else "", placeholder=_("铭牌上的型号，如 R410A"))
    kind = Choice([("", _("请选择")), *classes.items()])
    kind.set_value(meter.machine_class if meter else "")
    account_row, charge_row = FieldRow(_("设备编号"), account), FieldRow(_("充注量（kg）"), charge)

    def deed() -> bool:
        good, kilograms = read_number(charge_row, _("充注量应为不小于 0 的数。"))
        if not good:
            return False
        if not account.text().strip():
            account_row.set_error(_("请填设备编号。"))
            return False
        answer = MeterAnswer(
            account.text(),
            name=name.text(),
            charge=kilograms,
            machine_class=kind.value(),
            refrigerant=gas.text().strip(),
            meter_id=meter.id if meter else "",
        )
        return boundary.put_meter(source.id, answer)

    fields = [account_row, FieldRow(_("名称"), name), charge_row, FieldRow(_("铭牌制冷剂"), gas), FieldRow(_("设备类别"), kind)]
    return SmallForm(fields, _("保存设备") if meter else _("加设备"), deed, across=2)


def class_words(factor: EmissionFactor) -> str:
    """What a class of machines is called, without its leak rate."""
    return in_language(factor.zh.partition(" ")[0], factor.en.partition(" operating")[0].replace("_", " "))


def class_names(catalogue: Catalogue) -> dict[str, str]:
    """The classes of machines by the id of their leak rate."""
    from core.workflows import boundary

    return {factor.id: class_words(factor) for factor in boundary.machine_classes(catalogue)}
