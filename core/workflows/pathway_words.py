"""What the way to a target says in words: the finding of the years, that of the months, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from core.accounting.base_year import choice_differences
from core.accounting.pathway import MONTHS, BurnDown
from core.domain.quantity import rounded, shown, signed
from core.domain.reduction import ReductionTarget, TargetKind
from core.i18n import _
from core.workflows.pathway_facts import YearFacts, newest_whole
from core.workflows.pathway_views import Basis, PathYear

_NOTHING = Fraction(0)


def tonnes_words(tonnes: Fraction) -> str:
    """An amount in a sentence: one decimal, no sign."""
    return shown(abs(tonnes), 1)


def _over(tonnes: Fraction) -> bool:
    """Above 0 as it is shown: a difference that prints as 0.0 is none."""
    return rounded(tonnes, 1) > 0


def finding(target: ReductionTarget | None, years: Sequence[PathYear], year: int) -> str:
    """Where the dossier's year stands, and where the plan leads to."""
    if target is None:
        return _("还没有目标。定一个降幅和年份，就能看到每年、每月还能排多少。")
    own = next((one for one in years if one.year == year and one.above_t is not None and one.year > target.base_year), None)
    if own is None or own.above_t is None:
        return _ahead(years, year) or _("基准年还没有数据，请补填或直接填基准年排放量。")
    if own.basis is Basis.EXPECTED or own.basis is Basis.PARTIAL:
        words = _("预计 {year} 年比路径高 {tonnes} t") if _over(own.above_t) else _("预计 {year} 年在路径以内，余 {tonnes} t")
    else:
        words = _("{year} 年比路径高 {tonnes} t") if _over(own.above_t) else _("{year} 年在路径以内，余 {tonnes} t")
    first = words.format(year=year, tonnes=tonnes_words(own.above_t))
    end = years[-1]
    back = next((one for one in years if one.year > year and one.above_t is not None and not _over(one.above_t)), None)
    if not _over(own.above_t) or back is None or back is end:
        ahead = _ahead(years, year)
        return _("{first}；{ahead}").format(first=first, ahead=ahead) if ahead else first
    words = (
        _("{first}，按现有计划 {back} 年回到路径")
        if not _over(end.above_t or _NOTHING)
        else _("{first}，按现有计划 {back} 年回到路径，到 {end} 年又差 {tonnes} t")
    )
    return words.format(first=first, back=back.year, end=end.year, tonnes=tonnes_words(end.above_t or _NOTHING))


def _ahead(years: Sequence[PathYear], year: int) -> str:
    """Whether the plan reaches the target; empty where the target year is not ahead."""
    end = years[-1] if years else None
    if end is None or end.above_t is None or end.year <= year:
        return ""
    words = _("按现有计划到 {year} 年还差 {tonnes} t") if _over(end.above_t) else _("按现有计划 {year} 年可达目标，余 {tonnes} t")
    return words.format(year=end.year, tonnes=tonnes_words(end.above_t))


def burn_finding(burn: BurnDown | None, year: int) -> str:
    """Whether the months that are known keep to the path, and what is left for each of the others."""
    if burn is None:
        return ""
    known = len(MONTHS) - burn.open_months
    if not known:
        return _("{year} 年 1 月还没有数据，全年可排 {tonnes} t").format(year=year, tonnes=tonnes_words(burn.left_t))
    if not burn.open_months:
        words = _("{year} 年全年比路径多排 {tonnes} t") if _over(burn.above_t) else _("{year} 年全年在路径以内，余 {tonnes} t")
        return words.format(year=year, tonnes=tonnes_words(burn.above_t))
    words = _("到 {month} 月比路径多排 {tonnes} t") if _over(burn.above_t) else _("到 {month} 月在路径以内，余 {tonnes} t")
    first = words.format(month=known, tonnes=tonnes_words(burn.above_t))
    each = burn.each_t
    if each is None or not _over(burn.left_t):
        return _("{first}，全年可排的已用完").format(first=first)
    return _("{first}；余下 {count} 个月每月可排 {each} t").format(first=first, count=burn.open_months, each=tonnes_words(each))


def notes(
    target: ReductionTarget, years: Sequence[PathYear], facts: Mapping[int, YearFacts], burn: BurnDown | None, adjusted: Fraction, year: int
) -> Iterable[str]:
    """What the figures rest on, and what to look out for.

    Args:
        target: as decided.
        years: of the way.
        facts: what the ledger knows.
        burn: the months of the dossier's year.
        adjusted: tonnes that recorded recalculations add to the base year.
        year: the dossier's year.
    """
    newest = newest_whole(facts)
    if newest is not None and any(one.expected_t is not None for one in years):
        yield _(
            "预计值：已有数据的月按实际，其余按 {year} 年同月，减去计划里的措施此后多减的量；措施从完成的下月起算，寿命到期后不再计。"
        ).format(year=newest)
        if target.kind is TargetKind.INTENSITY:
            yield _("强度目标按产出折成吨；以后各年的产出按 {year} 年计。").format(year=newest)
    if burn is not None and not burn.by_last_year:
        yield _("{year} 年没有填满 12 个月，各月可排量平均分摊。").format(year=year - 1)
    if adjusted:
        yield _("基准年已计入登记的重算调整 {tonnes} t。").format(tonnes=signed(adjusted))
    own = facts.get(year)
    for other, known in sorted(facts.items()):
        if own is None or other not in range(target.base_year, target.target_year + 1):
            continue
        names = "、".join(one.label for one in choice_differences(known.method, own.method))
        if names:
            yield _("{year} 年与 {now} 年的{names}不同，比较前请先统一。").format(year=other, now=year, names=names)
