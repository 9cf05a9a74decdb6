"""The overview's figures as words: what stands in the band, in the bars, and in the side panel when a figure is asked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from core.domain.catalogue import VenueType
from core.domain.dossier import MethodChoice
from core.domain.emission import MethodProfile, Scope, Scope2Basis
from core.domain.inventory import GhgInventory, Intensity
from core.domain.period import Month
from core.domain.quantity import shown, shown_significant
from core.i18n import _
from core.workflows.views import Overview
from ui import theme
from ui.widgets.card import Figure
from ui.widgets.chart_view import Spot
from ui.widgets.explain_sections import scope_name
from ui.widgets.figure_notes import NoteLine, Notes
from ui.widgets.formula import pretty
from ui.widgets.shares import ShareRow
from ui.widgets.venue_form import in_language

NOTHING = "—"
_LARGEST = 6
_TOKENS = {Scope.ONE: "s1", Scope.TWO: "s2", Scope.THREE: "s3"}


def method_words(method: MethodChoice) -> str:
    """Which profile and basis a total was computed with."""
    profile = _("碳中和完整口径") if method.profile is MethodProfile.P2 else _("公共建筑指南口径")
    basis = _("位置法") if method.basis is Scope2Basis.LOCATION else _("市场法")
    return _("{profile}（{basis}）").format(profile=profile, basis=basis)


def _share(now: Fraction, before: Fraction) -> Fraction | None:
    return (now - before) / before if before else None


def _percent(share: Fraction | None) -> str:
    return f"{shown(abs(share) * 100, 1)}%" if share is not None else ""


def _plain_change(change: Fraction, year: str) -> str:
    words = _("比 {year} 年多 {percent}") if change > 0 else _("比 {year} 年少 {percent}")
    return words.format(year=year, percent=_percent(change))


def headline(inventory: GhgInventory | None, kind: VenueType) -> Intensity | None:
    """The intensity that a venue type puts first; None when its denominator is missing."""
    if inventory is None:
        return None
    wanted = next((rule.code for rule in kind.intensities if rule.headline), "")
    return next((found for found in inventory.intensities if found.code == wanted and found.value is not None), None)


def figures(view: Overview, kind: VenueType) -> tuple[Figure, ...]:
    """The four figures of the band; in large type three of them in plain words."""
    if theme.metrics().large:
        return (_total(view, plain=True), _intensity(view, kind, plain=True), _completeness(view))
    return (_total(view), _intensity(view, kind), _constant(view), _completeness(view))


def _total(view: Overview, *, plain: bool = False) -> Figure:
    label = _("总排放量") if plain else _("总排放量・{method}").format(method=method_words(view.inventory.method))
    unit = _("吨") if plain else "tCO₂e"
    total = view.inventory.total()
    if not view.filled or not total:
        return Figure("total", label, NOTHING, unit, _("填好第一个月就能看到"))
    if view.last_year is None:
        return Figure("total", label, shown(total, 2), unit, _("还没有上一年的数据"))
    before = view.last_year.total()
    change = _share(total, before)
    year = view.last_year.period.label
    note = _("{year} 年 {tonnes}（按当年因子）").format(year=year, tonnes=shown(before, 2))
    if plain and change is not None:
        return Figure("total", label, shown(total, 2), unit, _plain_change(change, year))
    return Figure("total", label, shown(total, 2), unit, note, _percent(change), rising=bool(change and change > 0))


def _intensity(view: Overview, kind: VenueType, *, plain: bool = False) -> Figure:
    found = headline(view.inventory, kind)
    rule = next((rule for rule in kind.intensities if rule.headline), None)
    unit = pretty(found.unit if found else rule.unit if rule else "")
    label = _("排放强度")
    if plain and "/" in unit:
        label, unit = _("每{denominator}排放").format(denominator=unit.partition("/")[2]), _("千克")
    if found is None or found.value is None or not view.filled or not found.value:
        return Figure("intensity", label, NOTHING, unit, _("填好排放和产出后给出"))
    value = shown_significant(found.value)
    before = headline(view.last_year, kind)
    if before is None or not before.value or view.last_year is None:
        words = _("分母：{name} {value}").format(name=in_language(found.zh, found.en), value=shown(found.denominator_value, 0))
        return Figure("intensity", label, value, unit, words)
    change = _share(found.value, before.value)
    note = _("较 {year} 年（{value}）").format(year=view.last_year.period.label, value=shown_significant(before.value))
    if plain and change is not None:
        return Figure("intensity", label, value, unit, _plain_change(change, view.last_year.period.label))
    return Figure("intensity", label, value, unit, note, _percent(change), rising=bool(change and change > 0))


def _constant(view: Overview) -> Figure:
    label = _("同比・两年用同一电力因子")
    change = view.constant_factor_change
    if change is None:
        note = view.grid_note if view.last_year is None else _("十二个月填齐后给出，免得拿半年比全年")
        return Figure("constant", label, NOTHING, "", note)
    sign = "+" if change > 0 else ""
    return Figure("constant", label, f"{sign}{shown(change * 100, 1)}%", "", view.grid_note)


def _completeness(view: Overview) -> Figure:
    share = Fraction(view.filled, view.wanted) if view.wanted else Fraction(0)
    note = _("{filled} / {wanted} 格・票据覆盖排放量 {percent}%").format(
        filled=view.filled, wanted=view.wanted, percent=shown(view.evidence_share * 100, 1)
    )
    if theme.metrics().large:
        note = _("{wanted} 格里已填 {filled} 格").format(filled=view.filled, wanted=view.wanted)
    return Figure("filled", _("填报完整度"), f"{shown(share * 100, 1)}%", "", note, ring=float(share))


def share_rows(view: Overview) -> tuple[tuple[ShareRow, ...], str]:
    """The largest sources as bars, and one line that sums up the rest."""
    total = view.inventory.total()
    ranked = sorted((r for r in view.inventory.results if r.total() > 0), key=lambda r: (-r.total(), r.source.position))
    if not ranked or not total:
        return (), ""
    longest = ranked[0].total()
    rows = tuple(
        ShareRow(
            result.source.id,
            result.source.name,
            shown(result.total(), 2),
            f"{shown(result.total() / total * 100, 1)}%",
            float(result.total() / longest),
            _TOKENS.get(result.type.scope, "s3"),
        )
        for result in ranked[:_LARGEST]
    )
    others = ranked[_LARGEST:]
    if not others:
        return rows, ""
    left = sum((result.total() for result in others), Fraction(0))
    percent = shown(left / total * 100, 1)
    return rows, _("其余 {count} 项 {tonnes}，占 {percent}%").format(count=len(others), tonnes=shown(left, 2), percent=percent)


def bar_spots(view: Overview, boxes: Mapping[Month, tuple[float, float, float, float]]) -> tuple[Spot, ...]:
    """What each month's bar says when it is pointed at."""
    table = view.inventory.by_month()
    before = view.last_year.by_month() if view.last_year is not None else {}
    spots = []
    for month, box in boxes.items():
        scopes = table[month]
        lines = [(scope_name(scope), f"{shown(value, 2)} tCO₂e") for scope, value in scopes.items()]
        lines.append((_("合计"), f"{shown(sum(scopes.values(), Fraction(0)), 2)} tCO₂e"))
        old = before.get(month.plus(-12))
        if old is not None:
            lines.append((_("{year} 年同月").format(year=month.year - 1), f"{shown(sum(old.values(), Fraction(0)), 2)} tCO₂e"))
        spots.append(Spot(str(month), _("{year}年{month}月").format(year=month.year, month=month.month), tuple(lines), box))
    return tuple(spots)


