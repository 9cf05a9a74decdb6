"""The money of reduction measures: prices from bills or typed, what each measure costs and brings, the cost of a tonne (domain.md §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict, Unpack

from core.accounting.abatement import annuity, cost_per_tonne, simple_payback, yearly_cost
from core.accounting.bill_prices import UNITS, price_of
from core.catalogue_loader.end_uses import BASES, end_uses
from core.domain.measure import MeasureState, PlannedMeasure
from core.domain.offset import CreditLot
from core.domain.organization import VenueId
from core.domain.quantity import plain_number, shown, shown_significant
from core.domain.reduction import ReductionSettings
from core.errors import InputError
from core.i18n import _
from core.workflows import organizing, weighing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.reduction_views import MoneyRow, MoneyView, PriceRow
from core.workflows.weighing import WeighedMeasure, Weighing
from core.workflows.workspace import Job, Workspace

_TEN_THOUSAND = 10_000
_MOST_YUAN = Decimal(10) ** 12
_MOST_DISCOUNT = 30
_SETTLED = {MeasureState.VERIFIED, MeasureState.STOPPED}
"""What is proven has shown itself in the bills already, and what is stopped saves nothing: neither is compared any more."""

Typed = Decimal | str | None
"""A number as the person typed it or already read; None takes it away."""


class SettingsFields(TypedDict, total=False):
    """What of the settings may be set; `prices` and `end_uses` alter only what they name."""

    budget_yuan: Typed
    credit_price_yuan: Typed
    discount_percent: Typed
    prices: Mapping[str, Typed]
    end_uses: Mapping[str, Typed]


def carrier_label(output: str) -> str:
    """What is bought, for an output of a formula."""
    labels = {
        "dE": _("电力"),
        "dG": _("天然气"),
        "dPet": _("汽油"),
        "dDie": _("柴油"),
        "dLPG": _("液化石油气"),
        "dCoal": _("煤"),
        "dW": _("自来水"),
    }
    return labels[output]


def yuan_words(yuan: Fraction | Decimal | int) -> str:
    """Money as people say it: in 万元 with one decimal from ten thousand yuan on, below that in whole yuan."""
    amount = Fraction(yuan)
    if abs(amount) >= _TEN_THOUSAND:
        return _("{amount} 万元").format(amount=shown(amount / _TEN_THOUSAND, 1))
    return _("{amount} 元").format(amount=shown(amount, 0))


# ---------------------------------------------------------------- settings


def settings_of(ws: Workspace, venue_id: str) -> ReductionSettings:
    """What the venue has set, or the defaults."""
    with ws.store.read() as work:
        return work.reduction_settings.get(VenueId(venue_id)) or ReductionSettings(VenueId(venue_id))


def set_settings(ws: Workspace, venue_id: str, **fields: Unpack[SettingsFields]) -> Change:
    """Set budget, prices, the rate of discount or the amounts of end uses; what is not named stays. Undoable.

    Raises:
        InputError: a value is no number, negative, or outside what the field takes; the code names the field.
    """
    organizing.venue(ws, venue_id)
    with ws.job(_("减排的资金设置")) as job:
        altered = put_settings(job, venue_id, fields)
    return frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def put_settings(job: Job, venue_id: str, fields: SettingsFields) -> bool:
    """The same inside a running job.

    Raises:
        InputError: as `set_settings`.
    """
    known = job.work.reduction_settings.get(VenueId(venue_id)) or ReductionSettings(VenueId(venue_id))
    return job.work.reduction_settings.put(_changed(known, fields), job.change)


def _changed(known: ReductionSettings, fields: SettingsFields) -> ReductionSettings:
    new = known
    if "budget_yuan" in fields:
        new = replace(new, budget_yuan=_budget(fields["budget_yuan"]))
    if "credit_price_yuan" in fields:
        new = replace(new, credit_price_yuan=_amount(fields["credit_price_yuan"], "settings.credit_price", _("碳信用单价")))
    if "discount_percent" in fields:
        new = replace(new, discount_percent=_discount(fields["discount_percent"]))
    if "prices" in fields:
        new = replace(new, prices=_merged(known.prices, {name: _price(name, value) for name, value in fields["prices"].items()}))
    if "end_uses" in fields:
        new = replace(new, end_uses=_merged(known.end_uses, {name: _end_use(name, value) for name, value in fields["end_uses"].items()}))
    return new


def _merged(known: Mapping[str, Decimal], given: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    return {name: value for name, value in (dict[str, Decimal | None](known) | dict(given)).items() if value is not None}


def _amount(value: Typed, code: str, what: str) -> Decimal | None:
    """A number of a field that takes no negative one; None where nothing was typed."""
    number = plain_number(value) if isinstance(value, str) and value.strip() else value
    if number is None or isinstance(number, str):
        return None
    if number < 0:
        raise InputError(code, _("{what}不能是负数。").format(what=what), _("不知道就空着。"))
    if number > _MOST_YUAN:
        raise InputError(code, _("{what} {value} 太大。").format(what=what, value=shown(number, 0)), _("请核对单位和位数。"))
    return number


def _budget(value: Typed) -> Decimal | None:
    number = _amount(value, "settings.budget", _("预算"))
    if number is not None and number != number.to_integral_value():
        raise InputError("settings.budget", _("预算 {value} 元不是整数。").format(value=number), _("预算按整元填写。"))
    return number


def _discount(value: Typed) -> Decimal:
    number = _amount(value, "settings.discount", _("折现率"))
    if number is None:
        return ReductionSettings(VenueId("")).discount_percent
    if number > _MOST_DISCOUNT:
        message = _("折现率 {value}% 超出范围。").format(value=number)
        raise InputError("settings.discount", message, _("请填 0 到 {most} 之间的百分数。").format(most=_MOST_DISCOUNT))
    return number


def _price(output: str, value: Typed) -> Decimal | None:
    if output not in UNITS:
        message = _("没有名为「{name}」的能源。").format(name=output)
        raise InputError("settings.price", message, _("可用的有：{known}。").format(known=_("、").join(UNITS)))
    return _amount(value, f"settings.price.{output}", _("{name}单价").format(name=carrier_label(output)))


def _end_use(name: str, value: Typed) -> Decimal | None:
    code, colon, output = name.partition(":")
    if not colon or code not in end_uses().uses or output not in BASES:
        message = _("没有名为「{name}」的末端用能。").format(name=name)
        raise InputError("settings.end_use", message, _("应写成 末端:能源，如 hot_water:dG。"))
    what = carrier_label(output) if output in UNITS else _("制冷剂泄漏")
    return _amount(value, f"settings.end_use.{name}", _("{name}年用量").format(name=what))


# ---------------------------------------------------------------- prices


def prices_of(weighed: Weighing) -> tuple[PriceRow, ...]:
    """The price of each carrier that a measure of the venue saves or uses: typed, else the mean of the bills, else unknown."""
    needed = {output for one in weighed.measures for output, value in one.outputs.items() if value}
    return tuple(_price_row(weighed, output) for output in UNITS if output in needed)


def _price_row(weighed: Weighing, output: str) -> PriceRow:
    taken = weighed.taken
    label, unit = carrier_label(output), taken.catalogue.units[UNITS[output]].label
    typed = weighed.settings.prices.get(output)
    if typed is not None:
        return PriceRow(output, label, unit, Fraction(typed), typed=True, basis=_("自填"))
    found = price_of(output, taken.records, taken.sources, taken.catalogue)
    if found is None:
        return PriceRow(output, label, unit, None, typed=False, basis=_("账单上没有金额，也没有自填"))
    return PriceRow(output, label, unit, found.yuan, typed=False, basis=_("本年 {count} 张账单的均价").format(count=found.bills))


@dataclass(frozen=True, slots=True)
class _CreditPrice:
    yuan: Fraction | None
    basis: str


def _credit_price(settings: ReductionSettings, lots: Iterable[CreditLot]) -> _CreditPrice:
    if settings.credit_price_yuan is not None:
        return _CreditPrice(Fraction(settings.credit_price_yuan), _("自填"))
    priced = [lot for lot in lots if lot.unit_price_yuan is not None]
    tonnes = sum(lot.tonnes for lot in priced)
    if not tonnes:
        return _CreditPrice(None, _("账本里的碳信用没有单价，也没有自填"))
    paid = sum((Fraction(lot.unit_price_yuan or 0) * lot.tonnes for lot in priced), Fraction(0))
    return _CreditPrice(paid / tonnes, _("账本里 {count} 批碳信用的均价").format(count=len(priced)))


# ---------------------------------------------------------------- what each measure costs and brings


def money_view(ws: Workspace, dossier_id: str) -> MoneyView:
    """The money of the measures that are planned or filled in.

    Raises:
        InputError: there is no such dossier.
    """
    return view_of(ws, weighing.weigh(ws, dossier_id))


def view_of(ws: Workspace, weighed: Weighing) -> MoneyView:
    """The same for measures that are weighed already."""
    with ws.store.read() as work:
        credit = _credit_price(weighed.settings, work.lots.all())
    prices = prices_of(weighed)
    by_output = {row.output: row for row in prices}
    rows = [
        _row(one, one.planned, by_output, weighed.settings) for one in weighed.measures if one.planned is not None and compared(one.planned)
    ]
    return MoneyView(
        rows=tuple(sorted(rows, key=_cheapest_first)),
        prices=prices,
        credit_price_yuan=credit.yuan,
        credit_basis=credit.basis,
        discount_percent=weighed.settings.discount_percent,
        budget_yuan=weighed.settings.budget_yuan,
    )


def compared(planned: PlannedMeasure) -> bool:
    """Whether a measure takes part in the comparison: planned or filled in, neither proven already nor stopped."""
    return planned.draft or planned.state not in _SETTLED


def _cheapest_first(row: MoneyRow) -> tuple[bool, Fraction, str]:
    return row.yuan_per_tonne is None, row.yuan_per_tonne or Fraction(0), row.measure_id


def _row(one: WeighedMeasure, planned: PlannedMeasure, prices: Mapping[str, PriceRow], settings: ReductionSettings) -> MoneyRow:
    saving, basis, lacking = _saving(one, planned, prices)
    upkeep = Fraction(planned.upkeep_yuan or 0)
    cost = planned.cost_yuan
    spread = annuity(Fraction(cost), one.lifetime_years, Fraction(settings.discount_percent)) if cost is not None else None
    yearly = yearly_cost(spread, saving, upkeep) if spread is not None and saving is not None else None
    why = [_("还没有填投资。")] if cost is None else []
    why += [lacking] if lacking else []
    why += [_("不减少范围一、二的排放。")] if one.tonnes <= 0 else []
    return MoneyRow(
        measure_id=one.measure.id,
        name=one.name,
        in_plan=not planned.draft,
        tonnes=one.tonnes,
        scope1_t=one.scope1_t,
        scope2_t=one.scope2_t,
        cost_yuan=cost,
        upkeep_yuan=planned.upkeep_yuan,
        saving_yuan=saving,
        saving_basis=basis,
        lifetime_years=one.lifetime_years,
        yearly_cost_yuan=yearly,
        yuan_per_tonne=cost_per_tonne(yearly, one.tonnes) if yearly is not None else None,
        payback_years=simple_payback(Fraction(cost), saving, upkeep) if cost is not None and saving is not None else None,
        why="".join(why),
    )


def _saving(one: WeighedMeasure, planned: PlannedMeasure, prices: Mapping[str, PriceRow]) -> tuple[Fraction | None, str, str]:
    """What it saves in a year in yuan, from which prices, and which of them nobody knows."""
    if planned.saving_yuan is not None:
        return Fraction(planned.saving_yuan), _("自填"), ""
    used = [(prices[output], value) for output, value in one.outputs.items() if output in prices and value]
    if not used:
        return Fraction(0), _("不省能源和水"), ""
    unknown = _("、").join(row.label for row, _value in used if row.price is None)
    if unknown:
        return None, "", _("缺{carriers}的单价。").format(carriers=unknown)
    words = (
        _("{label} {price} 元/{unit}").format(label=row.label, price=shown_significant(row.price or Fraction(0), 3), unit=row.unit)
        for row, _v in used
    )
    return sum(((row.price or Fraction(0)) * value for row, value in used), Fraction(0)), _("、").join(words), ""
