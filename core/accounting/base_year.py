"""Comparing with the base year, and when it must be recalculated first (ISO 14064-1:2018, 6.4; domain.md N2, V32)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.accounting.earlier_year import EarlierYear
from core.accounting.split_rows import YearSide, pairs_of
from core.domain.activity import shares_by_month
from core.domain.base_year import BaseYear, RecalculationReason
from core.domain.catalogue import Catalogue
from core.domain.dossier import Dossier, MethodChoice
from core.domain.emission import GridScope, MethodProfile, Scope2Basis
from core.domain.inventory import GhgInventory, SourceResult
from core.domain.quantity import signed
from core.i18n import _


@dataclass(frozen=True, slots=True)
class RecalculationTrigger:
    """Something that makes the base year unlike this year for reasons that are no change of emissions.

    Attributes:
        tonnes: what it would add to the base year's total.
        subject: which source or which choice it is, in words; empty where `reason` says all.
    """

    reason: RecalculationReason
    tonnes: Fraction
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """Whether the base year asks for recalculation.

    Attributes:
        triggers: what was found.
        recorded: what the recorded adjustments add up to.
        open: by how much triggers of each reason exceed the adjustments recorded for it, all without sign, added up.
        share: `open` as a share of the base year's total; None where that is zero.
        asked: `share` reaches the threshold of the policy.
    """

    triggers: tuple[RecalculationTrigger, ...]
    recorded: Fraction
    open: Fraction
    share: Fraction | None
    asked: bool


def adjustments_total(base: BaseYear) -> Fraction:
    """Tonnes that the recorded recalculations add to the base year."""
    return sum((Fraction(one.tonnes) for one in base.adjustments), Fraction(0))


def recalculation(base: BaseYear, reported: Fraction, triggers: Sequence[RecalculationTrigger]) -> Recalculation:
    """Hold what was found against what has been recorded, and the rest against the policy's threshold.

    Changes of one reason are taken together, so that a source that moved from one row to another does not count twice; changes of
    different reasons never make up for each other.
    """
    left = Fraction(0)
    for reason in RecalculationReason:
        found = sum((one.tonnes for one in triggers if one.reason is reason), Fraction(0))
        done = sum((Fraction(one.tonnes) for one in base.adjustments if one.reason is reason), Fraction(0))
        if any(one.reason is reason for one in triggers):
            left += abs(found - done)
    share = left / abs(reported) if reported else None
    asked = share >= Fraction(base.threshold_percent) / 100 if share is not None else left > 0
    return Recalculation(tuple(triggers), adjustments_total(base), left, share, asked)


@dataclass(frozen=True, slots=True)
class ChoiceDifference:
    """A choice that the base year's dossier made otherwise."""

    label: str
    before: str
    now: str


def choices(method: MethodChoice) -> tuple[tuple[str, str], ...]:
    """What a dossier chose: the name of each choice, and what was chosen."""
    bases = {Scope2Basis.LOCATION: _("基于位置"), Scope2Basis.MARKET: _("基于市场")}
    grids = {GridScope.PROVINCE: _("省级"), GridScope.REGION: _("区域"), GridScope.NATION: _("全国")}
    profiles = {MethodProfile.P1: _("P1 公共建筑指南口径"), MethodProfile.P2: _("P2 碳中和完整口径")}
    return (
        (_("核算口径"), profiles[method.profile]),
        (_("电力口径"), bases[method.basis]),
        (_("电网范围"), grids[method.grid]),
        (_("GWP 组"), method.gwp_set.value),
        (_("燃料参数组"), method.fuel_set.value),
    )


def choice_differences(before: MethodChoice, now: MethodChoice) -> tuple[ChoiceDifference, ...]:
    """What two dossiers chose differently, in words."""
    pairs = zip(choices(before), choices(now), strict=True)
    return tuple(ChoiceDifference(label, was, is_) for (label, was), (_label, is_) in pairs if was != is_)


@dataclass(frozen=True, slots=True)
class BaseRows:
    """The rows of the base year, computed in three ways.

    Attributes:
        reported: as its own dossier computed them.
        by_choices: by the choices and the library of the dossier it is compared with.
        constant: the same with that dossier's grid factor too.
    """

    reported: tuple[SourceResult, ...]
    by_choices: tuple[SourceResult, ...]
    constant: tuple[SourceResult, ...]