def notes_of(key: str, view: Overview, kind: VenueType) -> Notes:
    """What the side panel says about one figure of the band."""
    return {"total": _total_notes, "intensity": _intensity_notes, "constant": _constant_notes, "filled": _filled_notes}[key](view, kind)


def _total_notes(view: Overview, _kind: VenueType) -> Notes:
    total, scopes = view.inventory.total(), view.inventory.by_scope()
    parts = " + ".join(shown(value, 2) for value in scopes.values())
    lines = (
        *(NoteLine(scope_name(scope), f"{shown(value, 2)} tCO₂e", _TOKENS[scope]) for scope, value in scopes.items()),
        NoteLine(_("合计"), f"{shown(total, 2)} tCO₂e", bold=True),
    )
    remarks = (
        _("{method}，{gwp} 增温潜势。各行按全值相加，只在显示时修约。").format(
            method=method_words(view.inventory.method), gwp=view.inventory.method.gwp_set.value
        ),
        _("不计入边界的排放源：{names}。").format(names="、".join(source.name for source in view.inventory.excluded) or _("无")),
        _("因子库 {edition}。").format(edition=view.inventory.factor_set),
    )
    return Notes(
        _("{venue}　{year} 年").format(venue=view.venue.name, year=view.dossier.period.label),
        shown(total, 2) if view.filled else NOTHING,
        "tCO₂e",
        (parts, f"= {shown(total, 2)} tCO₂e") if view.filled else (),
        lines,
        remarks,
    )


