"""What may stand in a plan of measures: parameters, money and days that make sense, and no saving that is counted twice or too large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from core.accounting.formula import FormulaError
from core.accounting.reduction import constants, expected
from core.catalogue_loader.end_uses import end_uses
from core.catalogue_loader.reductions import reduction_guide
from core.domain.dossier import DossierKind
from core.domain.measure import MeasureState, PlannedMeasure, ReductionMeasure
from core.domain.quantity import plain_number, shown
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows import dossiers, weighing
from core.workflows.weighing import Weighing
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

Values = Mapping[str, Decimal | str]
"""Parameters of a measure by name, as numbers or as typed."""

LONGEST_LIFE = 60
"""Years; whoever types more has typed a year of the calendar."""

_ROUNDING = Fraction(1, 1000)
"""Parameters that come from the data have four digits, so that what they save may pass the amount they come from by half of this."""
_MOST = 15
"""Digits before and behind the point; the exact arithmetic of more would only wear out the machine."""


class MeasureFields(TypedDict, total=False):
    """What of a planned measure may be set besides its parameters."""

    owner: str
    start_on: date | None
    done_on: date | None
    cost_yuan: Decimal | None
    upkeep_yuan: Decimal | None
    saving_yuan: Decimal | None
    lifetime_years: int | None
    at_supplier: bool
    note: str


def weighed_venue(ws: Workspace, venue_id: str) -> Weighing | None:
    """The measures of a venue weighed by its newest year with data; None where there is none."""
    own = (one for one in dossiers.all_dossiers(ws) if one.venue_id == venue_id and one.kind is DossierKind.OPERATION)
    for dossier in sorted(own, key=lambda one: one.period.end, reverse=True):
        found = weighing.weigh(ws, dossier.id)
        if found.bought:
            return found
    return None


def with_fields(ws: Workspace, found: ReductionMeasure, known: PlannedMeasure, values: Values, fields: MeasureFields) -> PlannedMeasure:
    """An entry with other parameters and fields.

    Raises:
        InputError: unknown parameter, a value that is no number or makes no sense, or parameters the formula cannot take.
    """
    changed = replace(known, **fields, values=_values(found, known, values))
    for amount, code, name in (
        (changed.cost_yuan, "measure.cost", _("投资")),
        (changed.upkeep_yuan, "measure.upkeep", _("年运行费")),
        (changed.saving_yuan, "measure.saving", _("年省费用")),
    ):
        if amount is not None and bounded(amount, name) < 0:
            hint = _("每年多花的钱填在年运行费里。") if code == "measure.saving" else _("没有就填 0，不知道就空着。")
            raise InputError(code, _("{name}不能是负数。").format(name=name), hint)
    if changed.lifetime_years is not None and not 1 <= changed.lifetime_years <= LONGEST_LIFE:
        message = _("寿命不能是 {years} 年。").format(years=changed.lifetime_years)
        raise InputError(
            "measure.lifetime",
            message,
            _("应为 1 到 {most} 的整数；空着按库里的 {usual} 年。").format(most=LONGEST_LIFE, usual=found.lifetime_years),
        )
    if changed.done_on is not None and changed.done_on > ws.today():
        raise InputError("measure.future", _("完成日期 {day} 在今天之后。").format(day=changed.done_on.isoformat()), _("完成以后再登记。"))
    if changed.start_on is not None and changed.done_on is not None and changed.done_on < changed.start_on:
        raise InputError("measure.days", _("完成日期早于开始日期。"), _("请核对两个日期。"))
    try:
        # Year and place of the constants do not matter here: the question is whether the formula can take the values.
        expected(found, changed.values, constants(ws.catalogue, next(iter(ws.catalogue.regions)), ws.today().year))
    except FormulaError as error:
        raise InputError(error.code, error.message, _("请核对参数，除数不能是 0。")) from error
    return changed


def _values(found: ReductionMeasure, known: PlannedMeasure, given: Values) -> dict[str, Decimal]:
    """The parameters that differ from their defaults; of a draft also those that were typed, since the venue's data answer the others."""
    parameters = {parameter.name: parameter for parameter in found.parameters}
    values = dict(known.values)
    for name, value in given.items():
        if name not in parameters:
            names = "、".join(parameters)
            message = _("「{measure}」没有参数「{name}」。").format(measure=found.id, name=name)
            raise InputError("measure.parameter", message, _("可用的参数：{known}。").format(known=names))
        number = bounded(plain_number(value) if isinstance(value, str) else value, name)
        values.pop(name, None)
        if known.draft or number != parameters[name].default:
            values[name] = number
    return values