def base_rows(earlier: EarlierYear, dossier: Dossier, catalogue: Catalogue) -> BaseRows:
    """The three, and nothing beside them."""
    method = dossier.method
    return BaseRows(
        earlier.rows_as_reported(),
        earlier.rows_by(method, catalogue),
        earlier.rows_by(method, catalogue, factor_year=dossier.period.end.year),
    )


def alike(earlier: EarlierYear, dossier: Dossier, now: tuple[SourceResult, ...], catalogue: Catalogue) -> bool:
    """Whether nothing can ask for recalculation: same choices, same library, and the same sources with figures; told without computing."""
    facts = earlier.facts
    used = {str(subject) for subject, month in shares_by_month(facts.records) if month in facts.period}
    before = {str(source.id) for source in facts.sources if source.active} & used
    same = earlier.method == dossier.method and earlier.catalogue.digest == catalogue.digest
    return same and before == {str(result.source.id) for result in now if result.lines or result.memo}


def held_against(
    base: BaseYear, earlier: EarlierYear, rows: BaseRows, dossier: Dossier, now: tuple[SourceResult, ...], catalogue: Catalogue
) -> Recalculation:
    """Whether the base year asks for recalculation before this dossier is compared with it.

    Args:
        base: the base year.
        earlier: what it is computed from.
        rows: its rows.
        dossier: the one that is compared.
        now: the rows of that one.
        catalogue: its library.
    """
    p1 = dossier.method.profile is MethodProfile.P1
    reported = sum((row.total(p1=earlier.p1) for row in rows.reported), Fraction(0))
    effect = sum((row.total(p1=p1) for row in rows.by_choices), Fraction(0)) - reported
    triggers = [*_structure(base, dossier, (rows.constant, now), p1, catalogue)]
    if effect:
        names = "、".join(one.label for one in choice_differences(earlier.method, dossier.method)) or _("因子库版本")
        triggers.append(RecalculationTrigger(RecalculationReason.METHOD, effect, _("{names}不同").format(names=names)))
    return recalculation(base, reported, triggers)


def _structure(
    base: BaseYear, dossier: Dossier, years: tuple[tuple[SourceResult, ...], tuple[SourceResult, ...]], p1: bool, catalogue: Catalogue
) -> Iterable[RecalculationTrigger]:
    """Sources that have figures in one of the two years only."""
    constant, now = years
    for row in pairs_of(YearSide(constant, {}, p1), YearSide(now, {}, p1), catalogue):
        if not row.in_both and (row.before_t or row.now_t):
            where = _("{year} 年没有").format(year=base.year) if row.now_t else _("{year} 年没有").format(year=dossier.period.label)
            subject = _("「{name}」{where}").format(name=row.source.name, where=where)
            yield RecalculationTrigger(RecalculationReason.STRUCTURE, row.now_t - row.before_t, subject)


def recalculation_causes(held: Recalculation) -> str:
    """What asks for it, one after the other with its tonnes."""
    return "；".join(_("{subject}（{tonnes} 吨）").format(subject=one.subject, tonnes=signed(one.tonnes)) for one in held.triggers)


@dataclass(frozen=True, slots=True)
class IntensityChange:
    """One intensity of the base year, on this year's factors and with the adjustments, and of this year."""

    code: str
    zh: str
    en: str
    unit: str
    before: Fraction | None
    now: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """Relative change; None where either year has none."""
        return relative_change(self.before, self.now)


def relative_change(before: Fraction | None, now: Fraction | None) -> Fraction | None:
    """By which share of the earlier figure the later one differs; None where there is nothing to compare with."""
    return (now - before) / before if before and now is not None else None


def intensity_changes(base: GhgInventory, now: GhgInventory, added: Fraction) -> tuple[IntensityChange, ...]:
    """Every intensity of this year beside the base year's, to whose tonnes the adjustments are added."""
    before = {one.code: one for one in base.intensities}
    changes = []
    for one in now.intensities:
        old = before.get(one.code)
        value = None
        if old is not None and old.denominator_value:
            value = (base.total() + added) * 1000 / old.denominator_value
        changes.append(IntensityChange(one.code, one.zh, one.en, one.unit, value, one.value))
    return tuple(changes)