def _intensity_notes(view: Overview, kind: VenueType) -> Notes:
    found = headline(view.inventory, kind)
    unit = pretty(found.unit) if found else ""
    rows = tuple(NoteLine(in_language(other.zh, other.en), _intensity_words(other)) for other in view.inventory.intensities)
    if found is None or found.value is None:
        return Notes(_("排放强度"), NOTHING, unit, (), rows, (_("分母还没有填：请在月度填报的「产出」各行，或场所档案里补上。"),))
    formula = (
        _("{tonnes} t × 1,000 ÷ {denominator}").format(
            tonnes=shown(view.inventory.total(), 2), denominator=shown(found.denominator_value, 0)
        ),
        f"= {shown_significant(found.value)} {unit}",
    )
    return Notes(
        in_language(found.zh, found.en), shown_significant(found.value), unit, formula, rows, (_("显示三位有效数字，计算用全值。"),)
    )


def _intensity_words(found: Intensity) -> str:
    return NOTHING if found.value is None else f"{shown_significant(found.value)} {pretty(found.unit)}"


def _constant_notes(view: Overview, _kind: VenueType) -> Notes:
    change = view.constant_factor_change
    remarks = (
        _("电网因子逐年变化，会掩盖用电量本身的增减，所以另用同一因子比一次。"),
        view.grid_note + "。",
    )
    lines: tuple[NoteLine, ...] = ()
    if view.last_year is not None:
        lines = (
            NoteLine(_("{year} 年，按当年因子").format(year=view.last_year.period.label), f"{shown(view.last_year.total(), 2)} tCO₂e"),
            NoteLine(_("{year} 年").format(year=view.dossier.period.label), f"{shown(view.inventory.total(), 2)} tCO₂e"),
        )
    value = NOTHING if change is None else f"{'+' if change > 0 else ''}{shown(change * 100, 1)}%"
    return Notes(_("同比，两年用同一电力因子"), value, "", (), lines, remarks)


def _filled_notes(view: Overview, _kind: VenueType) -> Notes:
    share = Fraction(view.filled, view.wanted) if view.wanted else Fraction(0)
    lines = (
        NoteLine(_("已填"), _("{count} 格").format(count=view.filled)),
        NoteLine(_("应填"), _("{count} 格").format(count=view.wanted)),
    )
    return Notes(
        _("填报完整度"),
        f"{shown(share * 100, 1)}%",
        "",
        (f"{view.filled} ÷ {view.wanted}", f"= {shown(share * 100, 1)}%"),
        lines,
        (
            _("应填的格由场所类型决定；没有用量也要写明原因，才算填过。"),
            _("票据覆盖的排放量占 {percent}%。").format(percent=shown(view.evidence_share * 100, 1)),
        ),
    )