def bounded(number: Decimal, name: str) -> Decimal:
    """The same number.

    Raises:
        InputError: it has more digits than any amount of a measure.
    """
    exponent = number.as_tuple().exponent
    if number and (number.adjusted() > _MOST or not isinstance(exponent, int) or exponent < -_MOST):
        raise InputError("number.too_large", _("{name}的位数太多，无法计算。").format(name=name), _("请核对单位和位数。"))
    return number


def allowed_beside(ws: Workspace, plan: Iterable[PlannedMeasure], found: ReductionMeasure, wanted: PlannedMeasure) -> None:
    """Refuse to take in a measure that counts the same saving as another of the plan (domain.md §5).

    Asked only of a measure that comes in: a plan of an older program that holds both can still be worked on.

    Raises:
        RuleError: there is such another.
    """
    others = reduction_guide().excluded_by(found.id) if wanted.state is not MeasureState.STOPPED else frozenset()
    for one in plan:
        if one.measure_id in others and one.state is not MeasureState.STOPPED:
            other = ws.catalogue.measures[one.measure_id]  # only measures of the catalogue exclude each other
            names = {"name": localized(found.zh, found.en), "other": localized(other.zh, other.en)}
            message = _("「{name}」和计划里的「{other}」省的是同一笔能源，只能申报一项。").format(**names)
            hint = _("计划没有改动。要换成这一项，先把 {id} 移出或停用。").format(id=one.measure_id)
            raise RuleError("measure.exclusive", message, hint)


def within_end_use(weighed: Weighing | None, found: ReductionMeasure, wanted: PlannedMeasure) -> None:
    """Refuse a saving that is larger than all that its end use takes in a year.

    Only where that amount was entered or comes from rows of its own; a usual share is no reason to refuse anything.

    Raises:
        InputError: it is larger.
    """
    own = weighed.by_id.get(found.id) if weighed is not None else None
    use = end_uses().uses.get(own.end_use) if own is not None else None
    if weighed is None or use is None or wanted.at_supplier:
        return
    for output, saved in expected(found, wanted.values, weighed.using).outputs.items():
        base = weighed.bases.get(use.code, {}).get(output)
        if base is not None and saved > base * (1 + _ROUNDING) and f"{use.code}:{output}" in weighed.entered:
            facts = {"saved": shown(saved, 0), "base": shown(base, 0), "unit": weighing.UNITS[output], "use": localized(use.zh, use.en)}
            message = _("每年省 {saved} {unit}，比「{use}」全年用的 {base} {unit} 还多。").format(**facts)
            raise InputError("measure.end_use", message, _("请核对参数；没有改动。"))


def answered(weighed: Weighing | None, measure_id: str) -> Mapping[str, Decimal]:
    """The parameters that the venue's data answer today, where they differ from the defaults."""
    own = weighed.by_id.get(measure_id) if weighed is not None else None
    if own is None:
        return {}
    usual = {one.name: one.default for one in own.measure.parameters}
    return {name: prefill.value for name, prefill in own.prefills.items() if prefill.value != usual[name]}


def own_entry(plan: Iterable[PlannedMeasure], measure_id: str) -> PlannedMeasure | None:
    """The entry of a measure."""
    return next((one for one in plan if one.measure_id == measure_id), None)
